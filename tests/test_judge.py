"""The judge's truth tables, written out."""

from itertools import product

import pytest

from bnproof.judge import (
    ADVERSE,
    FATAL,
    HOLDS,
    STRENGTH,
    Findings,
    Row,
    Verdict,
    exit_code,
    judge,
    overall,
    stronger,
)

V = Verdict

# error malformed proved violated admitted searched kills; `-` is either
JUDGEMENTS = """
1 - - - - - -  ERROR
0 1 - - - - -  MALFORMED
0 0 1 1 - - -  CONFLICT
0 0 0 1 - - -  VIOLATED
0 0 1 0 1 - -  PROVED
0 0 1 0 0 - -  VACUOUS
0 0 0 0 1 1 1  SURVIVED
0 0 0 0 0 - -  UNDECIDED
0 0 0 0 1 0 -  UNDECIDED
0 0 0 0 1 1 0  UNDECIDED
"""


@pytest.mark.parametrize("bits", list(product((False, True), repeat=7)))
def test_the_judge_follows_its_table(bits):
    error, malformed, proved, violated, admitted, searched, kills = bits
    rows = [line.split() for line in JUDGEMENTS.strip().splitlines()]
    fitting = [row[-1] for row in rows if all(c in ("-", "01"[b]) for c, b in zip(row, bits, strict=False))]
    found = judge(
        Findings(proved, admitted, violated, searched, "no sort" * malformed, "a crash" * error),
        budget_kills=kills,
    )
    assert [found] == fitting


@pytest.mark.parametrize("bits", list(product((False, True), repeat=7)))
@pytest.mark.parametrize("definition", [False, True])
def test_what_is_proved_may_be_a_definition_or_rest_on_a_citation(bits, definition):
    error, malformed, proved, violated, admitted, searched, kills = bits
    f = Findings(proved, admitted, violated, searched, "no sort" * malformed, "a crash" * error)
    plain = judge(f, kills)
    changed = judge(f, kills, definition=definition)
    assert changed is (V.DEFINITION if plain is V.PROVED and definition else plain)
    assert judge(f, kills, definition, conditional=True) is (V.CONDITIONAL if plain is V.PROVED else plain)


@pytest.mark.parametrize(
    ("roles", "verdict"),
    [
        ([("printed", V.PROVED)], V.PROVED),
        ([("printed", V.VIOLATED), ("corrected", V.PROVED)], V.VIOLATED),
        ([("printed", V.PROVED), ("sharper", V.VIOLATED), ("mutant", V.VIOLATED)], V.PROVED),
        ([("reading", V.PROVED), ("reading", V.PROVED)], V.PROVED),
        ([("reading", V.VIOLATED), ("reading", V.VIOLATED), ("corrected", V.PROVED)], V.VIOLATED),
        ([("reading", V.PROVED), ("reading", V.VIOLATED)], V.DEPENDS),
        ([("reading", V.PROVED), ("reading", V.UNDECIDED)], V.DEPENDS),
        ([("printed", V.PROVED), ("mutant", V.ERROR)], V.ERROR),
        ([("reading", V.PROVED), ("factor", V.CONFLICT)], V.CONFLICT),
    ],
)
def test_a_claim_is_as_its_printed_form_or_as_all_its_readings(roles, verdict):
    assert overall(iter(roles)) is verdict


# Columns: what was expected. Rows: what was found. `+` is exit code 0 with a notice.
COLUMNS = [
    None, V.PROVED, V.DEFINITION, V.REPRODUCED, V.CONDITIONAL, V.CERTIFIED, V.SURVIVED, V.UNDECIDED,
    V.OUT_OF_SCOPE, V.VACUOUS, V.DEPENDS, V.MALFORMED, V.NOT_REPRODUCED, V.VIOLATED,
]  # fmt: skip
EXITS = """
PROVED          0 0 + + + + + + + +   + + + +
DEFINITION      3 3 0 + + + + + + +   + + + +
REPRODUCED      3 3 3 0 + + + + + +   + + + +
CONDITIONAL     3 3 3 3 0 + + + + +   + + + +
CERTIFIED       3 3 3 3 3 0 + + + +   + + + +
SURVIVED        3 3 3 3 3 3 0 + + +   3 3 3 3
UNDECIDED       3 3 3 3 3 3 3 0 + +   3 3 3 3
OUT_OF_SCOPE    3 3 3 3 3 3 3 3 0 +   3 3 3 3
VACUOUS         3 3 3 3 3 3 3 3 3 0   3 3 3 3
DEPENDS         1 1 1 1 1 1 1 1 1 1   0 1 1 1
MALFORMED       1 1 1 1 1 1 1 1 1 1   1 0 1 1
NOT_REPRODUCED  1 1 1 1 1 1 1 1 1 1   1 1 0 1
VIOLATED        1 1 1 1 1 1 1 1 1 1   1 1 1 0
CONFLICT        2 2 2 2 2 2 2 2 2 2   2 2 2 2
ERROR           2 2 2 2 2 2 2 2 2 2   2 2 2 2
"""
TABLE = {V(verdict): marks for verdict, *marks in map(str.split, EXITS.strip().splitlines())}
CELLS = [(v, e, mark) for v, marks in TABLE.items() for e, mark in zip(COLUMNS, marks, strict=True)]


def test_the_table_is_complete():
    assert list(TABLE) == [*STRENGTH, *(v for v in V if v in ADVERSE), *(v for v in V if v in FATAL)]
    assert {*STRENGTH, *ADVERSE, *FATAL} == set(V)
    assert set(STRENGTH) >= HOLDS


@pytest.mark.parametrize(("verdict", "expected", "mark"), CELLS)
def test_exit_codes_follow_the_table(verdict, expected, mark):
    row = Row(verdict, expected)
    assert exit_code([row]) == int(mark.replace("+", "0"))
    assert stronger(row) is (mark == "+")
    assert exit_code([row], strict=True) == (1 if verdict in ADVERSE else int(mark.replace("+", "0")))


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("verdict", V)
def test_a_mutant_must_fall_strict_or_not(verdict, strict):
    code = 0 if verdict is V.VIOLATED else 2 if verdict in FATAL else 1 if verdict in ADVERSE else 3
    assert exit_code([Row(verdict, V.VIOLATED, mutant=True)], strict) == code
    assert not stronger(Row(verdict, V.VIOLATED, mutant=True))


def test_a_mutant_accepted_as_surviving_may_survive_or_fall():
    survives, falls, proved = (Row(v, V.SURVIVED, mutant=True) for v in (V.SURVIVED, V.VIOLATED, V.PROVED))
    assert [exit_code([row]) for row in (survives, falls, proved)] == [0, 0, 3]
    assert [stronger(row) for row in (survives, falls, proved)] == [False, True, False]


@pytest.mark.parametrize(
    ("verdicts", "code"),
    [
        ([], 0),
        ([V.PROVED, V.PROVED], 0),
        ([V.UNDECIDED, V.PROVED], 3),
        ([V.UNDECIDED, V.VIOLATED, V.PROVED], 1),
        ([V.VIOLATED, V.ERROR, V.UNDECIDED], 2),
        ([V.UNDECIDED, V.CONFLICT], 2),
    ],
)
def test_two_before_one_before_three_before_zero(verdicts, code):
    assert exit_code(Row(v) for v in verdicts) == code
    assert exit_code(Row(v) for v in reversed(verdicts)) == code
