"""Proof scripts of a claim, turned to a mutant of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, NoReturn, TypeVar

from bnproof.model import ProofScript
from bnproof.mutate.terms import ordered
from bnproof.prove.assembly import Body
from bnproof.prove.script import Script
from bnproof.statement.codec import decode
from bnproof.statement.nodes import Node, Statement, build, num, substitute
from bnproof.statement.nodes import replace as rewritten
from bnproof.statement.sorts import Malformed
from bnproof.verify.kernel import Kernel, Lookup

FAILURES = (ArithmeticError, LookupError, RuntimeError, TypeError, AttributeError, ValueError, Malformed)
Turned = TypeVar("Turned", bound=Script)


def accepted(statement: Statement, body: Body, lookup: Lookup) -> set[tuple[str, str]] | None:
    """The claims on which the proof rests, where the kernel accepts it; else None.

    Scripts are written for other goals, and may fail in any way.
    """
    lookup = aligned(lookup, statement)
    script = Script(statement.conclusion, lookup, statement.hypotheses)
    try:
        body(script)
        proof = script.proof()
        kernel = Kernel(decode(script.table.rows), lookup)
        kernel.check(statement, proof)
    except FAILURES:
        return None
    return kernel.used


def aligned(lookup: Lookup, statement: Statement) -> Lookup:
    """Earlier claims at the symbols of the statement, of which they may promise less: a script names the symbols of a
    claim that it uses only where they are others. So not those of which the claim itself never promised anything."""
    own = {s.name: s for s in statement.symbols}
    plain = getattr(lookup, "plain", None)

    def found(claim: str, variant: str) -> Statement:
        known = lookup(claim, variant)
        others = {s.name for s in plain(claim, variant).symbols if not s.domain} if plain else set()
        same = ((s, own[s.name]) for s in known.symbols if s.name in own and s.name not in others)
        nodes = {s: t for s, t in same if t is not s and t.sort == s.sort and not s.domain}
        if not nodes:
            return known
        return Statement(tuple(substitute(h, nodes) for h in known.hypotheses), substitute(known.conclusion, nodes))

    return found


def automatic(script: Script, objects: SimpleNamespace) -> None:
    script.auto()


def renamed(objects: SimpleNamespace, nodes: dict[Node, Node], inside: bool) -> SimpleNamespace:
    """What a script may speak of, in the terms of the mutant: the nodes replaced, or the symbols in them."""

    def go(value: Any) -> Any:
        if isinstance(value, Node):
            return substitute(value, nodes) if inside else nodes.get(value, value)
        if isinstance(value, tuple | list):
            return type(value)(go(x) for x in value)
        if isinstance(value, dict):
            return {k: go(x) for k, x in value.items()}
        fields = getattr(value, "__dataclass_fields__", None)
        return replace(value, **{k: go(getattr(value, k)) for k in fields}) if fields else value

    return SimpleNamespace(**{k: go(v) for k, v in vars(objects).items()}) if nodes else objects


@contextmanager
def turned(script: Script, kind: type[Turned], goal: Node | None = None) -> Iterator[Turned]:
    """For a while a script of another kind in the place of one, which has its steps; of that goal, if one is given."""
    other = kind(goal or script.goal, script.lookup, script.hypotheses, script.table, script._fresh)
    other._open = script._open
    yield other
    script._closed = other._closed


class Replay(Script):
    """A script for the claim that proves what differs in the mutant, by instances at edited terms.

    `known`: sentences that are facts. `edited`: what becomes of the terms at which universal facts are taken.
    """

    known: Sequence[Node]
    edited: Callable[[Node], Node]

    def instantiate(self, fact: Node, *at: Node) -> Node:
        return super().instantiate(fact, *map(self.edited, at))

    def both(self, *bodies: Body | None) -> None:
        bodies = bodies or (None,) * len(self.goal.args)
        pairs = zip(self.goal.args, bodies, strict=True)
        super().both(*(Script.fact if goal in self.known else body for goal, body in pairs))

    def _sub(self, goal: Node, body: Body | None) -> dict[str, Any]:
        script = Replay(goal, self.lookup, self.hypotheses, self.table, self._fresh)
        script.known, script.edited = self.known, self.edited
        (body or Script.auto)(script)
        return script.proof()


class Recorder(Script):
    """Remembers what was shown on the way, and which witness was named."""

    facts: list[Node]
    witness: Node | None = None

    def exists(self, witness: Node, body: Body | None = None) -> None:
        self.witness = witness
        super().exists(witness, body)

    def have(self, fact: Node, body: Body | None = None) -> Node:
        self.facts.append(fact)
        return super().have(fact, body)

    def use(self, claim: str, variant: str = "printed", /, **at: Node) -> Node:
        self.facts.append(super().use(claim, variant, **at))
        return self.facts[-1]

    def instantiate(self, fact: Node, *at: Node) -> Node:
        self.facts.append(super().instantiate(fact, *at))
        return self.facts[-1]


def shown(
    statement: Statement, own: ProofScript, objects: SimpleNamespace, lookup: Lookup
) -> tuple[list[Node], Node | None]:
    """What the claim's own script shows before it closes the goal; the witness, if it names one."""
    s = Recorder(statement.conclusion, lookup, statement.hypotheses)
    s.facts = []
    try:
        own(s, objects)
    except FAILURES:
        return [], None
    return s.facts, s.witness


