"""Evidence as JSON: checked against the statement as the claim file states it now."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from bnproof.statement.budget import Exhausted, budget
from bnproof.statement.codec import decode, picks, statement_hash
from bnproof.statement.nodes import Node, Statement
from bnproof.statement.sorts import Malformed
from bnproof.verify.context import Refused
from bnproof.verify.instances import instance_of
from bnproof.verify.kernel import Kernel
from bnproof.verify.logic import negation
from bnproof.verify.membership import MAX_WEIGHT, weight
from bnproof.verify.witness import Meets, admits, breaks, nontrivial

SCHEMA = "bnproof-evidence/1"
MAX_STEPS = 1_000_000  # of work on one piece of evidence
Name = tuple[str, str]  # claim and variant


@dataclass(frozen=True, slots=True)
class Checked:
    """Evidence that passed: what it shows of which statement, and the claims its proof uses."""

    name: Name
    kind: str  # proof, witness or disproof
    uses: frozenset[Name]


def check_evidence(data: Any, lookup: Callable[[str, str], Statement], mutant: Statement | None = None) -> Checked:
    """Re-checks one piece of evidence; it speaks of the variant that it names, or of a mutant of that one.

    Raises `Refused` or `Malformed`.
    """
    try:
        with budget(MAX_STEPS):
            return _check(data, lookup, mutant)
    except Exhausted as error:
        raise Refused(str(error)) from None


def _check(data: Any, lookup: Callable[[str, str], Statement], mutant: Statement | None) -> Checked:
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        raise Malformed(f"schema: not {SCHEMA}")
    for key, sort in (("claim", str), ("variant", str), ("statement", str), ("kind", str)):
        if not isinstance(data.get(key), sort):
            raise Malformed(f"{key}: missing or no text")
    name, kind = (data["claim"], data["variant"]), data["kind"]
    statement = mutant or lookup(*name)
    if statement_hash(statement) != data["statement"]:
        raise Refused("statement: the claim file states something else")
    nodes = decode(data.get("nodes"))
    instance = instance_of(data.get("instance"), nodes, statement)
    kernel = Kernel(nodes, lookup)
    meets = shown_by(nodes, data["meets"]) if "meets" in data else None
    if kind == "witness":
        breaks(statement, instance, meets)
    elif kind == "proof":
        kernel.check(statement, data.get("proof", {}))
        evaluator = admits(statement, instance, meets)
        if min(instance.dims.values(), default=2) < 2 or not nontrivial(statement.conclusion, evaluator):
            raise Refused("instance: trivial")
    elif kind == "disproof":
        where = tuple(picks(nodes, data.get("where"), "where"))
        if not _closed(where, statement) or any(weight(h) > MAX_WEIGHT for h in where):
            raise Refused("where: speaks of other symbols, or too much")
        opposite = Statement((*statement.hypotheses, *where), negation(statement.conclusion))
        kernel.check(opposite, data.get("proof", {}))
        admits(Statement(opposite.hypotheses, statement.conclusion), instance, meets)
    else:
        raise Malformed(f"kind: {kind!r}")
    return Checked(name, kind, frozenset(kernel.used))


def shown_by(nodes: list[Node], proof: Any) -> Meets:
    """Says whether that is a proof of a sentence, without earlier claims."""

    def meets(sentence: Node) -> None:
        Kernel(nodes, alone).check(Statement((), sentence), proof)

    return meets


def alone(claim: str, variant: str) -> Statement:
    """Raises `Refused`: that an instance meets the hypotheses is shown without earlier claims."""
    raise Refused(f"{claim} is no claim about an instance")


def _closed(where: Iterable[Node], statement: Statement) -> bool:
    known = set(statement.symbols)
    return all(set(Statement((), h).symbols) <= known and h.sort.kind == "bool" for h in where)


Uses = dict[Name, frozenset[Name]]


def supported(proofs: Uses, cited: Iterable[Name] = ()) -> Uses:
    """The proofs all of whose uses are supported themselves, none missing, no cycles, or cited.

    Each with the cited theorems on which it rests, through whatever it uses; a cited one rests on itself.
    """
    done = {name: frozenset((name,)) for name in cited}
    changed = True
    while changed:
        ready = {name: uses for name, uses in proofs.items() if name not in done and uses <= done.keys()}
        new = {name: frozenset[Name]().union(*(done[u] for u in uses)) for name, uses in ready.items()}
        done |= new
        changed = bool(new)
    return done


def settled(proofs: Uses, refutations: Uses, cited: Iterable[Name]) -> tuple[Uses, set[Name]]:
    """What is proved, with the cited theorems it rests on, and what is refuted, which rests on none.

    A cited theorem that is refuted supports nothing.
    """
    plain = supported(proofs)
    false = {name for name, uses in refutations.items() if uses <= plain.keys()}
    return supported(proofs, set(cited) - false), false
