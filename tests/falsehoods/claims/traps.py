"""What holds in small dimensions, for small condition numbers, or away from one point only."""

from __future__ import annotations

from fractions import Fraction

from bnproof import absolute, basis, claim, dim, eigmax, eigmin, eq, le, norm2, ones, sqrt


@claim("false-root-of-square")
def root_of_square(S, *, size=False):
    x = S.real("x")
    return eq(sqrt(x**2), absolute(x) if size else x)


root_of_square.corrected("the absolute value", size=True)


@claim("false-root-of-squares")
def root_of_squares(S, *, relation=eq):
    a, b = S.nonnegative("a"), S.nonnegative("b")
    return relation(sqrt(a**2 + b**2), a + b)


@root_of_squares.proof("at most")
def _(p, o):
    p.sqrt_mono(lambda q: q.sign(2 * o.a * o.b))


root_of_squares.corrected("at most", relation=le)


@claim("false-power-of-fraction")
def power_of_fraction(S, *, least=0):
    """q^0 = 1, even at q = 0."""
    q, n = S.nonnegative("q"), S.natural("n", least)
    S.assume(le(q, 1))
    return le(q**n, q)


@power_of_fraction.proof("from n = 1")
def _(p, o):
    q, known = o.q, p.goal
    p.induct(o.n, None, lambda s: s.sign(q * (1 - q) + q * (known.args[1] - known.args[0])))


power_of_fraction.corrected("from n = 1", least=1)


@claim("false-parallel")
def parallel(S, *, multiple=False):
    """True on a line."""
    x, c = S.vector("x", "d"), S.real("c")
    y = c * x if multiple else S.vector("y", "d")
    return eq((x @ y) ** 2, norm2(x) * norm2(y))


parallel.corrected("for multiples", multiple=True)


@claim("false-commuting")
def commuting(S, *, form=False):
    """Positive definite maps commute on a line; their forms agree anywhere."""
    H, G, x = S.spd("H", "d"), S.spd("G", "d"), S.vector("x", "d")
    first, second = H @ (G @ x), G @ (H @ x)
    return eq(x @ first, x @ second) if form else eq(norm2(first), norm2(second))


commuting.corrected("the forms", form=True)


@claim("false-basis-orthogonal")
def basis_orthogonal(S, *, bound=False):
    """The two indices may agree."""
    e, f = basis("m", S.index("i", "m")), basis("m", S.index("j", "m"))
    S.let(e=e, f=f)
    return le((e @ f) ** 2, 1) if bound else eq(e @ f, 0)


@basis_orthogonal.proof("at most 1")
def _(p, o):
    p.sign(norm2(o.e - (o.e @ o.f) * o.f))


basis_orthogonal.corrected("at most 1", bound=True)


@claim("false-sum-six")
def sum_six(S, *, entries=False):
    """True up to six entries."""
    x, m = S.vector("x", "m"), dim("m")
    return le((ones("m") @ x) ** 2, (m if entries else 6) * norm2(x))


@sum_six.proof("m times")
def _(p, o):
    one, m = ones("m"), dim("m")
    p.sign(m * norm2(o.x - (one @ o.x) / m * one))


sum_six.corrected("m times", entries=True)


@claim("false-condition-number")
def condition_number(S, *, reach=10**6):
    """True unless the map is badly conditioned."""
    H = S.spd("H", "d")
    return le(eigmax(H), reach * eigmin(H)) if reach else le(eigmin(H), eigmax(H))


@condition_number.proof("at least 1")
def _(p, o):
    p.spectrum(o.H)


condition_number.corrected("at least 1", reach=0)


@claim("false-motzkin")
def motzkin(S, *, constant=Fraction(999, 1000)):
    """Non-negative with the constant 1, though no sum of squares."""
    x, y = S.real("x"), S.real("y")
    return le(0, x**2 * y**2 * (x**2 + y**2 - 3) + constant)


@motzkin.proof("the constant 1")
def _(p, o):
    x, y = o.x, o.y
    s = x**2 + y**2
    squares = x**2 * y**2 * (s + 1) * (s - 2) ** 2 + (x**2 - y**2) ** 2
    p.cases(
        s,
        gt=lambda q: q.sign(squares / s**2),
        eq=lambda q: q.sign(1 + 3 * y**4, (x**2 * y**2 - 3 * y**2, eq(s, 0))),
    )


motzkin.corrected("the constant 1", constant=1)
