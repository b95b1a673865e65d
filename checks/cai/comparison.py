"""BNGD beside gradient descent: H* is conditioned no worse than H, so its best rate is no worse either."""

from __future__ import annotations

from fractions import Fraction

from checks_cai.deflation import deflated, positive

from bnproof import claim, eigmax, eigmin, eq, identity, le, lt, ne, spectral_radius


def problem(S, better):
    """H, u, lambda*_min and lambda*_max; `better`: the condition number of H* is not that of H."""
    H, u = S.spd("H", "d"), S.vector("u", "d", "nonzero")
    star = deflated(S, H, u)
    if better:
        S.assume(ne(star.high * eigmin(H), star.low * eigmax(H)))
    return H, star


@claim("cai-two-sources")
def effective_condition_number(S, *, relation=le, better=False):
    """The first source, the effective condition number: that of H* against that of H.

    The second one, fast descent at large learning rates, is a remark without a formula.
    """
    H, star = problem(S, better)
    return relation(star.high / star.low, eigmax(H) / eigmin(H))


@claim("cai-faster-than-gd")
def faster(S, *, relation=le, better=False, numerator=2):
    """The rate rho* of (6) with delta = 0, at the effective learning rate that is best for it, against that of
    gradient descent at every learning rate. Whether an orbit of BNGD tends to that effective rate is not part of it.
    """
    H, star = problem(S, better)
    eps = S.real("eps")
    best, radius = star.radius(numerator / (star.low + star.high)), spectral_radius(identity("d") - eps * H)
    S.let(best=best, radius=radius)
    return relation(best, radius)


def _inside(p, o):
    """lambda_min <= lambda*_min <= lambda*_max <= lambda_max, and 0 < lambda*_min. Returns b low - a high >= 0."""
    positive(p, o)
    p.use("cai-interlacing", u=o.u)
    a, b, low, high = eigmin(o.H), eigmax(o.H), o.low, o.high
    p.have(le(a * high, b * low), lambda q: q.sign(a * (b - high) + b * (low - a)))
    return b * low - a * high


@effective_condition_number.proof()
def _(p, o):
    """Both eigenvalues lie inside the spectrum of H, whichever they are; high may be 0."""
    H, low, high = o.H, o.low, o.high
    a, b = eigmin(H), eigmax(H)
    p.use("cai-deflated-eigenvalue", H=H, u=o.u, v=o.v, value=low)
    p.have(lt(0, low), lambda q: q.sign(a + (low - a)))

    def inside(q, gap):
        q.use("cai-deflated-eigenvalue", H=H, u=o.u, v=o.z, value=high)
        q.sign(gap)

    def least(q):
        inside(q, a + (high - a))

    none = eq(high, 0)
    p.have(le(0, high), lambda q: q.cases(high, lt=least, gt=lambda s: s.sign(), eq=lambda s: s.sign()))
    p.have(
        le(a * high, b * low),
        lambda q: q.cases(
            high,
            gt=lambda s: inside(s, a * (b - high) + b * (low - a)),
            eq=lambda s: s.sign(b * low, (-a, none)),
            lt=lambda s: s.absurd(high),
        ),
    )
    p.sign((b * low - a * high) / (a * low))


@faster.proof()
def _(p, o):
    """rho* = (high - low)/(high + low), and rho(I - eps H) >= (b - a)/(b + a), since
    b (1 - eps a) - a (1 - eps b) = b - a."""
    H, low, high, eps, radius = o.H, o.low, o.high, o.eps, o.radius
    a, b, spare = eigmin(H), eigmax(H), _inside(p, o)
    p.have(le(a, b), lambda q: q.spectrum(H))
    p.eigenvalue(H, radius, "eigmin")
    p.eigenvalue(H, radius, "eigmax")
    p.have(le(1 - eps * a, radius), lambda q: q.sqrt_mono())
    p.have(le(-(1 - eps * b), radius), lambda q: q.sqrt_mono())
    least, bound = (b - a) / (b + a), (high - low) / (high + low)
    p.have(le(least, radius), lambda q: q.sign((b * (radius - (1 - eps * a)) + a * (radius + (1 - eps * b))) / (b + a)))
    gap = 2 * spare / ((high + low) * (b + a)) + (radius - least)

    def below(q):
        """|1 - 2 low/(low + high)| and |1 - 2 high/(low + high)| are both the bound."""
        size = q.goal.args[0]
        same = q.have(eq(size, bound), lambda s: s.root())
        q.sign(gap, (-1, same))

    p.extremum(below, below)


effective_condition_number.reading("no worse")
effective_condition_number.reading("strictly better", relation=lt)
effective_condition_number.corrected("strictly, where the two differ", relation=lt, better=True)
faster.reading("at least as fast")
faster.reading("strictly faster", relation=lt)
faster.corrected("strictly, where H* is better conditioned", relation=lt, better=True)
faster.mutant("1 for 2", numerator=1)
STRETCHED = {"u": (1, 0, 0), "v": (0, 1, 0), "z": (0, 0, 1), "low": 2, "high": 3}
ALIKE = {"u": (0, 1, 0), "v": (1, 0, 0), "z": (0, 0, 1), "low": 1, "high": 3}
NEARLY = {"u": (0, 0, 1), "v": (1, 0, 0), "z": (0, 1, 0), "low": 1, "high": 3}  # H* is conditioned hardly better
ROUND = {"H": ((1, 0), (0, 1)), "u": (1, 0), "v": (0, 1), "z": (0, 1), "low": 1, "high": 1}
for each in (effective_condition_number, faster):
    rate = {} if each is effective_condition_number else {"eps": Fraction(1, 2)}
    for values in (STRETCHED, ALIKE):
        each.example({"d": 3}, H=((1, 0, 0), (0, 2, 0), (0, 0, 3)), **values, **rate)
    best = {name: Fraction(20, 41) for name in rate}
    each.example({"d": 3}, H=((1, 0, 0), (0, 3, 0), (0, 0, Fraction(31, 10))), **NEARLY, **best)
    each.example({"d": 2}, **ROUND, **{name: 1 for name in rate})
