"""Spectra: exact, counted, refused where not positive."""

import math
from fractions import Fraction

import pytest

from bnproof.sphere.spectrum import Spectrum, log


def test_eigenvalues_are_counted():
    a = Spectrum.of([3, 1, 3.0, Fraction(1, 2)])
    assert (a.values, a.counts) == ((Fraction(1, 2), Fraction(1), Fraction(3)), (1, 1, 2))
    assert (a.dim, a.least, a.largest, a.condition) == (4, Fraction(1, 2), Fraction(3), Fraction(6))
    assert (a.trace(), a.trace(2)) == (Fraction(15, 2), Fraction(77, 4))
    assert a.power(2) == Spectrum.of([9, 1, 9, 0.25])
    assert a.scaled(2) == Spectrum.of([6, 2, 6, 1])


@pytest.mark.parametrize("eigenvalues", [[], [0], [1, -1]])
def test_what_is_not_positive_definite_is_refused(eigenvalues):
    with pytest.raises(ValueError, match="positive"):
        Spectrum.of(eigenvalues)


@pytest.mark.parametrize("x", [Fraction(1, 3), Fraction(7), Fraction(10) ** 500, Fraction(1, 10**500)])
def test_logarithms_beyond_floats(x):
    assert log(x) == pytest.approx(math.log(x.numerator) - math.log(x.denominator), rel=1e-15)
