"""The trees of Kohler et al. against the array formulas."""

import numpy as np
import pytest
from transcription import formulas as f
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
    wrong_variants,
)
from transcription.laws import Halfspace, Law, critical_point

from bnproof.interpret.evaluate import Evaluator
from bnproof.interpret.floats import Floats
from bnproof.interpret.instance import Instance, Sequence

norm = np.linalg.norm


def least_squares(rng, d):
    """S, u, a start and a step size that moves it by about its own length."""
    s, u, w = (magnitude(rng) for _ in range(3))
    return spd(rng, d, s), vector(rng, d, u), vector(rng, d, w), w**2 * s / u**2 * step_size(rng)


def eq13(rng, d, variant):
    S, u, w, eta = least_squares(rng, d)
    size = norm(w) + 2 * abs(eta) * norm(u) ** 2 * norm(w) / (w @ S @ w)
    instance = Instance({"d": d}, {"S": plain(S), "u": plain(u), "w": plain(w), "eta": eta})
    return Case(instance, (relation("eq", *f.kohler_eq13(S, u, w, eta), size),))


def thm1_eq14(rng, d, variant):
    """The hypotheses compare the iterations, the conclusion where they lead."""
    S, u, w, _ = least_squares(rng, d)
    T = int(rng.integers(0, 5))
    orbit = [w]
    for _ in range(T):
        eta = (w @ S @ w) / (2 * np.linalg.eigvalsh(S)[-1] * abs(f.kohler_rho(S, u, w)))
        w = f.kohler_step(S, u, w, eta)
        orbit.append(w)
    values = {"S": plain(S), "u": plain(u), "w": Sequence(plain(orbit)), "T": T}
    size = abs(f.kohler_rho_min(S, u))
    printed = relation("le", *f.kohler_thm1_eq14(S, u, orbit[0], T), size)
    return Case(Instance({"d": d}, values), (printed,), samples={"t": range(T)})


def eq7(rng, d, variant, centred=True):
    o = Law(rng, d, centred)
    variance, square, quadratic = more.kohler_eq7(o.x, o.p, o.w)
    printed = relation("eq", variance, square), relation("eq", square, quadratic)
    instance = Instance(o.dims, {name: o.values[name] for name in ("X", "w", "one")})
    return Case(instance, printed, size=o.size)


def with_length(rng, d):
    """S, u, w and a length of the size of the best one, with the size of the objective there."""
    S, u, w, _ = least_squares(rng, d)
    best = np.sqrt(-f.kohler_rho_min(S, u))
    g = best * signed(rng)
    instance = Instance({"d": d}, {"S": plain(S), "u": plain(u), "w": plain(w), "g": g})
    return S, u, w, g, instance, 2 * abs(g) * best + g**2


def eq11(rng, d, variant):
    S, u, w, g, instance, size = with_length(rng, d)
    return Case(instance, (relation("eq", *more.kohler_eq11(S, u, w, g), size),))


def eq12(rng, d, variant):
    """The least value is attained, and a lower bound of the objective at any other length."""
    S, u, w, g, instance, size = with_length(rng, d)
    least, rho = more.kohler_eq12(S, u, w)
    bound = relation("le", rho, more.kohler_objective(S, u, w, g), size)
    return Case(instance, (relation("eq", least, rho, size), bound))


def eq15(rng, d, variant):
    S, u, w, _ = least_squares(rng, d)
    printed = relation("eq", *more.kohler_eq15(S, u, w), abs(f.kohler_rho_min(S, u)))
    return Case(Instance({"d": d}, {"S": plain(S), "u": plain(u), "w": plain(w)}), (printed,))


def aux_gradient(rng, d, variant):
    o = Halfspace(rng, d)
    printed = relation("eq", *more.kohler_aux_gradient(o.slope, o.curvature, o.S, o.u, o.w), o.size)
    return Case(o.instance, (printed,))


