"""False formulas get an exact, locally smallest witness; true ones never do."""

from fractions import Fraction

import pytest

from bnproof.interpret.instance import Instance
from bnproof.search import refute
from bnproof.search.instances import Problem, functions, functions_of_several
from bnproof.search.refute import Budget, _breaks, _smaller, find_admitted, find_instance, find_witness
from bnproof.search.regimes import family
from bnproof.statement.builder import (
    Scope,
    absolute,
    basis,
    dim,
    eigmax,
    eigmin,
    eq,
    gradient,
    implies,
    le,
    log,
    lt,
    maximum,
    ne,
    norm,
    norm2,
    ones,
    sqrt,
    stack,
)
from bnproof.statement.nodes import lift, num
from bnproof.statement.sorts import REAL
from bnproof.verify.witness import admits, breaks, nontrivial

BUDGET = Budget(draws=400, shrinks=2000)


def cauchy_schwarz(S, relation):
    u, v = S.vector("u", "d"), S.vector("v", "d")
    return relation((u @ v) ** 2, (u @ u) * (v @ v))


def triangle(S, relation):
    u, v = S.vector("u", "d"), S.vector("v", "d")
    return relation(norm(u + v), norm(u) + norm(v))


def pythagoras(S, cross):
    u, v = S.vector("u", "d"), S.vector("v", "d")
    return eq(norm2(u + v), norm2(u) + norm2(v) + cross * (u @ v))


def gauss(S, shift):
    n = S.natural("n")
    N = lift(n, REAL)
    return eq(S.total(0, n, lambda k: lift(k, REAL)), N * (N + shift) / 2)


def quadratic_mean(S, relation):
    a, b = S.nonnegative("a"), S.nonnegative("b")
    return relation(sqrt(a * b), (a + b) / 2)


def rayleigh(S, bound):
    H, v = S.spd("H", "d"), S.vector("v", "d")
    return le(v @ (H @ v), bound(H) * (v @ v))


def commuting(S, same):
    A, B, v = S.spd("A", "d"), S.spd("B", "d"), S.vector("v", "d")
    return eq(A @ (B @ v), B @ (A @ v) if not same else (A @ B) @ v)


def power_rule(S, factor):
    x = S.real("x")
    return eq(S.grad(lambda t: t**3, at=x), factor * x**2)


def root_of_square(S, value):
    x = S.real("x")
    return eq(sqrt(x**2), value(x))


def euler(S, degree):
    F, w, c, x = (
        S.function("F", "d", "punctured"),
        S.vector("w", "d", "nonzero"),
        S.positive("c"),
        S.vector("x", "d", "nonzero"),
    )
    S.assume(S.for_all(c, S.for_all(x, eq(F(c * x), c * F(x)))))
    return eq(w @ gradient(F, w), degree * F(w))


def geometric(S, ratio):
    a, t, T = S.reals("a"), S.natural("t"), S.natural("T")
    S.assume(S.for_all(t, eq(a[t + 1], 3 * a[t])))
    return eq(a[T], num(ratio) ** T * a[0])


def mean(S, weight):
    x, one = S.vector("x", "m"), ones("m")
    centred = x - (one @ x) / dim("m") * one
    return eq(norm2(centred), norm2(x) - (one @ x) ** 2 * weight / dim("m"))


def coordinate(S, relation):
    x, i = S.vector("x", "d"), S.index("i", "d")
    return relation(absolute(basis("d", i) @ x), norm(x))


def larger(S, pick):
    a, b = S.real("a"), S.real("b")
    return implies(lt(a, b), eq(maximum(a, b), b if pick else a))


def binary_log(S, result):
    x = S.positive("x")
    S.assume(eq(x, 8))
    return eq(log(x, base=2), result)


def _ge(a, b):
    return le(b, a)


# A family, the parameter with which it is true, and one with which it is false.
FAMILIES = [
    (cauchy_schwarz, le, _ge),
    (cauchy_schwarz, le, lt),
    (triangle, le, _ge),
    (pythagoras, 2, 0),
    (gauss, 1, -1),
    (quadratic_mean, le, _ge),
    (rayleigh, eigmax, eigmin),
    (commuting, True, False),
    (power_rule, 3, 2),
    (root_of_square, absolute, lambda x: x),
    (euler, 1, 0),
    (geometric, 3, 2),
    (mean, 1, 2),
    (coordinate, le, lt),
    (larger, True, False),
    (binary_log, 3, 2),
]
NAMES = [f"{family.__name__}-{k}" for k, (family, _, _) in enumerate(FAMILIES)]


def stated(family, parameter):
    S = Scope()
    return S.statement(family(S, parameter))


@pytest.mark.parametrize(("family", "true", "false"), FAMILIES, ids=NAMES)
def test_a_true_formula_has_no_witness(family, true, false):
    found = find_witness(stated(family, true), BUDGET)
    assert (found.instance, found.draws) == (None, 400)
    assert found.admitted > 5


@pytest.mark.parametrize(("family", "true", "false"), FAMILIES, ids=NAMES)
def test_a_false_formula_has_a_witness_that_no_smaller_instance_is(family, true, false):
    statement = stated(family, false)
    found = find_witness(statement, BUDGET)
    breaks(statement, found.instance)
    problem = Problem(statement)
    for smaller in _smaller(statement, found.instance):
        assert not _breaks(problem, smaller) or problem.complete(smaller) == found.instance


