"""What else the instances tell apart: readings, orbits, and the sides of formulas that are false."""

import numpy as np
import pytest
from transcription.builders.arora import two_starts
from transcription.builders.cai_insensitivity import SAMPLED, SAMPLES
from transcription.claims import DIMENSIONS, cases, statement
from transcription.formulas import arora, cai_insensitivity
from transcription.instances import disagreements, plain, spoiled

from bnproof.interpret.evaluate import Evaluator
from bnproof.interpret.floats import Floats
from bnproof.interpret.instance import Instance

norm = np.linalg.norm
READINGS = [
    ("arora-hess-wg", "j another weight", "j = i"),
    ("arora-lemma3.2-eq12", "eta_g of section 3.1", "eta_g of Theorem 3.1"),
    ("cai-eq2", "Euclidean norm", "norm of H"),
    ("wiki-smooth-gradient-bound", "gradient at z", "gradient at y"),
]
# Claim, form, sequence, the hypothesis that it obeys, and the name of its length.
ORBITS = [
    *(
        ("cai-scaling", variant, name, rule, "K")
        for variant in ("r > 0", "r != 0")
        for name, rule in (("a", 0), ("w", 0), ("b", 1), ("v", 1))
    ),
    ("kohler-thm1-eq14", "printed", "w", 2, "T"),
]


@pytest.mark.parametrize(("claim", "one", "other"), [*READINGS, *((id, b, a) for id, a, b in READINGS)])
def test_the_other_reading_is_noticed(claim, one, other):
    assert any(disagreements(statement(claim, other), case) for case in cases(claim, one))


@pytest.mark.parametrize(("claim", "variant", "name", "rule", "length"), ORBITS)
def test_a_wrong_orbit_is_noticed(claim, variant, name, rule, length):
    """The last item of a sequence is not what the iteration makes of the others."""
    tree, rng = statement(claim, variant), np.random.default_rng(1)
    for case in cases(claim, variant):
        if case.instance.values[length] > 0:
            assert f"hypothesis {rule}" in disagreements(tree, spoiled(case, tree, name, rng))


@pytest.mark.parametrize("side", [0, 1])
@pytest.mark.parametrize("d", DIMENSIONS)
def test_one_step_of_the_tree_repeats_to_any_number(d, side):
    """Fed with its own result, divided by C, a side of the tree goes where the array formula goes."""
    term = statement("arora-C2-equivalence", "C > 0").conclusion.args[side]
    F, w, eta, C, values, _ = two_starts(np.random.default_rng(d), d)
    for steps in (1, 2, 3, 4):
        image = np.array(Evaluator(Floats(), Instance({"d": d}, values)).value(term))
        expected = arora.arora_C2_equivalence(F, w, eta, C, steps)[side]
        assert arora.unit(image) == pytest.approx(expected, rel=0, abs=1e-8)
        values["w"] = plain(image / C)


@pytest.mark.parametrize("variant", ["j another weight", "j = i"])
def test_both_readings_of_a_second_derivative_are_false(variant):
    """The array formula's sides are not equal either."""
    for case in cases("arora-hess-wg", variant):
        (printed,) = case.printed
        if case.instance.dims["d"] == 1:  # the direction is constant
            continue
        assert norm(printed.left.value - printed.right.value) > 1e-3 * norm(printed.left.value)


def test_another_mean_is_noticed():
    """Where E[x] is not 0, what the slides print is not the step."""
    printed = (case.printed[0] for case in cases("slides-bngd", "any E[x]"))
    assert any(not np.isclose(p.left.value, p.right.value) for p in printed)


def test_e_is_zero_exactly_along_u():
    """Both halves of the equivalence are met by instances."""
    zeros = [norm(c.printed[0].left.value) < 1e-9 for c in cases("cai-ek-zero", "(a_k, w_k)")]
    assert {True, False} == set(zeros)


def test_the_largest_is_attained_at_an_end():
    for case in cases("cai-rho-def", "printed"):
        radius, low, high = (case.printed[k].right.value for k in (1, 2, 3))
        assert np.isclose(radius, max(low, high))


def test_samples_disagree_with_a_tree_of_another_average():
    """Were the mean one of beta_0 and not of its logarithm, the difference would show."""
    rng = np.random.default_rng(5)
    H, w0, u = np.eye(3), cai_insensitivity.uniform(rng, SAMPLES, 3), cai_insensitivity.uniform(rng, SAMPLES, 3)
    arithmetic = np.mean(cai_insensitivity.cai_beta0(H, w0, u))
    assert arithmetic > (1 + 3 * SAMPLED) * cai_insensitivity.cai_beta_bar(H, w0, u)
