"""Equations by random points, inequalities by signs."""

from __future__ import annotations

from second.known import Known
from second.refusal import need
from second.rules import Proof, Rules
from second.signs import NONNEGATIVE, NONZERO, POSITIVE, ZERO

from bnproof.statement.nodes import Node, build
from bnproof.statement.sorts import REAL


class Algebra(Rules):
    """Canonical forms, signs, squares, extrema."""

    def rest(self, gap: Node, known: Known, proof: Proof) -> Node:
        """A term without multiples of known equations."""
        for index, fact_index in proof.get("combine", ()):
            c, fact = self.node(index), self.node(fact_index)
            need(fact in known.facts and fact.op == "eq", "no known equation")
            need(known.defined(c) and known.defined(fact), "an undefined multiple")
            side = fact.args[0] - fact.args[1]
            gap = gap - (
                side @ c if c.sort.kind == side.sort.kind == "vec" else c @ side if c.sort.kind == "map" else c * side
            )
        return gap

    def _rule_ring(self, goal: Node, known: Known, proof: Proof) -> None:
        need(goal.op == "eq", "no equation")
        need(known.defined(goal), "an undefined side")
        need(known.points.vanishes(self.rest(goal.args[0] - goal.args[1], known, proof)), "no identity")

    def _rule_sign(self, goal: Node, known: Known, proof: Proof) -> None:
        negation = goal.op == "not"
        sentence = goal.args[0] if negation else goal
        wanted = {("le", False): NONNEGATIVE, ("lt", False): POSITIVE, ("eq", True): NONZERO, ("eq", False): ZERO}.get(
            (sentence.op, negation)
        )
        need(wanted, "no inequality")
        need(known.defined(goal), "an undefined side")
        gap = sentence.args[1] - sentence.args[0]
        if "as" in proof:
            certificate = self.node(proof["as"])
            need(known.defined(certificate), "an undefined certificate")
            need(known.points.vanishes(self.rest(gap, known, proof) - certificate), "not the difference")
            gap = certificate
        if gap.sort.kind == "vec":
            need(negation and known.nonzero(gap), "may vanish")
        else:
            need(known.signs(gap) <= wanted, f"sign of {gap!r:.80}")

    def _rule_sqrt_mono(self, goal: Node, known: Known, proof: Proof) -> None:
        need(goal.op in ("le", "lt") and known.defined(goal), "no inequality")
        a, b = goal.args
        need(known.signs(b) <= NONNEGATIVE, "the larger side may be negative")
        self.prove(build(goal.op, (a**2, b**2)), known, proof["square"])

    def _rule_root(self, goal: Node, known: Known, proof: Proof) -> None:
        need(goal.op == "eq" and goal.args[0].sort is REAL and known.defined(goal), "no equation")
        a, b = goal.args
        need(known.signs(a) <= NONNEGATIVE and known.signs(b) <= NONNEGATIVE, "a side may be negative")
        need(known.points.vanishes(self.rest(a * a - b * b, known, proof)), "the squares differ")

    def _rule_extremum(self, goal: Node, known: Known, proof: Proof) -> None:
        need(goal.op in ("le", "lt") and known.defined(goal), "no inequality")
        a, b = goal.args
        if goal.op == "le" and ((b.op == "max" and a in b.args) or (a.op == "min" and b in a.args)):
            return
        need(a.op == "max" or b.op == "min", "no extremum")
        parts = [(x, b) for x in a.args] if a.op == "max" else [(a, x) for x in b.args]
        need(len(parts) == len(proof["parts"]), "not its parts")
        for part, sub in zip(parts, proof["parts"], strict=True):
            self.prove(build(goal.op, part), known, sub)
