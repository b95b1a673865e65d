"""Lengths that an edit leaves as they are, as of w - e and of w + e where the two are orthogonal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from bnproof.mutate.certify import conjuncts
from bnproof.prove.assembly import Body
from bnproof.prove.script import Script
from bnproof.statement.nodes import BINDERS, Node, build, num
from bnproof.statement.sorts import REAL

MULTIPLES = [num(k) for k in ("1", "-1", "2", "-2", "1/2", "-1/2")]
Accepts = Callable[[Node, Node, Body], bool]  # is the first sentence proved where the second is known?


def unchanged(old: Node, new: Node, facts: Iterable[Node], accepts: Accepts) -> Iterator[Body]:
    """Steps that put the root of the claim for that of the mutant, by a known equation; then all is as it was."""
    equations = [f for f in dict.fromkeys(conjuncts(facts)) if f.op == "eq" and f.args[0].sort is REAL]
    for a, b in _roots(old, new):
        same = build("eq", (b, a))
        for fact in equations:
            for k in MULTIPLES:

                def agrees(s: Script, k: Node = k, fact: Node = fact) -> None:
                    s.root((k, fact))

                if accepts(same, fact, agrees):

                    def step(s: Script, same: Node = same, agrees: Body = agrees) -> None:
                        s.rewrite(s.have(same, agrees))
                        s.fact()

                    yield step


def _roots(old: Node, new: Node) -> Iterator[tuple[Node, Node]]:
    """Those around what differs, the innermost last."""
    while old.op == new.op and old.op not in BINDERS and len(old.args) == len(new.args):
        places = [i for i, (a, b) in enumerate(zip(old.args, new.args, strict=True)) if a is not b]
        if old.op == "sqrt":
            yield old, new
        if len(places) != 1:
            return
        old, new = old.args[places[0]], new.args[places[0]]
