"""Theorem 2 from any start: an orbit that converges to V != 0 leaves w = 0 at some time, and then for ever."""

from __future__ import annotations

from types import SimpleNamespace

from checks_cai.deflation import positive
from checks_cai.later import from_then_on, later
from checks_cai.limits import number
from checks_cai.tends import START, every
from checks_cai.theorem1 import Along

from bnproof import both, build, eq, for_every, implies, le, lt, norm, norm2, num, substitute, there_are

TOP, EARLY = build("sym", (), ("top#0", "real", "nonneg")), build("sym", (), ("early#0", "int", ">=0"))


def from_any_start(body):
    """The script of a form of the claim from w_0 != 0, used for the orbit from some w_N != 0 on.

    That form bounds sizes by C q^k. Those before N are finitely many, hence bounded too. So no hypothesis on w_0 is
    needed, whether the claim has one or not."""

    def proof(p, o):
        goal, a, w = p.goal, o.a, o.w
        positive(p, o)  # so 2 / high is defined
        A, V, rate = p.intro("A"), p.intro("V"), p.intro("rate")
        to_limit, slow = p.assume().args
        _, to_A, to_V = to_limit.args
        N, close = p.obtain(p.instantiate(to_V, norm(V)), "N")
        p.have(le(N, N), lambda q: q.sign(num(0)))
        p.instantiate(close, N)
        p.have(
            lt(0, norm2(w[N])),
            lambda q: q.cases(norm2(w[N]), gt=lambda r: r.fact(), eq=lambda r: _as_far_as_zero(r, w[N], V)),
        )
        x, same = later(p, Along(o.m, a, w, o.eps_a, o.eps, o.rule), N)
        moved, there = {a: x.a, w: x.w}, SimpleNamespace(**{**vars(o), "a": x.a, "w": x.w, "rule": x.rule})
        shown = p.have(substitute(goal, moved), lambda q: body(q, there))
        for limit in (to_A, to_V, slow.args[0]):
            p.have(substitute(limit, moved), lambda q, limit=limit: from_then_on(q, limit, same, N))
        q0, exists_C = p.obtain(p.instantiate(shown, A, V, rate))
        C, sizes = p.obtain(exists_C)
        _from_the_start(p, sizes, same, N, q0, C)

    return proof


def _as_far_as_zero(q, x, V):
    """x = 0 is not nearer to V than 0."""
    gone = q.have(eq(x, 0), lambda r: r.definite())
    q.have(eq(norm(x - V), norm(V)), lambda r: (r.rewrite(gone), r.ring()))
    q.absurd(norm(V) - norm(x - V))


def _from_the_start(p, sizes, same, N, q0, C):
    """Each size is at most (C + top) / q^N q^k, where top bounds those before N, and q is at least q0 and not 0."""
    K, (_, *bounds) = p.goal.args[1].args[1].args[0], p.goal.args[1].args[1].args[1].args

    def at(k):
        return [substitute(bound.args[0], {K: k}) for bound in bounds]

    p.instantiate(sizes, START)
    q = p.name((1 + q0) / 2, "q", "pos")
    is_q = eq(q, (1 + q0) / 2)
    p.have(lt(q, 1), lambda r: r.sign((1 - q0) / 2, (-1, is_q)))
    p.have(le(q0, q), lambda r: r.sign((1 - q0) / 2, (1, is_q)))
    powers = every(
        p,
        lambda k: both(le(q0**k, q**k), le(q**k, 1)),
        lambda r, k: r.induct(
            k,
            None,
            lambda t: t.both(
                lambda y: y.sign(q * (q**k - q0**k) + (q - q0) * q0**k),
                lambda y: y.sign((1 - q**k) + q**k * (1 - q)),
            ),
        ),
    )
    top, before = p.obtain(_bounded_before(p, at, N))
    p.take(q)
    p.take((C + top) / q**N)
    k = p.intro("k")

    def late(r):
        i = r.offset(k, N)
        power = r.instantiate(powers, i).args[0]
        backwards = [
            r.have(eq(*fact.args[::-1]), lambda t, fact=fact: t.ring((-1, fact)))
            for fact in r.instantiate(same, i).args[1:]
        ]
        known = r.instantiate(sizes, i).args[1:]

        def bounded(t, fact):
            x = t.goal.args[0]
            t.have(le(x, C * q0**i), lambda y: (*map(y.rewrite, backwards), y.fact()))
            t.sign((C * q0**i - x) + C * (power.args[1] - power.args[0]) + top * q**i)

        r.both(None, *(lambda t, fact=fact: bounded(t, fact) for fact in known))

    def early(r):
        r.have(lt(number(k), number(N)), lambda t: t.sign(0 - (number(k) - number(N))))
        r.instantiate(before, k)
        r.have(le(k, N), lambda t: t.sign(number(N) - number(k)))
        i = r.offset(N, k)
        r.instantiate(powers, i)

        def bounded(t):
            x = t.goal.args[0]
            t.sign((top - x) + (C + top * (1 - q**i)) / q**i)

        r.both(None, *(bounded for _ in bounds))

    p.cases(number(k) - number(N), ge=late, lt=early)


def _bounded_before(p, at, N):
    """There is a bound of finitely many sizes."""

    def below(n):
        return there_are(TOP, for_every(EARLY, implies(lt(number(EARLY), number(n)), all_of(EARLY, TOP))))

    def all_of(k, top):
        parts = [le(x, top) for x in at(k)]
        return both(*parts) if len(parts) > 1 else parts[0]

    def parts(q, *bodies):
        q.both(*bodies) if q.goal.op == "and" else bodies[0](q)

    def none(q):
        q.take(num(0))
        k = q.intro("k")
        q.assume()
        q.absurd(number(k))

    def one_more(q, n):
        top, known = q.obtain(below(n))
        sizes = at(n)
        more = sum(sizes, top)

        def at_n(r, i):
            """i < 1, so i = 0."""
            rest = [lambda t, x=x: t.sign(sum((y for y in sizes if y is not x), top)) for x in sizes]
            r.induct(i, lambda t: (t.assume(), parts(t, *rest)), lambda t: (t.assume(), t.absurd(number(i))))

        here = every(q, lambda i: implies(lt(number(i), 1), all_of(n + i, more)), at_n)
        q.take(more)
        k = q.intro("k")
        q.assume()

        def old(r):
            r.instantiate(known, k)
            parts(r, *(lambda t, x=x: t.sign((top - x) + sum(sizes[1:], sizes[0])) for x in at(k)))

        def new(r):
            i = r.offset(k, n)
            r.have(lt(number(i), 1), lambda t: t.sign((number(n) + 1) - (number(n) + number(i))))
            r.instantiate(here, i)
            parts(r, *(lambda t: t.fact() for _ in sizes))

        q.cases(number(k) - number(n), lt=old, ge=new)

    return p.instantiate(every(p, below, lambda q, n: q.induct(n, none, lambda r: one_more(r, n))), N)
