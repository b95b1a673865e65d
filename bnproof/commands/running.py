"""What the commands share: running checks, finding a claim by its name."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from bnproof.cache import Cache, default_folder
from bnproof.commands.parser import PROFILES
from bnproof.establish import Settings
from bnproof.model import Claim
from bnproof.pool import Pool
from bnproof.progress import watched
from bnproof.registry import Registry, UsageError
from bnproof.result import ClaimResult
from bnproof.run import check
from bnproof.search.refute import Budget


def checked(registry: Registry, names: Sequence[str], options: argparse.Namespace) -> list[ClaimResult]:
    """In worker processes, with a bar on a terminal. Raises `Interrupted`."""
    settings = Settings(Budget(draws=options.draws or PROFILES[options.profile]), options.seed)
    cache = None if options.no_cache else default_folder()
    jobs = options.jobs or os.cpu_count() or 1
    folders = [s.folder for s in registry.sources]
    with Pool(folders, settings, jobs, options.time_limit, cache) as pool:
        chosen = registry.select(names)
        with watched(pool.find, len(chosen)) as find:
            results = check(registry, chosen, find=find)
    if cache:
        Cache(cache).prune()
    return results


def claim_called(registry: Registry, id: str) -> Claim:
    """Raises `UsageError` with the nearest name."""
    if id not in registry.claims:
        registry.select([id])
        raise UsageError(f"{id} is a source, not a claim")
    return registry.claims[id][1]


def require_writable(folder: Path) -> None:
    """Raises `UsageError`: better before the work than after."""
    there = next(p for p in (folder, *folder.absolute().parents) if p.exists())
    if not there.is_dir():
        raise UsageError(f"--to {folder}: {there} is no folder")
    if not os.access(there, os.W_OK | os.X_OK):
        raise UsageError(f"--to {folder}: {there} cannot be written")
