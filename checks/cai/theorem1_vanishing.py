"""Theorem 1, second part of the proof: a_k follows s_k, s_k^2 |e_k|_H^2 tends to 0, and so a limit of the weights
other than 0 belongs to a stationary point."""

from __future__ import annotations

from checks_cai.descent import projected
from checks_cai.later import from_then_on, later
from checks_cai.limits import number
from checks_cai.model import resting
from checks_cai.orbits import SADDLE
from checks_cai.tends import START, added, at, damped, from_limit, limit, smaller, tends
from checks_cai.theorem1 import along, vanishes

from bnproof import Sequence, both, converges, eq, for_every, implies, le, lemma, lt, norm, norm2, num, there_are


@lemma("cai-scale-follows", r"$s_{k+1}-s_k\to0$ and $a_k-s_k\to0$, where $s_k=w_k^Tg/\sigma_k$ and $0<\varepsilon_a<2$")
def following(S, *, at_once=False):
    x = along(S)
    return vanishes(S, x.gap, True) if at_once else both(tends(x.move), tends(x.gap))


@following.proof()
def _(p, o):
    """s moves by no more than a multiple of |w_{k+1} - w_k|; and a_k - s_k shrinks by |1 - eps_a|, up to that."""
    x, rate = o.x, o.eps_a
    _, _, steps = p.use("cai-steps-vanish").args
    factor = p.name(4 * x.size * x.most / (x.least * x.W(0)) + 1, "c", "pos")
    is_factor = eq(factor, 4 * x.size * x.most / (x.least * x.W(0)) + 1)

    def slow(q, k):
        x.defined(q, k)
        x.defined(q, k + 1)
        move = x.follow(q, k)[1]
        q.use("cai-projection-step", w=x.w[k], v=x.w[k + 1])
        moved = norm2(x.w[k + 1] - x.w[k])
        same = q.have(eq(moved, x.D(k)), lambda r: (r.rewrite(move), r.ring()))
        bound = 4 * x.size * (x.most * moved / (x.least * x.W(k)))
        late = 4 * x.size * x.most * x.D(k) * (x.W(k) - x.W(0)) / (x.least * x.W(0) * x.W(k))
        shrink = 4 * x.size * x.most / (x.least * x.W(k))
        q.have(
            le(x.move(k), factor * x.D(k)),
            lambda r: r.sign((bound - x.move(k)) + late + x.D(k), (x.D(k), is_factor), (-shrink, same)),
        )

    moves = smaller(p, x.move, steps, factor, slow)

    def shrinks(room, sign):
        """By 1 - room: with d = a_k - s_k and y = s_{k+1} - s_k, d' = +-(1 - room) d - y."""

        def convex(q, k):
            x.defined(q, k)
            x.defined(q, k + 1)
            move = x.follow(q, k)[0]
            d, y = x.a[k] - x.s(k), x.s(k + 1) - x.s(k)
            gap = (1 - room) * (room * d + sign * y) ** 2 / room
            q.have(
                le(x.gap(k + 1), (1 - room) * x.gap(k) + x.move(k) / room),
                lambda r: (r.rewrite(move), r.sign(gap)),
            )

        def close(q):
            q.have(lt(0, room))
            q.have(le(0, 1 - room), lambda r: r.sign(sign * (1 - rate)))
            scaled = smaller(
                q, lambda k: x.move(k) / room, moves, 1 / room, lambda r, k: (x.defined(r, k), x.defined(r, k + 1))
            )
            damped(q, x.gap, lambda k: x.move(k) / room, room, scaled, convex, x.defined)
            q.both(lambda r: r.fact(), lambda r: r.fact())

        return close

    p.cases(1 - rate, ge=shrinks(rate, 1), lt=shrinks(2 - rate, -1))


following.mutant("from the first step on", at_once=True)
resting(following)


@lemma("cai-slope-vanishes", r"$s_k^2\|e_k\|_H^2\to0$, where $s_k=w_k^Tg/\sigma_k$")
def vanishing_products(S, *, at_once=False):
    x = along(S)
    return vanishes(S, lambda k: x.s(k) ** 2 * x.E(k), at_once)


