"""Theorem 2, Eq. (6): near a minimiser BNGD contracts at the rate of H*, and so can be faster than gradient descent."""

from __future__ import annotations

from fractions import Fraction

from checks_cai.bngd import iterate_is_nonzero
from checks_cai.deflation import Deflated, bound, deflated
from checks_cai.model import BNGD, state

from bnproof import absolute, claim, eigmax, eigmin, eq, le, lemma, lt, norm, norm2, num


def projected(H, u, x):
    """x - (<u, H x> / <u, H u>) u, orthogonal to u for <., H .>."""
    return x - (u @ (H @ x)) / norm2(u, H) * u


STRETCHED = {"H": ((1, 0, 0), (0, 2, 0), (0, 0, 3)), "u": (1, 0, 0), "low": 2, "high": 3}


@lemma(
    "cai-deflated-contraction",
    "on the $H$-orthogonal complement of $u$, $\\|y-rKy\\|_H\\le\\rho^*\\|y\\|_H$ with $Ky=Hy$ projected back: "
    "$K$ has the eigenvalues of $H^*$ other than 0. All that is used of them are bounds",
)
def deflated_contraction(S, *, power=1):
    H, u, x, rate, radius = (
        S.spd("H", "d"),
        S.vector("u", "d", "nonzero"),
        S.vector("y", "d"),
        S.real("rate"),
        S.nonnegative("radius"),
    )
    star = Deflated(H, u, S.real("low"), S.real("high"))
    bound(S, star)
    S.assume(*(le((1 - rate * value) ** 2, radius**2) for value in (star.low, star.high)))
    y = projected(H, u, x)
    S.let(projection=y)
    return le(norm2(y - rate * projected(H, u, H @ y), H), radius ** (2 * power) * norm2(y, H))


@deflated_contraction.proof()
def _(p, o):
    """With q = y - (<u,y>/<u,u>) u: H* q = H y, so <y, H f(K) y> = <q, H* f(H*) q> for every polynomial f. For
    f(t) = rho^2 - (1 - rate t)^2 and a, b = low, high:
    (b - a) f(t) = (t - a) f(b) + (b - t) f(a) + (b - a) rate^2 (t - a)(b - t).
    Where q is not 0, b is positive; a need not be."""
    H, u, y, rate, radius, a, b = o.H, o.u, o.projection, o.rate, o.radius, o.low, o.high
    q, image = y - (u @ y) / (u @ u) * u, H @ y
    low, high = image - a * q, b * q - image  # (H* - a) q and (b - H*) q
    for vector in (q, image, low, high):
        p.instantiate(o.extreme, vector)

    def above(x):
        """<x, (H* - a) x>, at least 0."""
        return x @ o.star(x) - a * norm2(x)

    def below(x):
        """<x, (b - H*) x>, at least 0."""
        return b * norm2(x) - x @ o.star(x)

    def energy(x):
        """<x, H* x>."""
        return norm2(x - (u @ (H @ x)) / norm2(u, H) * u, H)

    at_a, at_b = (radius**2 - (1 - rate * value) ** 2 for value in (a, b))
    to_b = (energy(high) + below(image)) / b  # <q, H* (b - H*) q>

    def apart(s, from_a, between):
        """From <q, H* (H* - a) q> and <q, H* (H* - a) (b - H*) q>."""
        s.sign((from_a * at_b + to_b * at_a) / (b - a) + rate**2 * between)

    def loose(s):
        """a <= 0."""
        s.have(lt(0, b - a), lambda t: t.sign(b + (0 - a)))
        apart(s, norm2(image) + (0 - a) * energy(q), below(image) + (0 - a) * to_b)

    def tight(s):
        from_a = norm2(low) + a * above(q)
        s.have(le(a, b), lambda t: t.sign((above(q) + below(q)) / norm2(q)))
        s.cases(b - a, gt=lambda t: apart(t, from_a, (b * below(low) + a * above(high)) / (b - a)), eq=equal)

    def equal(s):
        """H* q = a q."""
        same = eq(b - a, 0)
        flat = s.have(eq(above(q), 0), lambda t: vanish(t, above(q), below(q), (-norm2(q), same)))
        none = s.have(
            eq(norm2(low), 0),
            lambda t: vanish(t, norm2(low), to_b, (-(a * norm2(q) + above(q)), same), (a, flat)),
        )
        level = s.have(eq(above(low), 0), lambda t: vanish(t, above(low), below(low), (-norm2(low), same)))
        slope = 2 * rate - 2 * rate**2 * a
        s.sign(at_a * (above(q) + a * norm2(q)), (slope * a, flat), (slope - rate**2 * a, none), (-(rate**2), level))

    def moving(s):
        s.have(lt(0, norm2(y)), lambda t: t.sign(norm2(q) + ((u @ y) / (u @ u)) ** 2 * norm2(u)))
        s.have(lt(0, b), lambda t: t.sign((norm2(y, H) + below(q)) / norm2(q)))
        s.cases(a, le=loose, gt=tight)

    def still(s):
        none = s.have(eq(q, 0), lambda t: t.definite())
        rest = (radius**2 - 1) * image + 2 * rate * o.star(image) - rate**2 * o.star(o.star(image))
        s.sign(num(0), (rest, none))

    p.cases(norm2(q), gt=moving, eq=still)


