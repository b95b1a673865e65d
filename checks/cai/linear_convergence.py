"""Theorem 2, first sentence: convergence to a minimizer is linear where eps_hat tends to less than 2 / lambda*_max."""

from __future__ import annotations

from fractions import Fraction

from checks_cai.any_start import from_any_start
from checks_cai.deflation import deflated, positive
from checks_cai.descent import projected
from checks_cai.eventually import at_most
from checks_cai.limits import number
from checks_cai.linear_consequences import BOTH, RESIDUAL, WEIGHTS, of_both, of_weights
from checks_cai.model import BNGD
from checks_cai.slow_sequences import harmonic, never_linear
from checks_cai.tends import START, every

from bnproof import (
    Sequence,
    absolute,
    both,
    claim,
    converges,
    eigmax,
    eigmin,
    eq,
    eventually,
    for_every,
    implies,
    le,
    lt,
    norm,
    norm2,
    num,
    sqrt,
    there_are,
)  # fmt: skip


@claim("cai-thm2-linear")
def linear_convergence(S, *, kind="minimizer", of="residual", orbit=True):
    """What converges linearly is not said: |e_k|_H <= C q^k for every k with q < 1, or |w_k - w*| too, or both
    |a_k - a*| and |w_k - w*|. For u = 0 there is no H*, and
    for d = 1 it has no eigenvalue but 0; in both cases e = 0."""
    m = BNGD(S.spd("H", "d"), S.vector("u", "d", "nonzero"))
    eps_a, eps, a, w = S.positive("eps_a"), S.positive("eps"), S.reals("a"), S.vectors("w", "d")
    rule = m.orbit(a, w, eps_a, eps)
    S.assume(*((rule,) if orbit else ()), lt(0, norm2(w[0])))
    star = deflated(S, m.H, m.u)
    A, V, rate, tol = S.real("A"), S.vector("V", "d", "nonzero"), S.real("rate"), S.positive("tol")
    to_limit = both(getattr(m, kind)(A, V), converges(lambda k: a[k], A), converges(lambda k: w[k], V))
    close = for_every(
        tol,
        eventually(lambda k: both(lt(0, norm2(w[k])), lt(absolute(m.effective_rate(a[k], w[k], eps) - rate), tol))),
    )
    slow = both(close, lt(rate, 2 / star.high))
    q, C, K = S.nonnegative("q"), S.nonnegative("C"), S.natural("K")
    sizes = {"residual": (norm(m.residual(w[K]), m.H),), "weights": (norm(w[K] - V),)}
    sizes["both"] = absolute(a[K] - A), norm(w[K] - V)
    linear = there_are(q, C, for_every(K, both(lt(q, 1), *(le(size, C * q**K) for size in sizes[of]))))
    S.let(m=m, rule=rule, star=star, k=S.natural("k"))
    return for_every(A, V, rate, implies(both(to_limit, slow), linear))


