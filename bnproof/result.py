"""What a check found, of a variant and of a claim; and as JSON, between the processes that find it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from bnproof.judge import Findings, Verdict
from bnproof.model import Claim, Variant
from bnproof.registry import Source
from bnproof.statement.codec import decode, pick, picks, statement_hash, statement_json
from bnproof.statement.nodes import Statement
from bnproof.verify.replay import Name


@dataclass(frozen=True)
class VariantResult:
    """One variant with its verdict and the evidence for it."""

    name: str
    role: str
    note: str
    verdict: Verdict
    statement: Statement | None
    evidence: tuple[dict[str, Any], ...] = ()
    reason: str = ""
    draws: int = 0
    uses: frozenset[Name] = frozenset()
    findings: Findings = field(default_factory=Findings)
    stopped: bool = False  # by a limit that depends on the machine: time or memory
    modulo: frozenset[Name] = frozenset()  # the cited theorems on which the proof rests, through whatever it uses

    @property
    def hash(self) -> str:
        return statement_hash(self.statement) if self.statement else ""


@dataclass(frozen=True)
class ClaimResult:
    """A claim with its verdict."""

    source: Source
    claim: Claim
    verdict: Verdict
    variants: tuple[VariantResult, ...]
    seconds: float

    @property
    def id(self) -> str:
        return self.claim.id

    @property
    def stopped(self) -> bool:
        return any(v.stopped for v in self.variants)


def blank(variant: Variant, **known: Any) -> VariantResult:
    """The result for a variant of which no more than `known` is known."""
    return VariantResult(variant.name, variant.role, variant.note, Verdict.UNDECIDED, **{"statement": None, **known})


def result_json(result: VariantResult) -> dict[str, Any]:
    """All but what the claim file says of the variant. The verdict is judged later, among others."""
    return {
        "statement": statement_json(result.statement) if result.statement else None,
        "evidence": list(result.evidence),
        "reason": result.reason,
        "draws": result.draws,
        "uses": sorted(result.uses),
        "findings": asdict(result.findings),
        "stopped": result.stopped,
    }


def result_of(variant: Variant, data: dict[str, Any]) -> VariantResult:
    """From what `result_json` made of it."""
    return blank(
        variant,
        statement=_statement(data["statement"]) if data["statement"] else None,
        evidence=tuple(data["evidence"]),
        reason=data["reason"],
        draws=data["draws"],
        uses=frozenset((claim, name) for claim, name in data["uses"]),
        findings=Findings(**data["findings"]),
        stopped=data["stopped"],
    )


def _statement(data: dict[str, Any]) -> Statement:
    nodes = decode(data["nodes"])
    return Statement(
        tuple(picks(nodes, data["hypotheses"], "hypotheses")), pick(nodes, data["conclusion"], "conclusion")
    )
