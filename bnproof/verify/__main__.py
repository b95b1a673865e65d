"""`python -m bnproof.verify DIR`: re-checks a report's evidence. No SymPy, no search, no judge.

Every statement is traced anew from its claim file, every proof and witness checked against it, and every
verdict of report.json must rest on evidence that passed. One JSON object on stdout; exit 0 if all passed,
1 if not, 2 on usage.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bnproof.registry import Registry, UsageError
from bnproof.statement.codec import statement_hash
from bnproof.statement.sorts import Malformed
from bnproof.verify.context import Refused
from bnproof.verify.replay import Checked, Name, Uses, check_evidence, settled

MAX_BYTES = 50_000_000
EARNED = {"PROVED", "DEFINITION", "CONDITIONAL", "VIOLATED"}  # by evidence alone


def read_json(path: Path) -> Any:
    """Raises `Malformed` naming the trouble."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise Malformed("larger than 50 MB")
        return json.loads(path.read_text(encoding="utf-8"))
    except Malformed:
        raise
    except OSError as error:
        raise Malformed(error.strerror or "unreadable") from None
    except (ValueError, RecursionError) as error:
        raise Malformed(f"no JSON: {error}") from None


def verify(folder: Path, registry: Registry) -> dict[str, Any]:
    """Counts of what passed, and one line for each refusal."""
    passed: list[Checked] = []
    refused: list[str] = []
    for path in sorted(folder.glob("evidence/**/*.json")):
        try:
            passed.append(check_evidence(read_json(path), registry.statement))
        except (Refused, Malformed) as error:
            refused.append(f"{path.relative_to(folder)}: {error}")
        except Exception as error:  # no input may pass by breaking the checker
            refused.append(f"{path.relative_to(folder)}: {type(error).__name__}: {error}")
    proofs = {c.name: c.uses for c in passed if c.kind == "proof"}
    refutations = {c.name: c.uses for c in passed if c.kind in ("witness", "disproof")}
    cited = {name for name in registry.cited if _hash(registry, name)}
    sound, false = settled(proofs, refutations, cited)
    refused += [f"{c}/{v}: its proof uses what is not proved" for c, v in sorted(proofs.keys() - sound.keys())]
    refused += [f"{c}/{v}: proved and refuted" for c, v in sorted(proofs.keys() & sound.keys() & false)]
    refused += _verdicts(folder / "report.json", registry, sound, false)
    counts = Counter(c.kind for c in passed)
    return {
        "proofs": len(proofs.keys() & sound.keys()),
        "witnesses": counts["witness"],
        "disproofs": counts["disproof"],
        "statements": len({c.name for c in passed}),
        "refused": [line if len(line) < 400 else line[:397] + "..." for line in refused],
    }


def _verdicts(path: Path, registry: Registry, sound: Uses, false: set[Name]) -> list[str]:
    """Where the report says other than its evidence and the claim files."""
    bad: list[str] = []
    told: set[Name] = set()
    try:
        for c in read_json(path)["claims"]:
            if c["id"] not in registry.claims:
                bad.append(f"{c['id']}: no such claim")
                continue
            rows = {v["name"]: v for v in (*c["variants"], *c["mutants"])}
            told |= {(c["id"], name) for name in rows}
            bad += _claim(c["id"], c["verdict"], rows, registry, sound, false)
        proved = sound.keys() - registry.cited
        rested_on = frozenset[Name]().union(*(sound[name] for name in proved))
        unlisted = sorted((proved | rested_on | false) - told)
        bad += [f"{c}/{v}: evidence of what the report does not list" for c, v in unlisted]
    except (Malformed, KeyError, TypeError) as error:
        bad.append(f"{type(error).__name__}: {error}")
    return [f"{path.name}: {line}" for line in bad]


def _claim(
    id: str, verdict: str, rows: dict[str, Any], registry: Registry, sound: Uses, false: set[Name]
) -> Iterator[str]:
    source, claim = registry.claims[id]
    variants, kind = claim.variants, source.entry(claim).kind
    if set(rows) != {v.name for v in variants}:
        yield f"{id}: variants: not those of the claim file"
        return
    for v in variants:
        row, name = rows[v.name], (id, v.name)
        earned, modulo = _earned(name, kind, sound, false), sound.get(name, frozenset())
        if row["verdict"] != earned:
            if row["verdict"] in EARNED:
                yield f"{id}/{v.name}: verdict: {row['verdict']} without evidence that passes"
            if earned:
                yield f"{id}/{v.name}: verdict: {row['verdict']} where evidence says {earned}"
        if v.role == "mutant":
            continue
        if row["modulo"] != [list(n) for n in sorted(modulo)]:
            yield f"{id}/{v.name}: modulo: the proof rests on {[c for c, _ in sorted(modulo)]}"
        if row["role"] != v.role:
            yield f"{id}/{v.name}: role: {row['role']} is not that of the claim file"
        statement = _hash(registry, name)
        if row["statement"] != statement or (row["verdict"] == "MALFORMED") != (statement is None):
            yield f"{id}/{v.name}: statement: the claim file states something else"
    shared = {rows[v.name]["verdict"] for v in variants if v.role in ("printed", "reading")}
    if verdict != (shared.pop() if len(shared) == 1 else "DEPENDS"):
        yield f"{id}: verdict: {verdict} is not what its printed form or its readings share"


def _earned(name: Name, kind: str, sound: Uses, false: set[Name]) -> str | None:
    """The verdict that the evidence earns, if any."""
    if name in false:
        return "VIOLATED"
    if name not in sound:
        return None
    return "CONDITIONAL" if sound[name] else "DEFINITION" if kind == "definition" else "PROVED"


def _hash(registry: Registry, name: Name) -> str | None:
    try:
        return statement_hash(registry.statement(*name))
    except Malformed:
        return None


def main(arguments: list[str]) -> int:
    folder, *extra = arguments or ["reports"]
    try:
        if not Path(folder).is_dir():
            raise UsageError(f"no folder {folder}")
        result = verify(Path(folder), Registry.load([Path(p) for p in extra]))
    except UsageError as error:
        print(f"bnproof verify: {error}", file=sys.stderr)
        return 2
    print(json.dumps(result, indent=1))
    return 1 if result["refused"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
