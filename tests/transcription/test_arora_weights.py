"""The trees of Arora, Li and Lyu for several weights against the array formulas."""

from functools import reduce
from itertools import islice

import numpy as np
import pytest
from transcription import formulas_more as more
from transcription.instances import (
    CENTRAL_DIFFERENCE,
    Case,
    Printed,
    Side,
    cases,
    constant,
    disagreements,
    magnitude,
    misfits,
    plain,
    point,
    printed_variants,
    relation,
    signed,
    spoiled,
    statement,
    symbols,
    vector,
    with_values,
    wrong_variants,
)

from bnproof.interpret.instance import Instance, Lambda
from bnproof.statement.builder import injection, log
from bnproof.statement.builder import norm as norm_of
from bnproof.statement.nodes import num

TOTAL = "d+e+p"
SECOND_DIFFERENCE = 1e-7  # central differences of central differences
norm = np.linalg.norm


class TwoWeights:
    """A function of the directions of two vectors and of a third vector, as an array function and as a term."""

    def __init__(self, rng, dims):
        d, e, p = dims
        self.first, self.second = [vector(rng, d) for _ in range(2)], [vector(rng, e) for _ in range(2)]
        self.third = vector(rng, p, 0.5)
        self.c = magnitude(rng) * np.array([signed(rng) for _ in range(4)])
        largest = max(map(norm, (*self.first, *self.second, self.third, [1.0])))
        self.size = float(np.sum(np.abs(self.c)) * largest**4)

    def __call__(self, ws, g):
        (w, v), (p1, p2), (q1, q2), r = ws, self.first, self.second, self.third
        x, y, a, b, z = p1 @ w / norm(w), p2 @ w / norm(w), q1 @ v / norm(v), q2 @ v / norm(v), r @ g
        return float(self.c @ [x**2 * a + y, y * b * z, np.log(1 + x**2 + b**2), x * z**2 + a * z])

    @property
    def term(self):
        whole = point(TOTAL)
        w, v, g = (injection(TOTAL, k).T @ whole for k in (1, 2, 3))
        x, y = (constant("d", p) @ w / norm_of(w) for p in self.first)
        a, b = (constant("e", q) @ v / norm_of(v) for q in self.second)
        z = constant("p", self.third) @ g
        terms = [x**2 * a + y, y * b * z, log(1 + x**2 + b**2), x * z**2 + a * z]
        scaled = [num(str(float(c))) * t for c, t in zip(self.c, terms, strict=True)]
        return Lambda(whole, reduce(lambda s, t: s + t, scaled))


def loss(rng, d):
    """F, the weights and the other parameters, the instance, and how the rule is sampled."""
    dims = d, int(rng.integers(1, 4)), int(rng.integers(1, 4))
    F, g = TwoWeights(rng, dims), vector(rng, dims[2])
    ws = [vector(rng, n, magnitude(rng)) for n in dims[:2]]
    values = {"F": F.term, "w": plain(ws[0]), "v": plain(ws[1]), "g": plain(g)}
    samples = {name: [magnitude(rng) for _ in range(2)] for name in "ab"}
    samples |= {name: [plain(vector(rng, n)) for _ in range(2)] for name, n in zip("xyz", dims, strict=True)}
    return F, ws, g, Instance(dict(zip("dep", dims, strict=True)), values), {"samples": samples, "size": F.size}


def eq5(rng, d, variant):
    F, ws, g, instance, options = loss(rng, d)
    by_w, right_w, by_g, right_g = more.arora_eq5(F, ws, g, 0)
    printed = relation("eq", by_w, right_w, F.size / norm(ws[0])), relation("eq", by_g, right_g, F.size)
    return Case(instance, printed, **options, tolerance=CENTRAL_DIFFERENCE)


def along(rng, d, instance):
    """A vector, and the instance with it: the tree applies the second derivatives."""
    s = vector(rng, d)
    return s, Instance(instance.dims, {**instance.values, "s": plain(s)})


def hess_ww(rng, d, variant):
    """Rows in the second weight, columns in the first; then both in the first."""
    F, ws, g, instance, options = loss(rng, d)
    s, instance = along(rng, d, instance)
    printed = []
    for i in (1, 0):
        left, right = more.arora_hess_ww(F, ws, g, i, 0)
        printed.append(relation("eq", left @ s, right @ s, F.size * norm(s) / (norm(ws[i]) * norm(ws[0]))))
    return Case(instance, tuple(printed), **options, tolerance=SECOND_DIFFERENCE)


def hess_wg(rng, d, variant):
    """The array formula has a row for each coordinate of the weight, the tree maps the weight's space."""
    F, ws, g, instance, options = loss(rng, d)
    s, instance = along(rng, d, instance)
    left, right = more.arora_hess_wg(F, ws, g, 0, {"j another weight": 1, "j = i": 0}[variant])
    sizes = (F.size * norm(s) / norm(ws[0])) * max(1.0, *(1 / norm(w) for w in ws))
    printed = relation("eq", s @ left, s @ right, sizes)
    return Case(instance, (printed,), **options, tolerance=SECOND_DIFFERENCE)