@pytest.mark.parametrize(("family", "true", "false"), FAMILIES, ids=NAMES)
def test_another_seed_finds_a_witness_too_and_the_same_one_the_same(family, true, false):
    statement = stated(family, false)
    for seed in (1, 2):
        first, again = (find_witness(statement, BUDGET, seed) for _ in range(2))
        breaks(statement, first.instance)
        assert first == again


def test_witnesses_are_as_small_as_a_person_would_give():
    one = (Fraction(1),)
    assert find_witness(stated(pythagoras, 0), BUDGET).instance.values == {"u": one, "v": one}
    assert find_witness(stated(gauss, -1), BUDGET).instance.values == {"n": 1}
    assert find_witness(stated(root_of_square, lambda x: x), BUDGET).instance.values == {"x": Fraction(-1)}
    assert find_witness(stated(commuting, False), BUDGET).instance.dims == {"d": 2}


def test_what_holds_in_one_dimension_falls_in_two():
    S = Scope()
    u, v = S.vector("u", "d"), S.vector("v", "d")
    statement = S.statement(eq((u @ v) ** 2, (u @ u) * (v @ v)))
    found = find_witness(statement, BUDGET).instance
    assert found.dims == {"d": 2}
    assert sorted(x for w in found.values.values() for x in w) == [0, 0, 1, 1]


@pytest.mark.parametrize("draws", [1, 7])
@pytest.mark.parametrize("search", [find_witness, find_admitted, find_instance])
def test_no_more_is_drawn_than_the_budget_says(search, draws, monkeypatch):
    S = Scope()
    x = S.positive("x")
    S.assume(lt(x, 0))
    drawn = counted(monkeypatch, Problem, "complete")
    found = search(S.statement(lt(0, x)), Budget(draws=draws))
    assert (found.instance, found.draws, found.admitted) == (None, draws, 0)
    assert len(drawn) == draws


@pytest.mark.parametrize("shrinks", [0, 1, 3, 20])
def test_no_more_is_tried_than_the_budget_says(shrinks, monkeypatch):
    S = Scope()
    terms = [S.positive(name) for name in "abcdef"]  # none of which can become zero
    tried = counted(monkeypatch, refute, "_breaks")
    found = find_witness(S.statement(eq(sum(terms[1:], terms[0]), 0)), Budget(shrinks=shrinks))
    assert found.draws == 1
    assert len(tried) <= 1 + shrinks


def counted(monkeypatch, owner, name):
    """The arguments of every call of a function, from now on."""
    calls, function = [], getattr(owner, name)

    def counting(*arguments, **options):
        calls.append(arguments)
        return function(*arguments, **options)

    monkeypatch.setattr(owner, name, counting)
    return calls


def test_shrinking_makes_smaller():
    S = Scope()
    x, y = S.real("x"), S.real("y")
    statement = S.statement(le(x + y, -100))
    raw, shrunk = (find_witness(statement, Budget(shrinks=n)).instance.values for n in (0, 100))
    assert set(shrunk.values()) == {0}
    assert set(raw.values()) != {0}


def test_a_witness_meets_the_hypotheses():
    S = Scope()
    x, y = S.real("x"), S.real("y")
    S.assume(lt(x, y), lt(0, x * y))
    statement = S.statement(lt(0, x))
    found = find_witness(statement, BUDGET).instance.values
    assert found["x"] < found["y"] < 0


def test_an_admitted_instance_has_two_dimensions_and_no_zeros_on_both_sides():
    statement = stated(pythagoras, 2)
    found = find_admitted(statement, BUDGET)
    assert found.instance.dims["d"] >= 2
    assert nontrivial(statement.conclusion, admits(statement, found.instance))
    assert find_admitted(statement, BUDGET, at_least=4).instance.dims["d"] >= 4


def test_what_says_zero_is_zero_has_no_admitted_instance():
    S = Scope()
    v = S.vector("v", "d")
    found = find_admitted(S.statement(eq(v - v, 0)), BUDGET)
    assert (found.instance, found.draws) == (None, 400)
    assert found.admitted == 400


def test_an_instance_of_hypotheses_may_break_the_conclusion():
    S = Scope()
    x = S.real("x")
    S.assume(lt(1, x))
    found = find_instance(S.statement(lt(x, 0)), BUDGET)
    assert found.instance.values["x"] > 1


# ---- functions ----
def test_a_function_is_shrunk_to_the_simplest_that_will_do():
    S = Scope()
    F, v = S.function("F", "d"), S.vector("v", "d")
    statement = S.statement(le(F(v), 3))
    for body in family(F, {"d": 1}):
        start = Instance({"d": 1}, {"F": body, "v": (Fraction(50),)})
        if not _breaks(Problem(statement), start):
            continue
        shrunk = refute._shrunk(Problem(statement), start, 400)
        assert shrunk.values["F"] == functions(F, 1)[0]
        assert _breaks(Problem(statement), shrunk)
    several = S.function("Q", "d+e", "punctured:1")
    u = S.vector("u", "e")
    S.assume(ne(v, 0))
    found = find_witness(S.statement(le(several(stack(v, u)), 0)), BUDGET)
    assert found.instance.values["Q"] in functions_of_several(several, {"d": 1, "e": 1})
