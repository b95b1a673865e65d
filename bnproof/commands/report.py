"""`bnproof report`: check everything and write the report, or compare it with the one that is there."""

from __future__ import annotations

import argparse
import sys

from bnproof.commands import running
from bnproof.judge import FATAL
from bnproof.registry import Registry
from bnproof.report.mutation import read
from bnproof.report.write import differences, environment_file, files, write


def run(options: argparse.Namespace) -> int:
    if not options.check:
        running.require_writable(options.to)
    registry = Registry.load(options.checks)
    results = running.checked(registry, ["all"], options)
    if any(r.stopped for r in results):
        for r in (r for r in results if r.stopped):
            print(f"{r.id} was stopped: {next(v.reason for v in r.variants if v.stopped)}", file=sys.stderr)
        print("bnproof: no report of what was stopped", file=sys.stderr)
        return 3
    if broken := [r.id for r in results if r.verdict in FATAL]:
        print(f"bnproof: no report of what failed: {', '.join(broken)}", file=sys.stderr)
        return 2
    made = files(registry, results, read(options.to))
    if options.check:
        stale = differences(options.to, made)
        for name in stale:
            print(f"stale: {options.to / name}", file=sys.stderr)
        return 1 if stale else 0
    write(options.to, {**made, **environment_file(results)})
    print(f"wrote {len(made)} files to {options.to}")
    return 0
