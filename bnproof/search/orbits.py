"""Orbits of recursions, followed exactly until they come to a state again: from there on they are known for ever."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import lcm
from typing import Any

from flint import fmpq

from bnproof.interpret.evaluate import Evaluator
from bnproof.interpret.exact import Tower
from bnproof.interpret.instance import Instance, Sequence, Undefined
from bnproof.statement.calculus import Unsupported
from bnproof.statement.nodes import Node, free

STEPS, LONG = 10, 100  # until an orbit comes again; bits of its numbers

Steps = list[tuple[Node, Node]]  # sequences s, and terms f of `s[t + 1] = f`


def followed(t: Node, guard: Node | None, steps: Steps, instance: Instance) -> dict[str, Sequence]:
    """The sequences from their first items on, if they come again; else none. Where the guard fails they stay."""
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
            after = [rational(evaluator.value(term)) for _, term in steps] if moves else list(state)
        except (Undefined, Unsupported, ZeroDivisionError):
            break
        if _digits(after) > LONG:
            break
        run = {name: (*run[name], value) for name, value in zip(names, after, strict=True)}
    return {}


def obeyed(t: Node, guard: Node | None, steps: Steps, instance: Instance) -> bool:
    """Are the sequences known for ever, and do they obey the recursion along their prefixes and one turn?"""
    symbols = {s for s, _ in steps} | {x for _, term in steps for x in free(term) if x.sort.kind.startswith("seq")}
    known = [instance.values[s.name] for s in symbols]
    if not all(x.turn for x in known):
        return False
    evaluator = Evaluator(Tower(), instance)
    try:
        for k in range(min(LONG, max(len(x.prefix) for x in known) + lcm(*(len(x.turn) for x in known)))):
            if guard is None or evaluator.bound_truth(t, k, guard) is True:
                evaluator.env = {t: k}
                if any(rational(evaluator.value(term)) != instance.values[s.name].item(k + 1) for s, term in steps):
                    return False
    except (Undefined, Unsupported, ZeroDivisionError):
        return False
    return True


def repeated(prefix: tuple[Any, ...], cycle: tuple[Any, ...]) -> Sequence:
    """With a tail where the cycle stands still."""
    still = all(x == cycle[0] for x in cycle)
    return Sequence(prefix, cycle[0]) if still else Sequence(prefix, None, cycle)


def changed_item(sequence: Sequence, index: int, value: Any) -> Sequence:
    """With another item there. Raises IndexError where the sequence does not say how it goes on till there."""
    if sequence.item(index) == value:
        return sequence
    turn, items = sequence.turn, list(sequence.prefix)
    while turn and len(items) <= index:
        items.append(turn[0])
        turn = (*turn[1:], turn[0])
    items[index] = value
    return replace(sequence, prefix=tuple(items), cycle=turn if sequence.cycle else ())


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
