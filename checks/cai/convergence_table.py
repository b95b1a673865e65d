"""The row "Convergence" of the two tables: gradient descent beside BNGD."""

from __future__ import annotations

from checks_cai.convergence import all_known, goes_on, limits
from checks_cai.limits import number
from checks_cai.model import orbit, resting
from checks_cai.tends import every

from bnproof import (
    INT,
    Sequence,
    absolute,
    both,
    build,
    claim,
    converges,
    eigmax,
    eigmin,
    eq,
    for_every,
    implies,
    le,
    lift,
    lt,
    norm,
    norm2,
    num,
    same,
    there_are,
)  # fmt: skip
from bnproof.statement.nodes import substitute


def table(S, *, eps_a="positive", start="nonzero", every_rate=False, at_once=False, twice=False):
    """GD converges to u from everywhere if eps < E, but comes no nearer than some tol from anywhere but u if eps > F;
    BNGD can go on for ever, and converges, for every eps, where eps_a <= 1: Theorem 1."""
    m, a, w, rate, _ = orbit(S, eps_a, start)
    S.assume(le(rate, 1))
    v, eta, E, F = S.vectors("v", "d"), S.positive("eta"), S.positive("E"), S.positive("F")
    tol, k = S.positive("tol"), S.natural("k")

    def descends(image):
        return for_every(k, eq(v[k + 1], v[k] + eta * (m.H @ m.u - image)))

    image = m.H @ v[k]
    rule = descends(image)
    reaches = for_every(tol, k, lt(norm(v[k] - m.u), tol)) if at_once else converges(lambda j: v[j], m.u)
    away = there_are(tol, for_every(k, le(tol, norm(v[k] - m.u))))
    small = there_are(E, for_every(eta, v, implies(both(lt(eta, E), rule), reaches)))
    diverges = both(lt(F, eta), descends(2 * image if twice else image), lt(0, norm2(v[0] - m.u)))
    large = there_are(F, for_every(eta, v, implies(diverges, away)))
    everywhere = for_every(eta, v, implies(rule, reaches))
    bngd = goes_on(S, w, limits(S, m, a, w, "stationary"))
    return both(everywhere, bngd) if every_rate else both(small, large, bngd)


def _small(p, o):
    p.take(2 / eigmax(o.H))
    eta, v = p.intro("eta"), p.intro("v")
    p.assume()
    p.use("cai-gd-conv-range", eps=eta, w=v)
    p.fact()


def _large(p, o):
    low = eigmin(o.H)
    p.take(2 / low)
    eta, v = p.intro("eta"), p.intro("v")
    p.assume()
    p.have(le(2, eta * low), lambda q: q.sign(low * (eta - 2 / low)))
    p.take(norm(v[0] - o.u))
    k = p.intro("k")
    p.use("cai-gd-away", eps=eta, w=v, K=k)
    p.fact()


def _both_methods(p, o):
    p.use("cai-thm1-convergence", "w_0 != 0")
    p.both(lambda q: _small(q, o), lambda q: _large(q, o), all_known)


