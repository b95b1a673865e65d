"""Truth at an instance: exact where its numbers are; else by balls that lie apart. Quantifiers: see `periodic`.

Balls separate, they never join: no equation is confirmed by them. What overlaps at the last precision stays open.
"""

from __future__ import annotations

from functools import cache

from bnproof.interpret.ball import BallEvaluator, Undecided, precision
from bnproof.interpret.evaluate import Evaluator
from bnproof.interpret.exact import Tower
from bnproof.interpret.instance import Instance
from bnproof.statement.calculus import Unsupported
from bnproof.statement.nodes import Node, free

BITS = (64, 256, 1024)  # precisions, in turn


@cache
def quantified(sentence: Node) -> bool:
    """Is there a quantifier in it, other than over a range?"""
    if sentence.op in ("not", "and", "or", "implies"):
        return any(map(quantified, sentence.args))
    return sentence.op in ("forall", "exists")


class Decider(Evaluator):
    """The exact evaluator; a comparison without an exact value (a logarithm, an irrational spectrum) goes to balls."""

    def __init__(self, instance: Instance) -> None:
        super().__init__(Tower(), instance)

    def truth(self, node: Node) -> bool | None:
        """None: both sides have values, and no precision tells them apart. Raises `Undefined`, `Unsupported`."""
        if quantified(node):
            from bnproof.verify.alignment import aligned  # these are trusted only where orbits come again
            from bnproof.verify.periodic import Periodic

            known = Periodic(self, self.truth).truth(aligned(node))
            if known is None:
                raise Unsupported("the truth of what is said with quantifiers")
            return known
        try:
            return super().truth(node)
        except Unsupported:
            if node.op not in ("eq", "le", "lt"):
                raise
        return self._apart(node)

    def _apart(self, node: Node) -> bool | None:
        here = {s: value for s, value in self.env.items() if s in free(node)}
        if any(type(value) is not int for value in here.values()):
            raise Unsupported("balls for numbers of a quantifier")
        defined = False
        for bits in BITS:
            balls = BallEvaluator(bits, self.instance)
            balls.env = here  # integers of bound indices
            try:
                with precision(bits):
                    found = balls.truth(node)
            except Undecided:
                continue
            defined = True
            if node.op == "eq" and node.args[0] is node.args[1]:
                return True
            if found is False or (found and node.op != "eq"):
                return found
        if not defined:
            raise Unsupported(f"balls of {BITS[-1]} bits do not tell whether there is a value")
        return None
