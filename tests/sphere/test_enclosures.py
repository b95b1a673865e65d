"""Balls contain what they enclose, and are as thin as asked where there is a closed form."""

import math
from fractions import Fraction

import pytest
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st
from sphere import closed

from bnproof.interpret.ball import BallEvaluator, precision
from bnproof.interpret.instance import Instance, Undefined
from bnproof.sphere.enclosures import mean_log_form, mean_log_oblique
from bnproof.sphere.means import mean_log_form as form_in_floats
from bnproof.sphere.means import mean_log_oblique as oblique_in_floats
from bnproof.sphere.spectrum import Spectrum
from bnproof.statement.builder import dim, eq, exp, identity, lt, oblique_mean
from bnproof.statement.nodes import build, num
from bnproof.verify.decide import Decider

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


@pytest.mark.parametrize("d", [4, 8, 40])
def test_one_small_eigenvalue_does_not_widen_the_ball_much(d):
    """By the determinant the lower end grows like the largest eigenvalue to the power 2 - 4/d."""
    found = mean_log_oblique(Spectrum.counted({Fraction(1): 1, Fraction(10**6): d - 1}))
    whole = oblique_in_floats(Spectrum.counted({Fraction(1): 1, Fraction(10**6): d - 1})).value
    assert whole - found.lower() < 4 / d * math.log(10**6) + 1


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


# ---- exactly, in the plane ----------------------------------------------------------------------------------------
PLANE = [((1, 0), (0, 1)), ((1, 0), (0, 9)), ((2, 1), (1, 3)), (("1/3", "-1/7"), ("-1/7", 5))]


@pytest.mark.parametrize("rows", PLANE)
def test_the_exponential_in_the_plane_is_algebraic(rows):
    H = build("sym", (), ("H", "map[d,d]", "spd"))
    instance = Instance({"d": 2}, {"H": tuple(tuple(map(Fraction, row)) for row in rows)})
    term = exp(oblique_mean(H))
    decider = Decider(instance)
    with precision(128):
        ball = BallEvaluator(128, instance).value(term)
    for bound, order in ((ball.lower(), lt), (ball.upper(), lambda a, b: lt(b, a))):
        mantissa, power = bound.man_exp()
        assert decider.truth(order(num(Fraction(int(mantissa)) * Fraction(2) ** int(power)), term)) is True


def test_in_the_plane_equality_is_decided():
    """Omega_I = 4 = 2d there, which balls cannot tell."""
    decider = Decider(Instance({"d": 2}, {}))
    omega = 1 / (4 * exp(oblique_mean(identity("d"))))
    assert decider.truth(eq(omega, 4)) is True
    assert decider.truth(lt(omega, 2 * dim("d"))) is False
    with pytest.raises(Undefined):
        Decider(Instance({"d": 1}, {})).truth(eq(omega, 4))
    assert Decider(Instance({"d": 4}, {})).truth(eq(omega, 4)) is None  # balls cannot tell, though it is so
    assert Decider(Instance({"d": 3}, {})).truth(lt(omega, 4)) is True
