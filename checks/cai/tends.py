"""Proof steps on terms of an index that tend to 0: for all tol > 0 there is N such that for all n: x(N + n) < tol."""

from __future__ import annotations

from checks_cai.limits import number

from bnproof import build, converges, for_every, le, lt, num, sqrt, there_are

TOL = build("sym", (), ("tol#0", "real", "pos"))
FROM = build("sym", (), ("N#0", "int", ">=0"))
START = build("int", (), ("0",))
STEP = build("sym", (), ("n#0", "int", ">=0"))


def tends(x):
    """The sentence, for a term x(k) >= 0."""
    return for_every(TOL, there_are(FROM, for_every(STEP, lt(x(FROM + STEP), TOL))))


def every(p, claim, body):
    """claim(k) for every k; the body is given the new script and k."""

    def shown(q):
        k = q.intro("k")
        body(q, k)

    return p.have(for_every(STEP, claim(STEP)), shown)


def at(p, known, tol):
    """An N from which on x is below tol, and the sentence that says so."""
    return p.obtain(p.instantiate(known, tol), "N")


def smaller(p, x, known, factor, bound):
    """x tends to 0 since x <= factor y, by bound(script, k), and y does."""

    def body(q):
        tol = q.intro("tol")
        N, below = at(q, known, tol / factor)
        q.take(N)
        n = q.intro("n")
        small = q.instantiate(below, n)
        y = small.args[0]
        bound(q, N + n)
        q.have(le(x(N + n), factor * y))
        q.sign(factor * (tol / factor - y) + (factor * y - x(N + n)))

    return p.have(tends(x), body)


def smaller_from(p, x, known, factor, start, bound):
    """Likewise, where x <= factor y is known, by bound(script, n), at start + n only."""

    def body(q):
        tol = q.intro("tol")
        N, below = at(q, known, tol / factor)
        q.take(N + start)
        n = q.intro("n")
        y = q.instantiate(below, start + n).args[0]
        k = start + (N + n)
        bound(q, N + n)
        q.have(le(x(k), factor * y))
        q.sign(factor * (tol / factor - y) + (factor * y - x(k)))

    return p.have(tends(x), body)


def added(p, x, y, one, other, ready):
    """x + y tends to 0."""

    def body(q):
        tol = q.intro("tol")
        N, below = at(q, one, tol / 2)
        M, under = at(q, other, tol / 2)
        q.take(N + M)
        n = q.intro("n")
        ready(q, N + M + n)
        first, second = q.instantiate(below, M + n), q.instantiate(under, N + n)
        q.sign((tol / 2 - first.args[0]) + (tol / 2 - second.args[0]))

    return p.have(tends(lambda k: x(k) + y(k)), body)


def settles(p, x, increases, bounded, top):
    """A bounded increasing x: for all tol > 0 there is N such that for all n: x(N + n) < x(N) + tol. Else x would
    climb by tol again and again, beyond its bound. `increases`: x(j) <= x(j + n) for all j and n."""
    sentence = for_every(TOL, there_are(FROM, for_every(STEP, lt(x(FROM + STEP), x(FROM) + TOL))))

    def body(q):
        tol = q.intro("tol")
        settled = q.goal

        def never(r):
            jumps = for_every(FROM, there_are(STEP, le(x(FROM) + tol, x(FROM + STEP))))

            def at_least(i):
                return there_are(FROM, le(x(START) + number(i) * tol, x(FROM)))

            def induction(s, i):
                def step(t):
                    j, _ = t.obtain(at_least(i), "j")
                    n, _ = t.obtain(t.instantiate(jumps, j), "n")
                    t.take(j + n)
                    t.sign((x(j) - (x(START) + number(i) * tol)) + (x(j + n) - (x(j) + tol)))

                s.induct(i, lambda t: (t.take(START), t.sign()), step)

            climbs = every(r, at_least, induction)
            i = r.archimedes((top - x(START)) / tol)
            j, _ = r.obtain(r.instantiate(climbs, i), "j")
            r.instantiate(bounded, j)
            over = (x(j) - (x(START) + number(i) * tol)) + tol * (number(i) - (top - x(START)) / tol)
            r.have(lt(top, x(j)), lambda s: s.sign(over))
            r.absurd(top - x(j))

        q.decide(settled, lambda r: r.fact(), never)

    return p.have(sentence, body)


def increasing(p, x, steps):
    """x(j) <= x(j + n) for all j and n, from x(k) <= x(k + 1) for every k."""

    def body(q):
        j, n = q.intro("j"), q.intro("n")

        def step(r):
            once = r.instantiate(steps, j + n)
            r.sign((x(j + n) - x(j)) + (once.args[1] - once.args[0]))

        q.induct(n, lambda r: r.sign(num(0)), step)

    return p.have(for_every(FROM, STEP, le(x(FROM), x(FROM + STEP))), body)


def damped(p, x, z, room, known, bound, ready):
    """x tends to 0 since x(k + 1) <= (1 - room) x(k) + z(k), by bound(script, k), and z does; 0 < room <= 1.
    ready(script, k) shows what makes x(k) defined."""
    q = 1 - room
    p.have(lt(q, 1), lambda s: s.sign(room))
    p.have(le(0, q))

    def body(s):
        tol = s.intro("tol")
        rest = tol * room / 2
        N, below = at(s, known, rest)
        ready(s, N)
        decay = s.use("cai-geometric-decay", q=q, C=x(N), tol=tol / 2)
        M, small = s.obtain(decay, "M")

        def held(n):
            return le(x(N + n), q**n * x(N) + tol / 2)

        def induction(t, n):
            def step(r):
                r.instantiate(below, n)
                bound(r, N + n)
                now, after = x(N + n), x(N + n + 1)
                r.have(le(after, q * now + z(N + n)))
                gap = (q * now + z(N + n) - after) + q * (q**n * x(N) + tol / 2 - now) + (rest - z(N + n))
                r.sign(gap)

            ready(t, N + n)
            t.induct(n, lambda r: (ready(r, N + START), r.sign(tol / 2)), step)

        always = every(s, held, induction)
        s.take(N + M)
        n = s.intro("n")
        s.instantiate(always, M + n)
        s.have(le(M, M + n), lambda r: r.sign(number(n)))
        s.instantiate(small, M + n)
        ready(s, N + (M + n))
        power = x(N) * q ** (M + n)
        s.sign((power + tol / 2 - x(N + (M + n))) + (tol / 2 - power))

    return p.have(tends(x), body)


def from_limit(p, square, gap, known, ready):
    """square(k) = gap(k)^2 tends to 0, since gap(k), a distance to a limit, does."""

    def body(q):
        tol = q.intro("tol")
        N, below = q.obtain(q.instantiate(known, sqrt(tol)), "N")
        q.take(N)
        n = q.intro("n")
        q.have(le(N, N + n), lambda r: r.sign(number(n)))
        q.instantiate(below, N + n)
        ready(q, N + n)
        size = gap(N + n)
        q.sign((sqrt(tol) - size) * (sqrt(tol) + size))

    return p.have(tends(square), body)


def limit(p, term, limit, square, ready):
    """term(k) converges to the limit, since the square of the distance tends to 0."""

    def body(q):
        tol = q.intro("tol")
        N, below = at(q, square, tol**2)
        q.take(N)
        k = q.intro("k")
        q.assume()
        n = q.offset(k, N)
        q.instantiate(below, n)
        ready(q, N + n)
        q.sqrt_mono()

    return p.have(converges(term, limit), body)
