"""Theorem 1 of Cai, Li and Shen: BNGD converges for every eps."""

from __future__ import annotations

from checks_cai.model import bngd, orbit, resting
from checks_cai.tends import START, every
from checks_cai.theorem1 import Along
from checks_cai.theorem1_limits import on_side

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


def bngd_converges(S, *, start="nonzero", largest=1, relation=le, eps_a="positive", to="stationary"):
    """Two things: w_K is not 0, so that (3), which divides by |w_K|, can go on for ever; and (a_k, w_k) converges to a
    stationary point. At w_0 = 0 neither J nor (3) is defined, and the iteration ends before its first step."""
    m, a, w, rate, _ = orbit(S, eps_a, start)
    if largest:
        S.assume(relation(rate, largest))
    return goes_on(S, w, limits(S, m, a, w, to))


def goes_on(S, w, *sentences):
    """(3) is defined at every K, and the sentences."""
    return both(lt(0, norm2(w[S.natural("K")])), *sentences)


def all_known(q):
    """Each part of the goal is a fact."""
    if q.goal.op == "and":
        q.both(*(all_known for _ in q.goal.args))
    else:
        q.fact()


def _alternates(p, o):
    """eps_a = 2, w_0 = u, a_0 = 2 |u|_H: the weights stay, and a_k is 0 and 2 |u|_H in turn."""
    a, w, u, n = o.a, o.w, o.u, norm(o.u, o.H)
    p.have(lt(0, norm2(u)), lambda q: q.sign(norm2(w[0]), (-(w[0] + u), eq(w[0], u))))
    p.either(1)

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


def _frozen(p, o):
    """eps_a = 0, w_0 = u, a_0 = 2 |u|_H: nothing moves, and at (2 |u|_H, u) the loss has a slope along a."""
    a, w, u, n = o.a, o.w, o.u, norm(o.u, o.H)
    p.have(lt(0, norm2(u)), lambda q: q.sign(norm2(w[0]), (-(w[0] + u), eq(w[0], u))))
    p.either(1)

    def rests(k):
        return both(eq(a[k], 2 * n), eq(w[k], u))

    def induction(q, k):
        def step(r):
            level, same = rests(k).args
            r.have(lt(0, norm2(w[k])), lambda t: (t.rewrite(same), t.fact()))
            known = (*r.instantiate(o.rule, k).args, eq(o.eps_a, 0), same, level)
            r.both(*2 * (lambda t: (*map(t.rewrite, known), t.ring()),))

        q.induct(k, lambda r: r.both(lambda t: t.fact(), lambda t: t.fact()), step)

    def steep(q):
        q.either(0)
        q.sign(-n)

    _leads_nowhere(p, a, w, (2 * n, u), every(p, rests, induction), steep)


def _leads_nowhere(p, a, w, place, always, not_good):
    """The negation of `limits` for an orbit that rests at a place which is not good."""
    A, V = p.intro("A"), p.intro("V")
    gaps = {1: (place[0] - A) ** 2, 2: norm2(place[1] - V)}

    def elsewhere(index):
        def moves_on(r):
            r.either(index)
            r.take(sqrt(gaps[index]))
            N = r.intro("N")
            r.take(N)
            same = r.instantiate(always, N).args[index - 1]
            r.both(None, lambda t: (t.rewrite(same), t.sqrt_mono()))

        return moves_on

    def there(r):
        at_a = r.have(eq(A, place[0]), lambda t: t.ring((-1, eq(place[0] - A, 0))))
        at_w = r.have(eq(V, place[1]), lambda t: t.definite())
        r.either(0)
        r.rewrite(at_a)
        r.rewrite(at_w)
        not_good(r)

    p.cases(gaps[2], eq=lambda q: q.cases(place[0] - A, eq=there, lt=elsewhere(1), gt=elsewhere(1)), gt=elsewhere(2))


theorem1 = claim("cai-thm1-convergence")(bngd_converges)


