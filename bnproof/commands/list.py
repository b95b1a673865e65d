"""`bnproof list`: the claims by source."""

from __future__ import annotations

import argparse

from bnproof.registry import Registry


def run(options: argparse.Namespace) -> int:
    for source in Registry.load(options.checks).sources:
        print(f"{source.id}: {source.title} ({source.venue})")
        for c in source.claims:
            print(f"  {c.id:28} {source.entry(c).where}")
    return 0
