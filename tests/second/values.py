"""Values of terms, written a second time: numbers of any field, and derivatives by infinitesimals with square 0.

A number is one of the field's, or a jet: a dict from products of infinitesimals (bit masks) to their coefficients.
Vectors are lists, maps are lists of rows.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from bnproof.statement.nodes import Node, free
from bnproof.statement.sorts import summands


class Undefined(ArithmeticError):
    """No value here, or none that this field has."""


class Unsupported(Exception):
    """No value by this walk, at any point."""


class Walk:
    """Terms at one point. `source` gives dimensions and the values of symbols, items, functions and spectra."""

    def __init__(self, field: Any, source: Any) -> None:
        self.field, self.source = field, source
        self.env: Mapping[Node, Any] = {}
        self.depth = 0  # of nested derivatives: each has an infinitesimal of its own
        self.memo: dict[Node, Any] = {}

    # ---- numbers ---------------------------------------------------------------------------------
    def add(self, x: Any, y: Any) -> Any:
        if type(x) is not dict and type(y) is not dict:
            return self.field.reduce(x + y)
        x, y = _jet(x), _jet(y)
        return {m: self.field.reduce(x.get(m, 0) + y.get(m, 0)) for m in x.keys() | y.keys()}

    def mul(self, x: Any, y: Any) -> Any:
        if type(x) is not dict and type(y) is not dict:
            return self.field.reduce(x * y)
        out: dict[int, Any] = {}
        for m, a in _jet(x).items():
            for n, b in _jet(y).items():
                if not m & n:
                    out[m | n] = self.field.reduce(out.get(m | n, 0) + a * b)
        return out

    def _series(self, x: Any, first: Callable[[Any], Any], ratio: Callable[[int, Any, Any], Any]) -> Any:
        """f(a + n): the k-th coefficient is ratio(k, the one before, a)."""
        if type(x) is not dict:
            return first(x)
        rest = {m: c for m, c in x.items() if m}
        coefficient = first(x.get(0, 0))
        out, power, k = {0: coefficient}, {0: 1}, 0
        while rest and (power := self.mul(power, rest)):
            k += 1
            coefficient = ratio(k, coefficient, x.get(0, 0))
            out = self.add(out, self.mul(power, coefficient))
        return out

    def inverse(self, x: Any) -> Any:
        inv = self.field.inverse
        return self._series(x, inv, lambda k, c, a: self.field.reduce(-c * inv(a)))

    def root(self, x: Any) -> Any:
        def ratio(k: int, c: Any, a: Any) -> Any:  # of the binomial series
            top = self.field.number(Fraction(3 - 2 * k, 2 * k))
            return self.field.reduce(c * self.field.reduce(top * self.field.inverse(a)))

        return self._series(x, self.field.root, ratio)

    def log(self, x: Any) -> Any:
        def ratio(k: int, c: Any, a: Any) -> Any:
            inv = self.field.inverse(a)
            return inv if k == 1 else self.field.reduce(self.field.number(Fraction(1 - k, k)) * c * inv)

        return self._series(x, self.field.log, ratio)

    def exp(self, x: Any) -> Any:
        return self._series(x, self.field.exp, lambda k, c, a: self.mul(c, self.field.number(Fraction(1, k))))

    def absolute(self, x: Any) -> Any:
        return self.mul(x, self.field.sign(x.get(0, 0) if type(x) is dict else x))

    # ---- walking ---------------------------------------------------------------------------------
    def value(self, node: Node) -> Any:
        closed = not self.env or not any(s in self.env for s in free(node))
        if closed and node in self.memo:
            return self.memo[node]
        out = self._value(node)
        if closed:
            self.memo[node] = out
        return out

    def under(self, bound: Node, value: Any, body: Node) -> Any:
        outer, self.env = self.env, {**self.env, bound: value}
        try:
            return self.value(body)
        finally:
            self.env = outer

    def integer(self, node: Node) -> int:
        if node.op == "int":
            return int(node.data[0])
        if node.op == "sym":
            return self.env[node] if node in self.env else self.source.symbol(node)
        if node.op == "imul":
            return int(node.data[0]) * self.integer(node.args[0])
        return sum(map(self.integer, node.args))

    def _value(self, node: Node) -> Any:
        args, number = node.args, self.field.number
        match node.op:
            case "sym":
                return self.env[node] if node in self.env else self.source.symbol(node)
            case "num":
                return number(Fraction(node.data[0]))
            case "dim":
                return number(Fraction(self.dim(node.data[0])))
            case "cast":
                return number(Fraction(self.integer(args[0])))
            case "add" | "vadd" | "madd":
                return self._fold(self.plus, args)
            case "mul":
                return self._fold(self.mul, args)
            case "div":
                return self.mul(self.value(args[0]), self.inverse(self.value(args[1])))
            case "pow":
                return self.power(self.value(args[0]), int(node.data[0]))
            case "npow":
                return self.power(self.value(args[0]), self.integer(args[1]))
            case "sqrt":
                return self.root(self.value(args[0]))
            case "log":
                return self.log(self.value(args[0]))
            case "exp":
                return self.exp(self.value(args[0]))
            case "abs":
                return self.absolute(self.value(args[0]))
            case "max" | "min":
                return self._extreme(node.op, [self.value(a) for a in args])
            case "inner":
                return self.dot(self.value(args[0]), self.value(args[1]))
            case "scale" | "mscale":
                return self.times(self.value(args[0]), self.value(args[1]))
            case "apply":
                v = self.value(args[1])
                return [self.dot(row, v) for row in self.value(args[0])]
            case "compose":
                columns = list(zip(*self.value(args[1]), strict=True))
                return [[self.dot(row, c) for c in columns] for row in self.value(args[0])]
            case "adjoint":
                return [list(c) for c in zip(*self.value(args[0]), strict=True)]
            case "mpow":
                return self._matrix_power(self.value(args[0]), int(node.data[0]))
            case "identity":
                return self.unit(self.dim(node.data[0]))
            case "inject":
                parts, k = summands(node.data[0]), int(node.data[1])
                before = sum(self.dim(s) for s in parts[: k - 1])
                return [r[before : before + self.dim(parts[k - 1])] for r in self.unit(self.dim(node.data[0]))]
            case "zero" | "ones":
                return [number(Fraction(int(node.op == "ones")))] * self.dim(node.data[0])
            case "basis":
                return self._basis(node)
            case "pi":
                return self.source.pi()
            case "cos" | "sin":
                return self._circular(node.op, self.value(args[0]))
            case "at":
                return self.source.at(self, args[0], int(node.data[0]), self.value(args[1]))
            case "total":
                indices = range(1, self.dim(args[0].domain[6:]) + 1)
                return self._total([self.under(args[0], i, args[1]) for i in indices])
            case "expect":
                return self._expectation(*args)
            case "item":
                return self.source.item(args[0], self._natural(args[1]), self.env)
            case "call":
                return self.source.call(self, args[0], self.value(args[1]))
            case "trace":
                return self._total([row[i] for i, row in enumerate(self.value(args[0]))])
            case "eigmin" | "eigmax" | "radius" | "oblique":
                return self.source.spectral(node.op, self.value(args[0]))
            case "grad":
                return self._gradient(*args)
            case "hessian":
                return self.source.hessian(self, args[0], self.value(args[1]))
            case "sum":
                steps = range(self.integer(args[1]), self.integer(args[2]) + 1)
                terms = [self.under(args[0], i, args[3]) for i in steps]
                return self._total(terms)
        raise Unsupported(node.op)

    def _circular(self, op: str, x: Any) -> Any:
        cos, sin = self.source.circle(x.get(0, 0) if type(x) is dict else x)
        turn = [cos, sin, self.field.reduce(-cos), self.field.reduce(-sin)]  # each the derivative of the next
        start = 0 if op == "cos" else 1

        def ratio(k: int, c: Any, a: Any) -> Any:
            factorial = Fraction(1, math.factorial(k))
            return self.field.reduce(turn[(start - k) % 4] * self.field.number(factorial))

        return self._series(x, lambda a: turn[start], ratio)

    def expanded(self, x: Any, derivative: Callable[[int, Any], Any]) -> Any:
        """A smooth function of a number, from its derivatives there."""

        def ratio(k: int, c: Any, a: Any) -> Any:
            return self.field.reduce(derivative(k, a) * self.field.number(Fraction(1, math.factorial(k))))

        return self._series(x, lambda a: derivative(0, a), ratio)

    def _expectation(self, bound: Node, body: Node) -> Any:
        """Over weighted points, which the source takes for the law."""
        parts = [self.times(w, self.under(bound, v, body)) for w, v in self.source.law(self.dim(bound.sort.spaces[0]))]
        out = parts[0]
        for x in parts[1:]:
            out = self.plus(out, x)
        return out

    def _fold(self, combine: Callable[[Any, Any], Any], args: tuple[Node, ...]) -> Any:
        out, *rest = map(self.value, args)
        for x in rest:
            out = combine(out, x)
        return out

    def _total(self, terms: list[Any]) -> Any:
        out = self.field.number(Fraction(0))
        for t in terms:
            out = self.add(out, t)
        return out

    def dim(self, space: str) -> int:
        return sum(self.source.dim(s) for s in summands(space))

    def plus(self, x: Any, y: Any) -> Any:
        return [self.plus(a, b) for a, b in zip(x, y, strict=True)] if isinstance(x, list) else self.add(x, y)

    def times(self, c: Any, x: Any) -> Any:
        return [self.times(c, a) for a in x] if isinstance(x, list) else self.mul(c, x)

    def dot(self, u: Any, v: Any) -> Any:
        if not any(type(x) is dict for x in (*u, *v)):
            return self.field.reduce(sum(a * b for a, b in zip(u, v, strict=True)))
        return self._total([self.mul(a, b) for a, b in zip(u, v, strict=True)])

    def power(self, x: Any, k: int) -> Any:
        if k < 0:
            raise Undefined("a negative exponent")
        out = self.field.number(Fraction(1))
        for bit in bin(k)[2:]:
            out = self.mul(out, out)
            out = self.mul(out, x) if bit == "1" else out
        return out

    def _extreme(self, op: str, xs: list[Any]) -> Any:
        distinct = [x for k, x in enumerate(xs) if x not in xs[:k]]
        if len(distinct) > 2:
            return self.field.extreme(op, distinct)
        a, b = distinct[0], distinct[-1]
        gap = self.absolute(self.add(a, self.mul(b, self.field.number(Fraction(-1)))))
        both = self.add(self.add(a, b), self.mul(gap, self.field.number(Fraction(1 if op == "max" else -1))))
        return self.mul(both, self.field.number(Fraction(1, 2)))

    def unit(self, n: int) -> Any:
        zero, one = (self.field.number(Fraction(x)) for x in (0, 1))
        return [[one if i == j else zero for j in range(n)] for i in range(n)]

    def _natural(self, node: Node) -> int:
        k = self.integer(node)
        if k < 0:
            raise Undefined("a negative index")
        return k

    def _basis(self, node: Node) -> Any:
        n, k = self.dim(node.data[0]), self.integer(node.args[0])
        if not 1 <= k <= n:
            raise Undefined("no such basis vector")
        return self.unit(n)[k - 1]

    def _matrix_power(self, m: Any, k: int) -> Any:
        base = m if k >= 0 else self._inverse_matrix(m)
        out = self.unit(len(m))
        for _ in range(abs(k)):
            columns = list(zip(*base, strict=True))
            out = [[self.dot(row, c) for c in columns] for row in out]
        return out

    def _inverse_matrix(self, m: Any) -> Any:
        rows = [[*row, *unit] for row, unit in zip(m, self.unit(len(m)), strict=True)]
        for i in range(len(m)):
            rows[i] = self.times(self.inverse(rows[i][i]), rows[i])
            for j in range(len(m)):
                if j != i:
                    minus = self.times(self.field.number(Fraction(-1)), rows[j][i])
                    rows[j] = self.plus(rows[j], self.times(minus, rows[i]))
        return [row[len(m) :] for row in rows]

    # ---- derivatives -----------------------------------------------------------------------------
    def _gradient(self, bound: Node, body: Node, point: Node) -> Any:
        at = self.value(point)
        if bound.sort.kind == "real":
            return self._slope(lambda e: self.under(bound, self.add(at, e), body))
        if body.op == "call" and body.args[1] is bound:
            return self.source.gradient(self, body.args[0], at)
        return self.slopes(lambda v: self.under(bound, v, body), at)

    def slopes(self, function: Callable[[Any], Any], at: Any) -> Any:
        """The gradient of a function of vectors."""
        return [self._slope(lambda e, i=i: function(self._moved(at, i, e))) for i in range(len(at))]

    def derived(self, order: int, function: Callable[[Any], Any], x: Any) -> Any:
        """A derivative of a function of a number."""
        if not order:
            return function(x)
        return self._slope(lambda e: self.derived(order - 1, function, self.add(x, e)))

    def _moved(self, at: Any, i: int, e: Any) -> Any:
        return [self.add(x, e) if k == i else x for k, x in enumerate(at)]

    def _slope(self, path: Callable[[Any], Any]) -> Any:
        bit = 1 << self.depth
        self.depth += 1
        try:
            x = path({bit: self.field.number(Fraction(1))})
        finally:
            self.depth -= 1
        part = {m ^ bit: c for m, c in _jet(x).items() if m & bit}
        return part.get(0, self.field.number(Fraction(0))) if not part.keys() - {0} else part


def _jet(x: Any) -> dict[int, Any]:
    return x if type(x) is dict else {0: x}
