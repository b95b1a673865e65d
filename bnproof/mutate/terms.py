"""Terms rewritten so that their sign can be read off."""

from __future__ import annotations

from fractions import Fraction

from bnproof.mutate.edits import squared_norm
from bnproof.statement.nodes import BINDERS, Node, build, num


def ordered(node: Node) -> Node:
    """<v, u> as <u, v>, so that their product is seen to be a square."""
    args = tuple(map(ordered, node.args)) if node.op not in BINDERS else node.args
    if node.op == "inner" and not squared_norm(node):
        args = tuple(sorted(args, key=repr))
    return build(node.op, args, node.data)


def collected(node: Node) -> Node:
    """A sum with like terms taken together."""
    found: dict[Node, Fraction] = {}
    _collect(node, Fraction(1), found)
    total = num(0)
    for term, k in found.items():
        if k:
            total = total + (num(k) if term is num(1) else num(k) * term)
    return total


def _collect(node: Node, factor: Fraction, found: dict[Node, Fraction]) -> None:
    if node.op == "add":
        for a in node.args:
            _collect(a, factor, found)
        return
    term = node
    if node.op == "num":
        term, factor = num(1), factor * Fraction(node.data[0])
    elif node.op == "mul" and any(a.op == "num" for a in node.args):
        rest = [a for a in node.args if a.op != "num"]
        for a in node.args:
            factor *= Fraction(a.data[0]) if a.op == "num" else 1
        if rest:
            _collect(rest[0] if len(rest) == 1 else build("mul", tuple(rest)), factor, found)
            return
        term = num(1)
    found[term] = found.get(term, Fraction(0)) + factor
