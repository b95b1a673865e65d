"""How Omega_H grows with the dimension: 7d/8 < Omega_I <= Omega_H <= kappa^2 Omega_I <= 2 kappa^2 d for d >= 2.

So it does for every H, without a law of large numbers; among all H it is least for multiples of the identity. But it
is not monotone: Omega_I is 4 in dimension 2, and e^4/16 = 3.41... in dimension 3.
"""

from __future__ import annotations

from checks_cai.insensitivity import omega, two_dimensions

from bnproof import both, claim, dim, eigmax, eigmin, eq, identity, le, lemma, lt, norm2, num, oblique_mean


@lemma("cai-omega-identity", "For $H = I$ the insensitivity grows linearly: $7d/8 < \\Omega_I \\le 2d$.")
def identity_bounds(S, *, low=7 / 8, high=2):
    S.assume(le(2, dim("d")))
    one = omega(identity("d"))
    return both(lt(low * dim("d"), one), le(one, high * dim("d")))


@identity_bounds.proof()
def _(p, o):
    d, mean = dim("d"), oblique_mean(identity("d"))
    below, above = p.oblique_identity("d")
    least = p.exp_mono(mean, 1 / (8 * d), num(0), lambda q: q.sign(mean - below.args[0]), above=False)
    most = p.exp_mono(mean, 2 / (7 * d), num(0), lambda q: q.sign(above.args[1] - mean), strict=True)
    p.both(*(lambda q, s=small, t=large: q.sign((t - s) / (s * t) / 4) for small, large in (most.args, least.args)))


identity_bounds.mutant("at least 3 d", low=3)


def residual(H, x, y):
    """e = y - (x'Hy/x'Hx) x."""
    return y - (x @ (H @ y)) / (x @ (H @ x)) * x


@lemma("cai-omega-least", "$\\Omega_H$ is least where all eigenvalues agree: $\\Omega_I \\le \\Omega_H$.")
def least_omega(S, *, factor=1):
    return le(factor * omega(identity("d")), omega(two_dimensions(S)))


@least_omega.proof()
def _(p, o):
    """|Hx|^2 <= lambda_max x'Hx, and |He|^2 <= lambda_max y'Hy for the residual e of y: with both orders of a pair the
    quotients x'Hx/y'Hy cancel."""
    H, high, unit = o.H, eigmax(o.H), oblique_mean(identity("d"))

    def shorter(s, v):
        s.spectral(H, v, {1: high, 2: -1}, lambda t, x: t.sign(x * (high - x)))

    def one_order(q, x, y):
        own, other, e = norm2(x, H), norm2(y, H), residual(H, x, y)
        square, image, form = norm2(H @ x), norm2(H @ e), norm2(e, H)
        q.have(le(square, high * own), lambda s: shorter(s, x))
        q.have(le(image, high * form), lambda s: shorter(s, e))
        q.have(le(image, high * other), lambda s: s.sign((high * form - image) + high * (x @ (H @ y)) ** 2 / own))
        gap = (high * own - square) * high * other + square * (high * other - image)
        return q.have(le(square * image / own**2, high**2 * other / own), lambda s: s.sign(gap / own**2)).args

    def pointwise(q, w, v):
        (f, above), (g, beyond) = one_order(q, w, v), one_order(q, v, w)
        q.sign((above - f) * beyond + f * (beyond - g))

    bound = p.oblique_pairs(H, high**2, pointwise)
    gap = bound.args[1] - bound.args[0]
    small, large = p.exp_mono(oblique_mean(H), high**2, unit, lambda q: q.sign(gap)).args
    p.sign(high**2 / 4 * (large - small) / (small * large))


least_omega.mutant("twice as much", factor=2)


@lemma("cai-omega-largest", "$\\Omega_H$ is at most $\\kappa^2$ times as large: $\\Omega_H \\le \\kappa^2\\Omega_I$.")
def largest_omega(S, *, power=2):
    H = two_dimensions(S)
    return le(omega(H), (eigmax(H) / eigmin(H)) ** power * omega(identity("d")))


