"""Balls contain what they enclose, and are as thin as asked where there is a closed form."""

import math
from fractions import Fraction

import pytest
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st
from sphere import closed

from bnproof.interpret.ball import precision
from bnproof.sphere.enclosures import mean_log_form, mean_log_oblique
from bnproof.sphere.means import mean_log_form as form_in_floats
from bnproof.sphere.means import mean_log_oblique as oblique_in_floats
from bnproof.sphere.spectrum import Spectrum

spectra = st.lists(st.fractions(Fraction(1, 10**4), 10**4), min_size=2, max_size=8)


@settings(max_examples=20)
@given(spectra)
def test_the_quadrature_lies_inside(eigenvalues):
    a = Spectrum.of(eigenvalues)
    rounding = arb(0, 1e-11)
    assert mean_log_form(a).overlaps(form_in_floats(a).value + rounding)
    assert mean_log_oblique(a).overlaps(oblique_in_floats(a).value + rounding)


@pytest.mark.parametrize("bits", [30, 64, 200])
@pytest.mark.parametrize(("x", "y"), [(1, 1), (1, 4), (1, 10**8), (Fraction(9, 10**6), 25)])
def test_forms_in_two_dimensions(x, y, bits):
    """The roots are rational."""
    found = mean_log_form(Spectrum.of([x, y]), bits)
    with precision(300):
        root = sum(arb(math.isqrt(Fraction(v).numerator)) / math.isqrt(Fraction(v).denominator) for v in (x, y))
        exact = 2 * (root / 2).log()
        assert found.overlaps(exact)
        assert found.rad() < arb(2) ** (2 - bits)


@pytest.mark.parametrize(
    "counts", [{1: 500, 10**8: 1500}, {1: 1999, 10**8: 1}, {1: 1, 10**8: 1999}, {1: 3, 2: 4, 50: 5}]
)
def test_forms_in_many_dimensions(counts):
    a = Spectrum.counted({Fraction(k): n for k, n in counts.items()})
    found = mean_log_form(a)
    assert found.rad() < arb(2) ** -60
    assert float(found.mid()) == pytest.approx(form_in_floats(a).value, abs=1e-11)


@pytest.mark.parametrize("d", [2, 3, 10, 2000])
def test_multiples_of_the_identity(d):
    found = mean_log_oblique(Spectrum.counted({Fraction(5): d}), 100)
    assert found.rad() < arb(2) ** -90
    assert float(found.mid()) == pytest.approx(closed.oblique_identity(d) + 2 * math.log(5), rel=1e-14)


@pytest.mark.parametrize("condition", [2, 100, 10**8])
def test_two_dimensions(condition):
    found = mean_log_oblique(Spectrum.of([3, 3 * condition]), 100)
    assert found.rad() < arb(2) ** -90
    assert float(found.mid()) == pytest.approx(closed.oblique_plane(3, 3 * condition), rel=1e-14)


def test_precision_is_left_as_it_was():
    with precision(77):
        mean_log_oblique(Spectrum.of([1, 2, 3]))
        assert (arb(1) / 3).rel_accuracy_bits() in range(70, 80)


def test_one_dimension_is_refused():
    with pytest.raises(ValueError, match="one dimension"):
        mean_log_oblique(Spectrum.of([2]))
