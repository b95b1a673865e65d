"""Inequalities of logarithms."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from bnproof import claim, eq, le, log, lt, num

HALF = Fraction(1, 2)


def ge(a, b):
    return le(b, a)


def _slack(p, *points):
    """By tangents: the sum of x/y - 1 - log(x/y) over neighbours x, y of these points."""
    facts = [p.tangent(num(x), num(y)) for x, y in pairwise(points)]
    total = num(0)
    for fact in facts:
        total = total + (fact.args[1] - fact.args[0])
    return total


@claim("false-log-tangent")
def log_tangent(S, *, shift=2):
    x = S.positive("x")
    return le(log(x), x - shift)


@log_tangent.proof()
def _(p, o):
    below = p.tangent(o.x, num(1))
    p.sign(below.args[1] - below.args[0])


log_tangent.corrected("x - 1", shift=1)


@claim("false-log-one-plus-reversed")
def log_one_plus(S, *, relation=ge):
    x = S.positive("x")
    return relation(log(1 + x), x)


@log_one_plus.proof()
def _(p, o):
    below = p.tangent(1 + o.x, num(1))
    p.sign(below.args[1] - below.args[0])


@log_one_plus.refutation("printed", where=lambda o: (eq(o.x, 3),))
def _(p, o):
    """log 4 <= log 2 + 1 <= 2."""
    p.rewrite(eq(o.x, 3))
    p.sign(_slack(p, 4, 2, 1) + 1)


log_one_plus.corrected("at most", relation=le)


@claim("false-log-lower-bound")
def log_lower(S, *, square=True):
    """x - x^2/4 is above for small x: log(1 + x) = x - x^2/2 + ..."""
    x = S.positive("x")
    return le(x - x**2 / 4 if square else x / (1 + x), log(1 + x))


@log_lower.proof()
def _(p, o):
    above = p.tangent(num(1), 1 + o.x)
    p.sign(above.args[1] - above.args[0])


@log_lower.refutation("printed", where=lambda o: (eq(o.x, HALF),))
def _(p, o):
    """log(3/2) <= 1/8 + 1/7 + 1/6 < 7/16."""
    p.rewrite(eq(o.x, HALF))
    p.sign(_slack(p, 3 * HALF, 8 * HALF / 3, 7 * HALF / 3, 1) + Fraction(1, 336))


log_lower.corrected("x/(1 + x)", square=False)


@claim("false-log-jensen")
def log_jensen(S, *, relation=ge):
    a, b = S.positive("a"), S.positive("b")
    return relation((log(a, base=2) + log(b, base=2)) / 2, log((a + b) / 2, base=2))


@log_jensen.proof()
def _(p, o):
    mean = (o.a + o.b) / 2
    first, second = p.tangent(o.a, mean), p.tangent(o.b, mean)
    p.have(lt(0, log(2)))
    p.sign(((first.args[1] - first.args[0]) + (second.args[1] - second.args[0])) / (2 * log(2)))


log_jensen.corrected("at most", relation=le)


@claim("false-log-chord-reversed")
def log_chord(S, *, relation=ge):
    x = S.nonnegative("x")
    S.assume(le(x, 1))
    return relation(x, log(1 + x, base=2))


@log_chord.proof()
def _(p, o):
    p.have(lt(0, log(2)))
    p.have(le(num(1), 1 + o.x), lambda q: q.sign(o.x))
    p.have(le(1 + o.x, num(2)), lambda q: q.sign(1 - o.x))
    chord = p.chord(1 + o.x, num(1))
    p.sign((chord.args[1] - chord.args[0]) / log(2))


log_chord.corrected("at most", relation=le)
