"""Polynomial inequalities in one unknown: solvable or not, exactly."""

from fractions import Fraction

import pytest
from flint import fmpq_poly
from hypothesis import given
from hypothesis import strategies as st
from proving import sym

from bnproof import absolute, converges, either, eq, for_every, le, lt, num, sqrt, there_are
from bnproof.interpret.instance import Instance, Sequence
from bnproof.mutate.derive import Mutant
from bnproof.mutate.existence import find_unsolvable, reaches, scaled, solvable, speaks_of_existence, vanishes
from bnproof.mutate.sort import _killed, _value, confirm
from bnproof.search.instances import Problem
from bnproof.search.refute import Budget
from bnproof.statement.builder import Scope
from bnproof.statement.calculus import Unsupported
from bnproof.statement.nodes import Statement, build
from bnproof.verify.context import Refused
from bnproof.verify.witness import admits

x, y, k = sym("x"), sym("y"), sym("k", "real", "pos")


@pytest.mark.parametrize(
    ("coefficients", "domain", "least", "positive"),
    [
        ([-1, 2, -1], "pos", True, False),  # -(k - 1)^2 touches 0
        ([-1, -2, -1], "pos", False, False),  # at -1 only
        ([-1, -2, -1], "", True, False),
        ([0, -1], "pos", False, False),  # at 0 only
        ([0, -1], "nonneg", True, False),
        ([1, -1], "pos", True, True),
        ([-5, 0, 0, 1], "pos", True, True),
        ([-5, 0, 0, -1], "pos", False, False),
        ([-5, 0, 0, -1], "", True, True),
        ([-1], "", False, False),
        ([0], "pos", True, False),
        ([0, 0, -1], "nonneg", True, False),
        ([1, 0, -1], "nonneg", True, True),
    ],
)
def test_reaching_zero(coefficients, domain, least, positive):
    p = fmpq_poly(coefficients)
    assert reaches(p, domain, strict=False) is least
    assert reaches(p, domain, strict=True) is positive


@given(st.lists(st.integers(-3, 3), max_size=4), st.integers(-2, 2), st.sampled_from(["", "pos", "nonneg"]))
def test_reaching_is_what_the_roots_say(roots, lead, domain):
    p = fmpq_poly([lead])
    for r in roots:
        p = p * fmpq_poly([-r, 1])
    points = [Fraction(n, 2) for n in range(-10, 11)]
    points = [t for t in points if domain == "" or t > 0 or (t == 0 and domain == "nonneg")]
    values = [lead_product(lead, roots, t) for t in points]
    assert reaches(p, domain, strict=False) is any(v >= 0 for v in values)
    assert reaches(p, domain, strict=True) is any(v > 0 for v in values)


def lead_product(lead, roots, t):
    out = Fraction(lead)
    for r in roots:
        out *= t - r
    return out


def some(body):
    return Statement((), build("exists", (k, body)))


def test_a_square_reaches_only_what_is_not_negative():
    s = some(le((k - x) ** 2, 0))
    assert solvable(s, Instance({}, {"x": Fraction(2)}))
    assert not solvable(s, Instance({}, {"x": Fraction(-2)}))
    assert not solvable(some(lt((k - x) ** 2, 0)), Instance({}, {"x": Fraction(2)}))
    instance, draws = find_unsolvable(s, Problem(s), 40)
    assert instance.values["x"] <= 0 < draws


def test_what_is_no_polynomial_is_not_decided():
    with pytest.raises(Unsupported):
        solvable(some(le(1 / k, x)), Instance({}, {"x": Fraction(2)}))
    with pytest.raises(Unsupported):
        solvable(some(le(absolute(k), x)), Instance({}, {"x": Fraction(2)}))


@pytest.mark.parametrize(
    ("coefficients", "domain", "found"),
    [
        ([1, 0, 1], "", False),
        ([1, 2, 1], "", True),
        ([1, 2, 1], "pos", False),  # at -1 only
        ([0, 1], "pos", False),
        ([0, 1], "nonneg", True),
        ([-2, 0, 1], "pos", True),  # an irrational root
        ([], "pos", True),
        ([3], "", False),
    ],
)
def test_vanishing(coefficients, domain, found):
    assert vanishes(fmpq_poly(coefficients), domain) is found


def test_an_equation_with_an_unknown_is_decided():
    s = some(eq(k, x))
    assert solvable(s, Instance({}, {"x": Fraction(2)}))
    assert not solvable(s, Instance({}, {"x": Fraction(-2)}))


v, z = sym("v", "vec[d]"), sym("z", "vec[d]")
t, r = sym("t"), sym("r")


