"""Reports as files: readable JSON, whole files or none, every difference noticed."""

import json
import os

import pytest

from bnproof.report import write as module
from bnproof.report.write import differences, environment_file, files, json_text, write


@pytest.fixture(scope="module")
def made(registry, results):
    return files(registry, list(results.values()))


@pytest.fixture
def folder(tmp_path, made):
    home = tmp_path / "reports"
    write(home, made)
    return home


def tree(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.glob("**/*") if p.is_file()}


# ---- JSON ----------------------------------------------------------------------------------------
def test_json_reads_back_and_has_one_node_a_line():
    data = {"b": [1, {"c": None}], "nodes": [["num", [], "1" * 200], ["add", [0, 0]]], "a": "ε" * 100, "e": {}, "l": []}
    text = json_text(data)
    assert json.loads(text) == data
    assert text.endswith("}\n")
    assert '\n  ["add", [0, 0]]\n' in text
    assert text.index('"a"') < text.index('"b"') < text.index('"nodes"')


def test_json_lines_of_real_evidence_are_short(made):
    for path, text in made.items():
        if path.endswith(".json") and not path.startswith("report"):
            assert json.loads(text)
            assert max(map(len, text.splitlines())) < 250, path


# ---- writing -------------------------------------------------------------------------------------
def test_all_files_are_there_and_nothing_else(folder, made):
    assert tree(folder) == {path: text.encode() for path, text in made.items()}
    assert {"report.json", "REPORT.md"} < set(made)
    assert all(p.startswith("evidence/") for p in set(made) - {"report.json", "REPORT.md"})


def test_evidence_that_no_claim_has_is_removed_and_other_files_stay(folder, made):
    stale = folder / "evidence" / "old-claim" / "mutants" / "x.json"
    stale.parent.mkdir(parents=True)
    stale.write_text("{}")
    (folder / "notes.txt").write_text("by hand")
    assert differences(folder, made) == ["evidence/old-claim/mutants/x.json"]
    write(folder, made)
    assert not (folder / "evidence" / "old-claim").exists()
    assert (folder / "notes.txt").read_text() == "by hand"
    assert differences(folder, made) == []


def test_unchanged_files_are_left_alone(folder, made):
    before = {p: p.stat().st_ino for p in folder.glob("**/*.json")}
    write(folder, {**made, "REPORT.md": "new\n"})
    assert {p: p.stat().st_ino for p in folder.glob("**/*.json")} == before
    assert (folder / "REPORT.md").read_text() == "new\n"


@pytest.mark.parametrize("after", [0, 1, 2])
def test_a_crash_leaves_whole_files(tmp_path, monkeypatch, after):
    old = {"evidence/a/x.json": "old", "evidence/b/y.json": "old", "report.json": "old"}
    new = {"evidence/a/x.json": "new!", "evidence/c/z.json": "new!", "report.json": "new!"}
    write(tmp_path, old)
    moves = []

    def replace(source, target):
        if len(moves) == after:
            raise KeyboardInterrupt
        moves.append(target)
        os.rename(source, target)

    monkeypatch.setattr(module.os, "replace", replace)
    with pytest.raises(KeyboardInterrupt):
        write(tmp_path, new)
    found = tree(tmp_path)
    assert set(found.values()) <= {b"old", b"new!"}
    assert set(old) <= set(found)
    assert sum(text == b"new!" for text in found.values()) == after
    monkeypatch.undo()
    write(tmp_path, new)
    assert tree(tmp_path) == {path: text.encode() for path, text in new.items()}


def test_a_crash_while_writing_leaves_the_old_files(tmp_path, monkeypatch):
    write(tmp_path, {"report.json": "old"})

    def fail(self, data):
        raise OSError("disk full")

    monkeypatch.setattr(module.Path, "write_bytes", fail)
    with pytest.raises(OSError, match="disk full"):
        write(tmp_path, {"report.json": "new", "evidence/a/x.json": "new"})
    assert tree(tmp_path) == {"report.json": b"old"}
    assert [p.name for p in tmp_path.iterdir()] == ["report.json"]


@pytest.mark.parametrize("path", ["../x.json", "/tmp/x.json", "evidence/../../x.json", "", "a\\b.json"])
def test_a_path_that_leaves_the_folder_is_refused(tmp_path, path):
    with pytest.raises(ValueError, match="not a path inside"):
        write(tmp_path / "reports", {"report.json": "{}", path: "x"})
    assert list(tmp_path.iterdir()) == []


# ---- comparing -----------------------------------------------------------------------------------
def test_one_changed_byte_is_noticed(folder, made):
    path = sorted(made)[len(made) // 2]
    data = bytearray((folder / path).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / path).write_bytes(bytes(data))
    assert differences(folder, made) == [path]


def test_missing_and_extra_files_are_noticed(folder, made):
    gone = sorted(p for p in made if p.startswith("evidence/"))[0]
    (folder / gone).unlink()
    (folder / "evidence" / "extra.json").write_text("{}")
    assert differences(folder, made) == sorted(["evidence/extra.json", gone])
    assert set(differences(folder / "nowhere", made)) == set(made)


def test_line_ends_count(folder, made):
    text = (folder / "REPORT.md").read_bytes()
    (folder / "REPORT.md").write_bytes(text.replace(b"\n", b"\r\n"))
    assert differences(folder, made) == ["REPORT.md"]


def test_the_environment_is_written_and_not_compared(folder, made, results):
    first = environment_file(list(results.values()), date="2020-01-01")
    write(folder, {**made, **first})
    second = environment_file(list(results.values()), date="2021-01-01")
    assert first != second
    assert json.loads((folder / "environment.json").read_text())["date"] == "2020-01-01"
    assert differences(folder, {**made, **second}) == differences(folder, made) == []
