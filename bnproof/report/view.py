"""What the templates print of a claim: every text is Markdown already."""

from __future__ import annotations

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
from bnproof.statement.nodes import Statement

if TYPE_CHECKING:
    from bnproof.result import ClaimResult, VariantResult

ROLES = {"printed": "as printed", "reading": "reading", "factor": "single edit", "corrected": "correction",
         "sharper": "sharper form", "mutant": "mutant"}  # fmt: skip
MAX_WORDS = 700  # characters of one sentence told in words


@dataclass(frozen=True, slots=True)
class Form:
    """One variant. `shown` is its role, with its name where that says more.

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
    """One claim."""

    id: str
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
    statement = next((v.statement for v in told if v.statement), None)
    declared = _declared(statement)
    forms = tuple(
        _form(registry, v, _shown(v, result.claim.is_lemma), paths[v.name], declared, proofs, result.claim.cited)
        for v in result.variants
    )
    return View(
        id=result.id,
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
    """The scaling audit of the document's own forms."""
    own = [v for v in result.variants if v.role in ("printed", "reading") and v.statement]
    lines = [(v.name, line) for v in own if v.statement for line in audit_lines(audit(v.statement))]
    shown = [line if len(own) == 1 else f"{name}: {line}" for name, line in lines]
    return tuple(f"`{line}`" for line in shown)


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
    shown: str,
    paths: Sequence[str],
    declared: tuple[str, ...],
    proofs: bool,
    cited: bool,
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
    return Form(
        name=v.name,
        role=v.role,
        shown=shown,
        verdict=str(v.verdict),
        note=prose(v.note),
        declarations=tuple(d for d in _declared(v.statement) if d not in declared),
        statement=display(statements.statement(v.statement, let=True)) if v.statement else "",
        paths=tuple(paths),
        reason=_reason(v),
        draws=v.draws,
        modulo=tuple(_link(*name) for name in sorted(v.modulo) if not cited),
        failing=failing,
        instance=_instance(data, v.statement) if data and v.statement else "",
        where=where,
        proof=steps,
    )


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
