"""Wrong forms of what is said of the effective learning rate that fail from w_0 = u, where the weights rest."""

from __future__ import annotations

from checks_cai.effective_rate import above, all_known, begin, parts, rule_for, small_rates
from checks_cai.effective_rate_large import large_rates
from checks_cai.limits import number

from bnproof import INT, absolute, both, build, eq, for_every, implies, le, lift, lt, norm, norm2, num


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


def _jumps(small):
    """A refutation where (3) asks for a step that is 0, and says nothing of w_{k+1}.

    From a_0 = 0, w_1 = w_2 = ... may be u / (C + 1); then a_2 = |u|_H, where eps_a = 1.
    """

    def script(p, o):
        if p.goal.op == "exists":
            p.take(lift(2, INT))
        C, E = p.intro("C"), p.intro("E")
        eps, n, zero = E / 2 if small else E + 1, norm(o.u, o.H), lift(0, INT)
        short, one, at_0 = 1 / (C + 1) * o.u, eq(o.eps_a, 1), eq(o.b, 0)
        p.take(eps)
        a, w = p.new(o.a), p.new(o.w)
        asked = rule_for(p, a, w)
        k, step = asked.args
        jump = build("forall", (k, implies(step.args[0], both(step.args[1].args[0], eq(w[k + 1], short)))))
        p.recursion(jump, **{a.name: o.b, w.name: o.v})
        p.take(a)
        p.take(w)
        length = p.have(eq(norm(short, o.H), 1 / (C + 1) * n), lambda q: q.root())

        def moved(q, i):
            """The step to w_{i+1} = u / (C + 1)."""
            return q.instantiate(jump, i).args

        def stays(q):
            i = q.intro("k")
            q.induct(
                i,
                lambda s: (s.rewrite(eq(w[0], o.v)), s.sign()),
                lambda s: (s.rewrite(moved(s, i)[1]), s.sign(norm2(o.u) / (C + 1) ** 2)),
            )

        nonzero = p.have(for_every(k, lt(0, norm2(w[k]))), stays)

        def obeys(q):
            i = q.intro("k")

            def base(s):
                s.assume()
                moved(s, zero)
                s.both(lambda t: t.fact(), lambda t: (t.rewrite(eq(a[0], o.b)), t.rewrite(at_0), t.ring()))

            def step(s):
                s.instantiate(nonzero, i)
                there = moved(s, i)[1]
                s.assume()
                moved(s, i + 1)
                s.both(lambda t: t.fact(), lambda t: (_replaced(t, there), t.ring()))

            q.induct(i, base, step)

        def more(q):
            if q.goal.op == "exists":
                q.take(lift(2, INT))
            for i in (zero, zero + 1):
                q.instantiate(nonzero, i)
            there = moved(q, zero)[1]
            two_a, then = moved(q, zero + 1)
            level = q.have(eq(two_a.args[0], n), lambda s: (*map(s.rewrite, (two_a, there, one, length)), s.ring()))
            q.have(eq(a[2], n), lambda s: s.ring((1, level)))
            q.have(eq(w[2], short), lambda s: s.ring((1, then)))
            q.rewrite(eq(a[2], n))
            q.rewrite(eq(w[2], short))
            q.rewrite(length)
            rate = q.goal.args[1].args[0]
            above(q, rate)
            surplus = eps * (C**2 + C + 1) if small else ((E**2 + 2 * E) * (C + 1) ** 2 + C**2 + C + 1) / eps
            q.sign((absolute(rate) - rate) + surplus)

        p.both(
            lambda q: q.both(
                lambda s: s.sign(E / 2 if small else num(1)),
                lambda s: s.both(obeys, *(lambda t: t.fact() for _ in "aw")),
            ),
            more,
        )

    return script


def _replaced(q, fact):
    """The goal with this known item, whatever its index looks like."""
    for part in list(dict.fromkeys(parts(q.goal))):
        if (
            part.op == "item"
            and part.args[0] is fact.args[0].args[0]
            and _constant(part.args[1]) == _constant(fact.args[0].args[1])
        ):
            q.rewrite(q.have(eq(part, fact.args[1]), lambda s, item=part: s.ring((1, fact))))


def _constant(index):
    """What is added to a symbol, if there is one."""
    return sum(map(_constant, index.args)) if index.op == "iadd" else int(index.data[0]) if index.op == "int" else 0


IDLE = "w_{k+1} for w_k in (3)"
for claim, name, small in (
    (small_rates, f"C for all k, {IDLE}", True),
    (small_rates, f"C for each k, {IDLE}", True),
    (large_rates, f"k >= 2, {IDLE}", False),
):
    claim.refutation(name, lambda o: (eq(o.eps_a, 1), eq(o.b, 0), lt(0, norm2(o.u))))(_jumps(small))


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
