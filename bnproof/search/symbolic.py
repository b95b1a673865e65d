"""A statement at an instance of unknowns: of small dimensions, with definite maps diagonal, or turned in the plane.
z3 looks for a model that breaks it; what it finds is a candidate like any other."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import reduce
from typing import Any

from bnproof.interpret.arithmetic import Dual
from bnproof.interpret.evaluate import Evaluator
from bnproof.interpret.instance import Instance, Undefined
from bnproof.interpret.instance import Sequence as Items
from bnproof.search.instances import Problem
from bnproof.search.regimes import Shape, decode, shape, slots
from bnproof.search.solver import Failure, Solver, Unknown
from bnproof.search.strategies import instance
from bnproof.statement.builder import eq
from bnproof.statement.calculus import Unsupported
from bnproof.statement.nodes import Node

FAILURES = (Unsupported, Undefined, Failure, ZeroDivisionError, KeyError, IndexError)
MANY = 24  # unknowns beyond which nothing is asked
DOMAINS = {"pos": "pos", "eigen": "pos", "nonneg": "nonneg", "any": "", "angle": ""}


def at_unknowns(problem: Problem, rng: random.Random, size: int) -> Iterator[Instance]:
    """Instances of about this dimension that break the statement, if z3 finds any. Raises one of `FAILURES`."""
    symbols, given = problem.statement.symbols, _shape(problem, rng, size)
    kinds = [kind for s in symbols for kind in slots(s, given)]
    if len(kinds) > MANY:
        return
    solver = Solver()
    unknowns = [solver.unknown(DOMAINS[kind]) for kind in kinds]
    asked = _Asked(solver, given, _values(problem, given, unknowns))
    for s in symbols:
        if s.domain == "nonzero":
            solver.require(solver.negation(asked.truth(eq(s, 0))))
    recursive = {t for t, _, _ in problem.recursions}
    for h in problem.statement.hypotheses:
        asked.assume(h, h.op == "forall" and h.args[0] in recursive)
    solver.require(solver.negation(asked.truth(problem.statement.conclusion)))
    for values in solver.model(unknowns):
        try:
            yield instance(symbols, given, values)
        except ZeroDivisionError:
            continue


def _shape(problem: Problem, rng: random.Random, size: int) -> Shape:
    """Without relations, since z3 finds those it needs; all items of sequences are asked for."""
    found = shape(problem, rng, size)
    turned = set(found.dims.values()) == {2} and rng.random() < 0.5
    return replace(found, rotated=turned, relations=(), driven=frozenset())


def _values(problem: Problem, given: Shape, unknowns: list[Unknown]) -> dict[str, Any]:
    """Of all symbols. A map that must be injective may come out as one that is not, and is refused then."""
    values = {**given.integers, **given.functions, **decode(problem.statement.symbols, given, unknowns)}
    for s in problem.statement.symbols:
        if s.sort.kind.startswith("seq"):
            last = Fraction(0) if s.sort.kind == "seq-real" else [Fraction(0)] * given.dims[s.sort.spaces[0]]
            values[s.name] = Items(tuple(values[s.name]), last)
    return values


class _Field:
    """Numbers of which some are unknown: signs of those are not."""

    def __init__(self, solver: Solver) -> None:
        self.solver = solver

    def number(self, value: Any) -> Any:
        return value if isinstance(value, Unknown) else Fraction(value)

    def sign(self, x: Any) -> int | None:
        return None if isinstance(x, Unknown) else (x > 0) - (x < 0)

    def sqrt(self, x: Any) -> Any:
        return self.solver.root(x)

    def log(self, x: Any) -> Any:
        if x == 1:
            return Fraction(0)
        raise Unsupported("the logarithm of an unknown")

    def exp(self, x: Any) -> Any:
        if not isinstance(x, Unknown) and x == 0:
            return Fraction(1)
        raise Unsupported("the exponential of an unknown")

    def pi(self) -> Any:
        raise Unsupported("pi among unknowns")

    def cos(self, x: Any) -> Any:
        raise Unsupported("the cosine of an unknown")

    def sin(self, x: Any) -> Any:
        raise Unsupported("the sine of an unknown")

    def oblique(self, m: list[list[Any]]) -> Any:
        raise Unsupported("a mean over the sphere")

    def eigenvalues(self, m: list[list[Any]]) -> list[Any]:
        """Of a diagonal matrix, or of a symmetric one of two rows."""
        if all(self.sign(x) == 0 for i, row in enumerate(m) for j, x in enumerate(row) if i != j):
            return [row[i] for i, row in enumerate(m)]
        if len(m) > 2:
            raise Unsupported("a spectrum of unknowns")
        mean, half = (m[0][0] + m[1][1]) / 2, (m[0][0] - m[1][1]) / 2
        spread = self.sqrt(half * half + m[0][1] * m[0][1])
        return [mean - spread, mean + spread]


class _Asked(Evaluator):
    """The walk over unknowns; sentences become conditions."""

    def __init__(self, solver: Solver, given: Shape, values: dict[str, Any]) -> None:
        super().__init__(_Field(solver), Instance(given.dims, values))
        self.solver, self.length = solver, given.length

    def assume(self, hypothesis: Node, recursion: bool) -> None:
        if hypothesis.op != "forall":
            self.solver.require(self.truth(hypothesis))
        elif hypothesis.args[0].sort.kind == "int":  # functions were chosen to fit what is said of them
            t, body = hypothesis.args
            for k in range(int(t.domain[2:]), self.length - 1 if recursion else self.length + 1):
                self.solver.require(self.bound_truth(t, k, body))

    # ---- terms ----------------------------------------------------------------------------------------------------
    def _abs(self, x: Any) -> Any:
        if type(x) is Dual or self.sign(x) is not None:
            return super()._abs(x)
        return self.solver.either(x.expr >= self.solver.real(0), x, -x)

    def _max(self, node: Node, *xs: Any) -> Any:
        return self._extreme(xs, 1) if not any(type(x) is Dual for x in xs) else super()._max(node, *xs)

    def _min(self, node: Node, *xs: Any) -> Any:
        return self._extreme(xs, -1) if not any(type(x) is Dual for x in xs) else super()._min(node, *xs)

    def _extreme(self, xs: Any, sign: int) -> Any:
        def worse(a: Any, b: Any) -> Any:
            gap = (a - b) * sign
            if not isinstance(gap, Unknown):
                return a if gap >= 0 else b
            return self.solver.either(gap.expr >= self.solver.real(0), a, b)

        return reduce(worse, xs)

    def _inverse(self, m: Any) -> Any:
        """Of a diagonal matrix."""
        if any(self.sign(x) != 0 for i, row in enumerate(m) for j, x in enumerate(row) if i != j):
            raise Unsupported("an inverse of unknowns")
        return [[1 / row[i] if i == j else Fraction(0) for j in range(len(m))] for i, row in enumerate(m)]

    # ---- sentences ------------------------------------------------------------------------------------------------
    def truth(self, node: Node) -> Any:
        """The sentence as a condition."""
        solver, args = self.solver, node.args
        match node.op:
            case "eq":
                a, b = map(self.value, args)
                pairs = zip(a, b, strict=True) if isinstance(a, list) else [(a, b)]
                return solver.conjunction(solver.real(x) == solver.real(y) for x, y in pairs)
            case "le":
                return solver.real(self.value(args[0])) <= solver.real(self.value(args[1]))
            case "lt":
                return solver.real(self.value(args[0])) < solver.real(self.value(args[1]))
            case "not":
                return solver.negation(self.truth(args[0]))
            case "and":
                return solver.conjunction(map(self.truth, args))
            case "or":
                return solver.disjunction(map(self.truth, args))
            case "implies":
                return solver.disjunction([solver.negation(self.truth(args[0])), self.truth(args[1])])
            case "every":
                return solver.conjunction(self.bound_truth(args[0], i, args[3]) for i in self._range(node))
        raise Unsupported(f"the truth of {node.op}")
