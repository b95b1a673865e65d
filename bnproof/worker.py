"""`python -m bnproof.worker`: checks claims one by one in a process that can be stopped from outside.

It speaks lines of JSON: first it is told the folders of claims, the settings and the cache; then for each
claim that it is asked about it answers one line a variant, in order. What claim files print goes to stderr.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from bnproof.cache import Cache, fix
from bnproof.establish import Settings, establish
from bnproof.registry import Registry, UsageError, read_source
from bnproof.result import result_json
from bnproof.search.refute import Budget

MEMORY = 4 << 30  # bytes of data; more is refused by the system, where it can


def main() -> int:
    questions = os.fdopen(os.dup(0), encoding="utf-8")
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    head = json.loads(questions.readline())
    _limit_memory()
    folders = [Path(folder) for folder in head["folders"]]
    settings = Settings(Budget(**head["budget"]), head["seed"])
    cache = Cache(Path(head["cache"])) if head["cache"] else None
    try:
        fix(folders)
        registry = Registry(tuple(map(read_source, folders)))
        registry.claims  # noqa: B018
    except UsageError as error:
        print(f"bnproof: {error}", file=sys.stderr)
        return 2
    print("true", file=answers, flush=True)
    for line in questions:
        source, claim = registry.claims[json.loads(line)]
        _alarm(head["seconds"])
        for variant in claim.variants:
            result = establish(registry, source, claim, variant, settings, cache)
            print(json.dumps(result_json(result)), file=answers, flush=True)
        _alarm(None)
    return 0


def _alarm(seconds: float | None) -> None:
    """The system ends this process if it overruns and the one that watches it is gone."""
    try:
        from signal import ITIMER_REAL, setitimer
    except ImportError:  # not on Windows
        return
    setitimer(ITIMER_REAL, 0 if seconds is None else seconds + 5)


def _limit_memory() -> None:
    try:
        from resource import RLIMIT_DATA, getrlimit, setrlimit
    except ImportError:  # not on Windows
        return
    _, hard = getrlimit(RLIMIT_DATA)
    setrlimit(RLIMIT_DATA, (MEMORY if hard < 0 else min(MEMORY, hard), hard))


if __name__ == "__main__":
    sys.exit(main())
