"""Verifying a report of claims from outside: they are found by their folder, and rest on what they use."""

import json

import pytest
from toys import DISPROOF_BY_LEMMA, LEMMA, PROOF_OF_LEMMA

from bnproof.registry import Registry, read_source
from bnproof.report.data import evidence_files, report_json
from bnproof.report.write import json_text, write
from bnproof.run import check
from bnproof.verify.__main__ import main

TEXT = f"""{LEMMA}{PROOF_OF_LEMMA}{DISPROOF_BY_LEMMA}
@claim("toy-mixed")
def mixed(S):
    return eq(S.real("x"), S.vector("v", "d"))
"""


@pytest.fixture
def claims(make_source):
    return make_source(TEXT)


@pytest.fixture
def folder(claims, tmp_path):
    """The report of a lemma, of a disproof that uses it, and of what has no statement."""
    registry = Registry((read_source(claims),))
    results = check(registry, registry.select(["all"]))
    assert [r.verdict for r in results] == ["PROVED", "VIOLATED", "MALFORMED"]
    data = {**evidence_files(results), "report.json": report_json(registry, results)}
    write(tmp_path / "made", {path: json_text(d) for path, d in data.items()})
    return tmp_path / "made"


@pytest.fixture
def verified(folder, claims, capsys):
    """Verifies; returns the exit code and what was counted."""

    def run(*more):
        code = main([str(folder), *more])
        return code, json.loads(capsys.readouterr().out)

    return run


def test_claims_from_elsewhere_are_found(verified, claims):
    counts = {"proofs": 1, "witnesses": 0, "disproofs": 1, "statements": 2, "refused": []}
    assert verified(str(claims)) == (0, counts)


def test_without_their_folder_there_are_none(verified):
    code, counts = verified()
    assert code == 1
    assert counts["refused"] == [
        "evidence/toy-false/printed.json: no variant 'printed' of a claim 'toy-false'",
        "evidence/toy-lemma/printed.json: no variant 'printed' of a claim 'toy-lemma'",
        "report.json: toy-lemma: no such claim",
        "report.json: toy-false: no such claim",
        "report.json: toy-mixed: no such claim",
    ]


def test_a_disproof_whose_lemma_is_gone_falls_too(verified, folder, claims):
    (folder / "evidence" / "toy-lemma" / "printed.json").unlink()
    code, counts = verified(str(claims))
    assert code == 1
    assert counts["refused"] == [
        "report.json: toy-lemma/printed: verdict: PROVED without evidence that passes",
        "report.json: toy-false/printed: verdict: VIOLATED without evidence that passes",
    ]


def test_a_claim_that_states_something_else_by_now_is_refused(verified, folder, claims):
    text = (claims / "claims.py").read_text(encoding="utf-8").replace("2 * x * y", "3 * x * y")
    elsewhere = claims.rename(claims.with_name("moved"))
    (elsewhere / "claims.py").write_text(text, encoding="utf-8")
    code, counts = verified(str(elsewhere))
    assert code == 1
    assert "evidence/toy-lemma/printed.json: statement: the claim file states something else" in counts["refused"]


@pytest.mark.parametrize("verdict", ["PROVED", "VIOLATED", "UNDECIDED"])
def test_what_has_no_statement_has_no_other_verdict(verdict, verified, folder, claims):
    data = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    data["claims"][2]["variants"][0]["verdict"] = data["claims"][2]["verdict"] = verdict
    (folder / "report.json").write_text(json.dumps(data), encoding="utf-8")
    code, counts = verified(str(claims))
    assert code == 1
    assert all(line.startswith("report.json: toy-mixed/printed: ") for line in counts["refused"])
