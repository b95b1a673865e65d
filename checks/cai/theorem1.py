"""The proof of Theorem 1: bounded weights, vanishing steps, and in the end one limit."""

from __future__ import annotations

from checks_cai.descent import excess, projected
from checks_cai.tends import added, at, damped, every, increasing, limit, settles, smaller, tends

from bnproof import INT, both, eigmax, eigmin, eq, le, lift, lt, norm2, num


class Orbit:
    """The terms of the proof, as functions of the index, and the facts about them in the order of the proof."""

    def __init__(self, p, o):
        self.o, self.m, self.H = o, o.m, o.m.H
        self.least, self.most, self.size = eigmin(o.m.H), eigmax(o.m.H), norm2(o.m.u, o.m.H)
        a0 = o.a[0]
        self.top = p.name(a0**2 + self.size, "top", "nonneg")
        self.is_top = eq(self.top, a0**2 + self.size)
        self.each = self._each(p)

    def W(self, k):
        return norm2(self.o.w[k])

    def s(self, k):
        return projected(self.m, self.o.w[k])

    def E(self, k):
        return norm2(self.m.residual(self.o.w[k]), self.H)

    def image(self, k):
        """|H e|^2."""
        return norm2(self.H @ self.m.residual(self.o.w[k]))

    def variance(self, k):
        return norm2(self.o.w[k], self.H)

    def D(self, k):
        return norm2(self.m.step(self.o.a[k], self.o.w[k], self.o.eps))

    def V(self, k):
        return excess(self.m, self.o.a[k], self.o.w[k])

    def defined(self, q, k):
        """What holds for every k, at k."""
        q.instantiate(self.each, k)

    def follow(self, q, k):
        """(3) at k, which needs w_k != 0."""
        return q.instantiate(self.o.rule, k).args

    def _each(self, p):
        """For every k, what does not depend on limits."""
        o, w, a, H, top = self.o, self.o.w, self.o.a, self.H, self.top

        def claim(k):
            return both(
                lt(0, self.W(k)), le(self.W(0), self.W(k)), eq(self.W(k + 1), self.W(k) + self.D(k)),
                le(a[k] ** 2, top),
                le(self.s(k) ** 2, self.size), eq(self.E(k), self.size - self.s(k) ** 2),
                le(self.image(k), self.most * self.E(k)), le(self.least * self.E(k), self.image(k)),
                le(self.least * self.W(k), self.variance(k)), le(self.variance(k), self.most * self.W(k)),
                eq(self.D(k) * self.variance(k), o.eps**2 * a[k] ** 2 * self.image(k)),
            )  # fmt: skip

        def body(q, k):
            q.use("cai-orbit-norms", K=k)
            q.use("cai-a-bounded", K=k)
            move = self.follow(q, k)[1]
            e, x = self.m.residual(w[k]), w[k]
            q.both(
                lambda r: r.fact(),
                lambda r: r.sign(),
                lambda r: (r.rewrite(move), r.ring()),
                lambda r: r.sign(a[0] ** 2 + self.size - a[k] ** 2, (1, self.is_top)),
                lambda r: r.sign(norm2(e, H)),
                lambda r: r.ring(),
                lambda r: r.spectral(H, e, {1: self.most, 2: -1}, lambda z, y: z.sign(y * (self.most - y))),
                lambda r: r.spectral(H, e, {1: -self.least, 2: 1}, lambda z, y: z.sign(y * (y - self.least))),
                lambda r: r.spectral(H, x, {0: -self.least, 1: 1}, lambda z, y: z.sign(y - self.least)),
                lambda r: r.spectral(H, x, {0: self.most, 1: -1}, lambda z, y: z.sign(self.most - y)),
                lambda r: r.ring(),
            )

        p.have(le(self.size, top), lambda q: q.sign(a[0] ** 2, (1, self.is_top)))
        return every(p, claim, body)