@pytest.mark.parametrize(
    ("body", "values", "found"),
    [
        (lt(z @ z, 0), {}, False),
        (le(z @ z, 0), {}, True),
        (lt(z @ z - 2 * (v @ z), -(v @ v)), {"v": (1, 2)}, False),  # |z - v|^2 < 0
        (le(z @ z - 2 * (v @ z), -(v @ v)), {"v": (1, 2)}, True),
        (le(z @ z - 2 * (v @ z) + x, -(v @ v)), {"v": (1, 2), "x": 1}, False),  # its least value is x
        (lt(v @ z, x), {"v": (0, 0), "x": 0}, False),
        (lt(v @ z, x), {"v": (0, 1), "x": -9}, True),
        (eq(z @ z, x), {"x": -1}, False),
        (eq(z @ z, x), {"x": 5}, True),
        (eq(z @ z - 2 * (v @ z), -(v @ v)), {"v": (1, 2)}, True),
        (eq(2 * z, v), {"v": (1, 2)}, True),
    ],
)
def test_vectors_are_unknowns_of_quadratic_forms(body, values, found):
    instance = Instance(
        {"d": 2}, {n: tuple(map(Fraction, a)) if type(a) is tuple else Fraction(a) for n, a in values.items()}
    )
    assert solvable(Statement((), build("exists", (z, body))), instance) is found


def test_several_unknowns():
    saddle = build("exists", (t, build("exists", (r, lt(x * t**2 + 2 * t * r + r**2, 0)))))
    assert not solvable(Statement((), saddle), Instance({}, {"x": Fraction(1)}))
    assert solvable(Statement((), saddle), Instance({}, {"x": Fraction(1, 2)}))
    cubic = build("exists", (t, build("exists", (r, lt(t**3 + r, x)))))
    with pytest.raises(Unsupported):
        solvable(Statement((), cubic), Instance({}, {"x": Fraction(1)}))


def test_irrational_coefficients_in_degree_2():
    s = build("exists", (t, lt(t**2 - 2 * sqrt(x) * t, -y)))
    assert not solvable(Statement((), s), Instance({}, {"x": Fraction(2), "y": Fraction(2)}))
    assert solvable(Statement((), s), Instance({}, {"x": Fraction(2), "y": Fraction(199, 100)}))


def test_what_is_joined_to_an_existence_counts():
    s = either(lt(x, 0), build("exists", (t, eq(t**2, x - 1))))
    assert speaks_of_existence(s)
    assert not speaks_of_existence(lt(x, 0))
    assert not solvable(Statement((), s), Instance({}, {"x": Fraction(0)}))
    assert solvable(Statement((), s), Instance({}, {"x": Fraction(-1)}))
    assert solvable(Statement((), s), Instance({}, {"x": Fraction(1)}))


def test_derivatives_along_unknowns():
    """Of the root of 1 + v^2 at v = 0, along r: 1/2 r^2 (twice) is never negative."""
    scope = Scope()
    second = scope.grad(lambda a: scope.grad(lambda b: sqrt(1 + (b * r) ** 2), at=a), at=num(0))
    assert not solvable(Statement((), build("exists", (r, lt(second, 0 * x)))), Instance({}, {"x": Fraction(0)}))
    assert solvable(Statement((), build("exists", (r, eq(second, x)))), Instance({}, {"x": Fraction(2)}))


def test_vectors_are_scaled_and_numbers_are_not():
    given = Instance({"d": 2}, {"v": (Fraction(1), Fraction(2)), "x": Fraction(3)})
    assert scaled(given, Fraction(1, 2)).values == {"v": (Fraction(1, 2), Fraction(1)), "x": Fraction(3)}


def test_that_a_limit_exists_is_refuted_by_an_orbit_that_comes_again():
    S = Scope()
    a, c, t, A = S.reals("a"), S.real("c"), sym("t", "int", ">=0"), sym("A")
    rule = for_every(t, eq(a[t + 1], c * a[t]))
    statement = Statement((rule,), there_are(A, converges(lambda j: a[j], A)))
    wrong = Mutant("no bound", "hypothesis", statement, None)
    found = _killed(wrong, statement, (), None, Budget(draws=40, screens=0, questions=0), 0)
    assert found.status == "killed"
    confirm(statement, found.instance)
    rests = Instance({}, {"a": Sequence((), Fraction(0)), "c": Fraction(1)})
    with pytest.raises(Refused):
        confirm(statement, rests)
    told = [_value(admits(statement, i), statement) for i in (found.instance, rests)]
    assert told == ["valued", "valued"]
    unknown = Instance({}, {"a": Sequence((Fraction(1), Fraction(2))), "c": Fraction(2)})
    assert _value(admits(statement, unknown), statement) == "unsupported"
