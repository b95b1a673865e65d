"""Proofs that a mutant is true, by the kernel: with the claim's own script, or from the claim."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

from bnproof.model import Claim, ProofScript, Variant
from bnproof.mutate.derive import Mutant, around
from bnproof.mutate.terms import collected, ordered
from bnproof.prove.script import Body, Lookup, Script
from bnproof.result import VariantResult
from bnproof.statement.codec import decode
from bnproof.statement.nodes import Malformed, Node, Statement, build, num, substitute
from bnproof.statement.nodes import replace as rewritten
from bnproof.verify.kernel import Kernel

RATIOS = [num(k) for k in ("1/4", "1/2", "2", "4")]


@dataclass(frozen=True)
class Origin:
    """The variant that is mutated, and what is known of it."""

    claim: Claim
    variant: Variant
    result: VariantResult
    statement: Statement
    objects: SimpleNamespace
    lookup: Lookup

    @classmethod
    def of(cls, claim: Claim, result: VariantResult, lookup: Lookup) -> Origin:
        variant = claim.variant(result.name)
        traced = variant.trace()
        return cls(claim, variant, result, traced.statement, traced.objects, lookup)

    @property
    def name(self) -> tuple[str, str]:
        return self.claim.id, self.variant.name

    @property
    def proved(self) -> bool:
        return self.result.findings.proved


def proves(statement: Statement, body: Body, origin: Origin) -> bool:
    """Does the kernel accept the script, and does it rest on nothing but the claim and what that rests on?

    Scripts are written for other goals, and may fail in any way.
    """
    script = Script(statement.conclusion, origin.lookup, statement.hypotheses)
    try:
        body(script)
        proof = script.proof()
        kernel = Kernel(decode(script.table.rows), origin.lookup)
        kernel.check(statement, proof)
    except (ArithmeticError, LookupError, RuntimeError, TypeError, AttributeError, ValueError, Malformed):
        return False
    return kernel.used <= {*origin.result.uses, *({origin.name} if origin.proved else ())}


def proved(mutant: Mutant, statement: Statement, origin: Origin) -> str:
    """How the mutant is proved; nothing where it is not."""
    own = origin.claim.script(origin.variant)
    if own is not None:
        same = mutant.renamed if mutant.says_more else around(mutant, origin.statement.conclusion)
        for symbols in ({}, same):
            objects = _renamed(origin.objects, symbols, inside=mutant.says_more)
            if proves(statement, lambda s, o=objects: own(s, o), origin):  # type: ignore[misc]
                return "by the proof of the claim"
    if proves(statement, Script.auto, origin):
        return "by canonical forms and signs"
    if origin.proved and not mutant.says_more:
        for body in from_claim(mutant, origin):
            if proves(statement, body, origin):
                return "from the claim"
    return ""


def _renamed(objects: SimpleNamespace, nodes: dict[Node, Node], inside: bool) -> SimpleNamespace:
    """What a script may speak of, in the terms of the mutant: the nodes replaced, or the symbols in them."""

    def go(value: Any) -> Any:
        if isinstance(value, Node):
            return substitute(value, nodes) if inside else nodes.get(value, value)
        if isinstance(value, tuple | list):
            return type(value)(go(x) for x in value)
        fields = getattr(value, "__dataclass_fields__", None)
        return replace(value, **{k: go(getattr(value, k)) for k in fields}) if fields else value

    return SimpleNamespace(**{k: go(v) for k, v in vars(objects).items()}) if nodes else objects


class _After(Script):
    """A script for the claim that goes on, where it closes it, with one for the mutant: with all it has shown."""

    target: Node
    then: Body

    def _close(self, rule: str, **data: Any) -> None:
        goal, self.goal = self.goal, self.target
        self._open.append({"rule": "have", "fact": self.table.index(goal), "proof": {"rule": rule, **data}})
        last = Script(self.target, self.lookup, self.hypotheses, self.table, self._fresh)
        self.then(last)
        self._closed = last.proof()

    def rewrite(self, fact: Node) -> None:
        super().rewrite(fact)
        self.target = rewritten(self.target, *fact.args)


def _after(own: ProofScript, origin: Origin, then: Body) -> Callable[[Script], None]:
    def body(s: Script) -> None:
        goal = s.goal
        s.__class__ = _After
        s.goal = origin.statement.conclusion
        s.target, s.then = goal, then  # type: ignore[attr-defined]
        own(s, origin.objects)

    return body


# ---- from the claim -----------------------------------------------------------------------------------------------
def from_claim(mutant: Mutant, origin: Origin) -> Iterator[Body]:
    """Scripts that use the claim as a known fact and close what differs in one step."""
    known = _parts(origin.statement.conclusion)
    own = origin.claim.script(origin.variant)
    operators = {s for s in origin.statement.symbols if s.domain == "spd"}
    for step in _steps(mutant, known, origin.statement.hypotheses):

        def body(s: Script, step: Body = step) -> None:
            s.use(*origin.name)
            for H in operators:
                _ordered_spectrum(s, H)
            _each(s, known, step)

        yield body
        if own is not None:
            yield _after(own, origin, lambda s, step=step: _each(s, known, step))  # type: ignore[misc]
    for symbol, value in _instances(origin.statement.symbols):

        def instance(s: Script, at: dict[str, Node] = {symbol.name: value}) -> None:  # noqa: B006
            s.use(*origin.name)
            s.use(*origin.name, **at)
            _each(s, known, Script.auto)

        yield instance


def _ordered_spectrum(s: Script, H: Node) -> None:
    s.have(build("le", (build("eigmin", (H,)), build("eigmax", (H,)))), lambda q: q.spectrum(H))


def _instances(symbols: tuple[Node, ...]) -> Iterator[tuple[Node, Node]]:
    """The claim at other values of one symbol."""
    for s in symbols:
        if s.sort.kind == "real":
            yield from [(s, t) for t in (-1 * s, 2 * s, num("1/2") * s, s**2, num(1), num(0))]
        elif s.sort.kind == "vec":
            yield from [(s, t) for t in (-1 * s, 2 * s, num("1/2") * s)]


def _each(s: Script, known: list[Node], step: Body) -> None:
    if s.goal in known:
        s.fact()
    elif s.goal.op == "and":
        s.both(*(lambda q: _each(q, known, step) for _ in s.goal.args))
    else:
        step(s)


def _parts(sentence: Node) -> list[Node]:
    parts = [p for a in sentence.args for p in _parts(a)] if sentence.op == "and" else []
    return [sentence, *parts]


def _steps(mutant: Mutant, known: list[Node], hypotheses: tuple[Node, ...]) -> Iterator[Body]:
    yield Script.auto
    yield Script.root
    yield lambda s: s.sign(collected(ordered(s.goal.args[1] - s.goal.args[0])))
    for fact in (f for f in known if f.op == "eq"):
        for sign in (1, -1):
            yield lambda s, k=sign, fact=fact: s.ring((k, fact))  # type: ignore[misc]
    for fact in (f for f in hypotheses if f.op == "eq"):
        yield lambda s, fact=fact: (s.rewrite(fact), s.auto())  # type: ignore[misc]
    yield lambda s: s.sqrt_mono()
    parts = [p for p in (mutant.edit.old, mutant.edit.new) if p is not None and p.sort.kind == "real"]
    for fact in (f for f in known if f.op in ("le", "lt")):
        gap = fact.args[1] - fact.args[0]
        sides = [p for a in fact.args for p in (a, -a)]
        halved = [r * p for r in RATIOS[1:3] for p in parts]
        rests = dict.fromkeys((*parts, *halved, *(-p for p in parts), *sides))
        half = num("1/2")
        mixed = [half * gap + half * ordered(side) for side in sides]  # one side halved
        for term in [*(k * gap for k in RATIOS), *(gap + ordered(rest) for rest in rests), *mixed]:
            yield lambda s, term=term: s.sign(term)  # type: ignore[misc]


# ---- how it compares ----------------------------------------------------------------------------------------------
def compared(mutant: Mutant, statement: Statement, origin: Origin) -> str:
    """Of a mutant that is proved: `equivalent`, `weaker` or `stronger`."""
    if mutant.says_more:
        return "stronger"
    if mutant.operator == "relation" and mutant.edit.result.op == "lt":
        return "stronger"
    changed = _changed(origin.statement.conclusion, statement.conclusion)
    if changed is None:
        return "weaker"
    old, new = changed
    if old.op == new.op == "eq":
        return "equivalent"  # of a = b and a = c, both true
    if old.op == new.op and old.op in ("le", "lt"):
        same = build("and", tuple(build("eq", (a, b)) for a, b in zip(old.args, new.args, strict=True)))
        gaps = [a.args[1] - a.args[0] for a in (old, new)]
        multiples = [build("eq", (gaps[1], ratio * gaps[0])) for ratio in RATIOS]
        for sentence in (same, *multiples):
            if proves(Statement(origin.statement.hypotheses, sentence), Script.auto, origin):
                return "equivalent"
        smaller = build("le", tuple(gaps[::-1]))
        if proves(Statement(origin.statement.hypotheses, smaller), Script.auto, origin):
            return "stronger"
    return "weaker"


def _changed(old: Node, new: Node) -> tuple[Node, Node] | None:
    """The one conjunct that differs, before and after; None where the shape does."""
    if old.op == new.op == "and" and len(old.args) == len(new.args):
        pairs = [(a, b) for a, b in zip(old.args, new.args, strict=True) if a is not b]
        return _changed(*pairs[0]) if len(pairs) == 1 else None
    return (old, new) if "and" not in (old.op, new.op) else None
