"""Definitions: well-posed, or not; the conditions under which terms are defined."""

import pytest
from verdicts.examples import RATIO, V, checked, kinds, told, verified

from bnproof import Malformed, defined, log, ne, norm, sqrt
from bnproof.model import ClaimScope
from bnproof.report.data import report_json
from bnproof.statement.builder import le, lt


def test_a_definition_that_is_well_posed_is_one(sourced):
    found = checked(sourced(RATIO, "definition"))["toy-ratio"]
    assert (found.verdict, kinds(found)) == (V.DEFINITION, {"printed": V.DEFINITION, "every v": V.VIOLATED})


def test_the_same_of_another_kind_is_proved(sourced):
    assert checked(sourced(RATIO))["toy-ratio"].verdict is V.PROVED


@pytest.mark.parametrize(
    "body",
    [
        "return defined((u @ v) / norm(v))",
        "return defined(sqrt(u @ v))",
        "return defined(log(v @ v))",
        "return eq(sqrt(v @ v), norm(u))",
        "return defined(1 / ((v @ v) * (u @ u) - (u @ v) ** 2))",
    ],
)
def test_a_broken_definition_is_violated(body, sourced):
    text = f'@claim("toy-bad")\ndef bad(S):\n    u, v = S.vector("u", "d"), S.vector("v", "d")\n    {body}\n'
    assert checked(sourced(text, "definition"))["toy-bad"].verdict is V.VIOLATED


def test_a_definition_with_an_undefined_term_is_never_accepted(sourced):
    text = '@claim("toy-bad")\ndef bad(S):\n    x = S.real("x")\n    return eq(1 / x, 1 / x)\n'
    assert checked(sourced(text, "definition"))["toy-bad"].verdict is V.UNDECIDED


def test_definitions_whose_domain_is_open_to_readings_depend_on_them(sourced):
    text = RATIO.replace('ratio.mutant("every v"', 'ratio.reading("v != 0")\nratio.reading("every v"')
    found = checked(sourced(text, "definition"))["toy-ratio"]
    assert (found.verdict, kinds(found)) == (V.DEPENDS, {"v != 0": V.DEFINITION, "every v": V.VIOLATED})


def test_a_report_of_a_definition_is_verified(sourced, tmp_path):
    registry = sourced(RATIO, "definition")
    results = list(checked(registry).values())
    data = report_json(registry, results)
    found = verified(tmp_path / "out", registry, results, data)
    assert (found["refused"], found["proofs"]) == ([], 1)
    data["claims"][0]["variants"][0]["verdict"] = data["claims"][0]["verdict"] = "PROVED"
    assert "toy-ratio/printed: verdict: PROVED where evidence says DEFINITION" in told(
        verified(tmp_path / "out", registry, results, data)
    )


def test_conditions_come_in_the_order_of_evaluation():
    S = ClaimScope()
    x, v = S.real("x"), S.vector("v", "d")
    root = sqrt(x)
    assert defined(log(root / norm(v)) + root).args == (
        le(0, x),
        ne(norm(v), 0),
        lt(0, root / norm(v)),
    )
    assert defined(1 / x) is ne(x, 0)


@pytest.mark.parametrize("term", [lambda x: x**2, lambda x: x / 2, lambda x: sqrt(x**2)])
def test_what_is_always_defined_has_no_conditions(term):
    with pytest.raises(Malformed, match="always defined"):
        defined(term(ClaimScope().real("x")))


def test_conditions_under_a_binder_are_refused():
    S = ClaimScope()
    with pytest.raises(Malformed, match="conditions under a grad"):
        defined(S.grad(lambda t: 1 / t, at=S.positive("x")))
