"""The matrix H* = H - H u u^T H / (u^T H u) of Theorem 2: its spectrum lies inside that of H."""

from __future__ import annotations

from bnproof import both, claim, eigmax, eigmin, eq, identity, le, lt, norm2, spectral_radius


def eigenpair(S):
    """An eigenvector v of H* with an eigenvalue other than 0; u is not 0, or H* is not defined.

    For d = 1 there is none: H* = 0, and lambda*_min and lambda*_max have no meaning.
    """
    H, u = S.spd("H", "d"), S.vector("u", "d", "nonzero")
    v, value = S.vector("v", "d", "nonzero"), S.nonzero("value")
    image = H @ u
    deflated = H @ v - (image @ v) / (u @ image) * image
    S.assume(eq(deflated, value * v))
    S.let(deflated=deflated, image=image)
    return H, value


@claim("cai-interlacing")
def interlacing(S, *, lower=le, upper=le):
    """Every eigenvalue of H* other than 0, so the least and the largest, lies between lambda_min and lambda_max."""
    H, value = eigenpair(S)
    return both(lower(eigmin(H), value), upper(value, eigmax(H)))


@interlacing.proof()
def _(p, o):
    """u is orthogonal to v, since <u, H* v> = 0. With x = v - c u, c = <Hu, v>/<u, Hu>: H x = H* v, so
    value |v|^2 = <x, H x> and |x|^2 = |v|^2 + c^2 |u|^2; and value |v|^2 = <v, H v> - c^2 <u, H u>."""
    H, u, v, value, image = o.H, o.u, o.v, o.value, o.image
    pair = eq(o.deflated, value * v)
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


interlacing.example({"d": 2}, H=((1, 0), (0, 2)), u=(1, 0), v=(0, 1), value=2)
interlacing.mutant("strictly below lambda_max", upper=lt)


@claim("cai-rhostar")
def deflated_radius(S, *, ratio=1):
    """|1 - rate value| for every eigenvalue of H* other than 0: the largest of them is rho*."""
    H, value = eigenpair(S)
    rate = S.real("rate")
    radius = spectral_radius(identity("d") - rate * H)
    S.let(radius=radius)
    return le((1 - rate * value) ** 2, ratio * radius**2)


@deflated_radius.proof()
def _(p, o):
    H, rate, value, radius = o.H, o.rate, o.value, o.radius
    a, b = eigmin(H), eigmax(H)
    p.use("cai-interlacing", H=H, u=o.u, v=o.v, value=value)
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


deflated_radius.example({"d": 2}, H=((1, 0), (0, 2)), u=(1, 0), v=(0, 1), value=2, rate=1)
deflated_radius.mutant("half the square", ratio=1 / 2)
