"""The trees of Arora, Li and Lyu against the array formulas."""

import numpy as np
import pytest
from transcription import formulas as f
from transcription import formulas_more as more
from transcription.instances import (
    CENTRAL_DIFFERENCE,
    DIMENSIONS,
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
    step_size,
    symbols,
    vector,
    with_values,
    wrong_variants,
)

from bnproof.interpret.evaluate import Evaluator
from bnproof.interpret.floats import Floats
from bnproof.interpret.instance import Instance, Lambda, Sequence
from bnproof.statement.builder import log
from bnproof.statement.builder import norm as norm_of
from bnproof.statement.nodes import num

norm = np.linalg.norm


class ScaleInvariant:
    """A function of the direction of a vector, as an array function and as a term."""

    def __init__(self, rng, d):
        self.p, self.q = vector(rng, d), vector(rng, d)
        self.c = magnitude(rng) * np.array([signed(rng) for _ in range(3)])
        self.size = float(np.abs(self.c) @ [self.p @ self.p, np.log1p(self.q @ self.q), norm(self.q)])

    def __call__(self, x):
        square = x @ x
        terms = [
            (self.p @ x) ** 2 / square,
            np.log(1 + (self.q @ x) ** 2 / square),
            self.q @ x / np.sqrt(square),
        ]
        return float(self.c @ terms)

    @property
    def term(self):
        z, p, q = point("d"), constant("d", self.p), constant("d", self.q)
        c0, c1, c2 = self.c
        ratio = (p @ z) ** 2 / (z @ z)
        return Lambda(z, c0 * ratio + c1 * log(num(1) + (q @ z) ** 2 / (z @ z)) + c2 * ((q @ z) / norm_of(z)))


def loss(rng, d):
    F, w = ScaleInvariant(rng, d), vector(rng, d, magnitude(rng))
    samples = {"c": [magnitude(rng) for _ in range(3)]}
    samples["x"] = samples["y"] = [plain(vector(rng, d)) for _ in range(3)]
    values = {"F": F.term, "w": plain(w)}
    return F, w, values, {"samples": samples, "tolerance": CENTRAL_DIFFERENCE, "size": F.size}


def lemma2_4_1(rng, d, variant):
    """w and the gradient are compared as well: their product is 0 for many a wrong gradient."""
    F, w, values, options = loss(rng, d)
    left, right = f.arora_lemma2_4_1(F, w)
    factors = Side(w), Side(f.central_gradient(F, w), F.size / norm(w))
    printed = Printed("eq", Side(left, F.size, factors), Side(right))
    return Case(Instance({"d": d}, values), (printed,), **options)


def lemma2_4_2(rng, d, variant):
    F, w, values, options = loss(rng, d)
    eta = 3 * w @ w / F.size * step_size(rng)
    left, middle, right = f.arora_lemma2_4_2(F, w, eta)
    instance = Instance({"d": d}, {**values, "eta": eta})
    return Case(instance, (relation("eq", left, middle), relation("eq", middle, right)), **options)


def thm2_5_eq9(rng, d, variant):
    F, w, values, options = loss(rng, d)
    eta = 3 * w @ w / F.size * step_size(rng)
    v, right_v, G, right_G = more.arora_thm2_5_eq9(F, w, eta)
    instance = Instance({"d": d}, {**values, "eta": eta})
    return Case(instance, (relation("eq", v, right_v), relation("eq", G, right_G)), **options)


def two_starts(rng, d, variant="C > 0"):
    """A start w and C w, and learning rates for both."""
    F, w, values, options = loss(rng, d)
    C = {"C > 0": step_size, "C != 0": signed}[variant](rng)
    eta = 3 * C**2 * (w @ w) / F.size * step_size(rng)
    return F, w, eta, C, {**values, "eta": eta, "C": C}, options


def C2_equivalence(rng, d, variant):
    """The array formula gives the direction of the left side, and that of which the right side is C times."""
    F, w, eta, C, values, options = two_starts(rng, d, variant)
    left, right = more.arora_C2_equivalence(F, w, eta, C, 1)
    sides = Side(left, through=more.unit), Side(right, through=lambda x: more.unit(np.asarray(x) / C))
    return Case(Instance({"d": d}, values), (Printed("eq", *sides),), **options)


def lemmaA_1_eq18(rng, d, variant):
    """L is far above what the second derivative of F needs; v and s stand for all directions and vectors."""
    F, w, values, options = loss(rng, d)
    L = F.size * rng.uniform(10, 20)
    options["samples"] |= {"v": [plain(more.unit(vector(rng, d))) for _ in range(3)]}
    options["samples"] |= {"s": [plain(vector(rng, d, magnitude(rng))) for _ in range(3)]}
    printed = relation("le", *more.arora_lemmaA_1_eq18(F, w, L), F.size / norm(w))
    return Case(Instance({"d": d}, {**values, "L": L}), (printed,), **options)


