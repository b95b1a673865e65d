"""Gradients, and functions that are homogeneous."""

from __future__ import annotations

from bnproof import claim, eq, gradient, norm, norm2, num


@claim("false-gradient-norm")
def of_norm(S, *, normalised=False):
    w = S.vector("w", "d", "nonzero")
    return eq(S.grad(norm, at=w), w / norm(w) if normalised else w)


of_norm.corrected("the direction", normalised=True)


@claim("false-gradient-squared-norm")
def of_squared_norm(S, *, factor=1):
    w = S.vector("w", "d")
    return eq(S.grad(norm2, at=w), factor * w)


of_squared_norm.corrected("twice", factor=2)


@claim("false-gradient-inverse-norm")
def of_inverse_norm(S, *, power=2):
    w = S.vector("w", "d", "nonzero")
    return eq(S.grad(lambda v: 1 / norm(v), at=w), -1 / norm(w) ** power * w)


of_inverse_norm.corrected("cubed", power=3)


@claim("false-gradient-quadratic")
def of_quadratic(S, *, symmetrised=False):
    """A need not be symmetric."""
    A, w = S.map("A", "d", "d"), S.vector("w", "d")
    slope = S.grad(lambda v: v @ (A @ v) / 2, at=w)
    return eq(slope, (A @ w + A.T @ w) / 2 if symmetrised else A @ w)


of_quadratic.corrected("the symmetric part", symmetrised=True)


@claim("false-gradient-least-squares")
def of_least_squares(S, *, sign=1):
    X, w, y = S.map("X", "d", "m"), S.vector("w", "d"), S.vector("y", "m")
    slope = S.grad(lambda v: norm2(y - X @ v) / 2, at=w)
    return eq(slope, sign * (X.T @ (y - X @ w)))


of_least_squares.corrected("minus", sign=-1)


@claim("false-gradient-normalised")
def of_normalised(S, *, projected=0):
    u, w = S.vector("u", "d"), S.vector("w", "d", "nonzero")
    slope = S.grad(lambda v: (u @ v) / norm(v), at=w)
    return eq(slope, (u - projected * (u @ w) / norm2(w) * w) / norm(w))


of_normalised.corrected("the radial part subtracted", projected=1)


@claim("false-gradient-chain")
def chain(S, *, inner=False):
    F, w, c = S.function("F", "d"), S.vector("w", "d"), S.real("c")
    return eq(S.grad(lambda v: F(c * v), at=w), (c if inner else 1) * gradient(F, c * w))


chain.corrected("times the inner derivative", inner=True)


@claim("false-gradient-product")
def product(S, *, both_terms=False):
    F, G, w = S.function("F", "d"), S.function("G", "d"), S.vector("w", "d")
    slope = S.grad(lambda v: F(v) * G(v), at=w)
    rule = G(w) * gradient(F, w)
    return eq(slope, rule + F(w) * gradient(G, w) if both_terms else rule)


product.corrected("both terms", both_terms=True)


@claim("false-gradient-adjoint")
def through_map(S, *, adjoint=False):
    """Of F(A w) for a map of a space to itself."""
    F, A, w = S.function("F", "d"), S.map("A", "d", "d"), S.vector("w", "d")
    slope = S.grad(lambda v: F(A @ v), at=w)
    return eq(slope, (A.T if adjoint else A) @ gradient(F, A @ w))


through_map.corrected("the adjoint", adjoint=True)


def _homogeneous(S, degree):
    """A smooth function of x != 0 with F(c x) = c^degree F(x) for all c > 0."""
    F = S.function("F", "d", "punctured")
    c, x = S.positive("c"), S.vector("x", "d", "nonzero")
    rule = S.for_all(c, S.for_all(x, eq(F(c * x), (c**degree if degree else 1) * F(x))))
    S.assume(rule)
    S.let(rule=rule)
    return F


def _euler(p, o):
    by_scale = p.differentiate(o.rule, o.c)
    at_one = p.instantiate(by_scale, num(1), o.w)
    p.ring((1, at_one))


@claim("false-euler-degree-one")
def euler_one(S, *, factor=0):
    F, w = _homogeneous(S, 1), S.vector("w", "d", "nonzero")
    return eq(w @ gradient(F, w), factor * F(w))


@claim("false-euler-degree-two")
def euler_two(S, *, factor=1):
    F, w = _homogeneous(S, 2), S.vector("w", "d", "nonzero")
    return eq(w @ gradient(F, w), factor * F(w))


euler_one.proof()(_euler)
euler_two.proof()(_euler)
euler_one.corrected("F", factor=1)
euler_two.corrected("2 F", factor=2)


@claim("false-scale-invariant-gradient")
def gradient_degree(S, *, divided=False):
    """The gradient of a function of degree 0 is of degree -1."""
    F, w, k = _homogeneous(S, 0), S.vector("w", "d", "nonzero"), S.positive("k")
    return eq(gradient(F, k * w), gradient(F, w) / k if divided else gradient(F, w))


@gradient_degree.proof()
def _(p, o):
    by_point = p.differentiate(o.rule, o.x)
    related = p.instantiate(by_point, o.k, o.w)
    p.ring((1 / o.k, related))


gradient_degree.corrected("of degree -1", divided=True)


@claim("false-scale-invariant-orthogonal")
def orthogonal(S, *, along="u"):
    F, w, u = _homogeneous(S, 0), S.vector("w", "d", "nonzero"), S.vector("u", "d")
    return eq((u if along == "u" else w) @ gradient(F, w), 0)


orthogonal.proof()(_euler)
orthogonal.corrected("to the weight", along="w")


@claim("false-scale-invariant-growth")
def growth(S, *, sign=-1):
    F, w, eta = _homogeneous(S, 0), S.vector("w", "d", "nonzero"), S.positive("eta")
    slope = gradient(F, w)
    return eq(norm2(w - eta * slope), norm2(w) + sign * eta**2 * norm2(slope))


@growth.proof()
def _(p, o):
    by_scale = p.differentiate(o.rule, o.c)
    at_one = p.instantiate(by_scale, num(1), o.w)
    p.ring((-2 * o.eta, at_one))


growth.corrected("it grows", sign=1)
