"""The chain rule on trees: gradients and derivatives are derived, never typed in.

Reverse mode: the cotangent of a term is pulled back to the bound symbol. What has no rule is `Unsupported`.
"""

from __future__ import annotations

from bnproof.statement.nodes import Node, build, free, num, substitute


class Unsupported(NotImplementedError):
    """An interpreter lacks a rule for this node; never counted as agreement."""


def derivative(node: Node) -> Node:
    """A `grad` node (of a vector or a real variable) as an explicit term."""
    bound, body, point = node.args
    if body.op == "call" and body.args[1] is bound and bound not in free(body.args[0]):
        return node if body.args[0].op == "sym" else _sum(bound, [])
    return substitute(_sum(bound, _pull(bound, body, num(1))), {bound: point})


def gradient_at(function: Node, point: Node) -> Node:
    """The gradient of a function symbol at a point."""
    bound = build("sym", (), ("x#0", f"vec[{function.sort.spaces[0]}]", ""))
    return build("grad", (bound, function(bound), point))


def _sum(bound: Node, parts: list[Node]) -> Node:
    if not parts:
        return num(0) if bound.sort.kind == "real" else build("zero", (), bound.sort.spaces)
    return parts[0] if len(parts) == 1 else build("vadd" if bound.sort.kind == "vec" else "add", tuple(parts))


def _pull(x: Node, node: Node, c: Node) -> list[Node]:
    """The contributions of `node`, whose cotangent is `c`, to the derivative by `x`."""
    if x not in free(node):
        return []
    args = node.args

    def each(*pairs: tuple[Node, Node]) -> list[Node]:
        return [p for a, weight in pairs if x in free(a) for p in _pull(x, a, weight)]

    match node.op:
        case "sym":
            return [c]
        case "add" | "vadd":
            return each(*((a, c) for a in args))
        case "mul":
            others = [[b for j, b in enumerate(args) if j != i] for i in range(len(args))]
            return each(*((a, build("mul", (c, *rest))) for a, rest in zip(args, others, strict=True)))
        case "div":
            return each((args[0], c / args[1]), (args[1], -(c * args[0] / args[1] ** 2)))
        case "pow":
            k = int(node.data[0])
            return each((args[0], c * k * args[0] ** (k - 1) if k > 1 else c))
        case "sqrt":
            return each((args[0], c / (2 * node)))
        case "log":
            return each((args[0], c / args[0]))
        case "inner":
            return each((args[0], c * args[1]), (args[1], c * args[0]))
        case "call":
            if x not in free(args[0]):
                return each((args[1], c * gradient_at(args[0], args[1])))
        case "scale":
            return each((args[0], args[1] @ c), (args[1], args[0] * c))
        case "apply":
            if x not in free(args[0]):
                return each((args[1], args[0].T @ c))
        case "grad":
            body, point = args[1], args[2]
            if body.op == "call" and body.args[1] is args[0] and x not in free(body.args[0]):
                return each((point, build("hessian", (body.args[0], point)) @ c))
            return _pull(x, derivative(node), c)
        case "sum":
            if x.sort.kind == "real":
                return [c * build("sum", (*args[:3], _sum(x, _pull(x, args[3], num(1)))))]
    raise Unsupported(f"the derivative of {node.op}")
