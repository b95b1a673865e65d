"""False formulas that small random instances hardly break, and true neighbours of each: (name, false, true)."""

from __future__ import annotations

from fractions import Fraction

from bnproof import Scope, Statement, dim, eigmax, eigmin, eq, gradient, identity, le, lt, norm2, ones, sqrt
from bnproof.statement.nodes import lift
from bnproof.statement.sorts import REAL


def kantorovich(S, constant):
    """<v, Hv><v, H^-1 v> <= (1 + (b - a)^2/(c a b)) |v|^4, true for c = 4."""
    H, v = S.spd("H", "d"), S.vector("v", "d", "nonzero")
    a, b = eigmin(H), eigmax(H)
    bound = 1 + (b - a) ** 2 / (constant * a * b)
    return le((v @ (H @ v)) * (v @ (H**-1 @ v)), bound * norm2(v) ** 2)


def conditioned(S, limit):
    """The same, with a bound for condition numbers up to 4 `limit`; for None with a hypothesis on them."""
    H, v = S.spd("H", "d"), S.vector("v", "d")
    if limit is None:
        S.assume(le(eigmax(H), 10000 * eigmin(H)))
    return le((v @ (H @ v)) * (v @ (H**-1 @ v)), Fraction(limit or 2501) * norm2(v) ** 2)


def stable_step(S, bound):
    """Gradient descent with eps L <= bound does not move away; true for 2."""
    H, x, eps = S.spd("H", "d"), S.vector("x", "d"), S.positive("eps")
    S.assume(le(eps * eigmax(H), Fraction(bound)))
    return le(norm2(x - eps * (H @ x)), norm2(x))


def strict_step(S, relation):
    """With eps <= 2/L, the end included: strictly nearer; true with <=."""
    H, x, eps = S.spd("H", "d"), S.vector("x", "d", "nonzero"), S.positive("eps")
    S.assume(lt(1, eigmin(H)), le(eps * eigmax(H), 2))
    return relation(norm2(x - eps * (H @ x)), norm2(x))


def slow(S, rate):
    """Gradient descent with the best step contracts by (k - 1)/(k + 1); by `rate` only for moderate k."""
    H, x = S.spd("H", "d"), S.vector("x", "d")
    a, b = eigmin(H), eigmax(H)
    factor = (b - a) / (b + a) if rate is None else Fraction(rate)
    return le(norm2(x - 2 / (a + b) * (H @ x)), factor**2 * norm2(x))


def sum_of_entries(S, d):
    """<1, v>^2 <= d |v|^2, true with the dimension."""
    v = S.vector("v", "d")
    return le((ones("d") @ v) ** 2, (dim("d") if d is None else d) * norm2(v))


def sum_of_matrix(S, d):
    """<1, H 1> <= d lambda_max."""
    H = S.spd("H", "d")
    return le(ones("d") @ (H @ ones("d")), (dim("d") if d is None else d) * eigmax(H))


def wielandt(S, constant):
    """For u orthogonal to v: <u, Hv>^2 <= c ((b - a)/(b + a))^2 <u, Hu><v, Hv>, true for c = 1."""
    H, u, v = S.spd("H", "d"), S.vector("u", "d"), S.vector("v", "d")
    S.assume(eq(u @ v, 0))
    a, b = eigmin(H), eigmax(H)
    ratio = (b - a) / (b + a)
    return le((u @ (H @ v)) ** 2, Fraction(constant) * ratio**2 * ((u @ (H @ u)) * (v @ (H @ v))))


def huge(S, relation):
    x = S.positive("x")
    return le(x, Fraction(10) ** 6 * (1 if relation else x + 1))


def tiny(S, shift):
    x, y = S.positive("x"), S.positive("y")
    return le(Fraction(1, 10**5) * x, y + (x if shift else 0))


def window(S, top):
    """x - x^3 has the maximum 2/27^(1/2) = 0.384900179... at an irrational point."""
    x = S.positive("x")
    return le(x - x**3, Fraction(top))


def valley(S, depth):
    """Rosenbrock's function, shifted; least value 0."""
    x, y = S.real("x"), S.real("y")
    return le(Fraction(depth), 100 * (y - x**2) ** 2 + (x - Fraction(7, 3)) ** 2)


def long_sum(S, share):
    """A sum of T + 1 terms, each at most B."""
    a, B, t, T = S.reals("a", "nonneg"), S.positive("B"), S.natural("t"), S.natural("T")
    S.assume(S.for_all(t, le(a[t], B)))
    total = S.total(0, T, lambda k: a[k])
    return le(total, share * B if share else (lift(T, REAL) + 1) * B)


def steep(S, bound):
    """Gradients of smooth functions do not turn back by more than a multiple of the step; linear ones do not."""
    F, u, v = S.function("F", "d"), S.vector("u", "d"), S.vector("v", "d")
    turn = (gradient(F, u) - gradient(F, v)) @ (u - v)
    return le(-bound * norm2(u - v), turn) if bound else le(-turn, sqrt(turn**2))


def averaged(S, constant):
    """|(I - H/L) x|^2 <= (1 - mu/L) |x|^2, by c mu/L too optimistic for c > 2."""
    H, x = S.spd("H", "d"), S.vector("x", "d")
    L, mu = eigmax(H), eigmin(H)
    moved = (identity("d") - 1 / L * H) @ x
    return le(norm2(moved), (1 - Fraction(constant) * mu / L) * norm2(x))


CASES = [
    ("Kantorovich, 4.05 for 4", kantorovich, Fraction(81, 20), 4),
    ("condition number > 1e4", conditioned, 2501, None),
    ("condition number > 1e6", conditioned, 250001, None),
    ("step 2.001/L", stable_step, "2001/1000", 2),
    ("step 2/L included, mu > 1", strict_step, lt, le),
    ("rate 1 - 1e-5", slow, "99999/100000", None),
    ("sum of entries, d >= 4", sum_of_entries, 3, None),
    ("sum of entries, d >= 6", sum_of_entries, 5, None),
    ("sum of a matrix, d >= 5", sum_of_matrix, 4, None),
    ("Wielandt, 0.98 for 1", wielandt, "49/50", 1),
    ("x <= 1e6", huge, True, False),
    ("1e-5 x <= y", tiny, False, True),
    ("narrow window", window, "3849/10000", "38491/100000"),
    ("narrow valley", valley, "1/10000", 0),
    ("sum of five terms", long_sum, 4, None),
    ("steep function", steep, 100, None),
    ("1 - 1.999 mu/L", averaged, "1999/1000", 1),
]


def stated(family, parameter) -> Statement:
    S = Scope()
    return S.statement(family(S, parameter))


def false_formulas() -> list[tuple[str, Statement]]:
    return [(name, stated(family, wrong)) for name, family, wrong, _ in CASES]


def true_neighbours() -> list[tuple[str, Statement]]:
    return [(name, stated(family, right)) for name, family, _, right in CASES]