@theorem1.proof("w_0 != 0", "every eps_a < 2")
def _(p, o):
    """For u = 0 the weights stay. Else s_k^2 is in the end near |u|_H^2, and the weights tend to a multiple of u; or
    near 0, and they tend to a saddle point. Their limit belongs to a stationary point, and a_k converges too."""
    x = Along(o.m, o.a, o.w, o.eps_a, o.eps, o.rule)
    p.have(lt(o.eps_a, 2), lambda q: q.fact() if lt(o.eps_a, 2) in q.hypotheses else q.sign((1 - o.eps_a) + 1))

    def ends(q, V):
        A, _ = q.obtain(q.instantiate(q.use("cai-limit-stationary"), V), "A")
        q.take(A)
        q.take(V)
        all_known(q)

    def no_signal(q):
        def still(r):
            tol = r.intro("tol")
            r.take(START)
            k = r.intro("k")
            r.assume()
            r.use("cai-no-signal", K=k)
            r.rewrite(eq(o.w[k], o.w[0]))
            r.sign(tol)

        q.have(converges(lambda k: o.w[k], o.w[0]), still)
        ends(q, o.w[0])

    def two_ways(q):
        B, known = q.obtain(q.use("cai-two-sides"), "B")
        _, *sides = known.args

        def along_side(name, fact):
            def close(r):
                def shown(t):
                    n = t.intro("n")
                    t.instantiate(fact, n)
                    all_known(t)

                r.have(on_side(x, B, name), shown)
                V, _ = r.obtain(r.instantiate(r.use(f"cai-{name}-side"), B), "V")
                ends(r, V)

            return close

        high, low = (along_side(*pair) for pair in zip(("high", "low"), sides, strict=True))
        q.cases(x.s(B) ** 2 - x.size / 2, ge=high, lt=low)

    p.use("cai-orbit-norms")
    p.both(lambda q: q.fact(), lambda q: q.cases(x.size, eq=no_signal, gt=two_ways))


@theorem1.proof("to a minimizer or a saddle")
def _(p, o):
    """a H e = 0 and H is definite, so a = 0 or e = 0."""
    m, H = o.m, o.H
    _, exists_A = p.use("cai-thm1-convergence", "w_0 != 0").args
    A, exists_V = p.obtain(exists_A)
    V, known = p.obtain(exists_V)
    stationary, *tends_to = known.args
    level, flat = stationary.args
    e, sigma = m.residual(V), m.sigma(V)

    def saddle(q):
        q.either(1)
        q.fact()

    def minimizer(q):
        q.either(0)
        image = q.have(eq(H @ e, 0), lambda r: r.ring((-sigma / A, flat)))
        q.ring((H**-1 @ e, image))

    def kind(q):
        q.both(lambda r: r.ring((1, level)), lambda r: r.cases(A, eq=saddle, lt=minimizer, gt=minimizer))

    def limit(q):
        q.take(A)
        q.take(V)
        q.both(kind, *(lambda r: r.fact() for _ in tends_to))

    p.both(lambda q: q.fact(), limit)


prose = claim("cai-converges-any-eps")(bngd_converges)


@prose.proof("where 0 < eps_a <= 1 and w_0 != 0")
def _(p, o):
    p.use("cai-thm1-convergence", "w_0 != 0")
    all_known(p)


def _twice_as_far(eps_a):
    return lambda o: (eq(o.eps_a, eps_a), eq(o.w[0], o.u), eq(o.a[0], 2 * norm(o.u, o.H)))


theorem1.reading("w_0 != 0", "wherever $J$ and (3) are defined")
theorem1.reading("w_0 = 0 too", "any initial value, to the letter", start="any")
theorem1.sharper("to a minimizer or a saddle", to="minimizer_or_saddle")
theorem1.sharper("every eps_a < 2", largest=2, relation=lt)
theorem1.mutant("eps_a = 2 too", largest=2)
theorem1.refutation("eps_a = 2 too", _twice_as_far(2))(_alternates)
theorem1.mutant("eps_a = 0 too", eps_a="nonnegative")
theorem1.refutation("eps_a = 0 too", _twice_as_far(0))(_frozen)
prose.reading("where 0 < eps_a <= 1 and w_0 != 0", "as Theorem 1 makes it precise")
prose.reading("for every eps_a > 0", "of which the sentence does not speak", largest=None)
prose.refutation("for every eps_a > 0", _twice_as_far(2))(_alternates)
prose.mutant("w_0 = 0 too", start="any")
resting(theorem1)
resting(prose)


@claim("cai-thm1-global")
def global_minimizers(S, *, dense=True):
    """What "almost all" implies, and less: near every start (a_0, w_0) there is one, of the orbits from which every
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

    def useless(q):
        q.either(1)
        q.have(eq(m.residual(v), o.u), lambda t: t.ring((-v / m.sigma(v) ** 2, zero)))
        q.rewrite(eq(m.residual(v), o.u))
        q.sign()

    p.both(all_known, lambda q: _leads_nowhere(q, a, w, (num(0), v), always, useless))


global_minimizers.reading("for a dense set of starts, which is less than almost all")
global_minimizers.mutant("every start", dense=False)
