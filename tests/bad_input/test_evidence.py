"""Evidence and reports that are none, or were tampered with, are refused by field."""

import json

import pytest
from bad_input.texts import DIGITS, FALSE, TRUE

from bnproof.registry import Registry, read_source
from bnproof.report.write import files, write
from bnproof.run import check
from bnproof.verify.__main__ import main as verify_main
from bnproof.verify.__main__ import verify


@pytest.fixture
def toy_report(make_source, tmp_path):
    """A registry and its report, with a proof and a witness that has a map, a vector and an integer."""
    registry = Registry((read_source(make_source(TRUE + FALSE)),))
    results = check(registry, registry.select(["all"]))
    write(tmp_path / "reports", files(registry, results))
    assert verify(tmp_path / "reports", registry)["refused"] == []
    return registry, tmp_path / "reports"


@pytest.fixture
def spoiled(toy_report):
    """The refusal of the witness after its text was changed."""
    registry, folder = toy_report
    path = folder / "evidence" / "toy-f" / "printed.json"

    def change(text):
        (path.write_bytes if isinstance(text, bytes) else path.write_text)(text)
        lines = verify(folder, registry)["refused"]
        assert all(len(line) <= 400 and "\n" not in line for line in lines)
        (line,) = [line for line in lines if line.startswith("evidence/toy-f/printed.json: ")]
        return line.removeprefix("evidence/toy-f/printed.json: ")

    change.text, change.data = path.read_text(), json.loads(path.read_text())
    return change


def edited(data, value, *place):
    """A copy with another value at a place."""
    data = json.loads(json.dumps(data))
    inner = data
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    return data


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no JSON"),
        ("null", "schema: not bnproof-evidence/1"),
        ("[]", "schema: not bnproof-evidence/1"),
        (b"\xff\xfe\x00", "no JSON"),
        ("[" * 10_000 + "]" * 10_000, "no JSON: maximum recursion depth exceeded"),
        ('{"schema": ' * 10_000, "no JSON: maximum recursion depth exceeded"),
        (DIGITS, "no JSON: Exceeds the limit (4300 digits)"),
        (" " * 50_000_001, "larger than 50 MB"),
    ],
)
def test_evidence_that_is_none_is_refused(spoiled, text, message):
    assert spoiled(text).startswith(message)


def test_truncated_evidence_is_refused(spoiled):
    for end in range(0, len(spoiled.text) - 2, 97):
        assert spoiled(spoiled.text[:end]).startswith("no JSON")


DEEP = [["sym", [], "x", "real", ""], *(["add", [k, k]] for k in range(10_000))]
TAMPERED = [
    ("x", ("schema",), "schema: not bnproof-evidence/1"),
    (3, ("claim",), "claim: missing or no text"),
    ("toy-z", ("claim",), "no variant 'printed' of a claim 'toy-z'"),
    ("proof", ("kind",), ""),
    ("oracle", ("kind",), "kind: 'oracle'"),
    ("0" * 64, ("statement",), "statement: the claim file states something else"),
    ("x", ("nodes",), "nodes: not a list"),
    (DEEP, ("nodes",), "nodes[400]: nested deeper than 400"),
    ([["num", [], DIGITS]], ("nodes",), "nodes[0]: no number"),
    ([["num", [], "1/0"]], ("nodes",), "nodes[0]: a number with denominator 0"),
    ([["num", [], "nan"]], ("nodes",), "nodes[0]: no number"),
    ([["sym", [], DIGITS, "real", ""]], ("nodes",), "nodes[0]: no symbol: "),
    ([["sqrt", [0]]], ("nodes",), "nodes[0]: arguments must be earlier rows"),
    (0, ("instance", "dims", "d"), "instance.dims: a dimension is no integer from 1 to 64"),
    (-1, ("instance", "dims", "d"), "instance.dims: a dimension is no integer from 1 to 64"),
    (10**9, ("instance", "dims", "d"), "instance.dims: a dimension is no integer from 1 to 64"),
    (1.0, ("instance", "dims", "d"), "instance.dims: a dimension is no integer from 1 to 64"),
    ({}, ("instance", "dims"), ""),
    ({}, ("instance", "values"), ""),
    ([["NaN"]], ("instance", "values", "H"), "instance.values.H: no rational number: 'NaN'"),
    ([["inf"]], ("instance", "values", "H"), "instance.values.H: no rational number: 'inf'"),
    ([[float("nan")]], ("instance", "values", "H"), "instance.values.H: no rational number: nan"),
    ([["1/0"]], ("instance", "values", "H"), "instance.values.H: no rational number: '1/0'"),
    ([[DIGITS]], ("instance", "values", "H"), "instance.values.H: no rational number: '777"),
    ([["0"]], ("instance", "values", "H"), "H is outside its domain"),
    ([["-1"]], ("instance", "values", "H"), "H is outside its domain"),
    ([["1", "0"], ["0", "1"]], ("instance", "values", "H"), "H is outside its domain"),
    ([["1"]], ("instance", "values", "v"), "instance.values.v: no rational number: ['1']"),
    (["1", "1"], ("instance", "values", "v"), "v is outside its domain"),
    ("-1", ("instance", "values", "n"), "n is outside its domain"),
    ("1/2", ("instance", "values", "n"), "instance.values.n: no rational number"),
    (None, ("instance", "values"), "instance: "),
]


