"""Section 4: learning halfspaces on Gaussian data."""

from __future__ import annotations

from dataclasses import dataclass

from bnproof import Lambda, Node, build, claim, eq, lt, ne, norm2


@dataclass(frozen=True)
class Halfspace:
    """z = -yx is normal, as Assumption 2 says: z = u + A n with n standard normal, so that E[z] = u and A A^T is the
    covariance, of any rank; phi is the loss. S = E[x x^T] is E[z z^T], since y is 1 or -1."""

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

    def S(self, w) -> Node:
        """S w = E[z z^T] w."""
        return self.mean(lambda z: (z @ w) * z)


def halfspace(S) -> Halfspace:
    return Halfspace(S, S.function_of_real("phi", "tempered"), S.vector("u", "d"), S.map("A", "k", "d"))


@claim("kohler-aux-gradient")
def gradient(S, *, sign=-1, order=2, covariance=False):
    """For losses phi that grow at most polynomially, with each derivative.

    Assumption 3 asks for a smooth phi with bounded phi'. That alone does not give phi'' an expectation: that of
    phi' = sin(exp(t^2)) has none where z^T w has a variance of 1/2 or more. phi >= 0, its bound, and a definite S are
    not needed. The text before Assumption 2 calls S the covariance of z; with that the formula is wrong.
    """
    m, w = halfspace(S), S.vector("w", "d")
    slope = S.grad(lambda v: m.derivative(0, v), at=w)
    c1 = m.derivative(1, w) + sign * m.derivative(2, w) * (m.u @ w)
    c2 = m.derivative(order, w)
    S.let(m=m)
    return eq(slope, c1 * m.u + c2 * (m.A @ (m.A.T @ w) if covariance else m.S(w)))


@gradient.proof()
def _(p, o):
    """By Stein's lemma E[phi'(z^T w) n] = E[phi''(z^T w)] A^T w, and S w = A A^T w + (u^T w) u."""
    m, w, A = o.m, o.w, o.A
    n = p.normal("k")
    z, curvature = m.u + A @ n, m.derivative(2, w)
    first, second, centred = p.stein(n, m.phi(z @ w, 1)), p.stein(n, z @ w), p.stein(n, 1)
    mean = p.have(eq(m.mean(lambda z: z @ w), m.u @ w), lambda q: q.ring((A.T @ w, centred)))
    p.ring((A, first), (-curvature * A, second), (-curvature * m.u, mean))


gradient.reading("derivatives of polynomial growth", "of the loss, such that the printed expectations exist")
gradient.mutant("plus in c1", sign=1)
gradient.mutant("c2 with the first derivative", order=1)
gradient.mutant("covariance S", covariance=True)


@claim("kohler-lemma1")
def critical_points(S, *, curved=False):
    """The lemma asks for Assumptions 1 and 2 alone, and for no property of the loss.

    It forgets critical points where E[phi'(q)] = E[phi''(q)] = 0 for q = z^T w: phi = (t^2 - 3)^2, with z = u + A n and
    w orthogonal to u, q standard normal. A bounded phi' does not help: phi' = sin t - (e^(3/2)/2) sin 2t does the same.
    """
    m, w, g = halfspace(S), S.vector("w", "d"), S.real("g")
    H, v = S.spd("S", "d"), S.vector("v", "d")
    moments = S.for_all(v, eq(H @ v, m.S(v)))
    critical = eq(S.grad(lambda v: m.derivative(0, v), at=w), 0)
    S.assume(moments, critical)
    if curved:
        S.assume(ne(m.derivative(2, w), 0))
    S.let(m=m, H=H, moments=moments, critical=critical)
    return S.there_is(g, eq(norm2(w - g * (H**-1 @ m.u)), 0))


@critical_points.proof("where E[phi''] is not 0")
def _(p, o):
    m, w, inverse = o.m, o.w, o.H**-1
    c2 = m.derivative(2, w)
    c1 = m.derivative(1, w) - c2 * (m.u @ w)
    gradient = p.use("kohler-aux-gradient", "derivatives of polynomial growth", phi=m.phi, u=m.u, A=m.A, w=w)
    at_w, share = p.instantiate(o.moments, w), 1 / c2 * inverse
    on_line = eq(w, -(c1 / c2) * (inverse @ m.u))
    p.have(on_line, lambda q: q.ring((inverse, at_w), (share, o.critical), (-share, gradient)))
    p.exists(-(c1 / c2), lambda q: q.ring((w + c1 / c2 * (inverse @ m.u), on_line)))


@critical_points.refutation("printed", where=lambda o: (eq(o.m.u @ o.w, 0), lt(0, norm2(o.w))))
def _(p, o):
    """(S w)^T (w - g S^-1 u) = w^T S w > 0 where u^T w = 0."""
    g, w, u = p.intro(), o.w, o.m.u
    image = o.H @ w
    gap, share = w - g * (o.H**-1 @ u), (w @ image) / norm2(image)
    p.sign(-((w @ image) * share + norm2(gap - share * image)), (2 * share * g, eq(u @ w, 0)))


critical_points.corrected("where E[phi''] is not 0", curved=True)
t = build("sym", (), ("t", "real", ""))
critical_points.example(
    {"d": 2, "k": 1}, phi=Lambda(t, (t**2 - 3) ** 2), u=(1, 0), A=((0,), (1,)), w=(0, 1), S=((1, 0), (0, 1))
)
critical_points.example(
    {"d": 2, "k": 2}, phi=Lambda(t, t**2 - 6 * t), u=(1, 1), A=((1, 0), (0, 1)), w=(1, 1), S=((2, 1), (1, 2))
)
for values in (
    {"phi": Lambda(t, t**2 + 6 * t), "u": (1, 0), "w": (-2, 1)},  # w is a negative multiple of S^-1 u
    {"phi": Lambda(t, t**2), "u": (1, 0), "w": (1, 0)},  # not critical
):
    critical_points.example({"d": 2, "k": 2}, A=((1, 0), (1, 1)), S=((2, 1), (1, 2)), **values)
critical_points.example({"d": 1, "k": 1}, phi=Lambda(t, t**2), u=(0,), A=((1,),), w=(0,), S=((1,),))
