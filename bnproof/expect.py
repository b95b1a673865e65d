"""Expected verdicts: a generated `expected.json` beside a source's claims, never read by the judge.

What is absent is expected to hold; mutants are expected to be refuted.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from bnproof.files import write_whole
from bnproof.judge import FATAL, Row, Verdict
from bnproof.registry import UsageError
from bnproof.run import ClaimResult

Key = str  # "claim" or "claim/variant"


def read(folder: Path) -> dict[Key, Verdict]:
    """The expectations of one source. Raises `UsageError`."""
    path = folder / "expected.json"
    if not path.exists():
        return {}
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise UsageError(f"{path}: {error!s:.300}") from None
    if not isinstance(found, dict):
        raise UsageError(f"{path}: no object of verdicts")
    return {key: _verdict(value, f"{path}: {key:.100}") for key, value in found.items()}


def _verdict(value: object, where: str) -> Verdict:
    if not isinstance(value, str) or value not in set(Verdict):
        raise UsageError(f"{where}: {value!r:.60} is no verdict")
    if value in FATAL:
        raise UsageError(f"{where}: {value} cannot be expected")
    return Verdict(value)


def verdicts(result: ClaimResult) -> Iterator[tuple[Key, Verdict]]:
    """Of the claim and of its variants, mutants included."""
    yield result.id, result.verdict
    for v in result.variants:
        yield f"{result.id}/{v.name}", v.verdict


def usual(result: ClaimResult, mutant: bool = False) -> Verdict:
    """What is expected where nothing else is: mutants fall, definitions are well-posed, other claims hold."""
    if mutant:
        return Verdict.VIOLATED
    if result.claim.cited:
        return Verdict.CONDITIONAL
    definition = result.source.entry(result.claim).kind == "definition"
    return Verdict.DEFINITION if definition else Verdict.PROVED


def compared(results: Iterable[ClaimResult]) -> list[tuple[Key, Row]]:
    """Verdicts beside the expected ones, of everything that was checked."""
    rows: list[tuple[Key, Row]] = []
    cache: dict[Path, dict[Key, Verdict]] = {}
    for r in results:
        expected = cache.setdefault(r.source.folder, read(r.source.folder))
        mutants = {f"{r.id}/{v.name}" for v in r.variants if v.role == "mutant"}
        for key, verdict in verdicts(r):
            default = usual(r, key in mutants)
            told = expected.get(key, None if default is Verdict.PROVED else default)
            rows.append((key, Row(verdict, told, key in mutants)))
    return rows


def accept(results: Iterable[ClaimResult]) -> list[Path]:
    """Writes what was found as what is expected, for the claims that were checked; returns the files.

    Bugs of bnproof are never expected.
    """
    by_folder: dict[Path, list[ClaimResult]] = {}
    for r in results:
        by_folder.setdefault(r.source.folder, []).append(r)
    for folder, group in by_folder.items():
        kept = {k: v for k, v in read(folder).items() if k.split("/")[0] not in {r.id for r in group}}
        for r in group:
            mutants = {f"{r.id}/{v.name}" for v in r.variants if v.role == "mutant"}
            found = ((key, v) for key, v in verdicts(r) if v is not usual(r, key in mutants))
            kept.update({key: v for key, v in found if v not in FATAL})
        text = json.dumps(dict(sorted(kept.items())), indent=2) + "\n"
        write_whole(folder / "expected.json", text)
    return sorted(folder / "expected.json" for folder in by_folder)
