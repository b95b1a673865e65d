"""Expected verdicts: read, compared, and written by `--accept` alone."""

import json

import pytest

from bnproof import expect
from bnproof.judge import Row, Verdict
from bnproof.registry import Registry, UsageError, read_source
from bnproof.run import check

TEXT = """
@claim("toy-true")
def cancels(S, *, times=1):
    x, y = S.real("x"), S.real("y")
    return eq((x + y) - y, times * x)

cancels.mutant("twice", times=2)
cancels.mutant("not wrong", "a mutant that is true", times=1)

@claim("toy-false")
def smaller(S):
    return le(S.real("x"), S.real("y"))

@claim("toy-broken")
def broken(S):
    raise RuntimeError
"""


@pytest.fixture
def checked(make_source):
    """Checks the claims named, in a folder of three; returns the folder and the results."""
    folder = make_source(TEXT)

    def run(*names):
        registry = Registry((read_source(folder),))
        return folder, check(registry, registry.select(names))

    return run


def write(folder, **verdicts):
    (folder / "expected.json").write_text(json.dumps(verdicts), encoding="utf-8")


def test_no_file_expects_nothing(tmp_path):
    assert expect.read(tmp_path) == {}


def test_a_file_is_read_as_verdicts(tmp_path):
    write(tmp_path, a="VIOLATED", b="UNDECIDED")
    assert expect.read(tmp_path) == {"a": Verdict.VIOLATED, "b": Verdict.UNDECIDED}


@pytest.mark.parametrize("text", ["{", "[]", '{"a": "TRUE"}', '{"a": 3}', "[" * 100_000, "\0"])
def test_what_holds_no_verdicts_is_refused(tmp_path, text):
    (tmp_path / "expected.json").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"expected\.json: "):
        expect.read(tmp_path)


@pytest.mark.parametrize("verdict", ["ERROR", "CONFLICT"])
def test_a_bug_cannot_be_expected(tmp_path, verdict):
    write(tmp_path, **{"toy-true": verdict})
    with pytest.raises(UsageError, match=f"toy-true: {verdict} cannot be expected"):
        expect.read(tmp_path)


def test_what_is_absent_is_expected_to_hold_and_mutants_to_fall(checked):
    _, results = checked("toy-true", "toy-false")
    assert expect.compared(results) == [
        ("toy-true", Row(Verdict.PROVED)),
        ("toy-true/printed", Row(Verdict.PROVED)),
        ("toy-true/twice", Row(Verdict.VIOLATED, Verdict.VIOLATED, mutant=True)),
        ("toy-true/not wrong", Row(Verdict.PROVED, Verdict.VIOLATED, mutant=True)),
        ("toy-false", Row(Verdict.VIOLATED)),
        ("toy-false/printed", Row(Verdict.VIOLATED)),
    ]


def test_what_is_written_is_compared(checked):
    folder, results = checked("toy-false")
    write(folder, **{"toy-false": "VIOLATED", "toy-false/printed": "PROVED"})
    rows = dict(expect.compared(results))
    assert rows["toy-false"] == Row(Verdict.VIOLATED, Verdict.VIOLATED)
    assert rows["toy-false/printed"] == Row(Verdict.VIOLATED, Verdict.PROVED)


def test_accepting_writes_what_is_not_usual(checked):
    folder, results = checked("toy-true", "toy-false")
    assert expect.accept(results) == [folder / "expected.json"]
    assert expect.read(folder) == {
        "toy-false": Verdict.VIOLATED,
        "toy-false/printed": Verdict.VIOLATED,
        "toy-true/not wrong": Verdict.PROVED,
    }
    assert all(row.expected in (None, row.verdict) for _, row in expect.compared(results))


def test_accepting_leaves_other_claims_alone(checked):
    folder, results = checked("toy-true")
    write(folder, **{"toy-false": "UNDECIDED", "toy-true": "UNDECIDED", "toy-true/gone": "VIOLATED"})
    expect.accept(results)
    assert expect.read(folder) == {"toy-false": Verdict.UNDECIDED, "toy-true/not wrong": Verdict.PROVED}


def test_accepting_never_accepts_a_bug(checked):
    folder, results = checked("toy-broken")
    assert results[0].verdict is Verdict.ERROR
    expect.accept(results)
    assert expect.read(folder) == {}
