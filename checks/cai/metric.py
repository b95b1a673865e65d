"""Lemmas on the inner product <x, H y>: Cauchy and Schwarz, and a bound on <x, H^2 y> where <x, H y> = 0."""

from __future__ import annotations

from bnproof import absolute, eigmax, eigmin, eq, le, lemma, lt, norm, norm2


@lemma("cai-cauchy-schwarz", "$\\langle x,Hy\\rangle^2\\le\\langle x,Hx\\rangle\\langle y,Hy\\rangle$")
def cauchy_schwarz(S, *, relation=le):
    H, x, y = S.spd("H", "d"), S.vector("x", "d"), S.vector("y", "d")
    return relation((x @ (H @ y)) ** 2, norm2(x, H) * norm2(y, H))


@cauchy_schwarz.proof()
def _(p, o):
    H, x, y = o.H, o.x, o.y
    product, first, second = x @ (H @ y), norm2(x, H), norm2(y, H)

    def degenerate(q):
        """<y, H y> = 0: if <x, H y> were not 0, some x + t y would have a negative square."""
        t = -(first + 1) / (2 * product)
        square = norm2(x + t * y, H)
        null = eq(second, 0)
        q.cases(
            product,
            eq=lambda s: s.sign(first * second, (-product, eq(product, 0))),
            lt=lambda s: contradiction(s, t, square, null),
            gt=lambda s: contradiction(s, t, square, null),
        )

    def contradiction(s, t, square, null):
        s.have(le(square, -1), lambda r: r.sign(first * 0, (-(t**2), null)))
        s.absurd(-1 - square)

    p.cases(second, gt=lambda q: q.sign(second * norm2(x - product / second * y, H)), eq=degenerate)


cauchy_schwarz.mutant("strictly", relation=lt)


@lemma(
    "cai-skew-bound",
    "$2|\\langle x,H^2y\\rangle|\\le(\\lambda_{max}-\\lambda_{min})\\|x\\|_H\\|y\\|_H$ where $\\langle x,Hy\\rangle=0$",
)
def skew_bound(S, *, factor=2, relation=le):
    """y is taken orthogonal to x; equality for x = e_1 + e_2, y = H^-1 (e_1 - e_2) and the like."""
    H, x, z = S.spd("H", "d"), S.vector("x", "d", "nonzero"), S.vector("z", "d")
    y = z - (x @ (H @ z)) / norm2(x, H) * x
    S.let(y=y)
    return relation(factor * absolute(x @ (H**2 @ y)), (eigmax(H) - eigmin(H)) * norm(x, H) * norm(y, H))


@skew_bound.proof()
def _(p, o):
    """With v = |y| x + |x| y and v' = |y| x - |x| y, both of square 2 |x|^2 |y|^2 (norms of H):
    <v, H^2 v> <= lambda_max <v, H v> and <v', H^2 v'> >= lambda_min <v', H v'>; their difference is the claim."""
    H, x, y = o.H, o.x, o.y
    low, high, long, wide = eigmin(H), eigmax(H), norm(x, H), norm(y, H)
    skew, bound = x @ (H**2 @ y), (high - low) * long * wide
    p.have(le(low, high), lambda q: q.spectrum(H))

    def compare(sign):
        upper, lower = wide * x + sign * long * y, wide * x - sign * long * y
        above = p.have(
            le(norm2(H @ upper), high * norm2(upper, H)),
            lambda q: q.spectral(H, upper, {1: high, 2: -1}, lambda s, t: s.sign(t * (high - t))),
        )
        below = p.have(
            le(low * norm2(lower, H), norm2(H @ lower)),
            lambda q: q.spectral(H, lower, {1: -low, 2: 1}, lambda s, t: s.sign(t * (t - low))),
        )
        gap = (above.args[1] - above.args[0]) + (below.args[1] - below.args[0])

        p.have(
            le(0, bound - 2 * sign * skew),
            lambda q: q.cases(wide, gt=lambda s: s.sign(gap / (2 * long * wide)), eq=lambda s: none(s, sign)),
        )

    def none(s, sign):
        """y = 0, so <x, H^2 y> = 0."""
        cauchy = s.use("cai-cauchy-schwarz", H=H, x=H @ x, y=y)
        still = s.have(eq(norm2(y, H), 0), lambda r: r.ring((wide, eq(wide, 0))))
        s.have(le(skew**2, 0), lambda r: r.sign(cauchy.args[1] - cauchy.args[0], (-norm2(H @ x, H), still)))
        zero = s.have(
            eq(skew, 0),
            lambda r: r.cases(skew, eq=lambda t: t.fact(), lt=impossible, gt=impossible),
        )
        s.sign(0 * skew, ((high - low) * long, eq(wide, 0)), (-2 * sign, zero))

    def impossible(s):
        s.absurd(-(skew**2))

    compare(1)
    compare(-1)
    p.sqrt_mono(lambda q: q.sign((bound - 2 * skew) * (bound + 2 * skew)))


skew_bound.mutant("3 for 2", factor=3)


@lemma("cai-triangle", "$\\|x+y\\|_H\\le M+K$ where $\\|x\\|_H\\le M$ and $\\|y\\|_H\\le K$")
def triangle(S, *, power=2):
    H, x, y = S.spd("H", "d"), S.vector("x", "d"), S.vector("y", "d")
    M, K = S.nonnegative("M"), S.nonnegative("K")
    S.assume(le(norm2(x, H), M**2), le(norm2(y, H), K**2))
    return le(norm2(x + y, H), M**2 + power * M * K + K**2)


@triangle.proof()
def _(p, o):
    H, x, y, M, K = o.H, o.x, o.y, o.M, o.K
    product, first, second = x @ (H @ y), norm2(x, H), norm2(y, H)
    cauchy = p.use("cai-cauchy-schwarz", H=H, x=x, y=y)
    gap = (M**2 - first) * K**2 + first * (K**2 - second) + (first * second - cauchy.args[0])
    p.have(le(absolute(product), M * K), lambda q: q.sqrt_mono(lambda s: s.sign(gap)))
    p.have(le(product, absolute(product)), lambda q: q.sqrt_mono())
    p.sign((M**2 - first) + (K**2 - second) + 2 * (M * K - absolute(product)) + 2 * (absolute(product) - product))


triangle.example({"d": 2}, H=((1, 0), (0, 1)), x=(1, 0), y=(1, 0), M=1, K=1)
triangle.mutant("once the product", power=1)
