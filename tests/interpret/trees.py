"""Random well-sorted terms and sentences, rational instances, and how interpreters must agree on them."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
from flint import arb
from interpret.readback import Reader

from bnproof.interpret import ball, fast
from bnproof.interpret.evaluate import Evaluator
from bnproof.interpret.exact import Surd, Tower
from bnproof.interpret.gram import Gram, TooLarge
from bnproof.interpret.gram import Undefined as NoDenominator
from bnproof.interpret.instance import Instance, Lambda, Sequence, Undefined
from bnproof.interpret.mp import HighPrecisionEvaluator, opinion
from bnproof.statement.builder import Scope, injection, stack
from bnproof.statement.calculus import Unsupported, gradient_at
from bnproof.statement.nodes import INT, Node, build, lift, num, summands

S = Scope()
REALS = [S.real("a"), S.real("b"), S.positive("p"), S.nonnegative("q")]
INTEGERS = [S.natural("k"), S.natural("n", 1)]
INDEX = S.index("i", "d")
VECTORS = {"d": [S.vector("x", "d"), S.vector("y", "d", "nonzero")], "m": [S.vector("s", "m")]}
SPD = [S.spd("H", "d"), S.spd("G", "d")]
SQUARE, ACROSS = S.map("A", "d", "d"), S.map("X", "d", "m")
SMOOTH, PUNCTURED = S.function("F", "d"), S.function("P", "d", "punctured")
PAIR, TWIN = S.function("E", "m+d"), S.function("T", "d+d", "punctured:2")
PROFILES = [S.function_of_real("phi", "tempered"), S.function_of_real("psi")]
ITEMS, STEPS = S.reals("c"), S.vectors("v", "d")
SYMBOLS = [*REALS, *INTEGERS, INDEX, *VECTORS["d"], *VECTORS["m"], *SPD, SQUARE, ACROSS]
SYMBOLS += [SMOOTH, PUNCTURED, PAIR, TWIN, *PROFILES, ITEMS, STEPS]
LENGTH = 4  # of a sequence's prefix

COMMON = (
    "add", "mul", "div", "pow", "sqrt", "inner", "call", "sum", "log", "at", "expect", "total", "circular", "exp",
)  # fmt: skip
KINKED = ("abs", "max", "min", "npow", "eigmin", "eigmax", "radius", "trace", "oblique", "slope")


class Trees:
    """A stream of terms; the same seed gives the same stream."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.bound: list[Node] = []  # symbols of the binders around
        self.roots = 0
        self.fresh = 0
        self.drawn: list[Node] = []  # a standard normal vector, under its expectation

    def term(self) -> Node:
        """A real, a vector or a map."""
        self.roots = 3  # at most: exact arithmetic doubles with each
        kind = self.rng.choice(("real", "real", "real", "vector", "map"))
        if kind == "real":
            return self.real(5)
        return self.vector("d", 5) if kind == "vector" else self.map("d", "d", 4)

    def sentence(self, depth: int = 2) -> Node:
        if depth == 2:
            self.roots = 3
        op = self.rng.choice(("le", "lt", "eq", "le", "lt") if depth == 0 else ("le", "lt", "eq", *LOGIC))
        if op in ("le", "lt", "eq"):
            return build(op, (self.real(3), self.real(3)))
        if op == "every":
            index = self._fresh("int", ">=0")
            return build("every", (index, lift(0, INT), lift(2, INT), self._under(index, self.sentence, depth - 1)))
        count = {"not": 1, "implies": 2}.get(op, self.rng.choice((2, 3)))
        return build(op, tuple(self.sentence(depth - 1) for _ in range(count)))

    # ---- reals -----------------------------------------------------------------------------------
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

    def _number(self) -> Fraction:
        return Fraction(self.rng.randint(-5, 5), self.rng.choice((1, 1, 2, 3)))

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
        return build("vadd", (point, build("apply", (injection(total, k), self._vector_leaf(summands(total)[k - 1])))))

    def _summands(self, *spaces: str) -> tuple[Node, list[int]]:
        """A function of several vectors, and the numbers of some of these spaces."""
        function = self.rng.choice([f for f in (PAIR, TWIN) if {*spaces} <= {*summands(f.sort.spaces[0])}])
        parts = summands(function.sort.spaces[0])
        return function, [self.rng.choice([k for k, s in enumerate(parts, 1) if s == space]) for space in spaces]

    def _partial(self, space: str, depth: int) -> Node:
        """Of a gradient, or of a point."""
        function, (k,) = self._summands(space)
        point = self._stack(function, depth)
        whole = gradient_at(function, point) if self.rng.random() < 0.7 else point
        return build("apply", (injection(function.sort.spaces[0], k).T, whole))

    def _block(self, source: str, target: str, depth: int) -> Node:
        """Of a second derivative."""
        function, (j, k) = self._summands(target, source)
        (total,) = function.sort.spaces
        whole = build("hessian", (function, self._stack(function, depth)))
        return injection(total, j).T @ whole @ injection(total, k)

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
            lambda: along * (n @ self._vector_leaf(space)) + n @ n,
            lambda: PROFILES[0](along + shift, self.rng.choice((0, 1, 2))),
            lambda: PROFILES[0](along, 1) * along / 3,
        )
        return self.rng.choice(bodies)()

    def _mean(self, space: str, depth: int) -> Node:
        """The expectation of a vector."""
        if self.drawn:
            return self._vector_leaf(space)
        n = self._fresh(f"vec[{space}]", "")
        vector = self.rng.choice(
            (lambda: n, lambda: n + self._vector_leaf(space), lambda: self.map(space, space, 1) @ n)
        )
        return build("expect", (n, self._polynomial(n, depth - 1) * vector()))

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

    # ---- vectors and maps ------------------------------------------------------------------------
    def vector(self, space: str, depth: int) -> Node:
        if depth <= 0 or self.rng.random() < 0.1:
            return self._vector_leaf(space)
        if space == "m":
            return self.rng.choice((self._image, self._vadd, self._scale, self._partial, self._mean))(space, depth - 1)
        rules = (self._image, self._vadd, self._scale) * 2 + (self._gradient, self._partial, self._mean)
        return self.rng.choice(rules)(space, depth - 1)

    def _vector_leaf(self, space: str) -> Node:
        mine = [s for s in self.bound if s.sort.kind == "vec" and s.sort.spaces == (space,)]
        if mine and self.rng.random() < 0.7:
            return self.rng.choice(mine)
        other = [build("zero", (), (space,)), build("ones", (), (space,))]
        if space == "d":
            indices = [INDEX, lift(1, INT), *(s for s in self.bound if s.domain == "index:d")]
            other += [STEPS[self.integer()], build("basis", (self.rng.choice(indices),), ("d",))]
        return self.rng.choice([*VECTORS[space] * 3, *other])

    def _vadd(self, space: str, depth: int) -> Node:
        return build("vadd", (self.vector(space, depth), self.vector(space, depth)))

    def _scale(self, space: str, depth: int) -> Node:
        return build("scale", (self.real(depth), self.vector(space, depth)))

    def _image(self, space: str, depth: int) -> Node:
        source = self.rng.choice("dm") if space == "m" else "d"
        return build("apply", (self.map(source, space, depth), self.vector(source, depth)))

    def _gradient(self, space: str, depth: int) -> Node:
        if self.rng.random() < 0.3:
            x = self._fresh("vec[d]", "")
            function = self.rng.choice((SMOOTH, PUNCTURED))
            return build("grad", (x, build("call", (function, x)), self.vector("d", depth - 1)))
        if self._differentiated() and self.rng.random() < 0.6:
            return self._vector_leaf(space)
        x = self._fresh("vec[d]", "")
        return build("grad", (x, self._under(x, self.real, depth), self.vector("d", depth - 2)))

    def map(self, source: str, target: str, depth: int) -> Node:
        if source == target == "d":
            if depth <= 0 or self.rng.random() < 0.4:
                return self.rng.choice((SQUARE, *SPD))
            if self.rng.random() < 0.4:
                return self.self_adjoint(depth)
        elif source != target:
            across = ACROSS if source == "d" else build("adjoint", (ACROSS,))
            if depth <= 0 or self.rng.random() < 0.6:
                return across
        elif depth <= 0:
            return build("identity", (), (target,))
        match self.rng.choice(("madd", "mscale", "compose", "adjoint", "block")):
            case "block" if self.rng.random() < 0.4:
                return self._block(source, target, depth - 1)
            case "madd":
                return build("madd", (self.map(source, target, depth - 1), self.map(source, target, depth - 1)))
            case "mscale":
                return build("mscale", (self.real(depth - 1), self.map(source, target, depth - 1)))
            case "compose":
                middle = self.rng.choice("dm")
                return build("compose", (self.map(middle, target, depth - 1), self.map(source, middle, depth - 1)))
        return build("adjoint", (self.map(target, source, depth - 1),))

    def self_adjoint(self, depth: int) -> Node:
        """A self-adjoint map of d, visibly so."""
        rules = ("spd", "mpow", "identity") if depth <= 0 else ("spd", "mpow", "square", "shift", "scale", "hessian")
        match self.rng.choice(rules):
            case "mpow":
                return build("mpow", (self.rng.choice(SPD),), (str(self.rng.choice((-1, 2, -2, 0))),))
            case "identity":
                return build("identity", (), ("d",))
            case "square":
                return build("compose", (build("adjoint", (ACROSS,)), ACROSS))
            case "shift":
                return build("madd", (self.self_adjoint(0), self.self_adjoint(depth - 1)))
            case "scale":
                return build("mscale", (self.real(depth - 2), self.self_adjoint(depth - 1)))
            case "hessian" if self.rng.random() < 0.3:
                total = TWIN.sort.spaces[0]
                whole = build("hessian", (TWIN, self._stack(TWIN, depth - 1)))
                return injection(total, 2).T @ whole @ injection(total, 2)
            case "hessian":
                return build("hessian", (self.rng.choice((SMOOTH, PUNCTURED)), self.vector("d", depth - 1)))
        return self.rng.choice(SPD)

    # ---- binders ---------------------------------------------------------------------------------
    def _fresh(self, sort: str, domain: str) -> Node:
        self.fresh += 1
        return build("sym", (), (f"z#{self.fresh}", sort, domain))

    def _under(self, symbol: Node, rule: Callable[[int], Node], depth: int) -> Node:
        self.bound.append(symbol)
        try:
            return rule(depth)
        finally:
            self.bound.pop()

    # ---- instances -------------------------------------------------------------------------------
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


