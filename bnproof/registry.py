"""Finds sources and claims: a folder a document, `source.toml` for the inventory, every `*.py` for claims."""

from __future__ import annotations

import ctypes
import importlib.util
import re
import sys
import threading
import tomllib
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

from bnproof.model import Claim
from bnproof.statement.nodes import Statement
from bnproof.statement.sorts import Malformed

MAX_BYTES = 5_000_000  # of a source.toml
LOAD_SECONDS = 60.0  # for a claim file; what it declares is not computed then


class UsageError(ValueError):
    """The user asked for what does not exist, or a claim file is broken; one clear line."""


@dataclass(frozen=True)
class Entry:
    """One statement of a document, as its inventory lists it: `formula` is LaTeX, else a paraphrase.

    `out_of_scope` says what is missing for a claim of it: it is prose, or an experiment.
    """

    id: str
    where: str
    kind: str
    formula: str = ""
    paraphrase: str = ""
    out_of_scope: str = ""


@dataclass(frozen=True)
class Source:
    """A document: bibliography, inventory, and the claims made of it."""

    folder: Path
    id: str
    title: str
    authors: tuple[str, ...]
    venue: str
    year: int | None
    entries: tuple[Entry, ...]

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        """In file order, then in order of declaration. Imports the claim files."""
        known = {e.id: e for e in self.entries}
        found: dict[str, Claim] = {}
        for path in _claim_files(self.folder):
            for c in vars(_load(path, self.id)).values():
                if not isinstance(c, Claim) or c in found.values():
                    continue
                if c.id in found:
                    raise UsageError(f"{path}: two claims called {c.id}")
                if not ID.fullmatch(c.id):
                    raise UsageError(f"{path}: {c.id!r:.60} is no id: letters, digits and . _ - only")
                if not c.is_lemma and c.id not in known:
                    near = _nearest(c.id, known)
                    raise UsageError(f"{path}: claim {c.id} is not in source.toml{near}")
                if c.id in known and known[c.id].out_of_scope:
                    raise UsageError(f"{path}: claim {c.id} is out of scope in source.toml: one or the other")
                found[c.id] = c
        return tuple(found.values())

    def entry(self, claim: Claim) -> Entry:
        if claim.cited:
            return Entry(claim.id, "cited theorem", "cited", paraphrase=claim.title)
        if claim.is_lemma:
            return Entry(claim.id, "lemma of bnproof", "lemma", paraphrase=claim.title)
        return next(e for e in self.entries if e.id == claim.id)


def _package(folder: Path, source: str) -> str:
    """Makes the files of a source known as `checks_<source>.<file>`, by which claim files import them."""
    package = f"checks_{source}"
    if getattr(sys.modules.get(package), "__path__", None) != [str(folder)]:
        for stale in [m for m in sys.modules if m.startswith(f"{package}.")]:  # another folder of this name
            del sys.modules[stale]
        parent = ModuleType(package)
        parent.__path__ = [str(folder)]
        sys.modules[package] = parent
    return package


