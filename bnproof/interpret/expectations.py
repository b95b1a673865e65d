"""Expectations, and sums over a basis, of canonical forms: linear in what depends on the bound symbol."""

from __future__ import annotations

from typing import Any

from flint import fmpq

from bnproof.interpret.integers import Data
from bnproof.interpret.operators import Vector, Word
from bnproof.interpret.ring import Key, Name, Ratio, Ring
from bnproof.statement.calculus import Unsupported
from bnproof.statement.nodes import BINDERS, Node


class Expectations(Ring):
    """A ring some of whose generators depend on bound symbols, and others are expectations of these."""

    def __init__(self) -> None:
        super().__init__()
        self.coefficients: dict[Key, Ratio] = {}  # of vectors under an expectation
        self._mentioned: dict[tuple[int, Data], bool] = {}

    def drawn(self, op: str, name: Node, r: Ratio) -> Ratio:
        """The expectation, or the sum, of r."""
        parts = [self.mul(outer, self._alone(op, name, inner)) for inner, outer in self._separated(r, name.data)]
        return self.add(parts) if parts else self.constant(0)

    def _alone(self, op: str, name: Node, r: Ratio) -> Ratio:
        if not r.top.is_one():
            return self.atom((op, name.data, self.key_of(r)))
        return self.atom(("dim", name.domain[6:])) if op == "total" else self.constant(1)

    def drawn_vector(self, name: Node, word: Word, x: Key, r: Ratio) -> Vector:
        """The expectation of r times a word applied to an atom: letters before the symbol go outside."""
        known = next((k for k, letter in enumerate(word) if self.mentions(letter, name.data)), len(word))
        if known == len(word) and not self.mentions(x, name.data):
            return {(word, x): self.drawn("expect", name, r)}
        out: Vector = {}
        for inner, outer in self._separated(r, name.data):
            atom = ("expect", name.data, self.key_of(inner), (word[known:], x))
            self.coefficients[atom] = inner
            out[word[:known], atom] = outer
        return out

    def _separated(self, r: Ratio, symbol: Data) -> list[tuple[Ratio, Ratio]]:
        """r as a sum of products of a monomial that depends on the symbol and of what does not."""
        if any(self._factor_mentions(f, symbol) for f, _ in r.bottom):
            raise Unsupported("a denominator that depends on a bound symbol")
        top = self._lift(r.top)
        dependent = [used > 0 and self._generator_mentions(i, symbol) for i, used in enumerate(top.degrees())]
        parts: dict[tuple[int, ...], dict[tuple[int, ...], fmpq]] = {}
        for exponents, c in top.terms():
            inner = tuple(e if d else 0 for e, d in zip(exponents, dependent, strict=True))
            outer = tuple(0 if d else e for e, d in zip(exponents, dependent, strict=True))
            parts.setdefault(inner, {})[outer] = c
        one, ring = fmpq(1), self._ctx
        return [(Ratio(ring.from_dict({m: one})), Ratio(ring.from_dict(c), r.bottom)) for m, c in parts.items()]

    def mentions(self, key: Any, symbol: Data) -> bool:
        """Does the canonical form of that name, or a part of a key, depend on the symbol?"""
        if isinstance(key, Name):
            numbers = {i for exponents, _ in key[0] for i, _ in exponents}
            return any(self._generator_mentions(i, symbol) for i in numbers) or any(
                self._factor_mentions(f, symbol) for f, _ in key[1]
            )
        if isinstance(key, tuple | frozenset):
            bound = isinstance(key, tuple) and len(key) > 1 and key[0] in BINDERS and key[1] == symbol
            return key == symbol or (not bound and any(self.mentions(part, symbol) for part in key))
        return False

    def _generator_mentions(self, index: int, symbol: Data) -> bool:
        if (index, symbol) not in self._mentioned:
            self._mentioned[index, symbol] = self.mentions(self.keys[index], symbol)
        return self._mentioned[index, symbol]

    def _factor_mentions(self, factor: int, symbol: Data) -> bool:
        degrees = self.factors[factor].degrees()
        return any(used > 0 and self._generator_mentions(i, symbol) for i, used in enumerate(degrees))
