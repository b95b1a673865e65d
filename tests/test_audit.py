"""The scaling audit: wrong formulas fall by how they scale alone, their true neighbours do not."""

from collections.abc import Callable
from fractions import Fraction

import pytest

from bnproof import (
    absolute,
    basis,
    both,
    cos,
    dim,
    eigmax,
    eigmin,
    either,
    eq,
    gradient,
    identity,
    implies,
    injection,
    le,
    log,
    lt,
    maximum,
    ne,
    norm,
    norm2,
    ones,
    pi,
    sin,
    spectral_radius,
    sqrt,
    stack,
)
from bnproof.audit.compare import Audit, audit, audit_lines
from bnproof.judge import HOLDS, Verdict
from bnproof.statement.builder import Scope
from bnproof.statement.nodes import Node, build

Formula = Callable[..., Node]


def audited(formula: Formula, **edit: int) -> Audit:
    scope = Scope()
    return audit(scope.statement(formula(scope, **edit)))


# Each is true as it stands and wrong with the edit beside it.
def parallelogram(S, *, power=2):
    u, v = S.vector("u", "d"), S.vector("v", "d")
    return eq(norm2(u + v) + norm2(u - v), 2 * norm(u) ** power + 2 * norm2(v))


def pythagoras(S, *, power=2):
    H, u, w = S.spd("H", "d"), S.vector("u", "d"), S.vector("w", "d", "nonzero")
    sigma = norm(w, H)
    residual = u - (w @ (H @ u)) / sigma**2 * w
    return eq(norm2(residual, H), norm2(u, H) - (w @ (H @ u)) ** 2 / sigma**power)


def step_length(S, *, power=2):
    w, g, eps = S.vector("w", "d"), S.vector("g", "d"), S.positive("eps")
    return eq(norm2(w - eps * g), norm2(w) - 2 * eps * (w @ g) + eps**power * norm2(g))


def cross_term(S, *, power=1):
    w, g, eps = S.vector("w", "d"), S.vector("g", "d"), S.positive("eps")
    return eq(norm2(w - eps * g), norm2(w) - 2 * eps**power * (w @ g) + eps**2 * norm2(g))


def descent(S, *, factor=1):
    """`factor=0`: the learning rate is missing."""
    H, g, w, eps = S.spd("H", "d"), S.vector("g", "d"), S.vector("w", "d"), S.positive("eps")
    slope = S.grad(lambda v: v @ (H @ v) / 2 - g @ v, at=w)
    return eq(w - eps * slope, w + (eps if factor else 1) * (g - H @ w))


def variance(S, *, power=2):
    x, m, one = S.vector("x", "m"), dim("m"), ones("m")
    mean = (one @ x) / m
    return eq(norm2(x - mean * one) / m, norm2(x) / m - mean**power)


def cubed_norm(S, *, power=1):
    w = S.vector("w", "d", "nonzero")
    return eq(S.grad(lambda v: norm(v) ** 3, at=w), 3 * norm(w) ** power * w)


def operator_norm(S, *, power=1):
    H, w = S.spd("H", "d"), S.vector("w", "d")
    return le(norm(H @ w), eigmax(H) ** power * norm(w))


def cauchy_schwarz(S, *, power=1):
    u, v = S.vector("u", "d"), S.vector("v", "d")
    return le(absolute(u @ v), norm(u) * norm(v) ** power)


def radius(S, *, power=1):
    H, eps = S.spd("H", "d"), S.positive("eps")
    ends = [absolute(1 - eps**k * value) for k, value in ((1, eigmin(H)), (power, eigmax(H)))]
    return eq(spectral_radius(identity("d") - eps * H), maximum(*ends))


def least_value(S, *, power=-1):
    """Of the quadratic form, at its minimum."""
    H, g = S.spd("H", "d"), S.vector("g", "d")
    w = H**-1 @ g
    return eq(w @ (H @ w) / 2 - g @ w, -(g @ (H**power @ g)) / 2)


