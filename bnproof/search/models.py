"""Counter-models by z3, one question after another: at unknown coordinates, and at unknown moments."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import cycle, islice

from bnproof.interpret.instance import Instance
from bnproof.search.instances import Problem

SIZES = (1, 2, 0, 3, 2, 1, 5, 2, 3, 4, 2, 6, 8)  # dimensions; 0: moments, of no dimension
PATIENCE = 3  # questions in vain because the statement cannot be asked at all


class Models:
    """Candidates until so many questions are asked, each with a limit on its work.

    `asked` counts them; it is None where z3 is not installed.
    """

    def __init__(self, problem: Problem, questions: int, seed: int = 0) -> None:
        self._problem, self._questions, self._seed = problem, questions, seed
        self.asked: int | None = 0

    def candidates(self) -> Iterator[Instance]:
        """Not all break the statement: roots are rounded."""
        try:
            from bnproof.search.moments import spanned  # only now: z3 is slow to load
            from bnproof.search.symbolic import FAILURES, at_unknowns
        except ModuleNotFoundError:
            self.asked = None
            return
        failed = 0
        for k, size in enumerate(islice(cycle(SIZES), self._questions)):
            self.asked = k + 1
            try:
                rng = random.Random(self._seed * self._questions + k)
                yield from at_unknowns(self._problem, rng, size) if size else spanned(self._problem)
            except FAILURES:
                failed += 1
                if failed == self.asked >= PATIENCE:
                    return
