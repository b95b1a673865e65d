"""The report as data: deterministic, without times or facts about the machine, lists in registry order."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Container, Iterable, Sequence
from itertools import chain, count
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from bnproof import __version__
from bnproof.judge import Verdict
from bnproof.registry import Entry, Registry, Source

if TYPE_CHECKING:
    from bnproof.result import ClaimResult, VariantResult

SCHEMA = "bnproof-report/1"
ENVIRONMENT_SCHEMA = "bnproof-environment/1"
LIBRARIES = ("python-flint", "sympy", "jinja2", "rich")
_SPOKEN = {"<": " lt ", ">": " gt ", "=": " eq ", "≤": " le ", "≥": " ge ", "≠": " ne ", "*": " star ",
           "+": " plus ", "'": " prime ", "/": " over ", "^": " pow "}  # fmt: skip
MAX_SLUG = 60


# ---- file names ----------------------------------------------------------------------------------
def slug(name: str) -> str:
    """Lower-case ASCII words with hyphens, signs spelled out. Two names may share a slug: see `slugs`."""
    spelled = name.replace("!=", "≠").replace("<=", "≤").replace(">=", "≥")
    words = "".join(map(_spoken, re.sub(r"(^|\s)[-−](?=\s)", " minus ", spelled)))
    return "-".join(re.findall(r"[a-z0-9]+", words.lower()))[:MAX_SLUG].strip("-") or "variant"


def _spoken(c: str) -> str:
    """A character in ASCII; a Greek letter by its name."""
    if c in _SPOKEN or c.isascii():
        return _SPOKEN.get(c, c)
    plain = unicodedata.normalize("NFKD", c).encode("ascii", "ignore").decode()
    return plain or (f" {unicodedata.name(c, '').split(' ')[-1]} " if c.isalpha() else " ")


def slugs(names: Iterable[str]) -> list[str]:
    """A slug for each name, no two alike: where one is taken already, the later gets a number."""
    found: list[str] = []
    for base in map(slug, names):
        numbered = (f"{base}-{k}" for k in count(2))
        found.append(next(s for s in chain((base,), numbered) if s not in found))
    return found


def evidence_paths(result: ClaimResult) -> dict[str, list[str]]:
    """By variant: where its pieces of evidence lie, relative to the report's folder."""
    found: dict[str, list[str]] = {v.name: [] for v in result.variants}
    for folder, group in (("", _forms(result)), ("mutants/", _mutants(result))):
        names = [v.name for v in group for _ in v.evidence]
        for name, stem in zip(names, slugs(names), strict=True):
            found[name].append(f"evidence/{_home(result.id)}/{folder}{stem}.json")
    return found


def _home(id: str) -> str:
    """The folder of a claim: its id, with what a path cannot have percent-encoded."""
    return re.sub(r"^\.", "%2E", quote(id, safe="+"))


def evidence_files(results: Iterable[ClaimResult]) -> dict[str, dict[str, Any]]:
    """Every piece of evidence by its path relative to the report's folder."""
    files: dict[str, dict[str, Any]] = {}
    for r in results:
        paths = evidence_paths(r)
        for v in r.variants:
            files.update(zip(paths[v.name], v.evidence, strict=True))
    return files


