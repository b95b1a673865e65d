"""How the effective learning rate grows with small eps: O(eps). A bound of it, and the orbits along which it holds."""

from __future__ import annotations

from checks_cai.model import EUCLIDEAN, bngd, state

from bnproof import (
    INT,
    absolute,
    both,
    claim,
    eigmin,
    eq,
    for_every,
    implies,
    le,
    lemma,
    lift,
    lt,
    norm,
    norm2,
    num,
    sqrt,
    substitute,
    there_are,
)


@lemma(
    "cai-effective-rate-bound",
    r"$\hat\varepsilon^2\le\varepsilon^2A\|u\|_H^2/(\lambda_{min}\ell)^2$ where $a^2\le A$ and $\|w\|^2\ge\ell>0$",
)
def rate_bound(S, *, power=2):
    m, (a, w, eps) = bngd(S), state(S)
    top, low = S.nonnegative("top"), S.positive("low")
    S.assume(le(a**2, top), le(low, norm2(w)))
    S.let(m=m)
    return le(m.effective_rate(a, w, eps) ** 2, eps**2 * top * norm2(m.u, m.H) / (eigmin(m.H) * low) ** power)


@rate_bound.proof()
def _(p, o):
    """eps_hat = eps a s / sigma^2 with s^2 <= |u|_H^2 and sigma^2 >= lambda_min l."""
    m, a, x, eps, low, top = o.m, o.a, o.w, o.eps, o.low, o.top
    least, size, variance = eigmin(m.H), norm2(m.u, m.H), norm2(x, m.H)
    p.have(lt(0, norm2(x)), lambda q: q.sign(low + (norm2(x) - low)))
    p.have(
        le(least * norm2(x), variance),
        lambda q: q.spectral(m.H, x, {0: -least, 1: 1}, lambda s, y: s.sign(y - least)),
    )
    p.have(le(least * low, variance), lambda q: q.sign((variance - least * norm2(x)) + least * (norm2(x) - low)))
    s2, floor = (x @ m.g) ** 2 / variance, least * low
    p.have(le(s2, size), lambda q: q.sign(norm2(m.residual(x), m.H)))
    gap = (top - a**2) * size + a**2 * (size - s2)
    rest = a**2 * s2 * (variance - floor) * (variance + floor) / (floor**2 * variance**2)
    p.sign(eps**2 * (gap / floor**2 + rest))


rate_bound.mutant("lambda_min l to the power 3", power=3)


def orbits_from_start(S, first=0, sign="positive", wrong=""):
    """H, u, eps_a and a start (b, v), v != 0; the orbits from there for every eps are bound. `sign` of eps_a; `wrong`:
    a wrong form of (3)."""
    m, eps_a, b, v = bngd(S), getattr(S, sign)("eps_a"), S.real("b"), S.vector("v", "d", "nonzero")
    eps, a, w, K = S.positive("eps"), S.reals("a"), S.vectors("w", "d"), S.natural("K", first)
    C, E = S.nonnegative("C"), S.positive("E")
    orbit = both(m.orbit(a, w, eps_a, eps, wrong), eq(a[0], b), eq(w[0], v))
    rate = absolute(m.effective_rate(a[K], w[K], eps))
    S.let(m=m)
    return m, eps_a, (C, E), (eps, a, w), K, orbit, rate


def parts(term):
    """The term, and what it is made of."""
    yield term
    for part in term.args:
        yield from parts(part)


def target(p, o):
    """y and G, where a_k follows w_k^T y / |w_k|_G in the rule of the goal: in (3) these are g and H. Or y and None."""
    pulled, size = next(part for part in parts(p.goal) if part.op == "div").args
    return pulled.args[1], o.m.H if o.m.H in parts(size) else None


def followed(y, G):
    """A bound for the square of what a_k follows."""
    return norm2(y) / (eigmin(G) if G else num(1))


