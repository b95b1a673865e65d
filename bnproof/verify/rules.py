"""What the families of rules share: nodes of the evidence, proofs of premises, new symbols, side conditions."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from bnproof.statement.codec import pick
from bnproof.statement.nodes import Node, free, lift
from bnproof.statement.sorts import REAL
from bnproof.verify.context import NEG, NONNEG, POS, ZERO, Context, Refused, shown

Proof = dict[str, Any]


class Rules(ABC):
    """A family of rules. Rule r is the method `_rule_r(here, goal, proof)`; it returns, or raises `Refused`."""

    nodes: list[Node]  # the evidence's table

    @abstractmethod
    def prove(self, here: Context, goal: Node, proof: Proof) -> None:
        """Returns if the proof proves the goal from what is known here. Raises `Refused`."""

    def node(self, index: Any) -> Node:
        """A node of the evidence by its number. Raises `Malformed`."""
        return pick(self.nodes, index, "proof")

    def new(self, index: Any, like: tuple[str, ...], here: Context, *nodes: Node) -> Node:
        """A symbol of that sort and domain that occurs neither in what is known nor in these nodes."""
        symbol = self.node(index)
        if symbol.op != "sym" or symbol.data[1:] != like or occurs(symbol, here, *nodes):
            raise Refused(f"{shown(symbol)} is not a new symbol of that kind")
        return symbol


def occurs(symbol: Node, here: Context, *nodes: Node) -> bool:
    return any(symbol in free(n) for n in (*here.facts, *nodes))


def concludes(goal: Node, conclusion: Node) -> None:
    """Raises `Refused` unless the goal is what a rule concludes."""
    if goal is not conclusion:
        raise Refused(f"the rule concludes {shown(conclusion)}")


def integer(value: Any) -> int:
    if type(value) is not int:
        raise Refused("no integer")
    return value


def wanted_sign(goal: Node) -> tuple[int, Node]:
    """Which signs of which difference make the goal true."""
    if goal.op in ("le", "lt"):
        return (NONNEG if goal.op == "le" else POS), goal.args[1] - goal.args[0]
    if goal.op == "not" and goal.args[0].op == "eq" and goal.args[0].args[0].sort is REAL:
        return NEG | POS, goal.args[0].args[1] - goal.args[0].args[0]
    if goal.op == "eq" and goal.args[0].sort is REAL:
        return ZERO, goal.args[1] - goal.args[0]
    raise Refused(f"no inequality: {shown(goal)}")


def evident(here: Context, sentence: Node) -> bool:
    """Known, or true by sign alone."""
    if here.knows(sentence):
        return True
    if sentence.op == "and":
        return all(evident(here, a) for a in sentence.args)
    if sentence.op == "eq" and sentence.args[0].sort.kind == "vec":
        here.require_defined(sentence)
        return not here.gram.vector(sentence.args[0] - sentence.args[1])
    try:
        wanted, gap = wanted_sign(sentence)
        here.require_defined(gap)
    except Refused:
        return False
    return here.holds(gap, wanted)


def require_in_domain(here: Context, symbol: Node, term: Node) -> None:
    """The term lies in the symbol's domain. Raises `Refused`."""
    here.require_defined(term)
    if term.sort != symbol.sort:
        raise Refused(f"{symbol.name} is a {symbol.sort}, not a {term.sort}")
    kind, domain = symbol.sort.kind, symbol.domain
    if domain == "" and kind in ("real", "vec", "map", "fn", "fn-real", "seq-real", "seq-vec"):
        fine = kind not in ("fn",) or (term.op == "sym" and term.domain == "")  # of `fn-real` all terms are symbols
    elif kind == "real":
        fine = here.holds(term, {"pos": POS, "nonneg": NONNEG, "nonzero": NEG | POS}[domain])
    elif kind == "vec":
        fine = here.nonzero(term) if domain == "nonzero" else here.holds(term @ term - 1, ZERO)
    elif kind == "int" and domain.startswith(">="):
        fine = here.holds(lift(term - int(domain[2:]), REAL), NONNEG)
    else:
        fine = term.op == "sym" and term.domain == domain
    if not fine:
        raise Refused(f"{shown(term)} is not known to be {domain or 'such'} as {symbol.name} is")
