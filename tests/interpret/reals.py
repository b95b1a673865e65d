"""Random real terms."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from fractions import Fraction

from interpret.draws import Draws
from interpret.symbols import INTEGERS, ITEMS, PAIR, PROFILES, PUNCTURED, REALS, SMOOTH, SPD, TWIN

from bnproof.statement.builder import injection, stack
from bnproof.statement.nodes import Node, build, lift, num
from bnproof.statement.sorts import INT, summands

COMMON = (
    "add", "mul", "div", "pow", "sqrt", "inner", "call", "sum", "log", "at", "expect", "total", "circular", "exp",
)  # fmt: skip
KINKED = ("abs", "max", "min", "npow", "eigmin", "eigmax", "radius", "trace", "oblique", "slope")


class Reals(Draws, ABC):
    """A stream of real terms; those of vectors and maps speak of these, and these of them."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.bound: list[Node] = []  # symbols of the binders around
        self.roots = 0
        self.fresh = 0
        self.drawn: list[Node] = []  # a standard normal vector, under its expectation

    @abstractmethod
    def vector(self, space: str, depth: int) -> Node: ...

    @abstractmethod
    def vector_leaf(self, space: str) -> Node: ...

    @abstractmethod
    def map(self, source: str, target: str, depth: int) -> Node: ...

    @abstractmethod
    def self_adjoint(self, depth: int) -> Node: ...

    def real(self, depth: int) -> Node:
        if depth <= 0 or self.rng.random() < 0.08:
            return self._leaf()
        kinked = self.rng.random() < (0.05 if self._differentiated() else 0.35)
        op = self.rng.choice(KINKED if kinked else COMMON)
        return getattr(self, f"_{op}", self._several)(op, depth - 1)

    def _differentiated(self) -> bool:
        return any(s.sort is not INT for s in self.bound)

    def _leaf(self) -> Node:
        mine = [s for s in self.bound if s.sort.kind == "real"]
        if mine and self.rng.random() < 0.7:
            return self.rng.choice(mine)
        other = (
            build("dim", (), (self.rng.choice("dm"),)),
            lift(self.integer(), REALS[0].sort),
            ITEMS[self.integer()],
        )
        return self.rng.choice([*REALS, *REALS, num(self._number()), *other])

    def integer(self) -> Node:
        """An integer term >= 0 within the prefix."""
        choices = [INTEGERS[0], INTEGERS[1], lift(self.rng.randint(0, 2), INT)]
        choices += [s for s in self.bound if s.sort is INT] * 3
        return self.rng.choice(choices)

    def _several(self, op: str, depth: int) -> Node:
        return build(op, tuple(self.real(depth) for _ in range(self.rng.choice((2, 2, 3)))))

    def _div(self, op: str, depth: int) -> Node:
        raw = self.rng.random() < 0.3
        return build("div", (self.real(depth), self.real(depth - 1) if raw else self._positive(depth - 1)))

    def _positive(self, depth: int) -> Node:
        """A term >= 1/2, or a square or a norm that may vanish."""
        match self.rng.randrange(3):
            case 0:
                v = self.vector("d", depth)
                return build("inner", (v, v))
            case 1:
                v = self.vector("d", depth)
                return build("add", (build("inner", (v, self.rng.choice(SPD) @ v)), num(Fraction(1, 2))))
        return build("add", (build("pow", (self.real(depth),), ("2",)), num(1)))

    def _pow(self, op: str, depth: int) -> Node:
        return build("pow", (self.real(depth),), (str(self.rng.choice((1, 2, 2, 3))),))

    def _npow(self, op: str, depth: int) -> Node:
        return build("npow", (self.real(depth), self.integer()))

    def _sqrt(self, op: str, depth: int) -> Node:
        if self.roots <= 0:
            return self._several("mul", depth)
        self.roots -= 1
        return build("sqrt", (self.real(depth) if self.rng.random() < 0.15 else self._positive(depth),))

    def _log(self, op: str, depth: int) -> Node:
        if self.rng.random() < 0.75:
            return self._several("add", depth)
        return build("log", (self.real(depth) if self.rng.random() < 0.2 else self._positive(depth),))

    def _exp(self, op: str, depth: int) -> Node:
        """Of something between -1/2 and 1/2."""
        if self.rng.random() < 0.9:
            return self._several("add", depth)
        x = self.real(depth - 1)
        return build("exp", (build("div", (x, build("add", (build("pow", (x,), ("2",)), num(1))))),))

    def _circular(self, op: str, depth: int) -> Node:
        """cos, sin or pi, at times at 0."""
        if self.rng.random() < 0.75:
            return self._several("add", depth)
        if self.rng.random() < 0.2:
            return build("pi")
        angle = self.real(depth) if self.rng.random() < 0.7 else build("mul", (num(0), self.real(depth)))
        return build(self.rng.choice(("cos", "sin")), (angle,))

    def _abs(self, op: str, depth: int) -> Node:
        return build("abs", (self.real(depth),))

    def _inner(self, op: str, depth: int) -> Node:
        space = self.rng.choice("ddm")
        return build("inner", (self.vector(space, depth), self.vector(space, depth)))

    def _call(self, op: str, depth: int) -> Node:
        if self.rng.random() < 0.3:
            function = self.rng.choice((PAIR, TWIN))
            return build("call", (function, self._stack(function, depth)))
        return build("call", (self.rng.choice((SMOOTH, PUNCTURED)), self.vector("d", depth)))

    def _stack(self, function: Node, depth: int) -> Node:
        """A point of a direct sum: a stack, at times with something added to a summand."""
        (total,) = function.sort.spaces
        point = stack(*(self.vector(space, depth - 1) for space in summands(total)))
        k = self.rng.randint(1, len(summands(total)))
        if self.rng.random() < 0.8:
            return point
        return build("vadd", (point, build("apply", (injection(total, k), self.vector_leaf(summands(total)[k - 1])))))

    def _summands(self, *spaces: str) -> tuple[Node, list[int]]:
        """A function of several vectors, and the numbers of some of these spaces."""
        function = self.rng.choice([f for f in (PAIR, TWIN) if {*spaces} <= {*summands(f.sort.spaces[0])}])
        parts = summands(function.sort.spaces[0])
        return function, [self.rng.choice([k for k, s in enumerate(parts, 1) if s == space]) for space in spaces]

    def _sum(self, op: str, depth: int) -> Node:
        index = self._fresh("int", ">=0")
        low, high = lift(self.rng.randint(0, 1), INT), self.rng.choice((INTEGERS[1], lift(2, INT)))
        return build("sum", (index, low, high, self._under(index, self.real, depth)))

    def _total(self, op: str, depth: int) -> Node:
        index = self._fresh("int", "index:d")
        return build("total", (index, self._under(index, self.real, depth - 1)))

    def _at(self, op: str, depth: int) -> Node:
        return self.rng.choice(PROFILES)(self.real(depth), self.rng.choice((0, 0, 1, 2)))

    def _expect(self, op: str, depth: int) -> Node:
        """Of a polynomial in a standard normal vector."""
        if self.drawn:
            return self._leaf()
        n = self._fresh(f"vec[{self.rng.choice('dm')}]", "")
        return build("expect", (n, self._polynomial(n, depth)))

    def _polynomial(self, n: Node, depth: int) -> Node:
        (space,) = n.sort.spaces
        self.drawn.append(n)
        try:
            along, shift = n @ self.vector(space, depth - 2), self.real(depth - 2)
        finally:
            self.drawn.pop()
        bodies = (
            lambda: along + shift,
            lambda: shift * along**2,
            lambda: along * (n @ self.vector_leaf(space)) + n @ n,
            lambda: PROFILES[0](along + shift, self.rng.choice((0, 1, 2))),
            lambda: PROFILES[0](along, 1) * along / 3,
        )
        return self.rng.choice(bodies)()

    def _slope(self, op: str, depth: int) -> Node:
        """A derivative by a real variable."""
        if self._differentiated() and self.rng.random() < 0.7:
            return self._leaf()
        x = self._fresh("real", "")
        return build("grad", (x, self._under(x, self.real, depth), self._leaf()))

    def _spectral(self, op: str, depth: int) -> Node:
        if self._differentiated():
            return self._leaf()
        return build(op, (self.self_adjoint(depth),))

    _eigmin = _eigmax = _radius = _spectral

    def _trace(self, op: str, depth: int) -> Node:
        return self._leaf() if self._differentiated() else build("trace", (self.map("d", "d", depth),))

    def _oblique(self, op: str, depth: int) -> Node:
        if self.rng.random() < 0.7:
            return self._leaf()
        return build("oblique", (self.rng.choice((*SPD, build("identity", (), ("d",)))),))

    def _fresh(self, sort: str, domain: str) -> Node:
        self.fresh += 1
        return build("sym", (), (f"z#{self.fresh}", sort, domain))

    def _under(self, symbol: Node, rule: Callable[[int], Node], depth: int) -> Node:
        self.bound.append(symbol)
        try:
            return rule(depth)
        finally:
            self.bound.pop()