LOGIC = ("not", "and", "or", "implies", "every")


# ---- agreement -----------------------------------------------------------------------------------
@dataclass
class Tally:
    """How often each interpreter answered, of how many questions; silence is never agreement."""

    asked: int = 0
    answers: Counter[str] = field(default_factory=Counter)

    def share(self, name: str) -> float:
        return self.answers[f"{name}: value"] / self.asked


@dataclass(frozen=True)
class Answer:
    """`kind` is value, undefined, undecided or unsupported."""

    kind: str
    value: Any = None


def ask(tally: Tally, name: str, question: Callable[[], Any]) -> Answer:
    try:
        answer = Answer("value", question())
    except (Undefined, ZeroDivisionError):
        answer = Answer("undefined")
    except ball.Undecided:
        answer = Answer("undecided")
    except Unsupported:
        answer = Answer("unsupported")
    tally.answers[f"{name}: {answer.kind}"] += 1
    return answer


def compare(node: Node, instances: list[Instance], tally: Tally) -> None:
    """Asserts that the interpreters agree on a term at instances that can be a batch."""
    try:
        rows = fast.values(node, fast.Batch.of(instances))
    except Unsupported:
        rows = None
    form = _form(node)
    for k, instance in enumerate(instances):
        tally.asked += 1
        exact = ask(tally, "exact", lambda at=instance: Evaluator(Tower(), at).value(node))
        enclosed = ask(tally, "ball", lambda at=instance: _enclosed(node, at))
        high = ask(tally, "mp", lambda at=instance: HighPrecisionEvaluator(50, at).value(node))
        kinds = {a.kind for a in (exact, enclosed, high)}
        assert not {"value", "undefined"} <= kinds, f"{exact} {enclosed} {high} for {node}"
        if exact.kind == "value":
            _compare_form(node, form, Evaluator(Tower(), instance), tally)
        if exact.kind == enclosed.kind == "value":
            with ball.precision(2048):
                _close(_leaves(exact.value, _arb), _leaves(enclosed.value), 1, node)
        if enclosed.kind == "value" and high.kind == "value":
            wide = ask(Tally(), "ball", lambda at=instance: ball.enclose(node, at, 140))
            if wide.kind == "value":
                tally.answers["mp: compared"] += 1
                _close(_leaves(high.value, _binary), _leaves(wide.value), 2, node, 1e-38)
        _compare_row(node, instance, None if rows is None else rows[k], enclosed, tally)


