"""`python -m bnproof.verify`: what is sound passes, what was tampered with is refused in one line that says where."""

import json
import runpy
import subprocess
import sys
from collections import Counter

import pytest

from bnproof.report.data import evidence_files, report_json
from bnproof.report.write import json_text, write
from bnproof.verify import __main__ as entry
from bnproof.verify.__main__ import main, verify

CLAIMS = ("arora-C1-grad-z", "cai-eq4", "cai-eq5b", "wiki-better-init")  # a witness, proofs, a use, a disproof
WITNESS = "evidence/arora-C1-grad-z/printed.json"
PROOF = "evidence/cai-eq5b/printed.json"
LEMMA = "evidence/cai-eq4/printed.json"
DISPROOF = "evidence/wiki-better-init/some-optimum.json"


@pytest.fixture
def folder(registry, results, tmp_path):
    """A report of few claims, to be spoiled."""
    chosen = [r for r in results.values() if r.id in CLAIMS]
    data = {**evidence_files(chosen), "report.json": report_json(registry, chosen)}
    write(tmp_path, {path: json_text(d) for path, d in data.items()})
    return tmp_path


@pytest.fixture
def spoil(folder):
    """Edits a file of the report: `change` gets the data, and returns what replaces it if that is another object."""

    def edit(path, change):
        data = json.loads((folder / path).read_text(encoding="utf-8"))
        (folder / path).write_text(json.dumps(change(data) or data), encoding="utf-8")

    return edit


@pytest.fixture
def refused(folder, capsys):
    """Verifies the folder, which must be refused; returns the lines."""

    def lines():
        assert main([str(folder)]) == 1
        out, err = capsys.readouterr()
        assert err == ""
        found = json.loads(out)["refused"]
        assert all(line and "\n" not in line and len(line) <= 400 for line in found)
        return found

    return lines


def only(lines, start, *parts):
    """The first line about this place; it must say all that."""
    (line, *_) = [line for line in lines if line.startswith(f"{start}: ")]
    return all(part in line for part in parts)


def variant(data, claim, name):
    return next(
        v for c in data["claims"] if c["id"] == claim for v in (*c["variants"], *c["mutants"]) if v["name"] == name
    )


def test_a_report_passes(folder, registry, results, capsys):
    assert main([str(folder)]) == 0
    counts = json.loads(capsys.readouterr().out)
    forms = [v for id in CLAIMS for v in results[id].variants]
    kinds = Counter(e["kind"] for v in forms for e in v.evidence)
    told = {"proofs": kinds["proof"], "witnesses": kinds["witness"], "disproofs": kinds["disproof"]}
    assert min(told.values()) >= 1
    assert counts == verify(folder, registry) == {**told, "statements": len(forms), "refused": []}


def test_it_runs_as_a_process_of_its_own(folder, environment, tmp_path):
    command = [sys.executable, "-m", "bnproof.verify", str(folder)]
    made = subprocess.run(command, env=environment, cwd="/", capture_output=True, text=True, check=False)
    assert (made.returncode, made.stderr) == (0, "")
    (folder / LEMMA).unlink()
    made = subprocess.run(command, env=environment, cwd="/", capture_output=True, text=True, check=False)
    assert (made.returncode, made.stderr) == (1, "")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(["/nowhere"], "no folder /nowhere"), (["/tmp", "/nowhere"], "/nowhere/source.toml: No such file or directory")],
)
def test_a_wrong_use_exits_two(arguments, message, capsys):
    assert main(arguments) == 2
    assert capsys.readouterr().err == f"bnproof verify: {message}\n"


# ---- evidence ----
def test_a_changed_proof_is_refused(spoil, refused):
    def shorten(data):
        proof = data["proof"]
        while "then" in proof:
            proof = proof["then"]
        proof["rule"] = "fact"

    spoil(PROOF, shorten)
    lines = refused()
    assert only(lines, PROOF, "not known: ")
    assert only(lines, "report.json", "cai-eq5b/printed: verdict: PROVED without evidence that passes")
    assert len(lines) == 2


def test_a_changed_instance_is_refused(spoil, refused):
    spoil(WITNESS, lambda data: data["instance"]["values"].update(gamma="0"))
    assert only(refused(), WITNESS, "the conclusion holds at the instance")


def test_a_changed_number_is_named(spoil, refused):
    spoil(WITNESS, lambda data: data["instance"]["values"].update(gamma="1e9"))
    assert only(refused(), WITNESS, "instance.values.gamma: no rational number: '1e9'")


