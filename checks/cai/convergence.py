"""Theorem 1 of Cai, Li and Shen: BNGD converges for every eps."""

from __future__ import annotations

from checks_cai.model import bngd, orbit, resting
from checks_cai.tends import every
from checks_cai.theorem1 import prove
from checks_cai.theorem1_limits import two_ways

from bnproof import (
    absolute,
    both,
    claim,
    converges,
    eq,
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


def limits(S, m, a, w, kind):
    """There are a* and w* of that kind to which a_k and w_k converge."""
    A, V = S.real("A"), S.vector("V", "d", "nonzero")
    good = getattr(m, kind)(A, V)
    return there_are(A, V, both(good, converges(lambda k: a[k], A), converges(lambda k: w[k], V)))


def bngd_converges(S, *, largest=1, eps_a="positive", to="stationary"):
    """From every (a_0, w_0) with w_0 != 0, since J is not defined at w = 0. The sharper form says what the stationary
    points are: global minimizers, and (0, w) with w orthogonal to g."""
    m, a, w, rate, _ = orbit(S, eps_a)
    if largest:
        S.assume(le(rate, largest))
    return limits(S, m, a, w, to)


def _alternates(p, o):
    """eps_a = 2, w_0 = u, a_0 = 2 |u|_H: the weights stay, and a_k is 0 and 2 |u|_H in turn."""
    a, w, u, n = o.a, o.w, o.u, norm(o.u, o.H)
    p.have(lt(0, norm2(u)), lambda q: q.sign(norm2(w[0]), (-(w[0] + u), eq(w[0], u))))

    def state(k):
        return both(eq(w[k], u), eq((a[k] - n) ** 2, n**2))

    def moves(q, k, same):
        q.have(lt(0, norm2(w[k])), lambda t: (t.rewrite(same), t.fact()))
        move_a, move_w = q.instantiate(o.rule, k).args
        q.have(eq(w[k + 1], u), lambda t: (t.rewrite(move_w), t.rewrite(same), t.ring()))
        known = move_a, eq(o.eps_a, 2), same
        return q.have(eq(a[k + 1], 2 * n - a[k]), lambda t: (*map(t.rewrite, known), t.ring()))

    def induction(q):
        k = q.intro("k")

        def base(s):
            s.both(lambda t: t.fact(), lambda t: (t.rewrite(eq(a[0], 2 * n)), t.ring()))

        def step(s):
            same, size = state(k).args
            flip = moves(s, k, same)
            s.both(lambda t: t.fact(), lambda t: (t.rewrite(flip), t.ring((1, size))))

        q.induct(k, base, step)

    A, _ = p.intro("A"), p.intro("V")
    k = p.new(o.rule.args[0])
    always = p.have(for_every(k, state(k)), induction)
    p.either(1)
    p.take(n)
    N = p.intro("N")
    same, size = p.instantiate(always, N).args
    flip = moves(p, N, same)

    def near(q):
        """Then the next is not: with x = a_k - A and y = a_k - |u|_H it is x - 2y away."""
        x, y = a[N] - A, a[N] - n
        square = q.have(lt(0, n**2 - x**2), lambda t: t.sign((n - absolute(x)) * (n + absolute(x)))).args[1]
        q.take(N + 1)
        q.both(
            lambda t: t.sign(num(1)),
            lambda t: t.sqrt_mono(lambda z: (z.rewrite(flip), z.sign(square + 2 * (x - y) ** 2, (2, size)))),
        )

    def far(q):
        q.take(N)
        q.both(None, lambda t: t.sign(absolute(a[N] - A) - n))

    p.cases(absolute(a[N] - A) - n, lt=near, ge=far)


theorem1 = claim("cai-thm1-convergence")(bngd_converges)


@theorem1.proof("printed")
def _(p, o):
    prove(p, o, two_ways)


@theorem1.proof("to a minimizer or a saddle")
def _(p, o):
    """a H e = 0 and H is definite, so a = 0 or e = 0."""
    m, H = o.m, o.H
    A, exists_V = p.obtain(p.use("cai-thm1-convergence"))
    V, known = p.obtain(exists_V)
    stationary, *tends_to = known.args
    level, flat = stationary.args
    e, sigma = m.residual(V), m.sigma(V)
    p.take(A)
    p.take(V)

    def saddle(q):
        q.either(1)
        q.both(lambda r: r.fact(), lambda r: r.ring((-sigma, level), (sigma, eq(A, 0))))

    def minimizer(q):
        q.either(0)
        image = q.have(eq(H @ e, 0), lambda r: r.ring((-sigma / A, flat)))
        q.both(lambda r: r.ring((1, level)), lambda r: r.ring((H**-1 @ e, image)))

    p.both(lambda q: q.cases(A, eq=saddle, lt=minimizer, gt=minimizer), *(lambda q: q.fact() for _ in tends_to))


prose = claim("cai-converges-any-eps")(bngd_converges)


@prose.proof("printed")
def _(p, o):
    p.use("cai-thm1-convergence")
    p.fact()


def _cycle(o):
    return eq(o.eps_a, 2), eq(o.w[0], o.u), eq(o.a[0], 2 * norm(o.u, o.H))


theorem1.sharper("to a minimizer or a saddle", to="minimizer_or_saddle")
theorem1.mutant("eps_a = 2 too", largest=2)
theorem1.refutation("eps_a = 2 too", _cycle)(_alternates)
prose.mutant("every eps_a", largest=None)
prose.refutation("every eps_a", _cycle)(_alternates)
resting(theorem1)
resting(prose)


@claim("cai-thm1-global")
def global_minimizers(S, *, dense=True):
    """What `almost all` implies, and less: near every start (a_0, w_0) there is one, of the orbits from which every
    one converges to a global minimizer. A measure of starts has no place in the tree."""
    m, eps = bngd(S), S.positive("eps")
    a, w, b, v = S.reals("a"), S.vectors("w", "d"), S.real("b"), S.vector("v", "d", "nonzero")
    c, x, tol = S.real("c"), S.vector("x", "d", "nonzero"), S.positive("tol")
    S.let(m=m)

    def good(start_a, start_w):
        given = both(m.orbit(a, w, num(1), eps), eq(a[0], start_a), eq(w[0], start_w))
        return for_every(a, w, implies(given, limits(S, m, a, w, "minimizer")))

    if not dense:
        return good(b, v)
    near = both(lt(absolute(c - b), tol), lt(norm(x - v), tol))
    return there_are(c, x, both(near, good(c, x)))


@global_minimizers.refutation("every start", lambda o: (eq(o.b, 0), eq(o.v @ (o.H @ o.u), 0), lt(0, norm2(o.u))))
def _(p, o):
    """From a_0 = 0 and w_0 orthogonal to g nothing moves: a saddle point with e = u."""
    m, b, v, zero = o.m, o.b, o.v, eq(o.v @ o.m.g, 0)
    a, w = p.new(o.a), p.new(o.w)
    rule = m.orbit(a, w, num(1), o.eps)
    p.recursion(rule, **{a.name: b, w.name: v})
    p.take(a)
    p.take(w)

    def rests(k):
        return both(eq(a[k], 0), eq(w[k], v))

    def induction(q, k):
        def base(r):
            r.both(lambda t: t.ring((1, eq(a[0], b)), (1, eq(b, 0))), lambda t: t.fact())

        def step(r):
            none, same = rests(k).args
            r.have(lt(0, norm2(w[k])), lambda t: (t.rewrite(same), t.sign()))
            move_a, move_w = r.instantiate(rule, k).args
            r.both(
                lambda t: (*map(t.rewrite, (move_a, same, none)), t.ring((1 / m.sigma(v), zero))),
                lambda t: (*map(t.rewrite, (move_w, same, none)), t.ring()),
            )

        q.induct(k, base, step)

    always = every(p, rests, induction)

    def nowhere(q):
        _, V = q.intro("A"), q.intro("V")
        gap = norm2(v - V)

        def elsewhere(r):
            r.either(2)
            r.take(sqrt(gap))
            N = r.intro("N")
            r.take(N)
            same = r.instantiate(always, N).args[1]
            r.both(None, lambda t: (t.rewrite(same), t.sign(num(0))))

        def there(r):
            at_v = r.have(eq(V, v), lambda t: t.definite())
            r.either(0)
            r.either(1)
            r.rewrite(at_v)
            r.have(eq(m.residual(v), o.u), lambda t: t.ring((-v / m.sigma(v) ** 2, zero)))
            r.rewrite(eq(m.residual(v), o.u))
            r.sign()

        q.cases(gap, eq=there, gt=elsewhere)

    p.both(all_known, nowhere)


def all_known(q):
    q.both(*(lambda r: r.fact() for _ in q.goal.args))


global_minimizers.reading("for a dense set of starts, which is less than almost all")
global_minimizers.mutant("every start", dense=False)
