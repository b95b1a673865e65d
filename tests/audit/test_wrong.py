"""Wrong formulas fall by how they scale alone, their true neighbours do not."""

from fractions import Fraction

import pytest
from audit.formulas import WRONG, audited, cauchy_schwarz, cubed_norm, one_item, split_slope, step_length, two_weights

from bnproof import both, eigmin, eq, identity, injection, le, sqrt
from bnproof.audit.compare import audit_lines


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
