"""Polynomials in bound coordinates, over any kind of number: for what has to hold, or is averaged, over all vectors."""

from __future__ import annotations

from collections.abc import Set
from typing import Any

from bnproof.statement.calculus import Unsupported

Monomial = tuple[tuple[Any, int], ...]  # variables with their powers, in order
MAX_TERMS = 20_000  # a work limit


class Polynomial:
    """Coefficients by monomial. Dual numbers stay outside: their parts may be polynomials."""

    __slots__ = ("terms",)
    __array_ufunc__ = None  # NumPy's arrays are coefficients

    def __init__(self, terms: dict[Monomial, Any]) -> None:
        if len(terms) > MAX_TERMS:
            raise Unsupported(f"a polynomial of {len(terms)} terms")
        self.terms = terms

    @staticmethod
    def variable(name: Any, one: Any) -> Polynomial:
        return Polynomial({((name, 1),): one})

    def __add__(self, other: Any) -> Any:
        if hasattr(other, "slope"):
            return NotImplemented
        terms = dict(self.terms)
        for m, c in _terms(other).items():
            terms[m] = terms[m] + c if m in terms else c
        return Polynomial(terms)

    __radd__ = __add__

    def __neg__(self) -> Polynomial:
        return Polynomial({m: -c for m, c in self.terms.items()})

    def __sub__(self, other: Any) -> Any:
        return NotImplemented if hasattr(other, "slope") else self + (-other)

    def __rsub__(self, other: Any) -> Any:
        return -self + other

    def __mul__(self, other: Any) -> Any:
        if hasattr(other, "slope"):
            return NotImplemented
        terms: dict[Monomial, Any] = {}
        for m, c in self.terms.items():
            for n, k in _terms(other).items():
                product = _product(m, n)
                terms[product] = terms[product] + c * k if product in terms else c * k
        return Polynomial(terms)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Any:
        if hasattr(other, "slope"):
            return NotImplemented
        return Polynomial({m: c / other for m, c in self.terms.items()})

    def __rtruediv__(self, other: Any) -> Any:
        raise Unsupported("a quotient by what depends on a bound vector")

    def is_finite(self) -> bool:
        """Of coefficients that are balls."""
        return all(c.is_finite() for c in self.terms.values())


def coefficients(x: Any) -> list[Any]:
    """Of a polynomial, or of a number."""
    return list(_terms(x).values())


def _terms(x: Any) -> dict[Monomial, Any]:
    return x.terms if type(x) is Polynomial else {(): x}


def _product(m: Monomial, n: Monomial) -> Monomial:
    powers = dict(m)
    for v, k in n:
        powers[v] = powers.get(v, 0) + k
    return tuple(sorted(powers.items()))


def averaged(x: Any, ours: Set[Any], zero: Any) -> Any:
    """The expectation of a polynomial over those variables that are `ours`, independent standard normal ones."""
    if type(x) is not Polynomial:
        return x
    left: dict[Monomial, Any] = {}
    for m, c in x.terms.items():
        rest = tuple(p for p in m if p[0] not in ours)
        moment = 1
        for v, k in m:
            moment *= _moment(k) if v in ours else 1
        if moment:
            left[rest] = left[rest] + c * moment if rest in left else c * moment
    return Polynomial(left) if any(left) else left.get((), zero)


def _moment(k: int) -> int:
    """(k - 1)!! for even k, else 0."""
    out = 0 if k % 2 else 1
    for j in range(3, k, 2):
        out *= j
    return out
