"""A mutant from the claim at other values of its symbols: at one of them, or at several at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

from bnproof.mutate.certify import Lemmas, certificate
from bnproof.mutate.derive import Mutant
from bnproof.mutate.scripts import FAILURES, accepted, conjoined, each, opened
from bnproof.prove.assembly import Body
from bnproof.prove.script import Script
from bnproof.statement.nodes import Node, Statement, build, free, inside, num, replace, substitute
from bnproof.statement.sorts import REAL

if TYPE_CHECKING:  # proofs imports this module
    from bnproof.mutate.proofs import Origin

FEW = 120  # terms of a certificate from several instances
Opening = Callable[[Script], list[Node]]  # says what it shows
Place = tuple[Node, Node]  # a symbol of the claim, and its value


def from_instances(
    mutant: Mutant, statement: Statement, origin: Origin, facts: Sequence[Node], lemmas: Lemmas
) -> Iterator[Body]:
    """Scripts that use the claim as it is and at other values; if need be after what its own proof begins with, which
    shows that all is defined. `facts`: of the claim and the lemmas."""
    opening = _opening(origin)
    try:
        begun = opening(Script(statement.conclusion, origin.lookup, statement.hypotheses))
    except FAILURES:
        return
    valued = [p for p in _places(mutant, statement, origin) if _is_value(p, opening, origin)]
    yield from (_at(place, step, opening, origin) for place in valued for step in _steps(place, origin))
    known = [_fact(place, origin) for place in valued]
    for step in certificate(statement, origin.statement, [*facts, *begun, *known], lemmas, FEW):
        yield _at_all(valued, step, opening, origin, lemmas)


def _opening(origin: Origin) -> Opening:
    """No more steps than make defined what the claim says."""
    own, (given, claimed) = origin.script, (origin.statement.hypotheses, origin.statement.conclusion)

    def enough(facts: Sequence[Node]) -> bool:
        return accepted(Statement((*given, *facts, claimed), claimed), Script.fact, origin.lookup) is not None

    if own is None or enough(()):
        return lambda s: []
    return lambda s: opened(s, own, origin.objects, enough)


def _places(mutant: Mutant, statement: Statement, origin: Origin) -> Iterator[Place]:
    """Simple functions of each symbol; those in which a factor that was edited is made good; indices of the edit."""
    factor = mutant.edit.old if mutant.operator == "factor" else None
    others = indices(statement.conclusion, origin.statement.conclusion)
    for s in origin.statement.symbols:
        if s.sort is REAL:
            yield from [(s, t) for t in (-1 * s, 2 * s, num("1/2") * s, s**2, num(1), num(0))]
            if factor is not None and factor.sort is REAL and free(factor) <= set(origin.statement.symbols) - {s}:
                yield from [(s, s * factor), (s, s / factor)]
        elif s.sort.kind == "vec":
            yield from [(s, t) for t in (-1 * s, 2 * s, num("1/2") * s)]
        elif s.sort.kind == "int" and s.domain.startswith(">="):
            yield s, s + 1
            yield from ((s, i) for i in others)


def indices(new: Node, old: Node) -> list[Node]:
    """Integers that the one speaks of and the other does not."""
    return sorted((n for n in inside(new) - inside(old) if n.op == "int"), key=repr)


def _is_value(place: Place, opening: Opening, origin: Origin) -> bool:
    """The value lies in the domain of the symbol, and what the claim says there is defined."""

    def instance(s: Script) -> None:
        opening(s)
        origin.use(s, **{place[0].name: place[1]})
        s.fact()

    return (
        accepted(Statement(origin.statement.hypotheses, _instance(place, origin)), instance, origin.lookup) is not None
    )


def _steps(place: Place, origin: Origin) -> Iterator[Body]:
    """What closes a part that differs: by itself, or as the sum or the difference of two equations."""
    yield Script.auto
    facts = origin.statement.conclusion, _instance(place, origin)
    plain, other = ([p for p in conjoined(fact) if p.op == "eq"] for fact in facts)
    for fact, at in product(plain, other):
        if fact.args[0].sort == at.args[0].sort:
            yield lambda s, fact=fact, at=at: s.ring((1, fact), (-1, at))  # type: ignore[misc]


def _use(s: Script, place: Place, origin: Origin) -> None:
    """The claim at the place; also with roots as it has them elsewhere: at `k v` those of v, times |k|."""
    (symbol, value), roots = place, _roots(place, origin)
    origin.use(s, **{symbol.name: value})
    for same, _ in roots:
        s.have(same, Script.root)
    fact, plain = _instance(place, origin), _fact(place, origin)

    def as_it_is(q: Script) -> None:
        for same, _ in roots:
            q.rewrite(same)
        q.sign(fact.args[1] - fact.args[0])

    if plain is not fact:
        s.have(plain, as_it_is)


def _instance(place: Place, origin: Origin) -> Node:
    return substitute(origin.statement.conclusion, dict([place]))


def _fact(place: Place, origin: Origin) -> Node:
    """What is known after `_use`."""
    fact = _instance(place, origin)
    for same, k in _roots(place, origin) if fact.op in ("le", "lt") else ():
        fact = replace(fact, same.args[1].args[1], k * same.args[0])
    return fact


def _roots(place: Place, origin: Origin) -> list[tuple[Node, Node]]:
    """Equations `r = r' / |k|`, and |k|, where r is r' at `k v`."""
    symbol, value = place
    size = abs(Fraction(value.args[0].data[0])) if value.op == "scale" and value.args[0].op == "num" else Fraction(1)
    found = []
    roots = (n for n in inside(origin.statement.conclusion) if n.op == "sqrt" and symbol in free(n) and size != 1)
    for root in sorted(roots, key=repr):
        same = build("eq", (root, num(1 / size) * substitute(root, {symbol: value})))
        if accepted(Statement(origin.statement.hypotheses, same), Script.root, origin.lookup) is not None:
            found.append((same, num(size)))
    return found


def _at(place: Place, step: Body, opening: Opening, origin: Origin) -> Body:
    known = [origin.statement.conclusion, _instance(place, origin)]

    def body(s: Script) -> None:
        opening(s)
        origin.use(s)
        origin.use(s, **{place[0].name: place[1]})
        each(s, [p for fact in known for p in conjoined(fact)], step)

    return body


def _at_all(places: Sequence[Place], step: Body, opening: Opening, origin: Origin, lemmas: Lemmas) -> Body:
    def body(s: Script) -> None:
        opening(s)
        origin.use(s)
        lemmas.state(s)
        known = conjoined(origin.statement.conclusion)
        for place in places:
            _use(s, place, origin)
            known += conjoined(_fact(place, origin))
        each(s, known, step)

    return body
