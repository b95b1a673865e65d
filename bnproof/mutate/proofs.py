"""Proofs that a mutant is true, by the kernel: with the claim's own script, or from the claim."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from types import SimpleNamespace

from bnproof.interpret.instance import Instance
from bnproof.model import Claim, ProofScript, Variant
from bnproof.mutate.certify import Lemmas, certificate
from bnproof.mutate.constants import from_constants
from bnproof.mutate.derive import Mutant, around
from bnproof.mutate.implied import implied
from bnproof.mutate.instances import from_instances
from bnproof.mutate.monotone import rescaled, weaker
from bnproof.mutate.roots import unchanged
from bnproof.mutate.scripts import After, Replay, Within, accepted, conjoined, each, renamed, shown, turned
from bnproof.mutate.solutions import from_existence
from bnproof.mutate.tails import tails
from bnproof.mutate.terms import collected, ordered
from bnproof.mutate.weakest import Weakest
from bnproof.prove.admission import FAILURES, Admission
from bnproof.prove.assembly import Body
from bnproof.prove.script import Script
from bnproof.result import VariantResult
from bnproof.statement.nodes import Node, Statement, build, free, num
from bnproof.statement.nodes import replace as rewritten
from bnproof.verify.kernel import Lookup
from bnproof.verify.replay import Name
from bnproof.verify.witness import Meets, universal

NEAR = 3  # terms around an edit that are tried as edited
OTHER_FORM = "by the proof of another form of the claim"
AT_OTHERS = "from the claim, at other values of what it quantifies"
RATIOS = [num(k) for k in ("1/4", "1/2", "2", "4")]


def known(meets: Meets | None, statement: Statement, instance: Instance) -> None:
    """Has the universal hypotheses of a statement proved of an instance, so that those of its mutants are."""
    if meets is not None:
        with suppress(*FAILURES):
            meets(universal(statement, instance))


@dataclass(frozen=True)
class Origin:
    """The variant that is mutated, and what is known of it. `plain` looks statements up as they are; `settled`: all
    that is known to be proved, and rests on no citation."""

    claim: Claim
    variant: Variant
    result: VariantResult
    statement: Statement
    objects: SimpleNamespace
    lookup: Lookup
    plain: Lookup
    settled: frozenset[Name] = frozenset()

    @classmethod
    def of(
        cls,
        claim: Claim,
        result: VariantResult,
        lookup: Lookup,
        claims: Mapping[str, Claim] | None = None,
        settled: frozenset[Name] = frozenset(),
    ) -> Origin:
        """`claims`: those whose hypotheses may be lessened to what their proofs need."""
        variant = claim.variant(result.name)
        traced = variant.trace()
        weakest = Weakest(lookup, claims or {})
        return cls(claim, variant, result, traced.statement, traced.objects, weakest, lookup, settled)

    @cached_property
    def meets(self) -> Admission | None:
        """What proves universal hypotheses; of the claim's examples it knows those of the claim."""
        meets = self.claim.meets(self.objects)
        for example in self.claim.examples if meets else ():
            known(meets, self.statement, example)
        return meets

    @property
    def name(self) -> tuple[str, str]:
        return self.claim.id, self.variant.name

    @property
    def proved(self) -> bool:
        return self.result.findings.proved

    @property
    def script(self) -> ProofScript | None:
        return self.claim.script(self.variant)

    @cached_property
    def other_forms(self) -> list[Body]:
        """The scripts of the other forms under the same hypotheses."""
        found: list[Body] = []
        for variant in self.claim.variants:
            script = self.claim.script(variant)
            if script is None or variant.name == self.variant.name or variant.role == "mutant":
                continue
            traced = variant.trace()
            if traced.statement.hypotheses == self.statement.hypotheses:
                found.append(lambda s, own=script, o=traced.objects: own(s, o))  # type: ignore[misc]
        return found

    def use(self, script: Script, **at: Node) -> None:
        """The claim, at its own symbols but for those given."""
        script.use(*self.name, **{**{s.name: s for s in self.statement.symbols}, **at})


def proves(statement: Statement, body: Body, origin: Origin) -> bool:
    """Does the kernel accept the script, and does it rest on nothing but what is proved, or what the claim rests on?"""
    used = accepted(statement, body, origin.lookup)
    known = {*origin.settled, *origin.result.uses, *({origin.name} if origin.proved else ())}
    return used is not None and used <= known