class Along:
    """In a proof: an orbit with its rule, w_0 != 0. `y`, `G`: what a_k follows; `pace`: the step size in the rule."""

    def __init__(self, p, o, y, G):
        self.eps, self.a, self.w, self.y, self.G = p.intro("eps"), p.intro("a"), p.intro("w"), y, G
        _, orbit = p.assume().args
        self.rule, self.start_a, self.start_w = orbit.args
        self.pace = next(part for part in parts(self.rule.args[1].args[1].args[1]) if part.op == "div").args[0].args[0]
        p.have(lt(0, norm2(self.w[0])), lambda q: (q.rewrite(self.start_w), q.sign()))
        p.have(o.m.orbit(self.a, self.w, o.eps_a, self.pace, target=(y, G)), self.obeys)
        self.symbols = {"H": o.m.H, "u": o.m.u, "a": self.a, "w": self.w, "eps_a": o.eps_a, "eps": self.pace}
        self.symbols |= {"y": y, "G": G} if G else {"y": y}

    def obeys(self, q):
        """The rule, in the words of the lemmas."""
        k = q.intro("k")
        q.assume()
        facts = q.instantiate(self.rule, k).args
        q.both(*(lambda s, fact=fact: s.ring((1, fact)) for fact in facts))

    def use(self, p, lemma, **at):
        return p.use(lemma, "printed" if self.G else EUCLIDEAN, **self.symbols, **at)

    def bounded(self, p, K, top):
        """a_K^2 <= top, the square of b and what bounds the square of what a_k follows."""
        self.use(p, "cai-a-bounded", K=K)
        a, (_, b) = self.a, self.start_a.args
        gap = a[0] ** 2 + followed(self.y, self.G) - a[K] ** 2
        p.have(le(a[K] ** 2, top), lambda q: q.sign(gap, (-(a[0] + b), self.start_a)))

    def follow(self, p, k):
        """(3) at the number k: a_{k+1} and w_{k+1}."""
        now, after = lift(k, INT), lift(k + 1, INT)
        facts = p.instantiate(self.rule, now).args
        return [
            p.have(eq(s[after], fact.args[1]), lambda q, fact=fact: q.ring((1, fact)))
            for s, fact in zip((self.a, self.w), facts, strict=True)
        ]

    def grown(self, p, o, K):
        """|w_0|^2 <= |w_K|^2, in terms of the start."""
        self.use(p, "cai-norms-grow", K=K)
        gap = norm2(self.w[K]) - norm2(self.w[0])
        p.have(
            le(norm2(o.v), norm2(self.w[K])),
            lambda q: q.sign(gap, (self.w[0] + o.v, self.start_w)),
        )

    def rate_squared(self, p, o, K, top, low):
        """eps_hat_K^2 <= eps^2 top |u|_H^2 / (lambda_min low)^2."""
        state = {"H": o.m.H, "u": o.m.u, "a": self.a[K], "w": self.w[K], "eps": self.eps}
        return p.use("cai-effective-rate-bound", **state, top=top, low=low)


def begin(p, o, eps):
    """An orbit from (b, v) with this eps, as a witness, by the rule that the goal asks for."""
    p.take(eps)
    a, w = p.new(o.a), p.new(o.w)
    rule = rule_for(p, a, w)
    p.recursion(rule, **{a.name: o.b, w.name: o.v})
    p.take(a)
    p.take(w)
    return a, w, rule


def rule_for(p, a, w):
    """Of sequences that are to be named: of a and w, and with what is then asked of them."""
    body = p.goal
    for sequence in (a, w):
        body = substitute(body.args[1], {body.args[0]: sequence})
    asked, _ = body.args
    return asked.args[1].args[0]


def above(q, x):
    """x <= |x| for x > 0."""
    q.have(le(x, absolute(x)), lambda s: s.sqrt_mono())


def all_known(q):
    """Each part of the goal is a known fact."""
    q.both(*(lambda s: s.fact() for _ in q.goal.args))