def homogeneous_slope(S, *, power=1):
    """grad F(w) = grad F(w/|w|) / |w| for a function that does not see the length."""
    F, w = S.function("F", "d", "punctured"), S.vector("w", "d", "nonzero")
    c, x = S.positive("c"), S.vector("x", "d", "nonzero")
    S.assume(S.for_all(c, S.for_all(x, eq(F(c * x), F(x)))))
    return eq(gradient(F, w), gradient(F, w / norm(w)) / norm(w) ** power)


def homogeneous_hessian(S, *, degree=1, power=1):
    """For a function of degree 1, F(c x) = c F(x): the Hessian at w is that at the direction by |w|."""
    F, w, y = S.function("F", "d", "punctured"), S.vector("w", "d", "nonzero"), S.vector("y", "d")
    c, x = S.positive("c"), S.vector("x", "d", "nonzero")
    S.assume(S.for_all(c, S.for_all(x, eq(F(c * x), c**degree * F(x)))))
    here, there = (build("hessian", (F, at)) @ y for at in (w, w / norm(w)))
    return eq(here, there / norm(w) ** power)


def two_weights(S, *, power=1, degree=2):
    """A function that sees neither the length of w nor, but by its square, that of v: its mixed derivatives."""
    F = S.function("F", "d+e+p", "punctured:1,2")
    w, v, g, s = S.vector("w", "d", "nonzero"), S.vector("v", "e", "nonzero"), S.vector("g", "p"), S.vector("s", "d")
    a, x = S.positive("a"), S.vector("x", "d", "nonzero")
    b, y, z = S.positive("b"), S.vector("y", "e", "nonzero"), S.vector("z", "p")
    rule = eq(F(stack(a * x, b * y, z)), b**degree * F(stack(x, y, z)))
    for symbol in (z, y, x, b, a):
        rule = S.for_all(symbol, rule)
    S.assume(rule)
    first, third = injection("d+e+p", 1), injection("d+e+p", 3)
    here, there = (
        third.T @ build("hessian", (F, at)) @ first @ s for at in (stack(w, v, g), stack(w / norm(w), v / norm(v), g))
    )
    return eq(here, norm2(v) / norm(w) ** power * there)


def split_slope(S, *, factor=1):
    """The derivative by a number that two of three vectors have as a factor."""
    F, c = S.function("F", "d+d+e"), S.positive("c")
    u, v, t = S.vector("u", "d"), S.vector("v", "d"), S.vector("t", "e")
    moved = S.grad(lambda r: F(stack(r * u, v, r * t)), at=c)
    slope = gradient(F, stack(c * u, v, c * t))
    parts = [injection("d+d+e", k).T @ slope for k in (1, 3)]
    return eq(moved, u @ parts[0] + (1 if factor else c) * (t @ parts[1]))


def smooth_descent(S, *, power=1):
    """A step of length 1/L on an L-smooth function decreases it; the least decrease."""
    F, L, w = S.function("F", "d"), S.positive("L"), S.vector("w", "d")
    x, y = S.vector("x", "d"), S.vector("y", "d")
    lipschitz = le(norm(gradient(F, x) - gradient(F, y)), L * norm(x - y))
    S.assume(S.for_all(x, S.for_all(y, lipschitz)))
    return le(norm2(gradient(F, w)) / (2 * L**power), F(w) - F(w - gradient(F, w) / L))


def telescope(S, *, power=2):
    w, g, eta = S.vectors("w", "d"), S.vectors("g", "d"), S.positive("eta")
    t, T = S.natural("t"), S.natural("T", 1)
    rule = both(eq(w[t + 1], w[t] - eta * g[t]), eq(w[t] @ g[t], 0))
    S.assume(S.for_all(t, rule))
    return eq(norm2(w[T]), norm2(w[0]) + eta**power * S.total(0, T - 1, lambda s: norm2(g[s])))


def by_variance(S, *, power=3):
    """The derivative of l(gamma x / (v + eps)^(1/2)) by v."""
    x, loss = S.vector("x", "m"), S.function("l", "m")
    gamma, eps, v = S.real("gamma"), S.positive("eps"), S.positive("v")
    slope = gradient(loss, gamma * x / sqrt(v + eps))
    moved = S.grad(lambda s: loss(gamma * x / sqrt(s + eps)), at=v)
    return eq(moved, -gamma / 2 * (slope @ x) / sqrt(v + eps) ** power)


