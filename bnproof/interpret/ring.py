"""Quotients of polynomials over a growing set of generators, with square roots taken modulo their squares."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import Ordering, fmpq, fmpq_mpoly, fmpq_mpoly_ctx
from flint.utils.flint_exceptions import DomainError

from bnproof.statement.budget import spend

Key = tuple[Any, ...]
Powers = dict[int, int]  # of factors, by number
MAX_TERMS = 60_000  # of a polynomial: a work limit, not a time limit
MAX_DEGREE = 2_000  # of a polynomial
MAX_BITS = 200_000  # of a coefficient
MAX_WORK = 20_000_000  # of a product: pairs of terms, times the words of their coefficients


class ZeroDenominator(ArithmeticError):
    """A denominator is identically zero."""


class TooLarge(ArithmeticError):
    """The work limit on polynomials was reached."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """`top` over the product of base factors to their powers."""

    top: fmpq_mpoly
    bottom: tuple[tuple[int, int], ...] = ()

    def number(self) -> fmpq | None:
        """Its value, if it is a rational number."""
        if self.bottom or not self.top.is_constant():
            return None
        return self.top.leading_coefficient() if len(self.top) else fmpq(0)


class Name(tuple[Any, ...]):
    """The name of a canonical form, which speaks of generators and factors by number; else a key like any other."""

    __slots__ = ()


class Ring:
    """Arithmetic of quotients. Each generator stands for the key by which it was asked for."""

    def __init__(self) -> None:
        self.keys: list[Key] = []
        self.roots: dict[int, Ratio] = {}  # their squares, by generator
        self.factors: list[fmpq_mpoly] = []
        self._numbers: dict[Key, int] = {}
        self._factor_numbers: dict[Key, int] = {}
        self._grow(16)

    def constant(self, value: Fraction | int) -> Ratio:
        value = Fraction(value)
        return Ratio(self._ctx.constant(fmpq(value.numerator, value.denominator)))

    def atom(self, key: Key) -> Ratio:
        """The generator that stands for `key`."""
        if key not in self._numbers:
            self._numbers[key] = len(self.keys)
            self.keys.append(key)
            if len(self.keys) > len(self._gens):
                self._grow(2 * len(self._gens))
        return Ratio(self._gens[self._numbers[key]])

    def root(self, key: Key, square: Ratio) -> Ratio:
        """The generator that stands for `key`, taken modulo its square."""
        out = self.atom(key)
        self.roots[self._numbers[key]] = square
        return out

    def key_of(self, r: Ratio) -> Key:
        """A hashable name of a canonical form; equal names mean equal terms."""
        return Name((_poly_key(r.top), r.bottom))

    def is_zero(self, r: Ratio) -> bool:
        return r.top.is_zero()

    # ---- arithmetic ------------------------------------------------------------------------------------
    def add(self, terms: list[Ratio]) -> Ratio:
        common: Powers = {}
        for t in terms:
            for f, power in t.bottom:
                common[f] = max(common.get(f, 0), power)
        top = self._ctx.constant(0)
        for t in terms:
            own = dict(t.bottom)
            top += self._times(t.top, self._product((f, p - own.get(f, 0)) for f, p in common.items()))
        return self._reduced(top, common)

    def mul(self, *factors: Ratio) -> Ratio:
        top, bottom = self._ctx.constant(1), Powers()
        for r in factors:
            top = self._times(top, r.top)
            for f, power in r.bottom:
                bottom[f] = bottom.get(f, 0) + power
        return self._reduced(top, bottom)

    def power(self, r: Ratio, k: int) -> Ratio:
        half = self.power(r, k // 2) if k > 1 else self.constant(1)
        return self.mul(half, half, r) if k % 2 else self.mul(half, half)

    def inverse(self, r: Ratio) -> Ratio:
        """1/r, with lone roots rationalised and monomials split, so that equal denominators look equal."""
        if r.top.is_zero():
            raise ZeroDenominator("a denominator is identically zero")
        p = self._lift(r.top)
        monomial = p.term_content()
        rest = p / monomial
        scale = rest.leading_coefficient() * monomial.leading_coefficient()
        rest /= rest.leading_coefficient()
        out = [Ratio(self._ctx.constant(1 / scale) * self._product(r.bottom))]
        if not rest.is_constant():
            out.append(Ratio(self._ctx.constant(1), ((self._factor(rest), 1),)))
        for index, power in enumerate(monomial.monoms()[0]):
            if power and index in self.roots:
                out += [Ratio(self._gens[index]), self.inverse(self.roots[index])] * power
            elif power:
                out.append(Ratio(self._ctx.constant(1), ((self._factor(self._gens[index]), power),)))
        return self.mul(*out)

    # ---- polynomials -----------------------------------------------------------------------------------
    def _grow(self, size: int) -> None:
        self._ctx = fmpq_mpoly_ctx.get([f"g{i}" for i in range(size)], Ordering.degrevlex)
        self._gens = self._ctx.gens()

    def _lift(self, p: fmpq_mpoly) -> fmpq_mpoly:
        return p if p.context() is self._ctx else p.project_to_context(self._ctx)

    def _reduced(self, top: fmpq_mpoly, bottom: Powers) -> Ratio:
        """Roots modulo their squares, factors of the denominator cancelled where they divide."""
        top = self._lift(top)
        degrees = top.degrees() if len(top) else ()  # of every generator: not to be asked for each root
        for index in sorted(self.roots, reverse=True):  # later roots may contain earlier ones
            if len(top) and degrees[index] > 1:
                top, bottom = self._modulo_square(top, bottom, index)
                degrees = top.degrees()
        if len(top) > MAX_TERMS:
            raise TooLarge(f"a polynomial of {len(top)} terms")
        kept: Powers = {}
        for f, power in bottom.items():
            factor = self._lift(self.factors[f])
            while power and 0 < len(top) * top.total_degree() < MAX_WORK:
                try:
                    top, power = top / factor, power - 1
                except DomainError:  # no factor of it
                    break
            if power and len(top):
                kept[f] = power
        return Ratio(top, tuple(sorted(kept.items())))

    def _modulo_square(self, top: fmpq_mpoly, bottom: Powers, index: int) -> tuple[fmpq_mpoly, Powers]:
        square = self.roots[index]
        parts: dict[int, dict[tuple[int, ...], fmpq]] = {}
        for exponents, coefficient in top.terms():
            half, odd = divmod(exponents[index], 2)
            parts.setdefault(half, {})[(*exponents[:index], odd, *exponents[index + 1 :])] = coefficient
        most = max(parts)
        down = self._product(square.bottom)
        total = self._ctx.constant(0)
        for half, terms in parts.items():
            factor = self._times(self._raised(square.top, half), self._raised(down, most - half))
            total += self._times(self._ctx.from_dict(terms), factor)
        merged = dict(bottom)
        for f, power in square.bottom:
            merged[f] = merged.get(f, 0) + power * most
        return total, merged

    def _product(self, bottom: Iterable[tuple[int, int]]) -> fmpq_mpoly:
        out = self._ctx.constant(1)
        for f, power in bottom:
            out = self._times(out, self._raised(self.factors[f], power))
        return out

    def _times(self, p: fmpq_mpoly, q: fmpq_mpoly) -> fmpq_mpoly:
        """The product, if that is within the limits: they are checked before."""
        p, q = self._lift(p), self._lift(q)
        bits = _bits(p) + _bits(q)
        work = len(p) * len(q) * (1 + bits // 64)
        if work > MAX_WORK or bits > MAX_BITS or p.total_degree() + q.total_degree() > MAX_DEGREE:
            raise TooLarge("a product beyond the limits")
        spend(1 + work // 1000)
        return p * q

    def _raised(self, p: fmpq_mpoly, power: int) -> fmpq_mpoly:
        if power < 2:
            return self._lift(p) if power else self._ctx.constant(1)
        half = self._raised(p, power // 2)
        square = self._times(half, half)
        return self._times(square, p) if power % 2 else square

    def _factor(self, p: fmpq_mpoly) -> int:
        key = _poly_key(p)
        if key not in self._factor_numbers:
            self._factor_numbers[key] = len(self.factors)
            self.factors.append(p)
        return self._factor_numbers[key]


def _bits(p: fmpq_mpoly) -> int:
    """Of its largest coefficient."""
    return max((int(c.p.bit_length() + c.q.bit_length()) for c in p.coeffs()), default=0)


def _poly_key(p: fmpq_mpoly) -> Key:
    """Exponents by generator, so that the name survives a growing ring."""
    spend(len(p))
    terms = ((tuple((i, e) for i, e in enumerate(exps) if e), (int(c.p), int(c.q))) for exps, c in p.terms())
    return tuple(sorted(terms))