def proved(mutant: Mutant, statement: Statement, origin: Origin) -> str:
    """How the mutant is proved, with the script of the claim or with none; nothing where it is not."""
    own = origin.script
    if own is not None:
        same = mutant.renamed if mutant.says_more else around(mutant, origin.statement.conclusion)
        for symbols in ({}, same, {} if mutant.says_more else {**same, **_part(mutant)}):
            objects = renamed(origin.objects, symbols, inside=mutant.says_more)
            if proves(statement, lambda s, o=objects: own(s, o), origin):  # type: ignore[misc]
                return "by the proof of the claim"
    if proves(statement, Script.auto, origin):
        return "by canonical forms and signs"
    if mutant.says_more and own is not None and origin.proved:
        objects = renamed(origin.objects, mutant.renamed, inside=True)
        for lacking, shows in implied(mutant, statement):
            shown_here = proves(Statement(statement.hypotheses, lacking), shows, origin)
            if shown_here and proves(statement, _showing(lacking, shows, own, objects), origin):
                return "by the proof of the claim, with what follows from the others"
    if not mutant.says_more and any(proves(statement, body, origin) for body in origin.other_forms):
        return OTHER_FORM
    if mutant.says_more and origin.proved and _follows_from_others(mutant.edit.old, origin):
        return "from the claim: the hypothesis follows from others"
    if own is not None and origin.proved and not mutant.says_more:
        known = conjoined(origin.statement.conclusion)
        for edited in _edited(mutant, origin.statement.conclusion):
            if proves(statement, _replayed(own, origin, known, edited), origin):
                return "by the proof of the claim, at other values"
    return ""


def _showing(fact: Node, shows: Body, own: ProofScript, objects: SimpleNamespace) -> Body:
    """The claim's own script, after that of a fact."""

    def body(s: Script) -> None:
        s.have(fact, shows)
        own(s, objects)

    return body


def _follows_from_others(hypothesis: Node, origin: Origin) -> bool:
    """From those before it, or from two bounds: so the claim may lack it, even if without it its terms are not seen to
    be defined."""
    given = origin.statement.hypotheses
    if hypothesis not in given:
        return False
    earlier = given[: given.index(hypothesis)]
    if proves(Statement(earlier, hypothesis), Script.auto, origin):
        return True
    bounds = [h for h in given if h is not hypothesis and h.op in ("le", "lt")]
    return hypothesis.op in ("le", "lt") and any(
        proves(Statement(pair, hypothesis), lambda s, p=pair: s.sign(_added(p)), origin)  # type: ignore[misc]
        for pair in combinations(bounds, 2)
    )


def _added(bounds: Iterable[Node]) -> Node:
    """What lies between the sides of inequalities, added."""
    return build("add", tuple(b - a for a, b in (h.args for h in bounds)))


def _part(mutant: Mutant) -> dict[Node, Node]:
    """What an edit does to the part alone: a summand that is dropped is 0."""
    old, new = mutant.edit.old, mutant.edit.new
    if new is None and mutant.operator == "summand" and old.sort.kind == "real":
        new = num(0)
    return {old: new} if new is not None and new.sort == old.sort else {}


def follows(mutant: Mutant, statement: Statement, origin: Origin) -> str:
    """How it is proved from the claim; nothing where it is not. This takes longer."""
    if origin.proved and not mutant.says_more:
        orders = _known_order(mutant, statement, origin)
        if any(proves(statement, body, origin) for body in (*orders, *from_constants(statement, origin))):
            return "from the claim"
        match origin.statement.conclusion.op:
            case "exists":
                found = from_existence(statement, origin)
            case "or":
                found = from_disjunction(statement, origin)
            case _:
                found = from_claim(mutant, statement, origin)
        if any(proves(statement, body, origin) for body in found):
            return "from the claim"
    if origin.proved and any(proves(statement, body, origin) for body in tails(statement, origin)):
        return AT_OTHERS
    return ""


def _known_order(mutant: Mutant, statement: Statement, origin: Origin) -> Iterator[Body]:
    """By monotony and by rescaling: with the claim, or after its script, which shows what is defined too."""
    old, own = origin.statement, origin.script

    def found(use: Body) -> Iterator[Body]:
        yield from weaker(old, statement, use)
        yield from rescaled(mutant, old, use)

    yield from found(origin.use)
    if own is not None:
        yield from (_after(own, origin, body) for body in found(lambda s: None))


# ---- from the claim -----------------------------------------------------------------------------------------------
def from_disjunction(statement: Statement, origin: Origin) -> Iterator[Body]:
    """With the claim's own script, and a step from what it shows wherever the mutant says something else."""
    own, given = origin.script, origin.statement.hypotheses
    pairs = list(zip(origin.statement.conclusion.args, statement.conclusion.args, strict=False))
    changed = [(a, b) for a, b in pairs if a is not b]
    if own is None or statement.conclusion.op != "or" or len(changed) != 1:
        return
    ((old, new),) = changed
    before, after = Statement(given, old), Statement(given, new)
    more, _ = shown(origin.statement, own, origin.objects, origin.lookup)
    steps = (*_steps([old], given), *certificate(after, before, [*more, old], Lemmas(before, after)))
    yield from (_within(own, origin, {new: old}, step) for step in steps)


