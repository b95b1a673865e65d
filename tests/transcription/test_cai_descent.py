"""The trees of Cai, Li and Shen on gradient descent and on H* against the array formulas."""

from itertools import pairwise

import numpy as np
import pytest
from transcription import formulas_more as more
from transcription.instances import (
    DIMENSIONS,
    Case,
    cases,
    disagreements,
    magnitude,
    misfits,
    plain,
    printed_variants,
    relation,
    signed,
    spd,
    spoiled,
    statement,
    step_size,
    symbols,
    vector,
    with_values,
    wrong_variants,
)
from transcription.laws import Law

from bnproof.interpret.instance import Instance

norm = np.linalg.norm


def eq1(rng, d, variant, centred=True):
    o = Law(rng, d, centred)
    eps = step_size(rng) / norm(o.H, 2)
    size = norm(o.w) + eps * (norm(o.g) + norm(o.H, 2) * norm(o.w))
    values = {name: o.values[name] for name in ("X", "y", "one", "w")}
    sides = more.cai_eq1(o.x, o.y, o.p, o.w, eps)
    return Case(Instance(o.dims, {**values, "eps": eps}), (relation("eq", *sides, size),), size=o.size)


def eq2(rng, d, variant):
    h, u, w = (magnitude(rng) for _ in range(3))
    H, u, w, eps = spd(rng, d, h), vector(rng, d, u), vector(rng, d, w), step_size(rng) / h
    *euclidean, left, right = more.cai_eq2(H, u, w, eps)
    size = (1 + eps * norm(H, 2)) * (norm(u) + norm(w))
    printed = {
        "Euclidean norm": relation("le", *euclidean, size),
        "norm of H": relation("le", left, right, np.sqrt(norm(H, 2)) * size),
    }
    instance = Instance({"d": d}, {"H": plain(H), "u": plain(u), "w": plain(w), "eps": eps})
    return Case(instance, (printed[variant],))


def eps_opt(rng, d, variant):
    h = magnitude(rng)
    H, eps = spd(rng, d, h), step_size(rng) / h
    printed = relation("le", *more.cai_eps_opt(H, eps), 1 + eps * norm(H, 2))
    return Case(Instance({"d": d}, {"H": plain(H), "eps": eps}), (printed,))


class Deflation:
    """H, u, and the least and the largest eigenvalue of H* other than 0 with eigenvectors, in dimension d."""

    def __init__(self, rng, d):
        self.H, self.u = spd(rng, d, magnitude(rng)), vector(rng, d, magnitude(rng))
        star = more.cai_hstar(self.H, self.u)
        found, vectors = np.linalg.eigh((star + star.T) / 2)
        others = np.delete(np.arange(d), np.argmin(np.abs(found)))
        least, largest = (magnitude(rng) * vectors[:, others[k]] for k in (0, -1))
        low, high = more.cai_hstar_extremes(self.H, self.u)
        values = {"H": self.H, "u": self.u, "v": least, "z": largest, "low": low, "high": high}
        self.values = {name: plain(value) for name, value in values.items()}
        self.samples = {"x": [list(x) for x in (least, largest, vector(rng, d), vector(rng, d))]}
        self.size = norm(self.H, 2) * max(norm(least), norm(largest))

    def case(self, *printed, **further):
        values = {**self.values, **{name: plain(value) for name, value in further.items()}}
        return Case(Instance({"d": len(self.u)}, values), printed, samples=self.samples, size=self.size)


def interlacing(rng, d, variant):
    o = Deflation(rng, d + 1)
    four = more.cai_interlacing(o.H, o.u)
    return o.case(*(relation("le", *pair) for pair in pairwise(four)))


def rhostar(rng, d, variant):
    o = Deflation(rng, d + 1)
    rate = signed(rng) / norm(o.H, 2)
    return o.case(relation("le", *more.cai_rhostar(o.H, o.u, rate), 1 + abs(rate) * norm(o.H, 2)), rate=rate)


def eq6(rng, d, variant):
    """From states at which the left side of the condition on delta is of the size of 1/4, so below 1."""
    o = Deflation(rng, d + 1)
    w, a = o.u + vector(rng, d + 1, norm(o.u) * rng.uniform(0.1, 2)), magnitude(rng) * signed(rng)
    scale = more.cai_thm2_condition(o.H, o.u, a, w, 1.0)
    eps = step_size(rng) / (4 * scale)
    delta = more.cai_thm2_condition(o.H, o.u, a, w, eps) + rng.choice([0.0, 0.1])
    sides = more.cai_thm2_eq6(o.H, o.u, a, w, eps, delta)
    return o.case(relation("le", *sides, more.norm_in(o.H, o.u)), w=w, a=a, eps=eps, delta=delta)


def two_sources(rng, d, variant):
    o = Deflation(rng, d + 1)
    low, least, largest, high = more.cai_interlacing(o.H, o.u)
    return o.case(relation({"no worse": "le"}.get(variant, "lt"), largest / least, high / low))


