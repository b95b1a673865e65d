"""`bnproof search`: attack a claim, also one that is proved."""

from __future__ import annotations

import argparse
import json
import sys

from bnproof.attack import attacked, data, exit_code, told
from bnproof.commands import running
from bnproof.establish import Settings
from bnproof.registry import Registry, UsageError
from bnproof.search.refute import Budget


def run(options: argparse.Namespace) -> int:
    registry = Registry.load(options.checks)
    claim = running.claim_called(registry, options.id)
    names = [v.name for v in claim.variants]
    if options.variant not in (None, *names):
        raise UsageError(f"{claim.id} has no variant {options.variant!r}; it has {', '.join(names)}")
    usual = argparse.Namespace(**{**vars(options), "draws": None, "seed": 0})
    results = running.checked(registry, [claim.id], usual)
    variants = next(r for r in results if r.id == claim.id).variants
    settings = Settings(Budget(draws=options.draws), options.seed)
    attacks = attacked(claim, variants, options.variant, settings)
    if options.json:
        print(json.dumps(data(claim, attacks, settings), indent=1, sort_keys=True))
    else:
        print("\n".join(line for a in attacks for line in told(a)))
    for a in (a for a in attacks if a.conflict):
        name, verdict = f"{claim.id}/{a.variant.name}", a.variant.verdict
        print(f"bnproof: CONFLICT: {name} is {verdict} and has a witness", file=sys.stderr)
    return exit_code(attacks)
