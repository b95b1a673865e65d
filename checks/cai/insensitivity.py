"""Definition 3 and Proposition 4: how large the interval of insensitivity is on average.

`oblique_mean(H)` is the mean in (7), of ln beta_0. In dimension 1 the residual e_0 is 0 and there is none; and C of (8)
is 0/0 where all eigenvalues agree. Hypotheses exclude both, and one of them implies the other: two different
eigenvalues need two dimensions.
"""

from __future__ import annotations

from fractions import Fraction

from bnproof import both, claim, dim, eigmax, eigmin, eq, exp, le, lemma, log, lt, norm2, num, oblique_mean, trace


def beta_bar(H):
    """(7)."""
    return exp(oblique_mean(H))


def omega(H):
    """Definition 3, with eps_max = 2/lambda_max."""
    largest = num(1) if H.op == "identity" else eigmax(H)
    return 1 / (beta_bar(H) * (2 / largest) ** 2)


def constant(H):
    """C of (8)."""
    d, low, high = dim("d"), eigmin(H), eigmax(H)
    kappa = high / low
    exponent = 2 * log(kappa) / (kappa - 1) * (1 - trace(H) / (d * low))
    return 4 * (trace(H**2) / (d * low**2)) * (trace(H) / (d * high)) * exp(exponent)


def two_dimensions(S):
    """H on a space of dimension 2 or more."""
    H = S.spd("H", "d")
    S.assume(le(2, dim("d")))
    return H


def two_eigenvalues(S):
    """H with eigenvalues that differ."""
    H = S.spd("H", "d")
    S.assume(lt(eigmin(H), eigmax(H)))
    return H


@claim("cai-eq7")
def average(S, *, least=0):
    """The mean exists in dimension 2 or more, and its exponential is positive. In dimension 1 beta_0 is always 0."""
    return lt(least, beta_bar(two_dimensions(S)))


average.reading("in dimension 2 or more")
average.mutant("more than 1", least=1)


@claim("cai-def3")
def insensitivity(S, *, least=0):
    """Omega_H exists in dimension 2 or more, and is positive. That eps_a = 1, and the choice of a_0, say of which
    orbits it speaks; the formula does not depend on them."""
    return lt(least, omega(two_dimensions(S)))


insensitivity.reading("in dimension 2 or more")
insensitivity.mutant("more than 5", least=5)


@claim("cai-def3-average-prose")
def geometric_mean(S, *, power=2):
    """1/Omega_H is the geometric mean of beta_0 eps_max^2. (The arithmetic mean of its inverse is infinite.)"""
    H = two_dimensions(S)
    step = (2 / eigmax(H)) ** power
    S.let(step=step)
    return eq(1 / omega(H), exp(oblique_mean(H) + log(step)))


@geometric_mean.proof()
def _(p, o):
    mean = oblique_mean(o.H)
    p.exp_mono(mean + log(o.step), o.step, mean)
    p.exp_mono(mean + log(o.step), o.step, mean, above=False)
    p.sign()


geometric_mean.mutant("eps_max for its square", power=1)


@claim("cai-eq8")
def bound_constant(S, *, power=1):
    """C exists unless all eigenvalues agree, where it is 0/0. It lies between 4/kappa and 4 kappa^2, so it is positive,
    and 4 is its limit as they come to agree."""
    H = two_eigenvalues(S)
    kappa, C = eigmax(H) / eigmin(H), constant(H)
    S.let(kappa=kappa)
    return both(lt(4 / kappa**power if power else num(4), C), lt(C, 4 * kappa**2))


