"""Expectations over a vector n of standard normal law, of functions phi of at most polynomial growth."""

from __future__ import annotations

from bnproof import claim, eq, le


def mean(S, of):
    return S.expect("d", of)


def tempered(S):
    return S.function_of_real("phi", "tempered")


@claim("false-normal-fourth-moment")
def fourth_moment(S, *, factor=1):
    v = S.vector("v", "d")
    return eq(mean(S, lambda n: (n @ v) ** 4), factor * (v @ v) ** 2)


@fourth_moment.proof()
def _(p, o):
    n, v = p.normal("d"), o.v
    p.ring((v, p.stein(n, (n @ v) ** 3)), (3 * (v @ v) * v, p.stein(n, n @ v)))


fourth_moment.corrected("three times the square", factor=3)


@claim("false-normal-uncorrelated")
def uncorrelated(S, *, share=0):
    """Any two linear forms are uncorrelated."""
    u, v = S.vector("u", "d"), S.vector("v", "d")
    return eq(mean(S, lambda n: (n @ u) * (n @ v)), share * (u @ v))


@uncorrelated.proof()
def _(p, o):
    n = p.normal("d")
    p.ring((o.v, p.stein(n, n @ o.u)))


uncorrelated.corrected("the inner product", share=1)


@claim("false-normal-squares")
def squares(S, *, share=0):
    """The squares of two linear forms are uncorrelated."""
    u, v = S.vector("u", "d"), S.vector("v", "d")
    product = (u @ u) * (v @ v) + share * (u @ v) ** 2
    return eq(mean(S, lambda n: (n @ u) ** 2 * (n @ v) ** 2), product)


@squares.proof()
def _(p, o):
    n, u, v = p.normal("d"), o.u, o.v
    first, of_u, of_v = p.stein(n, (n @ u) * (n @ v) ** 2), p.stein(n, n @ u), p.stein(n, n @ v)
    p.ring((u, first), ((u @ u) * v, of_v), (2 * (u @ v) * v, of_u))


squares.corrected("with twice the squared covariance", share=2)


@claim("false-normal-by-parts")
def by_parts(S, *, power=0):
    phi, v = tempered(S), S.vector("v", "d")
    slope = mean(S, lambda n: phi(n @ v, 1))
    return eq(mean(S, lambda n: phi(n @ v) * (n @ v)), (v @ v) ** power * slope if power else slope)


@by_parts.proof()
def _(p, o):
    n = p.normal("d")
    p.ring((o.v, p.stein(n, o.phi(n @ o.v))))


by_parts.corrected("times the variance", power=1)


@claim("false-normal-gradient")
def gradient(S, *, order=1):
    phi, w = tempered(S), S.vector("w", "d")
    return eq(S.grad(lambda v: mean(S, lambda n: phi(n @ v)), at=w), mean(S, lambda n: phi(n @ w, order)) * w)


@gradient.proof()
def _(p, o):
    n = p.normal("d")
    p.ring((1, p.stein(n, o.phi(n @ o.w, 1))))


gradient.corrected("the second derivative", order=2)


@claim("false-normal-jensen")
def jensen(S, *, reversed=True):
    phi, v = tempered(S), S.vector("v", "d")
    average = mean(S, lambda n: phi(n @ v))
    sides = mean(S, lambda n: phi(n @ v) ** 2), average**2
    S.let(gap=mean(S, lambda n: (phi(n @ v) - average) ** 2))
    return le(*sides) if reversed else le(*sides[::-1])


@jensen.proof()
def _(p, o):
    p.sign(o.gap)


jensen.corrected("the square of the mean is less", reversed=False)


@claim("false-normal-mean-inside")
def inside(S, *, order=0):
    """E phi(x + n v) = phi(x); its derivative by x is under the expectation."""
    phi, v, x = tempered(S), S.vector("v", "d"), S.real("x")
    slope = S.grad(lambda t: mean(S, lambda n: phi(t + n @ v)), at=x)
    return eq(slope, mean(S, lambda n: phi(x + n @ v, 1)) if order else phi(x, 1))


inside.corrected("the mean of the derivative", order=1)
