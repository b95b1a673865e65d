"""Objects of Kohler et al.: least squares after the optimal length, as a Rayleigh quotient."""

from __future__ import annotations

from dataclasses import dataclass

from bnproof import Node, absolute, both, eigmax, lt, ne


@dataclass(frozen=True)
class LeastSquares:
    """u = E[-y x], S = E[x x^T]; L is the largest eigenvalue of S, mu the least."""

    S: Node
    u: Node

    def rho(self, w: Node) -> Node:
        """(12)."""
        return -((w @ self.u) * (self.u @ w)) / (w @ (self.S @ w))

    def direction(self, w: Node) -> Node:
        """What (13) adds to w, per 2 eta."""
        return ((self.u @ w) * self.u + self.rho(w) * (self.S @ w)) / (w @ (self.S @ w))

    def step(self, w: Node, eta: Node) -> Node:
        """(13)."""
        return w + 2 * eta * self.direction(w)

    def step_size(self, w: Node) -> Node:
        """eta of Theorem 1."""
        return (w @ (self.S @ w)) / (2 * eigmax(self.S) * absolute(self.rho(w)))

    @property
    def minimizer(self) -> Node:
        """S^-1 u; that it minimises rho is the lemma `kohler-rho-minimum`."""
        return self.S**-1 @ self.u

    def gap(self, w: Node) -> Node:
        """Delta rho = rho(w) - rho(w*)."""
        return self.rho(w) - self.rho(self.minimizer)

    def may_step(self, w: Node) -> Node:
        """The step size of Theorem 1 is defined."""
        return both(lt(0, w @ w), ne(self.rho(w), 0))


def least_squares(S) -> LeastSquares:
    return LeastSquares(S.spd("S", "d"), S.vector("u", "d"))
