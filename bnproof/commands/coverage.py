"""`bnproof coverage`: which inventory entries have no claim."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from bnproof.registry import Registry, UsageError, read_source


def run(options: argparse.Namespace) -> int:
    registry = Registry.load(options.checks)
    if options.inventory:
        inventories = {str(options.inventory): _foreign(options.inventory)}
    else:
        inventories = {s.id: [e.id for e in s.entries] for s in registry.sources}
    outside = {e.id: e.out_of_scope for s in registry.sources for e in s.entries if e.out_of_scope}
    for name, ids in inventories.items():
        missing = [i for i in ids if i not in registry.claims and i not in outside]
        apart = [i for i in ids if i in outside]
        told = f", {len(apart)} are out of scope" if apart else ""
        print(f"{name}: {len(ids) - len(missing) - len(apart)} of {len(ids)} entries have a claim{told}")
        for i in apart:
            print(f"  out of scope {i}: {outside[i]}")
        for i in missing:
            print(f"  missing {i}")
    return 0


def _foreign(path: Path) -> list[str]:
    """Ids of an inventory: a `source.toml`, or a JSON list of objects with an `id`. Raises `UsageError`."""
    if path.suffix == ".toml":
        return [e.id for e in read_source(path.parent, path.name).entries]
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return [str(entry["id"]) for entry in data]
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise UsageError(f"{path}: no list of entries with an id ({error})") from None
