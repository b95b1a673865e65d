"""Linear forms in unknown weights."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from bnproof.statement.nodes import Node

ARGUMENT = " argument"  # the role of what divides the argument of a function
ONE = Fraction(1)


class Unknown(NamedTuple):
    """The weight of a symbol, or of the argument of a function; bound symbols are numbered."""

    symbol: Node
    role: str = ""
    number: int = 0

    @property
    def rank(self) -> tuple[int, str, int]:
        """Where there is a choice, what comes first follows from the rest."""
        kinds = [ARGUMENT, "real", "seq-real", "vec", "seq-vec", "fn-real", "fn", "map"]
        kind = ARGUMENT if self.role.startswith(ARGUMENT) else self.symbol.sort.kind
        return kinds.index(kind), self.symbol.name + self.role, self.number


Form = dict[Unknown, Fraction]


def combined(*terms: tuple[Fraction | int, Form]) -> Form:
    out: Form = {}
    for k, form in terms:
        for u, x in form.items():
            out[u] = out.get(u, Fraction(0)) + k * x
    return {u: x for u, x in out.items() if x}
