"""The README says what bnproof found: all of it, and no more."""

import json
import re
from collections import Counter
from pathlib import Path

from bnproof.judge import Verdict

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_claim_that_does_not_simply_hold_is_told(results) -> None:
    adverse = {r.id for r in results.values() if r.verdict in ("VIOLATED", "DEPENDS", "MALFORMED")}
    told = {m for row in README.splitlines() if row.startswith("| ") for m in re.findall(r"\(`([\w.-]+)`\)", row)}
    assert adverse <= told
    assert told <= {r.id for r in results.values()}


def test_the_verdicts_told_are_those_found(results) -> None:
    words = {"VIOLATED": "**false as printed**", "DEPENDS": "depends on the reading", "PROVED": "holds",
             "DEFINITION": "well-posed", "CONDITIONAL": "holds, modulo"}  # fmt: skip
    verdicts = {r.id: r.verdict for r in results.values()}
    for row in README.splitlines():
        found = re.findall(r"\(`([\w.-]+)`\)", row) if row.startswith("| ") else []
        if found:
            verdict = row.split("|")[2].strip()
            assert all(verdict.startswith(words[verdicts[id]]) for id in found), row


# Number before words, wherever the README counts verdicts. What does not occur need not be told.
COUNTED = {
    Verdict.PROVED: "hold", Verdict.CONDITIONAL: "hold modulo a cited theorem",
    Verdict.DEFINITION: "are well-posed definitions", Verdict.DEPENDS: "depend on the reading",
    Verdict.VIOLATED: "are false", Verdict.SURVIVED: "survived", Verdict.UNDECIDED: "are undecided",
}  # fmt: skip


def test_the_counts_are_right(results, registry) -> None:
    lemmas = sum(r.claim.is_lemma and not r.claim.cited for r in results.values())
    kinds = Counter(r.verdict for r in results.values() if not r.claim.is_lemma)
    outside = sum(bool(e.out_of_scope) for s in registry.sources for e in s.entries)
    text = " ".join(README.split())
    assert f"{sum(kinds.values())} displayed formulas and statements" in text
    assert f"{lemmas} lemmas of our own" in text
    assert set(kinds) <= set(COUNTED)
    for verdict, words in COUNTED.items():
        words = words.replace("are ", "(?:is|are) ")
        assert not kinds[verdict] or re.search(rf"\b{kinds[verdict]} {words}\b", text), verdict
    assert not outside or re.search(rf"\b{outside} (entries )?are out of scope\b", text)


def test_the_mutants_are_counted_as_in_the_report() -> None:
    counts = json.loads((ROOT / "reports" / "mutation.json").read_text(encoding="utf-8"))["counts"]
    wrong = counts["killed"] + counts["survived"]
    told = f"of {wrong:,} wrong forms that were made by changing one place of a claim, {counts['killed']:,} are refuted"
    assert told in " ".join(README.split())
