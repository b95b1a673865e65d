"""False or undefined sentences, each with a proof that a careless kernel would accept."""

from fractions import Fraction

import pytest
from proving import check, integer, lookup_none, refuses, sym, total

from bnproof.prove.script import Script
from bnproof.statement.builder import (
    Scope,
    absolute,
    eigmax,
    eigmin,
    eq,
    gradient,
    injection,
    le,
    lt,
    sqrt,
    zero,
)
from bnproof.statement.nodes import Statement, build, lift, num
from bnproof.statement.sorts import REAL, Malformed
from bnproof.verify.context import Refused
from bnproof.verify.kernel import Kernel

RING = {"rule": "ring"}
SIGN = {"rule": "sign"}


# ---- one name, two symbols ---------------------------------------------------------------------------------
def test_a_new_symbol_is_not_an_old_one_of_the_same_name():
    """For all real y: y = x, of a positive x."""
    x, y = sym("x", domain="pos"), sym("y")
    goal = build("forall", (y, eq(y, x)))
    with pytest.raises(Refused, match="not identically zero"):
        check(goal, {"rule": "intro", "symbol": sym("x"), "then": RING})


def test_vectors_with_one_image_under_a_projection_are_counted_together():
    """P (P* P z + z) is 2 P z, and not P z: words may become equal where another one is put before them."""
    z, onto = sym("z", "vec[d+e]"), injection("d+e", 1).T
    image = onto @ (onto.T @ (onto @ z) + z)
    check(eq(image, 2 * (onto @ z)), RING)
    with pytest.raises(Refused, match="not identically zero"):
        check(eq(image, onto @ z), RING)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (sym("v", "vec[d]"), sym("v", "vec[d]", "nonzero")),
        (sym("A", "map[d,d]") @ sym("v", "vec[d]"), sym("A", "map[d,d]", "injective") @ sym("v", "vec[d]")),
        (sym("a", "seq-vec[d]")[0], sym("b", "seq-vec[d]")[0]),
    ],
)
def test_vectors_of_different_symbols_differ(one, other):
    with pytest.raises(Refused, match="not identically zero"):
        check(eq(one, other), RING)


def test_integers_of_one_name_differ():
    """n - 5 >= 0 for n >= 5 says nothing of another n."""
    n, m = sym("n", "int", ">=5"), sym("n", "int", ">=0")
    cast = lift(m, REAL) - lift(n, REAL)
    with pytest.raises(Refused):
        check(eq(cast, 0), RING)
    with pytest.raises(Refused):
        check(le(5, lift(m, REAL) * 1 + (lift(n, REAL) - lift(n, REAL))), SIGN)


def test_sequences_and_functions_of_one_name_differ():
    a, b = sym("a", "seq-real"), sym("a", "seq-real", "nonneg")
    with pytest.raises(Refused):
        check(eq(a[0], b[0]), RING)
    F, G, v = sym("F", "fn[d]"), sym("F", "fn[d]", "punctured"), sym("v", "vec[d]", "nonzero")
    with pytest.raises(Refused):
        check(eq(F(v), G(v)), RING)
    with pytest.raises(Refused):
        check(eq(gradient(F, v), gradient(G, v)), RING)


def test_a_known_zero_is_not_that_of_another_ring():
    """grad F(x v) = 0 says nothing of grad F(y v), though x and y are the first generators of their rings."""
    F, v, x, y = sym("F", "fn[d]"), sym("v", "vec[d]"), sym("x"), sym("y")
    flat = eq(gradient(F, x * v), zero("d"))
    check(eq(gradient(F, x * v), zero("d")), {"rule": "fact"}, flat)
    with pytest.raises(Refused, match="not identically zero"):
        check(eq(gradient(F, y * v), zero("d")), RING, flat)
    check(eq(gradient(F, v), zero("d")), RING, eq(gradient(F, v), zero("d")))


# ---- sums and ranges ---------------------------------------------------------------------------------------
def test_a_range_may_not_leave_the_domain_of_its_index():
    """The sum of i from -1 to -1 is -1, though i is declared >= 0."""
    i = sym("i", "int", ">=0")
    with pytest.raises(Refused, match="range"):
        check(lt(1, 0), {"rule": "absurd", "term": total(i, -1, -1, lift(i, REAL))})


def test_a_range_of_a_basis_index_is_refused():
    """e_i is undefined beyond the dimension."""
    i, v, n = sym("i", "int", "index:d"), sym("v", "vec[d]"), sym("n", "int", ">=1")
    e = build("basis", (i,), ("d",))
    with pytest.raises(Refused, match="range"):
        check(le(0, total(i, 1, n, (e @ v) ** 2)), SIGN)


