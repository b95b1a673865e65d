"""One variant: find a proof or a witness, or recall it from the cache; either way the kernel confirms it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bnproof.cache import Cache, Lookups, imports, key
from bnproof.disproof import evidence, opposed
from bnproof.judge import Findings
from bnproof.model import Claim, Traced, Variant
from bnproof.prove.script import Script
from bnproof.registry import Registry, Source, told
from bnproof.result import VariantResult, blank
from bnproof.search.refute import Budget, find_admitted, find_instance, find_witness
from bnproof.statement.calculus import Unsupported
from bnproof.statement.codec import Table, decode
from bnproof.statement.sorts import Malformed
from bnproof.verify.context import Refused
from bnproof.verify.kernel import Kernel, Lookup
from bnproof.verify.replay import SCHEMA, check_evidence

MEMORY_LIMIT = "memory limit"


@dataclass(frozen=True)
class Settings:
    """On what a result depends beside the claim and the engine."""

    budget: Budget = field(default_factory=Budget)
    seed: int = 0


def establish(
    registry: Registry,
    source: Source,
    claim: Claim,
    variant: Variant,
    settings: Settings,
    cache: Cache | None = None,
) -> VariantResult:
    """What can be said of the variant, all but the verdict."""
    try:
        traced = variant.trace()
    except Malformed as error:
        return blank(variant, findings=Findings(malformed=str(error)), reason=str(error))
    except MemoryError:
        return blank(variant, reason=MEMORY_LIMIT, stopped=True)
    except (Exception, SystemExit) as error:
        return _failed(blank(variant), source, error)
    result = blank(variant, statement=traced.statement)
    try:
        if cache is None:
            return _find(claim, variant, traced, settings, result, registry.statement)
        name = key(_folders(registry, source), claim.id, variant.name, result.hash, settings)
        found = cache.recall(name, (claim.id, variant.name), result, registry.statement)
        if found is None:
            lookups = Lookups(registry.statement)
            found = _find(claim, variant, traced, settings, result, lookups)
            cache.store(name, found, lookups)
        return found
    except MemoryError:
        return replace(result, reason=MEMORY_LIMIT, stopped=True)
    except (Exception, SystemExit) as error:  # anything unforeseen is ours, and must not pass for a verdict
        return _failed(result, source, error)


def _folders(registry: Registry, source: Source) -> list[Path]:
    """Of the source, and of those whose files its files import."""
    folders, found = {s.id: s.folder for s in registry.sources}, [source.id]
    for id in found:
        found += sorted(imports(folders[id]) & folders.keys() - set(found))
    return [folders[id] for id in found]


def _failed(result: VariantResult, source: Source, error: BaseException) -> VariantResult:
    text = told(error, source.folder)
    return replace(result, findings=Findings(error=text), reason=text)


def _find(
    claim: Claim, variant: Variant, traced: Traced, settings: Settings, result: VariantResult, lookup: Lookup
) -> VariantResult:
    """A proof and an admitted instance, else a refutation, each confirmed by the kernel."""
    head: dict[str, Any] = {
        "schema": SCHEMA,
        "claim": claim.id,
        "variant": variant.name,
        "statement": result.hash,
    }
    if claim.cited and variant.role != "mutant":  # no proof is looked for, but counterexamples are
        return _refuted(claim, variant, traced, settings, result, head, lookup)
    try:
        table, proof = _proof(claim, variant, traced, lookup)
        kernel = Kernel(decode(table.rows), lookup)
        kernel.check(traced.statement, proof)
    except (Refused, Unsupported, Malformed, ValueError) as error:
        reason = str(error) or type(error).__name__
        if claim.script(variant) is None and traced.statement.conclusion.op in ("forall", "exists"):
            reason = "no proof is given"
        return _refuted(claim, variant, traced, settings, replace(result, reason=reason), head, lookup)
    meets = claim.meets(traced.objects)
    found = find_admitted(traced.statement, settings.budget, settings.seed, claim.examples, meets)
    result = replace(result, uses=frozenset(kernel.used), draws=found.draws)
    if found.instance is None:
        reason = f"proved, but no admitted instance in {found.draws} draws"
        return replace(result, findings=Findings(proved=True), reason=reason)
    data = evidence({**head, "kind": "proof", "proof": proof}, traced.statement, found.instance, meets, table)
    check_evidence(data, lookup)
    return replace(result, findings=Findings(proved=True, admitted=True), evidence=(data,))


def _proof(claim: Claim, variant: Variant, traced: Traced, lookup: Lookup) -> tuple[Table, dict[str, Any]]:
    statement = traced.statement
    script = Script(statement.conclusion, lookup, statement.hypotheses)
    (claim.script(variant) or _automatic)(script, traced.objects)
    return script.table, script.proof()


def _automatic(script: Script, objects: Any) -> None:
    script.auto()


def _refuted(
    claim: Claim,
    variant: Variant,
    traced: Traced,
    settings: Settings,
    result: VariantResult,
    head: dict[str, Any],
    lookup: Lookup,
) -> VariantResult:
    """Evidence that the statement is false: a declared disproof, else a witness."""
    statement, declared = traced.statement, claim.disproofs.get(variant.name)
    meets, opposite = claim.meets(traced.objects), None
    if declared is not None:
        opposite = opposed(statement, declared, traced.objects, lookup)
        found = find_instance(opposite.asked, settings.budget, settings.seed, claim.examples, meets)
    else:
        found = find_witness(statement, settings.budget, settings.seed, claim.examples, meets)
    if found.instance is None:
        findings = Findings(searched=declared is None, admitted=found.admitted > 0)
        return replace(result, findings=findings, draws=found.draws)
    if opposite is not None:
        data = opposite.evidence(head, found.instance, meets)
    else:
        data = evidence({**head, "kind": "witness"}, statement, found.instance, meets, Table())
    uses = check_evidence(data, lookup).uses
    findings = Findings(violated=True, admitted=True)
    return replace(result, findings=findings, evidence=(data,), draws=found.draws, reason="", uses=uses)
