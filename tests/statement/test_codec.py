"""Statements as JSON: what is written is read back, and anything else is refused by the row that is wrong."""

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from interpret.trees import Trees
from proving import sym

from bnproof.statement.builder import eq, le, lt
from bnproof.statement.codec import (
    MAX_NODES,
    Table,
    canonical,
    decode,
    pick,
    picks,
    statement_hash,
    statement_json,
)
from bnproof.statement.nodes import Statement
from bnproof.statement.sorts import Malformed

x, y, v = sym("x"), sym("y"), sym("v", "vec[d]")
ROWS = [["sym", [], "x", "real", ""], ["num", [], "1/2"], ["add", [0, 1]], ["lt", [2, 0]]]


@given(st.integers(0, 10**6))
def test_round_trip(seed):
    """Through text, and through a second table."""
    trees = Trees(seed)
    sentences = [trees.sentence(), trees.sentence(0)]
    table = Table()
    numbers = [table.index(s) for s in sentences]
    nodes = decode(json.loads(json.dumps(table.rows)))
    assert [nodes[k] for k in numbers] == sentences
    again = Table()
    assert [again.index(nodes[k]) for k in numbers] == numbers
    assert again.rows == table.rows


@given(st.integers(0, 10**6), st.data())
def test_altered_rows_are_other_nodes_or_none(seed, data):
    """No two tables that differ in a row mean the same."""
    table = Table()
    top = table.index(Trees(seed).sentence())
    rows = json.loads(json.dumps(table.rows))
    k = data.draw(st.integers(0, len(rows) - 1))
    row = rows[k]
    part = data.draw(st.sampled_from(["op", *range(len(row[1])), *range(-1, -len(row[2:]) - 1, -1)]))
    if part == "op":
        row[0] = data.draw(st.sampled_from(["add", "mul", "le", "lt", "max", "min", "vadd", "sum", "every", "eq"]))
    elif part >= 0:
        row[1][part] = data.draw(st.integers(0, k + 1))
    else:
        row[part] = data.draw(st.sampled_from(["x", "0", "2", "real", "pos", "int", ">=0", "vec[d]", "d"]))
    try:
        node = decode(rows)[top]
    except Malformed:
        node = None
    assert (node is decode(table.rows)[top]) == (rows == table.rows)


def test_shared_parts_are_written_once():
    table = Table()
    term = x
    for _ in range(60):
        term = term + term
    assert table.index(term) == 60
    assert len(table.rows) == 61
    assert decode(table.rows)[60] is term


@pytest.mark.parametrize(
    ("rows", "where"),
    [
        ("rows", "nodes"),
        ({"0": ROWS[0]}, "nodes"),
        (None, "nodes"),
        ([[]], r"nodes\[0\]"),
        ([["sym"]], r"nodes\[0\]"),
        ([None], r"nodes\[0\]"),
        ([ROWS[0], ["add", [0, 1]]], r"nodes\[1\]"),
        ([ROWS[0], ["add", [0, -1]]], r"nodes\[1\]"),
        ([ROWS[0], ["add", [0, False]]], r"nodes\[1\]"),
        ([ROWS[0], ["add", [0, 0.0]]], r"nodes\[1\]"),
        ([ROWS[0], ["add", "00"]], r"nodes\[1\]"),
        ([ROWS[0], ["pow", [0], 2]], r"nodes\[1\]"),
        ([ROWS[0], [["add"], [0, 0]]], r"nodes\[1\]"),
        ([*ROWS[:2], ["sub", [0, 1]]], r"nodes\[2\]"),
        ([*ROWS, ["add", [3, 0]]], r"nodes\[4\]"),
    ],
)
def test_malformed_tables_name_the_row(rows: Any, where: str):
    with pytest.raises(Malformed, match=where):
        decode(rows)


def test_tables_have_a_limit():
    with pytest.raises(Malformed, match="long"):
        decode([ROWS[0]] * (MAX_NODES + 1))


def test_numbers_of_nodes_are_checked():
    nodes = decode(ROWS)
    assert pick(nodes, 2, "there") is x + nodes[1]
    assert picks(nodes, [0, 0], "there") == [x, x]
    for wrong in (-1, 4, True, "0", 1.0, None):
        with pytest.raises(Malformed, match="there"):
            pick(nodes, wrong, "there")
    for wrong in (3, None, "00", [0, "1"]):
        with pytest.raises(Malformed, match="there"):
            picks(nodes, wrong, "there")


# ---- statements -------------------------------------------------------------------------------------------
STATEMENT = Statement((lt(0, x),), le(0, x + y))


def test_the_json_of_a_statement():
    data = statement_json(STATEMENT)
    nodes = decode(data["nodes"])
    assert data["schema"] == "bnproof-statement/1"
    assert nodes[data["conclusion"]] is STATEMENT.conclusion
    assert tuple(nodes[h] for h in data["hypotheses"]) == STATEMENT.hypotheses


def test_the_hash_names_the_statement():
    assert statement_hash(STATEMENT) == statement_hash(Statement((lt(0, x),), le(0, x + y)))
    others = [
        Statement((le(0, x),), le(0, x + y)),
        Statement((), le(0, x + y)),
        Statement((lt(0, x),), le(0, y + x)),
        Statement((lt(0, x),), lt(0, x + y)),
        Statement((le(0, x + y),), lt(0, x)),
        Statement((lt(0, sym("x", domain="pos")),), le(0, sym("x", domain="pos") + y)),
        Statement((lt(0, x), lt(0, x)), le(0, x + y)),
        Statement((lt(0, x), eq(v, 0)), le(0, x + y)),
    ]
    hashes = [statement_hash(s) for s in (STATEMENT, *others)]
    assert len(set(hashes)) == len(hashes)
    assert all(re.fullmatch("[0-9a-f]{64}", h) for h in hashes)


def test_canonical_json_has_one_spelling():
    assert canonical({"b": [1, "é"], "a": None}) == '{"a":null,"b":[1,"\\u00e9"]}'
