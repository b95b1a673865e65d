"""Positive definite maps: spectral bounds and Rayleigh quotients."""

from __future__ import annotations

from bnproof import both, claim, eigmax, eigmin, eq, identity, le, ne, norm2, spectral_radius


def ge(a, b):
    return le(b, a)


@claim("false-norm-equivalence")
def norm_equivalence(S, *, bound=eigmin):
    H, x = S.spd("H", "d"), S.vector("x", "d")
    S.let(bound=bound(H))
    return le(norm2(x, H), bound(H) * norm2(x))


@norm_equivalence.proof()
def _(p, o):
    p.spectral(o.H, o.x, {0: o.bound, 1: -1}, lambda s, y: s.sign(o.bound - y))


norm_equivalence.corrected("the largest eigenvalue", bound=eigmax)


@claim("false-inverse-norm")
def inverse_norm(S, *, bound=eigmax):
    H, x = S.spd("H", "d"), S.vector("x", "d")
    S.let(bound=bound(H))
    return le(x @ (H**-1 @ x), norm2(x) / bound(H))


@inverse_norm.proof()
def _(p, o):
    p.spectral(o.H, o.x, {0: 1 / o.bound, -1: -1}, lambda s, y: s.sign((y - o.bound) / (y * o.bound)))


inverse_norm.corrected("the least eigenvalue", bound=eigmin)


@claim("false-inverse-product-reversed")
def inverse_product(S, *, relation=le):
    H, x = S.spd("H", "d"), S.vector("x", "d", "nonzero")
    return relation(norm2(x, H) * (x @ (H**-1 @ x)), norm2(x) ** 2)


@inverse_product.proof()
def _(p, o):
    H, x = o.H, o.x
    p.sign(norm2(x, H) * norm2(H**-1 @ x - norm2(x) / norm2(x, H) * x, H))


inverse_product.corrected("at least", relation=ge)


@claim("false-kantorovich")
def kantorovich(S, *, square=False):
    """The constant is (L + m)^2/(4 L m), not its root."""
    H, x = S.spd("H", "d"), S.vector("x", "d")
    low, high = eigmin(H), eigmax(H)
    product = norm2(x, H) * (x @ (H**-1 @ x))
    if square:
        return le(product, (high + low) ** 2 / (4 * high * low) * norm2(x) ** 2)
    return le(product**2, (high + low) ** 2 / (4 * high * low) * norm2(x) ** 4)


@kantorovich.proof("squared")
def _(p, o):
    H, x, a, b = o.H, o.x, eigmin(o.H), eigmax(o.H)
    total, square = norm2(x, H) + a * b * (x @ (H**-1 @ x)), (a + b) * norm2(x)
    p.have(
        le(total, square),
        lambda q: q.spectral(H, x, {0: a + b, 1: -1, -1: -a * b}, lambda s, y: s.sign((b - y) * (y - a) / y)),
    )
    difference = norm2(x, H) - a * b * (x @ (H**-1 @ x))
    p.have(le(0, total))
    p.sign(((square - total) * (square + total) + difference**2) / (4 * a * b))


kantorovich.corrected("squared", square=True)


@claim("false-kantorovich-difference")
def kantorovich_difference(S, *, sign=-1):
    H, x = S.spd("H", "d"), S.vector("x", "d")
    low, high = eigmin(H), eigmax(H)
    return le(norm2(x, H) * (x @ (H**-1 @ x)), (high + sign * low) ** 2 / (4 * high * low) * norm2(x) ** 2)


@kantorovich_difference.proof("the sum of the eigenvalues")
def _(p, o):
    bound = p.use("false-kantorovich", "squared", H=o.H, x=o.x)
    p.sign(bound.args[1] - bound.args[0])


kantorovich_difference.corrected("the sum of the eigenvalues", sign=1)


@claim("false-kantorovich-root")
def kantorovich_root(S, *, power=2):
    """The root of the condition number is enough for small ones only: up to about 11."""
    H, x = S.spd("H", "d"), S.vector("x", "d")
    return le((norm2(x, H) * (x @ (H**-1 @ x))) ** power, eigmax(H) / eigmin(H) * norm2(x) ** (2 * power))


@kantorovich_root.proof("the condition number")
def _(p, o):
    H, x, a, b = o.H, o.x, eigmin(o.H), eigmax(o.H)
    above, square, product = norm2(x, H), norm2(x), x @ (H**-1 @ x)
    p.have(le(above, b * square), lambda q: q.spectral(H, x, {0: b, 1: -1}, lambda s, y: s.sign(b - y)))
    p.have(
        le(product, square / a),
        lambda q: q.spectral(H, x, {0: 1 / a, -1: -1}, lambda s, y: s.sign((y - a) / (y * a))),
    )
    p.sign((b * square - above) * product + b * square * (square / a - product))


kantorovich_root.corrected("the condition number", power=1)


@claim("false-product-definite")
def product_definite(S, *, again=False):
    """Of two positive definite maps, unless they commute."""
    H, G, x = S.spd("H", "d"), S.spd("G", "d"), S.vector("x", "d", "nonzero")
    return le(0, x @ (H @ (G @ (H @ x if again else x))))


@product_definite.proof("H G H")
def _(p, o):
    p.sign(norm2(o.H @ o.x, o.G))


product_definite.corrected("H G H", again=True)