def bounded(p, x):
    """|w_k|^2 + eps V_k does not grow once |w_k|^2 >= 4 eps lambda_max A / lambda_min; before that all is bounded."""
    o, top, eps = x.o, x.top, x.o.eps
    far = 4 * x.most * top / x.least
    jump = eps**2 * top * x.most * top / (x.least * x.W(0))
    M = p.name(x.W(0) + 4 * eps * top + far * eps + jump, "M", "pos")
    is_M = eq(M, x.W(0) + 4 * eps * top + far * eps + jump)

    def sized(q, k):
        """0 <= V_k <= 4 A and D_k <= jump."""
        q.instantiate(x.each, k)
        a, s = o.a[k], x.s(k)
        parts = 2 * (top - a**2) + (top - x.size) + ((x.size - s**2) + (top - x.size)) + (a + s) ** 2
        q.have(le(x.V(k), 4 * top), lambda r: r.sign(parts))
        q.have(le(0, x.V(k)), lambda r: r.sign((a - s) ** 2 + (x.size - s**2)))
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
        return le(x.W(k) + eps * x.V(k), M)

    def induction(q, k):
        zero = lift(0, INT)

        def base(r):
            sized(r, zero)
            r.sign(eps * (4 * top - x.V(0)) + far * eps + jump, (1, is_M))

        def step(r):
            sized(r, k)
            sized(r, k + 1)
            move_a, move_w = x.follow(r, k)
            grown = eq(x.W(k + 1), x.W(k) + x.D(k))

            def near(t):
                gap = x.W(0) + (far * eps - x.W(k)) + (jump - x.D(k)) + eps * (4 * top - x.V(k + 1))
                t.sign(gap, (1, is_M), (-1, grown))

            def away(t):
                t.have(lt(0, norm2(move_w.args[1])), lambda z: z.sign(x.W(k) + x.D(k)))
                t.use("cai-descent", a=o.a[k], w=o.w[k], top=top)
                gain = 2 / eps - far / x.W(k)
                after = x.V(k + 1) + gain * x.D(k)
                t.have(le(after, x.V(k)), lambda z: (z.rewrite(move_a), z.rewrite(move_w), z.sign()))
                gap = (M - (x.W(k) + eps * x.V(k))) + eps * (x.V(k) - after)
                t.sign(gap + x.D(k) * (x.W(k) - far * eps) / x.W(k), (-1, grown))

            r.cases(x.W(k) - far * eps, lt=near, ge=away)

        q.instantiate(x.each, k)
        q.induct(k, base, step)

    held = every(p, energy, induction)

    def below(q, k):
        sized(q, k)
        q.instantiate(held, k)
        q.sign((M - (x.W(k) + eps * x.V(k))) + eps * x.V(k))

    return M, every(p, lambda k: le(x.W(k), M), below)


def prove(p, o, two_ways):
    x = Orbit(p, o)
    x.M, x.weights = M, weights = bounded(p, x)
    steps = vanishing_steps(p, x, weights, M)
    x.gaps = following(p, x, steps)
    x.products = vanishing_products(p, x, weights, M, steps, x.gaps)
    p.cases(
        x.size,
        eq=lambda q: no_signal(q, x),
        gt=lambda q: two_ways(q, x),
    )


def vanishing_steps(p, x, weights, M):
    """|w_k| settles, so D_k = |w_{k+1}|^2 - |w_k|^2 tends to 0."""

    def grows(q, k):
        q.instantiate(x.each, k)
        q.sign(x.D(k), (1, eq(x.W(k + 1), x.W(k) + x.D(k))))

    once = every(p, lambda k: le(x.W(k), x.W(k + 1)), grows)
    x.increases = increasing(p, x.W, once)
    x.settled = settles(p, x.W, x.increases, weights, M)

    def body(q):
        tol = q.intro("tol")
        N, close = at(q, x.settled, tol)
        q.take(N)
        n = q.intro("n")
        q.instantiate(x.increases, N, n)
        q.instantiate(close, n + 1)
        q.instantiate(x.each, N + n)
        gap = (x.W(N) + tol - x.W(N + (n + 1))) + (x.W(N + n) - x.W(N))
        q.sign(gap, (1, eq(x.W(N + n + 1), x.W(N + n) + x.D(N + n))))

    return p.have(tends(x.D), body)