def one_item(S, *, factor=1):
    """`factor=0`: without gamma."""
    x, loss, gamma = S.vector("x", "m"), S.function("l", "m"), S.real("gamma")
    e, slope = basis("m", S.index("i", "m")), gradient(loss, gamma * x)
    return eq(e @ S.grad(lambda v: loss(gamma * v), at=x), (gamma if factor else 1) * (e @ slope))


def normal_by_parts(S, *, power=2):
    phi, v = S.function_of_real("phi", "tempered"), S.vector("v", "d")
    slope = S.expect("d", lambda n: phi(n @ v, 1))
    return eq(S.expect("d", lambda n: phi(n @ v) * (n @ v)), norm(v) ** power * slope)


def of_a_basis(S, *, power=2):
    x, c = S.vector("x", "d"), S.real("c")
    return eq(
        S.over("d", lambda i: (c * x @ basis("d", i)) ** 2), c**power * S.over("d", lambda i: (x @ basis("d", i)) ** 2)
    )


def quantified(S, *, power=2):
    """For all w and every r > 0, in the conclusion, under a premise."""
    w, r, H = S.vector("w", "d"), S.positive("r"), S.spd("H", "d")
    return S.for_all(w, S.for_all(r, implies(lt(0, w @ w), eq(norm2(r * w, H), r**power * norm2(w, H)))))


def great_circle(S, *, power=1):
    """An angle and pi have no dimension; the arc has that of the radius."""
    radius, arc = S.positive("r"), S.real("a")
    angle = arc / radius
    turned = cos(angle) ** 2 + sin(angle) ** 2
    return eq(pi() * radius**power * turned, pi() * radius)


