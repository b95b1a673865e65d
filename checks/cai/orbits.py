"""Lemmas on orbits of BNGD: the weights never shrink, a_k stays bounded."""

from __future__ import annotations

from fractions import Fraction

from checks_cai.model import EUCLIDEAN, WEIGHTED, orbit

from bnproof import Sequence, absolute, both, eigmin, eq, for_every, le, lemma, lt, norm, norm2, num


@lemma("cai-norms-grow", r"$\|w_k\|$ never decreases along an orbit of (3), whatever $a_k$ follows")
def norms_grow(S, *, factor=1, target=WEIGHTED):
    _, _, w, _, _ = orbit(S, "real", target=target, eps="real")
    K = S.natural("K")
    return both(lt(0, norm2(w[K])), le(factor * norm2(w[0]), norm2(w[K])))


@norms_grow.proof()
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


norms_grow.sharper(EUCLIDEAN, "Where G is the identity.", target=EUCLIDEAN)
norms_grow.mutant("twice as long", factor=2)


@lemma("cai-orbit-norms", r"$\|w_k\|$ never decreases along an orbit of (3) with any rates, so $w_k\ne0$ for every $k$")
def norms(S, *, factor=1):
    _, _, w, _, _ = orbit(S, "real", eps="real")
    K = S.natural("K")
    return both(lt(0, norm2(w[K])), le(factor * norm2(w[0]), norm2(w[K])))


@norms.proof()
def _(p, o):
    p.use("cai-norms-grow", y=o.m.g, G=o.H, eps_a=o.eps_a)
    p.both(lambda q: q.fact(), lambda q: q.fact())


norms.mutant("twice as long", factor=2)


@lemma(
    "cai-a-bounded",
    r"$a_k^2\le a_0^2+\|y\|^2/\lambda_{min}(G)$ for every $k$, where $a_k$ follows $w_k^\top y/\|w_k\|_G$ and "
    r"$\varepsilon_a\le1$",
)
def a_bounded(S, *, relation=le, target=WEIGHTED):
    _, a, _, eps_a, _ = orbit(S, target=target)
    K = S.natural("K")
    if relation is le:
        S.assume(le(eps_a, 1))
    least = eigmin(S.named["G"]) if target == WEIGHTED else num(1)
    S.let(least=least, G=S.named.get("G"))
    return le(a[K] ** 2, a[0] ** 2 + norm2(S.named["y"]) / least)


@a_bounded.proof()
def _(p, o):
    a, w, K, eps_a, y, G, least = o.a, o.w, o.K, o.eps_a, o.y, o.G, o.least
    size = norm2(y) / least

    def step(q):
        q.use("cai-norms-grow", "printed" if G else EUCLIDEAN, K=K, eps_a=eps_a)
        move = q.instantiate(o.rule, K).args[0]
        x, y_x = w[K], w[K] @ y
        s, variance = y_x / norm(x, G), norm2(x, G)
        bounded = None if G is None else lambda t: t.spectral(G, x, {0: -least, 1: 1}, lambda r, z: r.sign(z - least))
        q.have(le(least * norm2(x), variance), bounded)
        # s^2 <= (y^T x)^2 / (lambda |x|^2) <= |y|^2 / lambda
        wide = y_x**2 * (variance - least * norm2(x)) / (least * norm2(x) * variance)
        q.have(le(s**2, size), lambda t: t.sign(norm2(y - y_x / norm2(x) * x) / least + wide))
        # a'^2 = (1 - eps_a) a^2 + eps_a s^2 - eps_a (1 - eps_a) (a - s)^2
        gap = (1 - eps_a) * (a[0] ** 2 + size - a[K] ** 2) + eps_a * (a[0] ** 2 + (size - s**2))
        q.have(le(0, 1 - eps_a))
        q.rewrite(move)
        q.sign(gap + eps_a * (1 - eps_a) * (a[K] - s) ** 2)

    p.induct(K, lambda q: q.sign(size), step)


START = {"a": Sequence((Fraction(0),)), "w": Sequence(((Fraction(1),),))}
a_bounded.example({"d": 1}, H=((1,),), u=(1,), y=(1,), G=((1,),), eps_a=1, eps=1, K=1, **START)
WIDE = {"H": ((1, 0), (0, 1)), "u": (1, 0), "y": (1, 0), "G": ((1, 0), (0, 4)), "eps_a": 1, "eps": 1, "K": 1}
a_bounded.example({"d": 2}, **WIDE, a=Sequence((0,)), w=Sequence(((1, 0),)))
a_bounded.sharper(EUCLIDEAN, "Where G is the identity.", target=EUCLIDEAN)
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


@lemma("cai-a-growth", r"$|a_k|+\|u\|_H\le(1+|\varepsilon_a|)^k(|a_0|+\|u\|_H)$ for every $k$ and $\varepsilon_a$")
def a_growth(S, *, rate=1):
    m, a, _, eps_a, _ = orbit(S, "real")
    K, size = S.natural("K"), norm(m.u, m.H)
    S.let(rate=rate * absolute(eps_a))
    return le(absolute(a[K]) + size, (1 + rate * absolute(eps_a)) ** K * (absolute(a[0]) + size))


