"""Exponentials, and means of logarithms over the unit sphere.

For independent unit vectors w, u of d >= 2 dimensions, `oblique H` is the mean of log((w'Hu/w'Hw)^2 |He|^2), where
e = u - (w'Hu/w'Hw) w. Of u = (w'u) w + r v only the factor F(w, v) depends on H, and (v, w) has the law of (w, v).
"""

from __future__ import annotations

from second.known import Known
from second.refusal import need
from second.rules import Proof, Rules
from second.signs import POSITIVE

from bnproof.statement.nodes import Node, build, free, num
from bnproof.statement.sorts import REAL


class Spheres(Rules):
    """Bounds of means from bounds at every point."""

    def _rule_log_product(self, goal: Node, known: Known, proof: Proof) -> None:
        x, y = self.node(proof["x"]), self.node(proof["y"])
        need(goal.op == "eq" and known.defined(goal) and x.sort is REAL, "no equation of numbers")
        need(known.signs(x) <= POSITIVE and known.signs(y) <= POSITIVE, "a factor may not be positive")
        whole, parts = build("log", (x * y,)), build("log", (x,)) + build("log", (y,))
        need(_says(goal, whole, parts, known), "another equation")

    def _rule_exp(self, goal: Node, known: Known, proof: Proof) -> None:
        """exp a against c exp b, from a against log c + b, where there is a logarithm of c."""
        a, b, c = (self.node(proof[k]) for k in "abc")
        need(goal.op in ("le", "lt") and known.defined(goal), "no inequality")
        need(known.signs(c) <= POSITIVE, "the factor may not be positive")
        one, other, exponent = build("exp", (a,)), c * build("exp", (b,)), build("log", (c,)) + b
        if _says(goal, one, other, known):
            return self.prove(build(goal.op, (a, exponent)), known, proof["then"])
        need(_says(goal, other, one, known), "another inequality")
        self.prove(build(goal.op, (exponent, a)), known, proof["then"])

    def _on_sphere(self, goal: Node, known: Known, proof: Proof) -> tuple[Node, Node, Node, Known]:
        """The map, two names for orthonormal vectors, and what is known of them: neither rest vanishes."""
        h = self.node(proof["map"])
        need(known.defined(build("oblique", (h,))), "no mean in one dimension")
        x, y = (self.node(proof[k]) for k in "wv")
        for v in (x, y):
            self.fresh(v, goal, known)
            need(v.data[1:] == (f"vec[{h.sort.spaces[0]}]", "unit"), "no unit vector")
        need(x.name != y.name, "one name for two vectors")
        for e in (h @ _rejected(h, y, x), h @ _rejected(h, x, y)):
            known = known.and_also(build("lt", (num(0), e @ e)))
        return h, x, y, known.and_also(build("eq", (x @ y, num(0))))

    def _rule_oblique_moments(self, goal: Node, known: Known, proof: Proof) -> None:
        """The mean of log F is bounded by that of a bound that holds point by point."""
        h, w, v, inside = self._on_sphere(goal, known, proof)
        k, a, p, q = (self.node(proof[key]) for key in ("constant", "square", "left", "right"))
        need(not {w, v} & set().union(*map(free, (k, a, p, q))), "a coefficient depends on the vectors")
        need(goal.op == "le" and known.defined(goal), "no inequality")
        (space, _) = h.sort.spaces
        d, squared = build("dim", (), (space,)), build("compose", (h, h))
        average = k + a * (build("trace", (squared,)) / d) + (p + q) * (build("trace", (h,)) / d)
        need(_says(goal, build("oblique", (h,)), _of_identity(h) + average, known), "another inequality")
        bound = k + a * ((h @ w) @ (h @ w)) + p * (w @ (h @ w)) + q * (v @ (h @ v))
        self.prove(build("le", (build("log", (_factor(h, w, v),)), bound)), inside, proof["pointwise"])

    def _rule_oblique_pairs(self, goal: Node, known: Known, proof: Proof) -> None:
        h, w, v, inside = self._on_sphere(goal, known, proof)
        c = self.node(proof["c"])
        need(not {w, v} & free(c) and known.defined(c) and known.signs(c) <= POSITIVE, "no constant factor")
        need(goal.op == "le" and known.defined(goal), "no inequality")
        mean, reference = build("oblique", (h,)), _of_identity(h) + build("log", (c,))
        below = goal.args[0] is mean and _says(goal, mean, reference, known)
        need(below or (goal.args[1] is mean and _says(goal, reference, mean, known)), "another inequality")
        both = _factor(h, w, v) * _factor(h, v, w)
        self.prove(build("le", (both, c**2) if below else (c**2, both)), inside, proof["pointwise"])

    def _rule_oblique_identity(self, goal: Node, known: Known, proof: Proof) -> None:
        """-log 8 <= oblique I + log d < log(2/7)."""
        space = proof["space"]
        mean, d = build("oblique", (build("identity", (), (space,)),)), build("dim", (), (space,))
        need(goal.op in ("le", "lt") and known.defined(goal), "no inequality")
        least, most = (build("log", (num(c) / d,)) for c in ("1/8", "2/7"))
        low = goal.op == "le" and _says(goal, least, mean, known)
        need(low or _says(goal, mean, most, known), "another inequality")


def _says(relation: Node, left: Node, right: Node, known: Known) -> bool:
    """Are these the sides, whatever their form?"""
    return known.points.same(relation.args[0], left) and known.points.same(relation.args[1], right)


def _of_identity(h: Node) -> Node:
    return build("oblique", (build("identity", (), h.sort.spaces[:1]),))


def _rejected(h: Node, u: Node, w: Node) -> Node:
    """What is left of u without its component along w, in the product of H."""
    return u - (w @ (h @ u)) / (w @ (h @ w)) * w


def _factor(h: Node, w: Node, v: Node) -> Node:
    """|Hw|^2 |He|^2/(w'Hw)^2 for the rest e of a vector v that is orthogonal to w."""
    he = h @ _rejected(h, v, w)
    return (h @ w) @ (h @ w) * (he @ he) / (w @ (h @ w)) ** 2
