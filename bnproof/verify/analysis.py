"""Rules of the kernel about real functions: bounds of pi, and Taylor's theorem."""

from __future__ import annotations

from abc import ABC, abstractmethod
from fractions import Fraction
from typing import Any

from flint import arb, fmpq

from bnproof.statement.nodes import Node, build, free, substitute
from bnproof.verify.context import NONNEG, Context, Refused, shown

Proof = dict[str, Any]


class Analysis(ABC):
    """A part of the kernel."""

    @abstractmethod
    def node(self, index: Any) -> Node: ...

    @abstractmethod
    def prove(self, here: Context, goal: Node, proof: Proof) -> None: ...

    def _rule_pi(self, here: Context, goal: Node, proof: Proof) -> None:
        """q < pi or pi < q for a rational q."""
        sides = [_enclosed(side) for side in goal.args] if goal.op == "lt" else []
        if not sides or not sides[0] < sides[1]:
            raise Refused(f"pi proves true bounds of pi by numbers, not {shown(goal)}")

    def _rule_taylor(self, here: Context, goal: Node, proof: Proof) -> None:
        """f(b) against f(a) + f'(a) (b - a) + c/2 (b - a)^2, from c against f''(t) for every t between a and b.

        The derivatives are those of the kernel's chain rule. Where the second one is defined at t, so are f and the
        first one, and all roots, quotients and functions in f are smooth at t; so f is as smooth as the theorem needs.
        """
        t, f, a, b, c = (self.node(proof[k]) for k in ("symbol", "function", "from", "to", "bound"))
        if t.op != "sym" or t.data[1:] != ("real", "") or any(t in free(n) for n in (a, b, c, goal, *here.facts)):
            raise Refused(f"not a new real symbol: {shown(t)}")
        at_a, at_b = (substitute(f, {t: end}) for end in (a, b))
        curve = at_a + build("grad", (t, f, a)) * (b - a) + c / 2 * (b - a) ** 2
        second = build("grad", (t, build("grad", (t, f, t)), t))
        below = proof["side"] == "below"
        conclusion, bound = ((curve, at_b), (c, second)) if below else ((at_b, curve), (second, c))
        if goal is not build("le", conclusion):
            raise Refused(f"the rule concludes {shown(build('le', conclusion))}")
        low, high = (a, b) if here.holds(b - a, NONNEG) else (b, a)
        if not here.holds(high - low, NONNEG):
            raise Refused(f"not known to be ordered: {shown(a)} and {shown(b)}")
        between = here.assume(build("le", (low, t)), build("le", (t, high)))
        self.prove(between, build("le", bound), proof["second"])


def _enclosed(side: Node) -> arb:
    """A rational number or pi as a ball."""
    if side.op == "num":
        q = Fraction(side.data[0])
        return arb(fmpq(q.numerator, q.denominator))
    if side.op != "pi":
        raise Refused(f"neither a number nor pi: {shown(side)}")
    return arb.pi()
