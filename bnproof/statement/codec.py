"""Statements and terms as JSON: a table of nodes, each naming earlier ones: shared parts are written once."""

from __future__ import annotations

import hashlib
import json
import reprlib
from collections.abc import Iterable
from typing import Any

from bnproof.statement.nodes import Node, Statement, build
from bnproof.statement.sorts import Malformed

MAX_NODES = 200_000


class Table:
    """Collects nodes; `index` gives the number under which a node is written."""

    def __init__(self) -> None:
        self.rows: list[list[Any]] = []
        self._seen: dict[Node, int] = {}

    def index(self, node: Node) -> int:
        if node not in self._seen:
            args = [self.index(a) for a in node.args]
            self._seen[node] = len(self.rows)
            self.rows.append([node.op, args, *node.data])
        return self._seen[node]


def decode(rows: Any) -> list[Node]:
    """The nodes of a table. Raises `Malformed` and names the row."""
    if not isinstance(rows, list) or len(rows) > MAX_NODES:
        raise Malformed("nodes: not a list, or too long")
    nodes: list[Node] = []
    for i, row in enumerate(rows):
        try:
            op, args, *data = row
            if not all(type(a) is int and 0 <= a < i for a in args) or not all(type(s) is str for s in data):
                raise Malformed("arguments must be earlier rows and data text")
            nodes.append(build(op, tuple(nodes[a] for a in args), tuple(data)))
        except (Malformed, TypeError, ValueError) as error:
            raise Malformed(f"nodes[{i}]: {error}") from None
    return nodes


def statement_json(statement: Statement) -> dict[str, Any]:
    table = Table()
    hypotheses = [table.index(h) for h in statement.hypotheses]
    conclusion = table.index(statement.conclusion)
    schema = "bnproof-statement/1"
    return {"schema": schema, "nodes": table.rows, "hypotheses": hypotheses, "conclusion": conclusion}


def canonical(data: Any) -> str:
    """JSON with one spelling."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def statement_hash(statement: Statement) -> str:
    """SHA-256 of the canonical JSON: the name under which evidence speaks of the statement."""
    return hashlib.sha256(canonical(statement_json(statement)).encode()).hexdigest()


def pick(nodes: list[Node], index: Any, where: str) -> Node:
    """The node of that number. Raises `Malformed` naming the place."""
    if type(index) is not int or not 0 <= index < len(nodes):
        raise Malformed(f"{where}: no node {reprlib.repr(index)}")
    return nodes[index]


def picks(nodes: list[Node], indices: Any, where: str) -> list[Node]:
    if not isinstance(indices, Iterable):
        raise Malformed(f"{where}: not a list")
    return [pick(nodes, i, where) for i in indices]
