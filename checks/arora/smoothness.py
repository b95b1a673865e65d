"""Lemma A.1: the gradient of a scale-invariant loss, bounded by its second derivative."""

from __future__ import annotations

from fractions import Fraction

from checks_arora.scale_invariance import scale_invariant
from checks_arora.vectors import cauchy

from bnproof import (
    INT,
    Lambda,
    basis,
    both,
    build,
    claim,
    cos,
    eq,
    gradient,
    implies,
    le,
    lift,
    lt,
    norm,
    norm2,
    num,
    pi,
    sin,
)

E, PI = basis("d", lift(1, INT)), pi()


@claim("arora-lemmaA.1-eq18")
def gradient_bound(S, *, constant=PI, power=1, tangential=False):
    """The loss as a function F of one weight; L = L^vv_ii bounds its second derivative at all directions v (2.4).

    Since <grad F(x), x> = 0 everywhere, the second derivative at v takes v to - grad F(v): so L alone is a bound. Where
    L bounds the second derivative only along the sphere, at what s has beside v, a great circle through v gives pi/2.
    """
    F, L, w = scale_invariant(S), S.nonnegative("L"), S.vector("w", "d", "nonzero")
    v, s = S.vector("v", "d", "unit"), S.vector("s", "d")
    along = _curvature(F, v, s - (v @ s) * v)
    sphere = both(le(-L * norm2(s), along), le(along, L * norm2(s)))
    whole = le(norm(build("hessian", (F, v)) @ s), L * norm(s))
    bounded = S.for_all(v, S.for_all(s, sphere if tangential else whole))
    S.assume(bounded)
    S.let(bounded=bounded, constant=constant, tangential=tangential)
    return le(norm(gradient(F, w)), constant * L / (norm(w) ** power if power else 1))


def _curvature(F, v, s):
    """<s, Hess F(v) s>."""
    return s @ (build("hessian", (F, v)) @ s)


def _beside(p, o):
    """The bounds at s orthogonal to v."""

    def bounds(v, s):
        along = _curvature(o.F, v, s)
        return both(le(-o.L * norm2(s), along), le(along, o.L * norm2(s)))

    def script(q):
        v, s = q.intro(), q.intro()
        apart = q.assume()
        low, high = q.instantiate(o.bounded, v, s).args
        share, image = v @ s, build("hessian", (o.F, v)) @ v
        same = share * (image @ v) - 2 * (image @ s), apart
        q.both(
            lambda r: r.sign(low.args[1] - low.args[0], (-same[0], same[1])),
            lambda r: r.sign(high.args[1] - high.args[0], same),
        )

    v, s = o.v, o.s
    return p.have(build("forall", (v, build("forall", (s, implies(eq(v @ s, 0), bounds(v, s)))))), script)


def _orthogonal(p, o):
    """<x, grad F(x)> = 0 for all x."""
    fact = build("forall", (o.x, eq(o.x @ gradient(o.F, o.x), 0)))

    def script(q):
        x = q.intro()
        q.ring((1, q.use("arora-lemma2.4-1", F=o.F, w=x)))

    return p.have(fact, script)


def _related(p, o):
    """grad F(v) / |w| = grad F(w)."""
    return p.instantiate(p.differentiate(o.rule, o.x), 1 / norm(o.w), o.w)


@gradient_bound.proof()
def _(p, o):
    size, v, slope = norm(o.w), o.w / norm(o.w), gradient(o.F, o.w)
    euler = p.instantiate(p.differentiate(_orthogonal(p, o), o.x), v)  # grad F(v) + Hess F(v) v = 0
    bound = p.instantiate(o.bounded, v, v)
    related, at_v, image = _related(p, o), gradient(o.F, v), build("hessian", (o.F, v)) @ v
    equal = p.have(
        eq(norm(slope), norm(image) / size),
        lambda q: q.root((-(slope + at_v / size), related), ((at_v - image) / size**2, euler)),
    )
    sharp = le(norm(slope), o.L / size)
    p.have(sharp, lambda q: q.sign((bound.args[1] - bound.args[0]) / size, (-1, equal)))
    p.pi_bounds(3, 4)
    p.sign((o.L / size - norm(slope)) + ((o.constant - 3) + 2) * o.L / size)


