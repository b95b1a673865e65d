"""A budget of work, in steps: evidence that asks for more is refused, on every machine alike."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

_left = float("inf")


class Exhausted(ArithmeticError):
    """More work than a check may take."""


def spend(steps: int = 1) -> None:
    """Takes steps off the budgets that are open. Raises `Exhausted`."""
    global _left
    _left -= steps
    if _left < 0:
        raise Exhausted("more work than a check may take")


@contextmanager
def budget(steps: int) -> Iterator[None]:
    """What is done inside may take so many steps, and no more than is left outside."""
    global _left
    outer = _left
    _left = given = min(outer, steps)
    try:
        yield
    finally:
        _left = outer - (given - _left) if outer < float("inf") else outer