WRONG = {
    "the square of a radius": (great_circle, {"power": 2}),
    "a norm for its square": (parallelogram, {"power": 1}),
    "sigma for sigma^2": (pythagoras, {"power": 1}),
    "sigma^4 for sigma^2": (pythagoras, {"power": 4}),
    "eps not squared": (step_length, {"power": 1}),
    "eps squared in the cross term": (cross_term, {"power": 2}),
    "no learning rate": (descent, {"factor": 0}),
    "the mean not squared": (variance, {"power": 1}),
    "exponent one too large": (cubed_norm, {"power": 2}),
    "the eigenvalue squared": (operator_norm, {"power": 2}),
    "a norm squared in a bound": (cauchy_schwarz, {"power": 2}),
    "eps squared beside an eigenvalue": (radius, {"power": 2}),
    "H for its inverse": (least_value, {"power": 1}),
    "|w|^2 for |w|": (homogeneous_slope, {"power": 2}),
    "the Hessian by |w|^2": (homogeneous_hessian, {"power": 2}),
    "degree 0 for 1": (homogeneous_hessian, {"degree": 2}),
    "two weights: a norm squared": (two_weights, {"power": 2}),
    "two weights: degree 1 for 2": (two_weights, {"degree": 1}),
    "two vectors: a factor too many": (split_slope, {"factor": 0}),
    "L^2 for L": (smooth_descent, {"power": 2}),
    "eta not squared in a sum": (telescope, {"power": 1}),
    "sigma^2 for sigma^3": (by_variance, {"power": 2}),
    "no gamma": (one_item, {"factor": 0}),
    "by parts: a deviation for a variance": (normal_by_parts, {"power": 1}),
    "a sum of squares: a factor not squared": (of_a_basis, {"power": 1}),
    "r not squared": (quantified, {"power": 1}),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_formula_falls_and_its_true_neighbour_does_not(name):
    formula, edit = WRONG[name]
    true, wrong = audited(formula), audited(formula, **edit)
    assert true.consistent, true.findings
    assert true.group
    assert not wrong.consistent
    assert all(f"wrong somewhere: {f}" in audit_lines(wrong) for f in wrong.findings)


def test_the_group_has_generators_in_small_integers_and_the_powers_of_both_sides():
    found = audited(step_length)
    assert found.group == ({"eps": -1, "g": 1}, {"eps": 1, "w": 1})
    assert found.parts[0].left == found.parts[0].right == found.group
    assert found.parts[0].degrees == (Fraction(0), Fraction(2))
    assert audit_lines(found) == [
        "g -> c g, eps -> c^(-1) eps: both sides scale by 1",
        "w -> c w, eps -> c eps: both sides scale by c^2",
    ]


@pytest.mark.parametrize(
    ("formula", "edit", "finding"),
    [
        (cubed_norm, {"power": 2}, "under w -> c w the left side scales by c^2, the right side by c^3"),
        (
            step_length,
            {"power": 1},
            "under g -> c g, eps -> c^(-1) eps the left side is homogeneous, the right is not",
        ),
        (cauchy_schwarz, {"power": 2}, "under v -> c v the left side scales by c, the right side by c^2"),
        (
            one_item,
            {"factor": 0},
            "under gamma -> c gamma, l -> l(x/c) the left side scales by 1, the right side by c^(-1)",
        ),
    ],
)
def test_a_finding_names_the_rescaling_and_both_sides(formula, edit, finding):
    assert audited(formula, **edit).findings == (finding,)


def test_every_argument_of_a_function_is_divided_on_its_own():
    assert audit_lines(audited(two_weights)) == [
        "g -> c g, F -> F(x_1, x_2, x_3/c): both sides scale by c^(-1)",
        "s -> c s: both sides scale by c",
        "v -> c v: both sides scale by c^2",
        "w -> c w: both sides scale by c^(-1)",
        "F -> c F: both sides scale by c",
    ]
    group = audited(split_slope).group
    assert {"v": 1, "F argument 2": 1} in group
    assert {"t": 1, "F argument 3": 1} in group


def test_what_joins_summands_is_weighed_by_parts():
    """A map of the sum of two spaces, and vectors there, have a weight for every part."""

    def moved(S):
        A, x, y = S.map("A", "d+e", "d+e"), S.vector("x", "d+e"), S.vector("y", "d")
        one = injection("d+e", 1)
        return eq(one.T @ ((A + identity("d+e")) @ (x + one @ y)), one.T @ (A @ x) + one.T @ x + one.T @ (A @ one @ y))

    found = audited(moved)
    assert found.consistent
    assert found.group == ({"x 1": 1, "x 2": 1, "y": 1}, {"A 1,2": 1}, {"A 2,1": 1, "x 2": -1}, {"A 2,2": 1})
    assert audit_lines(found)[0] == "x 1 -> c x 1, x 2 -> c x 2, y -> c y: both sides scale by c"

    def joined(S):
        x, y = S.vector("x", "d+e"), S.vector("y", "d+e")
        return eq(x + y, y + x)

    assert audited(joined).notes == ("not audited: an equation in a direct sum",)

    def spectrum(S):
        return le(eigmin(S.spd("H", "d+e")), S.positive("x"))

    assert audited(spectrum).notes == ("not audited: the weight of eigmin in a direct sum",)


def test_several_parts_are_numbered():
    def parts(S):
        x = S.positive("x")
        return both(eq(sqrt(x) ** 2, x), eq(x / x**2, x))

    found = audited(parts)
    assert found.findings == ("(2) under x -> c x the left side scales by c^(-1), the right side by c",)
    assert len(found.parts) == 2
    assert found.group == ()


# ---- what is no evidence ------------------------------------------------------------------------
def logarithm(S):
    x, y, z = S.positive("x"), S.positive("y"), S.positive("z")
    return eq(z * log(x * y), z * (log(x) + log(y)))


def root_of_a_cubic(S):
    x, k = S.real("x"), S.real("k")
    return S.there_is(k, eq(k**3 + x, k))


def no_square(S):
    x = S.real("x")
    return either(le(x, x**2), lt(x**2, x))


def nonzero_difference(S):
    x = S.positive("x")
    S.assume(eq(x, 2))
    return ne(x, x**2)


def cancelled_inside_a_gradient(S):
    """The first term does not depend on v; so the derivative is homogeneous, and the loss is not."""
    a, w = S.real("a"), S.vector("w", "d", "nonzero")
    return eq(S.grad(lambda v: a**2 + a + norm(v), at=w), w / norm(w))


def bounded_by_a_sum(S):
    u, v = S.vector("u", "d"), S.vector("v", "d")
    return le(norm(u), norm(u + v) + norm(v))


def zero_on_a_side(S):
    w, u = S.vector("w", "d", "nonzero"), S.vector("u", "d")
    residual = u - (w @ u) / (w @ w) * w
    return both(eq(w @ residual, 0), le(0, norm(w)), eq(0 * u + w, w), eq(u - u, 0))


@pytest.mark.parametrize(
    "formula",
    [
        logarithm,
        root_of_a_cubic,
        no_square,
        nonzero_difference,
        cancelled_inside_a_gradient,
        bounded_by_a_sum,
        zero_on_a_side,
    ],
)
def test_a_true_formula_is_not_flagged(formula):
    assert audited(formula).consistent


def test_what_is_no_evidence_is_a_note():
    scales = "under k -> c k, x -> c^3 x the left side scales by c^3, the right side by c"
    assert audited(root_of_a_cubic).notes == (scales,)
    one_sided = "the right side is homogeneous, the left is not"
    assert audited(cancelled_inside_a_gradient).notes == (f"under w -> c w {one_sided}",)


def test_premises_restrict_the_rescalings():
    def unit_length(S, *, assumed=True):
        w, u = S.vector("w", "d"), S.vector("u", "d")
        if assumed:
            S.assume(eq(w @ w, 1))
        return eq(norm2(u - (w @ u) * w), norm2(u) - (w @ u) ** 2)

    assert audited(unit_length).group == ({"u": 1},)
    assert audited(unit_length).consistent


def test_what_has_no_weight_is_said(monkeypatch):
    monkeypatch.setattr("bnproof.audit.weights.Scale._weigh", _unsupported)
    found = audited(parallelogram)
    assert found == Audit(notes=("not audited: the weight of unheard",))
    assert audit_lines(found) == ["not audited: the weight of unheard"]


def _unsupported(scale, n, env, at):
    from bnproof.statement.calculus import Unsupported

    raise Unsupported("the weight of unheard")


def test_terms_are_weighed_once():
    def tower(S):
        x = S.positive("x")
        t = x
        for _ in range(100):
            t = t * t + t * t
        return eq(t, x)

    assert audited(tower).findings


# ---- the claims ---------------------------------------------------------------------------------
CAUGHT = {
    "arora-lemma2.4-2/eta not squared",
    "arora-lemma2.4-2/|w| not squared",
    "arora-thm2.5-eq9/|w| for G in the step",
    "arora-thm2.5-eq9/eta not squared",
    "arora-C2-equivalence/C for C^2",
    "arora-lemmaA.1-eq18/the square of the norm of w",
    "arora-lemmaA.1-eq18/without the norm of w",
    "cai-eq3w/w^T H w squared",
    "cai-eq4/no sigma in the rate",
    "kohler-eq11/g for g^2",
    "wiki-dl-dxhat/gamma squared",
    "wiki-dl-dgamma/x for x_hat",
    "wiki-ols-reparametrized/objective",
    "wiki-ols-reparametrized/minimum",
    "arora-eq5-lemma2.2/|w| squared",
    "arora-hess-ww/a norm squared",
    "arora-hess-wg/j another weight",
    "arora-hess-wg/j = i",
}


def test_no_proved_claim_is_flagged_and_wrong_ones_are(results):
    flagged = {
        f"{id}/{variant.name}": variant.verdict
        for id, claim in results.items()
        for variant in claim.variants
        if variant.statement and not audit(variant.statement).consistent
    }
    assert set(flagged.values()) == {Verdict.VIOLATED}
    assert flagged.keys() >= CAUGHT


def test_every_proved_claim_has_a_rescaling(results):
    for claim in results.values():
        for variant in claim.variants:
            if variant.statement and variant.verdict in HOLDS:
                found = audit(variant.statement)
                assert found.group or not variant.statement.symbols, variant.name
                assert not any("not audited" in note for note in found.notes)
