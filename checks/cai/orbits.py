"""Lemmas on orbits of BNGD: the weights never shrink, a_k stays bounded."""

from __future__ import annotations

from fractions import Fraction

from checks_cai.model import orbit

from bnproof import Sequence, absolute, both, eq, for_every, le, lemma, lt, norm, norm2, num


@lemma("cai-orbit-norms", r"$\|w_k\|$ never decreases along an orbit of (3) with any rates, so $w_k\ne0$ for every $k$")
def norms(S, *, factor=1):
    _, _, w, _, _ = orbit(S, eps_a="real", eps="real")
    K = S.natural("K")
    return both(lt(0, norm2(w[K])), le(factor * norm2(w[0]), norm2(w[K])))


@norms.proof()
def _(p, o):
    w, K = o.w, o.K

    def step(q):
        move = q.instantiate(o.rule, K).args[1]
        added = norm2(o.m.step(o.a[K], w[K], o.eps))
        length = norm2(w[K]) + added
        grown = q.have(eq(norm2(w[K + 1]), length), lambda s: (s.rewrite(move), s.ring()))
        q.both(
            lambda s: s.sign(length, (1, grown)),
            lambda s: s.sign((norm2(w[K]) - norm2(w[0])) + added, (1, grown)),
        )

    p.induct(K, lambda q: q.both(lambda s: s.fact(), None), step)


norms.mutant("twice as long", factor=2)


@lemma("cai-a-bounded", r"$a_k^2\le a_0^2+\|u\|_H^2$ for every $k$, where $\varepsilon_a\le1$")
def a_bounded(S, *, relation=le):
    m, a, _, eps_a, _ = orbit(S)
    K = S.natural("K")
    if relation is le:
        S.assume(le(eps_a, 1))
    return le(a[K] ** 2, a[0] ** 2 + norm2(m.u, m.H))


@a_bounded.proof()
def _(p, o):
    m, a, w, K, eps_a = o.m, o.a, o.w, o.K, o.eps_a

    def step(q):
        q.use("cai-orbit-norms", K=K)
        move = q.instantiate(o.rule, K).args[0]
        s = (w[K] @ m.g) / m.sigma(w[K])
        top = a[0] ** 2 + norm2(m.u, m.H)
        # a'^2 = (1 - eps_a) a^2 + eps_a s^2 - eps_a (1 - eps_a) (a - s)^2, and |u|_H^2 = s^2 + |e|_H^2
        gap = (1 - eps_a) * (top - a[K] ** 2) + eps_a * (a[0] ** 2 + norm2(m.residual(w[K]), m.H))
        q.have(le(0, 1 - eps_a))
        q.rewrite(move)
        q.sign(gap + eps_a * (1 - eps_a) * (a[K] - s) ** 2)

    p.induct(K, lambda q: q.sign(norm2(m.u, m.H)), step)


START = {"a": Sequence((Fraction(0),)), "w": Sequence(((Fraction(1),),))}
a_bounded.example({"d": 1}, H=((1,),), u=(1,), eps_a=1, eps=1, K=1, **START)
a_bounded.mutant("any eps_a", relation=None)


@lemma(
    "cai-a-bounded-below-2",
    r"$a_k^2\le a_0^2+(1+(\varepsilon_a/(2-\varepsilon_a))^2)\|u\|_H^2$ for every $k$, where $\varepsilon_a<2$",
)
def a_bounded_below_2(S, *, relation=lt):
    m, a, _, eps_a, _ = orbit(S, eps="real")
    K = S.natural("K")
    S.assume(lt(eps_a, 2))
    size = norm2(m.u, m.H)
    return le(a[K] ** 2, scale_bound(a[0], size, eps_a) if relation is lt else a[0] ** 2)


def scale_bound(a, size, eps_a):
    """Of a_k^2, from a_0 = a and |u|_H^2 = size."""
    return a**2 + (1 + (eps_a / (2 - eps_a)) ** 2) * size


@a_bounded_below_2.proof()
def _(p, o):
    """a' = (1 - r) a + r s, with r = eps_a, is between a and s; or, for r > 1, between -a and r s/(2 - r)."""
    m, a, w, K, rate = o.m, o.a, o.w, o.K, o.eps_a
    size = norm2(m.u, m.H)
    rest, ratio, top = 2 - rate, rate / (2 - rate), scale_bound(a[0], size, rate)

    def step(q):
        q.use("cai-orbit-norms", K=K)
        move = q.instantiate(o.rule, K).args[0]
        s, e = (w[K] @ m.g) / m.sigma(w[K]), norm2(m.residual(w[K]), m.H)
        # |u|_H^2 = s^2 + |e|_H^2
        small = (1 - rate) * (top - a[K] ** 2) + rate * (a[0] ** 2 + e + ratio**2 * size)
        large = (rate - 1) * (top - a[K] ** 2) + rest * (a[0] ** 2 + size + ratio**2 * e)
        q.rewrite(move)
        q.cases(
            1 - rate,
            ge=lambda t: t.sign(small + rate * (1 - rate) * (a[K] - s) ** 2),
            lt=lambda t: t.sign(large + (rate - 1) * rest * (a[K] + ratio * s) ** 2),
        )

    p.have(lt(0, rest))
    p.induct(K, lambda q: q.sign((1 + ratio**2) * size), step)


