"""Unknown real numbers, and models of what is asked of them, by z3's solver for polynomials (the extra `smt`).

Work is limited in z3's own units and not in seconds, so that the same question has the same answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any

import z3

from bnproof.statement.calculus import Unsupported

Failure = z3.Z3Exception  # of z3 itself, such as a lack of memory
WORK = 100_000  # units of z3 for one question, hardly a tenth of a second; ten times as many may take a minute
LARGE = 4000  # operations on unknowns beyond which nothing is asked
LONG = 4000  # bits of a number that is of no use
PIN_WORK, GUARD = 20_000, 5000  # units for one unknown of a model made rational; ms, where units fail to tell the work
BITS, PINS = (1, 3, 8, 20, 60), (2, 6)  # of the rationals put for an algebraic number


class Solver:
    """Conditions on unknowns. Each has a context of its own, so that none depends on what was asked before."""

    def __init__(self, work: int = WORK) -> None:
        self._context = z3.Context()
        self._solver = z3.SolverFor("QF_NRA", ctx=self._context)
        self._solver.set("rlimit", work)
        self._solver.set("timeout", GUARD)
        self._solver.set("ctrl_c", False)  # which is for Python
        self._quotients: dict[tuple[int, int], Unknown] = {}
        self._roots: dict[int, Unknown] = {}
        self._count = 0
        self.size = 0  # operations on unknowns

    def unknown(self, domain: str = "") -> Unknown:
        """A new real number; `domain`: `pos`, `nonneg`, `nonzero`, or any."""
        found = Unknown(z3.Real(f"x{self._count}", self._context), self)
        self._count += 1
        if domain:
            zero = self.real(0)
            relation = {"pos": found.expr > zero, "nonneg": found.expr >= zero, "nonzero": found.expr != zero}
            self._solver.add(relation[domain])
        return found

    def real(self, x: Any) -> Any:
        """As an expression of z3."""
        return x.expr if isinstance(x, Unknown) else z3.RealVal(str(Fraction(x)), self._context)

    def truth(self, value: bool) -> Any:
        return z3.BoolVal(value, self._context)

    def require(self, *conditions: Any) -> None:
        self._solver.add(*conditions)

    # ---- numbers --------------------------------------------------------------------------------------------------
    def quotient(self, a: Any, b: Unknown) -> Unknown:
        """a/b, with b != 0 required."""
        top = self.real(a)
        key = top.get_id(), b.expr.get_id()
        if key not in self._quotients:
            found = self.unknown()
            self.require(b.expr != self.real(0), found.expr * b.expr == top)  # which keeps both, and so their numbers
            self._quotients[key] = found
        return self._quotients[key]

    def root(self, x: Any) -> Unknown:
        """The square root, with x >= 0 required."""
        square = self.real(x)
        if square.get_id() not in self._roots:
            found = self.unknown("nonneg")
            self.require(found.expr * found.expr == square)
            self._roots[square.get_id()] = found
        return self._roots[square.get_id()]

    def either(self, condition: Any, a: Any, b: Any) -> Unknown:
        return Unknown(z3.If(condition, self.real(a), self.real(b), self._context), self)

    # ---- models ---------------------------------------------------------------------------------------------------
    def model(self, unknowns: Sequence[Unknown]) -> Iterator[list[Fraction]]:
        """Rational values, if there is a model within the work limit: exact ones if possible, else near ones.

        Values that had to be approximated need not satisfy what was asked.
        """
        if self._solver.check() != z3.sat:
            return
        model = self._solver.model()
        values = [model.eval(u.expr, model_completion=True) for u in unknowns]
        if all(z3.is_rational_value(v) for v in values):
            found = [_fraction(v) for v in values]
            if all(x.numerator.bit_length() + x.denominator.bit_length() < LONG for x in found):
                yield found
            return
        pinned = self._pinned(unknowns)
        if pinned is not None:
            yield pinned
            return
        yield from ([_near(v, bits) for v in values] for bits in BITS)

    def _pinned(self, unknowns: Sequence[Unknown]) -> list[Fraction] | None:
        """One unknown after the other made a simple rational, where the rest allows; None if an irrational stays."""
        found: list[Fraction] = []
        model = self._solver.model()
        self._solver.set("rlimit", PIN_WORK)
        self._solver.push()
        for u in unknowns:
            value = model.eval(u.expr, model_completion=True)
            for bits in PINS:
                near = _near(value, bits)
                self._solver.push()
                self.require(u.expr == self.real(near))
                if self._solver.check() == z3.sat:
                    model = self._solver.model()
                    found.append(near)
                    break
                self._solver.pop()
            else:
                return None
        return found

    def conjunction(self, parts: Iterable[Any]) -> Any:
        return z3.And(self.truth(True), *parts)

    def disjunction(self, parts: Iterable[Any]) -> Any:
        return z3.Or(self.truth(False), *parts)

    def negation(self, part: Any) -> Any:
        return z3.Not(part)


def _fraction(value: Any) -> Fraction:
    return Fraction(value.numerator_as_long(), value.denominator_as_long())


def _near(value: Any, bits: int) -> Fraction:
    """A rational near a number of a model, of about so many bits."""
    exact = _fraction(value if z3.is_rational_value(value) else value.approx(40))
    return exact.limit_denominator(1 << bits)


class Unknown:
    """A number with + - * / : known ones stay fractions, so that zeros and ones vanish. Raises `Unsupported`."""

    __slots__ = ("expr", "solver")

    def __init__(self, expr: Any, solver: Solver) -> None:
        self.expr, self.solver = expr, solver

    def _made(self, expr: Any) -> Unknown:
        self.solver.size += 1
        if self.solver.size > LARGE:
            raise Unsupported("so large a question")
        return Unknown(expr, self.solver)

    def __add__(self, o: Any) -> Any:
        if not isinstance(o, _NUMBERS):
            return NotImplemented
        return self if _known(o, 0) else self._made(self.expr + self.solver.real(o))

    __radd__ = __add__

    def __neg__(self) -> Unknown:
        return self._made(-self.expr)

    def __sub__(self, o: Any) -> Any:
        return self + (-o)

    def __rsub__(self, o: Any) -> Any:
        return -self + o

    def __mul__(self, o: Any) -> Any:
        if not isinstance(o, _NUMBERS):
            return NotImplemented
        if _known(o, 0):
            return Fraction(0)
        return self if _known(o, 1) else self._made(self.expr * self.solver.real(o))

    __rmul__ = __mul__

    def __truediv__(self, o: Any) -> Any:
        if not isinstance(o, _NUMBERS):
            return NotImplemented
        return self.solver.quotient(self, o) if isinstance(o, Unknown) else self * (1 / Fraction(o))

    def __rtruediv__(self, o: Any) -> Any:
        return Fraction(0) if _known(o, 0) else self.solver.quotient(o, self)


_NUMBERS = (Unknown, Fraction, int)


def _known(x: Any, value: int) -> bool:
    return not isinstance(x, Unknown) and x == value
