"""The chain rule through batch normalization: y = gamma x_hat + beta, x_hat = (x - mu)/(sigma^2 + eps)^(1/2).

The partial derivatives are those of the chain: by x_hat, gamma, beta with nothing else moving, by sigma^2 with x and mu
held fixed, by mu with x held fixed and sigma^2 moving along.
"""

from __future__ import annotations

from dataclasses import dataclass

from bnproof import Node, basis, claim, dim, eq, gradient, ones, sqrt


@dataclass(frozen=True)
class Layer:
    """A batch x of m numbers, normalised, scaled, shifted, and a smooth loss of the result."""

    x: Node
    gamma: Node
    beta: Node
    eps: Node
    loss: Node

    def mean(self, x: Node) -> Node:
        return (ones("m") @ x) / dim("m")

    def variance(self, x: Node, mu: Node) -> Node:
        deviation = x - mu * ones("m")
        return (deviation @ deviation) / dim("m")

    def hat(self, x: Node, mu: Node, variance: Node) -> Node:
        return (x - mu * ones("m")) / sqrt(variance + self.eps)

    def output(self, x_hat: Node) -> Node:
        return self.gamma * x_hat + self.beta * ones("m")

    @property
    def mu(self) -> Node:
        return self.mean(self.x)

    @property
    def var(self) -> Node:
        return self.variance(self.x, self.mu)

    @property
    def x_hat(self) -> Node:
        return self.hat(self.x, self.mu, self.var)

    @property
    def by_y(self) -> Node:
        """The gradient of the loss at y."""
        return gradient(self.loss, self.output(self.x_hat))

    def by_x_hat(self, S) -> Node:
        return S.grad(lambda h: self.loss(self.output(h)), at=self.x_hat)

    def by_variance(self, S) -> Node:
        return S.grad(lambda s: self.loss(self.output(self.hat(self.x, self.mu, s))), at=self.var)

    def by_mean(self, S) -> Node:
        def moved(t):
            return self.loss(self.output(self.hat(self.x, t, self.variance(self.x, t))))

        return S.grad(moved, at=self.mu)

    def by_x(self, S) -> Node:
        def moved(v):
            mu = self.mean(v)
            return self.loss(self.output(self.hat(v, mu, self.variance(v, mu))))

        return S.grad(moved, at=self.x)


def layer(S) -> Layer:
    return Layer(S.vector("x", "m"), S.real("gamma"), S.real("beta"), S.positive("eps"), S.function("l", "m"))


@claim("wiki-dl-dxhat")
def by_x_hat(S, *, power=1):
    n, e = layer(S), basis("m", S.index("i", "m"))
    return eq(e @ n.by_x_hat(S), (e @ n.by_y) * n.gamma**power)


@claim("wiki-dl-dgamma")
def by_gamma(S, *, of="x_hat"):
    n = layer(S)
    by_gamma = S.grad(lambda g: n.loss(g * n.x_hat + n.beta * ones("m")), at=n.gamma)
    return eq(by_gamma, n.by_y @ (n.x_hat if of == "x_hat" else n.x))


@claim("wiki-dl-dbeta")
def by_beta(S, *, factor=1):
    n = layer(S)
    by_beta = S.grad(lambda b: n.loss(n.gamma * n.x_hat + b * ones("m")), at=n.beta)
    return eq(by_beta, factor * (n.by_y @ ones("m")))


@claim("wiki-dl-dsigma2")
def by_variance(S, *, half=2):
    n = layer(S)
    root = sqrt(n.var + n.eps)
    inner = n.by_y @ (n.x - n.mu * ones("m"))
    return eq(n.by_variance(S), inner * (-(n.gamma / half) / root**3))


@claim("wiki-dl-dmu")
def by_mean(S, *, sign=-1):
    n = layer(S)
    direct = (n.by_y @ ones("m")) * (sign * n.gamma / sqrt(n.var + n.eps))
    through_variance = n.by_variance(S) * (1 / dim("m")) * (-2 * (ones("m") @ (n.x - n.mu * ones("m"))))
    return eq(n.by_mean(S), direct + through_variance)


@claim("wiki-dl-dx")
def by_x(S, *, twice=2, share=1):
    n, e, m = layer(S), basis("m", S.index("i", "m")), dim("m")
    direct = (e @ n.by_x_hat(S)) * (1 / sqrt(n.var + n.eps))
    through_variance = n.by_variance(S) * (twice * (e @ n.x - n.mu) / m)
    return eq(e @ n.by_x(S), direct + through_variance + share * n.by_mean(S) * (1 / m))


by_x_hat.mutant("gamma squared", power=2)
by_gamma.mutant("x for x_hat", of="x")
by_beta.mutant("twice", factor=2)
by_variance.mutant("no half", half=1)
by_mean.mutant("sign of the direct term", sign=1)
by_x.mutant("1 for 2 in the second term", twice=1)
by_x.mutant("no term of the mean", share=0)
