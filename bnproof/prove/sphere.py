"""What a script says of means of logarithms over the unit sphere."""

from __future__ import annotations

from collections.abc import Callable

from bnproof.prove.assembly import Assembly
from bnproof.statement.nodes import Node, build, num
from bnproof.statement.sorts import Vec
from bnproof.verify.sphere import MOMENTS, moments_conclusion, moments_premise, pairs_conclusion, pairs_premise


class OverSphere(Assembly):
    """For the rules of `verify.sphere`."""

    def oblique_moments(
        self, operator: Node, constant: Node, square: Node, left: Node, right: Node, body: Callable[..., None]
    ) -> Node:
        """oblique H <= oblique I + k from an upper bound by |Hw|^2, w'Hw and v'Hv, of which k is the mean; returns the
        fact.

        `body(script, w, v)` proves, for orthonormal w and v and with e = v - (w'Hv/w'Hw) w, that
        ln(|Hw|^2 |He|^2/(w'Hw)^2) is at most `constant` plus multiples of those.
        """
        w, v = self._unit_vectors(operator, "w", "v")
        coefficients = constant, square, left, right
        named = {"map": operator, "w": w, "v": v, **dict(zip(MOMENTS, coefficients, strict=True))}
        data = {k: self.table.index(n) for k, n in named.items()}
        pointwise = self._sub(moments_premise(operator, w, v, coefficients), lambda s: body(s, w, v))
        fact = moments_conclusion(operator, coefficients)
        return self.have(fact, lambda s: s._close("oblique-moments", **data, pointwise=pointwise))

    def oblique_pairs(self, operator: Node, c: Node, body: Callable[..., None], *, above: bool = True) -> Node:
        """oblique H <= oblique I + log c, or >=, from F(w, v) F(v, w) <= c^2, or >=; returns the fact.

        `body(script, w, v)` proves that for orthonormal w and v.
        """
        w, v = self._unit_vectors(operator, "w", "v")
        data = {k: self.table.index(n) for k, n in {"map": operator, "w": w, "v": v, "c": c}.items()}
        pointwise = self._sub(pairs_premise(operator, w, v, c, above), lambda s: body(s, w, v))
        fact = pairs_conclusion(operator, c, above)
        return self.have(fact, lambda s: s._close("oblique-pairs", **data, pointwise=pointwise))

    def oblique_identity(self, space: str) -> tuple[Node, Node]:
        """log(1/(8 d)) <= oblique I < log(2/(7 d)); returns both facts."""
        mean, d = build("oblique", (build("identity", (), (space,)),)), build("dim", (), (space,))
        low, high = (build("log", (c / d,)) for c in (num(1) / 8, num(2) / 7))
        facts = build("le", (low, mean)), build("lt", (mean, high))
        for fact in facts:
            self.have(fact, lambda s: s._close("oblique-identity", space=space))
        return facts

    def _unit_vectors(self, operator: Node, *names: str) -> list[Node]:
        space = Vec(operator.sort.spaces[0])
        return [self.new(build("sym", (), (name, str(space), "unit")), name) for name in names]
