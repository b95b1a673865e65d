"""Counterexamples near examples: of what a dropped hypothesis ruled out, and of what scales otherwise."""

from fractions import Fraction

import pytest

from bnproof.interpret.instance import Instance, Sequence
from bnproof.mutate.derive import without_hypotheses
from bnproof.search.instances import Problem
from bnproof.search.nearby import SCALES, _rescaled, changed, find_near, whole
from bnproof.search.refute import Budget, find_witness
from bnproof.statement.builder import Scope, both, eigmax, eigmin, eq, le, lt, norm, norm2
from bnproof.statement.limits import converges, there_are
from bnproof.statement.nodes import Statement
from bnproof.verify.context import Refused
from bnproof.verify.witness import admits, breaks


def vector(*numbers):
    return tuple(map(Fraction, numbers))


def largest():
    """An eigenvalue that bounds <x, H x> from above is at most the largest, and at least another one."""
    S = Scope()
    H, x = S.spd("H", "d"), S.vector("x", "d")
    v, z, low, high = S.vector("v", "d", "nonzero"), S.vector("z", "d", "nonzero"), S.real("low"), S.real("high")
    S.assume(eq(H @ v, low * v), eq(H @ z, high * z), S.for_all(x, le(x @ (H @ x), high * norm2(x))))
    return S.statement(both(le(low, high), le(high, eigmax(H)), le(eigmin(H), low)))


EXAMPLE = Instance(
    {"d": 2},
    {"H": (vector(1, 0), vector(0, 2)), "v": vector(1, 0), "z": vector(0, 1), "low": Fraction(1), "high": Fraction(2)},
)


def lacking(name):
    (found,) = [m.statement for m in without_hypotheses(largest()) if m.name.startswith(f"hypothesis {name}")]
    return found


def near(statement, original, tries=400, dropped=True):
    return find_near(Problem(statement, [EXAMPLE]), original, dropped, tries, 100)


@pytest.mark.parametrize("name", ["0:", "1:", "2:", "v", "z"])
def test_what_a_hypothesis_of_an_eigenpair_rules_out_is_found(name):
    statement = lacking(name)
    found = near(statement, largest())
    breaks(statement, found.instance)
    with pytest.raises(Refused):
        admits(largest(), found.instance)


def test_few_draws_do_not_find_it():
    assert find_witness(lacking("v"), Budget(draws=40, shrinks=0, screens=0, questions=0)).instance is None


def test_two_changes_are_made_only_where_a_hypothesis_is_lacking():
    """First v is made 0, and only then is low free."""
    assert near(lacking("v"), largest()).instance is not None
    assert near(lacking("v"), largest(), dropped=False).instance is None


def test_what_is_true_is_not_refuted():
    found = near(largest(), largest())
    assert found.instance is None
    assert 0 < found.admitted < found.draws <= 400


def test_tries_are_limited():
    assert near(largest(), largest(), tries=7).draws == 7


def test_without_examples_it_starts_from_draws():
    S = Scope()
    x, y = S.real("x"), S.positive("y")
    original = S.statement(le(x, x + y))
    statement = Statement((), le(x, x + y**2 - y))
    found = find_near(Problem(statement), original, False, 100, 0)
    breaks(statement, found.instance)


def test_other_units_keep_the_hypotheses_and_the_conclusion():
    found = list(_rescaled(largest(), [EXAMPLE]))
    assert len({i.values["H"] for i in found}) == len({i.values["v"] for i in found}) == 7  # six scales, and as it was
    for instance in found:
        assert admits(largest(), instance).truth(largest().conclusion) is True


def test_other_units_show_a_power_that_is_wrong():
    S = Scope()
    a, w, t = S.reals("a"), S.vectors("w", "d"), S.natural("t")
    S.assume(S.for_all(t, both(eq(a[t + 1], a[t]), eq(w[t + 1], w[t]))))
    original = S.statement(le(a[0] ** 2 * norm(w[0]), a[1] ** 2 * norm(w[1])))
    one = Instance({"d": 1}, {"a": Sequence(vector(1)), "w": Sequence((vector(1),))})
    assert {i.values["a"].prefix[0] for i in _rescaled(original, [one])} == {1, *SCALES}
    wrong = Statement(original.hypotheses, le(a[0] ** 2 * norm(w[0]), a[1] ** 2 * norm2(w[1])))
    found = find_near(Problem(wrong, [one]), original, False, 20, 0)
    breaks(wrong, found.instance)


def test_one_symbol_is_changed_at_a_time():
    for instance in changed(largest(), EXAMPLE):
        assert sum(instance.values[name] != value for name, value in EXAMPLE.values.items()) == 1


def test_all_sorts_of_values_are_changed():
    S = Scope()
    n, i, a, w, M = S.natural("n"), S.index("i", "d"), S.reals("a"), S.vectors("w", "d"), S.map("M", "d", "d")
    F = S.function("F", "d")
    S.assume(lt(n, n + i), eq(F(M @ w[0]), a[0]))
    statement = S.statement(le(a[0], a[0]))
    start = next(Problem(statement).draws())
    touched = {name for x in changed(statement, start) for name in start.values if x.values[name] != start.values[name]}
    assert touched == {"n", "i", "a", "w", "M"}  # functions stay


def test_orbits_get_another_end_and_another_beginning():
    S = Scope()
    a = S.reals("a")
    statement = S.statement(le(0, a[0] + a[1]))
    found = {x.values["a"] for x in changed(statement, Instance({}, {"a": Sequence((), Fraction(3))}))}
    assert {Sequence((Fraction(0),), Fraction(3)), Sequence((), Fraction(6))} <= found
    assert Sequence((), None, (Fraction(3), Fraction(-3))) in found


def test_examples_are_completed_by_the_rule_that_is_lacking():
    S = Scope()
    a, k = S.reals("a"), S.natural("k")
    S.assume(S.for_all(k, eq(a[k + 1], a[k])))
    A = S.real("A")
    original = S.statement(there_are(A, converges(lambda j: a[j], A)))
    (known,) = whole([Instance({}, {"a": Sequence(vector(1))})], original)
    assert known.values["a"] == Sequence((), Fraction(1))
    without = Statement((), original.conclusion)
    found = find_near(Problem(without, [known]), original, True, 20, 0)
    breaks(without, found.instance)