def vanish(p, term, opposite, *combine):
    """A term is 0 if it is at least 0 and, up to known equations, minus another such."""
    p.have(le(term, 0), lambda q: q.sign(opposite, *combine))
    p.sign()


deflated_contraction.example(
    {"d": 2}, H=((1, 0), (0, 3)), u=(1, 0), low=3, high=3, y=(0, 1), rate=Fraction(1, 4), radius=Fraction(1, 4)
)
deflated_contraction.example({"d": 3}, **STRETCHED, y=(0, 1, 0), rate=Fraction(1, 3), radius=Fraction(1, 3))
deflated_contraction.example(
    {"d": 2}, H=((1, 0), (0, 2)), u=(1, 1), low=Fraction(4, 3), high=Fraction(4, 3), y=(2, -1), rate=Fraction(3, 4),
    radius=0,
)  # fmt: skip
deflated_contraction.mutant("squared", power=2)


def spread(H):
    """(lambda_max - lambda_min) / 2, which bounds <x, H^2 y> / (|x|_H |y|_H) for H-orthogonal x and y."""
    return (eigmax(H) - eigmin(H)) / 2


@lemma(
    "cai-deflated-step",
    "$\\|u\\|_H$ times the part of $w_{k+1}$ that is $H$-orthogonal to $u$ is at most "
    "$\\|e\\|_H(\\rho^*\\|w\\|_H+|s|\\frac{\\lambda_{max}-\\lambda_{min}}2\\|e\\|_H)$, where $w_{k+1}=w+sHe$",
)
def deflated_step(S, *, weight=1):
    m = BNGD(S.spd("H", "d"), S.vector("u", "d", "nonzero"))
    w, s, radius = S.vector("w", "d", "nonzero"), S.real("s"), S.nonnegative("radius")
    star, e = Deflated(m.H, m.u, S.real("low"), S.real("high")), m.residual(w)
    bound(S, star)
    bounds = [le((1 - s * m.coefficient(w) * value) ** 2, radius**2) for value in (star.low, star.high)]
    S.assume(*bounds)
    S.let(m=m, e=e, bounds=bounds)
    side = norm(projected(m.H, m.u, w + s * (m.H @ e)), m.H)
    size = radius * norm(w, m.H) + weight * absolute(s) * spread(m.H) * norm(e, m.H)
    return le(norm(m.u, m.H) * side, norm(e, m.H) * size)