@pytest.mark.parametrize("path", [WITNESS, PROOF, DISPROOF])
def test_a_changed_statement_is_refused(path, spoil, refused):
    spoil(path, lambda data: data.update(statement="0" * 64))
    assert only(refused(), path, "statement: the claim file states something else")


def test_a_statement_changed_together_with_its_report_is_refused(spoil, refused):
    other = "f" * 64
    spoil(WITNESS, lambda data: data.update(statement=other))
    spoil("report.json", lambda data: variant(data, "arora-C1-grad-z", "printed").update(statement=other))
    lines = refused()
    assert only(lines, WITNESS, "statement: the claim file states something else")
    assert any("arora-C1-grad-z/printed: statement: the claim file states something else" in line for line in lines)


@pytest.mark.parametrize(
    ("path", "variant"),
    [
        (WITNESS, "arora-C1-grad-z/printed: verdict: VIOLATED"),
        (DISPROOF, "wiki-better-init/some optimum: verdict: VIOLATED"),
    ],
)
def test_missing_evidence_is_noticed(path, variant, folder, refused):
    (folder / path).unlink()
    assert refused() == [f"report.json: {variant} without evidence that passes"]


def test_a_proof_whose_lemma_is_gone_falls_too(folder, refused):
    (folder / LEMMA).unlink()
    assert refused() == [
        "cai-eq5b/printed: its proof uses what is not proved",
        "report.json: cai-eq4/printed: verdict: PROVED without evidence that passes",
        "report.json: cai-eq5b/printed: verdict: PROVED without evidence that passes",
    ]


def test_evidence_for_what_is_not_in_the_report_is_noticed(folder, spoil, refused):
    spoil("report.json", lambda data: data.update(claims=[c for c in data["claims"] if c["id"] != "cai-eq4"]))
    lines = refused()
    assert "report.json: cai-eq4/printed: evidence of what the report does not list" in lines


def test_evidence_copied_to_another_place_changes_nothing(folder):
    copy = folder / "evidence" / "again.json"
    copy.write_bytes((folder / PROOF).read_bytes())
    assert main([str(folder)]) == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b'{"schema": "bnproof-evid', "no JSON: Unterminated string"),
        (b"", "no JSON: Expecting value"),
        (b"\xff\xfe\x00", "no JSON: "),
        (b"[" * 200_000, "no JSON: "),
        (b'{"a":' * 900 + b"1" + b"}" * 900, "schema: not bnproof-evidence/1"),
        (b'{"schema": ' + b"9" * 10_000_000 + b"}", "no JSON: Exceeds the limit"),
        (b'{"schema": "' + b"9" * 10_000_000 + b'"}', "schema: not bnproof-evidence/1"),
        (b" " * 50_000_001, "larger than 50 MB"),
        (b"null", "schema: not bnproof-evidence/1"),
    ],
    ids=["truncated", "empty", "binary", "deep", "nested", "integer", "text", "huge", "null"],
)
@pytest.mark.parametrize("path", [WITNESS, "report.json"])
def test_what_is_no_json_or_too_much_is_refused(path, text, message, folder, refused):
    (folder / path).write_bytes(text)
    lines = refused()
    assert only(lines, path, "" if path == "report.json" and "schema" in message else message)


@pytest.mark.parametrize("path", [WITNESS, PROOF, DISPROOF])
def test_ten_megabytes_of_digits_in_a_field_are_refused(path, spoil, refused):
    digits = "9" * 10_000_000
    spoil(path, lambda data: data["nodes"].append(["num", [], digits]))
    assert only(refused(), path, "nodes[", "no number")


def test_a_kind_of_ten_megabytes_is_refused_on_a_short_line(spoil, refused):
    spoil(WITNESS, lambda data: data.update(kind="x" * 10_000_000))
    assert only(refused(), WITNESS, "kind: 'xxx")


@pytest.mark.parametrize("path", [PROOF, DISPROOF])
def test_a_deep_proof_is_refused(path, spoil, refused):
    def deepen(data):
        one = len(data["nodes"])
        data["nodes"] += [["num", [], "1"], ["eq", [one, one]]]
        for _ in range(490):  # each step is right
            data["proof"] = {"rule": "have", "fact": one + 1, "proof": {"rule": "ring"}, "then": data["proof"]}

    spoil(path, deepen)
    assert only(refused(), path, "ecursion")


