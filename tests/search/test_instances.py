"""Drawn instances: the same for the same seed, of the sizes asked for, in their domains, then completed."""

from fractions import Fraction
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bnproof.interpret.evaluate import Evaluator
from bnproof.interpret.exact import Tower
from bnproof.interpret.instance import Instance
from bnproof.search.instances import Problem, functions, functions_of_real
from bnproof.statement.builder import Scope, basis, both, eq, implies, lt, ones, sqrt, zero
from bnproof.statement.nodes import Statement, lift
from bnproof.statement.sorts import REAL
from bnproof.verify.witness import admits

SYMBOLS = {
    "real": lambda S: S.real("x"),
    "positive": lambda S: S.positive("x"),
    "nonnegative": lambda S: S.nonnegative("x"),
    "nonzero": lambda S: S.nonzero("x"),
    "natural": lambda S: S.natural("x", 2),
    "index": lambda S: S.index("x", "d"),
    "vector": lambda S: S.vector("x", "d"),
    "unit vector": lambda S: S.vector("x", "d", "unit"),
    "positive definite": lambda S: S.spd("x", "d"),
    "map": lambda S: S.map("x", "d", "m"),
    "function": lambda S: S.function("x", "d"),
    "punctured function": lambda S: S.function("x", "d", "punctured"),
    "function of a real": lambda S: S.function_of_real("x"),
    "tempered function": lambda S: S.function_of_real("x", "tempered"),
    "sequence": lambda S: S.reals("x"),
    "nonnegative sequence": lambda S: S.reals("x", "nonneg"),
    "sequence of vectors": lambda S: S.vectors("x", "d"),
}


def alone(symbol):
    """A true statement that speaks of one symbol."""
    kind, v = symbol.sort.kind, ones("d")
    about = {
        "real": lambda: symbol,
        "int": lambda: lift(symbol, REAL) * (v @ (basis("d", symbol) if symbol.domain[0] == "i" else v)),
        "vec": lambda: symbol @ symbol,
        "map": lambda: (symbol @ v) @ (symbol @ v),
        "fn": lambda: symbol(v),
        "fn-real": lambda: symbol(v @ v),
        "seq-real": lambda: symbol[0],
        "seq-vec": lambda: symbol[0] @ symbol[0],
    }[kind]()
    return Statement((), eq(about, about))


def everything():
    S = Scope()
    return Statement(
        (),
        both(*(alone(make(Named(S, name))).conclusion for name, make in SYMBOLS.items())),
    )


@pytest.mark.parametrize("domain", ["", "tempered"])
def test_functions_of_a_real_variable_are_in_their_domain(domain):
    S = Scope()
    phi = S.function_of_real("phi", domain)
    statement = Statement((), eq(phi(2, 1), phi(2, 1)))
    found = functions_of_real(phi)
    assert any(f.body.op == "div" for f in found) == (domain == "")  # of which no expectation is exact
    for function in found:
        admits(statement, Instance({}, {"phi": function}))


class Named:
    """A scope that gives each symbol a name of its own."""

    def __init__(self, scope, name):
        self.scope, self.name = scope, name.replace(" ", "_")

    def __getattr__(self, method):
        return lambda _, *rest: getattr(self.scope, method)(self.name, *rest)


def some(statement, n=12, **options):
    return list(islice(Problem(statement).draws(**options), n))


@given(st.integers(0, 10**6))
def test_the_same_seed_draws_the_same(seed):
    assert some(everything(), seed=seed) == some(everything(), seed=seed)


def test_other_seeds_draw_others():
    assert len({repr(some(everything(), seed=seed)) for seed in range(20)}) == 20


@given(st.integers(0, 10**6), st.integers(1, 5))
def test_dimensions_are_at_least_what_is_asked(seed, at_least):
    drawn = some(everything(), seed=seed, at_least=at_least)
    assert all(d >= at_least for instance in drawn for d in instance.dims.values())
    assert {name for instance in drawn for name in instance.dims} == {"d", "m"}


def test_small_dimensions_come_first_and_spaces_differ():
    dims = [tuple(i.dims.values()) for i in some(everything(), 26)]
    assert min(map(max, dims[:3])) <= 2
    assert max(map(max, dims)) >= 4
    assert any(d < m for d, m in dims)
    assert any(d > m for d, m in dims)


@pytest.mark.parametrize("make", SYMBOLS.values(), ids=SYMBOLS)
def test_values_lie_in_their_domains(make):
    statement = alone(make(Scope()))
    for instance in some(statement, 60):
        admits(statement, instance)


@pytest.mark.parametrize("domain", ["", "punctured"])
@pytest.mark.parametrize("d", [1, 2, 3])
def test_functions_are_smooth_where_promised(d, domain):
    symbol = Scope().function("F", "d", domain)
    statement, choice = alone(symbol), functions(symbol, d)
    for f in choice:
        admits(statement, Instance({"d": d}, {"F": f}))
    assert len({f.body for f in choice}) == len(choice)


def completed(S, conclusion, n=40, **options):
    """The completed draws, each with an evaluator; None where they could not be."""
    problem = Problem(S.statement(conclusion))
    return [problem.complete(i) for i in islice(problem.draws(**options), n)]


