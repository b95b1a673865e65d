"""What mutation testing found, as data and as a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from bnproof.mutate.sort import STATUSES, Sorted
from bnproof.search.refute import Budget
from bnproof.statement.codec import Table, statement_hash
from bnproof.statement.nodes import Statement
from bnproof.verify.instances import instance_json

SCHEMA = "bnproof-mutation/1"
TOLD = ("survived", "stronger", "unneeded")  # statuses told by name
Row = dict[str, Any]


def variant_row(claim: str, name: str, verdict: str, statement: Statement, found: Iterable[Sorted]) -> Row:
    """Of one variant: counts, score and its mutants."""
    rows = [_mutant(s) for s in found]
    counts = Counter(r["status"] for r in rows)
    return {
        "claim": claim,
        "variant": name,
        "verdict": verdict,
        "statement": statement_hash(statement),
        "counts": {s: counts[s] for s in STATUSES},
        "score": score(counts),
        "mutants": rows,
    }


def _mutant(s: Sorted) -> Row:
    hashed = statement_hash(s.mutant.statement) if s.mutant.statement else None
    row: Row = {"name": s.mutant.name, "operator": s.mutant.operator, "statement": hashed, "status": s.status}
    if s.instance is not None:
        table = Table()
        row["witness"] = instance_json(s.instance, table)
        if table.rows:  # of functions
            row["nodes"] = table.rows
    row |= {"disproof": s.disproof} if s.disproof is not None else {}
    row |= {"draws": s.draws} if s.draws else {}
    row |= {"how": s.how} if s.how else {}
    return row | ({"reason": s.reason} if s.reason else {})


def score(counts: dict[str, int] | Counter[str]) -> float | None:
    """killed / (killed + survived), of four digits; None where no mutant counts."""
    killed, survived = counts.get("killed", 0), counts.get("survived", 0)
    return round(killed / (killed + survived), 4) if killed + survived else None


def data(rows: Sequence[Row], budget: Budget, seed: int, limit: int | None) -> Row:
    """Everything, in the order of the registry. No times: the same seed gives the same bytes."""
    total = {s: sum(r["counts"][s] for r in rows) for s in STATUSES}
    return {
        "schema": SCHEMA,
        "draws": budget.draws,
        "seed": seed,
        "limit": limit,
        "counts": total,
        "score": score(total),
        "operators": _by_operator(rows),
        "unkilled": [named(r) for r in rows if not r["counts"]["killed"]],
        "variants": list(rows),
    }


def _why(mutant: Row) -> list[str]:
    return [mutant[k] for k in ("how", "reason") if k in mutant]


def named(row: Row) -> str:
    """The variant, by claim and name."""
    return f"{row['claim']}/{row['variant']}"


def _by_operator(rows: Iterable[Row]) -> Row:
    counts: dict[str, Counter[str]] = {}
    for m in (m for r in rows for m in r["mutants"]):
        counts.setdefault(m["operator"], Counter())[m["status"]] += 1
    return {k: dict(sorted(v.items())) for k, v in sorted(counts.items())}


def told(rows: Sequence[Row]) -> list[str]:
    """Lines for people: a table, then what survived and what turned out true though it says more."""
    shown = [s for s in STATUSES if s != "survived"]
    names = [f"{r['claim']}/{r['variant']}" if r["variant"] != "printed" else r["claim"] for r in rows]
    wide = max(map(len, (*names, "total")), default=0)
    lines = [f"{'':{wide}} {'score':>6} {'survived':>8} " + " ".join(f"{s:>10}" for s in shown)]
    total = {s: sum(r["counts"][s] for r in rows) for s in STATUSES}
    for name, counts in [*zip(names, (r["counts"] for r in rows), strict=True), ("total", total)]:
        part = score(counts)
        told = "-" if part is None else f"{100 * part:.1f}"
        lines.append(f"{name:{wide}} {told:>6} {counts['survived']:8} " + " ".join(f"{counts[s]:10}" for s in shown))
    for status in TOLD:
        for name, r in zip(names, rows, strict=True):
            found = [m for m in r["mutants"] if m["status"] == status]
            lines += [f"{status}: {name}: {m['name']} ({'; '.join(_why(m))})" for m in found]
    return lines