def following(p, x, steps):
    """(a_k - s_k)^2 tends to 0: a_k follows s_k at the rate 1 - eps_a, and the steps of s_k tend to 0."""
    o, a, w = x.o, x.o.a, x.o.w

    def y2(k):
        return (x.s(k + 1) - x.s(k)) ** 2

    factor = p.name(4 * x.size * x.most / (x.least * x.W(0)) + 1, "c", "pos")
    is_factor = eq(factor, 4 * x.size * x.most / (x.least * x.W(0)) + 1)

    def slow(q, k):
        q.instantiate(x.each, k)
        q.instantiate(x.each, k + 1)
        move = x.follow(q, k)[1]
        q.use("cai-projection-step", w=w[k], v=w[k + 1])
        moved = norm2(w[k + 1] - w[k])
        same = q.have(eq(moved, x.D(k)), lambda r: (r.rewrite(move), r.ring()))
        bound = 4 * x.size * (x.most * moved / (x.least * x.W(k)))
        late = 4 * x.size * x.most * x.D(k) * (x.W(k) - x.W(0)) / (x.least * x.W(0) * x.W(k))
        shrink = 4 * x.size * x.most / (x.least * x.W(k))
        q.have(
            le(y2(k), factor * x.D(k)),
            lambda r: r.sign((bound - y2(k)) + late + x.D(k), (x.D(k), is_factor), (-shrink, same)),
        )

    x.moves = smaller(p, y2, steps, factor, slow)
    scaled = smaller(
        p, lambda k: y2(k) / o.eps_a, x.moves, 1 / o.eps_a,
        lambda q, k: (q.instantiate(x.each, k), q.instantiate(x.each, k + 1)),
    )  # fmt: skip

    def d2(k):
        return (a[k] - x.s(k)) ** 2

    def convex(q, k):
        q.instantiate(x.each, k)
        q.instantiate(x.each, k + 1)
        move = x.follow(q, k)[0]
        rate, d, y = o.eps_a, a[k] - x.s(k), x.s(k + 1) - x.s(k)
        # with d' = (1 - r) d - y: the gap is (1 - r) (r d + y)^2 / r
        gap = (1 - rate) * (rate * d + y) ** 2 / rate
        q.have(
            le(d2(k + 1), (1 - rate) * d2(k) + y2(k) / rate),
            lambda r: (r.rewrite(move), r.sign(gap)),
        )

    p.have(le(0, 1 - o.eps_a))
    return damped(p, d2, lambda k: y2(k) / o.eps_a, o.eps_a, scaled, convex, x.defined)


def vanishing_products(p, x, weights, M, steps, gaps):
    """a_k^2 E_k and s_k^2 E_k tend to 0, E = |e|_H^2: the steps have that size."""
    o, a = x.o, x.o.a
    factor = x.most * M / (o.eps**2 * x.least)

    def small(q, k):
        q.instantiate(x.each, k)
        q.instantiate(weights, k)
        # D sigma^2 = eps^2 a^2 |H e|^2 >= eps^2 a^2 lambda_min E
        gap = a[k] ** 2 * (x.image(k) - x.least * x.E(k)) / x.least
        late = x.D(k) * ((x.most * x.W(k) - x.variance(k)) + x.most * (M - x.W(k))) / (o.eps**2 * x.least)
        q.have(le(a[k] ** 2 * x.E(k), factor * x.D(k)), lambda r: r.sign(gap + late))

    x.a_products = smaller(p, lambda k: a[k] ** 2 * x.E(k), steps, factor, small)

    def d2(k):
        return (a[k] - x.s(k)) ** 2

    both_small = added(p, lambda k: a[k] ** 2 * x.E(k), d2, x.a_products, gaps, x.defined)

    def parts(q, k):
        q.instantiate(x.each, k)
        s, E, size = x.s(k), x.E(k), x.size
        q.have(le(0, E), lambda r: r.sign(size - s**2))
        q.have(
            le(s**2 * E, 2 * (1 + size) * (a[k] ** 2 * E + d2(k))),
            lambda r: r.sign((2 * a[k] - s) ** 2 * E + 2 * d2(k) * s**2 + 2 * a[k] ** 2 * E * size + 2 * d2(k)),
        )

    return smaller(p, lambda k: x.s(k) ** 2 * x.E(k), both_small, 2 * (1 + x.size), parts)


