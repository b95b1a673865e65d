"""Which terms have a notation of their own: norms, logarithms to a base, gradients, partial derivatives."""

from __future__ import annotations

from collections.abc import Iterable

from bnproof.statement.nodes import BINDERS, Node
from bnproof.statement.stacks import stacked


def squared_norm(node: Node) -> tuple[Node, ...] | None:
    """(v,) of <v, v>; (v, H) of <v, H v> or <H v, v> for a positive definite symbol H, or a power of one."""
    if node.op != "inner":
        return None
    left, right = node.args
    if left is right:
        return (left,)
    for v, image in ((left, right), (right, left)):
        if image.op == "apply" and image.args[1] is v:
            metric = image.args[0]
            if metric.op == "mpow" or (metric.op == "sym" and metric.domain == "spd"):
                return v, metric
    return None


def logarithm(node: Node) -> tuple[Node, Node] | None:
    """(x, b) of a quotient of logarithms that is log_b x."""
    if node.op == "div" and node.args[0].op == node.args[1].op == "log":
        x, base = node.args[0].args[0], node.args[1].args[0]
        if base.op in ("num", "sym"):
            return x, base
    return None


def gradient_of(node: Node) -> Node | None:
    """F of a gradient of F(x) by x."""
    bound, body, _ = node.args
    return body.args[0] if body.op == "call" and body.args[1] is bound and body.args[0] is not bound else None


def _projects(node: Node) -> str:
    """The number of the summand on which the map projects a direct sum, if it is such a map."""
    return node.args[0].data[1] if node.op == "adjoint" and node.args[0].op == "inject" else ""


def composed(node: Node, whole: Iterable[Node] = ()) -> list[Node]:
    """The factors of a product of maps, and the vector that it is applied to; some terms are left whole."""
    if node.op not in ("apply", "compose") or node in whole:
        return [node]
    return [factor for a in node.args for factor in composed(a, whole)]


def partial(chain: list[Node]) -> tuple[str, int]:
    """The derivative with which a chain starts: the arguments of the function by which it is, and its length."""
    j = _projects(chain[0])
    if j and len(chain) > 1 and chain[1].op == "grad" and gradient_of(chain[1]):
        return j, 2
    if j and len(chain) > 2 and chain[1].op == "hessian" and chain[2].op == "inject":
        return j + chain[2].data[1], 3
    return "", 1


def printed_within(node: Node) -> tuple[Node, ...]:
    """The terms that are printed within a node, each as often as it is."""
    if node.op == "grad":
        return (gradient_of(node) or node.args[1], node.args[2])
    if node.op in ("apply", "compose"):
        chain = composed(node)
        by, length = partial(chain)
        return printed_within(chain[1]) if by and length == len(chain) else node.args
    if node.op == "vadd" and stacked(node):
        return stacked(node)
    if node.op in BINDERS:
        return node.args[1:]
    return squared_norm(node) or logarithm(node) or node.args


def nodes_below(roots: Iterable[Node]) -> list[Node]:
    """The roots and all below them, in reading order."""
    seen: dict[Node, None] = {}
    stack = [*roots][::-1]
    while stack:
        node = stack.pop()
        if node not in seen:
            seen[node] = None
            stack.extend(node.args[::-1])
    return list(seen)


def is_number(node: Node, number: str) -> bool:
    return node.op in ("num", "int") and node.data[0] == number