@deflated_step.proof()
def _(p, o):
    """c times that part is k - f, where f = y - s c K y is bounded by the contraction, y = e projected, and
    k = s c <u,He>/<u,Hu> times H u projected, whose norm is at most spread(H) |u|_H. For c = 0 directly."""
    H, u, w, s, e, radius = o.H, o.u, o.w, o.s, o.e, o.radius
    A, n, sigma, long, wide = norm2(u, H), norm2(e, H), norm(w, H), norm(u, H), norm(e, H)
    c, bent = o.m.coefficient(w), projected(H, u, H @ u)
    p.have(le(eigmin(H), eigmax(H)), lambda q: q.spectrum(H))
    skew = p.use("cai-skew-bound", H=H, x=u, z=H @ u)
    limit, size = spread(H) * long, norm(bent, H)
    product = u @ (H**2 @ bent)  # is the square of bent
    p.have(le(product, absolute(product)), lambda q: q.sqrt_mono())
    gap = (skew.args[1] - skew.args[0]) / 2 + (absolute(product) - product)
    p.have(le(size**2, limit * size), lambda q: q.sign(gap))
    p.have(le(norm2(bent, H), limit**2), lambda q: q.sign((limit - size) ** 2 + 2 * (limit * size - size**2)))
    spare = limit**2 - norm2(bent, H)

    def moving(q):
        rate, y = s * c, projected(H, u, e)
        f, share = y - rate * projected(H, u, H @ y), rate * n / A
        bound = q.use("cai-deflated-contraction", H=H, u=u, y=e, low=o.low, high=o.high, rate=rate, radius=radius)
        M, K = radius * absolute(c) * sigma * wide / long, absolute(s) * absolute(c) * n * spread(H) / long
        q.have(le(norm2(-f, H), M**2), lambda t: t.sign(bound.args[1] - bound.args[0]))
        q.have(le(norm2(share * bent, H), K**2), lambda t: t.sign(share**2 * spare))
        sides = q.use("cai-triangle", H=H, x=-f, y=share * bent, M=M, K=K)
        q.sqrt_mono(lambda t: t.sign(A / c**2 * (sides.args[1] - sides.args[0])))

    def still(q):
        """e = u."""
        null = eq(c, 0)
        bound = o.bounds[0]
        q.have(
            le(1, radius**2),
            lambda t: t.sign(bound.args[1] - bound.args[0], (s**2 * c * o.low**2 - 2 * s * o.low, null)),
        )
        q.rewrite(null)
        across = projected(H, u, w)
        M, K = radius * sigma, absolute(s) * limit
        shrunk = (radius**2 - 1) * sigma**2 + (w @ (H @ u)) ** 2 / A
        q.have(le(norm2(across, H), M**2), lambda t: t.sign(shrunk))
        q.have(le(norm2(s * bent, H), K**2), lambda t: t.sign(s**2 * spare))
        sides = q.use("cai-triangle", H=H, x=across, y=s * bent, M=M, K=K)
        q.sqrt_mono(lambda t: t.sign(A * (sides.args[1] - sides.args[0])))

    p.cases(c, lt=moving, gt=moving, eq=still)


deflated_step.example(
    {"d": 2}, H=((2, 0), (0, 1)), u=(Fraction(-1, 2), 1), low=Fraction(5, 3), high=Fraction(5, 3),
    w=(Fraction(1, 2), 1), s=4, radius=2,
)  # fmt: skip
deflated_step.example({"d": 3}, **STRETCHED, w=(1, Fraction(1, 4), 0), s=Fraction(3, 8), radius=Fraction(1, 3))
deflated_step.example({"d": 3}, **STRETCHED, w=(1, 0, Fraction(1, 4)), s=Fraction(19, 32), radius=Fraction(1, 2))
deflated_step.mutant("half the second term", weight=1 / 2)


@claim("cai-thm2-eq6")
def linear_rate(S, *, share=1, power=1, numerator=1, relation=le):
    """From every state, not only near a minimiser; delta is any number from the left side of its condition up to 1.
    For u = 0 there is no H*, and for d = 1 it has no eigenvalue but 0; in both cases e = 0."""
    m = BNGD(S.spd("H", "d"), S.vector("u", "d", "nonzero"))
    a, w, eps = state(S)
    star, delta, e, new = deflated(S, m.H, m.u), S.real("delta"), m.residual(w), m.next_w(a, w, eps)
    if share == "spread":
        share = spread(m.H) / eigmax(m.H)
    condition = le(eigmax(m.H) * eps * absolute(a) / norm2(w, m.H) * norm(e, m.H), delta)
    S.assume(condition, lt(delta, 1))
    rate = m.effective_rate(a, w, eps)
    radius = star.radius(rate)
    S.let(m=m, e=e, new=new, step=m.step(a, w, eps), condition=condition, rate=rate, radius=radius, share=share)
    factor = (radius**power + numerator * share * delta) / (1 - share * delta)
    return relation(norm(m.residual(new), m.H), factor * norm(e, m.H))


