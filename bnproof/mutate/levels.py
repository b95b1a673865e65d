"""What an edit does on the way up from it: by how much the gap of an inequality grows."""

from __future__ import annotations

from collections.abc import Iterator

from bnproof.mutate.edits import squared_norm
from bnproof.statement.nodes import BINDERS, Node, build, num


def levels(old: Node, new: Node, squared: bool = False) -> Iterator[tuple[Node, Node, Node]]:
    """(c, a, b) down to the edit: what was a became b, and the gap grew by c (b - a).

    Through sums, products, quotients, powers and roots, by divided differences.
    """
    side = next((i for i in (0, 1) if old.args[i] is not new.args[i]), None)
    if side is None or old.args[1 - side] is not new.args[1 - side]:
        return
    a, b = old.args[side], new.args[side]
    factor = num(1 if side else -1)
    if squared:
        factor, a, b = _squared_side(factor, a, b)
    while True:
        yield factor, a, b
        if a.op != b.op or a.data != b.data or len(a.args) != len(b.args) or a.op in BINDERS:
            return
        places = [i for i, (x, y) in enumerate(zip(a.args, b.args, strict=True)) if x is not y]
        if len(places) != 1:
            return
        (i,) = places
        x, y = a.args[i], b.args[i]
        if a.op != "add":
            passed = _passed(factor, a, b, i)
            if passed is None:
                return
            factor = passed
        a, b = x, y


def _passed(factor: Node, a: Node, b: Node, i: int) -> Node | None:
    """The factor of the gap between the arguments at place i, if a and b differ there only; None where it has none."""
    x, y = a.args[i], b.args[i]
    match a.op:
        case "mul":
            for other in a.args[:i] + a.args[i + 1 :]:
                factor = factor * other
            return factor
        case "div" if i == 0:
            return factor / a.args[1]
        case "div":
            return factor * (-a.args[0]) / (x * y)
        case "pow":
            return factor * _divided(x, y, int(a.data[0]))
        case "sqrt":
            return factor / (a + b)
    return None


def _divided(x: Node, y: Node, k: int) -> Node:
    """(y^k - x^k)/(y - x)."""
    total = num(0)
    for j in range(k):
        term = num(1)
        for _ in range(j):
            term = term * x
        for _ in range(k - 1 - j):
            term = term * y
        total = total + term
    return total


def _squared_side(factor: Node, a: Node, b: Node) -> tuple[Node, Node, Node]:
    """As `_levels`, of a^2 that became b^2: r s^(1/2) is squared factor by factor."""
    if a.op == b.op == "mul" and len(a.args) == len(b.args):
        changed = [i for i, (x, y) in enumerate(zip(a.args, b.args, strict=True)) if x is not y]
        if len(changed) == 1:
            for other in a.args[: changed[0]] + a.args[changed[0] + 1 :]:
                factor = factor * other**2
            return _squared_side(factor, a.args[changed[0]], b.args[changed[0]])
    if a.op == b.op == "sqrt":
        return factor, a.args[0], b.args[0]
    return factor * (a + b), a, b


# ---- vectors ------------------------------------------------------------------------------------------------------
def vectors_apart(factor: Node, a: Node, b: Node) -> Iterator[Node]:
    """Where a = <x, M x> became <y, M y>: c <y - x, M (y - x)>, all there is if x and y - x are orthogonal. Where
    a = <v, x> became <v, y>: c <v, y - x>, with only what differs written."""
    before, after = squared_norm(a), squared_norm(b)
    if before and after and before[1:] == after[1:] and before[0] is not after[0]:
        rest = after[0] - before[0]
        yield factor * (rest @ (before[1] @ rest) if len(before) == 2 else rest @ rest)
    elif a.op == b.op == "inner":
        for v, x, y in ((a.args[i], a.args[1 - i], b.args[1 - i]) for i in (0, 1) if a.args[i] is b.args[i]):
            k, x, y = _linear(x, y)
            k, rest = (2 * k, y) if y is _minus(x) else (k, y - x)
            while rest.op == "scale":
                k, rest = k * rest.args[0], rest.args[1]
            yield _quotient(factor, k, v @ rest)


def _linear(x: Node, y: Node) -> tuple[Node, Node, Node]:
    """(k, x', y') with y - x = k (y' - x'), down through sums and multiples of vectors."""
    k = num(1)
    while x.op == y.op and len(x.args) == len(y.args):
        places = [i for i, (s, t) in enumerate(zip(x.args, y.args, strict=True)) if s is not t]
        if len(places) != 1 or x.op not in ("vadd", "scale") or (x.op == "scale" and places == [0]):
            break
        if x.op == "scale":
            k = k * x.args[0]
        x, y = x.args[places[0]], y.args[places[0]]
    return k, x, y


def _quotient(*factors: Node) -> Node:
    """Their product as one quotient of products: so squares are seen."""
    above, below, rest = list[Node](), list[Node](), list(factors)
    while rest:
        x = rest.pop()
        if x.op == "mul":
            rest += x.args
        elif x.op == "div":
            rest.append(x.args[0])
            below.append(x.args[1])
        elif x is not num(1):
            above.append(x)
    product = build("mul", tuple(above)) if len(above) > 1 else (above or [num(1)])[0]
    for x in below:
        product = product / x
    return product


def _minus(x: Node) -> Node:
    return x.args[1] if x.op == "scale" and x.args[0] is num(-1) else -1 * x
