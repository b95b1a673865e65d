"""Exact real numbers: rationals and towers of square roots over them, with decided signs."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt
from typing import Any, Union

from flint import fmpq

from bnproof.interpret.spectrum import eigenvalues
from bnproof.statement.calculus import Unsupported

Exact = Union[fmpq, "Surd"]
MAX_HEIGHT = 12  # of a tower


class Surd:
    """a + b sqrt(c), with a, b, c of lower levels and c > 0. The level orders the roots of one tower."""

    __slots__ = ("a", "b", "c", "level")

    def __init__(self, a: Exact, b: Exact, c: Exact, level: int) -> None:
        self.a, self.b, self.c, self.level = a, b, c, level

    def _parts(self, other: Exact) -> tuple[Surd, Exact, Exact, Exact, Exact]:
        """Both numbers over the higher root: (the root's holder, a, b, a', b')."""
        if not isinstance(other, Surd):
            return self, self.a, self.b, other, fmpq(0)
        if other.level == self.level:
            return self, self.a, self.b, other.a, other.b
        if other.level < self.level:
            return self, self.a, self.b, other, fmpq(0)
        return other, self, fmpq(0), other.a, other.b

    def _like(self, a: Exact, b: Exact) -> Exact:
        return a if not isinstance(b, Surd) and b == 0 else Surd(a, b, self.c, self.level)

    def __add__(self, other: Any) -> Exact:
        if not isinstance(other, _NUMBERS):
            return NotImplemented
        top, a, b, p, q = self._parts(_exact(other))
        return top._like(a + p, b + q)

    __radd__ = __add__

    def __neg__(self) -> Surd:
        return Surd(-self.a, -self.b, self.c, self.level)

    def __sub__(self, other: Any) -> Any:
        return -(-self + other)

    def __rsub__(self, other: Any) -> Any:
        return -self + other

    def __mul__(self, other: Any) -> Exact:
        if not isinstance(other, _NUMBERS):
            return NotImplemented
        top, a, b, p, q = self._parts(_exact(other))
        return top._like(a * p + b * q * top.c, a * q + b * p)

    __rmul__ = __mul__

    def inverse(self) -> Exact:
        """1/x for x != 0. Where the norm vanishes (c was a square after all) the value is 2a."""
        norm = self.a * self.a - self.b * self.b * self.c
        if sign(norm) == 0:
            return reciprocal(2 * self.a)
        unit = reciprocal(norm)
        return self._like(self.a * unit, -self.b * unit)

    def __truediv__(self, other: Any) -> Exact:
        return self * reciprocal(_exact(other)) if isinstance(other, _NUMBERS) else NotImplemented

    def __rtruediv__(self, other: Any) -> Any:
        return reciprocal(self) * other


_NUMBERS = (Surd, fmpq, Fraction, int)


def _exact(value: Surd | fmpq | Fraction | int) -> Exact:
    if isinstance(value, Fraction):
        return fmpq(value.numerator, value.denominator)
    return fmpq(value) if isinstance(value, int) else value


def reciprocal(x: Exact) -> Exact:
    """Raises ZeroDivisionError at 0."""
    if sign(x) == 0:
        raise ZeroDivisionError
    return x.inverse() if isinstance(x, Surd) else 1 / x


def sign(x: Exact) -> int:
    """-1, 0 or 1, by recursion on a + b sqrt(c)."""
    if not isinstance(x, Surd):
        return (x > 0) - (x < 0)
    sa, sb = sign(x.a), sign(x.b)
    if sa == sb or sb == 0:
        return sa
    if sa == 0:
        return sb
    return sa * sign(x.a * x.a - x.b * x.b * x.c)


class Tower:
    """The arithmetic of one evaluation: remembers the roots it has adjoined."""

    def __init__(self) -> None:
        self._roots: list[Exact] = []

    def number(self, value: Fraction | int) -> Exact:
        return _exact(value)

    def sign(self, x: Exact) -> int:
        return sign(x)

    def sqrt(self, x: Exact) -> Exact:
        """The root of a non-negative number. Raises `Unsupported` when the tower grows too high."""
        if sign(x) == 0:  # a sum of surds may vanish unseen
            return fmpq(0)
        if not isinstance(x, Surd):
            p, q = int(x.p), int(x.q)
            if isqrt(p) ** 2 == p and isqrt(q) ** 2 == q:
                return fmpq(isqrt(p), isqrt(q))
        for level, c in enumerate(self._roots):
            ratio = x / c
            if not isinstance(ratio, Surd):
                p, q = int(ratio.p), int(ratio.q)
                if isqrt(p) ** 2 == p and isqrt(q) ** 2 == q:
                    return Surd(fmpq(0), fmpq(isqrt(p), isqrt(q)), c, level)
        if len(self._roots) >= MAX_HEIGHT:
            raise Unsupported("a tower of so many roots")
        self._roots.append(x)
        return Surd(fmpq(0), fmpq(1), x, len(self._roots) - 1)

    def log(self, x: Exact) -> Exact:
        """Only log 1; quotients of logarithms are `log_ratio`."""
        if not isinstance(x, Surd) and x == 1:
            return fmpq(0)
        raise Unsupported("an exact logarithm")

    def exp(self, x: Exact) -> Exact:
        """Only of 0."""
        if sign(x) == 0:
            return fmpq(1)
        raise Unsupported("an exact exponential")

    def oblique(self, m: list[list[Exact]]) -> Exact:
        raise Unsupported("an exact mean of a logarithm")

    def exp_oblique(self, m: list[list[Exact]]) -> Exact:
        """Of the mean that `sphere/enclosures` derives in the plane: (2tp)^2/(t + 2 sqrt p)^4, t the trace, p the
        determinant of a positive definite matrix."""
        trace, determinant = m[0][0] + m[1][1], m[0][0] * m[1][1] - m[0][1] * m[1][0]
        top, bottom = 2 * trace * determinant, trace + 2 * self.sqrt(determinant)
        return top * top / (bottom * bottom * bottom * bottom)

    def pi(self) -> Exact:
        raise Unsupported("pi, exactly")

    def cos(self, x: Exact) -> Exact:
        """Only cos 0."""
        if sign(x):
            raise Unsupported("an exact cosine")
        return fmpq(1)

    def sin(self, x: Exact) -> Exact:
        """Only sin 0."""
        if sign(x):
            raise Unsupported("an exact sine")
        return fmpq(0)

    def eigenvalues(self, m: list[list[Exact]]) -> list[Exact]:
        """Of a symmetric matrix. Raises `Unsupported`."""
        return eigenvalues(m, self)

    def log_ratio(self, x: Exact, base: Exact) -> Exact:
        """log x / log base where x is a rational power of it with a small integer exponent."""
        power: Exact = fmpq(1)
        for k in range(0, 200):
            if sign(power - x) == 0:
                return fmpq(k)
            if sign(power * x - 1) == 0:
                return fmpq(-k)
            power = power * base
        raise Unsupported("an exact logarithm")
