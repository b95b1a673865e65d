"""The matrix H* = H - H u u^T H / (u^T H u) of Theorem 2: its spectrum lies inside that of H."""

from __future__ import annotations

from dataclasses import dataclass

from bnproof import (
    Node,
    absolute,
    both,
    claim,
    defined,
    eigmax,
    eigmin,
    eq,
    identity,
    implies,
    le,
    lemma,
    lt,
    maximum,
    norm2,
    spectral_radius,
)


@dataclass(frozen=True)
class Deflated:
    """H*, for u != 0, and the least and the largest of its eigenvalues other than 0."""

    H: Node
    u: Node
    low: Node
    high: Node

    def __call__(self, v: Node) -> Node:
        """H* v."""
        return deflate(self.H, self.u, v)

    def radius(self, rate: Node) -> Node:
        """rho*(I - rate H*), as Theorem 2 defines it."""
        return maximum(absolute(1 - rate * self.low), absolute(1 - rate * self.high))


def deflate(H: Node, u: Node, v: Node) -> Node:
    """H* v."""
    image = H @ u
    return H @ v - (image @ v) / (u @ image) * image


def deflated(S, H: Node, u: Node) -> Deflated:
    """lambda*_min and lambda*_max: eigenvalues of H*, and bounds of <x, H* x> on the complement of u, its null space.

    The least is not 0, so the largest is not either. For d = 1 there are none: H* = 0, and the two have no meaning.
    """
    star = Deflated(H, u, S.nonzero("low"), S.real("high"))
    v, z = S.vector("v", "d", "nonzero"), S.vector("z", "d", "nonzero")
    S.assume(eq(star(v), star.low * v), eq(star(z), star.high * z))
    bound(S, star)
    return star


def bound(S, star: Deflated) -> None:
    """Assumes that low |x|^2 <= <x, H* x> <= high |x|^2 for every x on the complement of u."""
    u, x = star.u, S.vector("x", "d")
    across = x - (u @ x) / (u @ u) * u
    bounds = both(le(star.low * norm2(across), x @ star(x)), le(x @ star(x), star.high * norm2(across)))
    extreme = S.for_all(x, bounds)
    S.assume(extreme)
    S.let(star=star, extreme=extreme)


@claim("cai-hstar")
def deflated_matrix(S, *, domain="nonzero", share=1, kernel=False):
    """H* is symmetric and semidefinite, and H* u = 0, so it is 0 for d = 1. With c = u^T H v / u^T H u, v^T H* v is
    the square of v - c u in the norm of H. H* is not defined for u = 0, that is g = 0, which the page does not exclude.
    """
    H, u = S.spd("H", "d"), S.vector("u", "d", domain)
    v, x = S.vector("v", "d"), S.vector("x", "d")
    image = H @ u
    S.let(image=image)

    def star(y):
        return H @ y - share * (image @ y) / (u @ image) * image

    apart = v - (image @ v) / (u @ image) * u
    definite = implies(lt(0, apart @ apart), lt(0, v @ star(v))) if kernel else le(0, v @ star(v))
    return both(
        defined((image @ v) / (u @ image)),
        eq(x @ star(v), star(x) @ v),
        definite,
        eq(H @ u, share * (image @ u) / (u @ image) * image),
    )


@deflated_matrix.proof()
def _(p, o):
    apart = o.v - (o.image @ o.v) / (o.u @ o.image) * o.u
    semidefinite = norm2(apart, o.H)
    p.both(
        lambda q: q.sign(),
        None,
        lambda q: (q.assume() if q.goal.op == "implies" else None, q.sign(semidefinite)),
        None,
    )


deflated_matrix.reading("u != 0")
deflated_matrix.reading("every u", domain="")
deflated_matrix.sharper("definite beside u", "$v^TH^\\ast v>0$ unless $v$ is a multiple of $u$", kernel=True)
deflated_matrix.mutant("half of it subtracted", share=1 / 2)
deflated_matrix.mutant("twice as much subtracted", share=2)