@linear_convergence.proof(RESIDUAL)
def _(p, o):
    """In the end eps_hat_k lies between positive numbers below 2/lambda*_max, so rho* <= 1 - h, and the condition of
    (6) holds with delta = h/4: then |e_{k+1}|_H <= (1 - h/2) |e_k|_H."""
    m, a, w, eps, H, low, high = o.m, o.a, o.w, o.eps, o.H, o.low, o.high
    U, least, most = norm2(o.u, H), eigmin(H), eigmax(H)
    positive(p, o)  # so 2 / high is defined
    A, V, rate = p.intro("A"), p.intro("V"), p.intro("rate")
    to_minimizer, slow = p.assume().args
    minimizer, to_A, to_V = to_minimizer.args
    to_rate = slow.args[0]
    is_A = minimizer.args[0]
    e = m.residual(V)
    p.have(eq(e, 0), lambda q: q.definite())
    square = p.have(eq(U, A**2), lambda q: q.ring((H @ e, eq(e, 0)), (-(A + projected(m, V)), is_A)))
    length = norm2(V)
    near = p.name(sqrt(least * length / (64 * most)), "near", "pos")
    is_near = p.have(
        eq(near**2, least * length / (64 * most)),
        lambda q: (q.rewrite(eq(near, sqrt(least * length / (64 * most)))), q.ring()),
    )
    floor = eps * U / (4 * most * (2 * length + 2 * near**2))
    spare = (2 / high - rate) / 2
    top = rate + spare
    N, close_a = p.obtain(p.instantiate(to_A, sqrt(U) / 4), "N")
    M, close_w = p.obtain(p.instantiate(to_V, near), "N")
    p.have(lt(0, spare), lambda q: q.sign((2 / high - rate) / 2))
    L, close_rate = p.obtain(p.instantiate(to_rate, spare), "N")

    def hat(k):
        return m.effective_rate(a[k], w[k], eps)

    def between(q, k):
        """floor <= eps_hat_k <= top, where a_k and s_k are near A."""
        for sentence in (close_a, close_w, close_rate):
            q.instantiate(sentence, k)
        q.use("cai-orbit-norms", u=o.u, K=k)
        x, s = w[k], projected(m, w[k])
        moved, variance = norm2(x - V), norm2(x, H)
        away, off = absolute(a[k] - A), norm(x - V)
        q.have(le((a[k] - A) ** 2, U / 16), lambda r: r.sign((sqrt(U) / 4 - away) * (sqrt(U) / 4 + away)))
        q.have(le(moved, near**2), lambda r: r.sign((near - off) * (near + off)))
        q.use("cai-projection-step", u=o.u, w=V, v=x)
        bound = 4 * U * (most * moved / (least * length))
        y2 = (s - projected(m, V)) ** 2
        shrink = 4 * U * most / (least * length)
        q.have(le(y2, U / 16), lambda r: r.sign((bound - y2) + shrink * (near**2 - moved), (-shrink, is_near)))
        d, y = a[k] - A, s - A
        same = q.have(eq(y**2, y2), lambda r: r.ring((-(2 * s - A - projected(m, V)), is_A)))
        q.have(le(y**2, U / 16), lambda r: r.sign(U / 16 - y2, (-1, same)))
        # a s = A^2 + A (d + y) + d y
        parts = (A / 2 + 2 * d) ** 2 / 2 + (A / 2 + 2 * y) ** 2 / 2 + (d + y) ** 2 / 2
        rest = num(5) / 2 * (U / 16 - d**2) + num(5) / 2 * (U / 16 - y**2) + 3 * U / 16
        q.have(le(U / 4, a[k] * s), lambda r: r.sign(parts + rest, (-num(3) / 4, square)))
        q.have(
            le(variance, most * norm2(x)),
            lambda r: r.spectral(H, x, {0: most, 1: -1}, lambda t, z: t.sign(most - z)),
        )
        room = 2 * length + 2 * near**2
        q.have(le(norm2(x), room), lambda r: r.sign(norm2(x - 2 * V) + 2 * (near**2 - moved)))
        late = U / 4 * ((most * norm2(x) - variance) + most * (room - norm2(x))) / (most * room)
        q.have(le(floor, hat(k)), lambda r: r.sign(eps / variance * ((a[k] * s - U / 4) + late)))
        gap, size = hat(k) - rate, absolute(hat(k) - rate)
        q.have(le(gap, size), lambda r: at_most(r, gap, size))
        q.have(le(hat(k), top), lambda r: r.sign((spare - size) + (size - gap)))

    def first(q):
        """At one step: 0 < floor <= eps_hat <= top."""
        k = N + (M + L)
        for start, rest in ((N, M + L), (M, N + L), (L, N + M)):
            q.have(le(start, k), lambda r, rest=rest: r.sign(number(rest)))
        between(q, k)
        q.sign((top - hat(k)) + (hat(k) - floor) + floor)

    p.have(lt(0, top), first)
    one, two = floor * low, high * spare  # two = 2 - top * high
    h = p.name(one * two / (one + two), "h", "pos")
    is_h = eq(h, one * two / (one + two))
    p.have(le(h, one), lambda q: q.sign(one**2 / (one + two), (-1, is_h)))
    p.have(le(h, two), lambda q: q.sign(two**2 / (one + two), (-1, is_h)))
    p.have(lt(h, 2), lambda q: q.sign((two - h) + top * high))
    delta, rate_q = h / 4, 1 - h / 2
    p.have(lt(0, 1 - delta), lambda q: q.sign((2 - h) / 4 + num(1) / 2))
    p.have(lt(0, rate_q), lambda q: q.sign((2 - h) / 2))
    small = p.use("cai-thm2-eventually", u=o.u)
    J, condition = p.obtain(p.instantiate(small, A, V, delta), "N")
    total = (N + M + L) + J
    B = p.archimedes(number(total))

    def size(k):
        return norm(m.residual(w[k]), H)

    def shrinks(q, i):
        k = B + i
        q.have(le(total, k), lambda r: r.sign((number(B) - number(total)) + number(i)))
        for start, rest in ((N, M + L + J), (M, N + L + J), (L, N + M + J), (J, N + M + L)):
            q.have(le(start, k), lambda r, rest=rest: r.sign((number(k) - number(total)) + number(rest)))
        between(q, k)
        q.instantiate(condition, k)
        x, length = hat(k), o.star.radius(hat(k))
        q.have(lt(0, x), lambda r: r.sign((x - floor) + floor))
        for value in (low, high):
            up = (x - floor) * value + floor * (value - low) + (one - h)
            down = (top - x) * high + x * (high - value) + (two - h)
            q.have(le(0, 1 - h), lambda r, up=up, down=down: r.sign((up + down) / 2))
            q.have(
                le(absolute(1 - x * value), 1 - h),
                lambda r, up=up, down=down: r.sqrt_mono(lambda t: t.sign(up * down)),
            )
        q.have(le(length, 1 - h), lambda r: r.extremum())
        q.use("cai-thm2-eq6", a=a[k], w=w[k], delta=delta)
        move = q.instantiate(o.rule, k).args[1]
        step = m.step(a[k], w[k], eps)
        q.have(lt(0, norm2(move.args[1])), lambda r: r.sign(norm2(w[k]) + norm2(step)))
        q.use("cai-orbit-norms", u=o.u, K=k + 1)
        factor, now, then = (length + delta) / (1 - delta), size(k), size(k + 1)
        q.have(le(then, factor * now), lambda r: (r.rewrite(move), r.sign()))
        q.sign((factor * now - then) + now * ((1 - h - length) + h**2 / 8) / (1 - delta))

    shrinking = every(p, lambda i: le(size(B + i + 1), rate_q * size(B + i)), shrinks)

    def short(q, k):
        """|e_k|_H <= |u|_H."""
        q.use("cai-orbit-norms", u=o.u, K=k)
        q.sqrt_mono(lambda r: r.sign(projected(m, w[k]) ** 2))

    bounded = every(p, lambda k: le(size(k), sqrt(U)), short)

    def decays(q, i):
        def step(r):
            r.use("cai-orbit-norms", u=o.u, K=B + i)
            r.use("cai-orbit-norms", u=o.u, K=B + i + 1)
            once = r.instantiate(shrinking, i)
            r.sign((once.args[1] - once.args[0]) + rate_q * (rate_q**i * sqrt(U) - size(B + i)))

        q.use("cai-orbit-norms", u=o.u, K=B + i)
        q.induct(i, lambda r: (r.use("cai-orbit-norms", u=o.u, K=B), r.instantiate(bounded, B), r.sign()), step)

    decaying = every(p, lambda i: le(size(B + i), rate_q**i * sqrt(U)), decays)
    powers = every(
        p,
        lambda i: le(rate_q**i, 1),
        lambda q, i: q.induct(i, None, lambda r: r.sign((1 - rate_q**i) + h / 2 * rate_q**i)),
    )
    p.take(rate_q)
    p.take(sqrt(U) / rate_q**B)

    def later(q, k):
        i = q.offset(k, B)
        q.use("cai-orbit-norms", u=o.u, K=B + i)
        known = q.instantiate(decaying, i)
        q.sign(known.args[1] - known.args[0])

    def early(q, k):
        q.have(le(k, B), lambda r: r.sign(0 - (number(k) - number(B))))
        i = q.offset(B, k)
        q.use("cai-orbit-norms", u=o.u, K=k)
        q.instantiate(bounded, k)
        power = q.instantiate(powers, i).args[0]
        q.sign((sqrt(U) - size(k)) + sqrt(U) * (1 - power) / power)

    k = p.intro("k")
    p.both(
        lambda q: q.sign(h / 2),
        lambda q: q.cases(number(k) - number(B), ge=lambda r: later(r, k), lt=lambda r: early(r, k)),
    )