@linear_rate.proof()
def _(p, o):
    """|e_{k+1}| |w_{k+1}| = |u| times the part of w_{k+1} that is H-orthogonal to u (norms of H). That part is bounded
    in `cai-deflated-step`; and |w_{k+1}| >= (1 - delta) |w|, since <w, H w_{k+1}> is almost |w|^2."""
    H, u, w, e, new, delta, radius, share = o.H, o.u, o.w, o.e, o.new, o.delta, o.radius, o.share
    sigma, wide, low, high = norm(w, H), norm(e, H), eigmin(H), eigmax(H)
    iterate_is_nonzero(p, o)
    p.have(le(low, high), lambda q: q.spectrum(H))
    s, rate = o.eps * (o.a / sigma), o.rate
    for value in (o.low, o.high):
        size = absolute(1 - rate * value)
        p.have(le(size, radius), lambda q: q.extremum())
        p.have(le(0, radius), lambda q, size=size: q.sign(size + (radius - size)))
        gap = (radius - size) * (radius + size)
        p.have(le((1 - s * o.m.coefficient(w) * value) ** 2, radius**2), lambda q, gap=gap: q.sign(gap))
    step = p.use("cai-deflated-step", H=H, u=u, w=w, low=o.low, high=o.high, s=s, radius=radius)

    part, rest = spread(H) / high, (high + low) / (2 * high)  # of 1
    margin = o.condition.args[1] - o.condition.args[0]
    p.have(le(0, delta), lambda q: q.sign(margin + o.condition.args[0]))
    p.have(le(part, share), lambda q: q.sign(rest if share == 1 else 0 * rest))
    p.have(le(share, 1), lambda q: q.sign(0 * rest if share == 1 else rest))
    p.have(lt(0, 1 - share * delta), lambda q: q.sign((1 - delta) + delta * (1 - share)))
    small, least = absolute(s) * spread(H) * wide, sigma * (1 - share * delta)
    size = p.have(eq(absolute(s), o.eps * absolute(o.a) / sigma), lambda q: q.root())
    gap = part * sigma * margin + (share - part) * delta * sigma
    p.have(le(small, share * delta * sigma), lambda q: q.sign(gap, (-spread(H) * wide, size)))

    skew, product = p.use("cai-skew-bound", H=H, x=w, z=u), w @ (H**2 @ e)
    p.have(le(-(s * product), absolute(s) * absolute(product)), lambda q: q.sqrt_mono())
    along = w @ (H @ new)
    sway = s * product + absolute(s) * absolute(product) + absolute(s) * (skew.args[1] - skew.args[0]) / 2
    p.have(le(sigma * least, along), lambda q: q.sign(sway + sigma * (share * delta * sigma - small)))
    p.have(lt(0, along), lambda q: q.sign(sigma * least + (along - sigma * least)))
    cauchy = p.use("cai-cauchy-schwarz", H=H, x=w, y=new)
    squares = (cauchy.args[1] - cauchy.args[0]) + (along - sigma * least) * (along + sigma * least)
    p.have(le(least, norm(new, H)), lambda q: q.sqrt_mono(lambda t: t.sign(squares / sigma**2)))

    residual, across, length = norm(o.m.residual(new), H), step.args[0], norm(new, H)
    same = p.have(eq(residual * length, across), lambda q: q.root())
    bound = wide * sigma * (radius + share * delta)
    p.have(le(across, bound), lambda q: q.sign((step.args[1] - across) + wide * (share * delta * sigma - small)))
    p.sign((bound - across) / least + across * (length - least) / (least * length), (-1 / length, same))


linear_rate.sharper("delta times (lambda_max - lambda_min) / (2 lambda_max)", share="spread")
linear_rate.example(
    {"d": 2}, H=((1, 0), (0, 2)), u=(1, 1), v=(1, -1), z=(1, -1), low=Fraction(4, 3), high=Fraction(4, 3),
    a=1, w=(1, 2), eps=Fraction(1, 4), delta=Fraction(3, 100),
)  # fmt: skip
linear_rate.example(
    {"d": 2}, H=((1, 0), (0, 2)), u=(1, 1), v=(1, -1), z=(1, -1), low=Fraction(4, 3), high=Fraction(4, 3),
    a=2, w=(1, Fraction(3, 4)), eps=Fraction(1, 2), delta=Fraction(1, 4),
)  # fmt: skip
for eps, side in ((Fraction(1, 2), (0, Fraction(1, 1000))), (Fraction(1, 3), (Fraction(1, 1000), 0))):
    linear_rate.example(
        {"d": 3}, **STRETCHED, v=(0, 1, 0), z=(0, 0, 1), a=1, w=(1, *side), eps=eps, delta=Fraction(1, 300)
    )
linear_rate.mutant("the square of rho*", power=2)
linear_rate.mutant("no delta in the numerator", numerator=0)
linear_rate.mutant("strictly", relation=lt)