def _form(node: Node) -> Node | None:
    """The canonical form of a real or a vector, turned back into a term."""
    gram = Gram()
    try:
        if node.sort.kind == "real":
            return Reader(gram).scalar(gram.scalar(node))
        return Reader(gram).vector(gram.vector(node), *node.sort.spaces) if node.sort.kind == "vec" else None
    except (Unsupported, TooLarge, NoDenominator):
        return None


def _compare_form(node: Node, form: Node | None, evaluator: Evaluator, tally: Tally) -> None:
    """Where a term and its canonical form have values, they agree.

    The form may have none where the chain rule has none: of sqrt(f) where f is 0 all around.
    """
    if form is None:
        tally.answers["gram: unsupported"] += 1
        return
    found = ask(tally, "gram", lambda: evaluator.value(form))
    if found.kind == "value":
        pairs = zip(_leaves(found.value), _leaves(evaluator.value(node)), strict=True)
        assert all(evaluator.sign(x - y) == 0 for x, y in pairs), f"the form {form} of {node}"


def _compare_row(node: Node, instance: Instance, row: Any, enclosed: Answer, tally: Tally) -> None:
    """Doubles against balls of 40 bits: their radius says what rounding may do."""
    name = "unsupported" if row is None else "value" if np.isfinite(row).all() else "undefined"
    tally.answers[f"fast: {name}"] += 1
    wide = ask(Tally(), "ball", lambda: ball.enclose(node, instance, 40))
    if row is None or enclosed.kind != "value" or wide.kind != "value":
        return
    tally.answers["fast: compared"] += 1
    assert name == "value", f"fast has no value of {node}"
    leaves = [arb(float(x)) for x in np.ravel(row)]
    _close(leaves, _leaves(wide.value), 2, node, 1e-11)


