"""Wrong forms of what is said of the effective learning rate that fail from w_0 = u, where the weights rest."""

from __future__ import annotations

from checks_cai.effective_rate import above, all_known, begin, rule_for, small_rates
from checks_cai.effective_rate_large import large_rates
from checks_cai.limits import number

from bnproof import INT, absolute, both, build, eq, for_every, le, lift, lt, norm, norm2, num


def _drift(eps_a, centre, factor):
    """A refutation: a_k - centre |u|_H is |u|_H at first, and grows by the factor at every step of this eps_a."""

    def where(o):
        return eq(o.eps_a, eps_a), eq(o.v, o.u), eq(o.b, (centre + 1) * norm(o.u, o.H))

    def script(p, o):
        C, E = p.intro("C"), p.intro("E")
        a, w, rule = begin(p, o, E / 2)
        n = norm(o.u, o.H)
        p.have(lt(0, norm2(o.u)), lambda q: q.sign(norm2(o.v), (-(o.u + o.v), eq(o.v, o.u))))
        always = p.have(
            for_every(o.K, _grown(o, a, w, o.K, centre)), lambda q: _grows(q, o, a, w, rule, centre, factor)
        )
        K = p.archimedes((C + 1) ** 2)
        same = p.instantiate(always, K).args[0]
        y, size = a[K] - centre * n, (C + 1) * n
        room = (y**2 - (1 + number(K)) * n**2) + n**2 * (1 + (number(K) - (C + 1) ** 2))
        excess = p.have(lt(0, y**2 - size**2), lambda q: q.sign(room)).args[1]

        def more(q):
            q.take(K)
            q.rewrite(same)
            q.sqrt_mono(square)

        def square(q):
            def positive(s):
                room = s.have(lt(0, y - size), lambda t: t.sign(excess / (y + size))).args[1]
                off = room + (1 + centre) * n
                s.sign((E / 2) ** 2 / n**2 * off * (off + 2 * C * n))

            def negative(s):
                s.have(le(0, -y), lambda t: t.sign(0 - y))
                room = s.have(lt(0, -y - size), lambda t: t.sign(excess / (size + -y))).args[1]
                off = room + (1 - centre) * n
                s.sign((E / 2) ** 2 / n**2 * off * (off + 2 * C * n))

            q.cases(y, le=negative, gt=positive)

        p.both(lambda q: q.both(lambda s: s.sign(E / 2), all_known), more)

    return where, script


def _grown(o, a, w, k, centre):
    n = norm(o.u, o.H)
    return both(eq(w[k], o.u), le((1 + number(k)) * n**2, (a[k] - centre * n) ** 2))


def _grows(q, o, a, w, rule, centre, factor):
    """By induction; the factor is at least 3/2 in size, and 9/4 (1 + k) >= 2 + k."""
    k, n = q.intro("k"), norm(o.u, o.H)
    given = [h for h in q.hypotheses if h.op == "eq" and h.args[0] in (o.eps_a, o.b, o.v)]
    step_size, start_w, start_a = given[-3:]
    z = a[k] - centre * n

    def base(s):
        s.both(
            lambda t: t.ring((1, eq(w[0], o.v)), (1, start_w)),
            lambda t: (t.rewrite(eq(a[0], o.b)), t.rewrite(start_a), t.sign()),
        )

    def step(s):
        same = _grown(o, a, w, k, centre).args[0]
        s.have(lt(0, norm2(w[k])), lambda t: (t.rewrite(same), t.fact()))
        move_a, move_w = s.instantiate(rule, k).args
        next_a = eq(a[k + 1], factor * z + centre * n)
        s.have(eq(w[k + 1], o.u), lambda t: (t.rewrite(move_w), t.rewrite(same), t.ring()))
        s.have(next_a, lambda t: (*map(t.rewrite, (move_a, step_size, same)), t.ring()))
        more = factor**2 - 1
        gap = factor**2 * (z**2 - (1 + number(k)) * n**2) + (more * number(k) + (more - 1)) * n**2
        s.both(lambda t: t.fact(), lambda t: (t.rewrite(next_a), t.sign(gap)))

    q.induct(k, base, step)


for name, drift in {
    "C for all k, any eps_a": _drift(num(3), 1, num(-2)),
    "C for all k, eps_a <= 1 of either sign": _drift(num(-1), 1, num(2)),
    "C for all k, 2 a_k for a_k in (3)": _drift(num("1/2"), -1, num("3/2")),
}.items():
    small_rates.refutation(name, drift[0])(drift[1])


