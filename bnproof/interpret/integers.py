"""Integer terms as linear forms in their symbols."""

from __future__ import annotations

from bnproof.statement.calculus import Unsupported
from bnproof.statement.nodes import Node

Data = tuple[str, ...]  # of a symbol: name, sort, domain; a name alone may stand for two symbols


def linear(node: Node) -> tuple[tuple[tuple[Data, int], ...], int]:
    """An integer term as coefficients of symbols, named by their data, and a constant."""
    if node.op == "int":
        return (), int(node.data[0])
    if node.op == "sym":
        return ((node.data, 1),), 0
    parts = [(linear(a), int(node.data[0]) if node.op == "imul" else 1) for a in node.args]
    total: dict[Data, int] = {}
    for (coefficients, _), k in parts:
        for s, c in coefficients:
            total[s] = total.get(s, 0) + k * c
    constant = sum(k * c for (_, c), k in parts)
    return tuple(sorted((s, c) for s, c in total.items() if c)), constant


def least_value(symbol: Data) -> int:
    """The least value that an integer symbol may take: `>=k`, or 1 for an index. Raises `Unsupported`."""
    name, _, domain = symbol
    if domain.startswith(">="):
        return int(domain[2:])
    if domain.startswith("index:"):
        return 1
    raise Unsupported(f"{name} has no least value")
