"""Equations (3) to (5) and the three properties of BNGD."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace

from checks_cai.model import bngd, law_of_data, state

from bnproof import (
    both,
    build,
    claim,
    defined,
    eq,
    identity,
    implies,
    le,
    lemma,
    lt,
    norm,
    norm2,
    spectral_radius,
    sqrt,
)


@claim("cai-eq3a")
def gradient_step_a(S, *, sign=1, centred=True):
    """One step of gradient descent on J by a."""
    law = law_of_data(S, centred)
    a, w, eps_a = S.real("a"), S.vector("w", "d", "nonzero"), S.positive("eps_a")
    slope = S.grad(lambda t: law.J(t, w), at=a)
    S.let(slope=slope)
    printed = a + eps_a * ((w @ law.g) / sqrt(w @ (law.H @ w)) - sign * a)
    return eq(a - eps_a * slope, printed)


@claim("cai-eq3w")
def gradient_step_w(S, *, power=1, centred=True):
    """One step of gradient descent on J by w."""
    law = law_of_data(S, centred)
    a, w, eps = state(S)
    slope = S.grad(lambda v: law.J(a, v), at=w)
    S.let(slope=slope)
    quadratic = w @ (law.H @ w)
    printed = w + eps * a / sqrt(quadratic) * (law.g - (w @ law.g) / quadratic**power * (law.H @ w))
    return eq(w - eps * slope, printed)


@claim("cai-orth")
def orthogonality(S, *, against="w"):
    """w is orthogonal to the gradient by w of J, wherever J is defined."""
    law = law_of_data(S)
    a, w = S.real("a"), S.vector("w", "d", "nonzero")
    slope = S.grad(lambda v: law.J(a, v), at=w)
    S.let(slope=slope)
    return eq((w if against == "w" else law.g) @ slope, 0)


@gradient_step_a.proof()
@gradient_step_w.proof()
@orthogonality.proof()
def _by_chain_rule(p, o):
    image = o.law.X @ o.w
    p.have(lt(0, image @ image))  # x^T w is not constant, so J is smooth at w
    p.derive(o.slope)
    p.ring()


@claim("cai-eq4")
def residual_recursion(S, *, sigma_power=1):
    """The residual after a step, against the projection before it."""
    m, (a, w, eps) = bngd(S), state(S)
    rate = eps * (a / m.sigma(w) ** sigma_power) * m.coefficient(w)
    left = m.u - m.coefficient(w) * m.next_w(a, w, eps)
    return eq(left, (identity("d") - rate * m.H) @ (m.u - m.coefficient(w) * w))


@claim("cai-eps-hat-def")
def effective_rate(S, *, sigma_power=3):
    """Defined at every w but 0, where no orbit comes: |w_k| does not decrease. Its sign is that of a w^T g."""
    m, (a, w, eps) = bngd(S), state(S)
    rate = m.effective_rate(a, w, eps)
    return both(defined(rate), eq(rate, eps * a * (w @ m.g) / m.sigma(w) ** sigma_power))


effective_rate.mutant("sigma to the fourth", sigma_power=4)


@claim("cai-projection")
def projection(S, *, metric="H"):
    """x -> (w^T H x / w^T H w) w is linear, idempotent, self-adjoint for <., H .>, and fixes w."""
    H, w = S.spd("H", "d"), S.vector("w", "d", "nonzero")
    u, v, s = S.vector("u", "d"), S.vector("v", "d"), S.real("s")

    def project(x):
        return (w @ (H @ x)) / norm(w, H) ** 2 * w

    def inner(x, y):
        return x @ (H @ y) if metric == "H" else x @ y

    return both(
        eq(project(u), (w @ (H @ u)) / (w @ (H @ w)) * w),
        eq(project(u + s * v), project(u) + s * project(v)),
        eq(project(project(u)), project(u)),
        eq(inner(project(u), v), inner(u, project(v))),
        eq(project(w), w),
    )


@claim("cai-eq5a")
def projection_is_nearest(S, *, relation=le, gap=False):
    """The residual of the new iterate is no longer than u minus any multiple of it; the printed multiple is one.

    With the gap: equality exactly where the coefficient of the projection stays the same.
    """
    m, (a, w, eps) = bngd(S), state(S)
    new = m.next_w(a, w, eps)
    S.let(m=m, new=new, step=m.step(a, w, eps))
    nearest, moved = m.residual(new), m.u - m.coefficient(w) * new
    if gap:
        change = m.coefficient(new) - m.coefficient(w)
        return eq(norm2(moved, m.H), norm2(nearest, m.H) + change**2 * norm2(new, m.H))
    return relation(norm(nearest, m.H), norm(moved, m.H))


def iterate_is_nonzero(p, o):
    """|w + step|^2 = |w|^2 + |step|^2, since the step is orthogonal to w."""
    p.have(lt(0, o.new @ o.new), lambda q: q.sign(o.w @ o.w + o.step @ o.step))


@projection_is_nearest.proof()
def _(p, o):
    iterate_is_nonzero(p, o)
    gap = (o.m.coefficient(o.w) - o.m.coefficient(o.new)) ** 2 * (o.new @ (o.H @ o.new))
    p.sqrt_mono(lambda q: q.sign(gap))


@projection_is_nearest.proof("the gap is that of Pythagoras")
def _(p, o):
    iterate_is_nonzero(p, o)
    p.ring()


@claim("cai-eq5b")
def contraction(S, *, norm_power=1):
    """With (4): the residual shrinks by the spectral radius of I - eps_hat H in the norm of H."""
    m, (a, w, eps) = bngd(S), state(S)
    rate = m.effective_rate(a, w, eps)
    radius = spectral_radius(identity("d") - rate * m.H)
    moved = m.u - m.coefficient(w) * m.next_w(a, w, eps)
    S.let(m=m, moved=moved, rate=rate, radius=radius)
    return le(norm(moved, m.H), radius**norm_power * norm(m.residual(w), m.H))


@contraction.proof()
def _(p, o):
    e, rate, radius = o.m.residual(o.w), o.rate, o.radius
    recursion = p.use("cai-eq4", H=o.H, u=o.u, a=o.a, w=o.w, eps=o.eps)
    p.sqrt_mono(
        lambda q: (
            q.rewrite(recursion),
            q.spectral(
                o.H,
                e,
                {1: radius**2 - 1, 2: 2 * rate, 3: -(rate**2)},
                lambda s, x: s.sign(x * (radius**2 - (1 - rate * x) ** 2)),
                radii=[radius],
            ),
        )
    )


@lemma("cai-eq5b-attained", "equality in the second inequality of (5) where $e_k$ is an eigenvector of the radius")
def attained(S, *, power=1):
    contraction.build(S)
    o = SimpleNamespace(**S.named)
    e, value = o.m.residual(o.w), S.real("value")
    S.assume(eq(o.H @ e, value * e), eq((1 - o.rate * value) ** 2, o.radius**2))
    return eq(norm(o.moved, o.H), o.radius**power * norm(e, o.H))


@attained.proof()
def _(p, o):
    e, H, rate, value, radius = o.m.residual(o.w), o.H, o.rate, o.value, o.radius
    recursion = p.use("cai-eq4", H=o.H, u=o.u, a=o.a, w=o.w, eps=o.eps)
    pair, belongs = eq(H @ e, value * e), eq((1 - rate * value) ** 2, radius**2)
    p.rewrite(recursion)
    moved = p.have(eq(e - rate * (H @ e), (1 - rate * value) * e), lambda q: q.ring((-rate, pair)))
    image = H @ (e - rate * (H @ e)) + (1 - rate * value) * (H @ e)
    p.root((image, moved), (norm2(e, H), belongs))


def orbit(m, k, a, w, eps_a, eps):
    """The sequences a and w obey (3) with these rates, as long as w_k is not 0."""
    step = both(eq(a[k + 1], m.next_a(a[k], w[k], eps_a)), eq(w[k + 1], m.next_w(a[k], w[k], eps)))
    return build("forall", (k, implies(lt(0, w[k] @ w[k]), step)))


@claim("cai-scaling")
def scaling(S, *, r="positive", power=2, flip=False):
    """Two orbits, from (a0, w0) with steps (eps_a, eps) and from (a0, r w0) with (eps_a, r^2 eps): a'_k = a_k and
    w'_k = r w_k for every k. An orbit goes on as long as w_k is not 0."""
    m = bngd(S)
    eps_a, eps, factor = S.positive("eps_a"), S.positive("eps"), getattr(S, r)("r")
    a, w, a2, w2 = S.reals("a"), S.vectors("w", "d"), S.reals("b"), S.vectors("v", "d")
    k, K = S.natural("k"), S.natural("K")
    sign = factor / sqrt(factor**2) if flip else 1
    rules = orbit(m, k, a, w, eps_a, eps), orbit(m, k, a2, w2, eps_a, factor**power * eps)
    start = eq(a2[0], sign * a[0]), eq(w2[0], factor * w[0])
    S.assume(*rules, lt(0, w[0] @ w[0]), *start)
    S.let(m=m, rules=rules, start=start, sign=sign)
    return both(eq(a2[K], sign * a[K]), eq(w2[K], factor * w[K]))


