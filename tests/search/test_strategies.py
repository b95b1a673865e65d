"""Wild instances lie in their domains, exactly; the regimes they promise occur."""

import random
from fractions import Fraction
from itertools import islice

import numpy as np
import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st
from search.test_instances import SYMBOLS, alone

from bnproof.interpret.evaluate import Evaluator
from bnproof.interpret.exact import Tower
from bnproof.search.instances import Problem
from bnproof.search.regimes import Relation, Shape, decode, family, shape, shapes, slots
from bnproof.search.strategies import definite, generic, instance, instances, moved, sample, simplified, spectra
from bnproof.statement.builder import Scope, eigmax, eigmin, eq
from bnproof.verify.membership import positive_definite
from bnproof.verify.witness import admits

SMALL = settings(max_examples=40)
REACH = settings(max_examples=2000, phases=[Phase.generate], database=None, deadline=None)


def rationals(kinds, rng):
    """Parameters of these kinds, of all sizes."""
    some = [Fraction(rng.randint(1, 99), rng.randint(1, 9)) * Fraction(10) ** rng.randint(-8, 8) for _ in kinds]
    return [-x if kind in ("any", "angle") and rng.random() < 0.5 else x for kind, x in zip(kinds, some, strict=True)]


@pytest.mark.parametrize("make", SYMBOLS.values(), ids=SYMBOLS)
def test_parameters_decode_into_the_domain(make):
    statement = alone(make(Scope()))
    rng = random.Random(0)
    for given_shape in islice(shapes(Problem(statement), 1), 12):
        if max(given_shape.dims.values(), default=0) > 6:
            continue
        kinds = [kind for s in statement.symbols for kind in slots(s, given_shape)]
        admits(statement, instance(statement.symbols, given_shape, rationals(kinds, rng)))


@pytest.mark.parametrize("make", SYMBOLS.values(), ids=SYMBOLS)
def test_a_generic_instance_is_admitted(make):
    statement = alone(make(Scope()))
    for seed in range(10):
        admits(statement, generic(Problem(statement), random.Random(seed), 2))


@pytest.mark.parametrize("make", SYMBOLS.values(), ids=SYMBOLS)
@given(data=st.data())
@settings(max_examples=15)
def test_the_hypothesis_strategy_stays_in_the_domain(make, data):
    statement = alone(make(Scope()))
    admits(statement, data.draw(instances(statement, (1, 2, 3, 4))))


@given(st.integers(1, 4).flatmap(definite))
@SMALL
def test_definite_matrices_are_definite(matrix):
    assert all(matrix[i][j] == matrix[j][i] for i in range(len(matrix)) for j in range(i))
    assert positive_definite(matrix)


