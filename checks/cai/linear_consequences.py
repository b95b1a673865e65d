"""Theorem 2, first sentence: with the residual, the weights converge linearly, and so does a_k."""

from __future__ import annotations

from checks_cai.descent import projected
from checks_cai.eventually import at_most, triangle
from checks_cai.limits import number
from checks_cai.tends import every, increasing
from checks_cai.theorem1_saddle import product

from bnproof import INT, absolute, eigmax, eigmin, eq, for_every, le, lift, lt, norm, norm2, num, sqrt

RESIDUAL, WEIGHTS = "of the residual e_k in the norm of H, as in (6)", "of the weights w_k"
BOTH = "of (a_k, w_k)"


def of_weights(p, o):
    """A step is at most a multiple of |e_k|_H, so the steps from k on are at most a geometric series."""
    m, a, w, eps, H = o.m, o.a, o.w, o.eps, o.H
    least, most = eigmin(H), eigmax(H)
    A, V, rate = p.intro("A"), p.intro("V"), p.intro("rate")
    to_limit, _slow = p.assume().args
    _, to_A, to_V = to_limit.args
    linear = p.instantiate(p.use("cai-thm2-linear", RESIDUAL, a=a, w=w), A, V, rate)
    q0, exists_C = p.obtain(linear)
    C0, residuals = p.obtain(exists_C)
    p.instantiate(residuals, lift(0, INT))
    # a rate that is not 0
    q = p.name((1 + q0) / 2, "q", "pos")
    is_q = eq(q, (1 + q0) / 2)
    p.have(lt(q, 1), lambda r: r.sign((1 - q0) / 2, (-1, is_q)))
    p.have(le(q0, q), lambda r: r.sign((1 - q0) / 2, (1, is_q)))
    powers = every(
        p,
        lambda k: le(q0**k, q**k),
        lambda r, k: r.induct(k, None, lambda t: t.sign(q * (q**k - q0**k) + (q - q0) * q0**k)),
    )
    N, close_a = p.obtain(p.instantiate(to_A, num(1)), "N")
    size, floor = absolute(A) + 1, least * norm2(w[0])
    pace = p.name(eps * size * sqrt(most / floor) * C0, "pace", "nonneg")
    is_pace = eq(pace, eps * size * sqrt(most / floor) * C0)
    total = p.name(pace / (1 - q), "total", "nonneg")
    is_total = p.have(eq(total * (1 - q), pace), lambda r: (r.rewrite(eq(total, pace / (1 - q))), r.ring()))

    def alive(r, k):
        r.use("cai-orbit-norms", u=o.u, a=a, w=w, K=k)

    def step_bound(r, k):
        """|step| <= pace q^k, for k >= N."""
        alive(r, k)
        r.instantiate(close_a, k)
        r.instantiate(residuals, k)
        r.instantiate(powers, k)
        x, e, delta = w[k], m.residual(w[k]), m.step(a[k], w[k], eps)
        variance, image, length, bound = norm2(x, H), norm2(H @ e), norm(e, H), C0 * q**k
        r.have(le(absolute(a[k]), size), lambda t: triangle(t, a[k], A))
        r.have(
            le(image, most * norm2(e, H)),
            lambda t: t.spectral(H, e, {1: most, 2: -1}, lambda z, y: z.sign(y * (most - y))),
        )
        r.have(
            le(least * norm2(x), variance),
            lambda t: t.spectral(H, x, {0: -least, 1: 1}, lambda z, y: z.sign(y - least)),
        )
        r.have(le(floor, variance), lambda t: t.sign((variance - least * norm2(x)) + least * (norm2(x) - norm2(w[0]))))
        r.have(le(length, bound), lambda t: t.sign((C0 * q0**k - length) + C0 * (q**k - q0**k)))
        # |step|^2 = eps^2 a^2 |H e|^2 / sigma^2
        parts = (size - absolute(a[k])) * (size + absolute(a[k])) * most * bound**2 / floor
        parts = parts + a[k] ** 2 * most * (bound - length) * (bound + length) / floor
        parts = parts + a[k] ** 2 * (most * norm2(e, H) - image) / floor
        parts = parts + a[k] ** 2 * image * (variance - floor) / (variance * floor)
        shown = eps * size * sqrt(most / floor) * C0
        r.have(le(norm2(delta), (shown * q**k) ** 2), lambda t: t.sign(eps**2 * parts))
        r.have(le(norm2(delta), (pace * q**k) ** 2), lambda t: (t.rewrite(is_pace), t.fact()))
        return delta

    def reach(i, n):
        return total * q ** (N + i) * (1 - q**n)

    def drift(i, n):
        return w[N + i + n] - w[N + i]

    below_one = every(
        p, lambda n: le(q**n, 1), lambda r, n: r.induct(n, None, lambda t: t.sign((1 - q**n) + q**n * (1 - q)))
    )

    def drifts(r, i):
        n = r.intro("n")

        def step(t):
            k = N + i + n
            t.have(le(N, k), lambda z: z.sign(number(i) + number(n)))
            delta = step_bound(t, k)
            move = t.instantiate(o.rule, k).args[1]
            moved = t.have(eq(w[N + i + (n + 1)], w[k] + delta), lambda z: z.ring((1, move)))
            same = t.have(
                eq(norm2(drift(i, n + 1)), norm2(drift(i, n) + delta)), lambda z: (z.rewrite(moved), z.ring())
            )
            t.instantiate(below_one, n)
            so_far, more = reach(i, n), pace * q**k
            t.have(le(0, so_far), lambda z: z.sign())
            product(t, drift(i, n), delta, so_far, more)
            gap = (
                (so_far**2 - norm2(drift(i, n))) + 2 * (so_far * more - drift(i, n) @ delta) + (more**2 - norm2(delta))
            )
            after = reach(i, n + 1)
            longer = t.have(eq(after, so_far + more), lambda z: z.ring((q ** (N + i) * q**n, is_total)))
            t.sign(gap, (-1, same), (after + so_far + more, longer))

        r.induct(n, lambda t: t.sign(num(0)), step)

    drifting = every(p, lambda i: for_every(o.k, le(norm2(drift(i, o.k)), reach(i, o.k) ** 2)), drifts)

    def late(r, i):
        """|w_k - V| <= total q^k at k = N + i: else |w_{k+n} - V| is below the gap for some n, and so is the rest."""
        k = N + i
        off, bound = norm(w[k] - V), total * q**k

        def farther(t):
            gap = off - bound
            M, near = t.obtain(t.instantiate(to_V, gap), "N")
            t.have(le(M, k + M), lambda z: z.sign(number(N) + number(i)))
            t.instantiate(near, k + M)
            t.instantiate(t.instantiate(drifting, i), M)
            t.instantiate(below_one, M)
            rest, far = norm(w[k + M] - V), reach(i, M)
            one, two = w[k] - w[k + M], w[k + M] - V
            t.have(le(0, far))
            t.have(le(norm2(one), far**2), lambda z: z.sign(far**2 - norm2(drift(i, M))))
            product(t, one, two, far, rest)
            square = (far**2 - norm2(one)) + 2 * (far * rest - one @ two)
            t.have(le(off, far + rest), lambda z: z.sqrt_mono(lambda y: y.sign(square)))
            t.have(lt(far + rest, off), lambda z: z.sign((gap - rest) + bound * q**M))
            t.absurd(off - (far + rest))

        r.cases(off - bound, le=None, gt=farther)

    late_on = every(
        p, lambda i: le(norm(w[N + i] - V), total * q ** (N + i)), lambda r, i: (alive(r, N + i), late(r, i))
    )

    def grows(r, k):
        alive(r, k)
        move, added = r.instantiate(o.rule, k).args[1], norm2(m.step(a[k], w[k], eps))
        same = r.have(eq(norm2(w[k + 1]), norm2(w[k]) + added), lambda t: (t.rewrite(move), t.ring()))
        r.sign(added, (1, same))

    lengths = increasing(p, lambda k: norm2(w[k]), every(p, lambda k: le(norm2(w[k]), norm2(w[k + 1])), grows))
    first = sqrt(2 * norm2(w[N]) + 2 * norm2(V))
    p.take(q)
    p.take(total + first / q**N)
    k = p.intro("k")

    def afterwards(r):
        i = r.offset(k, N)
        known = r.instantiate(late_on, i)
        r.sign((known.args[1] - known.args[0]) + first * q**i)

    def before(r):
        r.have(le(k, N), lambda t: t.sign(0 - (number(k) - number(N))))
        i = r.offset(N, k)
        r.instantiate(lengths, k, i)
        r.instantiate(below_one, i)
        start = sqrt(2 * norm2(w[k + i]) + 2 * norm2(V))
        gap = 2 * (norm2(w[k + i]) - norm2(w[k])) + norm2(w[k] + V)
        r.have(le(norm(w[k] - V), start), lambda t: t.sqrt_mono(lambda z: z.sign(gap)))
        r.sign((start - norm(w[k] - V)) + start * (1 - q**i) / q**i + total * q**k)

    p.both(lambda r: r.fact(), lambda r: r.cases(number(k) - number(N), ge=afterwards, lt=before))


