"""`bnproof show`: the card of a claim."""

from __future__ import annotations

import argparse

from bnproof.commands import running
from bnproof.registry import Registry
from bnproof.report.markdown import card


def run(options: argparse.Namespace) -> int:
    registry = Registry.load(options.checks)
    running.claim_called(registry, options.id)
    results = running.checked(registry, [options.id], options)
    print(card(registry, next(r for r in results if r.id == options.id)))
    return 0
