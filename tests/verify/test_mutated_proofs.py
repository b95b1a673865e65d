"""The proofs of the shipped claims, damaged at random: no damage proves a mutant, or breaks the checker."""

import copy
import random
from collections.abc import Iterator
from typing import Any

import pytest

from bnproof.prove.script import Script
from bnproof.registry import Registry
from bnproof.statement.calculus import Unsupported
from bnproof.statement.codec import decode
from bnproof.statement.nodes import Node, Statement
from bnproof.statement.sorts import Malformed
from bnproof.verify.context import Refused
from bnproof.verify.kernel import Kernel

RULES = [name[6:].replace("_", "-") for name in dir(Kernel) if name.startswith("_rule_")]
ROUNDS = 12  # damages of each proof
Case = tuple[Statement, list[Node], dict[str, Any]]


def attempts(registry: Registry) -> Iterator[Case]:
    """The script of each claim, let loose on its mutants: these are wrong on purpose."""
    for _, claim in registry.claims.values():
        for variant in claim.variants:
            body = claim.script(variant)
            if variant.role != "mutant" or body is None:
                continue
            traced = variant.trace()
            script = Script(traced.statement.conclusion, registry.statement, traced.statement.hypotheses)
            try:
                body(script, traced.objects)
                proof = script.proof()
            except (ValueError, AttributeError, Unsupported):
                continue
            yield traced.statement, decode(script.table.rows), proof


def places(tree: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where a proof has a leaf."""
    items = tree.items() if isinstance(tree, dict) else enumerate(tree)
    for key, value in items:
        if isinstance(value, dict | list):
            yield from places(value, (*at, key))
        else:
            yield (*at, key)


def damaged(proof: dict[str, Any], count: int, rng: random.Random) -> dict[str, Any]:
    """A rule renamed, a node exchanged, a relation turned, or equations added."""
    out = copy.deepcopy(proof)
    for _ in range(rng.choice((1, 1, 2, 3))):
        *path, key = rng.choice(list(places(out)))
        holder = out
        for step in path:
            holder = holder[step]
        if key == "rule":
            holder[key] = rng.choice(RULES)
        elif isinstance(holder[key], int):
            holder[key] = rng.randrange(count)
        else:
            holder[key] = rng.choice(("<", "<=", "=", ">=", ">", "eigmin", "eigmax", "printed"))
        if isinstance(holder, dict) and rng.random() < 0.3:
            holder["combine"] = [[rng.randrange(count), rng.randrange(count)]]
    return out


def test_no_damaged_proof_proves_what_is_false(registry):
    rng, tried = random.Random(1), 0
    for statement, nodes, proof in attempts(registry):
        for candidate in (proof, *(damaged(proof, len(nodes), rng) for _ in range(ROUNDS) if nodes)):
            with pytest.raises((Refused, Malformed)):
                Kernel(nodes, registry.statement).check(statement, candidate)
            tried += 1
    assert tried > 20 * ROUNDS
