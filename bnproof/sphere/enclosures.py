"""Means of logarithms over the unit sphere, enclosed in balls. Rigorous: the integral, both tails, all rounding.

The oblique mean, E ln (w'Au/w'Aw)^2 |Ae|^2 for e = u - (w'Au/w'Aw) w, is no integral in one variable, but lies between
two that are. First, given w, w'Au is |Aw| times a coordinate of u. Second, with u = (w'u) w + r v, v a unit vector
orthogonal to w, e is r times the residual f of v. The coordinate and r have the same laws for all A; so for A = I,
where all else vanishes, there is a closed form, and

    oblique mean of A = oblique mean of I + E ln |Aw|^2 - 2 E ln w'Aw + E ln |Af|^2.

As f is orthogonal to w in the metric A, f'Af lies between the least eigenvalue l and v'Av, and |Af|^2 between l f'Af
and L f'Af for the largest eigenvalue L; and (v, w) is distributed like (w, v). So E ln |Af|^2 lies between 2 ln l
and ln L + E ln w'Aw.

It is also at least 2 E ln f'Af, as |Af| >= v'Af = f'Af. Times w'Aw that is the determinant of A on the plane of v and
w, the mean of the products of two eigenvalues with weights p^2 whose sum is 1 (Cauchy and Binet). By symmetry all E p^2
agree, and the logarithm is concave: so E ln f'Af >= (2/d) ln det A - E ln w'Aw.
"""

from __future__ import annotations

from fractions import Fraction

from flint import acb, arb, fmpq

from bnproof.interpret.ball import precision
from bnproof.sphere.spectrum import Spectrum


def number(x: Fraction | int) -> arb:
    return arb(fmpq(x.numerator, x.denominator))


def mean_log_coordinate(d: int) -> arb:
    """E ln (w'u)^2 for independent unit vectors, or of one squared coordinate: a beta law."""
    return arb(0.5).digamma() - number(Fraction(d, 2)).digamma()


def mean_log_across(d: int) -> arb:
    """E ln (1 - (w'u)^2), for d >= 2."""
    return number(Fraction(d - 1, 2)).digamma() - number(Fraction(d, 2)).digamma()


def mean_log_form(a: Spectrum, bits: int = 64) -> arb:
    """E ln w'Aw, for w uniform on the unit sphere, to about so many bits."""
    with precision(bits + 30):
        unit = Spectrum(tuple(v / a.largest for v in a.values), a.counts)
        return number(a.largest).log() + _unit_form(unit, bits)


def _unit_form(a: Spectrum, bits: int) -> arb:
    """ln s plus the integral over y = ln t of E e^(-ts|g|^2) - E e^(-t g'Ag), for Gaussian g and s = Tr A/d."""
    s, bits = a.trace() / a.dim, bits + 8  # room for the sum of the errors
    if len(a.values) == 1:
        return number(s).log()
    even = Spectrum((s,), (a.dim,))
    forms = [[(number(v), n) for v, n in zip(f.values, f.counts, strict=True)] for f in (even, a)]
    low = -bits - a.dim.bit_length()  # e^low is small enough; the ends of the integral are exact
    high = next(k for k in range(0, 100_000, 3) if all(_tail(f, k) < arb(2) ** -bits for f in forms))

    def integrand(y: acb, analytic: bool) -> acb:
        t = 2 * y.exp()
        round_, other = (sum((n * (1 + v * t).log(analytic) for v, n in f), acb(0)) for f in forms)
        return (-round_ / 2).exp() - (-other / 2).exp()

    middle = acb.integral(integrand, low, high, abs_tol=arb(2) ** -bits).real
    # below: both means lie in [1 - t Tr A, 1]; above: each lies between 0 and its own tail
    below, above = arb(low).exp() * number(a.trace()), (_tail(f, high) for f in forms)
    return number(s).log() + middle + sum(above, below) * arb(0, 1)


def _tail(form: list[tuple[arb, int]], y: int) -> arb:
    """A bound on the integral of prod (1 + 2tv)^(-n/2) dt/t from t = e^y on: from t to ct the product falls by c^-p."""
    t = 2 * arb(y).exp()
    p = sum((n * v * t / (1 + v * t) for v, n in form), arb(0)) / 2
    size = sum((n * (1 + v * t).log() for v, n in form), arb(0)) / 2
    return ((-size).exp() / p).upper()


def mean_log_oblique(a: Spectrum, bits: int = 64) -> arb:
    """E ln (w'Au/w'Aw)^2 |Ae|^2 for independent unit w and u and e = u - (w'Au/w'Aw) w, in dimension 2 or more.

    To about so many bits for multiples of the identity and in dimension 2; else a ball around an interval that does
    not shrink. Raises ValueError in dimension 1, where e = 0.
    """
    if a.dim == 1:
        raise ValueError("in one dimension e = 0")
    if a.dim == 2:
        return mean_log_oblique_in_plane(a.trace(), a.least * a.largest, bits)
    with precision(bits + 30):
        unit = Spectrum(tuple(v / a.largest for v in a.values), a.counts)
        degree = 2 * number(a.largest).log()
        split_off = mean_log_coordinate(a.dim) + mean_log_across(a.dim)
        if len(a.values) == 1:
            return degree + split_off
        form, square = _unit_form(unit, bits), _unit_form(unit.power(2), bits)
        determinant = sum((n * number(v).log() for v, n in zip(unit.values, unit.counts, strict=True)), arb(0))
        residual = max(number(unit.least).log(), 2 * determinant / a.dim - form, key=lambda x: x.lower())
        low, high = square - 2 * form + 2 * residual, square - form
        return degree + split_off + low.union(high)


def mean_log_oblique_in_plane(trace: Fraction, determinant: Fraction, bits: int = 64) -> arb:
    """In dimension 2: E ln w'Aw = ln (Tr A + 2 sqrt(det A))/4, and A - Aww'A/w'Aw has the eigenvalue det A/w'Aw."""
    with precision(bits + 30):
        t, p = number(trace), number(determinant)
        return 2 * (2 * t * p).log() - 4 * (t + 2 * p.sqrt()).log()
