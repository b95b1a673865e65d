"""Sums of bound integers as indices: `for all n: f(N + n)` says the same as `for all m >= N: f(m)`.

*Alignment.* Let n be bound over all integers from n0 on, and occur in the sentence f only in integer terms n + S + ...,
with one sum S of symbols that f does not bind; the rest of each term is a constant and symbols bound in f, and f does
not bind n again. Then n -> m = S + n is a bijection of the integers from n0 on to those from S + n0 on. So `for all n:
f` says the same as `for all m: S + n0 <= m implies f'`, and `there is n: f` as `there is m: S + n0 <= m and f'`, where
f' has m for S + n. The symbol m is new, its domain begins where that of S + n0 does, and f' is not looked at for other
m. The outermost comes first: so B + N + n becomes M + n with B <= M, and then m with M <= m.
"""

from __future__ import annotations

from itertools import count

from bnproof.interpret.integers import Data, least_value, linear
from bnproof.statement.nodes import BINDERS, Node, build, free, inside, lift
from bnproof.statement.sorts import INT, REAL
from bnproof.verify.shape import ATOMS, QUANTIFIERS

JOINED = {"forall": "implies", "exists": "and"}


def aligned(sentence: Node) -> Node:
    """The same sentence, with bound sums for bound integers wherever the lemma allows it."""
    if sentence.op in ATOMS:
        return sentence
    if sentence.op not in QUANTIFIERS:
        return build(sentence.op, tuple(map(aligned, sentence.args)), sentence.data)
    n, body = sentence.args
    if n.sort is INT and n.domain.startswith(">=") and (start := _start(n, body)):
        first = int(n.domain[2:])
        m = _new(n, sum(map(least_value, start), first), body)
        least = build("le", tuple(lift(x, REAL) for x in (_sum(dict.fromkeys(start, 1), first), m)))
        body = build(JOINED[sentence.op], (least, _moved(body, n, start, m)))
        n = m
    return build(sentence.op, (n, aligned(body)))


def _start(n: Node, body: Node) -> tuple[Data, ...]:
    """The symbols of S; none where the lemma says nothing."""
    nodes = inside(body)
    bound = {t.args[0].data for t in nodes if t.op in BINDERS}
    terms = {a for t in nodes if t.sort is not INT for a in t.args[t.op in BINDERS :] if a.sort is INT}
    forms = [dict(linear(t)[0]) for t in terms if n in free(t)]
    sums = {tuple((s, c) for s, c in form.items() if s != n.data and s not in bound) for form in forms}
    if len(sums) != 1 or n.data in bound or any(form.get(n.data) != 1 for form in forms):
        return ()
    (found,) = sums
    return tuple(s for s, _ in found) if all(c == 1 for _, c in found) else ()


def _new(n: Node, least: int, body: Node) -> Node:
    """A symbol from there on, with a name that nothing there has."""
    names, name = {t.name for t in inside(body) if t.op == "sym"}, n.name.partition("#")[0]
    new = next(x for i in count() if (x := f"{name}#{i}") not in names)
    return build("sym", (), (new, "int", f">={least}"))


def _moved(body: Node, n: Node, start: tuple[Data, ...], m: Node) -> Node:
    """With m for the sum of n and what it starts from."""
    known: dict[Node, Node] = {}

    def go(t: Node) -> Node:
        if t.sort is INT:
            form, constant = linear(t)
            kept = {s: c for s, c in form if s != n.data and s not in start}
            return _sum({**kept, m.data: 1}, constant) if n in free(t) else t
        if t not in known:
            skipped = t.args[:1] if t.op in BINDERS else ()
            known[t] = build(t.op, (*skipped, *map(go, t.args[len(skipped) :])), t.data)
        return known[t]

    return go(body)


def _sum(form: dict[Data, int], constant: int) -> Node:
    parts = [s if c == 1 else c * s for s, c in ((build("sym", (), s), c) for s, c in form.items())]
    total = sum(parts[1:], parts[0])
    return total + constant if constant else total
