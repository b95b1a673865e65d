"""`bnproof mutate`: derive wrong forms of claims, or re-check the evidence against them."""

from __future__ import annotations

import argparse
import json
import os
import sys

from bnproof.commands import running
from bnproof.files import write_whole
from bnproof.mutate.recheck import admissions, unproved_in, wrong
from bnproof.mutate.report import data, told
from bnproof.mutate.run import holding, rows, settled_by
from bnproof.registry import Registry, UsageError
from bnproof.report.mutation import FILE, read
from bnproof.report.write import json_text
from bnproof.search.refute import Budget
from bnproof.statement.sorts import Malformed


def run(options: argparse.Namespace) -> int:
    if options.check:
        return _recheck(options)
    if options.write:
        running.require_writable(options.to)
    registry = Registry.load(options.checks)
    names = options.names or ["all"]
    chosen = {claim.id for _, claim in registry.select(names)}
    usual = argparse.Namespace(**{**vars(options), "draws": None, "seed": 0})
    checked = running.checked(registry, names, usual)
    results, settled = [r for r in checked if r.id in chosen], settled_by(checked)
    budget, limit, jobs = Budget(draws=options.draws, shrinks=0), options.limit or None, options.jobs or os.cpu_count()
    found = []
    for row in rows(registry, holding(results), budget, options.seed, limit, jobs or 1, settled):
        found.append(row)
        done = f"{row['counts']['killed']} killed, {row['counts']['survived']} survived"
        print(f"{row['claim']}/{row['variant']}: {done}", file=sys.stderr)
    made = data(found, budget, options.seed, limit)
    if options.json:
        print(json.dumps(made, indent=1, sort_keys=True))
    else:
        print("\n".join(told(found)))
    if options.write:
        options.to.mkdir(parents=True, exist_ok=True)
        write_whole(options.to / FILE, json_text(made))
        print(f"wrote {options.to / 'mutation.json'}", file=sys.stderr)
    return 1 if made["unkilled"] else 0


def _recheck(options: argparse.Namespace) -> int:
    """Of the witnesses and disproofs in mutation.json, against the claims as they are now."""
    made = read(options.to)
    if made is None:
        raise UsageError(f"{options.to / FILE} is missing: bnproof mutate all --write")
    registry = Registry.load(options.checks)
    try:
        unproved = unproved_in(options.to, registry.statement)
    except Malformed as error:
        raise UsageError(f"{options.to / 'evidence'}: {error}") from None
    found = list(wrong(made, registry.statement, admissions(registry), unproved))
    for line in found:
        print(line, file=sys.stderr)
    counts = made["counts"]
    disproofs = sum("disproof" in m for row in made["variants"] for m in row["mutants"])
    witnesses = counts["killed"] + counts["ill-posed"] - disproofs
    print(f"{witnesses} witnesses and {disproofs} disproofs, {len(found)} complaints")
    return 1 if found else 0
