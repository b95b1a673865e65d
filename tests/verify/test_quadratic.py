"""Universal bounds on quadratic forms, decided at instances."""

from fractions import Fraction

import numpy as np
import pytest

from bnproof.interpret.evaluate import Evaluator
from bnproof.interpret.exact import Tower
from bnproof.interpret.instance import Instance
from bnproof.statement.builder import Scope, both, eq, le, lt, norm2, sqrt
from bnproof.statement.calculus import Unsupported
from bnproof.statement.nodes import Statement, build
from bnproof.verify.context import Refused
from bnproof.verify.quadratic import degree, holds_for_all, semidefinite
from bnproof.verify.witness import admits

S = Scope()
H, u, c, v, w = S.spd("H", "d"), S.vector("u", "d"), S.real("c"), S.vector("v", "d"), S.vector("w", "d")


def evaluator(**values):
    dims = {"d": len(values.get("u", (0, 0)))}
    return Evaluator(Tower(), Instance(dims, values))


def exact(rows):
    return tuple(tuple(map(Fraction, row)) for row in rows)


def test_it_agrees_with_eigenvalues():
    """Integer matrices of every signature, singular ones among them."""
    rng = np.random.default_rng(0)
    seen = set()
    for _ in range(300):
        d, r = rng.integers(1, 5, 2)
        root, signs = rng.integers(-2, 3, (d, r)), rng.choice([1, 1, 1, -1], r)
        matrix = (root * signs) @ root.T
        if np.min(np.abs(eigenvalues := np.linalg.eigvalsh(matrix))) < 1e-9:
            eigenvalues = np.where(np.abs(eigenvalues) < 1e-9, 0, eigenvalues)
        expected = bool(np.min(eigenvalues) >= 0)
        found = semidefinite([[Fraction(int(x)) for x in row] for row in matrix], evaluator())
        assert found == expected
        seen.add((expected, bool(np.any(eigenvalues == 0))))
    assert len(seen) == 4


class Overlapping:
    """Numbers of which no sign is known."""

    @staticmethod
    def sign(x):
        return None


def test_a_pivot_of_no_known_sign_decides_nothing():
    with pytest.raises(Unsupported, match="pivot"):
        semidefinite([[Fraction(1)]], Overlapping())


def test_a_bound_of_a_form():
    here = evaluator(H=exact([[2, 1], [1, 2]]), u=(Fraction(1), Fraction(0)), c=Fraction(3))
    assert holds_for_all(v, le(norm2(v, H), c * norm2(v)), here)  # the eigenvalues are 1 and 3
    assert not holds_for_all(v, le(norm2(v, H), (c - 1) * norm2(v)), here)
    assert holds_for_all(v, both(le(norm2(v), norm2(v, H)), le((u @ v) ** 2, norm2(u) * norm2(v))), here)
    assert not holds_for_all(v, both(le(norm2(v), norm2(v, H)), le(norm2(v), (u @ v) ** 2)), here)
    assert holds_for_all(v, le(sqrt(c) * norm2(v), 2 * norm2(v, H)), here)


def test_only_quadratic_forms_are_decided():
    here, square = evaluator(H=exact([[1, 0], [0, 1]]), u=(Fraction(1), Fraction(1)), c=Fraction(1)), norm2(v)
    bounds = le(u @ v, square), lt(0 * square, square), eq(square, square), le(square, sqrt(square)), le(c, square)
    for bound in (*bounds, le(square**2, square**2)):
        with pytest.raises(Unsupported):
            holds_for_all(v, bound, here)


def test_degrees():
    homogeneous = {c: 0, v @ u: 1, norm2(v, H): 2, (u @ v) ** 3: 3, (u @ v) / c: 1, c * (v @ v): 2}
    assert {t: degree(t, v) for t in homogeneous} == homogeneous
    assert [degree(t, v) for t in (v @ v + c, c / (v @ v), sqrt(v @ v), (v @ v + c) * c, (v @ v + c) ** 2)] == 5 * [
        None
    ]


def test_as_a_hypothesis_of_a_witness():
    bound = build("forall", (v, le(norm2(v, H), c * norm2(v))))
    statement = Statement((bound,), le(norm2(w, H), c * norm2(w)))
    values = {"H": exact([[2, 1], [1, 2]]), "w": (Fraction(1), Fraction(1))}
    admits(statement, Instance({"d": 2}, {**values, "c": Fraction(3)}))
    with pytest.raises(Refused, match="hypothesis fails"):
        admits(statement, Instance({"d": 2}, {**values, "c": Fraction(29, 10)}))


def test_a_bilinear_bound_is_not_decided():
    A = S.map("A", "d", "d")
    bound = build("forall", (v, build("forall", (w, le(v @ (A @ w), c)))))
    values = {"A": exact([[1, 0], [0, 1]]), "c": Fraction(1), "u": (Fraction(1), Fraction(0))}
    with pytest.raises(Refused, match="shape"):
        admits(Statement((bound,), lt(0, norm2(u))), Instance({"d": 2}, values))
