"""Balls: rigorous, three-valued, honest about what has no value, and without a trace in python-flint's context."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import arb, ctx, fmpq, fmpq_mat

from bnproof.interpret.ball import Balls, Undecided, enclose, precision, truth
from bnproof.interpret.instance import Instance, Lambda, Undefined
from bnproof.statement.builder import (
    Scope,
    absolute,
    both,
    eigmax,
    eigmin,
    either,
    eq,
    identity,
    implies,
    le,
    log,
    lt,
    maximum,
    ne,
    norm,
    spectral_radius,
    sqrt,
)  # fmt: skip
from bnproof.statement.calculus import Unsupported
from bnproof.statement.nodes import build, num

S = Scope()
a, b, n = S.real("a"), S.real("b"), S.natural("n")
x, A, X, H = S.vector("x", "d"), S.map("A", "d", "d"), S.map("X", "d", "m"), S.spd("H", "d")
P = S.function("P", "d", "punctured")
TINY = num(Fraction(1, 10**500))
HIDDEN = sqrt(num(2)) * sqrt(num(3)) - sqrt(num(6))  # 0, which no ball can see


def real(**values) -> Instance:
    return Instance({}, {k: v if isinstance(v, int) else Fraction(v) for k, v in values.items()})


HERE = real(a=Fraction(1, 3), b=-2)


# ---- truth ------------------------------------------------------------------------------------------
def test_inequalities():
    assert truth(lt(sqrt(2), Fraction(99, 70)), HERE) is True
    assert truth(lt(Fraction(99, 70), sqrt(2)), HERE) is False
    assert truth(le(a, Fraction(1, 3) + TINY), HERE) is True


def test_precision_is_raised_up_to_the_cap():
    close = lt(sqrt(2), sqrt(2) + TINY)
    assert truth(close, HERE) is True
    assert truth(close, HERE, cap=1024) is None
    assert truth(lt(HIDDEN, TINY), HERE, start=32) is True


def test_equations_are_refuted_but_not_proved():
    assert truth(eq(HIDDEN, 0), HERE, cap=512) is None
    assert truth(ne(HIDDEN, 0), HERE, cap=512) is None
    assert truth(le(HIDDEN, num(0)), HERE, cap=512) is None
    assert truth(eq(HIDDEN, TINY), HERE) is False
    assert truth(eq(b + 2, num(0)), HERE) is True  # exact binary numbers


def test_connectives():
    yes, no, unknown = lt(b, 0), lt(0, b), eq(HIDDEN, 0)
    assert truth(both(no, unknown), HERE, cap=128) is False
    assert truth(both(yes, unknown), HERE, cap=128) is None
    assert truth(either(unknown, yes), HERE, cap=128) is True
    assert truth(implies(no, unknown), HERE, cap=128) is True
    assert truth(implies(unknown, yes), HERE, cap=128) is None


def test_a_part_without_a_value_after_an_undecided_one():
    """If the first part is false, the second is not needed."""
    lost, index = le(sqrt(b), num(1)), S.natural("j")
    assert truth(both(ne(HIDDEN, 0), lost), HERE, cap=128) is None
    chain = build("every", (index, build("int", (), ("0",)), build("int", (), ("1",)), both(ne(HIDDEN, 0), lost)))
    assert truth(chain, HERE, cap=128) is None
    for sentence in (both(lost, ne(HIDDEN, 0)), both(lt(b, num(0)), lost), either(ne(HIDDEN, 0), lost)):
        with pytest.raises(Undefined):
            truth(sentence, HERE, cap=128)


@pytest.mark.parametrize(
    "term", [sqrt(b), log(b), a / (b + 2), log(b + 2), build("npow", (a, build("int", (), ("-1",))))]
)
def test_certainly_undefined(term):
    with pytest.raises(Undefined):
        truth(le(term, num(1)), HERE)


@pytest.mark.parametrize("term", [sqrt(HIDDEN), log(HIDDEN), 1 / HIDDEN, 0 * (a / HIDDEN), a / HIDDEN**2])
def test_what_may_be_undefined_decides_nothing(term):
    """No NaN on the way may vanish into a decided truth value."""
    assert truth(lt(term, maximum(term, num(-1)) + 1), HERE, cap=256) is None
    assert truth(both(lt(term, term), lt(num(1), num(0))), HERE, cap=256) is None
    zeroth = build("npow", (term, n))  # 1, if it has a value
    assert truth(eq(zeroth, num(1)), real(a=1, b=1, n=0), cap=256) is None
    with pytest.raises(Undecided):
        enclose(term, HERE, 128)


def test_a_function_around_its_puncture():
    constant = Lambda(x, num(3))
    instance = Instance({"d": 2}, {"P": constant, "x": (Fraction(1), Fraction(2))})
    assert truth(eq(P(x), num(3)), instance) is True
    assert truth(eq(P(HIDDEN * x), num(3)), instance, cap=256) is None
    with pytest.raises(Undefined):
        truth(eq(P(0 * x), num(3)), instance)


def test_max_min_abs_need_no_sign():
    """Where signs stay unknown."""
    assert truth(le(maximum(HIDDEN, -HIDDEN), TINY), HERE) is True
    assert truth(le(build("min", (HIDDEN, TINY)), TINY / 2), HERE) is True
    assert truth(lt(-TINY, absolute(HIDDEN)), HERE) is True
    assert truth(le(num(0), absolute(HIDDEN)), HERE, cap=128) is None
    kink = S.grad(lambda t: absolute(t * HIDDEN), at=a)
    assert truth(lt(kink, num(5)), HERE, cap=256) is None


# ---- context ----------------------------------------------------------------------------------------
def test_the_precision_is_restored():
    before = ctx.prec
    enclose(sqrt(a), HERE, 300)
    truth(lt(sqrt(2), 2), HERE)
    for term in (sqrt(b), 1 / HIDDEN, build("log", (b,))):
        with pytest.raises((Undefined, Undecided)):
            enclose(term, HERE, 500)
    with precision(777):
        assert ctx.prec == 777
    Balls(999).number(Fraction(1, 3))
    assert ctx.prec == before


def test_a_field_rounds_at_its_own_precision():
    third = Balls(500).number(Fraction(1, 3))
    assert third.rad() < arb(2) ** -499
    with precision(600):
        assert abs(third * 3 - 1) < arb(2) ** -490


def test_sign():
    field = Balls(64)
    assert [field.sign(arb(v)) for v in (2, 0, -1)] == [1, 0, -1]
    assert field.sign(arb(0, 1)) is None
    for lost in (arb.nan(), arb.pos_inf(), arb(1) / arb(0, 1)):
        with pytest.raises(Undecided):
            field.sign(lost)


# ---- spectra ----------------------------------------------------------------------------------------
def symmetric(rows) -> Instance:
    return Instance({"d": len(rows)}, {"A": tuple(tuple(map(Fraction, row)) for row in rows), "a": Fraction(3)})


def hilbert(d):
    return [[Fraction(1, i + j + 1) for j in range(d)] for i in range(d)]


def reflected(spectrum):
    """A full matrix with this spectrum."""
    d = len(spectrum)
    v = [Fraction(i + 1) for i in range(d)]
    square = sum(t * t for t in v)
    q = [[Fraction(int(i == j)) - 2 * v[i] * v[j] / square for j in range(d)] for i in range(d)]
    return [[sum(q[i][k] * spectrum[k] * q[j][k] for k in range(d)) for j in range(d)] for i in range(d)]


MATRICES = {
    "one": [[5]],
    "zero": [[0, 0], [0, 0]],
    "identity": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "repeated": reflected([2, 2, 2, 7]),
    "repeated zero": reflected([0, 0, 1]),
    "conditioned": reflected([Fraction(1, 10**8), 1, 10**8]),
    "small": reflected([Fraction(1, 10**16), Fraction(2, 10**16)]),
    "close": reflected([1, 1 + Fraction(1, 10**30), 3]),
    "path": [[int(abs(i - j) == 1) for j in range(9)] for i in range(9)],
    "hilbert": hilbert(8),
    "opposite": reflected([-4, 4, 1]),
}


@pytest.mark.parametrize("name", MATRICES)
@pytest.mark.parametrize("bits", [53, 256])
def test_against_isolated_roots(name, bits):
    """Of the exact characteristic polynomial, with multiplicities."""
    rows = MATRICES[name]
    exact = [[fmpq(Fraction(e).numerator, Fraction(e).denominator) for e in row] for row in rows]
    with precision(2 * bits + 200):
        roots = fmpq_mat(exact).charpoly().complex_roots()
        expected = sorted((r.real for r, k in roots for _ in range(k)), key=lambda r: r.mid())
        with precision(bits):
            found = Balls(bits).eigenvalues([[arb(e) for e in row] for row in exact])
        size = max(abs(e) for row in rows for e in row)
        assert len(found) == len(expected)
        for ours, theirs in zip(found, expected, strict=True):
            assert ours.contains(theirs), f"{ours} lacks {theirs}"
            assert ours.rad() <= arb(fmpq(Fraction(size).numerator, Fraction(size).denominator)) * arb(2) ** (12 - bits)


def test_terms_of_spectra():
    instance = symmetric(MATRICES["repeated"])
    assert truth(lt(eigmax(A), 7 + TINY), instance) is True
    assert truth(lt(2 - TINY, eigmin(A)), instance) is True
    assert truth(lt(spectral_radius(A), 7 - TINY), instance) is False
    rate = sqrt(a)
    moved = identity("d") + (-1 * rate) * A
    assert truth(le(absolute(spectral_radius(moved) - (7 * rate - 1)), TINY), instance) is True


def test_self_adjoint_by_form():
    rows = ((Fraction(1), Fraction(2), Fraction(1, 3)), (Fraction(0), Fraction(1), Fraction(-1)))
    spd = tuple(tuple(Fraction(e) for e in row) for row in ((2, 1, 0), (1, 2, 0), (0, 0, 1)))
    instance = Instance({"d": 3, "m": 2}, {"X": rows, "H": spd})
    for term in (X.T @ X, (X.T @ X) @ (X.T @ X), H**-1 + X.T @ X, H @ (X.T @ X) @ H, (X @ H @ X.T).T):
        assert truth(lt(num(-1), eigmin(term)), instance) is True
    with pytest.raises(Unsupported, match="visibly self-adjoint"):
        truth(lt(num(-1), eigmin(H @ (X.T @ X))), instance)
    with pytest.raises(Unsupported, match="visibly self-adjoint"):
        truth(lt(num(-1), eigmin(A)), symmetric([[1, 2], [3, 4]]))
    broken = Instance({"d": 2}, {"H": ((Fraction(1), Fraction(2)), (Fraction(0), Fraction(1)))})
    for term in (H**2, H @ H, H):
        with pytest.raises(Unsupported, match="visibly self-adjoint"):
            truth(lt(num(-1), eigmin(term)), broken)


def test_a_matrix_that_is_not_finite():
    with pytest.raises(Undecided):
        Balls(64).eigenvalues([[arb.nan()]])


def test_norms_at_extreme_scales():
    for scale in (Fraction(1, 10**400), Fraction(10**400)):
        instance = Instance({"d": 2}, {"x": (3 * scale, 4 * scale)})
        assert truth(lt(num(5 * scale * Fraction(10**20 - 1, 10**20)), norm(x)), instance) is True
