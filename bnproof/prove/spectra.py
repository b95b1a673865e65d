"""What a script says of the spectrum of a positive definite map."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from bnproof.prove.assembly import Assembly
from bnproof.statement.nodes import Node, build, num
from bnproof.verify.spectra import at_eigenvalue, at_number, traces_conclusion

if TYPE_CHECKING:
    from bnproof.prove.script import Script


class Spectra(Assembly):
    """For the rules of `verify.spectra`."""

    def spectral(
        self,
        operator: Node,
        vector: Node,
        terms: Callable[[Node], dict[int, Node | int]] | dict[int, Node | int],
        scalar: Callable[[Script, Node], None],
        radii: Sequence[Node] = (),
    ) -> None:
        """0 <= <v, q(H) v>, with q given by the coefficients of its powers, from 0 <= q(x) on the spectrum."""
        base = build("sym", (), ("x", "real", "pos"))
        x = self.new(base, "x")
        given = terms(x) if callable(terms) else terms
        coefficients = {k: c if isinstance(c, Node) else num(c) for k, c in given.items()}
        polynomial = num(0)
        for k, c in coefficients.items():
            polynomial = polynomial + c * (x**k if k > 0 else num(1) / x**-k if k else num(1))
        goal = build("le", (num(0), polynomial))
        self._close(
            "spectral",
            map=self.table.index(operator),
            eigenvalue=self.table.index(x),
            vector=self.table.index(vector),
            terms=[[k, self.table.index(c)] for k, c in coefficients.items()],
            radii=[self.table.index(r) for r in radii],
            scalar=self._sub(goal, lambda s: scalar(s, x)),
        )

    def traces(
        self, operator: Node, terms: dict[int, Node | int], scalar: Callable[[Script, Node], None], which: str
    ) -> Node:
        """q(e) <= Tr q(H) at e = eigmin or eigmax, with q given by its coefficients, from 0 <= q(x) on the spectrum;
        returns the fact."""
        x = self.new(build("sym", (), ("x", "real", "pos")), "x")
        coefficients = [(k, c if isinstance(c, Node) else num(c)) for k, c in terms.items()]
        proof = self._sub(build("le", (num(0), at_number(coefficients, x))), lambda s: scalar(s, x))
        data = {"map": self.table.index(operator), "eigenvalue": self.table.index(x), "which": which, "scalar": proof}
        data["terms"] = [[k, self.table.index(c)] for k, c in coefficients]
        return self.have(traces_conclusion(operator, coefficients, which), lambda s: s._close("traces", **data))

    def radius(self, operator: Node, scalar: Callable[[Script, Node], None]) -> None:
        """rho(q(H)) <= b from q(x)^2 <= b^2 on the spectrum."""
        x = self.new(build("sym", (), ("x", "real", "pos")), "x")
        radius, bound = self.goal.args
        goal = build("le", (at_eigenvalue(radius.args[0], operator, x) ** 2, bound**2))
        self._close(
            "radius",
            map=self.table.index(operator),
            eigenvalue=self.table.index(x),
            scalar=self._sub(goal, lambda s: scalar(s, x)),
        )

    def eigenvalue(self, operator: Node, radius: Node, which: str) -> Node:
        """q(x)^2 <= rho(q(H))^2 at x = eigmin or eigmax; returns the fact."""
        value = at_eigenvalue(radius.args[0], operator, build(which, (operator,)))
        data = {"map": self.table.index(operator), "radius": self.table.index(radius), "which": which}
        return self.have(build("le", (value**2, radius**2)), lambda s: s._close("eigenvalue", **data))

    def spectrum(self, operator: Node) -> None:
        """lambda_min <= lambda_max, or d lambda_min <= trace, or trace <= d lambda_max; 2 <= d where two differ."""
        self._close("spectrum", map=self.table.index(operator))
