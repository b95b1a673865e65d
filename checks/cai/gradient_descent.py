"""Equations (1) and (2): gradient descent on least squares, and its best learning rate."""

from __future__ import annotations

from checks_cai.model import centred_law

from bnproof import claim, eigmax, eigmin, eq, identity, le, lt, norm, spectral_radius


@claim("cai-eq1")
def gradient_step(S, *, sign=-1):
    """One step of gradient descent on J_0(w) = E[(y - x^T w)^2 / 2]."""
    law = centred_law(S)
    w, eps = S.vector("w", "d"), S.positive("eps")

    def J0(v):
        residual = law.y - law.X @ v
        return residual @ residual / 2

    slope = S.grad(J0, at=w)
    S.let(slope=slope)
    return eq(w - eps * slope, w + eps * (law.g + sign * (law.H @ w)))


@gradient_step.proof()
def _(p, o):
    p.derive(o.slope)
    p.ring()


gradient_step.mutant("+ H w", sign=1)


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
def best_rate(S, *, numerator=2, relation=le):
    """No learning rate has a smaller spectral radius; the radius at eps_opt is (kappa - 1)/(kappa + 1)."""
    H, eps = S.spd("H", "d"), S.positive("eps")
    low, high = eigmin(H), eigmax(H)
    best = numerator / (high + low)
    radius = spectral_radius(identity("d") - best * H)
    other = spectral_radius(identity("d") - eps * H)
    S.let(low=low, high=high, best=best, radius=radius, other=other)
    return relation(radius, other)


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
    p.sign((other - bound) + (bound - o.radius))


best_rate.mutant("1 for 2", numerator=1)
best_rate.mutant("strictly", relation=lt)
