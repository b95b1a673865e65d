"""Finding sources and claims; what is broken is named in one line."""

import os
import shutil
import subprocess
import sys

import pytest
from conftest import ENTRY, HEAD, ROOT

from bnproof.registry import Entry, Registry, UsageError, read_source
from bnproof.statement.sorts import Malformed

CLAIM = """
@claim("{id}")
def square(S):
    return le(0, S.real("x") ** 2)
"""
TOML = HEAD.format(id="toy") + ENTRY.format(id="toy-eq1", number=1)


@pytest.fixture
def broken(tmp_path):
    """Reads a source.toml of this text; returns the message of the `UsageError`."""

    def message(text):
        (tmp_path / "source.toml").write_text(text, encoding="utf-8")
        with pytest.raises(UsageError) as caught:
            read_source(tmp_path)
        assert str(caught.value).startswith(f"{tmp_path / 'source.toml'}: ")
        assert "\n" not in str(caught.value)
        return str(caught.value)

    return message


def test_a_source_is_read_whole(make_source):
    source = read_source(make_source(CLAIM.format(id="toy-eq1")))
    assert (source.id, source.title, source.authors, source.venue, source.year) == (
        "toy",
        "A toy paper",
        ("A. Author",),
        "",
        None,
    )
    assert source.entries == (Entry("toy-eq1", "Eq. (1)", "identity", formula="a = b"),)
    assert [c.id for c in source.claims] == ["toy-eq1"]
    assert source.entry(source.claims[0]) is source.entries[0]


@pytest.mark.parametrize("field", ["id", "title", "authors"])
def test_a_missing_field_of_the_source_is_named(broken, field):
    kept = [line for line in TOML.splitlines() if not line.startswith(f"{field} =")]
    first = TOML.splitlines().index("[[entry]]")
    lines = [*kept[: first - 1], *TOML.splitlines()[first:]]
    assert broken("\n".join(lines)).endswith(f"no '{field}'")


def test_a_missing_table_is_named(broken):
    assert broken('title = "x"').endswith("no 'source'")


@pytest.mark.parametrize("field", ["where", "kind", "formula"])
def test_a_missing_field_of_an_entry_names_the_entry(broken, field):
    lines = TOML.splitlines()
    message = broken("\n".join(line for line in lines if not line.startswith(field)))
    assert "entry[0] (toy-eq1): needs id, where, kind, and formula or paraphrase" in message


def test_an_entry_without_id_is_named_by_its_place(broken):
    assert "entry[0] (?)" in broken(TOML.replace('id = "toy-eq1"\n', ""))


@pytest.mark.parametrize("line", ['note = "x"', 'paraphrase = "and a formula"'])
def test_an_entry_takes_no_other_fields(broken, line):
    assert "entry[0] (toy-eq1)" in broken(TOML + line)


@pytest.mark.parametrize(
    ("text", "key"),
    [(TOML.replace("[[", 'journal = "x"\n[['), "journal"), (TOML + "[[entries]]\nid = 1", "entries")],
)
def test_an_unknown_key_is_named(broken, text, key):
    assert broken(text).endswith(f"unknown key '{key}'")


def test_a_second_entry_of_one_id_is_named(broken):
    assert broken(TOML + ENTRY.format(id="toy-eq1", number=2)).endswith("two entries called toy-eq1")


@pytest.mark.parametrize("text", ["[source", "source = 3", "entry = 3\n" + HEAD, HEAD + "[entry]\nid = 1", "\0"])
def test_what_is_no_inventory_is_refused(broken, text):
    assert broken(text.format(id="toy"))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"toy"', "3", "source.id: 3 is no id"),
        ('"toy"', '"../toy"', "source.id: '../toy' is no id"),
        ('"toy"', '"all"', "source.id: 'all' is no id"),
        ('"A toy paper"', "[]", "source.title: no text"),
        ('["A. Author"]', '"A. Author"', "source.authors: no list"),
        ('["A. Author"]', "[1]", "no text"),
        ('["A. Author"]', '["A. Author"]\nyear = "1905"', "source.year: no year"),
        ('"toy-eq1"', '"a/b"', "entry[0] (a/b).id: 'a/b' is no id"),
        ('"identity"', "3", "entry[0] (toy-eq1).kind: no text"),
    ],
)
def test_a_value_of_the_wrong_kind_is_named(broken, old, new, message):
    assert message in broken(TOML.replace(old, new, 1))


