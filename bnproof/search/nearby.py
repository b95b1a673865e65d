"""Counterexamples near instances of the hypotheses of a true statement: rescaled, or with one symbol changed.

A statement that lacks a hypothesis of a true one is false only where that hypothesis fails. So from an instance of all
hypotheses the search first leaves the one that is lacking, by one change, and then looks around.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import islice, product, zip_longest
from typing import Any

from bnproof.audit.compare import audit
from bnproof.interpret.instance import Instance, Sequence
from bnproof.search.instances import Problem
from bnproof.search.refute import Outcome, _breaks, _shrunk
from bnproof.statement.nodes import Node, Statement
from bnproof.verify.context import Refused
from bnproof.verify.witness import admits

STARTS, LOOKED = 4, 24  # instances to start from, and draws among which they are found where no example is
FACTORS = [Fraction(n) for n in ("0", "-1", "2", "1/2", "10", "1/10", "100")]
SCALES = [Fraction(n) for n in ("4", "1/4", "9/8", "8/9", "100", "1/100")]
VALUES = [Fraction(n) for n in ("1", "-1", "2")]
Values = tuple[Any, ...]


def find_near(problem: Problem, original: Statement, lacking: bool, tries: int, shrinks: int, seed: int = 0) -> Outcome:
    """A counterexample among so many instances near examples, or near draws where there is none.

    `original`: a true statement that the one of the problem came from; `lacking`: by loss of a hypothesis.
    """
    known, admitted, tried = set[Any](), 0, 0
    starts = list(_starts(problem, seed))
    level = [iter(starts), _rescaled(original, starts), *(changed(problem.statement, start) for start in starts)]
    while level:
        outside: list[Instance] = []
        for raw in in_turn(level):
            instance = problem.complete(raw)
            if instance is None or (key := _key(instance)) in known:
                continue
            if tried == tries:
                return Outcome(None, tried, admitted)
            known.add(key)
            tried += 1
            verdict = _breaks(problem, instance)
            if verdict:
                return Outcome(problem.complete(_shrunk(problem, instance, shrinks)), tried, admitted + 1)
            if verdict is False:
                admitted += 1
                if lacking and not _admitted(original, instance, problem):
                    outside.append(instance)
        level = [changed(problem.statement, start) for start in outside]
        lacking = False  # two changes at most
    return Outcome(None, tried, admitted)


def whole(examples: Iterable[Instance], original: Statement) -> Iterator[Instance]:
    """With orbits that obey the rules of the original, so that they do where a rule is lacking."""
    problem, names = Problem(original), {s.name for s in original.symbols}
    yield from ((problem.complete(e) or e) if names <= set(e.values) else e for e in examples)


def _starts(problem: Problem, seed: int) -> Iterator[Instance]:
    drawn = problem.examples or islice(problem.draws(seed), LOOKED)
    found = (x for x in map(problem.complete, drawn) if x is not None and _breaks(problem, x) is not None)
    yield from islice(found, STARTS)


def _admitted(statement: Statement, instance: Instance, problem: Problem) -> bool:
    try:
        admits(statement, instance, problem.meets)
    except Refused:
        return False
    return True


def _key(instance: Instance) -> Any:
    return tuple(sorted(instance.dims.items())), repr(sorted(instance.values.items()))


def in_turn(lists: Iterable[Iterator[Instance]]) -> Iterator[Instance]:
    """The first of each, then the second of each."""
    yield from (x for row in zip_longest(*lists) for x in row if x is not None)


# ---- scales -------------------------------------------------------------------------------------------------------
def _rescaled(statement: Statement, starts: list[Instance]) -> Iterator[Instance]:
    """In other units: what scales alike in a statement may not in one that came from it."""
    for rescaling in audit(statement).group:
        for c, start in product(SCALES, starts):
            if all(name in start.values for name in rescaling):  # and not the argument of a function
                values = {name: _scaled(start.values[name], c**power) for name, power in rescaling.items()}
                if None not in values.values():
                    yield replace(start, values={**start.values, **values})


def _scaled(value: Any, k: Fraction) -> Any:
    match value:
        case Fraction():
            return k * value
        case tuple():
            return tuple(_scaled(x, k) for x in value)
        case Sequence():
            return Sequence(_scaled(value.prefix, k), None if value.tail is None else _scaled(value.tail, k))
    return None


# ---- changes ------------------------------------------------------------------------------------------------------
def changed(statement: Statement, instance: Instance) -> Iterator[Instance]:
    """With another value of one symbol, of each symbol in turn; not all are admitted."""
    others = [_at(s, instance, value) for s in statement.symbols for value in [_others(s, statement, instance)]]
    yield from in_turn(others)


def _at(s: Node, instance: Instance, values: Iterable[Any]) -> Iterator[Instance]:
    for value in values:
        if value != instance.values[s.name]:
            yield replace(instance, values={**instance.values, s.name: value})


def _others(s: Node, statement: Statement, instance: Instance) -> Iterator[Any]:
    value = instance.values[s.name]
    alike = [instance.values[o.name] for o in statement.symbols if o.sort == s.sort and o is not s]
    match s.sort.kind:
        case "real":
            yield from _numbers(value)
            yield from alike
        case "int":
            yield from (n for n in (value + 1, value - 1) if n >= _least(s))
        case "vec":
            yield from _vectors(value)
            yield from alike
        case "map":
            factors = (Fraction(1, 4), Fraction(4)) if s.domain == "spd" else FACTORS[:3]
            yield from (tuple(_times(k, row) for row in value) for k in factors)
        case "seq-real" | "seq-vec":
            change = _numbers if s.sort.kind == "seq-real" else _vectors
            for k, item in enumerate(value.prefix):
                for other in change(item):
                    yield replace(value, prefix=(*value.prefix[:k], other, *value.prefix[k + 1 :]))
            if value.turn:
                yield replace(value, prefix=(_times(Fraction(0), value.told[0]), *value.prefix))
            if value.tail is not None:
                yield from (replace(value, tail=other) for other in change(value.tail))
                yield from (replace(value, tail=None, cycle=(value.tail, x)) for x in islice(change(value.tail), 2))


def _least(s: Node) -> int:
    return 1 if s.domain.startswith("index:") else int(s.domain[2:])


def _numbers(x: Fraction) -> Iterator[Fraction]:
    yield from (k * x for k in FACTORS)
    yield from VALUES


def _vectors(v: Values) -> Iterator[Values]:
    yield from (_times(k, v) for k in FACTORS[:4])
    yield from (tuple(Fraction(int(i == j)) for j in range(len(v))) for i in range(len(v)))


def _times(k: Fraction, v: Any) -> Any:
    return tuple(k * x for x in v) if isinstance(v, tuple) else k * v
