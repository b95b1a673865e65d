"""Inequalities and identities of vectors."""

from __future__ import annotations

from bnproof import absolute, claim, eq, le, lt, norm, norm2


def ge(a, b):
    return le(b, a)


def _below_the_norms(p, o):
    """<x, y> <= |x| |y|, for y != 0."""
    product = norm2(o.y) * norm2(o.x - (o.x @ o.y) / norm2(o.y) * o.y)
    return p.have(le(o.x @ o.y, norm(o.x) * norm(o.y)), lambda q: q.sqrt_mono(lambda r: r.sign(product)))


@claim("false-cauchy-schwarz-reversed")
def cauchy_schwarz(S, *, relation=ge):
    x, y = S.vector("x", "d"), S.vector("y", "d", "nonzero")
    return relation((x @ y) ** 2, norm2(x) * norm2(y))


@cauchy_schwarz.proof()
def _(p, o):
    p.sign(norm2(o.y) * norm2(o.x - (o.x @ o.y) / norm2(o.y) * o.y))


cauchy_schwarz.corrected("at most", relation=le)


@claim("false-cauchy-schwarz-degree")
def cauchy_schwarz_degree(S, *, power=2):
    """The sides scale differently."""
    x, y = S.vector("x", "d"), S.vector("y", "d", "nonzero")
    return le(absolute(x @ y), norm(x) ** power * norm(y) ** power)


@cauchy_schwarz_degree.proof()
def _(p, o):
    p.sqrt_mono(lambda q: q.sign(norm2(o.y) * norm2(o.x - (o.x @ o.y) / norm2(o.y) * o.y)))


cauchy_schwarz_degree.corrected("norms, not squared", power=1)


@claim("false-triangle-squares")
def triangle_squares(S, *, factor=1):
    x, y = S.vector("x", "d"), S.vector("y", "d")
    return le(norm2(x + y), factor * (norm2(x) + norm2(y)))


@triangle_squares.proof()
def _(p, o):
    p.sign(norm2(o.x - o.y))


triangle_squares.corrected("twice", factor=2)


@claim("false-triangle-reversed")
def triangle(S, *, relation=ge):
    x, y = S.vector("x", "d"), S.vector("y", "d", "nonzero")
    return relation(norm(x + y), norm(x) + norm(y))


@claim("false-second-triangle-reversed")
def second_triangle(S, *, relation=ge):
    x, y = S.vector("x", "d"), S.vector("y", "d", "nonzero")
    return relation(absolute(norm(x) - norm(y)), norm(x - y))


for _claim in (triangle, second_triangle):

    @_claim.proof()
    def _(p, o):
        _below_the_norms(p, o)
        p.sqrt_mono(lambda q: q.sign(2 * (norm(o.x) * norm(o.y) - o.x @ o.y)))

    _claim.corrected("at most", relation=le)


@claim("false-polarisation")
def polarisation(S, *, denominator=2):
    x, y = S.vector("x", "d"), S.vector("y", "d")
    return eq(x @ y, (norm2(x + y) - norm2(x - y)) / denominator)


polarisation.corrected("a quarter", denominator=4)


@claim("false-parallelogram")
def parallelogram(S, *, factor=1):
    x, y = S.vector("x", "d"), S.vector("y", "d")
    return eq(norm2(x + y) + norm2(x - y), factor * (norm2(x) + norm2(y)))


parallelogram.corrected("twice", factor=2)


@claim("false-pythagoras")
def pythagoras(S, *, orthogonal=False):
    x, y = S.vector("x", "d"), S.vector("y", "d")
    right_angle = eq(x @ y, 0)
    if orthogonal:
        S.assume(right_angle)
    S.let(right_angle=right_angle)
    return eq(norm2(x + y), norm2(x) + norm2(y))


@pythagoras.proof("for orthogonal vectors")
def _(p, o):
    p.ring((2, o.right_angle))


pythagoras.corrected("for orthogonal vectors", orthogonal=True)


