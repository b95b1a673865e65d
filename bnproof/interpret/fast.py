"""The tree in NumPy over a batch of instances: for screening, never evidence.

A real term is an array (n,), a vector (n, d), a map (n, codomain, domain); what has no value is NaN.
Derivatives come from the chain rule of `statement.calculus`. Nodes without a rule raise `Unsupported`.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache, reduce
from typing import Any

import numpy as np

from bnproof.interpret.batch import Array, Batch, real
from bnproof.interpret.evaluate import MAX_RANGE
from bnproof.interpret.instance import Instance, Lambda
from bnproof.interpret.means import Means
from bnproof.statement.calculus import Unsupported, derivative
from bnproof.statement.nodes import Node, build, free
from bnproof.statement.sorts import INT

TINY = float(np.finfo(np.float64).tiny)
SKEW = 1e-9  # a map less symmetric than that, relative to its largest entry, has no spectrum here


def values(term: Node, batch: Batch) -> Array:
    """The values, (n,), (n, d) or (n, codomain, domain); NaN where there are none. Raises `Unsupported`."""
    walk = _Walk(batch)
    with np.errstate(all="ignore"):
        found = walk.value(term)
    return np.broadcast_to(found, (batch.size, *found.shape[1:]))


def margins(sentence: Node, batch: Batch) -> Array:
    """By how much the sentence holds, (n,): negative exactly where it fails, NaN where it has no meaning.

    `a <= b` and `a < b`: b - a. Equations: minus |a - b| / (|a| + |b|). Conjunctions: the least;
    disjunctions: the greatest. Where b - a is 0, `a < b` fails by the least number. Raises `Unsupported`.
    """
    walk = _Walk(batch)
    with np.errstate(all="ignore"):
        return np.broadcast_to(walk.margin(sentence), (batch.size,))


class _Walk:
    """One evaluation. Constants have a leading axis of length 1 and broadcast."""

    def __init__(self, batch: Batch) -> None:
        self.batch, self.sizes = batch, Instance(batch.dims, {})
        self.env: dict[Node, Any] = {}

    # ---- terms -----------------------------------------------------------------------------------
    def value(self, node: Node) -> Array:
        memo = self.batch.memo
        closed = not self.env or not any(s in self.env for s in free(node))
        if closed and node in memo:
            return memo[node]
        rule = getattr(self, f"_{node.op}", None)
        if rule is None:
            raise Unsupported(f"no value of {node.op}")
        out: Array = rule(node)
        if closed:
            memo[node] = out
        return out

    def _bind(self, bound: Node, value: Any, body: Node) -> Array:
        outer = self.env
        self.env = {**outer, bound: value}
        try:
            return self.value(body)
        finally:
            self.env = outer

    def integer(self, node: Node) -> int:
        match node.op:
            case "int":
                return int(node.data[0])
            case "sym":
                return int(self.env[node] if node in self.env else self.batch.values[node.name])
            case "imul":
                return int(node.data[0]) * self.integer(node.args[0])
            case "iadd":
                return sum(self.integer(a) for a in node.args)
        raise Unsupported(f"no value of {node.op}")

    def _each(self, node: Node) -> Iterable[Array]:
        return map(self.value, node.args)

    def _sym(self, node: Node) -> Array:
        if node.sort.kind not in ("real", "vec", "map"):
            raise Unsupported(f"the value of a {node.sort}")
        found: Array = self.env[node] if node in self.env else self.batch.values[node.name]
        return found

    def _num(self, node: Node) -> Array:
        return np.array([real(Fraction(node.data[0]))])

    def _cast(self, node: Node) -> Array:
        return np.array([real(self.integer(node.args[0]))])

    def _dim(self, node: Node) -> Array:
        return np.array([float(self.sizes.dim(node.data[0]))])

    def _add(self, node: Node) -> Array:
        return reduce(np.add, self._each(node))

    _vadd = _madd = _add

    def _mul(self, node: Node) -> Array:
        return reduce(np.multiply, self._each(node))

    def _div(self, node: Node) -> Array:
        a, b = self._each(node)
        return a / np.where(b == 0, np.nan, b)

    def _pow(self, node: Node) -> Array:
        return _power(self.value(node.args[0]), int(node.data[0]))

    def _npow(self, node: Node) -> Array:
        return _power(self.value(node.args[0]), self.integer(node.args[1]))

    def _sqrt(self, node: Node) -> Array:
        return np.sqrt(self.value(node.args[0]))

    def _log(self, node: Node) -> Array:
        x = self.value(node.args[0])
        return np.log(np.where(x > 0, x, np.nan))

    def _exp(self, node: Node) -> Array:
        with np.errstate(over="ignore"):
            return np.exp(self.value(node.args[0]))

    def _pi(self, node: Node) -> Array:
        return np.array([np.pi])

    def _cos(self, node: Node) -> Array:
        return np.cos(self.value(node.args[0]))

    def _sin(self, node: Node) -> Array:
        return np.sin(self.value(node.args[0]))

    def _abs(self, node: Node) -> Array:
        return np.abs(self.value(node.args[0]))

    def _max(self, node: Node) -> Array:
        return reduce(np.maximum, self._each(node))

    def _min(self, node: Node) -> Array:
        return reduce(np.minimum, self._each(node))

    def _inner(self, node: Node) -> Array:
        a, b = self._each(node)
        found: Array = np.vecdot(a, b)
        return found

    def _zero(self, node: Node) -> Array:
        return np.zeros((1, self.sizes.dim(node.data[0])))

    def _ones(self, node: Node) -> Array:
        return np.ones((1, self.sizes.dim(node.data[0])))

    def _basis(self, node: Node) -> Array:
        d, index = self.sizes.dim(node.data[0]), self.integer(node.args[0])
        return np.eye(d)[[index - 1]] if 1 <= index <= d else np.full((1, d), np.nan)

    def _scale(self, node: Node) -> Array:
        s, v = self._each(node)
        return s[:, None] * v

    def _mscale(self, node: Node) -> Array:
        s, m = self._each(node)
        return s[:, None, None] * m

    def _apply(self, node: Node) -> Array:
        m, v = self._each(node)
        return (m @ v[..., None])[..., 0]

    def _compose(self, node: Node) -> Array:
        m, k = self._each(node)
        found: Array = m @ k
        return found

    def _adjoint(self, node: Node) -> Array:
        return self.value(node.args[0]).swapaxes(1, 2)

    def _identity(self, node: Node) -> Array:
        return np.eye(self.sizes.dim(node.data[0]))[None]

    def _inject(self, node: Node) -> Array:
        total, k = node.data
        return np.eye(self.sizes.dim(total))[None, :, self.sizes.summand(total, k)]

    def _mpow(self, node: Node) -> Array:
        m, power = self.value(node.args[0]), int(node.data[0])
        if power < 0:
            regular = (np.linalg.slogdet(m)[0] != 0)[:, None, None]
            m = np.where(regular, np.linalg.inv(np.where(regular, m, np.eye(m.shape[-1]))), np.nan)
        return np.linalg.matrix_power(m, abs(power))

    # ---- spectra ---------------------------------------------------------------------------------
    def _eigmin(self, node: Node) -> Array:
        return self._eigenvalues(node)[:, 0]

    def _eigmax(self, node: Node) -> Array:
        return self._eigenvalues(node)[:, -1]

    def _trace(self, node: Node) -> Array:
        found: Array = np.trace(self.value(node.args[0]), axis1=1, axis2=2)
        return found

    def _oblique(self, node: Node) -> Array:
        """In closed form: of the identity, and in dimension 2."""
        d = self.sizes.dim(node.args[0].sort.spaces[0])
        if d == 1:
            return np.array([np.nan])
        if node.args[0].op == "identity":
            from bnproof.sphere.means import mean_log_oblique
            from bnproof.sphere.spectrum import Spectrum

            return np.array([mean_log_oblique(Spectrum.counted({Fraction(1): d})).value])
        if d > 2:
            raise Unsupported("a mean over the sphere")
        a, b = np.where(self._eigenvalues(node) > 0, self._eigenvalues(node), np.nan).T
        found: Array = 2 * np.log(2 * (a + b) * a * b) - 8 * np.log(np.sqrt(a) + np.sqrt(b))
        return found

    def _radius(self, node: Node) -> Array:
        found = self._eigenvalues(node)
        return np.maximum(-found[:, 0], found[:, -1])

    def _eigenvalues(self, node: Node) -> Array:
        """(n, d), ascending; NaN where the map is not symmetric or not finite."""
        m = self.value(node.args[0])
        size = np.abs(m).max(axis=(1, 2))
        fine = np.isfinite(size) & (np.abs(m - m.swapaxes(1, 2)).max(axis=(1, 2)) <= SKEW * size)
        found = np.linalg.eigvalsh(np.where(fine[:, None, None], m, 0))
        return np.where(fine[:, None], found, np.nan)

    # ---- binders, functions, sequences -----------------------------------------------------------
    def _range(self, node: Node) -> range:
        low, high = self.integer(node.args[1]), self.integer(node.args[2])
        if high - low > MAX_RANGE:
            raise Unsupported("so long a range")
        return range(low, high + 1)

    def _sum(self, node: Node) -> Array:
        terms = (self._bind(node.args[0], i, node.args[3]) for i in self._range(node))
        return reduce(np.add, terms, np.zeros(1))

    def _item(self, node: Node) -> Array:
        sequence: Any = self.batch.values[node.args[0].name]
        index, prefix = self.integer(node.args[1]), sequence.prefix
        if 0 <= index < prefix.shape[1]:
            return prefix[:, index]  # type: ignore[no-any-return]
        if index < 0:
            return np.full_like(prefix[:, 0], np.nan)
        if sequence.tail is None:
            raise Unsupported(f"{node.args[0].name} beyond its prefix")
        return sequence.tail  # type: ignore[no-any-return]

    def _call(self, node: Node) -> Array:
        given, at = self._function(node)
        return self._where(node.args[0], at, self._bind(given.bound, at, given.body))

    def _at(self, node: Node) -> Array:
        given = self.batch.values[node.args[0].name]
        body = given.body
        for _ in range(int(node.data[0])):
            body = _derivative(given.bound, body)
        return self._bind(given.bound, self.value(node.args[1]), body)

    def _total(self, node: Node) -> Array:
        index, body = node.args
        terms = (self._bind(index, i + 1, body) for i in range(self.sizes.dim(index.domain[6:])))
        return reduce(np.add, terms)

    def _expect(self, node: Node) -> Array:
        bound = {s.name: k for s, k in self.env.items() if s.sort is INT}
        found = Means(self.value, Instance(self.batch.dims, {**self.batch.values, **bound})).value(node)
        return np.stack(np.broadcast_arrays(*found), axis=1) if isinstance(found, list) else found

    def _grad(self, node: Node) -> Array:
        bound, body, point = node.args
        if body.op == "call" and body.args[0].op == "sym" and body.args[1] is bound:
            given, at = self._function(build("call", (body.args[0], point)))
            slope = self._bind(given.bound, at, _derivative(given.bound, given.body))
            return self._where(body.args[0], at, _finite(slope))
        return _finite(self._bind(bound, self.value(point), _derivative(bound, body)))

    def _hessian(self, node: Node) -> Array:
        given, at = self._function(node)
        gradient, space = _derivative(given.bound, given.body), node.args[0].sort.spaces[0]
        units = (build("basis", (build("int", (), (str(i + 1),)),), (space,)) for i in range(at.shape[1]))
        rows = [self._bind(given.bound, at, _derivative(given.bound, build("inner", (e, gradient)))) for e in units]
        return self._where(node.args[0], at, _finite(np.stack(np.broadcast_arrays(*rows), axis=1)))

    def _function(self, node: Node) -> tuple[Lambda, Array]:
        return self.batch.values[node.args[0].name], self.value(node.args[1])

    def _where(self, function: Node, at: Array, found: Array) -> Array:
        """NaN where the argument has no value, and where the function need not be smooth."""
        lost = np.isnan(at).any(axis=1)
        punctured, _, places = function.domain.partition(":")
        total = function.sort.spaces[0]
        away = [self.sizes.summand(total, k) for k in places.split(",")] if places else [slice(None)]
        for part in away if punctured else []:
            lost = lost | (at[:, part] == 0).all(axis=1)
        return np.where(lost.reshape(-1, *(1,) * (found.ndim - 1)), np.nan, found)

    # ---- sentences -------------------------------------------------------------------------------
    def margin(self, node: Node) -> Array:
        match node.op:
            case "eq":
                a, b = self._each(node)
                size = _norm(a) + _norm(b)
                return -_norm(a - b) / np.where(size == 0, 1, size)
            case "le":
                a, b = self._each(node)
                return b - a
            case "lt":
                a, b = self._each(node)
                return _not(a - b)
            case "not":
                return _not(self.margin(node.args[0]))
            case "and":
                return reduce(_both, map(self.margin, node.args))
            case "or":
                return reduce(np.maximum, map(self.margin, node.args))
            case "implies":
                return _not(_both(self.margin(node.args[0]), _not(self.margin(node.args[1]))))
            case "every":
                return self._every(node)
        raise Unsupported(f"the truth of {node.op}")

    def _every(self, node: Node) -> Array:
        outer, least = self.env, np.full(1, np.inf)
        try:
            for i in self._range(node):
                self.env = {**outer, node.args[0]: i}
                least = _both(least, self.margin(node.args[3]))
        finally:
            self.env = outer
        return least


@lru_cache(maxsize=4096)
def _derivative(bound: Node, body: Node) -> Node:
    """As a term in the bound symbol. Raises `Unsupported`."""
    return derivative(build("grad", (bound, body, bound)))


def _power(x: Array, k: int) -> Array:
    if k < 0:
        return np.full_like(x, np.nan)
    return x**k if k else np.where(np.isnan(x), np.nan, 1.0)


def _finite(x: Array) -> Array:
    """A derivative that is not finite is none."""
    return np.where(np.isfinite(x), x, np.nan)


def _not(a: Array) -> Array:
    """The margin of a negation: what holds at 0 no longer does."""
    return np.where(a == 0, -TINY, -a)


def _both(a: Array, b: Array) -> Array:
    """The margin of a conjunction: where the first part fails, the second need not have a meaning."""
    return np.where(a < 0, np.fmin(a, b), np.minimum(a, b))


def _norm(x: Array) -> Array:
    return np.abs(x) if x.ndim == 1 else np.sqrt(np.vecdot(x, x))