@pytest.mark.parametrize("d", [1, 2, 3, 5])
def test_a_rotated_map_has_the_spectrum_asked_for(d):
    S = Scope()
    H = S.spd("H", "d")
    statement = S.statement(eq(eigmin(H), eigmax(H)))
    values = [Fraction(10) ** (k - 2) for k in range(d)]
    angles = [Fraction(k + 1, 2) for k in range(d * (d - 1) // 2)]
    made = instance(statement.symbols, Shape({"d": d}, {}, {}, 2), [*values, *angles])
    evaluator = Evaluator(Tower(), made)
    assert sorted(evaluator.field.eigenvalues(evaluator.value(H))) == [evaluator.field.number(x) for x in values]
    assert d == 1 or made.values["H"][0][1] != 0


RELATED = {
    "zero": lambda u, w, H: not any(w),
    "same": lambda u, w, H: w == u,
    "parallel": lambda u, w, H: u[0] * w[1] == u[1] * w[0],
    "orthogonal": lambda u, w, H: sum(a * b for a, b in zip(u, w, strict=True)) == 0,
}


@pytest.mark.parametrize("kind", RELATED)
def test_degenerate_geometry_is_exact(kind):
    S = Scope()
    symbols = [S.spd("H", "d"), S.vector("u", "d"), S.vector("w", "d")]
    made_shape = Shape({"d": 2}, {}, {}, 2, relations=(Relation(kind, "w", "u"),))
    kinds = [k for s in symbols for k in slots(s, made_shape)]
    for seed in range(10):
        found = instance(symbols, made_shape, rationals(kinds, random.Random(seed))).values
        assert RELATED[kind](found["u"], found["w"], found["H"])


def test_orthogonality_in_a_metric_and_equal_eigenvalues():
    S = Scope()
    symbols = [S.spd("H", "d"), S.vector("u", "d"), S.vector("w", "d")]
    related = (Relation("orthogonal", "w", "u", "H"), Relation("double", "H"))
    found = instance(symbols, Shape({"d": 3}, {}, {}, 2, relations=related), list(map(Fraction, range(1, 13)))).values
    image = [sum(a * b for a, b in zip(row, found["u"], strict=True)) for row in found["H"]]
    assert sum(a * b for a, b in zip(image, found["w"], strict=True)) == 0
    equal = instance(symbols[:1], Shape({"d": 2}, {}, {}, 2, relations=(Relation("equal", "H"),)), [2, 5, 1]).values[
        "H"
    ]
    assert equal == ((2, 0), (0, 2))


def test_all_relations_occur():
    S = Scope()
    H, u, w, a = S.spd("H", "d"), S.vector("u", "d"), S.vector("w", "d"), S.real("a")
    problem = Problem(S.statement(eq(a * (u @ (H @ w)), 0)))
    seen = {r.kind for s in islice(shapes(problem, 0), 300) for r in s.relations}
    assert seen == {"zero", "same", "parallel", "orthogonal", "equal", "double"}
    assert {s.dims["d"] for s in islice(shapes(problem, 0), 100)} >= {1, 2, 3, 4, 5, 6, 8, 12}


def test_floats_and_fractions_decode_alike():
    S = Scope()
    symbols = [S.spd("H", "d"), S.vector("u", "d", "unit"), S.vector("w", "d")]
    given_shape = Shape({"d": 3}, {}, {}, 2, relations=(Relation("orthogonal", "w", "u"),))
    theta = [Fraction(k % 5 + 1, 3) for k in range(sum(len(slots(s, given_shape)) for s in symbols))]
    exact = instance(symbols, given_shape, theta).values
    floats = decode(symbols, given_shape, [np.array([float(x)]) for x in theta])
    for name, value in floats.items():
        assert np.allclose(np.array(value, dtype=float).squeeze(), np.array(exact[name], dtype=float))


# ---- regimes ----
def parallel(one, two):
    return all(a * d == b * c for a, b in zip(one, two, strict=True) for c, d in zip(one, two, strict=True))


def orthogonal(one, two):
    return sum(a * b for a, b in zip(one, two, strict=True)) == 0


def sizes_of(value):
    return [abs(x) for x in value if x]


REGIMES = {
    "w orthogonal to g": lambda v: any(v["w"]) and any(v["g"]) and orthogonal(v["w"], v["g"]),
    "w parallel to u": lambda v: any(v["u"]) and any(v["w"]) and len(v["u"]) > 1 and parallel(v["w"], v["u"]),
    "w = u": lambda v: any(v["u"]) and v["u"] == v["w"],
    "a = 0": lambda v: v["a"] == 0,
    "u = 0": lambda v: not any(v["u"]),
    "equal eigenvalues": lambda v: len(v["H"]) > 1 and v["H"][0][1] == 0 and v["H"][0][0] == v["H"][-1][-1],
    "a rotated map": lambda v: len(v["H"]) > 1 and v["H"][0][1] != 0,
    "a large scale": lambda v: any(x > 10**7 for x in sizes_of(v["u"])),
    "a small scale": lambda v: any(x < Fraction(1, 10**7) for x in sizes_of(v["u"])),
    "a large number": lambda v: abs(v["a"]) > 10**7,
    "one entry only": lambda v: len(v["u"]) > 2 and len(sizes_of(v["u"])) == 1,
}


def everything_related():
    S = Scope()
    H, a = S.spd("H", "d"), S.real("a")
    g, u, w = (S.vector(name, "d") for name in "guw")
    return Problem(S.statement(eq(a * (u @ (H @ w)) + g @ w, 0)))


def test_two_thousand_draws_reach_every_regime():
    problem, rng = everything_related(), np.random.default_rng(0)
    symbols = problem.statement.symbols
    seen, dims, conditions = set(), set(), []
    for drawn in islice(shapes(problem, 0), 2000):
        dims.add(drawn.dims["d"])
        (theta,) = sample(symbols, drawn, rng, 1)
        kinds = [kind for s in symbols for kind in slots(s, drawn)]
        eigen = [x for x, kind in zip(theta, kinds, strict=True) if kind == "eigen"]
        conditions.append(max(eigen) / min(eigen))
        if drawn.dims["d"] <= 3:
            try:
                values = instance(symbols, drawn, [simplified(float(x), 8) for x in theta]).values
            except ZeroDivisionError:
                continue
            seen |= {name for name, holds in REGIMES.items() if holds(values)}
    assert seen == set(REGIMES)
    assert dims == set(range(1, 13))
    assert min(conditions) == 1
    assert 10**7 < max(conditions) <= 1.001 * 10**8


@pytest.mark.parametrize("regime", [name for name in REGIMES if name != "one entry only"])
def test_the_hypothesis_strategy_reaches_every_regime(regime):
    """Within two thousand examples."""
    strategy = instances(everything_related().statement, (3, 2, 1))
    reached = find(strategy, lambda made: REGIMES[regime](made.values), settings=REACH, random=random.Random(0))
    assert REGIMES[regime](reached.values)


def test_the_hypothesis_strategy_reaches_all_dimensions_and_conditions():
    statement = alone(Scope().vector("x", "d"))
    for d in range(1, 13):
        made = find(instances(statement), lambda m, d=d: m.dims["d"] == d, settings=REACH, random=random.Random(0))
        assert made.dims["d"] == d
    for condition in (1, 10**8):
        assert find(definite(2), lambda m, c=condition: conditioned(m, c), settings=REACH, random=random.Random(0))


def conditioned(m, condition):
    a, b = m[0][0], m[1][1]
    return m[0][1] == 0 and max(a, b) == condition * min(a, b)


def test_adversarial_losses_are_among_the_functions():
    for domain in ("", "punctured"):
        bodies = [f.body for f in family(Scope().function("F", "d", domain), {"d": 2})]
        ops = [{n.op for n in nodes_of(body)} for body in bodies]
        assert sum("log" in found for found in ops) >= 3
        assert sum({"div", "sqrt", "add"} <= found for found in ops) >= 3
        assert len(set(bodies)) == len(bodies) >= 20


def nodes_of(term):
    stack = [term]
    while stack:
        n = stack.pop()
        yield n
        stack.extend(n.args)


def test_spectra_reach_condition_numbers_of_1e8():
    found = spectra(np.random.default_rng(0), 4000, 4)
    condition = found.max(axis=1) / found.min(axis=1)
    assert condition.min() == 1
    assert 1e7 < condition.max() <= 1e8
    assert (condition < 10).mean() > 0.3


def test_scales_reach_from_tiny_to_huge():
    S = Scope()
    symbols, given_shape = [S.positive("x"), S.vector("v", "d")], Shape({"d": 3}, {}, {}, 2)
    theta = np.abs(sample(symbols, given_shape, np.random.default_rng(0), 4000))
    assert theta[:, 0].min() < 1e-6
    assert theta[:, 0].max() > 1e6
    assert (theta[:, 1:] == 0).any(axis=1).mean() > 0.05
    assert (theta[:, 0] > 0).all()


def test_moves_keep_what_must_be_positive_so():
    rng = np.random.default_rng(0)
    kinds = ["pos", "eigen", "any", "angle"]
    theta = np.abs(rng.normal(size=(500, 4)))
    after = moved(theta, kinds, rng)
    assert (after[:, :2] > 0).all()
    assert (after[:, 2:] < 0).any()
    assert (after != theta).any(axis=1).mean() > 0.8


@given(st.floats(-1e12, 1e12).filter(lambda x: abs(x) > 1e-12))
def test_simplified_numbers_are_near(x):
    assert abs(simplified(x, 30) - Fraction(x)) <= abs(Fraction(x)) / 1000
    assert (simplified(x, 2) > 0) == (x > 0)


def test_families_have_values_everywhere_they_should():
    for domain in ("", "punctured"):
        symbol = Scope().function("F", "d", domain)
        for d in (1, 2, 3):
            for f in family(symbol, {"d": d}):
                admits(alone(symbol), shaped(symbol, d, f))


def shaped(symbol, d, f):
    return instance([symbol], Shape({"d": d}, {}, {symbol.name: f}, 2), [])


def test_shapes_of_a_seed_are_the_same():
    problem = Problem(alone(Scope().map("X", "d", "m")))
    assert [shape(problem, random.Random(3), 2) for _ in range(2)] == [shape(problem, random.Random(3), 2)] * 2
