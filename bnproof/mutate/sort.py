"""What became of a mutant: refuted by a witness or a proof, not well posed, shown true by a proof, or none of these."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from bnproof.interpret.evaluate import Evaluator
from bnproof.interpret.instance import Instance, Undefined
from bnproof.interpret.instance import Sequence as Items
from bnproof.mutate.certify import differing
from bnproof.mutate.compare import compared
from bnproof.mutate.derive import Mutant
from bnproof.mutate.disprove import disproved
from bnproof.mutate.existence import Solver, find_unsolvable, solvable, speaks_of_existence
from bnproof.mutate.posed import LOOKS, chooses, degenerate, find_undefined, opened, stretched
from bnproof.mutate.proofs import Origin, follows, proved
from bnproof.search.instances import Problem
from bnproof.search.nearby import find_near, whole
from bnproof.search.refute import Budget, find_witness
from bnproof.statement.calculus import Unsupported
from bnproof.statement.nodes import Node, Statement, free
from bnproof.verify.context import Refused, refusing
from bnproof.verify.decide import quantified
from bnproof.verify.witness import Meets, admits, breaks

STATUSES = ("killed", "equivalent", "weaker", "stronger", "unneeded", "ill-posed", "malformed", "survived")
QUICK = 40  # draws before a proof is tried
NEAR = 400  # instances near examples, before a search
ADMITTED = 400  # draws at least for an instance of the hypotheses, where the negation is proved
LOOKED = 100  # draws looked at again, to tell why a mutant survived


@dataclass(frozen=True)
class Sorted:
    """A mutant with its status: `draws` and `instance` of the witness, or how it was proved.

    `disproof`: the evidence, where it is refuted by a proof of its negation. Of a survivor `how` tells what was seen,
    and `reason` why that may be all.
    """

    mutant: Mutant
    status: str
    how: str = ""
    draws: int = 0
    instance: Instance | None = None
    reason: str = ""
    disproof: dict[str, Any] | None = None


def sort(mutant: Mutant, origin: Origin, budget: Budget, seed: int = 0) -> Sorted:
    """A few draws, then proofs, then the whole search. Raises AssertionError on a witness that is none."""
    statement = mutant.statement
    if statement is None:
        return Sorted(mutant, "malformed")
    examples, meets = _examples(mutant, statement, origin), origin.meets
    quick = replace(budget, draws=min(QUICK, budget.draws) + len(examples), screens=0)
    budget = replace(budget, draws=budget.draws + len(examples))
    if found := _killed(mutant, statement, examples, meets, quick, seed):
        return found
    ill = _ill_posed(statement, examples, meets, seed)
    chosen = ill and chooses(statement.conclusion)  # the values of what exists may be such that all has a value
    if (chosen or not ill) and (how := proved(mutant, statement, origin)):
        return Sorted(mutant, compared(mutant, statement, origin, how), how)
    if ill:
        return Sorted(mutant, "ill-posed", ill[1], instance=ill[0])
    if found := _killed_near(mutant, statement, origin, budget, seed):
        return found
    if not _is_inequality(origin.statement, statement):  # an equation that is none fails nearly everywhere
        budget = replace(budget, screens=0)
    if found := _killed(mutant, statement, examples, meets, budget, seed):
        return found
    if false := disproved(mutant, statement, origin, replace(budget, draws=max(ADMITTED, budget.draws)), seed):
        return Sorted(mutant, "killed", false.how, false.draws, disproof=false.evidence)
    if how := follows(mutant, statement, origin):
        return Sorted(mutant, compared(mutant, statement, origin, how), how)
    seen = _seen(statement, examples, meets, budget, seed)
    return Sorted(mutant, "survived", _told(seen), budget.draws, reason=_reason(mutant, statement, seen))


def _ill_posed(
    statement: Statement, examples: Iterable[Instance], meets: Meets | None, seed: int
) -> tuple[Instance, str] | None:
    """At an instance, or at one with values for what the conclusion binds."""
    if ill := find_undefined(statement, Problem(statement, examples, meets), seed):
        return ill
    inside = (find_undefined(s, Problem(s, examples, meets), seed, LOOKS) for s in opened(statement))
    return next(filter(None, inside), None)


def _examples(mutant: Mutant, statement: Statement, origin: Origin) -> list[Instance]:
    """Those of the claim; of those whose functions fit, first with what the mutant allows. They come beside the draws.

    A symbol that lost its promise is zero or negative, one of a hypothesis that is dropped much larger or smaller.
    """
    given = origin.claim.examples
    if not mutant.says_more or not given:
        return given
    names = {s.name for s in (mutant.renamed.values() if mutant.renamed else free(mutant.edit.old))}
    loose = [s for s in statement.symbols if s.name in names]
    change = degenerate if mutant.renamed else stretched
    return [*(x for e in Problem(statement, given, origin.meets).meeting for x in change(loose, e)), *given]


def _is_inequality(original: Statement, statement: Statement) -> bool:
    """Of what differs in the conclusion; all of it, where nothing does."""
    if original.conclusion is statement.conclusion:
        return original.conclusion.op != "eq"
    return any(new.op != "eq" for _, new in differing(original.conclusion, statement.conclusion))


def confirm(statement: Statement, instance: Instance, meets: Meets | None = None) -> None:
    """Returns if the instance refutes the statement. Raises `Refused`."""
    try:
        breaks(statement, instance, meets)
    except Refused:
        if not speaks_of_existence(statement.conclusion):
            raise
        with refusing():
            if solvable(statement, instance, meets) is not False:
                raise Refused("the conclusion holds at the instance") from None


def _killed(
    mutant: Mutant,
    statement: Statement,
    examples: Iterable[Instance],
    meets: Meets | None,
    budget: Budget,
    seed: int,
) -> Sorted | None:
    instance, draws = None, 0
    if speaks_of_existence(statement.conclusion):
        problem = Problem(statement, examples, meets)
        instance, draws = find_unsolvable(statement, problem, budget.draws, seed) or (None, 0)
    if instance is None:
        found = find_witness(statement, budget, seed, examples, meets)
        instance, draws = found.instance, found.draws
    if instance is None:
        return None
    return _confirmed(mutant, statement, meets, instance, draws)


def _killed_near(mutant: Mutant, statement: Statement, origin: Origin, budget: Budget, seed: int) -> Sorted | None:
    """Near examples: what a dropped hypothesis ruled out is seldom drawn."""
    if statement.conclusion.op == "exists":
        return None
    problem = Problem(statement, whole(origin.claim.examples, origin.statement), origin.meets)
    found = find_near(problem, origin.statement, mutant.says_more, NEAR, budget.shrinks, seed)
    if found.instance is None:
        return None
    return _confirmed(mutant, statement, origin.meets, found.instance, found.draws)


def _confirmed(mutant: Mutant, statement: Statement, meets: Meets | None, instance: Instance, draws: int) -> Sorted:
    try:
        confirm(statement, instance, meets)
    except Refused as error:
        raise AssertionError(f"{mutant.name}: {error}") from None
    return Sorted(mutant, "killed", draws=draws, instance=instance)


def _seen(
    statement: Statement, examples: Iterable[Instance], meets: Meets | None, budget: Budget, seed: int
) -> list[str]:
    """What the conclusion was at the instances drawn."""
    problem, seen = Problem(statement, examples, meets), []
    for _, raw in zip(range(min(LOOKED, budget.draws)), problem.draws(seed), strict=False):
        instance = problem.complete(raw)
        if instance is None:
            continue
        try:
            evaluator = admits(statement, instance, problem.meets)
        except Refused:
            continue
        seen.append(_value(evaluator, statement))
    return seen


def _told(seen: list[str]) -> str:
    if not seen:
        return "no instance admitted"
    valued = seen.count("valued")
    return f"true at {valued} of {len(seen)} instances" if valued else f"no value at {len(seen)} instances"


def _reason(mutant: Mutant, statement: Statement, seen: list[str]) -> str:
    """What may be missing: an exact value, a function, a proof."""
    symbols = statement.symbols
    if not seen:
        return "no instance of the hypotheses was found"
    if 2 * seen.count("valued") < len(seen):
        if _of_all_sequences(statement.conclusion):
            return "no instance decides what is said of all orbits; neither it nor its negation was proved"
        if quantified(statement.conclusion) and any(s.sort.kind.startswith("seq") for s in symbols):
            return "most orbits never come again, and what is said of them for ever has no value"
        return "not every instance has an exact value: logarithms, or eigenvalues of higher degree"
    if any(s.sort.kind == "fn" and s.domain for s in symbols) and mutant.operator in ("sign", "coefficient"):
        return "true of even functions, and no others are known to be scale-invariant"
    if mutant.says_more:
        return "the hypothesis may follow from the others: the proof of the claim needs it, no instance does"
    return "neither a proof nor a counterexample was found"


def _of_all_sequences(sentence: Node) -> bool:
    if sentence.op in ("forall", "exists"):
        return sentence.args[0].sort.kind.startswith("seq") or _of_all_sequences(sentence.args[1])
    return sentence.op in ("and", "or", "implies", "not") and any(map(_of_all_sequences, sentence.args))


def _repeats(instance: Instance) -> bool:
    """Is there a sequence, and is each known for ever?"""
    sequences = [v for v in instance.values.values() if isinstance(v, Items)]
    return bool(sequences) and all(s.turn for s in sequences)


def _value(evaluator: Evaluator, statement: Statement) -> str:
    try:
        if speaks_of_existence(statement.conclusion) and not _repeats(evaluator.instance):
            evaluator = Solver(evaluator.instance)
        return "valued" if evaluator.truth(statement.conclusion) is not None else "undecided"
    except (Undefined, ZeroDivisionError):
        return "undefined"
    except (Unsupported, Refused):
        return "unsupported"
