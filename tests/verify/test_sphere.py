"""The rules over the unit sphere: what they conclude is so in numbers, and false or careless uses are refused."""

import math

import numpy as np
import pytest
from proving import accepts, refuses, sym

from bnproof.prove.script import Script
from bnproof.sphere.means import mean_log_oblique
from bnproof.sphere.sampling import unit_vectors
from bnproof.sphere.spectrum import Spectrum
from bnproof.statement.builder import dim, eigmax, eigmin, eq, identity, le, log, lt, oblique_mean, trace
from bnproof.statement.nodes import build, num
from bnproof.verify.sphere import moments_conclusion, pairs_conclusion

H, G, one = sym("H", "map[d,d]", "spd"), sym("G", "map[d,d]", "spd"), identity("d")
X = sym("X", "map[m,m]", "spd")
p, x, y = sym("p", domain="pos"), sym("x"), sym("y")
plane, apart = le(2, dim("d")), lt(eigmin(H), eigmax(H))
absurd = (lt(x, y), le(y, x))  # under which the pointwise premise is proved, whatever it is
SPECTRA = [[1, 1], [1, 9], [1, 2, 3], [1, 1, 1, 1, 100], [1, 100, 100, 100, 100], [1, 10, 100, 1000]]


def bounded(operator, *coefficients):
    coefficients = [c if hasattr(c, "op") else num(c) for c in coefficients]
    goal = moments_conclusion(operator, coefficients)

    def body(s):
        s.oblique_moments(operator, *coefficients, lambda q, w, u: q.absurd(x - y))
        s.fact()

    return goal, body


def paired(operator, c, above=True):
    def body(s):
        s.oblique_pairs(operator, c, lambda q, w, v: q.absurd(x - y), above=above)
        s.fact()

    return pairs_conclusion(operator, c, above), body


@pytest.mark.parametrize("given", [plane, lt(1, dim("d")), lt(2, dim("d")), apart])
def test_what_says_that_there_are_two_dimensions(given):
    accepts(le(oblique_mean(H), oblique_mean(H)), Script.sign, given)
    if given is apart:  # which says so of H alone; but it says that there are two dimensions
        for rule in (bounded(H, 0, 1, 2, 3), paired(H, p)):
            refuses(*rule, given, *absurd, match="one dimension")
        accepts(plane, lambda s: s.spectrum(H), given)
    else:
        accepts(*bounded(H, 0, 1, 2, 3), given, *absurd)
        accepts(*paired(H, p), given, *absurd)


@pytest.mark.parametrize("given", [le(1, dim("d")), le(2, dim("m")), le(eigmin(H), eigmax(H)), lt(0, dim("d"))])
def test_one_dimension_must_be_excluded(given):
    refuses(*bounded(H, 0, 1, 2, 3), given, *absurd, match="one dimension")
    refuses(*paired(H, p), given, *absurd, match="one dimension")
    refuses(le(oblique_mean(H), oblique_mean(H)), Script.sign, given, match="one dimension")


def test_another_maps_eigenvalues_say_nothing():
    refuses(*bounded(G, 0, 1, 2, 3), apart, *absurd, match="one dimension")


@pytest.mark.parametrize("c", [x, num(0), num(-1)])
def test_a_factor_must_be_positive(c):
    refuses(*paired(H, c), plane, *absurd)


def test_the_pointwise_premise_must_be_proved():
    coefficients = [num(0)] * 4
    for close in (Script.sign, Script.fact, Script.ring):

        def body(s, close=close):
            s.oblique_moments(H, *coefficients, lambda q, w, u: close(q))
            s.fact()

        refuses(moments_conclusion(H, coefficients), body, plane)


def test_the_vectors_are_orthonormal():
    """For H = I all of F is 1."""
    nothing = [num(0)] * 4

    def plainly(q, w, v):
        e = v - (w @ v) / (w @ w) * w
        q.have(eq(e @ e, 1), lambda t: t.ring((-(w @ v), eq(w @ v, 0))))
        q.have(eq(log(e @ e), 0), lambda t: (t.rewrite(eq(e @ e, 1)), t.ring()))
        q.sign(num(0), (-1, eq(log(e @ e), 0)))

    def moments(s):
        s.oblique_moments(one, *nothing, plainly)
        s.fact()

    def pairs(s):
        s.oblique_pairs(H, p, lambda q, w, v: (q.have(eq(w @ v, 0), Script.fact), q.absurd(x - y)))
        s.fact()

    accepts(moments_conclusion(one, nothing), moments, plane)
    accepts(pairs_conclusion(H, p, True), pairs, plane, *absurd)


