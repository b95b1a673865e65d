"""Rational numbers that stay exact among themselves; with other reals they are reals, of the digits of the day."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import isqrt
from typing import Any

from mpmath import mp
from mpmath.libmp import from_rational


class Exact(Fraction):
    """A fraction that mpmath takes for one of its numbers."""

    @property
    def _mpf_(self) -> Any:
        return from_rational(self.numerator, self.denominator, *mp._prec_rounding)

    def root(self) -> Exact | None:
        """Its root, where that is rational too."""
        p, q = isqrt(self.numerator), isqrt(self.denominator)
        return Exact(p, q) if p * p == self.numerator and q * q == self.denominator else None


def _closed(plain: Callable[..., Any]) -> Callable[..., Any]:
    """Else sums of such numbers would be plain fractions, which with others are floats."""

    def method(*numbers: Any) -> Any:
        out = plain(*numbers)
        return Exact(out) if type(out) is Fraction else out

    return method


for _name in ("add", "radd", "sub", "rsub", "mul", "rmul", "truediv", "rtruediv", "neg", "abs", "pow"):
    setattr(Exact, f"__{_name}__", _closed(getattr(Fraction, f"__{_name}__")))