@vanishing_products.proof()
def _(p, o):
    """a_k^2 |e_k|_H^2 is at most a multiple of |w_{k+1} - w_k|^2, and a_k follows s_k."""
    x = o.x
    M, weights = p.obtain(p.use("cai-weights-bounded"), "M")
    _, _, steps = p.use("cai-steps-vanish").args
    _, gaps = p.use("cai-scale-follows").args
    factor = x.most * M / (o.eps**2 * x.least)

    def product(k):
        return x.a[k] ** 2 * x.E(k)

    def small(q, k):
        x.defined(q, k)
        q.instantiate(weights, k)
        # D sigma^2 = eps^2 a^2 |H e|^2 >= eps^2 a^2 lambda_min E
        gap = x.a[k] ** 2 * (x.image(k) - x.least * x.E(k)) / x.least
        late = x.D(k) * ((x.most * x.W(k) - x.variance(k)) + x.most * (M - x.W(k))) / (o.eps**2 * x.least)
        q.have(le(product(k), factor * x.D(k)), lambda r: r.sign(gap + late))

    both_small = added(p, product, x.gap, smaller(p, product, steps, factor, small), gaps, x.defined)

    def parts(q, k):
        x.defined(q, k)
        a, s, E, size = x.a[k], x.s(k), x.E(k), x.size
        q.have(le(0, E), lambda r: r.sign(size - s**2))
        q.have(
            le(s**2 * E, 2 * (1 + size) * (product(k) + x.gap(k))),
            lambda r: r.sign((2 * a - s) ** 2 * E + 2 * x.gap(k) * s**2 + 2 * a**2 * E * size + 2 * x.gap(k)),
        )

    smaller(p, lambda k: x.s(k) ** 2 * x.E(k), both_small, 2 * (1 + x.size), parts)
    p.fact()


vanishing_products.mutant("from the first step on", at_once=True)
resting(vanishing_products)


@lemma(
    "cai-limit-stationary",
    r"if $w_k\to V\ne0$, then $a_k$ converges, and the limit of $(a_k,w_k)$ is a stationary point",
)
def limit_is_stationary(S, *, kind="stationary"):
    x = along(S, start="any")
    V, A = S.vector("V", "d", "nonzero"), S.real("A")
    ends = there_are(A, both(getattr(x.m, kind)(A, V), converges(lambda k: x.a[k], A)))
    return for_every(V, implies(converges(lambda k: x.w[k], V), ends))


@limit_is_stationary.proof()
def _(p, o):
    """From a step on w_k is near V, and so not 0; and what the orbit from there tends to, the whole one does."""
    V = p.intro("V")
    to_V = p.assume()
    N, near = p.obtain(p.instantiate(to_V, norm(V)), "N")
    p.instantiate(near, N)
    shorter = p.have(
        lt(norm2(o.w[N] - V), norm2(V)),
        lambda q: q.sign((norm(V) - norm(o.w[N] - V)) * (norm(V) + norm(o.w[N] - V))),
    ).args
    p.have(lt(0, norm2(o.w[N])), lambda q: _not_zero(q, o.w[N], V, shorter[1] - shorter[0]))
    x, same = later(p, o.x, N)

    there = p.have(converges(lambda k: x.w[k], V), lambda q: from_then_on(q, to_V, same, N))
    A = projected(x.m, V)
    p.have(both(x.m.stationary(A, V), converges(lambda k: x.a[k], A)), lambda q: _at_a_limit(q, x, V, there))
    p.take(A)

    def whole(q):
        tol = q.intro("tol")
        M, close = q.obtain(q.instantiate(converges(lambda k: x.a[k], A), tol), "M")
        q.take(N + M)
        k = q.intro("k")
        q.assume()
        n = q.offset(k, N + M)
        q.have(le(M, M + n), lambda r: r.sign(number(n)))
        q.instantiate(close, M + n)
        before = q.instantiate(same, M + n).args[1]
        q.have(eq(o.a[N + M + n], x.a[M + n]), lambda r: r.ring((-1, before)))
        q.rewrite(eq(o.a[N + M + n], x.a[M + n]))
        q.fact()

    p.both(lambda q: q.both(lambda r: r.fact(), lambda r: r.fact()), whole)


