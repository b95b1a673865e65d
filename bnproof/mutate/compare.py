"""How a mutant that is proved compares with what it came from."""

from __future__ import annotations

from bnproof.mutate.derive import Mutant
from bnproof.mutate.proofs import AT_OTHERS, OTHER_FORM, RATIOS, Origin, proves
from bnproof.prove.script import Script
from bnproof.statement.nodes import Node, Statement, build


def compared(mutant: Mutant, statement: Statement, origin: Origin, how: str = "") -> str:
    """Of a mutant that is proved: `equivalent`, `weaker`, `stronger`, or `unneeded` of a hypothesis less."""
    if mutant.says_more and how != AT_OTHERS:
        return "unneeded"
    if mutant.operator == "relation" and mutant.edit.result.op == "lt":
        return "stronger"
    changed = _changed(origin.statement.conclusion, statement.conclusion)
    if changed is None:
        return "weaker"
    old, new = changed
    if old.op == new.op == "eq":
        return "equivalent"  # of a = b and a = c, both true
    if old.op == new.op and old.op in ("le", "lt"):
        same = build("and", tuple(build("eq", (a, b)) for a, b in zip(old.args, new.args, strict=True)))
        gaps = [a.args[1] - a.args[0] for a in (old, new)]
        multiples = [build("eq", (gaps[1], ratio * gaps[0])) for ratio in RATIOS]
        for sentence in (same, *multiples):
            if proves(Statement(origin.statement.hypotheses, sentence), Script.auto, origin):
                return "equivalent"
        smaller = build("le", tuple(gaps[::-1]))
        if proves(Statement(origin.statement.hypotheses, smaller), Script.auto, origin):
            return "stronger"
        larger = build("le", tuple(gaps))
        if how == OTHER_FORM and not proves(Statement(origin.statement.hypotheses, larger), Script.auto, origin):
            return "stronger"  # or not known to be weaker: nothing of the claim was used
    return "weaker"


def _changed(old: Node, new: Node) -> tuple[Node, Node] | None:
    """The one conjunct that differs, before and after; None where the shape does."""
    if old.op == new.op == "and" and len(old.args) == len(new.args):
        pairs = [(a, b) for a, b in zip(old.args, new.args, strict=True) if a is not b]
        return _changed(*pairs[0]) if len(pairs) == 1 else None
    return (old, new) if "and" not in (old.op, new.op) else None
