"""What hypotheses say of all points at an instance: a sentence about its functions and numbers, which a proof shows."""

from __future__ import annotations

from typing import Any

from second.checker import accepts
from second.modular import Points
from second.refusal import need

from bnproof.statement.codec import pick
from bnproof.statement.nodes import Node, Statement, build, free, num, substitute
from bnproof.statement.sorts import Malformed

Functions = dict[str, tuple[Node, Node]]  # by name: the variable and the term


def shown(statement: Statement, nodes: list[Node], data: dict[str, Any]) -> None:
    """Raises `Rejected` unless the proof under `meets` shows what hypotheses say of all points at the instance."""
    given = [h for h in statement.hypotheses if h.op == "forall" and h.args[0].sort.kind in ("real", "vec")]
    values = data["instance"]["values"]
    functions = {
        s.name: (pick(nodes, values[s.name]["bound"], "bound"), pick(nodes, values[s.name]["body"], "body"))
        for s in statement.symbols
        if s.sort.kind == "fn"
    }
    numbers = {s: num(values[s.name]) for s in statement.symbols if s.sort.kind == "real"}
    said = [substitute(_put_in(h, functions), numbers) for h in given]
    if not all(map(_plain_identity, said)):
        sentence = build("and", tuple(said))
        need(not free(sentence), "other symbols in what is said of all points")
        accepts(Statement((), sentence), nodes, data["meets"], _alone)


def _alone(claim: str, variant: str) -> Statement:
    raise Malformed("no claim about an instance")


def _plain_identity(sentence: Node) -> bool:
    while sentence.op == "forall":
        sentence = sentence.args[1]
    return sentence.op == "eq" and Points().same(*sentence.args)


def _put_in(n: Node, functions: Functions) -> Node:
    """With the terms of functions for their values; a second derivative along v is the gradient of that along v."""
    if n.op == "call":
        bound, body = functions[n.args[0].name]
        return substitute(body, {bound: _put_in(n.args[1], functions)})
    if n.op == "apply" and n.args[0].op == "compose":
        first, second = n.args[0].args
        return _put_in(first @ (second @ n.args[1]), functions)
    if n.op == "apply" and n.args[0].op == "hessian":
        (bound, body), point = functions[n.args[0].args[0].name], _put_in(n.args[0].args[1], functions)
        v = _put_in(n.args[1], functions)
        x, y = (build("sym", (), (name, str(point.sort), "")) for name in ("along#1", "along#2"))
        need(not {x, y} & (free(point) | free(v)), "a taken name")
        slope = build("grad", (x, substitute(body, {bound: x}), y))
        return build("grad", (y, slope @ v, point))
    return build(n.op, tuple(_put_in(a, functions) for a in n.args), n.data)
