"""Expectations and sums over a basis in the kernel: what is defined, what is refused, and what would be captured."""

from fractions import Fraction

import pytest
from proving import accepts, check, knowing, refuses, slope, sym

from bnproof.interpret.evaluate import Evaluator
from bnproof.interpret.exact import Tower
from bnproof.interpret.gram import Gram
from bnproof.interpret.instance import Instance, Lambda
from bnproof.statement.builder import Scope, absolute, basis, dim, eq, gradient, le, log, lt, norm, ones, sqrt, zero
from bnproof.statement.calculus import derivative
from bnproof.statement.nodes import Node, Statement, build, num
from bnproof.statement.sorts import Malformed
from bnproof.verify.context import Refused
from bnproof.verify.witness import admits, breaks

S = Scope()
x, p, r = S.real("x"), S.positive("p"), S.nonnegative("r")
u, v, w = S.vector("u", "d"), S.vector("v", "d"), S.vector("w", "d", "nonzero")
A, M, H, F = S.map("A", "d", "d"), S.map("M", "m", "d"), S.spd("H", "d"), S.function("F", "d")
phi, psi = S.function_of_real("phi", "tempered"), S.function_of_real("psi")
n, m = sym("n", "vec[d]"), sym("k", "vec[m]")
aside = M.T @ u
i, s, t = S.index("i", "d"), sym("s"), sym("t", "vec[d]")
RING, SIGN = {"rule": "ring"}, {"rule": "sign"}


def mean(body: Node, over: Node = n) -> Node:
    return build("expect", (over, body))


def total(body: Node) -> Node:
    return build("total", (i, body))


# ---- what is defined ---------------------------------------------------------------------------------------
DEFINED = [
    mean(n), mean((n @ v) ** 3 * n), mean(phi(n @ (A @ n) + x, 2)), mean(phi(phi(n @ v, 1)) / p), mean(psi(x, 3) * n),
    mean(sqrt(p) * (n @ n)), mean(absolute(x) * n), mean(n / norm(w)), mean(F(v) * (n @ v)),
    mean(mean(phi(n @ (M @ m)), m) * n), slope(s, mean(phi(s * (n @ n)) * sqrt(s)), p),
    mean(slope(t, phi(n @ t) * (n @ t), u) @ n * n), slope(t, mean(mean(phi(t @ (M @ m) + n @ n), m)), v),
    mean(total(phi(basis("d", i) @ n))), total(1 / (1 + (basis("d", i) @ v) ** 2)),
]  # fmt: skip
UNDEFINED = [
    mean(psi(n @ v)), mean(1 / (1 + n @ n)), mean(sqrt(n @ n)), mean(absolute(n @ v)), mean(log(1 + n @ n)),
    mean(F(n)), mean(gradient(F, n)), mean(n @ n / x), mean(phi(1 / x) * n), mean(slope(t, F(t), n)),
    mean(mean(psi(n @ (M @ m)), m)), mean(mean(phi(m @ m) * psi(n @ v), m)), mean(phi(psi(n @ v))),
    mean(phi(sqrt(n @ n))), mean(build("max", (n @ v, n @ u))), mean(build("hessian", (F, n)) @ v),
    slope(s, mean(sqrt(s) * (n @ v)), r), slope(s, mean(phi(1 / s) * n @ v), x), mean((n @ n) * A @ n / (n @ n)),
    total(1 / (basis("d", i) @ v)), total(sqrt(basis("d", i) @ v)),
]  # fmt: skip


@pytest.mark.parametrize("node", DEFINED)
def test_what_is_defined(node):
    knowing().require_defined(node)


@pytest.mark.parametrize("node", UNDEFINED)
def test_what_may_not_be_integrable_or_defined(node):
    with pytest.raises(Refused):
        knowing().require_defined(node)


