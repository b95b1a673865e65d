"""A second checker of proofs: one rule at a time, with identities tried at random points of a prime field.

It shares with the kernel the tree of statements and nothing else. It may refuse what the kernel accepts; a proof that
both accept is right in two ways.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from second.algebra import Algebra
from second.analysis import Analysis
from second.known import Known
from second.limits import Limits
from second.logic import Logic
from second.modular import Points
from second.refusal import Rejected, need
from second.rules import Proof
from second.spectra import Spectra
from second.spheres import Spheres
from second.values import Unsupported

from bnproof.statement.nodes import Node, Statement, substitute
from bnproof.statement.sorts import Malformed

Lookup = Callable[[str, str], Statement]


def accepts(statement: Statement, nodes: list[Node], proof: Any, lookup: Lookup) -> None:
    """Raises `Rejected` unless the proof shows the statement."""
    try:
        known = established(statement)
        Checker(nodes, lookup).prove(statement.conclusion, known, proof)
    except (
        Malformed,
        Unsupported,
        KeyError,
        TypeError,
        ValueError,
        AttributeError,
        IndexError,
        RecursionError,
    ) as error:
        raise Rejected(f"{type(error).__name__}: {error}") from error


def established(statement: Statement) -> Known:
    """The hypotheses, each defined where those before it in some order hold."""
    known, waiting = Known((), Points(statement.hypotheses)), list(statement.hypotheses)
    while waiting:
        ready = [h for h in waiting if known.defined(h)]
        need(ready, "a hypothesis may be undefined")
        known = known.and_also(*ready)
        waiting = [h for h in waiting if h not in ready]
    return known


class Checker(Logic, Algebra, Spectra, Analysis, Limits, Spheres):
    """Walks a proof."""

    def __init__(self, nodes: list[Node], lookup: Lookup) -> None:
        self.nodes, self.lookup = nodes, lookup

    def prove(self, goal: Node, known: Known, proof: Proof) -> None:
        rule = getattr(self, "_rule_" + proof["rule"].replace("-", "_"), None)
        need(rule, f"no rule {proof['rule']}")
        rule(goal, known, proof)

    def _rule_use(self, goal: Node, known: Known, proof: Proof) -> None:
        statement = self.lookup(proof["claim"], proof["variant"])
        need(set(proof["at"]) == {s.name for s in statement.symbols}, "not its symbols")
        values = {s: self.node(proof["at"][s.name]) for s in statement.symbols}
        for s, term in values.items():
            self.belongs(term, s, known)
        for h in statement.hypotheses:
            need(known.holds(substitute(h, values)), "a hypothesis does not hold")
        self.prove(goal, known.and_also(substitute(statement.conclusion, values)), proof["then"])
