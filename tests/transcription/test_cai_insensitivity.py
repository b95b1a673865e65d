"""The trees of Cai, Li and Shen on (7), (8), Definition 3 and Proposition 4 against array formulas and samples."""

import numpy as np
import pytest
from transcription import formulas_sphere as f
from transcription.instances import (
    Case,
    cases,
    disagreements,
    magnitude,
    misfits,
    plain,
    printed_variants,
    relation,
    spd,
    spoiled,
    statement,
    symbols,
    wrong_variants,
)

from bnproof.interpret.evaluate import Evaluator
from bnproof.interpret.floats import Floats
from bnproof.interpret.instance import Instance, Undefined

SAMPLES = 20_000
SAMPLED = 0.1  # more than six standard errors


class Setting:
    """H in two dimensions or more, and samples of w0 and u."""

    def __init__(self, rng, d):
        self.d = d + 1
        self.H = spd(rng, self.d, magnitude(rng))
        self.w0, self.u = f.uniform(rng, SAMPLES, self.d), f.uniform(rng, SAMPLES, self.d)
        eigenvalues = np.linalg.eigvalsh(self.H)
        self.kappa = eigenvalues[-1] / eigenvalues[0]

    @property
    def omega(self):
        return f.cai_omega(self.H, self.w0, self.u)

    def case(self, *printed):
        return Case(Instance({"d": self.d}, {"H": plain(self.H)}), printed, tolerance=SAMPLED)


def eq7(rng, d, variant):
    o = Setting(rng, d)
    return o.case(relation("lt", 0.0, f.cai_beta_bar(o.H, o.w0, o.u)))


def def3(rng, d, variant):
    o = Setting(rng, d)
    return o.case(relation("lt", 0.0, o.omega))


def geometric_mean(rng, d, variant):
    o = Setting(rng, d)
    scaled = f.cai_beta0(o.H, o.w0, o.u) * f.cai_eps_max(o.H) ** 2
    return o.case(relation("eq", 1 / o.omega, float(np.exp(np.mean(np.log(scaled))))))


def eq8(rng, d, variant):
    o = Setting(rng, d)
    return Case(Instance({"d": o.d}, {"H": plain(o.H)}), (relation("lt", 0.0, f.cai_C(o.H)),))


def prop4(rng, d, variant):
    o = Setting(rng, d)
    return o.case(relation("le", o.d / f.cai_C(o.H), o.omega))


def bounds(o):
    """7d/8 from below, 2 kappa^2 d from above: O(d) names no factors; these are ours."""
    return relation("le", 7 / 8 * o.d, o.omega), relation("le", o.omega, 2 * o.kappa**2 * o.d)


def order(rng, d, variant):
    o = Setting(rng, d)
    low, high = bounds(o)
    return o.case(high if variant == "at most" else low)


def growth(rng, d, variant):
    if variant == "within constant factors of d":
        o = Setting(rng, d)
        return o.case(*bounds(o))
    sides = []
    for k in (d + 1, d + 2):
        sides.append(f.cai_omega(np.eye(k), f.uniform(rng, SAMPLES, k), f.uniform(rng, SAMPLES, k)))
    values = {"H": plain(np.eye(d + 1))}  # which only the other reading speaks of
    return Case(Instance({"d": d + 1, "m": d + 2}, values), (relation("le", *sides),), tolerance=SAMPLED)


BUILDERS = {
    "cai-eq7": eq7,
    "cai-def3": def3,
    "cai-def3-average-prose": geometric_mean,
    "cai-eq8": eq8,
    "cai-prop4": prop4,
    "cai-omega-Od": order,
    "cai-linear-in-d": growth,
    "cai-table-4": growth,
    "slides-table-4": growth,
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


@pytest.mark.parametrize("claim", BUILDERS)
def test_dimension_1_is_excluded(claim):
    line = Instance({"d": 1, "m": 2}, {"H": ((2.0,),)})
    for _, variant in printed_variants({claim: BUILDERS[claim]}):
        tree = statement(claim, variant)
        assert Evaluator(Floats(), line).truth(tree.hypotheses[0]) is False
        with pytest.raises((Undefined, ZeroDivisionError)):
            Evaluator(Floats(), line).truth(tree.conclusion)


def test_samples_disagree_with_a_tree_of_another_average():
    """Were the mean one of beta_0 and not of its logarithm, the difference would show."""
    rng = np.random.default_rng(5)
    H, w0, u = np.eye(3), f.uniform(rng, SAMPLES, 3), f.uniform(rng, SAMPLES, 3)
    arithmetic = np.mean(f.cai_beta0(H, w0, u))
    assert arithmetic > (1 + 3 * SAMPLED) * f.cai_beta_bar(H, w0, u)
