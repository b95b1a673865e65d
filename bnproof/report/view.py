"""What the templates print of a claim: every text is Markdown already."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bnproof.audit.compare import audit, audit_lines
from bnproof.interpret import words
from bnproof.interpret.latex import printer, statements
from bnproof.judge import ADVERSE, HOLDS, Verdict
from bnproof.registry import Registry
from bnproof.report.data import evidence_paths, used
from bnproof.report.markup import display, inline, listing, prose, text
from bnproof.report.proof import Outline, outline
from bnproof.report.witness import failure, instance
from bnproof.statement.codec import decode
from bnproof.statement.nodes import Statement, substitute

if TYPE_CHECKING:
    from bnproof.model import Claim
    from bnproof.result import ClaimResult, VariantResult

ROLES = {"printed": "as printed", "reading": "reading", "factor": "single edit", "corrected": "correction",
         "sharper": "sharper form", "mutant": "mutant"}  # fmt: skip
BOUND_ALONE = re.compile(r"under (\w+#\d+ -> \S+ \w+#\d+(, )?)+ the (left|right) side scales")
MAX_FORMULA = 300  # characters of LaTeX that are printed again for each form
MAX_WORDS = 700  # characters of one sentence told in words


@dataclass(frozen=True, slots=True)
class Form:
    """One variant. `shown` is its role, with its name where that says more.

    `differs`: how it differs from the claim's first form, where much is the same; else there is `statement`.
    `declarations`: those that differ from the claim's first form. `modulo`: links to the cited theorems on which its
    proof rests. `failing` says how it fails; `where` under which further hypotheses its negation is proved.
    """

    name: str
    role: str
    shown: str
    verdict: str
    note: str
    declarations: tuple[str, ...]
    statement: str
    differs: str
    paths: tuple[str, ...]
    reason: str
    draws: int
    modulo: tuple[str, ...]
    failing: str
    instance: str
    where: str
    proof: Outline | None


@dataclass(frozen=True, slots=True)
class View:
    """One claim. `original`: the id of the one that it repeats."""

    id: str
    original: str
    source: str
    where: str
    kind: str
    lemma: bool
    cited: bool
    verdict: str
    adverse: bool
    printed: str
    note: str
    declarations: tuple[str, ...]
    spoken: tuple[str, ...]
    forms: tuple[Form, ...]
    mutants: tuple[Form, ...]
    uses: tuple[str, ...]
    scaling: tuple[str, ...]

    def of(self, *roles: str) -> list[Form]:
        """The forms in these roles."""
        return [f for f in self.forms if f.role in roles]

    @property
    def refuted(self) -> list[Form]:
        """The forms of the document itself that do not hold, or have no sense."""
        return [f for f in self.of("printed", "reading") if f.verdict in ADVERSE]

    @property
    def remedies(self) -> list[Form]:
        """The corrections, else the readings that hold."""
        return self.of("corrected") or [f for f in self.of("reading") if f.verdict in HOLDS]

    @property
    def needed(self) -> bool:
        """A correction is proved, and each of its edits alone is refuted: it takes more than one."""
        edits, fixed = self.of("factor"), self.of("corrected")
        proved = any(f.verdict in HOLDS for f in fixed)
        return bool(edits) and proved and all(f.verdict == Verdict.VIOLATED for f in edits)

    @property
    def killed(self) -> list[Form]:
        return [m for m in self.mutants if m.verdict == Verdict.VIOLATED]

    @property
    def alive(self) -> list[Form]:
        return [m for m in self.mutants if m.verdict != Verdict.VIOLATED]


def view(registry: Registry, result: ClaimResult, *, proofs: bool = False) -> View:
    """The claim as the templates want it; `proofs`: with outlines of all proofs, not of disproofs alone."""
    entry, paths = result.source.entry(result.claim), evidence_paths(result)
    told = sorted(result.variants, key=lambda v: v.role == "mutant")  # whatever was declared first
    first = next((v for v in told if v.statement), None)
    statement = first.statement if first else None
    declared = _declared(statement)
    forms = tuple(
        _form(registry, v, first, _shown(v, result.claim.is_lemma), paths[v.name], proofs, result.claim)
        for v in result.variants
    )
    return View(
        id=result.id,
        original=result.claim.original,
        source=result.source.id,
        where=text(entry.where),
        kind=entry.kind,
        lemma=result.claim.is_lemma,
        cited=result.claim.cited,
        verdict=str(result.verdict),
        adverse=result.verdict in ADVERSE,
        printed=display(entry.formula) if entry.formula else prose(entry.paraphrase),
        note=prose(result.claim.note),
        declarations=declared,
        spoken=_spoken(statement) if statement else (),
        forms=tuple(f for f in forms if f.role != "mutant"),
        mutants=tuple(f for f in forms if f.role == "mutant"),
        uses=tuple(_link(*name) for name in used(registry, result)),
        scaling=_scaling(result),
    )


def _scaling(result: ClaimResult) -> tuple[str, ...]:
    """The scaling audit of the document's own forms: each line once, with the names of the forms unless it is of all.

    What a bound tolerance alone makes of the sides tells nothing.
    """
    own = [v for v in result.variants if v.role in ("printed", "reading") and v.statement]
    lines: dict[str, list[str]] = {}
    for v in own:
        for line in audit_lines(audit(v.statement)) if v.statement else ():
            if not BOUND_ALONE.search(line):
                lines.setdefault(_plain(line), []).append(v.name)
    shown = [line if len(names) == len(own) else f"{'; '.join(names)}: {line}" for line, names in lines.items()]
    return tuple(f"`{line}`" for line in shown)


def _plain(line: str) -> str:
    """Bound symbols without their numbers, primed where a free one has the name."""
    return re.sub(r"(\w+)#\d+", lambda m: m[1] + "'" * (re.search(rf"\b{m[1]} ->", line) is not None), line)


def _link(claim: str, variant: str) -> str:
    """To a claim in the report."""
    return f"[`{claim}`](#{claim})" + ("" if variant == "printed" else f" ({text(variant)})")


def _spoken(statement: Statement) -> tuple[str, ...]:
    """Hypotheses and conclusion in English; none where one is too long, or where formulas say as much."""
    parts = [("suppose that ", h) for h in statement.hypotheses] + [("then ", statement.conclusion)]
    told = [prose(head + words.explain(node)) for head, node in parts]
    plain = all(node.op in ("eq", "le", "lt") for _, node in parts)
    return () if plain or max(map(len, told)) > MAX_WORDS else tuple(told)


def _declared(statement: Statement | None) -> tuple[str, ...]:
    """What the symbols are, one phrase for each."""
    return tuple(prose(d) for d in words.declarations(statement, math=True)) if statement else ()


def _shown(v: VariantResult, lemma: bool) -> str:
    role = "as stated" if v.role == "printed" and lemma else ROLES[v.role]
    return role if v.name == "printed" else f"{role} “{text(v.name)}”"


def _form(
    registry: Registry,
    v: VariantResult,
    first: VariantResult | None,
    shown: str,
    paths: Sequence[str],
    proofs: bool,
    claim: Claim,
) -> Form:
    data = v.evidence[0] if v.evidence and v.statement else None
    kind = data["kind"] if data else ""
    failing = where = ""
    steps = None
    if data and v.statement:
        if kind == "witness":
            failing = _failing(data, v.statement)
        elif kind == "disproof":
            where = _where(data)
        if kind == "disproof" or (proofs and kind == "proof"):
            steps = outline(data, v.statement, registry.statement)
    declared = _declared(first.statement if first else None)
    formula = display(statements.statement(v.statement, let=True)) if v.statement else ""
    differs = _differs(v, first, claim.is_lemma) if first and len(formula) > MAX_FORMULA else ""
    return Form(
        name=v.name,
        role=v.role,
        shown=shown,
        verdict=str(v.verdict),
        note=prose(v.note),
        declarations=tuple(d for d in _declared(v.statement) if d not in declared),
        statement="" if differs else formula,
        differs=differs,
        paths=tuple(paths),
        reason=_reason(v),
        draws=v.draws,
        modulo=tuple(_link(*name) for name in sorted(v.modulo) if not claim.cited),
        failing=failing,
        instance=_instance(data, v.statement) if data and v.statement else "",
        where=where,
        proof=steps,
    )


def _differs(v: VariantResult, first: VariantResult, lemma: bool) -> str:
    """How the form differs from the first one: in hypotheses alone, or in the conclusion alone; else empty."""
    mine, theirs = v.statement, first.statement
    if v is first or not mine or not theirs:
        return ""
    names = {s.name: s for s in theirs.symbols}
    same = {s: names[s.name] for s in mine.symbols if s.name in names and names[s.name].sort is s.sort}
    own = [substitute(h, same) for h in mine.hypotheses]
    if substitute(mine.conclusion, same) is not theirs.conclusion:
        alike = len(own) > 1 and own == list(theirs.hypotheses)
        shown = display(statements.statement(Statement((), mine.conclusion), let=True))
        return f"With the hypotheses of {_shown(first, lemma)}:\n\n{shown}" if alike else ""
    less, more = ([h for h in a if h not in b] for a, b in ((theirs.hypotheses, own), (own, theirs.hypotheses)))
    parts = [
        f"{word} {listing([inline(printer.sentence(h)) for h in found])}"
        for word, found in (("without", less), ("with", more))
        if found
    ]
    return f"As {_shown(first, lemma)}" + (", " + " and ".join(parts) if parts else "") + "."


def _instance(data: dict[str, Any], statement: Statement) -> str:
    proved = " (that it meets the universal hypotheses is proved in the evidence)" if "meets" in data else ""
    return ", ".join(map(inline, instance(data, statement))) + proved


def _reason(v: VariantResult) -> str:
    """Why there is no better verdict, with the budget that was spent."""
    searched = v.verdict in (Verdict.SURVIVED, Verdict.UNDECIDED) and v.draws > 0
    return text(v.reason) + (f" (no counterexample in {v.draws} draws)" if searched else "")


def _failing(data: dict[str, Any], statement: Statement) -> str:
    """The values of both sides at a witness, as a clause; empty where they cannot be had."""
    found = failure(data, statement)
    if found is None:
        return ""
    part = f"part {found.part} of the conclusion, {inline(found.relation)}, fails" if found.part else ""
    at = f"at {listing([inline(a) for a in found.at])}" if found.at else ""
    sides = f"the left side is {inline(found.left)} and the right side {inline(found.right)}"
    return "; ".join(p for p in (part, at, f"{sides}, but left {inline(found.sign)} right is claimed") if p)


def _where(data: dict[str, Any]) -> str:
    """The further hypotheses of a disproof."""
    nodes = decode(data["nodes"])
    return listing([inline(printer.sentence(nodes[i])) for i in data["where"]])
