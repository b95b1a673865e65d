"""Sums, powers and recursions; proved by induction."""

from __future__ import annotations

from bnproof import INT, both, claim, eq, le, lift, log, num


def real(n):
    """An integer as a real number."""
    return num(0) + n


def _by_induction(p, o):
    known = p.goal
    p.induct(o.n, None, lambda q: q.ring((1, known)))


@claim("false-sum-integers")
def integers(S, *, shift=-1):
    n = S.natural("n")
    N = real(n)
    return eq(S.total(1, n, real), N * (N + shift) / 2)


@claim("false-sum-squares")
def squares(S, *, shift=-1):
    n = S.natural("n")
    N = real(n)
    return eq(S.total(1, n, lambda i: real(i) ** 2), N * (N + 1) * (2 * N + shift) / 6)


@claim("false-sum-cubes")
def cubes(S, *, power=1):
    """The square of the sum of the integers."""
    n = S.natural("n")
    N = real(n)
    return eq(S.total(1, n, lambda i: real(i) ** 3), (N * (N + 1) / 2) ** power)


@claim("false-sum-odd")
def odd(S, *, shift=0):
    n = S.natural("n")
    return eq(S.total(0, n, lambda i: 2 * real(i) + 1), (real(n) + shift) ** 2)


@claim("false-geometric")
def geometric(S, *, last=0):
    n, q = S.natural("n"), S.real("q")
    return eq((1 - q) * S.total(0, n, lambda i: q**i), 1 - q ** (n + last))


@claim("false-telescoping")
def telescoping(S, *, shift=0):
    n = S.natural("n", 1)
    return eq(S.total(1, n, lambda i: 1 / (real(i) * (real(i) + 1))), 1 - 1 / (real(n) + shift))


for _claim in (integers, squares, cubes, odd, geometric, telescoping):
    _claim.proof()(_by_induction)

integers.corrected("n + 1", shift=1)
squares.corrected("2n + 1", shift=1)
cubes.corrected("squared", power=2)
odd.corrected("n + 1", shift=1)
geometric.corrected("n + 1", last=1)
telescoping.corrected("n + 1", shift=1)


@claim("false-harmonic")
def harmonic(S, *, first=0):
    n = S.natural("n", 1)
    return le(S.total(1, n, lambda i: 1 / real(i)), log(real(n)) + first)


@harmonic.proof()
def _(p, o):
    known, now, then = p.goal, real(o.n), real(o.n) + 1

    def step(q):
        below = q.tangent(now, then)
        q.sign((known.args[1] - known.args[0]) + (below.args[1] - below.args[0]))

    p.induct(o.n, None, step)


harmonic.corrected("1 + log n", first=1)


@claim("false-inverse-squares")
def inverse_squares(S, *, factor=2):
    n = S.natural("n", 1)
    return le(S.total(1, n, lambda i: 1 / real(i) ** 2), 2 - factor / real(n))


@claim("false-basel")
def basel(S, *, limit=3 / 2):
    """The series exceeds 3/2 from its seventh term on; its sum is below 2 (it is pi^2/6)."""
    n = S.natural("n", 1)
    return le(S.total(1, n, lambda i: 1 / real(i) ** 2), limit)


def _telescoped(p, o):
    """By 1/(n + 1)^2 <= 1/n - 1/(n + 1)."""
    total, N = p.goal.args[0], real(o.n)
    bound = le(total, 2 - 1 / N)

    def step(q):
        q.sign((bound.args[1] - total) + 1 / (N * (N + 1) ** 2))

    p.have(bound, lambda q: q.induct(o.n, None, step))
    p.sign((bound.args[1] - total) + 1 / N)


@inverse_squares.proof()
def _(p, o):
    known, N = p.goal, real(o.n)
    p.induct(o.n, None, lambda q: q.sign((known.args[1] - known.args[0]) + 1 / (N * (N + 1) ** 2)))


basel.proof()(_telescoped)
inverse_squares.corrected("1/n", factor=1)
basel.corrected("2", limit=2)
basel.example({}, n=7)


@claim("false-bernoulli-range")
def bernoulli(S, *, above=False):
    """(1 + x)^n >= 1 + n x needs x >= -1: for x < -3 it fails at n = 3."""
    n, x = S.natural("n"), S.real("x")
    if above:
        S.assume(le(0, 1 + x))
    return le(1 + real(n) * x, (1 + x) ** n)


@claim("false-bernoulli-reversed")
def bernoulli_reversed(S, *, relation=lambda a, b: le(b, a)):
    n, x = S.natural("n"), S.nonnegative("x")
    return relation(1 + real(n) * x, (1 + x) ** n)


def _bernoulli(p, o):
    known, n, x = p.goal, real(o.n), o.x
    gap = known.args[1] - known.args[0]
    p.induct(o.n, None, lambda q: q.sign((1 + x) * gap + n * x**2))


