"""Universal bounds on a quadratic form, `for all v: a(v) <= b(v)`: decided at an instance by elimination."""

from __future__ import annotations

from typing import Any

from bnproof.interpret.evaluate import Evaluator
from bnproof.statement.calculus import Unsupported
from bnproof.statement.nodes import Node, build, free, substitute


def holds_for_all(v: Node, bound: Node, evaluator: Evaluator) -> bool:
    """Is b - a positive semidefinite, for a bound `a <= b` or each of several?

    Raises `Unsupported` unless both sides are quadratic forms in v.
    """
    if bound.op == "and":
        return all(holds_for_all(v, part, evaluator) for part in bound.args)
    if bound.op != "le" or any(degree(side, v) != 2 for side in bound.args):
        raise Unsupported("a universal hypothesis of that shape")
    return semidefinite(_matrix(v, bound.args[1] - bound.args[0], evaluator), evaluator)


def degree(term: Node, v: Node) -> int | None:
    """The degree of a term that is homogeneous in v by its shape; else None."""
    if v not in free(term):
        return 0
    match term.op:
        case "sym":
            return 1
        case "add" | "vadd":
            found = {degree(a, v) for a in term.args}
            return found.pop() if len(found) == 1 else None
        case "mul" | "inner" | "scale" | "apply":
            parts = [degree(a, v) for a in term.args]
            return None if None in parts else sum(p or 0 for p in parts)
        case "pow":
            base = degree(term.args[0], v)
            return None if base is None else base * int(term.data[0])
        case "div" if v not in free(term.args[1]):
            return degree(term.args[0], v)
    return None


def _matrix(v: Node, form: Node, evaluator: Evaluator) -> list[list[Any]]:
    """Twice the matrix of a quadratic form, by polarisation."""
    (space,) = v.sort.spaces
    e = [build("basis", (build("int", (), (str(k + 1),)),), (space,)) for k in range(evaluator.instance.dim(space))]
    squares = [evaluator.value(substitute(form, {v: x})) for x in e]
    return [
        [evaluator.value(substitute(form, {v: x + y})) - a - b for y, b in zip(e, squares, strict=True)]
        for x, a in zip(e, squares, strict=True)
    ]


def semidefinite(matrix: list[list[Any]], evaluator: Evaluator) -> bool:
    """Is a symmetric matrix positive semidefinite? By symmetric elimination, with signs of the field."""
    rows = [list(row) for row in matrix]
    while rows:
        pivot, *rest = rows.pop(0)
        sign = evaluator.sign(pivot)
        if sign is None:
            raise Unsupported("a pivot of undecided sign")
        if sign < 0 or (sign == 0 and any(evaluator.sign(x) != 0 for x in rest)):
            return False
        columns = [row.pop(0) for row in rows]
        if sign > 0:
            rows = [
                [x - c / pivot * y for x, y in zip(row, rest, strict=True)]
                for c, row in zip(columns, rows, strict=True)
            ]
    return True
