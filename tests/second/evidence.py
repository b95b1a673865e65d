"""A second opinion on whole pieces of evidence: proof and instance, of the statement as the claim file has it now."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from typing import Any

from second.checker import accepts
from second.instances import confirm
from second.limits import negated
from second.universal import shown

from bnproof.registry import Registry
from bnproof.statement.codec import canonical, decode
from bnproof.statement.nodes import Node, Statement

CHECKED: set[str] = set()  # proofs that were accepted: most corruptions of evidence are elsewhere


def agree(data: dict[str, Any], registry: Registry, mutant: Statement | None = None) -> None:
    """The second checker's opinion of evidence, of the statement as the claim file has it, or of a mutant of it.

    Raises `Rejected`.
    """
    statement, nodes = mutant or registry.statement(data["claim"], data["variant"]), decode(data["nodes"])
    goal = statement
    if data["kind"] == "disproof":
        hypotheses = (*statement.hypotheses, *(nodes[i] for i in data["where"]))
        goal = Statement(hypotheses, negated(statement.conclusion))
        statement = Statement(hypotheses, statement.conclusion)
    if data["kind"] != "witness":
        key = _key(data, nodes, goal)
        if key not in CHECKED:
            accepts(goal, nodes, data["proof"], registry.statement)
            CHECKED.update({key} - {""})
    plain = not {"forall", "exists"} & set(_operators(statement.conclusion))
    expected = {"witness": False, "proof": True if plain else None, "disproof": None}[data["kind"]]
    confirm(statement, nodes, data["instance"], expected)


def agree_on_all_points(data: dict[str, Any], registry: Registry) -> None:
    """Its opinion of the proof that an instance meets hypotheses about all points. Raises `Rejected`, after a while."""
    shown(registry.statement(data["claim"], data["variant"]), decode(data["nodes"]), data)


def _key(data: dict[str, Any], nodes: list[Node], goal: Statement) -> str:
    """Names statement and proof: the nodes of which it speaks, not their numbers."""
    where = [_spelled(k, nodes) for k in data.get("where", ())]
    try:
        told = [*map(_named, (*goal.hypotheses, goal.conclusion)), data["kind"], where, _spelled(data["proof"], nodes)]
        return canonical([data["claim"], data["variant"], *told])
    except (RecursionError, TypeError):
        return ""


def _spelled(tree: Any, nodes: list[Node], field: str = "") -> Any:
    if isinstance(tree, dict):
        return {k: _spelled(v, nodes, k) for k, v in tree.items()}
    if isinstance(tree, list):
        return [tree, _spelled(tree, nodes)] if field == "terms" else [_spelled(v, nodes) for v in tree]
    plain = type(tree) is not int or field == "index" or not 0 <= tree < len(nodes)
    return tree if plain else _named(nodes[tree])


@cache
def _named(node: Node) -> str:
    return hashlib.sha256(repr((node.op, node.data, [_named(a) for a in node.args])).encode()).hexdigest()


def _operators(sentence: Node) -> Iterator[str]:
    yield sentence.op
    for part in sentence.args if sentence.sort.kind == "bool" else ():
        yield from _operators(part)