SHORT = {"H": ((Fraction(1, 16),),), "u": (1,), "eps_a": 1, "eps": 1, "K": 1}  # |u|_H^2 is not |u|_{H^2}^2
a_bounded_below_2.example({"d": 1}, **SHORT, a=Sequence((0,)), w=Sequence(((1,),)))
a_bounded_below_2.mutant("no more than at first", relation=le)


@lemma("cai-a-growth", r"$|a_k|+\|u\|_H\le(1+\varepsilon_a)^k(|a_0|+\|u\|_H)$ for every $k$ and $\varepsilon_a$")
def a_growth(S, *, rate=1):
    m, a, _, eps_a, _ = orbit(S)
    K, size = S.natural("K"), norm(m.u, m.H)
    return le(absolute(a[K]) + size, (1 + rate * eps_a) ** K * (absolute(a[0]) + size))


@a_growth.proof()
def _(p, o):
    m, a, w, K, eps_a = o.m, o.a, o.w, o.K, o.eps_a
    size = norm(m.u, m.H)

    def step(q):
        q.use("cai-orbit-norms", K=K)
        move = q.instantiate(o.rule, K).args[0]
        x = w[K]
        s = (x @ m.g) / m.sigma(x)
        q.have(le(absolute(s), size), lambda t: t.sqrt_mono(lambda z: z.sign(norm2(m.residual(x), m.H))))
        q.have(le(s, absolute(s)), lambda t: _at_most_its_size(t, s))
        q.have(le(-s, absolute(s)), lambda t: _at_most_its_size(t, -s))
        q.have(le(a[K], absolute(a[K])), lambda t: _at_most_its_size(t, a[K]))
        q.have(le(-a[K], absolute(a[K])), lambda t: _at_most_its_size(t, -a[K]))
        top = (1 + eps_a) * absolute(a[K]) + eps_a * size

        def square(t):
            """|a'| <= top from -top <= a' <= top."""
            t.rewrite(move)
            up = (absolute(a[K]) - a[K]) + eps_a * (absolute(a[K]) + a[K])
            down = (absolute(a[K]) + a[K]) + eps_a * (absolute(a[K]) - a[K])
            above = up + eps_a * ((size - absolute(s)) + (absolute(s) - s))
            below = down + eps_a * ((size - absolute(s)) + (absolute(s) + s))
            t.sign(above * below)

        q.have(le(absolute(a[K + 1]), top), lambda t: t.sqrt_mono(square))
        known = (1 + eps_a) * ((1 + eps_a) ** K * (absolute(a[0]) + size) - (absolute(a[K]) + size))
        q.sign(known + (top - absolute(a[K + 1])))

    p.induct(K, None, step)


def _at_most_its_size(t, x):
    t.cases(x, le=lambda z: z.sign(absolute(x) + (0 - x)), gt=lambda z: z.sqrt_mono())


a_growth.mutant("half eps_a", rate=num(1) / 2)


@lemma("cai-saddle-rests", r"from $a_0=0$ and $w_0$ orthogonal to $g$ nothing moves: $a_k=0$ and $w_k=w_0$")
def saddle_rests(S, *, level=True):
    m, a, w, _, _ = orbit(S)
    K = S.natural("K")
    S.assume(eq(w[0] @ m.g, 0))
    if not level:
        return eq(w[K], w[0])
    S.assume(eq(a[0], 0))
    return for_every(K, both(eq(a[K], 0), eq(w[K], w[0])))


@saddle_rests.proof()
def _(p, o):
    m, a, w, zero = o.m, o.a, o.w, eq(o.w[0] @ o.m.g, 0)
    K = p.intro("K")

    def step(q):
        level, same = eq(a[K], 0), eq(w[K], w[0])
        q.have(lt(0, norm2(w[K])), lambda t: (t.rewrite(same), t.fact()))
        move_a, move_w = q.instantiate(o.rule, K).args
        q.both(
            lambda t: (*map(t.rewrite, (move_a, same, level)), t.ring((o.eps_a / m.sigma(w[0]), zero))),
            lambda t: (*map(t.rewrite, (move_w, same, level)), t.ring()),
        )

    p.induct(K, lambda q: q.both(lambda t: t.fact(), None), step)


SADDLE = {"H": ((1, 0), (0, 1)), "u": (1, 0), "a": Sequence((0,)), "w": Sequence(((0, 1),)), "eps": 1, "eps_a": 1}
saddle_rests.example({"d": 2}, **SADDLE)
saddle_rests.mutant("from any a_0", level=False)
