"""False statements from outside, each with its true neighbour: every false one falls, no true one does."""

from collections import Counter
from pathlib import Path

import pytest
from second.evidence import agree

from bnproof.judge import Verdict
from bnproof.registry import Registry, read_source
from bnproof.run import check
from bnproof.statement.codec import decode
from bnproof.verify.context import Refused
from bnproof.verify.kernel import Kernel
from bnproof.verify.replay import check_evidence

REGISTRY = Registry((read_source(Path(__file__).parent / "claims"),))
CLAIMS = [pytest.param(c, id=id) for id, (_, c) in REGISTRY.claims.items()]
NEIGHBOURS = [
    pytest.param(c, v, id=f"{id}/{v.name}")
    for id, (_, c) in REGISTRY.claims.items()
    for v in c.variants
    if v.role == "corrected"
]

# True neighbours that are not PROVED, and why.
NO_RULE = Verdict.SURVIVED  # the kernel knows nothing of maxima
SHORT_OF_PROVED = {"false-maximum": NO_RULE}

# Printed forms that fall to a declared disproof, since no finite exact instance shows that they are false.
DISPROVED = {
    "false-mean-value-vector",  # of every number
    "false-multiple",
    "false-log-one-plus-reversed",  # these two also have witnesses, by balls that are apart
    "false-log-lower-bound",
}


@pytest.fixture(scope="module")
def found():
    """Results of variants, by claim and name, of one check."""
    results = check(REGISTRY, REGISTRY.select(["falsehoods"]))
    return {(r.id, v.name): v for r in results for v in r.variants}


def test_there_are_enough_of_them():
    assert len(CLAIMS) >= 120
    assert len(NEIGHBOURS) == len(CLAIMS)


@pytest.mark.parametrize("claim", CLAIMS)
def test_what_is_false_is_refuted(claim, found):
    result = found[claim.id, "printed"]
    assert result.verdict is Verdict.VIOLATED, result.reason
    (evidence,) = result.evidence
    assert evidence["kind"] == ("disproof" if claim.id in DISPROVED else "witness")
    assert check_evidence(evidence, REGISTRY.statement).name == (claim.id, "printed")


@pytest.mark.parametrize(("claim", "variant"), NEIGHBOURS)
def test_what_is_true_is_proved(claim, variant, found):
    result = found[claim.id, variant.name]
    assert result.verdict is SHORT_OF_PROVED.get(claim.id, Verdict.PROVED), result.reason
    for evidence in result.evidence:
        assert evidence["kind"] == "proof"
        assert check_evidence(evidence, REGISTRY.statement).name == (claim.id, variant.name)


def test_nearly_all_that_is_true_is_proved():
    assert {c.id for _, c in REGISTRY.claims.values()} >= set(SHORT_OF_PROVED)
    assert 10 * len(SHORT_OF_PROVED) <= len(NEIGHBOURS)


@pytest.mark.parametrize("claim", CLAIMS)
def test_the_neighbour_is_another_statement(claim, found):
    hashes = [found[claim.id, v.name].hash for v in claim.variants]
    assert len(set(hashes)) == len(hashes)


@pytest.mark.parametrize(("claim", "variant"), NEIGHBOURS)
def test_the_proof_of_the_neighbour_does_not_prove_what_is_false(claim, variant, found):
    false = found[claim.id, "printed"].statement
    for evidence in found[claim.id, variant.name].evidence:
        kernel = Kernel(decode(evidence["nodes"]), REGISTRY.statement)
        with pytest.raises(Refused):
            kernel.check(false, evidence["proof"])


def test_a_second_checker_agrees_with_all_evidence(found):
    counts = Counter[str]()
    for result in found.values():
        for evidence in result.evidence:
            agree(evidence, REGISTRY)
            counts[evidence["kind"]] += 1
    assert min(counts["proof"], counts["witness"]) >= 120, counts
