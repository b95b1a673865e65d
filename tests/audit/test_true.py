"""What is no evidence of an error is not flagged."""

import pytest
from audit.formulas import audited, parallelogram

from bnproof import both, either, eq, le, log, lt, ne, norm, norm2
from bnproof.audit.compare import Audit, audit_lines


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
