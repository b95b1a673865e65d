"""Halfspaces on Gaussian data: the expected loss, and the proofs of what is said of it here and on Wikipedia."""

from __future__ import annotations

from dataclasses import dataclass

from bnproof import Node, eq, lt, ne, norm2


@dataclass(frozen=True)
class Halfspace:
    """z = -yx is normal: z = u + A n with n standard normal, so that E[z] = u and A A^T is the covariance, of any rank;
    phi is the loss. S = E[x x^T] is E[z z^T], since y is 1 or -1."""

    scope: object
    phi: Node
    u: Node
    A: Node

    def mean(self, of) -> Node:
        """E[of(z)]."""
        return self.scope.expect("k", lambda n: of(self.u + self.A @ n))

    def derivative(self, order, w) -> Node:
        """E[phi^(order)(z^T w)]."""
        return self.mean(lambda z: self.phi(z @ w, order))

    def slope(self, w) -> Node:
        """The gradient of the expected loss at w."""
        return self.scope.grad(lambda v: self.derivative(0, v), at=w)

    def coefficients(self, w, sign, order) -> tuple[Node, Node]:
        """c1 and c2 of the gradient c1 u + c2 S w."""
        c1 = self.derivative(1, w) + sign * self.derivative(2, w) * (self.u @ w)
        return c1, self.derivative(order, w)

    def S(self, w) -> Node:
        """S w = E[z z^T] w."""
        return self.mean(lambda z: (z @ w) * z)


def halfspace(S) -> Halfspace:
    return Halfspace(S, S.function_of_real("phi", "tempered"), S.vector("u", "d"), S.map("A", "k", "d"))


def by_stein(p, o):
    """By Stein's lemma E[phi'(z^T w) n] = E[phi''(z^T w)] A^T w, and S w = A A^T w + (u^T w) u."""
    m, w, A = o.m, o.w, o.A
    n = p.normal("k")
    z, curvature = m.u + A @ n, m.derivative(2, w)
    first, second, centred = p.stein(n, m.phi(z @ w, 1)), p.stein(n, z @ w), p.stein(n, 1)
    mean = p.have(eq(m.mean(lambda z: z @ w), m.u @ w), lambda q: q.ring((A.T @ w, centred)))
    p.ring((A, first), (-curvature * A, second), (-curvature * m.u, mean))


def on_the_line(S, *, curved: bool) -> Node:
    """Critical points are multiples of S^-1 u; `curved`: where E[phi''] is not 0."""
    m, w, g = halfspace(S), S.vector("w", "d"), S.real("g")
    H, v = S.spd("S", "d"), S.vector("v", "d")
    moments, critical = S.for_all(v, eq(H @ v, m.S(v))), eq(m.slope(w), 0)
    S.assume(moments, critical)
    if curved:
        S.assume(ne(m.derivative(2, w), 0))
    S.let(m=m, H=H, moments=moments, critical=critical)
    return S.there_is(g, eq(norm2(w - g * (H**-1 @ m.u)), 0))


def by_gradient(claim: str, variant: str):
    """A script for `on_the_line` from that form of the claim about the gradient."""

    def script(p, o):
        m, w, inverse = o.m, o.w, o.H**-1
        c2 = m.derivative(2, w)
        c1 = m.derivative(1, w) - c2 * (m.u @ w)
        gradient = p.use(claim, variant, phi=m.phi, u=m.u, A=m.A, w=w)
        at_w, share = p.instantiate(o.moments, w), 1 / c2 * inverse
        on_line = eq(w, -(c1 / c2) * (inverse @ m.u))
        p.have(on_line, lambda q: q.ring((inverse, at_w), (share, o.critical), (-share, gradient)))
        p.exists(-(c1 / c2), lambda q: q.ring((w + c1 / c2 * (inverse @ m.u), on_line)))

    return script


def orthogonal(o) -> tuple[Node, ...]:
    """w is not 0, and orthogonal to u."""
    return eq(o.m.u @ o.w, 0), lt(0, norm2(o.w))


def off_the_line(p, o):
    """(S w)^T (w - g S^-1 u) = w^T S w > 0 where u^T w = 0."""
    g, w, u = p.intro(), o.w, o.m.u
    image = o.H @ w
    gap, share = w - g * (o.H**-1 @ u), (w @ image) / norm2(image)
    p.sign(-((w @ image) * share + norm2(gap - share * image)), (2 * share * g, eq(u @ w, 0)))
