"""The README says what bnproof found: all of it, and no more."""

import re
from collections import Counter
from pathlib import Path

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


def test_every_claim_that_does_not_simply_hold_is_told(results) -> None:
    adverse = {r.id for r in results.values() if r.verdict in ("VIOLATED", "DEPENDS", "MALFORMED")}
    told = {m for row in README.splitlines() if row.startswith("| ") for m in re.findall(r"\(`([\w.-]+)`\)", row)}
    assert adverse <= told
    assert told <= {r.id for r in results.values()}


def test_the_verdicts_told_are_those_found(results) -> None:
    words = {"VIOLATED": "**false as printed**", "DEPENDS": "depends on the reading", "PROVED": "holds"}
    verdicts = {r.id: r.verdict for r in results.values()}
    for row in README.splitlines():
        found = re.findall(r"\(`([\w.-]+)`\)", row) if row.startswith("| ") else []
        if found:
            verdict = row.split("|")[2].strip()
            assert all(verdict.startswith(words[verdicts[id]]) for id in found), row


def test_the_counts_are_right(results) -> None:
    lemmas = sum(r.claim.is_lemma for r in results.values())
    kinds = Counter(str(r.verdict) for r in results.values() if not r.claim.is_lemma)
    assert f"{len(results) - lemmas} displayed formulas and statements" in README
    assert f"{lemmas} lemmas of our own" in README
    assert f"{kinds['PROVED']} hold, {kinds['DEPENDS']} depend on the reading, {kinds['VIOLATED']} are false" in README