def test_a_folder_without_inventory_is_named(tmp_path):
    with pytest.raises(UsageError, match=r"nowhere.source\.toml: No such file"):
        Registry.load([tmp_path / "nowhere"])


def test_two_claims_of_one_id_are_refused(toy):
    twice = CLAIM.format(id="toy-eq1") + CLAIM.format(id="toy-eq1").replace("square", "other")
    with pytest.raises(UsageError, match="two claims called toy-eq1"):
        toy(twice).claims.keys()


def test_two_sources_may_not_share_a_claim(make_source):
    a = read_source(make_source(CLAIM.format(id="toy-eq1"), "a"))
    b = read_source(make_source(CLAIM.format(id="toy-eq1"), "b"))
    with pytest.raises(UsageError, match=r"b: a second claim called toy-eq1"):
        Registry((a, b)).claims.keys()


def test_two_sources_may_not_share_an_id(make_source):
    folders = [make_source(CLAIM.format(id="toy-eq1"), "toy", folder) for folder in ("a", "b")]
    with pytest.raises(UsageError, match="a second source called toy"):
        Registry.load(folders)


def test_folders_of_one_name_do_not_see_each_others_files(make_source):
    """In one process, as tests and notebooks do: `checks_toy` is the folder read last."""
    read = []
    for k in (1, 2):
        folder = make_source("from checks_toy.zmodel import VALUE\n" + CLAIM.format(id="toy-eq1"), "toy", f"f{k}")
        (folder / "zmodel.py").write_text(f"VALUE = {k}", encoding="utf-8")
        assert len(read_source(folder).claims) == 1
        read.append(sys.modules["checks_toy.claims"].VALUE)
    assert read == [1, 2]


def test_claim_files_may_import_those_of_another_source_in_any_order(make_source):
    model = make_source("", "model")
    (model / "terms.py").write_text("def square(x):\n    return x**2\n", encoding="utf-8")
    user = make_source("from checks_model.terms import square\n" + CLAIM.format(id="toy-eq1"), "toy")
    for folders in ((model, user), (user, model)):
        assert list(Registry(tuple(map(read_source, folders))).claims) == ["toy-eq1"]
        for name in [m for m in sys.modules if m.startswith(("checks_model", "checks_toy"))]:
            del sys.modules[name]


def test_a_claim_that_the_inventory_lacks_is_refused_with_the_nearest_entry(make_source):
    folder = make_source(CLAIM.format(id="toy-eq1"))
    (folder / "claims.py").write_text("from bnproof import *\n" + CLAIM.format(id="toy-eq11"), encoding="utf-8")
    with pytest.raises(UsageError, match=r"claim toy-eq11 is not in source\.toml; did you mean toy-eq1\?"):
        read_source(folder).claims  # noqa: B018


@pytest.mark.parametrize("id", ["", "a b", "../a", "x" * 101])
def test_an_id_names_a_file(toy, id):
    with pytest.raises(UsageError, match=r"claims\.py: .* is no id"):
        toy(f'@lemma("{id}", "squares")\ndef f(S):\n    return le(0, S.real("x") ** 2)\n').claims.keys()


def test_a_lemma_needs_no_entry(toy):
    registry = toy('@lemma("toy-lemma", "squares")\ndef square(S):\n    return le(0, S.real("x") ** 2)\n')
    source, claim = registry.claims["toy-lemma"]
    assert source.entry(claim) == Entry("toy-lemma", "lemma of bnproof", "lemma", paraphrase="squares")