class Within(Script):
    """A script for the claim that goes on, wherever it closes what the mutant says otherwise.

    `before`: of what the mutant says, what the claim says instead, from which `then` proves it.
    """

    before: Mapping[Node, Node]
    then: Body

    def _close(self, rule: str, **data: Any) -> None:
        old = self.before.get(self.goal)
        if old is None or rule not in ("sign", "ring", "fact"):
            super()._close(rule, **data)
            return
        self._open.append({"rule": "have", "fact": self.table.index(old), "proof": {"rule": rule, **data}})
        last = Script(self.goal, self.lookup, self.hypotheses, self.table, self._fresh)
        self.then(last)
        self._closed = last.proof()

    def _sub(self, goal: Node, body: Body | None) -> dict[str, Any]:
        script = Within(goal, self.lookup, self.hypotheses, self.table, self._fresh)
        script.before, script.then = self.before, self.then
        (body or Script.auto)(script)
        return script.proof()


class Rewritten(Script):
    """Of a goal in which equals were put for equals."""

    facts: Sequence[Node]

    def _sub(self, goal: Node, body: Body | None) -> dict[str, Any]:
        script = Rewritten(goal, self.lookup, self.hypotheses, self.table, self._fresh)
        script.facts = self.facts
        (body or Script.auto)(script)
        return script.proof()


def seen(script: Script, node: Node) -> Node:
    """The node as the goal of the script has it."""
    for fact in script.facts if isinstance(script, Rewritten) else ():
        node = rewritten(rewritten(node, *fact.args), *map(ordered, fact.args))
    return node


def modus_ponens(s: Script, fact: Node) -> Node:
    """What follows from a known implication whose condition is known: as of a universal sentence."""
    always = build("forall", (s.new(build("sym", (), ("t", "real", ""))), fact))

    def anew(q: Script) -> None:
        q.intro()
        q.fact()

    s.have(always, anew)
    return s.instantiate(always, num(0))


def conjoined(sentence: Node) -> list[Node]:
    """The sentence, and what it joins."""
    parts = [p for a in sentence.args for p in conjoined(a)] if sentence.op == "and" else []
    return [sentence, *parts]


def each(s: Script, known: list[Node], step: Body) -> None:
    """Each part of the goal: as a known fact, else by the step."""
    if any(s.goal is seen(s, fact) for fact in known):
        s.fact()
    elif s.goal.op == "and":
        s.both(*(lambda q: each(q, known, step) for _ in s.goal.args))
    elif s.goal.op == "implies":
        given = s.assume()
        told = [modus_ponens(s, fact) for fact in known if fact.op == "implies" and fact.args[0] is given]
        each(s, [*known, *(p for fact in told for p in conjoined(fact))], step)
    else:
        step(s)


class _Begun(Exception):
    """The goal is taken up."""


class Opening(Recorder):
    """A script for the claim up to where it takes up its goal, or has shown enough: with what makes the terms of that
    defined."""

    enough: Callable[[Sequence[Node]], bool]

    def have(self, fact: Node, body: Body | None = None) -> Node:
        super().have(fact, body)
        if self.enough(self.facts):
            raise _Begun
        return fact

    def _close(self, rule: str, **data: Any) -> None:
        raise _Begun

    def intro(self, name: str | None = None) -> NoReturn:
        raise _Begun

    def take(self, witness: Node) -> NoReturn:
        raise _Begun

    def assume(self) -> NoReturn:
        raise _Begun

    def either(self, index: int) -> NoReturn:
        raise _Begun

    def rewrite(self, fact: Node) -> NoReturn:
        raise _Begun

    def offset(self, of: Node, start: Node) -> NoReturn:
        raise _Begun

    def termwise(self, name: str | None = None) -> NoReturn:
        raise _Begun


def opened(
    script: Script,
    own: ProofScript,
    objects: SimpleNamespace,
    enough: Callable[[Sequence[Node]], bool] = lambda facts: False,
) -> list[Node]:
    """Adds these steps to a script; returns what they show."""
    with turned(script, Opening) as opening:
        opening.facts, opening.enough = [], enough
        with suppress(_Begun):
            own(opening, objects)
    return opening.facts


class After(Script):
    """A script for the claim that goes on, where it closes it, with one for the mutant: with all it has shown."""

    target: Node
    then: Body
    rewrites: list[Node]

    def _close(self, rule: str, **data: Any) -> None:
        goal, self.goal = self.goal, self.target
        self._open.append({"rule": "have", "fact": self.table.index(goal), "proof": {"rule": rule, **data}})
        last = Rewritten(self.target, self.lookup, self.hypotheses, self.table, self._fresh)
        last.facts = self.rewrites
        self.then(last)
        self._closed = last.proof()

    def rewrite(self, fact: Node) -> None:
        super().rewrite(fact)
        self.rewrites.append(fact)
        self.target = rewritten(self.target, *fact.args)
