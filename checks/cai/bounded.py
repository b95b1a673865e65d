"""Theorem 1: the weights stay bounded, for any step size and from any start."""

from __future__ import annotations

from checks_cai import ascent
from checks_cai.descent import loss
from checks_cai.later import later, never_shorter
from checks_cai.limits import number
from checks_cai.orbits import scale_bound
from checks_cai.tends import FROM, START, STEP, every, increasing
from checks_cai.theorem1 import along

from bnproof import build, eq, for_every, le, lemma, lt, norm2, num, there_are


@lemma(
    "cai-weights-bounded",
    r"$\|w_k\|$ is bounded along an orbit of (3), where $0<\varepsilon_a<2$, for any real $\varepsilon$ and $w_0$",
)
def bounded(S, *, constant=False, ruled=True):
    x, M, k = along(S, start="any", eps="real", ruled=ruled), S.positive("M"), S.natural("k")
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
    """Where w_0 is not 0, by the sign of eps."""

    def level(q):
        none = eq(x.eps, 0)

        def step(r, k):
            x.defined(r, k)
            still = r.have(eq(x.D(k), 0), lambda t: (t.rewrite(none), t.ring()))
            r.sign(x.W(0) - x.W(k), (-1, eq(x.W(k + 1), x.W(k) + x.D(k))), (-1, still))

        q.take(x.W(0))
        k = q.intro("k")
        q.induct(k, lambda r: r.sign(num(0)), lambda r: step(r, k))

    def up(q):
        q.have(lt(0, -x.eps))
        _by_potential(q, x, -x.eps, -1, "cai-ascent", ascent.loss(x.eps_a))

    p.cases(x.eps, lt=up, eq=level, gt=lambda q: _by_potential(q, x, x.eps, 1, "cai-descent", loss(x.eps_a)))


def _by_potential(p, x, pace, side, lemma, c):
    """|w_k|^2 + |eps| F_k does not grow once |w_k|^2 >= c |eps| lambda_max A / lambda_min, with the bound A of a_k^2,
    by a lemma on F = (a - s)^2 + |e|_H^2 or, where eps < 0, (a - s)^2 - |e|_H^2; before that all is bounded."""
    rate = x.eps_a
    p.have(lt(0, 2 - rate))
    highest = scale_bound(x.a[0], x.size, rate)
    top = p.name(highest, "A", "nonneg")
    is_top = eq(top, highest)
    p.have(le(x.size, top), lambda q: q.sign(x.a[0] ** 2 + (rate / (2 - rate)) ** 2 * x.size, (1, is_top)))
    far = p.name(c * x.most * top / x.least, "far", "nonneg")
    is_far = eq(far, c * x.most * top / x.least)
    jump = pace**2 * top * x.most * top / (x.least * x.W(0))
    M = p.name(x.W(0) + 4 * pace * top + far * pace + jump, "M", "pos")
    is_M = eq(M, x.W(0) + 4 * pace * top + far * pace + jump)

    def F(k):
        return (x.a[k] - x.s(k)) ** 2 + side * (x.size - x.s(k) ** 2)

    def sized(q, k):
        """a^2 <= A, |F_k| <= 4 A and D_k <= jump."""
        x.defined(q, k)
        x.use(q, "cai-a-bounded-below-2", K=k)
        a, s = x.a[k], x.s(k)
        q.have(le(a**2, top), lambda r: r.sign(highest - a**2, (1, is_top)))
        d, off = a - s, x.size - s**2
        room = 2 * (top - a**2) + 2 * (top - x.size) + off + (a + s) ** 2
        slack = 4 * top - (d**2 + off)
        q.have(le(d**2 + off, 4 * top), lambda r: r.sign(room))
        q.have(le(F(k), 4 * top), lambda r: r.sign(slack + (1 - side) * off))
        q.have(le(0, F(k) + 4 * top), lambda r: r.sign(slack + 2 * d**2 + (1 + side) * off))
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
        q.have(le(x.D(k), jump), lambda r: r.sign(pace**2 * (more + late)))

    def energy(k):
        return le(x.W(k) + pace * F(k), M)

    def induction(q, k):
        def base(r):
            sized(r, START)
            r.sign(pace * (4 * top - F(START)) + far * pace + jump, (1, is_M))

        def step(r):
            sized(r, k)
            sized(r, k + 1)
            move_a, move_w = x.follow(r, k)
            grown = eq(x.W(k + 1), x.W(k) + x.D(k))

            def near(t):
                gap = x.W(0) + (far * pace - x.W(k)) + (jump - x.D(k)) + pace * (4 * top - F(k + 1))
                t.sign(gap, (1, is_M), (-1, grown))

            def away(t):
                t.have(lt(0, norm2(move_w.args[1])), lambda z: z.sign(x.W(k) + x.D(k)))
                known = t.use(lemma, a=x.a[k], w=x.w[k], eps=x.eps, top=top)
                after = F(k + 1) + (2 / pace - far / x.W(k)) * x.D(k)
                shorter = x.D(k) / x.W(k), is_far
                spare = known.args[1] - known.args[0]
                t.have(le(after, F(k)), lambda z: (z.rewrite(move_a), z.rewrite(move_w), z.sign(spare, shorter)))
                gap = (M - (x.W(k) + pace * F(k))) + pace * (F(k) - after)
                t.sign(gap + x.D(k) * (x.W(k) - far * pace) / x.W(k), (-1, grown))

            r.cases(x.W(k) - far * pace, lt=near, ge=away)

        x.defined(q, k)
        q.induct(k, base, step)

    held = every(p, energy, induction)
    p.take(M + 4 * pace * top)
    k = p.intro("k")
    sized(p, k)
    p.instantiate(held, k)
    p.sign((M - (x.W(k) + pace * F(k))) + pace * (F(k) + 4 * top))


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