def _within(own: ProofScript, origin: Origin, before: dict[Node, Node], step: Body) -> Body:
    def body(s: Script) -> None:
        with turned(s, Within) as other:
            other.before, other.then = before, step
            own(other, origin.objects)

    return body


def from_claim(mutant: Mutant, statement: Statement, origin: Origin) -> Iterator[Body]:
    """Scripts that use the claim as a known fact, and what its own proof shows, and close what differs in one step."""
    known = conjoined(origin.statement.conclusion)
    lemmas = Lemmas(origin.statement, statement)
    own = origin.script

    def used(s: Script) -> list[Node]:
        origin.use(s)
        return lemmas.state(s)

    def plainly(step: Body) -> Body:
        def body(s: Script) -> None:
            used(s)
            each(s, known, step)

        return body

    def after(own: ProofScript, step: Body) -> Body:
        def then(s: Script) -> None:
            lemmas.state(s)
            each(s, known, step)

        return _after(own, origin, then)

    for step in _steps(known, origin.statement.hypotheses):
        yield plainly(step)
        if own is not None:
            yield after(own, step)
    facts = used(Script(statement.conclusion, origin.lookup, statement.hypotheses))
    yield from map(plainly, certificate(statement, origin.statement, facts, lemmas))
    yield from from_instances(mutant, statement, origin, facts, lemmas)
    if own is not None:
        more, _ = shown(origin.statement, own, origin.objects, origin.lookup)
        steps = certificate(statement, origin.statement, [*facts, *more], lemmas) if more else ()
        yield from (after(own, step) for step in steps)

        def accepts(goal: Node, fact: Node, body: Body) -> bool:
            given = Statement((*origin.statement.hypotheses, fact), goal)
            return accepted(given, body, origin.lookup) is not None

        same = unchanged(origin.statement.conclusion, statement.conclusion, more, accepts)
        yield from (after(own, step) for step in same)


def _edited(mutant: Mutant, conclusion: Node) -> Iterator[Callable[[Node], Node]]:
    """What the edit may make of terms: of the part, and of what is near around it. A factor that is dropped is 1."""

    def put(a: Node, b: Node) -> Callable[[Node], Node]:
        return lambda t: rewritten(t, a, b)

    old, new = mutant.edit.old, mutant.edit.new
    if new is None and old.sort.kind == "real":
        yield put(old, num(1))
    elif new is not None and old.op == "apply" and old.args[0].op == "inject" and new.op == "scale":
        x, k = old.args[1], new.args[0]  # an argument of a function of several vectors: c x, or x where c is 1/|x|
        yield put(x.args[0], k * x.args[0]) if x.op == "scale" else lambda t: k * x if t is x else _over(t, x, k)
    elif new is not None and new.sort == old.sort:
        yield put(old, new)
    near = list(around(mutant, conclusion).items())[-NEAR:]
    yield from (put(a, b) for a, b in reversed(near) if a.sort == b.sort and a.sort.kind == "real")


def _over(term: Node, x: Node, k: Node) -> Node:
    return 1 / k * term if x in free(term) and term.sort.kind == "real" else term


def _replayed(own: ProofScript, origin: Origin, known: list[Node], edited: Callable[[Node], Node]) -> Body:
    def body(s: Script) -> None:
        origin.use(s)
        with turned(s, Replay) as other:
            other.known, other.edited = known, edited
            own(other, origin.objects)

    return body


def _after(own: ProofScript, origin: Origin, then: Body) -> Body:
    def body(s: Script) -> None:
        with turned(s, After, origin.statement.conclusion) as other:
            other.target, other.then, other.rewrites = s.goal, then, []
            own(other, origin.objects)

    return body


def _steps(known: list[Node], hypotheses: tuple[Node, ...]) -> Iterator[Body]:
    yield Script.auto
    yield Script.root
    yield lambda s: s.sign(collected(ordered(s.goal.args[1] - s.goal.args[0])))
    for fact in (f for f in known if f.op == "eq"):
        for sign in (1, -1):
            yield lambda s, k=sign, fact=fact: s.ring((k, fact))  # type: ignore[misc]
    for fact in (f for f in hypotheses if f.op == "eq"):
        yield lambda s, fact=fact: (s.rewrite(fact), s.auto())  # type: ignore[misc]
    yield lambda s: s.sqrt_mono()
