"""The command line: what each command prints, writes, and exits with."""

import json
import subprocess
import sys
from fractions import Fraction

import pytest

TRUE = '@claim("toy-true")\ndef true(S):\n    x = S.real("x")\n    return le(0, x**2)\n'
FALSE = '@claim("toy-false")\ndef false(S):\n    x = S.real("x")\n    return lt(0, x**2)\n'
MALFORMED = '@claim("toy-mixed")\ndef mixed(S):\n    return eq(S.real("x"), S.vector("v", "d"))\n'
BROKEN = '@claim("toy-broken")\ndef broken(S):\n    raise RuntimeError("on purpose")\n'
READINGS = '@claim("toy-read")\ndef read(S, *, relation=le):\n    return relation(0, S.real("x") ** 2)\n'
READINGS += 'read.reading("weak")\nread.reading("strict", relation=lt)\n'
OPEN = '@claim("toy-open")\ndef open(S, *, shift=0):\n    x, y = S.real("x"), S.real("y")\n'
OPEN += "    return le(2 * x * y + shift, x**2 + y**2)\n"
SURVIVES = OPEN + 'open.mutant("shifted", shift=1)\n'
ZERO = '@claim("toy-zero")\ndef zero(S):\n    x = S.real("x")\n    return eq(x - x, 0)\n'
MUTANT = TRUE + 'true.mutant("as true", "no mutant at all")\n'
KILLED = TRUE.replace("(S)", "(S, *, relation=le)").replace("le(0, x**2)", "relation(0, x**2)")
KILLED += 'true.mutant("strict", relation=lt)\n'
ENDLESS = '@claim("toy-slow")\ndef slow(S):\n    while True:\n        pass\n'


@pytest.fixture
def toy_check(cli, make_source):
    """Checks a claim file given by its text, against these expectations."""

    def run(text, *options, **expected):
        folder = make_source(text)
        if expected:
            verdicts = {k.replace("_", "-"): v for k, v in expected.items()}
            full = verdicts | {f"{k}/printed": v for k, v in verdicts.items()}
            (folder / "expected.json").write_text(json.dumps(full), encoding="utf-8")
        return cli("check", "toy", "--checks", folder, *options)

    return run


# ---- exit codes ----
@pytest.mark.parametrize(
    ("text", "options", "expected", "code"),
    [
        (TRUE, [], {}, 0),
        (FALSE, [], {}, 1),
        (FALSE, [], {"toy_false": "VIOLATED"}, 0),
        (FALSE, ["--strict"], {"toy_false": "VIOLATED"}, 1),
        (FALSE, [], {"toy_false": "MALFORMED"}, 1),
        (KILLED, [], {}, 0),
        (KILLED, ["--strict"], {}, 0),
        (MUTANT, [], {}, 3),
        (MALFORMED, [], {}, 1),
        (MALFORMED, [], {"toy_mixed": "MALFORMED"}, 0),
        (READINGS, [], {}, 1),
        (BROKEN, [], {}, 2),
        (OPEN, [], {}, 3),
        (OPEN, [], {"toy_open": "UNDECIDED"}, 0),
        (OPEN, [], {"toy_open": "VIOLATED"}, 3),
        (SURVIVES, [], {}, 3),
        (SURVIVES, [], {"toy_open": "SURVIVED"}, 0),
        (ZERO, [], {}, 3),
        (TRUE, [], {"toy_true": "UNDECIDED"}, 0),
        (TRUE, [], {"toy_true": "VIOLATED"}, 0),
        (TRUE + OPEN + FALSE, [], {}, 1),
        (TRUE + OPEN + FALSE + BROKEN, [], {}, 2),
    ],
    ids=str,
)
def test_the_exit_code_tells_what_was_not_expected(text, options, expected, code, toy_check):
    assert toy_check(text, *options, **expected)[0] == code


def test_what_was_not_expected_is_named(toy_check):
    _, out, err = toy_check(FALSE + TRUE)
    assert err.splitlines() == [
        "toy-false is VIOLATED, expected to hold",
        "toy-false/printed is VIOLATED, expected to hold",
    ]
    assert "2 claims: 1 PROVED, 1 VIOLATED; 0 of 0 wrong variants refuted" in out


