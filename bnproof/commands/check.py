"""`bnproof check`: prove or refute claims, and compare the verdicts with the expected ones."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape

from bnproof import expect
from bnproof.commands import running
from bnproof.judge import HOLDS, exit_code, stronger
from bnproof.registry import Registry
from bnproof.result import ClaimResult
from bnproof.run import Interrupted


def run(options: argparse.Namespace) -> int:
    registry = Registry.load(options.checks)
    for source in registry.sources:
        expect.read(source.folder)  # a broken one is told before the work
    complete = True
    try:
        results = running.checked(registry, options.names or ["all"], options)
    except Interrupted as stop:
        results, complete = stop.results, False
    if options.accept and complete:
        for path in expect.accept(r for r in results if not r.stopped):
            print(f"wrote {path}", file=sys.stderr)
    if options.json:
        from bnproof.report.data import report_json

        report = report_json(registry, results) | ({} if complete else {"complete": False})
        print(json.dumps(report, indent=1, sort_keys=True))
    else:
        _print_results(results)
    stopped = {f"{r.id}/{v.name}" for r in results for v in r.variants if v.stopped}
    stopped |= {r.id for r in results if r.stopped and r.verdict == "UNDECIDED"}
    rows = [(key, row) for key, row in expect.compared(results) if key not in stopped]
    for key, row in rows:
        if stronger(row):
            print(f"notice: {key} is {row.verdict}, expected {row.expected}", file=sys.stderr)
        elif exit_code([row], options.strict):
            print(f"{key} is {row.verdict}, expected {row.expected or 'to hold'}", file=sys.stderr)
    code = exit_code((row for _, row in rows), options.strict)
    for r in (r for r in results if r.stopped):
        print(f"{r.id} was stopped: {next(v.reason for v in r.variants if v.stopped)}", file=sys.stderr)
    if not complete:
        print(f"bnproof: stopped; {len(results)} claims were finished", file=sys.stderr)
    return code or (3 if stopped or not complete else 0)


def _print_results(results: Sequence[ClaimResult]) -> None:
    console = Console(highlight=False, soft_wrap=True)
    for r in results:
        where = escape(r.source.entry(r.claim).where)
        console.print(f"[{_colour(r.verdict)}]{r.verdict:12}[/] {r.id:24} {where}")
        for v in r.variants:
            alive = v.role == "mutant" and v.verdict != "VIOLATED"
            if v.role not in ("printed", "mutant") or alive or v.reason:
                reason = f" ({v.reason})" if v.reason and v.role != "mutant" else ""
                form = f"{v.role}: {escape(v.name + reason)}"
                console.print(f"             [{_colour(v.verdict)}]{v.verdict:10}[/] {form}")
    kinds = Counter(str(r.verdict) for r in results)
    mutants = [v for r in results for v in r.variants if v.role == "mutant"]
    killed = sum(v.verdict == "VIOLATED" for v in mutants)
    counted = ", ".join(f"{n} {kind}" for kind, n in sorted(kinds.items()))
    console.print(f"{len(results)} claims: {counted}; {killed} of {len(mutants)} wrong variants refuted")


def _colour(verdict: str) -> str:
    if verdict in HOLDS:
        return "green"
    return "red" if verdict in ("VIOLATED", "MALFORMED", "CONFLICT", "ERROR") else "yellow"