def lemma3_2(rng, d, variant):
    """With bounds far above what the second derivatives of F need, and C_i from them as Lemma 3.2 says."""
    F, ws, g, instance, options = loss(rng, d)
    sizes = [instance.dims[space] for space in "dep"]
    largest = 2 * np.sqrt(sizes[2])
    L_11, L_12, L_22, L_1, L_2, L_g = 50 * F.size * (1 + largest) ** 2 * rng.uniform(1, 2, 6)
    c_g = float(rng.uniform(0.1, 0.9))
    eta_g = {"eta_g of section 3.1": 1, "eta_g of Theorem 3.1": 2}[variant] * (1 - c_g) / L_g
    eta_w = float(min(map(norm, ws)) ** 2 / F.size * rng.uniform(0.1, 1))
    C = [1 / 2 * (L_11 + L_12) + L_1**2 * 2 / (c_g * L_g), 1 / 2 * (L_12 + L_22) + L_2**2 * 2 / (c_g * L_g)]
    samples = options["samples"]
    samples["z"] = samples["z"][:1]  # second derivatives take long
    samples |= {f"{x}'": [plain(more.unit(samples[x][0]))] for x in "xy"}
    samples |= {f"s{j}{k}": [plain(vector(rng, sizes[k]))] for j in range(3) for k in range(j + 1)}
    bounds = {"L_11": L_11, "L_12": L_12, "L_22": L_22, "L_1": L_1, "L_2": L_2, "L_g": L_g}
    values = instance.values | bounds | {"c_g": c_g, "eta_w": eta_w, "eta_g": eta_g}
    left, right = more.arora_lemma3_2_eq12(F, ws, g, eta_w, eta_g, C, c_g)
    printed = Printed("eq", Side(left, F.size), Side(right))
    return Case(Instance(instance.dims, values), (printed,), **options, tolerance=CENTRAL_DIFFERENCE)


BUILDERS = {
    "arora-eq5-lemma2.2": eq5,
    "arora-hess-ww": hess_ww,
    "arora-hess-wg": hess_wg,
    "arora-lemma3.2-eq12": lemma3_2,
}


@pytest.mark.parametrize(("claim", "variant"), printed_variants(BUILDERS))
def test_the_tree_is_the_array_formula(claim, variant):
    for case in cases(BUILDERS, claim, variant):
        assert misfits(statement(claim, variant), case) == []
        assert disagreements(statement(claim, variant), case) == []


@pytest.mark.parametrize(("claim", "variant", "wrong"), wrong_variants(BUILDERS))
def test_a_wrong_tree_is_noticed(claim, variant, wrong):
    assert any(disagreements(statement(claim, wrong), case) for case in cases(BUILDERS, claim, variant))


@pytest.mark.parametrize(("claim", "variant", "name"), symbols(BUILDERS))
def test_a_wrong_value_is_noticed(claim, variant, name):
    tree, rng = statement(claim, variant), np.random.default_rng(1)
    other = (spoiled(case, tree, name, rng) for case in cases(BUILDERS, claim, variant))
    assert any(disagreements(tree, case) for case in other)


@pytest.mark.parametrize(
    ("claim", "readings"),
    [
        ("arora-hess-wg", ("j another weight", "j = i")),
        ("arora-lemma3.2-eq12", ("eta_g of section 3.1", "eta_g of Theorem 3.1")),
    ],
)
def test_the_other_reading_is_noticed(claim, readings):
    for one, other in (readings, readings[::-1]):
        assert any(disagreements(statement(claim, other), case) for case in cases(BUILDERS, claim, one))


def test_a_function_that_bends_more_is_excluded():
    claim, variant = "arora-lemma3.2-eq12", "eta_g of section 3.1"
    blocks = ["L_11", "L_1", "L_g"]
    for case in islice(cases(BUILDERS, claim, variant), 4, 8):  # in one dimension a direction is constant
        for name in blocks:
            spoilt = with_values(case, **{name: case.instance.values[name] / 1e9})
            assert any(text.startswith("hypothesis") for text in disagreements(statement(claim, variant), spoilt))


@pytest.mark.parametrize("variant", ["j another weight", "j = i"])
def test_the_printed_sides_differ(variant):
    """Both readings are false: the array formula's sides are not equal either."""
    for case in cases(BUILDERS, "arora-hess-wg", variant):
        (printed,) = case.printed
        if case.instance.dims["d"] == 1:  # the direction is constant
            continue
        assert norm(printed.left.value - printed.right.value) > 1e-3 * norm(printed.left.value)


@pytest.mark.parametrize(("claim", "variant"), printed_variants(BUILDERS))
@pytest.mark.parametrize("k", [1, 2])
def test_a_function_of_a_length_is_excluded(claim, variant, k):
    for case in islice(cases(BUILDERS, claim, variant), 6):
        F = case.instance.values["F"]
        part = injection(TOTAL, k).T @ F.bound
        case = with_values(case, F=Lambda(F.bound, F.body + 1000 * part @ part))
        assert "hypothesis 0" in disagreements(statement(claim, variant), case)