def test_a_range_may_not_depend_on_its_index():
    """The sum of i - 6 for 0 <= i <= 2 i - 6, where the outer i is 4, is -15."""
    i = sym("i", "int", ">=0")
    falling = total(i, 0, 2 * i + (-6), lift(i, REAL) - 6)
    with pytest.raises(Refused, match="range"):
        check(le(0, falling), SIGN)


@pytest.mark.parametrize("k", range(1, 9))
def test_a_canonical_sum_catches_no_free_index(k):
    """sum a_j b_j is not sum a_j b_i, whatever i is called."""
    a, b, n, j = sym("a", "seq-real"), sym("b", "seq-real"), sym("n", "int", ">=-1"), sym("j", "int", ">=0")
    for name in (f"i#{k}", f"sum#{k}", "j#1"):
        i = sym(name, "int", ">=0")
        with pytest.raises(Refused):
            check(eq(total(j, 0, n, a[j] * b[j]), total(j, 0, n, a[j] * b[i])), RING)


def test_a_derivative_of_a_sum_catches_no_free_index():
    """d/dx of b_i * sum a_i x is b_i * sum a_i, not sum b_i a_i."""
    a, b, n = sym("a", "seq-real"), sym("b", "seq-real"), sym("n", "int", ">=0")
    i, x, p = sym("i", "int", ">=0"), sym("x"), sym("p")
    slope = build("grad", (x, b[i] * total(i, 0, n, a[i] * x), p))
    check(eq(slope, b[i] * total(i, 0, n, a[i])), RING)
    with pytest.raises(Refused):
        check(eq(slope, total(i, 0, n, b[i] * a[i])), RING)


def test_what_is_known_of_an_index_is_not_known_inside_a_sum():
    """sum |x - 1| is not differentiable at 1, though a_i > 0 for one i."""
    a, i, n, x = sym("a", "seq-real", "nonneg"), sym("i", "int", ">=0"), sym("n", "int", ">=0"), sym("x")
    slope = build("grad", (x, total(i, 0, n, sqrt(a[i] + (x - 1) ** 2)), num(1)))
    with pytest.raises(Refused, match="differentiated at 0"):
        check(eq(slope, 0), RING, lt(0, a[i]))
    everywhere = build("grad", (x, total(i, 0, n, sqrt(1 + a[i] + (x - 1) ** 2)), num(1)))
    check(eq(everywhere, everywhere), RING)


def test_a_power_with_a_least_exponent_below_zero():
    """0^(n+1) is 1 for n = -1."""
    n, k = sym("n", "int", ">=-1"), sym("k", "int", ">=0")
    with pytest.raises(Refused):
        check(eq(num(0) ** (n + 1), 0), RING)
    check(eq(num(0) ** (k + 1), 0), RING)


# ---- induction ---------------------------------------------------------------------------------------------
def test_induction_forgets_a_vector_that_vanishes_at_one_index():
    """s_n sums |v_t|^2 for t < n; from v_n = 0 alone it need not vanish."""
    n, t = sym("n", "int", ">=0"), sym("t", "int", ">=0")
    s, v = sym("s", "seq-real"), sym("v", "seq-vec[d]")
    rule = build("forall", (t, eq(s[t + 1], s[t] + v[t] @ v[t])))
    hypotheses = eq(v[n], 0), eq(s[0], 0), rule

    def step(q: Script) -> None:
        move = q.instantiate(rule, n)
        q.ring((1, move), (1, eq(s[n], 0)))

    refuses(eq(s[n], 0), lambda p: p.induct(n, Script.fact, step), *hypotheses, match="not identically zero")


def test_quantifiers_forget_a_vector_that_vanishes():
    """1/(1 - |v|^2) is not defined for every v, though one v vanishes."""
    v = sym("v", "vec[d]")
    undefined = build("forall", (v, eq(1 / (1 - v @ v), 1 / (1 - v @ v))))
    with pytest.raises(Refused, match="denominator"):
        check(le(0, 1), SIGN, eq(v, 0), undefined)


# ---- spectra -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("bound", [eigmin, eigmax])
def test_only_a_radius_bounds_the_eigenvalues(bound):
    """<v, H v> <= lambda_min <v, v>."""
    S = Scope()
    H, v = S.spd("H", "d"), S.vector("v", "d")
    x, low = sym("x#1", domain="pos"), eigmin(H)
    goal = le(v @ (H @ v), low * (v @ v))
    proof = {
        "rule": "spectral", "map": H, "eigenvalue": x, "vector": v, "radii": [bound(H)],
        "terms": [[0, low], [1, num(-1)]],
        "scalar": {"rule": "sign", "as": (low**2 - x**2) / (low + x)},
    }  # fmt: skip
    with pytest.raises(Refused):
        check(goal, proof)


