"""The chain rule on trees: gradients and derivatives are derived, never typed in.

Reverse mode: cotangents are gathered node by node, so that a shared term is passed once. What has no rule is
`Unsupported`.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from bnproof.statement.nodes import Node, build, free, num, substitute
from bnproof.statement.sorts import Sort

Slopes = dict[tuple[Node, Node], Node]  # of terms with cotangents, by one symbol: those already found
Pull = Callable[[Node], Node]  # from the cotangent of a term to the contribution to one of its parts


class Unsupported(RuntimeError):
    """An interpreter lacks a rule for this node; never counted as agreement."""


def derivative(node: Node) -> Node:
    """A `grad` node (of a vector or a real variable) as an explicit term."""
    bound, body, point = node.args
    if body.op == "call" and body.args[1] is bound and bound not in free(body.args[0]):
        return node if body.args[0].op == "sym" else _sum(bound.sort, [])
    return substitute(_slope(bound, body, num(1), {}), {bound: point})


def gradient_at(function: Node, point: Node) -> Node:
    """The gradient of a function symbol at a point."""
    bound = build("sym", (), ("x#0", f"vec[{function.sort.spaces[0]}]", ""))
    return build("grad", (bound, function(bound), point))


def _sum(sort: Sort, parts: list[Node]) -> Node:
    if not parts:
        return num(0) if sort.kind == "real" else build("zero", (), sort.spaces)
    return parts[0] if len(parts) == 1 else build("vadd" if sort.kind == "vec" else "add", tuple(parts))


def _slope(x: Node, body: Node, c: Node, known: Slopes) -> Node:
    """The derivative by `x`, at `x`, of a term with the cotangent `c`."""
    if (body, c) not in known:
        known[body, c] = _gathered(x, body, c, known)
    return known[body, c]


def _gathered(x: Node, body: Node, c: Node, known: Slopes) -> Node:
    order: list[Node] = []
    pulls: dict[Node, list[tuple[Node, Pull]]] = {}

    def visit(node: Node) -> None:
        pulls[node] = [(a, pull) for a, pull in _rule(x, node, known) if x in free(a)]
        for a, _ in pulls[node]:
            if a not in pulls:
                visit(a)
        order.append(node)

    if x in free(body):
        visit(body)
    cotangents: dict[Node, list[Node]] = {body: [c]}
    for node in reversed(order):
        if node is not x:
            total = _sum(node.sort, cotangents.pop(node))
            for a, pull in pulls[node]:
                cotangents.setdefault(a, []).append(pull(total))
    return _sum(x.sort, cotangents.get(x, []))


def _rule(x: Node, node: Node, known: Slopes) -> list[tuple[Node, Pull]]:
    """The parts of a term that its derivative by `x` leads to, and how."""
    args = node.args
    match node.op:
        case "sym":
            return []
        case "add" | "vadd":
            return [(a, lambda c: c) for a in args]
        case "mul":
            return [(a, _beside(args[:i] + args[i + 1 :])) for i, a in enumerate(args)]
        case "div":
            return [(args[0], lambda c: c / args[1]), (args[1], lambda c: -(c * args[0] / args[1] ** 2))]
        case "pow":
            k = int(node.data[0])
            return [(args[0], lambda c: c * k * args[0] ** (k - 1) if k > 1 else c)]
        case "sqrt":
            return [(args[0], lambda c: c / (2 * node))]
        case "log":
            return [(args[0], lambda c: c / args[0])]
        case "exp":
            return [(args[0], lambda c: c * node)]
        case "cos":
            return [(args[0], lambda c: -(c * build("sin", args)))]
        case "sin":
            return [(args[0], lambda c: c * build("cos", args))]
        case "inner":
            return [(args[0], lambda c: c * args[1]), (args[1], lambda c: c * args[0])]
        case "call" if x not in free(args[0]):
            return [(args[1], lambda c: c * gradient_at(args[0], args[1]))]
        case "at":
            return [(args[1], lambda c: c * args[0](args[1], int(node.data[0]) + 1))]
        case "expect":  # of what grows at most polynomially: under the expectation
            return [(x, lambda c: _under(x, node, c, known))]
        case "total" if x.sort.kind == "real":
            return [(x, lambda c: _under(x, node, c, known))]
        case "scale":
            return [(args[0], lambda c: args[1] @ c), (args[1], lambda c: args[0] * c)]
        case "apply" if x not in free(args[0]):
            return [(args[1], lambda c: args[0].T @ c)]
        case "grad":
            bound, body, point = args
            if body.op == "call" and body.args[1] is bound and x not in free(body.args[0]):
                return [(point, lambda c: build("hessian", (body.args[0], point)) @ c)]
            return [(derivative(node), lambda c: c)]
        case "sum" if x.sort.kind == "real":
            return [(x, lambda c: c * build("sum", (*args[:3], _slope(x, args[3], num(1), known))))]
    raise Unsupported(f"the derivative of {node.op}")


def _beside(factors: tuple[Node, ...]) -> Pull:
    return lambda c: build("mul", (c, *factors))


def _under(x: Node, node: Node, c: Node, known: Slopes) -> Node:
    """The derivative of a sum or an expectation, inside it."""
    bound, body = _apart(node.args[0], node.args[1], c)
    return build(node.op, (bound, _slope(x, body, c, known)))


def _apart(bound: Node, body: Node, other: Node) -> tuple[Node, Node]:
    """A bound symbol and its body, with the symbol renamed if another term speaks of one like it."""
    if bound not in free(other):
        return bound, body
    name, *rest = bound.data
    names = (build("sym", (), (f"{name.partition('#')[0]}#{k}", *rest)) for k in count())
    new = next(s for s in names if s not in free(body) | free(other))
    return new, substitute(body, {bound: new})
