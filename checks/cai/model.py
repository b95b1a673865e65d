"""Objects of Cai, Li and Shen: the law of the data, the loss of BNGD and its step."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from bnproof import Node, Sequence, both, build, either, eq, implies, lt, norm, norm2, sqrt


@dataclass(frozen=True)
class Law:
    """The joint law of (x, y), as vectors of the Hilbert space L2 of random variables.

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
        return normalized(f, self.one)

    def J0(self, w: Node) -> Node:
        """E[(y - x^T w)^2 / 2]."""
        residual = self.y - self.X @ w
        return residual @ residual / 2

    def sigma(self, w: Node) -> Node:
        return sqrt(w @ (self.H @ w))

    def best(self, w: Node) -> Node:
        """w^T g / sigma, at which a -> J(a, w) is least."""
        return (w @ self.g) / self.sigma(w)

    def J(self, a: Node, w: Node) -> Node:
        """E[(y - a N(x^T w))^2 / 2]."""
        residual = self.y - a * self.normalized(self.X @ w)
        return residual @ residual / 2


def normalized(f: Node, one: Node) -> Node:
    """N(f) = (f - E f) / Var(f)^(1/2) of a random variable, with the constant 1."""
    centred = f - (one @ f) * one
    return centred / sqrt(centred @ centred)


def regression(S, centred: bool = True) -> tuple[Law, Node]:
    """A law and u = H^-1 g: y = x^T u + noise, where E[x noise] = 0 says that H u = g."""
    law = law_of_data(S, centred)
    u, noise = S.vector("u", "d"), S.vector("noise", "L2")
    output = law.X @ u + noise
    S.assume(eq(law.X.T @ noise, 0), eq(law.y, output))
    S.let(expanded=replace(law, y=output), output=eq(law.y, output))
    return law, u


def law_of_data(S, centred: bool = True) -> Law:
    """The poster assumes E[x] = 0, the slides do not."""
    law = Law(S.map("X", "d", "L2", "injective"), S.vector("y", "L2"), S.vector("one", "L2", "unit"))
    if centred:
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

    def stationary(self, a: Node, w: Node) -> Node:
        """Both gradients of J vanish at (a, w), as (3) has them; w != 0."""
        quadratic = w @ (self.H @ w)
        slope_a = a - (w @ self.g) / sqrt(quadratic)
        slope_w = -(a / sqrt(quadratic)) * (self.g - (w @ self.g) / quadratic * (self.H @ w))
        return both(eq(slope_a, 0), eq(slope_w, 0))

    def minimizer(self, a: Node, w: Node) -> Node:
        """(a, w) is stationary with e = 0: a global minimizer; w != 0."""
        return both(eq(a, (w @ self.g) / self.sigma(w)), eq(norm2(self.residual(w)), 0))

    def minimizer_or_saddle(self, a: Node, w: Node) -> Node:
        """One or the other; at the saddle points a = 0, and so w is orthogonal to g."""
        level, flat = self.minimizer(a, w).args
        return both(level, either(flat, eq(a, 0)))

    def orbit(
        self, a: Node, w: Node, eps_a: Node, eps: Node, wrong: str = "", target: tuple[Node, Node | None] | None = None
    ) -> Node:
        """The sequences a and w obey (3), as long as w_k is not 0. `wrong`: a wrong form of (3). `target`: y and G,
        where a_k follows w_k^T y / |w_k|_G, which in (3) is w_k^T g / sigma; without G, in the Euclidean norm."""
        k = build("sym", (), ("k", "int", ">=0"))
        next_a, next_w = self.next_a(a[k], w[k], eps_a), self.next_w(a[k], w[k], eps)
        if target is not None:
            y, G = target
            next_a = a[k] + eps_a * ((w[k] @ y) / norm(w[k], G) - a[k])
        if wrong == "2 a_k for a_k":
            next_a = next_a + a[k]
        elif wrong == "w_{k+1} for w_k":
            next_w = w[k + 1] + self.step(a[k], w[k], eps)
        step = both(eq(a[k + 1], next_a), eq(w[k + 1], next_w))
        return build("forall", (k, implies(lt(0, norm2(w[k])), step)))


def bngd(S) -> BNGD:
    return BNGD(S.spd("H", "d"), S.vector("u", "d"))


def state(S):
    """A state (a, w) with w != 0 and a step size."""
    return S.real("a"), S.vector("w", "d", "nonzero"), S.positive("eps")


WEIGHTED, EUCLIDEAN = "in the norm of G", "in the Euclidean norm"


def orbit(S, eps_a="positive", start="nonzero", ruled=True, target="", eps="positive"):
    """An orbit (a_k, w_k) of (3) from any (a_0, w_0), w_0 != 0 unless `start` is any; eps_a and eps are of the domains
    given. Unless `ruled`, any sequences. `target`: a_k follows w_k^T y over this norm of w_k, |w_k|_G or |w_k|, for any
    y."""
    m, eps_a, eps = bngd(S), getattr(S, eps_a)("eps_a"), getattr(S, eps)("eps")
    a, w = S.reals("a"), S.vectors("w", "d")
    y, G = S.vector("y", "d") if target else None, S.spd("G", "d") if target == WEIGHTED else None
    rule = m.orbit(a, w, eps_a, eps, target=(y, G) if target else None)
    S.assume(*((rule,) if ruled else ()), *((lt(0, norm2(w[0])),) if start == "nonzero" else ()))
    S.let(m=m, rule=rule)
    return m, a, w, eps_a, eps


def resting(claim):
    """Orbits that come to rest: a_k and w_k at a minimizer after two steps, at a saddle point at once, a_k alone."""
    one, two = ((1, 0), (0, 1)), ((1, 0), (0, 4))
    _orbit(claim, H=one, u=(3, 4), a=10, w=(1, 0), eps=Fraction(1, 30))
    _orbit(claim, H=two, u=(8, -3), a=0, w=(3, 2), eps=1)
    _orbit(claim, H=((4,),), u=(1,), a=1, w=(2,), eps=1)


def _orbit(claim, *, a, w, eps_a=1, M=16, **values):
    claim.example({"d": len(w)}, a=Sequence((a,)), w=Sequence((w,)), eps_a=eps_a, K=1, M=M, **values)


def to_saddle(claim):
    """An orbit that leaves a place where it moves for a saddle point, in one step."""
    step = Fraction(169**2, 144)
    _orbit(claim, H=((1, 0), (0, 1)), u=(1, 0), a=Fraction(-5, 13), w=(5, 12), eps=step, eps_a=Fraction(1, 2), M=200)


def aside(claim, along=False):
    """Weights that go to and fro for ever: along u, or orthogonal to it. They obey no (3)."""
    still, w = ((1, 0), (0, 1)), (((1, 0), (2, 0)) if along else ((0, 1), (0, 2)))
    values = {"H": still, "u": (1, 0), "a": Sequence((1,), 1), "w": Sequence((), None, w), "eps": 1, "eps_a": 1, "M": 4}
    claim.example({"d": 2}, K=1, **values)


def from_zero(claim):
    """Weights that are 0 at first, where (3) says nothing, and orthogonal to u from then on."""
    still, w = ((1, 0), (0, 1)), Sequence(((0, 0),), (0, 1))
    claim.example({"d": 2}, H=still, u=(1, 0), a=Sequence((0,), 0), w=w, eps=1, eps_a=1, K=1, M=4)


def motionless(claim):
    """At eps = 0 the weights stay wherever they are."""
    _orbit(claim, H=((1, 0), (0, 1)), u=(1, 0), a=Fraction(5, 13), w=(5, 12), eps=0)