def of_both(p, o):
    """a_{k+1} - A = (1 - r)(a_k - A) + r (s_k - A), r = eps_a of either sign, and s_k - A is at most a multiple of
    |w_k - V|. Where |1 - r| < 1 the factor shrinks a_k - A; else a_k - A, which tends to 0, is at most what is still
    to come."""
    m, a, w, r, H = o.m, o.a, o.w, o.eps_a, o.H
    U, least, most = norm2(o.u, H), eigmin(H), eigmax(H)
    A, V, rate = p.intro("A"), p.intro("V"), p.intro("rate")
    to_limit, _slow = p.assume().args
    minimizer, to_A, _ = to_limit.args
    is_A = minimizer.args[0]
    linear = p.instantiate(p.use("cai-thm2-linear", WEIGHTS, a=a, w=w), A, V, rate)
    q, exists_C = p.obtain(linear)
    C, weights = p.obtain(exists_C)
    p.instantiate(weights, lift(0, INT))
    shown = 4 * U * most / (least * norm2(V))
    pull = p.name(absolute(r) * sqrt(shown) * C, "pull", "nonneg")
    is_pull = eq(pull, absolute(r) * sqrt(shown) * C)
    pace = absolute(1 - r)

    def off(k):
        return absolute(a[k] - A)

    def parts(t, k):
        """(1 - r)(a_k - A) and r (s_k - A), with their sizes."""
        t.use("cai-orbit-norms", u=o.u, a=a, w=w, K=k)
        t.instantiate(weights, k)
        x, moved = w[k], norm2(w[k] - V)
        t.use("cai-projection-step", u=o.u, w=V, v=x)
        s, s_V = projected(m, x), projected(m, V)
        near = norm(x - V)
        bound = 4 * U * (most * moved / (least * norm2(V)))
        z, size = r * (s - s_V), pull * q**k
        gap = r**2 * ((bound - (s - s_V) ** 2) + shown * (C * q**k - near) * (C * q**k + near))
        t.have(le(z**2, (absolute(r) * sqrt(shown) * C * q**k) ** 2), lambda y: y.sign(gap))
        t.have(le(z**2, size**2), lambda y: (y.rewrite(is_pull), y.fact()))
        for term in (z, -z):
            t.have(le(term, size), lambda y, term=term: at_most(y, term, size))
        held, kept = (1 - r) * (a[k] - A), pace * off(k)
        for term in (held, -held):
            t.have(le(term, kept), lambda y, term=term: at_most(y, term, kept))
        move = t.instantiate(o.rule, k).args[0]
        after = a[k + 1] - A
        same = t.have(eq(after, held + z), lambda y: (y.rewrite(move), y.ring((-r, is_A))))
        return held, kept, z, size, after, same

    def shrinks(t, k):
        """|a_{k+1} - A| <= |1 - r| |a_k - A| + pull q^k."""
        held, kept, z, size, after, same = parts(t, k)
        up, down = (kept - held) + (size - z), (kept + held) + (size + z)
        t.sqrt_mono(lambda y: y.sign(up * down, (-(after + held + z), same)))

    def comes(t, k):
        """|a_k - A| <= |a_{k+1} - A| + pull q^k where |1 - r| >= 1."""
        held, _, z, size, after, same = parts(t, k)
        for term in (after, -after):
            t.have(le(term, off(k + 1)), lambda y, term=term: at_most(y, term, off(k + 1)))
        up, down = (off(k + 1) - after) + (size + z), (off(k + 1) + after) + (size - z)
        gap = up * down + (pace - 1) * (pace + 1) * (a[k] - A) ** 2
        t.sqrt_mono(lambda y: y.sign(gap, (after - z + held, same)))

    def fast(t):
        shown = 1 - (1 - pace) * (1 - q) / 2
        t.have(lt(0, shown), lambda y: y.sign(num(1) / 2 + (pace + q * (1 - pace)) / 2))
        s = t.name(shown, "s", "pos")
        is_s = eq(s, shown)
        t.have(lt(s, 1), lambda y: y.sign((1 - pace) * (1 - q) / 2, (-1, is_s)))
        t.have(lt(pace, s), lambda y: y.sign((1 - pace) * (1 + q) / 2, (1, is_s)))
        t.have(le(q, s), lambda y: y.sign((1 - q) * (1 + pace) / 2, (1, is_s)))
        D = t.name(off(0) + pull / (s - pace), "D", "nonneg")
        is_D = eq(D, off(0) + pull / (s - pace))

        def induction(y, k):
            def step(x):
                x.instantiate(powers, k)
                once = x.have(le(off(k + 1), pace * off(k) + pull * q**k), lambda z: shrinks(z, k))
                gap = (once.args[1] - once.args[0]) + pace * (D * s**k - off(k)) + pull * (s**k - q**k)
                x.sign(gap + s**k * off(0) * (s - pace), (s**k * (s - pace), is_D))

            y.induct(k, lambda x: x.sign(pull / (s - pace), (1, is_D)), step)

        powers = every(
            t,
            lambda k: le(q**k, s**k),
            lambda y, k: y.induct(k, None, lambda x: x.sign(s * (s**k - q**k) + (s - q) * q**k)),
        )
        always = every(t, lambda k: le(off(k), D * s**k), induction)
        t.take(s)
        t.take(D + C)
        k = t.intro("k")
        for fact in (always, powers, weights):
            t.instantiate(fact, k)
        near = norm(w[k] - V)
        t.both(
            lambda y: y.fact(),
            lambda y: y.sign((D * s**k - off(k)) + C * s**k),
            lambda y: y.sign((C * q**k - near) + C * (s**k - q**k) + D * s**k),
        )

    def slow(t):
        T = t.name(pull / (1 - q), "T", "nonneg")
        is_T = t.have(eq(T * (1 - q), pull), lambda y: (y.rewrite(eq(T, pull / (1 - q))), y.ring()))

        def reach(k, n):
            return off(k + n) + T * q**k * (1 - q**n)

        def sums(y, k):
            n = y.intro("n")

            def step(x):
                once = x.have(le(off(k + n), off(k + n + 1) + pull * q ** (k + n)), lambda z: comes(z, k + n))
                gap = (reach(k, n) - off(k)) + (once.args[1] - once.args[0])
                x.sign(gap, (q**k * q**n, is_T))

            y.induct(n, lambda x: x.sign(num(0)), step)

        coming = every(t, lambda k: for_every(o.k, le(off(k), reach(k, o.k))), sums)
        t.have(le(0, T))

        def bounded(y, k):
            bound = T * q**k

            def farther(x):
                gap = off(k) - bound
                M, near = x.obtain(x.instantiate(to_A, gap), "N")
                x.have(le(M, k + M), lambda z: z.sign(number(k)))
                x.instantiate(near, k + M)
                x.instantiate(x.instantiate(coming, k), M)
                x.have(lt(reach(k, M), off(k)), lambda z: z.sign((gap - off(k + M)) + bound * q**M))
                x.absurd(off(k) - reach(k, M))

            y.cases(off(k) - bound, le=None, gt=farther)

        always = every(t, lambda k: le(off(k), T * q**k), bounded)
        t.take(q)
        t.take(T + C)
        k = t.intro("k")
        t.instantiate(always, k)
        t.instantiate(weights, k)
        near = norm(w[k] - V)
        t.both(
            lambda y: y.fact(),
            lambda y: y.sign((T * q**k - off(k)) + C * q**k),
            lambda y: y.sign((C * q**k - near) + T * q**k),
        )

    p.cases(1 - pace, gt=fast, le=slow)
