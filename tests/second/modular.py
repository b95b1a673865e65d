"""Random points over a prime field: an identity that fails somewhere fails at almost every one of them.

The prime is 3 mod 4, so exactly one of a and -a is a square, for every a but 0. Squares play the positive numbers: the
root of a square is the one that is a square itself, and |a| is whichever of a and -a is a square. Then roots of
products are products of roots, and nothing else about signs is assumed. All primes up to 47 are squares, so that small
positive numbers are positive. A point at which a radicand is no square has no value, and others are drawn. Functions,
logarithms and eigenvalues are random functions of their arguments.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

from second.values import Undefined, Unsupported, Walk

from bnproof.statement.nodes import Node, num

P = 2**61 - 636_873  # 7 mod 8
POINTS = 4_000  # are drawn at most; half of them are lost with each root
ENOUGH = 6  # points at which two terms are compared
SMALL = 5  # one in so many points has dimensions 1 to 3


class Residues:
    """The field of integers modulo P."""

    @staticmethod
    def reduce(x: int) -> int:
        return x % P

    @staticmethod
    def number(x: Fraction) -> int:
        if x.denominator % P == 0:
            raise Undefined("a denominator vanishes")
        return x.numerator * pow(x.denominator, -1, P) % P if x.denominator != 1 else x.numerator % P

    @staticmethod
    def inverse(x: int) -> int:
        if x % P == 0:
            raise Undefined("a denominator vanishes")
        return pow(x, -1, P)

    @staticmethod
    def sign(x: int) -> int:
        return 1 if x == 0 or pow(x, (P - 1) // 2, P) == 1 else P - 1

    @staticmethod
    def root(x: int) -> int:
        if Residues.sign(x) != 1:
            raise Undefined("no square")
        return pow(x, (P + 1) // 4, P)  # a power of a square, so a square

    @staticmethod
    def extreme(op: str, xs: list[Any]) -> int:
        """Of three numbers or more; of two, the absolute value of their difference says it."""
        if any(type(x) is dict for x in xs):
            raise Unsupported("a maximum differentiated")
        return _hash(op, sorted(xs))

    @staticmethod
    def log(x: int) -> int:
        return 0 if x == 1 else _hash("log", x)

    @staticmethod
    def exp(x: int) -> int:
        return _square(_hash("exp", x)) if x else 1


def _hash(*key: Any) -> int:
    return int.from_bytes(hashlib.sha256(repr(key).encode()).digest(), "big") % P


def _square(x: int) -> int:
    return x * x % P


class Random:
    """The values of symbols at the point of that number."""

    def __init__(self, seed: int, nulls: tuple[Node, ...] = ()) -> None:
        self.seed, self.nulls = seed, nulls
        self._jets: dict[Any, Any] = {}

    def _draw(self, *key: Any) -> int:
        return _hash(self.seed, *key)

    def dim(self, space: str) -> int:
        if self.seed % SMALL == SMALL - 1:
            return 1 + self._draw("dim", space) % 3
        return 5 + self._draw("dim", space) % 3

    def _vector(self, key: Any, space: str) -> list[int]:
        return [self._draw(key, i) for i in range(Walk(Residues, self).dim(space))]

    def symbol(self, s: Node) -> Any:
        if s in self.nulls:
            return [0] * Walk(Residues, self).dim(s.sort.spaces[0])
        drawn = self._symbol(s)
        maps = [(v.args[0], v.args[1]) for v in self.nulls if v.op == "apply"]
        right, left = (
            ([self.symbol(v) for m, v in maps if m is n] for n in (s, s.T)) if s.sort.kind == "map" else ([], [])
        )
        drawn = [_apart(row, right) for row in drawn] if right else drawn
        return _turned([_apart(column, left) for column in _turned(drawn)]) if left else drawn

    def _symbol(self, s: Node) -> Any:
        name, domain = s.data[0], s.domain
        match s.sort.kind:
            case "real":
                x = self._draw(name)
                return _square(x) if domain in ("pos", "nonneg") else x
            case "int":  # at times all indices are the same, and all integers the least
                least, many = (1, min(2, self.dim(domain[6:]))) if domain[:6] == "index:" else (int(domain[2:] or 0), 7)
                return least + (self._draw(name) % many if self.seed % 3 else 0)
            case "vec":
                v = self._vector(name, s.sort.spaces[0])
                if domain != "unit":
                    return v
                twice = 2 * v[0] * Residues.inverse(sum(x * x for x in v)) % P  # the first basis vector, reflected
                return [(int(i == 0) - twice * x) % P for i, x in enumerate(v)]
            case "map":
                walk = Walk(Residues, self)
                rows, columns = walk.dim(s.sort.spaces[1]), walk.dim(s.sort.spaces[0])
                entry = (lambda i, j: (min(i, j), max(i, j))) if domain == "spd" else (lambda i, j: (i, j))
                return [[self._draw(name, *entry(i, j)) for j in range(columns)] for i in range(rows)]
        raise Unsupported(f"a value of {s.sort}")

    def item(self, sequence: Node, index: int, env: Any = None) -> Any:
        if sequence.sort.kind == "seq-vec":
            return self._vector((sequence.name, index), sequence.sort.spaces[0])
        x = self._draw(sequence.name, index)
        return _square(x) if sequence.domain == "nonneg" else x

    def spectral(self, op: str, m: Any) -> int:
        if any(type(x) is dict for row in m for x in row):
            raise Unsupported("a spectrum differentiated")
        x = self._draw(op, m)
        return _square(x) if op == "radius" else x

    def pi(self) -> int:
        return _square(self._draw("pi"))

    def circle(self, angle: int) -> tuple[int, int]:
        """A random point of the circle for each angle; the known ones at multiples of pi/2."""
        quarters = 2 * angle * pow(self.pi(), -1, P) % P
        if min(quarters, P - quarters) < 1000:
            return ((1, 0), (0, 1), (P - 1, 0), (0, P - 1))[(quarters if quarters < 1000 else quarters - P) % 4]
        even = Residues.sign(angle)
        t = self._draw("angle", angle * even % P)
        scale = pow(1 + t * t, -1, P)
        return (1 - t * t) * scale % P, 2 * t * scale * even % P

    def at(self, walk: Walk, f: Node, order: int, x: Any) -> Any:
        return walk.expanded(x, lambda k, a: self._draw(f.name, order + k, a))

    def law(self, size: int) -> list[tuple[int, list[int]]]:
        """Any law: what is linear in it holds for all."""
        weights = [self._draw("weight", size, k) for k in range(3)]
        weights.append((1 - sum(weights)) % P)
        return [(w, [self._draw("normal", size, k, i) for i in range(size)]) for k, w in enumerate(weights)]

    def call(self, walk: Walk, f: Node, v: Any) -> Any:
        """To second order in the infinitesimals."""
        at = [x.get(0, 0) if type(x) is dict else x for x in v]
        steps = [(i, {m: c for m, c in x.items() if m}) for i, x in enumerate(v) if type(x) is dict]
        steps = [(i, s) for i, s in steps if s]
        infinitesimals = 0
        for m in (m for _, s in steps for m in s):
            infinitesimals |= m
        if infinitesimals.bit_count() > 2:
            raise Unsupported("a third derivative")
        value, slopes, bends = self._jet(f.name, tuple(at))
        out: Any = value
        for i, s in steps:
            out = walk.add(out, walk.mul(s, slopes[i]))
            if infinitesimals.bit_count() == 2:
                out = walk.add(out, walk.mul(s, _combination([bends[i][j] for j, _ in steps], [t for _, t in steps])))
        return out

    def gradient(self, walk: Walk, f: Node, v: Any) -> Any:
        """To first order."""
        at = [x.get(0, 0) if type(x) is dict else x for x in v]
        steps = [(i, {m: c for m, c in x.items() if m}) for i, x in enumerate(v) if type(x) is dict]
        if len({m for _, s in steps for m in s}) > 1:
            raise Unsupported("a third derivative")
        _, slopes, bends = self._jet(f.name, tuple(at))
        if not steps:
            return slopes
        moved = [_combination([2 * row[j] for j, _ in steps], [s for _, s in steps]) for row in bends]
        return [walk.add(x, y) for x, y in zip(slopes, moved, strict=True)]

    def hessian(self, walk: Walk, f: Node, v: Any) -> Any:
        if any(type(x) is dict for x in v):
            raise Unsupported("a third derivative")
        return [[2 * x % P for x in row] for row in self._jet(f.name, tuple(v))[2]]

    def _jet(self, name: str, at: tuple[int, ...]) -> tuple[int, list[int], list[list[int]]]:
        """A random value, gradient and half of a second derivative."""
        if (name, at) not in self._jets:
            key, n = self._draw(name, at), range(len(at))
            bends = [[_hash(key, min(i, j), max(i, j)) for j in n] for i in n]
            self._jets[name, at] = key, [_hash(key, i) for i in n], bends
        return self._jets[name, at]


def _combination(weights: list[int], jets: list[dict[int, int]]) -> dict[int, int]:
    out: dict[int, int] = {}
    for w, jet in zip(weights, jets, strict=True):
        for m, c in jet.items():
            out[m] = (out.get(m, 0) + w * c) % P
    return out


class Points:
    """Comparisons at random points where some equations of the form v = 0 or A v = 0 hold."""

    def __init__(self, equations: Iterable[Node] = ()) -> None:
        self.nulls = tuple(filter(None, map(_null, equations)))
        self._walks: dict[int, Walk] = {}
        self._values: dict[tuple[Node, int], Any] = {}
        self._ratios: dict[tuple[Node, Node], Fraction | None] = {}

    def at(self, term: Node, seed: int) -> Any:
        """The value of a term at a point, or None."""
        key = term, seed
        if key not in self._values:
            if seed not in self._walks:
                self._walks[seed] = Walk(Residues, Random(seed, self.nulls))
            try:
                self._values[key] = self._walks[seed].value(term)
            except Undefined:
                self._values[key] = None
        return self._values[key]

    def values(self, *terms: Node) -> Iterator[list[list[int]]]:
        """Those of the terms at some points where all have one. Raises `Undefined` where such points are too rare."""
        seen = 0
        for seed in range(POINTS):
            found = []
            for term in terms:
                found.append(self.at(term, seed))
                if found[-1] is None:
                    break
            else:
                seen += 1
                yield [_flat(x) for x in found]
                if seen == ENOUGH:
                    return
        raise Undefined("no points")

    def ratio(self, a: Node, b: Node) -> Fraction | None:
        """The rational number c with a = c b everywhere; None if there is none, or nothing can be said."""
        if (a, b) not in self._ratios:
            self._ratios[a, b] = self._ratio(a, b)
        return self._ratios[a, b]

    def _ratio(self, a: Node, b: Node) -> Fraction | None:
        found: Fraction | None = None
        try:
            for x, y in self.values(a, b):
                if any(x) or any(y):
                    c = _proportion(x, y)
                    if c is None or (found is not None and c != found):
                        return None
                    found = c
        except (Undefined, Unsupported):
            return None
        return found

    def constant(self, term: Node) -> Fraction | None:
        """The rational number that a real term is everywhere."""
        return self.ratio(term, num(1))

    def vanishes(self, term: Node) -> bool:
        """Is the term 0 at every point? Not where it has no value. Raises `Unsupported`."""
        try:
            return not any(any(x) for (x,) in self.values(term))
        except Undefined:
            return False

    def same(self, a: Node, b: Node) -> bool:
        """Are two terms equal at every point?"""
        try:
            return a is b or (a.sort == b.sort and self.vanishes(a - b))
        except Unsupported:
            return False


def _turned(rows: list[list[int]]) -> list[list[int]]:
    return [list(column) for column in zip(*rows, strict=True)]


def _apart(v: list[int], others: list[list[int]]) -> list[int]:
    """The part of a vector that is orthogonal to others."""
    for k, u in enumerate(others):
        u = _apart(u, others[:k])
        square = sum(x * x for x in u) % P
        c = sum(x * y for x, y in zip(u, v, strict=True)) * pow(square, -1, P) if square else 0
        v = [(y - c * x) % P for x, y in zip(u, v, strict=True)]
    return v


def _null(equation: Node) -> Node | None:
    """A symbol, or a map at a symbol, that an equation says is 0."""
    if equation.op != "eq" or equation.args[1].op != "zero":
        return None
    v = equation.args[0]
    if v.op == "apply":
        m = v.args[0].args[0] if v.args[0].op == "adjoint" else v.args[0]
        return v if m.op == v.args[1].op == "sym" and m.domain != "spd" else None
    return v if v.op == "sym" and not v.domain else None


def _flat(x: Any) -> list[int]:
    return [z for y in x for z in _flat(y)] if isinstance(x, list) else [x]


def _proportion(x: list[int], y: list[int]) -> Fraction | None:
    k = next((i for i, b in enumerate(y) if b), None)
    if k is None:
        return None
    c = x[k] * pow(y[k], -1, P) % P
    if any((a - c * b) % P for a, b in zip(x, y, strict=True)):
        return None
    return _rational(c)


def _rational(c: int) -> Fraction | None:
    """The small fraction that leaves the residue c."""
    (r, s), (t, u) = (P, c), (0, 1)
    while s > 2**28:
        (r, s), (t, u) = (s, r % s), (u, t - (r // s) * u)
    return Fraction(s, u) if u and abs(u) < 2**28 else None