def test_stronger_than_expected_is_a_notice(toy_check):
    code, _, err = toy_check(TRUE, toy_true="UNDECIDED")
    assert (code, err.splitlines()[0]) == (0, "notice: toy-true is PROVED, expected UNDECIDED")


def test_an_error_in_a_claim_is_told_with_its_reason(toy_check):
    code, out, _ = toy_check(BROKEN)
    assert code == 2
    assert "RuntimeError: on purpose" in out


def test_a_claim_stopped_by_time_exits_three(toy_check):
    code, _, err = toy_check(ENDLESS, "--time-limit", 0.3)
    assert (code, err) == (3, "toy-slow was stopped: time limit\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["check", "cai-eq44"], "no claim or source called 'cai-eq44'; did you mean cai-eq4?"),
        (["show", "cai-orht"], "no claim or source called 'cai-orht'; did you mean cai-orth?"),
        (["show", "cai"], "cai is a source, not a claim"),
        (["check", "--checks", "/nowhere"], "/nowhere/source.toml: No such file or directory"),
        (["check", "--draws", "0"], "must be at least 1"),
        (["frobnicate"], "invalid choice: 'frobnicate'"),
        ([], "the following arguments are required: COMMAND"),
        (["verify", "/nowhere"], ""),
    ],
)
def test_a_wrong_use_exits_two_and_says_why(arguments, message, cli):
    code, _, err = cli(*arguments)
    assert code == 2
    assert message in err
    assert "Traceback" not in err


@pytest.mark.parametrize("text", ["{", "[1]", '{"toy-true": "TRUE"}', '{"toy-true": "ERROR"}'])
def test_broken_expectations_exit_two(text, cli, make_source):
    folder = make_source(TRUE)
    (folder / "expected.json").write_text(text, encoding="utf-8")
    code, _, err = cli("check", "toy", "--checks", folder)
    assert code == 2
    assert "expected.json" in err


# ---- accept, json, draws ----
def test_accepting_makes_the_next_check_pass(cli, make_source):
    folder = make_source(TRUE + FALSE + SURVIVES)
    assert cli("check", "toy", "--checks", folder)[0] == 1
    code, _, err = cli("check", "toy", "--checks", folder, "--accept")
    assert (code, err) == (0, f"wrote {folder / 'expected.json'}\n")
    assert json.loads((folder / "expected.json").read_text()) == {
        "toy-false": "VIOLATED",
        "toy-false/printed": "VIOLATED",
        "toy-open": "SURVIVED",
        "toy-open/printed": "SURVIVED",
    }
    assert cli("check", "toy", "--checks", folder)[::2] == (0, "")


def test_checking_writes_nothing_beside_the_claims(cli, make_source):
    folder = make_source(TRUE + FALSE)
    cli("check", "toy", "--checks", folder)
    assert {p.name for p in folder.iterdir()} - {"__pycache__"} == {"claims.py", "source.toml"}


def test_json_is_the_report_and_nothing_else(toy_check):
    code, out, _ = toy_check(TRUE + FALSE, "--json")
    data = json.loads(out)
    assert (code, data["schema"]) == (1, "bnproof-report/1")
    assert {c["id"]: c["verdict"] for c in data["claims"]} == {"toy-true": "PROVED", "toy-false": "VIOLATED"}


def test_fewer_draws_find_less(toy_check):
    rare = FALSE.replace("lt(0, x**2)", "le(x**2, 1000)")
    code, out, _ = toy_check(rare, "--draws", 1)
    assert (code, "UNDECIDED" in out) == (3, True)


# ---- list, help, show, coverage ----
@pytest.mark.parametrize("arguments", [["list"], ["--help"], ["check", "--help"], ["coverage"]])
def test_light_commands_import_nothing_heavy(arguments, environment, tmp_path):
    code = (
        "import sys\nfrom bnproof.cli import main\n"
        "try:\n    main(sys.argv[1:])\nexcept SystemExit:\n    pass\n"
        "print(sorted({m.split('.')[0] for m in sys.modules}), file=sys.stderr)"
    )
    made = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    loaded = set(json.loads(made.stderr.replace("'", '"')))
    assert made.stdout
    assert loaded & {"sympy", "flint", "numpy", "scipy", "mpmath", "jinja2", "rich"} == set()
    assert "bnproof" in loaded


