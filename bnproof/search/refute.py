"""Searching: an instance that breaks a statement, made as small as possible; or one that it admits."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from bnproof.interpret.evaluate import Evaluator
from bnproof.interpret.instance import Instance, Lambda, Sequence, Undefined
from bnproof.search.instances import Problem, functions, functions_of_several
from bnproof.search.models import Models
from bnproof.search.strategies import generic
from bnproof.statement.calculus import Unsupported
from bnproof.statement.nodes import Node, Statement
from bnproof.statement.sorts import summands
from bnproof.verify.context import Refused
from bnproof.verify.witness import Meets, admits, nontrivial

if TYPE_CHECKING:
    from bnproof.search.guided import Extreme, Guided

Examples = Iterable[Instance]
OPENING, MORE = 2, 64  # draws before a first guided search, which takes but a glance, and before the second
MOST_ASKED = 39  # questions to z3, unless given
SMALL = 64  # small draws among which a smaller witness is looked for


@dataclass(frozen=True)
class Budget:
    """Work limits, in draws."""

    draws: int = 400
    shrinks: int = 400
    screens: int | None = None  # evaluations in floats; 40 a draw unless given, none at 0
    questions: int | None = None  # to z3; one in 30 draws unless given, none at 0

    @property
    def screened(self) -> int:
        return 40 * self.draws if self.screens is None else self.screens

    @property
    def asked(self) -> int:
        return min(MOST_ASKED, self.draws // 30) if self.questions is None else self.questions


@dataclass(frozen=True)
class Outcome:
    """`instance` is None where nothing was found; `admitted` counts the draws that satisfied the hypotheses."""

    instance: Instance | None
    draws: int
    admitted: int
    screened: int = 0  # instances looked at in floats
    extreme: Extreme | None = None  # where nothing was found
    asked: int | None = None  # questions to z3; None without z3


def find_witness(
    statement: Statement, budget: Budget, seed: int = 0, examples: Examples = (), meets: Meets | None = None
) -> Outcome:
    """A smallest counterexample: fewest dimensions, then non-zeros, then bits.

    Examples first, then generic and small draws, with guided searches in floats and questions to z3 between them.
    Candidates of those count as draws, beyond those of the budget.
    """
    problem, admitted = Problem(statement, examples, meets), 0
    hunt, models = _hunt(problem, budget, seed), Models(problem, budget.asked, seed)

    def outcome(found: Instance | None, draws: int, extreme: Extreme | None = None) -> Outcome:
        return Outcome(found, draws, admitted, hunt.spent if hunt else 0, extreme, models.asked)

    for drawn, (raw, small) in enumerate(_candidates(problem, budget, seed, hunt, models), 1):
        verdict = _breaks(problem, raw)
        admitted += verdict is not None
        if verdict:
            return outcome(problem.complete(_smallest(problem, raw, small, budget.shrinks, seed)), drawn)
    return outcome(None, budget.draws, hunt.extreme if hunt else None)


def _hunt(problem: Problem, budget: Budget, seed: int) -> Guided | None:
    if budget.screened == 0 or budget.draws < OPENING:
        return None
    try:
        from bnproof.search.guided import Guided
    except ModuleNotFoundError:  # no NumPy
        return None
    return Guided(problem, budget.screened, max(1, budget.draws // 4), seed)


def _candidates(
    problem: Problem, budget: Budget, seed: int, hunt: Guided | None, models: Models
) -> Iterator[tuple[Instance, bool]]:
    """Instances to be tried exactly, and whether they are small draws."""
    rng = random.Random(seed)
    small = ((raw, True) for raw in problem.draws(seed))
    odd = ((raw, False) for size in (2, 3) if (raw := generic(problem, rng, size)) is not None)
    first = list(islice(small, len(problem.examples)))
    mixed = chain(first, (x for pair in zip(odd, small, strict=False) for x in pair), small)
    draws = islice(mixed, budget.draws)
    yield from islice(draws, max(OPENING, len(problem.examples)))
    if hunt:
        yield from ((raw, False) for raw in hunt.candidates(glance=True))
    yield from ((raw, False) for raw in models.candidates())
    yield from islice(draws, MORE)
    if hunt:
        yield from ((raw, False) for raw in hunt.candidates())
    yield from draws


def _smallest(problem: Problem, raw: Instance, small: bool, limit: int, seed: int) -> Instance:
    """Shrunk, from a small draw that breaks the statement too if there is one soon: it shrinks further."""
    tries = 0 if small else min(SMALL, limit // 4)
    again = (x for x in islice(problem.draws(seed), tries) if _breaks(problem, x))
    return _shrunk(problem, next(again, raw), limit - tries)


def find_admitted(
    statement: Statement,
    budget: Budget,
    seed: int = 0,
    examples: Examples = (),
    meets: Meets | None = None,
    at_least: int = 2,
) -> Outcome:
    """An instance of these dimensions that satisfies the hypotheses, and where the conclusion is no `0 = 0`."""
    problem, admitted = Problem(statement, examples, meets), 0
    for k, raw in enumerate(problem.draws(seed, at_least)):
        if k >= budget.draws:
            break
        instance = problem.complete(raw)
        if instance is None:
            continue
        try:
            evaluator = admits(statement, instance, meets)
            admitted += 1
            if nontrivial(statement.conclusion, evaluator):
                return Outcome(instance, k + 1, admitted)
        except Refused:
            continue
    return Outcome(None, budget.draws, admitted)


def find_instance(
    statement: Statement, budget: Budget, seed: int = 0, examples: Examples = (), meets: Meets | None = None
) -> Outcome:
    """A small instance that satisfies the hypotheses."""
    problem = Problem(statement, examples, meets)
    for k, raw in zip(range(budget.draws), problem.draws(seed), strict=False):
        instance = problem.complete(raw)
        try:
            if instance is not None:
                admits(statement, instance, meets)
                return Outcome(instance, k + 1, 1)
        except Refused:
            continue
    return Outcome(None, budget.draws, 0)


def _breaks(problem: Problem, raw: Instance) -> bool | None:
    """None where the instance is not admitted."""
    instance = problem.complete(raw)
    if instance is None:
        return None
    try:
        evaluator: Evaluator = admits(problem.statement, instance, problem.meets)
        return evaluator.truth(problem.statement.conclusion) is False
    except (Refused, Undefined, Unsupported, ZeroDivisionError):
        return None


# ---- shrinking ----------------------------------------------------------------------------------------------------
def _shrunk(problem: Problem, raw: Instance, limit: int) -> Instance:
    """Greedy: the first smaller instance that still breaks the statement, again and again."""
    tries, best = 0, raw
    improved = True
    while improved and tries < limit:
        improved = False
        for smaller in _smaller(problem.statement, best):
            tries += 1
            if tries > limit:
                break
            if _breaks(problem, smaller):
                best, improved = smaller, True
                break
    return best


def _smaller(statement: Statement, instance: Instance) -> Iterator[Instance]:
    for space, d in instance.dims.items():
        for i in range(d if d > 1 else 0):
            yield _without_coordinate(statement, instance, space, i)
    for s in statement.symbols:
        simpler = _simpler_function(s, instance) if s.sort.kind == "fn" else _simpler(s, instance.values[s.name])
        for value in simpler:
            yield replace(instance, values={**instance.values, s.name: value})


def _without_coordinate(statement: Statement, instance: Instance, space: str, i: int) -> Instance:
    def cut(items: tuple[Any, ...]) -> tuple[Any, ...]:
        return items[:i] + items[i + 1 :]

    dims, values = dict(instance.dims), dict(instance.values)
    dims[space] -= 1
    for s in statement.symbols:
        v = values[s.name]
        match s.sort.kind:
            case "vec" if s.sort.spaces[0] == space:
                values[s.name] = cut(v)
            case "map":
                source, target = s.sort.spaces
                rows = cut(v) if target == space else v
                values[s.name] = tuple(cut(row) for row in rows) if source == space else rows
            case "seq-vec" if s.sort.spaces[0] == space:
                tail = None if v.tail is None else cut(v.tail)
                values[s.name] = Sequence(tuple(map(cut, v.prefix)), tail, tuple(map(cut, v.cycle)))
            case "int" if s.domain == f"index:{space}":
                values[s.name] = min(v, dims[space])
    return Instance(dims, values)


def _simpler(symbol: Node, value: Any) -> Iterator[Any]:
    """Smaller values of one symbol: zeros first, then ones, then fewer bits."""
    match symbol.sort.kind:
        case "int":
            if value > (1 if symbol.domain.startswith("index:") else int(symbol.domain[2:])):
                yield value - 1
        case "real":
            yield from _simpler_number(value)
        case "vec" if symbol.domain == "unit":
            if sum(x != 0 for x in value) > 1:  # then a basis vector is simpler
                yield from (tuple(Fraction(int(i == j)) for j in range(len(value))) for i in range(len(value)))
        case "vec":
            yield from _one_changed(value)
        case "map":
            symmetric = symbol.domain == "spd"
            for i, row in enumerate(value):
                for j, x in enumerate(row):
                    if symmetric and j < i:
                        continue
                    for y in _simpler_number(x):
                        rows = [list(r) for r in value]
                        rows[i][j] = y
                        if symmetric:
                            rows[j][i] = y
                        yield tuple(tuple(r) for r in rows)
        case "seq-real":
            for prefix in _one_changed(value.prefix):
                yield replace(value, prefix=prefix)
        case "seq-vec":
            for k, v in enumerate(value.prefix):
                for w in _one_changed(v):
                    yield replace(value, prefix=(*value.prefix[:k], w, *value.prefix[k + 1 :]))


def _simpler_function(symbol: Node, instance: Instance) -> Iterator[Lambda]:
    """The functions of small draws that are shorter than this one, or of its length and before it."""
    space, value = symbol.sort.spaces[0], instance.values[symbol.name]
    if len(summands(space)) > 1:
        known = functions_of_several(symbol, dict(instance.dims))
    else:
        known = functions(symbol, instance.dim(space))
    known = sorted(known, key=_length)
    yield from known[: known.index(value)] if value in known else (f for f in known if _length(f) < _length(value))


def _length(function: Lambda) -> int:
    """Nodes of its body, each counted as often as it is written."""

    def count(n: Node) -> int:
        return 1 + sum(map(count, n.args))

    return count(function.body)


def _one_changed(values: tuple[Fraction, ...]) -> Iterator[tuple[Fraction, ...]]:
    for i, x in enumerate(values):
        for y in _simpler_number(x):
            yield (*values[:i], y, *values[i + 1 :])


def _simpler_number(x: Fraction) -> Iterator[Fraction]:
    def cost(y: Fraction) -> tuple[int, int]:
        return (
            abs(y.numerator).bit_length() + y.denominator.bit_length() + (y < 0) if y else 0,
            abs(y.numerator),
        )

    candidates = dict.fromkeys((Fraction(0), Fraction(1), Fraction(-1), abs(x), Fraction(2), Fraction(round(x))))
    yield from (y for y in candidates if cost(y) < cost(x))