def eigenpair(S):
    """An eigenvector v of H* with an eigenvalue other than 0."""
    H, u = S.spd("H", "d"), S.vector("u", "d", "nonzero")
    v, value = S.vector("v", "d", "nonzero"), S.nonzero("value")
    pair = eq(deflate(H, u, v), value * v)
    S.assume(pair)
    S.let(pair=pair)
    return H, value


@lemma(
    "cai-deflated-eigenvalue",
    "every eigenvalue of $H^*$ other than 0 lies between $\\lambda_{min}$ and $\\lambda_{max}$",
)
def eigenvalue_inside(S, *, upper=le):
    H, value = eigenpair(S)
    return both(le(eigmin(H), value), upper(value, eigmax(H)))


@eigenvalue_inside.proof()
def _(p, o):
    """u is orthogonal to v, since <u, H* v> = 0. With x = v - c u, c = <Hu, v>/<u, Hu>: H x = H* v, so
    value |v|^2 = <x, H x> and |x|^2 = |v|^2 + c^2 |u|^2; and value |v|^2 = <v, H v> - c^2 <u, H u>."""
    H, u, v, value, pair = o.H, o.u, o.v, o.value, o.pair
    image = H @ u
    c = (image @ v) / (u @ image)
    x = v - c * u
    orthogonal = p.have(eq(u @ v, 0), lambda q: q.ring((-u / value, pair)))
    square = v @ v
    p.have(
        le(eigmin(H) * norm2(x), norm2(x, H)),
        lambda q: q.spectral(H, x, {0: -eigmin(H), 1: 1}, lambda s, y: s.sign(y - eigmin(H))),
    )
    p.have(
        le(norm2(v, H), eigmax(H) * square),
        lambda q: q.spectral(H, v, {0: eigmax(H), 1: -1}, lambda s, y: s.sign(eigmax(H) - y)),
    )
    low = norm2(x, H) - eigmin(H) * norm2(x) + eigmin(H) * c**2 * (u @ u)
    high = eigmax(H) * square - norm2(v, H) + c**2 * norm2(u, H)
    p.both(
        lambda q: q.sign(low / square, (-v / square, pair), (-2 * c * eigmin(H) / square, orthogonal)),
        lambda q: q.sign(high / square, (v / square, pair)),
    )


eigenvalue_inside.example({"d": 2}, H=((1, 0), (0, 2)), u=(1, 0), v=(0, 1), value=2)
eigenvalue_inside.mutant("strictly below lambda_max", upper=lt)


@claim("cai-interlacing")
def interlacing(S, *, lower=le, middle=le, upper=le):
    """For u != 0 and d >= 2: else there is no H*, or none of the two eigenvalues."""
    H, u = S.spd("H", "d"), S.vector("u", "d", "nonzero")
    star = deflated(S, H, u)
    return both(lower(eigmin(H), star.low), middle(star.low, star.high), upper(star.high, eigmax(H)))


@interlacing.proof()
def _(p, o):
    positive(p, o)
    p.use("cai-deflated-eigenvalue", H=o.H, u=o.u, v=o.z, value=o.high)
    p.both(*3 * [lambda q: q.fact()])


def positive(p, o):
    """0 < lambda_min <= lambda*_min <= lambda_max and lambda*_min <= lambda*_max as facts, where the claim has H*.

    Of lambda*_max only the bound that it is: whether it is an eigenvalue is not asked."""
    low, high, least = o.low, o.high, eigmin(o.H)
    p.use("cai-deflated-eigenvalue", H=o.H, u=o.u, v=o.v, value=low)
    p.have(le(low, high), lambda q: ordered(q, o))
    p.have(lt(0, low), lambda q: q.sign(least + (low - least)))
    p.have(lt(0, high), lambda q: q.sign(low + (high - low)))


