"""Property (iii): the critical points of J are its minima and strict saddle points."""

from __future__ import annotations

from fractions import Fraction

from checks_cai.model import law_of_data

from bnproof import both, claim, either, eq, le, lemma, lt, norm2, num


@lemma("cai-cauchy-schwarz-plain", "$\\langle x,y\\rangle^2\\le\\|x\\|^2\\|y\\|^2$")
def cauchy_schwarz(S, *, relation=le):
    x, y = S.vector("x", "d"), S.vector("y", "d")
    return relation((x @ y) ** 2, norm2(x) * norm2(y))


@cauchy_schwarz.proof()
def _(p, o):
    x, y = o.x, o.y
    product, first, second = x @ y, norm2(x), norm2(y)
    t = -(first + 1) / (2 * product)
    square, null = norm2(x + t * y), eq(second, 0)

    def contradiction(q):
        """y = 0: if <x, y> were not 0, x + t y would have a negative square."""
        q.have(le(square, -1), lambda s: s.sign(0 * product, (-(t**2), null)))
        q.absurd(-1 - square)

    def degenerate(q):
        zero = eq(product, 0)
        q.cases(product, eq=lambda s: s.sign(first * second, (-product, zero)), lt=contradiction, gt=contradiction)

    p.cases(second, gt=lambda q: q.sign(second * norm2(x - product / second * y)), eq=degenerate)


cauchy_schwarz.mutant("strictly", relation=lt)


@claim("cai-strict-saddles")
def strict_saddles(S, *, direction=None, saddles=True, curvature=1):
    """At a critical point (a, w) of J, w != 0: no J(b, v) with v != 0 is smaller, or some curvature is negative. The
    minimisers are not counted as introduced: they all stand for the one predictor u of least squares.

    The second alternative is that of a = 0 and w orthogonal to g != 0; then (|g|^2 / sigma, g) is such a direction.
    """
    law = law_of_data(S)
    a, b, w, v = S.real("a"), S.real("b"), S.vector("w", "d", "nonzero"), S.vector("v", "d", "nonzero")
    slopes = S.grad(lambda t: law.J(t, w), at=a), S.grad(lambda x: law.J(a, x), at=w)
    S.let(slopes=slopes)
    S.assume(lt(0, norm2(law.X @ w)), eq(slopes[0], 0), eq(slopes[1], 0))  # the first: J is smooth at (a, w)

    def second(alpha, x):
        """The second derivative of J at (a, w) along (alpha, x)."""
        return S.grad(lambda t: S.grad(lambda s: law.J(a + s * alpha, w + s * x), at=t), at=num(0))

    minimal = le(law.J(a, w), law.J(b, v))
    if not saddles:
        return minimal
    if direction == "g":
        norm = law.g @ law.g / law.sigma(w)
        return either(minimal, both(lt(0, law.g @ law.g), eq(second(norm, law.g), -curvature * norm**2)))
    alpha, x = S.real("alpha"), S.vector("x", "d")
    return either(minimal, S.there_is(alpha, S.there_is(x, lt(second(alpha, x), 0))))