def test_unit_vectors_must_be_new():
    """A script draws new names, so the proof is altered by hand."""
    goal, body = bounded(H, 0, 0, 0, 0)
    w = sym("w#1001", "vec[d]", "unit")
    refuses(goal, body, plane, *absurd, eq(w @ (H @ w), 1), match="not a new symbol")


# ---- what the rules conclude, in numbers --------------------------------------------------------------------------
@pytest.mark.parametrize("eigenvalues", SPECTRA)
def test_the_moments(eigenvalues):
    a, rng = np.array(eigenvalues, float), np.random.default_rng(2)
    w, u = (unit_vectors(rng, 40_000, len(a)) for _ in range(2))
    d = len(a)
    for values, mean in (
        ((w * a * a * w).sum(1), (a**2).sum() / d),
        ((w * a * w).sum(1), a.sum() / d),
        ((u * a * u).sum(1), a.sum() / d),
    ):
        assert abs(values.mean() - mean) < 6 * values.std() / 200 + 1e-12 * mean


@pytest.mark.parametrize("eigenvalues", SPECTRA)
def test_the_mean_splits_off_that_of_the_identity(eigenvalues):
    """E ln F over orthonormal pairs, F(w, v) = |Hw|^2 |Mv|^2/(w'Hw)^2, is the difference."""
    a, rng = np.array(eigenvalues, float), np.random.default_rng(3)
    w, u = (unit_vectors(rng, 40_000, len(a)) for _ in range(2))
    v = u - (w * u).sum(1)[:, None] * w
    v /= np.linalg.norm(v, axis=1)[:, None]
    form = (w * a * w).sum(1)
    image = a * (v - ((w * a * v).sum(1) / form)[:, None] * w)
    values = np.log((a * w * a * w).sum(1) * (image**2).sum(1) / form**2)
    gap = mean_log_oblique(Spectrum.of(eigenvalues)).value - mean_log_oblique(Spectrum.of([1] * len(a))).value
    assert abs(values.mean() - gap) < 6 * values.std() / 200 + 1e-9


def test_the_bounds_for_the_identity():
    """Sharp in dimension 2 and in the limit psi(1/2) + ln 2 = -ln 3.56..., between which the mean rises."""
    gaps = [mean_log_oblique(Spectrum.of([1] * d)).value + math.log(d) for d in range(2, 60)]
    assert all(-math.log(8) - 1e-12 <= g <= math.log(2 / 7) for g in gaps)
    assert all(later > earlier for earlier, later in zip(gaps, gaps[2:], strict=False))
    limit = -math.log(2) - 0.5772156649015329
    assert limit < math.log(2 / 7)
    assert gaps[-1] == pytest.approx(limit, abs=1e-3)


def test_terms_that_the_rules_speak_of():
    assert bounded(one, 1, 2, 3, 4)[0].args[0] is oblique_mean(one)
    assert trace(H**2) in _parts(bounded(H, 1, 2, 3, 4)[0])
    assert log(p) in _parts(paired(H, p)[0])
    assert build("oblique", (X,)).sort.kind == "real"


def _parts(node):
    return {node}.union(*map(_parts, node.args))


def test_no_strict_bound_follows():
    goal, body = bounded(H, 0, 1, 2, 3)
    refuses(lt(*goal.args), body, plane, *absurd)


# ---- strict bounds ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("low", [True, False])
def test_the_mean_of_the_identity_lies_strictly_below_its_bound_and_reaches_the_other(low):
    mean, d = oblique_mean(one), dim("d")
    goal = lt(log(num(1) / 8 / d), mean) if low else lt(mean, log(num(2) / 7 / d))

    def body(s):
        s._close("oblique-identity", space="d")

    (refuses if low else accepts)(goal, body, plane)
