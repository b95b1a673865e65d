"""Certificates of weaker inequalities: fitted in floats, accepted by the kernel."""

import numpy as np
import pytest
from proving import sym

from bnproof import (
    absolute,
    both,
    dim,
    eigmax,
    eigmin,
    eq,
    exp,
    identity,
    implies,
    le,
    log,
    lt,
    maximum,
    ne,
    norm,
    norm2,
    num,
    oblique_mean,
    pi,
    spectral_radius,
    sqrt,
    trace,
)  # fmt: skip
from bnproof.mutate.certify import Lemmas, certificate, conjuncts, differing
from bnproof.mutate.fit import fitted, nonnegative
from bnproof.mutate.scripts import accepted
from bnproof.statement.nodes import Statement, build

x, y, e = sym("x"), sym("y"), sym("e", "real", "pos")
u, w = sym("u", "vec[d]"), sym("w", "vec[d]", "nonzero")
H = sym("H", "map[d,d]", "spd")


def smallest(*terms):
    return build("min", terms)


def nothing(claim, variant):
    raise KeyError(claim)


def proved(old, new, hypotheses=()):
    """Does a certificate prove the new inequality where the old one is known?"""
    original, mutant = Statement(hypotheses, old), Statement(hypotheses, new)
    lemmas = Lemmas(original, mutant)
    given = Statement((*hypotheses, old), new)
    facts = []
    accepted(given, lambda s: facts.extend(lemmas.state(s)), nothing)
    steps = certificate(mutant, original, facts, lemmas)
    return any(accepted(given, lambda s, step=step: (lemmas.state(s), step(s)), nothing) is not None for step in steps)


c = (u @ (H @ w)) / (w @ (H @ w))


TRUE = [
    (le(x, y), le(x, y + e)),
    (le(x * y, x**2 + y**2), le(x * y, 2 * x**2 + y**2)),
    (le(x, e * (y**2 + 1)), le(x, e * (2 * y**2 + 1))),
    (le(x, norm(u - c * w, H)), le(x, norm(u, H))),  # the part beside w is shorter
    (lt(0, (w + u) @ (w + u)), lt(0, w @ w + u @ u)),
    (le(x, eigmin(H) * e), le(x, eigmax(H) * e)),
    (le(x, spectral_radius(H)), le(eigmin(H), spectral_radius(2 * H))),
    (le(x, e * norm2(u - c * w, H)), le(x, e * norm2(u - 3 * c * w, H))),  # by Pythagoras
    (le(x, y + e * norm(u - c * w, H)), le(x, y + e * norm(u + c * w, H))),  # a root that grew
    (le(x + e * norm(u, H), y), le(x + e * norm(u - c * w, H), y)),  # one that shrank
    (le(maximum(x, y), e), le(smallest(x, y), e)),
    (le(x, smallest(y, e)), le(x, maximum(y, e))),
    (le(x, e), le(x / 2, e)),
    (lt(0, u @ (H @ u - c * (H @ w))), lt(0, u @ (H @ u + c * (H @ w)))),
    (le(x, exp(y)), le(x, exp(y + e))),
    (le(x, e * exp(-y / e)), le(x, e * exp(-y / e + e))),
    (le(1 / exp(x + e), y), le(1 / exp(x + 2 * e), y)),
    (le(x, exp(1 - trace(H) / (dim("d") * eigmin(H)))), le(x, exp(1 - trace(H) / (dim("d") * eigmax(H))))),
    (
        le(x, exp(e * (1 - trace(H) / (dim("d") * eigmin(H))))),
        le(x, exp(e / 2 * (1 - trace(H) / (dim("d") * eigmin(H))))),
    ),
    (ne(norm(w + u), 0), ne(sqrt(w @ w + u @ u), 0)),
]


