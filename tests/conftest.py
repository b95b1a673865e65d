"""Fixtures of all tests: the shipped claims, checked once, and small claim folders made on the spot."""

import copy
import os
import re
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from bnproof.cli import main
from bnproof.registry import Registry, read_source
from bnproof.report.write import files, write
from bnproof.run import ClaimResult, check

settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")

ROOT = Path(__file__).parent.parent
HEAD = """[source]
id = "{id}"
title = "A toy paper"
authors = ["A. Author"]
"""
ENTRY = """
[[entry]]
id = "{id}"
where = "Eq. ({number})"
kind = "identity"
formula = "a = b"
"""

MakeSource = Callable[..., Path]


@pytest.fixture(scope="session")
def registry() -> Registry:
    return Registry.load()


@pytest.fixture(scope="session")
def results(registry: Registry) -> dict[str, ClaimResult]:
    """One check of all claims, by id."""
    return {r.id: r for r in check(registry, registry.select(["all"]))}


@pytest.fixture(scope="session")
def report_files(registry: Registry, results: dict[str, ClaimResult]) -> dict[str, str]:
    """The report of that check: texts by path."""
    return files(registry, list(results.values()))


@pytest.fixture
def report(report_files: dict[str, str], tmp_path: Path) -> Path:
    """A folder with that report, to be spoiled."""
    write(tmp_path / "reports", report_files)
    return tmp_path / "reports"


@pytest.fixture
def evidence(results: dict[str, ClaimResult]) -> Callable[[str, str], dict[str, Any]]:
    """A copy of the evidence for a variant, to be spoiled."""

    def take(claim: str, variant: str) -> dict[str, Any]:
        (found,) = next(v for v in results[claim].variants if v.name == variant).evidence
        return copy.deepcopy(found)

    return take


@pytest.fixture
def make_source(tmp_path: Path) -> MakeSource:
    """Writes a claim folder: the text of its claim file, and an inventory of the claims declared there."""

    def make(text: str, id: str = "toy", folder: str | None = None) -> Path:
        home = tmp_path / (folder or id)
        home.mkdir()
        declared = dict.fromkeys(re.findall(r'@claim\("([^"]+)"', text))
        entries = [ENTRY.format(id=c, number=k) for k, c in enumerate(declared, 1)]
        (home / "source.toml").write_text(HEAD.format(id=id) + "".join(entries), encoding="utf-8")
        (home / "claims.py").write_text("from bnproof import *\n" + text, encoding="utf-8")
        return home

    return make


@pytest.fixture
def toy(make_source: MakeSource) -> Callable[[str], Registry]:
    """A registry of one claim file, given by its text."""
    numbers = count(1)
    return lambda text: Registry((read_source(make_source(text, folder=f"toy{next(numbers)}")),))


@pytest.fixture
def environment() -> dict[str, str]:
    """For child processes: this checkout is importable from any folder."""
    return {**os.environ, "PYTHONPATH": str(ROOT)}


@pytest.fixture(scope="session")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def cli(monkeypatch, capfd, cache):
    """Runs a command; returns exit code, output and errors, those of its child processes included."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))  # for its child processes
    monkeypatch.setenv("BNPROOF_CACHE", str(cache))

    def run(*arguments):
        try:
            code = main([str(a) for a in arguments])
        except SystemExit as stop:
            code = stop.code
        return code, *capfd.readouterr()

    return run
