"""Theorem 2 of Cai, Li and Shen: what convergence to a minimizer implies."""

from __future__ import annotations

from checks_cai.limits import number
from checks_cai.model import orbit, resting
from checks_cai.tends import START, every

from bnproof import (
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
)  # fmt: skip


def _converging(S):
    """An orbit, and the sentence that it converges to a minimizer (A, V)."""
    m, a, w, _, eps = orbit(S)
    A, V = S.real("A"), S.vector("V", "d", "nonzero")
    to_minimizer = both(m.minimizer(A, V), converges(lambda k: a[k], A), converges(lambda k: w[k], V))
    return m, a, w, eps, A, V, to_minimizer


@claim("cai-thm2-eventually")
def small_in_the_end(S, *, residual=True):
    """For every delta > 0 the condition of (6) holds from some step on, if (a_k, w_k) converges to a minimizer."""
    m, a, w, eps, A, V, to_minimizer = _converging(S)
    delta, scale = S.positive("delta"), eigmax(m.H)
    S.let(scale=scale)

    def bound(k):
        factor = norm(m.residual(w[k]), m.H) if residual else num(1)
        return le(scale * eps * absolute(a[k]) / norm2(w[k], m.H) * factor, delta)

    return for_every(A, V, delta, implies(to_minimizer, eventually(bound)))


@small_in_the_end.proof()
def _(p, o):
    """|e_k|_H <= |u - c w_k|_H = |c| |V - w_k|_H with c the coefficient of V; in the end |a_k| <= |A| + 1 and
    |w_k| >= |V|/2. So it is said of all sequences with such limits, of no orbit in particular, for eps of either sign,
    and with any positive number in the place of lambda_max."""
    m, a, w, H, eps = o.m, o.a, o.w, o.H, absolute(o.eps)
    A, V, delta = p.intro("A"), p.intro("V"), p.intro("delta")
    minimizer, to_A, to_V = p.assume().args
    vanishing = minimizer.args[1]
    least, most, c = eigmin(H), eigmax(H), m.coefficient(V)
    parallel = p.have(eq(o.u, c * V), lambda q: _parallel(q, vanishing.args[0].args[0], V, H))
    floor, size = least * norm2(V) / 4, (absolute(A) + 1)
    shown = o.scale * eps * size / floor * (absolute(c) * sqrt(most)) + 1
    factor = p.name(shown, "f", "pos")
    is_factor = eq(factor, shown)
    N, near_A = p.obtain(p.instantiate(to_A, num(1)))
    M, near_V = p.obtain(p.instantiate(to_V, delta / factor))
    L, half_V = p.obtain(p.instantiate(to_V, norm(V) / 2))
    p.take(N + M + L)
    k = p.intro("k")
    p.assume()
    for start, rest in ((N, M + L), (M, N + L), (L, N + M)):
        p.have(le(start, k), lambda q, rest=rest: q.sign((number(k) - number(N + M + L)) + number(rest)))
    for fact in (near_A, near_V, half_V):
        p.instantiate(fact, k)
    off, x = norm(w[k] - V), w[k]
    p.have(le(absolute(a[k]), size), lambda q: triangle(q, a[k], A))
    half = (norm(V) / 2 - off) * (norm(V) / 2 + off)
    p.have(le(norm2(V) / 4, norm2(x)), lambda q: q.sign(norm2(2 * x - V) / 2 + half))
    p.have(lt(0, norm2(x)), lambda q: q.sign((norm2(x) - norm2(V) / 4) + norm2(V) / 4))
    e, variance = norm(m.residual(x), H), norm2(x, H)
    p.have(
        le(norm2(w[k] - V, H), most * norm2(w[k] - V)),
        lambda q: q.spectral(H, w[k] - V, {0: most, 1: -1}, lambda r, y: r.sign(most - y)),
    )
    p.have(
        le(least * norm2(x), variance),
        lambda q: q.spectral(H, x, {0: -least, 1: 1}, lambda r, y: r.sign(y - least)),
    )
    p.have(le(floor, variance), lambda q: q.sign((variance - least * norm2(x)) + least * (norm2(x) - norm2(V) / 4)))
    reach = absolute(c) * sqrt(most) * off

    def closer(q):
        """|e|_H^2 <= |u - c w_k|_H^2 = c^2 |V - w_k|_H^2, since u = c V."""
        nearest = (c - m.coefficient(x)) ** 2 * variance
        other = norm2(o.u - c * x, H)
        shape = H @ (o.u - c * x + (c * V - c * x))
        same = q.have(eq(other, c**2 * norm2(x - V, H)), lambda r: r.ring((shape, parallel)))
        q.sign(nearest + c**2 * (most * norm2(x - V) - norm2(x - V, H)), (-1, same))

    p.have(le(e, reach), lambda q: q.sqrt_mono(closer))
    top, left = o.scale * eps * size / floor, o.scale * eps * absolute(a[k]) / variance
    p.have(
        le(left, top),
        lambda q: q.sign(
            o.scale * eps * ((size - absolute(a[k])) / floor + absolute(a[k]) * (variance - floor) / (floor * variance))
        ),
    )
    p.have(le(o.eps, eps), lambda q: at_most(q, o.eps, eps))
    rest = (top - left) * e + top * (reach - e) + factor * (delta / factor - off) + off
    p.sign(rest + o.scale * (eps - o.eps) * absolute(a[k]) / variance * e, (off, is_factor))


