"""What the hypotheses exclude: where a claim does not speak, its tree says so."""

from itertools import islice

import numpy as np
import pytest
from transcription.builders import arora, arora_weights, cai_descent, cai_insensitivity, cai_limits, kohler
from transcription.claims import BUILDERS, DIMENSIONS, cases, printed_variants, statement
from transcription.formulas.kohler import kohler_thm1_eq14
from transcription.instances import Case, disagreements, misfits, relation, with_values
from transcription.losses import TOTAL

from bnproof.interpret.evaluate import Evaluator, Undefined
from bnproof.interpret.floats import Floats
from bnproof.interpret.instance import Instance, Lambda, Sequence
from bnproof.statement.builder import injection

OF_THE_DIRECTION = [id for id in arora.BUILDERS if id not in ("arora-C1-grad-z", "arora-lemmaB.1")]
UNCORRELATED = ((1.0, 2.0), (-3.0, 0.5))  # with w = (-u_2, u_1)


@pytest.mark.parametrize("claim", ["cai-eq1", "cai-eq3a", "cai-eq3w", "cai-orth"])
def test_a_mean_other_than_0(claim):
    """Only the hypothesis fails: both sides are defined and agree all the same, as N subtracts the mean in both."""
    for d in DIMENSIONS:
        case = BUILDERS[claim](np.random.default_rng(d), d, "printed", centred=False)
        assert disagreements(statement(claim, "printed"), case) == ["hypothesis 0"]


def test_a_mean_other_than_0_where_it_matters():
    """The wider statement admits it, and its sides are no longer equal."""
    for d in DIMENSIONS:
        case = kohler.eq7(np.random.default_rng(d), d, "printed", centred=False)
        assert disagreements(statement("kohler-eq7", "printed"), case) == ["hypothesis 0"]
        wider = statement("kohler-eq7", "without E[x] = 0")
        assert wider.conclusion == statement("kohler-eq7", "printed").conclusion
        assert disagreements(wider, case) == []
        variance, square = (case.printed[0].left.value, case.printed[0].right.value)
        assert variance < 0.999 * square


def test_a_start_without_correlation():
    """rho(w_0) = 0."""
    tree = statement("kohler-thm1-eq14", "printed")
    for u1, u2 in UNCORRELATED:
        S, start = ((2.0, 1.0), (1.0, 3.0)), (-u2, u1)
        values = {"S": S, "u": (u1, u2), "w": Sequence((start,)), "T": 0}
        sides = kohler_thm1_eq14(np.array(S), np.array([u1, u2]), np.array(start), 0)
        case = Case(Instance({"d": 2}, values), (relation("le", *sides),), samples={"t": range(0)})
        assert disagreements(tree, case) == ["hypothesis 1"]


def test_a_point_without_correlation():
    """rho(w) = 0: the left side of (15) is not defined."""
    (excluded,) = statement("kohler-eq15", "printed").hypotheses
    for u1, u2 in UNCORRELATED:
        values = {"S": ((2.0, 1.0), (1.0, 3.0)), "u": (u1, u2), "w": (-u2, u1)}
        assert Evaluator(Floats(), Instance({"d": 2}, values)).truth(excluded) is False


def test_an_equal_condition_number():
    values = {"H": ((1.0, 0.0, 0.0), (0.0, 2.0, 0.0), (0.0, 0.0, 3.0)), "u": (0.0, 1.0, 0.0), "eps": 0.5}
    values |= {"v": (1.0, 0.0, 0.0), "z": (0.0, 0.0, 1.0), "low": 1.0, "high": 3.0}
    case = Case(Instance({"d": 3}, values), (relation("lt", 0.5, 0.5),), samples={"x": [[1.0, 2.0, 3.0]]})
    corrected = "strictly, where H* is better conditioned"
    assert disagreements(statement("cai-faster-than-gd", corrected), case) == ["hypothesis 3"]
    assert disagreements(statement("cai-faster-than-gd", "strictly faster"), case) == []


@pytest.mark.parametrize("claim", ["cai-interlacing", "cai-rhostar", "cai-thm2-eq6"])
def test_no_other_eigenvalue_in_dimension_1(claim):
    """H* = 0 has no eigenvalue other than 0."""
    one = {"H": ((2.0,),), "u": (3.0,), "v": (1.0,), "z": (1.0,), "low": 2.0, "high": 2.0}
    state = {"rate": 0.5, "a": 1.0, "w": (1.0,), "eps": 0.1, "delta": 0.5}
    case = Case(Instance({"d": 1}, {**one, **state}), (), samples={"x": [[1.0]]})
    assert disagreements(statement(claim, "printed"), case)[0] == "hypothesis 0"


@pytest.mark.parametrize("claim", cai_insensitivity.BUILDERS)
def test_no_sphere_in_dimension_1(claim):
    line = Instance({"d": 1, "m": 2}, {"H": ((2.0,),)})
    for _, variant in printed_variants(claim):
        tree = statement(claim, variant)
        assert Evaluator(Floats(), line).truth(tree.hypotheses[0]) is False
        with pytest.raises((Undefined, ZeroDivisionError)):
            Evaluator(Floats(), line).truth(tree.conclusion)


def test_a_delta_below_its_bound():
    for d in DIMENSIONS:
        small = with_values(cai_descent.eq6(np.random.default_rng(d), d, "printed"), delta=0.0)
        assert "hypothesis 3" in disagreements(statement("cai-thm2-eq6", "printed"), small)