def test_deep_terms_are_refused(spoil, refused):
    def deepen(data):
        first = len(data["nodes"])
        data["nodes"].append(["num", [], "1"])
        data["nodes"] += [["sqrt", [first + k]] for k in range(1000)]

    spoil(WITNESS, deepen)
    assert only(refused(), WITNESS, "nodes[", "nested deeper than")


# ---- the report ----
@pytest.mark.parametrize(
    ("claim", "name", "change", "message"),
    [
        ("arora-C1-grad-z", "printed", {"verdict": "PROVED"}, "verdict: PROVED without evidence that passes"),
        ("arora-C1-grad-z", "printed", {"verdict": "UNDECIDED"}, "verdict: UNDECIDED where evidence says VIOLATED"),
        ("cai-eq4", "printed", {"verdict": "VIOLATED"}, "verdict: VIOLATED without evidence that passes"),
        ("cai-eq4", "printed", {"verdict": "CERTIFIED"}, "verdict: CERTIFIED where evidence says PROVED"),
        ("cai-eq4", "printed", {"verdict": "MALFORMED"}, "verdict: MALFORMED where evidence says PROVED"),
        ("cai-eq4", "printed", {"statement": "0" * 64}, "statement: the claim file states something else"),
        ("cai-eq4", "printed", {"statement": None}, "statement: the claim file states something else"),
        ("cai-eq4", "printed", {"modulo": [["cai-eq1", "printed"]]}, "modulo: the proof rests on []"),
        ("arora-C1-grad-z", "printed", {"role": "factor"}, "role: factor is not that of the claim file"),
        ("cai-eq4", "no sigma in the rate", {"verdict": "SURVIVED"}, "verdict: SURVIVED where evidence says VIOLATED"),
    ],
)  # fmt: skip
def test_a_changed_row_of_the_report_is_refused(claim, name, change, message, spoil, refused):
    spoil("report.json", lambda data: variant(data, claim, name).update(change))
    assert f"report.json: {claim}/{name}: {message}" in refused()


@pytest.mark.parametrize(
    ("claim", "verdict"), [("arora-C1-grad-z", "PROVED"), ("cai-eq4", "VIOLATED"), ("wiki-better-init", "DEPENDS")]
)
def test_a_changed_verdict_of_a_claim_is_refused(claim, verdict, spoil, refused):
    def change(data):
        next(c for c in data["claims"] if c["id"] == claim)["verdict"] = verdict

    spoil("report.json", change)
    told = f"{claim}: verdict: {verdict} is not what its printed form or its readings share"
    assert refused() == [f"report.json: {told}"]


def test_a_hidden_variant_is_noticed(spoil, refused):
    def hide(data):
        claim = data["claims"][0]
        claim["variants"] = [v for v in claim["variants"] if v["name"] != "printed"]

    spoil("report.json", hide)
    assert "report.json: arora-C1-grad-z: variants: not those of the claim file" in refused()


def test_an_invented_claim_is_noticed(spoil, refused):
    spoil("report.json", lambda data: data["claims"].append({"id": "cai-eq99", "verdict": "PROVED"}))
    assert refused() == ["report.json: cai-eq99: no such claim"]


@pytest.mark.parametrize("data", [[], 3, {"claims": 3}, {"claims": [3]}, {"claims": [{}]}, {"claims": [{"id": []}]}])
def test_what_is_no_report_is_refused(data, folder, refused):
    (folder / "report.json").write_text(json.dumps(data), encoding="utf-8")
    assert only(refused(), "report.json", "")


def test_a_missing_report_is_refused(folder, refused):
    (folder / "report.json").unlink()
    assert refused() == ["report.json: Malformed: No such file or directory"]


def test_breaking_the_checker_is_no_way_to_pass(folder, registry, monkeypatch):
    monkeypatch.setattr(entry, "check_evidence", lambda *args: 1 // 0)
    refused = verify(folder, registry)["refused"]
    assert only(refused, PROOF, "ZeroDivisionError")
    assert only(refused, "report.json", "without evidence that passes")


def test_the_module_is_a_command(folder, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["bnproof.verify", str(folder)])
    with pytest.warns(RuntimeWarning, match="bnproof.verify.__main__"), pytest.raises(SystemExit, match="0"):
        runpy.run_module("bnproof.verify", run_name="__main__", alter_sys=True)
    assert json.loads(capsys.readouterr().out)["refused"] == []