def _parallel(q, gone, V, H):
    """gone = u - c V is 0, for some number c, which then is the coefficient of V."""
    zero = q.have(eq(gone, 0), lambda r: r.definite())
    across = q.have(eq(V @ (H @ gone), 0), lambda r: r.ring((H @ V, zero)))
    q.ring((1, zero), (-V / norm2(V, H), across))


def triangle(q, x, y):
    """|x| <= |y| + 1 from |x - y| < 1."""
    gap = absolute(x - y)
    for term in (x - y, y, y - x, -y):
        size = gap if term in (x - y, y - x) else absolute(y)
        q.have(le(term, size), lambda r, term=term, size=size: at_most(r, term, size))
    up = (absolute(y) - y) + (gap - (x - y)) + (1 - gap)
    down = (absolute(y) + y) + (gap - (y - x)) + (1 - gap)
    q.sqrt_mono(lambda r: r.sign(up * down))


def at_most(q, x, size):
    q.cases(x, le=lambda r: r.sign(size + (0 - x)), gt=lambda r: r.sqrt_mono())


small_in_the_end.mutant("without |e_k|", residual=False)
resting(small_in_the_end)


@small_in_the_end.refutation("without |e_k|", lambda o: (eq(o.w[0], o.u), eq(o.a[0], norm(o.u, o.H))))
def _(p, o):
    """From a minimizer nothing moves."""
    m, a, w, u, n = o.m, o.a, o.w, o.u, norm(o.u, o.H)
    p.have(lt(0, norm2(u)), lambda q: q.sign(norm2(w[0]), (-(w[0] + u), eq(w[0], u))))

    def rests(k):
        return both(eq(a[k], n), eq(w[k], u))

    def induction(q, k):
        def step(r):
            level, same = rests(k).args
            r.have(lt(0, norm2(w[k])), lambda t: (t.rewrite(same), t.fact()))
            move_a, move_w = r.instantiate(o.rule, k).args
            r.both(*(lambda t, move=x: (*map(t.rewrite, (move, same, level)), t.ring()) for x in (move_a, move_w)))

        q.induct(k, lambda r: r.both(lambda t: t.fact(), lambda t: t.fact()), step)

    always = every(p, rests, induction)
    left = eigmax(m.H) * o.eps * n / n**2
    p.take(n)
    p.take(u)
    p.take(left / 2)

    def still(q):
        tol = q.intro("tol")
        q.take(START)
        k = q.intro("k")
        q.assume()
        q.rewrite(q.instantiate(always, k).args[0] if q.goal.args[0].op == "abs" else q.instantiate(always, k).args[1])
        q.sign(tol)

    def above(q):
        N = q.intro("N")
        q.take(N)
        level, same = q.instantiate(always, N).args
        size = eq(absolute(n), n)
        q.have(size, lambda r: r.root())
        q.both(None, lambda r: (*map(r.rewrite, (level, same, size)), r.sign(left / 2)))

    p.both(lambda q: q.both(lambda r: r.both(), still, still), above)
