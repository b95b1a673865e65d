"""Proofs that an edited equation or inequality has a solution, since the one of the claim has."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from bnproof.mutate.certify import Lemmas, certificate
from bnproof.mutate.edits import squared_norm
from bnproof.mutate.scripts import shown
from bnproof.prove.assembly import Body
from bnproof.prove.script import Script
from bnproof.statement.nodes import Node, Statement, build, num, substitute

if TYPE_CHECKING:  # proofs imports this module
    from bnproof.mutate.proofs import Origin


def from_existence(statement: Statement, origin: Origin) -> Iterator[Body]:
    """With the witness of the claim's own script, or what the claim says exists; a simple function of it, or 1 or 0."""
    own, old, new = origin.script, origin.statement.conclusion, statement.conclusion
    if new.op != "exists":
        return
    k = old.args[0]
    _, witness = shown(origin.statement, own, origin.objects, origin.lookup) if own is not None else ([], None)
    if witness is not None:
        fact = Statement(origin.statement.hypotheses, substitute(old.args[1], {k: witness}))
        for value in (*_simple(witness), build("sqrt", (witness,))):
            goal = Statement(fact.hypotheses, substitute(new.args[1], {k: value}))
            for step in (Script.auto, *certificate(goal, fact, [fact.conclusion], Lemmas(fact, goal))):
                yield lambda s, x=value, step=step: (s.have(fact.conclusion), s.exists(x, step))  # type: ignore[misc]

    def obtained(s: Script, i: int, close: Callable[[Script, Node], None]) -> None:
        origin.use(s)
        x, known = s.obtain(old)
        s.exists(_simple(x)[i], lambda q: close(q, known))

    if k.sort.kind == "real":
        for i, _ in enumerate(_simple(k)):
            yield from (lambda s, i=i, close=close: obtained(s, i, close) for close in CLOSES)


def _simple(x: Node) -> list[Node]:
    """What may solve another equation than x."""
    return [x, *(num(c) * x for c in ("1/2", "2", "-1", "-1/2", "-2")), num(1), num(0)]


def _multiple(s: Script, known: Node, factor: str) -> None:
    s.ring((num(factor), known))


def _null(s: Script, known: Node) -> None:
    """<a, b> = 0, where b is a vector whose square is known to be 0."""
    v = squared_norm(known.args[0])[0]
    zero = s.have(build("eq", (v, 0 * v)), Script.definite)
    s.ring((s.goal.args[0].args[1], zero))


CLOSES: list[Callable[[Script, Node], None]] = [
    lambda s, known: s.auto(),
    *(partial(_multiple, factor=k) for k in ("1", "4", "1/4")),
    _null,
]
