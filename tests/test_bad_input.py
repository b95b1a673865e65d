"""Bad input: one clear line that names file and field, the right exit code, nothing lost or half-written."""

import json
import os
import re
from pathlib import Path

import pytest
from conftest import HEAD, ROOT

from bnproof.cli import main
from bnproof.registry import Registry, read_source
from bnproof.report.write import files, write
from bnproof.run import check
from bnproof.verify.__main__ import main as verify_main
from bnproof.verify.__main__ import verify

TRUE = '@claim("toy-a")\ndef a(S):\n    return le(0, S.real("x") ** 2)\n'
FALSE = """
@claim("toy-f")
def f(S):
    H, v, n = S.spd("H", "d"), S.vector("v", "d"), S.natural("n")
    return lt(norm2(v) + n, v @ (H @ v))
"""
DIGITS = "7" * 10_000_000


@pytest.fixture(autouse=True)
def environment(monkeypatch, tmp_path):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("BNPROOF_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def refused(capfd):
    """Runs a command that must exit 2 with one line on stderr and nothing on stdout; returns the line."""

    def run(*arguments):
        code = main([str(a) for a in arguments])
        out, err = capfd.readouterr()
        assert (code, out) == (2, "")
        assert re.fullmatch(r"bnproof: [^\n]{10,600}\n", err)
        return err[9:-1]

    return run


# ---- claim files ----
CLAIM_FILES = {
    "syntax": (b"def (:\n", r"claims\.py: SyntaxError: invalid syntax \(claims\.py, line 1\)"),
    "exception": (b"x = 1\n1 / 0\n", r"claims\.py: ZeroDivisionError: division by zero \(claims\.py, line 2\)"),
    "exit": (b"import sys\nsys.exit(0)\n", r"claims\.py: SystemExit: 0 \(claims\.py, line 2\)"),
    "not UTF-8": (b"x = 'caf\xe9'\n", r"claims\.py: SyntaxError: .*utf-8.*"),
    "null bytes": (b"a = 1\0\n", r"claims\.py: (SyntaxError|ValueError): .*null bytes.*"),
    "import": (b"from bnproof import nothing\n", r"claims\.py: ImportError: .*'nothing'.*line 1\)"),
    "endless message": (b"raise ValueError('many\\nlines ' * 1000)", r"claims\.py: ValueError: .{280,}\(claims.*"),
    "nested": (b"x = " + b"(" * 10_000 + b")" * 10_000, r"claims\.py: \w+Error: .*"),
    "recursion": (b"def f(): return f()\nf()\n", r"claims\.py: RecursionError: .*\(claims\.py, line 1\)"),
    "integer": (b"x = " + DIGITS.encode(), r"claims\.py: SyntaxError: .*digits.*"),
    "twice": (
        b'from bnproof import *\n@claim("toy-a")\ndef a(S): ...\n@claim("toy-a")\ndef b(S): ...\n',
        r"claims\.py: two claims called toy-a",
    ),
    "unlisted": (
        b'from bnproof import *\n@claim("toy-aa")\ndef a(S): ...\n',
        r"claims\.py: claim toy-aa is not in source\.toml; did you mean toy-a\?",
    ),
    "no id": (
        b'from bnproof import *\n@lemma("../a", "x")\ndef a(S): ...\n',
        r"claims\.py: '\.\./a' is no id: letters, digits and \. _ - only",
    ),
    "two variants": (
        b'from bnproof import *\n@claim("toy-a")\ndef a(S): ...\na.mutant("m")\na.mutant("m")\n',
        r"claims\.py: ValueError: toy-a has two variants called 'm' \(claims\.py, line 5\)",
    ),
}


@pytest.mark.parametrize("how", CLAIM_FILES)
def test_a_malformed_claim_file_is_named_with_its_line(refused, make_source, how):
    text, message = CLAIM_FILES[how]
    folder = make_source(TRUE)
    (folder / "claims.py").write_bytes(text)
    line = refused("check", "toy", "--checks", folder)
    assert re.fullmatch(re.escape(str(folder)) + "." + message, line), line


@pytest.mark.parametrize(
    ("body", "verdict", "reason"),
    [
        ("raise RuntimeError('many\\nlines')", "ERROR", "RuntimeError: many lines (claims.py, line 4)"),
        ("return None", "MALFORMED", "no sentence: None"),
        ("return S.real('x')", "MALFORMED", "no sentence: sym("),
        ("S.assume(3)\n    return eq(S.real('x'), 0)", "MALFORMED", "no sentence: 3"),
        ("x = S.real('x')\n    for _ in range(10_000): x = x + x\n    return eq(x, 0)", "MALFORMED", "nested deeper"),
        (
            "def f(k): return S.real('x') if k == 0 else f(k - 1) + 1\n    return eq(f(10_000), 0)",
            "ERROR",
            "RecursionError: ",
        ),
        ("return eq(S.real('x'), 10 ** 100_000)", "ERROR", "ValueError: Exceeds the limit (4300 digits)"),
        ("return eq(S.real('x'), float('nan'))", "ERROR", "ValueError: cannot convert NaN"),
        ("return eq(S.real('x'), float('inf'))", "ERROR", "OverflowError: cannot convert Infinity"),
        ("return eq(S.vector('v', 'no space'), 0)", "MALFORMED", "no such sort: 'vec[no space]'"),
    ],
)
def test_a_claim_function_that_fails_is_one_verdict_among_others(capfd, make_source, body, verdict, reason):
    text = f'@claim("toy-bad")\ndef bad(S):\n    {body}\n' + TRUE
    code = main(["check", "toy", "--checks", str(make_source(text)), "--json"])
    out, err = capfd.readouterr()
    bad, good = json.loads(out)["claims"]
    assert (code, good["verdict"]) == (2 if verdict == "ERROR" else 1, "PROVED")
    assert (bad["verdict"], bad["variants"][0]["reason"][: len(reason)]) == (verdict, reason)
    assert "\n" not in bad["variants"][0]["reason"]
    assert "Traceback" not in err


# ---- names ----
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["check", "cai-eq44"], "no claim or source called 'cai-eq44'; did you mean cai-eq4?"),
        (["check", "kohller"], "no claim or source called 'kohller'; did you mean kohler?"),
        (["show", "cai-eq44"], "no claim or source called 'cai-eq44'; did you mean cai-eq4?"),
        (["check", "?" * 99], f"no claim or source called '{'?' * 99}'"),
        (["show", "cai"], "cai is a source, not a claim"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest(refused, arguments, message):
    assert refused(*arguments) == message


# ---- source.toml ----
ENTRY = '[[entry]]\nid = "toy-a"\nwhere = "(1)"\nkind = "identity"\nformula = "a"\n'
SOURCES = {
    "not TOML": ("[source", "Expected"),
    "an id that leaves the folder": (HEAD.format(id="../toy"), "source.id: '../toy' is no id"),
    "an id that means all": (HEAD.format(id="all"), "source.id: 'all' is no id"),
    "an id that is a number": ("[source]\nid = 3\n", "source.id: 3 is no id"),
    "a title that is a number": ('[source]\nid = "t"\ntitle = 3\n', "source.title: no text"),
    "authors as text": ('[source]\nid = "t"\ntitle = "x"\nauthors = "A"\n', "source.authors: no list"),
    "an author as number": ('[source]\nid = "t"\ntitle = "x"\nauthors = [1]\n', "source.authors[0]: no text"),
    "a venue as number": (HEAD.format(id="t") + "venue = 1\n", "source.venue: no text"),
    "a year as text": (HEAD.format(id="t") + 'year = "now"\n', "source.year: no year"),
    "a long integer": (HEAD.format(id="t") + f"year = {DIGITS}\n", "larger than 5 MB"),
    "a rather long integer": (HEAD.format(id="t") + f"year = {DIGITS[:9999]}\n", "Exceeds the limit"),
    "a year that is no number": (HEAD.format(id="t") + "year = nan\n", "source.year: no year"),
    "entries as text": ('entry = "x"\n' + HEAD.format(id="t"), "entry: no list"),
    "an entry as text": ('entry = ["x"]\n' + HEAD.format(id="t"), "'str' object"),
    "a formula as number": (
        HEAD.format(id="t") + ENTRY.replace('"a"', "1"),
        "entry[0] (toy-a).formula: no text",
    ),
    "an entry's id": (HEAD.format(id="t") + ENTRY.replace("toy-a", "a/b"), "entry[0] (a/b).id: 'a/b' is no id"),
    "two entries": (HEAD.format(id="t") + ENTRY * 2, "two entries called toy-a"),
    "deep nesting": (HEAD.format(id="t") + "venue = " + "[" * 10_000 + "]" * 10_000, ""),
}


@pytest.mark.parametrize("how", SOURCES)
def test_a_bad_inventory_names_file_and_field(refused, tmp_path, how):
    text, message = SOURCES[how]
    path = tmp_path / "source.toml"
    path.write_text(text, encoding="utf-8")
    line = refused("list", "--checks", tmp_path)
    assert line.startswith(f"{path}: {message}"), line


def test_an_inventory_that_is_not_utf8(refused, tmp_path):
    (tmp_path / "source.toml").write_bytes(b'title = "caf\xe9"')
    assert refused("list", "--checks", tmp_path).startswith(f"{tmp_path / 'source.toml'}: 'utf-8' codec")


# ---- folders and other files ----
def test_a_folder_that_cannot_be_read_is_named(refused, tmp_path):
    (tmp_path / "file").write_text("")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / "source.toml").mkdir()
    for name, why in [("no", "No such file"), ("file", "Not a dir"), ("loop", "Too many"), ("odd", "Is a dir")]:
        assert refused("list", "--checks", tmp_path / name).startswith(f"{tmp_path / name / 'source.toml'}: {why}")


