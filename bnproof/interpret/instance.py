"""Instances of statements: dimensions, and values of the symbols."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bnproof.statement.nodes import Node
from bnproof.statement.sorts import summands


class Undefined(ArithmeticError):
    """The statement has no value at this instance."""


@dataclass(frozen=True, slots=True)
class Sequence:
    """A prefix, then a constant tail or a cycle, repeated for ever; with neither, values nobody asked for."""

    prefix: tuple[Any, ...]
    tail: Any = None
    cycle: tuple[Any, ...] = ()

    @property
    def turn(self) -> tuple[Any, ...]:
        """What is repeated for ever: a tail is a cycle of one."""
        return self.cycle if self.tail is None else (self.tail,)

    @property
    def told(self) -> tuple[Any, ...]:
        """The items up to the end of the first turn."""
        return self.prefix + self.turn

    def item(self, index: int) -> Any:
        """None where nobody asked for it."""
        if index >= len(self.prefix) and self.turn:
            return self.turn[(index - len(self.prefix)) % len(self.turn)]
        return self.prefix[index] if index < len(self.prefix) else None


@dataclass(frozen=True, slots=True)
class Lambda:
    """A function given by a term in one symbol, a vector or a real."""

    bound: Node
    body: Node


@dataclass(frozen=True, slots=True)
class Instance:
    """Dimensions of the spaces and rational values of the symbols.

    Vectors are tuples, maps tuples of rows (codomain x domain), sequences `Sequence`, functions `Lambda`.
    """

    dims: Mapping[str, int]
    values: Mapping[str, Any]

    def dim(self, space: str) -> int:
        """Of a space, or of a direct sum of spaces."""
        return sum(self.dims[part] for part in summands(space))

    def summand(self, total: str, k: str) -> slice:
        """Where the coordinates of the k-th summand lie."""
        before = sum(self.dims[part] for part in summands(total)[: int(k) - 1])
        return slice(before, before + self.dims[summands(total)[int(k) - 1]])