def test_an_equation_defines_its_left_side():
    S = Scope()
    x, y, v, w = S.real("x"), S.real("y"), S.vector("v", "d"), S.vector("w", "d")
    S.assume(eq(y, x**2 + 1), eq(w, y * v))
    for instance in completed(S, eq(w, v)):
        x, y, v, w = (instance.values[k] for k in "xyvw")
        assert y == x**2 + 1
        assert w == tuple(y * c for c in v)


def test_an_item_of_a_sequence_may_be_defined():
    S = Scope()
    a, x = S.reals("a"), S.real("x")
    S.assume(eq(a[0], 3 * x))
    assert all(i.values["a"].prefix[0] == 3 * i.values["x"] for i in completed(S, lt(0, x)))


def test_a_recursion_is_run_as_far_as_integers_reach():
    S = Scope()
    a, t, T = S.reals("a"), S.natural("t"), S.natural("T")
    S.assume(S.for_all(t, eq(a[t + 1], 2 * a[t] + 1)))
    for instance in completed(S, eq(a[T], 0)):
        prefix = instance.values["a"].prefix
        assert len(prefix) > instance.values["T"]
        assert instance.values["a"].tail is None
        assert all(after == 2 * before + 1 for before, after in pairwise(prefix))


def test_recursions_together_see_each_other():
    S = Scope()
    a, v, t, T = S.reals("a"), S.vectors("v", "d"), S.natural("t"), S.natural("T")
    S.assume(S.for_all(t, both(eq(a[t + 1], v[t] @ v[t]), eq(v[t + 1], a[t] * v[t]))))
    for instance in completed(S, eq(a[T], v[T] @ v[T])):
        a_, v_ = (instance.values[k].prefix for k in "av")
        assert len(a_) == len(v_) > instance.values["T"]
        for k in range(len(a_) - 1):
            assert a_[k + 1] == sum(x * x for x in v_[k])
            assert v_[k + 1] == tuple(a_[k] * x for x in v_[k])


def test_a_recursion_stops_where_its_guard_fails():
    S = Scope()
    a, t, T = S.reals("a"), S.natural("t"), S.natural("T", 2)
    S.assume(eq(a[0], 2), S.for_all(t, implies(lt(0, a[t]), eq(a[t + 1], a[t] - 1))))
    for instance in completed(S, eq(a[T], 0)):
        prefix = instance.values["a"].prefix
        assert prefix[:3] == (2, 1, 0)
        assert all(after != before - 1 for before, after in pairwise(prefix[2:]))  # no rule any more


def test_a_recursion_goes_on_to_what_is_spoken_of():
    S = Scope()
    a, t, T = S.reals("a"), S.natural("t"), S.natural("T")
    S.assume(S.for_all(t, eq(a[t + 1], a[t] + 1)))
    lengths = {}
    for instance in completed(S, eq(a[T + 1] + a[3], a[0])):
        lengths[instance.values["T"]] = len(instance.values["a"].prefix)
    assert lengths[0] == 4
    assert all(length >= 2 + steps for steps, length in lengths.items())


def test_columns_are_made_orthogonal_to_a_vector():
    S = Scope()
    X, v = S.map("X", "d", "m"), S.vector("v", "m", "unit")
    S.assume(eq(X.T @ v, 0))
    statement = S.statement(eq(X @ zero("d"), v))
    made = completed(S, statement.conclusion)
    for instance in made:
        admits(statement, instance)
    assert any(any(map(any, i.values["X"])) for i in made)


def test_columns_are_made_orthogonal_to_several_vectors():
    """To all of them together, one after the other would not do; and there is room for an injective map beside them."""
    S = Scope()
    X, one, noise = (
        S.map("X", "d", "m", "injective"),
        S.vector("one", "m", "nonzero"),
        S.vector("noise", "m", "nonzero"),
    )
    S.assume(eq(X.T @ one, 0), eq(X.T @ noise, 0))
    problem = Problem(S.statement(lt(0, one @ one)))
    drawn = list(islice(problem.draws(), 40))
    assert all(x.dims["m"] >= x.dims["d"] + 2 for x in drawn)
    for raw in drawn:
        values = problem.complete(raw).values
        for v in (values["one"], values["noise"]):
            assert not any(
                sum(x * y for x, y in zip(column, v, strict=True)) for column in zip(*values["X"], strict=True)
            )


def test_what_is_undefined_or_irrational_is_not_completed():
    S = Scope()
    x, y, z = S.real("x"), S.positive("y"), S.real("z")
    S.assume(eq(x, 1 / z), eq(y, sqrt(z)))
    problem = Problem(S.statement(eq(x, y)))

    def at(z):
        return problem.complete(Instance({}, {"x": Fraction(0), "y": Fraction(0), "z": Fraction(z)}))

    assert [at(0), at(2), at(-1)] == [None, None, None]
    assert at(4).values == {"x": Fraction(1, 4), "y": Fraction(2), "z": Fraction(4)}


@given(st.integers(0, 10**6))
def test_completion_changes_nothing_that_is_complete(seed):
    S = Scope()
    a, t, T, x, y = S.reals("a"), S.natural("t"), S.natural("T"), S.real("x"), S.real("y")
    S.assume(eq(y, x + 1), eq(a[0], y), S.for_all(t, eq(a[t + 1], a[t] ** 2 - x)))
    problem = Problem(S.statement(lt(0, a[T])))
    for raw in islice(problem.draws(seed), 5):
        once = problem.complete(raw)
        assert problem.complete(once) == once
        assert Evaluator(Tower(), once).value(a[0] - x) == 1
