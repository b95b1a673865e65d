"""The effective learning rate for large eps: O(1/eps)."""

from __future__ import annotations

from checks_cai.effective_rate import Along, above, all_known, begin, followed, orbits_from_start, target

from bnproof import (
    INT,
    absolute,
    both,
    build,
    claim,
    eigmin,
    eq,
    for_every,
    implies,
    le,
    lift,
    lt,
    ne,
    norm,
    norm2,
    num,
    sqrt,
    there_are,
)


@claim("cai-effective-lr-large")
def large_rates(S, *, first=1, start="any", largest=1, sign="positive", wrong=""):
    """There are C and E such that |eps_hat_k| <= C / eps for every eps > E and k >= first, along every orbit from
    (b, v); eps_a <= 1."""
    m, eps_a, (C, E), run, K, orbit, rate = orbits_from_start(S, first, sign, wrong)
    eps, b, v = run[0], S.named["b"], S.named["v"]
    if largest:
        S.assume(le(eps_a, largest))
    if start != "any":
        S.assume(lt(0, norm2(m.residual(v))))
    if start == "moving":
        S.assume(ne(b, 0))
    bound = le(rate, C / eps)
    return there_are(C, E, for_every(*run, implies(both(lt(E, eps), orbit), for_every(K, bound))))


def _decays(p, o, speed, moved, base):
    """From the first step that moves the weights to w_1 or w_2, |w_k|^2 >= (eps times a constant)^2: the size of that
    step, at which a_k = speed. `base` shows it for the step itself."""
    m, b, v, (y, G) = o.m, o.b, o.v, target(p, o)
    size, top = norm2(m.u, m.H), b**2 + followed(y, G)
    residual = m.residual(v)
    shown = norm2(m.step(speed, v, num(1)))
    p.have(lt(0, norm2(m.H @ residual)))
    p.have(lt(0, speed**2))
    p.have(lt(0, shown), lambda q: q.sign(speed**2 / norm2(v, m.H) * norm2(m.H @ residual)))
    low = p.name(shown, "low", "pos")
    p.take(sqrt(top * size) / (eigmin(m.H) * low))
    p.take(num(1))
    along = Along(p, o, y, G)
    a, w, eps, pace = along.a, along.w, along.eps, along.pace
    p.have(le(eps, pace), lambda q: q.sign(eps * (pace / eps - 1)))

    def long(k):
        return le(pace**2 * low, norm2(w[k]))

    def induction(q):
        k = q.intro("k")

        def step(s):
            along.use(s, "cai-norms-grow", K=k)
            move = s.instantiate(along.rule, k).args[1]
            s.rewrite(move)
            s.sign((norm2(w[k]) - pace**2 * low) + norm2(m.step(a[k], w[k], pace)))

        q.induct(k, lambda s: (s.rewrite(eq(low, shown)), base(s, along)), step)

    after = build("sym", (), ("after", "int", f">={moved}"))
    always = p.have(for_every(after, long(after)), induction)
    K = p.intro("K")
    p.instantiate(always, K)
    along.use(p, "cai-norms-grow", K=K)
    along.bounded(p, K, top)
    bound = along.rate_squared(p, o, K, top, pace**2 * low)
    least, most = pace - eps, top * size / (eigmin(m.H) * low) ** 2
    faster = most * least * (pace + eps) * (pace**2 + eps**2) / (eps**2 * pace**4)
    p.sqrt_mono(lambda q: q.sign((bound.args[1] - bound.args[0]) + faster))


def _moves_at_once(p, o):
    def base(s, along):
        first = along.follow(s, 0)[1]
        for fact in (first, along.start_a, along.start_w):
            s.rewrite(fact)
        s.sign(norm2(o.v))

    _decays(p, o, o.b, 1, base)


def _moves_then(p, o):
    """From a_0 = 0 the first step moves a alone: a_1 = eps_a s_0 and w_1 = w_0."""
    y, G = target(p, o)
    speed = o.eps_a * (o.v @ y) / norm(o.v, G)

    def base(s, along):
        one_a, one_w = along.follow(s, 0)
        starts = (along.start_a, along.start_w, eq(o.b, 0))
        s.have(eq(along.w[1], o.v), lambda t: (*map(t.rewrite, (one_w, *starts)), t.ring()))
        s.have(eq(along.a[1], speed), lambda t: (*map(t.rewrite, (one_a, *starts)), t.ring()))
        s.have(lt(0, norm2(along.w[1])), lambda t: (t.rewrite(eq(along.w[1], o.v)), t.sign()))
        second = along.follow(s, 1)[1]
        for fact in (second, eq(along.a[1], speed), eq(along.w[1], o.v)):
            s.rewrite(fact)
        s.sign(norm2(o.v))

    p.have(lt(0, speed**2))
    _decays(p, o, speed, 2, base)


