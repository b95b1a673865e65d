"""Small rational instances of a statement: drawn at random, completed by what its hypotheses define."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from bnproof.interpret.evaluate import Evaluator
from bnproof.interpret.exact import Tower
from bnproof.interpret.instance import Instance, Lambda, Sequence, Undefined
from bnproof.search.orbits import changed_item, followed, obeyed, rational
from bnproof.statement.builder import basis, injection
from bnproof.statement.calculus import Unsupported
from bnproof.statement.nodes import Node, Statement, build, free, num
from bnproof.statement.sorts import summands
from bnproof.verify.context import Refused
from bnproof.verify.decide import quantified
from bnproof.verify.witness import Meets, admits

SIZES = (1, 1, 2, 2, 1, 2, 3, 2, 3, 1, 2, 3, 4)  # dimensions, in the order in which they are tried
NUMBERS = [Fraction(n) for n in ("0", "1", "-1", "2", "-2", "3", "-3", "4", "1/2", "-1/2", "1/4")]
SQUARES = [Fraction(n) for n in (1, 1, 4, 2, 9, 3)]
FACTORS = [Fraction(n) for n in ("0", "0", "1/16", "1/8", "1/2", "2", "8", "16")]  # of a length; 0: another one
UNITS: dict[int, tuple[Fraction, ...]] = {
    2: (Fraction(3, 5), Fraction(4, 5)),
    3: (Fraction(2, 3), Fraction(-1, 3), Fraction(2, 3)),
}


Matrix = tuple[tuple[Fraction, ...], ...]
_OBEYED: dict[tuple[Node, Node], bool] = {}  # does a body satisfy a universal hypothesis: asked often


def _matrix(d: int, entry: Callable[[int, int], Fraction]) -> Matrix:
    return tuple(tuple(entry(i, j) for j in range(d)) for i in range(d))


def _about(example: Instance, statement: Statement, names: set[str]) -> Instance:
    """What an example of a claim says of one of its forms."""
    dims = {s: example.dims[s] for s in statement.spaces}
    return Instance(dims, {k: v for k, v in example.values.items() if k in names})


class Problem:
    """A statement with the symbols that its hypotheses determine sorted out: `x = ...` and recursions."""

    def __init__(self, statement: Statement, examples: Iterable[Instance] = (), meets: Meets | None = None) -> None:
        self.statement, self.meets = statement, meets
        names = {s.name for s in statement.symbols}
        fits = (e for e in examples if names <= set(e.values) and set(statement.spaces) <= set(e.dims))
        self.examples = [_about(e, statement, names) for e in fits]
        self.equations: list[tuple[Node, Node]] = []
        self.recursions: list[tuple[Node, Node | None, list[tuple[Node, Node]]]] = []
        self.centred: list[tuple[str, str]] = []  # maps X and vectors v with X^T v = 0
        self.ratios: list[tuple[str, Node, Node]] = []  # reals s, vectors a and b with a = s b
        self.bounds: list[tuple[str, str]] = []  # reals B, sequences a with a_t <= B for all t
        self.endless = quantified(statement.conclusion)  # then orbits are followed until they come again
        for h in statement.hypotheses:
            if h.op == "eq" and h.args[1].op == "zero" and h.args[0].op == "apply":
                adjoint, v = h.args[0].args
                if adjoint.op == "adjoint" and adjoint.args[0].op == v.op == "sym":
                    self.centred.append((adjoint.args[0].name, v.name))
            elif h.op == "eq" and (h.args[0].op == "sym" or (h.args[0].op == "item" and h.args[0].args[1].op == "int")):
                self.equations.append((h.args[0], h.args[1]))
            elif h.op == "eq" and h.args[1].op == "scale" and h.args[1].args[0].op == "sym":
                self.ratios.append((h.args[1].args[0].name, h.args[0], h.args[1].args[1]))
            elif h.op == "forall" and h.args[0].sort.kind == "int":
                self._recursion(h.args[0], h.args[1])
                if h.args[1].op == "le" and [a.op for a in h.args[1].args] == ["item", "sym"]:
                    self.bounds.append((h.args[1].args[1].name, h.args[1].args[0].args[0].name))

    def _recursion(self, t: Node, body: Node) -> None:
        guard, body = (body.args[0], body.args[1]) if body.op == "implies" else (None, body)
        parts = body.args if body.op == "and" else (body,)
        if all(p.op == "eq" and p.args[0].op == "item" and p.args[0].args[1] is t + 1 for p in parts):
            self.recursions.append((t, guard, [(p.args[0].args[0], p.args[1]) for p in parts]))

    @property
    def driven(self) -> set[Node]:
        """Sequences that a recursion continues."""
        return {s for _, _, steps in self.recursions for s, _ in steps}

    # ---- drawing --------------------------------------------------------------------------------------------------
    def draws(self, seed: int = 0, at_least: int = 1) -> Iterator[Instance]:
        """Without end, examples first, then small ones; dimensions at least `at_least`. Not all are admitted."""
        yield from (e for e in self.examples if min(e.dims.values(), default=at_least) >= at_least)
        rng = random.Random(seed)
        known, k = self.meeting, 0
        while True:
            spread = min(len(NUMBERS), 3 + k // 8)
            if known and k % 2:
                turn, example = k // 2 // len(known), known[k // 2 % len(known)]
                drawn = self.draw(rng, dict(example.dims), spread)
                yield self._beside(rng, example, drawn, few=turn % 4 > 0)
            else:
                base = max(at_least, SIZES[k % len(SIZES)])
                dims = self._roomy({s: base + rng.choice((0, 0, 1)) for s in self.statement.spaces})
                yield self.draw(rng, dims, spread)
            k += 1

    @cached_property
    def _kept(self) -> set[str]:
        """The symbols of hypotheses that an example meets by proof: other values would need another one."""
        return {s.name for h in self._universal for s in free(h)} if self.meets else set()

    @property
    def _universal(self) -> tuple[Node, ...]:
        given = self.statement.hypotheses
        return tuple(h for h in given if h.op == "forall" and h.args[0].sort.kind in ("real", "vec"))

    @cached_property
    def meeting(self) -> list[Instance]:
        """The examples that meet hypotheses by proof."""

        def met(example: Instance) -> bool:
            try:
                admits(Statement(self._universal, build("and", self._universal)), example, self.meets)
            except Refused:
                return False
            return True

        return [e for e in self.examples if met(e)] if self._kept else []

    def _beside(self, rng: random.Random, example: Instance, drawn: Instance, few: bool) -> Instance:
        """An example with the symbols of no proof changed, or a few of them: drawn anew, or made longer or shorter."""
        moved = [s for s in self.statement.symbols if s.name not in self._kept]
        if few:
            moved = rng.sample(moved, min(len(moved), rng.choice((1, 1, 2))))
        values = dict(example.values)
        for s in moved:
            k, value = rng.choice(FACTORS), values[s.name]
            if s.domain not in ("pos", "nonneg") and rng.random() < 0.3:
                k = -k
            if not few or k == 0:
                values[s.name] = drawn.values[s.name]
            elif s.sort.kind == "real":
                values[s.name] = k * value
            elif s.sort.kind == "vec" and s.domain != "unit":
                values[s.name] = tuple(k * x for x in value)
        return replace(example, values=values)

    def _roomy(self, dims: dict[str, int]) -> dict[str, int]:
        """With room for an injective map beside the vectors to which its image is orthogonal."""
        for s in self.statement.symbols:
            beside = sum(x == s.name for x, _ in self.centred)
            if beside and s.domain == "injective" and all(space in dims for space in s.sort.spaces):
                source, target = s.sort.spaces
                dims[target] = max(dims[target], dims[source] + beside)
        return dims

    def draw(self, rng: random.Random, dims: dict[str, int], spread: int) -> Instance:
        values: dict[str, Any] = {}
        for s in self.statement.symbols:
            if s.sort.kind == "int":
                values[s.name] = self._integer(rng, s, dims)
        length = 2 + max([v for s, v in values.items()], default=1)
        for s in self.statement.symbols:
            if s.sort.kind != "int":
                values[s.name] = self._value(rng, s, dims, spread, length)
        return Instance(dims, values)

    def _integer(self, rng: random.Random, s: Node, dims: dict[str, int]) -> int:
        if s.domain.startswith("index:"):
            return rng.randint(1, dims[s.domain[6:]])
        return int(s.domain[2:]) + rng.choice((0, 1, 1, 2))

    def _value(self, rng: random.Random, s: Node, dims: dict[str, int], spread: int, length: int) -> Any:
        def number() -> Fraction:
            return rng.choice(NUMBERS[:spread])

        sizes = [dims[part] for space in s.sort.spaces for part in summands(space)]
        match s.sort.kind:
            case "real":
                x = number()
                if s.domain in ("pos", "nonzero"):
                    x = x or Fraction(1)
                return abs(x) if s.domain in ("pos", "nonneg") else x
            case "vec" if s.domain == "unit":
                return self._unit(rng, sizes[0])
            case "vec":
                return tuple(number() for _ in range(sizes[0]))
            case "map" if s.domain == "spd":
                return self._definite(rng, sizes[0])
            case "map":
                return tuple(tuple(number() for _ in range(sizes[0])) for _ in range(sizes[1]))
            case "fn":
                found = functions(s, sizes[0]) if len(sizes) == 1 else functions_of_several(s, dims)
                return rng.choice([f for f in found if self._obeys(s, f, dims)] or found)
            case "fn-real":
                return rng.choice(functions_of_real(s))
            case "seq-real":
                reals = tuple(abs(number()) if s.domain == "nonneg" else number() for _ in range(length))
                return Sequence(reals[:1]) if s in self.driven else Sequence(reals, Fraction(0))
        vectors = tuple(tuple(number() for _ in range(sizes[0])) for _ in range(length))
        return Sequence(vectors[:1]) if s in self.driven else Sequence(vectors, (Fraction(0),) * sizes[0])

    def _obeys(self, symbol: Node, f: Lambda, dims: dict[str, int]) -> bool:
        """Does the function satisfy what the hypotheses say of all its values?"""
        for h in self.statement.hypotheses:
            if h.op == "forall" and free(h) == {symbol} and (h, f.body) not in _OBEYED:
                try:
                    admits(Statement((h,), h), Instance(dims, {symbol.name: f}))
                    _OBEYED[h, f.body] = True
                except Refused:
                    _OBEYED[h, f.body] = False
        return all(_OBEYED.get((h, f.body), True) for h in self.statement.hypotheses)

    def _unit(self, rng: random.Random, d: int) -> tuple[Fraction, ...]:
        if rng.random() < 0.3 and d in UNITS:
            return UNITS[d]
        i = rng.randrange(d)
        return tuple(Fraction(int(i == j)) for j in range(d))

    def _definite(self, rng: random.Random, d: int) -> Matrix:
        """Diagonal, or I + A^T A."""
        if d == 1 or rng.random() < 0.6:
            return _matrix(d, lambda i, j: rng.choice(SQUARES) if i == j else Fraction(0))
        a = [[rng.choice(NUMBERS[:3]) for _ in range(d)] for _ in range(d)]
        return _matrix(d, lambda i, j: sum((row[i] * row[j] for row in a), Fraction(int(i == j))))

    # ---- completing -----------------------------------------------------------------------------------------------
    def complete(self, instance: Instance) -> Instance | None:
        """With the determined symbols computed; None where a value is undefined or irrational."""
        values = dict(instance.values)
        directions: dict[str, list[Any]] = {}
        for x, v in self.centred:
            new, before = tuple((t,) for t in values[v]), directions.setdefault(x, [])
            for earlier in before:  # orthogonal to those before, so that one projection does not undo another
                new = _centred(new, earlier)
            before.append(tuple(t for (t,) in new))
            values[x] = _centred(values[x], before[-1])
        for name, sequence in self.bounds:
            values[name] = max(values[name], *values[sequence].told)
        try:
            for target, term in self.equations:
                value = rational(Evaluator(Tower(), Instance(instance.dims, values)).value(term))
                if target.op == "item":
                    name, index = target.args[0].name, int(target.args[1].data[0])
                    values[name] = changed_item(values[name], index, value)
                else:
                    values[target.name] = value
            for name, a, b in self.ratios:
                if not self._related(name, a, b, instance, values):
                    return None
            for t, guard, steps in self.recursions:
                if self.endless and obeyed(t, guard, steps, Instance(instance.dims, values)):
                    continue
                self._run(t, guard, steps, instance, values)
                if self.endless:
                    values.update(followed(t, guard, steps, Instance(instance.dims, values)))
        except (Undefined, Unsupported, ZeroDivisionError, IndexError):
            return None
        return Instance(instance.dims, values)

    def _related(self, name: str, a: Node, b: Node, instance: Instance, values: dict[str, Any]) -> bool:
        """Sets s of a = s b; where b is a symbol that does not fit, it is made simple, or orthogonal to another."""
        tried = [values[b.name], *self._directions(b, instance)] if b.op == "sym" else [None]
        for vector in tried:
            if vector is not None:
                values[b.name] = vector
            evaluator = Evaluator(Tower(), Instance(instance.dims, values))
            left, right = rational(evaluator.value(a)), rational(evaluator.value(b))
            if not any(left) and not any(right):
                return True
            ratio = _ratio(left, right)
            if ratio is not None:
                values[name] = ratio
                return True
        return False

    def _directions(self, like: Node, instance: Instance) -> Iterator[tuple[Fraction, ...]]:
        d = instance.dims[like.sort.spaces[0]]
        if d == 2:
            others = [s for s in self.statement.symbols if s.sort == like.sort and s is not like]
            yield from ((-instance.values[s.name][1], instance.values[s.name][0]) for s in others)
        yield from (tuple(Fraction(int(i == j)) for j in range(d)) for i in range(d))

    def _run(
        self,
        t: Node,
        guard: Node | None,
        steps: list[tuple[Node, Node]],
        instance: Instance,
        values: dict[str, Any],
    ) -> None:
        largest = max((int(values[s.name]) for s in self.statement.symbols if s.sort.kind == "int"), default=1)
        horizon = 1 + _reach(self.statement.conclusion, largest)
        for s, _ in steps:
            values[s.name] = Sequence(values[s.name].told[:1])
        bound = True  # by the recursion; any values may follow where its guard fails
        for k in range(horizon - 1):
            evaluator = Evaluator(Tower(), Instance(instance.dims, values))
            bound = bound and (guard is None or evaluator.bound_truth(t, k, guard) is True)
            new = []
            for s, term in steps:
                evaluator.env = {t: k}
                new.append((s.name, rational(evaluator.value(term)) if bound else _any(s, instance, k)))
            for name, value in new:
                values[name] = Sequence((*values[name].prefix, value))


def _reach(conclusion: Node, largest: int) -> int:
    """The last item that is spoken of, where no integer is larger than that: T + 1 for `w[T + 1]`, 1 for `w[1]`."""
    far, seen, stack = largest, set[Node](), [conclusion]
    while stack:
        n = stack.pop()
        if n not in seen:
            seen.add(n)
            stack.extend(n.args)
            if n.op == "item" and n.args[1].op in ("iadd", "int"):
                index = n.args[1]
                shift = sum(int(a.data[0]) for a in index.args or (index,) if a.op == "int")
                far = max(far, shift + (largest if index.args else 0))
    return far


def _any(sequence: Node, instance: Instance, k: int) -> Any:
    """An item that no rule determines: other sequences have others."""
    value = Fraction(k + 1 + sum(map(ord, sequence.name)) % 7)
    return value if sequence.sort.kind == "seq-real" else (value,) * instance.dims[sequence.sort.spaces[0]]


def _ratio(a: tuple[Fraction, ...], b: tuple[Fraction, ...]) -> Fraction | None:
    """The s with a = s b; None where there is none, or b = 0."""
    k = next((k for k, x in enumerate(b) if x), None)
    if k is None:
        return None
    s = a[k] / b[k]
    return s if all(x == s * y for x, y in zip(a, b, strict=True)) else None


def _centred(rows: Any, v: Any) -> Any:
    """X - v (X^T v)^T / <v, v>: the columns made orthogonal to v."""
    square = sum(x * x for x in v)
    if square == 0:
        return rows
    share = [sum(x * y for x, y in zip(column, v, strict=True)) / square for column in zip(*rows, strict=True)]
    return tuple(tuple(x - y * s for x, s in zip(row, share, strict=True)) for row, y in zip(rows, v, strict=True))


def functions(symbol: Node, d: int) -> list[Lambda]:
    """Simple functions: linear, quadratic, and, away from the origin, homogeneous of degree 0 and 1."""
    space = symbol.sort.spaces[0]
    x = build("sym", (), ("x#9", f"vec[{space}]", ""))

    def e(i: int) -> Node:
        return build("basis", (build("int", (), (str(i),)),), (space,))

    first, square = e(1) @ x, x @ x
    bodies = [first, num(Fraction(1, 2)) * square, first**2]  # a quotient would not pass for smooth
    if d > 1:
        bodies += [first + 2 * (e(2) @ x), first * (e(2) @ x)]
    if symbol.domain == "punctured":
        bodies += [b / square for b in (first**2, first * (e(2) @ x) if d > 1 else num(2) * square)]
        bodies.append(build("sqrt", (square,)))
    return [Lambda(x, b) for b in bodies]


def functions_of_real(symbol: Node) -> list[Lambda]:
    """Polynomials, of which expectations are exact; of functions that need not be tempered also others."""
    t = build("sym", (), ("t#9", "real", ""))
    square = t**2
    bodies = [t, square, num(Fraction(1, 2)) * square, t**3, square + t, t**4, t**3 - 2 * square + 1]
    if not symbol.domain:
        bodies += [num(1) / (1 + square), build("sqrt", (1 + square,)), t / (1 + square)]
    return [Lambda(t, b) for b in bodies]


def functions_of_several(symbol: Node, dims: dict[str, int]) -> list[Lambda]:
    """Products and sums of simple functions of the summands: of degree 0 in those that do not vanish, linear and curved
    in the others; and some of no degree."""
    total, places = symbol.sort.spaces[0], symbol.domain.partition(":")[2].split(",")
    x = build("sym", (), ("x#9", f"vec[{total}]", ""))

    def factors(k: int, space: str) -> tuple[Node, Node, Node]:
        part = injection(total, k).T @ x
        first = basis(space, build("int", (), ("1",))) @ part
        if str(k) not in places:
            return 1 + first, 1 + first + first**2, first + first**3
        other = basis(space, build("int", (), ("2",))) @ part if dims[space] > 1 else first
        square = part @ part
        return first * other / square, (first**2 + first * other) / square, 1 + first + other**2

    bodies: list[Node] = []
    for alike in zip(*(factors(k, space) for k, space in enumerate(summands(total), 1)), strict=True):
        bodies += [build("mul", alike), build("add", alike), alike[0] * alike[-1], alike[-1] ** 2]
    return [Lambda(x, b) for b in bodies]