@scaling.proof()
def _(p, o):
    K, w, v = o.K, o.w, o.v
    alive = lt(0, w[K] @ w[K])

    def base(q):
        q.both(None, lambda s: s.fact(), lambda s: s.fact())

    def step(q):
        H, _g = o.m.H, o.m.g
        known = [eq(o.b[K], o.sign * o.a[K]), eq(v[K], o.r * w[K])]
        lengthened = v[K] @ v[K]
        q.have(lt(0, lengthened), lambda s: (s.rewrite(known[1]), s.sign(o.r**2 * (w[K] @ w[K]))))
        ours, theirs = (q.instantiate(rule, K) for rule in o.rules)
        # sigma(r w) = |r| sigma(w)
        scaled, sigma = sqrt((o.r * w[K]) @ (H @ (o.r * w[K]))), sqrt(w[K] @ (H @ w[K]))
        q.have(lt(0, scaled**2), lambda s: s.sign(o.r**2 * (w[K] @ (H @ w[K]))))
        size = o.r if o.sign == 1 else sqrt(o.r**2)
        homogeneous = q.have(eq(scaled, size * sigma), lambda s: s.root())
        moved = o.m.step(o.a[K], w[K], o.eps)

        def follow(s):
            for fact in (*theirs.args, *ours.args, *known, homogeneous):
                s.rewrite(fact)
            s.ring()

        grows = w[K] @ w[K] + moved @ moved
        q.both(lambda s: (s.rewrite(ours.args[1]), s.sign(grows)), follow, follow)

    induction = both(alive, *p.goal.args)
    p.have(induction, lambda q: q.induct(K, base, step))
    p.both(lambda s: s.fact(), lambda s: s.fact())


