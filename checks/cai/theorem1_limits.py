"""The end of the proof of Theorem 1 for u != 0: s^2 |e|^2 -> 0 leaves but a minimizer or a saddle point."""

from __future__ import annotations

from checks_cai.tends import START, added, at, every, from_limit, smaller_from, tends
from checks_cai.theorem1 import finish, length_of_u
from checks_cai.theorem1_saddle import to_saddle

from bnproof import absolute, both, build, cauchy, eq, le, lt, norm2, num, sqrt, there_are


def two_ways(p, x):
    """From some step B on s_k^2 > 3/4 |u|_H^2, or from there on s_k^2 < |u|_H^2/4: it never lies between, and s_k
    moves by less than |u|_H/4."""
    U = x.size
    N, below = at(p, x.products, 3 * U**2 / 16)
    M, slow = at(p, x.moves, U / 16)
    x.B = B = N + M

    def near(q, n):
        """What is known at B + n and of the step to B + n + 1."""
        x.defined(q, B + n)
        x.defined(q, B + (n + 1))
        q.instantiate(below, M + n)
        q.instantiate(below, M + (n + 1))
        q.instantiate(slow, N + n)

    def room(n):
        return 3 * U**2 / 16 - x.s(B + n) ** 2 * x.E(B + n)

    def moved(n):
        return x.s(B + n), x.s(B + (n + 1)) - x.s(B + n)

    def stays(claim, apart, at_start, at_next):
        """claim(n) for every n: its sides are apart(n), once that is known not to vanish."""

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

        return lambda q: every(q, claim, induction)

    def high_next(n):
        s, delta = moved(n)
        return (s / 2 + 2 * delta) ** 2 + num(3) / 4 * (s**2 - 3 * U / 4) + 3 * (U / 16 - delta**2) + U / 8

    def low_next(n):
        s, delta = moved(n)
        return 2 * (U / 4 - s**2) + 2 * (U / 16 - delta**2) + (s - delta) ** 2 + U / 8

    high = stays(
        lambda n: lt(3 * U / 4, x.s(B + n) ** 2),
        lambda n: x.s(B + n) ** 2 - U / 4,
        (x.s(B) ** 2 - U / 2) + U / 4,
        high_next,
    )
    low = stays(
        lambda n: lt(x.s(B + n) ** 2, U / 4),
        lambda n: 3 * U / 4 - x.s(B + n) ** 2,
        (U / 2 - x.s(B) ** 2) + U / 4,
        low_next,
    )
    x.near, x.moved = near, moved
    x.defined(p, B)
    p.cases(
        x.s(B) ** 2 - U / 2,
        ge=lambda q: to_minimizer(q, x, high(q)),
        lt=lambda q: to_saddle(q, x, low(q)),
    )


def to_minimizer(p, x, high):
    """e -> 0, s keeps its sign kappa, and |w_k|^2 -> l: so w_k -> kappa (l/|u|^2)^(1/2) u."""
    w, u, U, B, M = x.o.w, x.o.u, x.size, x.B, x.M
    length = length_of_u(p, x)

    def small(q, n):
        x.near(q, n)
        q.instantiate(high, n)
        s2, E = x.s(B + n) ** 2, x.E(B + n)
        q.have(le(E, s2 * E * (4 / (3 * U))), lambda r: r.sign(E * (s2 - 3 * U / 4) * (4 / (3 * U))))

    errors = smaller_from(p, x.E, x.products, 4 / (3 * U), B, small)
    limit, squares = _limit_of_lengths(p, x)
    N, close = at(p, errors, x.least * length)
    C = B + N
    kappa = _sign(p, x, high)

    def side(n):
        return lt(0, kappa * x.s(B + n))

    def keeps(q, n):
        def step(r):
            x.near(r, n)
            r.instantiate(high, n)
            s, delta = x.moved(n)
            after = x.s(B + (n + 1))
            gap = (s**2 - 3 * U / 4) + (U / 16 - delta**2) + 11 * U / 16 + after**2
            r.sign(gap / (2 * (kappa * s)), (after / kappa, eq(kappa**2, 1)))

        x.near(q, n)
        q.induct(n, lambda r: (x.defined(r, B), r.sign(kappa * x.s(B))), step)

    sides = every(p, side, keeps)
    root, size = sqrt(limit), sqrt(length)
    V = kappa * (root / size) * u

    def nearby(q, n):
        """h = kappa <w, u>/|u| >= 0 and |w - V|^2 = (l^(1/2) - h)^2 + |w|^2 - h^2, where |w|^2 - h^2 is at most
        |e|^2 (sigma/s)^2."""
        k = C + n
        for fact, index in ((close, B + n), (high, N + n), (sides, N + n), (x.weights, k)):
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
    named = p.name(V, "V", "nonzero")
    near = p.have(tends(lambda k: norm2(w[k] - named)), lambda q: (q.rewrite(eq(named, V)), q.fact()))
    finish(p, x, named, near)


def _sign(p, x, high):
    """kappa = 1 or -1 with kappa s > 0 at step B."""
    bound = p.new(build("sym", (), ("kappa", "real", "nonzero")))
    s = x.s(x.B)
    sentence = there_are(bound, both(eq(bound**2, 1), lt(0, bound * s)))

    def body(q):
        x.defined(q, x.B)
        q.instantiate(high, START)
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

    def body(q):
        tol = q.intro("tol")
        N, close = at(q, x.settled, tol)
        q.take(N)
        k = q.intro("k")
        q.assume()
        n = q.offset(k, N)
        k = q.intro("m")
        q.assume()
        m = q.offset(k, N)
        for i in (n, m):
            q.instantiate(close, i)
            q.instantiate(x.increases, N, i)
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
