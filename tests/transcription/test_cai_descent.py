"""The trees of Cai, Li and Shen on gradient descent and on H* against the array formulas."""

import numpy as np
import pytest
from transcription import formulas_more as more
from transcription.instances import (
    DIMENSIONS,
    Case,
    Printed,
    Side,
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
    wrong_variants,
)
from transcription.laws import Law

from bnproof.interpret.evaluate import Instance

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
    """H, u and every eigenpair (value, v) of H* but the one of 0, in ascending order."""

    def __init__(self, rng, d):
        self.H, self.u = spd(rng, d, magnitude(rng)), vector(rng, d, magnitude(rng))
        star = more.cai_hstar(self.H, self.u)
        found, vectors = np.linalg.eigh((star + star.T) / 2)
        others = np.delete(np.arange(d), np.argmin(np.abs(found)))
        self.pairs = [(float(found[k]), magnitude(rng) * vectors[:, k]) for k in others]

    def case(self, k, printed, **further):
        value, v = self.pairs[k]
        values = {"H": plain(self.H), "u": plain(self.u), "v": plain(v), "value": value, **further}
        return Case(Instance({"d": len(v)}, values), printed, size=norm(self.H, 2) * norm(v))


def interlacing(rng, d, variant):
    """The least and the largest eigenvalue of H* other than 0 are those of the array formula."""
    o = Deflation(rng, d + 1)
    low, least, largest, high = more.cai_interlacing(o.H, o.u)
    between = [value for value, _ in o.pairs]
    between[0], between[-1] = least, largest
    return [o.case(k, (relation("le", low, x), relation("le", x, high))) for k, x in enumerate(between)]


def rhostar(rng, d, variant):
    """The largest left side is that of the array formula; in the tree both sides are squared."""
    o = Deflation(rng, d + 1)
    rate = signed(rng) / norm(o.H, 2)
    lefts = [abs(1 - rate * value) for value, _ in o.pairs]
    lefts[int(np.argmax(lefts))], right = more.cai_rhostar(o.H, o.u, rate)
    size = 1 + abs(rate) * norm(o.H, 2)

    def case(k, left):
        sides = (Side(x, size, through=np.sqrt) for x in (left, right))
        return o.case(k, (Printed("le", *sides),), rate=rate)

    return [case(k, left) for k, left in enumerate(lefts)]


BUILDERS = {
    "cai-eq1": eq1,
    "cai-eq2": eq2,
    "cai-eps-opt": eps_opt,
    "cai-interlacing": interlacing,
    "cai-rhostar": rhostar,
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


@pytest.mark.parametrize(("one", "other"), [("Euclidean norm", "norm of H"), ("norm of H", "Euclidean norm")])
def test_the_other_reading_is_noticed(one, other):
    assert any(disagreements(statement("cai-eq2", other), case) for case in cases(BUILDERS, "cai-eq2", one))


def test_a_mean_other_than_0_is_excluded():
    """Both sides of (1) are defined and agree all the same."""
    for d in DIMENSIONS:
        case = eq1(np.random.default_rng(d), d, "printed", centred=False)
        assert disagreements(statement("cai-eq1", "printed"), case) == ["hypothesis 0"]


@pytest.mark.parametrize("claim", ["cai-interlacing", "cai-rhostar"])
def test_every_eigenpair_is_met(claim):
    """d - 1 of them in dimension d: u is the eigenvector of 0, and for d = 1 there is nothing else."""
    for d in DIMENSIONS:
        met = BUILDERS[claim](np.random.default_rng(d), d, "printed")
        assert len({case.instance.values["value"] for case in met}) == len(met) == d


@pytest.mark.parametrize("claim", ["cai-interlacing", "cai-rhostar"])
def test_dimension_1_is_excluded(claim):
    values = {"H": ((2.0,),), "u": (3.0,), "v": (1.0,), "value": 2.0, "rate": 0.5}
    case = Case(Instance({"d": 1}, values), ())
    assert disagreements(statement(claim, "printed"), case)[0] == "hypothesis 0"