def _load(path: Path, source: str) -> ModuleType:
    """A claim file as a module of its own name."""
    name = f"{_package(path.parent, source)}.{path.stem}"
    if name in sys.modules and getattr(sys.modules[name], "__file__", None) == str(path):
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise UsageError(f"{path}: not a claim file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        with _limited(path):
            spec.loader.exec_module(module)
    except BaseException as error:
        del sys.modules[name]
        if isinstance(error, UsageError) or not isinstance(error, Exception | SystemExit):
            raise
        raise UsageError(f"{path}: {told(error, path.parent)}") from error
    return module


class _Overrun(BaseException):
    """A claim file took too long to load."""


@contextmanager
def _limited(path: Path) -> Iterator[None]:
    """Interrupts an endless loop in a claim file: no signal, which a background process may ignore.

    Raises `UsageError`.
    """
    raised = ctypes.pythonapi.PyThreadState_SetAsyncExc
    thread = ctypes.c_ulong(threading.get_ident())

    def interrupt() -> None:
        raised(thread, ctypes.py_object(_Overrun))

    timer = threading.Timer(LOAD_SECONDS, interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    except _Overrun:
        raise UsageError(f"{path}: not loaded within {LOAD_SECONDS:g} seconds") from None
    finally:
        timer.cancel()


def _claim_files(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.suffix == ".py")
    except OSError as error:
        raise UsageError(f"{folder}: {error.strerror}") from None


def told(error: BaseException, folder: Path) -> str:
    """An error on one line, with the place in the claim files of the folder where it arose."""
    text = " ".join(f"{type(error).__name__}: {error}".split())
    text = text if len(text) < 300 else text[:297] + "..."
    frames = [f for f in traceback.extract_tb(error.__traceback__) if Path(f.filename).parent == folder]
    return text + (f" ({Path(frames[-1].filename).name}, line {frames[-1].lineno})" if frames else "")


def read_source(folder: Path, name: str = "source.toml") -> Source:
    """Raises `UsageError` naming file and field."""
    path = folder / name
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ValueError("larger than 5 MB")
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        head = data["source"]
        for unknown in [
            *(set(data) - {"source", "entry"}),
            *(set(head) - {"id", "title", "authors", "venue", "year"}),
        ]:
            raise ValueError(f"unknown key {unknown!r}")
        source = Source(
            folder,
            _id(head["id"], "source.id"),
            _text(head["title"], "source.title"),
            tuple(_text(a, f"source.authors[{i}]") for i, a in enumerate(_list(head["authors"], "source.authors"))),
            _text(head.get("venue", ""), "source.venue"),
            _year(head.get("year")),
            tuple(_entry(e, i) for i, e in enumerate(_list(data.get("entry", []), "entry"))),
        )
        ids = Counter(e.id for e in source.entries)
        for id in (i for i in ids if ids[i] > 1):
            raise ValueError(f"two entries called {id}")
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None
    except KeyError as error:
        raise UsageError(f"{path}: no {error}") from None
    except (TypeError, ValueError, AttributeError, RecursionError) as error:
        raise UsageError(f"{path}: {error!s:.300}") from None
    return source


def _entry(data: dict[str, Any], index: int) -> Entry:
    unknown = set(data) - {"id", "where", "kind", "formula", "paraphrase", "out_of_scope"}
    where = f"entry[{index}] ({data.get('id', '?')!s:.60})"
    if unknown or not {"id", "where", "kind"} <= set(data) or ("formula" in data) == ("paraphrase" in data):
        raise ValueError(f"{where}: needs id, where, kind, and formula or paraphrase")
    _id(data["id"], f"{where}.id")
    if "out_of_scope" in data and not _text(data["out_of_scope"], f"{where}.out_of_scope").strip():
        raise ValueError(f"{where}.out_of_scope: what is missing?")
    return Entry(**{field: _text(value, f"{where}.{field}") for field, value in data.items()})


ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")  # it names files, and parts of keys


def _id(value: Any, where: str) -> str:
    if not isinstance(value, str) or not ID.fullmatch(value) or value == "all":
        raise ValueError(f"{where}: {value!r:.60} is no id: letters, digits and . _ - only")
    return value


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{where}: no text")
    return value


def _list(value: Any, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError(f"{where}: no list")
    return value


def _year(value: Any) -> int | None:
    if value is not None and (type(value) is not int or not 0 < value < 10_000):
        raise ValueError("source.year: no year")
    return value


def default_folders() -> list[Path]:
    """`checks/` beside the package in a checkout, else the claims shipped inside it."""
    package = Path(__file__).resolve().parent
    for root in (package.parent / "checks", package / "_claims"):
        if root.is_dir():
            return sorted(p.parent for p in root.glob("*/source.toml"))
    return []


@dataclass(frozen=True)
class Registry:
    """All sources in reach."""

    sources: tuple[Source, ...]

    @classmethod
    def load(cls, extra: Iterable[Path] = ()) -> Registry:
        """The shipped sources, installed ones (entry points `bnproof.checks`), and `extra` folders."""
        folders = [*default_folders(), *_entry_points(), *extra]
        sources = tuple(read_source(f) for f in folders)
        ids = [s.id for s in sources]
        for s in sources:
            if ids.count(s.id) > 1:
                raise UsageError(f"{s.folder}: a second source called {s.id}")
        return cls(sources)

    @cached_property
    def claims(self) -> dict[str, tuple[Source, Claim]]:
        """By id."""
        found: dict[str, tuple[Source, Claim]] = {}
        for source in self.sources:
            _package(source.folder, source.id)
        for source in self.sources:
            for c in source.claims:
                if c.id in found:
                    raise UsageError(f"{source.folder}: a second claim called {c.id}")
                found[c.id] = (source, c)
        return found

    @property
    def cited(self) -> set[tuple[str, str]]:
        """Cited theorems, as names of claim and variant."""
        all_claims = (c for _, c in self.claims.values() if c.cited)
        return {(c.id, v.name) for c in all_claims for v in c.variants if v.role != "mutant"}

    def select(self, names: Iterable[str]) -> list[tuple[Source, Claim]]:
        """`all`, ids of sources, ids of claims. Raises `UsageError` with the nearest name."""
        chosen: dict[str, tuple[Source, Claim]] = {}
        for name in names:
            if name == "all":
                chosen.update(self.claims)
            elif name in self.claims:
                chosen[name] = self.claims[name]
            elif name in {s.id for s in self.sources}:
                chosen.update({i: pair for i, pair in self.claims.items() if pair[0].id == name})
            else:
                known = {*self.claims, *(s.id for s in self.sources)}
                raise UsageError(f"no claim or source called {name!r}{_nearest(name, known)}")
        return list(chosen.values())

    def statement(self, claim: str, variant: str) -> Statement:
        """Traced anew. Raises `Malformed` if there is none."""
        try:
            found = self.claims[claim][1].variant(variant)
        except KeyError:
            raise Malformed(f"no variant {variant!r} of a claim {claim!r}") from None
        try:
            return found.trace().statement
        except Malformed:
            raise
        except (Exception, SystemExit) as error:
            raise Malformed(f"{claim}/{variant}: {told(error, self.claims[claim][0].folder)}") from error


def _entry_points() -> list[Path]:
    from importlib.metadata import entry_points

    found = []
    for point in entry_points(group="bnproof.checks"):
        try:
            found.append(Path(str(point.load())))
        except Exception as error:
            raise UsageError(f"entry point {point.name} = {point.value}: {error!s:.300}") from error
    return found


def _nearest(name: str, known: Iterable[str]) -> str:
    close = get_close_matches(name, list(known), n=1)
    return f"; did you mean {close[0]}?" if close else ""
