"""A mutant from the claim at other values of its symbols: at one of them, or at several at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import TYPE_CHECKING

from bnproof.mutate.certify import Lemmas, certificate
from bnproof.mutate.derive import Mutant
from bnproof.mutate.scripts import accepted, conjoined, each, opened
from bnproof.prove.assembly import Body
from bnproof.prove.script import Script
from bnproof.statement.nodes import Node, Statement, free, num, substitute
from bnproof.statement.sorts import REAL

if TYPE_CHECKING:  # proofs imports this module
    from bnproof.mutate.proofs import Origin

FEW = 120  # terms of a certificate from several instances
Place = tuple[Node, Node]  # a symbol of the claim, and its value


def from_instances(
    mutant: Mutant, statement: Statement, origin: Origin, facts: Sequence[Node], lemmas: Lemmas
) -> Iterator[Body]:
    """Scripts that use the claim as it is and at other values; also after what its own proof begins with, which shows
    what is defined. `facts`: of the claim and the lemmas."""
    own = origin.script
    openings: list[Body] = [lambda s: None]
    if own is not None:
        openings.append(lambda s: opened(s, own, origin.objects))
    for opening in openings:
        valued = [p for p in _places(mutant, statement, origin) if _is_value(p, opening, origin)]
        yield from (_at(place, step, opening, origin) for place in valued for step in _steps(place, origin))
        known = [substitute(origin.statement.conclusion, dict([p])) for p in valued]
        for step in certificate(statement, origin.statement, [*facts, *known], lemmas, FEW):
            yield _at_all(valued, step, opening, origin, lemmas)


def _places(mutant: Mutant, statement: Statement, origin: Origin) -> Iterator[Place]:
    """Simple functions of each symbol; those in which a factor that was edited is made good; indices of the edit."""
    factor = mutant.edit.old if mutant.operator == "factor" else None
    others = _indices(statement.conclusion) - _indices(origin.statement.conclusion)
    for s in origin.statement.symbols:
        if s.sort is REAL:
            yield from [(s, t) for t in (-1 * s, 2 * s, num("1/2") * s, s**2, num(1), num(0))]
            if factor is not None and factor.sort is REAL and free(factor) <= set(origin.statement.symbols) - {s}:
                yield from [(s, s * factor), (s, s / factor)]
        elif s.sort.kind == "vec":
            yield from [(s, t) for t in (-1 * s, 2 * s, num("1/2") * s)]
        elif s.sort.kind == "int" and s.domain.startswith(">="):
            yield s, s + 1
            yield from ((s, i) for i in sorted(others, key=repr))


def _indices(sentence: Node) -> set[Node]:
    found, todo = set[Node](), [sentence]
    while todo:
        n = todo.pop()
        if n not in found:
            found.add(n)
            todo.extend(n.args)
    return {n for n in found if n.op == "int"}


def _is_value(place: Place, opening: Body, origin: Origin) -> bool:
    """The value lies in the domain of the symbol, and what the claim says there is defined."""
    at = substitute(origin.statement.conclusion, dict([place]))

    def instance(s: Script) -> None:
        opening(s)
        origin.use(s, **{place[0].name: place[1]})
        s.fact()

    return accepted(Statement(origin.statement.hypotheses, at), instance, origin.lookup) is not None


def _steps(place: Place, origin: Origin) -> Iterator[Body]:
    """What closes a part that differs: by itself, or as the sum or the difference of two equations."""
    yield Script.auto
    plain, other = ([p for p in conjoined(c) if p.op == "eq"] for c in _both(place, origin))
    for fact, at in product(plain, other):
        if fact.args[0].sort == at.args[0].sort:
            yield lambda s, fact=fact, at=at: s.ring((1, fact), (-1, at))  # type: ignore[misc]


def _both(place: Place, origin: Origin) -> tuple[Node, Node]:
    conclusion = origin.statement.conclusion
    return conclusion, substitute(conclusion, dict([place]))


def _at(place: Place, step: Body, opening: Body, origin: Origin) -> Body:
    symbol, value = place

    def body(s: Script) -> None:
        opening(s)
        origin.use(s)
        origin.use(s, **{symbol.name: value})
        each(s, [p for c in _both(place, origin) for p in conjoined(c)], step)

    return body


def _at_all(places: Sequence[Place], step: Body, opening: Body, origin: Origin, lemmas: Lemmas) -> Body:
    def body(s: Script) -> None:
        opening(s)
        origin.use(s)
        lemmas.state(s)
        known = conjoined(origin.statement.conclusion)
        for place in places:
            origin.use(s, **{place[0].name: place[1]})
            known += conjoined(_both(place, origin)[1])
        each(s, known, step)

    return body
