"""The cache: an unchanged claim is not searched again, and what is kept proves nothing by itself."""

import json
import os
import subprocess
import sys
import time

import pytest
from conftest import ROOT

import bnproof.cache
import bnproof.establish
from bnproof.cache import Cache, Lookups, key
from bnproof.cli import main
from bnproof.establish import Settings
from bnproof.judge import Findings
from bnproof.registry import Registry, read_source
from bnproof.result import VariantResult
from bnproof.run import check, here
from bnproof.search.refute import Budget

TRUE = '@claim("toy-a")\ndef a(S, *, relation=le):\n    return relation(0, S.real("x") ** 2)\n'
TEXT = TRUE + 'a.mutant("strict", relation=lt)\n'
OPEN = '@claim("toy-a")\ndef a(S, *, shift=0):\n    x, y = S.real("x"), S.real("y")\n'
OPEN += '    return le(2 * x * y + shift, x**2 + y**2)\na.mutant("shifted", shift=1)\n'


@pytest.fixture
def cache(tmp_path):
    return Cache(tmp_path / "cache")


@pytest.fixture
def run(cache, monkeypatch):
    """Checks a registry through the cache; returns the verdicts and how many variants were computed."""
    real, computed = bnproof.establish._find, []

    def counted(claim, variant, *rest):
        computed.append((claim.id, variant.name))
        return real(claim, variant, *rest)

    monkeypatch.setattr(bnproof.establish, "_find", counted)

    def checked(registry, settings=DEFAULT):
        computed.clear()
        bnproof.cache.sources.cache_clear()  # a process reads the claim files once
        bnproof.cache.imports.cache_clear()
        found = check(registry, registry.select(["all"]), find=here(registry, settings, cache))
        return [str(v.verdict) for r in found for v in r.variants], list(computed)

    return checked


@pytest.fixture
def entries(cache):
    """The entries, by variant; and a way to write them back."""

    def read():
        found = {p: json.loads(p.read_text()) for p in cache.folder.glob("*.json")}
        return {e["evidence"][0]["variant"] if e["evidence"] else "": (p, e) for p, e in found.items()}

    return read


DEFAULT = Settings()
BOTH = [("toy-a", "printed"), ("toy-a", "strict")]


# ---- what is computed anew ----
def test_the_second_time_nothing_is_computed(run, toy):
    registry = toy(TEXT)
    assert run(registry) == (["PROVED", "VIOLATED"], BOTH)
    assert run(registry) == (["PROVED", "VIOLATED"], [])


def test_what_is_recalled_is_what_was_found(toy, cache):
    registry = toy(TEXT + OPEN.replace("toy-a", "toy-b").replace("a(S", "b(S").replace("a.mutant", "b.mutant"))
    chosen = registry.select(["all"])
    fresh, again = (
        [r.variants for r in check(registry, chosen, find=here(registry, Settings(), cache))] for _ in range(2)
    )
    alone = [r.variants for r in check(registry, chosen)]
    assert fresh == again == alone


@pytest.mark.parametrize("settings", [Settings(seed=1), Settings(Budget(draws=7)), Settings(Budget(shrinks=7))])
def test_seed_and_budget_are_part_of_the_key(run, toy, settings):
    registry = toy(TEXT)
    run(registry)
    assert run(registry, settings)[1] == BOTH
    assert run(registry)[1] == []


def test_a_changed_claim_file_is_computed_anew(run, make_source):
    folder = make_source(TEXT)
    assert run(Registry((read_source(folder),)))[1] == BOTH
    with (folder / "claims.py").open("a") as file:
        file.write("# a remark\n")
    assert run(Registry((read_source(folder),)))[1] == BOTH
    assert run(Registry((read_source(folder),)))[1] == []


def test_a_changed_file_of_another_source_is_noticed_where_it_is_imported(run, make_source):
    """Also by way of a third source."""
    folders = [make_source("", "model"), make_source("from checks_model.terms import square\n", "between")]
    folders.append(make_source("from checks_between.claims import square\n" + TEXT, "toy"))
    (folders[0] / "terms.py").write_text("def square(x):\n    return x**2\n")
    for _ in range(2):
        assert run(Registry(tuple(map(read_source, folders))))[1] == BOTH
        assert run(Registry(tuple(map(read_source, folders))))[1] == []
        with (folders[0] / "terms.py").open("a") as file:
            file.write("# a remark\n")


