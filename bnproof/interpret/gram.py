"""Canonical forms in every dimension: polynomials in moments.

A vector is a combination of words of operators applied to symbols (`H H x`), an inner product a polynomial
in moments <x, W y>; a real term is a quotient of polynomials over python-flint's rationals. Square roots are
taken modulo their squares. A canonical form of zero proves an identity in every dimension; another refutes
nothing. A cosine is taken modulo its square likewise.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import count
from math import isqrt
from typing import TypeVar

from bnproof.interpret.expectations import Expectations
from bnproof.interpret.integers import least_value, linear
from bnproof.interpret.operators import Vector, Word, is_void, join, reverse
from bnproof.interpret.ring import Key, Ratio
from bnproof.statement.calculus import Unsupported, derivative
from bnproof.statement.nodes import Node, build, free, substitute

K = TypeVar("K")


class Gram(Expectations):
    """Canonical forms over one growing polynomial ring.

    `null` lists (word, atom) pairs known to be the zero vector, such as X* 1 = 0 for centred data.
    """

    def __init__(self, null: Iterable[tuple[Word, Key]] = ()) -> None:
        super().__init__()
        self._null = frozenset(null)
        self._scalars: dict[Node, Ratio] = {}
        self._vectors: dict[Node, Vector] = {}

    # ---- real terms ----------------------------------------------------------------------------------------
    def scalar(self, node: Node) -> Ratio:
        """The canonical form of a real term."""
        if node not in self._scalars:
            self._scalars[node] = self._scalar(node)
        return self._scalars[node]

    def _scalar(self, node: Node) -> Ratio:
        args = node.args
        match node.op:
            case "num":
                return self.constant(Fraction(node.data[0]))
            case "sym":
                return self.atom(("sym", node.data))
            case "add":
                return self.add([self.scalar(a) for a in args])
            case "mul":
                return self.mul(*(self.scalar(a) for a in args))
            case "div":
                return self.mul(self.scalar(args[0]), self.inverse(self.scalar(args[1])))
            case "pow":
                return self.power(self.scalar(args[0]), int(node.data[0]))
            case "npow":
                return self._symbolic_power(args[0], args[1])
            case "sqrt":
                return self._root(self.scalar(args[0]))
            case "abs":  # |x| is the root of x^2
                return self._root(self.power(self.scalar(args[0]), 2))
            case "log":
                argument = self.scalar(args[0])
                one = self.is_zero(self.add([argument, self.constant(-1)]))
                return self.constant(0) if one else self.atom(("log", self.key_of(argument)))
            case "exp":
                argument = self.scalar(args[0])
                return self.constant(1) if self.is_zero(argument) else self.atom(("exp", self.key_of(argument)))
            case "trace":
                return self._trace(args[0])
            case "pi":
                return self.atom(("pi",))
            case "cos" | "sin":
                return self._circular(node.op, self.scalar(args[0]))
            case "max" | "min":
                return self.atom((node.op, frozenset(self.key_of(self.scalar(a)) for a in args)))
            case "cast":
                coefficients, constant = linear(args[0])
                parts = [self.mul(self.constant(c), self.atom(("int", s))) for s, c in coefficients]
                return self.add([*parts, self.constant(constant)])
            case "inner":
                return self.pair(self.vector(args[0]), self.vector(args[1]))
            case "call":
                return self.atom(("call", args[0].data, self.vector_key(args[1])))
            case "at":
                return self.atom(("at", args[0].data, node.data[0], self.key_of(self.scalar(args[1]))))
            case "item":
                return self.atom(("item", args[0].data, linear(args[1])))
            case "dim":
                return self.atom(("dim", node.data[0]))
            case "eigmin" | "eigmax" | "radius" | "oblique":
                return self.atom((node.op, self.map_key(args[0])))
            case "sum":
                return self._sum(node)
            case "expect" | "total":
                name, inner = self._open(node)
                return self.drawn(node.op, name, self.scalar(inner))
            case "grad":
                return self.scalar(derivative(node))
        raise Unsupported(f"no canonical form of {node.op}")

    def _trace(self, node: Node) -> Ratio:
        """Linear in the words; a word and its adjoint have one trace."""
        parts = [self.constant(0)]
        for word, c in self.operator(node).items():
            key = ("trace", min(word, reverse(word), key=repr)) if word else ("dim", node.sort.spaces[0])
            parts.append(self.mul(c, self.atom(key)))
        return self.add(parts)

    def _symbolic_power(self, base: Node, exponent: Node) -> Ratio:
        coefficients, constant = linear(exponent)
        b = self.scalar(base)
        out = [self.power(self.atom(("npow", self.key_of(b), s)), c) for s, c in coefficients if c > 0]
        least = sum(c * least_value(s) for s, c in coefficients)
        if any(c < 0 for _, c in coefficients) or constant < 0 or least < 0:  # 0^(n+1) is not 0 for n = -1
            raise Unsupported("a power whose exponent has negative parts")
        return self.mul(*out, self.power(b, constant) if constant else self.constant(1))

    def _root(self, r: Ratio) -> Ratio:
        value = r.number()
        if value is not None and value >= 0:
            p, q = isqrt(int(value.p)), isqrt(int(value.q))
            if p * p == value.p and q * q == value.q:
                return self.constant(Fraction(p, q))
        return self.root(("sqrt", self.key_of(r)), r)

    def _circular(self, op: str, angle: Ratio) -> Ratio:
        """cos or sin: one of opposite angles, known values at multiples of pi/2, and cos^2 modulo sin^2."""
        turns = self.mul(self.constant(2), angle, self.inverse(self.atom(("pi",)))).number()
        if turns is not None and turns.q == 1:
            return self.constant((1, 0, -1, 0)[(int(turns.p) + (3 if op == "sin" else 0)) % 4])
        odd = angle.top.leading_coefficient() < 0
        if odd:
            angle = self.mul(self.constant(-1), angle)
        sine = self.atom(("sin", self.key_of(angle)))
        if op == "sin":
            return self.mul(self.constant(-1), sine) if odd else sine
        square = self.add([self.constant(1), self.mul(self.constant(-1), sine, sine)])
        return self.root(("cos", self.key_of(angle)), square)

    def _sum(self, node: Node) -> Ratio:
        """Sums unrolled down to the shortest that the index may have, so that equal sums look equal."""
        bound, low, high, body = node.args
        (low_symbols, lo), (high_symbols, hi) = linear(low), linear(high)
        if low_symbols:
            raise Unsupported("a sum from a symbolic bound")
        least = hi + sum(c * least_value(s) for s, c in high_symbols)
        if any(c < 0 for _, c in high_symbols) or least - lo > 64:
            raise Unsupported("a sum over such a range")
        steps = max(0, least - lo + 1)
        terms = [self.scalar(substitute(body, {bound: high + (-j) if j else high})) for j in range(steps)]
        if high_symbols:
            if least < lo - 1:
                raise Unsupported("a sum whose range may be negative")
            names = (build("sym", (), (f"sum#{k}", "int", f">={lo}")) for k in count())
            name = next(n for n in names if n not in free(body))
            inner = self.scalar(substitute(body, {bound: name}))
            terms.append(self.atom(("sum", name.data, (high_symbols, hi - steps), self.key_of(inner))))
        return self.add(terms) if terms else self.constant(0)

    def _open(self, node: Node) -> tuple[Node, Node]:
        """A name for the bound symbol of which nothing is known, the same for terms that are alike; the body."""
        bound, body = node.args
        names = (build("sym", (), (f"{node.op}#{k}", *bound.data[1:])) for k in count())
        known = (free(body) - {bound}, self._null)
        name = next(n for n in names if n not in known[0] and not self.mentions(known[1], n.data))
        return name, substitute(body, {bound: name})

    # ---- vectors -------------------------------------------------------------------------------------------
    def vector(self, node: Node) -> Vector:
        """The canonical form of a vector: coefficients of words applied to atoms."""
        if node not in self._vectors:
            raw = self._vector(node)
            self._vectors[node] = {k: v for k, v in raw.items() if not self.is_zero(v) and not self._vanishes(k)}
        return self._vectors[node]

    def _vector(self, node: Node) -> Vector:
        args = node.args
        match node.op:
            case "sym":
                return {((), ("vec", node.data)): self.constant(1)}
            case "zero":
                return {}
            case "ones":
                return {((), ("ones", node.data[0])): self.constant(1)}
            case "basis":
                return {((), ("basis", node.data[0], linear(args[0]))): self.constant(1)}
            case "item":
                return {((), ("vecitem", args[0].data, linear(args[1]))): self.constant(1)}
            case "vadd":
                return self._combined([self.vector(a) for a in args])
            case "scale":
                s = self.scalar(args[0])
                return {k: self.mul(s, v) for k, v in self.vector(args[1]).items()}
            case "apply":
                words, terms = self.operator(args[0]).items(), self.vector(args[1]).items()
                return self._combined([{(join(v, w), x): self.mul(a, b)} for v, a in words for (w, x), b in terms])
            case "expect":
                name, inner = self._open(node)
                drawn = self.vector(inner).items()
                return self._combined([self.drawn_vector(name, word, x, r) for (word, x), r in drawn])
            case "grad":
                explicit = derivative(node)
                if explicit is not node:
                    return self.vector(explicit)
                function, point = node.args[1].args[0], node.args[2]
                return {((), ("gradient", function.data, self.vector_key(point))): self.constant(1)}
        raise Unsupported(f"no canonical form of {node.op}")

    def _combined(self, parts: list[dict[K, Ratio]]) -> dict[K, Ratio]:
        """The sum of linear combinations."""
        gathered: dict[K, list[Ratio]] = {}
        for part in parts:
            for k, v in part.items():
                gathered.setdefault(k, []).append(v)
        return {k: self.add(v) if len(v) > 1 else v[0] for k, v in gathered.items()}

    def _vanishes(self, key: tuple[Word, Key]) -> bool:
        word, x = key
        return is_void(word) or any(x == y and (not n or word[-len(n) :] == n) for n, y in self._null)

    def vector_key(self, node: Node) -> Key:
        return tuple(sorted(((k, self.key_of(v)) for k, v in self.vector(node).items()), key=repr))

    def operator(self, node: Node) -> dict[Word, Ratio]:
        """A map as a combination of words."""
        args = node.args
        match node.op:
            case "sym":
                return {(((node.data, node.domain), 1),): self.constant(1)}
            case "identity":
                return {(): self.constant(1)}
            case "inject":
                return {(((node.data, "inject"), 1),): self.constant(1)}
            case "mpow":
                power = int(node.data[0])
                return {(((args[0].data, args[0].domain), power),) if power else (): self.constant(1)}
            case "adjoint":
                return {reverse(w): c for w, c in self.operator(args[0]).items()}
            case "hessian":
                name = ("hessian", args[0].data, self.vector_key(args[1]))
                return {(((name, "sym"), 1),): self.constant(1)}
            case "madd":
                return self._combined([self.operator(a) for a in args])
            case "mscale":
                factor = self.scalar(args[0])
                return {w: self.mul(factor, c) for w, c in self.operator(args[1]).items()}
            case "compose":
                left, right = (self.operator(a).items() for a in args)
                return self._combined([{join(v, w): self.mul(a, b)} for v, a in left for w, b in right])
        raise Unsupported(f"no canonical form of {node.op}")

    def map_key(self, node: Node) -> Key:
        return tuple(sorted(((w, self.key_of(c)) for w, c in self.operator(node).items()), key=repr))

    def pair(self, left: Vector, right: Vector) -> Ratio:
        """The inner product of two canonical vectors."""
        products = [
            self.mul(a, b, self._moment(join(reverse(v), w), x, y))
            for (v, x), a in left.items()
            for (w, y), b in right.items()
        ]
        return self.add(products) if products else self.constant(0)

    def _moment(self, word: Word, x: Key, y: Key) -> Ratio:
        flipped = reverse(word)
        if self._vanishes((word, y)) or self._vanishes((flipped, x)):
            return self.constant(0)
        if not word:
            kinds = {x[0], y[0]}
            unit = x == y and (x[0] == "basis" or (x[0] == "vec" and x[1][2] == "unit"))
            if unit or kinds == {"basis", "ones"}:
                return self.constant(1)
            if kinds == {"ones"}:
                return self.atom(("dim", x[1]))
            if kinds == {"basis"} and not x[2][0] and not y[2][0]:  # e_1 and e_2
                return self.constant(0)
        for drawn in (self._drawn_moment(x, word, y), self._drawn_moment(y, flipped, x)):
            if drawn is not None:
                return drawn
        key = min((x, word, y), (y, flipped, x), key=repr)
        return self.atom(("moment", *key))

    def _drawn_moment(self, x: Key, word: Word, y: Key) -> Ratio | None:
        """<x, W E[r v]> as E[r <x, W v>]; None where y is no expectation, or x or W speak of what it binds."""
        if y not in self.coefficients or x in self.coefficients or self.mentions((x, word), y[1]):
            return None
        inner = self._moment(join(word, y[3][0]), x, y[3][1])
        return self.drawn("expect", build("sym", (), y[1]), self.mul(self.coefficients[y], inner))
