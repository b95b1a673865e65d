"""Orbits of recursions, followed exactly until they come to a state again: from there on they are known for ever."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from flint import fmpq

from bnproof.interpret.evaluate import Evaluator
from bnproof.interpret.exact import Tower
from bnproof.interpret.instance import Instance, Sequence, Undefined
from bnproof.statement.calculus import Unsupported
from bnproof.statement.nodes import Node, free

STEPS, LONG = 10, 100  # until an orbit comes again; bits of its numbers

Steps = list[tuple[Node, Node]]  # sequences s, and terms f of `s[t + 1] = f`


def followed(
    t: Node, guard: Node | None, steps: Steps, instance: Instance, given: Mapping[str, Sequence]
) -> dict[str, Sequence]:
    """The sequences from their first items on, if they come again; else none.

    Where the guard fails they go on as they are given, else they stay.
    """
    names = [s.name for s, _ in steps]
    if any(x.sort.kind.startswith("seq") and x.name not in names for _, term in steps for x in free(term)):
        return {}
    run = {name: instance.values[name].told[:1] for name in names}
    seen: dict[Any, int] = {}
    for k in range(STEPS):
        state = tuple(run[name][k] for name in names)
        if state in seen:
            first = seen[state]
            return {name: repeated(items[:first], items[first:k]) for name, items in run.items()}
        seen[state] = k
        known = {name: Sequence(items) for name, items in run.items()}
        evaluator = Evaluator(Tower(), Instance(instance.dims, {**instance.values, **known}))
        try:
            moves = guard is None or evaluator.bound_truth(t, k, guard) is True
            evaluator.env = {t: k}
            after = [rational(evaluator.value(term)) for _, term in steps] if moves else _on(given, names, k, state)
        except (Undefined, Unsupported, ZeroDivisionError):
            break
        if _digits(after) > LONG:
            break
        run = {name: (*run[name], value) for name, value in zip(names, after, strict=True)}
    return {}


def _on(given: Mapping[str, Sequence], names: list[str], k: int, state: tuple[Any, ...]) -> list[Any]:
    items = [given[name].item(k + 1) for name in names]
    return [old if item is None else item for item, old in zip(items, state, strict=True)]


def repeated(prefix: tuple[Any, ...], cycle: tuple[Any, ...]) -> Sequence:
    """With a tail where the cycle stands still."""
    still = all(x == cycle[0] for x in cycle)
    return Sequence(prefix, cycle[0]) if still else Sequence(prefix, None, cycle)


def rational(value: Any) -> Any:
    """Values of an exact evaluator as fractions, and tuples of them. Raises `Unsupported`."""
    if isinstance(value, list):
        return tuple(rational(x) for x in value)
    if not isinstance(value, fmpq):
        raise Unsupported("an irrational value")
    return Fraction(int(value.p), int(value.q))


def _digits(value: Any) -> int:
    if isinstance(value, list | tuple):
        return max(map(_digits, value), default=0)
    return int(max(value.numerator.bit_length(), value.denominator.bit_length()))
