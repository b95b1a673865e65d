"""Expectations against quadrature, sums over a basis against sums: all interpreters share one polynomial algebra."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from flint import arb, fmpq
from interpret.trees import Trees

from bnproof.interpret import ball, fast, polynomials
from bnproof.interpret.arithmetic import Dual
from bnproof.interpret.evaluate import Evaluator
from bnproof.interpret.exact import Tower
from bnproof.interpret.floats import Floats
from bnproof.interpret.instance import Instance, Lambda, Undefined
from bnproof.interpret.lines import Bounds, T, line
from bnproof.interpret.mp import HighPrecisionEvaluator, opinion
from bnproof.interpret.polynomials import Polynomial, averaged
from bnproof.statement.builder import Scope, absolute, basis, eq, norm, sqrt
from bnproof.statement.calculus import Unsupported
from bnproof.statement.nodes import Node, build, num

S = Scope()
phi = S.function_of_real("phi")
v, x, A = S.vector("v", "d"), S.real("x"), S.map("A", "d", "d")
t, n = build("sym", (), ("t", "real", "")), build("sym", (), ("n", "vec[d]", ""))
INSTANCE = Instance(
    {"d": 2},
    {
        "v": (Fraction(2), Fraction(-1)),
        "x": Fraction(3),
        "A": ((Fraction(1), Fraction(2)), (Fraction(0), Fraction(1, 2))),
        "phi": Lambda(t, t**4 - 2 * t**3 + t),
    },
)


def mean(body: Node) -> Node:
    return build("expect", (n, body))


def exact(node: Node, at: Instance = INSTANCE):
    return Evaluator(Tower(), at).value(node)


# ---- values ------------------------------------------------------------------------------------------------
MOMENTS = {
    mean(num(7)): 7,
    mean(n @ v): 0,
    mean((n @ v) ** 2): 5,
    mean((n @ v) ** 3): 0,
    mean((n @ v) ** 4): 3 * 5**2,
    mean((n @ v) ** 6): 15 * 5**3,
    mean((n @ v) ** 10): 945 * 5**5,
    mean(n @ n): 2,
    mean((n @ n) ** 2): 2**2 + 2 * 2,
    mean(n @ (A @ n)): fmpq(3, 2),
    mean(phi(n @ v + x, 4)): 24,
    mean(phi(n @ v + x, 3)): 24 * 3 - 12,
    mean(phi(n @ v + x, 5)): 0,
    mean(phi(n @ v)): 75,
    mean((n @ v) * n) @ v: 5,
}


@pytest.mark.parametrize("node", MOMENTS)
def test_moments(node):
    assert exact(node) == MOMENTS[node]
    assert ball.enclose(node, INSTANCE).contains(MOMENTS[node])
    assert HighPrecisionEvaluator(50, INSTANCE).value(node) == pytest.approx(float(MOMENTS[node]), rel=1e-30)
    assert fast.values(node, fast.Batch.of([INSTANCE] * 2)) == pytest.approx([float(MOMENTS[node])] * 2, rel=1e-14)


def test_bound_vectors_are_independent_and_may_share_a_name():
    m = build("sym", (), ("m", "vec[d]", ""))
    inner = build("expect", (m, (n @ m) ** 2))
    assert exact(mean(inner)) == 2
    assert exact(mean((n @ v) * mean((n @ v) ** 2) * (n @ v))) == 25
    assert exact(mean(inner * inner)) == exact(mean((n @ n) ** 2)) == 8
    assert exact(mean(mean(build("expect", (m, (m @ n) ** 2)) + n @ v))) == 2


def test_derivatives_pass_under_expectations():
    moving = S.grad(lambda s: mean(phi(s * (n @ v)) * (n @ (A @ n))), at=x)
    direct = mean(phi(x * (n @ v), 1) * (n @ v) * (n @ (A @ n)))
    assert exact(moving) == exact(direct) != 0
    twice = S.grad(lambda s: S.grad(lambda r: mean(phi(r * s + n @ v)), at=s), at=x)
    assert exact(twice) == exact(mean(phi(x**2 + n @ v, 1) + 2 * x**2 * phi(x**2 + n @ v, 2)))


def test_sums_over_a_basis():
    assert exact(S.over("d", lambda i: basis("d", i) @ (A @ basis("d", i)))) == fmpq(3, 2)
    assert exact(S.over("d", lambda i: x * build("cast", (i,)))) == 9
    assert exact(S.grad(lambda s: S.over("d", lambda i: (s * v @ basis("d", i)) ** 2), at=x)) == 2 * 3 * 5
    nested = S.over("d", lambda i: S.over("d", lambda j: (basis("d", i) @ (A @ basis("d", j))) ** 2))
    assert exact(nested) == 1 + 4 + fmpq(1, 4)


@pytest.mark.parametrize(
    "body", [1 / (1 + n @ n), sqrt(n @ n), absolute(n @ v), build("max", (n @ v, x)), norm(n), build("log", (n @ n,))]
)
def test_other_bodies_have_no_exact_value(body):
    for question in (
        lambda: exact(mean(body)),
        lambda: ball.enclose(mean(body), INSTANCE),
        lambda: HighPrecisionEvaluator(50, INSTANCE).value(mean(body)),
        lambda: fast.values(mean(body), fast.Batch.of([INSTANCE])),
    ):
        with pytest.raises(Unsupported):
            question()


def test_a_part_without_a_value_has_none():
    with pytest.raises(Undefined):
        exact(mean((n @ v) / (x - 3)))
    assert np.isnan(fast.values(mean((n @ v) / (x - 3) + sqrt(x - 4)), fast.Batch.of([INSTANCE]))).all()


def test_polynomials():
    a, b = Polynomial.variable((0, 0), Fraction(1)), Polynomial.variable((0, 1), Fraction(1))
    both, none = {(0, 0), (0, 1)}, Fraction(0)
    assert averaged((a + b) * (a - b), both, none) == 0
    assert averaged((a + 2 * b + 1) * (a + 2 * b + 1), both, none) == 6
    assert averaged(3 - a * a / 2, both, none) == Fraction(5, 2)
    assert averaged(-a * a * b, {(0, 0)}, none).terms == {(((0, 1), 1),): -1}
    assert averaged(a - a, both, none) == 0
    assert type(Dual(a, b, 1) * a) is Dual is type(a * Dual(a, b, 1)) is type(a - Dual(a, b, 1))
    for nothing in (lambda: 1 / a, lambda: a / b, lambda: Evaluator(Tower(), INSTANCE).sign(a)):
        with pytest.raises(Unsupported):
            nothing()
    with pytest.raises(Unsupported, match="terms"):
        Polynomial({(((0, i), 1),): 1 for i in range(30_000)})


# ---- integrals over a line ---------------------------------------------------------------------------------
LOSSES = {
    "rational": 1 / (1 + t**2),
    "root": sqrt(1 + t**2),
    "odd": t**3 / sqrt(2 + t**4) - 2 * t,
    "narrow": num(3) / (num("1/50") + (t - 3) ** 2),
}


def with_loss(loss: Node) -> Instance:
    return Instance(INSTANCE.dims, {**INSTANCE.values, "phi": Lambda(t, loss)})


@pytest.mark.parametrize("order", [0, 1])
@pytest.mark.parametrize("name", LOSSES)
def test_balls_enclose_integrals(name, order):
    """Against mpmath's quadrature, and against a fine sum in floats."""
    at = with_loss(LOSSES[name])
    node = mean(x * phi((v + A @ n) @ v, order) - phi((v + A @ n) @ v) ** 2 / 3)
    enclosed, high = ball.enclose(node, at, 80), HighPrecisionEvaluator(30, at).value(node)
    assert enclosed.rad() < 1e-12
    assert abs(enclosed.mid() - arb(str(high))) < enclosed.rad() + 1e-11
    loss, r = build("at", (phi, x), (str(order),)), np.linspace(-12, 12, 40_001)
    batch = fast.Batch.of([at])
    points = fast.Batch(batch.dims, {**batch.values, "x": 5 + np.hypot(2, 3.5) * r}, len(r))
    along = 3 * fast.values(loss, points) - fast.values(phi(x), points) ** 2 / 3
    assert float(enclosed.mid()) == pytest.approx(
        np.trapezoid(along * np.exp(-(r**2) / 2), r) / np.sqrt(2 * np.pi), 1e-9
    )


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("bits", [8, 12, 24])
def test_what_is_cut_off_is_bounded(name, bits):
    """At few bits the tails weigh."""
    at, node = with_loss(LOSSES[name]), mean(phi(n @ v + x) ** 3 + x)
    sharp = ball.enclose(node, at, 100)
    with ball.precision(100):
        assert ball.enclose(node, at, bits).overlaps(sharp)
        assert ball.enclose(node, at, bits).rad() > sharp.rad()


