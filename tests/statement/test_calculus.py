"""The chain rule on trees."""

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from interpret.slopes import random_slope
from proving import integer, slope, sym, total

from bnproof.interpret.evaluate import Evaluator
from bnproof.interpret.exact import Tower
from bnproof.interpret.gram import Gram
from bnproof.interpret.instance import Undefined
from bnproof.interpret.ring import TooLarge, ZeroDenominator
from bnproof.statement.builder import absolute, cos, eigmax, log, maximum, norm, pi, sin, sqrt
from bnproof.statement.calculus import Unsupported, derivative, gradient_at
from bnproof.statement.nodes import Node, build, free, num
from bnproof.statement.sorts import REAL, Malformed

s, t, x, y = sym("s"), sym("t"), sym("x"), sym("y")
r, v, w = sym("r", "vec[d]"), sym("v", "vec[d]"), sym("w", "vec[d]")
A, H, X, F = sym("A", "map[d,d]"), sym("H", "map[d,d]", "spd"), sym("X", "map[d,m]"), sym("F", "fn[d]")
a, n, i = sym("a", "seq-real"), sym("n", "int", ">=0"), sym("i", "int", ">=0")


def same(left: Node, right: Node) -> bool:
    gram = Gram()
    return gram.is_zero(gram.scalar(left - right)) if left.sort is REAL else not gram.vector(left - right)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (y, num(0)),
        (s, num(1)),
        (s + s, num(2)),
        (3 * s * y * s, 6 * x * y),
        (s**5, 5 * x**4),
        (y / s, -y / x**2),
        (s / (1 + s), 1 / (1 + x) ** 2),
        (sqrt(1 + s**2), x / sqrt(1 + x**2)),
        (log(s * y), 1 / x),
        (cos(3 * s), -3 * sin(3 * x)),
        (sin(s) * cos(s), 1 - 2 * sin(x) ** 2),
        (pi() * s, pi()),
        ((s * v) @ (s * w), 2 * x * (v @ w)),
        (F(s * v + w), v @ gradient_at(F, x * v + w)),
        (gradient_at(F, s * v) @ w, v @ (build("hessian", (F, x * v)) @ w)),
        (slope(t, s * t**2, s + 1), 4 * x + 2),
        (slope(s, s**2, s**2), 4 * x),
        (total(i, 0, n, a[i] * s**2), 2 * x * total(i, 0, n, a[i])),
        (y * total(i, 0, integer(2), a[i] * s), y * (a[0] + a[1] + a[2])),
    ],
)
def test_derivatives_by_a_real(body, expected):
    if body.op == "sum":
        expected = total(i, 0, n, a[i] * 2 * x)
    assert same(derivative(slope(s, body, x)), expected)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (y, 0 * v),
        (r @ w, w),
        (r @ r, 2 * v),
        (r @ (A @ r), A @ v + A.T @ v),
        (w @ (X.T @ (X @ r)), X.T @ (X @ w)),
        ((x * r) @ (w + r), x * w + 2 * x * v),
        (norm(r), v / norm(v)),
        (norm(r, H), (H @ v) / norm(v, H)),
        ((r @ w) ** 3 / (r @ r), 3 * (v @ w) ** 2 / (v @ v) * w - 2 * (v @ w) ** 3 / (v @ v) ** 2 * v),
        (F(r), gradient_at(F, v)),
        (F(A @ r), A.T @ gradient_at(F, A @ v)),
        (F(r / norm(r)), gradient_at(F, v / norm(v)) / norm(v) - (gradient_at(F, v / norm(v)) @ v) / norm(v) ** 3 * v),
        (cos(r @ r), -2 * sin(v @ v) * v),
        (F(r) ** 2, 2 * F(v) * gradient_at(F, v)),
        (gradient_at(F, r) @ w, build("hessian", (F, v)) @ w),
        (slope(t, t * (r @ r), x), 2 * v),
    ],
)
def test_gradients(body, expected):
    assert same(derivative(slope(r, body, v)), expected)


def test_the_gradient_of_a_function_symbol_stays():
    node = gradient_at(F, v)
    assert derivative(node) is node
    assert free(node) == {F, v}


@pytest.mark.parametrize(
    "body",
    [
        absolute(s), maximum(s, y), build("min", (s, y)), s**n, eigmax(s * H), w @ ((s * A) @ w),
        w @ (build("hessian", (F, s * v)) @ w),
    ],
)  # fmt: skip
def test_what_has_no_rule(body):
    with pytest.raises(Unsupported):
        derivative(slope(s, body, x))


def test_what_has_no_rule_may_stand_beside_the_variable():
    assert same(derivative(slope(s, s * absolute(y), x)), absolute(y))
    assert same(derivative(slope(s, s + eigmax(A), x)), num(1))


def test_binders_capture_nothing():
    inside = slope(s, a[i] * total(i, 0, n, a[i] * s), x)
    assert free(derivative(inside)) == {a, i, n}
    at_index = slope(s, total(i, 0, n, a[i] * s**2), a[i])
    with pytest.raises(Malformed, match="captured"):
        derivative(at_index)


@settings(max_examples=200)
@given(st.integers(0, 10**6))
def test_canonical_forms_of_derivatives_agree_with_dual_numbers(seed):
    """What the kernel sees of a derivative by one coordinate, beside what infinitesimals say."""
    trees, node = random_slope(seed)
    evaluator = Evaluator(Tower(), trees.instances(1)[0])
    test = node if seed % 2 else node @ trees.vector("d", 0)
    try:
        moving = evaluator.value(test)
        number = num(seed % 7)
        claimed = _constant(test, number)
        explicit = evaluator.value(claimed)
    except (Undefined, Unsupported, ZeroDenominator, TooLarge):
        reject()
    assert evaluator.sign(moving - explicit) == 0


def _constant(node: Node, seven: Node) -> Node:
    """The term with the derivative taken by the chain rule."""
    if node.op == "inner":
        return build("inner", (derivative(node.args[0]), node.args[1]))
    return derivative(node) + (seven - seven)