@pytest.mark.parametrize("fact", [lt(0, n @ v), eq(n, v), le(1, n @ n)])
def test_facts_about_a_free_symbol_say_nothing_of_a_bound_one(fact):
    """Of n v under an expectation, or of the i-th coordinate under a sum, no sign is known."""
    with pytest.raises(Refused):
        knowing(fact).require_defined(mean(sqrt(n @ v)))
    refuses(le(0, mean(n @ v)), lambda q: q.sign(), fact)
    refuses(eq(mean(n), v), lambda q: q.ring(), fact)
    positive = lt(0, basis("d", i) @ v)
    refuses(lt(0, total(basis("d", i) @ v)), lambda q: q.sign(), positive)


def test_known_zeros_are_not_those_of_a_canonical_name():
    """expect#0 = 0, or A expect#0 = 0, of free symbols that are called as canonical forms call bound ones."""
    free = sym("expect#0", "vec[d]")
    for fact in (eq(free, zero("d")), eq(A @ free, zero("d"))):
        refuses(eq(mean((n @ u) ** 2), 0), lambda q: q.ring(), fact)
        refuses(eq(mean(norm(A @ n) ** 2), 0), lambda q: q.ring(), fact)
        refuses(eq(mean((n @ free) * n), (free @ free) * free), lambda q: q.ring())
    accepts(eq(A @ free, zero("d")), lambda q: q.ring(), eq(A @ free, zero("d")))


# ---- canonical forms ---------------------------------------------------------------------------------------
EQUAL = [
    (mean(num(3)), num(3)),
    (mean(x * v), x * v),
    (mean(x * (n @ v) + F(v)), x * mean(n @ v) + F(v)),
    (mean((n @ u) * n) @ v, mean((n @ u) * (n @ v))),
    (mean(A @ n) @ v, mean(n) @ (A.T @ v)),
    (mean(A @ (H @ (phi(n @ v) * n))), A @ (H @ mean(phi(n @ v) * n))),
    (mean((n + u) @ (n + v)), mean(n @ n) + mean(n) @ (u + v) + u @ v),
    (mean(phi(n @ v) / p), mean(phi(n @ v)) / p),
    (mean(mean((m @ m) * (n @ v), m)), mean(m @ m, m) * mean(n @ v)),
    (mean(mean(phi(n @ (M @ m)), m)), mean(mean(phi(M.T @ n @ m), m))),
    (slope(t, mean(phi(n @ t)), v), mean(phi(n @ v, 1) * n)),
    (slope(s, mean(phi(s * (n @ v), 1)), x), mean(phi(x * (n @ v), 2) * (n @ v))),
    (slope(t, mean((n @ t) * n) @ u, v), mean((n @ u) * n)),
    (slope(t, mean(mean(phi(n @ t, 1) * m, m) @ aside), v), mean(phi(n @ v, 2) * n) * (mean(m, m) @ aside)),
    (total(num(1)), dim("d")),
    (total(x * (basis("d", i) @ v)), x * total(basis("d", i) @ v)),
    (total(norm(A @ basis("d", i) - v) ** 2),
     total(norm(A @ basis("d", i)) ** 2) - 2 * total(A @ basis("d", i) @ v) + dim("d") * (v @ v)),
    (slope(s, total((basis("d", i) @ v) * s**2), x), 2 * x * total(basis("d", i) @ v)),
]  # fmt: skip
UNEQUAL = [
    (mean((n @ u) * (n @ v)), mean(n @ u) * mean(n @ v)),
    (mean(n @ u), mean(n @ v)),
    (mean(phi(n @ v)), mean(psi(n @ v))),
    (mean(phi(n @ v)), mean(phi(n @ v, 1))),
    (mean(phi(n @ v)), phi(mean(n @ v))),
    (mean(mean((n @ v) * (m @ m), m)), mean(mean((n @ v) * (n @ v), m))),
    (mean(n) @ n, mean(n @ n)),
    (mean(mean(n) @ n), mean(mean(n @ n))),
    (mean(n @ mean((n @ v) * n)), mean((n @ v) * (n @ n))),
    (total((basis("d", i) @ u) * (basis("d", i) @ v)), total(basis("d", i) @ u) * total(basis("d", i) @ v)),
    (total(basis("d", i) @ v), basis("d", i) @ v),
    (total(num(1)), dim("m")),
]


def same(left: Node, right: Node) -> bool:
    gram = Gram()
    return gram.is_zero(gram.scalar(left - right)) if left.sort.kind == "real" else not gram.vector(left - right)