def _not_zero(p, w, V, nearer):
    """w != 0, since |V|^2 - |w - V|^2 > 0."""
    p.cases(
        norm2(w),
        gt=lambda q: q.fact(),
        eq=lambda q: q.sign(nearer, (2 * w - 2 * V, q.have(eq(w, 0), lambda r: r.definite()))),
    )


def _at_a_limit(p, x, V, to_V):
    """a_k -> A = s(V), since a_k - s_k and s_k - s(V) tend to 0. And s(V)^2 |e(V)|_H^2 = 0, as it is for s_k, e_k in
    the limit: with f(s) = s^2 (U - s^2), U = |u|_H^2, f(A) > 0 and f(s_k) -> 0 contradict one another."""
    m, U = x.m, x.size
    products = x.use(p, "cai-slope-vanishes")
    _, gaps = x.use(p, "cai-scale-follows").args
    near = from_limit(p, lambda k: norm2(x.w[k] - V), lambda k: norm(x.w[k] - V), to_V, x.defined)
    A, quadratic, e = projected(m, V), norm2(V, x.H), m.residual(V)
    factor = p.name(4 * U * x.most / (x.least * norm2(V)) + 1, "c", "pos")
    is_factor = eq(factor, 4 * U * x.most / (x.least * norm2(V)) + 1)

    def away(k):
        return (x.s(k) - A) ** 2

    def close(q, k):
        x.defined(q, k)
        q.use("cai-projection-step", w=V, v=x.w[k])
        moved = norm2(x.w[k] - V)
        bound = 4 * U * (x.most * moved / (x.least * norm2(V)))
        q.have(le(away(k), factor * moved), lambda r: r.sign((bound - away(k)) + moved, (moved, is_factor)))

    closing = smaller(p, away, near, factor, close)
    sums = added(p, x.gap, away, gaps, closing, x.defined)

    def together(q, k):
        x.defined(q, k)
        d, y = x.a[k] - x.s(k), x.s(k) - A
        q.have(le((x.a[k] - A) ** 2, 2 * (d**2 + y**2)), lambda r: r.sign((d - y) ** 2))

    squares = smaller(p, lambda k: (x.a[k] - A) ** 2, sums, num(2), together)
    z = A**2 * norm2(e, x.H)
    p.have(
        le(z, 0),
        lambda q: q.cases(z, le=lambda r: r.fact(), gt=lambda r: _contradiction(r, x, A, e, closing, products)),
    )
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
    p.both(
        lambda q: q.both(None, lambda r: r.definite()),
        lambda q: (limit(q, lambda k: x.a[k], A, squares, x.defined), q.fact()),
    )


limit_is_stationary.mutant("to a minimizer", kind="minimizer")
limit_is_stationary.example({"d": 2}, **SADDLE)
MINIMUM = {"H": ((4,),), "u": (1,), "a": Sequence((2,)), "w": Sequence(((2,),)), "eps": 1, "eps_a": 1}  # s = 2
limit_is_stationary.example({"d": 1}, **MINIMUM)


@limit_is_stationary.refutation(
    "to a minimizer",
    lambda o: (eq(o.a[0], 0), eq(o.w[0] @ (o.H @ o.u), 0), lt(0, norm2(o.u)), lt(0, norm2(o.w[0]))),
)
def _(p, o):
    """A saddle point."""
    m, w = o.x.m, o.w
    p.take(w[0])

    def still(q):
        tol = q.intro("tol")
        q.take(START)
        k = q.intro("k")
        q.assume()
        q.instantiate(q.use("cai-saddle-rests"), k)
        q.rewrite(eq(w[k], w[0]))
        q.sign(tol)

    def never(q):
        q.intro("A")
        q.either(0)
        q.either(1)
        q.have(eq(m.residual(w[0]), o.u), lambda t: t.ring((-w[0] / m.sigma(w[0]) ** 2, eq(w[0] @ m.g, 0))))
        q.rewrite(eq(m.residual(w[0]), o.u))
        q.sign()

    p.both(still, never)


