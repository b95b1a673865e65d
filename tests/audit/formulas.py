"""True formulas, and edits that make them scale wrongly."""

from collections.abc import Callable

from bnproof import (
    absolute,
    basis,
    both,
    cos,
    dim,
    eigmax,
    eigmin,
    eq,
    gradient,
    identity,
    implies,
    injection,
    le,
    lt,
    maximum,
    norm,
    norm2,
    ones,
    pi,
    sin,
    spectral_radius,
    sqrt,
    stack,
)
from bnproof.audit.compare import Audit, audit
from bnproof.statement.builder import Scope
from bnproof.statement.nodes import Node, build

Formula = Callable[..., Node]


def audited(formula: Formula, **edit: int) -> Audit:
    scope = Scope()
    return audit(scope.statement(formula(scope, **edit)))


# Each is true as it stands and wrong with the edit beside it.
def parallelogram(S, *, power=2):
    u, v = S.vector("u", "d"), S.vector("v", "d")
    return eq(norm2(u + v) + norm2(u - v), 2 * norm(u) ** power + 2 * norm2(v))


def pythagoras(S, *, power=2):
    H, u, w = S.spd("H", "d"), S.vector("u", "d"), S.vector("w", "d", "nonzero")
    sigma = norm(w, H)
    residual = u - (w @ (H @ u)) / sigma**2 * w
    return eq(norm2(residual, H), norm2(u, H) - (w @ (H @ u)) ** 2 / sigma**power)


def step_length(S, *, power=2):
    w, g, eps = S.vector("w", "d"), S.vector("g", "d"), S.positive("eps")
    return eq(norm2(w - eps * g), norm2(w) - 2 * eps * (w @ g) + eps**power * norm2(g))


def cross_term(S, *, power=1):
    w, g, eps = S.vector("w", "d"), S.vector("g", "d"), S.positive("eps")
    return eq(norm2(w - eps * g), norm2(w) - 2 * eps**power * (w @ g) + eps**2 * norm2(g))


def descent(S, *, factor=1):
    """`factor=0`: the learning rate is missing."""
    H, g, w, eps = S.spd("H", "d"), S.vector("g", "d"), S.vector("w", "d"), S.positive("eps")
    slope = S.grad(lambda v: v @ (H @ v) / 2 - g @ v, at=w)
    return eq(w - eps * slope, w + (eps if factor else 1) * (g - H @ w))


def variance(S, *, power=2):
    x, m, one = S.vector("x", "m"), dim("m"), ones("m")
    mean = (one @ x) / m
    return eq(norm2(x - mean * one) / m, norm2(x) / m - mean**power)


def cubed_norm(S, *, power=1):
    w = S.vector("w", "d", "nonzero")
    return eq(S.grad(lambda v: norm(v) ** 3, at=w), 3 * norm(w) ** power * w)


def operator_norm(S, *, power=1):
    H, w = S.spd("H", "d"), S.vector("w", "d")
    return le(norm(H @ w), eigmax(H) ** power * norm(w))


def cauchy_schwarz(S, *, power=1):
    u, v = S.vector("u", "d"), S.vector("v", "d")
    return le(absolute(u @ v), norm(u) * norm(v) ** power)


def radius(S, *, power=1):
    H, eps = S.spd("H", "d"), S.positive("eps")
    ends = [absolute(1 - eps**k * value) for k, value in ((1, eigmin(H)), (power, eigmax(H)))]
    return eq(spectral_radius(identity("d") - eps * H), maximum(*ends))


def least_value(S, *, power=-1):
    """Of the quadratic form, at its minimum."""
    H, g = S.spd("H", "d"), S.vector("g", "d")
    w = H**-1 @ g
    return eq(w @ (H @ w) / 2 - g @ w, -(g @ (H**power @ g)) / 2)