@pytest.mark.parametrize("order", [0, 1, 2])
@pytest.mark.parametrize("name", LOSSES)
def test_growth_is_bounded(name, order):
    along = line(n, phi(n @ v, order), with_loss(LOSSES[name]).values)
    evaluator = Evaluator(Floats(), INSTANCE)
    bounds = Bounds(evaluator.value, lambda node: abs(evaluator.value(node)))
    growth = bounds.growth(along.term)
    for point in np.linspace(-20, 20, 401):
        evaluator.env = {T: float(point)}
        value = evaluator.value(along.term)
        evaluator.env = {}
        assert abs(value) <= sum(b * abs(point) ** k for k, b in enumerate(growth)) + 1e-9


def test_a_degenerate_line():
    """v = 0: a constant; and A n along no direction."""
    at = with_loss(LOSSES["rational"])
    assert (10 * ball.enclose(mean(phi(0 * (n @ v) + x)), at)).contains(1)
    assert HighPrecisionEvaluator(30, at).value(mean(phi(0 * (n @ v) + x))) == pytest.approx(0.1, rel=1e-20)


def test_truth_of_a_gradient_under_a_normal_law():
    """Stein's lemma for a loss that is no polynomial, by rigorous integrals."""
    at, q = with_loss(LOSSES["root"]), n @ v
    true, false = (eq(mean(phi(q, 1) * q), k * (v @ v) * mean(phi(q, 2))) for k in (1, 2))
    assert ball.truth(true, at, cap=64) is None
    assert ball.truth(false, at, cap=64) is False
    assert (opinion(true, at, digits=20), opinion(false, at, digits=20)) == (True, False)


