"""Statements that numbers or vectors exist: at an instance they solve a polynomial inequality, or provably none do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import islice, pairwise
from typing import Any

from flint import fmpq, fmpq_poly

from bnproof.interpret.arithmetic import Dual
from bnproof.interpret.evaluate import Evaluator
from bnproof.interpret.instance import Instance, Undefined
from bnproof.interpret.polynomials import Polynomial
from bnproof.search.instances import Problem
from bnproof.statement.calculus import Unsupported
from bnproof.statement.nodes import Node, Statement
from bnproof.verify.context import Refused
from bnproof.verify.decide import Decider
from bnproof.verify.quadratic import semidefinite
from bnproof.verify.witness import Meets, admits

JOINED = ("and", "or", "not", "implies")


def speaks_of_existence(sentence: Node) -> bool:
    """Is it, or is a part of what it joins, that something exists?"""
    return sentence.op == "exists" or (sentence.op in JOINED and any(map(speaks_of_existence, sentence.args)))


class Solver(Decider):
    """Decides also whether there are numbers or vectors for which a polynomial is 0, or not negative, or positive."""

    def sign(self, x: Any) -> int | None:
        return super().sign(self._plain(x))

    def _sqrt(self, x: Any) -> Any:
        return super()._sqrt(self._plain(x))

    def _div(self, node: Node, a: Any, b: Any) -> Any:
        return super()._div(node, a, self._plain(b))

    def _plain(self, x: Any) -> Any:
        """A number, where all that depends on the unknowns has dropped out."""
        if type(x) is Dual:
            return Dual(self._plain(x.value), x.slope, x.level)
        if type(x) is not Polynomial or any(super(Solver, self).sign(c) for m, c in x.terms.items() if m):
            return x
        return x.terms.get((), fmpq(0))

    def truth(self, node: Node) -> bool | None:
        if node.op == "exists":
            return self._solvable(node)
        return Evaluator.truth(self, node) if speaks_of_existence(node) else super().truth(node)

    def _solvable(self, sentence: Node) -> bool:
        bound: list[Node] = []
        while sentence.op == "exists":
            bound.append(sentence.args[0])
            sentence = sentence.args[1]
        if sentence.op not in ("eq", "le", "lt") or any(s.sort.kind not in ("real", "vec") for s in bound):
            raise Unsupported("an existence of that shape")
        domain = bound[0].domain if len(bound) == 1 and bound[0].sort.kind == "real" else ""
        if domain == "nonzero" or (not domain and any(s.domain for s in bound)):
            raise Unsupported("an existence in that domain")
        outer = self.env
        self.env = {**outer, **{s: self._unknown(s) for s in bound}}
        try:
            left, right = map(self.value, sentence.args)
        finally:
            self.env = outer
        if isinstance(left, list):  # vectors are equal where the square of their distance is 0
            left, right = sum(((y - x) * (y - x) for x, y in zip(left, right, strict=True)), fmpq(0)), fmpq(0)
        return self._takes(right - left, domain, sentence.op)

    def _unknown(self, s: Node) -> Any:
        return self.variables(s) if s.sort.kind == "vec" else Polynomial.variable((next(self._numbers), 0), fmpq(1))

    def _takes(self, gap: Any, domain: str, relation: str) -> bool:
        """Is the polynomial 0 somewhere (`eq`), or 0 or more (`le`), or more than 0 (`lt`)?"""
        terms = gap.terms if type(gap) is Polynomial else {(): gap}
        terms = {m: c for m, c in terms.items() if self.sign(c)}
        unknowns = sorted({name for m in terms for name, _ in m})
        if len(unknowns) <= 1 and all(isinstance(c, fmpq) for c in terms.values()):
            p = fmpq_poly([])
            for m, c in terms.items():
                p[m[0][1] if m else 0] = c
            return vanishes(p, domain) if relation == "eq" else reaches(p, domain, strict=relation == "lt")
        if domain or any(sum(k for _, k in m) > 2 for m in terms):
            raise Unsupported("polynomials of that degree")
        if relation == "eq":  # all of space is connected
            return self._rises(terms, unknowns, False) and self._rises(
                {m: -c for m, c in terms.items()}, unknowns, False
            )
        return self._rises(terms, unknowns, relation == "lt")

    def _rises(self, terms: Mapping[Any, Any], unknowns: list[Any], strict: bool) -> bool:
        """Does a polynomial of degree 2 reach 0, or exceed it? Not if minus it, made homogeneous, is semidefinite."""
        names = [*unknowns, None]  # the constant last: after elimination its pivot is the least value
        rows = [[fmpq(0)] * len(names) for _ in names]
        for m, c in terms.items():
            i, j = (*(names.index(name) for name, k in m for _ in range(k)), -1, -1)[:2]
            rows[i][j] = rows[i][j] - c
            rows[j][i] = rows[j][i] - c
        if not semidefinite(rows, self):
            return True
        return not strict and self.sign(_last_pivot(rows)) == 0


def _last_pivot(rows: list[list[Any]]) -> Any:
    """Of a semidefinite matrix, by elimination: what is left of the last entry."""
    while len(rows) > 1:
        (pivot, *rest), *rows = rows
        columns = [row[0] for row in rows]
        rows = [
            [x - c / pivot * y if pivot else x for x, y in zip(row[1:], rest, strict=True)]
            for c, row in zip(columns, rows, strict=True)
        ]
    return rows[0][0]


def solvable(statement: Statement, instance: Instance, meets: Meets | None = None) -> bool | None:
    """The truth of a conclusion that says that something exists: polynomials in real numbers or vectors.

    In one real of any degree, over rational numbers; in several of degree 2. Raises `Refused` where the instance is
    not admitted, `Undefined`, `Unsupported`.
    """
    admits(statement, instance, meets)
    return Solver(instance).truth(statement.conclusion)


def vanishes(p: fmpq_poly, domain: str) -> bool:
    """p(k) = 0, for some k of the domain?"""
    return p.degree() < 0 or (domain == "nonneg" and p[0] == 0) or _roots(p, domain) > 0


def reaches(p: fmpq_poly, domain: str, strict: bool) -> bool:
    """0 <= p(k), or 0 < p(k), for some k: any real, or k > 0 (`pos`), or k >= 0 (`nonneg`)."""
    if domain == "nonneg" and (p(fmpq(0)) > 0 or (p(fmpq(0)) == 0 and not strict)):
        return True
    if p.degree() < 1:
        return bool(p[0] > 0 or (p[0] == 0 and not strict))
    if not strict and _roots(p, domain):
        return True
    changes = fmpq_poly([1])  # a root of odd order lies between values of both signs
    for factor, order in p.factor()[1]:
        changes = changes * factor if order % 2 else changes
    if _roots(changes, domain):
        return True
    point = next(fmpq(n) for n in range(1, p.degree() + 2) if p(fmpq(n)) != 0)
    return bool(p(point) > 0)


def _roots(p: fmpq_poly, domain: str) -> int:
    """How many distinct real ones, beyond 0 if of a domain; by Sturm."""
    while domain and p.degree() > 0 and p[0] == 0:  # a root at 0 is not beyond it
        p = fmpq_poly(p.coeffs()[1:])
    if p.degree() < 1:
        return 0
    chain = [p, p.derivative()]
    while chain[-1].degree() > 0:
        chain.append(-(chain[-2] % chain[-1]))
    chain = [q for q in chain if q.degree() >= 0]
    low = [q[0] for q in chain] if domain else [q[q.degree()] * (-1) ** q.degree() for q in chain]
    return _changes(low) - _changes([q[q.degree()] for q in chain])


def _changes(values: list[fmpq]) -> int:
    signs = [v > 0 for v in values if v != 0]
    return sum(a != b for a, b in pairwise(signs))


def find_unsolvable(statement: Statement, problem: Problem, draws: int, seed: int = 0) -> tuple[Instance, int] | None:
    """An instance without a solution, and the draws until it.

    Examples as they are; of the others every other one is smaller or larger than usual.
    """
    for n, drawn in enumerate(islice(problem.draws(seed), draws), 1):
        raw = (
            drawn
            if n <= len(problem.examples) or n % 2
            else scaled(drawn, Fraction(8 if n % 4 else 1, 1 if n % 4 else 8))
        )
        instance = problem.complete(raw)
        try:
            if instance is not None and solvable(statement, instance, problem.meets) is False:
                return instance, n
        except (Refused, Undefined, Unsupported, ZeroDivisionError, TypeError):
            continue
    return None


def scaled(instance: Instance, k: Fraction) -> Instance:
    """With all vectors so many times longer."""
    values = {
        name: tuple(k * x for x in v) if type(v) is tuple and isinstance(v[0], Fraction) else v
        for name, v in instance.values.items()
    }
    return replace(instance, values=values)
