"""Theorem 1, first part of the proof: what holds at every step; the steps tend to 0, as the weights are bounded."""

from __future__ import annotations

from dataclasses import dataclass

from checks_cai.descent import projected
from checks_cai.model import BNGD, orbit, resting
from checks_cai.tends import FROM, STEP, TOL, at, every, increasing, settles, tends

from bnproof import (
    Node,
    Sequence,
    both,
    eigmax,
    eigmin,
    eq,
    for_every,
    le,
    lemma,
    lt,
    norm2,
    there_are,
)


@dataclass(frozen=True)
class Along:
    """Terms along an orbit as functions of k, and what holds at every k."""

    m: BNGD
    a: Node
    w: Node
    eps_a: Node
    eps: Node
    rule: Node

    @property
    def u(self):
        return self.m.u

    @property
    def H(self):
        return self.m.H

    @property
    def least(self):
        return eigmin(self.H)

    @property
    def most(self):
        return eigmax(self.H)

    @property
    def size(self):
        return norm2(self.u, self.H)

    def W(self, k):
        """|w|^2."""
        return norm2(self.w[k])

    def s(self, k):
        """w^T g / sigma, the best a for w."""
        return projected(self.m, self.w[k])

    def E(self, k):
        """|e|_H^2."""
        return norm2(self.m.residual(self.w[k]), self.H)

    def image(self, k):
        """|H e|^2."""
        return norm2(self.H @ self.m.residual(self.w[k]))

    def variance(self, k):
        """sigma^2."""
        return norm2(self.w[k], self.H)

    def D(self, k):
        """|w_{k+1} - w_k|^2."""
        return norm2(self.m.step(self.a[k], self.w[k], self.eps))

    def gap(self, k):
        """(a - s)^2."""
        return (self.a[k] - self.s(k)) ** 2

    def move(self, k):
        """(s_{k+1} - s_k)^2."""
        return (self.s(k + 1) - self.s(k)) ** 2

    def defined(self, q, k):
        """What holds for every k, at k."""
        self.use(q, "cai-orbit-step", K=k)

    def use(self, q, claim, **at):
        """An earlier claim about orbits, of this one."""
        return q.use(claim, a=self.a, w=self.w, **at)

    def follow(self, q, k):
        """(3) at k, which needs w_k != 0."""
        return q.instantiate(self.rule, k).args


def along(S, *, slow=True, **kind):
    """An orbit with eps_a < 2, of a kind as `orbit` has them."""
    m, a, w, eps_a, eps = orbit(S, **kind)
    if slow:
        S.assume(lt(eps_a, 2))
    x = Along(m, a, w, eps_a, eps, S.named["rule"])
    S.let(x=x)
    return x


def vanishes(S, term, at_once=False):
    """term(k) >= 0 tends to 0; or, which is wrong, is less than any positive number from k = 0 on."""
    return lt(term(S.natural("K")), S.positive("tol")) if at_once else tends(term)


@lemma(
    "cai-orbit-step",
    r"at every step $\|w_{k+1}\|^2=\|w_k\|^2+\|w_{k+1}-w_k\|^2$ and $\|e_k\|_H^2=\|u\|_H^2-s_k^2$, where "
    r"$s_k=w_k^Tg/\sigma_k$; and the step has the size of $\varepsilon a_kHe_k/\sigma_k$",
)
def step_facts(S, *, grows=True):
    x, k = along(S, slow=False, eps_a="real", eps="real"), S.natural("K")
    after = x.W(k) + x.D(k) if grows else x.W(k) - x.D(k)
    return both(
        lt(0, x.W(k)), le(x.W(0), x.W(k)), eq(x.W(k + 1), after),
        le(x.s(k) ** 2, x.size), eq(x.E(k), x.size - x.s(k) ** 2),
        le(x.image(k), x.most * x.E(k)), le(x.least * x.E(k), x.image(k)),
        le(x.least * x.W(k), x.variance(k)), le(x.variance(k), x.most * x.W(k)),
        eq(x.D(k) * x.variance(k), x.eps**2 * x.a[k] ** 2 * x.image(k)),
    )  # fmt: skip


@step_facts.proof()
def _(p, o):
    x, k, H = o.x, o.K, o.H
    p.use("cai-orbit-norms", K=k)
    move = x.follow(p, k)[1]
    e, v = x.m.residual(x.w[k]), x.w[k]
    p.both(
        lambda r: r.fact(),
        lambda r: r.sign(),
        lambda r: (r.rewrite(move), r.ring()),
        lambda r: r.sign(norm2(e, H)),
        lambda r: r.ring(),
        lambda r: r.spectral(H, e, {1: x.most, 2: -1}, lambda z, y: z.sign(y * (x.most - y))),
        lambda r: r.spectral(H, e, {1: -x.least, 2: 1}, lambda z, y: z.sign(y * (y - x.least))),
        lambda r: r.spectral(H, v, {0: -x.least, 1: 1}, lambda z, y: z.sign(y - x.least)),
        lambda r: r.spectral(H, v, {0: x.most, 1: -1}, lambda z, y: z.sign(x.most - y)),
        lambda r: r.ring(),
    )


SCALED = {"H": ((4, 0), (0, 4)), "a": Sequence((1,)), "w": Sequence(((1, 0),)), "eps": 1, "eps_a": 1}
step_facts.example({"d": 2}, u=(0, 1), K=0, **SCALED)
step_facts.mutant("the length shrinks", grows=False)


def settled(x):
    """For all tol there is N such that |w_{N+n}|^2 < |w_N|^2 + tol for every n."""
    return for_every(TOL, there_are(FROM, for_every(STEP, lt(x.W(FROM + STEP), x.W(FROM) + TOL))))


def grows(x):
    """|w_j| <= |w_{j+n}|."""
    return for_every(FROM, STEP, le(x.W(FROM), x.W(FROM + STEP)))


@lemma("cai-steps-vanish", r"$\|w_k\|$ increases and settles, so $\|w_{k+1}-w_k\|\to0$")
def vanishing_steps(S, *, at_once=False):
    x = along(S)
    return vanishes(S, x.D, True) if at_once else both(grows(x), settled(x), tends(x.D))


@vanishing_steps.proof()
def _(p, o):
    """A bounded increasing sequence settles; and |w_{k+1} - w_k|^2 = |w_{k+1}|^2 - |w_k|^2."""
    x = o.x
    M, weights = p.obtain(p.use("cai-weights-bounded"), "M")

    def once(q, k):
        x.defined(q, k)
        q.sign(x.D(k), (1, eq(x.W(k + 1), x.W(k) + x.D(k))))

    increases = increasing(p, x.W, every(p, lambda k: le(x.W(k), x.W(k + 1)), once))
    settling = settles(p, x.W, increases, weights, M)

    def small(q):
        tol = q.intro("tol")
        N, close = at(q, settling, tol)
        q.take(N)
        n = q.intro("n")
        q.instantiate(increases, N, n)
        q.instantiate(close, n + 1)
        x.defined(q, N + n)
        gap = (x.W(N) + tol - x.W(N + (n + 1))) + (x.W(N + n) - x.W(N))
        q.sign(gap, (1, eq(x.W(N + n + 1), x.W(N + n) + x.D(N + n))))

    p.both(lambda q: q.fact(), lambda q: q.fact(), small)


vanishing_steps.mutant("from the first step on", at_once=True)
resting(vanishing_steps)
