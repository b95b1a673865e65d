"""Exact numbers: towers of square roots are a field with decided signs, even where a radicand is a hidden square."""

from fractions import Fraction
from itertools import product

import pytest
from flint import arb, fmpq
from hypothesis import assume, given
from hypothesis import strategies as st

from bnproof.interpret import ball
from bnproof.interpret.arithmetic import Dual
from bnproof.interpret.exact import MAX_HEIGHT, Surd, Tower, reciprocal, sign
from bnproof.statement.calculus import Unsupported

OPERATIONS = ("+", "-", "*", "/", "sqrt", "number")


def enclosed(x) -> arb:
    return enclosed(x.a) + enclosed(x.b) * enclosed(x.c).sqrt() if isinstance(x, Surd) else arb(x)


@st.composite
def numbers(draw, count: int = 1):
    """Numbers of one tower, made by a random program; with repeated roots, so that radicands hide squares."""
    tower = Tower()
    values = [tower.number(draw(st.integers(-3, 3))) for _ in range(3)]
    for _ in range(draw(st.integers(1, 9))):
        op, x, y = draw(st.sampled_from(OPERATIONS)), draw(st.sampled_from(values)), draw(st.sampled_from(values))
        if op == "number":
            values.append(tower.number(draw(st.fractions(-4, 4, max_denominator=5))))
        elif op == "sqrt":
            if sign(x) >= 0 and len(tower._roots) < 4:
                values.append(tower.sqrt(x))
        elif op == "/":
            if sign(y):
                values.append(x / y)
        else:
            values.append({"+": x + y, "-": x - y, "*": x * y}[op])
    return tower, [draw(st.sampled_from(values[3:] or values)) for _ in range(count)]


@given(numbers())
def test_signs_agree_with_balls(drawn):
    _, (x,) = drawn
    with ball.precision(4000):
        near = enclosed(x)
        assert {-1: near < 0, 0: near.contains(0), 1: near > 0}[sign(x)]


@given(numbers(3))
def test_field_axioms(drawn):
    _, (x, y, z) = drawn
    assert sign((x + y) + z - (x + (y + z))) == 0
    assert sign((x * y) * z - x * (y * z)) == 0
    assert sign(x * (y + z) - (x * y + x * z)) == 0
    assert sign(x - y) == -sign(y - x) == sign(x + (-y))
    assert sign(x * y) == sign(x) * sign(y)
    if sign(x):
        assert sign(x * reciprocal(x) - 1) == 0
        assert sign(y / x * x - y) == 0
        assert sign(1 / x) == sign(x)


@given(numbers())
def test_roots(drawn):
    tower, (x,) = drawn
    assume(sign(x) >= 0 and len(tower._roots) < 5)
    root = tower.sqrt(x)
    assert sign(root) == sign(x)
    assert sign(root * root - x) == 0


@pytest.mark.parametrize(("n", "m"), list(product(range(9), repeat=2)))
def test_roots_of_integers_multiply(n, m):
    tower = Tower()
    left, right = tower.sqrt(fmpq(n)) * tower.sqrt(fmpq(m)), tower.sqrt(fmpq(n * m))
    assert sign(left - right) == 0
    assert sign(left + right) == (1 if n * m else 0)
    assert sign(tower.sqrt(left - right)) == 0


def test_a_nested_root_that_is_none():
    """sqrt(3 + 2 sqrt 2) = 1 + sqrt 2."""
    tower = Tower()
    two = tower.sqrt(fmpq(2))
    nested = tower.sqrt(3 + 2 * two)
    zero = nested - two - 1
    assert isinstance(zero, Surd)
    assert sign(zero) == 0
    assert sign(nested + two + 1) == 1
    assert sign(nested - two - 1 + fmpq(1, 10**30)) == 1
    assert sign(reciprocal(nested + two + 1) * 2 * (1 + two) - 1) == 0
    assert sign(tower.sqrt(zero)) == 0


def test_there_is_no_division_by_zero():
    tower = Tower()
    zero = tower.sqrt(fmpq(2)) * tower.sqrt(fmpq(3)) - tower.sqrt(fmpq(6))
    for divide in (lambda: 1 / zero, lambda: zero / zero, lambda: fmpq(1) / zero, lambda: zero / fmpq(0)):
        with pytest.raises(ZeroDivisionError):
            divide()


def test_numbers_of_python_and_flint_mix():
    root = Tower().sqrt(fmpq(2))
    for one in (1, Fraction(1), fmpq(1)):
        assert sign(root + one - one - root) == 0
        assert sign(one + root - (root + one)) == 0
        assert sign((one - root) + (root - one)) == 0
        assert sign(one * root - root * one) == 0
        assert sign(one / root - root / 2) == 0
        assert sign(root / one - root) == 0


def test_surds_leave_dual_numbers_to_these():
    root = Tower().sqrt(fmpq(2))
    moving = Dual(fmpq(3), fmpq(1), 1)
    slopes = {
        "+": root + moving, "r+": moving + root, "-": root - moving, "r-": moving - root,
        "*": root * moving, "r*": moving * root, "/": root / moving, "r/": moving / root,
    }  # fmt: skip
    expected = {"+": 1, "r+": 1, "-": -1, "r-": 1, "*": root, "r*": root, "/": -root / 9, "r/": 1 / root}
    for name, x in slopes.items():
        assert sign(x.slope - expected[name]) == 0
    for wrong in (lambda: root + "2", lambda: root * None, lambda: root / [1]):
        with pytest.raises(TypeError):
            wrong()


def test_rational_squares_stay_rational():
    tower = Tower()
    assert tower.sqrt(fmpq(9, 4)) == fmpq(3, 2)
    assert tower.sqrt(fmpq(0)) == 0
    root = tower.sqrt(fmpq(2))
    assert root * root == fmpq(2)
    assert root - root == fmpq(0)
    assert tower.sqrt(fmpq(8)).level == root.level


def test_a_tower_has_a_limit():
    tower, primes = Tower(), [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41]
    roots = [tower.sqrt(fmpq(p)) for p in primes[:MAX_HEIGHT]]
    assert [root.level for root in roots] == list(range(MAX_HEIGHT))
    with pytest.raises(Unsupported):
        tower.sqrt(fmpq(primes[MAX_HEIGHT]))


def test_circular_functions_are_exact_only_at_0():
    tower = Tower()
    assert tower.cos(fmpq(0)) == 1
    assert tower.sin(tower.sqrt(fmpq(2)) - tower.sqrt(fmpq(2))) == 0
    for value in (tower.pi, lambda: tower.cos(fmpq(1)), lambda: tower.sin(fmpq(1))):
        with pytest.raises(Unsupported):
            value()


def test_logarithms():
    tower = Tower()
    assert tower.log(fmpq(1)) == 0
    with pytest.raises(Unsupported):
        tower.log(fmpq(2))
    assert tower.log_ratio(fmpq(8), fmpq(2)) == 3
    assert tower.log_ratio(fmpq(1, 9), fmpq(3)) == -2
    assert tower.log_ratio(fmpq(4), fmpq(1, 2)) == -2
    assert tower.log_ratio(fmpq(1), fmpq(5)) == 0
    root = tower.sqrt(fmpq(2))
    assert tower.log_ratio(4 * root, root) == 5
    with pytest.raises(Unsupported):
        tower.log_ratio(fmpq(3), fmpq(2))
