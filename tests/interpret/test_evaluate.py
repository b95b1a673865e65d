"""Values at an instance: every operator, derivatives by dual numbers, truth in three values, and what is undefined."""

from fractions import Fraction

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from interpret.slopes import random_slope
from interpret.trees import Trees
from proving import integer, slope, sym, total

from bnproof.interpret.arithmetic import Dual
from bnproof.interpret.evaluate import Evaluator
from bnproof.interpret.exact import Surd, Tower
from bnproof.interpret.floats import Floats
from bnproof.interpret.instance import Instance, Lambda, Sequence, Undefined
from bnproof.statement.builder import (
    Scope,
    absolute,
    basis,
    both,
    cos,
    dim,
    eigmax,
    eigmin,
    either,
    eq,
    gradient,
    identity,
    implies,
    le,
    log,
    lt,
    maximum,
    ne,
    norm,
    ones,
    pi,
    sin,
    spectral_radius,
    sqrt,
    zero,
)
from bnproof.statement.calculus import Unsupported, derivative
from bnproof.statement.nodes import Node, build, lift, num
from bnproof.statement.sorts import REAL

S = Scope()
x, y, v, w = S.real("x"), S.real("y"), S.vector("v", "d"), S.vector("w", "d")
H, A, X = S.spd("H", "d"), S.map("A", "d", "d"), S.map("X", "d", "m")
n, i, a, f = S.natural("n"), S.index("i", "d"), S.reals("a"), S.vectors("f", "d")
F, P = S.function("F", "d"), S.function("P", "d", "punctured")
s, t, r = sym("s"), sym("t"), sym("r", "vec[d]")
j, k = sym("j", "int", ">=0"), sym("k", "int", ">=0")
z = sym("z#0", "vec[d]")
first, second = (basis("d", integer(c)) @ z for c in (1, 2))


def exact(*items: int) -> tuple[Fraction, ...]:
    return tuple(map(Fraction, items))


AT = Instance(
    {"d": 2, "m": 3},
    {
        "x": Fraction(2), "y": Fraction(-3), "v": exact(1, 2), "w": exact(3, -1), "n": 2, "i": 2,
        "H": (exact(2, 1), exact(1, 1)), "A": (exact(1, 2), exact(3, 4)), "X": (exact(1, 0), exact(0, 1), exact(1, 1)),
        "a": Sequence(exact(5, 6), Fraction(7)), "f": Sequence((exact(1, 1),), None),
        "F": Lambda(z, first**2 * second), "P": Lambda(z, first / (z @ z)),
    },
)  # fmt: skip


def value(node: Node, at: Instance = AT):
    """A number, or nested tuples."""

    def plain(v):
        return tuple(map(plain, v)) if isinstance(v, list) else Fraction(int(v.p), int(v.q))

    return plain(Evaluator(Tower(), at).value(node))


VALUES = [
    (num(Fraction(1, 3)), Fraction(1, 3)), (x + y + 1, 0), (x * y * y, 18), (x / y, Fraction(-2, 3)), (y**3, -27),
    (y**n, 9), (num(0) ** (n + (-2)), 1), (num(0) ** n, 0), (sqrt(x + 2), 2), (absolute(y), 3), (absolute(x), 2),
    (maximum(x, y, num(1)), 2), (build("min", (x, y, num(1))), -3), (log(8) / log(2), 3), (log(1), 0),
    (lift(2 * n + (-1), REAL), 3), (dim("m"), 3), (v @ w, 1), (F(v), 2), (P(v), Fraction(1, 5)), (a[0], 5),
    (a[n], 7), (a[n + 5], 7), (f[0], (1, 1)), (eigmin(H**2 @ H**-2), 1), (eigmax(2 * identity("d")), 2),
    (spectral_radius(-2 * identity("d")), 2), (total(j, 0, n, a[j]), 18), (total(j, 1, 0, a[j]), 0),
    (total(j, 0, n, total(k, 0, j, lift(k, REAL))), 4), (total(j, 3, 0, a[j]), 0),
    (zero("d"), (0, 0)), (ones("m"), (1, 1, 1)), (basis("d", i), (0, 1)), (v + w, (4, 1)), (x * v, (2, 4)),
    (X @ v, (1, 2, 3)), (X.T @ ones("m"), (2, 2)), (A @ v, (5, 11)), (A.T @ v, (7, 10)), ((A @ H) @ v, (10, 24)),
    ((H + A) @ v, (9, 14)), ((x * A) @ v, (10, 22)), (H**-1 @ v, (-1, 3)), (H**0 @ v, (1, 2)), (H**2 @ v, (11, 7)),
    (H**-2 @ v, (-4, 7)), (gradient(F, v), (4, 1)), (build("hessian", (F, v)) @ w, (10, 6)),
    (gradient(P, w), (Fraction(-8, 100), Fraction(6, 100))),
    (slope(s, s**3, x), 12), (slope(s, x**3, x), 0), (slope(s, 1 / s, y), Fraction(-1, 9)), (slope(s, s * s**n, x), 12),
    (slope(s, sqrt(s), x + 2), Fraction(1, 4)), (slope(s, absolute(s), y), -1), (slope(s, log(s), x - 1), 1),
    (slope(s, maximum(s, y), x), 1), (slope(r, r @ (A @ r), v), (12, 21)), (slope(s, F(s * v), x), 24),
    (slope(s, total(j, 0, n, s * a[j]), x), 18),
]  # fmt: skip


