"""Objects of Cai, Li and Shen: the law of the data, the loss of BNGD and its step."""

from __future__ import annotations

from dataclasses import dataclass

from bnproof import Node, eq, norm, sqrt


@dataclass(frozen=True)
class Law:
    """The joint law of (x, y) with E[x] = 0, as vectors of the Hilbert space L2 of random variables.

    `X` sends w to the random variable x^T w, `one` is the constant 1, E[f h] is the inner product. H = E[x x^T] is
    positive definite exactly if X is injective. Every law with second moments is of this form.
    """

    X: Node
    y: Node
    one: Node

    @property
    def H(self) -> Node:
        return self.X.T @ self.X

    @property
    def g(self) -> Node:
        """E[x y]."""
        return self.X.T @ self.y

    def normalized(self, f: Node) -> Node:
        """N(f) = (f - E f) / Var(f)^(1/2)."""
        centred = f - (self.one @ f) * self.one
        return centred / sqrt(centred @ centred)

    def J(self, a: Node, w: Node) -> Node:
        """E[(y - a N(x^T w))^2 / 2]."""
        residual = self.y - a * self.normalized(self.X @ w)
        return residual @ residual / 2


def centred_law(S) -> Law:
    law = Law(S.map("X", "d", "L2", "injective"), S.vector("y", "L2"), S.vector("one", "L2", "unit"))
    S.assume(eq(law.X.T @ law.one, 0))
    S.let(law=law)
    return law


@dataclass(frozen=True)
class BNGD:
    """The iteration (3) in terms of H and u, with g = H u."""

    H: Node
    u: Node

    @property
    def g(self) -> Node:
        return self.H @ self.u

    def sigma(self, w: Node) -> Node:
        return norm(w, self.H)

    def coefficient(self, w: Node) -> Node:
        """w^T g / sigma^2, the coefficient of the projection of u on w."""
        return (w @ self.g) / self.sigma(w) ** 2

    def residual(self, w: Node) -> Node:
        """e = u - (w^T g / sigma^2) w."""
        return self.u - self.coefficient(w) * w

    def step(self, a: Node, w: Node, eps: Node) -> Node:
        """What (3) adds to w."""
        quadratic = w @ (self.H @ w)
        return eps * a / sqrt(quadratic) * (self.g - (w @ self.g) / quadratic * (self.H @ w))

    def next_a(self, a: Node, w: Node, eps_a: Node) -> Node:
        return a + eps_a * ((w @ self.g) / sqrt(w @ (self.H @ w)) - a)

    def next_w(self, a: Node, w: Node, eps: Node) -> Node:
        return w + self.step(a, w, eps)

    def effective_rate(self, a: Node, w: Node, eps: Node) -> Node:
        """eps_hat = eps (a / sigma) (w^T g / sigma^2)."""
        return eps * (a / self.sigma(w)) * self.coefficient(w)


def bngd(S) -> BNGD:
    return BNGD(S.spd("H", "d"), S.vector("u", "d"))


def state(S):
    """A state (a, w) with w != 0 and a step size."""
    return S.real("a"), S.vector("w", "d", "nonzero"), S.positive("eps")
