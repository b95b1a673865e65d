"""The quadrature against closed forms, mpmath, Monte Carlo, and itself."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sphere import closed

from bnproof.sphere.means import (
    Steps,
    mean_log_bilinear,
    mean_log_form,
    mean_log_oblique,
    mean_log_residual,
)
from bnproof.sphere.sampling import log_oblique, sample_mean
from bnproof.sphere.spectrum import Spectrum

SMALL = 1e-11
WIDE = [
    [1] * 9 + [10**8],
    [1] + [10**8] * 9,
    [1] * 20 + [10**4] * 20,
    np.geomspace(1, 1e8, 30),
    np.linspace(1, 10**4, 50),
]
spectra = st.lists(st.integers(0, 16).map(lambda k: Fraction(10) ** k / 10**8), min_size=2, max_size=6)


@pytest.mark.parametrize("d", [2, 3, 4, 5, 17, 100, 999, 2000])
def test_multiples_of_the_identity(d):
    found = mean_log_oblique(Spectrum.counted({Fraction(3): d}))
    exact = closed.oblique_identity(d) + 2 * math.log(3)
    assert found.value == pytest.approx(exact, abs=SMALL)
    assert closed.elementary_identity(d) == pytest.approx(closed.oblique_identity(d), abs=1e-9)


@pytest.mark.parametrize("condition", [1, 1 + 1e-9, 1.5, 10, 1e3, 1e5, 1e8])
def test_two_dimensions(condition):
    a = Spectrum.of([1, condition])
    assert mean_log_form(a).value == pytest.approx(closed.form_plane(1, condition), abs=SMALL)
    assert mean_log_oblique(a).value == pytest.approx(closed.oblique_plane(1, condition), abs=SMALL)


@pytest.mark.parametrize("eigenvalues", [(1, 1, 1), (1, 2, 3), (1, 1, 50), (1, 40, 50)])
def test_three_dimensions_by_mpmath(eigenvalues):
    assert mean_log_oblique(Spectrum.of(eigenvalues)).value == pytest.approx(
        closed.oblique_space(*eigenvalues), abs=1e-7
    )


def test_one_dimension():
    """e = 0: the mean of ln 0."""
    assert mean_log_form(Spectrum.of([7])).value == pytest.approx(math.log(7), rel=1e-15)
    assert mean_log_oblique(Spectrum.of([7])).value == -math.inf


@pytest.mark.parametrize("eigenvalues", [[1, 2, 3], *WIDE])
def test_monte_carlo_within_six_standard_errors(eigenvalues):
    a = Spectrum.of(eigenvalues)
    sampled = sample_mean(log_oblique, a, 20_000, seed=1)
    assert abs(mean_log_oblique(a).value - sampled.value) < 6 * sampled.error


@pytest.mark.parametrize("eigenvalues", WIDE)
def test_the_error_estimate_covers_a_finer_grid(eigenvalues):
    a = Spectrum.of(eigenvalues)
    found = mean_log_residual(a)
    finer = mean_log_residual(a, Steps(t=0.125, x=0.0625, angles=24, nodes=192))
    assert abs(found.value - finer.value) <= found.error < 1e-7
    assert abs(found.value - finer.value) < SMALL


@pytest.mark.parametrize("eigenvalues", [np.linspace(1, 10**4, 150), np.geomspace(1, 1e8, 120)])
def test_a_few_nodes_stand_for_many_eigenvalues(eigenvalues):
    a = Spectrum.of(eigenvalues)
    assert mean_log_residual(a).value == pytest.approx(mean_log_residual(a, Steps(nodes=150)).value, abs=SMALL)


@pytest.mark.parametrize("factor", [Fraction(3, 7), Fraction(10) ** 300, Fraction(1, 10**300)])
def test_every_scale(factor):
    """Of degree 2 in A."""
    a = Spectrum.of([1, 2, 2, 9])
    shift = 2 * (math.log(factor.numerator) - math.log(factor.denominator))
    assert mean_log_oblique(a.scaled(factor)).value == pytest.approx(mean_log_oblique(a).value + shift, rel=1e-13)


@settings(max_examples=25)
@given(spectra)
def test_between_the_identity_and_the_square_of_the_condition(eigenvalues):
    """lambda_min^2 <= exp(mean for A - mean for I) <= lambda_max^2; the bilinear mean is at most its Jensen bound."""
    a = Spectrum.of(eigenvalues)
    found, unit = mean_log_oblique(a), closed.oblique_identity(a.dim)
    low, high = (2 * math.log(x) + unit for x in (a.least, a.largest))
    assert low - SMALL <= found.value <= high + SMALL
    square = a.trace(2) / a.dim**2
    assert mean_log_bilinear(a).value <= math.log(square.numerator) - math.log(square.denominator)
