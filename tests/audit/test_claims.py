"""The audit of the claims: none that is proved is flagged."""

from bnproof.audit.compare import audit
from bnproof.judge import HOLDS, Verdict

CAUGHT = {
    "arora-lemma2.4-2/eta not squared",
    "arora-lemma2.4-2/|w| not squared",
    "arora-thm2.5-eq9/|w| for G in the step",
    "arora-thm2.5-eq9/eta not squared",
    "arora-C2-equivalence/C for C^2",
    "arora-lemmaA.1-eq18/the square of the norm of w",
    "arora-lemmaA.1-eq18/without the norm of w",
    "cai-eq3w/w^T H w squared",
    "cai-eq4/no sigma in the rate",
    "kohler-eq11/g for g^2",
    "wiki-dl-dxhat/gamma squared",
    "wiki-dl-dgamma/x for x_hat",
    "wiki-ols-reparametrized/objective",
    "wiki-ols-reparametrized/minimum",
    "arora-eq5-lemma2.2/|w| squared",
    "arora-hess-ww/a norm squared",
    "arora-hess-wg/j another weight",
    "arora-hess-wg/j = i",
}


def test_no_proved_claim_is_flagged_and_wrong_ones_are(results):
    flagged = {
        f"{id}/{variant.name}": variant.verdict
        for id, claim in results.items()
        for variant in claim.variants
        if variant.statement and not audit(variant.statement).consistent
    }
    assert set(flagged.values()) == {Verdict.VIOLATED}
    assert flagged.keys() >= CAUGHT


def test_every_proved_claim_has_a_rescaling(results):
    for claim in results.values():
        for variant in claim.variants:
            if variant.statement and variant.verdict in HOLDS:
                found = audit(variant.statement)
                assert found.group or not variant.statement.symbols, variant.name
                assert not any("not audited" in note for note in found.notes)
