"""Equations (1) and (2): gradient descent on least squares, and its best learning rate."""

from __future__ import annotations

from checks_cai.model import law_of_data

from bnproof import absolute, both, claim, eigmax, eigmin, either, eq, identity, le, lt, ne, norm, spectral_radius


@claim("cai-eq1")
def gradient_step(S, *, sign=-1, centred=True):
    """One step of gradient descent on J_0(w) = E[(y - x^T w)^2 / 2]."""
    law = law_of_data(S, centred)
    w, eps = S.vector("w", "d"), S.positive("eps")

    slope = S.grad(law.J0, at=w)
    S.let(slope=slope)
    return eq(w - eps * slope, w + eps * (law.g + sign * (law.H @ w)))


@gradient_step.proof()
def _(p, o):
    p.derive(o.slope)
    p.ring()


gradient_step.mutant("+ H w", sign=1)


@claim("cai-rho-def")
def radius_by_eigenvalues(S, *, sign=-1, ends="either"):
    """What is maximal among |1 - eps lambda_i|: each lambda = lambda_i(H) makes 1 - eps lambda an eigenvalue of
    I - eps H, none is larger in absolute value than rho, and one of the two ends of the spectrum attains it."""
    H, eps = S.spd("H", "d"), S.real("eps")
    v, value = S.vector("v", "d", "nonzero"), S.real("value")
    S.assume(eq(H @ v, value * v))
    moved = identity("d") - eps * H
    radius = spectral_radius(moved)
    low, high = (absolute(1 - eps * end) for end in (eigmin(H), eigmax(H)))
    S.let(radius=radius, low=low, high=high)
    attained = eq(radius, high) if ends == "the largest" else either(eq(radius, low), eq(radius, high))
    return both(
        eq(moved @ v, (1 + sign * eps * value) * v),
        le(absolute(1 - eps * value), radius),
        attained,
    )


@radius_by_eigenvalues.proof()
def _(p, o):
    """On [a, b] the parabola (1 - eps x)^2 lies below the larger of its values at a and b."""
    H, v, value, eps, radius = o.H, o.v, o.value, o.eps, o.radius
    a, b = eigmin(H), eigmax(H)
    p.have(le(a, b), lambda q: q.spectrum(H))
    p.eigenvalue(H, radius, "eigmin")
    p.eigenvalue(H, radius, "eigmax")

    def below(bound, x):
        """bound - (1 - eps x)^2 from bound - (1 - eps a)^2 and bound - (1 - eps b)^2, for a <= x <= b."""
        ends = (x - a) * (bound - (1 - eps * b) ** 2) + (b - x) * (bound - (1 - eps * a) ** 2)

        def equal(q):
            q.have(le(x, a), lambda s: s.sign((b - x) - (b - a)))
            same = q.have(eq(x, a), lambda s: s.sign())
            q.sign(bound - (1 - eps * a) ** 2, (eps * (2 - eps * x - eps * a), same))

        return lambda q: q.cases(b - a, gt=lambda s: s.sign(ends / (b - a) + eps**2 * (x - a) * (b - x)), eq=equal)

    pair, square, energy = eq(H @ v, value * v), v @ v, v @ (H @ v)
    p.have(le(a * square, energy), lambda q: q.spectral(H, v, {0: -a, 1: 1}, lambda s, x: s.sign(x - a)))
    p.have(le(energy, b * square), lambda q: q.spectral(H, v, {0: b, 1: -1}, lambda s, x: s.sign(b - x)))
    p.have(le(a, value), lambda q: q.sign((energy - a * square) / square, (-v / square, pair)))
    p.have(le(value, b), lambda q: q.sign((b * square - energy) / square, (v / square, pair)))

    def attains(index, end, bound):
        def close(q):
            q.either(index)
            q.have(le(radius, bound), lambda s: s.radius(H, lambda t, x: below((1 - eps * end) ** 2, x)(t)))
            q.have(le(bound, radius), lambda s: s.sqrt_mono())
            q.sign()

        return close

    p.both(
        lambda q: q.ring((-eps, pair)),
        lambda q: q.sqrt_mono(below(radius**2, value)),
        lambda q: q.cases((1 - eps * a) ** 2 - (1 - eps * b) ** 2, ge=attains(0, a, o.low), lt=attains(1, b, o.high)),
    )


@claim("cai-eq2")
def contraction(S, *, metric=None, power=1):
    """One step from any w, with g = H u. The norm is not named."""
    H, u, w, eps = S.spd("H", "d"), S.vector("u", "d"), S.vector("w", "d"), S.positive("eps")
    new = w + eps * (H @ u - H @ w)
    radius = spectral_radius(identity("d") - eps * H)
    weight = H if metric == "H" else None
    S.let(radius=radius, shift=1 if metric == "H" else 0)
    return le(norm(u - new, weight), radius**power * norm(u - w, weight))


