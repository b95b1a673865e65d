"""`bnproof search`: attacks the variants of a claim, proved or not, and says how near each came to falling."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bnproof.establish import Settings
from bnproof.interpret.instance import Instance, Lambda
from bnproof.interpret.instance import Sequence as Items
from bnproof.judge import Verdict
from bnproof.model import Claim
from bnproof.result import VariantResult
from bnproof.search.instances import Problem
from bnproof.search.refute import Outcome, find_witness
from bnproof.statement.calculus import Unsupported
from bnproof.statement.codec import Table
from bnproof.statement.nodes import Node, Statement
from bnproof.verify.context import Refused
from bnproof.verify.instances import instance_json
from bnproof.verify.witness import breaks

ROLES = ("printed", "reading", "corrected", "sharper")  # those attacked unless one is named


@dataclass(frozen=True)
class Sides:
    """Of one inequality at an instance, in floats."""

    left: float
    right: float

    @property
    def ratio(self) -> float | None:
        """lhs/rhs, where both are positive."""
        return self.left / self.right if self.left > 0 and self.right > 0 else None

    def __str__(self) -> str:
        return f"lhs/rhs = {self.ratio:.10g}" if self.ratio else f"rhs - lhs = {self.right - self.left:.6g}"


@dataclass(frozen=True)
class Attack:
    """What became of a variant. `instance`: the witness, else the instance that came nearest to one."""

    variant: VariantResult
    outcome: Outcome
    instance: Instance | None
    sides: Sides | None

    @property
    def fell(self) -> bool:
        return self.outcome.instance is not None

    @property
    def conflict(self) -> bool:
        """An exact witness against what is proved."""
        return self.fell and self.variant.verdict in (Verdict.PROVED, Verdict.DEFINITION, Verdict.CONFLICT)

    @property
    def new(self) -> bool:
        """An exact witness against what was not known to be false."""
        return self.fell and self.variant.verdict is not Verdict.VIOLATED


def attacked(claim: Claim, variants: Iterable[VariantResult], only: str | None, settings: Settings) -> list[Attack]:
    """Of the variants with a statement, those named or of the usual roles."""
    chosen = [v for v in variants if v.statement and (v.name == only if only else v.role in ROLES)]
    return [_attacked(claim, v, v.statement, settings) for v in chosen if v.statement]


def _attacked(claim: Claim, variant: VariantResult, statement: Statement, settings: Settings) -> Attack:
    meets = claim.meets(claim.variant(variant.name).trace().objects)
    outcome = find_witness(statement, settings.budget, settings.seed, claim.examples, meets)
    found = outcome.instance
    if found is not None:
        try:
            breaks(statement, found, meets)
        except Refused as error:  # a bug of the search: no witness, and none is told
            raise AssertionError(f"{claim.id}/{variant.name}: {error}") from None
    elif outcome.extreme is not None:
        found = Problem(statement).complete(outcome.extreme.instance)
    return Attack(variant, outcome, found, _sides(statement, found) if found else None)


def _sides(statement: Statement, instance: Instance) -> Sides | None:
    """Of the inequality of the conclusion that is nearest to failing, or fails most."""
    try:
        from bnproof.interpret.batch import Batch
        from bnproof.interpret.fast import values

        batch = Batch.of([instance])
        atoms = [Sides(*(float(values(x, batch)[0]) for x in a.args)) for a in _atoms(statement.conclusion)]
    except (ModuleNotFoundError, Unsupported, ValueError):
        return None
    known = [s for s in atoms if s.left == s.left and s.right == s.right]
    return min(known, key=_slack, default=None)


def _slack(s: Sides) -> float:
    size = abs(s.left) + abs(s.right)
    return (s.right - s.left) / size if size else 1.0


def _atoms(sentence: Node) -> list[Node]:
    match sentence.op:
        case "le" | "lt":
            return [sentence]
        case "and":
            return [a for part in sentence.args for a in _atoms(part)]
        case "implies":
            return _atoms(sentence.args[1])
    return []


# ---- telling ------------------------------------------------------------------------------------------------------
def exit_code(attacks: Iterable[Attack]) -> int:
    """2 for a conflict, 1 for a witness against what was not known to be false, else 0."""
    codes = {2 if a.conflict else int(a.new) for a in attacks}
    return max(codes, default=0)


def told(attack: Attack) -> list[str]:
    """Lines for people."""
    v, o = attack.variant, attack.outcome
    head = f"{v.verdict:10} {v.role}: {v.name}" if v.name != v.role else f"{v.verdict:10} {v.role}"
    if attack.fell:
        found = f"CONFLICT: a witness against a {v.verdict} variant" if attack.conflict else "witness"
        lines = [head, f"  {found} after {_work(o)}"]
    else:
        lines = [head, f"  no counterexample in {_work(o)}"]
        if o.asked is None:
            lines.append("  z3 was not asked: it is not installed (pip install 'bnproof[smt]')")
    if attack.sides is not None:
        lines.append(f"  {'there' if attack.fell else 'nearest'}: {attack.sides}")
    if attack.instance is not None and (attack.fell or attack.sides is not None):
        lines += [f"    {line}" for line in _shown(attack.instance)]
    return lines


def _work(o: Outcome) -> str:
    parts = [_counted(o.draws, "draw")]
    if o.screened:
        parts.append(f"{o.screened} instances in floats")
    if o.asked:
        parts.append(_counted(o.asked, "question") + " to z3")
    return ", ".join(parts[:-1]) + " and " * (len(parts) > 1) + parts[-1]


def _counted(n: int, noun: str) -> str:
    return f"{n} {noun}{'s' * (n != 1)}"


def _shown(instance: Instance) -> list[str]:
    dims = [f"{space} = {d}" for space, d in sorted(instance.dims.items())]
    return [", ".join(dims)] * bool(dims) + [f"{name} = {_text(x)}" for name, x in sorted(instance.values.items())]


def _text(value: Any) -> str:
    if isinstance(value, Lambda):
        return f"{value.bound.name} -> {value.body!r}"
    if isinstance(value, Items):
        tail = "" if value.tail is None else f", then {_text(value.tail)}"
        tail += f", then again and again {', '.join(map(_text, value.cycle))}" if value.cycle else ""
        return ", ".join(map(_text, value.prefix)) + tail
    if isinstance(value, tuple):
        return "(" + ", ".join(map(_text, value)) + ")"
    return str(value)


def data(claim: Claim, attacks: Sequence[Attack], settings: Settings) -> dict[str, Any]:
    """The same as JSON."""
    rows = [_row(a) for a in attacks]
    return {"claim": claim.id, "seed": settings.seed, "draws": settings.budget.draws, "variants": rows}


def _row(a: Attack) -> dict[str, Any]:
    table = Table()
    told = {"instance": instance_json(a.instance, table), "nodes": table.rows} if a.instance else None
    sides = {"left": a.sides.left, "right": a.sides.right, "ratio": a.sides.ratio} if a.sides else None
    return {
        "name": a.variant.name,
        "role": a.variant.role,
        "verdict": str(a.variant.verdict),
        "draws": a.outcome.draws,
        "admitted": a.outcome.admitted,
        "screened": a.outcome.screened,
        "asked": a.outcome.asked,
        "conflict": a.conflict,
        "witness": told if a.fell else None,
        "nearest": None if a.fell else told,
        "sides": sides,
    }
