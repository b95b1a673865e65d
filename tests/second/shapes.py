"""What the shape of a term says of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from bnproof.statement.nodes import Node, build, free


def parts(sentence: Node) -> Iterator[Node]:
    """A conjunction taken apart."""
    if sentence.op == "and":
        for a in sentence.args:
            yield from parts(a)
    else:
        yield sentence


def linear(n: Node) -> Counter[Node | None]:
    """The coefficients of symbols in an integer term, and of 1 under None."""
    out: Counter[Node | None] = Counter()
    if n.op in ("int", "sym"):
        out[n if n.op == "sym" else None] = 1 if n.op == "sym" else int(n.data[0])
        return out
    for a in n.args:
        for s, c in linear(a).items():
            out[s] += c * (int(n.data[0]) if n.op == "imul" else 1)
    return out


def tempered(term: Node, x: Node) -> bool:
    """Do the term and its derivatives by a vector grow at most polynomially, visibly so?"""
    if x not in free(term) or term is x:
        return True
    if term.op == "at":
        return term.args[0].domain == "tempered" and tempered(term.args[1], x)
    if term.op == "div":
        return x not in free(term.args[1]) and tempered(term.args[0], x)
    if term.op in ("add", "mul", "pow", "cos", "sin", "inner", "vadd", "scale", "apply", "total"):
        return all(tempered(a, x) for a in term.args)
    return False


def is_zero(term: Node) -> bool:
    return term.op == "zero" or (term.op == "num" and term.data[0] == "0")


def factors(term: Node) -> Iterator[Node]:
    """Vectors that are not 0 where the term is not."""
    match term.op:
        case "mul":
            for a in term.args:
                yield from factors(a)
        case "div" | "pow" | "sqrt" | "abs":
            yield from factors(term.args[0])
        case "inner":
            for a in term.args:
                yield from _arguments(a)


def _arguments(v: Node) -> Iterator[Node]:
    yield v
    if v.op in ("apply", "scale"):
        yield from _arguments(v.args[1])


def core(v: Node) -> tuple[Node | None, Node]:
    """A definite map and the vector to which powers of it are applied."""
    h = None
    while v.op == "apply":
        m = v.args[0].args[0] if v.args[0].op == "mpow" else v.args[0]
        if m.op != "sym" or m.domain != "spd" or h not in (None, m):
            break
        h, v = m, v.args[1]
    return h, v


def summand(point: Node, total: str, k: str) -> Node:
    """The part of a stacked vector."""
    inject = build("inject", (), (total, k))
    if point.op == "vadd":
        own = [a.args[1] for a in point.args if a.op == "apply" and a.args[0] is inject]
        if len(own) == 1 and all(a.op == "apply" and a.args[0].op == "inject" for a in point.args):
            return own[0]
    return inject.T @ point