@contraction.proof()
def _(p, o):
    eps, radius, k = o.eps, o.radius, o.shift
    p.sqrt_mono(
        lambda q: q.spectral(
            o.H,
            o.u - o.w,
            {k: radius**2 - 1, k + 1: 2 * eps, k + 2: -(eps**2)},
            lambda s, x: s.sign(x**k * (radius**2 - (1 - eps * x) ** 2) if k else radius**2 - (1 - eps * x) ** 2),
            radii=[radius],
        )
    )


contraction.reading("Euclidean norm")
contraction.reading("norm of H", metric="H")
contraction.mutant("squared radius", power=2)


@claim("cai-eps-opt")
def best_rate(S, *, numerator=2, relation=le, other=False):
    """No learning rate has a smaller spectral radius; the radius at eps_opt is (kappa - 1)/(kappa + 1). And, the
    sharper form, no other one has as small a radius: so eps_opt is the optimal learning rate."""
    H, eps = S.spd("H", "d"), S.positive("eps")
    low, high = eigmin(H), eigmax(H)
    best = numerator / (high + low)
    if other:
        S.assume(ne(eps, best))
    radius = spectral_radius(identity("d") - best * H)
    at_eps = spectral_radius(identity("d") - eps * H)
    S.let(low=low, high=high, best=best, radius=radius, other=at_eps)
    return relation(radius, at_eps)


@best_rate.proof()
def _(p, o):
    """The radius is (b - a)/(b + a): at most, since |1 - 2x/(a + b)| is at most that on [a, b]; and for every eps,
    (1 - eps a) + (eps b - 1) = eps (b - a), (1 - eps a)/a - (1 - eps b)/b = 1/a - 1/b."""
    a, b, eps, other = o.low, o.high, o.eps, o.other
    p.have(le(a, b), lambda q: q.spectrum(o.H))
    bound = (b - a) / (b + a)
    p.have(
        le(o.radius, bound),
        lambda q: q.radius(o.H, lambda s, x: s.sign(4 * (x - a) * (b - x) / (b + a) ** 2)),
    )
    p.eigenvalue(o.H, other, "eigmin")
    p.eigenvalue(o.H, other, "eigmax")
    # b (1 - eps a) - a (1 - eps b) = b - a, so (a + b) rho >= b - a
    p.have(le(1 - eps * a, other), lambda q: q.sqrt_mono())
    p.have(le(-(1 - eps * b), other), lambda q: q.sqrt_mono())
    p.have(
        le(bound, other),
        lambda q: q.sign((b * (other - (1 - eps * a)) + a * (other + (1 - eps * b))) / (b + a)),
    )
    if p.goal.op == "le":
        p.sign((other - bound) + (bound - o.radius))
    else:  # 1 - eps a, or eps b - 1, is more than the bound
        p.cases(
            eps - o.best,
            lt=lambda q: q.sign((other - (1 - eps * a)) + a * (o.best - eps) + (bound - o.radius)),
            gt=lambda q: q.sign((other + (1 - eps * b)) + b * (eps - o.best) + (bound - o.radius)),
        )


@claim("cai-gd-best-rate")
def best_radius(S, *, below=1):
    """The radius at eps_opt, with kappa = lambda_max / lambda_min."""
    H = S.spd("H", "d")
    low, high = eigmin(H), eigmax(H)
    kappa = high / low
    radius = spectral_radius(identity("d") - 2 / (high + low) * H)
    S.let(low=low, high=high, radius=radius)
    return eq(radius, (kappa - 1) / (kappa + below))


@best_radius.proof()
def _(p, o):
    a, b, radius = o.low, o.high, o.radius
    p.have(le(a, b), lambda q: q.spectrum(o.H))
    rate = (b - a) / (b + a)
    p.have(
        le(radius, rate),
        lambda q: q.radius(o.H, lambda s, x: s.sign(4 * (x - a) * (b - x) / (b + a) ** 2)),
    )
    p.eigenvalue(o.H, radius, "eigmin")
    p.have(le(rate, radius), lambda q: q.sqrt_mono())
    p.sign()


radius_by_eigenvalues.mutant("1 + eps lambda", sign=1)
radius_by_eigenvalues.mutant("attained at lambda_max", ends="the largest")
best_radius.mutant("(kappa - 1)/kappa", below=0)
best_rate.sharper("no other is as good", relation=lt, other=True)
best_rate.mutant("1 for 2", numerator=1)
best_rate.mutant("strictly", relation=lt)
