"""High precision on mpmath, without enclosures: a second opinion, and not by python-flint's arithmetic."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from mpmath import MPContext

from bnproof.interpret.evaluate import Evaluator
from bnproof.interpret.instance import Instance, Undefined
from bnproof.interpret.lines import Bounds, T, line
from bnproof.statement.calculus import Unsupported
from bnproof.statement.nodes import Node

PIECES = 24  # of the line of a quadrature


def opinion(sentence: Node, instance: Instance, digits: int = 100) -> bool | None:
    """Is the sentence true at the instance, for all that rounded numbers show? Never evidence.

    None where `digits` and twice as many digits disagree. Raises `Undefined`, `Unsupported`.
    """
    first, second = (_truth(sentence, instance, count) for count in (digits, 2 * digits))
    if isinstance(first, Undefined) and isinstance(second, Undefined):
        raise first
    return first if isinstance(first, bool) and first is second else None


def _truth(sentence: Node, instance: Instance, digits: int) -> bool | Undefined | None:
    try:
        return HighPrecisionEvaluator(digits, instance).truth(sentence)
    except Undefined as error:
        return error
    except ZeroDivisionError:
        return Undefined("a denominator vanishes")


class HighPrecisionEvaluator(Evaluator):
    """The walk over mpmath's numbers; expectations that are no moments are quadratures."""

    def __init__(self, digits: int, instance: Instance) -> None:
        super().__init__(HighPrecision(digits), instance)

    def _expectation(self, bound: Node, body: Node) -> Any:
        try:
            return super()._expectation(bound, body)
        except Unsupported:
            along = line(bound, body, self.instance.values)
        mp = self.field.context

        def constant(node: Node) -> Any:
            if not isinstance(found := self.value(node), mp.mpf):
                raise Unsupported("a quadrature that is differentiated")
            return found

        Bounds(constant, lambda node: abs(constant(node))).growth(along.term)  # else it need not be integrable
        start, length, reach = constant(along.start), constant(along.length), mp.sqrt(2 * mp.dps * mp.ln(10))

        def density(r: Any) -> Any:
            return self._bind(T, start + length * r, along.term) * mp.npdf(r)

        return mp.quad(density, mp.linspace(-reach, reach, PIECES + 1))


class HighPrecision:
    """The field of mpmath's numbers of so many decimal digits, on a context of its own.

    Numbers below 10^(-digits/2) count as 0: rounding must not decide an equation.
    """

    def __init__(self, digits: int = 50) -> None:
        self.context: Any = MPContext()
        self.context.dps = digits
        self.small = self.context.mpf(10) ** (-(digits // 2))

    def number(self, value: Fraction | int) -> Any:
        return self.context.mpf(value.numerator) / value.denominator

    def sign(self, x: Any) -> int | None:
        """None where x is not finite."""
        if not self.context.isfinite(x):
            return None
        return 0 if abs(x) < self.small else 1 if x > 0 else -1

    def sqrt(self, x: Any) -> Any:
        return self.context.sqrt(max(x, 0))

    def log(self, x: Any) -> Any:
        return self.context.log(x)

    def exp(self, x: Any) -> Any:
        return self.context.exp(x)

    def oblique(self, m: list[list[Any]]) -> Any:
        """In closed form in dimension 2."""
        if len(m) > 2:
            raise Unsupported("a mean over the sphere")
        a, b = self.eigenvalues(m)
        roots = self.context.sqrt(a) + self.context.sqrt(b)
        return 2 * self.context.log(2 * (a + b) * a * b / roots**4)

    def pi(self) -> Any:
        return +self.context.pi

    def cos(self, x: Any) -> Any:
        return self.context.cos(x)

    def sin(self, x: Any) -> Any:
        return self.context.sin(x)

    def eigenvalues(self, m: list[list[Any]]) -> list[Any]:
        """Of a symmetric matrix, in ascending order. Raises `Unsupported` where it is not symmetric."""
        size = max(abs(x) for row in m for x in row)
        d = len(m)
        if any(abs(m[i][j] - m[j][i]) > self.small * size for i in range(d) for j in range(i)):
            raise Unsupported("the spectrum of a map that is not self-adjoint")
        return list(self.context.eigsy(self.context.matrix(m), eigvals_only=True))
