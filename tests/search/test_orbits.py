"""Orbits are followed exactly, and known for ever once they come to a state again."""

from fractions import Fraction

import pytest

from bnproof.attack import _text
from bnproof.interpret.batch import Batch
from bnproof.interpret.instance import Instance, Sequence
from bnproof.interpret.latex.printer import Printer
from bnproof.model import Claim
from bnproof.report.witness import _sequence
from bnproof.search.instances import Problem
from bnproof.search.orbits import LONG, STEPS, changed_item, followed, obeyed, rational, repeated
from bnproof.search.refute import Budget, find_witness
from bnproof.statement.builder import Scope, both, eq, implies, le, lt, ne, sqrt
from bnproof.statement.calculus import Unsupported
from bnproof.statement.limits import converges, eventually, for_every, there_are
from bnproof.statement.nodes import Statement, build, num
from bnproof.verify.instances import MAX_CYCLE
from bnproof.verify.witness import breaks

S = Scope()
a, b, w, x, n = S.reals("a"), S.reals("b"), S.vectors("w", "d"), S.real("x"), S.natural("n")
k = build("sym", (), ("k", "int", ">=0"))
A = build("sym", (), ("A", "real", ""))
SETTLES = there_are(A, converges(lambda j: a[j], A))


def run(start, step, guard=None, **others):
    values = {"a": Sequence((Fraction(start),)), "x": Fraction(1, 2), **others}
    return followed(k, guard, [(a, step)], Instance({"d": 2}, values))


@pytest.mark.parametrize(
    ("start", "step", "found"),
    [
        (3, 1 - a[k], Sequence((), None, (Fraction(3), Fraction(-2)))),
        (3, num(1) * a[k], Sequence((), Fraction(3))),
        (3, 0 * a[k] + 7, Sequence((Fraction(3),), Fraction(7))),
        (2, 1 - 1 / a[k], Sequence((), None, (Fraction(2), Fraction(1, 2), Fraction(-1)))),
        (2, a[k] + 1, None),  # never
        (2, a[k] ** 2 * 7**20, None),  # soon too long
        (2, 1 / (a[k] - 2), None),  # undefined
        (2, sqrt(a[k]), None),  # irrational
        (4, sqrt(a[k]) - 2, None),  # 4, 0, -2, and no root of that
        (4, x * a[k] + 2, Sequence((), Fraction(4))),
        (2, b[k] + a[k], None),  # another sequence is in it
    ],
)
def test_orbits(start, step, found):
    assert run(start, step, b=Sequence((), Fraction(0))).get("a") == found


def test_where_the_guard_fails_an_orbit_stays():
    assert run(0, a[k] + 1, ne(a[k], 0))["a"] == Sequence((), Fraction(0))
    assert run(-2, a[k] + 1, ne(a[k], 0))["a"] == Sequence((Fraction(-2), Fraction(-1)), Fraction(0))


def test_states_are_those_of_all_sequences_together():
    values = {"a": Sequence((Fraction(1),)), "b": Sequence((Fraction(2),))}
    found = followed(k, None, [(a, 0 * a[k] + b[k]), (b, 0 * b[k] + a[k])], Instance({}, values))
    assert found == {"a": repeated((), (Fraction(1), Fraction(2))), "b": repeated((), (Fraction(2), Fraction(1)))}


def test_limits_of_the_search_are_small():
    assert STEPS <= MAX_CYCLE
    assert LONG <= 1000
    with pytest.raises(Unsupported):
        rational(num(1))


def test_a_statement_about_limits_is_refuted():
    rule = for_every(k, eq(a[k + 1], x * a[k]))
    found = find_witness(Statement((rule,), SETTLES), Budget(draws=40, screens=0, questions=0)).instance
    assert found.values["x"] == -1
    assert len(found.values["a"].cycle) == 2
    breaks(Statement((rule,), SETTLES), found)
    true = Statement((rule, le(0, x), lt(x, 1)), SETTLES)
    assert find_witness(true, Budget(draws=40, screens=0, questions=0)).instance is None


