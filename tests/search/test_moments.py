"""Counter-models from z3: at unknown coordinates, and from moments by exact rational vectors and maps."""

import random
import sys
from fractions import Fraction

import pytest
from hard_formulas import CASES, stated
from hypothesis import given, settings
from hypothesis import strategies as st

from bnproof.search import solver
from bnproof.search.instances import Problem
from bnproof.search.models import Models
from bnproof.search.moments import definite_map, isotropic, spanned, squares, vectors_of
from bnproof.search.refute import Budget, _breaks, find_witness
from bnproof.search.solver import Solver, Unknown
from bnproof.search.symbolic import FAILURES, at_unknowns
from bnproof.statement.builder import (
    Scope,
    absolute,
    both,
    dim,
    eigmax,
    eigmin,
    either,
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
    spectral_radius,
    sqrt,
)
from bnproof.statement.calculus import Unsupported
from bnproof.statement.nodes import build, num
from bnproof.verify.membership import positive_definite
from bnproof.verify.witness import breaks

S = Scope()
x, y, p = S.real("x"), S.real("y"), S.positive("p")
u, v, w = S.vector("u", "d"), S.vector("v", "d"), S.vector("w", "d", "nonzero")
e, H, n = S.vector("e", "d", "unit"), S.spd("H", "d"), S.natural("n")
K, A, F, P = S.spd("K", "d"), S.map("A", "d", "m"), S.function("F", "d"), S.function("P", "d", "punctured")
rationals = st.fractions(min_value=Fraction(1, 10**6), max_value=10**9, max_denominator=10**6)


def dot(a, b):
    return sum(s * t for s, t in zip(a, b, strict=True))


# ---- vectors from their moments ----
@given(rationals)
@settings(max_examples=60)
def test_a_positive_number_is_a_sum_of_at_most_four_squares(number):
    found = squares(number)
    assert 1 <= len(found) <= 4
    assert sum(r * r for r in found) == number


@pytest.mark.parametrize(("number", "count"), [(4, 1), (2, 2), (3, 3), (7, 4), (28, 4), (Fraction(9, 4), 1), (112, 4)])
def test_no_more_squares_than_needed(number, count):
    assert len(squares(Fraction(number))) == count


def test_of_a_very_long_number_the_root_is_near():
    number = Fraction(3**200, 7)
    (root,) = squares(number)
    assert abs(root**2 / number - 1) < Fraction(1, 10**30)


@st.composite
def gram_matrices(draw):
    d = draw(st.integers(1, 4))
    rows = draw(st.lists(st.lists(st.integers(-3, 3), min_size=d, max_size=d), min_size=d, max_size=d))
    return [[dot(a, b) + Fraction(int(i == j), 3) for j, b in enumerate(rows)] for i, a in enumerate(rows)]


@given(gram_matrices())
@settings(max_examples=40)
def test_vectors_have_the_gram_matrix_asked_for(g):
    assert isotropic(g) is None
    vectors = vectors_of(g)
    assert [[dot(a, b) for b in vectors] for a in vectors] == g


@given(gram_matrices(), st.integers(0, 3), st.integers(1, 100))
@settings(max_examples=40)
def test_what_is_not_definite_has_a_vector_to_show_it(g, k, excess):
    k %= len(g)
    g[k][k] -= g[k][k] + Fraction(excess, 7)
    found = isotropic(g)
    assert any(found)
    assert sum(a * b * g[i][j] for i, a in enumerate(found) for j, b in enumerate(found)) <= 0


def test_a_definite_map_takes_prescribed_values():
    xs = [(Fraction(1), Fraction(0), Fraction(0)), (Fraction(1), Fraction(1), Fraction(0))]
    made = [[Fraction(k) for k in row] for row in ((2, 1, 0), (1, 3, 1), (0, 1, 4))]
    pairs = [(a, tuple(dot(row, a) for row in made)) for a in xs]
    found = definite_map(pairs, 3)
    assert positive_definite(found)
    assert all(found[i][j] == found[j][i] for i in range(3) for j in range(i))
    assert all(tuple(dot(row, a) for row in found) == b for a, b in pairs)
    assert definite_map([], 2) == ((1, 0), (0, 1))