def test_another_engine_computes_anew(run, toy, monkeypatch):
    registry = toy(TEXT)
    run(registry)
    monkeypatch.setattr(bnproof.cache, "engine", lambda: "another")
    assert run(registry)[1] == BOTH


LEMMA = '@claim("a-lemma")\ndef lemma1(S):\n    x, y = S.real("x"), S.real("y")\n    return {}\n'
LEMMA += "@lemma1.proof()\ndef _(p, o):\n    p.sign((o.x - o.y) ** 2)\n"
USER = '@claim("b-user")\ndef user(S):\n    a = S.real("a")\n    return le(2 * a, a**2 + 1)\n'
USER += '@user.proof()\ndef _(p, o):\n    p.use("a-lemma", x=o.a, y=num(1))\n    p.sign(o.a**2 + 1 - 2 * o.a)\n'


@pytest.mark.parametrize("before", ["le(2 * x * y, x**2 + y**2)", "le(2 * x * y, x**2 + y**2 + 1)"])
def test_what_uses_a_changed_claim_of_another_folder_is_computed_anew(run, make_source, before):
    """Whether the proof stood before or not: both depended on the statement of the lemma."""
    after = "le(4 * x * y, 2 * x**2 + 2 * y**2)"
    old, new = (make_source(LEMMA.format(text), "a", f"a{k}") for k, text in enumerate((before, after)))
    users = make_source(USER, "b")
    run(Registry((read_source(old), read_source(users))))
    assert run(Registry((read_source(old), read_source(users))))[1] == []
    assert ("b-user", "printed") in run(Registry((read_source(new), read_source(users))))[1]


# ---- what is kept ----
@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        ('x = S.real("x"); return eq(x - x, 0)', "VACUOUS"),
        ('return eq(S.real("x"), S.vector("v", "d"))', "MALFORMED"),
        ("return 1 / 0", "ERROR"),
        ("raise MemoryError", "UNDECIDED"),
    ],
)
def test_what_evidence_does_not_carry_is_not_kept(run, toy, cache, body, verdict):
    assert run(toy(f'@claim("toy-a")\ndef a(S):\n    {body}\n'))[0] == [verdict]
    assert not cache.folder.exists()


def test_what_was_stopped_is_not_kept(cache):
    cache.store("k", VariantResult("v", "printed", "", None, None, stopped=True), Lookups(None))
    cache.store("k", VariantResult("v", "printed", "", None, None, findings=Findings(proved=True)), Lookups(None))
    assert not cache.folder.exists()


def test_a_search_without_result_is_kept(run, toy):
    registry = toy(OPEN)
    assert run(registry)[0] == run(registry)[0] == ["SURVIVED", "VIOLATED"]
    assert run(registry)[1] == []


# ---- entries that lie ----
def spoil(path, entry):
    path.write_text(json.dumps(entry), encoding="utf-8")


SPOILED = {
    "truncated": lambda p, e: p.write_text(p.read_text()[:-40]),
    "empty": lambda p, e: p.write_text(""),
    "no text": lambda p, e: p.write_bytes(b"\xff\xfe\x00"),
    "nested": lambda p, e: p.write_text("[" * 100_000),
    "another schema": lambda p, e: spoil(p, e | {"schema": "bnproof-cache/0"}),
    "another key": lambda p, e: spoil(p, e | {"key": "0" * 64}),
    "a list": lambda p, e: spoil(p, [e]),
    "another reason": lambda p, e: spoil(p, e | {"reason": 3}),
    "another statement": lambda p, e: spoil(p, e | {"asked": [["toy-a", "printed", "0" * 64]]}),
    "a field less": lambda p, e: spoil(p, {k: v for k, v in e.items() if k != "draws"}),
    "evidence changed": lambda p, e: spoil(p, e | {"evidence": [e["evidence"][0] | {"kind": "proof"}]}),
    "evidence of nothing": lambda p, e: spoil(p, e | {"evidence": [{}]}),
}


@pytest.mark.parametrize("how", SPOILED)
def test_a_spoiled_entry_is_computed_anew_and_written_anew(run, toy, entries, how):
    registry = toy(TEXT)
    run(registry)
    path, entry = entries()["strict"]
    SPOILED[how](path, entry)
    assert run(registry) == (["PROVED", "VIOLATED"], BOTH[1:])
    assert json.loads(path.read_text()) == entry
    assert run(registry)[1] == []


