"""Steps that close an inequality from another one that differs little: the ends of longer scripts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations

from bnproof.interpret.integers import linear
from bnproof.mutate.edits import squared_norm
from bnproof.mutate.levels import levels
from bnproof.mutate.terms import collected, ordered
from bnproof.prove.assembly import Body
from bnproof.prove.script import Script
from bnproof.statement.nodes import Node, build, lift, num
from bnproof.statement.sorts import REAL

FACTORS = [num(k) for k in ("1", "2", "1/2")]


def closings(goal: Node, facts: Sequence[Node]) -> Iterator[Body]:
    """What may close the goal, the first facts most likely."""
    yield Script.fact
    yield Script.auto
    if goal.op == "eq":
        equations = [f for f in facts if f.op == "eq" and f.args[0].sort == goal.args[0].sort]
        for fact in equations:
            yield from (lambda s, k=k, fact=fact: s.ring((k, fact)) for k in (1, -1))
        for one, other in permutations(equations, 2):
            yield lambda s, one=one, other=other: s.ring((1, one), (-1, other))  # type: ignore[misc]
        return
    if goal.op not in ("le", "lt"):
        return
    for fact in (f for f in facts if f.op in ("le", "lt")):
        for k in FACTORS:
            yield _by(k * _gap(fact))
            yield _by(k * _gap(fact) + spread(_gap(goal) - k * _gap(fact)))
    for fact in (f for f in facts[:1] if f.op in ("le", "lt")):
        a, b = fact.args
        yield _by((b - a) * (b + a))
        yield _by_squares((b - a) * (b + a))
        yield _by((_gap(fact) + _gap(goal) ** 2) / (2 * goal.args[1]))  # from p^2 <= q^2, p <= q
        yield from _other_norm(fact, goal)
        yield from _powers(fact, goal)


def absurdities(facts: Sequence[Node]) -> Iterator[Node]:
    """Terms that the last fact makes not negative, and that their parts may make negative."""
    if facts and facts[-1].op in ("le", "lt"):
        yield spread(_gap(facts[-1]))


def spread(term: Node) -> Node:
    """A sum of like terms, the integers in it written as numbers of their own."""
    return collected(ordered(_apart(term)))


def _apart(n: Node) -> Node:
    if n.op == "cast":
        coefficients, constant = linear(n.args[0])
        symbols = (num(c) * lift(build("sym", (), data), REAL) for data, c in coefficients)
        return build("add", (num(constant), *symbols))
    if n.op == "add":
        return build("add", tuple(map(_apart, n.args)))
    if n.op == "mul" and len(n.args) == 2 and n.args[0].op == "num":
        return _times(n.args[0], _apart(n.args[1]))
    return n


def _times(k: Node, n: Node) -> Node:
    return build("add", tuple(_times(k, a) for a in n.args)) if n.op == "add" else k * n


def _by(certificate: Node) -> Body:
    return lambda s: s.sign(certificate)


def _by_squares(certificate: Node) -> Body:
    return lambda s: s.sqrt_mono(_by(certificate))


def _gap(fact: Node) -> Node:
    return fact.args[1] - fact.args[0]


# ---- norms --------------------------------------------------------------------------------------------------------
def _other_norm(fact: Node, goal: Node) -> Iterator[Body]:
    """A bound of a norm or its square, from one in the metric of another power of a positive definite map."""
    (x, t), (y, _) = fact.args, goal.args
    rooted = x.op == y.op == "sqrt"
    was, now = (x.args[0], y.args[0]) if rooted else (x, y)
    (v, *old), (w, *new) = (squared_norm(n) or (n, n, n) for n in (was, now))
    if v is not w or len(old) > 1 or len(new) > 1:
        return
    powers = [_power(m) for m in (old, new)]
    maps = {H for H, _ in powers if H is not None}
    if len(maps) != 1:
        return
    ((H,), (p, q)) = maps, [k for _, k in powers]
    least, most = build("eigmin", (H,)), build("eigmax", (H,))
    if abs(q - p) != 1:
        return
    up, low = q > p, min(p, q)
    above = build("le", (now, most * was) if up else (least * now, was))
    terms: dict[int, Node | int] = {p: most, q: -1} if up else {q: -1 * least, p: 1}
    factor, room = (most, _gap(above)) if up else (1 / least, _gap(above) / least)

    def scalar(s: Script, z: Node) -> None:
        side = most - z if up else z - least
        s.sign(z**low * side if low else side)

    def body(s: Script) -> None:
        s.have(above, lambda r: r.spectral(H, v, terms, scalar))
        if rooted:
            s.sqrt_mono(_by(room + factor * (t - x) * (t + x)))
        else:
            s.sign(room + factor * (t - x))

    yield body


def _power(metric: list[Node]) -> tuple[Node | None, int]:
    if not metric:
        return None, 0
    (m,) = metric
    return (m.args[0], int(m.data[0])) if m.op == "mpow" else (m, 1)


# ---- powers -------------------------------------------------------------------------------------------------------
def _powers(fact: Node, goal: Node) -> Iterator[Body]:
    """With powers of a number below 1: none exceeds 1, each is less than the one before."""
    found = [n for n in _inside(goal) if n.op == "npow"]
    for base in dict.fromkeys(n.args[0] for n in found):
        yield _by(_gap(fact) + goal.args[1] * (1 - base))
        for factor, a, b in levels(fact, goal):
            if a.op == "npow" and a.args[0] is base and a.args[1].op == "sym" and b is a**2:
                yield _squared(_gap(fact) - factor * a * (1 - a), a)


def _squared(certificate: Node, power: Node) -> Body:
    base, n = power.args

    def body(s: Script) -> None:
        s.have(build("le", (power, num(1))), lambda q: q.induct(n, None, _by((1 - power) * base + (1 - base))))
        s.sign(certificate)

    return body


def _inside(node: Node) -> Iterator[Node]:
    todo, seen = [node], {node}
    while todo:
        n = todo.pop()
        yield n
        new = [a for a in n.args if a not in seen]
        seen.update(new)
        todo += new
