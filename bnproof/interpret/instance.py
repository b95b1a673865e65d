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
    """A prefix, then a constant tail (or, where the tail is None, values nobody asked for)."""

    prefix: tuple[Any, ...]
    tail: Any = None


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
