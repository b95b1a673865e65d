"""Exact spectra: rational and quadratic eigenvalues, repeated ones included; anything else is said to be lacking."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from flint import fmpq

from bnproof.interpret.evaluate import Evaluator
from bnproof.interpret.exact import Surd, Tower, sign
from bnproof.interpret.instance import Instance
from bnproof.statement.builder import Scope, eigmax, eigmin, eq, identity, le, spectral_radius, sqrt
from bnproof.statement.calculus import Unsupported
from bnproof.statement.nodes import num

S = Scope()
A, a, x = S.map("A", "d", "d"), S.real("a"), S.vector("x", "d")


def at(rows, **values):
    rows = tuple(tuple(map(Fraction, row)) for row in rows)
    return Evaluator(Tower(), Instance({"d": len(rows)}, {"A": rows, **values}))


def number(value) -> float:
    if isinstance(value, Surd):
        return number(value.a) + number(value.b) * number(value.c) ** 0.5
    return float(Fraction(int(value.p), int(value.q)))


FULL = {
    "one": [[-3]],
    "diagonal": [[1, 0, 0], [0, 5, 0], [0, 0, -7]],
    "two quadratic": [[2, 1], [1, 3]],
    "repeated": [[2, 1, 1], [1, 2, 1], [1, 1, 2]],
    "all equal": [[4, 0, 0], [0, 4, 0], [0, 0, 4]],
    "a repeated quadratic": [[0, 1, 0, 0], [1, 1, 0, 0], [0, 0, 0, 1], [0, 0, 1, 1]],
    "a path of three": [[0, 1, 0], [1, 0, 1], [0, 1, 0]],
    "singular": [[1, 2, 3], [2, 4, 6], [3, 6, 9]],
    "fractions": [["1/3", "1/7"], ["1/7", "-2/5"]],
    "ill-conditioned": [["100000001/2", "99999999/2"], ["99999999/2", "100000001/2"]],
}


@pytest.mark.parametrize("name", FULL)
def test_against_numpy(name):
    rows = [[Fraction(e) for e in row] for row in FULL[name]]
    found = np.linalg.eigvalsh(np.array(rows, dtype=float))
    evaluator = at(rows)
    size = abs(found).max()
    assert number(evaluator.value(eigmin(A))) == pytest.approx(found[0], abs=1e-12 * size)
    assert number(evaluator.value(eigmax(A))) == pytest.approx(found[-1], abs=1e-12 * size)
    assert number(evaluator.value(spectral_radius(A))) == pytest.approx(size)


@pytest.mark.parametrize("name", FULL)
def test_the_sum_and_the_product(name):
    """All d eigenvalues, exactly: they add up to the trace."""
    rows = [[fmpq(Fraction(e).numerator, Fraction(e).denominator) for e in row] for row in FULL[name]]
    found = Tower().eigenvalues(rows)
    assert len(found) == len(rows)
    trace = sum((row[i] for i, row in enumerate(rows)), fmpq(0))
    assert sign(sum(found, fmpq(0)) - trace) == 0


def test_exact_values():
    path = at(FULL["a path of three"])
    assert path.truth(eq(eigmax(A), sqrt(2))) is True
    assert path.truth(eq(eigmin(A), -sqrt(2))) is True
    assert path.truth(le(spectral_radius(A), num(Fraction(141421356, 100000000)))) is False


def test_an_irrational_rate():
    """I - r A with r irrational and A rational of any size, as in the contraction of a step."""
    rate = sqrt(a) / 3
    moved = identity("d") + (-1 * rate) * A
    evaluator = at(FULL["repeated"], a=Fraction(2))
    assert evaluator.truth(eq(eigmin(moved), 1 - 4 * rate)) is True
    assert evaluator.truth(eq(spectral_radius(moved), 4 * rate - 1)) is True


def test_irrational_entries_of_size_two():
    moved = A + sqrt(a) * (A @ A)
    evaluator = at([[1, 1], [1, 0]], a=Fraction(3))
    golden = (1 + sqrt(5)) / 2
    assert evaluator.truth(eq(eigmax(moved), golden + sqrt(a) * golden**2)) is True


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([[1, 2], [3, 4]], "not self-adjoint"),
        ([[1, 1, 0], [1, 2, 1], [0, 1, 4]], "degree 3"),
        ([[0, 1, 0, 0], [1, 1, 1, 0], [0, 1, 3, 1], [0, 0, 1, 7]], "degree 4"),
    ],
)
def test_unsupported(rows, said):
    with pytest.raises(Unsupported, match=said):
        at(rows).value(eigmax(A))


def test_a_spectrum_is_not_differentiated():
    slope = S.grad(lambda t: eigmax(t * A), at=a)
    with pytest.raises(Unsupported, match="differentiated"):
        at([[1, 0], [0, 2]], a=Fraction(1)).value(slope)


def test_a_factor_that_is_lost_is_noticed(monkeypatch):
    """The factors are multiplied out again."""
    from bnproof.interpret import spectrum

    class Lossy:
        def __init__(self, polynomial):
            self.polynomial = polynomial

        def factor(self):
            constant, factors = self.polynomial.factor()
            return constant, factors[1:]

        def __ne__(self, other):
            return self.polynomial != other

    class Matrix:
        def __init__(self, rows):
            self.rows = rows

        def charpoly(self):
            return Lossy(fmpq_mat(self.rows).charpoly())

    fmpq_mat = spectrum.fmpq_mat
    monkeypatch.setattr(spectrum, "fmpq_mat", Matrix)
    with pytest.raises(ArithmeticError):
        at([[1, 2], [2, 1]]).value(eigmax(A))
