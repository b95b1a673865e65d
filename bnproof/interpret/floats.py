"""Plain floating-point numbers: for screening and for tests, never evidence."""

from __future__ import annotations

import math
from fractions import Fraction


class Floats:
    """The field of Python floats; signs are those of the rounded numbers."""

    def number(self, value: Fraction | int | float) -> float:
        return float(value)

    def sign(self, x: float) -> int:
        return (x > 0) - (x < 0)

    def sqrt(self, x: float) -> float:
        return math.sqrt(x)

    def log(self, x: float) -> float:
        return math.log(x)

    def exp(self, x: float) -> float:
        return math.exp(x)

    def oblique(self, matrix: list[list[float]]) -> float:
        """By quadrature over the spectrum, to about nine digits."""
        from bnproof.sphere.means import Steps, mean_log_oblique
        from bnproof.sphere.spectrum import Spectrum

        return mean_log_oblique(Spectrum.of(self.eigenvalues(matrix)), Steps().doubled()).value

    def pi(self) -> float:
        return math.pi

    def cos(self, x: float) -> float:
        return math.cos(x)

    def sin(self, x: float) -> float:
        return math.sin(x)

    def eigenvalues(self, matrix: list[list[float]]) -> list[float]:
        """Of a symmetric matrix."""
        import numpy as np

        return [float(x) for x in np.linalg.eigvalsh(np.array(matrix))]
