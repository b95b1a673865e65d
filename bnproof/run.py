"""Checks claims and judges what was found, once it is known what each result rests on."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from bnproof.cache import Cache
from bnproof.establish import Settings, establish
from bnproof.judge import FATAL, Verdict, judge, overall
from bnproof.model import Claim
from bnproof.registry import Registry, Source
from bnproof.result import ClaimResult, VariantResult
from bnproof.search.refute import Budget
from bnproof.verify.replay import Uses, settled

__all__ = ["Budget", "ClaimResult", "Find", "Interrupted", "VariantResult", "check", "here"]

Find = Callable[[Iterable[tuple[Source, Claim]]], Iterator[ClaimResult]]  # results not judged, in any order

_DEFAULT = Budget()


class Interrupted(KeyboardInterrupt):
    """Ctrl-C, with the results of what was finished by then."""

    def __init__(self, results: list[ClaimResult]) -> None:
        super().__init__()
        self.results = results


def here(registry: Registry, settings: Settings, cache: Cache | None = None) -> Find:
    """In this process, one after the other, without limits of time."""

    def find(chosen: Iterable[tuple[Source, Claim]]) -> Iterator[ClaimResult]:
        for source, claim in chosen:
            start = time.perf_counter()
            found = tuple(establish(registry, source, claim, v, settings, cache) for v in claim.variants)
            yield ClaimResult(source, claim, Verdict.UNDECIDED, found, time.perf_counter() - start)

    return find


def check(
    registry: Registry,
    chosen: Iterable[tuple[Source, Claim]],
    budget: Budget = _DEFAULT,
    progress: Callable[[ClaimResult], None] = lambda result: None,
    find: Find | None = None,
) -> list[ClaimResult]:
    """Checks the claims, and those that their proofs use. In registry order. Raises `Interrupted`.

    `find` does the work: by default `here` with this budget.
    """
    find = find or here(registry, Settings(budget))
    done: dict[str, ClaimResult] = {}
    todo = {claim.id for _, claim in chosen}
    try:
        while todo:
            for r in find([registry.claims[id] for id in registry.claims if id in todo]):
                done[r.id] = r
            used = {claim for r in done.values() for v in r.variants for claim, _ in v.uses}
            todo = used - set(done)
    except KeyboardInterrupt:
        raise Interrupted(_ordered(registry, done)) from None
    results = _ordered(registry, done)
    for r in results:
        progress(r)
    return results


def _ordered(registry: Registry, done: dict[str, ClaimResult]) -> list[ClaimResult]:
    """Judged, in registry order."""
    found = {(r.id, v.name): v for r in done.values() for v in r.variants}
    proofs = {name: v.uses for name, v in found.items() if v.findings.proved}
    refutations = {name: v.uses for name, v in found.items() if v.findings.violated}
    meaningless = {name for name, v in found.items() if v.statement is None}
    sound, _ = settled(proofs, refutations, registry.cited - meaningless)
    return [_judged(done[id], sound) for id in registry.claims if id in done]


def _judged(result: ClaimResult, sound: Uses) -> ClaimResult:
    """Verdicts; evidence that rests on what is not proved is none, and so is a refutation that rests on a citation."""
    kills = any(v.role == "mutant" and v.findings.violated for v in result.variants)
    definition = result.source.entry(result.claim).kind == "definition"
    variants = []
    for v in result.variants:
        f, modulo = v.findings, sound.get((result.id, v.name), frozenset())
        if (result.id, v.name) in modulo and not f.error:  # cited, not refuted
            f = replace(f, proved=True, admitted=True)
        rests = (f.proved and (result.id, v.name) not in sound) or not v.uses <= sound.keys()
        rests = rests or (f.violated and any(sound[u] for u in v.uses))
        if rests:
            f = replace(f, proved=False, violated=False)
        verdict = judge(f, kills, definition, bool(modulo))
        reason = f"uses {sorted(v.uses)}, which are not proved" if rests else v.reason
        evidence = () if rests else v.evidence
        variants.append(
            replace(
                v,
                verdict=verdict,
                reason=reason,
                findings=f,
                evidence=evidence,
                modulo=modulo if f.proved else frozenset(),
            )
        )
    verdict = overall((v.role, v.verdict) for v in variants)
    if verdict not in FATAL and any(v.stopped for v in variants if v.role in ("printed", "reading")):
        verdict = Verdict.UNDECIDED  # readings of which one was stopped do not disagree
    return replace(result, variants=tuple(variants), verdict=verdict)
