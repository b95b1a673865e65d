"""Do the hypotheses hold at an instance, and does the conclusion fail? From the JSON of the evidence.

With fractions, and beyond them with 60 digits: there, numbers below 10^-40 count as 0, and between that and 10^-25
nothing is decided. A sentence about all vectors or reals is tried at random points, one about all integers at those of
which the sequences tell.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from itertools import count, product
from math import prod
from typing import Any

import mpmath
from second.exact import Exact
from second.forever import Forever, told
from second.known import Known
from second.refusal import Rejected, need
from second.values import Undefined, Unsupported, Walk

from bnproof.statement.builder import injection
from bnproof.statement.codec import pick
from bnproof.statement.nodes import Node, Statement, build, free, replace
from bnproof.statement.sorts import INT, REAL, Malformed, summands

DIGITS = 60  # and sixteen times those of the longest number told
NODES = 8  # of a quadrature, in each dimension, and as many on the other side of 0
SAMPLES = 1  # of each quantified vector or real: a sentence usually has several


class Unknown(LookupError):
    """An item that the instance does not tell."""


class Reals:
    @staticmethod
    def reduce(x: Any) -> Any:
        return x

    @staticmethod
    def number(x: Fraction) -> Any:
        return Exact(x)

    @staticmethod
    def sign(x: Any) -> int:
        if isinstance(x, int | Fraction):
            return (x > 0) - (x < 0)
        digits = mpmath.mp.dps
        tiny = abs(x) < mpmath.mpf(10) ** (-2 * digits // 3)
        need(mpmath.isfinite(x) and (tiny or abs(x) > mpmath.mpf(10) ** (-5 * digits // 12)), "too close to 0")
        return 0 if tiny else 1 if x > 0 else -1

    @classmethod
    def inverse(cls, x: Any) -> Any:
        if not cls.sign(x):
            raise Undefined("a denominator vanishes")
        return 1 / x

    @classmethod
    def root(cls, x: Any) -> Any:
        sign = cls.sign(x)
        if sign < 0:
            raise Undefined("a negative radicand")
        if not sign:
            return Exact(0)
        exact = x.root() if isinstance(x, Exact) else None
        return mpmath.sqrt(x) if exact is None else exact

    @classmethod
    def log(cls, x: Any) -> Any:
        if cls.sign(x) <= 0:
            raise Undefined("a logarithm of a number that is not positive")
        return mpmath.log(x)

    @staticmethod
    def exp(x: Any) -> Any:
        return mpmath.exp(x)

    @staticmethod
    def extreme(op: str, xs: list[Any]) -> Any:
        return max(xs) if op == "max" else min(xs)


class Given:
    """The source of values: an instance, as its JSON says."""

    def __init__(self, data: Any, nodes: list[Node], statement: Statement) -> None:
        self.dims, self.given, self.nodes = data["dims"], data.get("values", {}), nodes
        need(set(self.dims) >= set(statement.spaces), "other spaces")
        need(all(type(n) is int and 1 <= n <= 64 for n in self.dims.values()), "no dimensions")
        self.functions: dict[str, tuple[Node, Node]] = {}
        self.read = {s: self._read(s, self.given[s.name]) for s in statement.symbols}

    def dim(self, space: str) -> int:
        return self.dims[space]

    def _size(self, space: str) -> int:
        return sum(self.dims[s] for s in summands(space))

    def _number(self, text: Any) -> Any:
        need(type(text) is str and re.fullmatch(r"-?[0-9]{1,4000}(/[0-9]{1,4000})?", text), "no number")
        return Reals.number(Fraction(text))

    def _vector(self, data: Any, space: str) -> list[Any]:
        need(type(data) is list and len(data) == self._size(space), "no vector")
        return [self._number(x) for x in data]

    def _read(self, s: Node, data: Any) -> Any:
        """The value, if it is in the domain of the symbol."""
        match s.sort.kind:
            case "real":
                x = self._number(data)
                allowed = {"pos": (1,), "nonneg": (0, 1), "nonzero": (-1, 1), "": (-1, 0, 1)}[s.domain]
                need(Reals.sign(x) in allowed, "outside the domain")
                return x
            case "int":
                n = Fraction(data) if type(data) is str else Fraction(1, 2)
                need(n.denominator == 1 and str(n) == data, "no integer")
                low, high = (1, self.dims[s.domain[6:]]) if s.domain[:6] == "index:" else (int(s.domain[2:]), n)
                need(low <= n <= high, "outside the domain")
                return int(n)
            case "vec":
                v = self._vector(data, s.sort.spaces[0])
                need(s.domain != "nonzero" or any(map(Reals.sign, v)), "the vector 0")
                need(s.domain != "unit" or not Reals.sign(sum(x * x for x in v) - 1), "no unit vector")
                return v
            case "map":
                source, target = s.sort.spaces
                need(type(data) is list and len(data) == self._size(target), "no map")
                rows = [self._vector(row, source) for row in data]
                exact = [[Fraction(x) for x in row] for row in data]
                turned = [list(column) for column in zip(*exact, strict=True)]
                if s.domain == "spd":
                    need(exact == turned and _definite(exact), "not definite")
                if s.domain == "injective":
                    products = [[sum(a * b for a, b in zip(u, v, strict=True)) for v in turned] for u in turned]
                    need(_definite(products), "not injective")
                return rows
            case "seq-real" | "seq-vec":
                real = s.sort.kind == "seq-real"
                read = told(data, lambda x: self._number(x) if real else self._vector(x, s.sort.spaces[0]))
                need(s.domain != "nonneg" or all(Reals.sign(x) >= 0 for part in read for x in part), "a negative item")
                return read
            case "fn-real":
                x, body = pick(self.nodes, data["bound"], "bound"), pick(self.nodes, data["body"], "body")
                need(x.op == "sym" and x.sort is REAL and body.sort is REAL and free(body) <= {x}, "no function")
                need(not x.domain and Known().smooth(body, {x: x}), "not smooth")
                need(not s.domain or _polynomial(body), "may grow")
                self.functions[s.name] = x, body
                return None
            case "fn":
                x, body = pick(self.nodes, data["bound"], "bound"), pick(self.nodes, data["body"], "body")
                need(x.op == "sym" and x.sort.kind == "vec" and x.sort.spaces == s.sort.spaces, "no variable")
                need(not x.domain and body.sort is REAL, "no function")
                need(Statement((), build("eq", (body, body))).symbols in ((), (x,)), "other variables")
                _, _, places = s.domain.partition(":")
                total = s.sort.spaces[0]
                away = [injection(total, k).T @ x for k in places.split(",")] if places else [x] if s.domain else []
                facts = [build("not", (build("eq", (v, build("zero", (), v.sort.spaces))),)) for v in away]
                need(Known(facts).smooth(self._indexed(body), {x: x}), "not smooth")
                self.functions[s.name] = x, body
                return None
        raise Rejected("no such symbol")

    def _indexed(self, body: Node) -> Node:
        """With a symbol for the number of each basis vector, all of which exist here."""
        for space, n in self.dims.items():
            for k in range(1, n + 1):
                index = build("sym", (), (f"i{k}", "int", f"index:{space}"))
                old, new = (build("basis", (i,), (space,)) for i in (build("int", (), (str(k),)), index))
                body = replace(body, old, new)
        return body

    def symbol(self, s: Node) -> Any:
        return self.read[s]

    def item(self, sequence: Node, index: int, env: Any = None) -> Any:
        prefix, turn = env[sequence] if env and sequence in env else self.read[sequence]
        if index >= len(prefix) and not turn:
            raise Unknown
        return prefix[index] if index < len(prefix) else turn[(index - len(prefix)) % len(turn)]

    def pi(self) -> Any:
        return +mpmath.pi

    def circle(self, angle: Any) -> tuple[Any, Any]:
        return mpmath.cos(angle), mpmath.sin(angle)

    def at(self, walk: Walk, f: Node, order: int, x: Any) -> Any:
        bound, body = self.functions[f.name]
        return walk.derived(order, lambda y: walk.under(bound, y, body), x)

    def law(self, size: int) -> list[tuple[Any, list[Any]]]:
        """The standard normal law, by a quadrature that is exact for polynomials of degrees below 2 NODES."""
        points = product(_normal(NODES), repeat=size)
        return [(prod(w for w, _ in chosen), [x for _, x in chosen]) for chosen in points]

    def call(self, walk: Walk, f: Node, v: Any) -> Any:
        _, _, places = f.domain.partition(":")
        sizes = [self._size(s) for s in summands(f.sort.spaces[0])]
        for k in places.split(",") if places else ["0"] if f.domain else []:
            start = sum(sizes[: int(k) - 1]) if int(k) else 0
            part = v[start : start + sizes[int(k) - 1]] if int(k) else v
            if not any(Reals.sign(x.get(0, 0) if type(x) is dict else x) for x in part):
                raise Undefined("a function where it is not smooth")
        x, body = self.functions[f.name]
        return walk.under(x, v, body)

    def gradient(self, walk: Walk, f: Node, v: Any) -> Any:
        return walk.slopes(lambda x: self.call(walk, f, x), v)

    def hessian(self, walk: Walk, f: Node, v: Any) -> Any:
        return [walk.slopes(lambda x, i=i: self.gradient(walk, f, x)[i], v) for i in range(len(v))]

    def spectral(self, op: str, m: Any) -> Any:
        matrix = mpmath.matrix(m)
        need(not any(map(Reals.sign, matrix - matrix.T)), "not self-adjoint")
        found = mpmath.eigsy(matrix, eigvals_only=True)
        if op == "oblique":
            return _oblique(list(found))
        return {"eigmin": min, "eigmax": max, "radius": lambda xs: max(map(abs, xs))}[op](found)


def _oblique(eigenvalues: list[Any]) -> Any:
    """E log((w'Hu/w'Hw)^2 |He|^2) over unit vectors, e = u - (w'Hu/w'Hw) w: of multiples of I, and in the plane.

    There, w'Hu is |Hw| times a coordinate of u, and He = r (det H/w'Hw) v for u = (w'u) w + r v, v orthogonal to w;
    the mean of log(a cos^2 + b sin^2) is 2 log((sqrt a + sqrt b)/2).
    """
    d, psi, half = len(eigenvalues), mpmath.digamma, mpmath.mpf(1) / 2
    need(d > 1, "no mean in one dimension")
    of_identity = psi(half) + psi((d - 1) * half) - 2 * psi(d * half)
    a, b = eigenvalues[0], eigenvalues[-1]
    if not any(Reals.sign(x - a) for x in eigenvalues):
        return of_identity + 2 * mpmath.log(a)
    if d > 2:
        raise Unsupported("an oblique mean in space")
    images, forms = ((mpmath.power(a, k * half) + mpmath.power(b, k * half)) / 2 for k in (2, 1))
    return of_identity + 2 * mpmath.log(images) - 8 * mpmath.log(forms) + 2 * mpmath.log(a * b)


def _definite(m: list[list[Fraction]]) -> bool:
    """Is a symmetric matrix positive definite? By its pivots."""
    while m:
        if m[0][0] <= 0:
            return False
        first, *rest = m
        m = [[x - row[0] / first[0] * y for x, y in zip(row[1:], first[1:], strict=True)] for row in rest]
    return True


@cache
def _normal(count: int) -> list[tuple[Exact, Exact]]:
    """Weights and nodes -n ... -1, 1 ... n, whose moments of degrees below 2 n are those of the normal law."""
    squares = [k * k for k in range(1, count + 1)]
    found = []
    for k, square in enumerate(squares, 1):
        lagrange = [Fraction(1)]  # coefficients of the polynomial in x^2 that is 1 at this node and 0 at the others
        for other in squares:
            if other != square:
                times_x = [Fraction(0), *lagrange]
                lagrange = [(a - other * b) / (square - other) for a, b in zip(times_x, [*lagrange, 0], strict=True)]
        moments = (prod(range(1, 2 * i, 2)) for i in range(count))
        weight = Exact(sum(a * m for a, m in zip(lagrange, moments, strict=True)) / 2)
        found += [(weight, Exact(-k)), (weight, Exact(k))]
    return found


def _polynomial(body: Node) -> bool:
    return body.op in ("num", "sym", "add", "mul", "pow") and all(map(_polynomial, body.args))


class Judge:
    """The truth of sentences at an instance."""

    def __init__(self, given: Given) -> None:
        self.given, self.walk = given, Walk(Reals, given)
        self.forever = Forever(self.walk, given)
        self.rng = random.Random(0)

    def truth(self, s: Node) -> bool:
        args = s.args
        match s.op:
            case "eq" | "le" | "lt":
                a, b = map(self.walk.value, args)
                gaps = [y - x for x, y in zip(a, b, strict=True)] if isinstance(a, list) else [b - a]
                signs = {Reals.sign(g) for g in gaps}
                return signs <= {"eq": {0}, "le": {0, 1}, "lt": {1}}[s.op]
            case "not":
                return not self.truth(args[0])
            case "and":  # false once a part is, whatever the others are
                return all(self.truth(a) for a in args)
            case "or":
                return any([self.truth(a) for a in args])
            case "implies":
                return not self.truth(args[0]) or self.truth(args[1])
            case "every":
                low, high = map(self.walk.integer, args[1:3])
                return all(self._at(args[0], i, args[3]) for i in range(low, high + 1))
            case "forall" | "exists" if self.forever.reaches(s):
                found = (self._at(args[0], x, args[1]) for x in self.forever.points(*args))
                return all(found) if s.op == "forall" else any(found)
            case "forall":
                return all(self._tries(*args))
        raise Unsupported(s.op)

    def _at(self, bound: Node, value: Any, body: Node) -> bool:
        outer, self.walk.env = self.walk.env, {**self.walk.env, bound: value}
        try:
            return self.truth(body)
        finally:
            self.walk.env = outer

    def _tries(self, bound: Node, body: Node) -> Any:
        if bound.sort is INT:
            for n in count(int(bound.domain[2:])):
                if n > 70:
                    return
                try:
                    yield self._at(bound, n, body)
                except Unknown:
                    return
        else:
            for _ in range(SAMPLES):
                yield self._at(bound, self._drawn(bound), body)

    def _drawn(self, s: Node) -> Any:
        def number() -> Any:
            return mpmath.mpf(self.rng.randint(1, 99)) / self.rng.randint(1, 99)

        need(s.sort.kind in ("real", "vec"), "no samples")
        sign = 1 if s.domain in ("pos", "nonneg") else self.rng.choice((-1, 1))
        if s.sort is REAL:
            return sign * number()
        v = [self.rng.choice((-1, 1)) * number() for _ in range(self.walk.dim(s.sort.spaces[0]))]
        return [x / mpmath.norm(v) for x in v] if s.domain == "unit" else v


def _texts(data: Any) -> Iterator[str]:
    """All numbers in JSON, however deep it is."""
    stack = [data]
    while stack:
        x = stack.pop()
        if isinstance(x, dict | list):
            stack.extend(x.values() if isinstance(x, dict) else x)
        else:
            yield str(x)


def confirm(statement: Statement, nodes: list[Node], instance: Any, conclusion: bool | None) -> None:
    """Raises `Rejected` unless the hypotheses hold at the instance, and the conclusion, if that is told, is so."""
    told = [*_texts(instance), *(n.data[0] for n in nodes if n.op == "num")]
    told = re.findall("[0-9]+", " ".join(told)[:200_000])
    with mpmath.workdps(DIGITS + 16 * max(map(len, told), default=0)):
        try:
            judge = Judge(Given(instance, nodes, statement))
            need(all(map(judge.truth, statement.hypotheses)), "a hypothesis fails")
            need(
                conclusion is None or judge.truth(statement.conclusion) is conclusion,
                f"the conclusion is {not conclusion}",
            )
        except (Undefined, Unknown, Malformed, Unsupported, KeyError, TypeError, ValueError, AttributeError) as error:
            raise Rejected(f"{type(error).__name__}: {error}") from error
