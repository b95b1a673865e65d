"""Helpers of the kernel's tests: proofs as trees with nodes inside, sent through JSON as evidence is."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from bnproof.interpret.gram import Gram
from bnproof.prove.script import Script
from bnproof.statement.codec import Table, decode
from bnproof.statement.nodes import Node, Statement, build
from bnproof.statement.sorts import Malformed
from bnproof.verify.context import Context, Refused, null
from bnproof.verify.kernel import Kernel

Body = Callable[[Script], object]


def lookup_none(claim: str, variant: str) -> Statement:
    raise Malformed(f"no variant {variant!r} of a claim {claim!r}")


def sym(name: str, sort: str = "real", domain: str = "") -> Node:
    return build("sym", (), (name, sort, domain))


def integer(value: int) -> Node:
    return build("int", (), (str(value),))


def total(index: Node, low: Node | int, high: Node | int, body: Node) -> Node:
    low, high = (integer(n) if isinstance(n, int) else n for n in (low, high))
    return build("sum", (index, low, high, body))


def slope(symbol: Node, body: Node, at: Node) -> Node:
    return build("grad", (symbol, body, at))


def forall(*parts: Node) -> Node:
    """Of symbols, then what is said of them."""
    *symbols, body = parts
    for symbol in reversed(symbols):
        body = build("forall", (symbol, body))
    return body


def knowing(*facts: Node) -> Context:
    """A context of these facts alone."""
    return Context(Gram(null(facts))).assume(*facts)


def encoded(tree: Any, table: Table) -> Any:
    """A proof with its nodes replaced by their numbers."""
    if isinstance(tree, Node):
        return table.index(tree)
    if isinstance(tree, dict):
        return {k: encoded(v, table) for k, v in tree.items()}
    return [encoded(v, table) for v in tree] if isinstance(tree, list | tuple) else tree


def check(goal: Node, proof: Any, *hypotheses: Node, lookup: Callable[[str, str], Statement] = lookup_none) -> Kernel:
    """Has the kernel check a proof tree. Raises `Refused`."""
    table = Table()
    data = encoded(proof, table)
    rows, data = json.loads(json.dumps([table.rows, data]))
    kernel = Kernel(decode(rows), lookup)
    kernel.check(Statement(hypotheses, goal), data)
    return kernel


def scripted(goal: Node, body: Body, *hypotheses: Node) -> tuple[list[Any], dict[str, Any]]:
    """The rows and the proof that a script makes."""
    script = Script(goal, lookup_none, hypotheses)
    body(script)
    return script.table.rows, script.proof()


def accepts(goal: Node, body: Body, *hypotheses: Node) -> dict[str, Any]:
    """The kernel accepts the script's proof; returns it."""
    rows, proof = scripted(goal, body, *hypotheses)
    Kernel(decode(rows), lookup_none).check(Statement(hypotheses, goal), proof)
    return proof


def refuses(goal: Node, body: Body, *hypotheses: Node, match: str | None = None) -> None:
    rows, proof = scripted(goal, body, *hypotheses)
    with pytest.raises(Refused, match=match):
        Kernel(decode(rows), lookup_none).check(Statement(hypotheses, goal), proof)