def _jumps(p, o):
    """Where (3) asks for a step that is 0 and says nothing of w_{k+1}: w_0 = u, and then u/(C + 1) for ever."""
    if p.goal.op == "exists":
        p.take(lift(1, INT))
    C, E = p.intro("C"), p.intro("E")
    eps, n = E / 2, norm(o.u, o.H)
    short = 1 / (C + 1) * o.u
    p.take(eps)
    a, w = p.new(o.a), p.new(o.w)
    asked = rule_for(p, a, w)
    k = asked.args[0]
    jump = build("forall", (k, both(eq(a[k + 1], n), eq(w[k + 1], short))))
    p.recursion(jump, **{a.name: o.b, w.name: o.v})
    p.take(a)
    p.take(w)
    p.have(lt(0, norm2(o.u)), lambda q: q.sign(norm2(o.v), (-(o.u + o.v), eq(o.v, o.u))))
    length = p.have(eq(norm(short, o.H), 1 / (C + 1) * n), lambda q: q.root())
    first = p.have(eq(a[0], n), lambda q: (q.rewrite(eq(a[0], o.b)), q.fact()))
    start = p.have(eq(w[0], o.u), lambda q: (q.rewrite(eq(w[0], o.v)), q.fact()))

    def put(q, *after):
        """The values of all items in the goal; the jump is known at these numbers."""
        facts = [fact for i in after for fact in q.instantiate(jump, i).args]
        for item in _items(q.goal):
            fact = first if item.args[0] is a else start
            for other in facts:
                if _place(item) == _place(other.args[0]):
                    fact = other
            q.rewrite(q.have(eq(item, fact.args[1]), lambda s, fact=fact: s.ring((1, fact))))
        q.rewrite(length)

    def obeys(q):
        i = q.intro("k")

        def at(*after):
            def shown(s):
                s.assume()
                s.both(*(lambda t: (put(t, *after), t.ring()) for _ in s.goal.args))

            return shown

        q.induct(i, at(lift(0, INT)), at(i, i + 1))

    def more(q):
        if q.goal.op == "exists":
            q.take(lift(1, INT))
        put(q, lift(0, INT))
        rate = q.goal.args[1].args[0]
        above(q, rate)
        q.sign((absolute(rate) - rate) + eps * (C**2 + C + 1))

    p.both(
        lambda q: q.both(lambda s: s.sign(E / 2), lambda s: s.both(obeys, *(lambda t: t.fact() for _ in "aw"))), more
    )


def _items(term):
    """Of the sequences in a term."""
    found = [term] if term.op == "item" else []
    return list(dict.fromkeys([*found, *(x for part in term.args for x in _items(part))]))


def _place(item):
    """The sequence, and what is added to a symbol in the index."""
    return item.args[0], _constant(item.args[1])


def _constant(index):
    return sum(map(_constant, index.args)) if index.op == "iadd" else int(index.data[0]) if index.op == "int" else 0


for name in ("C for all k, w_{k+1} for w_k in (3)", "C for each k, w_{k+1} for w_k in (3)"):
    small_rates.refutation(name, lambda o: (eq(o.v, o.u), eq(o.b, norm(o.u, o.H))))(_jumps)


@large_rates.refutation("k >= 2, every start", lambda o: (eq(o.v, o.u), eq(o.b, norm(o.u, o.H))))
def _(p, o):
    """From a minimizer nothing moves, and eps_hat_k = eps."""
    C, E = p.intro("C"), p.intro("E")
    eps, n = E + C + 1, norm(o.u, o.H)
    a, w, rule = begin(p, o, eps)
    p.have(lt(0, norm2(o.u)), lambda q: q.sign(norm2(o.v), (-(o.u + o.v), eq(o.v, o.u))))

    def still(k):
        return both(eq(a[k], n), eq(w[k], o.u))

    def induction(q):
        k = q.intro("k")

        def base(s):
            s.both(
                lambda t: t.ring((1, eq(a[0], o.b)), (1, eq(o.b, n))),
                lambda t: t.ring((1, eq(w[0], o.v)), (1, eq(o.v, o.u))),
            )

        def step(s):
            level, same = still(k).args
            s.have(lt(0, norm2(w[k])), lambda t: (t.rewrite(same), t.fact()))
            moves = s.instantiate(rule, k).args
            s.both(*(lambda t, move=move: (*map(t.rewrite, (move, same, level)), t.ring()) for move in moves))

        q.induct(k, base, step)

    k = build("sym", (), ("k", "int", ">=0"))
    always = p.have(for_every(k, still(k)), induction)

    def more(q):
        K = lift(2, INT)
        known = q.instantiate(always, K).args
        q.take(K)
        for fact in known:
            q.rewrite(fact)
        rate = q.goal.args[1].args[0]
        above(q, rate)
        q.sign((absolute(rate) - rate) + ((E + 1) * eps + C * (E + C)) / eps)

    p.both(lambda q: q.both(lambda s: s.sign(C + 1), all_known), more)
