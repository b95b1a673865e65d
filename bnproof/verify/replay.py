"""Evidence as JSON: checked against the statement as the claim file states it now."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from bnproof.statement.codec import decode, picks, statement_hash
from bnproof.statement.nodes import Malformed, Node, Statement, build
from bnproof.verify.context import Refused
from bnproof.verify.kernel import Kernel
from bnproof.verify.witness import admits, breaks, instance_of, nontrivial

SCHEMA = "bnproof-evidence/1"
Name = tuple[str, str]  # claim and variant


@dataclass(frozen=True, slots=True)
class Checked:
    """Evidence that passed: what it shows of which statement, and the claims its proof uses."""

    name: Name
    kind: str  # proof, witness or disproof
    uses: frozenset[Name]


def check_evidence(data: Any, lookup: Callable[[str, str], Statement]) -> Checked:
    """Re-checks one piece of evidence. Raises `Refused` or `Malformed`."""
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        raise Malformed(f"schema: not {SCHEMA}")
    for key, sort in (("claim", str), ("variant", str), ("statement", str), ("kind", str)):
        if not isinstance(data.get(key), sort):
            raise Malformed(f"{key}: missing or no text")
    name, kind = (data["claim"], data["variant"]), data["kind"]
    statement = lookup(*name)
    if statement_hash(statement) != data["statement"]:
        raise Refused("statement: the claim file states something else")
    nodes = decode(data.get("nodes"))
    instance = instance_of(data.get("instance"), nodes, statement)
    kernel = Kernel(nodes, lookup)
    if kind == "witness":
        breaks(statement, instance)
    elif kind == "proof":
        kernel.check(statement, data.get("proof", {}))
        evaluator = admits(statement, instance)
        if min(instance.dims.values(), default=2) < 2 or not nontrivial(statement.conclusion, evaluator):
            raise Refused("instance: trivial")
    elif kind == "disproof":
        where = tuple(picks(nodes, data.get("where"), "where"))
        if not _closed(where, statement):
            raise Refused("where: speaks of other symbols")
        opposite = Statement((*statement.hypotheses, *where), negation(statement.conclusion))
        kernel.check(opposite, data.get("proof", {}))
        admits(Statement(opposite.hypotheses, statement.conclusion), instance)
    else:
        raise Malformed(f"kind: {kind!r}")
    return Checked(name, kind, frozenset(kernel.used))


def _closed(where: Iterable[Node], statement: Statement) -> bool:
    known = set(statement.symbols)
    return all(set(Statement((), h).symbols) <= known and h.sort.kind == "bool" for h in where)


def negation(sentence: Node) -> Node:
    """The negated sentence, with the negation pushed inwards."""
    args = sentence.args
    match sentence.op:
        case "le":
            return build("lt", args[::-1])
        case "lt":
            return build("le", args[::-1])
        case "not":
            return args[0]
        case "and" | "or":
            return build("or" if sentence.op == "and" else "and", tuple(negation(a) for a in args))
        case "implies":
            return build("and", (args[0], negation(args[1])))
        case "forall" | "exists":
            return build("exists" if sentence.op == "forall" else "forall", (args[0], negation(args[1])))
        case "eq":
            return build("not", (sentence,))
    raise Refused(f"the negation of {sentence.op}")


def supported(proofs: dict[Name, frozenset[Name]]) -> set[Name]:
    """The proofs all of whose uses are supported themselves: none missing, no cycles."""
    done: set[Name] = set()
    changed = True
    while changed:
        new = {name for name, uses in proofs.items() if name not in done and uses <= done}
        done |= new
        changed = bool(new)
    return done
