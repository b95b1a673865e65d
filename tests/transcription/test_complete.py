"""No claim of a document without a second transcription."""

from importlib import import_module
from pathlib import Path

from transcription.instances import registry

FILES = (path.stem for path in Path(__file__).parent.glob("test_*.py") if path.stem != "test_complete")
TRANSCRIBED = {id for name in FILES for id in getattr(import_module(f"transcription.{name}"), "BUILDERS", ())}


def test_every_claim_is_transcribed_twice():
    claims = {id for id, (_, claim) in registry().claims.items() if not claim.is_lemma}
    assert sorted(claims - TRANSCRIBED) == [], "claims without a second transcription"
    assert sorted(TRANSCRIBED - claims) == [], "transcriptions of no claim"
