"""The guided search breaks what small draws do not, never what is true, and does the same again."""

import sys
from dataclasses import replace

import numpy as np
import pytest
from hard_formulas import CASES, stated

from bnproof.search.guided import Guided
from bnproof.search.instances import Problem
from bnproof.search.refute import Budget, _breaks, find_witness
from bnproof.search.regimes import Shape
from bnproof.search.screen import FAILS, Screen
from bnproof.statement.builder import Scope, both, eq, le, lt, norm2, sqrt
from bnproof.verify.witness import breaks

BUDGET = Budget(draws=300, shrinks=100, questions=0)
IDS = [name for name, *_ in CASES]
WILD = {  # not found by small draws
    "step 2.001/L", "sum of entries, d >= 6", "sum of a matrix, d >= 5", "Wielandt, 0.98 for 1", "narrow window",
    "sum of five terms", "condition number > 1e4", "condition number > 1e6", "rate 1 - 1e-5",
    "x <= 1e6", "1e-5 x <= y",
}  # fmt: skip


@pytest.mark.parametrize(("family", "wrong"), [c[1:3] for c in CASES], ids=IDS)
def test_a_hard_false_formula_falls(family, wrong, request):
    statement = stated(family, wrong)
    name = request.node.callspec.id
    found = find_witness(statement, BUDGET, seed=1)
    if name == "narrow valley" and found.instance is None:
        found = find_witness(statement, replace(BUDGET, draws=1000), seed=1)
    breaks(statement, found.instance)
    small = find_witness(statement, replace(BUDGET, screens=0), seed=1)
    assert name not in WILD or (small.instance is None and found.screened > 0)


@pytest.mark.parametrize(("family", "right"), [(c[1], c[3]) for c in CASES], ids=IDS)
def test_a_true_neighbour_never_falls(family, right):
    statement = stated(family, right)
    for seed in range(2):
        found = find_witness(statement, replace(BUDGET, draws=100), seed)
        assert (found.instance, found.draws) == (None, 100)
        assert found.screened > 1000


@pytest.mark.parametrize("name", ["Wielandt, 0.98 for 1", "narrow window"])
def test_the_same_seed_finds_the_same(name):
    family, wrong = next(c[1:3] for c in CASES if c[0] == name)
    first, again = (find_witness(stated(family, wrong), BUDGET, seed=5) for _ in range(2))
    assert first == again
    assert first.instance is not None


def test_the_budget_is_kept():
    S = Scope()
    x, y = S.real("x"), S.real("y")
    problem = Problem(S.statement(le(2 * x * y, x**2 + y**2)))
    hunt = Guided(problem, 5000, 10)
    assert len(list(hunt.candidates())) <= 10
    assert 5000 <= hunt.spent < 6000


def test_candidates_are_few_where_nothing_is_wrong():
    S = Scope()
    u, v = S.vector("u", "d"), S.vector("v", "d")
    problem = Problem(S.statement(eq(norm2(u + v), norm2(u) + 2 * (u @ v) + norm2(v))))
    assert len(list(Guided(problem, 20000, 100).candidates())) <= 3


def test_the_extreme_of_a_true_inequality_is_where_it_is_an_equation():
    S = Scope()
    u, v = S.vector("u", "d"), S.vector("v", "d")
    statement = S.statement(le(u @ v, sqrt(norm2(u) * norm2(v)) * 2))
    problem = Problem(statement)
    hunt = Guided(problem, 8000, 10)
    assert not [raw for raw in hunt.candidates() if _breaks(problem, raw)]
    assert hunt.extreme.score == pytest.approx(1 / 3, abs=1e-3)
    a, b = (np.array(hunt.extreme.instance.values[k], dtype=float) for k in "uv")
    assert a @ b == pytest.approx(np.sqrt((a @ a) * (b @ b)), rel=1e-2)


def test_what_cannot_be_evaluated_in_floats_costs_nothing():
    S = Scope()
    k, x = S.positive("k"), S.real("x")
    hunt = Guided(Problem(S.statement(S.there_is(k, le(x, k)))), 10**6, 100)
    assert list(hunt.candidates()) == []
    assert hunt.spent < 100


def test_without_numpy_small_draws_are_left(monkeypatch):
    for name in [m for m in sys.modules if m in ("bnproof.search.guided", "bnproof.search.screen")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "numpy", None)
    S = Scope()
    x = S.real("x")
    found = find_witness(S.statement(le(x, 10**9)), BUDGET)
    assert (found.instance, found.draws, found.screened) == (None, 300, 0)


# ---- scores ----
def scored(conclusion, S, theta, relations=()):
    problem = Problem(S.statement(conclusion))
    return Screen(problem, Shape({"d": 2}, {}, {}, 3, relations=relations)).scores(np.array(theta, dtype=float))


def test_scores_do_not_depend_on_scale():
    S = Scope()
    x, y = S.real("x"), S.real("y")
    found = scored(le(x, y), S, [[2, 1], [2e8, 1e8], [2e-8, 1e-8], [1, 3], [1, 1], [0, 0]])
    assert found[:5] == pytest.approx([-1 / 3, -1 / 3, -1 / 3, 0.5, 0])
    assert found[5] == np.inf


def test_a_strict_inequality_fails_at_equality():
    S = Scope()
    x, y = S.real("x"), S.real("y")
    found = scored(lt(x, y), S, [[1, 1], [1, 2], [0, 0]])
    assert found[0] < 0
    assert found[2] < 0 < found[1]


def test_rounding_is_no_violation():
    S = Scope()
    x, y = S.real("x"), S.real("y")
    assert scored(eq((x + y) ** 2 - 2 * x * y, x**2 + y**2), S, [[1 / 3, 1e7], [0.1, 0.7]]) == pytest.approx([0, 0])
    assert scored(eq((x + y) ** 2 - 2 * x * y, x**2 - y**2), S, [[0.1, 0.7]])[0] < -0.1


def test_what_is_not_admitted_scores_worse_the_farther_it_is():
    S = Scope()
    x, y = S.real("x"), S.real("y")
    S.assume(le(x, 1))
    near, far, fine = scored(le(x, y), S, [[2, 5], [50, 60], [0.5, 3]])
    assert far > near > FAILS > fine


def test_hypotheses_define_symbols_and_drive_sequences():
    S = Scope()
    a, t, T, x, y = S.reals("a"), S.natural("t"), S.natural("T"), S.real("x"), S.real("y")
    S.assume(eq(y, x + 1), eq(a[0], y), S.for_all(t, eq(a[t + 1], 2 * a[t])))
    problem = Problem(S.statement(eq(a[T], 4 * x + 4)))
    screen = Screen(problem, Shape({}, {"T": 2}, {}, 4, driven=frozenset("a")))
    assert screen.scores(np.array([[0.0, 1.5, 9.0]])) == pytest.approx([0])


def test_a_score_is_the_worst_of_a_conjunction():
    S = Scope()
    x, y = S.real("x"), S.real("y")
    parts = (le(x, y), le(y, 3 * x))
    for theta in ([1, 2], [1, 4], [2, 1]):
        worst = min(scored(part, S, [theta])[0] for part in parts)
        assert scored(both(*parts), S, [theta])[0] == pytest.approx(worst)
