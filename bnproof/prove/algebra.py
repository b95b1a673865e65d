"""What a script says of equations and inequalities: canonical forms, signs, squares, extrema."""

from __future__ import annotations

from typing import Any

from bnproof.prove.assembly import Assembly, Body
from bnproof.statement.nodes import Node, build


class Algebra(Assembly):
    """For the rules of `verify.algebra`."""

    def ring(self, *combine: tuple[Node | int, Node]) -> None:
        """An equation, as canonical forms, up to a combination of known equations."""
        self._close("ring", combine=self._combination(combine))

    def sign(self, certificate: Node | None = None, *combine: tuple[Node | int, Node]) -> None:
        """An inequality: rhs - lhs equals the certificate, whose sign follows from its parts."""
        data: dict[str, Any] = {} if certificate is None else {"as": self.table.index(certificate)}
        self._close("sign", combine=self._combination(combine), **data)

    def sqrt_mono(self, square: Body | None = None) -> None:
        """a <= b from a^2 <= b^2."""
        a, b = self.goal.args
        self._close("sqrt-mono", square=self._sub(build(self.goal.op, (a**2, b**2)), square))

    def root(self, *combine: tuple[Node | int, Node]) -> None:
        """a = b from a, b >= 0 and a^2 = b^2."""
        self._close("root", combine=self._combination(combine))

    def definite(self) -> None:
        """v = 0 from |v|^2 = 0."""
        self._close("definite")

    def extremum(self, *bodies: Body | None) -> None:
        """x <= max(x, ...), or max(x, ...) <= b from x <= b, ...; likewise of min."""
        left, right = self.goal.args
        if left.op == "max":
            goals = [build(self.goal.op, (a, right)) for a in left.args]
        else:
            goals = [build(self.goal.op, (left, a)) for a in right.args] if right.op == "min" else []
        bodies = bodies or (None,) * len(goals)
        self._close("extremum", parts=[self._sub(g, b) for g, b in zip(goals, bodies, strict=True)])
