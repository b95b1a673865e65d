"""Means and variances of a batch of m numbers; a 1 is the vector of ones."""

from __future__ import annotations

from bnproof import basis, claim, dim, eq, gradient, le, lt, norm2, ones, sqrt


def ge(a, b):
    return le(b, a)


def mean(x):
    return (ones("m") @ x) / dim("m")


def centred(x):
    return x - mean(x) * ones("m")


def variance(x):
    return norm2(centred(x)) / dim("m")


@claim("false-variance-mean")
def by_mean(S, *, power=1):
    x = S.vector("x", "m")
    return eq(variance(x), norm2(x) / dim("m") - mean(x) ** power)


by_mean.corrected("the mean squared", power=2)


@claim("false-variance-no-mean")
def without_mean(S, *, share=0):
    x = S.vector("x", "m")
    return eq(variance(x), norm2(x) / dim("m") - share * mean(x) ** 2)


without_mean.corrected("less the squared mean", share=1)


@claim("false-variance-unbiased")
def unbiased(S, *, correction=0):
    """Half the mean squared difference of two entries with different indices is the variance over m - 1."""
    x, m = S.vector("x", "m"), dim("m")
    S.assume(lt(1, m))
    pairs = 2 * m * norm2(x) - 2 * (ones("m") @ x) ** 2  # the squared differences of all pairs
    return eq(pairs / (2 * m * (m - 1)), norm2(centred(x)) / (m - correction))


unbiased.corrected("m - 1 for m", correction=1)


@claim("false-variance-shift")
def shifted(S, *, share=1):
    x, c = S.vector("x", "m"), S.real("c")
    return eq(variance(x + c * ones("m")), variance(x) + share * c)


shifted.corrected("not moved", share=0)


@claim("false-variance-scale")
def scaled(S, *, power=1):
    x, c = S.vector("x", "m"), S.real("c")
    return eq(variance(c * x), c**power * variance(x))


scaled.corrected("squared", power=2)


@claim("false-variance-sum")
def of_sum(S, *, covariance=0):
    x, y = S.vector("x", "m"), S.vector("y", "m")
    return eq(variance(x + y), variance(x) + variance(y) + covariance * (centred(x) @ centred(y)) / dim("m"))


of_sum.corrected("twice the covariance", covariance=2)


@claim("false-centring-idempotent")
def centring(S, *, divided=False):
    x, one = S.vector("x", "m"), ones("m")

    def centre(v):
        return v - (one @ v) / (dim("m") if divided else 1) * one

    return eq(centre(centre(x)), centre(x))


centring.corrected("the mean for the sum", divided=True)


@claim("false-standardised-norm")
def standardised(S, *, entries=False):
    x = S.vector("x", "m")
    S.assume(lt(0, variance(x)))
    return eq(norm2(centred(x) / sqrt(variance(x))), dim("m") if entries else 1)


standardised.corrected("m", entries=True)


@claim("false-jensen-square")
def jensen(S, *, relation=ge):
    x = S.vector("x", "m")
    return relation(mean(x) ** 2, norm2(x) / dim("m"))


@jensen.proof()
def _(p, o):
    p.sign(variance(o.x))


jensen.corrected("at most", relation=le)


@claim("false-sum-squared")
def sum_squared(S, *, entries=False):
    x = S.vector("x", "m")
    return le((ones("m") @ x) ** 2, (dim("m") if entries else 1) * norm2(x))


@sum_squared.proof()
def _(p, o):
    p.sign(dim("m") * norm2(centred(o.x)))


sum_squared.corrected("m times", entries=True)


@claim("false-entry-bound")
def entry(S, *, share=True):
    """An entry may be as large as the norm."""
    x, e = S.vector("x", "m"), basis("m", S.index("i", "m"))
    S.let(e=e)
    return le((e @ x) ** 2, norm2(x) / dim("m") if share else norm2(x))


@entry.proof()
def _(p, o):
    p.sign(norm2(o.x - (o.e @ o.x) * o.e))


entry.corrected("not divided", share=False)


@claim("false-samuelson")
def samuelson(S, *, less=2):
    """How far from the mean an entry may lie, in units of the variance: m - 1."""
    x, e, m = S.vector("x", "m"), basis("m", S.index("i", "m")), dim("m")
    S.assume(lt(2, m))
    S.let(e=e)
    return le((e @ centred(x)) ** 2, (m - less) * variance(x))


@samuelson.proof()
def _(p, o):
    m, z = dim("m"), centred(o.x)
    p.have(lt(1, m), lambda q: q.sign((m - 2) + 1))
    p.sign((m - 1) / m * norm2(z - m / (m - 1) * (o.e @ z) * centred(o.e)))


samuelson.corrected("m - 1", less=1)


@claim("false-mean-nearest-reversed")
def nearest(S, *, relation=ge):
    x, c = S.vector("x", "m"), S.real("c")
    return relation(norm2(centred(x)), norm2(x - c * ones("m")))


@nearest.proof()
def _(p, o):
    p.sign((mean(o.x) - o.c) ** 2 * norm2(ones("m")))


nearest.corrected("at most", relation=le)


@claim("false-normalised-gradient-orthogonal")
def normalised_gradient(S, *, to="x"):
    """With a stabilised variance the gradient is orthogonal to 1, but not to the input."""
    x, eps, loss = S.vector("x", "m"), S.positive("eps"), S.function("l", "m")
    slope = S.grad(lambda v: loss(centred(v) / sqrt(variance(v) + eps)), at=x)
    return eq((x if to == "x" else ones("m")) @ slope, 0)


normalised_gradient.corrected("to the ones", to="ones")


@claim("false-gradient-mean")
def gradient_mean(S, *, divided=False):
    F, x, one = S.function("F", "m"), S.vector("x", "m"), ones("m")
    slope = S.grad(lambda v: F(mean(v) * one), at=x)
    plain = one @ gradient(F, mean(x) * one)
    return eq(slope, plain / (dim("m") if divided else 1) * one)


gradient_mean.corrected("divided by m", divided=True)
