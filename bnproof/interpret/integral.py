"""Expectations over a line as enclosed integrals, in Arb's balls: E f(c + s r) for standard normal r."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flint import acb, arb

from bnproof.interpret.evaluate import Evaluator
from bnproof.interpret.instance import Instance
from bnproof.interpret.lines import Bounds, T, composed
from bnproof.statement.nodes import Node, free

EVALUATIONS = 50_000  # of an integrand: a work limit


def enclosed(term: Node, constant: Callable[[Node], arb], c: arb, s: arb, bits: int) -> arb:
    """E term(c + s r), by the values of terms without `T`; not finite where the work limit was reached.

    Raises `Unsupported` where nothing bounds the tails.
    """
    bounds = Bounds(lambda node: constant(node).lower(), lambda node: abs(constant(node)).upper())
    cut = arb(((2 * bits * arb(2).log()).sqrt() + 2).mid())
    tail, walk = arb(0), _Walk(constant)
    for k, bound in enumerate(composed(bounds.growth(term), abs(c).upper(), abs(s).upper())):
        order = arb(k + 1) / 2
        tail += bound * arb(2) ** (order - 1) * (cut * cut / 2).gamma_upper(order)

    def density(r: acb, analytic: bool) -> acb:
        walk.field.analytic = analytic
        return walk.at(term, c + s * r) * (-r * r / 2).exp()

    middle = acb.integral(density, -cut, cut, eval_limit=EVALUATIONS)
    total: arb = (middle.real + 2 * tail.upper() * arb(0, 1)) / (2 * arb.pi()).sqrt()
    return total


class _Complex:
    """The field of complex balls. No sign is known; roots object to a branch cut where they must be analytic."""

    analytic = False

    def number(self, value: Any) -> acb:
        return acb(arb(value.numerator) / value.denominator)

    def sign(self, x: acb) -> None:
        return None

    def sqrt(self, x: acb) -> acb:
        return x.sqrt(analytic=self.analytic)


class _Walk(Evaluator):
    """A term in `T` at complex numbers."""

    def __init__(self, constant: Callable[[Node], Any]) -> None:
        super().__init__(_Complex(), Instance({}, {}))
        self._constant = constant

    def at(self, term: Node, point: acb) -> acb:
        self.env = {T: point}
        found: acb = self.value(term)
        return found

    def value(self, node: Node) -> Any:
        return self._value(node) if T in free(node) else acb(self._constant(node))