# ---- statements ----
FALSE = [
    le((u @ v) ** 2, norm2(u) * norm2(v) / 2),
    eq(norm2(u + v), norm2(u) + norm2(v)),
    le(norm(u + v), norm(u)),
    le(u @ (H @ v), u @ v),
    le((w @ (H @ w)) * (w @ (H**-1 @ w)), 7 * norm2(w) ** 2),
    le(norm2(H @ w) * norm2(w), 3 * (w @ (H @ w)) ** 2),
    lt(absolute(u @ e), norm(u) / 2 + x**2),
    implies(lt(0, u @ v), lt(p, u @ w)),
    either(eq(u, v), lt(x, 0), ne(x, y)),
    both(le(0, norm2(u)), eq(x * (H @ u), x * u)),
    le((u @ v) / norm2(w), 10),
]


@pytest.mark.parametrize("false", FALSE, ids=repr)
def test_moments_make_witnesses(false):
    problem = Problem(stating(false))
    (raw,) = spanned(problem)
    breaks(problem.statement, problem.complete(raw))


def stating(conclusion, *hypotheses):
    scope = Scope()
    scope.assume(*hypotheses)
    return scope.statement(conclusion)


def test_hypotheses_are_kept_exactly():
    """Orthogonality survives, since no root is drawn; what is defined is computed."""
    statement = stating(le(norm2(H @ u), 5 * norm2(u)), eq(u @ v, 0), eq(u @ (H @ v), 1), eq(y, x + norm2(u)))
    problem = Problem(statement)
    (raw,) = spanned(problem)
    breaks(statement, problem.complete(raw))
    defined = Problem(stating(le(norm2(u), norm2(v)), eq(u, v + 2 * w), eq(v @ w, 0)))
    (raw,) = spanned(defined)
    breaks(defined.statement, defined.complete(raw))


@pytest.mark.parametrize(
    "true",
    [
        le((u @ v) ** 2, norm2(u) * norm2(v)),
        le((u @ (H @ v)) ** 2, (u @ (H @ u)) * (v @ (H @ v))),
        le(norm2(w) ** 2, (w @ (H @ w)) * (w @ (H**-1 @ w))),
        lt(0, w @ (H @ w)),
        le(norm(u + v), norm(u) + norm(v)),
    ],
    ids=repr,
)
def test_what_is_true_has_no_counter_model(true):
    problem = Problem(stating(true))
    assert list(spanned(problem)) == []
    assert not [raw for k in (1, 2, 3) for raw in at_unknowns(problem, random.Random(k), k) if _breaks(problem, raw)]


@pytest.mark.parametrize(
    "other",
    [
        le(eigmax(H), 1),
        le(dim("d"), 2),
        le(ones("d") @ u, 1),
        le(log(p), 1),
        eq(A @ u, 0),
        eq(F(u), 0),
        eq(H @ (K @ u), u),
        lt(sum(((S.vector(f"a{k}", "d") @ u) for k in range(6)), num(0)), 1),
        S.there_is(p, le(x, p)),
        le(maximum(x, y), 0),
    ],
    ids=repr,
)
def test_what_is_no_question_about_moments_is_not_asked(other):
    with pytest.raises(Unsupported):
        list(spanned(Problem(stating(other))))


# ---- at unknown coordinates ----
a = S.reals("a")
MINIMUM = build("min", (x, y))
COORDINATES = [
    le(eigmax(H), 3 * eigmin(H)),
    le(spectral_radius(H), 2),
    le(maximum(x, y), MINIMUM),
    lt(MINIMUM, maximum(x, y)),
    le(absolute(x - y), absolute(x) + absolute(y) - 1),
    le((ones("d") @ u) ** 2, norm2(u)),
    eq(u, v),
    le(a[n], a[n + 1]),
    eq(norm2(gradient(F, u)), norm2(u)),
    le(P(w), 0),
    le(sqrt(x) * sqrt(y), 3),
    le(u @ (H**-1 @ u), norm2(u)),
    le(x, log(num(1)) + 10**9),
    le(A @ u @ ones("m"), 5),
    both(le(x, x), either(lt(x, 10**12), lt(y, x))),
    lt(S.total(0, n, lambda k: a[k]), 100),
]


@pytest.mark.parametrize("false", COORDINATES, ids=repr)
def test_unknown_coordinates_make_witnesses(false, monkeypatch):
    problem = Problem(stating(false))
    monkeypatch.setattr("bnproof.search.models.SIZES", (1, 2, 3))
    assert any(_breaks(problem, raw) for raw in Models(problem, 24).candidates())


