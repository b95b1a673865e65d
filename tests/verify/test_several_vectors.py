"""Functions of several vectors: the kernel and the witness checker ask for every summand that must not vanish."""

from fractions import Fraction

import pytest
from proving import check, sym

from bnproof.interpret.instance import Instance, Lambda
from bnproof.statement.builder import Scope, eq, gradient, injection, le, stack
from bnproof.statement.nodes import Statement, build, num
from bnproof.statement.sorts import Malformed
from bnproof.verify.context import Refused
from bnproof.verify.witness import breaks

TOTAL = "d+e+d"
S = Scope()
v, w, y = S.vector("v", "d"), S.vector("w", "d", "nonzero"), S.vector("y", "e", "nonzero")
u, x, p = S.vector("u", "e"), S.real("x"), S.positive("p")
F, K, L = (S.function(n, TOTAL, domain) for n, domain in zip("FKL", ("", "punctured:1,2", "punctured:3"), strict=True))
FIRST, SECOND, THIRD = (injection(TOTAL, k) for k in (1, 2, 3))
RING = {"rule": "ring", "combine": []}
at = sym("z#0", f"vec[{TOTAL}]")
one, two, three = (j.T @ at for j in (FIRST, SECOND, THIRD))


# ---- the kernel -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("term", [lambda f, a: f(a), lambda f, a: FIRST.T @ gradient(f, a) @ v])
@pytest.mark.parametrize(
    ("function", "point", "fine"),
    [
        (F, stack(v, u, v), True),
        (K, stack(w, y, v), True),
        (K, stack(p * w, -y, 0 * v), True),
        (K, stack(v, y, w), False),
        (K, stack(w, u, w), False),
        (K, stack(v, u, w), False),
        (K, stack(x * w, y, v), False),
        (L, stack(v, u, w), True),
        (L, stack(w, y, v), False),
        (K, at, False),
    ],
)
def test_every_listed_summand_must_be_known_not_to_vanish(term, function, point, fine):
    claim = eq(term(function, point), 1 * term(function, point))
    if fine:
        check(claim, RING)
    else:
        with pytest.raises(Refused):
            check(claim, RING)


def test_summands_of_one_space_are_not_exchanged():
    check(eq(K(stack(w, y, v)), K(build("vadd", (THIRD @ v, FIRST @ w, SECOND @ y)))), RING)
    for other in (stack(w, y, 2 * v), stack(2 * w, y, v)):
        with pytest.raises(Refused):
            check(eq(K(stack(w, y, v)), K(other)), RING)
    with pytest.raises(Refused):
        check(eq(F(stack(v, y, w)), F(stack(w, y, v))), RING)


def test_a_domain_lists_summands_that_there_are_once_and_in_order():
    for domain in ("punctured:4", "punctured:0", "punctured:2,1", "punctured:1,1", "punctured:1,", "punctured:1,4"):
        with pytest.raises(Malformed):
            sym("P", f"fn[{TOTAL}]", domain)
    with pytest.raises(Malformed):
        sym("P", "fn[d]", "punctured:1")


# ---- witnesses ------------------------------------------------------------------------------------------
def given(body, function=K, **changed) -> Instance:
    vectors = {"w": (1, 2), "y": (2,), "v": (0, 3), "u": (0,)} | changed
    values = {n: tuple(map(Fraction, numbers)) for n, numbers in vectors.items()}
    return Instance({"d": 2, "e": 1}, {**values, function.name: Lambda(at, body)})


CLAIM = Statement((), le(K(stack(w, y, v)), num(0)))
SMOOTH = [
    1 + three @ three,
    (one @ one) / (two @ two),
    num(1) / (one @ one) ** 2,
    num(1) / build("sqrt", (two @ two,)),
    (one @ three) ** 2 / build("sqrt", (one @ one,)) + two @ two / (one @ one),
    num(1) / (1 + one @ one),
]
ROUGH = [
    num(1) / (three @ three),
    build("sqrt", (three @ three,)),
    num(1) / (at @ at),
    num(1) / (one @ one + two @ two),
    num(1) / (one @ three),
    num(1) / (1 - one @ one),
    num(1) / (1 + one @ three),
    build("abs", (one @ three,)),
]


@pytest.mark.parametrize("body", SMOOTH)
def test_functions_smooth_where_the_listed_summands_do_not_vanish(body):
    breaks(CLAIM, given(body))


@pytest.mark.parametrize("body", ROUGH)
def test_functions_that_may_not_be_smooth_elsewhere_are_refused(body):
    with pytest.raises(Refused, match="domain"):
        breaks(CLAIM, given(body))


def test_a_smooth_function_on_the_whole_sum_has_no_denominator():
    claim = Statement((), le(F(stack(w, y, v)), num(0)))
    breaks(claim, given(1 + one @ one, F))
    with pytest.raises(Refused, match="domain"):
        breaks(claim, given(1 / (one @ one), F))


def test_a_value_at_a_vanishing_summand_is_none():
    claim = Statement((), le(K(stack(v, u, w)), num(0)))
    breaks(claim, given(num(1), v=(1, 0), u=(1,)))
    for vectors in ({"v": (0, 0), "u": (1,)}, {"v": (1, 0), "u": (0,)}):
        with pytest.raises(Refused, match="Undefined"):
            breaks(claim, given(num(1), **vectors))


def test_the_argument_is_a_vector_of_that_sum():
    for space in ("d+e", "d+d+e", "d"):
        z = sym("z#0", f"vec[{space}]")
        with pytest.raises(Refused, match="domain"):
            breaks(CLAIM, Instance(given(num(1)).dims, {**given(num(1)).values, "K": Lambda(z, num(1))}))


# ---- the rule of a function that does not see lengths -----------------------------------------------------
def test_a_universal_hypothesis_about_a_function_of_several_vectors():
    a, r, q, t = S.positive("a"), S.vector("r", "d", "nonzero"), S.vector("q", "e", "nonzero"), S.vector("t", "d")
    rule = eq(K(stack(a * r, q, t)), K(stack(r, q, t)))
    for symbol in (t, q, r, a):
        rule = S.for_all(symbol, rule)
    claim = Statement((rule,), le(K(stack(w, y, v)), num(0)))
    first = build("basis", (build("int", (), ("1",)),), ("d",)) @ one
    breaks(claim, given((two @ two) * first**2 / (one @ one) + three @ three))
    for body in (one @ one, (two @ two) / (one @ one), first):
        with pytest.raises(Refused, match="hypothesis"):
            breaks(claim, given(body))
