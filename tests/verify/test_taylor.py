"""Taylor's theorem in the kernel: what is not smooth, not new, not constant or not between is refused."""

from fractions import Fraction

import pytest
from proving import accepts, check, refuses, sym

from bnproof import Scope, absolute, both, cos, eigmax, eq, gradient, le, log, lt, maximum, norm, norm2, pi, sin, sqrt
from bnproof.statement.nodes import build, num
from bnproof.verify.context import Refused

S = Scope()
x, y, p, q = S.real("x"), S.real("y"), S.positive("p"), S.nonnegative("q")
u, v, w = S.vector("u", "d"), S.vector("v", "d"), S.vector("w", "d", "nonzero")
H, n, F, P = S.spd("H", "d"), S.natural("n"), S.function("F", "d"), S.function("P", "d", "punctured")
z, h = sym("z", "vec[d]"), sym("h", "vec[d]")


def by_sign(certificate=None, *combine):
    """The bound of the second derivative follows from the sign of a certificate in t."""
    return lambda s, t: s.sign(certificate(t) if certificate else None, *combine)


def derives(*arguments, side="above"):
    """A script that derives an inequality of Taylor's, and nothing from it."""

    def body(script):
        script.taylor(*arguments, side)
        script.sign()

    return body


def accepted(*arguments, side="above", given=()):
    accepts(le(0, 1), derives(*arguments, side=side), *given)


def refused(*arguments, side="above", given=(), match=None):
    refuses(le(0, 1), derives(*arguments, side=side), *given, match=match)


# ---- what it is for -----------------------------------------------------------------------------------------------
def test_a_parabola_below_the_cosine():
    def body(script):
        def second(s, t):
            s.have(le(cos(t), 1), lambda r: r.sqrt_mono(lambda k: k.sign(sin(t) ** 2)))
            s.sign(1 - cos(t))

        fact = script.taylor(cos, 0, p, num(-1), second, "below")
        script.sign(fact.args[1] - fact.args[0])

    accepts(le(1 - p**2 / 2, cos(p)), body)
    refuses(le(1 - p**2 / 3, cos(p)), body)
    refuses(lt(1 - p**2 / 2, cos(p)), body)


@pytest.mark.parametrize("end", [p, -p])
def test_to_either_side(end):
    """The descent lemma along a line, in both directions."""
    smooth = build("forall", (z, build("forall", (h, le(h @ (build("hessian", (F, z)) @ h), q * norm2(h))))))

    def line(t):
        return F(v + t * u)

    def body(script):
        def second(s, t):
            below = s.instantiate(smooth, v + t * u, u)
            s.sign(below.args[1] - below.args[0])

        fact = script.taylor(line, 0, end, q * norm2(u), second)
        script.sign(fact.args[1] - fact.args[0])

    def claim(half):
        return le(F(v + end * u), F(v) + end * (gradient(F, v) @ u) + half * q * norm2(u) * p**2)

    accepts(claim(num(Fraction(1, 2))), body, smooth)
    refuses(claim(num(Fraction(1, 3))), body, smooth)
    refuses(claim(num(1)), body, smooth)


def test_from_and_to_may_be_the_same():
    accepted(lambda t: t**3, p, p, 6 * p, by_sign(lambda t: 6 * (p - t)))


# ---- smoothness ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("function", "match"),
    [
        (lambda t: absolute(t - 1), "derivative of abs"),
        (lambda t: maximum(t, 1 - t), "derivative of max"),
        (lambda t: build("min", (t, 1 - t)), "derivative of min"),
        (lambda t: sqrt((t - 1) ** 2), "differentiated at 0"),
        (lambda t: t + sqrt(t - 1), "negative|differentiated at 0"),
        (lambda t: (t - 1) * sqrt((t - 1) ** 2), "differentiated at 0"),  # with a first derivative at 1
        (lambda t: t**n, "derivative of npow"),
        (lambda t: eigmax(t * H), "derivative of eigmax"),
        (lambda t: 1 / (t - 1), "denominator may vanish"),
        (lambda t: (t - 1) / (t - 1), "denominator may vanish"),
        (lambda t: log(t - 1) - log(t - 1), "logarithm"),
        (lambda t: P((t - 1) * w), "may be undefined"),
        (lambda t: P((t - 1) * w) - P((t - 1) * w), "may be undefined"),
        (lambda t: 0 * norm((t - 1) * w), "differentiated at 0"),
        (lambda t: u @ (build("hessian", (F, t * v)) @ u), "derivative of apply"),
        (lambda t: build("grad", (z, absolute(z @ w), t * v)) @ v, "derivative of"),
    ],
)
@pytest.mark.parametrize("side", ["above", "below"])
def test_what_may_not_be_smooth_is_refused(function, match, side):
    """From 0 to 2, all of them with a kink, a pole or an unknown point inside."""
    refused(function, 0, 2, num(0), by_sign(), side=side, match=match)
    refused(function, 0, 2, num(0), lambda s, t: s.have(eq(t, t)) and s.sign(), side=side, match=match)


