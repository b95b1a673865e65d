"""The row "Convergence Rate" of the two tables: linear for gradient descent; linear, and possibly faster, for BNGD."""

from __future__ import annotations

from fractions import Fraction

from checks_cai.deflation import positive
from checks_cai.linear_consequences import RESIDUAL
from checks_cai.linear_convergence import AT_REST, linear_convergence

from bnproof import (
    Sequence,
    both,
    claim,
    eigmax,
    eigmin,
    eq,
    for_every,
    identity,
    implies,
    le,
    lt,
    ne,
    norm,
    same,
    spectral_radius,
    there_are,
)  # fmt: skip


def row(S, *, better=True, kind="minimizer"):
    """BNGD can be faster: at the effective learning rate that is best for it, its rate rho* is less than that of GD at
    every learning rate mu, wherever H* is better conditioned than H. Which eps leads to that effective rate is not
    said. GD is linear: |y_K - u| <= C q^K for every K with q < 1, for every eta < eps_max. BNGD is linear, in |e_K|_H,
    under the conditions of Theorem 2, which the page calls mild."""
    bngd = S.include(linear_convergence, kind=kind)
    o = S.named
    H, u, star, k, q, C, K = (o[name] for name in ("H", "u", "star", "k", "q", "C", "K"))
    mu, eta, y = S.real("mu"), S.positive("eta"), S.vectors("y", "d")
    rate = spectral_radius(identity("d") - mu * H)
    less = lt(star.radius(2 / (star.low + star.high)), rate)
    faster = implies(ne(star.high * eigmin(H), star.low * eigmax(H)), less) if better else less
    rule = for_every(k, eq(y[k + 1], y[k] + eta * (H @ u - H @ y[k])))
    linear = there_are(q, C, for_every(K, both(lt(q, 1), le(norm(y[K] - u), C * q**K))))
    gd = for_every(eta, y, implies(both(lt(eta, 2 / eigmax(H)), rule), linear))
    return both(faster, gd, bngd) if kind == "minimizer" else bngd


poster = claim("cai-table-2")(row)


@poster.proof()
def _(p, o):
    """The sharper forms of three claims."""
    positive(p, o)

    def faster(q):
        q.assume()
        q.use("cai-faster-than-gd", "strictly, where H* is better conditioned", eps=o.mu)
        q.fact()

    def gd(q):
        eta, y = q.intro("eta"), q.intro("y")
        q.assume()
        radius, start = spectral_radius(identity("d") - eta * o.H), norm(y[0] - o.u)
        q.take(radius)
        q.take(start)
        K = q.intro("K")
        _, decay = q.use("cai-gd-conv-range", "linear", u=o.u, eps=eta, w=y, K=K).args
        q.both(lambda r: r.fact(), lambda r: r.sign(decay.args[1] - decay.args[0]))

    p.both(faster, gd, lambda q: (q.use("cai-thm2-linear", RESIDUAL), q.fact()))


poster.reading("BNGD under the conditions of Theorem 2", r"and GD for $0<\varepsilon<\varepsilon_{max}$")
poster.mutant("BNGD always faster", better=False)
poster.mutant("BNGD linear to every stationary point", kind="stationary")
saddle = linear_convergence.disproofs["to a stationary point"]
poster.refutation("BNGD linear to every stationary point", saddle.where)(saddle.script)

for scale, near, far, high in ((1, (1, 0, 0), (0, 1, 0), 3), (2, (0, 1, 0), (1, 0, 0), 6)):
    poster.example(  # H* is better conditioned than H, or not
        {"d": 3}, H=((scale, 0, 0), (0, 2 * scale, 0), (0, 0, 3 * scale)), u=near, v=far, z=(0, 0, 1), low=2, high=high,
        a=Sequence((1,)), w=Sequence((near,)), eps=1, eps_a=1, mu=Fraction(1, 2 * scale),
    )  # fmt: skip
poster.example(
    {"d": 2}, H=((1, 0), (0, 1)), u=(1, 0), v=(0, 1), z=(0, 1), low=1, high=1,
    a=Sequence((0,)), w=Sequence(((0, 1),)), eps=1, eps_a=1, mu=1,
)  # fmt: skip
# no orbits of the claim, as w_0 = 0, or as w_1 = 0: there e_k is not defined
poster.example({"d": 2}, **AT_REST, w=Sequence(((0, 0),), (3, 4)), K=0)
poster.example({"d": 2}, **AT_REST, w=Sequence(((3, 4), (0, 0)), (3, 4)), K=1)
slides = same("slides-table-2", poster)