@bound_constant.proof()
def _(p, o):
    """Below: exp(..) >= 1/m^2 for m = Tr H/(d lambda_min), by a chord of the logarithm, and Tr H^2/d >= (Tr H/d)^2."""
    H, d, low, high, kappa = o.H, dim("d"), eigmin(o.H), eigmax(o.H), o.kappa
    mean, square = trace(H) / d, trace(H**2) / d
    m, s, share = mean / low, square / low**2, mean / high
    p.have(lt(1, kappa), lambda q: q.sign((high - low) / low))
    least = p.traces(H, {0: -low, 1: 1}, lambda q, x: q.sign(x - low), "eigmax")
    most = p.traces(H, {0: high, 1: -1}, lambda q, x: q.sign(high - x), "eigmin")
    squares = p.traces(H, {0: high**2, 2: -1}, lambda q, x: q.sign((high - x) * (high + x)), "eigmin")
    spread = p.traces(H, {0: mean**2, 1: -2 * mean, 2: 1}, lambda q, x: q.sign((x - mean) ** 2), "eigmin")
    gap = {f: f.args[1] - f.args[0] for f in (least, most, squares, spread)}
    p.have(lt(1, m), lambda q: q.sign((gap[least] + (high - low)) / (d * low)))
    p.have(lt(share, 1), lambda q: q.sign((gap[most] + (high - low)) / (d * high)))
    p.have(lt(s, kappa**2), lambda q: q.sign((gap[squares] + (high - low) * (high + low)) / (d * low**2)))
    p.have(le(m**2, s), lambda q: q.sign((gap[spread] + (low - mean) ** 2) / (d * low**2)))
    p.have(le(m, kappa), lambda q: q.sign(kappa * (1 - share)))
    slope = log(kappa) / (kappa - 1)
    exponent = 2 * slope * (1 - m)
    chord = p.chord(m, num(1), kappa)
    logs = [p.log_product(m, m), p.log_product(m**2, 1 / m**2)]
    small = p.exp_mono(
        exponent, 1 / m**2, num(0), lambda q: q.sign(2 * (chord.args[1] - chord.args[0]), *((1, f) for f in logs)),
        above=False,
    )  # fmt: skip

    def lower(q):
        q.sign(4 * (m - 1) / kappa + 4 * (s - m**2) * share / m**2 + 4 * s * share * (small.args[1] - small.args[0]))

    def upper(q):
        power = q.goal.args[0].args[-1]
        q.exp_mono(power.args[0], num(1), num(0), lambda t: t.sign(-power.args[0]))
        q.sign(4 * (kappa**2 - s) + 4 * s * (1 - share) + 4 * s * share * (1 - power))

    p.both(lower, upper)


bound_constant.reading("where kappa is not 1")
bound_constant.mutant("more than 4", power=0)


@lemma("cai-beta-bound", "An upper bound of $\\bar\\beta_H$, by Jensen's inequality and a chord of the logarithm.")
def beta_bound(S, *, factor=1):
    H = two_eigenvalues(S)
    d, low, high = dim("d"), eigmin(H), eigmax(H)
    square, mean, kappa = trace(H**2) / d, trace(H) / d, high / low
    scale = 2 * high * square * mean / (7 * d * low**2)
    exponent = 2 * log(kappa) / (kappa - 1) * (1 - mean / low)
    S.let(square=square, mean=mean, kappa=kappa, scale=scale, exponent=exponent)
    return lt(beta_bar(H), factor * scale * exp(exponent))