@pytest.mark.parametrize(("node", "expected"), VALUES)
def test_values(node, expected):
    assert value(node) == expected


def test_irrational_values():
    evaluator = Evaluator(Tower(), AT)
    root = evaluator.value(norm(v))
    assert isinstance(root, Surd)
    assert evaluator.sign(root * root - 5) == 0
    assert evaluator.sign(evaluator.value(eigmax(H)) * evaluator.value(eigmin(H)) - 1) == 0
    assert evaluator.sign(evaluator.value(slope(r, norm(r), v))[0] - 1 / root) == 0


@pytest.mark.parametrize(
    "node",
    [
        1 / (x - 2), sqrt(y), log(y), log(x - 2), log(x) / log(1), num(0) ** (n + (-3)), a[n + (-3)], P(0 * v),
        basis("d", lift(3, n.sort)) @ v, basis("d", integer(0)) @ v, 0 * (1 / (x - 2)), slope(s, sqrt(s), x - 2),
        slope(s, 1 / s, x - 2), slope(r, norm(r), zero("d")), gradient(P, zero("d")) @ v,
        total(j, 0, 2, 1 / lift(j, REAL)),
    ],
)  # fmt: skip
def test_what_is_undefined(node):
    with pytest.raises(Undefined):
        Evaluator(Tower(), AT).value(node)


@pytest.mark.parametrize(
    "node",
    [
        log(2), f[1] @ v, slope(s, absolute(s), x - 2), slope(s, maximum(s, num(2)), x),
        slope(s, build("min", (s, s)), x),
        slope(s, eigmax(s * H), x), total(j, 0, integer(20000), x), x ** integer(20000),
    ],
)  # fmt: skip
def test_what_is_unsupported(node):
    with pytest.raises(Unsupported):
        Evaluator(Tower(), AT).value(node)


# ---- nested derivatives -----------------------------------------------------------------------------------
def test_infinitesimals_of_nested_derivatives_are_not_confused():
    """d/ds (s d/dt (s + t)) = 1, not 2."""
    assert value(slope(s, s * slope(t, s + t, num(1)), num(1))) == 1
    assert value(slope(s, s * slope(t, s * t, num(2)), x)) == 4
    assert value(slope(s, slope(t, s**2 * t**3, s), x)) == 12 * 2**3
    assert value(slope(s, slope(s, s**3, 2 * s), x)) == 48
    assert value(slope(s, slope(t, slope(r, s * t * (r @ r), v) @ w, s), x)) == 2
    assert value(slope(s, gradient(F, s * v) @ w, x)) == 44
    assert value(slope(r, gradient(F, r) @ w, v)) == value(build("hessian", (F, v)) @ w)


def test_derivatives_of_circular_functions():
    """In floats: exactly they have values at 0 alone."""
    evaluator = Evaluator(Floats(), Instance({"d": 1}, {"x": 2.0, "y": -0.5}))
    for body, expected in [
        (cos(3 * s), -3 * sin(3 * x)),
        (sin(s) * s, sin(x) + x * cos(x)),
        (slope(t, cos(s * t), y), -sin(x * y) - x * y * cos(x * y)),
    ]:
        assert evaluator.value(slope(s, body, x)) == pytest.approx(evaluator.value(expected), abs=1e-12)
    assert evaluator.value(pi()) == pytest.approx(3.14159265358979)
    assert value(slope(s, sin(2 * s), num(0))) == 2
    assert value(slope(s, slope(s, cos(2 * s), s), num(0))) == -4


