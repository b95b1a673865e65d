"""Inequalities of numbers."""

from __future__ import annotations

from bnproof import absolute, both, claim, eq, le, lt, maximum, num, sqrt


def ge(a, b):
    return le(b, a)


@claim("false-young-exponents")
def young(S, *, first=2, second=1):
    """Exponents 3 and 3/2, for a and b^2: the weights are 1/3 and 2/3."""
    a, b = S.nonnegative("a"), S.nonnegative("b")
    return le(a * b**2, first * a**3 / 3 + second * b**3 / 3)


@young.proof()
def _(p, o):
    p.sign((o.a - o.b) ** 2 * (o.a + 2 * o.b) / 3)


young.corrected("weights exchanged", first=1, second=2)


@claim("false-am-gm-reversed")
def am_gm(S, *, relation=ge):
    a, b = S.nonnegative("a"), S.nonnegative("b")
    return relation(sqrt(a * b), (a + b) / 2)


@claim("false-am-gm-three")
def am_gm_three(S, *, count=4):
    a, b, c = S.nonnegative("a"), S.nonnegative("b"), S.nonnegative("c")
    return le(a * b * c, ((a + b + c) / count) ** 3)


@am_gm_three.proof()
def _(p, o):
    a, b, c = o.a, o.b, o.c
    cubes = (a + b + c) * ((a - b) ** 2 + (b - c) ** 2 + (c - a) ** 2) / 2
    p.sign((cubes + 3 * (a * (b - c) ** 2 + b * (c - a) ** 2 + c * (a - b) ** 2)) / 27)


am_gm_three.corrected("a third of the sum", count=3)


@claim("false-harmonic-mean")
def harmonic_mean(S, *, relation=ge):
    a, b = S.positive("a"), S.positive("b")
    return relation(2 / (1 / a + 1 / b), sqrt(a * b))


@harmonic_mean.proof()
def _(p, o):
    p.sqrt_mono(lambda q: q.sign(o.a * o.b * (o.a - o.b) ** 2 / (o.a + o.b) ** 2))


harmonic_mean.corrected("at most", relation=le)


@claim("false-quadratic-mean")
def quadratic_mean(S, *, relation=ge):
    a, b = S.nonnegative("a"), S.nonnegative("b")
    return relation((a + b) / 2, sqrt((a**2 + b**2) / 2))


for _claim in (am_gm, quadratic_mean):

    @_claim.proof()
    def _(p, o):
        p.sqrt_mono(lambda q: q.sign((o.a - o.b) ** 2 / 4))

    _claim.corrected("at most", relation=le)


@claim("false-power-mean-cubes")
def cubes(S, *, factor=3):
    a, b = S.nonnegative("a"), S.nonnegative("b")
    return le((a + b) ** 3, factor * (a**3 + b**3))


@cubes.proof()
def _(p, o):
    p.sign(3 * (o.a + o.b) * (o.a - o.b) ** 2)


cubes.corrected("four", factor=4)


@claim("false-square-root-sum")
def root_of_sum(S, *, relation=ge):
    a, b = S.nonnegative("a"), S.nonnegative("b")
    return relation(sqrt(a + b), sqrt(a) + sqrt(b))


@root_of_sum.proof()
def _(p, o):
    p.sqrt_mono(lambda q: q.sign(2 * (sqrt(o.a) * sqrt(o.b))))


root_of_sum.corrected("at most", relation=le)


@claim("false-square-monotone")
def square_monotone(S, *, nonnegative=False):
    """The square is monotone on the non-negative half line only."""
    a, b = (S.nonnegative("a") if nonnegative else S.real("a")), S.real("b")
    S.assume(le(a, b))
    return le(a**2, b**2)


@square_monotone.proof()
def _(p, o):
    p.have(le(0, o.b), lambda q: q.sign((o.b - o.a) + o.a))
    p.sign((o.b - o.a) * (o.b + o.a))


square_monotone.corrected("for a at least 0", nonnegative=True)


@claim("false-inverse-monotone")
def inverse_monotone(S, *, positive=False):
    a, b = (S.positive("a") if positive else S.nonzero("a")), S.nonzero("b")
    S.assume(le(a, b))
    return le(1 / b, 1 / a)


@inverse_monotone.proof()
def _(p, o):
    p.have(lt(0, o.b), lambda q: q.sign((o.b - o.a) + o.a))
    p.sign((o.b - o.a) / (o.a * o.b))


inverse_monotone.corrected("for a > 0", positive=True)


@claim("false-maximum")
def maximum_by_absolute(S, *, sign=-1):
    a, b = S.real("a"), S.real("b")
    return eq(maximum(a, b), (a + b + sign * absolute(a - b)) / 2)


maximum_by_absolute.corrected("plus", sign=1)
maximum_by_absolute.mutant("without the distance", sign=0)


@claim("false-absolute-difference")
def absolute_difference(S, *, sign=-1):
    """|a - b| is at most |a| - |b|; the sum is the bound."""
    a, b = S.real("a"), S.real("b")
    return le(absolute(a - b), absolute(a) + sign * absolute(b))


@absolute_difference.proof()
def _(p, o):
    a, b = o.a, o.b
    product = p.have(le(-(a * b), absolute(a) * absolute(b)), lambda q: q.sqrt_mono())
    p.sqrt_mono(lambda q: q.sign(2 * (product.args[1] - product.args[0])))


absolute_difference.corrected("the sum", sign=1)


@claim("false-mean-value-vector")
def mean_value(S, *, curve=True):
    """For the curve (t^2, t^3) from (0, 0) to (1, 1): no derivative is (1, 1). Cauchy's form holds."""
    t = S.real("t")
    first, second = S.grad(lambda s: s**2, at=t), S.grad(lambda s: s**3, at=t)
    if curve:
        return S.there_is(t, eq((first - 1) ** 2 + (second - 1) ** 2, 0))
    return S.there_is(t, both(lt(0, t), lt(t, 1), eq(first, second)))


@mean_value.refutation("printed")
def _(p, o):
    """(2t - 1)^2 + (3t^2 - 1)^2 is a sum of squares and a positive number."""
    t = p.intro()
    a, b = num(31) / 100, num(179) / 50
    p.sign(-(9 * (t**2 - a) ** 2 + b * (t - 2 / b) ** 2 + (2 - 9 * a**2 - 4 / b)))


@mean_value.proof("Cauchy's, for the two coordinates")
def _(p, o):
    p.exists(num(2) / 3)


mean_value.corrected("Cauchy's, for the two coordinates", curve=False)