@pytest.mark.parametrize(
    ("loss", "body"),
    [
        ("rational", phi(n @ v) * (n @ (A @ v))),
        ("rational", phi(n @ n)),
        ("rational", 1 / (n @ v)),
        ("rational", sqrt(n @ v)),
        ("rational", absolute(n @ v)),
        ("rational", phi(n @ v) * n),
    ],
)
def test_integrals_that_are_not_enclosed(loss, body):
    with pytest.raises(Unsupported):
        ball.enclose(mean(body), with_loss(LOSSES[loss]))


@pytest.mark.parametrize("body", [1 / t, 1 / t**2, sqrt(t), sqrt(t**2), 1 / (1 - t**2), 1 / (t**2 - 1)])
def test_losses_with_poles_and_kinks_are_not_enclosed(body):
    with pytest.raises(Unsupported):
        ball.enclose(mean(phi(n @ v)), with_loss(body))


def test_integrals_are_not_differentiated():
    moving = S.grad(lambda s: mean(phi(s * (n @ v))), at=x)
    for question in (ball.enclose, lambda node, at: HighPrecisionEvaluator(30, at).value(node)):
        with pytest.raises(Unsupported):
            question(moving, with_loss(LOSSES["rational"]))


# ---- quadrature --------------------------------------------------------------------------------------------
NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(8)  # exact to degree 15
WEIGHTS = WEIGHTS / WEIGHTS.sum()


def quadrature(node: Node, at: Instance) -> tuple[np.ndarray, float]:
    """The value of an expectation, and the size of its terms."""
    symbol, body = node.args
    d, evaluator = at.dim(symbol.sort.spaces[0]), Evaluator(Floats(), at)
    total, size = 0.0, 0.0
    for k in product(range(len(NODES)), repeat=d):
        evaluator.env = {symbol: [float(NODES[i]) for i in k]}
        term = np.prod(WEIGHTS[list(k)]) * np.array(evaluator.value(body))
        total, size = total + term, size + np.abs(term).max()
    return np.array(total), size


BROKEN = {
    "moments": (polynomials, "_moment", lambda k: 1 - k % 2),
    "a shorter vector": (Evaluator, "variables", lambda self, bound, of=Evaluator.variables: 2 * of(self, bound)[:1]),
    "products": (polynomials, "_product", lambda m, n: m + n),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_polynomials_are_noticed(name, monkeypatch):
    monkeypatch.setattr(*BROKEN[name])
    with pytest.raises((AssertionError, ValueError)):
        test_random_expectations()


def test_random_expectations():
    compared = 0
    for seed in range(300):
        trees = Trees(seed)
        trees.roots = 1
        node = trees._mean("d", 3) if seed % 2 else trees._expect("expect", 3)
        (at,) = trees.instances(1)
        try:
            value, (expected, size) = Evaluator(Floats(), at).value(node), quadrature(node, at)
        except (Undefined, Unsupported, ZeroDivisionError, ValueError):
            continue
        compared += 1
        assert np.abs(np.array(value) - expected).max() <= 1e-9 * (1 + size), f"{node} at {at}"
    assert compared > 200