def homogeneous_slope(S, *, power=1):
    """grad F(w) = grad F(w/|w|) / |w| for a function that does not see the length."""
    F, w = S.function("F", "d", "punctured"), S.vector("w", "d", "nonzero")
    c, x = S.positive("c"), S.vector("x", "d", "nonzero")
    S.assume(S.for_all(c, S.for_all(x, eq(F(c * x), F(x)))))
    return eq(gradient(F, w), gradient(F, w / norm(w)) / norm(w) ** power)


def homogeneous_hessian(S, *, degree=1, power=1):
    """For a function of degree 1, F(c x) = c F(x): the Hessian at w is that at the direction by |w|."""
    F, w, y = S.function("F", "d", "punctured"), S.vector("w", "d", "nonzero"), S.vector("y", "d")
    c, x = S.positive("c"), S.vector("x", "d", "nonzero")
    S.assume(S.for_all(c, S.for_all(x, eq(F(c * x), c**degree * F(x)))))
    here, there = (build("hessian", (F, at)) @ y for at in (w, w / norm(w)))
    return eq(here, there / norm(w) ** power)


def two_weights(S, *, power=1, degree=2):
    """A function that sees neither the length of w nor, but by its square, that of v: its mixed derivatives."""
    F = S.function("F", "d+e+p", "punctured:1,2")
    w, v, g, s = S.vector("w", "d", "nonzero"), S.vector("v", "e", "nonzero"), S.vector("g", "p"), S.vector("s", "d")
    a, x = S.positive("a"), S.vector("x", "d", "nonzero")
    b, y, z = S.positive("b"), S.vector("y", "e", "nonzero"), S.vector("z", "p")
    rule = eq(F(stack(a * x, b * y, z)), b**degree * F(stack(x, y, z)))
    for symbol in (z, y, x, b, a):
        rule = S.for_all(symbol, rule)
    S.assume(rule)
    first, third = injection("d+e+p", 1), injection("d+e+p", 3)
    here, there = (
        third.T @ build("hessian", (F, at)) @ first @ s for at in (stack(w, v, g), stack(w / norm(w), v / norm(v), g))
    )
    return eq(here, norm2(v) / norm(w) ** power * there)


def split_slope(S, *, factor=1):
    """The derivative by a number that two of three vectors have as a factor."""
    F, c = S.function("F", "d+d+e"), S.positive("c")
    u, v, t = S.vector("u", "d"), S.vector("v", "d"), S.vector("t", "e")
    moved = S.grad(lambda r: F(stack(r * u, v, r * t)), at=c)
    slope = gradient(F, stack(c * u, v, c * t))
    parts = [injection("d+d+e", k).T @ slope for k in (1, 3)]
    return eq(moved, u @ parts[0] + (1 if factor else c) * (t @ parts[1]))


def smooth_descent(S, *, power=1):
    """A step of length 1/L on an L-smooth function decreases it; the least decrease."""
    F, L, w = S.function("F", "d"), S.positive("L"), S.vector("w", "d")
    x, y = S.vector("x", "d"), S.vector("y", "d")
    lipschitz = le(norm(gradient(F, x) - gradient(F, y)), L * norm(x - y))
    S.assume(S.for_all(x, S.for_all(y, lipschitz)))
    return le(norm2(gradient(F, w)) / (2 * L**power), F(w) - F(w - gradient(F, w) / L))


def telescope(S, *, power=2):
    w, g, eta = S.vectors("w", "d"), S.vectors("g", "d"), S.positive("eta")
    t, T = S.natural("t"), S.natural("T", 1)
    rule = both(eq(w[t + 1], w[t] - eta * g[t]), eq(w[t] @ g[t], 0))
    S.assume(S.for_all(t, rule))
    return eq(norm2(w[T]), norm2(w[0]) + eta**power * S.total(0, T - 1, lambda s: norm2(g[s])))


