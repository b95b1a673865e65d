"""A command that must refuse its input in one line."""

import re

import pytest
from conftest import ROOT

from bnproof.cli import main


@pytest.fixture(autouse=True)
def environment(monkeypatch, tmp_path):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("BNPROOF_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def refused(capfd):
    """Runs a command that must exit 2 with one line on stderr and nothing on stdout; returns the line."""

    def run(*arguments):
        code = main([str(a) for a in arguments])
        out, err = capfd.readouterr()
        assert (code, out) == (2, "")
        assert re.fullmatch(r"bnproof: [^\n]{10,600}\n", err)
        return err[9:-1]

    return run
