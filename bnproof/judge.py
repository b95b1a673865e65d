"""Verdicts, from evidence alone. Expected verdicts are never read here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Verdict(StrEnum):
    """What bnproof says of a variant or a claim."""

    PROVED = "PROVED"  # a verified proof, in every dimension
    CONDITIONAL = "CONDITIONAL"  # proved from a cited theorem
    CERTIFIED = "CERTIFIED"  # a rigorous enclosure over a stated family
    DEFINITION = "DEFINITION"  # well-posed
    REPRODUCED = "REPRODUCED"
    SURVIVED = "SURVIVED"  # searched with a budget that does refute mutants; not called true
    UNDECIDED = "UNDECIDED"
    OUT_OF_SCOPE = "OUT_OF_SCOPE"
    VACUOUS = "VACUOUS"  # proved, but no instance was found
    DEPENDS = "DEPENDS"  # the readings disagree
    MALFORMED = "MALFORMED"
    NOT_REPRODUCED = "NOT_REPRODUCED"
    VIOLATED = "VIOLATED"  # an exact witness, or a proof of the negation
    CONFLICT = "CONFLICT"  # proved and violated: a bug of bnproof
    ERROR = "ERROR"  # a bug of bnproof


HOLDS = {Verdict.PROVED, Verdict.DEFINITION, Verdict.REPRODUCED, Verdict.CONDITIONAL, Verdict.CERTIFIED}
FATAL = {Verdict.CONFLICT, Verdict.ERROR}
ADVERSE = {Verdict.VIOLATED, Verdict.NOT_REPRODUCED, Verdict.MALFORMED, Verdict.DEPENDS}
STRENGTH = (  # the weaker later; adverse verdicts have no place in it
    Verdict.PROVED, Verdict.DEFINITION, Verdict.REPRODUCED, Verdict.CONDITIONAL, Verdict.CERTIFIED, Verdict.SURVIVED,
    Verdict.UNDECIDED, Verdict.OUT_OF_SCOPE, Verdict.VACUOUS,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Findings:
    """What was established about one variant."""

    proved: bool = False  # verified, all that it uses included
    admitted: bool = False  # a verified instance, not a trivial one
    violated: bool = False  # a verified witness or disproof
    searched: bool = False  # the whole budget was spent
    malformed: str = ""
    error: str = ""


def judge(f: Findings, budget_kills: bool, definition: bool = False, conditional: bool = False) -> Verdict:
    """The verdict on a variant.

    `budget_kills`: the same budget refuted a mutant of the claim; `definition`: the entry is a definition, so
    what is proved is that it is well-posed; `conditional`: the proof rests on a cited theorem.
    """
    if f.error:
        return Verdict.ERROR
    if f.malformed:
        return Verdict.MALFORMED
    if f.proved and f.violated:
        return Verdict.CONFLICT
    if f.violated:
        return Verdict.VIOLATED
    if f.proved and not f.admitted:
        return Verdict.VACUOUS
    if f.proved:
        return Verdict.CONDITIONAL if conditional else Verdict.DEFINITION if definition else Verdict.PROVED
    return Verdict.SURVIVED if f.searched and f.admitted and budget_kills else Verdict.UNDECIDED


def overall(roles: Iterable[tuple[str, Verdict]]) -> Verdict:
    """The verdict on a claim: that of the print, or what all readings share, else DEPENDS."""
    pairs = list(roles)
    printed = [v for role, v in pairs if role == "printed"]
    readings = [v for role, v in pairs if role == "reading"]
    for v in (v for role, v in pairs if v in FATAL):
        return v
    if printed:
        return printed[0]
    return readings[0] if len(set(readings)) == 1 else Verdict.DEPENDS


class Row(NamedTuple):
    """A verdict beside the expected one (None: expected to hold). A mutant is expected to fall."""

    verdict: Verdict
    expected: Verdict | None = None
    mutant: bool = False


def exit_code(rows: Iterable[Row], strict: bool = False) -> int:
    """2 before 1 before 3 before 0."""
    codes = {_code(row, strict) for row in rows}
    return next((c for c in (2, 1, 3) if c in codes), 0)


def _code(row: Row, strict: bool) -> int:
    verdict, expected, mutant = row
    if verdict in FATAL:
        return 2
    if mutant and verdict in (Verdict.VIOLATED, expected):
        return 0
    if verdict in ADVERSE:
        return 1 if strict or mutant or verdict is not expected else 0
    if mutant:
        return 3  # a check that cannot fail
    if expected in ADVERSE:
        return 0 if verdict in HOLDS else 3  # what was refuted is so no more
    return 3 if STRENGTH.index(verdict) > STRENGTH.index(expected or Verdict.PROVED) else 0


def stronger(row: Row) -> bool:
    """Worth a notice: better than expected."""
    verdict, expected, mutant = row
    if mutant:
        return verdict is Verdict.VIOLATED and expected not in (None, Verdict.VIOLATED)
    if verdict in FATAL | ADVERSE or expected is None:
        return False
    if expected in ADVERSE:
        return verdict in HOLDS
    return STRENGTH.index(verdict) < STRENGTH.index(expected)