@strict_saddles.proof()
def _(p, o):
    law, a, b, w, v = o.law, o.a, o.b, o.w, o.v
    sigma, sigma_v, g, image, other = law.sigma(w), law.sigma(v), law.g, law.X @ w, law.X @ v
    p.have(lt(0, other @ other))
    flat_a, flat_w = (eq(slope, 0) for slope in o.slopes)
    product, c = w @ g, w @ g / sigma**2
    best = p.have(eq(a, product / sigma), lambda q: q.ring((1, flat_a)))
    both_minima = (a - product / sigma) / 2  # cofactor of `best` in J(b, v) - J(a, w)

    def minimum(q):
        """g is a multiple of H w, so <v, g>/sigma(v) is largest for v = w, by Cauchy and Schwarz."""
        along = q.have(eq(g, c * (law.H @ w)), lambda s: s.ring((-sigma / a, flat_w)))
        shadow = c * (other @ image) / sigma_v
        rest = image - (other @ image) / sigma_v**2 * other
        gap = (b - shadow) ** 2 / 2 + c**2 * (rest @ rest) / 2
        q.either(0)
        q.sign(gap, (-both_minima, best), (-b / sigma_v * v, along))

    def stationary(q):
        """w is orthogonal to g."""
        null = eq(a, 0)
        q.cases(g @ g, eq=lambda s: useless(s, null), gt=lambda s: saddle(s, null))

    def useless(q, null):
        """g = 0: J does not depend on w."""
        cauchy = q.use("cai-cauchy-schwarz-plain", x=v, y=g)
        square = cauchy.args[0]
        q.have(le(square, 0), lambda s: s.sign(cauchy.args[1] - square, (-(v @ v), eq(g @ g, 0))))

        def impossible(s):
            s.absurd(-square)

        zero = q.have(eq(v @ g, 0), lambda s: s.cases(v @ g, eq=lambda t: t.fact(), lt=impossible, gt=impossible))
        q.either(0)
        q.sign(b**2 / 2, (-b / sigma_v, zero), (product / sigma - a / 2, null))

    def saddle(q, null):
        slope = g @ g / sigma
        orthogonal = q.have(eq(product, 0), lambda s: s.ring((sigma, null), (-sigma, best)))
        bend = -2 * slope * (w @ (law.H @ g)) / sigma**3

        def curved(s):
            s.rewrite(null)
            s.sign(slope**2, (bend, orthogonal))

        def exactly(s):
            s.rewrite(null)
            s.ring((-bend, orthogonal))

        q.either(1)
        if q.goal.op == "and":
            q.both(lambda s: s.fact(), exactly)
        else:
            q.exists(slope, lambda s: s.exists(g, curved))

    def level(q):
        null = q.have(eq(slope, 0 * w), lambda s: s.definite())
        q.have(flat_w, lambda s: s.ring((1, same), (1, null)))
        q.cases(a, lt=minimum, gt=minimum, eq=stationary)

    def steep(q):
        """The printed claim does not need a slope in w that is 0: J does not change along w, so its second derivative
        along the slope plus c w is that along the slope, a times `bend`, less 2c times the square of the slope."""
        n = slope @ slope
        if q.goal.args[1].op == "and":
            q.have(eq(n, 0), lambda s: s.ring((slope, flat_w)))
            q.absurd(n)
            return
        cross = w @ (law.H @ slope) / sigma
        bend = 2 * (slope @ g) * cross / sigma**2 + w @ g * (slope @ (law.H @ slope) - 3 * cross**2) / sigma**3
        q.either(1)
        q.exists(num(0), lambda s: s.exists(slope + (a * bend + n) / (2 * n) * w, lambda r: r.sign(n)))

    slope = -(a / sigma) * (g - c * (law.H @ w))
    same = p.have(eq(o.slopes[1], slope), lambda q: q.ring())
    p.cases(slope @ slope, eq=level, gt=steep)


def point(**values):
    """y = x_1, H = I: g = (1, 0)."""
    return {"X": ((0, 0), (1, 0), (0, 1)), "y": (0, 1, 0), "one": (1, 0, 0), **values}


for variant_values in ({"a": 0, "w": (0, 1)}, {"a": 1, "w": (2, 0)}):
    strict_saddles.example({"d": 2, "L2": 3}, **point(**variant_values, b=2, v=(3, 4)))
for variant_values in (
    {"a": 0, "w": (0, 1)},
    {"a": 0, "w": (0, 2)},  # a saddle where sigma is not 1
    {"a": 1, "w": (2, 0)},  # a minimum where it is not
    {"a": 2, "w": (1, 0)},  # the slope in a is not 0; no curvature is negative
    {"a": Fraction(4, 5), "w": (4, 3)},  # the slope in w is not 0
):
    strict_saddles.example({"d": 2, "L2": 3}, **point(**variant_values, b=1, v=(1, 0)))
strict_saddles.reading("beside global minimizers", "every stationary point is one or the other, where $w\\ne0$")
strict_saddles.sharper("along (|g|^2/sigma, g) the curvature is -(|g|^2/sigma)^2", direction="g")
strict_saddles.mutant("no saddles", saddles=False)
strict_saddles.mutant("twice that curvature", direction="g", curvature=2)