def _contradiction(q, x, A, e, closing, products):
    """z = f(A) > 0, f(s) = s^2 (U - s^2): f(A) <= f(s) + 2 U^3 (s - A)^2/z + z/2, a contradiction for s = s_k."""
    U, z = x.size, A**2 * norm2(e, x.H)
    q.have(le(A**2, U), lambda r: r.sign(norm2(e, x.H)))

    def empty(t):
        t.have(le(z, 0), lambda r: r.sign(A**4, (-(A**2), eq(U, 0))))
        t.absurd(z)

    q.have(lt(0, U), lambda r: r.cases(U, gt=lambda t: t.fact(), eq=empty))
    N, below = at(q, products, z / 8)
    M, under = at(q, closing, z**2 / (16 * U**3))
    k = N + M
    q.instantiate(below, M)
    q.instantiate(under, N)
    x.defined(q, k)
    x.defined(q, M + N)
    s, y2 = x.s(k), (x.s(k) - A) ** 2
    q.have(le((A + s) ** 2, 4 * U), lambda r: r.sign((A - s) ** 2 + 2 * (U - A**2) + 2 * (U - s**2)))
    q.have(le((U - A**2 - s**2) ** 2, U**2), lambda r: r.sign((A**2 + s**2) * ((U - A**2) + (U - s**2))))
    # f(A) - f(s) = (A^2 - s^2)(U - A^2 - s^2) =: b c, and b c <= U^2 b^2/(2 z) + z c^2/(2 U^2)
    b, c = A**2 - s**2, U - A**2 - s**2
    young = (U * b / z - c / U) ** 2 * z / 2
    sized = z * (U**2 - c**2) / (2 * U**2) + U**2 * y2 * (4 * U - (A + s) ** 2) / (2 * z)
    late = (z / 8 - s**2 * x.E(k)) + 2 * U**3 / z * (z**2 / (16 * U**3) - y2)
    q.have(le(z, 3 * z / 4), lambda r: r.sign(young + sized + late))
    q.absurd(z)


@lemma("cai-no-signal", r"for $u=0$ the weights stay: $w_k=w_0$")
def no_signal(S, *, size=0):
    x = along(S)
    S.assume(eq(x.size, 0) if size == 0 else lt(0, x.size))
    return eq(x.w[S.natural("K")], x.w[0])


@no_signal.proof()
def _(p, o):
    """e = 0 and s = 0."""
    x, K = o.x, o.K
    none = eq(x.size, 0)

    def step(r):
        x.defined(r, K)
        move = x.follow(r, K)[1]
        delta = x.m.step(x.a[K], x.w[K], o.eps)
        r.have(
            le(x.image(K), 0),
            lambda t: t.sign((x.most * x.E(K) - x.image(K)) + x.most * x.s(K) ** 2, (-x.most, none)),
        )
        r.have(le(x.D(K), 0), lambda t: t.sign(o.eps**2 * x.a[K] ** 2 * (0 - x.image(K)) / x.variance(K)))
        still = r.have(eq(delta, 0), lambda t: t.definite())
        r.rewrite(move)
        r.ring((1, still), (1, eq(x.w[K], x.w[0])))

    p.induct(K, None, step)


no_signal.example({"d": 2}, H=((1, 0), (0, 2)), u=(0, 0), a=Sequence((1,)), w=Sequence(((1, 2),)), eps=1, eps_a=1, K=0)
no_signal.mutant("u other than 0", size=1)


def length_of_u(p, x):
    """|u|^2 > 0."""
    length, U = norm2(x.u), x.size
    p.have(
        le(U, x.most * length),
        lambda q: q.spectral(x.H, x.u, {0: x.most, 1: -1}, lambda r, y: r.sign(x.most - y)),
    )
    p.have(lt(0, length), lambda q: q.sign(((x.most * length - U) + U) / x.most))
    return length
