"""CONTRIBUTING.md followed to the letter: its files are written, its commands run, its promises checked."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

GUIDE = Path(__file__).parent.parent / "CONTRIBUTING.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(language: str) -> list[str]:
    return [body for lang, body in BLOCK.findall(GUIDE.read_text(encoding="utf-8")) if lang == language]


def commands() -> list[str]:
    return [line for body in blocks("sh") for line in body.strip().splitlines()]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty folder with the two files of the guide."""
    root = tmp_path_factory.mktemp("contributor")
    (root / "toy").mkdir()
    (toml,), (python,) = blocks("toml"), blocks("python")
    (root / "toy" / "source.toml").write_text(toml, encoding="utf-8")
    (root / "toy" / "mean.py").write_text(python, encoding="utf-8")
    return root


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    program, *arguments = command.split()
    assert program == "bnproof"
    environment = {**os.environ, "BNPROOF_CACHE": str(folder / "cache")}
    return subprocess.run(
        [sys.executable, "-m", "bnproof", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_the_guide_from_nothing_to_an_accepted_claim(folder: Path) -> None:
    check, show, accept, again = commands()
    first = run(check, folder)
    assert first.returncode == 1, first.stderr
    assert re.search(r"^PROVED\s+toy-lemma1", first.stdout, re.MULTILINE)
    assert re.search(r"^VIOLATED\s+toy-eq2", first.stdout, re.MULTILINE)
    assert re.search(r"PROVED\s+corrected: m mu\^2 for mu\^2", first.stdout)
    assert "1 of 1 wrong variants refuted" in first.stdout
    card = run(show, folder)
    assert card.returncode == 0, card.stderr
    assert "VIOLATED" in card.stdout
    assert run(accept, folder).returncode == 0
    assert (folder / "toy" / "expected.json").exists()
    assert run(again, folder).returncode == 0


def test_a_change_of_verdict_is_noticed(folder: Path) -> None:
    """After the guide: break the proved lemma, and the accepted check fails."""
    path = folder / "toy" / "mean.py"
    path.write_text(path.read_text().replace("relation=le)", "relation=lt)", 1), encoding="utf-8")
    broken = run(commands()[-1], folder)
    assert broken.returncode == 1
    assert "toy-lemma1 is VIOLATED, expected to hold" in broken.stderr
