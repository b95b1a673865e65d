"""Guided search: float batches over wild regimes, ascent from the worst, then exact instances of what looks broken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np

from bnproof.interpret.instance import Instance
from bnproof.search.instances import Problem
from bnproof.search.regimes import Shape, shapes
from bnproof.search.screen import FAILS, Array, Screen
from bnproof.search.strategies import instance, moved, sample, simplified
from bnproof.statement.calculus import Unsupported
from bnproof.statement.sorts import Malformed

BATCH = 4096  # at most
PARENTS, ROUNDS, PATIENCE = 24, 64, 5  # rounds of a climb at most, and in vain
BROKEN = -1e-7  # a score that is tried at once
DOUBTFUL = -1e-13  # one that is tried after the ascent
BITS = (1, 2, 4, 8, 16, 30)  # of the parameters of exact candidates
GLANCE, SMALL, FEW = 13, 64, 6  # shapes of a first look, instances and rounds of each
TRIES = 8  # exact candidates of a shape
FAILURES = (Unsupported, Malformed, ZeroDivisionError, np.linalg.LinAlgError, OverflowError, KeyError, IndexError)


@dataclass(frozen=True)
class Extreme:
    """The instance (not yet completed) that came nearest to breaking a statement, in floats."""

    score: float
    instance: Instance


class Guided:
    """Exact candidates until so many evaluations in floats, or so many candidates, are spent."""

    def __init__(self, problem: Problem, screens: int, tries: int, seed: int = 0) -> None:
        self._problem, self._screens, self._tries = problem, screens, tries
        self._rng, self._shapes = np.random.default_rng(seed), shapes(problem, seed)
        self._size = max(1, min(BATCH, max(256, screens // 64)))
        self._seen, self._failed = 0, 0
        self.spent, self.tried = 0, 0
        self.extreme: Extreme | None = None

    def candidates(self, glance: bool = False) -> Iterator[Instance]:
        """Not all are admitted. A glance looks at few instances of each size; it may be followed by a full search."""
        most = min(self._tries, TRIES if glance else self._tries)
        for shape in islice(self._shapes, GLANCE if glance else None):
            left = self._screens - self.spent
            if left <= 0 or self.tried >= most or self._failed > max(3, self._seen // 2):
                return  # spent, or hardly a shape can be evaluated
            early = self.spent < self._screens // 2
            size, rounds = (SMALL, FEW) if glance else (self._size, 2 * FEW if early else ROUNDS)
            climb = _Climb(self._problem, shape, self._rng, min(size, left), rounds)
            try:
                yield from self._tried(climb, 2 if glance else TRIES)
                self.extreme = climb.extreme(self.extreme)
            except FAILURES:
                self._failed += 1
            self._seen += 1
            if not climb.screen.kinds:
                self.spent += size  # nothing to vary but the shape

    def _tried(self, climb: _Climb, most: int) -> Iterator[Instance]:
        before = self.spent
        self.spent += 1
        for theta in climb.candidates(min(most, self._tries - self.tried)):
            self.spent, self.tried = before + climb.spent, self.tried + 1
            raw = _instance(self._problem, climb.screen.shape, theta)
            if raw is not None:
                yield raw
        self.spent = before + max(1, climb.spent)


def _instance(problem: Problem, shape: Shape, parameters: list[Any]) -> Instance | None:
    try:
        return instance(problem.statement.symbols, shape, parameters)
    except ZeroDivisionError:
        return None


def _further(before: float, after: float) -> bool:
    """Is that progress? Near 1 a score hardly moves while lhs/rhs multiplies."""
    return after < before - 1e-3 or 1 - after > 1.02 * (1 - before) > 0


class _Climb:
    """From a batch of one shape to its worst instances."""

    def __init__(self, problem: Problem, shape: Shape, rng: np.random.Generator, size: int, rounds: int) -> None:
        self.screen, self.rng, self.size, self.rounds = Screen(problem, shape), rng, size, rounds
        self.spent = 0
        self.theta: Array = np.zeros((0, 0))
        self.score: Array = np.zeros(0)

    def candidates(self, left: int) -> Iterator[list[Any]]:
        """Rational parameters worth an exact try, so many at most."""
        rounds, stuck = 0, 0
        self._start()
        while left > 0 and self.screen.kinds and np.isfinite(self.score[0]):
            last = rounds >= self.rounds or stuck >= PATIENCE
            if self.score[0] < (DOUBTFUL if last else BROKEN):
                for candidate in self._rationalised(DOUBTFUL if last else BROKEN, left if last else max(1, left // 2)):
                    left -= 1
                    yield candidate
            if last:
                return
            before = self.score[0]
            self._climb()
            rounds, stuck = rounds + 1, 0 if _further(before, self.score[0]) else stuck + 1

    def _start(self) -> None:
        self._keep(sample(self.screen.symbols, self.screen.shape, self.rng, self.size))

    def _climb(self) -> None:
        children = max(1, self.size // (2 * len(self.theta)))
        self._keep(moved(np.repeat(self.theta, children, axis=0), self.screen.kinds, self.rng))

    def _keep(self, theta: Array) -> None:
        """The worst of these and of those kept before; of the worst, rounding is told from violation."""
        score = self.screen.scores(theta, copies=0)
        self.spent += len(theta)
        theta = theta[np.argsort(score, kind="stable")[: 4 * PARENTS]]
        score = self.screen.scores(theta)
        if self.score.size:
            theta, score = np.concatenate([self.theta, theta]), np.concatenate([self.score, score])
        order = np.argsort(score, kind="stable")[:PARENTS]
        self.theta, self.score = theta[order], score[order]

    def _rationalised(self, below: float, limit: int) -> Iterator[list[Any]]:
        """Fewest bits first, of those that look broken in floats too."""
        worst = self.theta[self.score < below][:6]
        rows = [[simplified(float(x), bits) for x in row] for bits in BITS for row in worst]
        rows = [list(row) for row in dict.fromkeys(tuple(row) for row in rows)]
        rounded = np.array(rows, dtype=np.float64).reshape(len(rows), -1)
        broken = self.screen.scores(rounded, copies=4) < below
        self.spent += len(rows)
        yield from [row for row, b in zip(rows, broken, strict=True) if b][:limit]

    def extreme(self, known: Extreme | None) -> Extreme | None:
        """The worse of that and of the worst here, with as few bits as keep most of its score."""
        if not self.score.size:
            return known
        sure = self.screen.scores(self.theta, copies=4)
        sure = np.where(sure < -1e-9, np.inf, sure)  # tried exactly and in vain: rounding
        worst = int(np.argmin(sure))
        if sure[worst] >= FAILS or (known is not None and known.score <= sure[worst] + 1e-6):
            return known
        rows = [[simplified(float(x), bits) for x in self.theta[worst]] for bits in BITS]
        scores = self.screen.scores(np.array(rows, dtype=np.float64).reshape(len(rows), -1), copies=4)
        enough = sure[worst] + 0.02 * abs(sure[worst]) + 1e-7
        for row, s in zip(rows, scores, strict=True):
            raw = _instance(self.screen.problem, self.screen.shape, row) if s <= enough else None
            if raw is not None and s > -1e-9 and (known is None or s < known.score):
                return Extreme(float(s), raw)
        return known
