"""Theorem 1, third part of the proof: s^2 |e|^2 -> 0 leaves but a minimizer or a saddle point for the limit."""

from __future__ import annotations

from checks_cai.later import later
from checks_cai.limits import number
from checks_cai.model import aside, resting
from checks_cai.tends import START, STEP, added, at, every, from_limit, smaller_from
from checks_cai.tends import limit as limit_of
from checks_cai.theorem1 import along
from checks_cai.theorem1_vanishing import length_of_u

from bnproof import (
    absolute,
    both,
    build,
    cauchy,
    converges,
    eq,
    for_every,
    implies,
    le,
    lemma,
    lt,
    norm2,
    num,
    sqrt,
    there_are,
)  # fmt: skip


def on_side(x, B, side):
    """From B on s^2 is above 3/4 of |u|_H^2, or below 1/4 of it; w_k is not 0."""
    k = B + STEP
    s2 = x.s(k) ** 2
    bound = lt(3 * x.size / 4, s2) if side == "high" else lt(s2, x.size / 4)
    return for_every(STEP, both(lt(0, x.W(k)), bound))


@lemma(
    "cai-two-sides",
    r"for $u\ne0$ there is a step from which on $s_k^2>\frac34\|u\|_H^2$, or from which on $s_k^2<\frac14\|u\|_H^2$",
)
def two_sides(S, *, low=True):
    """s_k^2 stays on the side of |u|_H^2/2 on which it is at the step B: it is never between the two bounds, since
    s^2 (|u|_H^2 - s^2) = s^2 |e|_H^2 is small, and s_k moves by less than |u|_H/4."""
    x, B, n = along(S), S.natural("B"), S.natural("n")
    U = x.size
    S.assume(lt(0, U))
    if not low:
        return le(3 * U / 4, x.s(B) ** 2)

    def stays(condition, bound):
        return for_every(n, implies(condition, both(lt(0, x.W(B + n)), bound)))

    first = lt(0, x.W(B))
    high = stays(le(U / 2, x.s(B) ** 2), lt(3 * U / 4, x.s(B + n) ** 2))
    low = stays(lt(x.s(B) ** 2, U / 2), lt(x.s(B + n) ** 2, U / 4))
    return there_are(B, both(first, high, low))


@two_sides.proof()
def _(p, o):
    x, U = o.x, o.x.size
    products = p.use("cai-slope-vanishes")
    moves, _ = p.use("cai-scale-follows").args
    N, below = at(p, products, 3 * U**2 / 16)
    M, slow = at(p, moves, U / 16)
    B = N + M
    p.take(B)

    def near(q, n):
        """What is known at B + n and of the step to B + n + 1."""
        x.defined(q, B + n)
        x.defined(q, B + (n + 1))
        q.instantiate(below, M + n)
        q.instantiate(below, M + (n + 1))
        q.instantiate(slow, N + n)

    def room(n):
        return 3 * U**2 / 16 - x.s(B + n) ** 2 * x.E(B + n)

    def stays(apart, at_start, at_next):
        """The sides of the claim are apart(n), once that is known not to vanish."""

        def induction(q, n):
            def base(r):
                near(r, START)
                r.have(lt(0, apart(START)), lambda t: t.sign(at_start))
                r.sign(room(START) / apart(START))

            def step(r):
                near(r, n)
                r.have(lt(0, apart(n + 1)), lambda t: t.sign(at_next(n)))
                r.sign(room(n + 1) / apart(n + 1))

            near(q, n)
            q.induct(n, base, step)

        def shown(q):
            n = q.intro("n")
            x.defined(q, B + n)
            q.assume()
            q.both(lambda r: r.fact(), lambda r: induction(r, n))

        return shown

    def high_next(n):
        s, delta = x.s(B + n), x.s(B + (n + 1)) - x.s(B + n)
        return (s / 2 + 2 * delta) ** 2 + num(3) / 4 * (s**2 - 3 * U / 4) + 3 * (U / 16 - delta**2) + U / 8

    def low_next(n):
        s, delta = x.s(B + n), x.s(B + (n + 1)) - x.s(B + n)
        return 2 * (U / 4 - s**2) + 2 * (U / 16 - delta**2) + (s - delta) ** 2 + U / 8

    x.defined(p, B)
    p.both(
        lambda q: q.fact(),
        stays(lambda n: x.s(B + n) ** 2 - U / 4, (x.s(B) ** 2 - U / 2) + U / 4, high_next),
        stays(lambda n: 3 * U / 4 - x.s(B + n) ** 2, (U / 2 - x.s(B) ** 2) + U / 4, low_next),
    )