# ---- the report ----------------------------------------------------------------------------------
def report_json(registry: Registry, results: Sequence[ClaimResult]) -> dict[str, Any]:
    """The report, of schema `bnproof-report/1`.

    `missing`: entries of which no result speaks; `out_of_scope`: those of which none ever will, and why.
    """
    covered = {r.id for r in results}
    missing = {s.id: [e.id for e in uncovered(s, covered)] for s in registry.sources}
    outside = {s.id: {e.id: e.out_of_scope for e in s.entries if e.out_of_scope} for s in registry.sources}
    claims = [r for r in results if not r.claim.is_lemma]
    lemmas = [r for r in results if r.claim.is_lemma and not r.claim.cited]
    return {
        "schema": SCHEMA,
        "version": __version__,
        "sources": [
            {
                "id": s.id,
                "title": s.title,
                "authors": list(s.authors),
                "venue": s.venue,
                "year": s.year,
                "entries": len(s.entries),
                "claims": sum(r.source.id == s.id for r in claims),
                "lemmas": sum(r.source.id == s.id for r in lemmas),
            }
            for s in registry.sources
        ],
        "counts": {
            "claims": counts(claims),
            "lemmas": counts(lemmas),
            "cited": sum(r.claim.cited for r in results),
            "mutants": counts(v for r in results for v in _mutants(r)),
            "out_of_scope": sum(map(len, outside.values())),
            "missing": sum(map(len, missing.values())),
        },
        "claims": [_claim(registry, r) for r in results],
        "out_of_scope": outside,
        "missing": missing,
    }


def uncovered(source: Source, covered: Container[str]) -> list[Entry]:
    """The entries without a claim among those covered that are not out of scope."""
    return [e for e in source.entries if e.id not in covered and not e.out_of_scope]


def counts(judged: Iterable[ClaimResult | VariantResult]) -> dict[str, int]:
    """How many of each verdict, in the order of `Verdict`, those that occur."""
    found = Counter(x.verdict for x in judged)
    return {str(v): found[v] for v in Verdict if found[v]}


def used(registry: Registry, result: ClaimResult) -> list[tuple[str, str]]:
    """The claims and variants on which the evidence for any form but the mutants rests, in registry order."""
    order = {id: i for i, id in enumerate(registry.claims)}
    names = {name for v in _forms(result) for name in v.uses}
    return sorted(names, key=lambda name: (order.get(name[0], len(order)), name))


def _claim(registry: Registry, result: ClaimResult) -> dict[str, Any]:
    entry, paths = result.source.entry(result.claim), evidence_paths(result)
    return {
        "id": result.id,
        "source": result.source.id,
        "where": entry.where,
        "kind": entry.kind,
        "printed": {"formula": entry.formula} if entry.formula else {"paraphrase": entry.paraphrase},
        "verdict": str(result.verdict),
        "variants": [_variant(v, paths[v.name]) for v in _forms(result)],
        "mutants": [
            {"name": v.name, "killed": v.verdict is Verdict.VIOLATED, "verdict": str(v.verdict),
             "evidence": paths[v.name]}
            for v in _mutants(result)
        ],
        "uses": [list(name) for name in used(registry, result)],
    }  # fmt: skip


def _variant(v: VariantResult, paths: list[str]) -> dict[str, Any]:
    return {
        "name": v.name,
        "role": v.role,
        "verdict": str(v.verdict),
        "note": v.note,
        "statement": v.hash or None,
        "instance": v.findings.admitted,
        "modulo": [list(name) for name in sorted(v.modulo)],
        "evidence": paths,
        "reason": v.reason,
        "draws": v.draws,
    }


def _forms(result: ClaimResult) -> list[VariantResult]:
    return [v for v in result.variants if v.role != "mutant"]


def _mutants(result: ClaimResult) -> list[VariantResult]:
    return [v for v in result.variants if v.role == "mutant"]


# ---- the machine ---------------------------------------------------------------------------------
def environment_json(results: Sequence[ClaimResult], date: str | None = None) -> dict[str, Any]:
    """What the run depended on, and how long it took in seconds. `date`: ISO 8601, else today, UTC."""
    import platform
    from datetime import UTC, datetime
    from importlib.metadata import PackageNotFoundError, version

    libraries: dict[str, str | None] = {}
    for name in LIBRARIES:
        try:
            libraries[name] = version(name)
        except PackageNotFoundError:
            libraries[name] = None
    return {
        "schema": ENVIRONMENT_SCHEMA,
        "version": __version__,
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
        "libraries": libraries,
        "date": date or datetime.now(UTC).date().isoformat(),
        "seconds": {r.id: round(r.seconds, 3) for r in results},
    }
