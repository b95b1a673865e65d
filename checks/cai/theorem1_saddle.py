"""Theorem 1, last part of the proof: where s -> 0 the orbit converges too, to a saddle point."""

from __future__ import annotations

from fractions import Fraction

from checks_cai.descent import cauchy_schwarz
from checks_cai.model import aside, from_zero, motionless, resting, to_saddle
from checks_cai.tends import FROM, START, STEP, TOL, at, from_limit, smaller, smaller_from
from checks_cai.theorem1 import along
from checks_cai.theorem1_limits import from_the_side, has_signal, on_side, to_side
from checks_cai.theorem1_vanishing import length_of_u

from bnproof import Sequence, cauchy, eq, for_every, implies, le, lemma, lt, norm, norm2, sqrt, there_are


class Beside:
    """The weights off g, and how much their length grows."""

    def __init__(self, x):
        self.x, self.g, self.gamma = x, x.m.g, norm2(x.m.g)

    def off(self, v):
        """The part orthogonal to g."""
        return v - (v @ self.g) / self.gamma * self.g

    def drift(self, j, n):
        return self.off(self.x.w[j + n] - self.x.w[j])

    def climbed(self, j, n):
        """What |w_k|^2 and |w_{k+1}|^2 grow by from k = j to j + n."""
        W = self.x.W
        return (W(j + n) - W(j)) + (W(j + n + 1) - W(j + 1))

    def slow(self, pace, B):
        """The square of the drift from B + i on is at most so many times that of what the lengths grow by."""
        j = B + FROM
        return for_every(FROM, STEP, le(norm2(self.drift(j, STEP)), pace * self.climbed(j, STEP) ** 2))

    def speed(self, M):
        """a_k^2 + s_k^2 is at most so many times D_k + D_{k+1}, where |w|^2 <= M."""
        x = self.x
        return (1 + 2 / x.eps_a**2) * (4 * x.most * M / (3 * x.size * x.eps**2 * x.least))

    def pace(self, M):
        x = self.x
        return x.eps**2 * x.most / (x.least * x.W(0)) * self.speed(M) ** 2 / 4


def below(x, M):
    """|w_k|^2 <= M at every k."""
    return for_every(STEP, le(x.W(STEP), M))


@lemma(
    "cai-saddle-drift",
    r"where $s_k^2<\frac14\|u\|_H^2$ from some step on and $\|w_k\|^2\le M$, the part of $w_{j+n}-w_j$ that is "
    r"orthogonal to $g$ is from there on at most a multiple, which is told, of "
    r"$(\|w_{j+n}\|^2-\|w_j\|^2)+(\|w_{j+n+1}\|^2-\|w_{j+1}\|^2)$",
)
def drift(S, *, none=False):
    x, B, M = along(S), S.natural("B"), S.real("M")
    weights = below(x, M)
    S.assume(weights)
    S.let(weights=weights)
    beside = Beside(x)
    if none:
        return for_every(STEP, le(norm2(beside.drift(START, STEP)), 0))
    return for_every(B, implies(on_side(x, B, "low"), beside.slow(beside.pace(M), B)))


