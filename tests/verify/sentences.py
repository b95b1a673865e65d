"""Random quantified sentences about integers, reals and limits, at two sequences that come again."""

import random
from fractions import Fraction
from typing import Any

from proving import sym

from bnproof.interpret.instance import Sequence
from bnproof.statement.builder import Scope, absolute, both, either, eq, implies, le, lt, ne
from bnproof.statement.limits import for_every, there_are
from bnproof.statement.nodes import Node, build, lift, num
from bnproof.statement.sorts import INT, REAL

S = Scope()
a, b, n = S.reals("a"), S.reals("b"), S.natural("n")
TOL = sym("tol", "real", "pos")


def of(index: Node) -> Node:
    return lift(index, REAL)


class Chance:
    """Random sentences at two sequences of small integers that come again, and at an integer n."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        period = self.rng.choice((2, 3, 6))
        self.given = {"a": self.sequence(period), "b": self.sequence(2), "n": self.rng.randint(0, 4)}

    def sequence(self, period: int) -> Sequence:
        """Of any items, or of one that is unlike the others."""
        start, size = self.rng.choice((0, 0, 1, 2, 4)), self.rng.choice((1, period, period))
        items = [Fraction(self.rng.choice((0, 1, 2, -1))) for _ in range(start + size)]
        if self.rng.random() < 0.5:
            items = [items[0]] * (start + size)
            items[self.rng.randrange(start + size)] = Fraction(self.rng.choice((0, 1, 2, -1)))
        prefix, turn = tuple(items[:start]), tuple(items[start:])
        return Sequence(prefix, turn[0]) if size == 1 else Sequence(prefix, None, turn)

    def one(self, *choices: Any) -> Any:
        return self.rng.choice(choices)

    # ---- integers ----------------------------------------------------------------------------------------------
    def integers(self, count: int) -> list[Node]:
        return [sym(f"i{i}", "int", self.one(">=0", ">=0", ">=0", ">=3", ">=-3")) for i in range(count)]

    def index(self, integers: list[Node]) -> Node:
        sums = self.rng.random() < 0.15
        chosen = integers[: self.rng.randint(1, len(integers))] if sums else [self.one(*integers, *integers, n)]
        return sum(chosen[1:], chosen[0]) + lift(self.one(0, 0, 0, 1, 2, -1, -3), INT)

    def item(self, integers: list[Node]) -> Node:
        return self.one(a, b)[self.index(integers)]

    def term(self, integers: list[Node]) -> Node:
        """A real that comes again."""
        match self.rng.randint(0, 9):
            case 0:
                return num(self.one(-1, 0)) ** self.index(integers)
            case 1:
                return self.item(integers) / self.item(integers)
            case 2:
                return self.item(integers) * self.item(integers)
            case 3:
                return self.item(integers) + self.one(-1, 1, 2)
            case 4 | 5 | 6:
                return num(self.one(-1, 0, 1, 2))
        return self.item(integers)

    def about_integers(self, integers: list[Node]) -> Node:
        relation = self.one(eq, le, lt, ne)
        if self.rng.random() < 0.6:
            return relation(self.item(integers), self.term(integers))
        return self.order(integers)

    def order(self, integers: list[Node]) -> Node:
        relation = self.one(eq, le, lt, ne)
        one, two = self.one(*integers), self.one(*integers, n)
        match self.rng.randint(0, 3):
            case 0:
                return relation(self.one(1, 2) * of(one) + self.one(1, 3) * of(two), self.one(0, 3, 4, 12))
            case 1:
                return relation(of(one), self.one(0, 1, 5))
        return relation(of(one) + self.one(0, 0, 1, -1, 3, -4, 8), of(two))

    # ---- reals -------------------------------------------------------------------------------------------------
    def about_reals(self, reals: list[Node], integers: list[Node]) -> Node:
        """An affine comparison of one, or a comparison of two."""
        relation, x = self.one(eq, le, lt, le, lt), self.one(*reals)
        if self.rng.random() < 0.3:
            return relation(x, self.one(*reals))
        some = integers or [n]
        left = self.one(1, 1, 2, -1, -2) * x if self.rng.random() < 0.7 else self.item(some) * x
        left = left + self.term(some) if self.rng.random() < 0.3 else left
        return relation(*self.rng.sample((left, self.term(some)), 2))

    # ---- sentences ---------------------------------------------------------------------------------------------
    def joined(self, parts: list[Node]) -> Node:
        while len(parts) > 1:
            two = [parts.pop(self.rng.randrange(len(parts))) for _ in range(2)]
            made = self.one(both, both, either, implies)(*two)
            parts.append(build("not", (made,)) if self.rng.random() < 0.1 else made)
        return parts[0]

    def quantified(self, symbols: list[Node], sentence: Node) -> Node:
        for s in reversed(symbols):
            sentence = build(self.one("forall", "exists"), (s, sentence))
        return sentence

    def of_integers(self) -> Node:
        symbols = self.integers(self.one(1, 2, 2, 3))
        size = self.rng.randint(1, 4)
        if len(symbols) > 1 and self.rng.random() < 0.3:  # a quantifier beside others
            inner = self.quantified(symbols[-1:], self.joined([self.about_integers(symbols) for _ in range(2)]))
            return self.quantified(symbols[:-1], self.joined([inner, self.about_integers(symbols[:-1])]))
        return self.quantified(symbols, self.joined([self.about_integers(symbols) for _ in range(size)]))

    def of_orders(self) -> Node:
        """How far integers are apart: with g too small, what is far is taken for what is near."""
        one, two, three = self.integers(3)
        inner = both(self.apart(two, three), *([self.apart(one, two)] if self.rng.random() < 0.3 else []))
        middle = self.joined([self.apart(one, two), self.quantified([three], inner)])
        return self.quantified([one], self.quantified([two], middle))

    def apart(self, one: Node, two: Node) -> Node:
        return self.one(eq, le, lt, eq, ne)(of(one), of(two) + self.one(0, 1, -1, 3, -4))

    def of_reals(self) -> Node:
        reals = [sym(f"x{i}", "real", self.one("", "", "pos", "nonneg", "nonzero")) for i in range(self.one(1, 1, 2))]
        integers = self.integers(self.one(0, 1, 1, 2) if len(reals) == 1 else self.one(0, 0, 1))
        parts = [self.about_reals(reals, integers) for _ in range(self.rng.randint(1, 3))]
        parts += [self.about_integers(integers)] if integers else []
        symbols = [*reals, *integers]
        self.rng.shuffle(symbols)
        return self.quantified(symbols, self.joined(parts))

    # ---- limits ------------------------------------------------------------------------------------------------
    def near(self, x: Node, index: Node) -> Node:
        """A distance of x from what comes again, and a multiple of the tolerance."""
        gap = self.one(1, 1, 2, -1) * x - self.term([index])
        gap = absolute(gap if self.rng.random() < 0.7 else -gap)
        gap = self.one(gap, gap, gap, gap**2, 2 * gap)
        return self.one(lt, le)(gap, self.one(1, 1, 1, 1, 2, -1) * TOL)

    def limit(self, x: Node, integers: list[Node]) -> Node:
        start, k = integers
        parts = [self.near(x, k) for _ in range(self.one(1, 1, 1, 2))]
        parts += [self.about_integers([k])] if self.rng.random() < 0.5 else []
        made = self.joined(parts) if self.rng.random() < 0.5 else both(*parts[:1], *parts[1:])
        match self.rng.randint(0, 4):
            case 0:
                return for_every(TOL, self.quantified([k], made))
            case 1:
                return for_every(TOL, start, there_are(k, both(le(of(start), of(k)), made)))
            case 2:
                return for_every(TOL, self.quantified([start, k], implies(le(of(start), of(k)), made)))
        return for_every(TOL, there_are(start, for_every(k, implies(le(of(start), of(k)), made))))

    def of_limits(self) -> Node:
        x = sym("x", "real", self.one("", "", "", "pos", "nonneg", "nonzero"))
        limit = self.limit(x, self.integers(2))
        beside = self.one(le, lt, eq, ne)(self.one(1, 2) * x, self.one(0, 1, 2, -1))
        match self.rng.randint(0, 4):
            case 0:
                return there_are(x, limit)
            case 1:
                return there_are(x, both(limit, beside))
            case 2:
                return there_are(x, both(beside, limit))
            case 3:
                return for_every(x, implies(limit, beside))
        return for_every(x, implies(both(beside, limit), beside if self.rng.random() < 0.1 else ne(x, self.one(0, 1))))

    def of_equations(self) -> Node:
        """What a real is, and something about it that is not affine."""
        x, integers = sym("x", "real", self.one("", "", "pos", "nonzero")), self.integers(1)
        equation = eq(self.one(1, 2, -1) * x + self.one(0, 1), self.term(integers))
        other = self.one(le, lt, eq)(x**2, self.one(self.term(integers), x + self.term(integers)))
        parts = [equation, other] if self.rng.random() < 0.7 else [other, equation]
        made = there_are(x, both(*parts)) if self.rng.random() < 0.5 else for_every(x, implies(equation, other))
        return self.quantified(integers, made)