@gradient_bound.proof("pi/2, from the second derivative along the sphere")
def _(p, o):
    """f(t) = F(cos t v + sin t h), where h is the direction of grad F(v): from f(-pi) = f(pi), by Taylor's theorem."""
    everywhere, beside = _orthogonal(p, o), _beside(p, o)

    def script(q):
        v = q.intro()
        slope = gradient(o.F, v)
        orthogonal = q.instantiate(everywhere, v)

        def flat(r):
            r.sqrt_mono(lambda z: z.sign((PI / 2 * o.L) ** 2, (-1, eq(slope @ slope, 0))))

        q.cases(slope @ slope, eq=flat, gt=lambda r: _great_circle(r, o, v, slope, orthogonal, everywhere, beside))

    goal = build("forall", (o.v, le(norm(gradient(o.F, o.v)), PI / 2 * o.L)))
    bound = p.instantiate(p.have(goal, script), o.w / norm(o.w))
    slope, at_v, size = gradient(o.F, o.w), bound.args[0].args[0].args[0], norm(o.w)
    related = _related(p, o)
    equal = p.have(eq(norm(slope), bound.args[0] / size), lambda q: q.root((-(slope + at_v / size), related)))
    p.sign((bound.args[1] - bound.args[0]) / size, (-1, equal))


def _great_circle(p, o, v, slope, orthogonal, everywhere, beside):
    h, L = slope / norm(slope), o.L
    apart = p.have(eq(v @ h, 0), lambda q: q.ring((1 / norm(slope), orthogonal)))

    def at(t):
        return cos(t) * v + sin(t) * h

    def curvature(side):
        def second(q, t):
            x, moving, turn = at(t), cos(t) * h - sin(t) * v, 2 * cos(t) * sin(t)
            q.have(lt(0, x @ x), lambda r: r.sign(num(1), (turn, apart)))
            q.have(eq(x @ x, 1), lambda r: r.ring((turn, apart)))
            q.have(eq(x @ moving, 0), lambda r: r.ring((cos(t) ** 2 - sin(t) ** 2, apart)))
            length = q.have(eq(moving @ moving, 1), lambda r: r.ring((-turn, apart)))
            low, high = q.instantiate(beside, x, moving).args
            euler = q.instantiate(everywhere, x)
            if side == "above":
                q.sign(high.args[1] - high.args[0], (-L, length), (1, euler))
            else:
                q.sign(low.args[1] - low.args[0], (-L, length), (-1, euler))

        return second

    def taylor(end, side):
        return p.taylor(lambda t: o.F(at(t)), 0, end, L if side == "above" else -L, curvature(side), side)

    before, after = taylor(-PI, "above"), taylor(PI, "below")
    p.sign(((before.args[1] - before.args[0]) + (after.args[1] - after.args[0])) / (2 * PI))


gradient_bound.sharper("1 for pi", "no constant below $5/6$ would do: see the witness against $4/5$", constant=num(1))
gradient_bound.sharper(
    "pi/2, from the second derivative along the sphere",
    "only $|\\langle r,\\nabla^2F(v)r\\rangle|\\le L\\|s\\|^2$ with $r=s-\\langle v,s\\rangle v$; no constant below "
    "$15/13$ would do",
    constant=PI / 2,
    tangential=True,
)


@gradient_bound.admission
def _(p, o):
    """Of k u and of k (15 u - 2 u^3), where u = <e, x>/|x|, with L = 6/5 k, and with L = 13 k along the sphere."""
    k = _bound(p.goal.args[1]) / (13 if o.tangential else Fraction(6, 5))

    def invariant(q):
        c, x = q.intro(), q.intro()
        stretched = q.have(eq(norm(c * x), c * norm(x)), lambda r: r.root())
        before, after = _cosine(x), _cosine(c * x)
        same = q.have(eq(after, before), lambda r: r.ring((-(E @ x) / (norm(c * x) * norm(x)), stretched)))
        q.ring((k * (15 - 2 * (after**2 + after * before + before**2)) if o.tangential else k, same))

    p.both(invariant, lambda q: (_along_the_sphere if o.tangential else _in_the_space)(q, num(k)))


@gradient_bound.admission
def _(p, o):
    """Of functions whose second derivative vanishes."""

    def invariant(q):
        q.intro()
        q.intro()
        q.ring()

    def flat(q):
        q.intro()
        q.intro()
        q.auto()

    p.both(invariant, flat)


def _bound(sentence):
    """The number that is put in for L."""
    while sentence.op in ("forall", "implies", "and"):
        sentence = sentence.args[1]
    return Fraction(sentence.args[1].args[0].data[0])