def by_variance(S, *, power=3):
    """The derivative of l(gamma x / (v + eps)^(1/2)) by v."""
    x, loss = S.vector("x", "m"), S.function("l", "m")
    gamma, eps, v = S.real("gamma"), S.positive("eps"), S.positive("v")
    slope = gradient(loss, gamma * x / sqrt(v + eps))
    moved = S.grad(lambda s: loss(gamma * x / sqrt(s + eps)), at=v)
    return eq(moved, -gamma / 2 * (slope @ x) / sqrt(v + eps) ** power)


def one_item(S, *, factor=1):
    """`factor=0`: without gamma."""
    x, loss, gamma = S.vector("x", "m"), S.function("l", "m"), S.real("gamma")
    e, slope = basis("m", S.index("i", "m")), gradient(loss, gamma * x)
    return eq(e @ S.grad(lambda v: loss(gamma * v), at=x), (gamma if factor else 1) * (e @ slope))


def normal_by_parts(S, *, power=2):
    phi, v = S.function_of_real("phi", "tempered"), S.vector("v", "d")
    slope = S.expect("d", lambda n: phi(n @ v, 1))
    return eq(S.expect("d", lambda n: phi(n @ v) * (n @ v)), norm(v) ** power * slope)


def of_a_basis(S, *, power=2):
    x, c = S.vector("x", "d"), S.real("c")
    return eq(
        S.over("d", lambda i: (c * x @ basis("d", i)) ** 2), c**power * S.over("d", lambda i: (x @ basis("d", i)) ** 2)
    )


def quantified(S, *, power=2):
    """For all w and every r > 0, in the conclusion, under a premise."""
    w, r, H = S.vector("w", "d"), S.positive("r"), S.spd("H", "d")
    return S.for_all(w, S.for_all(r, implies(lt(0, w @ w), eq(norm2(r * w, H), r**power * norm2(w, H)))))


def great_circle(S, *, power=1):
    """An angle and pi have no dimension; the arc has that of the radius."""
    radius, arc = S.positive("r"), S.real("a")
    angle = arc / radius
    turned = cos(angle) ** 2 + sin(angle) ** 2
    return eq(pi() * radius**power * turned, pi() * radius)


WRONG = {
    "the square of a radius": (great_circle, {"power": 2}),
    "a norm for its square": (parallelogram, {"power": 1}),
    "sigma for sigma^2": (pythagoras, {"power": 1}),
    "sigma^4 for sigma^2": (pythagoras, {"power": 4}),
    "eps not squared": (step_length, {"power": 1}),
    "eps squared in the cross term": (cross_term, {"power": 2}),
    "no learning rate": (descent, {"factor": 0}),
    "the mean not squared": (variance, {"power": 1}),
    "exponent one too large": (cubed_norm, {"power": 2}),
    "the eigenvalue squared": (operator_norm, {"power": 2}),
    "a norm squared in a bound": (cauchy_schwarz, {"power": 2}),
    "eps squared beside an eigenvalue": (radius, {"power": 2}),
    "H for its inverse": (least_value, {"power": 1}),
    "|w|^2 for |w|": (homogeneous_slope, {"power": 2}),
    "the Hessian by |w|^2": (homogeneous_hessian, {"power": 2}),
    "degree 0 for 1": (homogeneous_hessian, {"degree": 2}),
    "two weights: a norm squared": (two_weights, {"power": 2}),
    "two weights: degree 1 for 2": (two_weights, {"degree": 1}),
    "two vectors: a factor too many": (split_slope, {"factor": 0}),
    "L^2 for L": (smooth_descent, {"power": 2}),
    "eta not squared in a sum": (telescope, {"power": 1}),
    "sigma^2 for sigma^3": (by_variance, {"power": 2}),
    "no gamma": (one_item, {"factor": 0}),
    "by parts: a deviation for a variance": (normal_by_parts, {"power": 1}),
    "a sum of squares: a factor not squared": (of_a_basis, {"power": 1}),
    "r not squared": (quantified, {"power": 1}),
}
