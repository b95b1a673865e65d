"""Rules of the kernel in particular situations; test_kernel.py has one sound use of each."""

import pytest
from proving import check, forall, lookup_none, sym, total

from bnproof import (
    Scope,
    both,
    dim,
    eigmax,
    eigmin,
    either,
    eq,
    identity,
    implies,
    le,
    lt,
    maximum,
    ne,
    spectral_radius,
    trace,
)
from bnproof.interpret.gram import Gram
from bnproof.statement.nodes import Statement, build, num
from bnproof.verify.context import Refused
from bnproof.verify.kernel import Kernel
from bnproof.verify.spectra import at_eigenvalue

S = Scope()
x, y, z, p, q = S.real("x"), S.real("y"), S.real("z"), S.positive("p"), S.positive("q")
v, w = S.vector("v", "d"), S.vector("w", "d", "nonzero")
H, G, A = S.spd("H", "d"), S.spd("G", "d"), S.map("A", "d", "d")
new, high, rho = sym("new"), eigmax(H), spectral_radius(identity("d") - H)
SIGN = {"rule": "sign"}


def test_a_goal_may_become_defined_on_the_way():
    """1/x, once x > 0 is known."""
    goal = lt(0, 1 / x)
    lemma = {"rule": "have", "fact": lt(0, x), "proof": {"rule": "sign", "as": (x - p) + p}, "then": SIGN}
    check(goal, lemma, lt(p, x))
    check(goal, {"rule": "cases", "on": x, "branches": [["<=", {"rule": "absurd", "term": x}], [">", SIGN]]}, lt(0, x))
    with pytest.raises(Refused, match="denominator"):
        check(goal, SIGN, lt(p, x))


def test_extrema():
    """A maximum lies above each of its values and below every bound of all; a minimum the other way round."""
    least = build("min", (x, y))
    member, both_parts = {"rule": "extremum", "parts": []}, {"rule": "extremum", "parts": [{"rule": "fact"}] * 2}
    check(le(x, maximum(x, y)), member)
    check(le(least, y), member)
    check(lt(z, least), both_parts, lt(z, x), lt(z, y))
    for wrong in (
        lt(x, maximum(x, y)),
        le(z, maximum(x, y)),
        le(maximum(x, y), x),
        le(x, least),
        lt(least, x),
        le(x, y),
    ):
        with pytest.raises(Refused):
            check(wrong, member)
    with pytest.raises(Refused):
        check(lt(z, least), both_parts, lt(z, x))
    with pytest.raises(Refused):
        check(eq(maximum(x, y), y), member)
    with pytest.raises(Refused, match="denominator"):
        check(le(1 / x, maximum(1 / x, y)), member)


def test_only_a_radius_exceeds_every_eigenvalue():
    """(1 - lambda_max)^2 <= (1 - lambda_min)^2 is false where lambda_min = 1."""
    operator = identity("d") - H
    proof = {"rule": "eigenvalue", "map": H, "which": "eigmax"}
    value = (num(1) - high) ** 2
    check(le(value, rho**2), {**proof, "radius": rho})
    with pytest.raises(Refused, match="spectral radius"):
        check(le(value, eigmax(operator) ** 2), {**proof, "radius": eigmax(operator)})


def test_the_new_symbol_of_a_derivative_is_not_in_the_equation():
    """From x y = x z for all x: y = z, not 2 x = z."""
    fact = forall(x, eq(x * y, x * z))
    step = {"rule": "differentiate", "from": fact, "by": x, "new": new}
    slopes = eq(*(build("grad", (new, new * side, x)) for side in (y, z)))
    at_one = eq(*(build("grad", (new, new * side, num(1))) for side in (y, z)))
    then = {"rule": "instantiate", "from": forall(x, slopes), "at": [num(1)]}
    closing = {"rule": "ring", "combine": [[num(1), at_one]]}
    check(eq(y, z), {**step, "then": {**then, "then": closing}}, fact)
    for symbol in (y, x, sym("t", "vec[d]"), num(1)):
        with pytest.raises(Refused, match="not a new symbol"):
            check(eq(y, z), {**step, "new": symbol, "then": {**then, "then": closing}}, fact)


def test_polynomials_of_a_map_at_an_eigenvalue():
    one = identity("d")
    for operator, value in [
        (one, num(1)),
        (H, x),
        (one - p * H, 1 - p * x),
        ((one - p * H) @ (H + H), (1 - p * x) * (2 * x)),
        ((p * H) @ one @ (q * H), p * q * x**2),
    ]:
        assert Gram().is_zero(Gram().scalar(at_eigenvalue(operator, H, x) - value))
    for operator in (G, A, H @ G, one + A, H**2, A.T @ A):
        with pytest.raises(Refused, match="polynomial"):
            at_eigenvalue(operator, H, x)


