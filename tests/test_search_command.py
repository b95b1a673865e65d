"""`bnproof search`: what it prints, and with what it exits."""

import json
import re
import sys
from dataclasses import replace
from fractions import Fraction

import pytest

from bnproof import attack
from bnproof.attack import Attack, Sides, exit_code, told
from bnproof.interpret.instance import Instance
from bnproof.judge import Verdict
from bnproof.result import blank
from bnproof.search.refute import Outcome

TRUE = '@claim("toy-true")\ndef true(S, *, shift=0):\n    x, y = S.real("x"), S.real("y")\n'
TRUE += "    return le(2 * x * y + shift, x**2 + y**2)\n"
TRUE += "@true.proof()\ndef _(p, o):\n    p.sign((o.x - o.y) ** 2)\n"
TRUE += 'true.sharper("a fifth more", shift=-1)\ntrue.mutant("shifted", shift=1)\n'
FALSE = '@claim("toy-false")\ndef false(S):\n    x = S.real("x")\n    return lt(0, x**2)\n'
OPEN = '@claim("toy-open")\ndef open(S):\n    x = S.positive("x")\n    return le(x - x**3, num(3849) / 10000)\n'
MALFORMED = '@claim("toy-mixed")\ndef mixed(S):\n    return eq(S.real("x"), S.vector("v", "d"))\n'


@pytest.fixture
def searched(cli, make_source):
    def run(text, id, *options):
        folder = make_source(text)
        return cli("search", id, "--checks", folder, "--no-cache", *options)

    return run


def test_what_is_true_survives_and_says_how_narrowly(searched):
    code, out, err = searched(TRUE, "toy-true", "--draws", 50)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "PROVED     printed"
    assert lines[1].startswith("  no counterexample in 50 draws, ")
    assert lines[2] == "  nearest: lhs/rhs = 1"
    assert "sharper: a fifth more" in out
    assert "mutant" not in out


def test_the_work_is_told(searched):
    work = searched(TRUE, "toy-true", "--draws", 120)[1].splitlines()[1]
    assert re.fullmatch(r"  no counterexample in 120 draws, \d+ instances in floats and 4 questions to z3", work)


def test_without_z3_the_search_says_so(searched, monkeypatch):
    for name in ("bnproof.search.symbolic", "bnproof.search.solver"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setitem(sys.modules, "z3", None)
    lines = searched(TRUE, "toy-true", "--draws", 120)[1].splitlines()
    assert re.fullmatch(r"  no counterexample in 120 draws and \d+ instances in floats", lines[1])
    assert lines[2] == "  z3 was not asked: it is not installed (pip install 'bnproof[smt]')"


def test_what_is_known_to_be_false_falls_again(searched):
    code, out, _ = searched(FALSE, "toy-false")
    assert code == 0
    first, witness, *rest = (line.strip() for line in out.splitlines())
    assert (first, rest) == ("VIOLATED   printed", ["there: rhs - lhs = 0", "x = 0"])
    assert witness.startswith("witness after ")


def test_a_mutant_is_attacked_when_named(searched):
    code, out, _ = searched(TRUE, "toy-true", "--variant", "shifted")
    assert code == 0
    assert out.startswith("VIOLATED   mutant: shifted\n  witness after ")
    assert "printed" not in out


def test_a_witness_that_the_check_did_not_find_exits_one(searched, monkeypatch):
    monkeypatch.setattr("bnproof.commands.running.PROFILES", {"default": 1})  # a check that hardly searches
    code, out, _ = searched(OPEN, "toy-open", "--draws", 200)
    assert code == 1
    assert out.startswith("UNDECIDED  printed\n  witness after ")


def test_the_same_seed_prints_the_same(searched, cli, make_source):
    folder = make_source(OPEN)
    runs = [cli("search", "toy-open", "--checks", folder, "--draws", 60, "--seed", 3) for _ in range(2)]
    assert runs[0] == runs[1]


def test_json(searched):
    code, out, _ = searched(TRUE, "toy-true", "--draws", 20, "--seed", 4, "--json")
    assert code == 0
    data = json.loads(out)
    assert (data["claim"], data["draws"], data["seed"]) == ("toy-true", 20, 4)
    first, second = data["variants"]
    assert (first["name"], first["role"], first["verdict"]) == ("printed", "printed", "PROVED")
    assert first["witness"] is None
    assert first["conflict"] is False
    assert first["draws"] == 20
    assert first["screened"] >= 800
    assert first["sides"]["ratio"] == pytest.approx(1)
    assert set(first["nearest"]["instance"]["values"]) == {"x", "y"}
    assert second["role"] == "sharper"


def test_json_of_a_witness(searched):
    _, out, _ = searched(FALSE, "toy-false", "--json")
    (row,) = json.loads(out)["variants"]
    assert row["witness"]["instance"] == {"dims": {}, "values": {"x": "0"}}
    assert row["nearest"] is None


def test_what_has_no_statement_is_not_attacked(searched):
    assert searched(MALFORMED, "toy-mixed")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["cai-orht"], "did you mean cai-orth?"),
        (["cai"], "cai is a source, not a claim"),
        (["cai-orth", "--variant", "none"], "cai-orth has no variant 'none'; it has printed, g instead of w"),
        (["cai-orth", "--draws", "0"], "must be at least 1"),
        ([], "the following arguments are required: id"),
    ],
)
def test_a_wrong_use_exits_two(arguments, message, cli):
    code, out, err = cli("search", *arguments)
    assert (code, out) == (2, "")
    assert message in err


# ---- conflicts ----
def fallen(verdict):
    variant = replace(blank(_Variant), verdict=verdict)
    witness = Instance({"d": 1}, {"x": Fraction(1)})
    return Attack(variant, Outcome(witness, 3, 3), witness, Sides(2.0, 1.0))


class _Variant:
    name, role, note = "printed", "printed", ""


def test_a_witness_against_what_is_proved_is_a_conflict():
    proved, known, new = (fallen(v) for v in (Verdict.PROVED, Verdict.VIOLATED, Verdict.SURVIVED))
    assert [a.conflict for a in (proved, known, new)] == [True, False, False]
    assert [exit_code([a]) for a in (proved, known, new)] == [2, 0, 1]
    assert exit_code([known, new, proved]) == 2
    assert exit_code([]) == 0
    assert "  CONFLICT: a witness against a PROVED variant after 3 draws" in told(proved)


def test_a_conflict_is_told_loudly(searched, monkeypatch):
    witness = Instance({}, {"x": Fraction(0), "y": Fraction(0)})
    monkeypatch.setattr(attack, "find_witness", lambda *rest: Outcome(witness, 1, 1))
    monkeypatch.setattr(attack, "breaks", lambda *rest: None)
    code, out, err = searched(TRUE, "toy-true")
    assert code == 2
    assert "CONFLICT" in out
    assert "bnproof: CONFLICT: toy-true/printed is PROVED and has a witness" in err


def test_a_witness_that_is_none_is_a_bug(searched, monkeypatch):
    witness = Instance({}, {"x": Fraction(0), "y": Fraction(0)})
    monkeypatch.setattr(attack, "find_witness", lambda *rest: Outcome(witness, 1, 1))
    code, out, err = searched(TRUE, "toy-true")
    assert (code, out) == (2, "")
    assert "AssertionError: toy-true/printed: the conclusion holds at the instance" in err