def _enclosed(node: Node, instance: Instance) -> Any:
    for bits in (64, 256):
        try:
            return ball.enclose(node, instance, bits)
        except ball.Undecided:
            continue
    return ball.enclose(node, instance, 1024)


def _close(points: list[arb], balls: list[arb], slack: int, node: Node, relative: float = 0.0) -> None:
    """Each point in its ball, widened by a factor and a relative error."""
    assert len(points) == len(balls), f"shapes of {node}"
    for x, y in zip(points, balls, strict=True):
        room = slack * y.rad() + relative * (1 + abs(y.mid()))
        assert x.overlaps(y.mid() + room * arb(0, 1)), f"{x} outside {y} for {node}"


def _leaves(value: Any, convert: Callable[[Any], arb] = lambda x: x) -> list[arb]:
    return [y for x in value for y in _leaves(x, convert)] if isinstance(value, list) else [convert(value)]


def _arb(x: Any) -> arb:
    return _arb(x.a) + _arb(x.b) * _arb(x.c).sqrt() if isinstance(x, Surd) else arb(x)


def _binary(x: Any) -> arb:
    """A number of mpmath's, exactly."""
    if not x:
        return arb(0)
    with ball.precision(512):
        mantissa, exponent = x.man_exp
        return (-1 if x < 0 else 1) * arb(abs(int(mantissa))) * arb(2) ** int(exponent)


def compare_truth(sentence: Node, instances: list[Instance], tally: Tally) -> None:
    """Asserts that no two interpreters decide a sentence differently."""
    try:
        margins = fast.margins(sentence, fast.Batch.of(instances))
    except Unsupported:
        margins = None
    for k, instance in enumerate(instances):
        tally.asked += 1
        exact = ask(tally, "exact", lambda at=instance: Evaluator(Tower(), at).truth(sentence))
        certain = ask(tally, "ball", lambda at=instance: ball.truth(sentence, at, cap=256))
        second = ask(tally, "mp", lambda at=instance: opinion(sentence, at))
        rough = ask(Tally(), "ball", lambda at=instance: ball.truth(sentence, at, start=40, cap=40))
        kinds = {a.kind for a in (exact, certain, second) if a.value is not None or a.kind == "undefined"}
        assert not {"value", "undefined"} <= kinds, f"{exact} {certain} {second} for {sentence}"
        decided = {a.value for a in (exact, certain, second, rough)} - {None}
        assert len(decided) < 2, f"{exact} {certain} {second} {rough} for {sentence}"
        if margins is not None and rough.value is not None:
            tally.answers["fast: value"] += 1
            fits = margins[k] >= -1e-9 if rough.value else margins[k] <= 1e-9
            assert fits, f"margin {margins[k]}, truth {rough.value} of {sentence}"
        tally.answers["ball: decided"] += certain.value is not None
        tally.answers["mp: decided"] += second.value is not None
