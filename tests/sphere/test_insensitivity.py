"""What is proved of Omega_H, in numbers: over adversarial spectra, and against the printed C."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bnproof.sphere.means import Steps, mean_log_oblique
from bnproof.sphere.spectrum import Spectrum, log

ROUGH = Steps().doubled()  # nine digits or so
SLACK = 1e-6


def log_omega(a):
    """ln of lambda_max^2/(4 beta_bar)."""
    return 2 * log(a.largest) - math.log(4) - mean_log_oblique(a, ROUGH).value


def log_constant(a):
    """ln of (8); its limit where all eigenvalues agree."""
    d, kappa = a.dim, a.condition
    exponent = 0.0 if kappa == 1 else 2 * log(kappa) / float(kappa - 1) * float(1 - a.trace() / (d * a.least))
    return math.log(4) + log(a.trace(2) / (d * a.least**2)) + log(a.trace() / (d * a.largest)) + exponent


FAMILIES = {
    "one large": lambda d, k: Spectrum.counted({Fraction(1): d - 1, Fraction(k): 1}),
    "one small": lambda d, k: Spectrum.counted({Fraction(1): 1, Fraction(k): d - 1}),
    "a tenth large": lambda d, k: Spectrum.counted({Fraction(1): d - -(-d // 10), Fraction(k): -(-d // 10)}),
    "geometric": lambda d, k: Spectrum.of(np.geomspace(1, k, d)),
    "linear": lambda d, k: Spectrum.of(np.linspace(1, k, d)),
}


def holds(a):
    omega, d = log_omega(a), a.dim
    assert math.log(2 * d) - log_constant(a) <= omega + SLACK
    assert math.log(7 * d / 8) <= omega + SLACK
    assert omega <= math.log(2 * d) + 2 * log(a.condition) + SLACK


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("d", [2, 3, 30, 2000])
@pytest.mark.parametrize("condition", [1.001, 3, 1000, 10**8])
def test_families(family, d, condition):
    holds(FAMILIES[family](d, condition))


@settings(max_examples=30)
@given(st.lists(st.floats(0, 8), min_size=2, max_size=6), st.lists(st.integers(1, 60), min_size=6, max_size=6))
def test_clusters(exponents, counts):
    values = {Fraction(10**x): n for x, n in zip(exponents, counts, strict=False)}
    if sum(values.values()) > 1:
        holds(Spectrum.counted(values))


def test_the_constant_tends_to_4():
    for d in (2, 10):
        assert math.exp(log_constant(FAMILIES["one large"](d, 1 + 1e-7))) == pytest.approx(4, rel=1e-5)


def test_closed_forms_in_two_dimensions():
    for k in (1.5, 10, 1e4):
        a = Spectrum.of([1, k])
        assert math.exp(log_omega(a)) == pytest.approx((1 + math.sqrt(k)) ** 8 / (16 * (1 + k) ** 2), rel=1e-7)
        assert math.exp(log_constant(a)) == pytest.approx((1 + k) * (1 + k**2) / k**2, rel=1e-12)


def test_growth_with_the_square_root_of_d():
    """One eigenvalue sqrt(d): C < 9/sqrt(d), so Omega_H is not O(d) where kappa is unbounded."""
    for d in (16, 100, 2500, 10**6):
        a = FAMILIES["one large"](d, math.isqrt(d))
        assert math.exp(log_constant(a)) < 9 / math.sqrt(d)
        holds(a)


def test_not_monotone_in_the_dimension():
    omegas = [math.exp(log_omega(Spectrum.of([1] * d))) for d in range(2, 7)]
    assert omegas == pytest.approx([4, math.exp(4) / 16, 4, math.exp(13 / 3) / 16, 4 * math.exp(1 / 3)], rel=1e-7)
