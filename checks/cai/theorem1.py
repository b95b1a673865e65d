"""Theorem 1, first part of the proof: the weights stay bounded, and the steps tend to 0."""

from __future__ import annotations

from dataclasses import dataclass

from checks_cai.descent import excess, loss, projected
from checks_cai.later import later, never_shorter
from checks_cai.limits import number
from checks_cai.model import BNGD, orbit, resting
from checks_cai.orbits import scale_bound
from checks_cai.tends import FROM, STEP, TOL, at, every, increasing, settles, tends

from bnproof import (
    INT,
    Node,
    Sequence,
    both,
    build,
    eigmax,
    eigmin,
    eq,
    for_every,
    le,
    lemma,
    lift,
    lt,
    norm2,
    num,
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


def along(S, *, slow=True, start="nonzero", ruled=True):
    """An orbit with eps_a < 2, from w_0 != 0 unless `start` is any; or any sequences."""
    m, a, w, eps_a, eps = orbit(S, start=start, ruled=ruled)
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
    x, k = along(S, slow=False), S.natural("K")
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


@lemma("cai-weights-bounded", r"$\|w_k\|$ is bounded along an orbit of (3), where $\varepsilon_a<2$")
def bounded(S, *, constant=False, ruled=True):
    x, M, k = along(S, start="any", ruled=ruled), S.positive("M"), S.natural("k")
    if constant:
        return le(x.W(k), x.W(0))
    return there_are(M, for_every(k, le(x.W(k), M)))


@bounded.proof()
def _(p, o):
    """From the first step on at which w_k is not 0, if there is one; before it no weights are longer."""
    x = o.x

    def moving(q):
        N, _ = q.obtain(some, "N")
        y, same = later(q, x, N)
        M, weights = q.obtain(q.have(bounded_by(y), lambda r: _from_nonzero(r, y)), "M")
        longer = increasing(q, x.W, never_shorter(q, x))
        q.take(M)
        k = q.intro("k")
        now = q.instantiate(same, k).args[2]
        q.instantiate(weights, k)
        q.instantiate(longer, k, N)
        q.sign((M - y.W(k)) + (x.W(N + k) - x.W(k)), (y.w[k] + x.w[N + k], now))

    def resting_at_zero(q):
        q.take(num(1))
        k = q.intro("k")
        q.instantiate(none, k)
        q.sign((0 - x.W(k)) + 1)

    some, none = there_are(FROM, lt(0, x.W(FROM))), for_every(FROM, le(x.W(FROM), 0))
    p.decide(some, moving, resting_at_zero)


def bounded_by(x):
    """|w_k|^2 has a bound."""
    M, k = build("sym", (), ("M#0", "real", "pos")), STEP
    return there_are(M, for_every(k, le(x.W(k), M)))


def _from_nonzero(p, x):
    """|w_k|^2 + eps V_k, V = (a - s)^2 + |e|_H^2, does not grow once |w_k|^2 >= c eps lambda_max A / lambda_min, with
    the bound A of a_k^2, by `cai-descent`; before that all is bounded. Where w_0 is not 0."""
    eps, rate = x.eps, x.eps_a
    p.have(lt(0, 2 - rate))
    highest = scale_bound(x.a[0], x.size, rate)
    top = p.name(highest, "A", "nonneg")
    is_top = eq(top, highest)
    p.have(le(x.size, top), lambda q: q.sign(x.a[0] ** 2 + (rate / (2 - rate)) ** 2 * x.size, (1, is_top)))
    far = p.name(loss(rate) * x.most * top / x.least, "far", "nonneg")
    is_far = eq(far, loss(rate) * x.most * top / x.least)
    jump = eps**2 * top * x.most * top / (x.least * x.W(0))
    M = p.name(x.W(0) + 4 * eps * top + far * eps + jump, "M", "pos")
    is_M = eq(M, x.W(0) + 4 * eps * top + far * eps + jump)

    def V(k):
        return excess(x.m, x.a[k], x.w[k])

    def sized(q, k):
        """a^2 <= A, 0 <= V_k <= 4 A and D_k <= jump."""
        x.defined(q, k)
        x.use(q, "cai-a-bounded-below-2", K=k)
        a, s = x.a[k], x.s(k)
        q.have(le(a**2, top), lambda r: r.sign(highest - a**2, (1, is_top)))
        parts = 2 * (top - a**2) + (top - x.size) + ((x.size - s**2) + (top - x.size)) + (a + s) ** 2
        q.have(le(V(k), 4 * top), lambda r: r.sign(parts))
        q.have(le(0, V(k)), lambda r: r.sign((a - s) ** 2 + (x.size - s**2)))
        floor = x.least * x.W(0)
        q.have(
            le(floor, x.variance(k)), lambda r: r.sign((x.variance(k) - x.least * x.W(k)) + x.least * (x.W(k) - x.W(0)))
        )
        q.have(
            le(x.image(k), x.most * top),
            lambda r: r.sign(
                (x.most * x.E(k) - x.image(k)) + x.most * (s**2 + (top - x.size)), (x.most, eq(x.E(k), x.size - s**2))
            ),
        )
        more = (top - a**2) * x.most * top / floor + a**2 * (x.most * top - x.image(k)) / floor
        late = a**2 * x.image(k) * (x.variance(k) - floor) / (floor * x.variance(k))
        q.have(le(x.D(k), jump), lambda r: r.sign(eps**2 * (more + late)))

    def energy(k):
        return le(x.W(k) + eps * V(k), M)

    def induction(q, k):
        zero = lift(0, INT)

        def base(r):
            sized(r, zero)
            r.sign(eps * (4 * top - V(0)) + far * eps + jump, (1, is_M))

        def step(r):
            sized(r, k)
            sized(r, k + 1)
            move_a, move_w = x.follow(r, k)
            grown = eq(x.W(k + 1), x.W(k) + x.D(k))

            def near(t):
                gap = x.W(0) + (far * eps - x.W(k)) + (jump - x.D(k)) + eps * (4 * top - V(k + 1))
                t.sign(gap, (1, is_M), (-1, grown))

            def away(t):
                t.have(lt(0, norm2(move_w.args[1])), lambda z: z.sign(x.W(k) + x.D(k)))
                known = t.use("cai-descent", a=x.a[k], w=x.w[k], top=top)
                gain = 2 / eps - far / x.W(k)
                after = V(k + 1) + gain * x.D(k)
                shorter = x.D(k) / x.W(k), is_far
                spare = known.args[1] - known.args[0]
                t.have(le(after, V(k)), lambda z: (z.rewrite(move_a), z.rewrite(move_w), z.sign(spare, shorter)))
                gap = (M - (x.W(k) + eps * V(k))) + eps * (V(k) - after)
                t.sign(gap + x.D(k) * (x.W(k) - far * eps) / x.W(k), (-1, grown))

            r.cases(x.W(k) - far * eps, lt=near, ge=away)

        x.defined(q, k)
        q.induct(k, base, step)

    held = every(p, energy, induction)
    p.take(M)
    k = p.intro("k")
    sized(p, k)
    p.instantiate(held, k)
    p.sign((M - (x.W(k) + eps * V(k))) + eps * V(k))


bounded.mutant("no longer than at first", constant=True)
bounded.mutant("without a rule", ruled=False)


@bounded.refutation(
    "without a rule", lambda o: (for_every(STEP, eq(o.w[STEP + 1], 2 * o.w[STEP])), lt(0, norm2(o.w[0])))
)
def _(p, o):
    """Each twice as long as the one before: |w_k|^2 >= (k + 1) |w_0|^2."""
    first, length = norm2(o.w[0]), lambda k: norm2(o.w[k])
    M = p.intro("M")

    def climbs(q, k):
        def step(r):
            twice = r.instantiate(for_every(STEP, eq(o.w[STEP + 1], 2 * o.w[STEP])), k)
            r.rewrite(twice)
            r.sign(4 * (length(k) - (number(k) + 1) * first) + (3 * number(k) + 2) * first)

        q.induct(k, lambda r: r.sign(num(0)), step)

    always = every(p, lambda k: le((number(k) + 1) * first, length(k)), climbs)
    N = p.archimedes(M / first)
    p.take(N)
    p.instantiate(always, N)
    p.sign((length(N) - (number(N) + 1) * first) + first + first * (number(N) - M / first))


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
