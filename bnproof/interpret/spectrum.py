"""Exact spectra: eigenvalues of symmetric matrices that are rational or quadratic, repeated ones included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flint import fmpq, fmpq_mat, fmpq_poly

from bnproof.statement.calculus import Unsupported

if TYPE_CHECKING:  # exact imports this module
    from bnproof.interpret.exact import Exact, Tower


def eigenvalues(m: list[list[Exact]], tower: Tower) -> list[Exact]:
    """All d eigenvalues of a d x d matrix, in no order. Raises `Unsupported`, also where it is not symmetric.

    The matrix is diagonal, or s I + t R with R rational, or of size two.
    """
    d = len(m)
    if any(tower.sign(m[i][j] - m[j][i]) for i in range(d) for j in range(i)):
        raise Unsupported("the spectrum of a map that is not self-adjoint")
    unit = next((m[i][j] for i in range(d) for j in range(i) if tower.sign(m[i][j])), None)
    if unit is None:
        return [m[i][i] for i in range(d)]
    shift = m[0][0]
    rows = [[(x - shift if i == j else x) / unit for j, x in enumerate(row)] for i, row in enumerate(m)]
    rational = [[x for x in row if isinstance(x, fmpq)] for row in rows]
    if all(len(row) == d for row in rational):
        return [shift + unit * x for x in _rational_spectrum(rational, tower)]
    if d > 2:
        raise Unsupported("the spectrum of a matrix with such irrational entries")
    return _quadratic(-shift - m[1][1], shift * m[1][1] - m[0][1] * m[1][0], tower)


def _rational_spectrum(rows: list[list[fmpq]], tower: Tower) -> list[Exact]:
    """The roots of the characteristic polynomial, if its factors are linear or quadratic."""
    polynomial = fmpq_mat(rows).charpoly()
    constant, factors = polynomial.factor()
    product = fmpq_poly([constant])
    roots: list[Exact] = []
    for factor, multiplicity in factors:
        product *= factor**multiplicity
        if factor.degree() > 2:
            raise Unsupported(f"an eigenvalue of degree {factor.degree()}")
        lead = factor[factor.degree()]
        if factor.degree() == 1:
            roots += [-factor[0] / lead] * multiplicity
        else:
            roots += _quadratic(factor[1] / lead, factor[0] / lead, tower) * multiplicity
    if product != polynomial:
        raise ArithmeticError("factors that do not multiply to the polynomial")
    return roots


def _quadratic(b: Exact, c: Exact, tower: Tower) -> list[Exact]:
    """The two roots of x^2 + b x + c, which are real."""
    root = tower.sqrt(b * b - 4 * c)
    return [(-b - root) / 2, (-b + root) / 2]