linear_convergence.proof(WEIGHTS)(from_any_start(of_weights))
linear_convergence.proof(BOTH)(from_any_start(of_both))
linear_convergence.reading(RESIDUAL)
linear_convergence.reading(WEIGHTS, of="weights")
linear_convergence.reading(BOTH, of="both")
linear_convergence.mutant("to a stationary point", kind="stationary")
linear_convergence.mutant("of any sequences", of="weights", orbit=False)
linear_convergence.refutation("of any sequences", harmonic)(never_linear)


@linear_convergence.refutation("to a stationary point", lambda o: (eq(o.a[0], 0), eq(o.w[0] @ (o.H @ o.u), 0)))
def _(p, o):
    """From a_0 = 0 and w_0 orthogonal to g nothing moves: a saddle point with e = u."""
    m, w, zero = o.m, o.w, eq(o.w[0] @ o.m.g, 0)
    positive(p, o)

    rests = p.use("cai-saddle-rests", u=o.u)
    p.take(num(0))
    p.take(w[0])
    p.take(num(0))

    def still(q, pick):
        """The distance to the limit is 0, and w_k is not 0."""
        tol = q.intro("tol")
        q.take(START)
        k = q.intro("k")
        q.assume()
        level, same = q.instantiate(rests, k).args
        pick(q, tol, level, same)

    def near_a(q, tol, level, same):
        q.rewrite(level)
        q.sign(tol)

    def near_w(q, tol, level, same):
        q.rewrite(same)
        q.sign(tol)

    def near_rate(q, tol, level, same):
        q.rewrite(level)
        q.rewrite(same)
        q.both(lambda r: r.fact(), lambda r: r.sign(tol))

    def stationary(q):
        q.both(lambda r: r.ring((-1 / m.sigma(w[0]), zero)), lambda r: r.ring())

    def premise(q):
        q.both(
            lambda r: r.both(stationary, lambda t: still(t, near_a), lambda t: still(t, near_w)),
            lambda r: r.both(lambda t: still(t, near_rate), lambda t: t.sign(2 / o.high)),
        )

    def never(q):
        factor, C = q.intro("q"), q.intro("C")
        length = norm(o.u, o.H)

        def decays(r):
            decay = r.use("cai-geometric-decay", q=factor, C=C, tol=length)
            N, small = r.obtain(decay, "N")
            r.have(le(N, N), lambda t: t.sign(num(0)))
            r.instantiate(small, N)
            r.take(N)
            same = r.instantiate(rests, N).args[1]
            r.rewrite(same)
            r.either(1)
            coefficient = eq(m.coefficient(w[0]), 0)
            r.have(coefficient, lambda t: t.ring((1 / m.sigma(w[0]) ** 2, zero)))
            r.rewrite(coefficient)
            r.sign(length - C * factor**N)

        def fast(r):
            r.take(START)
            r.either(0)
            r.sign(factor - 1)

        q.cases(factor - 1, ge=fast, lt=decays)

    p.both(premise, never)