@pytest.mark.parametrize(("value", "place", "message"), TAMPERED)
def test_tampered_evidence_is_refused_by_field(spoiled, value, place, message):
    assert spoiled(json.dumps(edited(spoiled.data, value, *place))).startswith(message)


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([["1", "1"], ["0", "1"]], "not symmetric"),
        ([["1", "2"], ["2", "1"]], "indefinite"),
        ([["1", "1"], ["1", "1"]], "singular"),
        ([["0", "0"], ["0", "0"]], "zero"),
        ([["1", "0"]], "not square"),
        ([["1", "0"], ["0"]], "ragged"),
    ],
)
def test_a_map_that_is_not_positive_definite_is_refused(spoiled, rows, why):
    data = edited(spoiled.data, {"d": 2}, "instance", "dims")
    data = edited(data, {"H": rows, "v": ["0", "0"], "n": "0"}, "instance", "values")
    assert spoiled(json.dumps(data)) == "H is outside its domain"


def test_a_witness_whose_conclusion_holds_is_refused(spoiled):
    data = edited(spoiled.data, {"d": 1}, "instance", "dims")
    data = edited(data, {"H": [["2"]], "v": ["1"], "n": "0"}, "instance", "values")
    assert spoiled(json.dumps(data)) == "the conclusion holds at the instance"


def test_a_proof_nested_deep_is_refused(toy_report):
    registry, folder = toy_report
    path = folder / "evidence" / "toy-a" / "printed.json"
    data = json.loads(path.read_text())
    inner = json.dumps(data["proof"])
    for depth, message in [(300, "the proof is nested too deep"), (10_000, "no JSON: maximum recursion depth")]:
        data["proof"] = "HERE"
        step = '{"rule": "cases", "on": 0, "branches": [["<", '
        nested = step * depth + inner + "]]}" * depth
        path.write_text(json.dumps(data).replace('"HERE"', nested))
        (line,) = [x for x in verify(folder, registry)["refused"] if x.startswith("evidence/toy-a")]
        assert line.startswith("evidence/toy-a/printed.json: ")
        assert depth == 300 or message in line


def test_what_was_refused_exits_1_on_stdout_as_json(make_source, toy_report, capfd):
    registry, folder = toy_report
    (folder / "evidence" / "toy-f" / "printed.json").write_text("{")
    assert verify_main([str(folder), str(registry.sources[0].folder)]) == 1
    out, err = capfd.readouterr()
    assert err == ""
    assert any("no JSON" in line for line in json.loads(out)["refused"])


@pytest.mark.parametrize("text", ["{", "[]", "null", '{"claims": [3]}', "[" * 10_000, '{"claims": [{"id": []}]}'])
def test_a_report_that_is_none_is_refused(toy_report, text):
    registry, folder = toy_report
    (folder / "report.json").write_text(text)
    assert any(line.startswith("report.json: ") for line in verify(folder, registry)["refused"])


def test_no_folder_to_verify_is_a_usage_error(capfd, tmp_path):
    assert verify_main([str(tmp_path / "nowhere")]) == 2
    assert capfd.readouterr().err == f"bnproof verify: no folder {tmp_path / 'nowhere'}\n"