@drift.proof("printed")
def _(p, o):
    """A step is eps a s/sigma^2 times a vector, off g, and a^2 + s^2 is at most a multiple of D_k + D_{k+1}: D_k is one
    of a_k^2, and a_{k+1} = (1 - eps_a) a_k + eps_a s_k."""
    x, w, a, U, m = o.x, o.w, o.a, o.x.size, o.x.m
    beside = Beside(x)
    g, gamma, off, climbed = beside.g, beside.gamma, beside.off, beside.climbed
    M, weights = o.M, o.weights
    increases = p.use("cai-steps-vanish").args[0]
    p.instantiate(weights, START)
    p.have(lt(0, M), lambda q: q.sign((M - x.W(START)) + x.W(0)))
    B = p.intro("B")
    low = p.assume()
    has_signal(p, x, B, low, "low")
    length_of_u(p, x)
    p.have(lt(0, gamma))

    # a^2 <= c D at B + n, and a^2 + s^2 <= (1 + 2/eps_a^2) c (D_k + D_{k+1})
    c = 4 * x.most * M / (3 * U * o.eps**2 * x.least)
    speed = p.name(beside.speed(M), "c", "nonneg")
    is_speed = eq(speed, beside.speed(M))

    def driven(q, k, n):
        """a_k^2 <= c D_k at k = B + n."""
        x.defined(q, k)
        q.instantiate(low, n)
        q.instantiate(weights, k)
        s2, variance = x.s(k) ** 2, x.variance(k)
        # D sigma^2 = eps^2 a^2 |H e|^2 and |H e|^2 >= lambda_min (3/4) U, sigma^2 <= lambda_max M
        shape = o.eps**2 * a[k] ** 2 * ((x.image(k) - x.least * x.E(k)) + x.least * (U / 4 - s2))
        late = x.D(k) * ((x.most * x.W(k) - variance) + x.most * (M - x.W(k)))
        q.have(le(a[k] ** 2, c * x.D(k)), lambda r: r.sign((shape + late) * 4 / (3 * U * o.eps**2 * x.least)))

    def slow(q, n):
        k = B + n
        driven(q, k, n)
        driven(q, k + 1, n + 1)
        move = x.follow(q, k)[0]
        s, rate, after = x.s(k), o.eps_a, a[k + 1]
        both_steps = x.D(k) + x.D(k + 1)
        total = a[k] ** 2 + s**2
        pieces = (c * x.D(k) - a[k] ** 2) + (c * x.D(k + 1) - after**2)
        turned = q.have(eq(rate * s, after - (1 - rate) * a[k]), lambda r: (r.rewrite(move), r.ring()))
        side = after + (1 - rate) * a[k]
        q.have(
            le((rate * s) ** 2, 2 * (after**2 + a[k] ** 2)),
            lambda r: (r.rewrite(turned), r.sign(side**2 + 2 * a[k] ** 2 * (rate * (2 - rate)))),
        )
        gap = (1 + 2 / rate**2) * pieces + after**2 + (2 * (after**2 + a[k] ** 2) - (rate * s) ** 2) / rate**2
        q.have(le(total, speed * both_steps), lambda r: r.sign(gap, (both_steps, is_speed)))

    # |P delta|^2 <= pace2 (D_k + D_{k+1})^2
    shown = o.eps**2 * x.most / (x.least * x.W(0)) * speed**2 / 4
    pace2 = p.name(beside.pace(M), "pace", "nonneg")
    paced = p.have(eq(pace2, shown), lambda q: (q.rewrite(eq(pace2, beside.pace(M))), q.rewrite(is_speed), q.ring()))
    pace = sqrt(pace2)

    def step_off(q, n):
        k = B + n
        slow(q, n)
        delta, v = m.step(a[k], w[k], o.eps), x.H @ w[k]
        s, variance, D2 = x.s(k), x.variance(k), x.D(k) + x.D(k + 1)
        q.have(
            le(norm2(v), x.most * variance),
            lambda r: r.spectral(x.H, w[k], {1: x.most, 2: -1}, lambda t, y: t.sign(y * (x.most - y))),
        )
        floor = x.least * x.W(0)
        q.have(le(floor, variance), lambda r: r.sign((variance - x.least * x.W(k)) + x.least * (x.W(k) - x.W(0))))
        total = a[k] ** 2 + s**2
        q.have(
            le((a[k] * s) ** 2, (speed * D2) ** 2 / 4),
            lambda r: r.sign((speed * D2 - total) * (speed * D2 + total) / 4 + (a[k] ** 2 - s**2) ** 2 / 4),
        )
        part = o.eps**2 * (a[k] * s) ** 2 / variance**2
        gap = part * ((v @ g) ** 2 / gamma + (x.most * variance - norm2(v)))
        gap = gap + o.eps**2 * x.most * ((a[k] * s) ** 2 * (variance - floor) / (variance * floor))
        gap = gap + o.eps**2 * x.most / floor * ((speed * D2) ** 2 / 4 - (a[k] * s) ** 2)
        q.have(le(norm2(off(delta)), pace2 * D2**2), lambda r: r.sign(gap, (D2**2, paced)))

    def drifts(q, i):
        n, j = q.intro("n"), B + i

        def step(r):
            k = j + n
            step_off(r, i + n)
            delta, D2 = m.step(a[k], w[k], o.eps), x.D(k) + x.D(k + 1)
            x.defined(r, k)
            x.defined(r, k + 1)
            r.instantiate(increases, j, n)
            r.instantiate(increases, j + 1, n)
            move = x.follow(r, k)[1]
            moved = r.have(eq(w[j + (n + 1)], w[k] + delta), lambda t: t.ring((1, move)))
            once, twice = (eq(x.W(i + 1), x.W(i) + x.D(i)) for i in (k, k + 1))
            S, after = climbed(j, n), climbed(j, n + 1)
            higher = r.have(eq(after, S + D2), lambda t: t.ring((1, once), (1, twice)))
            before, added_on = beside.drift(j, n), off(delta)
            same = r.have(
                eq(norm2(beside.drift(j, n + 1)), norm2(before + added_on)), lambda t: (t.rewrite(moved), t.ring())
            )
            r.have(le(0, S), lambda t: t.sign())
            product(r, before, added_on, pace * S, pace * D2)
            gap = (pace2 * S**2 - norm2(before)) + 2 * ((pace * S) * (pace * D2) - before @ added_on)
            gap = gap + (pace2 * D2**2 - norm2(added_on))
            r.sign(gap, (pace2 * (after + S + D2), higher), (-1, same))

        q.induct(n, lambda r: r.sign(pace2 * climbed(j, START) ** 2), step)

    always = p.have(beside.slow(pace2, B), lambda q: drifts(q, q.intro("i")))
    i, n = p.intro("i"), p.intro("n")
    x.defined(p, START)
    p.instantiate(always, i, n)
    climb = climbed(B + i, n)
    p.sign((pace2 * climb**2 - norm2(beside.drift(B + i, n))), (-(climb**2), eq(pace2, beside.pace(M))))