@a_growth.proof()
def _(p, o):
    m, a, w, K, eps_a, rate = o.m, o.a, o.w, o.K, o.eps_a, o.rate
    size, least = norm(m.u, m.H), absolute(o.eps_a)

    def step(q):
        q.use("cai-norms-grow", K=K, y=m.g, G=m.H)
        move = q.instantiate(o.rule, K).args[0]
        x = w[K]
        s = (x @ m.g) / m.sigma(x)
        q.have(le(absolute(s), size), lambda t: t.sqrt_mono(lambda z: z.sign(norm2(m.residual(x), m.H))))
        for x in (s, a[K], eps_a):
            for side in (x, -x):
                q.have(le(side, absolute(x)), lambda t, x=x, side=side: _at_most(t, side, absolute(x)))
        top = (1 + rate) * absolute(a[K]) + rate * size
        q.have(le(0, least))
        q.have(le(least, rate))

        def room(x, y):
            """|x| |y| - x y >= 0."""
            return (_up(x) * _down(y) + _down(x) * _up(y)) / 2

        def square(t):
            """|a'| <= top from -top <= a' <= top."""
            t.rewrite(move)
            rest = least * (size - absolute(s)) + (rate - least) * (absolute(a[K]) + size)
            above = _down(a[K]) + room(eps_a, -a[K]) + room(eps_a, s) + rest
            below = _up(a[K]) + room(eps_a, a[K]) + room(eps_a, -s) + rest
            t.sign(above * below)

        q.have(le(absolute(a[K + 1]), top), lambda t: t.sqrt_mono(square))
        known = (1 + rate) * ((1 + rate) ** K * (absolute(a[0]) + size) - (absolute(a[K]) + size))
        q.sign(known + (top - absolute(a[K + 1])))

    p.induct(K, None, step)


def _up(x):
    return absolute(x) + x


def _down(x):
    return absolute(x) - x


def _at_most(t, x, size):
    t.cases(x, le=lambda z: z.sign(size + (0 - x)), gt=lambda z: z.sqrt_mono())


a_growth.mutant("half eps_a", rate=num(1) / 2)


@lemma(
    "cai-idle-rests",
    r"from $a_0=0$ and $w_0$ orthogonal to $y$ nothing moves, where $a_k$ follows $w_k^\top y/\|w_k\|_G$",
)
def idle_rests(S, *, level=True, target=WEIGHTED):
    _, a, w, _, _ = orbit(S, "real", target=target)
    S.let(G=S.named.get("G"))
    return _at_rest(S, a, w, S.named["y"], level)


def _at_rest(S, a, w, y, level):
    """a_k = 0 and w_k = w_0 for ever, from a_0 = 0 and w_0 orthogonal to y."""
    K = S.natural("K")
    S.assume(eq(w[0] @ y, 0))
    if not level:
        return eq(w[K], w[0])
    S.assume(eq(a[0], 0))
    return for_every(K, both(eq(a[K], 0), eq(w[K], w[0])))


@idle_rests.proof()
def _(p, o):
    a, w, zero = o.a, o.w, eq(o.w[0] @ o.y, 0)
    K = p.intro("K")

    def step(q):
        level, same = eq(a[K], 0), eq(w[K], w[0])
        q.have(lt(0, norm2(w[K])), lambda t: (t.rewrite(same), t.fact()))
        move_a, move_w = q.instantiate(o.rule, K).args
        q.both(
            lambda t: (*map(t.rewrite, (move_a, same, level)), t.ring((o.eps_a / norm(w[0], o.G), zero))),
            lambda t: (*map(t.rewrite, (move_w, same, level)), t.ring()),
        )

    p.induct(K, lambda q: q.both(lambda t: t.fact(), None), step)


@lemma("cai-saddle-rests", r"from $a_0=0$ and $w_0$ orthogonal to $g$ nothing moves: $a_k=0$ and $w_k=w_0$")
def saddle_rests(S, *, level=True):
    m, a, w, _, _ = orbit(S)
    return _at_rest(S, a, w, m.g, level)


@saddle_rests.proof()
def _(p, o):
    p.use("cai-idle-rests", y=o.m.g, G=o.H, eps_a=o.eps_a)
    p.fact()


PLANE = ((1, 0), (0, 1))
SADDLE = {"H": PLANE, "u": (1, 0), "a": Sequence((0,)), "w": Sequence(((0, 1),)), "eps": 1, "eps_a": 1}
saddle_rests.example({"d": 2}, **SADDLE)
saddle_rests.mutant("from any a_0", level=False)
idle_rests.example({"d": 2}, G=PLANE, y=(1, 0), **SADDLE)
MOVING = {"a": Sequence((1,), 0), "w": Sequence(((0, 1),), (0, 1))}  # only a_k, since u = 0
idle_rests.example({"d": 2}, G=PLANE, y=(1, 0), **{**SADDLE, "u": (0, 0), **MOVING})
idle_rests.example({"d": 2}, G=PLANE, y=(1, 0), K=1, **{**SADDLE, "a": Sequence((1,))})  # w_k moves
idle_rests.sharper(EUCLIDEAN, "Where G is the identity.", target=EUCLIDEAN)
idle_rests.mutant("from any a_0", level=False)