@pytest.mark.parametrize(("old", "new"), TRUE)
def test_what_is_weaker_is_proved(old, new):
    assert proved(old, new) or (old.args[1].op == "sqrt" and proved(old, new, (le(0, x),)))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (le(x, y + e), le(x, y)),
        (le(x, y), le(2 * x, y)),
        (le(x, eigmax(H)), le(x, eigmin(H))),
        (le(x, exp(y + e)), le(x, exp(y))),
        (le(1 / exp(x), y), le(1 / exp(x - e), y)),
        (le(x, exp(1 - trace(H) / (dim("d") * eigmax(H)))), le(x, exp(1 - trace(H) / (dim("d") * eigmin(H))))),
        (ne(norm(w + u), 0), ne(norm(u), 0)),
    ],
)
def test_what_does_not_follow_is_not_proved(old, new):
    assert not proved(old, new)


def test_dimensions_are_fitted_as_numbers():
    """Those of the instances are three, through which many curves pass."""
    d = dim("d")
    assert proved(le(x, 2 * d), le(x, 2 * d**2), (le(2, d),))
    assert not proved(le(x, 2 * d**2), le(x, 2 * d), (le(2, d),))


def test_pi_lies_between_3_and_4():
    """It is no number to be fitted: 8 pi + 22 is nearly 15 pi."""
    assert proved(le(x, e), le(3 * x, pi() * e), (le(0, x),))
    assert proved(le(x, pi() * e), le(x, pi() ** 2 * e))
    assert not proved(le(x, e), le(num("22/7") * x, pi() * e), (le(0, x),))


def test_exponents_that_differ_by_at_most_one():
    """exp(log(t)/(t - 1)) is less than 27/8, for t > 1."""
    share = log(e + 1) / e

    def follows(k, old, new):
        return proved(le(x * exp(old), 1), le(x * exp(new), 1), (le(0, x), le(k * x * exp(old), 1)))

    assert follows(4, y, y + share)
    assert follows(4, y - share, y)
    assert not follows(3, y, y + share)
    assert not follows(4, y, y + 2 * share)


def test_the_mean_of_the_identity_over_the_sphere():
    """It is at least 1/(8 d), and at most 2/(7 d)."""
    b, plane = exp(oblique_mean(identity("d"))), le(2, dim("d"))
    assert proved(le(1 / b, x), le(num(7), x), (plane,))
    assert not proved(le(1 / b, x), le(num(9), x), (plane,))


def test_weights_are_small_fractions_that_are_not_negative():
    s = Statement((), le(x, x))
    gap = num("3/4") * x**2 + 2 * (x - y) ** 2
    weights = dict((t, k) for k, t in fitted(s, gap, [x**2, y**2, (x - y) ** 2], strict=False))
    assert weights == {x**2: num_of("3/4"), (x - y) ** 2: 2}
    assert fitted(s, -(x**2), [x**2, y**2], strict=False) == []


def num_of(text):
    from fractions import Fraction

    return Fraction(text)


def test_absolute_values_are_taken_for_unknown():
    assert fitted(Statement((lt(x, 0),), le(x, y)), absolute(x), [-x], strict=False) == []


def test_least_squares_over_the_cone():
    rng = np.random.default_rng(0)
    columns = rng.normal(size=(30, 6))
    wanted = np.array([0, 2.0, 0, 0.5, 0, 1])
    assert np.allclose(nonnegative(columns, columns @ wanted), wanted)
    assert nonnegative(columns, -columns @ wanted) is None


def test_conjuncts_that_differ():
    old, new = both(le(x, y), eq(x, y)), both(le(x, e), eq(x, y))
    assert list(differing(old, new)) == [(le(x, y), le(x, e))]
    assert list(differing(le(x, y), old)) == [(le(x, y), old)]
    assert list(conjuncts([old, le(y, e)])) == [le(x, y), eq(x, y), le(y, e)]
    assert list(differing(implies(lt(0, x), old), implies(lt(0, x), new))) == [(le(x, y), le(x, e))]
    assert list(conjuncts([implies(lt(0, x), le(y, e))])) == [le(y, e)]
    given = implies(lt(0, x), le(x, y)), implies(lt(0, y), le(x, y))
    assert list(differing(*given)) == [given]


def test_lemmas_speak_of_new_radii_only():
    radius = spectral_radius(identity("d") - e * H)
    assert Lemmas(Statement((), le(radius, x)), Statement((), le(radius, y))).operators == []
    assert Lemmas(Statement((), le(x, y)), Statement((), le(radius, y))).radii == [radius]
