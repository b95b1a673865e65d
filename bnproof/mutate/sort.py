"""What became of a mutant: refuted by a witness, shown true by a proof, or neither."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bnproof.interpret.evaluate import Evaluator, Instance, Undefined
from bnproof.model import Claim
from bnproof.mutate.derive import Mutant
from bnproof.mutate.proofs import Origin, compared, proved
from bnproof.search.instances import Problem
from bnproof.search.refute import Budget, find_witness
from bnproof.statement.calculus import Unsupported
from bnproof.statement.nodes import Statement
from bnproof.verify.context import Refused, refusing
from bnproof.verify.kernel import opening
from bnproof.verify.witness import admits, breaks

STATUSES = ("killed", "equivalent", "weaker", "stronger", "undefined", "malformed", "survived")
QUICK = 40  # draws before a proof is tried


@dataclass(frozen=True)
class Sorted:
    """A mutant with its status: `draws` and `instance` of the witness, or how it was proved."""

    mutant: Mutant
    status: str
    how: str = ""
    draws: int = 0
    instance: Instance | None = None


def sort(mutant: Mutant, origin: Origin, budget: Budget, seed: int = 0) -> Sorted:
    """A few draws, then proofs, then the whole search. Raises AssertionError on a witness that is none."""
    statement = mutant.statement
    if statement is None:
        return Sorted(mutant, "malformed")
    quick = replace(budget, draws=min(QUICK, budget.draws), screens=0)
    return (
        _killed(mutant, statement, origin.claim, quick, seed)
        or _true(mutant, statement, origin)
        or _killed(mutant, statement, origin.claim, budget, seed)
        or _left(mutant, statement, origin.claim, budget, seed)
    )


def _killed(mutant: Mutant, statement: Statement, claim: Claim, budget: Budget, seed: int) -> Sorted | None:
    found = find_witness(statement, budget, seed, claim.examples)
    if found.instance is None:
        return None
    try:
        breaks(statement, found.instance)
    except Refused as error:
        raise AssertionError(f"{claim.id}, {mutant.name}: {error}") from None
    return Sorted(mutant, "killed", draws=found.draws, instance=found.instance)


def _true(mutant: Mutant, statement: Statement, origin: Origin) -> Sorted | None:
    how = proved(mutant, statement, origin)
    return Sorted(mutant, compared(mutant, statement, origin), how) if how else None


def _left(mutant: Mutant, statement: Statement, claim: Claim, budget: Budget, seed: int) -> Sorted:
    """Neither refuted nor proved: undefined at every instance admitted, or survived.

    A mutant with a hypothesis less is undefined where the kernel wants the hypothesis for the terms to have a meaning.
    """
    seen = _seen(statement, claim, budget, seed)
    undefined, valued = seen.count("undefined"), seen.count("valued")
    if mutant.says_more and (why := _meaningless(statement, everywhere=valued == len(seen))):
        return Sorted(mutant, "undefined", why)
    if undefined and undefined == len(seen):
        return Sorted(mutant, "undefined", f"at all of {undefined} instances")
    if not seen:
        how = "no instance admitted"
    elif not valued:
        how = f"no value at {len(seen)} instances"
    else:
        how = f"true at {valued} of {len(seen)} instances"
    return Sorted(mutant, "survived", how, budget.draws)


def _meaningless(statement: Statement, everywhere: bool) -> str:
    """Why the kernel finds terms undefined: in the hypotheses, or in a conclusion not valued everywhere."""
    try:
        with refusing():
            here = opening(statement)
            if not everywhere:
                here.require_defined(statement.conclusion)
    except Refused as error:
        return str(error).partition(":")[0]
    return ""


def _seen(statement: Statement, claim: Claim, budget: Budget, seed: int) -> list[str]:
    problem, seen = Problem(statement, claim.examples), []
    for _, raw in zip(range(budget.draws), problem.draws(seed), strict=False):
        instance = problem.complete(raw)
        if instance is None:
            continue
        try:
            evaluator = admits(statement, instance)
        except Refused:
            continue
        seen.append(_value(evaluator, statement))
    return seen


def _value(evaluator: Evaluator, statement: Statement) -> str:
    try:
        return "valued" if evaluator.truth(statement.conclusion) is not None else "undecided"
    except (Undefined, ZeroDivisionError):
        return "undefined"
    except Unsupported:
        return "unsupported"
