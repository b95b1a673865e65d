"""Expectations over a line: bodies that depend on a normal vector through one linear form, and bounds of them.

They are built from numbers by + * / and roots, with denominators and radicands that are visibly bounded below: so they
are smooth, and a polynomial bounds them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import mul
from typing import Any

from bnproof.interpret.instance import Lambda
from bnproof.statement.calculus import Unsupported, derivative
from bnproof.statement.nodes import Node, build, free, replace, substitute

T = build("sym", (), ("t#0", "real", ""))


@dataclass(frozen=True, slots=True)
class Line:
    """A body under an expectation as `term` in `T`, which stands for the normal number `start` + `length` r."""

    term: Node
    start: Node
    length: Node


def line(n: Node, body: Node, functions: Mapping[str, Any]) -> Line:
    """With functions of a real variable put in. Raises `Unsupported` where n occurs in more than one linear form."""
    forms, stack = set[Node](), [body]
    while stack:
        node = stack.pop()
        if node.op == "inner" and n in free(node):
            forms.add(node)
        elif n in free(node):
            stack.extend(node.args)
    if len(forms) != 1 or T in free(body) or body.sort.kind != "real":
        raise Unsupported("an expectation over more than a line")
    (form,) = forms
    slope = derivative(build("grad", (n, form, n)))
    term = _inserted(replace(body, form, T), functions)
    if n in free(slope) or n in free(term):
        raise Unsupported("an expectation over more than a line")
    start = substitute(form, {n: build("zero", (), n.sort.spaces)})
    return Line(term, start, build("sqrt", (slope @ slope,)))


def _inserted(node: Node, functions: Mapping[str, Any]) -> Node:
    if node.op == "at" and T in free(node.args[1]):
        given: Lambda = functions[node.args[0].name]
        body = given.body
        for _ in range(int(node.data[0])):
            body = derivative(build("grad", (given.bound, body, given.bound)))
        return substitute(body, {given.bound: _inserted(node.args[1], functions)})
    return build(node.op, tuple(_inserted(a, functions) for a in node.args), node.data) if T in free(node) else node


@dataclass(frozen=True, slots=True)
class Bounds:
    """Of a term in `T`, at real values. Of one without `T`, `low` bounds the value and `high` the absolute value."""

    low: Callable[[Node], Any]
    high: Callable[[Node], Any]

    def growth(self, node: Node) -> list[Any]:
        """b with |node| <= b_0 + b_1 |T| + b_2 |T|^2 + ... Raises `Unsupported` where the term may not be smooth."""
        if T not in free(node):
            return [self.high(node)]
        parts = [self.growth(a) for a in node.args]
        match node.op:
            case "sym":
                return [0, 1]
            case "add":
                return _added(parts)
            case "mul" | "pow":
                return reduce(_multiplied, parts * (int(node.data[0]) if node.data else 1))
            case "div" if (least := self.least(node.args[1])) > 0:
                return [b / least for b in parts[0]]
            case "sqrt" if self.least(node.args[0]) > 0:  # sqrt(q) <= 1 + q
                return _added([[1], parts[0]])
        raise Unsupported(f"a bound of {node.op}")

    def least(self, node: Node) -> Any:
        """A lower bound; -1 where none >= 0 is seen."""
        if T not in free(node):
            return self.low(node)
        parts = [self.least(a) for a in node.args]
        if not all(p >= 0 for p in parts):
            return 0 if node.op == "pow" and int(node.data[0]) % 2 == 0 else -1
        match node.op:
            case "add":
                return sum(parts)
            case "mul" | "pow":
                return reduce(mul, parts * (int(node.data[0]) if node.data else 1))
            case "sqrt":
                return parts[0] if parts[0] <= 1 else 1
        return -1


def _added(parts: list[list[Any]]) -> list[Any]:
    return [sum(p[k] for p in parts if k < len(p)) for k in range(max(map(len, parts)))]


def _multiplied(p: list[Any], q: list[Any]) -> list[Any]:
    out: list[Any] = [0] * (len(p) + len(q) - 1)
    for i, a in enumerate(p):
        for j, b in enumerate(q):
            out[i + j] += a * b
    return out


def composed(bound: list[Any], c: Any, s: Any) -> list[Any]:
    """The bound in |r|, where |T| <= c + s |r|."""
    out: list[Any] = [0]
    power: list[Any] = [1]
    for b in bound:
        out = _added([out, [b * p for p in power]])
        power = _multiplied(power, [c, s])
    return out
