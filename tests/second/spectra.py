"""Quadratic forms and spectral radii, from what holds at every eigenvalue."""

from __future__ import annotations

from second.known import Known
from second.refusal import Rejected, need
from second.rules import Proof, Rules
from second.signs import NONNEGATIVE, POSITIVE

from bnproof.statement.nodes import Node, build, free, num
from bnproof.statement.sorts import REAL


class Spectra(Rules):
    """Of one positive definite symbol."""

    def operator(self, proof: Proof) -> Node:
        h = self.node(proof["map"])
        need(h.op == "sym" and h.domain == "spd", "no positive definite symbol")
        return h

    def on_spectrum(self, goal: Node, known: Known, proof: Proof) -> tuple[Node, Node, Known]:
        """The map, a symbol for its eigenvalues, and what is known of them."""
        h, x = self.operator(proof), self.node(proof["eigenvalue"])
        self.fresh(x, goal, known)
        need(x.sort is REAL and x.domain in ("pos", ""), "no symbol for an eigenvalue")
        ends = build("eigmin", (h,)), build("eigmax", (h,))
        known = known.and_also(build("le", (ends[0], x)), build("le", (x, ends[1])))
        for index in proof.get("radii", ()):
            radius = self.node(index)
            need(radius.op == "radius" and known.defined(radius), "no spectral radius")
            known = known.and_also(build("le", (polynomial_at(radius.args[0], h, x) ** 2, radius**2)))
        return h, x, known

    def _rule_spectral(self, goal: Node, known: Known, proof: Proof) -> None:
        need(goal.op == "le" and known.defined(goal), "no inequality")
        h, x, inside = self.on_spectrum(goal, known, proof)
        v, form, q = self.node(proof["vector"]), num(0), num(0)
        need(v.sort.kind == "vec" and known.defined(v) and x not in free(v), "no vector")
        for k, index in proof["terms"]:
            c = self.node(index)
            need(type(k) is int and x not in free(c) and known.defined(c), "no coefficient")
            form = form + c * (v @ (h**k @ v))
            q = q + c * (x**k if k > 0 else num(1) / x**-k if k else num(1))
        need(known.points.vanishes(goal.args[1] - goal.args[0] - form), "not the quadratic form")
        self.prove(build("le", (num(0), q)), inside, proof["scalar"])

    def _rule_traces(self, goal: Node, known: Known, proof: Proof) -> None:
        """A sum over the spectrum of what is nowhere negative on it is at least any of its terms."""
        need(goal.op == "le" and known.defined(goal), "no inequality")
        h, x, inside = self.on_spectrum(goal, known, proof)
        need(proof["which"] in ("eigmin", "eigmax"), "no end of the spectrum")
        end, d = build(proof["which"], (h,)), build("dim", (), h.sort.spaces[:1])
        whole, one, q = num(0), num(0), num(0)
        for k, index in proof["terms"]:
            c = self.node(index)
            need(type(k) is int and k >= 0 and x not in free(c) and known.defined(c), "no coefficient")
            whole = whole + c * (build("trace", (h**k,)) if k else d)
            one, q = (total + (c * at**k if k else c) for total, at in ((one, end), (q, x)))
        same = known.points.same(goal.args[0], one) and known.points.same(goal.args[1], whole)
        need(same, "another inequality")
        self.prove(build("le", (num(0), q)), inside, proof["scalar"])

    def _rule_radius(self, goal: Node, known: Known, proof: Proof) -> None:
        need(goal.op == "le" and goal.args[0].op == "radius" and known.defined(goal), "no bound of a radius")
        radius, bound = goal.args
        h, x, inside = self.on_spectrum(goal, known, proof)
        need(known.signs(bound) <= NONNEGATIVE, "the bound may be negative")
        value = polynomial_at(radius.args[0], h, x)
        self.prove(build("le", (value**2, bound**2)), inside, proof["scalar"])

    def _rule_eigenvalue(self, goal: Node, known: Known, proof: Proof) -> None:
        h, radius = self.operator(proof), self.node(proof["radius"])
        need(radius.op == "radius" and proof["which"] in ("eigmin", "eigmax"), "no spectral radius")
        value = polynomial_at(radius.args[0], h, build(proof["which"], (h,)))
        need(goal.op == "le" and known.defined(goal) and known.defined(radius), "no inequality")
        need(
            known.points.same(goal.args[0], value**2) and known.points.same(goal.args[1], radius**2),
            "another inequality",
        )

    def _rule_spectrum(self, goal: Node, known: Known, proof: Proof) -> None:
        h = self.operator(proof)
        low, high, trace = (build(op, (h,)) for op in ("eigmin", "eigmax", "trace"))
        d = build("dim", (), h.sort.spaces[:1])
        known_ones = [build("le", pair) for pair in ((low, high), (d * low, trace), (trace, d * high))]
        differ = goal is build("le", (num(2), d)) and known.signs(high - low) <= POSITIVE
        need(goal in known_ones or differ, "another inequality")


def polynomial_at(m: Node, h: Node, x: Node) -> Node:
    """The eigenvalue of a polynomial of a map that belongs to the eigenvalue x."""
    args = m.args
    if m is h:
        return x
    match m.op:
        case "identity" if m.sort == h.sort:
            return num(1)
        case "mpow" if args[0] is h:
            k = int(m.data[0])
            return x**k if k > 0 else num(1) / x**-k if k else num(1)
        case "madd":
            out = polynomial_at(args[0], h, x)
            for a in args[1:]:
                out = out + polynomial_at(a, h, x)
            return out
        case "mscale":
            return args[0] * polynomial_at(args[1], h, x)
        case "compose":
            return polynomial_at(args[0], h, x) * polynomial_at(args[1], h, x)
    raise Rejected("no polynomial of the map")