def ordered(p, o):
    """At v, which is orthogonal to u, the two bounds are low |v|^2 <= high |v|^2."""
    u, v = o.u, o.v
    pair = eq(o.star(v), o.low * v)
    orthogonal = p.have(eq(u @ v, 0), lambda q: q.ring((-u / o.low, pair)))
    below, above = p.instantiate(o.extreme, v).args
    gap = (below.args[1] - below.args[0]) + (above.args[1] - above.args[0])
    p.sign(gap / (v @ v), ((o.high - o.low) * (u @ v) / ((u @ u) * (v @ v)), orthogonal))


interlacing.example({"d": 3}, H=((1, 0, 0), (0, 2, 0), (0, 0, 3)), u=(1, 0, 0), v=(0, 1, 0), z=(0, 0, 1), low=2, high=3)
interlacing.example({"d": 2}, H=((1, 0), (0, 2)), u=(0, 1), v=(1, 0), z=(1, 0), low=1, high=1)
interlacing.mutant("strictly above lambda_min", lower=lt)
interlacing.mutant("lambda*_min below lambda*_max", middle=lt)
interlacing.mutant("strictly below lambda_max", upper=lt)


@lemma(
    "cai-deflated-radius", "$|1-\\hat\\varepsilon\\lambda^*|\\le\\rho(I-\\hat\\varepsilon H)$ for every such eigenvalue"
)
def radius_at_eigenvalue(S, *, ratio=1):
    H, value = eigenpair(S)
    rate = S.real("rate")
    radius = spectral_radius(identity("d") - rate * H)
    S.let(radius=radius)
    return le((1 - rate * value) ** 2, ratio * radius**2)


@radius_at_eigenvalue.proof()
def _(p, o):
    H, rate, value, radius = o.H, o.rate, o.value, o.radius
    a, b = eigmin(H), eigmax(H)
    p.use("cai-deflated-eigenvalue", H=H, u=o.u, v=o.v, value=value)
    p.have(le(a, b), lambda q: q.spectrum(H))
    p.eigenvalue(H, radius, "eigmin")
    p.eigenvalue(H, radius, "eigmax")
    at_a, at_b = radius**2 - (1 - rate * a) ** 2, radius**2 - (1 - rate * b) ** 2

    def apart(q):
        q.sign(((value - a) * at_b + (b - value) * at_a) / (b - a) + rate**2 * (value - a) * (b - value))

    def equal(q):
        q.have(le(value, a), lambda s: s.sign((b - value) - (b - a)))
        same = q.have(eq(value, a), lambda s: s.sign())
        q.sign(at_a, (rate * (2 - rate * value - rate * a), same))

    p.cases(b - a, gt=apart, eq=equal)


radius_at_eigenvalue.example({"d": 2}, H=((1, 0), (0, 2)), u=(1, 0), v=(0, 1), value=2, rate=1)
radius_at_eigenvalue.mutant("half the square", ratio=1 / 2)


@claim("cai-rhostar")
def deflated_radius(S, *, ratio=1):
    """For every learning rate, in the place of eps_hat_k; for u != 0 and d >= 2, as there is no rho* otherwise."""
    H, u = S.spd("H", "d"), S.vector("u", "d", "nonzero")
    star, rate = deflated(S, H, u), S.real("rate")
    radius = spectral_radius(identity("d") - rate * H)
    return le(star.radius(rate), ratio * radius)


@deflated_radius.proof()
def _(p, o):
    positive(p, o)
    for vector, value in ((o.v, o.low), (o.z, o.high)):
        p.use("cai-deflated-radius", H=o.H, u=o.u, v=vector, value=value, rate=o.rate)
    p.extremum(lambda q: q.sqrt_mono(), lambda q: q.sqrt_mono())


deflated_radius.example(
    {"d": 3}, H=((1, 0, 0), (0, 2, 0), (0, 0, 3)), u=(1, 0, 0), v=(0, 1, 0), z=(0, 0, 1), low=2, high=3, rate=1
)
deflated_radius.example({"d": 2}, H=((1, 0), (0, 1)), u=(1, 0), v=(0, 1), z=(0, 1), low=1, high=1, rate=1)
deflated_radius.mutant("half of it", ratio=1 / 2)
