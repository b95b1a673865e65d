"""No claim of a document without a second transcription."""

from transcription.claims import BUILDERS, MODULES, registry


def test_every_claim_is_transcribed_twice():
    claims = {id for id, (_, claim) in registry().claims.items() if not claim.is_lemma}
    assert sorted(claims - set(BUILDERS)) == [], "claims without a second transcription"
    assert sorted(set(BUILDERS) - claims) == [], "transcriptions of no claim"


def test_no_claim_has_two_builders():
    assert sum(len(module.BUILDERS) for module in MODULES) == len(BUILDERS)