@claim("cai-effective-lr-small")
def small_rates(S, *, uniform=True, order=1, largest=1, sign="positive", wrong=""):
    """There are C and E such that |eps_hat_k| <= C eps for every eps < E, along every orbit from (b, v)."""
    _, eps_a, (C, E), run, K, orbit, rate = orbits_from_start(S, 0, sign, wrong)
    eps = run[0]
    bound = le(rate, C * eps**order)
    if not uniform:
        return for_every(K, there_are(C, E, for_every(*run, implies(both(lt(eps, E), orbit), bound))))
    if largest:
        S.assume(le(eps_a, largest))
    return there_are(C, E, for_every(*run, implies(both(lt(eps, E), orbit), for_every(K, bound))))


@small_rates.proof("C for all k, eps_a <= 1")
def _(p, o):
    y, G = target(p, o)
    size, low, top = norm2(o.m.u, o.m.H), norm2(o.v), o.b**2 + followed(y, G)
    p.take(sqrt(top * size) / (eigmin(o.m.H) * low))
    p.take(num(1))
    along = Along(p, o, y, G)
    K = p.intro("K")
    along.grown(p, o, K)
    along.bounded(p, K, top)
    along.rate_squared(p, o, K, top, low)
    p.sqrt_mono()


@small_rates.proof("C for each k, any eps_a")
def _(p, o):
    K = p.intro("K")
    size, low, growth = norm2(o.m.u, o.m.H), norm2(o.v), (1 + absolute(o.eps_a)) ** K
    root = growth * (absolute(o.b) + norm(o.m.u, o.m.H))
    p.take(sqrt(root**2 * size) / (eigmin(o.m.H) * low))
    p.take(num(1))
    along = Along(p, o, o.m.g, o.m.H)
    along.grown(p, o, K)
    p.use("cai-a-growth", K=K, **along.symbols)
    now, first, length = absolute(along.a[K]), absolute(along.a[0]), norm(o.m.u, o.m.H)
    p.have(eq(first, absolute(o.b)), lambda q: (q.rewrite(along.start_a), q.ring()))
    room = (growth * (first + length) - (now + length)) + length
    p.have(le(now, root), lambda q: q.sign(room, (-growth, eq(first, absolute(o.b)))))
    p.have(le(along.a[K] ** 2, root**2), lambda q: q.sign((root - now) * (root + now)))
    along.rate_squared(p, o, K, root**2, low)
    p.sqrt_mono()


small_rates.reading("C for all k, eps_a <= 1")
small_rates.reading("C for each k, any eps_a", uniform=False)
small_rates.mutant("C for all k, any eps_a", largest=None)
small_rates.mutant("C for all k, eps_a <= 1 of either sign", sign="real")
small_rates.mutant("C for all k, 2 a_k for a_k in (3)", wrong="2 a_k for a_k")
small_rates.mutant("C for all k, w_{k+1} for w_k in (3)", wrong="w_{k+1} for w_k")
small_rates.mutant("C for each k, w_{k+1} for w_k in (3)", uniform=False, wrong="w_{k+1} for w_k")
small_rates.mutant("O(eps^2)", order=2)


@small_rates.refutation("O(eps^2)", lambda o: (lt(0, o.b), lt(0, o.v @ (o.H @ o.u))))
def _(p, o):
    """eps_hat_0 is r eps with r > 0, and for small eps that is more than C eps^2."""
    C, E = p.intro("C"), p.intro("E")
    r = o.m.effective_rate(o.b, o.v, num(1))
    eps = E * r / (2 * (r + C * E))
    a, w, _rule = begin(p, o, eps)

    def more(q):
        q.take(lift(0, INT))
        q.rewrite(eq(a[0], o.b))
        q.rewrite(eq(w[0], o.v))
        rate = o.m.effective_rate(o.b, o.v, eps)
        above(q, rate)
        q.sign((absolute(rate) - rate) + eps * r * (2 * r + C * E) / (2 * (r + C * E)))

    below = E * (r + 2 * C * E) / (2 * (r + C * E))
    p.both(lambda q: q.both(lambda s: s.sign(below), all_known), more)
