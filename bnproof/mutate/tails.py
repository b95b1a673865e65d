"""Mutants inside nested quantifiers: another tolerance, another start, another index, another constant.

What the claim says and what the mutant says are walked side by side. The mutant's values are introduced, the claim is
taken at simple functions of them; what the claim says exists is obtained, a simple function of it is the witness. Under
an implication the two change sides. What makes terms defined is told by those claims that the script of the claim uses
at every index, here at the indices of the goal.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bnproof.model import ProofScript
from bnproof.mutate.instances import indices
from bnproof.mutate.scripts import FAILURES, accepted, conjoined, modus_ponens, opened
from bnproof.mutate.steps import absurdities, closings
from bnproof.prove.assembly import Body
from bnproof.prove.script import Script
from bnproof.statement.nodes import Node, Statement, build, free, lift, num, substitute
from bnproof.statement.sorts import INT, REAL
from bnproof.verify.shape import conjuncts

if TYPE_CHECKING:  # proofs imports this module
    from bnproof.mutate.proofs import Origin

Name = tuple[str, str]
Lemma = tuple[Name, Node, Node]  # a claim, its index, and where it is taken
PLAIN = ("le", "lt", "eq")
QUANTIFIED = ("forall", "exists")
HALF = num("1/2")
MOST = 400  # walks
AT_ONCE = 2  # values that are other than the plain ones


@dataclass
class Walk:
    """One way through both sentences: at each choice the option of that number, else the first."""

    origin: Origin
    picks: dict[int, int]
    closed: dict[tuple[Node, ...], tuple[int, list[Lemma]]]
    lemmas: list[tuple[Name, Node]]  # claims that hold at every index, and that index
    sizes: list[int] = field(default_factory=list)

    def choose(self, options: Sequence[Node]) -> Node:
        self.sizes.append(len(options))
        return options[self.picks.get(len(self.sizes) - 1, 0)]

    def through(self, s: Script) -> None:
        """Closes the goal from the claim. Raises one of `FAILURES`."""
        at = self.choose_instance()
        self.origin.use(s, **at)
        nodes = {x: at.get(x.name, x) for x in self.origin.statement.symbols}
        self.down(s, substitute(self.origin.statement.conclusion, nodes), ())

    def choose_instance(self) -> dict[str, Node]:
        """The claim itself, or at another value of one of its numbers."""
        reals = [x for x in self.origin.statement.symbols if x.sort is REAL]
        others = [{x.name: value} for x in reals for value in (num(1), HALF * x, 2 * x, x**2)]
        self.sizes.append(1 + len(others))
        return [{}, *others][self.picks.get(len(self.sizes) - 1, 0)]

    def down(self, s: Script, known: Node, facts: tuple[Node, ...]) -> None:
        """Closes the goal from what is known, and the facts around."""
        goal = s.goal
        if goal is known or goal in facts:
            s.fact()
        elif goal.op == known.op == "exists":
            x, fact = s.obtain(known)
            s.take(self.choose(_witnesses(x, self.origin.statement)))
            self.down(s, fact, facts)
        elif goal.op == known.op == "forall":
            self._for_every(s, known, facts)
        elif goal.op == known.op == "implies":
            given = s.assume()
            self._shown(s, known.args[0], given, facts)
            self.down(s, modus_ponens(s, known), (*facts, given))
        elif goal.op == known.op == "and" and len(goal.args) == len(known.args):
            parts = zip(goal.args, known.args, strict=True)
            s.both(*(lambda q, k=k: self.down(q, k, (*facts, *known.args)) for _, k in parts))
        else:
            self.close(s, known, facts)

    def _for_every(self, s: Script, known: Node, facts: tuple[Node, ...]) -> None:
        bound, body = known.args
        new = [x for x in free(s.goal) - free(known) if x.sort == bound.sort]
        x = s.intro()
        given: list[Node] = []
        if s.goal.op == "implies":
            given.append(s.assume())
            if body.op == "implies" and self._is_absurd(s, (*facts, *given)):
                return
        value = self.choose([*_values(x, self.origin.statement), *sorted(new, key=repr)])
        if value.sort.kind == "int" and value is not x:
            least = build("le", (lift(int(bound.domain[2:]), REAL), lift(value, REAL)))
            s.have(least, lambda q: self.close(q, None, (*facts, *given)))
        if body.op == "implies":
            if not given:
                raise ValueError("nothing is assumed")
            self._shown(s, substitute(body.args[0], {bound: value}), given[0], facts)
        fact = s.instantiate(known, value)
        if value is not x and body.op == "and":  # of which the mutant may have left parts as they were
            facts = (*facts, *s.instantiate(known, x).args)
        if bound.sort.kind == "int" and body.op != "implies":
            for index in (i for i in indices(s.goal, known) if int(i.data[0]) >= int(bound.domain[2:])):
                facts = (*facts, *conjoined(s.instantiate(known, index)))
        self.down(s, fact, (*facts, *given))

    def _shown(self, s: Script, condition: Node, given: Node, facts: tuple[Node, ...]) -> None:
        """The claim's condition, from that of the mutant."""
        if condition is not given:
            s.have(condition, lambda q: self.down(q, given, facts))

    def _is_absurd(self, s: Script, facts: tuple[Node, ...]) -> bool:
        facts = tuple(f for f in facts if f.op in PLAIN)
        for term in absurdities(facts):
            if self._accepted(lambda q, t=term: q.absurd(t), s.goal, facts):  # type: ignore[misc]
                s.absurd(term)
                return True
        return False

    def close(self, s: Script, known: Node | None, facts: tuple[Node, ...]) -> None:
        """By the first step that closes it, which the kernel tells of the goal alone."""
        given = [*dict.fromkeys(f for f in facts if f.op in PLAIN and f is not known), *([known] if known else [])]
        key = (s.goal, *given)
        steps = list(closings(s.goal, given[::-1]))
        if key not in self.closed:
            self.closed[key] = self._closing(s.goal, steps, given)
        found, lemmas = self.closed[key]
        if found < 0:
            raise ValueError("nothing closes it")
        for name, index, at in lemmas:
            own = _at_own(self.origin.lookup(*name), self.origin)
            s.use(*name, **{x.name: y for x, y in own.items()}, **{index.name: at})
        steps[found](s)

    def _closing(self, goal: Node, steps: Sequence[Body], given: Sequence[Node]) -> tuple[int, list[Lemma]]:
        """The first step that does it, and the lemmas that it needs; -1 where there is none."""
        for lemmas in ([], [(*known, at) for known in self.lemmas for at in _indices(goal)]):
            told = [self.origin.lookup(*name) for name, _, _ in lemmas]
            pairs = zip(told, lemmas, strict=True)
            shown = [
                substitute(known.conclusion, {**_at_own(known, self.origin), index: at})
                for known, (_, index, at) in pairs
            ]
            sound = self._defined(given, tuple(part for fact in shown for part in conjuncts(fact)))
            for i, step in enumerate(steps):
                if self._accepted(step, goal, sound):
                    return i, lemmas
            if not self.lemmas:
                break
        return -1, []

    def _defined(self, facts: Sequence[Node], kept: tuple[Node, ...]) -> tuple[Node, ...]:
        """Those that are, after the others."""
        for f in facts:
            kept = (*kept, f) if self._accepted(Script.fact, f, (*kept, f)) else kept
        return kept

    def _accepted(self, step: Body, goal: Node, given: tuple[Node, ...]) -> bool:
        """Of the goal alone, which comes from the last of what is given; the others may make that defined."""
        plain = (h for h in self.origin.statement.hypotheses if h.op in PLAIN)
        return accepted(Statement((*plain, *given), goal), step, self.origin.lookup) is not None