@pytest.mark.parametrize(("left", "right"), EQUAL)
def test_equal_forms(left, right):
    assert same(left, right)


@pytest.mark.parametrize(("left", "right"), UNEQUAL)
def test_unequal_forms(left, right):
    assert not same(left, right)


def test_the_chain_rule_does_not_capture():
    """The gradient of E[(n v) E[n t]] by t has two vectors n."""
    moving = slope(t, mean((1 + (n @ v) ** 2) * mean((n @ t) ** 2)), u)
    values = {"u": (Fraction(1), Fraction(2)), "v": (Fraction(-1), Fraction(3))}
    evaluator = Evaluator(Tower(), Instance({"d": 2}, values))
    assert evaluator.value(moving) == evaluator.value(derivative(moving)) == [22, 44]
    with pytest.raises(Malformed, match="captured"):
        derivative(slope(t, mean((n @ t) ** 2), n))


def test_sums_over_a_basis_have_no_gradient_by_a_vector():
    refuses(eq(slope(t, total(basis("d", i) @ t), v), ones("d")), lambda q: q.ring())


# ---- signs -------------------------------------------------------------------------------------------------
def test_signs():
    check(le(0, mean((n @ v) ** 2)), SIGN)
    check(lt(0, mean(1 + (n @ v) ** 2)), SIGN)
    check(lt(0, total(p + (basis("d", i) @ v) ** 2)), SIGN)
    for goal in (lt(0, mean((n @ v) ** 2)), le(0, mean(n @ v)), le(0, mean(phi(n @ v))), lt(0, total(r * num(1)))):
        with pytest.raises(Refused, match="sign"):
            check(goal, SIGN)


# ---- rules -------------------------------------------------------------------------------------------------
def test_moments_by_parts():
    """E[n] = 0, E[<n, v> n] = v, E[<n, v>^4] = 3 |v|^4."""
    accepts(eq(mean(n), zero("d")), lambda q: q.ring((1, q.stein(n, 1))))
    accepts(eq(mean((n @ v) * n), v), lambda q: q.ring((1, q.stein(n, n @ v))))
    fourth = eq(mean((n @ v) ** 4), 3 * (v @ v) ** 2)
    accepts(fourth, lambda q: q.ring((v, q.stein(n, (n @ v) ** 3)), (3 * (v @ v) * v, q.stein(n, n @ v))))
    refuses(eq(mean((n @ v) ** 4), 2 * (v @ v) ** 2), lambda q: q.ring((v, q.stein(n, (n @ v) ** 3))))


def stein(symbol: Node, body: Node, gradient: Node) -> tuple[Node, dict]:
    return eq(mean(body * symbol, symbol), mean(gradient, symbol)), {"rule": "stein", "symbol": symbol, "of": body}


def test_by_parts_only_what_grows_slowly():
    """exp(t^2) is smooth, and has no expectation."""
    for body in (phi(n @ v), phi(n @ n) / p, mean(phi(n @ (M @ m)), m)):
        check(*stein(n, body, derivative(slope(n, body, n))))
    for body in (psi(n @ v), norm(n), 1 / (1 + n @ n), F(n), mean(psi(n @ (M @ m)), m)):
        with pytest.raises(Refused, match="grow too fast"):
            check(*stein(n, body, derivative(slope(n, body, n))))


def test_a_direction_that_moves_along_is_differentiated():
    """E[<n, A n>] is the trace of A, not E[<A n, grad 1>] = 0."""
    refuses(eq(mean(n @ (A @ n)), 0), lambda q: q.ring((1, q.stein(n, 1))))
    goal, proof = stein(n, n @ v, n)
    with pytest.raises(Refused, match="concludes"):
        check(goal, proof)


@pytest.mark.parametrize("domain", ["unit", "nonzero"])
def test_normal_vectors_are_any_vectors(domain):
    """On the unit sphere <n, n> = 1."""
    with pytest.raises(Malformed):
        mean(n @ n, sym("n", "vec[d]", domain))
    with pytest.raises(Refused):
        check(eq(mean(n @ n), 1), {"rule": "termwise", "symbol": sym("n", "vec[d]", "unit"), "then": RING})