@beta_bound.proof()
def _(p, o):
    """For orthonormal w, v |He|^2 is at most lambda_max v'Hv. Of the logarithm of |Hw|^2 lambda_max v'Hv/(w'Hw)^2,
    tangents at the means of |Hw|^2 and of v'Hv, and for w'Hw the chord between lambda_min and lambda_max. The mean for
    H = I, where the logarithm is 0, is less than log(2/(7d))."""
    H, d, low, high = o.H, dim("d"), eigmin(o.H), eigmax(o.H)
    p.have(lt(1, o.kappa), lambda q: q.sign((high - low) / low))
    p.have(le(2, d), lambda q: q.spectrum(H))
    slope = log(o.kappa) / (o.kappa - 1)

    def pointwise(q, w, v):
        left, right, square = norm2(w, H), norm2(v, H), norm2(H @ w)
        e = v - (w @ (H @ v)) / left * w
        g, simple = square * norm2(H @ e) / left**2, square * (high * right) / left**2
        q.have(
            le(norm2(H @ e), high * norm2(e, H)),
            lambda s: s.spectral(H, e, {1: high, 2: -1}, lambda t, x: t.sign(x * (high - x))),
        )
        shorter = (high * norm2(e, H) - norm2(H @ e)) + high * (w @ (H @ v)) ** 2 / left
        q.have(le(norm2(H @ e), high * right), lambda s: s.sign(shorter))
        q.have(le(g, simple), lambda s: s.sign(square / left**2 * (high * right - norm2(H @ e))))
        q.have(le(low, left), lambda s: s.spectral(H, w, {0: -low, 1: 1}, lambda t, x: t.sign(x - low)))
        q.have(le(left, high), lambda s: s.spectral(H, w, {0: high, 1: -1}, lambda t, x: t.sign(high - x)))
        bounds = [q.tangent(g, simple), q.tangent(square, o.square), q.tangent(right, o.mean)]
        bounds += [q.chord(left, low, o.kappa)] * 2
        factors = (simple, left), (simple * left, left), (square, high * right), (high, right)
        logs = zip((1, 1, -1, -1), (q.log_product(x, y) for x, y in factors), strict=True)
        q.sign(sum((b.args[1] - b.args[0] for b in bounds), (simple - g) / simple), *logs)

    start = log(high) + log(o.square) + log(o.mean) - 2 * log(low) - 2 + 2 * slope
    bound = p.oblique_moments(H, start, 1 / o.square, -2 * slope / low, 1 / o.mean, pointwise)
    _, of_identity = p.oblique_identity("d")
    share = num(2) / 7 / d
    factors = (o.scale, low), (o.scale * low, low), (high, o.square), (high * o.square, o.mean)
    factors = *factors, (high * o.square * o.mean, share)
    logs = zip((-1, -1, 1, 1, 1), [p.log_product(x, y) for x, y in factors], strict=True)
    gap = sum((b.args[1] - b.args[0] for b in (bound, of_identity)), num(0))
    p.exp_mono(oblique_mean(H), o.scale, o.exponent, lambda q: q.sign(gap, *logs), strict=True)
    p.sign()


beta_bound.mutant("a hundredth of it", factor=1 / 128)


@claim("cai-prop4")
def insensitivity_bound(S, *, factor=1):
    """Wherever C is defined: the case that all eigenvalues agree is left out, and with it dimension 1. There the limit
    of C is 4, and in dimension 2 or more Omega_I is at least 7d/8, which is more than d/4."""
    H = two_eigenvalues(S)
    return le(factor * dim("d") / constant(H), omega(H))


def _by_beta(factor):
    def script(p, o):
        low, high, insensitive = eigmin(o.H), eigmax(o.H), omega(o.H)
        p.have(lt(1, high / low), lambda q: q.sign((high - low) / low))
        small, large = p.use("cai-beta-bound", H=o.H).args
        share, most = dim("d") / constant(o.H), num(7) / 2
        p.have(lt(most * share, insensitive), lambda q: q.sign(high**2 / 4 * (large - small) / (small * large)))
        p.sign((insensitive - most * share) + (most - factor) * share)

    return script


insensitivity_bound.reading("where kappa is not 1")
insensitivity_bound.sharper(
    "7/2 times as much", "no more than $2e^\\gamma=3.56\\ldots$ times would do", factor=Fraction(7, 2)
)
insensitivity_bound.proof("where kappa is not 1")(_by_beta(1))
insensitivity_bound.proof("7/2 times as much")(_by_beta(Fraction(7, 2)))
insensitivity_bound.mutant("forty times as much", factor=40)


# Six eigenvalues that nearly agree: there both bounds are nearly sharp, up to a factor of 3.8 = 4 Omega_I/6.
SIXTH = tuple(tuple(Fraction(65 if i == j == 5 else 64 * (i == j), 64) for j in range(6)) for i in range(6))
ONE_SMALL = tuple(tuple((i == j) * (64 if i else 1) for j in range(8)) for i in range(8))  # where Tr[H]/d is large
for _each in (beta_bound, insensitivity_bound):
    _each.example({"d": 2}, H=((1, 0), (0, 4)))  # in the plane the mean is exact
    _each.example({"d": 6}, H=SIXTH)
    _each.example({"d": 8}, H=ONE_SMALL)