def tails(statement: Statement, origin: Origin) -> Iterator[Body]:
    """Scripts for a mutant whose conclusion is built like that of the claim, quantifier by quantifier."""
    if not any(n.op in QUANTIFIED for n in _joined(origin.statement.conclusion)):
        return
    openings = [None, origin.script] if origin.script is not None else [None]
    closed: dict[tuple[Node, ...], tuple[int, list[Lemma]]] = {}
    lemmas = _lemmas(origin)
    todo: list[dict[int, int]] = [{}]
    for picks in todo:
        walk = Walk(origin, picks, closed, lemmas)
        fine = True
        try:
            walk.through(Script(statement.conclusion, origin.lookup, statement.hypotheses))
        except FAILURES:
            fine = False
        if fine:
            yield from (_along(walk, opening) for opening in openings)
        if len(picks) < AT_ONCE and len(todo) < MOST:
            later = range(max(picks, default=-1) + 1, len(walk.sizes))
            todo += [{**picks, i: k} for i in later for k in range(1, walk.sizes[i])]


def _along(walked: Walk, opening: ProofScript | None) -> Body:
    def body(s: Script) -> None:
        if opening is not None:
            opened(s, opening, walked.origin.objects)
        Walk(walked.origin, walked.picks, walked.closed, walked.lemmas).through(s)

    return body