def _rests(p, o):
    """From a_0 = 0 and w_0 orthogonal to what a_k follows nothing moves, and eps_hat_k = 0."""
    y, G = target(p, o)
    p.take(num(0))
    p.take(num(1))
    along = Along(p, o, y, G)
    a, w = along.a, along.w
    p.have(eq(a[0], 0), lambda q: (q.rewrite(along.start_a), q.fact()))
    p.have(eq(w[0] @ y, 0), lambda q: (q.rewrite(along.start_w), q.fact()))
    still = along.use(p, "cai-idle-rests")
    K = p.intro("K")
    for fact in p.instantiate(still, K).args:
        p.rewrite(fact)
    p.sqrt_mono()


@large_rates.proof("k >= 1, a_0 != 0, w_0 no multiple of u")
def _(p, o):
    _moves_at_once(p, o)


@large_rates.proof("k >= 2, w_0 no multiple of u")
def _(p, o):
    """Either a_0 moves the weights, or a_1 does, or nothing ever moves."""

    def from_zero(q):
        late, never = (lambda s, moves=moves: moves(s, o) for moves in (_moves_then, _rests))
        q.cases(o.v @ target(q, o)[0], lt=late, eq=never, gt=late)

    def at_once(q):
        _moves_at_once(q, o)

    p.cases(o.b, lt=at_once, eq=from_zero, gt=at_once)


large_rates.reading("k = 0 too", first=0, start="moving")
large_rates.reading("every k >= 1, every start")
large_rates.reading("k >= 1, a_0 != 0, w_0 no multiple of u", start="moving")
large_rates.reading("k >= 2, w_0 no multiple of u", first=2, start="not u")
large_rates.mutant("k >= 1, w_0 no multiple of u", start="not u")
large_rates.mutant("k >= 2, every start", first=2)
large_rates.mutant("k >= 2, w_{k+1} for w_k in (3)", first=2, start="not u", wrong="w_{k+1} for w_k")
large_rates.mutant("k >= 2, any eps_a", first=2, start="not u", largest=None)
large_rates.mutant("k >= 2, eps_a <= 1 of either sign", first=2, start="not u", sign="real")
large_rates.mutant("k >= 2, 2 a_k for a_k in (3)", first=2, start="not u", wrong="2 a_k for a_k")


@large_rates.refutation("k = 0 too", lambda o: (lt(0, o.b), lt(0, o.v @ (o.H @ o.u))))
def _(p, o):
    """eps_hat_0 is r eps with r > 0."""
    C, E = p.intro("C"), p.intro("E")
    r = o.m.effective_rate(o.b, o.v, num(1))
    eps = E + 1 + C / r
    a, w, _rule = begin(p, o, eps)

    def more(q):
        q.take(lift(0, INT))
        q.rewrite(eq(a[0], o.b))
        q.rewrite(eq(w[0], o.v))
        _exceeds(q, o.m.effective_rate(o.b, o.v, eps), C, E, r)

    p.both(lambda q: q.both(lambda s: s.sign(1 + C / r), all_known), more)


def _exceeds(q, rate, C, E, r):
    """r eps > C / eps for eps = E + 1 + C/r, since r eps^2 >= r eps > C."""
    eps = E + 1 + C / r
    above(q, rate)
    q.sign((absolute(rate) - rate) + (r * eps * (E + C / r) + r * (E + 1)) / eps)


def _moves_late(p, o):
    """From a_0 = 0 the first step leaves the weights, and a_1 = eps_a s_0: eps_hat_1 is r eps with r > 0."""
    C, E = p.intro("C"), p.intro("E")
    m, v = o.m, o.v
    speed = o.eps_a * (v @ m.g) / m.sigma(v)
    r = m.effective_rate(speed, v, num(1))
    p.have(lt(0, (v @ m.g) ** 2))
    p.have(lt(0, r), lambda q: q.sign(o.eps_a * (v @ m.g) ** 2 / norm2(v, m.H) ** 2))
    eps = E + 1 + C / r
    a, w, rule = begin(p, o, eps)
    starts = eq(a[0], o.b), eq(w[0], v), eq(o.b, 0)
    p.have(lt(0, norm2(w[0])), lambda q: (q.rewrite(starts[1]), q.sign()))
    move_a, move_w = p.instantiate(rule, lift(0, INT)).args
    one_a, one_w = move_a.args[0], move_w.args[0]
    p.have(eq(one_w, v), lambda q: (*map(q.rewrite, (move_w, *starts)), q.ring()))
    p.have(eq(one_a, speed), lambda q: (*map(q.rewrite, (move_a, *starts)), q.ring()))

    def more(q):
        q.take(lift(0, INT) + 1)
        q.rewrite(eq(one_a, speed))
        q.rewrite(eq(one_w, v))
        _exceeds(q, m.effective_rate(speed, v, eps), C, E, r)

    p.both(lambda q: q.both(lambda s: s.sign(1 + C / r), all_known), more)


large_rates.refutation(
    "every k >= 1, every start", lambda o: (eq(o.b, 0), lt(0, norm2(o.m.residual(o.v))), ne(o.v @ o.m.g, 0))
)(_moves_late)
large_rates.refutation("k >= 1, w_0 no multiple of u", lambda o: (eq(o.b, 0), ne(o.v @ o.m.g, 0)))(_moves_late)
