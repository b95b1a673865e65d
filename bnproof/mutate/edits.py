"""Single edits of a node: what an author, a typist or a reader gets wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from bnproof.statement.nodes import Node, build, num
from bnproof.statement.sorts import INT

SWAPPED = {"eigmin": "eigmax", "eigmax": "eigmin", "max": "min", "min": "max", "le": "lt", "lt": "le"}
SCALED = {"real": "mul", "vec": "scale", "map": "mscale"}


@dataclass(frozen=True)
class Edit:
    """A node in place of another. `old` and `new` are the parts that differ; `new` is None where one is dropped."""

    operator: str
    result: Node
    old: Node
    new: Node | None = None


def edits(node: Node, symbols: Sequence[Node]) -> Iterator[Edit]:
    """All edits of the node itself. Where one has no sort, it is raised as `Malformed` only when rebuilt above."""
    match node.op:
        case "num":
            value = Fraction(node.data[0])
            for new in [num(2 * value), num(value / 2)] if value else [num(1)]:
                yield Edit("coefficient", new, node, new)
        case "imul":
            for k in (-1, 1):
                new = build("imul", node.args, (str(int(node.data[0]) + k),))
                yield Edit("coefficient", new, node, new)
        case "int":
            for k in (1, -1) if node.data[0] != "0" else (1,):
                new = build("int", (), (str(int(node.data[0]) + k),))
                yield Edit("index", new, node, new)
        case "pow" | "mpow" | "npow" | "sqrt":
            yield from _exponents(node)
        case "add" | "vadd" | "madd":
            yield from _summands(node)
        case "mul" | "scale" | "mscale" | "div" | "apply" | "compose":
            yield from _factors(node)
        case "inner":
            yield from _norms(node, symbols)
        case "eigmin" | "eigmax" | "max" | "min":
            new = build(SWAPPED[node.op], node.args)
            yield Edit("eigenvalue" if node.op.startswith("eig") else "extremum", new, node, new)
        case "eq" | "le" | "lt":
            yield from _sides(node)
        case "item":
            if node.args[1].op != "int":
                new = node.args[0][node.args[1] + 1]
                yield Edit("index", new, node, new)
        case "sum" | "every":
            yield from _bounds(node)
        case "at":
            order = int(node.data[0])
            for k in (order - 1, order + 1):
                if 0 <= k <= 9:
                    new = node.args[0](node.args[1], k)
                    yield Edit("order", new, node, new)
        case "implies":
            yield Edit("hypothesis", node.args[1], node.args[0])
        case "sym":
            alike = [s for s in symbols if s.sort == node.sort and s is not node]
            for s in alike:
                if node.sort.kind not in ("map", "fn", "fn-real") or s.domain == node.domain:
                    yield Edit("symbol", s, node, s)


def is_zero(node: Node) -> bool:
    return node.op == "zero" or (node.op == "num" and node.data[0] == "0")


def negated(node: Node) -> Node:
    """Minus the node, without two signs in a row."""
    if node.op in SCALED.values() and node.args[0] is num(-1):
        return _without(node, 0)
    return num(-node_value) if (node_value := _value(node)) is not None else -1 * node


def _value(node: Node) -> Fraction | None:
    return Fraction(node.data[0]) if node.op == "num" else None


def _without(node: Node, i: int) -> Node:
    rest = node.args[:i] + node.args[i + 1 :]
    return rest[0] if len(rest) == 1 else build(node.op, rest)


def _with(node: Node, i: int, new: Node) -> Node:
    return build(node.op, (*node.args[:i], new, *node.args[i + 1 :]), node.data)


def _exponents(node: Node) -> Iterator[Edit]:
    base = node.args[0]
    if node.op == "sqrt":
        yield Edit("exponent", base, node, base)
        return
    if node.op == "npow":
        new = build("npow", (base, node.args[1] + 1))
        yield Edit("exponent", new, node, new)
        return
    for k in (1, -1):
        exponent = int(node.data[0]) + k
        if exponent == 0 and node.op == "pow":
            continue  # a dropped factor
        new = base if exponent == 1 else build(node.op, (base,), (str(exponent),))
        yield Edit("exponent", new, node, new)


def _summands(node: Node) -> Iterator[Edit]:
    for i, part in enumerate(node.args):
        if len(node.args) > 1:
            yield Edit("summand", _without(node, i), part)
        if not is_zero(part):
            yield Edit("sign", _with(node, i, negated(part)), part, negated(part))
            if part.op not in ("num", "add", "vadd", "madd"):
                yield Edit("coefficient", _with(node, i, 2 * part), part, 2 * part)


def _factors(node: Node) -> Iterator[Edit]:
    first, second = node.args[0], node.args[-1]
    match node.op:
        case "mul":
            for i, part in enumerate(node.args):
                if part is not num(-1) and len(node.args) > 1:
                    yield Edit("factor", _without(node, i), part)
                if part.op != "num":
                    yield Edit("factor", _with(node, i, _squared(part)), part, _squared(part))
        case "scale" | "mscale":
            if first is not num(-1):
                yield Edit("factor", second, first)
            if first.op != "num":
                yield Edit("factor", _with(node, 0, _squared(first)), first, _squared(first))
        case "div":
            if first is not num(1):
                yield Edit("factor", num(1) / second, first)
            if first.op != "num":
                yield Edit("factor", _squared(first) / second, first, _squared(first))
            yield Edit("factor", first, second)
            if second.op != "num":
                yield Edit("factor", first / _squared(second), second, _squared(second))
        case "apply" | "compose":
            for i, part in enumerate(node.args):
                if part.sort.kind == "map" and part.sort.spaces[0] == part.sort.spaces[1]:
                    yield Edit("factor", _without(node, i), part)
                    if part.op == "sym" and part.domain == "spd":
                        yield Edit("exponent", _with(node, i, part**2), part, part**2)


def _squared(node: Node) -> Node:
    return node.args[0] ** (2 * int(node.data[0])) if node.op == "pow" else node**2


def squared_norm(node: Node) -> tuple[Node, ...]:
    """v of <v, v>, or v and M of <v, M v>; nothing of other terms. What is edited in v is edited at both places."""
    if node.op != "inner":
        return ()
    left, right = node.args
    if left is right:
        return (left,)
    for v, image in ((left, right), (right, left)):
        if image.op == "apply" and image.args[1] is v:
            return (v, image.args[0])
    return ()


def _norms(node: Node, symbols: Sequence[Node]) -> Iterator[Edit]:
    v, *metric = squared_norm(node) or (node, node)
    if v is node:
        return
    if metric:
        yield Edit("norm", v @ v, node, v @ v)
    news = [H for H in symbols if H.domain == "spd" and H.sort.spaces == v.sort.spaces * 2]
    if metric and metric[0] in news:
        news = [metric[0] ** 2]
    for H in news:
        yield Edit("norm", v @ (H @ v), node, v @ (H @ v))


def _sides(node: Node) -> Iterator[Edit]:
    if node.op in SWAPPED:
        new = build(SWAPPED[node.op], node.args)
        yield Edit("relation", new, node, new)
    zeros = [is_zero(side) for side in node.args]
    for i, side in enumerate(node.args):
        if zeros[i] or (node.op == "eq" and (i == 0 or any(zeros))):
            continue  # an equation with its left side negated is one with its right side negated
        yield Edit("sign", _with(node, i, negated(side)), side, negated(side))
        if not any(zeros) and side.op != "num":
            for factor in (num(2), num(Fraction(1, 2))):
                yield Edit("coefficient", _with(node, i, factor * side), side, factor * side)


def _bounds(node: Node) -> Iterator[Edit]:
    least = int(node.args[0].domain[2:])
    for i in (1, 2):
        bound = node.args[i]
        for k in (1, -1):
            if i == 1 and k < 0 and (bound.op != "int" or int(bound.data[0]) <= least):
                continue  # below the least value of the index
            new = build("int", (), (str(int(bound.data[0]) + k),)) if bound.op == "int" else bound + k
            yield Edit("bound", _with(node, i, new), bound, new)


# ---- hypotheses ---------------------------------------------------------------------------------------------------
def weaker_domain(symbol: Node) -> Node | None:
    """The symbol without its promise: any real, any vector, one integer more."""
    domain = symbol.domain
    if symbol.sort == INT:
        if not domain.startswith(">=") or int(domain[2:]) < 1:
            return None
        domain = f">={int(domain[2:]) - 1}"
    elif domain == "" or symbol.sort.kind in ("fn", "fn-real"):
        return None
    else:
        domain = ""
    return build("sym", (), (*symbol.data[:2], domain))