def _grows(p, o):
    """eps_a = -1, w_0 = u, a_0 = 2 |u|_H: the weights stay, and a_k - |u|_H doubles at every step."""
    a, w, u, n = o.a, o.w, o.u, norm(o.u, o.H)
    p.either(2)
    p.either(1)
    A, _ = p.intro("A"), p.intro("V")
    p.have(lt(0, norm2(u)), lambda q: q.sign(norm2(w[0]), (-(w[0] + u), eq(w[0], u))))

    def state(k):
        return both(eq(w[k], u), le((1 + number(k)) * n**2, (a[k] - n) ** 2))

    def induction(q, k):
        def base(r):
            r.both(lambda t: t.fact(), lambda t: (t.rewrite(eq(a[0], 2 * n)), t.sign()))

        def step(r):
            same = state(k).args[0]
            r.have(lt(0, norm2(w[k])), lambda t: (t.rewrite(same), t.fact()))
            move_a, move_w = r.instantiate(o.rule, k).args
            r.have(eq(w[k + 1], u), lambda t: (t.rewrite(move_w), t.rewrite(same), t.ring()))
            double = r.have(
                eq(a[k + 1], 2 * a[k] - n), lambda t: (*map(t.rewrite, (move_a, eq(o.eps_a, -1), same)), t.ring())
            )
            gap = 4 * ((a[k] - n) ** 2 - (1 + number(k)) * n**2) + (3 * number(k) + 2) * n**2
            r.both(lambda t: t.fact(), lambda t: (t.rewrite(double), t.sign(gap)))

        q.induct(k, base, step)

    always = every(p, state, induction)
    p.either(1)
    p.take(num(1))
    N = p.intro("N")
    size = absolute(A - n)
    z = size + 1
    M = p.archimedes(z**2 / n**2)
    k = N + M
    p.take(k)
    p.instantiate(always, k)
    y = a[k] - n
    p.have(le(A - n, size), lambda q: _at_most_its_size(q, A - n))
    p.have(le(-(A - n), size), lambda q: _at_most_its_size(q, -(A - n)))
    over = (y**2 - (1 + number(k)) * n**2) + n**2 * (number(M) - z**2 / n**2) + n**2 * (1 + number(N))
    square = p.have(lt(0, y**2 - z**2), lambda q: q.sign(over)).args[1]

    def above(q):
        q.have(lt(0, y - z), lambda r: r.sign(square / (y + z)))
        gap = (y - z) + (size - (A - n))
        q.sqrt_mono(lambda r: r.sign(gap * (gap + 2)))

    def below(q):
        q.have(le(0, -y), lambda r: r.sign(0 - y))
        q.have(lt(0, -y - z), lambda r: r.sign(square / (z + -y)))
        gap = (-y - z) + (size + (A - n))
        q.sqrt_mono(lambda r: r.sign(gap * (gap + 2)))

    p.both(lambda q: q.sign(number(M)), lambda q: q.cases(y, gt=above, le=below))


def _at_most_its_size(q, x):
    q.cases(x, le=lambda r: r.sign(absolute(x) + (0 - x)), gt=lambda r: r.sqrt_mono())


def _too_long(p, o):
    """eps = 2/lambda_min, from u + w_0."""
    p.either(0)
    v, eta, low = p.new(o.v), 2 / eigmin(o.H), eigmin(o.H)
    p.take(eta)
    rule = build("forall", (o.k, eq(v[o.k + 1], v[o.k] + eta * (o.H @ o.u - o.H @ v[o.k]))))
    p.recursion(rule, **{v.name: o.u + o.w[0]})
    p.take(v)
    start = eq(v[0], o.u + o.w[0])
    p.have(lt(0, norm2(v[0] - o.u)), lambda q: (q.rewrite(start), q.sign(norm2(o.w[0]))))

    def away(q):
        q.take(norm(v[0] - o.u))
        N = q.intro("N")
        q.take(N)
        q.have(le(2, eta * low), lambda r: r.sign(num(0)))
        q.use("cai-gd-away", eps=eta, w=v, K=N)
        q.both(None, lambda r: r.fact())

    p.both(lambda q: q.fact(), away)


def _descent(p, name, start):
    """An orbit of the recursion that is asked for, from there: the sequence, and the recursion."""
    bound, body = p.goal.args
    v = p.new(bound, name)
    (rule,) = (substitute(h, {bound: v}) for h in body.args[0].args if h.op == "forall")
    p.recursion(rule, **{v.name: start})
    p.take(v)
    return v, rule


def _not_at_once(p, o):
    """eps as small as is asked for, from u + w_0."""
    p.either(0)
    E = p.intro("E")
    p.take(E / 2)
    v, _ = _descent(p, "v", o.u + o.w[0])
    start = eq(v[0], o.u + o.w[0])
    p.have(lt(0, norm2(v[0] - o.u)), lambda q: (q.rewrite(start), q.sign(norm2(o.w[0]))))

    def away(q):
        q.take(norm(v[0] - o.u))
        while q.goal.op == "forall":
            q.intro()
        q.take(lift(0, INT))
        q.sign(num(0))

    p.both(lambda q: q.both(lambda r: r.sign(E / 2), lambda r: r.fact()), away)