two_sides.mutant("always on the high side", low=False)
resting(two_sides)


def to_side(S, side):
    """An orbit, and: if from some step B on s^2 is on that side, then the weights converge, not to 0: to a multiple of
    u, or to a vector orthogonal to g."""
    x, B = along(S, start="any"), S.natural("B")
    return for_every(B, implies(on_side(x, B, side), somewhere(x, side)))


def somewhere(x, side):
    """The weights converge, to such a vector."""
    V = build("sym", (), ("V", "vec[d]", "nonzero"))
    there = eq(x.m.residual(V), 0) if side == "high" else eq(V @ x.m.g, 0)
    return there_are(V, both(there, converges(lambda k: x.w[k], V)))


def has_signal(p, x, B, known, side):
    """u != 0, since s^2 is on that side at B, and neither negative nor more than |u|_H^2."""
    s2, U = x.s(B + START) ** 2, x.size
    p.instantiate(known, START)
    x.defined(p, B + START)
    room = (s2 - 3 * U / 4) + (U - s2) if side == "high" else (U / 4 - s2) + s2
    p.have(lt(0, U), lambda q: q.sign(4 * room))


def from_the_side(side, converges_there):
    """A script: w_B is not 0, and from there on the orbit is the one that starts there, on that side from the start.
    converges_there(script, orbit, known) shows that it converges."""

    def script(p, o):
        x, w = o.x, o.w
        B = p.intro("B")
        known = p.assume()
        p.instantiate(known, START)
        p.have(lt(0, x.W(B)), lambda q: q.sign(x.W(B + START)))
        y, same = later(p, x, B)
        v = y.w

        def stays(q):
            n = q.intro("n")
            q.rewrite(q.instantiate(same, START + n).args[2])
            q.instantiate(known, START + n)
            q.both(lambda r: r.fact(), lambda r: r.fact())

        there = p.have(on_side(y, START, side), stays)
        V, limit = p.obtain(p.have(somewhere(y, side), lambda q: converges_there(q, y, there)), "V")

        def near(q):
            tol = q.intro("tol")
            N, close = q.obtain(q.instantiate(limit.args[1], tol), "N")
            q.take(B + N)
            k = q.intro("k")
            q.assume()
            n = q.offset(k, B + N)
            q.have(le(N, N + n), lambda r: r.sign(number(n)))
            q.instantiate(close, N + n)
            place = q.instantiate(same, N + n).args[2]
            q.rewrite(q.have(eq(w[B + N + n], v[N + n]), lambda r: r.ring((-1, place))))
            q.fact()

        p.take(V)
        p.both(lambda q: q.fact(), near)

    return script


@lemma(
    "cai-high-side",
    r"where $s_k^2>\frac34\|u\|_H^2$ from some step on, $w_k$ converges to a multiple of $u$ other than 0",
)
def high_side(S, *, stay=False):
    if stay:
        x = along(S)
        return eq(x.w[S.natural("K")], x.w[0])
    return to_side(S, "high")