def grad_z(rng, d, variant):
    B = int(rng.integers(1, 6))
    x_scale = magnitude(rng)
    x = x_scale * (rng.normal(size=(B, d)) + rng.normal(size=d))
    w, eps = vector(rng, d, magnitude(rng)), x_scale**2 * magnitude(rng, 1)
    gamma, beta = signed(rng), signed(rng)
    b, b2 = (int(i) for i in rng.integers(0, B, 2))
    length = f.smoothed_norm(x, w, eps)
    deviation = max(abs((x - x.mean(axis=0)) @ w)) / length
    size = abs(gamma) * norm(w) / length * (1 + 2 / B * deviation**2)
    values = {"X": plain(x), "w": plain(w), "eps": eps, "gamma": gamma, "beta": beta}
    values |= {"b": b + 1, "b'": b2 + 1}
    printed = relation("eq", *f.arora_C1_grad_z(x, w, eps, gamma, beta, b, b2), size)
    return Case(Instance({"d": d, "B": B}, values), (printed,))


def lemmaB_1(rng, d, variant):
    T = int(rng.integers(1, 7))
    a = magnitude(rng) * rng.uniform(0.1, 1, T + 1) * np.append(1, rng.integers(0, 3, T))
    B = float(max(a) * rng.uniform(1, 2))
    values = {"a": Sequence(plain(a), 0.0), "B": B, "T": T}
    return Case(Instance({}, values), (relation("le", *f.arora_lemmaB_1(a, B)),), samples={"t": range(T + 3)})


BUILDERS = {
    "arora-lemma2.4-1": lemma2_4_1,
    "arora-lemma2.4-2": lemma2_4_2,
    "arora-thm2.5-eq9": thm2_5_eq9,
    "arora-C2-equivalence": C2_equivalence,
    "arora-lemmaA.1-eq18": lemmaA_1_eq18,
    "arora-C1-grad-z": grad_z,
    "arora-lemmaB.1": lemmaB_1,
}
# The shift beta drops out of the derivative.
IDLE = {("arora-C1-grad-z", "printed", "beta")}


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
    assert any(disagreements(tree, case) for case in other) == ((claim, variant, name) not in IDLE)


OF_THE_DIRECTION = {id for id in BUILDERS if id not in ("arora-C1-grad-z", "arora-lemmaB.1")}


@pytest.mark.parametrize(("claim", "variant"), [p for p in printed_variants(BUILDERS) if p[0] in OF_THE_DIRECTION])
def test_a_function_of_the_length_is_excluded(claim, variant):
    for case in cases(BUILDERS, claim, variant):
        F = case.instance.values["F"]
        case = with_values(case, F=Lambda(F.bound, F.body + F.bound @ F.bound))
        assert "hypothesis 0" in disagreements(statement(claim, variant), case)


def test_a_function_that_bends_more_is_excluded():
    for case in cases(BUILDERS, "arora-lemmaA.1-eq18", "printed"):
        if case.instance.dims["d"] > 1:
            case = with_values(case, L=case.instance.values["L"] / 1e6)
            assert "hypothesis 1" in disagreements(statement("arora-lemmaA.1-eq18", "printed"), case)


def test_an_item_beyond_the_bound_is_excluded():
    for case in cases(BUILDERS, "arora-lemmaB.1", "printed"):
        case = with_values(case, B=0.99 * max(case.instance.values["a"].prefix))
        assert "hypothesis 1" in disagreements(statement("arora-lemmaB.1", "printed"), case)


@pytest.mark.parametrize("side", [0, 1])
@pytest.mark.parametrize("d", DIMENSIONS)
def test_one_step_of_the_tree_repeats_to_any_number(d, side):
    """Fed with its own result, divided by C, a side of the tree goes where the array formula goes."""
    term = statement("arora-C2-equivalence", "C > 0").conclusion.args[side]
    F, w, eta, C, values, _ = two_starts(np.random.default_rng(d), d)
    for steps in (1, 2, 3, 4):
        image = np.array(Evaluator(Floats(), Instance({"d": d}, values)).value(term))
        expected = more.arora_C2_equivalence(F, w, eta, C, steps)[side]
        assert more.unit(image) == pytest.approx(expected, rel=0, abs=1e-8)
        values["w"] = plain(image / C)