def at_zero(claim, variant):
    """An orbit that is at w_0 = 0, where (3) says nothing, and what a tree says of it."""
    case = next(cases(claim, variant))
    still = cai_limits.sequence([np.zeros(case.instance.dims["d"])] * 5)
    return with_values(case, a=cai_limits.sequence([1.0] * 5), w=still)


def unmet(tree, case):
    """The hypotheses that the case does not meet."""
    return [text for text in disagreements(tree, case) if text.startswith("hypothesis")]


@pytest.mark.parametrize(("claim", "variant", "wrong"), cai_limits.BEYOND)
def test_what_a_wider_form_admits(claim, variant, wrong):
    """The wrong form admits more, and says the same there."""
    beyond = cai_limits.BEYOND[claim, variant, wrong]
    printed, wider = statement(claim, variant), statement(claim, wrong)
    if "w_0" in beyond:
        case = at_zero(claim, variant)
        assert (unmet(printed, case), unmet(wider, case)) == (["hypothesis 1"], [])
        return
    if "eps" in beyond:
        H, u, w = np.diag([1.0, 2.0]), np.array([1.0, 1.0]), np.array([2.0, -1.0])
        case = cai_limits.descent(H, u, w, **beyond, tol=1.0)
    elif "K" in beyond or beyond == {"eps_a": 0.0}:
        (name,) = beyond
        case = with_values(next(cases(claim, variant)), **beyond)
        assert misfits(printed, case) == [f"{name} is not {'pos' if name == 'eps_a' else '>=2'}"]
        assert misfits(wider, case) == []
        return
    else:
        case = BUILDERS[claim](np.random.default_rng(1), 2, variant, **beyond)
    assert [text[:10] for text in disagreements(printed, case)] == ["hypothesis"]
    assert disagreements(wider, case) == []


def test_readings_differ_where_the_print_is_silent():
    """In what they demand of w_0, of eps_a and of its sign; and in nothing else."""
    one, other = (statement("cai-thm1-convergence", name) for name in cai_limits.THEOREM_1)
    case = at_zero("cai-thm1-convergence", "w_0 != 0")
    assert (unmet(one, case), unmet(other, case)) == (["hypothesis 1"], [])
    narrow, wide = (statement("cai-converges-any-eps", name) for name in cai_limits.ANY_EPS)
    case = cai_limits.bngd_converges(np.random.default_rng(1), 2, "", eps_a=2.5)
    assert (unmet(narrow, case), disagreements(wide, case)) == (["hypothesis 2"], [])
    positive, signed_too = (statement("cai-table-1", name) for name in cai_limits.ROW_1)
    case = with_values(next(cases("cai-table-1", cai_limits.ROW_1[0])), eps_a=-1.0)
    assert (misfits(positive, case), misfits(signed_too, case)) == (["eps_a is not pos"], [])


@pytest.mark.parametrize(("claim", "variant"), printed_variants(*OF_THE_DIRECTION))
def test_a_function_of_the_length(claim, variant):
    for case in cases(claim, variant):
        F = case.instance.values["F"]
        case = with_values(case, F=Lambda(F.bound, F.body + F.bound @ F.bound))
        assert "hypothesis 0" in disagreements(statement(claim, variant), case)


@pytest.mark.parametrize(("claim", "variant"), printed_variants(*arora_weights.BUILDERS))
@pytest.mark.parametrize("k", [1, 2])
def test_a_function_of_one_of_the_lengths(claim, variant, k):
    for case in islice(cases(claim, variant), 6):
        F = case.instance.values["F"]
        part = injection(TOTAL, k).T @ F.bound
        case = with_values(case, F=Lambda(F.bound, F.body + 1000 * part @ part))
        assert "hypothesis 0" in disagreements(statement(claim, variant), case)


def test_a_function_that_bends_more():
    for case in cases("arora-lemmaA.1-eq18", "printed"):
        if case.instance.dims["d"] > 1:
            case = with_values(case, L=case.instance.values["L"] / 1e6)
            assert "hypothesis 1" in disagreements(statement("arora-lemmaA.1-eq18", "printed"), case)


def test_a_function_of_several_weights_that_bends_more():
    claim, variant = "arora-lemma3.2-eq12", "eta_g of section 3.1"
    for case in islice(cases(claim, variant), 4, 8):  # in one dimension a direction is constant
        for name in ("L_11", "L_1", "L_g"):
            spoilt = with_values(case, **{name: case.instance.values[name] / 1e9})
            assert any(text.startswith("hypothesis") for text in disagreements(statement(claim, variant), spoilt))


def test_an_item_beyond_the_bound():
    for case in cases("arora-lemmaB.1", "printed"):
        case = with_values(case, B=0.99 * max(case.instance.values["a"].prefix))
        assert "hypothesis 1" in disagreements(statement("arora-lemmaB.1", "printed"), case)


@pytest.mark.parametrize("variant", ["gradient at z", "gradient at y"])
@pytest.mark.parametrize("m", [1, 2, 4])
def test_a_constant_batch(variant, m):
    """sigma = 0: neither side is defined."""
    (excluded,) = statement("wiki-smooth-gradient-bound", variant).hypotheses
    assert Evaluator(Floats(), Instance({"m": m}, {"y": (1.5,) * m})).truth(excluded) is False