def faster(rng, d, variant):
    """Best-case rates: of H* at its own best learning rate, of H at any."""
    o = Deflation(rng, d + 1)
    _, least, largest, _ = more.cai_interlacing(o.H, o.u)
    eps = signed(rng) / norm(o.H, 2)
    best, _ = more.cai_rhostar(o.H, o.u, 2 / (least + largest))
    radius = more.spectral_radius(np.eye(d + 1) - eps * o.H)
    return o.case(relation({"at least as fast": "le"}.get(variant, "lt"), best, radius, 1), eps=eps)


BUILDERS = {
    "cai-two-sources": two_sources,
    "cai-faster-than-gd": faster,
    "cai-table-2": faster,
    "slides-table-2": faster,
    "cai-eq1": eq1,
    "cai-eq2": eq2,
    "cai-eps-opt": eps_opt,
    "cai-interlacing": interlacing,
    "cai-rhostar": rhostar,
    "cai-thm2-eq6": eq6,
}


@pytest.mark.parametrize(("claim", "variant"), printed_variants(BUILDERS))
def test_the_tree_is_the_array_formula(claim, variant):
    for case in cases(BUILDERS, claim, variant):
        assert misfits(statement(claim, variant), case) == []
        assert disagreements(statement(claim, variant), case) == []


# These differ in a hypothesis that nearly every H and u satisfy.
SAME = {
    ("cai-two-sources", "strictly better", "strictly, where the two differ"),
    ("cai-faster-than-gd", "strictly faster", "strictly, where H* is better conditioned"),
    ("cai-table-2", "printed", "always"),
    ("slides-table-2", "printed", "always"),
}


@pytest.mark.parametrize(("claim", "variant", "wrong"), wrong_variants(BUILDERS))
def test_a_wrong_tree_is_noticed(claim, variant, wrong):
    noticed = any(disagreements(statement(claim, wrong), case) for case in cases(BUILDERS, claim, variant))
    assert noticed == ((claim, variant, wrong) not in SAME)


@pytest.mark.parametrize("claim", ["cai-table-2", "slides-table-2"])
def test_an_equal_condition_number_is_excluded(claim):
    values = {"H": ((1.0, 0.0, 0.0), (0.0, 2.0, 0.0), (0.0, 0.0, 3.0)), "u": (0.0, 1.0, 0.0), "eps": 0.5}
    values |= {"v": (1.0, 0.0, 0.0), "z": (0.0, 0.0, 1.0), "low": 1.0, "high": 3.0}
    case = Case(Instance({"d": 3}, values), (relation("lt", 0.5, 0.5),), samples={"x": [[1.0, 2.0, 3.0]]})
    assert disagreements(statement(claim, "printed"), case) == ["hypothesis 3"]
    assert disagreements(statement(claim, "always"), case) == []


@pytest.mark.parametrize(("claim", "variant", "name"), symbols(BUILDERS))
def test_a_wrong_value_is_noticed(claim, variant, name):
    tree, rng = statement(claim, variant), np.random.default_rng(1)
    other = (spoiled(case, tree, name, rng) for case in cases(BUILDERS, claim, variant))
    assert any(disagreements(tree, case) for case in other)


@pytest.mark.parametrize(("one", "other"), [("Euclidean norm", "norm of H"), ("norm of H", "Euclidean norm")])
def test_the_other_reading_is_noticed(one, other):
    assert any(disagreements(statement("cai-eq2", other), case) for case in cases(BUILDERS, "cai-eq2", one))


def test_a_mean_other_than_0_is_excluded():
    """Both sides of (1) are defined and agree all the same."""
    for d in DIMENSIONS:
        case = eq1(np.random.default_rng(d), d, "printed", centred=False)
        assert disagreements(statement("cai-eq1", "printed"), case) == ["hypothesis 0"]


@pytest.mark.parametrize("claim", ["cai-interlacing", "cai-rhostar", "cai-thm2-eq6"])
def test_dimension_1_is_excluded(claim):
    """H* = 0 has no eigenvalue other than 0."""
    one = {"H": ((2.0,),), "u": (3.0,), "v": (1.0,), "z": (1.0,), "low": 2.0, "high": 2.0}
    state = {"rate": 0.5, "a": 1.0, "w": (1.0,), "eps": 0.1, "delta": 0.5}
    case = Case(Instance({"d": 1}, {**one, **state}), (), samples={"x": [[1.0]]})
    assert disagreements(statement(claim, "printed"), case)[0] == "hypothesis 0"


def test_delta_is_not_below_its_bound():
    for d in DIMENSIONS:
        case = eq6(np.random.default_rng(d), d, "printed")
        small = with_values(case, delta=0.0)
        assert "hypothesis 3" in disagreements(statement("cai-thm2-eq6", "printed"), small)