def _to_minimizer(p, x, high):
    """e -> 0, s keeps its sign kappa, and |w_k|^2 -> l: so w_k -> kappa (l/|u|^2)^(1/2) u."""
    w, u, U, first = x.w, x.u, x.size, START
    products = x.use(p, "cai-slope-vanishes")
    moves, _ = x.use(p, "cai-scale-follows").args
    M, weights = p.obtain(x.use(p, "cai-weights-bounded"), "M")
    has_signal(p, x, first, high, "high")
    length = length_of_u(p, x)
    L, slow = at(p, moves, U / 16)
    B = first + L

    def above(q, n):
        """s^2 at B + n, and the step to B + n + 1."""
        x.defined(q, B + n)
        x.defined(q, B + (n + 1))
        q.instantiate(high, L + n)
        q.instantiate(slow, first + n)

    def small(q, n):
        above(q, n)
        s2, E = x.s(B + n) ** 2, x.E(B + n)
        q.have(le(E, s2 * E * (4 / (3 * U))), lambda r: r.sign(E * (s2 - 3 * U / 4) * (4 / (3 * U))))

    errors = smaller_from(p, x.E, products, 4 / (3 * U), B, small)
    limit, squares = _limit_of_lengths(p, x)
    N, close = at(p, errors, x.least * length)
    C = B + N
    kappa = _sign(p, x, B, lambda q: above(q, START))

    def side(n):
        return lt(0, kappa * x.s(B + n))

    def keeps(q, n):
        def step(r):
            above(r, n)
            after = x.s(B + (n + 1))
            s, delta = x.s(B + n), after - x.s(B + n)
            gap = (s**2 - 3 * U / 4) + (U / 16 - delta**2) + 11 * U / 16 + after**2
            r.sign(gap / (2 * (kappa * s)), (after / kappa, eq(kappa**2, 1)))

        above(q, n)
        q.induct(n, lambda r: (x.defined(r, B), r.sign(kappa * x.s(B))), step)

    sides = every(p, side, keeps)
    root, size = sqrt(limit), sqrt(length)
    V = kappa * (root / size) * u

    def nearby(q, n):
        """h = kappa <w, u>/|u| >= 0 and |w - V|^2 = (l^(1/2) - h)^2 + |w|^2 - h^2, where |w|^2 - h^2 is at most
        |e|^2 (sigma/s)^2."""
        k = C + n
        for fact, index in ((close, B + n), (high, L + (N + n)), (sides, N + n), (weights, k)):
            q.instantiate(fact, index)
        x.defined(q, k)
        e, y = x.m.residual(w[k]), w[k] @ u
        plain, E, s = norm2(e), x.E(k), x.s(k)
        h = kappa * y / size
        rest = x.W(k) - y**2 / length
        q.have(
            le(x.least * plain, E), lambda r: r.spectral(x.H, e, {0: -x.least, 1: 1}, lambda t, z: t.sign(z - x.least))
        )
        q.have(lt(plain, length), lambda r: r.sign(((x.least * length - E) + (E - x.least * plain)) / x.least))
        positive = kappa * s / x.m.sigma(w[k])
        forward = (norm2(u - e) + (length - plain)) / 2
        q.have(lt(0, forward), lambda r: r.sign(norm2(u - e) / 2 + (length - plain) / 2))
        q.have(le(0, h), lambda r: r.sign(forward / (positive * size), (y / (kappa * size), square)))
        flat = q.have(eq(h**2, y**2 / length), lambda r: r.ring((y**2 / length, square)))
        q.have(le(0, rest), lambda r: r.sign(norm2(w[k] - y / length * u)))
        q.have(lt(0, s**2), lambda r: r.sign((s**2 - 3 * U / 4) + 3 * U / 4))
        ratio = x.variance(k) / s**2
        q.have(le(rest, ratio * plain), lambda r: r.sign((e @ u) ** 2 * ratio / length))
        lengths = (x.most * x.W(k) - x.variance(k)) + x.most * (M - x.W(k))
        late = x.most * M * (s**2 - 3 * U / 4) * (4 / (3 * U)) / s**2
        q.have(le(ratio, spread), lambda r: r.sign(lengths / s**2 + late))
        q.have(
            le(rest, spread * E / x.least),
            lambda r: r.sign(
                (ratio * plain - rest) + (spread - ratio) * plain + spread * (E - x.least * plain) / x.least
            ),
        )
        line = y**2 / length
        q.have(
            le((root - h) ** 2, (limit - line) ** 2 / limit),
            lambda r: r.sign((root - h) ** 2 * h * (2 * root + h) / limit, ((2 * limit - h**2 - line) / limit, flat)),
        )
        off = (x.W(k) - limit) ** 2
        q.have(
            le((limit - line) ** 2, 2 * off + 2 * M * rest),
            lambda r: r.sign((limit - x.W(k) - rest) ** 2 + 2 * rest * ((M - x.W(k)) + line)),
        )
        same = q.have(
            eq(norm2(w[k] - V), (root - h) ** 2 + rest),
            lambda r: r.ring((limit, square), (-1, flat)),
        )
        gap = ((limit - line) ** 2 / limit - (root - h) ** 2) + (2 * off + 2 * M * rest - (limit - line) ** 2) / limit
        gap = gap + 2 / limit * E + slope * off + (2 * M / limit + 1) * (spread * E / x.least - rest)
        q.have(le(norm2(w[k] - V), factor * (off + E)), lambda r: r.sign(gap, (-1, same)))

    spread = 4 * x.most * M / (3 * U)
    slope = (2 * M / limit + 1) * spread / x.least
    factor = 2 / limit + slope
    square = eq(kappa**2, 1)
    both_small = added(p, lambda k: (x.W(k) - limit) ** 2, x.E, squares, errors, x.defined)
    near = smaller_from(p, lambda k: norm2(w[k] - V), both_small, factor, C, nearby)
    p.have(lt(0, norm2(V)), lambda q: q.sign(limit, (limit, square)))
    p.take(V)
    limit_of(p, lambda k: w[k], V, near, x.defined)
    p.both(None, lambda q: q.fact())