def test_only_statements_with_quantifiers_have_orbits_followed():
    rule = for_every(k, eq(a[k + 1], -a[k]))
    assert not Problem(Statement((rule,), le(a[n], 1))).endless
    problem = Problem(Statement((rule,), implies(lt(x, 0), eventually(lambda j: le(a[j], 1)))))
    raw = Instance({}, {"a": Sequence((Fraction(2),)), "x": Fraction(1)})
    assert problem.complete(raw).values["a"] == repeated((), (Fraction(2), Fraction(-2)))


def test_vectors_lose_coordinates_with_their_cycles():
    """When a witness is made smaller."""
    rule = for_every(k, eq(w[k + 1], -w[k]))
    sentence = eventually(lambda j: le(w[j] @ w[0], 0))
    found = find_witness(Statement((rule,), sentence), Budget(draws=40, screens=0, questions=0)).instance
    assert found.dims == {"d": 1}
    assert len(found.values["w"].cycle) == 2


def test_orbits_that_obey_are_kept():
    """Where the guard fails any item may follow, also one from which the orbit goes on."""
    rule, guard = [(a, 1 - a[k])], ne(a[k], 0)
    good = Sequence((Fraction(0),), None, (Fraction(3), Fraction(-2)))
    for sequence, fine in [
        (good, True),
        (Sequence((), None, good.cycle), True),
        (Sequence((Fraction(1),), None, good.cycle), False),  # 1 is followed by 0
        (Sequence((Fraction(0), Fraction(3))), False),  # who knows how it goes on
        (Sequence((), Fraction(1, 2)), True),
        (Sequence((), Fraction(3)), False),
    ]:
        assert obeyed(k, guard, rule, Instance({}, {"a": sequence})) is fine
    assert not obeyed(k, None, [(a, sqrt(a[k]))], Instance({}, {"a": Sequence((), Fraction(2))}))
    problem = Problem(Statement((for_every(k, implies(guard, eq(a[k + 1], 1 - a[k]))),), SETTLES))
    assert problem.complete(Instance({}, {"a": good})).values["a"] == good


# ---- beside the search ------------------------------------------------------------------------------------------
CYCLE = Sequence((Fraction(1),), None, (Fraction(2), Fraction(3)))


def test_items_of_a_cycle():
    assert [CYCLE.item(j) for j in range(6)] == [1, 2, 3, 2, 3, 2]
    assert CYCLE.turn == (2, 3)
    assert CYCLE.told == (1, 2, 3)
    assert [Sequence((1,), 5).item(j) for j in range(3)] == [1, 5, 5]
    assert [Sequence((1,)).item(j) for j in range(2)] == [1, None]


def test_an_item_is_changed():
    assert changed_item(CYCLE, 3, Fraction(2)) is CYCLE
    other = changed_item(CYCLE, 3, Fraction(7))
    assert [other.item(j) for j in range(6)] == [1, 2, 3, 7, 3, 2]
    assert changed_item(Sequence((), 5), 1, 4) == Sequence((5, 4), 5)
    with pytest.raises(IndexError):
        changed_item(Sequence((1,)), 1, 4)


def test_a_cycle_is_shown_to_people():
    assert _sequence(Printer(a[0]), a, CYCLE) == ["a_0 = 1", r"a_1 = a_3 = \dots = 2", r"a_2 = a_4 = \dots = 3"]
    assert _text(CYCLE) == "1, then again and again 2, 3"


def test_a_cycle_is_not_for_batches():
    with pytest.raises(ValueError, match="cycle"):
        Batch.of([Instance({}, {"a": CYCLE})])


def test_examples_of_claims_hold_fractions():
    claim = Claim("toy", lambda S: both())
    claim.example({}, a=Sequence((1,), None, (2, 3)), b=Sequence((1,), 2))
    (example,) = claim.examples
    assert example.values == {"a": CYCLE, "b": Sequence((Fraction(1),), Fraction(2))}
    assert all(type(x) is Fraction for x in example.values["a"].told)