@pytest.mark.parametrize(
    ("goal", "given", "fine"),
    [
        (ne(p, 0), (), True),
        (ne(x, y), (lt(x, y),), True),
        (ne(x, y), (le(x, y),), False),
        (eq(x, y), (le(x, y), le(y, x)), True),
        (eq(x, y), (le(x, y),), False),
        (eq(x, y), (), False),
        (eq(v, v), (), False),
        (ne(v, w), (ne(v, w),), False),
        (both(lt(0, p), lt(0, q)), (), False),
        (build("not", (le(p, 0),)), (), False),
    ],
)
def test_relations_by_sign(goal, given, fine):
    """Of vectors, and of compound sentences, a sign says nothing."""
    if fine:
        check(goal, SIGN, *given)
    else:
        with pytest.raises(Refused):
            check(goal, SIGN, *given)


def test_the_symbol_for_an_eigenvalue_is_new():
    """rho(H) <= x is not shown by x^2 <= x^2 for "every" eigenvalue x."""
    same = {"rule": "radius", "map": H, "eigenvalue": p, "scalar": SIGN}
    with pytest.raises(Refused, match="not a new symbol"):
        check(le(spectral_radius(H), p), same)
    with pytest.raises(Refused, match="not a new symbol"):
        check(le(spectral_radius(H), high), {**same, "scalar": {"rule": "sqrt-mono", "square": SIGN}}, lt(p, 1))


def test_nothing_is_differentiated_at_the_end_of_a_domain():
    least = sym("least", domain="nonneg")
    fact = forall(least, eq(x * least, y * least))
    step = {"rule": "differentiate", "from": fact, "by": least, "new": new, "then": SIGN}
    check(lt(0, p), {**step, "from": forall(p, eq(x * p, y * p)), "by": p}, forall(p, eq(x * p, y * p)))
    with pytest.raises(Refused, match="not open"):
        check(lt(0, p), step, fact)


def test_a_guard_that_is_not_evident_stays():
    guarded = implies(either(lt(0, x), lt(x, p)), le(p, y))
    step = {"rule": "instantiate", "from": forall(p, guarded), "at": [q], "then": {"rule": "fact"}}
    left = implies(either(lt(0, x), lt(x, q)), le(q, y))
    check(left, step, forall(p, guarded))
    with pytest.raises(Refused, match="not known"):
        check(le(q, y), step, forall(p, guarded))


def test_vectors_without_a_canonical_form_are_not_taken_for_zero():
    n, m, j = (sym(c, "int", ">=0") for c in "nmj")
    weight = total(j, n, m, p)
    check(lt(0, p), SIGN, eq(weight * v, 0))
    with pytest.raises(Refused):
        check(eq(v @ w, 0), {"rule": "ring"}, eq(weight * v, 0))
    check(eq(v @ w, 0), {"rule": "ring"}, eq(v, 0))


@pytest.mark.parametrize("index", [2, -1, True, "0", None, 0.0])
def test_an_alternative_is_named_by_its_number(index):
    goal = either(lt(0, p), lt(0, q))
    check(goal, {"rule": "either", "index": 1, "then": SIGN})
    with pytest.raises(Refused):
        Kernel([], lookup_none).check(Statement((), goal), {"rule": "either", "index": index, "then": SIGN})


@pytest.mark.parametrize("power", [True, "1", 1.0, None])
def test_a_power_of_a_map_is_an_integer(power):
    data = {"rule": "spectral", "map": 0, "eigenvalue": 1, "vector": 2, "terms": [[power, 3]], "scalar": SIGN}
    nodes = [H, sym("t", "real", "pos"), v, num(1)]
    Kernel(nodes, lookup_none).check(Statement((), le(0, v @ (H @ v))), {**data, "terms": [[1, 3]]})
    with pytest.raises(Refused, match="no integer"):
        Kernel(nodes, lookup_none).check(Statement((), le(0, v @ (H @ v))), {**data, "terms": [[power, 3]]})


def test_the_trace_lies_between_multiples_of_the_extreme_eigenvalues():
    """Of any self-adjoint map, in every dimension; no multiple but the dimension will do."""
    d, low, high, whole = dim("d"), eigmin(H), eigmax(H), trace(H)
    for goal in (le(d * low, whole), le(whole, d * high), le(low, high)):
        check(goal, {"rule": "spectrum", "map": H})
    for goal in (
        le(2 * low, whole),
        le(whole, high),
        le(dim("m") * low, whole),
        le(whole, d * low),
        lt(d * low, whole),
    ):
        with pytest.raises(Refused):
            check(goal, {"rule": "spectrum", "map": H})
    with pytest.raises(Refused):  # of a map that is not self-adjoint there are no such eigenvalues
        check(le(d * eigmin(A), trace(A)), {"rule": "spectrum", "map": A})
