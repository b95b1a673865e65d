"""Quantified sentences by their definition: each symbol at all points of a grid that grows from the outside inwards.

Numbers are floats, of which only sums, products and quotients by powers of two occur: so they are exact. Nothing here
comes from the kernel but the tree. A sentence has no value where nothing that has one decides it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import prod

from bnproof.interpret.instance import Sequence
from bnproof.statement.nodes import Node
from bnproof.statement.sorts import INT

Values = dict[Node, float]
FAR, FARTHER = 26, 18  # the first integer has values below the one, each inside by the other more
SIZE = 5  # reals lie in a grid up to it
STEPS = (8, 32)  # points of the grid from a number to the next, for the first real and one inside
OTHERS = ((0.5**10, 20.0, 30.0), (0.5**30, 10.0, 25.0, 1000.0))  # near 0 and beyond the grid; inside also those before


class NoValue(ArithmeticError):
    """A quotient by 0, an item before the first."""


class Brute:
    """Truth by trying. `given`: sequences and integers by name."""

    def __init__(self, given: Mapping[str, Sequence | int]) -> None:
        self.given = given

    def truth(self, sentence: Node) -> bool | None:
        """None where it has no value."""
        try:
            return self._sentence(sentence, 0, 0)({})
        except NoValue:
            return None

    def _sentence(self, s: Node, integers: int, reals: int) -> Callable[[Values], bool]:
        if s.op in ("forall", "exists"):
            is_integer = s.args[0].sort is INT
            points = self._integers(s.args[0], integers) if is_integer else self._reals(s.args[0], reals)
            body = self._sentence(s.args[1], integers + is_integer, reals + (not is_integer))
            return _tried(s.args[0], points, body, s.op == "exists")
        if s.op in ("eq", "le", "lt"):
            left, right = map(self._term, s.args)
            match s.op:
                case "eq":
                    return lambda v: left(v) == right(v)
                case "le":
                    return lambda v: left(v) <= right(v)
            return lambda v: left(v) < right(v)
        parts = [self._sentence(a, integers, reals) for a in s.args]
        match s.op:
            case "not":
                return lambda v: not parts[0](v)
            case "implies":
                return lambda v: not parts[0](v) or parts[1](v)
            case "and":
                return lambda v: all(p(v) for p in parts)
        return lambda v: any([p(v) for p in parts])

    def _integers(self, s: Node, outside: int) -> list[float]:
        return list(range(int(s.domain[2:]), FAR + FARTHER * outside))

    def _reals(self, s: Node, outside: int) -> list[float]:
        step = STEPS[outside]
        above = [*(i / step for i in range(1, step * SIZE + 1)), *(x for part in OTHERS[: outside + 1] for x in part)]
        below = [] if s.domain in ("pos", "nonneg") else [-x for x in above]
        return [*([] if s.domain in ("pos", "nonzero") else [0.0]), *above, *below]

    def _term(self, t: Node) -> Callable[[Values], float]:
        match t.op:
            case "num":
                p, _, q = t.data[0].partition("/")
                number = int(p) / int(q or 1)
                return lambda v: number
            case "int":
                literal = int(t.data[0])
                return lambda v: literal
            case "sym":
                fixed = self.given.get(t.name)
                return (lambda v: v[t]) if fixed is None else (lambda v: fixed)
            case "item":
                index = self._term(t.args[1])
                items = self.given[t.args[0].name].told
                start = len(self.given[t.args[0].name].prefix)
                return lambda v: _item(items, start, int(index(v)))
            case "pow":
                base, exponent = self._term(t.args[0]), int(t.data[0])
                return lambda v: base(v) ** exponent
            case "imul":
                inside, factor = self._term(t.args[0]), int(t.data[0])
                return lambda v: factor * inside(v)
        parts = [self._term(a) for a in t.args]
        match t.op:
            case "add" | "iadd":
                return lambda v: sum([p(v) for p in parts])
            case "mul":
                return lambda v: prod([p(v) for p in parts])
            case "div":
                return lambda v: _quotient(parts[0](v), parts[1](v))
            case "npow":
                return lambda v: _power(parts[0](v), int(parts[1](v)))
            case "abs":
                return lambda v: abs(parts[0](v))
        assert t.op == "cast", t.op
        return parts[0]


def _tried(s: Node, points: list[float], body: Callable[[Values], bool], decisive: bool) -> Callable[[Values], bool]:
    def truth(v: Values) -> bool:
        unknown = False
        for x in points:
            v[s] = x
            try:
                if body(v) is decisive:
                    return decisive
            except NoValue:
                unknown = True
        if unknown:
            raise NoValue
        return not decisive

    return truth


def _item(items: tuple[float, ...], start: int, index: int) -> float:
    if index < 0:
        raise NoValue
    return float(items[index if index < len(items) else start + (index - start) % (len(items) - start)])


def _quotient(x: float, y: float) -> float:
    if y == 0:
        raise NoValue
    return x / y


def _power(x: float, n: int) -> float:
    if n < 0:
        raise NoValue
    return x**n