drift.mutant("no drift", none=True)
resting(drift)
to_saddle(drift)
aside(drift)
from_zero(drift)
# to a minimizer at once, from nearby, by a step so large that the multiple is small
drift.example(
    {"d": 2},
    H=((Fraction(1, 9), 0), (0, Fraction(1, 9))),
    u=(9, 0),
    a=Sequence((3,)),
    w=Sequence(((99, 20),)),
    eps=Fraction(101 * 10201, 891),
    eps_a=1,
    M=10618,
)


@lemma(
    "cai-low-side",
    r"where $s_k^2<\frac14\|u\|_H^2$ from some step on, $w_k$ converges, not to 0, to a vector orthogonal to $g$",
)
def low_side(S, *, stay=False):
    if stay:
        x = along(S)
        return eq(x.w[S.natural("K")], x.w[0])
    return to_side(S, "low")


def _to_saddle(p, x, low):
    """Along g the weights tend to 0, since s does; and off g they are a Cauchy sequence, since |w_k|^2 settles."""
    w, U, B = x.w, x.size, START
    beside = Beside(x)
    g, gamma, climbed, drift = beside.g, beside.gamma, beside.climbed, beside.drift
    M, weights = p.obtain(x.use(p, "cai-weights-bounded"), "M")
    increases, settling, _ = x.use(p, "cai-steps-vanish").args
    products = x.use(p, "cai-slope-vanishes")
    has_signal(p, x, B, low, "low")
    length_of_u(p, x)
    p.have(below(x, M), lambda q: (q.instantiate(weights, q.intro("n")), q.fact()))
    always = p.instantiate(x.use(p, "cai-saddle-drift", M=M), B)
    pace = beside.pace(M)
    p.have(lt(0, gamma))

    def small(q, n):
        x.defined(q, B + n)
        q.instantiate(low, n)
        s2, E = x.s(B + n) ** 2, x.E(B + n)
        q.have(le(s2, s2 * E * (4 / (3 * U))), lambda r: r.sign(s2 * (U / 4 - s2) * (4 / (3 * U))))

    vanishing = smaller_from(p, lambda k: x.s(k) ** 2, products, 4 / (3 * U), B, small)

    def along_g(q, k):
        """(w^T g)^2 = s^2 sigma^2."""
        x.defined(q, k)
        q.instantiate(weights, k)
        s2, lengths = x.s(k) ** 2, (x.most * x.W(k) - x.variance(k)) + x.most * (M - x.W(k))
        q.have(le((w[k] @ g) ** 2, x.most * M * s2), lambda r: r.sign(s2 * lengths))

    def close(q):
        """|w_{N+n} - w_N|^2 < tol."""
        tol = q.intro("tol")
        bit, part = sqrt(tol) / (4 * (pace + 1)), tol * gamma / (16 * x.most * M)
        N, settled = at(q, settling, bit)
        K, under = at(q, vanishing, part)
        j = B + (N + K)
        q.take(j)
        n = q.intro("n")
        q.instantiate(q.instantiate(always, N + K), n)

        def along(k):
            x.defined(q, k)
            q.instantiate(weights, k)
            s2 = x.s(k) ** 2
            lengths = (x.most * x.W(k) - x.variance(k)) + x.most * (M - x.W(k))
            q.have(lt((w[k] @ g) ** 2, part * x.most * M), lambda r: r.sign(s2 * lengths + (part - s2) * x.most * M))

        q.instantiate(under, B + N)
        q.instantiate(under, B + N + n)
        along(j)
        along(j + n)
        for i in (B + K + n, B + K + n + 1):
            q.instantiate(settled, i)
        for i in (B + K, B + K + 1):
            q.instantiate(increases, N, i)
        q.instantiate(increases, j, n)
        q.instantiate(increases, j + 1, n)
        S, base, ceiling = climbed(j, n), x.W(N), x.W(N) + bit
        q.have(le(0, S))
        gap = (ceiling - x.W(j + n)) + (x.W(j) - base) + (ceiling - x.W(j + n + 1)) + (x.W(j + 1) - base)
        q.have(lt(S, 2 * bit), lambda r: r.sign(gap))
        one, two, most = w[j] @ g, w[j + n] @ g, part * x.most * M
        gap = (pace * S**2 - norm2(drift(j, n))) + pace * (2 * bit - S) * (2 * bit + S)
        gap = gap + (2 * (most - one**2) + 2 * (most - two**2) + (one + two) ** 2) / gamma
        q.sign(gap + tol / 2 + tol * (pace**2 + pace + 1) / (4 * (pace + 1) ** 2))

    settled = p.have(for_every(TOL, there_are(FROM, for_every(STEP, lt(norm2(w[FROM + STEP] - w[FROM]), TOL)))), close)
    flat = smaller(p, lambda k: (w[k] @ g) ** 2, vanishing, x.most * M, along_g)
    _limit_of_weights(p, x, settled, flat)


