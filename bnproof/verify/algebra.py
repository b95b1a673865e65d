"""Rules of algebra: canonical forms, signs, squares, extrema."""

from __future__ import annotations

from bnproof.statement.nodes import Node, build
from bnproof.statement.sorts import REAL
from bnproof.verify.context import NONNEG, ZERO, Context, Refused, shown
from bnproof.verify.rules import Proof, Rules, wanted_sign


class Algebra(Rules):
    """Equations by canonical form, inequalities by the sign of the gap between their sides."""

    def _rule_ring(self, here: Context, goal: Node, proof: Proof) -> None:
        """lhs = rhs, where lhs - rhs is a combination of known equations, as canonical forms."""
        if goal.op != "eq":
            raise Refused(f"ring proves equations, not {goal.op}")
        self._vanishes(here, goal.args[0] - goal.args[1], proof)

    def _vanishes(self, here: Context, difference: Node, proof: Proof) -> None:
        for coefficient, fact in proof.get("combine", ()):
            difference = difference - self._multiple(here, self.node(coefficient), self.node(fact))
        gram = here.gram
        zero = gram.is_zero(gram.scalar(difference)) if difference.sort is REAL else not gram.vector(difference)
        if not zero:
            raise Refused(f"not identically zero: {shown(difference)}")

    def _multiple(self, here: Context, coefficient: Node, fact: Node) -> Node:
        if fact.op != "eq" or not here.knows(fact):
            raise Refused(f"no known equation: {shown(fact)}")
        here.require_defined(coefficient)
        here.require_defined(fact)
        gap = fact.args[0] - fact.args[1]
        if coefficient.sort.kind == "map" or coefficient.sort.kind == gap.sort.kind == "vec":
            return coefficient @ gap
        return coefficient * gap

    def _rule_sign(self, here: Context, goal: Node, proof: Proof) -> None:
        """An inequality by a certificate: rhs - lhs equals a term whose sign follows from its parts."""
        wanted, gap = wanted_sign(goal)
        if "as" in proof:
            certificate = self.node(proof["as"])
            here.require_defined(certificate)
            self._vanishes(here, gap - certificate, proof)
            gap = certificate
        if not here.holds(gap, wanted):
            raise Refused(f"the sign does not follow: {shown(gap)}")

    def _rule_sqrt_mono(self, here: Context, goal: Node, proof: Proof) -> None:
        """From 0 <= b and a^2 <= b^2: a <= b; likewise with <."""
        if goal.op not in ("le", "lt"):
            raise Refused("sqrt-mono proves inequalities")
        a, b = goal.args
        if not here.holds(b, NONNEG):
            raise Refused(f"may be negative: {shown(b)}")
        self.prove(here, build(goal.op, (a**2, b**2)), proof["square"])

    def _rule_root(self, here: Context, goal: Node, proof: Proof) -> None:
        """a = b from 0 <= a, 0 <= b and a^2 = b^2."""
        if goal.op != "eq" or goal.args[0].sort is not REAL:
            raise Refused("root proves equations of reals")
        a, b = goal.args
        if not (here.holds(a, NONNEG) and here.holds(b, NONNEG)):
            raise Refused("a side may be negative")
        self._vanishes(here, a**2 - b**2, proof)

    def _rule_definite(self, here: Context, goal: Node, proof: Proof) -> None:
        """v = 0 from |v|^2 = 0."""
        if goal.op != "eq" or goal.args[0].sort.kind != "vec":
            raise Refused("definite proves equations of vectors")
        gap = goal.args[0] - goal.args[1]
        if not here.holds(gap @ gap, ZERO):
            raise Refused(f"may not vanish: {shown(gap)}")

    def _rule_extremum(self, here: Context, goal: Node, proof: Proof) -> None:
        """x <= max(x, ...); max(x, ...) <= b from x <= b, ...; likewise of min, and with < from <."""
        left, right = goal.args
        if goal.op not in ("le", "lt"):
            raise Refused("extremum proves inequalities")
        if left.op == "max":
            wanted = [build(goal.op, (a, right)) for a in left.args]
        elif right.op == "min":
            wanted = [build(goal.op, (left, a)) for a in right.args]
        elif goal.op == "le" and (
            (right.op == "max" and left in right.args) or (left.op == "min" and right in left.args)
        ):
            wanted = []
        else:
            raise Refused(f"neither side is the extremum: {shown(goal)}")
        for part, sub in zip(wanted, proof["parts"], strict=True):
            self.prove(here, part, sub)
