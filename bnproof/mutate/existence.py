"""Statements that some real number exists: at an instance it solves a polynomial inequality, or provably none does."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import islice, pairwise
from typing import Any

from flint import fmpq, fmpq_poly

from bnproof.interpret.evaluate import Evaluator
from bnproof.interpret.exact import Tower
from bnproof.interpret.instance import Instance, Undefined
from bnproof.search.instances import Problem
from bnproof.statement.calculus import Unsupported
from bnproof.statement.nodes import Statement
from bnproof.verify.context import Refused
from bnproof.verify.witness import admits


class Polynomials(Tower):
    """Rational numbers, and polynomials in one unknown."""

    def sign(self, x: Any) -> int:
        if not isinstance(x, fmpq_poly):
            return super().sign(x)
        if x.degree() > 0:
            raise Unsupported("the sign of a polynomial")
        return super().sign(x[0])


def solvable(statement: Statement, instance: Instance) -> bool:
    """Of a conclusion `some k: a <= b` or `a < b`, with both sides polynomials in the real k: is there such a k?

    Raises `Refused` where the instance is not admitted, `Undefined`, `Unsupported`.
    """
    admits(statement, instance)
    k, body = statement.conclusion.args
    if k.sort.kind != "real" or body.op not in ("le", "lt") or k.domain == "nonzero":
        raise Unsupported("an existence of that shape")
    evaluator = Evaluator(Polynomials(), instance)
    evaluator.env = {k: fmpq_poly([0, 1])}
    gap = evaluator.value(body.args[1]) - evaluator.value(body.args[0])
    if not isinstance(gap, fmpq | fmpq_poly):
        raise Unsupported("coefficients that are not rational")
    return reaches(fmpq_poly([gap]) if isinstance(gap, fmpq) else gap, k.domain, strict=body.op == "lt")


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
    """An instance without a solution, and the draws until it; every other draw is smaller or larger than usual."""
    for n, drawn in enumerate(islice(problem.draws(seed), draws), 1):
        raw = drawn if n % 2 else scaled(drawn, Fraction(8 if n % 4 else 1, 1 if n % 4 else 8))
        instance = problem.complete(raw)
        try:
            if instance is not None and not solvable(statement, instance):
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