@largest_omega.proof()
def _(p, o):
    """For unit vectors x'Hx <= |Hx|, and for the residual e of y, orthogonal to x, lambda_min <= e'He <= |He|."""
    H, low, unit = o.H, eigmin(o.H), oblique_mean(identity("d"))

    def one_order(q, x, y, orthogonal):
        own, e, m = norm2(x, H), residual(H, x, y), x @ (H @ y)
        square, image, form = norm2(H @ x), norm2(H @ e), norm2(e, H)
        q.have(le(own**2, square), lambda s: s.sign(norm2(H @ x - own * x)))
        q.have(
            le(low * norm2(e), form),
            lambda s: s.spectral(H, e, {0: -low, 1: 1}, lambda t, z: t.sign(z - low)),
        )
        longer = (form - low * norm2(e)) + low * (m / own) ** 2
        q.have(le(low, form), lambda s: s.sign(longer, (-2 * low * m / own, orthogonal)))
        q.have(le(form**2, image), lambda s: s.sign(norm2(H @ e - form * y)))
        q.have(le(low**2, image), lambda s: s.sign((image - form**2) + (form - low) * (form + low)))
        gap = (square - own**2) * image + own**2 * (image - low**2)
        return q.have(le(low**2, square * image / own**2), lambda s: s.sign(gap / own**2)).args

    def pointwise(q, w, v):
        (c, f), (_, g) = (one_order(q, x, y, eq(w @ v, 0)) for x, y in ((w, v), (v, w)))
        q.sign((f - c) * g + c * (g - c))

    bound = p.oblique_pairs(H, low**2, pointwise, above=False)
    gap = bound.args[1] - bound.args[0]
    small, large = p.exp_mono(oblique_mean(H), low**2, unit, lambda q: q.sign(gap), above=False).args
    p.sign(eigmax(H) ** 2 / 4 * (large - small) / (small * large))


largest_omega.mutant("kappa", power=1)


def at_least(H, low=7 / 8):
    return le(low * dim("d"), omega(H))


def at_most(H, power=2):
    return le(omega(H), 2 * (eigmax(H) / eigmin(H)) ** power * dim("d"))


def between_multiples(p, o):
    """Of d: through Omega_I."""
    H, one, kappa = o.H, omega(identity("d")), eigmax(o.H) / eigmin(o.H)
    p.use("cai-omega-least", H=H)
    p.use("cai-omega-largest", H=H)
    low, high = p.use("cai-omega-identity").args

    def close(q):
        if q.goal.args[0] is omega(H):
            q.sign((kappa**2 * one - omega(H)) + kappa**2 * (high.args[1] - one))
        else:
            q.sign((omega(H) - one) + (one - low.args[0]))

    if p.goal.op == "and":
        p.both(close, close)
    else:
        close(p)


@claim("cai-omega-Od")
def order(S, *, most=False, **changed):
    """O(d) says at most; Proposition 4, from which it is concluded, says at least. Both hold: at least 7d/8 for all H,
    at most 2 kappa^2 d, one multiple of d for all spectra within fixed bounds. There is none for all kappa."""
    H = two_dimensions(S)
    return at_most(H, **changed) if most else at_least(H, **changed)


order.proof()(between_multiples)
order.reading("at most", most=True)
order.reading("at least")
order.mutant("at most, by kappa", most=True, power=1)
order.example({"d": 3}, H=((1, 0, 0), (0, 1, 0), (0, 0, 1)))
FIVE = tuple(tuple(int(i == j) for j in range(5)) for i in range(5))  # where Omega_I is less than d
order.example({"d": 5}, H=FIVE)


def in_higher_dimensions(S, *, monotone, **changed):
    """Omega_H within constant factors of d; or Omega_I never less in one dimension more."""
    if not monotone:
        H = two_dimensions(S)
        return both(at_least(H, **changed), at_most(H))
    S.assume(le(2, dim("d")), eq(dim("m"), dim("d") + 1))
    return le(omega(identity("d")), omega(identity("m")))


@claim("cai-linear-in-d")
def linear(S, *, monotone=False, **changed):
    """Linear within constant factors, but not monotone: see H = I in dimensions 2 and 3."""
    return in_higher_dimensions(S, monotone=monotone, **changed)


@claim("cai-table-4")
def higher_is_better(S, *, monotone=False, **changed):
    """Of GD there is nothing to check: 2/lambda_max does not speak of d."""
    return in_higher_dimensions(S, monotone=monotone, **changed)


@claim("slides-table-4")
def higher_is_better_on_the_slides(S, *, monotone=False, **changed):
    """As in the table of the poster."""
    return in_higher_dimensions(S, monotone=monotone, **changed)


for _each in (linear, higher_is_better, higher_is_better_on_the_slides):
    _each.reading("within constant factors of d")
    _each.reading("never less in one dimension more", monotone=True)
    _each.mutant("at least 3 d", low=3)
    _each.proof("within constant factors of d")(between_multiples)
    _each.example({"d": 3, "m": 4}, H=((1, 0, 0), (0, 1, 0), (0, 0, 1)))
    _each.example({"d": 5, "m": 6}, H=FIVE)
