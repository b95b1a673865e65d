"""Recursions: `for all t: guard => s[t+1] = f(items at t)`, which some sequences obey from any start."""

from __future__ import annotations

from bnproof.statement.calculus import Unsupported
from bnproof.statement.nodes import Node, free


def items(body: Node, t: Node) -> set[tuple[Node, int | None]]:
    """(sequence, shift) of all items: at t + shift; None without t. Raises `Unsupported` at t elsewhere."""
    found: set[tuple[Node, int | None]] = set()
    stack = [body]
    while stack:
        n = stack.pop()
        if n.op == "item":
            shift = 0 if n.args[1] is t else 1 if n.args[1] is t + 1 else None
            if shift is None and t in free(n):
                raise Unsupported("an index of that shape")
            found.add((n.args[0], shift))
        elif n is t:
            raise Unsupported("an index outside an item")
        else:
            stack.extend(n.args)
    return found


def continued(t: Node, body: Node) -> list[Node]:
    """The sequences that a recursion continues; none, where nothing is said of an item at t + 1."""
    is_recursion = t.sort.kind == "int" and any(shift == 1 for _, shift in items(body, t))
    return _targets(t, body) if is_recursion else []


def _targets(t: Node, body: Node) -> list[Node]:
    """The s of `guard => s[t+1] = f(items at t)`, or of a conjunction of such. Raises `Unsupported`."""
    match body.op:
        case "and":
            return [s for part in body.args for s in _targets(t, part)]
        case "implies":
            given, found = body.args[0], _targets(t, body.args[1])
        case "eq" if body.args[0].op == "item" and body.args[0].args[1] is t + 1:
            given, found = body.args[1], [body.args[0].args[0]]
        case _:
            raise Unsupported("a recursion of that shape")
    if any(shift != 0 for _, shift in items(given, t)) or any(s.domain for s in found):
        raise Unsupported("a recursion of that shape")
    return found