@claim("false-law-of-cosines")
def cosines(S, *, factor=1):
    x, y = S.vector("x", "d"), S.vector("y", "d")
    return eq(norm2(x - y), norm2(x) + norm2(y) - factor * (x @ y))


cosines.corrected("twice the product", factor=2)


@claim("false-convex-combination")
def convex_combination(S, *, both_weights=False):
    """The defect of strong convexity."""
    x, y, t = S.vector("x", "d"), S.vector("y", "d"), S.real("t")
    defect = t * (1 - t) if both_weights else t
    return eq(norm2(t * x + (1 - t) * y), t * norm2(x) + (1 - t) * norm2(y) - defect * norm2(x - y))


convex_combination.corrected("t (1 - t)", both_weights=True)


@claim("false-young-epsilon")
def young_epsilon(S, *, inverse=False):
    x, y, eps = S.vector("x", "d"), S.vector("y", "d"), S.positive("eps")
    return le(x @ y, eps / 2 * norm2(x) + (1 / eps if inverse else eps) / 2 * norm2(y))


@young_epsilon.proof()
def _(p, o):
    p.sign(norm2(o.eps * o.x - o.y) / (2 * o.eps))


young_epsilon.corrected("1/eps for the other", inverse=True)


@claim("false-triangle-three-squares")
def three_squares(S, *, factor=2):
    x, y, z = S.vector("x", "d"), S.vector("y", "d"), S.vector("z", "d")
    return le(norm2(x + y + z), factor * (norm2(x) + norm2(y) + norm2(z)))


@three_squares.proof()
def _(p, o):
    p.sign(norm2(o.x - o.y) + norm2(o.y - o.z) + norm2(o.z - o.x))


three_squares.corrected("three", factor=3)


@claim("false-weighted-squares")
def weighted_squares(S, *, inverse=False):
    x, y, eps = S.vector("x", "d"), S.vector("y", "d"), S.positive("eps")
    return le(norm2(x + y), (1 + eps) * norm2(x) + (1 + (1 / eps if inverse else eps)) * norm2(y))


@weighted_squares.proof()
def _(p, o):
    p.sign(norm2(o.eps * o.x - o.y) / o.eps)


weighted_squares.corrected("1/eps for the other", inverse=True)


@claim("false-bessel")
def bessel(S, *, orthogonal=False):
    x, u, v = S.vector("x", "d"), S.vector("u", "d", "unit"), S.vector("v", "d", "unit")
    right_angle = eq(u @ v, 0)
    if orthogonal:
        S.assume(right_angle)
    S.let(right_angle=right_angle)
    return le((x @ u) ** 2 + (x @ v) ** 2, norm2(x))


@bessel.proof()
def _(p, o):
    x, u, v = o.x, o.u, o.v
    p.sign(norm2(x - (x @ u) * u - (x @ v) * v), (-2 * (x @ u) * (x @ v), o.right_angle))


bessel.corrected("for orthogonal units", orthogonal=True)


@claim("false-acute-transitive")
def acute(S, *, parallel=False):
    x, y, c = S.vector("x", "d"), S.vector("y", "d"), S.positive("c")
    z = c * y if parallel else S.vector("z", "d")
    S.assume(lt(0, x @ y))
    if not parallel:
        S.assume(lt(0, y @ z))
    return lt(0, x @ z)


@acute.proof("for parallel vectors")
def _(p, o):
    p.sign(o.c * (o.x @ o.y))


acute.corrected("for parallel vectors", parallel=True)


@claim("false-directions-lipschitz")
def directions(S, *, both_norms=False):
    """By the geometric mean of the lengths, not by the length of either."""
    x, y = S.vector("x", "d", "nonzero"), S.vector("y", "d", "nonzero")
    return le(norm2(x / norm(x) - y / norm(y)), norm2(x - y) / (norm(x) * norm(y) if both_norms else norm2(x)))


@directions.proof()
def _(p, o):
    p.sign((norm(o.x) - norm(o.y)) ** 2 / (norm(o.x) * norm(o.y)))


directions.corrected("the product of the norms", both_norms=True)
