"""Rules on means over the unit sphere: what the operator `oblique` is bounded by.

oblique H is E f(w, u), f = ln((w'Hu/w'Hw)^2 |He|^2) with e = u - (w'Hu/w'Hw) w, for independent w and u, uniform on the
unit sphere of a space of dimension d >= 2. There f is integrable, and finite almost everywhere: the logarithm of a
quotient of polynomials that do not vanish identically on a connected analytic manifold.
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
        """E f <= k + l Tr[H^2]/d + (p + q) Tr[H]/d - log(2d) from g <= k + l |Hw|^2 + p w'Hw + q u'Hu where He != 0.

        g = ln(|Hw|^2 |He|^2/(w'Hw)^2), and f = g + ln (n'u)^2 for n along Hw. Given w, n'u is a coordinate of u: with
        psi = Gamma'/Gamma, E ln (n'u)^2 = psi(1/2) - psi(d/2), which is -log(2d) for d = 2, less for d = 3, and then
        falls faster in steps of two, by 2/d > log(1 + 2/d). The other means are plain, and He = 0 on a null set only.
        Likewise with <, where w'Hu != 0 may be used as well: where it fails is a null set too.
        """
        coefficients = [self.node(proof[k]) for k in MOMENTS]
        H, w, u = self._over_sphere(proof, "u", here, goal, *coefficients)
        strict, image = goal.op == "lt", oblique_image(H, w, u)
        concludes(goal, moments_conclusion(H, coefficients, strict))
        almost = [image @ image, *([(w @ (H @ u)) ** 2] if strict else [])]
        inside = here.assume(*(build("lt", (num(0), x)) for x in almost))
        self.prove(inside, moments_premise(H, w, u, coefficients, strict), proof["pointwise"])

    def _rule_oblique_pairs(self, here: Context, goal: Node, proof: Proof) -> None:
        """oblique H <= oblique I + log c from F(w, v) F(v, w) <= c^2 for orthonormal w, v; likewise with >=.

        F(w, v) = |Hw|^2 |Mv|^2/(w'Hw)^2, where M = H - Hww'H/w'Hw. For unit vectors w and u = (w'u) w + r v the
        argument of the logarithm is |Hw|^2/(w'Hw)^2 times (n'u)^2, n along Hw, times r^2 |Mv|^2. The laws of n'u and r
        do not depend on H, nor that of (w, v), which is that of (v, w); for H = I all of F is 1.
        """
        c = self.node(proof["c"])
        H, w, v = self._over_sphere(proof, "v", here, goal, c)
        if not here.holds(c, POS):
            raise Refused("oblique-pairs needs a positive c")
        above = goal.op == "le" and goal.args[0].op == "oblique"
        concludes(goal, pairs_conclusion(H, c, above))
        inside = here.assume(build("eq", (w @ v, num(0))))
        self.prove(inside, pairs_premise(H, w, v, c, above), proof["pointwise"])

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

    def _over_sphere(self, proof: Proof, other: str, here: Context, *nodes: Node) -> tuple[Node, Node, Node]:
        """A map that has an oblique mean, and two new unit vectors, `w` and another one."""
        H = self.node(proof["map"])
        here.require_defined(build("oblique", (H,)))
        like = (str(Vec(H.sort.spaces[0])), "unit")
        w = self.new(proof["w"], like, here, *nodes)
        return H, w, self.new(proof[other], like, here, *nodes, w)


MOMENTS = ("constant", "square", "left", "right")  # coefficients of 1, |Hw|^2, w'Hw, u'Hu


def oblique_image(H: Node, w: Node, u: Node) -> Node:
    """H e for the residual e = u - (w'Hu/w'Hw) w."""
    return H @ (u - (w @ (H @ u)) / (w @ (H @ w)) * w)


def moments_premise(H: Node, w: Node, u: Node, coefficients: Sequence[Node], strict: bool = False) -> Node:
    square, left, right = (H @ w) @ (H @ w), w @ (H @ w), u @ (H @ u)
    image = oblique_image(H, w, u)
    logarithm = build("log", (square * (image @ image) / left**2,))
    return build("lt" if strict else "le", (logarithm, _affine(coefficients, (square, left, right))))


def moments_conclusion(H: Node, coefficients: Sequence[Node], strict: bool = False) -> Node:
    square = H**2 if H.op == "sym" else H  # or the identity
    d, trace, squares = build("dim", (), H.sort.spaces[:1]), build("trace", (H,)), build("trace", (square,))
    means = (squares / d, trace / d, trace / d)
    sides = build("oblique", (H,)), _affine(coefficients, means) - build("log", (2 * d,))
    return build("lt" if strict else "le", sides)


def _affine(coefficients: Sequence[Node], values: Sequence[Node]) -> Node:
    constant, *weights = coefficients
    return sum((k * x for k, x in zip(weights, values, strict=True)), constant)


def pairs_premise(H: Node, w: Node, v: Node, c: Node, above: bool) -> Node:
    product = num(1)
    for x, y in ((w, v), (v, w)):
        image, at = oblique_image(H, x, y), H @ x
        product = product * (at @ at * (image @ image) / (x @ at) ** 2)
    return build("le", (product, c**2) if above else (c**2, product))


def pairs_conclusion(H: Node, c: Node, above: bool) -> Node:
    identity = build("identity", (), H.sort.spaces[:1])
    means = (build("oblique", (H,)), build("oblique", (identity,)) + build("log", (c,)))
    return build("le", means if above else means[::-1])
