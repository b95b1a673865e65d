"""Signs and definedness: what follows from facts and domains, and what does not."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from interpret.trees import Trees
from proving import integer, knowing, sym, total
from verify.symbols import A, H, X, a, b, e, h, i, j, k, m, n, p, q, r, u, v, w, x, y, z

from bnproof.interpret.evaluate import Evaluator
from bnproof.interpret.exact import Tower
from bnproof.interpret.instance import Undefined
from bnproof.statement.builder import (
    absolute,
    both,
    dim,
    eigmax,
    eigmin,
    either,
    eq,
    implies,
    le,
    log,
    lt,
    maximum,
    ne,
    ones,
    spectral_radius,
    sqrt,
)
from bnproof.statement.calculus import Unsupported
from bnproof.statement.nodes import BINDERS, Node, build, free, lift, num
from bnproof.statement.sorts import REAL
from bnproof.verify import context
from bnproof.verify.context import ANY, NEG, NONNEG, NONZERO, POS, ZERO, Refused, null, refusing

NUMBERS = {NEG: (-1, -2), ZERO: (0,), POS: (1, 2)}


def values(sign: int) -> list[int]:
    return [n for bit, numbers in NUMBERS.items() if sign & bit for n in numbers]


def sign_of(numbers: list[int]) -> int:
    out = 0
    for number in numbers:
        out |= POS if number > 0 else NEG if number < 0 else ZERO
    return out


# ---- the algebra of signs ---------------------------------------------------------------------------------
@pytest.mark.parametrize(("s", "t"), list(product(range(1, 8), repeat=2)))
def test_products_and_sums_of_signs(s, t):
    """Exactly the signs that numbers of these signs may have."""
    pairs = list(product(values(s), values(t)))
    assert context._product(s, t) == sign_of([a * b for a, b in pairs])
    assert context._total(s, t) == sign_of([a + b for a, b in pairs])
    assert context._flip(s) == sign_of([-a for a in values(s)])


SIGNS = [
    (num(3), POS), (num(0), ZERO), (num(-1), NEG),
    (x, ANY), (p, POS), (r, NONNEG), (z, NONZERO), (-p, NEG), (-r, NEG | ZERO),
    (p + r, POS), (r + r, NONNEG), (p - q, ANY), (x + p, ANY), (x - x, ZERO), (z + r, ANY),
    (p * q, POS), (p * r, NONNEG), (x * x, NONNEG),
    (z * z, POS), (build("mul", (x, p, x)), NONNEG), (x * y, ANY), (z * p, NONZERO),
    (z * z * z, NONZERO), (x * x * x, ANY), (p / q, POS), (r / p, NONNEG), (-p / q, NEG), (1 / z, NONZERO),
    (x**2, NONNEG), (z**2, POS), (p**3, POS), ((-p) ** 3, NEG), ((-p) ** 2, POS), ((-r) ** 2, NONNEG), (x**3, ANY),
    (p**n, POS), (r**n, NONNEG), (num(0) ** n, NONNEG), (x**n, ANY), ((-p) ** n, ANY),
    (sqrt(p), POS), (sqrt(r), NONNEG), (sqrt(x**2), NONNEG), (absolute(x), NONNEG), (absolute(z), POS),
    (lift(n, REAL), NONNEG), (lift(m, REAL), POS), (lift(i, REAL), POS), (lift(n + 1, REAL), POS),
    (lift(m + (-2), REAL), NONNEG), (lift(m + (-3), REAL), ANY), (lift(-1 * n, REAL), ANY), (lift(k, REAL), ANY),
    (lift(k + m, REAL), NONNEG), (lift(integer(-4), REAL), NEG), (lift(integer(0), REAL), ZERO),
    (dim("d"), POS), (a[n], ANY), (b[n], NONNEG), (maximum(p, q), ANY),
    (eigmin(H), POS), (eigmax(H), POS), (eigmin(X.T @ X), ANY), (spectral_radius(X.T @ X), NONNEG),
    (log(2), POS), (log(1), ZERO), (log(num(1) / 2), NEG), (log(p), ANY),
    (v @ v, NONNEG), (w @ w, POS), (e @ e, POS), (v @ (H @ v), NONNEG), ((H @ w) @ w, POS), (w @ (H**-1 @ w), POS),
    (v @ (A @ v), ANY), (v @ u, ANY), ((X @ w) @ (X @ w), POS), ((X @ v) @ (X @ v), NONNEG), ((p * w) @ (p * w), POS),
    ((x * w) @ (x * w), NONNEG), (ones("d") @ ones("d"), POS), ((H**2 @ w) @ (H**2 @ w), POS),
    ((A @ w) @ (A @ w), NONNEG), (total(j, 0, n, b[j]), NONNEG), (total(j, 0, n, p), POS),
    (total(j, 0, n + (-1), p), NONNEG), (total(j, 0, n, x), ANY),

    (total(h, 1, n, p), NONNEG), (total(h, 1, m, p), POS), (total(j, 0, n, 1 + b[j]), POS),
    (total(j, 1, n, -p), ANY), (total(j, 0, 2, num(-1)), NEG),
]  # fmt: skip


@pytest.mark.parametrize(("term", "sign"), SIGNS)
def test_signs_by_structure(term, sign):
    here = knowing()
    here.require_defined(term)
    assert here.sign(term) == sign


@pytest.mark.parametrize(
    ("fact", "term", "sign"),
    [
        (lt(x, y), y - x, POS),
        (lt(x, y), x - y, NEG),
        (lt(x, y), 3 * x - 3 * y, NEG),
        (lt(x, y), (y - x) / 2, POS),
        (lt(x, y), y - 2 * x, ANY),
        (le(x, y), y - x, NONNEG),
        (eq(x, y), x - y, ZERO),
        (ne(x, y), y - x, NONZERO),
        (build("not", (le(x, y),)), x - y, POS),
        (build("not", (lt(x, y),)), y - x, NEG | ZERO),
        (both(le(x, y), lt(0, x)), x, POS),
        (either(lt(0, x), lt(0, y)), x, ANY),
        (implies(lt(0, y), lt(0, x)), x, ANY),
        (build("not", (both(lt(0, x), lt(0, y)),)), x, ANY),
        (lt(0, v @ v), (2 * v) @ v, POS),
        (lt(0, a[n]), a[n + 1], ANY),
        (eq(x, r), r - x, ZERO),
        (le(r, 0), r, ZERO),
        (lt(r, 0), r, 0),
    ],
)
def test_signs_from_facts(fact, term, sign):
    assert knowing(fact).sign(term) == sign


def test_facts_add_up():
    assert knowing(le(x, y), ne(x, y)).sign(y - x) == POS
    assert knowing(le(x, y), le(y, x)).sign(y - x) == ZERO
    assert knowing(le(0, x)).knows(le(0, x))
    assert not knowing(le(0, x)).knows(le(0, 1 * x))


def test_facts_survive_a_growing_ring():
    here = knowing(lt(x, y), lt(1 / p, x))
    many = [sym(f"many{c}") for c in range(70)]
    assert here.sign(build("add", tuple(many))) == ANY
    assert (here.sign(x - y), here.sign(x - 1 / p), here.sign(y - 1 / p)) == (NEG, POS, ANY)


def test_a_context_is_extended_by_copies():
    here = knowing(le(0, x))
    more = here.assume(lt(0, y))
    assert (here.sign(y), more.sign(y), more.sign(x)) == (ANY, POS, NONNEG)
    assert more.without(x).sign(x) == ANY
    assert more.without(x).sign(y) == POS


def test_without_forgets_what_a_canonical_form_knew():
    here = knowing(eq(A.T @ u, 0), eq(v, 0))
    assert here.sign(u @ (A @ w)) == ZERO
    assert here.without(v).sign(u @ (A @ w)) == ZERO
    assert here.without(A).sign(u @ (A @ w)) == ANY


def test_only_single_vectors_are_known_to_vanish():
    assert len(null([eq(A.T @ u, 0), eq(2 * v, 0)])) == 2
    assert null([eq(u + v, 0), eq(x * v, 0), eq(v, u), eq(x, 0), lt(0, x), eq(v - v, 0)]) == []


def test_inside_a_range():
    here = knowing(lt(5, lift(j, REAL)), lt(0, a[j]))
    inside = here.ranged(j, integer(0), n)
    assert here.sign(lift(j, REAL) - 5) == POS
    assert inside.sign(lift(j, REAL) - 5) == ANY
    assert inside.sign(lift(n, REAL) - lift(j, REAL)) == NONNEG
    assert inside.sign(a[j]) == ANY
    for low, high, index in ((-1, n, j), (0, j, j), (0, n, i)):
        with pytest.raises(Refused, match="range"):
            here.ranged(index, integer(low), high)


def test_other_errors_become_refusals():
    for error in (KeyError("x"), ValueError("x"), ZeroDivisionError("x"), RecursionError("x"), Unsupported("x")):
        with pytest.raises(Refused, match=type(error).__name__), refusing():
            raise error
    with pytest.raises(AssertionError), refusing():
        raise AssertionError
    with pytest.raises(Refused, match=r"^why$"), refusing():
        raise Refused("why")


# ---- at random instances ----------------------------------------------------------------------------------
def closed(node: Node) -> list[Node]:
    """The real subterms in which no bound symbol occurs."""
    found: dict[Node, None] = {}

    def visit(n: Node, bound: frozenset[Node]) -> None:
        if not bound & free(n) and n.sort is REAL:
            found[n] = None
        inside = bound | {n.args[0]} if n.op in BINDERS else bound
        for arg in n.args:
            visit(arg, inside)

    visit(node, frozenset())
    return list(found)


@given(st.integers(0, 10**6), st.randoms(use_true_random=False))
def test_signs_and_definedness_agree_with_exact_values(seed, random):
    """Facts that hold at an instance are assumed; then what is called defined has a value there, of that sign."""
    trees = Trees(seed)
    trees.roots = 3
    terms, instance = closed(trees.real(4)), trees.instances(1)[0]
    evaluator, here = Evaluator(Tower(), instance), knowing()
    bits = {-1: NEG, 0: ZERO, 1: POS}
    for term in terms:
        if random.random() < 0.5:
            continue
        try:
            here.require_defined(term)
            sign = evaluator.sign(evaluator.value(term))
            relation = "eq" if sign == 0 else random.choice(("le", "lt"))
            here = here.assume(build(relation, (num(0), term) if sign >= 0 else (term, num(0))))
        except (Refused, Unsupported, ArithmeticError):
            continue
    for term in terms:
        try:
            here.require_defined(term)
            possible = here.sign(term)
        except (Refused, Unsupported, ArithmeticError):
            continue
        try:
            sign = evaluator.sign(evaluator.value(term))
        except Undefined:
            raise AssertionError(f"called defined: {term}") from None
        except Unsupported:
            continue
        assert bits[sign] & possible