def _in_the_space(p, k):
    """The second derivative of u at v takes s = sigma v + r, with r orthogonal to v, to - (<q, s> v + sigma q + a r).

    Here a = <e, v> and q = e - a v, so that |q|^2 = 1 - a^2.
    """
    v, s = p.intro(), p.intro()
    a, sigma = E @ v, v @ s
    q, r = E - a * v, s - sigma * v
    t, x, y, B = q @ s, a**2, norm2(q), num(Fraction(11, 25)) + a**2
    powers = [x**5, x**4 * y, x**3 * y**2, x**2 * y**3, x * y**4, y**5]
    rest = build("add", tuple(k * z for k, z in zip((59, 1669, 1420, 690, 376, 121), powers, strict=True)))
    squares = (y + Fraction(11, 25)) * norm2(r - (1 + x) * t * q) + B * (sigma - a * t / B) ** 2
    p.sqrt_mono(lambda z: z.sign(k**2 * (squares + rest / 625 / B * t**2)))


def _along_the_sphere(p, k):
    """The second derivative of 15 u - 2 u^3 along s, orthogonal to v, is - 12 a <q, s>^2 - (15 - 6 a^2) a |s|^2."""
    general = cauchy(p, "d")
    v, whole = p.intro(), p.intro()
    rest = 13 * k * (v @ whole) ** 2
    s = whole - (v @ whole) * v
    a, n = E @ v, norm2(s)
    q = E - a * v
    low, high = (p.instantiate(general, q, sign * s) for sign in (-1, 1))
    apart = (low.args[1] - low.args[0]) * (high.args[1] - high.args[0])  # |q|^2 |s|^2 - <q, s>^2
    steep = 6 * norm2(q) + 9

    def side(sign):
        def with_a(z):
            """Where the form has this sign it is at most 27 b - 18 b^3 <= 13 times |s|^2, with b = |a|."""
            b = sign * -a
            cubic = 18 * (b - Fraction(7, 10)) ** 2 * (b + Fraction(7, 5))
            short = num(Fraction(14, 125)) + Fraction(27, 100) * norm2(E + sign * v)
            z.sign(k * ((cubic + short) * n + 12 * b * apart) + rest)

        def against(z):
            b = sign * a
            z.sign(k * (13 * n + 12 * b * (q @ s) ** 2 + b * steep * n) + rest)

        return lambda z: z.cases(sign * a, le=with_a, ge=against)

    p.both(side(-1), side(1))


def _cosine(x):
    return (E @ x) / norm(x)


def _function(of):
    x = build("sym", (), ("x#9", "vec[d]", ""))
    return Lambda(x, of(x))


def _cubic(x):
    return 15 * _cosine(x) - 2 * _cosine(x) ** 3


COSINE, CUBIC = _function(_cosine), _function(_cubic)
gradient_bound.example({"d": 2}, F=CUBIC, w=(0, 1), L=13)
gradient_bound.example({"d": 2}, F=COSINE, w=(0, 1), L=Fraction(6, 5))
gradient_bound.example({"d": 2}, F=COSINE, w=(0, 2), L=Fraction(6, 5))
gradient_bound.example({"d": 2}, F=COSINE, w=(0, Fraction(1, 2)), L=Fraction(6, 5))
for w in ((0, 1), (0, Fraction(1, 64))):  # flat ones, and with a small L; linear ones are not scale-invariant
    gradient_bound.example({"d": 2}, F=_function(lambda x: num(Fraction(1, 64)) * _cubic(x)), w=w, L=Fraction(13, 64))
    for k in (Fraction(1, 64), Fraction(8)):
        gradient_bound.example({"d": 2}, F=_function(lambda x, k=k: num(k) * _cosine(x)), w=w, L=Fraction(6, 5) * k)
    gradient_bound.example({"d": 2}, F=_function(lambda x: E @ x), w=w, L=0)
gradient_bound.example({"d": 2}, F=_function(lambda x: num(1)), w=(0, 1), L=0)
gradient_bound.mutant("4/5 for pi", constant=num(Fraction(4, 5)))
gradient_bound.mutant("1, from the second derivative along the sphere", constant=num(1), tangential=True)
gradient_bound.mutant("without the norm of w", constant=num(1), power=0)
gradient_bound.mutant("the square of the norm of w", constant=num(1), power=2)
