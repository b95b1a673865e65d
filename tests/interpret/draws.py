"""Random rational instances."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from interpret.symbols import LENGTH, PAIR, TWIN

from bnproof.interpret.instance import Instance, Lambda, Sequence
from bnproof.statement.builder import injection
from bnproof.statement.nodes import Node, build, lift, num
from bnproof.statement.sorts import INT, summands


class Draws:
    """A stream of numbers and instances; the same seed gives the same stream."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)

    def _number(self) -> Fraction:
        return Fraction(self.rng.randint(-5, 5), self.rng.choice((1, 1, 2, 3)))

    def instances(self, count: int) -> list[Instance]:
        """Rational instances that share dimensions, integers and functions."""
        dims = {"d": self.rng.randint(1, 3), "m": self.rng.randint(1, 3)}
        d, m = dims["d"], dims["m"]
        shared = {"k": self.rng.randint(0, 2), "n": self.rng.randint(1, 3), "i": self.rng.randint(1, d)}
        shared |= {"F": self._function(d, False), "P": self._function(d, True)}
        shared |= {"phi": self._profile(True), "psi": self._profile(False)}
        shared |= {"E": self._function_of_several(PAIR), "T": self._function_of_several(TWIN)}
        return [Instance(dims, {**shared, **self._values(d, m)}) for _ in range(count)]

    def _values(self, d: int, m: int) -> dict[str, Any]:
        number = self._number
        values: dict[str, Any] = {
            "a": number(),
            "b": number(),
            "p": abs(number()) or Fraction(2),
            "q": abs(number()),
        }
        values |= {"x": self._tuple(d), "y": self._tuple(d), "s": self._tuple(m)}
        if not any(values["y"]):
            values["y"] = (Fraction(1),) * d
        values |= {
            "A": self._rows(d, d),
            "X": self._rows(m, d),
            "H": self._definite(d),
            "G": self._definite(d),
        }
        values["c"] = Sequence(self._tuple(LENGTH), number())
        values["v"] = Sequence(tuple(self._tuple(d) for _ in range(LENGTH)), self._tuple(d))
        return values

    def _tuple(self, d: int) -> tuple[Fraction, ...]:
        return tuple(self._number() for _ in range(d))

    def _rows(self, m: int, d: int) -> tuple[tuple[Fraction, ...], ...]:
        return tuple(self._tuple(d) for _ in range(m))

    def _definite(self, d: int) -> tuple[tuple[Fraction, ...], ...]:
        """With a rational spectrum, often with repeated eigenvalues: a reflected diagonal; or any I + A'A."""
        v = self._tuple(d)
        square = sum(x * x for x in v)
        if square == 0 or self.rng.random() < 0.3:
            a = self._rows(d, d)
            return tuple(
                tuple(sum((row[i] * row[j] for row in a), Fraction(int(i == j))) for j in range(d)) for i in range(d)
            )
        spectrum = [Fraction(self.rng.choice((1, 2, 2, 5)), self.rng.choice((1, 3))) for _ in range(d)]
        q = [[Fraction(int(i == j)) - 2 * v[i] * v[j] / square for j in range(d)] for i in range(d)]
        return tuple(
            tuple(sum((q[i][k] * spectrum[k] * q[j][k] for k in range(d)), Fraction(0)) for j in range(d))
            for i in range(d)
        )

    def _function(self, d: int, punctured: bool) -> Lambda:
        x = build("sym", (), ("z#0", "vec[d]", ""))
        first, last = (build("basis", (lift(i, INT),), ("d",)) @ x for i in (1, d))
        square = x @ x
        bodies = [2 * first - last, square / 2, first**2 * last, first * last + first, num(3)]
        if punctured:
            bodies += [first * last / square, first / square, build("sqrt", (square,)), square]
        return Lambda(x, self.rng.choice(bodies))

    def _profile(self, polynomial: bool) -> Lambda:
        t = build("sym", (), ("z#0", "real", ""))
        bodies = (
            [t**2, t**3 - t, 2 * t + 1, t**2 / 2 - t] if polynomial else [t**3, num(1) / (1 + t**2), t / (2 + t**2)]
        )
        return Lambda(t, self.rng.choice(bodies))

    def _function_of_several(self, symbol: Node) -> Lambda:
        (total,) = symbol.sort.spaces
        x = build("sym", (), ("z#0", f"vec[{total}]", ""))
        parts = [injection(total, k).T @ x for k in range(1, 1 + len(summands(total)))]
        first, last = (
            build("basis", (lift(1, INT),), (s,)) @ part for s, part in zip(summands(total), parts, strict=True)
        )
        norms = [part @ part for part in parts]
        bodies = [first * last, first + 2 * last**2, norms[0] * last, x @ x, first - last]
        if symbol.domain:
            bodies += [first * last / norms[1], first**2 / norms[1] ** 2 * norms[0], build("sqrt", (norms[1],)) * first]
        return Lambda(x, self.rng.choice(bodies))
