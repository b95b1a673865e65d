"""Mutation testing re-checked: each witness, and each proof of a negation, against the mutant as it is derived now."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bnproof.interpret.instance import Instance
from bnproof.mutate.derive import mutants
from bnproof.mutate.posed import opened, undefined_at
from bnproof.mutate.proofs import known
from bnproof.mutate.report import named, score
from bnproof.mutate.sort import confirm
from bnproof.registry import Registry
from bnproof.statement.codec import decode, statement_hash
from bnproof.statement.nodes import Node, Statement
from bnproof.statement.sorts import Malformed
from bnproof.verify.__main__ import read_json
from bnproof.verify.context import Refused
from bnproof.verify.instances import instance_of
from bnproof.verify.replay import Name, Uses, check_evidence, supported
from bnproof.verify.witness import Meets

Lookup = Callable[[str, str], Statement]
Admission = Callable[[str, str], Meets | None]
Unproved = Callable[[frozenset[Name]], frozenset[Name]]


def wrong(
    data: dict[str, Any],
    lookup: Lookup,
    admission: Admission = lambda claim, variant: None,
    unproved: Unproved = lambda uses: uses,
) -> Iterator[str]:
    """What is wrong with it, a line each: statements that are others now, evidence that is none, counts.

    `admission`: how a claim and variant prove universal hypotheses of their instances. `unproved`: which of the claims
    that a disproof uses are not proved.
    """
    for row in data["variants"]:
        statement = lookup(row["claim"], row["variant"])
        if statement_hash(statement) != row["statement"]:
            yield f"{named(row)}: the claim file states something else"
            continue
        meets = admission(row["claim"], row["variant"])
        derived = {statement_hash(m.statement): m.statement for m in mutants(statement) if m.statement}
        for m in row["mutants"]:
            mutant = derived.get(m["statement"]) if m["statement"] else None
            if m["status"] in ("killed", "ill-posed"):
                if mutant is None:
                    why = "no such mutant"
                elif "disproof" in m:
                    why = _no_disproof(mutant, m, lookup, unproved)
                else:
                    why = _refused(mutant, m, statement, meets)
                if why:
                    yield f"{named(row)}: {m['name']}: {why}"
        told = {s: sum(m["status"] == s for m in row["mutants"]) for s in row["counts"]}
        if told != row["counts"] or score(told) != row["score"]:
            yield f"{named(row)}: the counts are others"


def admissions(registry: Registry) -> Admission:
    """What proves universal hypotheses, of each claim and variant; it knows those of the claim's examples."""

    def of(claim: str, variant: str) -> Meets | None:
        found = registry.claims[claim][1]
        traced = found.variant(variant).trace()
        meets = found.meets(traced.objects)
        for example in found.examples if meets else ():
            known(meets, traced.statement, example)
        return meets

    return of


def unproved_in(folder: Path, lookup: Lookup) -> Unproved:
    """By the evidence of a report, as far as it is asked for: of all that a proof rests on there must be a proof too.

    Raises `Malformed` where a file of it is no JSON.
    """
    files: dict[Name, Any] = {}
    for data in map(read_json, sorted(folder.glob("evidence/**/*.json"))):
        if isinstance(data, dict) and data.get("kind") == "proof":
            files[str(data.get("claim")), str(data.get("variant"))] = data
    proofs: Uses = {}

    def missing(uses: frozenset[Name]) -> frozenset[Name]:
        todo = [*uses]
        while todo:
            name = todo.pop()
            if name in files and name not in proofs:
                proofs[name] = check_evidence(files[name], lookup).uses
                todo += proofs[name]
        return uses - supported(proofs).keys()

    return missing


def _no_disproof(mutant: Statement, row: dict[str, Any], lookup: Lookup, unproved: Unproved) -> str:
    try:
        shown = check_evidence(row["disproof"], lookup, mutant)
        missing = sorted(unproved(shown.uses))
    except (Refused, Malformed, LookupError, TypeError, ValueError) as error:
        return f"{type(error).__name__}: {error}"
    if shown.kind != "disproof" or row["status"] != "killed":
        return "no proof of the negation"
    return f"its disproof uses {missing}, which are not proved" if missing else ""


def _refused(mutant: Statement, row: dict[str, Any], original: Statement, meets: Meets | None) -> str:
    try:
        nodes = decode(row.get("nodes", []))
        if row["status"] == "killed":
            instance = _instance(row, nodes, mutant, original, meets)
            confirm(mutant, instance, meets)
            return ""
        told = row["witness"]["values"].keys()
        for form in (*opened(mutant), mutant):
            # the instance may have values for what the conclusion binds
            if {s.name for s in form.symbols} <= told and undefined_at(
                form, _instance(row, nodes, form, original, meets), meets
            ):
                return ""
        return "every term has a value at the instance"
    except (Refused, Malformed) as error:
        return str(error)


def _instance(
    row: dict[str, Any], nodes: list[Node], statement: Statement, original: Statement, meets: Meets | None
) -> Instance:
    """The witness, as one of the statement."""
    instance = instance_of(row.get("witness"), nodes, statement)
    known(meets, original, instance)
    return instance
