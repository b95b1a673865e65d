"""Names, options, folders, expectations: refused before the work, nothing lost or half-written."""

import os
from pathlib import Path

import pytest
from bad_input.texts import DIGITS, FALSE, TRUE

from bnproof.cli import main


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