@claim("cai-scaling-prose")
def separate_rates(S, *, power=1):
    """An orbit from (a0, w0) with the rates eps_a for a and eps for w, and one from (a0, r w0) with the one rate eps_a
    for both, where r = sqrt(eps_a / eps): a'_k = a_k and w'_k = r w_k for every k. So whatever two rates do, one rate
    does from weights of another norm; and read from r to eps = eps_a / r^2, the other way round."""
    m = bngd(S)
    eps_a, eps = S.positive("eps_a"), S.positive("eps")
    r = sqrt(eps_a / eps) if power == 1 else eps_a / eps
    a, w, a2, w2 = S.reals("a"), S.vectors("w", "d"), S.reals("b"), S.vectors("v", "d")
    k, K = S.natural("k"), S.natural("K")
    rules = orbit(m, k, a, w, eps_a, eps), orbit(m, k, a2, w2, eps_a, eps_a)
    S.assume(*rules, lt(0, w[0] @ w[0]), eq(a2[0], a[0]), eq(w2[0], r * w[0]))
    S.let(m=m, rules=rules, factor=r)
    return both(eq(a2[K], a[K]), eq(w2[K], r * w[K]))


@separate_rates.proof()
def _(p, o):
    """The scaling property with r = sqrt(eps_a / eps), for which r^2 eps = eps_a."""
    k, r, eps = o.k, o.factor, o.eps

    def with_rate_scaled(q):
        j = q.intro()
        q.assume()
        step = q.instantiate(o.rules[1], j)
        q.both(lambda s: s.fact(), lambda s: (s.rewrite(step.args[1]), s.ring()))

    p.have(orbit(o.m, k, o.b, o.v, o.eps_a, r**2 * eps), with_rate_scaled)
    same_a, _ = p.use("cai-scaling", "r > 0", r=r).args
    p.both(lambda q: q.ring((1, same_a)), lambda q: q.fact())


@claim("cai-norm-monotone")
def norm_monotone(S, *, relation=le, power=1):
    """One step from any state (a, w), hence along every orbit."""
    m, (a, w, eps) = bngd(S), state(S)
    quadratic = w @ (m.H @ w)
    step = eps * a / sqrt(quadratic) * (m.g - (w @ m.g) / quadratic**power * (m.H @ w))
    S.let(step=step)
    return relation(norm(w), norm(w + step))


@norm_monotone.proof()
def _(p, o):
    p.sqrt_mono(lambda q: q.sign(o.step @ o.step))


gradient_step_a.mutant("sign of a", sign=-1)
gradient_step_w.mutant("w^T H w squared", power=2)
orthogonality.mutant("g instead of w", against="g")
residual_recursion.mutant("no sigma in the rate", sigma_power=2)
projection.mutant("Euclidean inner product", metric="I")
projection_is_nearest.mutant("strictly", relation=lt)
projection_is_nearest.sharper("the gap is that of Pythagoras", gap=True)
attained.example({"d": 2}, H=((1, 0), (0, 4)), u=(1, 1), w=(0, 1), a=1, eps=Fraction(1, 4), value=1)
attained.mutant("squared radius", power=2)
contraction.mutant("squared radius", norm_power=2)
scaling.reading("r > 0", r="positive")
scaling.reading("r != 0", r="nonzero")
scaling.corrected("a changes sign with r", r="nonzero", flip=True)
scaling.mutant("eps scaled by r", power=1)
separate_rates.mutant("eps_a / eps without the root", power=2)
norm_monotone.reading("non-decreasing")
norm_monotone.reading("strictly increasing", relation=lt)
norm_monotone.mutant("w^T H w squared", power=2)
