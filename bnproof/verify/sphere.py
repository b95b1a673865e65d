"""Rules on means over the unit sphere: what the operator `oblique` is bounded by.

oblique H is E f(w, u), f = ln((w'Hu/w'Hw)^2 |He|^2) with e = u - (w'Hu/w'Hw) w, for independent w and u, uniform on the
unit sphere of a space of dimension d >= 2. There f is integrable, and finite almost everywhere: the logarithm of a
quotient of polynomials that do not vanish identically on a connected analytic manifold.

For orthonormal w and v let F(w, v) = |Hw|^2 |He|^2/(w'Hw)^2, with e as above for u = v: neither w nor e is 0. Then
oblique H = oblique I + E ln F(w, v). For let u = (w'u) w + r v: the argument of the logarithm in f is F(w, v) times
(n'u)^2, n along Hw, times r^2. The laws of n'u and r do not depend on H, nor that of (w, v), which is that of (v, w);
both w and v are uniform on the sphere. For H = I all of F is 1.
"""

from __future__ import annotations

from collections.abc import Sequence

from bnproof.statement.nodes import Node, build, num
from bnproof.statement.sorts import Vec
from bnproof.verify.context import POS, Context, Refused
from bnproof.verify.rules import Proof, Rules, concludes


class OverSphere(Rules):
    """Bounds of the integrand that hold pointwise, turned into bounds of the mean."""

    def _rule_oblique_moments(self, here: Context, goal: Node, proof: Proof) -> None:
        """oblique H <= oblique I + k + l Tr[H^2]/d + (p + q) Tr[H]/d from ln F <= k + l |Hw|^2 + p w'Hw + q v'Hv."""
        coefficients = [self.node(proof[k]) for k in MOMENTS]
        H, w, v = self._over_sphere(proof, here, goal, *coefficients)
        concludes(goal, moments_conclusion(H, coefficients))
        self.prove(self._orthonormal(here, H, w, v), moments_premise(H, w, v, coefficients), proof["pointwise"])

    def _rule_oblique_pairs(self, here: Context, goal: Node, proof: Proof) -> None:
        """oblique H <= oblique I + log c from F(w, v) F(v, w) <= c^2; likewise with >=."""
        c = self.node(proof["c"])
        H, w, v = self._over_sphere(proof, here, goal, c)
        if not here.holds(c, POS):
            raise Refused("oblique-pairs needs a positive c")
        above = goal.op == "le" and goal.args[0].op == "oblique"
        concludes(goal, pairs_conclusion(H, c, above))
        self.prove(self._orthonormal(here, H, w, v), pairs_premise(H, w, v, c, above), proof["pointwise"])

    def _rule_oblique_identity(self, here: Context, goal: Node, proof: Proof) -> None:
        """log(1/(8 d)) <= oblique I < log(2/(7 d)).

        With psi = Gamma'/Gamma, oblique I = psi(1/2) + psi((d-1)/2) - 2 psi(d/2), since (w'u)^2 has a beta law. So
        g(d) = oblique I + log d satisfies g(d+2) - g(d) = log(1 + 2/d) - 2(d-2)/(d(d-1)), which is positive, as
        log(1 + 2/d) > 2/(d+1). Hence g(d) >= min(g(2), g(3)) = g(2) = -log 8, and g is less than its limit
        psi(1/2) + log 2 = -log 3.56...
        """
        mean = build("oblique", (build("identity", (), (str(proof["space"]),)),))
        d = build("dim", (), (str(proof["space"]),))
        low, high = (build("log", (c / d,)) for c in (num(1) / 8, num(2) / 7))
        if goal is not build("le", (low, mean)):
            concludes(goal, build("lt" if goal.op == "lt" else "le", (mean, high)))

    def _over_sphere(self, proof: Proof, here: Context, *nodes: Node) -> tuple[Node, Node, Node]:
        """A map that has an oblique mean, and two new unit vectors."""
        H = self.node(proof["map"])
        here.require_defined(build("oblique", (H,)))
        like = (str(Vec(H.sort.spaces[0])), "unit")
        w = self.new(proof["w"], like, here, *nodes)
        return H, w, self.new(proof["v"], like, here, *nodes, w)

    def _orthonormal(self, here: Context, H: Node, w: Node, v: Node) -> Context:
        images = (oblique_image(H, x, y) for x, y in ((w, v), (v, w)))
        return here.assume(build("eq", (w @ v, num(0))), *(build("lt", (num(0), e @ e)) for e in images))


MOMENTS = ("constant", "square", "left", "right")  # coefficients of 1, |Hw|^2, w'Hw, v'Hv


def oblique_image(H: Node, w: Node, u: Node) -> Node:
    """H e for the residual e = u - (w'Hu/w'Hw) w."""
    return H @ (u - (w @ (H @ u)) / (w @ (H @ w)) * w)


def oblique_factor(H: Node, w: Node, v: Node) -> Node:
    """F(w, v)."""
    image, at = oblique_image(H, w, v), H @ w
    return at @ at * (image @ image) / (w @ at) ** 2


def moments_premise(H: Node, w: Node, v: Node, coefficients: Sequence[Node]) -> Node:
    values = (H @ w) @ (H @ w), w @ (H @ w), v @ (H @ v)
    return build("le", (build("log", (oblique_factor(H, w, v),)), _affine(coefficients, values)))


def moments_conclusion(H: Node, coefficients: Sequence[Node]) -> Node:
    square = H**2 if H.op == "sym" else H  # or the identity
    d, trace, squares = build("dim", (), H.sort.spaces[:1]), build("trace", (H,)), build("trace", (square,))
    means = (squares / d, trace / d, trace / d)
    return build("le", (build("oblique", (H,)), _of_identity(H) + _affine(coefficients, means)))


def _of_identity(H: Node) -> Node:
    return build("oblique", (build("identity", (), H.sort.spaces[:1]),))


def _affine(coefficients: Sequence[Node], values: Sequence[Node]) -> Node:
    constant, *weights = coefficients
    return sum((k * x for k, x in zip(weights, values, strict=True)), constant)


def pairs_premise(H: Node, w: Node, v: Node, c: Node, above: bool) -> Node:
    product = oblique_factor(H, w, v) * oblique_factor(H, v, w)
    return build("le", (product, c**2) if above else (c**2, product))


def pairs_conclusion(H: Node, c: Node, above: bool) -> Node:
    means = (build("oblique", (H,)), _of_identity(H) + build("log", (c,)))
    return build("le", means if above else means[::-1])