low_side.proof("printed")(from_the_side("low", _to_saddle))
low_side.mutant("the weights stay", stay=True)
resting(low_side)
to_saddle(low_side)
aside(low_side)
motionless(low_side)


def _limit_of_weights(p, x, settled, flat):
    """V = lim w_k, not 0 since |w_k| >= |w_0|, and orthogonal to g since w_k^T g tends to 0; which closes the goal."""
    w, g = x.w, x.m.g

    def body(q):
        tol = q.intro("tol")
        N, close = at(q, settled, tol**2 / 4)
        q.take(N)
        shifts = []
        for name in ("k", "m"):
            k = q.intro(name)
            q.assume()
            shifts.append(q.offset(k, N))
        for n in shifts:
            q.instantiate(close, n)
        one, two = (w[N + n] - w[N] for n in shifts)
        gap = 2 * (tol**2 / 4 - norm2(one)) + 2 * (tol**2 / 4 - norm2(two)) + norm2(one + two)
        q.sqrt_mono(lambda r: r.sign(gap))

    p.have(cauchy(lambda k: w[k]), body)
    V, known = p.complete(lambda k: w[k])
    near = from_limit(p, lambda k: norm2(w[k] - V), lambda k: norm(w[k] - V), known, x.defined)

    def positive(q):
        N, close = at(q, near, x.W(0) / 4)
        q.instantiate(close, START)
        x.defined(q, N)
        gap = (x.W(N) - x.W(0)) / 2 + x.W(0) / 4 + (x.W(0) / 4 - norm2(w[N] - V))
        q.sign(gap + norm2(w[N] - 2 * V) / 2)

    def not_orthogonal(q):
        """(V^T g)^2 <= 2 (w^T g)^2 + 2 |w - V|^2 |g|^2, where both are small."""
        z, gamma = (V @ g) ** 2, norm2(g)
        N, close = at(q, near, z / (8 * gamma))
        K, along = at(q, flat, z / 8)
        y = w[N + K] - V
        q.instantiate(close, K)
        q.instantiate(along, N)
        q.have(le(0, norm2(y) * gamma - (y @ g) ** 2), lambda r: cauchy_schwarz(r, None, y, g))
        gap = 2 * (z / 8 - (w[K + N] @ g) ** 2) + 2 * gamma * (z / (8 * gamma) - norm2(y))
        gap = gap + 2 * (norm2(y) * gamma - (y @ g) ** 2) + (w[N + K] @ g + y @ g) ** 2
        q.have(le(z, z / 2), lambda r: r.sign(gap))
        q.absurd(z)

    p.have(lt(0, norm2(V)), positive)
    p.have(eq(V @ g, 0), lambda q: q.cases(V @ g, eq=lambda r: r.fact(), lt=not_orthogonal, gt=not_orthogonal))
    p.take(V)
    p.both(lambda q: q.fact(), lambda q: q.fact())


def product(p, one, other, A, B):
    """<x, y> <= A B from |x|^2 <= A^2 and |y|^2 <= B^2, where A, B >= 0 are known."""
    inner = one @ other
    p.have(le(0, norm2(one) * norm2(other) - inner**2), lambda q: cauchy_schwarz(q, None, one, other))
    gap = (norm2(one) * norm2(other) - inner**2) + (A**2 - norm2(one)) * B**2 + norm2(one) * (B**2 - norm2(other))

    def positive(q):
        q.sqrt_mono(lambda r: r.sign(gap))

    p.have(le(inner, A * B), lambda q: q.cases(inner, le=lambda r: r.sign((0 - inner) + A * B), gt=positive))
