"""Theorem 2 is about orbits: other sequences converge to a minimizer as slowly as 1/k."""

from __future__ import annotations

from checks_cai.deflation import positive
from checks_cai.limits import number
from checks_cai.tends import START, every

from bnproof import both, build, eq, for_every, implies, le, lt, norm, norm2, num


def harmonic(o):
    """a_k = |u|_H and w_k = (1 + 1/(k+1)) u, as a recursion; eps is below 2 / lambda*_max."""
    k = build("sym", (), ("k", "int", ">=0"))
    along = o.w[k] @ o.u
    step = both(eq(o.a[k + 1], o.a[k]), eq(o.w[k + 1], (2 - norm2(o.u) / along) * o.u))
    rule = for_every(k, implies(lt(0, along), step))
    return rule, eq(o.a[0], norm(o.u, o.m.H)), eq(o.w[0], 2 * o.u), lt(o.eps * o.high, 2)


def never_linear(p, o):
    """They converge, eps_hat_k = eps / (1 + 1/(k+1))^2 tends to eps, and |w_k - u| = |u|/(k+1)."""
    a, w, u, H, eps = o.a, o.w, o.u, o.m.H, o.eps
    rule, _, w_0, _ = harmonic(o)
    n, length = norm(u, H), norm(u)
    positive(p, o)

    def stretch(k):
        return 1 + 1 / (number(k) + 1)

    def place(k):
        return both(eq(a[k], n), eq(w[k], stretch(k) * u))

    def induction(q, k):
        def step(r):
            level, same = place(k).args
            r.have(lt(0, (stretch(k) * u) @ u), lambda t: t.sign(stretch(k) * norm2(u)))
            r.have(lt(0, w[k] @ u), lambda t: (t.rewrite(same), t.fact()))
            moves = r.instantiate(rule, k).args
            r.both(*(lambda t, move=move: (*map(t.rewrite, (move, same, level)), t.ring()) for move in moves))

        q.induct(k, lambda r: r.both(lambda t: t.fact(), lambda t: t.ring((1, w_0))), step)

    always = every(p, place, induction)
    p.take(n)
    p.take(u)
    p.take(eps)

    def from_on(q, bound):
        """For all k > bound: (a_k, w_k) put in."""
        N = q.archimedes(bound)
        q.take(N)
        k = q.intro("k")
        q.assume()
        for fact in q.instantiate(always, k).args:
            q.rewrite(fact)
        q.have(lt(0, number(k) - bound), lambda r: r.sign((number(k) - number(N)) + (number(N) - bound)))
        return k

    def near_a(q):
        tol = q.intro("tol")
        from_on(q, num(0))
        q.sign(tol)

    def near_u(q):
        tol = q.intro("tol")
        bound = length / tol
        k = from_on(q, bound)
        gap = (tol * (number(k) - bound) + tol) / (number(k) + 1)
        q.sqrt_mono(lambda r: r.sign(gap * (tol + length / (number(k) + 1))))

    def near_rate(q):
        tol = q.intro("tol")
        bound = 2 * eps / tol
        k = from_on(q, bound)
        s, part = stretch(k), 1 / (number(k) + 1)

        def close(r):
            long = r.have(eq(norm(s * u, H), s * n), lambda t: t.root())
            r.rewrite(long)
            slower, late = eps * part * (s + 1) / s**2, tol * (number(k) - bound) * part + tol * part
            rest = late + eps * part**2 * (2 * s + 1) / s**2
            r.sqrt_mono(lambda t: t.sign(rest * (tol + slower)))

        q.both(lambda r: r.sign(s**2 * norm2(u)), close)

    def never(q):
        factor, C = q.intro("q"), q.intro("C")

        def fast(r):
            r.take(START)
            r.either(0)
            r.sign(factor - 1)

        q.cases(factor - 1, ge=fast, lt=lambda r: too_slow(r, factor, C))

    def too_slow(q, factor, C):
        """At 2k, by Bernoulli's inequality at k: C q^(2k) <= C / (1 + k h)^2 with h = 1 - q."""
        h = 1 - factor
        bernoulli = every(
            q,
            lambda k: le(factor**k * (1 + number(k) * h), 1),
            lambda r, k: r.induct(
                k, None, lambda t: t.sign((1 - factor**k * (1 + number(k) * h)) + factor**k * (number(k) + 1) * h**2)
            ),
        )
        bound = 4 * C / (length * h**2)
        k = q.archimedes(bound)
        q.instantiate(bernoulli, k)
        q.take(k + k)
        q.either(len(q.goal.args) - 1)
        q.rewrite(q.instantiate(always, k + k).args[1])
        places = 2 * number(k) + 1
        q.rewrite(q.have(eq(norm(stretch(k + k) * u - u), length / places), lambda r: r.root()))
        x = factor**k
        y, many = x * (1 + number(k) * h), number(k) + 1
        spare = many * (length * h**2 / 2 * (number(k) - bound) + length * h**2 / 2) + C
        more = length * factor * (1 + 2 * number(k) * h + h) / 2
        q.sign((length * (1 - y) * (1 + y) / 2 + length / 2 + x**2 * (more + spare)) / places)

    def premise(q):
        limits = (lambda r: r.both(), near_a, near_u)
        q.both(lambda r: r.both(*limits), lambda r: r.both(near_rate, lambda t: t.sign((2 - eps * o.high) / o.high)))

    p.both(premise, never)
