"""Mutates variants that hold, in this process or in several."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from bnproof.judge import HOLDS, Verdict
from bnproof.mutate.derive import mutants
from bnproof.mutate.proofs import Origin
from bnproof.mutate.report import Row, variant_row
from bnproof.mutate.sort import sort
from bnproof.registry import Registry, read_source
from bnproof.result import ClaimResult, VariantResult, result_json, result_of
from bnproof.search.refute import Budget
from bnproof.verify.replay import Name

MUTATED = HOLDS | {Verdict.SURVIVED}
ROLES = ("printed", "reading", "corrected", "sharper")
LIMIT = 40  # mutants of a variant
Task = tuple[str, dict[str, object], str]  # claim, result of the variant, verdict

_known: list[tuple[Registry, frozenset[Name]]] = []  # of a worker process


def mutated(
    registry: Registry,
    result: VariantResult,
    claim: str,
    budget: Budget,
    seed: int,
    limit: int | None,
    settled: frozenset[Name] = frozenset(),
) -> Row:
    """The row of one variant. `settled`: what proofs that a mutant is false may rest on."""
    claims = {id: found for id, (_, found) in registry.claims.items()}
    origin = Origin.of(claims[claim], result, registry.statement, claims, settled)
    found = [sort(m, origin, budget, seed) for m in mutants(origin.statement, limit)]
    return variant_row(claim, result.name, str(result.verdict), origin.statement, found)


def holding(results: Iterable[ClaimResult]) -> list[tuple[str, VariantResult]]:
    """The variants that are mutated, with their claims."""
    return [(r.id, v) for r in results for v in r.variants if v.role in ROLES and v.verdict in MUTATED]


def settled_by(results: Iterable[ClaimResult]) -> frozenset[Name]:
    """What is proved, and rests on no citation."""
    return frozenset((r.id, v.name) for r in results for v in r.variants if v.findings.proved and not v.modulo)


def rows(
    registry: Registry, chosen: Sequence[tuple[str, VariantResult]], budget: Budget, seed: int, limit: int | None,
    jobs: int = 1, settled: frozenset[Name] = frozenset(),
) -> Iterator[Row]:  # fmt: skip
    """In the order given."""
    if jobs == 1:
        yield from (mutated(registry, v, claim, budget, seed, limit, settled) for claim, v in chosen)
        return
    folders = [str(s.folder.resolve()) for s in registry.sources]
    tasks: list[Task] = [(claim, {**result_json(v), "variant": v.name}, str(v.verdict)) for claim, v in chosen]
    with ProcessPoolExecutor(jobs, get_context("spawn"), _start, (folders, settled)) as pool:
        try:
            futures = [pool.submit(_work, task, budget, seed, limit) for task in tasks]
            yield from (f.result() for f in futures)
        finally:
            pool.shutdown(cancel_futures=True)  # when stopped, what is not begun is left


def _start(folders: list[str], settled: frozenset[Name]) -> None:
    for library in ("OPENBLAS", "OMP", "MKL"):  # the workers are the threads
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")
    _known.append((Registry(tuple(read_source(Path(f)) for f in folders)), settled))


def _work(task: Task, budget: Budget, seed: int, limit: int | None) -> Row:
    claim, data, verdict = task
    registry, settled = _known[0]
    variant = registry.claims[claim][1].variant(str(data["variant"]))
    row = mutated(registry, result_of(variant, data), claim, budget, seed, limit, settled)
    return {**row, "verdict": verdict}
