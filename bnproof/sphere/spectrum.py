"""The eigenvalues of a positive definite matrix, repeated ones counted."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Spectrum:
    """Distinct eigenvalues in ascending order, exact, and how often each occurs."""

    values: tuple[Fraction, ...]
    counts: tuple[int, ...]

    @classmethod
    def of(cls, eigenvalues: Iterable[Fraction | int | float]) -> Spectrum:
        """From all eigenvalues; a float is the binary number it is. Raises ValueError unless all are positive."""
        return cls.counted(Counter(Fraction(v) for v in eigenvalues))

    @classmethod
    def counted(cls, counts: dict[Fraction, int]) -> Spectrum:
        """From each eigenvalue's multiplicity. Raises ValueError unless all are positive, and there is one."""
        if not counts or min(counts) <= 0 or min(counts.values()) < 1:
            raise ValueError("a positive definite matrix has positive eigenvalues, and at least one")
        values = tuple(sorted(counts))
        return cls(values, tuple(counts[v] for v in values))

    @property
    def dim(self) -> int:
        return sum(self.counts)

    @property
    def least(self) -> Fraction:
        return self.values[0]

    @property
    def largest(self) -> Fraction:
        return self.values[-1]

    @property
    def condition(self) -> Fraction:
        return self.largest / self.least

    def trace(self, power: int = 1) -> Fraction:
        """Tr[A^power]."""
        return sum((n * v**power for v, n in zip(self.values, self.counts, strict=True)), Fraction(0))

    def power(self, exponent: int) -> Spectrum:
        """Of A^exponent, for exponent >= 1."""
        return Spectrum(tuple(v**exponent for v in self.values), self.counts)

    def scaled(self, factor: Fraction | int) -> Spectrum:
        """Of factor A, for factor > 0."""
        return Spectrum(tuple(v * factor for v in self.values), self.counts)


def log(x: Fraction) -> float:
    """ln x, also where x does not fit a float."""
    shift = x.numerator.bit_length() - x.denominator.bit_length()
    return math.log(x / Fraction(2) ** shift) + shift * math.log(2)
