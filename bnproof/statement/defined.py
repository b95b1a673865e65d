"""Well-posedness as a sentence: the conditions under which terms have a value, read off the terms."""

from __future__ import annotations

from bnproof.statement.builder import both, le, lt, ne
from bnproof.statement.nodes import BINDERS, Node, build
from bnproof.statement.sorts import Malformed


def defined(*terms: Node) -> Node:
    """That no denominator in the terms vanishes, no radicand is negative, and logarithms are of positive numbers.

    Means over a unit sphere need two dimensions.

    One condition for each, in the order of evaluation, so that the earlier ones give sense to the later; the obvious
    ones, about numerals and squared lengths, are left out. Raises `Malformed` where nothing remains, and for
    conditions under a binder: a claim must say them by itself.
    """
    found: dict[Node, None] = {}
    for term in terms:
        _collect(term, found, set())
    if not found:
        raise Malformed("always defined")
    return both(*found) if len(found) > 1 else next(iter(found))


def _collect(node: Node, found: dict[Node, None], seen: set[Node]) -> None:
    if node in seen:
        return
    seen.add(node)
    if node.op in BINDERS:
        inside: dict[Node, None] = {}
        for part in node.args:
            _collect(part, inside, set())
        if inside:
            raise Malformed(f"conditions under a {node.op}")
    for part in node.args:
        _collect(part, found, seen)
    condition = _condition(node)
    if condition is not None:
        found[condition] = None


def _condition(node: Node) -> Node | None:
    match node.op:
        case "div" if node.args[1].op not in ("num", "dim"):
            return ne(node.args[1], 0)
        case "sqrt" if node.args[0].op != "num" and not _square(node.args[0]):
            return le(0, node.args[0])
        case "log" if node.args[0].op != "num":
            return lt(0, node.args[0])
        case "oblique":
            return le(2, build("dim", (), node.args[0].sort.spaces[:1]))
    return None


def _square(node: Node) -> bool:
    return (node.op == "inner" and node.args[0] is node.args[1]) or (node.op == "pow" and int(node.data[0]) % 2 == 0)
