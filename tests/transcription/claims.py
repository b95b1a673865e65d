"""The claims that are transcribed twice: their builders, forms, symbols, and the cases at which they are compared."""

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import numpy as np
from transcription.instances import Builder, Case

from bnproof.registry import Registry
from bnproof.statement.nodes import Statement

DIMENSIONS = (1, 2, 3, 4)
TRIALS = 4

MODULES = [
    import_module(f"transcription.builders.{path.stem}")
    for path in sorted((Path(__file__).parent / "builders").glob("*.py"))
]
BUILDERS: dict[str, Builder] = {id: build for module in MODULES for id, build in module.BUILDERS.items()}
# Wrong forms that say the same as the printed one at all instances of the builder: (claim, printed form, wrong form).
SAME = {form for module in MODULES for form in getattr(module, "SAME", ())}
# Symbols whose value does not matter: (claim, printed form, name).
IDLE = {symbol for module in MODULES for symbol in getattr(module, "IDLE", ())}


@cache
def registry() -> Registry:
    return Registry.load()


@cache
def statement(claim: str, variant: str) -> Statement:
    return registry().statement(claim, variant)


def printed_variants(*claims: str) -> list[tuple[str, str]]:
    """Of each claim, or of these, the printed form or all its readings."""
    return [
        (id, v.name)
        for id in claims or BUILDERS
        for v in registry().claims[id][1].variants
        if v.role in ("printed", "reading")
    ]


def wrong_variants() -> list[tuple[str, str, str]]:
    """Claim, printed variant, and a variant of such symbols that is not what the document prints."""
    return [
        (id, name, v.name)
        for id, name in printed_variants()
        for v in registry().claims[id][1].variants
        if v.role not in ("printed", "reading") and _alike(statement(id, v.name), statement(id, name))
    ]


def _alike(one: Statement, other: Statement) -> bool:
    """Do they give no name to symbols of different sorts?"""
    sorts = {s.name: s.sort for s in other.symbols}
    return all(sorts.get(s.name, s.sort) == s.sort for s in one.symbols)


def symbols() -> list[tuple[str, str, str]]:
    """Claim, printed variant, and the name of a universally quantified symbol."""
    return [(*pair, s.name) for pair in printed_variants() for s in statement(*pair).symbols]


def cases(claim: str, variant: str) -> Iterator[Case]:
    for d in DIMENSIONS:
        for trial in range(TRIALS):
            made = BUILDERS[claim](np.random.default_rng([*claim.encode(), d, trial]), d, variant)
            yield from made if isinstance(made, list) else [made]
