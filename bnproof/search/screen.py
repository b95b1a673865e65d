"""How nearly instances of one shape break a statement, in floats and by the thousand. Never evidence."""

from __future__ import annotations

from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bnproof.interpret.batch import Batch
from bnproof.interpret.fast import margins, values
from bnproof.interpret.instance import Sequence
from bnproof.search.instances import Problem
from bnproof.search.regimes import Shape, decode, slots
from bnproof.statement.calculus import Unsupported
from bnproof.statement.nodes import Node, build, substitute

Array = NDArray[np.float64]
BIT = 1e-14  # what tells two copies of an instance apart, relative
AT_EQUALITY = 1e-6  # what a strict inequality lacks where both sides are equal
FAILS = 2.0  # the score, at least, of an instance that is not admitted
SLACK = 1e-9  # relative: a hypothesis that fails by less may hold, and is left to exact arithmetic


class Screen:
    """A statement at one shape."""

    def __init__(self, problem: Problem, shape: Shape) -> None:
        self.problem, self.shape = problem, shape
        self.symbols = problem.statement.symbols
        self.kinds = [kind for s in self.symbols for kind in slots(s, shape)]

    def scores(self, theta: Array, copies: int = 2) -> Array:
        """(n,): for an inequality (rhs - lhs)/(|lhs| + |rhs|), for an equation minus its relative gap.

        Negative where the conclusion fails; above 2 where a hypothesis fails (the more the higher), infinite where a
        side has no value. Differences
        that are not those of so many more copies, which differ in their last bits, are rounding, and count as none.
        """
        n = len(theta)
        shaken = [theta * (1 + BIT * _signs(theta.shape, k)) for k in range(copies)]
        with np.errstate(all="ignore"):
            batch = self._completed(np.concatenate([theta, *shaken]))
            score = _Score(batch, copies + 1)
            found = score.of(self.problem.statement.conclusion)
            for h in self.problem.statement.hypotheses:
                holds = self._hypothesis(h, score)
                found = np.where(holds >= -SLACK, found, FAILS - holds)
            found = np.broadcast_to(found, (batch.size,))[:n]
            return np.where(np.isnan(found), np.inf, found)

    def batch(self, theta: Array) -> Batch:
        """The instances of these parameters, completed by what the hypotheses define."""
        return self._completed(theta)

    # ---- instances ------------------------------------------------------------------------------------------------
    def _completed(self, theta: Array) -> Batch:
        n = len(theta)
        given: dict[str, Any] = {**self.shape.integers, **self.shape.functions}
        decoded = decode(self.symbols, self.shape, list(theta.T))
        for s in self.symbols:
            if s.name in decoded:
                array = _packed(decoded[s.name], n)
                given[s.name] = self._sequence(s, array) if s.sort.kind.startswith("seq") else array
        for x, v in self.problem.centred:
            given[x] = _centred(given[x], given[v])
        for bound, a in self.problem.bounds:
            given[bound] = np.maximum(given[bound], np.max(given[a].prefix, axis=1))
        for target, term in self.problem.equations:
            found = values(term, Batch(self.shape.dims, given, n))
            if target.op == "item":
                name, index = target.args[0].name, int(target.args[1].data[0])
                prefix: Any = np.array(given[name].prefix)
                prefix[:, index] = found
                given[name] = Sequence(prefix, given[name].tail)
            else:
                given[target.name] = found
        for t, guard, steps in self.problem.recursions:
            for k in range(self.shape.length - 1):
                self._advance(given, n, {t: _literal(k)}, guard, steps)
        return Batch(self.shape.dims, given, n)

    def _sequence(self, s: Node, array: Array) -> Sequence:
        tail = None if s.name in self.shape.driven else np.zeros_like(array[:, 0])
        items: Any = array
        return Sequence(items, tail)

    def _advance(
        self,
        given: dict[str, Any],
        n: int,
        at: dict[Node, Node],
        guard: Node | None,
        steps: list[tuple[Node, Node]],
    ) -> None:
        batch = Batch(self.shape.dims, dict(given), n)
        alive = True if guard is None else margins(substitute(guard, at), batch) >= 0
        for s, term in steps:
            found = values(substitute(term, at), batch)
            found = np.where(np.reshape(alive, (-1, *(1,) * (found.ndim - 1))), found, np.nan)
            longer: Any = np.concatenate([given[s.name].prefix, found[:, None]], axis=1)
            given[s.name] = Sequence(longer)

    # ---- hypotheses -----------------------------------------------------------------------------------------------
    def _hypothesis(self, h: Node, score: _Score) -> Array:
        if h.op != "forall":
            return score.of(h)
        t, body = h.args
        if t.sort.kind != "int" or any(t is r[0] for r in self.problem.recursions):
            return np.zeros(1)  # functions are chosen to fit, recursions were run
        least = int(t.domain[2:])
        indices = range(least, max(least, self.shape.length) + 1)
        return reduce(np.minimum, (score.of(substitute(body, {t: _literal(k)})) for k in indices))


