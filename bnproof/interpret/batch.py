"""Batches of instances: their values as NumPy arrays."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence as Several
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bnproof.interpret.instance import Instance, Lambda, Sequence
from bnproof.statement.nodes import Node

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Batch:
    """n instances that share dimensions, integers and functions.

    Values by name: reals (n,), vectors (n, d), maps (n, codomain, domain), integers `int`, functions
    `Lambda`, sequences `Sequence` of an array (n, length) or (n, length, d) and a tail (n,), (n, d) or None.
    The values of closed terms are kept for the next call.
    """

    dims: Mapping[str, int]
    values: Mapping[str, Any]
    size: int
    memo: dict[Node, Array] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, instances: Several[Instance]) -> Batch:
        """Raises `ValueError` if they differ in dimensions, integers, functions or lengths."""
        first = instances[0]
        if any(x.dims != first.dims for x in instances):
            raise ValueError("instances of different dimensions")
        values = {name: _stacked(name, [x.values[name] for x in instances]) for name in first.values}
        return cls(first.dims, values, len(instances))


def _stacked(name: str, values: list[Any]) -> Any:
    first = values[0]
    if type(first) is int or isinstance(first, Lambda):
        if any(v != first for v in values):
            raise ValueError(f"instances of different {name}")
        return first
    if isinstance(first, Sequence):
        if any((v.tail is None) != (first.tail is None) for v in values):
            raise ValueError(f"instances with and without a tail of {name}")
        if any(v.cycle for v in values):
            raise ValueError(f"a cycle of {name}")
        tail = None if first.tail is None else _array([v.tail for v in values])
        return Sequence(_array([v.prefix for v in values]), tail)  # type: ignore[arg-type]
    return _array(values)


def _array(values: Any) -> Array:
    """Numbers nested in lists or tuples, all of the same lengths, as an array. Raises `ValueError`."""

    def go(x: Any) -> Any:
        return [go(y) for y in x] if isinstance(x, (list, tuple)) else real(x)

    return np.array(go(values), dtype=np.float64)


def real(x: Fraction | int | float) -> float:
    """The nearest float; an infinity beyond them."""
    try:
        return float(x)
    except OverflowError:
        return float("inf") if x > 0 else float("-inf")
