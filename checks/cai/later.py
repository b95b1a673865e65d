"""An orbit of (3) from a later step on, as an orbit of its own."""

from __future__ import annotations

from dataclasses import replace

from checks_cai.limits import number
from checks_cai.tends import START, every

from bnproof import both, eq, le, lt, norm2


def later(p, x, start):
    """Of an orbit x with w_start != 0: another, y, and the sentence y.a_k = x.a_{start+k} and y.w_k = x.w_{start+k} for
    every k, where the weights are not 0."""
    b, v = p.new(x.a, "b"), p.new(x.w, "v")
    y = replace(x, a=b, w=v, rule=x.m.orbit(b, v, x.eps_a, x.eps))
    p.recursion(y.rule, **{b.name: x.a[start], v.name: x.w[start]})

    def alike(k):
        return both(lt(0, norm2(v[k])), eq(b[k], x.a[start + k]), eq(v[k], x.w[start + k]))

    def step(q, k):
        _, *same = alike(k).args
        q.have(lt(0, x.W(start + k)), lambda t: t.sign(y.W(k), (-(v[k] + x.w[start + k]), same[1])))
        ours, theirs = q.instantiate(y.rule, k).args, q.instantiate(x.rule, start + k).args
        moved = y.m.step(b[k], v[k], y.eps)
        q.both(
            lambda t: (t.rewrite(ours[1]), t.sign(y.W(k) + norm2(moved))),
            *(lambda t, i=i: (*map(t.rewrite, (ours[i], *same)), t.ring((-1, theirs[i]))) for i in (0, 1)),
        )

    def base(q):
        fact = eq(v[0], x.w[start])
        q.both(
            lambda t: t.sign(x.W(start), (v[0] + x.w[start], fact)),
            lambda t: t.ring((1, eq(b[0], x.a[start]))),
            lambda t: t.ring((1, fact)),
        )

    always = every(p, alike, lambda q, k: q.induct(k, base, lambda t: step(t, k)))
    p.instantiate(always, START)
    return y, always


def from_then_on(q, limit, same, start):
    """What holds of one orbit from some k on, of the other, which is the same `start` steps later."""
    tol = q.intro("tol")
    M, near = q.obtain(q.instantiate(limit, tol), "M")
    q.take(M)
    k = q.intro("k")
    q.assume()
    q.have(le(M, start + k), lambda r: r.sign((number(k) - number(M)) + number(start)))
    q.instantiate(near, start + k)
    for fact in q.instantiate(same, k).args[1:]:
        q.rewrite(fact)
    q.both(*(lambda r: r.fact() for _ in q.goal.args)) if q.goal.op == "and" else q.fact()


def never_shorter(p, x):
    """|w_k| <= |w_{k+1}| for every k, also where w_k = 0."""

    def once(q, k):
        def moving(t):
            move = t.instantiate(x.rule, k).args[1]
            t.rewrite(move)
            t.sign(x.D(k))

        q.cases(x.W(k), eq=lambda t: t.sign(x.W(k + 1), (-1, eq(x.W(k), 0))), gt=moving)

    return every(p, lambda k: le(x.W(k), x.W(k + 1)), once)