def test_dual_numbers_keep_levels_apart():
    outer, inner = Dual(3, 1, 1), Dual(5, 1, 2)
    for left, right in ((outer, inner), (inner, outer)):
        total, product = left + right, left * right
        assert (total.level, total.slope, total.value.slope, total.value.value) == (2, 1, 1, 8)
        assert (product.level, product.slope.value, product.value.slope, product.value.value) == (2, 3, 5, 15)
    assert (outer - outer).slope == 0
    assert (1 / Dual(Fraction(2), 1, 1)).slope == Fraction(-1, 4)
    assert (2 - outer).slope == -1
    assert (outer / Dual(Fraction(1), 0, 1)).value == 3


# ---- truth ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (lt(y, x), True), (lt(x, x), False), (le(x, x), True), (le(x, y), False), (eq(x, 2), True), (ne(x, 2), False),
        (eq(v, w), False), (eq(v, 1 * v), True), (both(lt(y, x), lt(x, y)), False), (both(lt(y, x), le(x, x)), True),
        (either(lt(x, y), lt(y, x)), True), (either(lt(x, y), lt(x, y)), False), (implies(lt(x, y), lt(x, y)), True),
        (implies(lt(y, x), lt(x, y)), False), (implies(lt(x, y), lt(1 / (x - 2), 0)), True),
        (both(lt(x, y), lt(1 / (x - 2), 0)), False), (build("every", (j, integer(0), n, lt(0, a[j]))), True),
        (build("every", (j, integer(0), n, lt(5, a[j]))), False),
        (build("every", (j, integer(1), integer(0), lt(x, x))), True),
    ],
)  # fmt: skip
def test_truth(sentence, expected):
    assert Evaluator(Tower(), AT).truth(sentence) is expected


def test_truth_of_the_undefined_and_of_the_undecided():
    undefined = lt(1 / (x - 2), 0)
    for sentence in (undefined, either(le(x, x), undefined), both(le(x, x), undefined), build("not", (undefined,))):
        with pytest.raises(Undefined):
            Evaluator(Tower(), AT).truth(sentence)
    with pytest.raises(Unsupported):
        Evaluator(Tower(), AT).truth(build("exists", (s, eq(s, s))))

    class Blind(Floats):
        def sign(self, x: float) -> None:
            return None

    blind = Evaluator(Blind(), AT)
    for sentence in (lt(x, y), eq(x, y), ne(x, y), both(lt(x, y), lt(y, x)), either(lt(x, y), lt(y, x))):
        assert blind.truth(sentence) is None
    assert blind.truth(implies(lt(x, y), lt(x, y))) is None


def test_values_do_not_leak_out_of_binders():
    """The same symbol free, bound by a sum, and bound by a function."""
    at = Instance({"d": 1}, {"j": 7, "v": exact(2), "F": Lambda(v, v @ v), "a": Sequence(exact(1, 2, 3), Fraction(0))})
    free = lift(j, REAL)
    assert value(free + total(j, 0, 2, lift(j, REAL)) + free, at) == 17
    assert value(F(3 * v) + v @ v, at) == 40
    assert value(slope(v, F(v) * (v @ v), v), at) == (32,)
    assert value(total(j, 0, 2, a[j]) + lift(j, REAL), at) == 13


# ---- at random --------------------------------------------------------------------------------------------
@settings(max_examples=200)
@given(st.integers(0, 10**6))
def test_exact_values_agree_with_floats(seed):
    trees = Trees(seed)
    trees.roots = 3
    node, instance = trees.real(4), trees.instances(1)[0]
    try:
        expected, rough = Evaluator(Tower(), instance).value(node), Evaluator(Floats(), instance).value(node)
    except (Undefined, Unsupported, OverflowError, ValueError, ZeroDivisionError):
        reject()
    assert rough == pytest.approx(approximate(expected), rel=1e-6, abs=1e-6)


def approximate(number) -> float:
    if isinstance(number, Surd):
        return approximate(number.a) + approximate(number.b) * approximate(number.c) ** 0.5
    return int(number.p) / int(number.q)


@settings(max_examples=200)
@given(st.integers(0, 10**6))
def test_the_chain_rule_agrees_with_dual_numbers(seed):
    """Two derivations of every gradient: on the tree, and by infinitesimals. Second derivatives too."""
    trees, node = random_slope(seed)
    evaluator = Evaluator(Tower(), trees.instances(1)[0])
    try:
        explicit, moving = evaluator.value(derivative(node)), evaluator.value(node)
    except (Undefined, Unsupported):
        reject()
    pairs = zip(explicit, moving, strict=True) if seed % 2 == 0 else [(explicit, moving)]
    assert all(evaluator.sign(one - other) == 0 for one, other in pairs)