def _lemmas(origin: Origin) -> list[tuple[Name, Node]]:
    """Claims that the script uses, and that hold at every index under the hypotheses of the claim: with that index."""
    used: dict[Name, Statement] = {}

    def lookup(claim: str, variant: str) -> Statement:
        used[claim, variant] = origin.lookup(claim, variant)
        return used[claim, variant]

    own = origin.statement
    with suppress(*FAILURES):
        if origin.script is not None:
            origin.script(Script(own.conclusion, lookup, own.hypotheses), origin.objects)
    found: list[tuple[Name, Node]] = []
    for name, known in used.items():
        at = _at_own(known, origin)
        new = [x for x in known.symbols if x not in at]
        given = {substitute(h, at) for h in known.hypotheses}
        if len(new) == 1 and new[0].sort is INT and given <= set(own.hypotheses):
            found.append((name, new[0]))
    return found


def _at_own(known: Statement, origin: Origin) -> dict[Node, Node]:
    """Its symbols that the claim has too, where they may promise more."""
    own = {x.name: x for x in origin.statement.symbols}
    return {x: own[x.name] for x in known.symbols if x.name in own and x.sort == own[x.name].sort}


def _indices(goal: Node) -> list[Node]:
    """Of the items of which it speaks."""
    found: dict[Node, None] = {}
    seen, todo = {goal}, [goal]
    while todo:
        n = todo.pop()
        if n.op == "item":
            found[n.args[1]] = None
        new = [a for a in n.args if a not in seen]
        seen.update(new)
        todo += new
    return list(found)


def _joined(sentence: Node) -> Iterator[Node]:
    """The sentence, and those that it joins."""
    yield sentence
    for part in sentence.args if sentence.op in ("and", "or", "implies") else ():
        yield from _joined(part)


def _values(x: Node, statement: Statement) -> list[Node]:
    """Where a universal sentence may say what is to be said of x."""
    if x.sort.kind == "int":
        return [x, x + 1, x - 1]
    if x.sort is not REAL or x.domain == "":
        return [x]
    eigenvalues = _eigenvalues(statement)
    sizes = [*(build("sqrt", (value,)) for value in eigenvalues), *eigenvalues]
    return [x, HALF * x, 2 * x, build("sqrt", (x,)), x**2, *(y for r in sizes for y in (x / r, x * r))]


def _witnesses(x: Node, statement: Statement) -> list[Node]:
    """What may do where x does."""
    if x.sort.kind == "int":
        return [x, x + 1, x + x]
    if x.sort is REAL:
        plain = [x, HALF * x, 2 * x, x**2, -1 * x if x.domain == "" else build("sqrt", (x,))]
        return [*plain, *(y for value in _eigenvalues(statement) for y in (x * value, x / value))]
    return [x]


def _eigenvalues(statement: Statement) -> list[Node]:
    """The least and the largest, of definite maps."""
    metrics = [H for H in statement.symbols if H.domain == "spd"]
    return [build(which, (H,)) for H in metrics for which in ("eigmin", "eigmax")]