def test_what_has_no_derivative_may_stand_beside_the_variable():
    accepted(lambda t: absolute(x) * t + maximum(x, y), 0, 2, num(0), by_sign())


@pytest.mark.parametrize(
    ("function", "second"),
    [
        (lambda t: 1 / t, lambda t: 2 / t**3),
        (lambda t: -log(t), lambda t: 1 / t**2),
        (lambda t: -sqrt(t), lambda t: 1 / (4 * t * sqrt(t))),
    ],
)
def test_functions_are_smooth_between_where_facts_say_so(function, second):
    """From p > 0 on, not from 0 or from a number that may be 0 on."""

    def positive(s, t):
        s.have(lt(0, t), lambda r: r.sign((t - p) + p))
        s.sign(second(t))

    given = (lt(0, y), le(p, y), le(q, y), le(0, y))
    accepted(function, p, y, num(0), positive, side="below", given=given)
    accepted(function, y, p, num(0), positive, side="below", given=given)
    for start, proof in ((p, by_sign(second)), (num(0), positive), (q, positive)):
        refused(function, start, y, num(0), proof, side="below", given=given)


# ---- symbols, bounds and order ------------------------------------------------------------------------------------
def test_the_variable_is_new():
    """Of a t known to be 0 the second derivative of t^3 would be 0."""
    t = sym("t")
    start = num(0) ** 3 + build("grad", (t, t**3, num(0))) * (1 - num(0)) + num(0) / 2 * (1 - num(0)) ** 2
    goal = le(num(1) ** 3, start)
    proof = {
        "rule": "taylor", "symbol": t, "function": t**3, "from": num(0), "to": num(1), "bound": num(0), "side": "above",
        "second": {"rule": "sign", "as": num(0), "combine": [[num(-6), eq(t, 0)]]},
    }  # fmt: skip
    with pytest.raises(Refused, match="not a new symbol"):
        check(goal, proof, eq(t, 0))
    with pytest.raises(Refused, match="not a new symbol"):
        check(both(goal, le(t, t)).args[0], {**proof, "bound": 6 * t}, le(0, 1))


def test_the_bound_is_constant_and_on_the_right_side():
    refused(lambda t: t**3, 0, p, num(0), by_sign(lambda t: 6 * t), match="sign does not follow|not identically")
    refused(lambda t: t**3, 0, p, 6 * p, by_sign(lambda t: 6 * (p - t)), side="below")
    accepted(lambda t: t**3, 0, p, 6 * p, by_sign(lambda t: 6 * (p - t)))
    accepted(lambda t: t**3, 0, p, num(0), by_sign(lambda t: 6 * t), side="below")


def test_the_bound_is_shown_only_between():
    """On [0, p]; not beyond p, nor before 0."""
    refused(lambda t: t**3, 0, p, 6 * q, by_sign(lambda t: 6 * (q - t)))
    refused(lambda t: t**3, -p, p, num(0), by_sign(lambda t: 6 * t), side="below")


def test_the_ends_are_ordered():
    refused(lambda t: t**2, x, y, num(2), by_sign(lambda t: num(0)), match="ordered")
    accepted(lambda t: t**2, x, y, num(2), by_sign(lambda t: num(0)), given=(le(x, y),))
    accepted(lambda t: t**2, x, y, num(2), by_sign(lambda t: num(0)), given=(le(y, x),))


def test_the_ends_are_defined():
    refused(lambda t: t**2, 0, 1 / q, num(2), by_sign(lambda t: num(0)), match="denominator")


def test_what_is_proved_inside_stays_inside():
    """That t lies between the ends is no fact afterwards."""

    def body(script):
        seen = []
        script.taylor(lambda t: t**3, 0, p, num(0), lambda s, t: (seen.append(t), s.sign(6 * t)), "below")
        script.have(le(0, seen[0]))
        script.sign()

    refuses(le(0, 1), body, match="sign does not follow")


# ---- pi -----------------------------------------------------------------------------------------------------------
def test_bounds_of_pi_help_signs():
    def body(script):
        low, _ = script.pi_bounds(3, Fraction(22, 7))
        script.sign((low.args[1] - 3) + 2)

    accepts(lt(1, pi()), body)
    refuses(lt(1, pi()), lambda s: (s.pi_bounds(3, 3), s.sign()), match="bounds of pi")