def finish(p, x, V, near):
    """From w_k -> V, where V != 0 is known: a_k -> s(V), and (s(V), V) is stationary, since s^2 |e|^2 -> 0."""
    m, a, w = x.m, x.o.a, x.o.w
    A, quadratic, e = projected(m, V), norm2(V, x.H), m.residual(V)
    factor = p.name(4 * x.size * x.most / (x.least * norm2(V)) + 1, "c", "pos")
    is_factor = eq(factor, 4 * x.size * x.most / (x.least * norm2(V)) + 1)

    def away(k):
        return (x.s(k) - A) ** 2

    def close(q, k):
        x.defined(q, k)
        q.use("cai-projection-step", w=V, v=w[k])
        moved = norm2(w[k] - V)
        bound = 4 * x.size * (x.most * moved / (x.least * norm2(V)))
        q.have(le(away(k), factor * moved), lambda r: r.sign((bound - away(k)) + moved, (moved, is_factor)))

    closing = smaller(p, away, near, factor, close)
    sums = added(p, lambda k: (a[k] - x.s(k)) ** 2, away, x.gaps, closing, x.defined)

    def together(q, k):
        x.defined(q, k)
        d, y = a[k] - x.s(k), x.s(k) - A
        q.have(le((a[k] - A) ** 2, 2 * (d**2 + y**2)), lambda r: r.sign((d - y) ** 2))

    squares = smaller(p, lambda k: (a[k] - A) ** 2, sums, num(2), together)
    z = A**2 * norm2(e, x.H)

    def positive(q):
        """z = f(A) > 0, f(s) = s^2 (U - s^2): f(A) <= f(s) + 2 U^3 (s - A)^2/z + z/2, a contradiction for s = s_k."""
        U = x.size
        q.have(le(A**2, U), lambda r: r.sign(norm2(e, x.H)))
        q.have(lt(0, U), lambda r: r.cases(U, gt=lambda t: t.fact(), eq=lambda t: empty(t, U)))
        N, below = at(q, x.products, z / 8)
        M, under = at(q, closing, z**2 / (16 * U**3))
        k = N + M
        q.instantiate(below, M)
        q.instantiate(under, N)
        x.defined(q, k)
        x.defined(q, M + N)
        s, y2 = x.s(k), away(k)
        q.have(le((A + s) ** 2, 4 * U), lambda r: r.sign((A - s) ** 2 + 2 * (U - A**2) + 2 * (U - s**2)))
        q.have(le((U - A**2 - s**2) ** 2, U**2), lambda r: r.sign((A**2 + s**2) * ((U - A**2) + (U - s**2))))
        # f(A) - f(s) = (A^2 - s^2)(U - A^2 - s^2) =: b c, and b c <= U^2 b^2/(2 z) + z c^2/(2 U^2)
        b, c = A**2 - s**2, U - A**2 - s**2
        young = (U * b / z - c / U) ** 2 * z / 2
        sized = z * (U**2 - c**2) / (2 * U**2) + U**2 * y2 * (4 * U - (A + s) ** 2) / (2 * z)
        late = (z / 8 - s**2 * x.E(k)) + 2 * U**3 / z * (z**2 / (16 * U**3) - y2)
        q.have(le(z, 3 * z / 4), lambda r: r.sign(young + sized + late))
        q.absurd(z)

    def empty(t, U):
        t.have(le(z, 0), lambda r: r.sign(A**4, (-(A**2), eq(U, 0))))
        t.absurd(z)

    p.have(le(z, 0), lambda q: q.cases(z, le=lambda r: r.fact(), gt=positive))
    slope = m.stationary(A, V).args[1].args[0]
    image = norm2(x.H @ e)
    p.have(
        le(image, x.most * norm2(e, x.H)),
        lambda q: q.spectral(x.H, e, {1: x.most, 2: -1}, lambda r, y: r.sign(y * (x.most - y))),
    )
    p.have(
        le(norm2(slope), 0),
        lambda q: q.sign((A**2 * (x.most * norm2(e, x.H) - image) + x.most * (0 - z)) / quadratic),
    )
    p.take(A)
    p.take(V)
    p.both(
        lambda q: q.both(None, lambda r: r.definite()),
        lambda q: (limit(q, lambda k: a[k], A, squares, x.defined), q.fact()),
        lambda q: (limit(q, lambda k: w[k], V, near, x.defined), q.fact()),
    )


def no_signal(p, x):
    """u = 0: e = 0 and s = 0, so the weights stay."""
    o, w = x.o, x.o.w
    none = eq(x.size, 0)

    def still(k):
        return le(norm2(w[k] - w[0]), 0)

    def induction(q, k):
        def step(r):
            x.defined(r, k)
            move = x.follow(r, k)[1]
            delta = x.m.step(o.a[k], w[k], o.eps)
            r.have(
                le(x.image(k), 0),
                lambda t: t.sign((x.most * x.E(k) - x.image(k)) + x.most * x.s(k) ** 2, (-x.most, none)),
            )
            r.have(le(x.D(k), 0), lambda t: t.sign(o.eps**2 * o.a[k] ** 2 * (0 - x.image(k)) / x.variance(k)))
            before = w[k] - w[0]
            gap = norm2(before - delta) + 2 * (0 - norm2(before)) + 2 * (0 - x.D(k))
            r.have(still(k + 1), lambda t: (t.rewrite(move), t.sign(gap)))
            r.fact()

        q.induct(k, lambda r: r.sign(num(0)), step)

    always = every(p, still, induction)

    def body(q):
        tol = q.intro("tol")
        q.take(lift(0, INT))
        n = q.intro("n")
        q.instantiate(always, lift(0, INT) + n)
        q.sign((0 - norm2(w[lift(0, INT) + n] - w[0])) + tol)

    near = p.have(tends(lambda k: norm2(w[k] - w[0])), body)
    finish(p, x, w[0], near)


def length_of_u(p, x):
    """|u|^2 > 0."""
    length, U = norm2(x.o.u), x.size
    p.have(
        le(U, x.most * length),
        lambda q: q.spectral(x.H, x.o.u, {0: x.most, 1: -1}, lambda r, y: r.sign(x.most - y)),
    )
    p.have(lt(0, length), lambda q: q.sign(((x.most * length - U) + U) / x.most))
    return length