def test_the_list_names_every_claim(cli, registry):
    code, out, _ = cli("list")
    listed = [line.split()[0] for line in out.splitlines() if line.startswith("  ")]
    assert (code, listed) == (0, list(registry.claims))


def test_show_prints_the_card_of_a_claim(cli):
    code, out, _ = cli("show", "cai-norm-monotone")
    assert code == 0
    assert all(word in out for word in ("cai-norm-monotone", "DEPENDS", "strictly increasing", "VIOLATED"))


def test_coverage_lists_what_has_no_claim(cli, registry):
    code, out, _ = cli("coverage")
    listed = {line.split()[1] for line in out.splitlines() if line.startswith("  missing")}
    entries = {e.id for s in registry.sources for e in s.entries}
    outside = {e.id for s in registry.sources for e in s.entries if e.out_of_scope}
    assert (code, listed) == (0, entries - set(registry.claims) - outside)


def test_coverage_of_a_foreign_inventory(cli, tmp_path):
    path = tmp_path / "theirs.json"
    path.write_text(json.dumps([{"id": "cai-eq4"}, {"id": "cai-eq99", "page": 3}]), encoding="utf-8")
    code, out, _ = cli("coverage", "--inventory", path)
    assert code == 0
    assert out.splitlines() == [f"{path}: 1 of 2 entries have a claim", "  missing cai-eq99"]


def test_coverage_of_a_foreign_toml_of_any_name(cli, make_source):
    folder = make_source(TRUE)
    path = (folder / "source.toml").rename(folder / "theirs.toml")
    code, out, _ = cli("coverage", "--inventory", path)
    assert (code, out.splitlines()) == (0, [f"{path}: 0 of 1 entries have a claim", "  missing toy-true"])


@pytest.mark.parametrize("text", ["{", "3", "[3]", '[{"name": 1}]', "[" * 100_000])
def test_a_broken_foreign_inventory_exits_two(text, cli, tmp_path):
    path = tmp_path / "theirs.json"
    path.write_text(text, encoding="utf-8")
    code, _, err = cli("coverage", "--inventory", path)
    assert code == 2
    assert err.startswith(f"bnproof: {path}: no list of entries with an id")


# ---- report and verify ----
def test_a_report_is_written_where_asked(cli, tmp_path, report_files):
    """The same bytes from worker processes as from this one."""
    code, out, _ = cli("report", "--to", tmp_path / "made", "--jobs", 2)
    assert (code, out) == (0, f"wrote {len(report_files)} files to {tmp_path / 'made'}\n")
    there = [p for p in tmp_path.glob("made/**/*") if p.is_file()]
    made = {p.relative_to(tmp_path / "made").as_posix(): p.read_text(encoding="utf-8") for p in there}
    assert "date" in json.loads(made.pop("environment.json"))
    assert made == report_files


def test_a_fresh_report_is_fresh_until_something_changes(report, cli):
    assert cli("report", "--check", "--to", report) == (0, "", "")
    witness = report / "evidence" / "arora-C1-grad-z" / "printed.json"
    data = json.loads(witness.read_text())
    data["instance"]["values"]["gamma"] = str(Fraction(data["instance"]["values"]["gamma"]) + 1)
    witness.write_text(json.dumps(data), encoding="utf-8")
    (report / "REPORT.md").unlink()
    (report / "evidence" / "more.json").write_text("{}", encoding="utf-8")
    code, _, err = cli("report", "--check", "--to", report)
    stale = [f"stale: {report / name}" for name in ("REPORT.md", witness.relative_to(report), "evidence/more.json")]
    assert (code, sorted(err.splitlines())) == (1, sorted(stale))


def test_a_report_verifies_until_something_is_changed(report, cli):
    code, out, err = cli("verify", report)
    counts = json.loads(out)
    assert (code, err, counts["refused"]) == (0, "", [])
    assert (counts["proofs"] > 30, counts["witnesses"] > 20, counts["disproofs"] > 0) == (True, True, True)
    (report / "evidence" / "cai-eq4" / "printed.json").unlink()
    code, out, err = cli("verify", report)
    assert (code, err) == (1, "")
    assert "report.json: cai-eq4/printed: verdict: PROVED without evidence that passes" in json.loads(out)["refused"]
