"""Mutation testing in the report: counts, survivors, and nothing of statements that have changed."""

import json

import pytest

from bnproof.report.markdown import report
from bnproof.report.mutation import FILE, mutation, read
from bnproof.report.write import differences, files, write
from bnproof.run import check

CLAIM = """
@claim("toy-a")
def a(S):
    x, y = S.real("x"), S.real("y")
    return le(2 * x * y, x * x + y * y)

@a.proof()
def _(p, o):
    p.sign((o.x - o.y)**2)
"""


@pytest.fixture
def small(toy):
    registry = toy(CLAIM)
    return registry, check(registry, registry.select(["all"]))


@pytest.fixture
def data(small):
    _, (result,) = small
    mutants = [
        {"name": "sign at 0: x -> -x", "operator": "sign", "statement": "0" * 64, "status": "killed", "draws": 3,
         "witness": {"dims": {}, "values": {}}},
        {"name": "coefficient at 1: |x| -> 2 |x|", "operator": "coefficient", "statement": "1" * 64,
         "status": "survived", "how": "true at 7 of 7 instances", "draws": 9},
        {"name": "hypothesis y pos: dropped", "operator": "hypothesis", "statement": "2" * 64, "status": "unneeded",
         "how": "by the proof of the claim"},
    ]  # fmt: skip
    counts = {"killed": 1, "survived": 1, "unneeded": 1, "equivalent": 0, "weaker": 0, "stronger": 0}
    counts |= {"ill-posed": 0, "malformed": 0}
    row = {"claim": "toy-a", "variant": "printed", "statement": result.variants[0].hash, "counts": counts,
           "mutants": mutants}  # fmt: skip
    return {"draws": 9, "variants": [row]}


def test_without_data_nothing_is_said(small):
    assert "Mutation of claims" not in report(*small)


def test_counts_and_score_are_shown(small, data):
    text = report(*small, data)
    assert "Of 3 mutants derived from what holds, 50.0 % of the wrong ones were refuted" in text
    table = text[text.index("## Mutation of claims") : text.index("## Findings")]
    assert "| `toy-a` | 50.0 % | 1 | 1 | 0 | 0 | 0 | 1 | 0 | 0 |\n| **Total** | 50.0 % | 1 | 1 |" in table
    assert "| Claim | Score | killed | survived |" in table
    assert "Every form has a killed mutant." in table


def test_how_many_are_refuted_by_proofs_is_shown(small, data):
    assert "1 are refuted by an exact witness and 1 survive" in report(*small, data)
    data["variants"][0]["mutants"][0]["disproof"] = {}
    assert mutation(data, small[1]).disproved == 1
    assert "1 are refuted, 0 by an exact witness and 1 by a proof of the negation; 1 survive" in report(*small, data)


def test_survivors_and_hypotheses_not_needed_are_named(small, data):
    text = report(*small, data)
    assert "- `toy-a`: `coefficient at 1: |x| -> 2 |x|` (true at 7 of 7 instances)" in text
    assert "Hypotheses not needed:\n\n- `toy-a`: `hypothesis y pos: dropped` (by the proof of the claim)" in text
    assert "Stronger, and proved" not in text


def test_a_claim_without_a_killed_mutant_is_named(small, data):
    data["variants"][0]["counts"] |= {"killed": 0, "survived": 0}
    view = mutation(data, small[1])
    assert (view.unkilled, view.total.score) == (("`toy-a`",), "-")
    assert "No mutant of `toy-a` is killed." in report(*small, data)


def test_what_speaks_of_another_statement_is_left_out(small, data):
    data["variants"][0]["statement"] = "f" * 64
    view = mutation(data, small[1])
    assert (view.rows, view.stale) == ((), 1)
    assert "1 forms have changed since and are left out" in report(*small, data)


def test_a_report_is_fresh_with_the_data_beside_it(small, data, tmp_path):
    assert read(tmp_path) is None
    (tmp_path / FILE).write_text(json.dumps(data), encoding="utf-8")
    made = files(*small, read(tmp_path))
    write(tmp_path, made)
    assert (tmp_path / FILE).is_file()
    assert differences(tmp_path, files(*small, read(tmp_path))) == []
    assert differences(tmp_path, files(*small)) == ["REPORT.md"]
