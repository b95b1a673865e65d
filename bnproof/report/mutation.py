"""What the report says of mutation testing: read from `mutation.json`, where that speaks of the statements of today."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bnproof.report.markup import text

if TYPE_CHECKING:
    from bnproof.result import ClaimResult

FILE = "mutation.json"
SHOWN = ("killed", "survived", "equivalent", "weaker", "stronger", "unneeded", "ill-posed", "malformed")


@dataclass(frozen=True, slots=True)
class Counted:
    """A claim, or a form of it, or all: counts in the order of `SHOWN`, and the score in words."""

    name: str
    counts: tuple[int, ...]
    score: str


@dataclass(frozen=True, slots=True)
class Told:
    """Mutants told by name, each with how it is known."""

    claim: str
    mutant: str
    how: str


@dataclass(frozen=True, slots=True)
class Mutation:
    """Mutation testing. `stale`: how many forms have changed since, which are left out. `disproved`: how many of the
    killed are refuted by a proof."""

    draws: int
    columns: tuple[str, ...]
    rows: tuple[Counted, ...]
    total: Counted
    survived: tuple[Told, ...]
    unneeded: tuple[Told, ...]
    stronger: tuple[Told, ...]
    unkilled: tuple[str, ...]
    stale: int
    disproved: int


def read(folder: Path) -> dict[str, Any] | None:
    """The data, if there are any. Raises ValueError."""
    path = folder / FILE
    if not path.is_file():
        return None
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return data


def mutation(data: Mapping[str, Any] | None, results: Sequence[ClaimResult]) -> Mutation | None:
    """The view, of the forms whose statements are those of the results."""
    if data is None:
        return None
    known = {(r.id, v.name): v.hash for r in results for v in r.variants}
    rows = [r for r in data["variants"] if known.get((r["claim"], r["variant"])) == r["statement"]]

    def told(status: str) -> tuple[Told, ...]:
        found = [(r, m) for r in rows for m in r["mutants"] if m["status"] == status]
        return tuple(Told(r["claim"], _named(m["name"]), text(_why(m))) for r, m in found)

    total = {s: sum(r["counts"][s] for r in rows) for s in SHOWN}
    return Mutation(
        draws=data["draws"],
        columns=SHOWN,
        rows=tuple(Counted(_form(r), tuple(r["counts"][s] for s in SHOWN), _score(r["counts"])) for r in rows),
        total=Counted("total", tuple(total.values()), _score(total)),
        survived=told("survived"),
        unneeded=told("unneeded"),
        stronger=told("stronger"),
        unkilled=tuple(_form(r) for r in rows if not r["counts"]["killed"]),
        stale=len(data["variants"]) - len(rows),
        disproved=sum("disproof" in m for r in rows for m in r["mutants"]),
    )


def _why(mutant: Mapping[str, Any]) -> str:
    return "; ".join(mutant[k] for k in ("how", "reason") if k in mutant)


def _form(row: Mapping[str, Any]) -> str:
    return f"`{row['claim']}`" + ("" if row["variant"] == "printed" else f" ({text(row['variant'])})")


def _score(counts: Mapping[str, int]) -> str:
    tried = counts["killed"] + counts["survived"]
    return f"{100 * counts['killed'] / tried:.1f} %" if tried else "-"


def _named(name: str) -> str:
    """As code: formulas in it are cut short."""
    return "`" + name.replace("`", "'") + "`"
