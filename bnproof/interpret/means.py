"""Expectations over a batch of instances: moments of polynomials whose coefficients are arrays."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bnproof.interpret.evaluate import Evaluator
from bnproof.interpret.instance import Instance
from bnproof.statement.nodes import Node, free

Array = NDArray[np.float64]


class Means(Evaluator):
    """The walk under an expectation; `outside` gives the arrays of what depends on no bound symbol.

    A real term is an array (n,), a vector a list of such arrays, a map a list of lists.
    """

    def __init__(self, outside: Callable[[Node], Array], instance: Instance) -> None:
        super().__init__(_Arrays(), instance)
        self._outside = outside

    def value(self, node: Node) -> Any:
        if node.op == "expect" or any(s in self.env for s in free(node)):
            return self._value(node)
        return _unpacked(self._outside(node))


class _Arrays:
    """The field of arrays (n,) of floats, of which no sign is known."""

    def number(self, value: Fraction | int) -> Array:
        return np.array([float(value)])

    def sign(self, x: Array) -> None:
        return None


def _unpacked(array: Array) -> Any:
    return array if array.ndim == 1 else [_unpacked(array[:, i]) for i in range(array.shape[1])]
