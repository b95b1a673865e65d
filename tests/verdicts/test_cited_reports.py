"""Reports of what rests on cited theorems hide nothing."""

import json

import pytest
from verdicts.examples import YOUNG, checked, told, verified

from bnproof.report.data import report_json
from bnproof.report.markdown import card, report


@pytest.fixture
def young(toy, tmp_path):
    """Spoils the report of a conditional claim; returns the lines of refusal."""
    registry = toy(YOUNG)
    results = list(checked(registry).values())

    def spoiled(change):
        data = json.loads(json.dumps(report_json(registry, results)))
        change({c["id"]: c for c in data["claims"]}, data)
        return told(verified(tmp_path / "out", registry, results, data))

    return spoiled


def test_a_conditional_report_is_verified(young):
    assert young(lambda claims, data: None) == []


def test_a_report_cannot_hide_that_a_proof_is_conditional(young):
    def change(claims, data):
        for part in (claims["toy-user"], claims["toy-user"]["variants"][0]):
            part["verdict"] = "PROVED"

    lines = young(change)
    assert "toy-user/printed: verdict: PROVED without evidence that passes" in lines
    assert "toy-user/printed: verdict: PROVED where evidence says CONDITIONAL" in lines


def test_a_report_cannot_hide_on_what(young):
    lines = young(lambda claims, data: claims["toy-user"]["variants"][0].update(modulo=[]))
    assert lines == ["toy-user/printed: modulo: the proof rests on ['toy-young']"]


def test_a_report_cannot_leave_out_the_theorem(young):
    lines = young(lambda claims, data: data.update(claims=[c for c in data["claims"] if c["id"] != "toy-young"]))
    assert lines == ["toy-young/printed: evidence of what the report does not list"]


def test_evidence_cannot_say_that_it_uses_nothing(toy, tmp_path):
    """What a proof uses is what the kernel saw it use; a `use` that is taken out leaves a proof that fails."""
    registry = toy(YOUNG)
    results = checked(registry)
    (data,) = results["toy-between"].variants[0].evidence
    assert data["proof"]["rule"] == "use"
    data["proof"] = data["proof"]["then"]
    lines = verified(tmp_path / "out", registry, list(results.values()), report_json(registry, list(results.values())))
    assert any("toy-between" in line and "the sign does not follow" in line for line in lines["refused"])


def test_the_report_names_what_is_cited(toy):
    registry = toy(YOUNG)
    results = checked(registry)
    text = report(registry, list(results.values()))
    assert "theorems of the literature, which are cited and not proved: [`toy-young`](#toy-young)" in text
    assert "| as printed | CONDITIONAL, modulo [`toy-young`](#toy-young) |" in text
    assert "W. H. Young, 1912" in text
    assert "modulo [`toy-young`](#toy-young)" in card(registry, results["toy-user"])
    assert "modulo" not in card(registry, results["toy-alone"])
    assert "## Cited from\n\nW. H. Young, 1912\n" in card(registry, results["toy-young"])
    assert "not proved here" in card(registry, results["toy-young"])
