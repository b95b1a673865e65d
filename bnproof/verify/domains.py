"""What the domains of functions promise: where they are defined, and what grows at most polynomially."""

from __future__ import annotations

from bnproof.statement.calculus import derivative
from bnproof.statement.nodes import Node, build, free

TEMPERED = {"sym", "add", "mul", "div", "pow", "inner", "vadd", "scale", "apply", "at", "sum", "total", "expect"}


def away_from_zero(function: Node, point: Node) -> list[Node]:
    """The vectors that must not vanish where the function is defined: the point, or summands of it."""
    _, _, places = function.domain.partition(":")
    if not places:
        return [point] if function.domain == "punctured" else []
    return [_summand(point, function.sort.spaces[0], k) for k in places.split(",")]


def _summand(point: Node, total: str, k: str) -> Node:
    """The k-th summand of a point: read off a stack, else projected."""
    parts = point.args if point.op == "vadd" else (point,)
    stacked = all(p.op == "apply" and p.args[0].op == "inject" for p in parts)
    own = [p.args[1] for p in parts if stacked and p.args[0].data[1] == k]
    return own[0] if len(own) == 1 else build("inject", (), (total, k)).T @ point


def untempered(n: Node, body: Node) -> Node | None:
    """A part for which the body, or a derivative of it, may grow faster than polynomially with n, if there is one.

    If not, the body is integrable under a normal law, its expectation is smooth in what else it depends on smoothly,
    the derivative of which is that under the expectation; and so are its derivatives. Polynomials in n are such, values
    of tempered functions of a real variable at such terms, and expectations of such terms.
    """
    stack, seen = [body], set[Node]()
    while stack:
        term = stack.pop()
        if term in seen or n not in free(term):
            continue
        seen.add(term)
        if term.op == "grad" and derivative(term) is not term:
            stack.append(derivative(term))
            continue
        needs_free = {"div": term.args[-1:], "apply": term.args[:1]}.get(term.op, ())
        fine = term.op in TEMPERED and (term.op != "at" or term.args[0].domain == "tempered")
        if not fine or any(n in free(a) for a in needs_free):
            return term
        stack.extend(term.args)
    return None