def _literal(k: int) -> Node:
    return build("int", (), (str(k),))


def _signs(shape: tuple[int, ...], k: int) -> Array:
    """Fixed, of no pattern."""
    counted = np.arange(1, 1 + np.prod(shape)).reshape(shape)
    return np.asarray(np.sin(counted * (k + 1.7) * 12.9898))


def _packed(value: Any, n: int) -> Array:
    """Numbers (n,) nested in lists as one array, the instances first."""
    if not isinstance(value, list):
        return np.broadcast_to(np.asarray(value, dtype=np.float64), (n,))
    return np.stack([_packed(x, n) for x in value], axis=1)


def _centred(rows: Array, v: Array) -> Array:
    square = np.vecdot(v, v)[:, None]
    share = np.einsum("nij,ni->nj", rows, v) / np.where(square == 0, np.inf, square)
    return np.asarray(rows - v[:, :, None] * share[:, None, :])


class _Score:
    """Scale-free margins of sentences over a batch that is several copies of one."""

    def __init__(self, batch: Batch, copies: int) -> None:
        self.batch, self.copies = batch, copies

    def of(self, node: Node) -> Array:
        """Of each instance. Raises `Unsupported`."""
        match node.op:
            case "eq" | "le" | "lt":
                return self._relation(node)
            case "not":
                found = self.of(node.args[0])
                return np.where(found == 0, -AT_EQUALITY, -found)
            case "and":
                return reduce(np.fmin, map(self.of, node.args))
            case "or":
                return reduce(np.maximum, map(self.of, node.args))
            case "implies":
                premise, conclusion = map(self.of, node.args)
                return np.where(premise >= 0, conclusion, np.inf)
            case "every":
                low, high = map(self._integer, node.args[1:3])
                bodies = (substitute(node.args[3], {node.args[0]: _literal(k)}) for k in range(low, high + 1))
                return reduce(np.fmin, map(self.of, bodies), np.full(1, np.inf))
        raise Unsupported(f"the truth of {node.op}")

    def _relation(self, node: Node) -> Array:
        a, b = (values(x, self.batch) for x in node.args)
        gap = self._sure(b - a)
        if node.op == "eq":
            size, apart = _size(a) + _size(b), _size(gap)
            return -apart / np.where(size == 0, 1, size)
        size = np.abs(a) + np.abs(b)
        relative = np.where(size == 0, 0, gap / np.where(size == 0, 1, size))
        if node.op == "le":
            return np.where((size == 0) & (gap == 0), np.inf, relative)  # 0 <= 0 tells nothing
        return np.where(relative <= 0, relative - AT_EQUALITY, relative)

    def _sure(self, gap: Array) -> Array:
        """0 where the copies do not agree."""
        if self.copies == 1:
            return gap
        each = gap.reshape(self.copies, -1, *gap.shape[1:])
        noise = np.abs(each - each[0]).max(axis=0)
        if gap.ndim > 1:
            noise = noise.max(axis=1, keepdims=True)
        sure = np.where(np.abs(each[0]) <= 16 * noise, 0, each[0])
        return np.concatenate([sure] * self.copies)

    def _integer(self, node: Node) -> int:
        match node.op:
            case "int":
                return int(node.data[0])
            case "sym":
                return int(self.batch.values[node.name])
            case "imul":
                return int(node.data[0]) * self._integer(node.args[0])
        return sum(map(self._integer, node.args))


def _size(x: Array) -> Array:
    return np.abs(x) if x.ndim == 1 else np.sqrt(np.vecdot(x, x))
