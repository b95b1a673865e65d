"""Rescalings that make linear forms vanish: a vector space over the rationals, by elimination."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import gcd, lcm

from bnproof.audit.forms import ONE, Form, Unknown, combined

# Powers of c by name; `F argument` is that of the number that divides x in F(x), `F argument 2` y in F(x, y).
Rescaling = dict[str, int]


class Group:
    """The rescalings of the symbols `kept` that extend to the others so that all rows vanish."""

    def __init__(self, rows: Iterable[Form], kept: Iterable[Unknown]) -> None:
        self.kept = sorted(kept, key=lambda u: u.rank)
        self.echelon: dict[Unknown, Form] = {}
        for row in map(self.reduce, rows):
            if row:  # one whose pivot is kept has nothing else
                pivot = min(row, key=lambda u: (u in self.kept, u.rank))
                row = combined((1 / row[pivot], row))
                for p, r in self.echelon.items():
                    self.echelon[p] = combined((1, r), (-r.get(pivot, 0 * ONE), row))
                self.echelon[pivot] = row
        self.rows = {p: row for p, row in self.echelon.items() if p in self.kept}

    def reduce(self, row: Form) -> Form:
        return combined((1, row), *((-x, self.echelon[u]) for u, x in row.items() if u in self.echelon))

    def degree(self, form: Form, at: Form) -> Fraction:
        return sum((x * at.get(u, 0) for u, x in self.reduce(form).items()), Fraction(0))

    def basis(self) -> list[Form]:
        """Generators, in small integers."""
        out = []
        for u in (u for u in self.kept if u not in self.rows):
            v = {u: ONE} | {p: -row[u] for p, row in self.rows.items() if u in row}
            top, below = ([getattr(x, part) for x in v.values()] for part in ("numerator", "denominator"))
            out.append(combined((Fraction(lcm(*below), gcd(*top)), v)))
        return out

    def outside(self, other: Group) -> Form | None:
        """A rescaling of few symbols that is in this group and not in the other, if there is one."""
        if not any(map(self.reduce, other.rows.values())):
            return None
        group = self
        for u in reversed(self.kept):
            smaller = Group([*group.rows.values(), {u: ONE}], self.kept)
            group = smaller if any(map(smaller.reduce, other.rows.values())) else group
        return group.basis()[0]


def named(*vectors: Form) -> tuple[Rescaling, ...]:
    """By name, what follows from the rest last."""
    ordered = [sorted(v.items(), key=lambda item: (-item[0].rank[0], item[0].rank)) for v in vectors]
    return tuple({u.symbol.name + u.role: int(x) for u, x in items} for items in ordered)