def test_a_folder_that_cannot_be_listed_is_named(refused, make_source, monkeypatch):
    """The same for root, who may read everything."""
    folder, real = make_source(TRUE), Path.iterdir

    def iterdir(path):
        if path == folder:
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(Path, "iterdir", iterdir)
    assert refused("check", "toy", "--checks", folder) == f"{folder}: Permission denied"


@pytest.mark.parametrize("to", ["file", "file/reports"])
def test_a_report_into_a_file_is_refused_before_the_work(refused, tmp_path, to):
    (tmp_path / "file").write_text("kept")
    assert refused("report", "--to", tmp_path / to) == f"--to {tmp_path / to}: {tmp_path / 'file'} is no folder"
    assert (tmp_path / "file").read_text() == "kept"


def test_a_report_into_a_folder_that_cannot_be_written_is_refused(refused, tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert refused("report", "--to", tmp_path / "r").endswith(f"{tmp_path} cannot be written")
    assert not (tmp_path / "r").exists()


EXPECTED = {
    "broken": ("{", "Expecting property name"),
    "a list": ("[]", ""),
    "no verdict": ('{"toy-a": "TRUE"}', "toy-a: 'TRUE' is no verdict"),
    "no text": ('{"toy-a": [1]}', "toy-a: [1] is no verdict"),
    "a bug": ('{"toy-a": "ERROR"}', "toy-a: ERROR cannot be expected"),
    "nested": ("[" * 100_000, ""),
    "a number": ('{"toy-a": NaN}', "toy-a: nan is no verdict"),
    "a long number": (f'{{"toy-a": {DIGITS}}}', "Exceeds the limit (4300 digits)"),
}


@pytest.mark.parametrize("how", EXPECTED)
def test_broken_expectations_are_told_before_the_work_and_left_alone(refused, make_source, how):
    text, message = EXPECTED[how]
    path = make_source(TRUE) / "expected.json"
    path.write_text(text)
    assert refused("check", "toy", "--accept", "--checks", path.parent).startswith(f"{path}: {message}")
    assert path.read_text() == text


def test_accepting_never_leaves_half_a_file(make_source, monkeypatch, capfd):
    folder = make_source(FALSE)
    (folder / "expected.json").write_text("{}")

    def fail(*arguments):
        raise OSError(28, "No space left on device", "expected.json")

    monkeypatch.setattr(os, "replace", fail)
    assert main(["check", "toy", "--accept", "--checks", str(folder)]) == 2
    assert capfd.readouterr().err == "bnproof: expected.json: No space left on device\n"
    assert (folder / "expected.json").read_text() == "{}"
    assert sorted(p.name for p in folder.iterdir() if p.is_file()) == ["claims.py", "expected.json", "source.toml"]


@pytest.mark.parametrize("text", ["{", '["x"]', "[1]", "null", "[" * 100_000, f"[{DIGITS}]", "[NaN]", '[{"ID": 3}]'])
def test_a_foreign_inventory_that_is_none_is_named(refused, tmp_path, text):
    path = tmp_path / "inventory.json"
    path.write_text(text)
    assert refused("coverage", "--inventory", path).startswith(f"{path}: ")


# ---- options ----
@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--draws", "0"], "argument --draws: must be at least 1"),
        (["--draws", "-5"], "argument --draws: must be at least 1"),
        (["--draws", "1.5"], "argument --draws: 1.5 is no integer"),
        (["--draws", DIGITS], f"argument --draws: {DIGITS[:40]} is no integer"),
        (["--seed", "-1"], "argument --seed: must be at least 0"),
        (["--seed", "nan"], "argument --seed: nan is no integer"),
        (["--jobs", "-1"], "argument --jobs: must be at least 0"),
        (["--time-limit", "0"], "argument --time-limit: must be more than 0"),
        (["--time-limit", "nan"], "argument --time-limit: must be more than 0"),
        (["--time-limit", "inf"], "argument --time-limit: must be more than 0"),
        (["--profile", "slow"], "argument --profile: invalid choice: 'slow'"),
    ],
)
def test_an_option_out_of_range_is_a_usage_error(capfd, options, message):
    with pytest.raises(SystemExit) as stopped:
        main(["check", "all", *options])
    assert stopped.value.code == 2
    assert capfd.readouterr().err.splitlines()[-1].startswith(f"bnproof check: error: {message}")


# ---- evidence ----
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
