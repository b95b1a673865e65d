"""Rules on the spectrum of a positive definite map: what holds of every number that may be an eigenvalue."""

from __future__ import annotations

from collections.abc import Sequence

from bnproof.statement.nodes import Node, build, num
from bnproof.verify.algebra import Algebra
from bnproof.verify.context import NONNEG, POS, Context, Refused, shown
from bnproof.verify.rules import Proof, concludes, integer, wanted_sign

Terms = Sequence[tuple[int, Node]]


class Spectra(Algebra):
    """From scalar inequalities to quadratic forms and spectral radii."""

    def _rule_spectral(self, here: Context, goal: Node, proof: Proof) -> None:
        """0 <= <v, q(H) v> from 0 <= q(x) for every x that may be an eigenvalue of H."""
        v = self.node(proof["vector"])
        terms = [(integer(k), self.node(c)) for k, c in proof["terms"]]
        operator, x = self._eigenvalue(proof, here, goal, v, *(c for _, c in terms))
        polynomial, form = num(0), num(0)
        for k, c in terms:
            here.require_defined(c)
            polynomial = polynomial + c * (x**k if k > 0 else num(1) / x**-k if k else num(1))
            form = form + c * (v @ (operator**k @ v))
        wanted, gap = wanted_sign(goal)
        if wanted & NONNEG != NONNEG:
            raise Refused("spectral proves <=")
        here.require_defined(form)
        self._vanishes(here, gap - form, proof)
        inside = _on_spectrum(here, operator, x)
        for index in proof.get("radii", ()):
            radius = self.node(index)
            if radius.op != "radius":
                raise Refused(f"no spectral radius: {shown(radius)}")
            here.require_defined(radius)
            value = at_eigenvalue(radius.args[0], operator, x)
            inside = inside.assume(build("le", (value**2, radius**2)))
        self.prove(inside, build("le", (num(0), polynomial)), proof["scalar"])

    def _rule_radius(self, here: Context, goal: Node, proof: Proof) -> None:
        """rho(q(H)) <= b from 0 <= b and q(x)^2 <= b^2 for every x that may be an eigenvalue of H."""
        if goal.op != "le" or goal.args[0].op != "radius":
            raise Refused("radius proves upper bounds of a spectral radius")
        operator, x = self._eigenvalue(proof, here, goal)
        radius, bound = goal.args
        if not here.holds(bound, NONNEG):
            raise Refused(f"may be negative: {shown(bound)}")
        value = at_eigenvalue(radius.args[0], operator, x)
        self.prove(_on_spectrum(here, operator, x), build("le", (value**2, bound**2)), proof["scalar"])

    def _rule_eigenvalue(self, here: Context, goal: Node, proof: Proof) -> None:
        """q(x)^2 <= rho(q(H))^2 at the least or the largest eigenvalue x of H."""
        operator, radius = self.node(proof["map"]), self.node(proof["radius"])
        if proof["which"] not in ("eigmin", "eigmax") or radius.op != "radius":
            raise Refused("eigenvalue needs eigmin or eigmax, and a spectral radius")
        value = at_eigenvalue(radius.args[0], operator, build(proof["which"], (operator,)))
        concludes(goal, build("le", (value**2, radius**2)))

    def _eigenvalue(self, proof: Proof, here: Context, *nodes: Node) -> tuple[Node, Node]:
        """A positive definite symbol, and a new symbol for its eigenvalues."""
        operator = self.node(proof["map"])
        if operator.op != "sym" or operator.domain != "spd":
            raise Refused("needs a positive definite symbol")
        return operator, self.new(proof["eigenvalue"], ("real", "pos"), here, *nodes)

    def _rule_spectrum(self, here: Context, goal: Node, proof: Proof) -> None:
        """The least eigenvalue is at most the largest, and the mean of all lies between: their sum is the trace. Where
        they differ there are two."""
        operator = self.node(proof["map"])
        low, high, whole = (build(op, (operator,)) for op in ("eigmin", "eigmax", "trace"))
        d = build("dim", (), operator.sort.spaces[:1])
        if goal is build("le", (num(2), d)):
            if not here.holds(high - low, POS):
                raise Refused("two dimensions need two eigenvalues that differ")
        elif goal not in (build("le", (d * low, whole)), build("le", (whole, d * high))):
            concludes(goal, build("le", (low, high)))

    def _rule_traces(self, here: Context, goal: Node, proof: Proof) -> None:
        """q(e) <= Tr q(H) for the least or the largest eigenvalue e, from 0 <= q(x) for every x that may be one."""
        terms = [(integer(k), self.node(c)) for k, c in proof["terms"]]
        operator, x = self._eigenvalue(proof, here, goal, *(c for _, c in terms))
        if proof["which"] not in ("eigmin", "eigmax") or any(k < 0 for k, _ in terms):
            raise Refused("traces needs eigmin or eigmax, and a polynomial")
        concludes(goal, traces_conclusion(operator, terms, proof["which"]))
        self.prove(_on_spectrum(here, operator, x), build("le", (num(0), at_number(terms, x))), proof["scalar"])


def at_number(terms: Terms, x: Node) -> Node:
    """A polynomial, given by powers and their coefficients, at a number."""
    return sum((c * x**k if k else c for k, c in terms), num(0))


def traces_conclusion(operator: Node, terms: Terms, which: str) -> Node:
    d, whole = build("dim", (), operator.sort.spaces[:1]), num(0)
    for k, c in terms:
        whole = whole + c * (build("trace", (operator**k if k > 1 else operator,)) if k else d)
    return build("le", (at_number(terms, build(which, (operator,))), whole))


def _on_spectrum(here: Context, operator: Node, x: Node) -> Context:
    """With lambda_min <= x <= lambda_max."""
    return here.assume(build("le", (build("eigmin", (operator,)), x)), build("le", (x, build("eigmax", (operator,)))))


def at_eigenvalue(operator: Node, symbol: Node, x: Node) -> Node:
    """A polynomial in the symbol, at an eigenvalue."""
    match operator.op:
        case "identity":
            return num(1)
        case "madd":
            return build("add", tuple(at_eigenvalue(a, symbol, x) for a in operator.args))
        case "mscale":
            return operator.args[0] * at_eigenvalue(operator.args[1], symbol, x)
        case "compose":
            return at_eigenvalue(operator.args[0], symbol, x) * at_eigenvalue(operator.args[1], symbol, x)
    if operator is symbol:
        return x
    raise Refused("no polynomial in the map")
