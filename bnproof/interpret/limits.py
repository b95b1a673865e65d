"""Limits for people: which sentences say that a sequence converges, with all quantifiers, or that it does not."""

from __future__ import annotations

from typing import NamedTuple

from bnproof.statement.limits import FROM, INDEX, TOL, distance
from bnproof.statement.nodes import Node, build, free, lift
from bnproof.statement.sorts import REAL

LATE = build("le", (lift(FROM, REAL), lift(INDEX, REAL)))


class Limit(NamedTuple):
    """That a term in `INDEX` converges, or that it does not."""

    term: Node
    to: Node
    holds: bool


def limit(sentence: Node) -> Limit | None:
    """What `converges` or its negation says, read off the sentence; None where it is neither."""
    holds, shape = sentence.op == "forall", []
    while sentence.op in ("forall", "exists"):
        shape.append((sentence.op, sentence.args[0]))
        sentence = sentence.args[1]
    other, body = ("exists", "implies") if holds else ("forall", "and")
    first = "forall" if holds else "exists"
    if shape != [(first, TOL), (other, FROM), (first, INDEX)] or sentence.op != body:
        return None
    late, near = sentence.args if len(sentence.args) == 2 else (sentence, sentence)
    sides = near.args[:: 1 if holds else -1]
    if late is not LATE or near.op != ("lt" if holds else "le"):
        return None
    gap = sides[0].args[0] if sides[0].op in ("abs", "sqrt") else TOL
    gap = gap.args[0] if gap.op == "inner" else gap
    if sides[1] is not TOL or gap.op not in ("add", "vadd") or len(gap.args) != 2:
        return None
    term, minus = gap.args
    to = minus.args[-1] if minus.op in ("mul", "scale") else minus
    known = to not in (term, minus) and free(to).isdisjoint((TOL, FROM, INDEX)) and free(term).isdisjoint((TOL, FROM))
    return Limit(term, to, holds) if known and distance(term, to) is sides[0] else None
