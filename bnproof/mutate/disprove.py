"""Mutants that no instance refutes, such as claims about limits: by what a claim file says against its wrong forms.

Each refutation is tried, with the symbols of the mutant in the place of its own. The kernel has to accept it as a proof
of the mutant's negation, which rests on nothing but what is proved; and it needs an instance of the hypotheses.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from bnproof.disproof import Opposed, opposed
from bnproof.model import Disproof
from bnproof.mutate.derive import Mutant, around
from bnproof.mutate.proofs import Origin
from bnproof.mutate.scripts import FAILURES, renamed
from bnproof.search.refute import Budget, find_instance
from bnproof.statement.codec import decode, statement_hash
from bnproof.statement.nodes import Node, Statement
from bnproof.statement.sorts import Malformed
from bnproof.verify.context import Refused
from bnproof.verify.kernel import Kernel
from bnproof.verify.replay import SCHEMA, check_evidence


@dataclass(frozen=True)
class Disproved:
    """Evidence against a mutant; which wrong form it was written for; draws until the instance."""

    evidence: dict[str, Any]
    how: str
    draws: int


def disproved(mutant: Mutant, statement: Statement, origin: Origin, budget: Budget, seed: int = 0) -> Disproved | None:
    """By the first refutation that the kernel accepts of the mutant."""
    head = {
        "schema": SCHEMA,
        "claim": origin.claim.id,
        "variant": origin.variant.name,
        "statement": statement_hash(statement),
    }
    for name, declared, objects in _attempts(mutant, statement, origin):
        opposite = _accepted(statement, declared, objects, origin)
        if opposite is None:
            continue
        found = find_instance(opposite.asked, budget, seed, origin.claim.examples, origin.meets)
        if found.instance is None:
            continue
        try:
            evidence = opposite.evidence(head, found.instance, origin.meets)
            check_evidence(evidence, origin.plain, statement)
        except (Refused, Malformed):  # by a limit of work
            continue
        return Disproved(evidence, f"the negation is proved, as of {name!r}", found.draws)
    return None


def _attempts(mutant: Mutant, statement: Statement, origin: Origin) -> Iterator[tuple[str, Disproof, SimpleNamespace]]:
    """Each with the objects of the wrong form, then with those of the form that was mutated, also as edited."""
    for name, declared in origin.claim.disproofs.items():
        try:
            wrong = origin.claim.variant(name).trace()
        except (KeyError, Malformed):
            continue
        own = [renamed(origin.objects, _edited(mutant, origin), inside=False)] if not mutant.says_more else []
        tried: list[SimpleNamespace] = []
        for objects, symbols in (
            (wrong.objects, wrong.statement.symbols),
            *((o, origin.statement.symbols) for o in (origin.objects, *own)),
        ):
            ready = renamed(objects, _by_name(symbols, statement.symbols), inside=True)
            if ready not in tried:
                tried.append(ready)
                yield name, declared, ready


def _edited(mutant: Mutant, origin: Origin) -> dict[Node, Node]:
    return around(mutant, origin.statement.conclusion)


def _by_name(symbols: tuple[Node, ...], own: tuple[Node, ...]) -> dict[Node, Node]:
    """Symbols that have other promises in the mutant."""
    named = {s.name: s for s in own}
    pairs = ((s, named.get(s.name, s)) for s in symbols)
    return {s: t for s, t in pairs if s is not t and s.sort == t.sort}


def _accepted(statement: Statement, declared: Disproof, objects: SimpleNamespace, origin: Origin) -> Opposed | None:
    """Where the kernel accepts it, and it uses nothing but what is proved. Scripts may fail in any way."""
    try:
        opposite = opposed(statement, declared, objects, origin.plain)
        kernel = Kernel(decode(opposite.table.rows), origin.plain)
        kernel.check(opposite.opposite, opposite.proof)
    except FAILURES:
        return None
    return opposite if kernel.used <= origin.settled else None
