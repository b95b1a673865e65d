"""Results by the hash of all they depend on, so that an unchanged claim is not searched again.

An entry is data and proves nothing: what it says of truth is its evidence, which the kernel checks anew.
An entry that cannot be read, or whose evidence does not pass, counts as none. The folder may be deleted.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bnproof.files import write_whole
from bnproof.judge import Findings
from bnproof.result import VariantResult
from bnproof.statement.codec import canonical, statement_hash
from bnproof.statement.nodes import Statement
from bnproof.statement.sorts import Malformed
from bnproof.verify.replay import Name, check_evidence

if TYPE_CHECKING:
    from bnproof.establish import Settings

SCHEMA = "bnproof-cache/1"
LIBRARIES = ("python-flint", "sympy", "numpy", "mpmath", "z3-solver")
MAX_BYTES = 50_000_000
IMPORTED = re.compile(rb"^\s*(?:from|import)\s+checks_(\w+)", re.MULTILINE)
DAYS = 30  # an entry unused for so long is removed
Lookup = Callable[[str, str], Statement]


# ---- keys --------------------------------------------------------------------------------------------------
def key(folders: Iterable[Path], claim: str, variant: str, statement: str, settings: Settings) -> str:
    """The hash of what a result depends on. `statement` is a hash; `folders` are those that the claim is made from."""
    parts = [SCHEMA, engine(), [sources(f) for f in folders], claim, variant, statement, asdict(settings)]
    return hashlib.sha256(canonical(parts).encode()).hexdigest()


@cache
def engine() -> str:
    """The hash of this package's own source text, and of the versions under it."""
    package = Path(__file__).parent
    files = {
        path.relative_to(package).as_posix(): path.read_bytes()
        for path in package.rglob("*.py")
        if path.relative_to(package).parts[0] != "_claims"
    }
    return _digest(files, (platform.python_version(), *(f"{name} {_version(name)}" for name in LIBRARIES)))


@cache
def sources(folder: Path) -> str:
    """The hash of the claim files of a folder."""
    return _digest({path.name: path.read_bytes() for path in folder.glob("*.py")})


@cache
def imports(folder: Path) -> frozenset[str]:
    """The ids of the sources whose files the claim files of a folder import."""
    texts = (path.read_bytes() for path in folder.glob("*.py"))
    return frozenset(id.decode() for text in texts for id in IMPORTED.findall(text))


def fix(folders: Iterable[Path]) -> None:
    """Takes the hashes now, before claim files are loaded and perhaps edited."""
    engine()
    for folder in folders:
        sources(folder)
        imports(folder)


def _digest(files: dict[str, bytes], more: tuple[str, ...] = ()) -> str:
    listed = [[name, hashlib.sha256(text).hexdigest()] for name, text in sorted(files.items())]
    return hashlib.sha256(canonical([listed, *more]).encode()).hexdigest()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"


class Lookups:
    """Looks up statements of other claims and remembers which: a result depends on them too."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup
        self.asked: dict[Name, str] = {}

    def __call__(self, claim: str, variant: str) -> Statement:
        self.asked[claim, variant] = ""  # of what has no statement
        statement = self._lookup(claim, variant)
        self.asked[claim, variant] = statement_hash(statement)
        return statement


# ---- entries -----------------------------------------------------------------------------------------------
def default_folder() -> Path:
    """`$BNPROOF_CACHE`, else the user's cache folder."""
    given = os.environ.get("BNPROOF_CACHE")
    if given:
        return Path(given)
    from platformdirs import user_cache_path

    return user_cache_path("bnproof")


@dataclass(frozen=True)
class Cache:
    """A folder of entries."""

    folder: Path

    def store(self, key: str, result: VariantResult, lookups: Lookups) -> None:
        """Keeps what can be confirmed later, or claims nothing. A read-only folder keeps nothing."""
        f = result.findings
        if result.stopped or f.error or f.malformed or ((f.proved or f.violated) and not result.evidence):
            return
        entry = {
            "schema": SCHEMA,
            "key": key,
            "evidence": list(result.evidence),
            "reason": result.reason,
            "draws": result.draws,
            "searched": f.searched,
            "admitted": f.admitted,
            "asked": [[*name, hash] for name, hash in sorted(lookups.asked.items())],
        }
        with suppress(OSError):  # a cache that cannot be written is none
            self.folder.mkdir(parents=True, exist_ok=True)
            write_whole(self._path(key), json.dumps(entry))

    def recall(self, key: str, name: Name, result: VariantResult, lookup: Lookup) -> VariantResult | None:
        """The result with what was found, if there is an entry and its evidence passes."""
        path = self._path(key)
        try:
            if path.stat().st_size > MAX_BYTES:
                return None
            entry = json.loads(path.read_text(encoding="utf-8"))
            found = _confirmed(entry, key, name, result, lookup)
            os.utime(path)
        except Exception:  # whatever is wrong with an entry, the remedy is to compute it anew
            return None
        return found

    def prune(self) -> None:
        """Removes what was not used for long."""
        for path in self.folder.glob("*.json"):
            try:
                if time.time() - path.stat().st_mtime > DAYS * 86400:
                    path.unlink()
            except OSError:
                continue

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}.json"


def _confirmed(entry: Any, key: str, name: Name, result: VariantResult, lookup: Lookup) -> VariantResult | None:
    """None, or any exception, if the entry is not what `store` writes or no longer true."""
    if entry["schema"] != SCHEMA or entry["key"] != key:
        return None
    if any(_hash(lookup, claim, variant) != hash for claim, variant, hash in entry["asked"]):
        return None
    reason, draws, evidence = entry["reason"], entry["draws"], entry["evidence"]
    if not isinstance(reason, str) or type(draws) is not int:
        return None
    checked = [check_evidence(data, lookup) for data in evidence]
    kinds = {c.kind for c in checked}
    if any(c.name != name for c in checked):
        return None
    findings = Findings(
        proved="proof" in kinds,
        violated=bool(kinds & {"witness", "disproof"}),
        admitted=bool(kinds) or entry["admitted"] is True,
        searched=not kinds and entry["searched"] is True,
    )
    uses = frozenset().union(*(c.uses for c in checked))
    return replace(result, findings=findings, evidence=tuple(evidence), reason=reason, draws=draws, uses=uses)


def _hash(lookup: Lookup, claim: str, variant: str) -> str:
    try:
        return statement_hash(lookup(claim, variant))
    except Malformed:
        return ""