def lemma1(rng, d, variant):
    law = critical_point(rng, d)
    left = more.kohler_lemma1(law.S, law.u, law.w, law.g)
    return Case(law.instance, (relation("eq", left, 0.0, law.distance),), ("exists",), law.samples, size=law.size)


BUILDERS = {
    "kohler-eq13": eq13,
    "kohler-thm1-eq14": thm1_eq14,
    "kohler-eq7": eq7,
    "kohler-eq11": eq11,
    "kohler-eq12": eq12,
    "kohler-eq15": eq15,
    "kohler-aux-gradient": aux_gradient,
    "kohler-lemma1": lemma1,
}
# A hypothesis less, and the sides are those printed.
WIDER = {("kohler-eq7", "printed", "without E[x] = 0")}


@pytest.mark.parametrize(("claim", "variant"), printed_variants(BUILDERS))
def test_the_tree_is_the_array_formula(claim, variant):
    for case in cases(BUILDERS, claim, variant):
        assert misfits(statement(claim, variant), case) == []
        assert disagreements(statement(claim, variant), case) == []


@pytest.mark.parametrize(("claim", "variant", "wrong"), wrong_variants(BUILDERS))
def test_a_wrong_tree_is_noticed(claim, variant, wrong):
    noticed = any(disagreements(statement(claim, wrong), case) for case in cases(BUILDERS, claim, variant))
    assert noticed == ((claim, variant, wrong) not in WIDER)


@pytest.mark.parametrize(("claim", "variant", "name"), symbols(BUILDERS))
def test_a_wrong_value_is_noticed(claim, variant, name):
    tree, rng = statement(claim, variant), np.random.default_rng(1)
    other = (spoiled(case, tree, name, rng) for case in cases(BUILDERS, claim, variant))
    assert any(disagreements(tree, case) for case in other)


def test_a_wrong_orbit_is_noticed():
    """The last item of the sequence is not what the iteration makes of the others."""
    tree, rng = statement("kohler-thm1-eq14", "printed"), np.random.default_rng(1)
    for case in cases(BUILDERS, "kohler-thm1-eq14", "printed"):
        if case.instance.values["T"] > 0:
            assert "hypothesis 2" in disagreements(tree, spoiled(case, tree, "w", rng))


def test_a_start_without_correlation_is_excluded():
    """rho(w_0) = 0."""
    tree = statement("kohler-thm1-eq14", "printed")
    for u1, u2 in ((1.0, 2.0), (-3.0, 0.5)):
        S, start = ((2.0, 1.0), (1.0, 3.0)), (-u2, u1)
        values = {"S": S, "u": (u1, u2), "w": Sequence((start,)), "T": 0}
        sides = f.kohler_thm1_eq14(np.array(S), np.array([u1, u2]), np.array(start), 0)
        case = Case(Instance({"d": 2}, values), (relation("le", *sides),), samples={"t": range(0)})
        assert disagreements(tree, case) == ["hypothesis 1"]


def test_a_mean_other_than_0_is_excluded():
    """The wider statement admits it, and its sides are no longer equal."""
    for d in DIMENSIONS:
        case = eq7(np.random.default_rng(d), d, "printed", centred=False)
        assert disagreements(statement("kohler-eq7", "printed"), case) == ["hypothesis 0"]
        wider = statement("kohler-eq7", "without E[x] = 0")
        assert wider.conclusion == statement("kohler-eq7", "printed").conclusion
        assert disagreements(wider, case) == []
        variance, square = (case.printed[0].left.value, case.printed[0].right.value)
        assert variance < 0.999 * square


def test_a_point_without_correlation_is_excluded():
    """rho(w) = 0: the left side of (15) is not defined."""
    (excluded,) = statement("kohler-eq15", "printed").hypotheses
    for u1, u2 in ((1.0, 2.0), (-3.0, 0.5)):
        values = {"S": ((2.0, 1.0), (1.0, 3.0)), "u": (u1, u2), "w": (-u2, u1)}
        assert Evaluator(Floats(), Instance({"d": 2}, values)).truth(excluded) is False