def test_an_entry_without_evidence_shows_nothing(run, toy, entries):
    registry = toy(TEXT)
    run(registry)
    for path, entry in entries().values():
        spoil(path, entry | {"evidence": [], "proved": True, "violated": True})
    verdicts, computed = run(registry)
    assert (verdicts, computed) == (["UNDECIDED", "UNDECIDED"], [])


def test_evidence_of_another_variant_shows_nothing(run, toy, entries):
    registry = toy(TEXT)
    run(registry)
    (path, entry), (_, other) = entries()["strict"], entries()["printed"]
    spoil(path, entry | {"evidence": other["evidence"]})
    assert run(registry) == (["PROVED", "VIOLATED"], BOTH[1:])


# ---- the folder ----
def test_a_folder_that_cannot_be_written_keeps_nothing(run, toy, cache):
    cache.folder.write_text("a file")
    registry = toy(TEXT)
    assert run(registry) == run(registry) == (["PROVED", "VIOLATED"], BOTH)
    cache.prune()


def test_nothing_is_left_half_written(run, toy, cache, monkeypatch):
    def fail(*args):
        raise OSError("no space left")

    registry = toy(TEXT)
    with monkeypatch.context() as broken:
        broken.setattr(os, "replace", fail)
        assert run(registry)[0] == ["PROVED", "VIOLATED"]
    assert list(cache.folder.iterdir()) == []


def test_what_was_not_used_for_long_is_removed(run, toy, cache, entries):
    run(toy(TEXT))
    path, _ = entries()["strict"]
    os.utime(path, (time.time() - 40 * 86400,) * 2)
    cache.prune()
    assert list(entries()) == ["printed"]


def test_a_recalled_entry_counts_as_used(run, toy, cache, entries):
    registry = toy(TEXT)
    run(registry)
    path, _ = entries()["strict"]
    os.utime(path, (time.time() - 40 * 86400,) * 2)
    run(registry)
    cache.prune()
    assert len(entries()) == 2


def test_the_key_depends_on_each_part(tmp_path):
    (tmp_path / "a.py").write_text("1")
    base = ([tmp_path], "claim", "variant", "hash", Settings())
    keys = {key(*base[:k], other, *base[k + 1 :]) for k, other in [(1, "x"), (2, "x"), (3, "x"), (4, Settings(seed=2))]}
    assert len(keys | {key(*base)}) == 5


# ---- from the command line ----
@pytest.fixture
def cli(monkeypatch, capfd, tmp_path):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("BNPROOF_CACHE", str(tmp_path / "kept"))

    def run(*arguments):
        code = main([str(a) for a in arguments])
        return code, *capfd.readouterr()

    return run


def test_the_cache_is_where_the_environment_says(cli, make_source, tmp_path):
    folder = make_source(TEXT)
    first = cli("check", "toy", "--checks", folder, "--no-cache")
    assert not (tmp_path / "kept").exists()
    assert cli("check", "toy", "--checks", folder) == first
    kept = sorted((tmp_path / "kept").iterdir())
    assert len(kept) == 2
    assert cli("check", "toy", "--checks", folder) == first
    assert sorted((tmp_path / "kept").iterdir()) == kept


def test_a_cached_check_needs_no_sympy(tmp_path):
    """The same with a SymPy that cannot be imported."""
    blocked = tmp_path / "blocked"
    blocked.mkdir()
    (blocked / "sympy.py").write_text('raise ImportError("not now")', encoding="utf-8")
    command = [sys.executable, "-m", "bnproof", "check", "cai-eq3a", "--json"]

    def made(*path, options=()):
        paths = os.pathsep.join(map(str, (*path, ROOT)))
        environment = {**os.environ, "PYTHONPATH": paths, "BNPROOF_CACHE": str(tmp_path / "kept")}
        return subprocess.run(
            [*command, *options], env=environment, capture_output=True, text=True, cwd=tmp_path
        ).stdout

    full = made()
    assert '"verdict": "PROVED"' in full
    assert made(blocked) == full
    assert "ImportError: not now" in made(blocked, options=["--no-cache"])
