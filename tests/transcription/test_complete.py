"""No claim of a document without a second transcription."""

from transcription import test_arora, test_arora_weights, test_cai, test_cai_descent, test_kohler, test_wiki
from transcription.instances import registry

MODULES = test_arora, test_arora_weights, test_cai, test_cai_descent, test_kohler, test_wiki
TRANSCRIBED = {id for module in MODULES for id in module.BUILDERS}


def test_every_claim_is_transcribed_twice():
    claims = {id for id, (_, claim) in registry().claims.items() if not claim.is_lemma}
    assert sorted(claims - TRANSCRIBED) == [], "claims without a second transcription"
    assert sorted(TRANSCRIBED - claims) == [], "transcriptions of no claim"
