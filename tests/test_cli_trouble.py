"""The command line where something goes wrong: wrong options, broken folders, Ctrl-C, bugs."""

import sys

import pytest

from bnproof.run import Interrupted

TRUE = '@claim("toy-true")\ndef true(S):\n    return le(0, S.real("x") ** 2)\n'
FALSE = '@claim("toy-false")\ndef false(S):\n    return le(S.real("x"), S.real("y"))\n'
BROKEN = '@claim("toy-broken")\ndef broken(S):\n    raise RuntimeError("on purpose")\n'


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--draws", "0"], "must be at least 1"),
        (["--draws", "many"], "many is no integer"),
        (["--jobs", "-1"], "must be at least 0"),
        (["--seed", "-1"], "must be at least 0"),
        (["--time-limit", "0"], "must be more than 0"),
        (["--time-limit", "nan"], "must be more than 0"),
        (["--time-limit", "soon"], "soon is no number"),
        (["--profile", "endless"], "invalid choice: 'endless'"),
        (["--frobnicate"], "unrecognized arguments: --frobnicate"),
    ],
)
def test_a_wrong_option_exits_two(options, message, cli):
    code, out, err = cli("check", "cai-eq4", *options)
    assert (code, out) == (2, "")
    assert message in err


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1 / 0", "claims.py: ZeroDivisionError: division by zero (claims.py, line 2)"),
        ("def (", "claims.py: SyntaxError: "),
        ("import sys\nsys.exit(0)", "claims.py: SystemExit: 0 (claims.py, line 3)"),
        (TRUE.replace('"toy-true"', '"cai-eq4"'), "a second claim called cai-eq4"),
    ],
)
@pytest.mark.parametrize("command", [["check"], ["list"], ["coverage"], ["show", "cai-eq4"]])
def test_a_broken_claim_file_exits_two_whatever_is_asked(command, text, message, cli, make_source):
    code, _, err = cli(*command, "--checks", make_source(text))
    if command == ["list"] and "cai-eq4" in text:
        assert code == 0  # a source is listed by itself
    else:
        assert code == 2
        assert message in err
        assert "Traceback" not in err


def test_a_broken_claim_file_stops_the_verifier_too(cli, report, make_source):
    code, out, err = cli("verify", report, "--checks", make_source("1 / 0"))
    assert (code, out) == (2, "")
    assert err.startswith("bnproof verify: ")


@pytest.fixture
def checks_raise(monkeypatch):
    """Makes every check raise this."""

    def raising(error):
        def checks(*arguments):
            raise error

        monkeypatch.setattr("bnproof.commands.running.checked", checks)

    return raising


def test_interrupting_exits_three_and_tells_what_was_finished(cli, checks_raise, results):
    checks_raise(Interrupted([results["cai-eq4"]]))
    code, out, err = cli("check")
    assert (code, err) == (3, "bnproof: stopped; 1 claims were finished\n")
    assert out.startswith("PROVED       cai-eq4")


def test_interrupting_does_not_hide_what_was_found(cli, checks_raise, results):
    checks_raise(Interrupted([results["arora-C1-grad-z"]]))
    assert cli("check", "--strict")[0] == 1


def test_interrupting_accepts_nothing(cli, checks_raise, results, monkeypatch):
    monkeypatch.setattr("bnproof.expect.accept", lambda results: pytest.fail("accepted"))
    checks_raise(Interrupted([results["cai-eq4"]]))
    assert cli("check", "--accept")[0] == 3


def test_interrupting_a_report_exits_three(cli, checks_raise, tmp_path):
    checks_raise(Interrupted([]))
    code, _, err = cli("report", "--to", tmp_path / "made")
    assert (code, err, (tmp_path / "made").exists()) == (3, "bnproof: stopped\n", False)


def test_a_full_disk_exits_two_on_one_line(cli, checks_raise):
    checks_raise(OSError(28, "No space left on device", "/there"))
    assert cli("check") == (2, "", "bnproof: /there: No space left on device\n")


def test_a_bug_exits_two_with_its_traceback(cli, checks_raise):
    checks_raise(ZeroDivisionError("a bug"))
    code, _, err = cli("check")
    assert code == 2
    assert err.startswith("Traceback")
    assert err.endswith("ZeroDivisionError: a bug\n")


def test_a_closed_pipe_is_no_failure(cli, checks_raise, monkeypatch):
    checks_raise(BrokenPipeError())
    monkeypatch.setattr(sys.stderr, "close", lambda: None)
    assert cli("check")[0] == 0


def test_a_report_needs_a_folder(cli, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    code, _, err = cli("report", "--to", tmp_path / "file")
    assert (code, "is no folder" in err) == (2, True)


def test_there_is_no_report_of_a_bug(cli, tmp_path, make_source):
    code, _, err = cli("report", "--to", tmp_path / "made", "--checks", make_source(TRUE + BROKEN + FALSE))
    assert (code, (tmp_path / "made").exists()) == (2, False)
    assert err == "bnproof: no report of what failed: toy-broken\n"
