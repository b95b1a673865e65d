"""Projections, reflections, rank-one updates."""

from __future__ import annotations

from bnproof import claim, eq, le, lt, ne, norm2


@claim("false-projection-idempotent")
def projection(S, *, normalised=False):
    u, x = S.vector("u", "d", "nonzero"), S.vector("x", "d")

    def project(v):
        return (u @ v) / (norm2(u) if normalised else 1) * u

    return eq(project(project(x)), project(x))


projection.corrected("divided by the squared length", normalised=True)


@claim("false-projection-metric")
def projection_metric(S, *, metric=False):
    H, u, x = S.spd("H", "d"), S.vector("u", "d", "nonzero"), S.vector("x", "d")

    def project(v):
        return (u @ (H @ v) if metric else u @ v) / norm2(u, H) * u

    return eq(project(project(x)), project(x))


projection_metric.corrected("both products in the metric", metric=True)


@claim("false-projection-self-adjoint")
def projection_self_adjoint(S, *, metric=False):
    """The H-orthogonal projection is self-adjoint in the metric of H."""
    H, u = S.spd("H", "d"), S.vector("u", "d", "nonzero")
    x, y = S.vector("x", "d"), S.vector("y", "d")

    def project(v):
        return (u @ (H @ v)) / norm2(u, H) * u

    if metric:
        return eq(project(x) @ (H @ y), x @ (H @ project(y)))
    return eq(project(x) @ y, x @ project(y))


projection_self_adjoint.corrected("in the metric", metric=True)


@claim("false-gram-schmidt")
def gram_schmidt(S, *, normalised=False):
    u, x = S.vector("u", "d", "nonzero"), S.vector("x", "d")
    rest = x - (x @ u) / (norm2(u) if normalised else 1) * u
    return eq(rest @ u, 0)


gram_schmidt.corrected("divided by the squared length", normalised=True)


@claim("false-reflection")
def reflection(S, *, factor=1):
    u, x = S.vector("u", "d", "nonzero"), S.vector("x", "d")
    return eq(norm2(x - factor * (x @ u) / norm2(u) * u), norm2(x))


reflection.corrected("Householder's", factor=2)


@claim("false-distance-to-line")
def distance_to_line(S, *, power=1):
    u, x = S.vector("u", "d", "nonzero"), S.vector("x", "d")
    return eq(norm2(x - (x @ u) / norm2(u) * u), norm2(x) - (x @ u) ** power / norm2(u))


distance_to_line.corrected("the product squared", power=2)


@claim("false-multiple")
def multiple(S, *, only_along=False):
    x, y, k = S.vector("x", "d"), S.vector("y", "d", "nonzero"), S.real("k")
    sentence = eq((x - k * y) @ y, 0) if only_along else eq(norm2(x - k * y), 0)
    return S.there_is(k, sentence)


@multiple.proof("up to an orthogonal vector")
def _(p, o):
    p.exists((o.x @ o.y) / norm2(o.y))


@multiple.refutation("printed", where=lambda o: (eq(o.x @ o.y, 0), lt(0, norm2(o.x))))
def _(p, o):
    k = p.intro()
    orthogonal = eq(o.x @ o.y, 0)
    p.sign(-(norm2(o.x) + k**2 * norm2(o.y)), (2 * k, orthogonal))


multiple.corrected("up to an orthogonal vector", only_along=True)


@claim("false-sherman-morrison")
def sherman_morrison(S, *, one=0):
    """The inverse of H + u u^T."""
    H, u, x = S.spd("H", "d"), S.vector("u", "d", "nonzero"), S.vector("x", "d")
    inverse = H**-1
    y = H @ x + (u @ x) * u
    return eq(inverse @ y - (u @ (inverse @ y)) / (one + u @ (inverse @ u)) * (inverse @ u), x)


sherman_morrison.corrected("1 in the denominator", one=1)


@claim("false-rank-one-inverse")
def rank_one_inverse(S, *, sign=-1):
    """The inverse of I + u v^T."""
    u, v, x = S.vector("u", "d"), S.vector("v", "d"), S.vector("x", "d")
    denominator = 1 + sign * (u @ v)
    S.assume(ne(denominator, 0))
    y = x + (v @ x) * u
    return eq(y - (v @ y) / denominator * u, x)


rank_one_inverse.corrected("1 + <u, v>", sign=1)


@claim("false-rank-one-order")
def rank_one_order(S, *, inverse=False):
    """u u^T is below <u, H^-1 u> H, not below <u, H u> H."""
    H, u, x = S.spd("H", "d"), S.vector("u", "d"), S.vector("x", "d", "nonzero")
    constant = u @ (H**-1 @ u) if inverse else norm2(u, H)
    return le((u @ x) ** 2, constant * norm2(x, H))


@rank_one_order.proof()
def _(p, o):
    H, u, x = o.H, o.u, o.x
    p.sign(norm2(x, H) * norm2(H**-1 @ u - (u @ x) / norm2(x, H) * x, H))


rank_one_order.corrected("the inverse in the constant", inverse=True)
