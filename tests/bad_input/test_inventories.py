"""Inventories: one clear line that names file and field."""

import pytest
from bad_input.texts import DIGITS
from conftest import HEAD

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


@pytest.mark.parametrize("text", ["{", '["x"]', "[1]", "null", "[" * 100_000, f"[{DIGITS}]", "[NaN]", '[{"ID": 3}]'])
def test_a_foreign_inventory_that_is_none_is_named(refused, tmp_path, text):
    path = tmp_path / "inventory.json"
    path.write_text(text)
    assert refused("coverage", "--inventory", path).startswith(f"{path}: ")