def test_recursions_and_bounds_are_asked_for():
    scope = Scope()
    s, t, T, c = scope.reals("s"), scope.natural("t"), scope.natural("T"), scope.positive("c")
    scope.assume(scope.for_all(t, eq(s[t + 1], c * s[t] + 1)), eq(s[0], 0))
    problem = Problem(scope.statement(le(s[T], 1000)))
    drawn = (raw for k in range(8) for raw in at_unknowns(problem, random.Random(k), 1))
    assert any(_breaks(problem, raw) for raw in drawn)
    scope = Scope()
    s, t, T = scope.reals("s", "nonneg"), scope.natural("t"), scope.natural("T")
    scope.assume(scope.for_all(t, le(s[t], 2)))
    problem = Problem(scope.statement(le(s[T] + s[0], 3)))
    drawn = (raw for k in range(8) for raw in at_unknowns(problem, random.Random(k), 1))
    assert any(_breaks(problem, raw) for raw in drawn)


@pytest.mark.parametrize("other", [le(log(p), 1), S.there_is(p, le(x, p))], ids=repr)
def test_what_cannot_be_asked_costs_little(other):
    models = Models(Problem(stating(other)), 30)
    assert list(models.candidates()) == []
    assert models.asked == 3
    with pytest.raises(FAILURES):
        list(at_unknowns(Problem(stating(other)), random.Random(0), 1))


def test_so_many_unknowns_are_not_asked_for():
    large = Problem(stating(le(norm2(u) + norm2(v) + norm2(w), 1)))
    assert list(at_unknowns(large, random.Random(0), 12)) == []
    assert len(list(at_unknowns(large, random.Random(0), 6))) == 1


def test_a_question_that_is_too_large_is_not_asked(monkeypatch):
    monkeypatch.setattr(solver, "LARGE", 20)
    with pytest.raises(Unsupported, match="so large"):
        list(at_unknowns(Problem(stating(le(norm2(u) ** 30, 1))), random.Random(0), 6))


def test_models_of_one_seed_are_the_same():
    family, wrong = next(c[1:3] for c in CASES if c[0] == "Wielandt, 0.98 for 1")
    runs = [list(Models(Problem(stated(family, wrong)), 6, seed=3).candidates()) for _ in range(2)]
    assert runs[0] == runs[1] != []


def test_without_z3_the_search_goes_on(monkeypatch):
    for name in ("symbolic", "solver", "moments"):
        monkeypatch.delitem(sys.modules, f"bnproof.search.{name}", raising=False)
    monkeypatch.setitem(sys.modules, "z3", None)
    found = find_witness(stating(le(x, 10**9)), Budget(100, screens=0))
    assert (found.instance, found.asked) == (None, None)


def test_hard_formulas_fall_to_models_alone():
    hits = 0
    for _, family, wrong, _ in CASES:
        problem = Problem(stated(family, wrong))
        hits += any(_breaks(problem, raw) for raw in Models(problem, 13).candidates())
    assert hits >= len(CASES) - 2


# ---- the solver ----
def test_numbers_fold_and_models_are_exact_where_they_can_be():
    made = Solver()
    s, t = made.unknown("pos"), made.unknown("nonzero")
    assert s * 0 == 0 == 0 / s
    assert s * 1 is s is s + 0
    assert isinstance(1 / s - s / 2 + s / t, Unknown)
    assert made.quotient(s, t) is made.quotient(s, t)
    assert made.root(s) is made.root(s)
    with pytest.raises(TypeError):
        s + "1"
    with pytest.raises(TypeError):
        s * "1"
    with pytest.raises(TypeError):
        s / "1"
    made.require((s * t).expr == made.real(6), (s + t).expr == made.real(5))
    (found,) = made.model([s, t])
    assert sorted(found) == [2, 3]


def test_irrational_values_are_pinned_where_others_allow_and_rounded_else():
    made = Solver()
    s, t = made.unknown("pos"), made.unknown("pos")
    made.require((s * s - t * t).expr == made.real(2))
    for one, two in made.model([s, t]):
        assert abs(one**2 - two**2 - 2) < 3
    made = Solver()
    s = made.unknown("pos")
    made.require((s * s).expr == made.real(2))
    rounded = list(made.model([s]))
    assert len(rounded) == 5
    assert abs(rounded[-1][0] ** 2 - 2) < Fraction(1, 10**9)


def test_no_model_is_none():
    made = Solver()
    s = made.unknown()
    made.require((s * s).expr < made.real(0))
    assert list(made.model([s])) == []
    made = Solver(work=1)
    s = [made.unknown() for _ in range(6)]
    made.require(dot(s, s[::-1]).expr > (dot(s, s) + 1).expr)
    assert list(made.model(s)) == []