bernoulli.proof()(_bernoulli)
bernoulli_reversed.proof()(_bernoulli)
bernoulli.corrected("for x at least -1", above=True)
bernoulli_reversed.corrected("at least", relation=le)


@claim("false-sum-of-squares")
def cauchy(S, *, last=-1):
    """(a_1 + ... + a_n)^2 is at most n times the sum of the squares."""
    a, n = S.reals("a"), S.natural("n", 1)
    total, squares = S.total(1, n, lambda i: a[i]), S.total(1, n, lambda i: a[i] ** 2)
    S.let(total=total)
    return le(total**2, (real(n) + last) * squares)


@cauchy.proof()
def _(p, o):
    known, n = p.goal, real(o.n)
    gap = known.args[1] - known.args[0]
    p.induct(o.n, None, lambda q: q.sign((n + 1) / n * gap + (o.total - n * o.a[o.n + 1]) ** 2 / n))


cauchy.corrected("n", last=0)


@claim("false-recursion-power")
def recursion(S, *, ahead=1):
    a, q, t, n = S.reals("a"), S.real("q"), S.natural("t"), S.natural("n")
    rule = S.for_all(t, eq(a[t + 1], q * a[t]))
    S.assume(rule)
    S.let(rule=rule)
    return eq(a[n], q ** (n + ahead) * a[0])


@recursion.proof()
def _(p, o):
    known = p.goal

    def step(q):
        q.rewrite(q.instantiate(o.rule, o.n))
        q.ring((o.q, known))

    p.induct(o.n, None, step)


recursion.corrected("q^n", ahead=0)


@claim("false-recursion-bound")
def bounded(S, *, start=False):
    """a -> a/2 + 1 stays below 2 if it starts there."""
    a, t, n = S.reals("a"), S.natural("t"), S.natural("n")
    rule = S.for_all(t, eq(a[t + 1], a[t] / 2 + 1))
    S.assume(rule)
    if start:
        S.assume(le(a[0], 2))
    S.let(rule=rule)
    return le(a[n], 2)


@bounded.proof()
def _(p, o):
    def step(q):
        q.rewrite(q.instantiate(o.rule, o.n))
        q.sign((2 - o.a[o.n]) / 2)

    p.induct(o.n, None, step)


bounded.corrected("if it starts below", start=True)


@claim("false-partial-sum")
def partial(S, *, nonnegative=False):
    """A part of a sum is at most the sum where the terms are not negative."""
    a, n = S.reals("a", "nonneg" if nonnegative else ""), S.natural("n")
    return le(a[0], S.total(0, n, lambda i: a[i]))


@partial.proof()
def _(p, o):
    p.induct(o.n, None, lambda q: q.sign((p.goal.args[1] - o.a[0]) + o.a[o.n + 1]))


partial.corrected("of non-negative terms", nonnegative=True)


@claim("false-fibonacci-sum")
def fibonacci(S, *, back=0):
    """a, b are neighbours: 0, 1, then 1, 1, then 1, 2, ..."""
    a, b, t, n = S.reals("a"), S.reals("b"), S.natural("t"), S.natural("n", 1)
    rule = S.for_all(t, both(eq(a[t + 1], b[t]), eq(b[t + 1], a[t] + b[t])))
    S.assume(eq(a[0], 0), eq(b[0], 1), rule)
    S.let(rule=rule)
    return eq(S.total(0, n + back if back else n, lambda i: a[i]), b[n] - 1)


@fibonacci.proof()
def _(p, o):
    known = p.goal

    def base(q):
        _, second = q.instantiate(o.rule, lift(0, INT)).args
        q.ring((-1, second), (-1, eq(o.b[0], 1)))

    def step(q):
        _, second = q.instantiate(o.rule, o.n).args
        q.ring((1, known), (-1, second))

    p.induct(o.n, base, step)


fibonacci.corrected("up to n - 1", back=-1)


@claim("false-moving-average")
def moving_average(S, *, ahead=1):
    """The bias of an exponential moving average that starts at 0."""
    a, beta, c, t, n = S.reals("a"), S.real("beta"), S.real("c"), S.natural("t"), S.natural("n")
    rule = S.for_all(t, eq(a[t + 1], beta * a[t] + (1 - beta) * c))
    S.assume(eq(a[0], 0), rule)
    S.let(rule=rule)
    return eq(a[n], (1 - beta ** (n + ahead)) * c)


@moving_average.proof()
def _(p, o):
    known = p.goal

    def step(q):
        q.rewrite(q.instantiate(o.rule, o.n))
        q.ring((o.beta, known))

    p.induct(o.n, lambda q: q.ring((1, eq(o.a[0], 0))), step)


moving_average.corrected("beta^n", ahead=0)