@pytest.mark.parametrize(
    ("text", "error"),
    [("1 / 0", "ZeroDivisionError"), ("def (", "SyntaxError"), ("import nowhere", "ModuleNotFoundError")],
)
def test_a_claim_file_that_raises_is_named(toy, text, error):
    with pytest.raises(UsageError, match=rf"claims\.py: {error}: "):
        toy(text).claims.keys()


def test_a_claim_file_that_never_ends_is_interrupted(toy, monkeypatch):
    monkeypatch.setattr("bnproof.registry.LOAD_SECONDS", 0.2)
    registry = toy("while True:\n    pass\n")
    for _ in range(2):  # nothing of it is kept
        with pytest.raises(UsageError, match=r"claims\.py: not loaded within 0\.2 seconds"):
            registry.claims.keys()


def test_an_interruption_by_hand_is_none_of_a_claim_file(toy):
    with pytest.raises(KeyboardInterrupt):
        toy("raise KeyboardInterrupt\n").claims.keys()


def test_selection_is_by_all_source_or_id_in_the_order_asked(registry):
    assert [c.id for _, c in registry.select(["all"])] == list(registry.claims)
    assert [c.id for _, c in registry.select(["wiki"])] == [i for i in registry.claims if i.startswith("wiki-")]
    asked = ["kohler-eq13", "cai-eq4", "kohler-eq13"]
    assert [c.id for _, c in registry.select(asked)] == ["kohler-eq13", "cai-eq4"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("cai-eq44", "no claim or source called 'cai-eq44'; did you mean cai-eq4?"),
        ("kholer", "no claim or source called 'kholer'; did you mean kohler?"),
        ("???", "no claim or source called '???'"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest(registry, name, message):
    with pytest.raises(UsageError) as caught:
        registry.select([name])
    assert str(caught.value) == message


def test_a_statement_is_traced_by_claim_and_variant(registry):
    assert registry.statement("cai-scaling", "r > 0").conclusion.op == "and"


@pytest.mark.parametrize("name", [("cai-scaling", "printed"), ("nowhere", "printed")])
def test_what_has_no_statement_is_malformed(registry, name):
    with pytest.raises(Malformed, match="no variant 'printed' of a claim"):
        registry.statement(*name)


def test_a_claim_function_that_raises_has_no_statement(toy):
    registry = toy('@claim("toy-eq1")\ndef broken(S):\n    return {}["x"]\n')
    with pytest.raises(Malformed, match="toy-eq1/printed: KeyError: 'x'"):
        registry.statement("toy-eq1", "printed")


def test_a_folder_is_found_through_an_entry_point(make_source, tmp_path, monkeypatch):
    folder = make_source(CLAIM.format(id="toy-eq1"))
    (tmp_path / "toy_checks.py").write_text(f"folder = {str(folder)!r}", encoding="utf-8")
    info = tmp_path / "toy_checks-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: toy-checks\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text("[bnproof.checks]\ntoy = toy_checks:folder\n", encoding="utf-8")
    assert "toy-eq1" not in Registry.load().claims
    monkeypatch.syspath_prepend(tmp_path)
    assert Registry.load().claims["toy-eq1"][0].folder == folder


def test_a_broken_entry_point_is_named(tmp_path, monkeypatch):
    info = tmp_path / "bad_checks-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: bad-checks\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text("[bnproof.checks]\nbad = nowhere_at_all:folder\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(UsageError, match="entry point bad = nowhere_at_all:folder: No module named"):
        Registry.load()


def test_in_a_wheel_the_claims_lie_inside_the_package(tmp_path, registry):
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "bnproof", tmp_path / "bnproof", ignore=ignored)
    shutil.copytree(ROOT / "checks", tmp_path / "bnproof" / "_claims", ignore=ignored)
    code = "from bnproof.registry import Registry; r = Registry.load(); print(r.sources[0].folder, *r.claims)"
    made = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert made.stdout.split() == [str(tmp_path / "bnproof" / "_claims" / "arora"), *registry.claims]
