"""Quantifiers at sequences that repeat themselves, a second time: all small integers, reals of all sizes, and for
limits the points from which some distance in the sentence vanishes.

Of integers two turns more are tried for each quantifier inside. This knows nothing of the kernel's lemmas: it may miss
a point where they would find one, and then the two disagree.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import lcm
from typing import Any

import mpmath
from second.refusal import need
from second.values import Undefined, Unsupported, Walk

from bnproof.statement.nodes import Node, free
from bnproof.statement.sorts import INT, REAL

SIZES = ("1e-20", "1e-6", "0.01", "0.5", "1", "2", "7", "1000", "1e6")
POWERS = 60  # of a base from 0 to 1/2, which make up for a factor 1e6


def inside(node: Node) -> Iterator[Node]:
    stack, seen = [node], set()
    while stack:
        n = stack.pop()
        if n not in seen:
            seen.add(n)
            yield n
            stack.extend(n.args)


class Forever:
    """Points at which a quantifier is tried."""

    def __init__(self, walk: Walk, source: Any) -> None:
        self.walk, self.source = walk, source

    def reaches(self, sentence: Node) -> bool:
        """Does it speak of sequences, or powers, or of what exists, and of no item that the instance does not tell?"""
        sequences = {n.args[0] for n in inside(sentence) if n.op == "item"}
        others = any(n.op in ("npow", "exists") for n in inside(sentence))
        return bool(sequences or others or self.walk.env) and all(self.turn(s) for s in sequences)

    def turn(self, s: Node) -> list[Any]:
        return self._sequence(s)[1] if s in self.walk.env or s in self.source.read else [None]

    def _sequence(self, s: Node) -> tuple[list[Any], list[Any]]:
        return self.walk.env[s] if s in self.walk.env else self.source.read[s]

    def points(self, s: Node, body: Node) -> list[Any]:
        match s.sort.kind:
            case "int":
                return list(self._integers(s, body))
            case "real":
                sizes = [mpmath.mpf(x) for x in SIZES]
                signed = [x for size in sizes for x in ((size,) if s.domain in ("pos", "nonneg") else (size, -size))]
                zero = [] if s.domain in ("pos", "nonzero") else [mpmath.mpf(0)]
                return [*(x for x in self._roots(s, body) if self._allowed(s, x)), *zero, *signed]
            case "vec":
                return [x for x in self._roots(s, body) if self._allowed(s, x)]
            case "seq-real":
                return [([], [mpmath.mpf(x)]) for x in (0, 1)]
            case "seq-vec":
                size = self.walk.dim(s.sort.spaces[0])
                known = [v for n, v in self.source.read.items() if n.sort.kind == "vec" and len(v) == size]
                constant = [[mpmath.mpf(x)] * size for x in (0, 1)]
                return [([], [v]) for v in (*constant, *([c * x for x in v] for v in known for c in (-1, 2)))]
        raise Unsupported(s.sort.kind)

    def _allowed(self, s: Node, value: Any) -> bool:
        sign = self.walk.field.sign
        if s.sort is REAL:
            return sign(value) in {"pos": (1,), "nonneg": (0, 1), "nonzero": (-1, 1), "": (-1, 0, 1)}[s.domain]
        square = sum(x * x for x in value)
        return {"": True, "nonzero": sign(square) != 0, "unit": sign(square - 1) == 0}[s.domain]

    def _reach(self, body: Node) -> tuple[int, int]:
        """All that is said twice is said twice from there on, and how often."""
        sequences = [
            self._sequence(n.args[0]) for n in inside(body) if n.op == "item" and self.turn(n.args[0]) != [None]
        ]
        shifts = [abs(int(n.data[0])) for n in inside(body) if n.op == "int"]
        numbers = [int(abs(Fraction(n.data[0]))) for n in inside(body) if n.op == "num"]
        chosen = [v for v in self.walk.env.values() if type(v) is int]
        start = max([0, *(len(prefix) for prefix, _ in sequences), *numbers, *chosen]) + max(shifts, default=0)
        return start, lcm(2, *(len(turn) for _, turn in sequences))

    def _integers(self, s: Node, body: Node) -> range:
        if s.domain.startswith("index:"):
            return range(1, self.walk.dim(s.domain[6:]) + 1)
        start, period = self._reach(body)
        nested = 1 + sum(n.op in ("forall", "exists") and n.args[0].sort is INT for n in inside(body))
        powers = POWERS if any(n.op == "npow" for n in inside(body)) else 0
        return range(int(s.domain[2:]), max(start + 2 * nested * (period + 1), powers))

    def _roots(self, x: Node, body: Node) -> Iterator[Any]:
        """The values of x at which a sum that has x for a summand vanishes, or two are equal."""
        for n in inside(body):
            if n.op in ("add", "vadd", "eq"):
                terms = n.args if n.op != "eq" else (*_summands(n.args[0]), *(-t for t in _summands(n.args[1])))
                rest = [a for a in terms if x not in free(a)]
                factors = [_factor(a, x) for a in terms if x in free(a)]
                unknown = {s for a in rest for s in free(a) if s not in self.walk.env and s not in self.source.read}
                simple = len(unknown) <= 1 and all(s.sort is INT for s in unknown)
                if len(factors) == 1 and factors[0] and rest and simple:
                    yield from self._values(rest, -1 / factors[0], unknown, n)
        zero = mpmath.mpf(0)
        yield zero if x.sort is REAL else [zero] * self.walk.dim(x.sort.spaces[0])

    def _values(self, rest: list[Node], factor: Any, unknown: set[Node], around: Node) -> Iterator[Any]:
        start, period = self._reach(around)
        for case in [{s: i} for s in unknown for i in range(start + period)] or [{}]:
            outer, self.walk.env = self.walk.env, {**self.walk.env, **case}
            try:
                found = [self.walk.value(a) for a in rest]
            except Undefined:
                continue
            finally:
                self.walk.env = outer
            total = found[0]
            for y in found[1:]:
                total = self.walk.plus(total, y)
            yield self.walk.times(factor, total)


def _summands(term: Node) -> tuple[Node, ...]:
    return term.args if term.op in ("add", "vadd") else (term,)


def _factor(term: Node, x: Node) -> Any:
    """The c of c x; 0 where it is nothing like that."""
    if term is x:
        return mpmath.mpf(1)
    if term.op in ("mul", "scale") and term.args[0].op == "num":
        number = Fraction(term.args[0].data[0])
        return mpmath.mpf(number.numerator) / number.denominator * _factor(term.args[1], x)
    return mpmath.mpf(0)


def told(data: Any, read: Any) -> tuple[list[Any], list[Any]]:
    """The prefix of a sequence, and what is repeated after it."""
    need(type(data) is dict and set(data) in ({"prefix", "tail"}, {"prefix", "cycle"}), "no sequence")
    if "tail" in data:
        turn = [] if data["tail"] is None else [data["tail"]]
    else:
        turn = data["cycle"]
        need(type(turn) is list and 2 <= len(turn) <= 24, "no cycle")
    return [read(x) for x in data["prefix"]], [read(x) for x in turn]
