"""Lemmas on limits."""

from __future__ import annotations

from bnproof import build, eq, eventually, for_every, le, lemma, lt


def number(k):
    """A natural number as a real one."""
    return build("cast", (k,))


@lemma("cai-geometric-decay", r"for $0\le q<1$, every $C$ and $\tau>0$, $Cq^k<\tau$ for all $k$ from some $N$ on")
def geometric_decay(S, *, bound=lt):
    q, C, tol = S.nonnegative("q"), S.real("C"), S.positive("tol")
    S.assume(bound(q, 1))
    return eventually(lambda k: lt(C * q**k, tol))


@geometric_decay.proof()
def _(p, o):
    """q^n (1 + n (1 - q)) <= 1 by induction: Bernoulli's inequality for 1/q, without the quotient."""
    q, C, tol, h = o.q, o.C, o.tol, 1 - o.q

    def bernoulli(n):
        return le(q**n * (1 + number(n) * h), 1)

    def induction(s):
        n = s.intro()

        def step(t):
            gap = 1 - q**n * (1 + number(n) * h)
            t.sign(gap + q**n * (number(n) + 1) * h**2)

        s.induct(n, None, step)

    n = p.new(p.goal.args[0], "n")
    decay = p.have(for_every(n, bernoulli(n)), induction)
    N = p.archimedes(C / (tol * h))
    p.take(N)
    k = p.intro("k")
    p.assume()
    p.instantiate(decay, k)
    # C q^k (1 + k h) <= C < tol (1 + k h), and 1 + k h > 0, where C >= 0
    growth = 1 + number(k) * h
    room = tol * h * (number(k) - number(N)) + tol * h * (number(N) - C / (tol * h)) + tol
    p.cases(C, lt=lambda s: s.sign(tol - C * q**k), ge=lambda s: s.sign((C * (1 - q**k * growth) + room) / growth))


@geometric_decay.refutation("q = 1", lambda o: (eq(o.q, 1), lt(o.tol, o.C)))
def _(p, o):
    """C q^k = C for every k."""
    N = p.intro()
    p.take(N)

    def step(t):
        t.ring((o.q**N, eq(o.q, 1)), (1, eq(o.q**N, 1)))

    constant = p.have(eq(o.q**N, 1), lambda s: s.induct(N, None, step))
    p.both(None, lambda s: s.sign(o.C - o.tol, (o.C, constant)))


geometric_decay.mutant("q = 1", bound=le)
