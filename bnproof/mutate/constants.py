"""Proofs that constants exist: simple functions of those of the claim, as of `|x| <= C t for all t < E`.

The claim's own script is followed with the mutant beside it. It names a constant, and the mutant takes a function of
it; where it takes something as given, that is shown from what the mutant takes as given, or its lemmas are used at
other values; and where it closes the claim, one step leads to the mutant.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from bnproof.mutate.scripts import turned
from bnproof.mutate.terms import collected, ordered
from bnproof.prove.assembly import Body
from bnproof.prove.script import Script
from bnproof.statement.nodes import Node, Statement, num, replace, substitute
from bnproof.statement.sorts import REAL, Malformed
from bnproof.verify.shape import conjuncts

if TYPE_CHECKING:  # proofs imports this module
    from bnproof.mutate.proofs import Origin

MULTIPLES = [num(k) for k in ("1", "2", "1/2")]
COFACTORS = (2, -2, 1, -1)  # of an equation of the claim that is used
STEPS = 6  # ways to close a conclusion, see `_close`
BINDERS = ("forall", "exists", "implies")


def from_constants(statement: Statement, origin: Origin) -> Iterator[Body]:
    """Scripts for a mutant that asks for constants as the claim does."""
    (shape, asked, told), (same, given, other) = map(_read, (origin.statement.conclusion, statement.conclusion))
    if origin.script is None or shape != same or "exists" not in shape or shape[-1] == "exists":
        return
    scales = [s for s in statement.symbols if s.sort is REAL and s.domain == "pos"]
    equations = [h for h in statement.hypotheses if h.op == "eq"]
    shown = range(len(COFACTORS) * len(equations)) if asked != given else range(0)
    for choice in _choices(shape.count("exists"), len(_near(num(1), scales))):
        for k in (0, *shown[1:]):
            for step in range(STEPS) if told is not other or any(choice) else (0,):
                yield partial(_follow, origin, statement, _Attempt(scales, choice, equations, k, step))
    if asked != given and told is other:
        zeros = (0,) * shape.count("exists")
        values = range(2 * len(_values(num(1), scales)))
        yield from (partial(_follow, origin, statement, _Attempt(scales, zeros, equations, value=k)) for k in values)


def _read(sentence: Node) -> tuple[list[str], list[Node], Node]:
    """What it begins with, from the outside inwards; its conditions; what it concludes."""
    found, conditions = list[str](), list[Node]()
    while sentence.op in BINDERS:
        found.append(sentence.op)
        conditions += sentence.args[:1] if sentence.op == "implies" else ()
        sentence = sentence.args[-1]
    return found, conditions, sentence


def _choices(count: int, most: int) -> Iterator[tuple[int, ...]]:
    """Which function of each constant: all as they are, then one of them another."""
    yield (0,) * count
    for i in range(count):
        yield from ((0,) * i + (k,) + (0,) * (count - i - 1) for k in range(1, most))


def _near(x: Node, scales: list[Node]) -> list[Node]:
    """The constant, and its products with numbers and with positive symbols of the statement."""
    return [x, *(k * x for k in MULTIPLES[1:]), *(t for r in scales for t in (x * r, x / r))]


def _values(x: Node, scales: list[Node]) -> list[Node]:
    """Of a step size, say, that a lemma speaks of."""
    return [num(1), x**2, *(k * x for k in MULTIPLES[1:]), *scales]


@dataclass(frozen=True)
class _Attempt:
    """`choice`: the function of each constant. `given`, `step`: how what differs is shown. `value`: at which other
    value lemmas are used; None: at none."""

    scales: list[Node]
    choice: tuple[int, ...]
    equations: list[Node]
    given: int = 0
    step: int = 0
    value: int | None = None


def _follow(origin: Origin, statement: Statement, attempt: _Attempt, s: Script) -> None:
    assert origin.script is not None
    with turned(s, Beside, origin.statement.conclusion) as other:
        other.target, other.attempt = statement.conclusion, attempt
        other.known, other.constants = [], list(attempt.choice)
        origin.script(other, origin.objects)


class Beside(Script):
    """A script for the claim, whose `goal` it changes, with the mutant as `target`. `known`: what the mutant takes as
    given."""

    target: Node
    attempt: _Attempt
    known: list[Node]
    constants: list[int]

    def intro(self, name: str | None = None) -> Node:
        bound = self.target.args[0]
        symbol = super().intro(name)
        self.target = substitute(self.target.args[-1], {bound: symbol})
        return symbol

    def take(self, witness: Node) -> None:
        bound, body = self.target.args
        own = _near(witness, self.attempt.scales)[self.constants.pop(0)]
        self.target = substitute(body, {bound: own})
        old, claimed = self.goal.args
        super().take(own)
        self.goal = substitute(claimed, {old: witness})

    def assume(self) -> Node:
        old, new = self.goal.args[0], self.target.args[0]
        super().assume()
        self.target = self.target.args[1]
        pairs = list(zip(conjuncts(old), conjuncts(new), strict=True))
        self.known += [n for _, n in pairs]
        if self.attempt.value is not None:
            return new
        for o, n in pairs:
            if o is not n:
                self.have(o, partial(_given, self.attempt, n))
        return old

    def rewrite(self, fact: Node) -> None:
        super().rewrite(fact)
        self.target = replace(self.target, *fact.args)

    def use(self, claim: str, variant: str = "printed", /, **at: Node) -> Node:
        """At another value, where the lemma speaks of a rule that the mutant has otherwise."""
        known = self.lookup(claim, variant)
        values = {s: at.get(s.name, s) for s in known.symbols}
        rules = [h for h in known.hypotheses if h.op == "forall" and substitute(h, values) not in self.known]
        own = [h for h in self.known if h.op == "forall"]
        if self.attempt.value is not None and rules and own:
            reals = [s for s in known.symbols if s.sort is REAL]
            other = [(s, x) for s in reals for x in _values(values[s], self.attempt.scales)]
            symbol, x = other[self.attempt.value]
            at = {**at, symbol.name: x}
            for rule in rules:
                self.have(substitute(rule, {**values, symbol: x}), partial(_same_rule, own[0]))
        return super().use(claim, variant, **at)

    def _close(self, rule: str, **data: Any) -> None:
        goal, self.goal = self.goal, self.target
        if goal is self.target:
            super()._close(rule, **data)
            return
        self._open.append({"rule": "have", "fact": self.table.index(goal), "proof": {"rule": rule, **data}})
        last = Script(self.target, self.lookup, self.hypotheses, self.table, self._fresh)
        _close(last, goal, self.known, self.attempt.step)
        self._closed = last.proof()


def _given(attempt: _Attempt, new: Node, s: Script) -> None:
    """A condition of the claim, from that of the mutant."""
    if s.goal.op in ("le", "lt"):
        s.sign(_sum(_gap(new), _gap(s.goal)))
        return
    combinations = [(k, h) for h in attempt.equations for k in COFACTORS]
    s.ring((1, new), *combinations[attempt.given : attempt.given + 1])


def _same_rule(known: Node, s: Script) -> None:
    """A recursion, from one that is written otherwise."""
    k = s.intro()
    s.assume()
    found = conjuncts(s.instantiate(known, k))
    parts: list[Body] = [lambda q, fact=fact: q.ring((1, fact)) for fact in found]  # type: ignore[misc]
    if s.goal.op == "and":
        s.both(*parts)
    else:
        parts[0](s)


def _close(s: Script, fact: Node, known: list[Node], step: int) -> None:
    """The conclusion of the mutant, from that of the claim and from what is given."""
    if s.goal.op not in ("le", "lt") or fact.op not in ("le", "lt"):
        raise Malformed("no inequality")
    low, high = fact.args
    sides = [(p, side) for p in known if p.op in ("le", "lt") for side in p.args]
    steps: list[Body] = [
        lambda q: q.sign(_sum(_gap(fact), _gap(q.goal))),
        *(lambda q, k=k: q.sqrt_mono(lambda t: t.sign(k**2 * _gap(fact) * (high + low))) for k in MULTIPLES),
        *(partial(Script.sign, certificate=_gap(fact) + high / side * _gap(p)) for p, side in sides),
    ]
    steps[step](s)


def _gap(sentence: Node) -> Node:
    return sentence.args[1] - sentence.args[0]


def _sum(known: Node, wanted: Node) -> Node:
    """The wanted term as the known one and the rest."""
    return known + collected(ordered(wanted - known))
