"""Non-negative weights of terms whose sum is another, fitted in floats over random instances. Never evidence."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from bnproof.interpret.fast import values
from bnproof.mutate.terms import ordered
from bnproof.search.instances import Problem
from bnproof.search.regimes import shape
from bnproof.search.screen import Screen
from bnproof.statement.calculus import Unsupported
from bnproof.statement.nodes import Node, Statement, build, free

Array = NDArray[np.float64]
SIZES, ROWS = (2, 3, 5), 1  # dimensions of the instances, and instances a term of each
CLOSE, BITS = 1e-7, 64
TURNS = 120  # certificates have few terms
OPAQUE = ("eigmin", "eigmax", "radius", "oblique", "log", "exp", "abs", "max", "min", "pi")
COUNTED = {"ones", "total", "identity"}  # what makes dimensions more than numbers


def fitted(statement: Statement, gap: Node, terms: Sequence[Node], strict: bool) -> list[tuple[Fraction, Node]]:
    """Weights and terms, where there seem to be such; weights are small fractions. `strict`: of several terms."""
    columns = _sampled(*_without_opaque(statement, [gap, *terms]))
    if columns is None:
        return []
    wanted, known = columns[:, 0], columns[:, 1:]
    size = np.sqrt((known**2).sum(axis=0))
    units = known / np.where(size == 0, np.nan, size)
    alike = np.triu(np.abs(units.T @ units) > 1 - 1e-12, 1).any(axis=0)  # a multiple of an earlier one
    fine: NDArray[np.bool_] = np.asarray(np.isfinite(units).all(axis=0) & ~alike)
    if strict:
        fine &= np.abs(wanted @ units) < (1 - 1e-12) * np.sqrt(wanted @ wanted)
    found = nonnegative(units[:, fine], wanted)
    if found is None:
        return []
    kept = [(t, size[i]) for i, t in enumerate(terms) if fine[i]]
    weights = [(Fraction(float(x / c)).limit_denominator(BITS), t) for x, (t, c) in zip(found, kept, strict=True)]
    return [(k, t) for k, t in weights if k]


def _without_opaque(statement: Statement, terms: Sequence[Node]) -> tuple[Statement, list[Node]]:
    """With new symbols for what canonical forms know nothing of."""
    found: dict[Node, Node] = {}
    memo: dict[Node, Node] = {}
    symbols = set(statement.symbols)
    opaque = OPAQUE if _seen(terms) & COUNTED else (*OPAQUE, "dim")

    def go(n: Node) -> Node:
        if n not in memo:
            if n.op in opaque and free(n) <= symbols:
                memo[n] = found.setdefault(n, build("sym", (), (f"o#{len(found)}", "real", "pos")))
            else:
                memo[n] = build(n.op, tuple(map(go, n.args)), n.data)
        return memo[n]

    new = [go(ordered(t)) for t in terms]
    named = [build("le", (o, o)) for o in (*found.values(), *new)]  # so that all symbols are drawn
    return Statement(statement.hypotheses, build("and", (statement.conclusion, *named))), new


def _seen(terms: Sequence[Node]) -> set[str]:
    """The operators, but for what is inside opaque terms."""
    inside, stack = set[Node](), list(terms)
    while stack:
        n = stack.pop()
        if n not in inside:
            inside.add(n)
            stack.extend(() if n.op in OPAQUE else n.args)
    return {n.op for n in inside}


def _sampled(statement: Statement, terms: Sequence[Node]) -> Array | None:
    """(instances, terms), in each row the first 1 or -1; None where too few have a value."""
    rng, found = np.random.default_rng(0), []
    problem = Problem(statement)
    for size in SIZES:
        screen = Screen(problem, replace(shape(problem, random.Random(size), size), relations=(), rotated=True))
        theta = rng.uniform(0.5, 2, size=(ROWS * len(terms) + 20, len(screen.kinds)))
        signed = np.array([kind in ("any", "angle") for kind in screen.kinds], dtype=bool)
        with np.errstate(all="ignore"):
            batch = screen.batch(np.where(signed & (rng.random(theta.shape) < 0.5), -theta, theta))
            rows = np.stack([_values(t, batch) for t in terms], axis=1)
            fine = np.isfinite(rows[:, 0]) & (rows[:, 0] != 0)  # an identity needs no other hypotheses
            found.append(rows[fine] / np.abs(rows[fine, :1]))
    together = np.concatenate(found)
    return together if len(together) >= 2 * len(terms) else None


def _values(term: Node, batch: object) -> Array:
    try:
        return values(term, batch)  # type: ignore[arg-type]
    except Unsupported:
        return np.full(batch.size, np.nan)  # type: ignore[attr-defined]


def nonnegative(columns: Array, wanted: Array) -> Array | None:
    """x >= 0 with columns x = wanted, by active sets (Lawson and Hanson); None where there is none in floats."""
    n = columns.shape[1]
    q, columns = np.linalg.qr(columns)  # fewer rows
    rest = wanted - q @ (q.T @ wanted)
    if n == 0 or np.abs(rest).max() > CLOSE * np.abs(wanted).max():
        return None
    wanted = q.T @ wanted
    x, active = np.zeros(n), np.zeros(n, dtype=bool)
    for _ in range(TURNS):
        rest = wanted - columns @ x
        if np.abs(rest).max() < CLOSE * max(1e-3, np.abs(wanted).max()):
            return np.asarray(x)
        slope = np.where(active, -np.inf, columns.T @ rest)
        if slope.max() <= 1e-12:
            return None
        active[int(np.argmax(slope))] = True
        while True:
            trial = np.zeros(n)
            trial[active] = np.linalg.lstsq(columns[:, active], wanted, rcond=None)[0]
            negative = active & (trial <= 1e-11)
            if not negative.any():
                break
            ratio = np.where(negative, x / np.where(x - trial > 0, x - trial, np.inf), np.inf)
            x = x + min(1.0, float(ratio[negative].min())) * (trial - x)
            active &= x > 1e-11
        x = trial
    return None
