"""Words of operators, vectors as combinations of words applied to atoms: how words compose, their adjoints."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from bnproof.interpret.ring import Key, Ratio
from bnproof.statement.budget import spend

Letter = tuple[Any, int]  # an operator and its power; the adjoint of X is the letter (("adj", X), 1)
Word = tuple[Letter, ...]
Vector = dict[tuple[Word, Key], Ratio]  # coefficients of words applied to atoms


def join(left: Word, right: Word) -> Word:
    """Words composed: powers of one positive definite map merge, a summand is undone by its own projection."""
    spend(len(left) + len(right))
    if left and right and left[-1][0] == right[0][0] and left[-1][0][1] == "spd":
        power = left[-1][1] + right[0][1]
        return (*left[:-1], (left[-1][0], power), *right[1:]) if power else join(left[:-1], right[1:])
    if left and right and left[-1] == _flip(right[0]) and right[0][0][1] == "inject":
        return join(left[:-1], right[1:])
    return left + right


def is_void(word: Word) -> bool:
    """Is a summand projected on another one of its sum?"""
    for left, right in pairwise(word):
        (_, onto), (from_, kind) = left[0], right[0]
        if kind == "inject" and isinstance(onto, tuple) and onto[1] == "inject" and onto[0] != from_:
            return True
    return False


def reverse(word: Word) -> Word:
    """The adjoint word."""
    return tuple(letter if letter[0][1] in ("spd", "sym") else _flip(letter) for letter in reversed(word))


def _flip(letter: Letter) -> Letter:
    operator, power = letter
    return (operator[1], power) if isinstance(operator[1], tuple) else (("adj", operator), power)
