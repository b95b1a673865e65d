"""Exact numbers as LaTeX: rationals, and towers of square roots with squares taken out of the roots."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

from bnproof.interpret.exact import Exact, Surd, sign

LONG = 160  # characters of LaTeX beyond which only the decimal is shown
DIGITS = 6


def rational(value: Fraction) -> str:
    """An integer or a small fraction."""
    if value.denominator == 1:
        return str(value.numerator)
    return ("-" if value < 0 else "") + rf"\tfrac{{{abs(value.numerator)}}}{{{value.denominator}}}"


def number(value: Exact) -> str:
    """The number, exactly."""
    parts = _parts(value)
    if not parts:
        return "0"
    return "".join((" - " if s == "-" else " + ") + t if i else s.strip("+") + t for i, (s, t) in enumerate(parts))


def shown(value: Any) -> str:
    """A number, or a list of numbers in brackets; a decimal value beside roots, and for a long form."""
    if isinstance(value, list):
        return "(" + r",\ ".join(map(shown, value)) + ")"
    exact, near = number(value), decimal(value)
    if len(exact) > LONG:
        return rf"\text{{about }} {near}" if near else rf"\text{{(exact form of {len(exact)} characters)}}"
    return rf"{exact} \approx {near}" if isinstance(value, Surd) and near and near != exact else exact


def decimal(value: Exact) -> str:
    """To six digits, where twice the working precision gives the same ones; else empty."""
    found = []
    for digits in (60, 120):
        with localcontext() as context:
            context.prec = digits
            found.append(f"{_decimal(value):.{DIGITS}g}")
    return _powered(found[0]) if found[0] == found[1] else ""


def _powered(text: str) -> str:
    """1e-3 as a product."""
    mantissa, e, exponent = text.lower().partition("e")
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if e else text


def enclosed(ball: Any) -> str:
    """The midpoint of a ball, or of a list of balls, to six digits, or as many as are sure."""
    if isinstance(ball, list):
        return "(" + r",\ ".join(map(enclosed, ball)) + ")"
    return rf"\text{{about }} {_powered(ball.str(DIGITS, radius=False))}"


def _decimal(value: Exact) -> Decimal:
    if isinstance(value, Surd):
        return _decimal(value.a) + _decimal(value.b) * _decimal(value.c).sqrt()
    return Decimal(int(value.p)) / Decimal(int(value.q))


def _fraction(value: Exact) -> Fraction:
    assert not isinstance(value, Surd)
    return Fraction(int(value.p), int(value.q))


def _parts(value: Exact) -> list[tuple[str, str]]:
    """The summands with their signs; none for 0."""
    if not isinstance(value, Surd):
        found = _fraction(value)
        return [("-" if found < 0 else "+", rational(abs(found)))] if found else []
    parts = _parts(value.a)
    if sign(value.b) != 0:
        parts.append(_root(value.b, value.c))
    return parts


def _root(factor: Exact, radicand: Exact) -> tuple[str, str]:
    """factor * sqrt(radicand)."""
    outside = Fraction(1)
    if isinstance(radicand, Surd):
        root = rf"\sqrt{{{number(radicand)}}}"
    else:
        inside = _fraction(radicand)
        square, rest = _square_part(inside.numerator * inside.denominator)
        outside, root = Fraction(square, inside.denominator), rf"\sqrt{{{rest}}}"
    if isinstance(factor, Surd):
        negative = sign(factor) < 0
        inner = f"({number(-factor if negative else factor)})"
        return "-" if negative else "+", (rational(outside) if outside != 1 else "") + inner + root
    total = _fraction(factor) * outside
    top = root if abs(total.numerator) == 1 else f"{abs(total.numerator)}{root}"
    shape = top if total.denominator == 1 else rf"\tfrac{{{top}}}{{{total.denominator}}}"
    return "-" if total < 0 else "+", shape


def _square_part(n: int) -> tuple[int, int]:
    """(s, r) with n = s^2 r; all small square factors are taken out."""
    s, p = 1, 2
    while p * p <= n and p < 1000:
        while n % (p * p) == 0:
            n, s = n // (p * p), s * p
        p += 1
    return s, n