high_side.proof("printed")(from_the_side("high", _to_minimizer))
high_side.mutant("the weights stay", stay=True)
resting(high_side)
aside(high_side, along=True)


def _sign(p, x, B, known):
    """kappa = 1 or -1 with kappa s > 0 at step B, where s^2 is large, as is known."""
    bound = p.new(build("sym", (), ("kappa", "real", "nonzero")))
    s = x.s(B)
    sentence = there_are(bound, both(eq(bound**2, 1), lt(0, bound * s)))

    def body(q):
        x.defined(q, B)
        known(q)
        q.have(lt(0, s**2), lambda r: r.sign((s**2 - 3 * x.size / 4) + 3 * x.size / 4))

        def none(r):
            r.have(eq(s**2, 0), lambda t: t.ring((s, eq(s, 0))))
            r.absurd(s**2)

        q.cases(
            s,
            gt=lambda r: r.exists(num(1)),
            lt=lambda r: r.exists(num(-1), lambda t: t.both(None, lambda z: z.sign(0 - s))),
            eq=none,
        )

    p.have(sentence, body)
    return p.obtain(sentence)[0]


def _limit_of_lengths(p, x):
    """l = lim |w_k|^2 > 0, and (|w_k|^2 - l)^2 tends to 0."""
    increases, settling, _ = x.use(p, "cai-steps-vanish").args

    def body(q):
        tol = q.intro("tol")
        N, close = at(q, settling, tol)
        q.take(N)
        k = q.intro("k")
        q.assume()
        n = q.offset(k, N)
        k = q.intro("m")
        q.assume()
        m = q.offset(k, N)
        for i in (n, m):
            q.instantiate(close, i)
            q.instantiate(increases, N, i)
        first, other, start = x.W(N + n), x.W(N + m), x.W(N)
        above, below = (start + tol - first) + (other - start), (start + tol - other) + (first - start)
        q.sqrt_mono(lambda r: r.sign(above * below))

    p.have(cauchy(x.W), body)
    limit, known = p.complete(x.W)

    def positive(q):
        half = x.W(0) / 2
        N, close = q.obtain(q.instantiate(known, half), "N")
        q.instantiate(close, N)
        x.defined(q, N)
        gap = x.W(N) - limit
        q.have(
            le(gap, absolute(gap)),
            lambda r: r.cases(gap, le=lambda t: t.sign(absolute(gap) + (0 - gap)), gt=lambda t: t.sqrt_mono()),
        )
        q.sign((half - absolute(gap)) + (absolute(gap) - gap) + (x.W(N) - x.W(0)) + half)

    p.have(lt(0, limit), positive)
    return limit, from_limit(p, lambda k: (x.W(k) - limit) ** 2, lambda k: absolute(x.W(k) - limit), known, x.defined)
