"""Do the values of an instance lie in the domains of their symbols?"""

from __future__ import annotations

from fractions import Fraction
from operator import mul
from typing import Any

from bnproof.interpret.instance import Instance, Lambda, Sequence
from bnproof.statement.nodes import Node, build, free
from bnproof.statement.sorts import REAL
from bnproof.verify.context import Refused

MAX_WEIGHT = 2_000  # of a chosen function
POLYNOMIAL = {
    "num", "add", "mul", "pow", "inner", "sym", "vadd", "scale", "ones", "int", "apply", "adjoint", "inject",
}  # fmt: skip


def in_domain(symbol: Node, instance: Instance) -> None:
    """Raises `Refused` where the value of the symbol is outside its domain, or not of its shape."""
    if not _lies(symbol, instance.values[symbol.name], instance):
        raise Refused(f"{symbol.name} is outside its domain")


def _lies(symbol: Node, value: Any, instance: Instance) -> Any:
    kind, domain, dim = symbol.sort.kind, symbol.domain, instance.dim
    match kind:
        case "real":
            return {"": True, "pos": value > 0, "nonneg": value >= 0, "nonzero": value != 0}[domain]
        case "int" if domain.startswith("index:"):
            return 1 <= value == int(value) <= dim(domain[6:])
        case "int":
            return int(value) == value >= int(domain[2:])
        case "vec":
            square = sum(x * x for x in value)
            right = {"": True, "nonzero": square != 0, "unit": square == 1}[domain]
            return right and len(value) == dim(symbol.sort.spaces[0])
        case "map":
            source, target = map(dim, symbol.sort.spaces)
            if len(value) != target or any(len(row) != source for row in value):
                return False
            if domain == "spd":
                symmetric = all(value[i][j] == value[j][i] for i in range(source) for j in range(i))
                return symmetric and positive_definite(value)
            columns = list(zip(*value, strict=True))
            return domain == "" or positive_definite([[sum(map(mul, a, b)) for b in columns] for a in columns])
        case "fn" | "fn-real":
            bound = "real" if kind == "fn-real" else f"vec[{symbol.sort.spaces[0]}]"
            fine = isinstance(value, Lambda) and value.body.sort is REAL and free(value.body) <= {value.bound}
            fine = fine and value.bound.data[1:] == (bound, "")
            return fine and (_tempered(value.body) if kind == "fn-real" else _smooth(value, domain, instance))
    if not isinstance(value, Sequence) or (value.tail is not None and value.cycle):
        return False
    if kind == "seq-real":
        return domain == "" or all(x >= 0 for x in value.told)
    return all(len(x) == dim(symbol.sort.spaces[0]) for x in value.told)


def positive_definite(matrix: Any) -> bool:
    """Positive definite, by elimination over the rationals."""
    rows = [list(map(Fraction, row)) for row in matrix]
    for i in range(len(rows)):
        if rows[i][i] <= 0:
            return False
        for j in range(i + 1, len(rows)):
            factor = rows[j][i] / rows[i][i]
            rows[j] = [x - factor * y for x, y in zip(rows[j], rows[i], strict=True)]
    return True


def _smooth(function: Lambda, domain: str, instance: Instance) -> bool:
    """Polynomials are smooth everywhere; so are roots, logarithms and inverses of what is visibly positive, and
    quotients by powers of |x| away from the origin.

    Likewise by powers of the norms of those summands of x that do not vanish.
    """
    if weight(function.body) > MAX_WEIGHT:
        return False
    x = function.bound
    total, places = x.sort.spaces[0], domain.partition(":")[2]
    parts = [build("inject", (), (total, k)).T @ x for k in places.split(",")] if places else [x]
    squares = {build("inner", (part, part)) for part in parts}
    stack = [function.body]
    while stack:
        n = stack.pop()
        if n.op in ("div", "sqrt", "log") and _positive(n.args[-1]):
            fine: Any = True
        elif n.op in ("div", "sqrt"):
            base = n.args[-1]
            base = base.args[0] if base.op in ("pow", "sqrt") else base
            base = base.args[0] if base.op == "sqrt" else base
            fine = domain and base in squares
        elif n.op == "basis":
            fine = 1 <= int(n.args[0].data[0]) <= instance.dim(n.data[0])
        else:
            fine = n.op in POLYNOMIAL
        if not fine:
            return False
        stack.extend(n.args)
    return True


def weight(node: Node) -> int:
    """How large it is when nothing is shared and no product is abbreviated: a bound of the work to evaluate it."""
    known: dict[Node, int] = {}

    def go(n: Node) -> int:
        if n not in known:
            known[n] = 1 + sum(map(go, n.args)) * (int(n.data[0]) if n.op == "pow" else 1)
        return known[n]

    return go(node)


def _tempered(body: Node) -> bool:
    """Smooth, and with each derivative of at most polynomial growth in its one real symbol, by its form.

    Polynomials are; and roots of, and quotients by, such functions that are at least some positive number.
    """
    parts = body.args
    fine = body.op not in ("div", "sqrt") or (_least(parts[-1]) or 0) > 0
    return fine and body.op in ("num", "sym", "add", "mul", "pow", "div", "sqrt") and all(map(_tempered, parts))


def _least(term: Node) -> Fraction | None:
    """A lower bound >= 0 of numbers, even powers, and sums and roots of such; None of other terms."""
    if term.op == "add":
        parts = [_least(a) for a in term.args]
        return None if None in parts else sum(filter(None, parts), Fraction(0))
    if term.op == "sqrt":
        inside = _least(term.args[0])
        return None if inside is None else min(inside, Fraction(1))
    if term.op == "num":
        return Fraction(term.data[0]) if Fraction(term.data[0]) >= 0 else None
    return Fraction(0) if term.op == "pow" and int(term.data[0]) % 2 == 0 else None


def _positive(term: Node, also_zero: bool = False) -> bool:
    """Positive (or zero, if that is allowed) by its form alone, wherever it has a value."""
    match term.op:
        case "num":
            return Fraction(term.data[0]) >= 0 if also_zero else Fraction(term.data[0]) > 0
        case "add":
            return all(_positive(a, True) for a in term.args) and (also_zero or any(map(_positive, term.args)))
        case "mul" | "div":
            return all(_positive(a, also_zero) for a in term.args)
        case "sqrt":
            return _positive(term.args[0], also_zero)
        case "pow":
            return _positive(term.args[0]) or (also_zero and int(term.data[0]) % 2 == 0)
        case "inner":
            return also_zero and term.args[0] is term.args[1]
    return False