def test_a_spectrum_needs_a_self_adjoint_map():
    """A rotation has no real eigenvalue."""
    S = Scope()
    A, B = S.map("A", "d", "d"), S.map("B", "d", "e")
    check(le(eigmin(B.T @ B), eigmax(B.T @ B)), {"rule": "spectrum", "map": B.T @ B})
    with pytest.raises(Refused, match="self-adjoint"):
        check(le(eigmin(A), eigmax(A)), {"rule": "spectrum", "map": A})
    with pytest.raises(Refused, match="self-adjoint"):
        check(eq(eigmax(A), eigmax(A)), RING)


# ---- what is undefined -------------------------------------------------------------------------------------
def test_sequences_start_at_zero():
    a, n = sym("a", "seq-real", "nonneg"), sym("n", "int", ">=0")
    for index in (integer(-1), n + (-1)):
        with pytest.raises(Refused, match="index"):
            check(le(0, a[index]), SIGN)
    check(le(0, a[n]), SIGN)


def test_what_has_no_derivative_has_none_in_hypotheses_either():
    x, u = sym("x", "vec[d]"), sym("u", "vec[d]")
    edge = eq(build("grad", (x, absolute(x @ u), zero("d"))), u)
    with pytest.raises(Refused):
        check(edge, {"rule": "fact"}, edge)


def test_a_universal_equation_is_differentiated_only_where_both_sides_are_smooth():
    """sqrt(x^2) = |x| for all x; neither has a derivative at 0."""
    x, new = sym("x"), sym("x#1")
    fact = build("forall", (x, eq(sqrt(x**2), sqrt(x * x))))
    slopes = (build("grad", (new, side, x)) for side in (sqrt(new**2), sqrt(new * new)))
    goal = build("forall", (x, eq(*slopes)))
    proof = {
        "rule": "have", "fact": fact, "proof": {"rule": "intro", "symbol": x, "then": RING},
        "then": {"rule": "differentiate", "from": fact, "by": x, "new": new, "then": {"rule": "fact"}},
    }  # fmt: skip
    with pytest.raises(Refused, match="differentiated at 0"):
        check(goal, proof)


# ---- empty domains -----------------------------------------------------------------------------------------
def test_nothing_is_said_of_all_injective_maps():
    """There are none into a space of smaller dimension, so that a symbol for one must not come from nowhere."""
    X = sym("X", "map[d,e]", "injective")
    for binder in ("exists", "forall"):
        with pytest.raises(Malformed):
            build(binder, (X, le(0, 1)))


# ---- odds and ends -----------------------------------------------------------------------------------------
def test_an_integer_term_takes_no_fraction():
    n = sym("n", "int", ">=0")
    for wrong in (lambda: n + Fraction(1, 2), lambda: Fraction(1, 2) * n, lambda: sym("a", "seq-real")[Fraction(1, 2)]):
        with pytest.raises(Malformed):
            wrong()


def test_malformed_proofs_are_refused_not_crashes():
    x = sym("x", domain="pos")
    either = build("or", (lt(0, x), lt(x, 0)))
    check(either, {"rule": "either", "index": 0, "then": SIGN})
    for proof in (
        {"rule": "either", "index": "one", "then": SIGN},
        {"rule": "either", "index": 7, "then": SIGN},
        {"rule": "either", "index": 1e400, "then": SIGN},
        {"rule": ["either"]},
        {"rule": "cases", "on": x, "branches": [["=", SIGN, SIGN]]},
        {"rule": "cases", "on": x, "branches": 3},
        {},
        [],
    ):
        with pytest.raises(Refused):
            check(either, proof)


def test_a_refusal_of_a_large_term_is_short():
    """A term of 60 shared levels has 2^60 leaves."""
    x = sym("x")
    term = x
    for _ in range(60):
        term = term + term
    with pytest.raises(Refused) as refusal:
        check(eq(term, x), RING)
    assert len(str(refusal.value)) < 400


def test_a_proof_nested_too_deep_is_refused():
    x = sym("x", domain="pos")
    proof = SIGN
    for _ in range(3000):
        proof = {"rule": "have", "fact": 0, "proof": SIGN, "then": proof}
    with pytest.raises(Refused, match="recursion"):
        Kernel([lt(0, x)], lookup_none).check(Statement((), lt(0, x)), proof)
