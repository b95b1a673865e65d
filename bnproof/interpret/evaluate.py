"""A statement at an instance: one walk over the tree for every kind of number.

The arithmetic comes from a field (`exact.Tower`, `floats.Floats`, ...): numbers with + - * /, and `sign`,
`sqrt`, `log`, `exp`, `pi`, `cos`, `sin`, `eigenvalues`, `oblique`. Derivatives are dual numbers, independent of the
kernel's chain rule.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import count
from typing import Any

from bnproof.interpret.arithmetic import Arithmetic, Dual
from bnproof.interpret.instance import Instance, Sequence, Undefined
from bnproof.interpret.polynomials import Polynomial, averaged
from bnproof.statement.budget import spend
from bnproof.statement.calculus import Unsupported
from bnproof.statement.nodes import Node, free

MAX_RANGE = 10_000


class Evaluator(Arithmetic):
    """Values of terms and truth of sentences at one instance over one field."""

    def __init__(self, field: Any, instance: Instance) -> None:
        super().__init__(field)
        self.instance = instance
        self.env: dict[Node, Any] = {}
        self._memo: dict[Node, Any] = {}
        self._level = 0
        self._numbers = count()

    # ---- terms ---------------------------------------------------------------------------------------------
    def value(self, node: Node) -> Any:
        """The value: a number, a list of numbers, or a list of rows. Raises `Undefined`, `Unsupported`."""
        spend()
        closed = not self.env or not any(s in self.env for s in free(node))
        if closed and node in self._memo:
            return self._memo[node]
        out = self._value(node)
        if closed:
            self._memo[node] = out
        return out

    def integer(self, node: Node) -> int:
        match node.op:
            case "int":
                return int(node.data[0])
            case "sym":
                return int(self.env[node] if node in self.env else self.instance.values[node.name])
            case "imul":
                return int(node.data[0]) * self.integer(node.args[0])
        return sum(self.integer(a) for a in node.args)

    def _value(self, node: Node) -> Any:
        op, args = node.op, node.args
        if op == "grad":
            return self._gradient(node)
        if op in ("sum", "total"):
            return self._total(node)
        if op == "expect":
            return self._expectation(*args)
        if op == "at":
            return self._derivative(args[0], self.value(args[1]), int(node.data[0]))
        if op == "div" and args[0].op == args[1].op == "log" and hasattr(self.field, "log_ratio"):
            return self._log_ratio(args[0].args[0], args[1].args[0])
        if op == "exp" and args[0].op == "oblique" and hasattr(self.field, "exp_oblique"):
            m = self.value(args[0].args[0])
            if len(m) == 2:
                return self.field.exp_oblique(m)
        if op == "npow":
            return self._power(self.value(args[0]), self.integer(args[1]))
        if op == "call":
            return self._call(args[0], self.value(args[1]))
        if op == "item":
            return self._item(args[0], self.integer(args[1]))
        if op == "hessian":
            return self._hessian(args[0], self.value(args[1]))
        if op == "cast":
            return self.field.number(self.integer(args[0]))
        if op in ("sqrt", "log", "exp", "abs", "cos", "sin"):
            return getattr(self, f"_{op}")(self.value(args[0]))
        if op == "pi":
            return self.field.pi()
        if op == "basis":
            return self._basis(node.data[0], self.integer(args[0]))
        if op == "apply" and args[0].op == "adjoint" and args[0].args[0].op == "inject":
            total, k = args[0].args[0].data
            return self.value(args[1])[self.instance.summand(total, k)]
        if op not in _DIRECT:
            raise Unsupported(f"no value of {op}")
        return getattr(self, f"_{op}")(node, *(self.value(a) for a in args))

    def _sym(self, node: Node) -> Any:
        if node in self.env:
            return self.env[node]
        value = self.instance.values[node.name]
        number = self.field.number
        match node.sort.kind:
            case "real":
                return number(value)
            case "vec":
                return [number(x) for x in value]
            case "map":
                return [[number(x) for x in row] for row in value]
        raise Unsupported(f"the value of a {node.sort}")

    def _num(self, node: Node) -> Any:
        return self.field.number(Fraction(node.data[0]))

    def _add(self, node: Node, *xs: Any) -> Any:
        return _fold(xs, lambda a, b: a + b)

    def _mul(self, node: Node, *xs: Any) -> Any:
        return _fold(xs, lambda a, b: a * b)

    def _div(self, node: Node, a: Any, b: Any) -> Any:
        if self.sign(b) == 0:
            raise Undefined("a denominator vanishes")
        return a / b

    def _pow(self, node: Node, x: Any) -> Any:
        return self._power(x, int(node.data[0]))

    def _max(self, node: Node, *xs: Any) -> Any:
        return _fold(xs, lambda a, b: b if self._certain(b - a) > 0 else a)

    def _min(self, node: Node, *xs: Any) -> Any:
        return _fold(xs, lambda a, b: b if self._certain(a - b) > 0 else a)

    def _inner(self, node: Node, u: Any, v: Any) -> Any:
        return _fold([a * b for a, b in zip(u, v, strict=True)], lambda a, b: a + b)

    def _dim(self, node: Node) -> Any:
        return self.field.number(self.instance.dim(node.data[0]))

    def _zero(self, node: Node) -> Any:
        return [self.field.number(0)] * self.instance.dim(node.data[0])

    def _ones(self, node: Node) -> Any:
        return [self.field.number(1)] * self.instance.dim(node.data[0])

    def _vadd(self, node: Node, *vs: Any) -> Any:
        return [_fold(xs, lambda a, b: a + b) for xs in zip(*vs, strict=True)]

    def _scale(self, node: Node, s: Any, v: Any) -> Any:
        return [s * x for x in v]

    def _apply(self, node: Node, m: Any, v: Any) -> Any:
        return [self._inner(node, row, v) for row in m]

    def _madd(self, node: Node, *ms: Any) -> Any:
        return [self._vadd(node, *rows) for rows in zip(*ms, strict=True)]

    def _mscale(self, node: Node, s: Any, m: Any) -> Any:
        return [[s * x for x in row] for row in m]

    def _compose(self, node: Node, m: Any, n: Any) -> Any:
        columns = list(zip(*n, strict=True))
        return [[self._inner(node, row, column) for column in columns] for row in m]

    def _adjoint(self, node: Node, m: Any) -> Any:
        return [list(column) for column in zip(*m, strict=True)]

    def _inject(self, node: Node) -> Any:
        rows = self._identity_of(self.instance.dim(node.data[0]))
        total, k = node.data
        return [row[self.instance.summand(total, k)] for row in rows]

    def _identity(self, node: Node) -> Any:
        d = self.instance.dim(node.data[0])
        return [[self.field.number(int(i == j)) for j in range(d)] for i in range(d)]

    def _mpow(self, node: Node, m: Any) -> Any:
        power = int(node.data[0])
        base = m if power >= 0 else self._inverse(m)
        out = self._identity_of(len(m))
        for _ in range(abs(power)):
            out = self._compose(node, out, base)
        return out

    def _identity_of(self, d: int) -> Any:
        return [[self.field.number(int(i == j)) for j in range(d)] for i in range(d)]

    def _inverse(self, m: Any) -> Any:
        """Gauss-Jordan; the maps are positive definite, so pivots do not vanish."""
        d = len(m)
        rows = [[*row, *unit] for row, unit in zip(m, self._identity_of(d), strict=True)]
        for i in range(d):
            pivot = 1 / rows[i][i]
            rows[i] = [pivot * x for x in rows[i]]
            for j in range(d):
                if j != i:
                    factor = rows[j][i]
                    rows[j] = [x - factor * y for x, y in zip(rows[j], rows[i], strict=True)]
        return [row[d:] for row in rows]

    # ---- spectra of self-adjoint maps ----------------------------------------------------------------------
    def _eigmin(self, node: Node, m: Any) -> Any:
        return self._min(node, *self._eigenvalues(m))

    def _eigmax(self, node: Node, m: Any) -> Any:
        return self._max(node, *self._eigenvalues(m))

    def _radius(self, node: Node, m: Any) -> Any:
        return self._max(node, *(self._abs(x) for x in self._eigenvalues(m)))

    def _trace(self, node: Node, m: Any) -> Any:
        return _fold([row[i] for i, row in enumerate(m)], lambda a, b: a + b)

    def _oblique(self, node: Node, m: Any) -> Any:
        if len(m) == 1:
            raise Undefined("an oblique mean in one dimension")
        return self.field.oblique(m)

    def _eigenvalues(self, m: Any) -> list[Any]:
        """With multiplicities, in no order."""
        if any(type(x) in (Dual, Polynomial) for row in m for x in row):
            raise Unsupported("a spectrum differentiated, or of what depends on a bound vector")
        found: list[Any] = self.field.eigenvalues(m)
        return found

    # ---- binders, functions, sequences ---------------------------------------------------------------------
    def _bind(self, bound: Node, value: Any, body: Node) -> Any:
        outer = self.env
        self.env = {**outer, bound: value}
        try:
            return self.value(body)
        finally:
            self.env = outer

    def _gradient(self, node: Node) -> Any:
        bound, body, point = node.args
        at = self.value(point)
        if bound.sort.kind == "real":
            one = self.field.number(1)
            return self._slope_along(1, lambda level: self._bind(bound, Dual(at, one, level), body))
        return [
            self._slope_along(1, lambda level, i=i: self._bind(bound, self._towards(at, i, level), body))
            for i in range(len(at))
        ]

    def _towards(self, at: Any, direction: int, level: int) -> list[Dual]:
        """A point that moves along a coordinate."""
        return [Dual(x, self.field.number(int(k == direction)), level) for k, x in enumerate(at)]

    def _slope_along(self, depth: int, path: Any) -> Any:
        """The derivative of path(level): the part that belongs to this level."""
        self._level += depth
        level = self._level
        try:
            x = path(level)
        finally:
            self._level -= depth
        return x.slope if type(x) is Dual and x.level == level else self.field.number(0)

    def _call(self, function: Node, at: Any) -> Any:
        given = self.instance.values[function.name]
        if any(all(self.sign(x) == 0 for x in part) for part in self._away(function, at)):
            raise Undefined(f"{function.name} at the origin")
        return self._bind(given.bound, at, given.body)

    def _derivative(self, function: Node, at: Any, order: int) -> Any:
        """Of a function of a real variable."""
        if order:
            one = self.field.number(1)
            return self._slope_along(1, lambda k: self._derivative(function, Dual(at, one, k), order - 1))
        given = self.instance.values[function.name]
        return self._bind(given.bound, at, given.body)

    def _away(self, function: Node, at: Any) -> list[Any]:
        """What must not vanish of a point where the function is smooth: all of it, or some summands each."""
        _, _, places = function.domain.partition(":")
        if not places:
            return [at] if function.domain else []
        return [at[self.instance.summand(function.sort.spaces[0], k)] for k in places.split(",")]

    def _hessian(self, function: Node, at: Any) -> Any:
        def entry(i: int, j: int) -> Any:
            def first(outer: int) -> Any:
                moved = self._towards(at, j, outer)
                return self._slope_along(1, lambda k: self._call(function, self._towards(moved, i, k)))

            return self._slope_along(1, first)

        lower = [[entry(i, j) for j in range(i + 1)] for i in range(len(at))]  # smooth, so symmetric
        return [[lower[max(i, j)][min(i, j)] for j in range(len(at))] for i in range(len(at))]

    def knows(self, symbol: Node) -> bool:
        """Has it a value, from the instance or from a quantifier?"""
        return symbol in self.env or symbol.name in self.instance.values

    def sequence(self, symbol: Node) -> Sequence:
        found: Sequence = self.env[symbol] if symbol in self.env else self.instance.values[symbol.name]
        return found

    def _item(self, sequence: Node, index: int) -> Any:
        if index < 0:
            raise Undefined(f"{sequence.name} at index {index}")
        value = self.sequence(sequence).item(index)
        if value is None:
            raise Unsupported(f"{sequence.name} beyond its prefix")
        number = self.field.number
        return number(value) if sequence.sort.kind == "seq-real" else [number(x) for x in value]

    def _basis(self, space: str, index: int) -> Any:
        d = self.instance.dim(space)
        if not 1 <= index <= d:
            raise Undefined(f"basis vector {index} of {d}")
        return [self.field.number(int(i + 1 == index)) for i in range(d)]

    def variables(self, bound: Node) -> list[Polynomial]:
        """The coordinates of a bound vector; new ones each time."""
        one, number = self.field.number(1), next(self._numbers)
        return [Polynomial.variable((number, i), one) for i in range(self.instance.dim(bound.sort.spaces[0]))]

    def _expectation(self, bound: Node, body: Node) -> Any:
        """Exact where the body is a polynomial in the bound vector."""
        ours, zero = self.variables(bound), self.field.number(0)
        names = {v for x in ours for m in x.terms for v, _ in m}

        def mean(x: Any) -> Any:
            if isinstance(x, list):
                return [mean(y) for y in x]
            if type(x) is Dual:
                return Dual(mean(x.value), mean(x.slope), x.level)
            return averaged(x, names, zero)

        return mean(self._bind(bound, ours, body))

    def _total(self, node: Node) -> Any:
        out = self.field.number(0)
        for i in self._range(node):
            out = out + self._bind(node.args[0], i, node.args[-1])
        return out

    def _range(self, node: Node) -> range:
        if node.op == "total":
            return range(1, self.instance.dim(node.args[0].domain[6:]) + 1)
        low, high = self.integer(node.args[1]), self.integer(node.args[2])
        if high - low > MAX_RANGE:
            raise Unsupported("so long a range")
        return range(low, high + 1)

    def _log_ratio(self, x: Node, base: Node) -> Any:
        a, b = self.value(x), self.value(base)
        if self.sign(a) != 1 or self.sign(b) != 1 or self.sign(b - 1) == 0:
            raise Undefined("a logarithm of a number <= 0, or to base 1")
        return self._log(a) / self._log(b) if Dual in (type(a), type(b)) else self.field.log_ratio(a, b)

    # ---- sentences -----------------------------------------------------------------------------------------
    def truth(self, node: Node) -> bool | None:
        """True, False, or None where the field cannot decide. Raises `Undefined`, `Unsupported`."""
        match node.op:
            case "eq":
                a, b = (self.value(x) for x in node.args)
                pairs = zip(a, b, strict=True) if isinstance(a, list) else [(a, b)]
                return _all(None if (s := self.sign(x - y)) is None else s == 0 for x, y in pairs)
            case "le" | "lt":
                s = self.sign(self.value(node.args[1]) - self.value(node.args[0]))
                return None if s is None else s > 0 or (s == 0 and node.op == "le")
            case "not":
                t = self.truth(node.args[0])
                return None if t is None else not t
            case "and":
                return _all(self.truth(a) for a in node.args)
            case "or":
                truths = [self.truth(a) for a in node.args]  # all must be defined
                return True if True in truths else None if None in truths else False
            case "implies":
                t = self.truth(node.args[0])
                return True if t is False else self.truth(node.args[1]) if t else None
            case "every":
                return _all(self.bound_truth(node.args[0], i, node.args[3]) for i in self._range(node))
        raise Unsupported(f"the truth of {node.op}")

    def bound_truth(self, bound: Node, value: Any, body: Node) -> bool | None:
        outer = self.env
        self.env = {**outer, bound: value}
        try:
            return self.truth(body)
        finally:
            self.env = outer


_DIRECT = {
    "sym", "num", "add", "mul", "div", "pow", "max", "min", "inner", "dim", "zero", "ones", "vadd", "scale",
    "apply", "madd", "mscale", "compose", "adjoint", "identity", "inject", "mpow", "eigmin", "eigmax", "radius",
    "trace", "oblique",
}  # fmt: skip


def _fold(items: Any, combine: Any) -> Any:
    out, *rest = items
    for x in rest:
        out = combine(out, x)
    return out


def _all(truths: Any) -> bool | None:
    undecided = False
    for t in truths:
        if t is False:
            return False
        undecided = undecided or t is None
    return None if undecided else True
