"""Stacks of vectors taken apart, for what prints or weighs them; no part of the trusted base."""

from __future__ import annotations

from bnproof.statement.builder import injection
from bnproof.statement.nodes import Node
from bnproof.statement.sorts import summands


def stacked(v: Node) -> tuple[Node, ...]:
    """The vectors that `stack` was given; none if the term is not of that form."""
    total = v.sort.spaces[0] if v.sort.kind == "vec" else ""
    if v.op != "vadd" or len(v.args) != len(summands(total)) or len(v.args) == 1:
        return ()
    fits = (a.op == "apply" and a.args[0] is injection(total, k) for k, a in enumerate(v.args, 1))
    return tuple(a.args[1] for a in v.args) if all(fits) else ()