def test_termwise_takes_nothing_known_of_its_symbol():
    """From n v = 0, for one n: not E[n v h] = 0."""
    goal = eq(mean((n @ v) ** 2), mean(num(0)))
    step = {"rule": "termwise", "then": {"rule": "ring", "combine": [[n @ v, eq(n @ v, 0)]]}}
    with pytest.raises(Refused, match="not a new symbol"):
        check(goal, {**step, "symbol": n}, eq(n @ v, 0))
    with pytest.raises(Refused):
        check(eq(mean(n @ v), mean(u @ v)), {"rule": "termwise", "symbol": u, "then": RING})


def test_termwise_of_ranges():
    j, k = sym("j", "int", ">=0"), sym("N", "int", ">=1")
    one, two = build("int", (), ("1",)), build("int", (), ("2",))

    def summed(low: Node, body: Node) -> Node:
        return build("sum", (j, low, k, body))

    index = build("cast", (j,))
    new = build("cast", (sym("l", "int", ">=0"),))
    step = {"rule": "termwise", "symbol": sym("l", "int", ">=0"), "then": {"rule": "sign", "as": new - 1}}
    check(le(summed(one, num(1)), summed(one, index)), step)
    for low, other in ((one, two), (build("int", (), ("0",)), build("int", (), ("0",)))):
        with pytest.raises(Refused):
            check(le(summed(low, num(1)), summed(other, index)), step)


def test_termwise_wants_both_sides_defined():
    refuses(le(mean(psi(n @ v)), mean(psi(n @ v) + 1)), lambda q: (q.termwise(), q.sign(num(1))))


# ---- witnesses ---------------------------------------------------------------------------------------------
def profile(body: Node, symbol: Node = s) -> Instance:
    return Instance({"d": 1}, {"phi": Lambda(symbol, body), "v": (Fraction(1),)})


FALSE = eq(mean(phi(n @ v)) + 1, mean(phi(n @ v)))


@pytest.mark.parametrize("body", [s, s**3 - 2 * s, num(0), s * s + num("1/2")])
def test_polynomials_refute(body):
    breaks(Statement((), FALSE), profile(body))


@pytest.mark.parametrize(
    "body",
    [1 / s, 1 / (1 + s), sqrt(s**2), 1 / s**2, sqrt(1 + s**3), 1 / (1 + -1 * s**2), log(1 + s**2), absolute(s), x * s,
     1 / (num(0) + s**2), sqrt(-1 + s**2)],
)  # fmt: skip
def test_what_is_not_visibly_smooth_and_of_slow_growth(body):
    with pytest.raises(Refused, match="domain"):
        admits(Statement((), eq(phi(num(0)), phi(num(0)))), profile(body))


@pytest.mark.parametrize("body", [1 / (1 + s**2), 1 / sqrt(2 + s**4 + s**2) * s, sqrt(num("1/3") + (s - 1) ** 2)])
def test_what_is_smooth_and_of_slow_growth(body):
    admits(Statement((), eq(phi(num(0)), phi(num(0)))), profile(body))


def test_universal_hypotheses_on_maps():
    """X^T X z = 4 z for all z."""
    X, z = S.map("X", "d", "d"), S.vector("z", "d")
    statement = Statement((build("forall", (z, eq(X.T @ (X @ z), 4 * z))),), eq(X @ v, v))
    vector, (zero_, two) = (Fraction(1), Fraction(0)), (Fraction(0), Fraction(2))
    breaks(statement, Instance({"d": 2}, {"X": ((zero_, two), (-two, zero_)), "v": vector}))
    with pytest.raises(Refused, match="hypothesis fails"):
        breaks(statement, Instance({"d": 2}, {"X": ((zero_, two), (two, two)), "v": vector}))
    lengths = Statement((build("forall", (z, eq(norm(X @ z), norm(z)))),), eq(X @ v, v))
    with pytest.raises(Refused, match="sign"):
        breaks(lengths, Instance({"d": 1}, {"X": ((Fraction(-1),),), "v": (Fraction(1),)}))
