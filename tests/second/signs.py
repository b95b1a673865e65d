"""Sets of signs that a number may have."""

from __future__ import annotations

from fractions import Fraction

ALL, POSITIVE, NONNEGATIVE = frozenset((-1, 0, 1)), frozenset((1,)), frozenset((0, 1))
NONZERO, ZERO = frozenset((-1, 1)), frozenset((0,))
Signs = frozenset[int]


def times(a: Signs, b: Signs) -> Signs:
    return frozenset(x * y for x in a for y in b)


def plus(a: Signs, b: Signs) -> Signs:
    return frozenset(s for x in a for y in b for s in ((x or y,) if x * y >= 0 else (-1, 0, 1)))


def sign_of(x: Fraction) -> int:
    return (x > 0) - (x < 0)