linear_convergence.example(
    {"d": 2}, H=((1, 0), (0, 1)), u=(1, 0), v=(0, 1), z=(0, 1), low=1, high=1,
    a=Sequence((0,)), w=Sequence(((0, 1),)), eps=1, eps_a=1,
)  # fmt: skip
linear_convergence.example(
    {"d": 2}, H=((1, 0), (0, 1)), u=(3, 4), v=(4, -3), z=(4, -3), low=1, high=1,
    a=Sequence((10,)), w=Sequence(((1, 0),)), eps=Fraction(1, 30), eps_a=1,
)  # fmt: skip
AT_REST = {
    "H": ((1, 0), (0, 1)), "u": (3, 4), "v": (4, -3), "z": (4, -3), "low": 1, "high": 1, "a": Sequence((5,), 5),
    "eps": 1, "eps_a": 1, "A": 5, "V": (3, 4), "rate": 1, "q": Fraction(1, 2), "C": 1,
}  # fmt: skip
# of the recursion of slow_sequences, and no orbit of the claim
linear_convergence.example({"d": 2}, **{**AT_REST, "a": Sequence((5,))}, w=Sequence(((6, 8),)))
# no orbits of the claim, as w_0 = 0, or as w_1 = 0: there e_k is not defined
linear_convergence.example({"d": 2}, **AT_REST, w=Sequence(((0, 0),), (3, 4)), K=0)
linear_convergence.example({"d": 2}, **AT_REST, w=Sequence(((3, 4), (0, 0)), (3, 4)), K=1)
# and no eigenvalue of H*, as d = 1
linear_convergence.example(
    {"d": 1}, H=((4,),), u=(1,), v=(0,), z=(1,), low=1, high=0, a=Sequence((2,)), w=Sequence(((2,),)), eps=1, eps_a=1
)
