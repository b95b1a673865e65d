"""Hypotheses that follow from the others: scripts that show what a mutant lacks."""

from __future__ import annotations

from collections.abc import Iterator

from bnproof.mutate.certify import conjuncts
from bnproof.mutate.derive import Mutant
from bnproof.prove.assembly import Body
from bnproof.prove.script import Script
from bnproof.statement.builder import basis
from bnproof.statement.nodes import Node, Statement, build, lift, num
from bnproof.statement.sorts import INT, summands

ZERO = num(0)


def implied(mutant: Mutant, statement: Statement) -> Iterator[tuple[Node, Body]]:
    """The hypothesis, or the promise of a symbol, that the mutant lacks, each with a script that may prove it."""
    for goal in _lacking(mutant):
        for body in (*_from_equations(statement), *_from_bounds(statement)):
            yield goal, body
        if goal.op == "lt" and goal.args[1].op == "inner" and goal.args[1].args[0] is goal.args[1].args[1]:
            yield goal, _nonzero(goal.args[1], statement)


def _lacking(mutant: Mutant) -> list[Node]:
    if not mutant.renamed:
        return [mutant.edit.old] if mutant.edit.old.op in ("le", "lt") else []
    ((old, new),) = mutant.renamed.items()
    match old.sort.kind, old.domain:
        case "real", "pos":
            return [build("lt", (ZERO, new))]
        case "real", "nonneg":
            return [build("le", (ZERO, new))]
        case "vec", "nonzero":
            return [build("lt", (ZERO, new @ new))]
    return []


def _from_equations(statement: Statement) -> Iterator[Body]:
    """From a = b, or a = n/d: the gap is a or b, or n, which is a d."""
    for h in statement.hypotheses:
        if h.op == "eq" and h.args[0].sort.kind == "real":
            for x, y, k in ((h.args[0], h.args[1], 1), (h.args[1], h.args[0], -1)):
                yield lambda s, h=h, y=y, k=k: s.sign(y, (k, h))  # type: ignore[misc]
                if y.op == "div":
                    d = y.args[1]
                    yield lambda s, h=h, x=x, d=d, k=k: s.sign(x * d, (-k * d, h))  # type: ignore[misc]


def _from_bounds(statement: Statement) -> Iterator[Body]:
    """From universal bounds at basis vectors: what is above a length, or above x and -x, is not negative."""
    for h in statement.hypotheses:
        at, body = [], h
        while body.op == "forall" and body.args[0].sort.kind in ("real", "vec"):
            at.append(_simplest(body.args[0]))
            body = body.args[1]
        if at and body.op in ("le", "and"):
            yield lambda s, h=h, at=at: _above(s, s.instantiate(h, *at))  # type: ignore[misc]


def _above(s: Script, fact: Node) -> None:
    gaps = [b - a for a, b in (f.args for f in conjuncts([fact]))]
    s.sign(gaps[0] + fact.args[0] if len(gaps) == 1 else build("add", tuple(gaps)) / len(gaps))


def _simplest(symbol: Node) -> Node:
    """1, or a basis vector; of a direct sum, that of its first summand."""
    if symbol.sort.kind == "real":
        return num(1)
    (space,) = symbol.sort.spaces
    first = summands(space)[0]
    unit = basis(first, lift(1, INT))
    return unit if first == space else build("inject", (), (space, "1")) @ unit


def _nonzero(square: Node, statement: Statement) -> Body:
    """v is not 0, since then something would be 0 that is positive."""
    v = square.args[0]

    def vanishing(s: Script) -> None:
        gone = s.have(build("eq", (v, build("zero", (), v.sort.spaces))), Script.definite)
        for h in statement.hypotheses:
            if h.op == "lt" and h.args[0] is ZERO and h.args[1].op == "inner" and v in h.args[1].args:
                other = next((a for a in h.args[1].args if a is not v), v)
                s.have(build("eq", (h.args[1], ZERO)), lambda q, u=other: q.ring((u, gone)))  # type: ignore[misc]
                s.absurd(h.args[1])
                return

    return lambda s: s.cases(square, eq=vanishing, gt=Script.fact)