def _through_u(p, o):
    """eps = F + 1/lambda_min, with g - 2 H v_k for g - H v_k: where u is an eigenvector, from a multiple of u to u."""
    p.either(1)
    F, low, u = p.intro("F"), eigmin(o.H), o.u
    p.have(lt(0, 1 + F * low))
    eta, c = F + 1 / low, F * low / (1 + 2 * F * low)
    p.take(eta)
    v, rule = _descent(p, "v", c * u)
    eigenvector, begin = eq(o.H @ u, low * u), eq(v[0], c * u)
    moved = p.instantiate(rule, lift(0, INT))
    first = p.have(eq(v[1], moved.args[1]), lambda q: q.ring((1, moved)))
    p.have(eq(v[1], u), lambda q: (q.rewrite(first), q.rewrite(begin), q.ring((eta * (1 - 2 * c), eigenvector))))

    def apart(q):
        q.rewrite(begin)
        q.sign(((1 + F * low) / (1 + 2 * F * low)) ** 2 * norm2(u))

    def reaches(q):
        tol = q.intro("tol")
        q.take(lift(1, INT))
        q.rewrite(eq(v[1], u))
        q.sign(tol)

    p.both(lambda q: q.both(lambda r: r.sign(1 / low), lambda r: r.fact(), apart), reaches)


def _stuck(p, o):
    """At w_K = 0."""
    p.either(2)
    p.either(0)
    p.rewrite(eq(o.w[o.K], 0))
    p.sign(num(0))


def _at_zero(o):
    return (eq(o.w[o.K], 0),)


def _eigenvector(o):
    return eq(o.H @ o.u, eigmin(o.H) * o.u), lt(0, norm2(o.u))


def _unstable(o):
    return eq(o.eps_a, -1), eq(o.w[0], o.u), eq(o.a[0], 2 * norm(o.u, o.H))


poster = claim("cai-table-1")(table)
poster.proof("0 < eps_a <= 1, from w_0 != 0")(_both_methods)
poster.reading("0 < eps_a <= 1, from w_0 != 0", "as in Theorem 1")
poster.reading("eps_a <= 1, of either sign", eps_a="real")
poster.mutant("GD for every eps", every_rate=True)
poster.mutant("BNGD from w_0 = 0 too", start="any")
poster.refutation("BNGD from w_0 = 0 too", _at_zero)(_stuck)
FROM_ZERO = {"a": Sequence((1,)), "w": Sequence(((0, 0),)), "eps": 1, "eps_a": 1, "K": 0}
poster.example({"d": 2}, H=((1, 0), (0, 2)), u=(1, 0), **FROM_ZERO)
poster.refutation("eps_a <= 1, of either sign", _unstable)(_grows)
poster.refutation("GD for every eps")(_too_long)
slides = same("slides-table-1", poster)

# The row on learning rates has no measure of its own: what it can mean is where the methods converge.
rates = claim("cai-table-3")(table)
rates.note += "\n\nThat is one meaning of robust; how little the speed varies with eps is that of Definition 3."
rates.proof("the learning rates at which it converges")(_both_methods)
rates.reading("the learning rates at which it converges", "where $0<\\varepsilon_a\\le1$, from $w_0\\ne0$")
rates.mutant("GD for every eps", every_rate=True)
rates.mutant("BNGD from w_0 = 0 too", start="any")
rates.refutation("BNGD from w_0 = 0 too", _at_zero)(_stuck)
rates.example({"d": 2}, H=((1, 0), (0, 2)), u=(1, 0), **FROM_ZERO)
rates.refutation("GD for every eps")(_too_long)
slides_rates = same("slides-table-3", rates)
for _each in (poster, rates):
    _each.mutant("GD at u from the first step on", at_once=True)
    _each.refutation("GD at u from the first step on")(_not_at_once)
    _each.mutant("twice H v_k, where GD leads away", twice=True)
    _each.refutation("twice H v_k, where GD leads away", _eigenvector)(_through_u)
    resting(_each)
