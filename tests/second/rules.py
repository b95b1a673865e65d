"""What the families of rules of the second checker share."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from second.known import Known
from second.refusal import need
from second.signs import ALL, NONNEGATIVE, NONZERO, POSITIVE, ZERO

from bnproof.statement.codec import pick
from bnproof.statement.nodes import Node, free
from bnproof.statement.sorts import INT, REAL

Proof = dict[str, Any]


class Rules(ABC):
    """A family of rules: methods `_rule_name`, which return or raise `Rejected`."""

    nodes: list[Node]

    @abstractmethod
    def prove(self, goal: Node, known: Known, proof: Proof) -> None:
        """Raises `Rejected` unless the proof shows the goal."""

    def node(self, index: Any) -> Node:
        return pick(self.nodes, index, "proof")

    def fresh(self, symbol: Node, goal: Node, known: Known) -> None:
        need(symbol.op == "sym", "no symbol")
        taken = {s.name for f in (goal, *known.facts) for s in free(f)}
        need(symbol.name not in taken, "not a new name")

    def belongs(self, term: Node, symbol: Node, known: Known) -> None:
        """May the symbol stand for the term?"""
        need(term.sort == symbol.sort and known.defined(term), "another sort, or undefined")
        domain = symbol.domain
        if term.op == "sym" and term.data[1:] == symbol.data[1:]:
            return
        if term.sort is INT:
            need(not domain.startswith("index:") and known.at_least(term, int(domain[2:])), "below its least value")
        elif term.sort is REAL:
            wanted = {"pos": POSITIVE, "nonneg": NONNEGATIVE, "nonzero": NONZERO, "": ALL}[domain]
            need(known.signs(term) <= wanted, "outside the domain")
        elif domain == "nonzero":
            need(known.nonzero(term), "may vanish")
        elif domain == "unit":
            need(known.signs(term @ term - 1) <= ZERO, "no unit vector")
        else:
            smooth = term.sort.kind != "fn" or term.domain == ""
            need(domain == "" and smooth, f"outside the domain {domain}")