@claim("false-square-monotone-maps")
def square_monotone(S, *, power=2):
    """G = H + u u^T is above H, but G^2 need not be above H^2."""
    H, u, x = S.spd("H", "d"), S.vector("u", "d"), S.vector("x", "d")
    large = H @ x + (u @ x) * u
    return le(norm2(H @ x), norm2(large)) if power == 2 else le(norm2(x, H), x @ large)


@square_monotone.proof("the maps themselves")
def _(p, o):
    p.sign((o.u @ o.x) ** 2)


square_monotone.corrected("the maps themselves", power=1)


def quotient(H, w):
    return norm2(w, H) / norm2(w)


@claim("false-rayleigh-bounds")
def rayleigh_bounds(S, *, low=eigmax, high=eigmin):
    H, w = S.spd("H", "d"), S.vector("w", "d", "nonzero")
    S.let(low=low(H), high=high(H))
    return both(le(low(H), quotient(H, w)), le(quotient(H, w), high(H)))


@rayleigh_bounds.proof()
def _(p, o):
    H, w, low, high = o.H, o.w, o.low, o.high
    lower = le(low * norm2(w), norm2(w, H))
    upper = le(norm2(w, H), high * norm2(w))
    p.have(lower, lambda q: q.spectral(H, w, {0: -low, 1: 1}, lambda s, y: s.sign(y - low)))
    p.have(upper, lambda q: q.spectral(H, w, {0: high, 1: -1}, lambda s, y: s.sign(high - y)))
    p.both(
        lambda q: q.sign((norm2(w, H) - low * norm2(w)) / norm2(w)),
        lambda q: q.sign((high * norm2(w) - norm2(w, H)) / norm2(w)),
    )


rayleigh_bounds.corrected("exchanged", low=eigmin, high=eigmax)


def _slope(S):
    H, w = S.spd("H", "d"), S.vector("w", "d", "nonzero")
    slope = S.grad(lambda v: quotient(H, v), at=w)
    S.let(slope=slope)
    return H, w, slope


@claim("false-rayleigh-gradient-factor")
def rayleigh_factor(S, *, factor=1):
    H, w, slope = _slope(S)
    return eq(slope, factor / norm2(w) * (H @ w - quotient(H, w) * w))


@claim("false-rayleigh-gradient-projection")
def rayleigh_projection(S, *, projected=0):
    H, w, slope = _slope(S)
    return eq(slope, 2 / norm2(w) * (H @ w - projected * quotient(H, w) * w))


@claim("false-rayleigh-orthogonal")
def rayleigh_orthogonal(S, *, to="Hw"):
    H, w, slope = _slope(S)
    return eq((H @ w if to == "Hw" else w) @ slope, 0)


rayleigh_factor.corrected("two", factor=2)
rayleigh_projection.corrected("the projection subtracted", projected=1)
rayleigh_orthogonal.corrected("to w", to="w")


@claim("false-rayleigh-homogeneous")
def rayleigh_homogeneous(S, *, degree=2):
    H, w, c = S.spd("H", "d"), S.vector("w", "d", "nonzero"), S.nonzero("c")
    return eq(quotient(H, c * w), (c**degree if degree else 1) * quotient(H, w))


rayleigh_homogeneous.corrected("of degree 0", degree=0)


@claim("false-eigenvectors-orthogonal")
def eigenvectors(S, *, distinct=False):
    H, x, y, a, b = S.spd("H", "d"), S.vector("x", "d"), S.vector("y", "d"), S.real("a"), S.real("b")
    first, second = eq(H @ x, a * x), eq(H @ y, b * y)
    S.assume(first, second)
    if distinct:
        S.assume(ne(b - a, 0))
    S.let(first=first, second=second)
    return eq(x @ y, 0)


@eigenvectors.proof("of distinct eigenvalues")
def _(p, o):
    p.ring((o.y / (o.b - o.a), o.first), (-1 / (o.b - o.a) * o.x, o.second))


eigenvectors.corrected("of distinct eigenvalues", distinct=True)
eigenvectors.example({"d": 2}, H=((1, 0), (0, 2)), x=(1, 0), y=(0, 1), a=1, b=2)


@claim("false-spectral-radius-rate")
def radius_rate(S, *, small=False):
    """|1 - eps x| at the largest eigenvalue may be larger, unless eps <= 2/(L + m)."""
    H, eps = S.spd("H", "d"), S.positive("eps")
    low, high = eigmin(H), eigmax(H)
    S.assume(le(eps * (low + high), 2) if small else le(eps * high, 2))
    return le(spectral_radius(identity("d") - eps * H), 1 - eps * low)


@radius_rate.proof()
def _(p, o):
    eps, a, b = o.eps, eigmin(o.H), eigmax(o.H)
    room = 2 - eps * (a + b)
    p.have(le(a, b), lambda q: q.spectrum(o.H))
    p.have(le(0, 1 - eps * a), lambda q: q.sign((room + eps * (b - a)) / 2))
    p.radius(o.H, lambda s, x: s.sign(eps * (x - a) * (room + eps * (b - x))))


radius_rate.corrected("for small steps", small=True)


@claim("false-spectral-radius-stable")
def radius_stable(S, *, bound=eigmin):
    H, eps = S.spd("H", "d"), S.positive("eps")
    S.assume(le(eps, 2 / bound(H)))
    S.let(bound=bound(H))
    return le(spectral_radius(identity("d") - eps * H), 1)


@radius_stable.proof()
def _(p, o):
    eps, b = o.eps, o.bound
    p.radius(o.H, lambda s, x: s.sign(eps * x * (b * (2 / b - eps) + eps * (b - x))))


radius_stable.corrected("the largest eigenvalue", bound=eigmax)
