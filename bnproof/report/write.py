"""Reports as files: all of them collected, written atomically, compared."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from bnproof.registry import Registry

if TYPE_CHECKING:
    from bnproof.result import ClaimResult

WIDTH = 110
ENVIRONMENT = "environment.json"  # of the machine: written, never compared
OWNED = "evidence"  # the folder in which nothing lies but what a report put there


def files(
    registry: Registry, results: Sequence[ClaimResult], mutated: Mapping[str, Any] | None = None
) -> dict[str, str]:
    """Texts by path relative to the report's folder; the evidence first, what points to it after.

    `mutated`: what mutation testing wrote there, which the report shows.
    """
    from bnproof.report.data import evidence_files, report_json
    from bnproof.report.markdown import report

    made = {path: json_text(data) for path, data in evidence_files(results).items()}
    made["report.json"] = json_text(report_json(registry, results))
    made["REPORT.md"] = report(registry, results, mutated)
    return made


def environment_file(results: Sequence[ClaimResult], date: str | None = None) -> dict[str, str]:
    """The sibling file about the machine and the times."""
    from bnproof.report.data import environment_json

    return {ENVIRONMENT: json_text(environment_json(results, date))}


# ---- JSON ----------------------------------------------------------------------------------------
def json_text(data: Any) -> str:
    """Sorted keys, indented; what fits on a line stays on it, and a table of nodes has one line a row."""
    return _pretty(data, 0) + "\n"


def _pretty(data: Any, depth: int, row: bool = False) -> str:
    compact = json.dumps(data, sort_keys=True, ensure_ascii=False)
    small = len(compact) + depth <= WIDTH and not (isinstance(data, dict) and depth == 0)
    if row or small or not isinstance(data, dict | list) or not data:
        return compact
    inner, end = " " * (depth + 1), "\n" + " " * depth
    if isinstance(data, list):
        return "[\n" + ",\n".join(inner + _pretty(x, depth + 1) for x in data) + end + "]"
    lines = []
    for key in sorted(data):
        value = data[key]
        if key == "nodes" and isinstance(value, list):
            rows = ",\n".join(inner + " " + _pretty(x, depth + 2, row=True) for x in value)
            text = f"[\n{rows}\n{inner}]" if value else "[]"
        else:
            text = _pretty(value, depth + 1)
        lines.append(f"{inner}{json.dumps(key, ensure_ascii=False)}: {text}")
    return "{\n" + ",\n".join(lines) + end + "}"


# ---- folders -------------------------------------------------------------------------------------
def write(folder: Path, files: Mapping[str, str]) -> None:
    """Writes the files and removes evidence that is no longer among them.

    Everything is written beside its place first and then moved there, file by file in the order given, and
    removals come last: wherever it stops, each file is the old one or the new one, whole. Raises OSError, and
    ValueError for a path that leaves the folder.
    """
    for path in files:
        _checked(path)
    folder.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=".writing-", dir=folder))
    try:
        changed = [path for path, text in files.items() if _bytes(folder / path) != text.encode()]
        for path in changed:
            new = staging / path
            new.parent.mkdir(parents=True, exist_ok=True)
            new.write_bytes(files[path].encode())
        for path in changed:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            os.replace(staging / path, folder / path)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    for path in _extra(folder, files):
        (folder / path).unlink()
    for parent in sorted((folder / OWNED).glob("**/"), reverse=True):
        if parent.is_dir() and not any(parent.iterdir()):
            parent.rmdir()


def differences(folder: Path, files: Mapping[str, str]) -> list[str]:
    """The paths of files that are missing or differ by a byte, and of evidence that should not be there."""
    compared = {path: text.encode() for path, text in files.items() if path != ENVIRONMENT}
    stale = {path for path, data in compared.items() if _bytes(folder / path) != data}
    return sorted(stale | set(_extra(folder, files)))


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _extra(folder: Path, files: Mapping[str, str]) -> list[str]:
    there = (p for p in (folder / OWNED).glob("**/*") if p.is_file() or p.is_symlink())
    return sorted(name for p in there if (name := p.relative_to(folder).as_posix()) not in files)


def _checked(path: str) -> None:
    pure = PurePosixPath(path)
    if pure.is_absolute() or ".." in pure.parts or not pure.parts or "\\" in path:
        raise ValueError(f"not a path inside the report: {path!r}")
