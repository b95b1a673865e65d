"""Witnesses: does an instance satisfy the hypotheses and break the conclusion? In exact arithmetic."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from operator import mul
from typing import Any

from bnproof.interpret.evaluate import Evaluator, Instance, Lambda, Sequence
from bnproof.interpret.exact import Tower
from bnproof.interpret.gram import Gram
from bnproof.statement.calculus import Unsupported
from bnproof.statement.codec import pick
from bnproof.statement.nodes import REAL, Malformed, Node, Statement, build, free, substitute
from bnproof.verify.context import Refused, refusing
from bnproof.verify.kernel import opening

MAX_DIM = 64
POLYNOMIAL = {
    "num", "add", "mul", "pow", "inner", "sym", "vadd", "scale", "ones", "int", "apply", "adjoint", "inject",
}  # fmt: skip


def admits(statement: Statement, instance: Instance) -> Evaluator:
    """An evaluator at the instance, if in every domain and meeting every hypothesis. Raises `Refused`."""
    evaluator = Evaluator(Tower(), instance)
    with refusing():
        for symbol in statement.symbols:
            _in_domain(symbol, instance)
        if any(h.op == "forall" for h in statement.hypotheses):
            _defined(statement.hypotheses)
        continued = [s for h in statement.hypotheses if h.op == "forall" for s in _continued(*h.args)]
        if len(set(continued)) < len(continued):
            raise Unsupported("two rules for one sequence")
        for h in statement.hypotheses:
            if not _hypothesis(h, instance, evaluator):
                raise Refused(f"a hypothesis fails: {h!r:.200}")
    return evaluator


@lru_cache(maxsize=32)
def _defined(hypotheses: tuple[Node, ...]) -> None:
    """Universal hypotheses must be defined also beyond what an evaluation sees. Raises `Refused`."""
    opening(Statement(hypotheses, hypotheses[0]))


def breaks(statement: Statement, instance: Instance) -> None:
    """Returns if the instance is a counterexample. Raises `Refused`."""
    evaluator = admits(statement, instance)
    with refusing():
        if evaluator.truth(statement.conclusion) is not False:
            raise Refused("the conclusion holds at the instance")


def nontrivial(sentence: Node, evaluator: Evaluator) -> bool:
    """Is it true at the instance, with no equation or inequality between two zeros? Raises `Refused`."""
    if sentence.op == "and":
        return all(nontrivial(a, evaluator) for a in sentence.args)
    if sentence.op in ("forall", "exists"):
        return True
    with refusing():
        if evaluator.truth(sentence) is not True:
            return False
        return sentence.op not in ("eq", "le", "lt") or not _both_zero(sentence, evaluator)


def _both_zero(sentence: Node, evaluator: Evaluator) -> bool:
    """Of `<u, v> = 0`, whether u or v vanishes."""
    left, right = sentence.args
    if sentence.op == "eq" and left.op == "inner" and right.op == "num":
        return any(_is_zero(v, evaluator) for v in left.args)
    return _is_zero(left, evaluator) and _is_zero(right, evaluator)


def _is_zero(term: Node, evaluator: Evaluator) -> bool:
    value = evaluator.value(term)
    return all(evaluator.sign(x) == 0 for x in (value if isinstance(value, list) else [value]))


def _in_domain(symbol: Node, instance: Instance) -> None:
    value, dim = instance.values[symbol.name], instance.dim
    kind, domain = symbol.sort.kind, symbol.domain
    fine = True
    match kind:
        case "real":
            fine = {"": True, "pos": value > 0, "nonneg": value >= 0, "nonzero": value != 0}[domain]
        case "int" if domain.startswith("index:"):
            fine = 1 <= value == int(value) <= dim(domain[6:])
        case "int":
            fine = int(value) == value >= int(domain[2:])
        case "vec":
            fine = len(value) == dim(symbol.sort.spaces[0])
            square = sum(x * x for x in value)
            fine = fine and {"": True, "nonzero": square != 0, "unit": square == 1}[domain]
        case "map":
            source, target = map(dim, symbol.sort.spaces)
            fine = len(value) == target and all(len(row) == source for row in value)
            if fine and domain == "spd":
                symmetric = all(value[i][j] == value[j][i] for i in range(source) for j in range(i))
                fine = symmetric and _definite(value)
            elif fine and domain == "injective":
                columns = list(zip(*value, strict=True))
                fine = _definite([[sum(map(mul, a, b)) for b in columns] for a in columns])
        case "fn":
            fine = isinstance(value, Lambda) and value.body.sort is REAL and free(value.body) <= {value.bound}
            fine = fine and value.bound.sort.kind == "vec" and value.bound.sort.spaces == symbol.sort.spaces
            fine = fine and _smooth(value, domain, instance)
        case "seq-real":
            items = (*value.prefix, *(() if value.tail is None else (value.tail,)))
            fine = domain == "" or all(x >= 0 for x in items)
        case "seq-vec":
            items = (*value.prefix, *(() if value.tail is None else (value.tail,)))
            fine = all(len(x) == dim(symbol.sort.spaces[0]) for x in items)
    if not fine:
        raise Refused(f"{symbol.name} is outside its domain")


def _definite(matrix: Any) -> bool:
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
    """Polynomials are smooth everywhere; quotients by powers of |x| away from the origin.

    Likewise by powers of the norms of those summands of x that do not vanish.
    """
    x = function.bound
    total, places = x.sort.spaces[0], domain.partition(":")[2]
    parts = [build("inject", (), (total, k)).T @ x for k in places.split(",")] if places else [x]
    squares = {build("inner", (part, part)) for part in parts}
    stack = [function.body]
    while stack:
        n = stack.pop()
        if n.op in ("div", "sqrt"):
            base = n.args[-1]
            base = base.args[0] if base.op in ("pow", "sqrt") else base
            base = base.args[0] if base.op == "sqrt" else base
            fine = domain and (base in squares or (base.op == "num" and Fraction(base.data[0]) > 0))
        elif n.op == "basis":
            fine = 1 <= int(n.args[0].data[0]) <= instance.dim(n.data[0])
        else:
            fine = n.op in POLYNOMIAL
        if not fine:
            return False
        stack.extend(n.args)
    return True


# ---- hypotheses --------------------------------------------------------------------------------------------
def _hypothesis(sentence: Node, instance: Instance, evaluator: Evaluator) -> bool:
    if sentence.op != "forall":
        return evaluator.truth(sentence) is True
    if sentence.args[0].sort.kind == "int":
        return _for_all_integers(sentence, instance, evaluator)
    return _identity(sentence, instance)


def _identity(sentence: Node, instance: Instance) -> bool:
    """A universal equation about chosen functions: they are put in, and canonical forms compared."""
    while sentence.op == "forall" and sentence.args[0].sort.kind in ("real", "vec"):
        sentence = sentence.args[1]
    if sentence.op != "eq" or any(s.sort.kind not in ("fn", "real", "vec") for s in free(sentence)):
        raise Unsupported("a universal hypothesis of that shape")
    difference = _insert(sentence.args[0] - sentence.args[1], instance)
    gram = Gram()
    form = gram.scalar(difference) if difference.sort.kind == "real" else None
    return form is not None and gram.is_zero(form)


def _insert(node: Node, instance: Instance) -> Node:
    """Calls of function symbols replaced by their bodies."""
    if node.op == "call" and node.args[0].op == "sym":
        given = instance.values[node.args[0].name]
        return substitute(given.body, {given.bound: _insert(node.args[1], instance)})
    return build(node.op, tuple(_insert(a, instance) for a in node.args), node.data)


def _for_all_integers(sentence: Node, instance: Instance, evaluator: Evaluator) -> bool:
    """For all t >= k: items of sequences at t (a bound on each), or at t and t + 1 (a recursion).

    A bound is checked on the prefix and the tail. A recursion is checked along the prefix, beyond which it
    defines the sequence, so some sequence with this prefix satisfies it.
    """
    t, body = sentence.args
    used = [instance.values[s.name] for s, shift in _items(body, t) if shift is not None]
    lengths = {len(s.prefix) for s in used}
    least = int(t.domain[2:])
    if len(lengths) != 1:
        raise Unsupported("a universal hypothesis of that shape")
    (length,) = lengths
    if not _continued(t, body):
        if any(s.tail is None for s in used):
            raise Unsupported("a bound beyond a prefix")
        return all(evaluator.bound_truth(t, k, body) is True for k in range(least, max(least, length) + 1))
    if least != 0 or any(s.tail is not None for s in used):
        raise Unsupported("a recursion of that shape")
    return all(evaluator.bound_truth(t, k, body) is True for k in range(length - 1))


def _items(body: Node, t: Node) -> set[tuple[Node, int | None]]:
    """(sequence, shift) of all items: at t + shift; None without t. Raises `Unsupported` at t elsewhere."""
    found: set[tuple[Node, int | None]] = set()
    stack = [body]
    while stack:
        n = stack.pop()
        if n.op == "item":
            shift = 0 if n.args[1] is t else 1 if n.args[1] is t + 1 else None
            if shift is None and t in free(n):
                raise Unsupported("an index of that shape")
            found.add((n.args[0], shift))
        elif n is t:
            raise Unsupported("an index outside an item")
        else:
            stack.extend(n.args)
    return found


def _continued(t: Node, body: Node) -> list[Node]:
    """The sequences that a recursion continues; none, where nothing is said of an item at t + 1."""
    is_recursion = t.sort.kind == "int" and any(shift == 1 for _, shift in _items(body, t))
    return _targets(t, body) if is_recursion else []


def _targets(t: Node, body: Node) -> list[Node]:
    """The s of `guard => s[t+1] = f(items at t)`, or of a conjunction of such. Raises `Unsupported`."""
    match body.op:
        case "and":
            return [s for part in body.args for s in _targets(t, part)]
        case "implies":
            given, found = body.args[0], _targets(t, body.args[1])
        case "eq" if body.args[0].op == "item" and body.args[0].args[1] is t + 1:
            given, found = body.args[1], [body.args[0].args[0]]
        case _:
            raise Unsupported("a recursion of that shape")
    if any(shift != 0 for _, shift in _items(given, t)) or any(s.domain for s in found):
        raise Unsupported("a recursion of that shape")
    return found


# ---- JSON --------------------------------------------------------------------------------------------------
def instance_json(instance: Instance, table: Any) -> dict[str, Any]:
    def encode(value: Any) -> Any:
        if isinstance(value, Sequence):
            tail = None if value.tail is None else encode(value.tail)
            return {"prefix": [encode(x) for x in value.prefix], "tail": tail}
        if isinstance(value, Lambda):
            return {"bound": table.index(value.bound), "body": table.index(value.body)}
        return [encode(x) for x in value] if isinstance(value, tuple) else str(value)

    return {
        "dims": dict(sorted(instance.dims.items())),
        "values": {k: encode(v) for k, v in sorted(instance.values.items())},
    }


def instance_of(data: Any, nodes: list[Node], statement: Statement) -> Instance:
    """An instance from JSON, read by the sorts of the statement's symbols. Raises `Malformed`."""
    try:
        dims = {str(k): v for k, v in data["dims"].items()}
        if not all(type(v) is int and 1 <= v <= MAX_DIM for v in dims.values()):
            raise Malformed("instance.dims: a dimension is no integer from 1 to 64")
        values = {s.name: _decode(data["values"][s.name], s, nodes) for s in statement.symbols}
    except Malformed:
        raise
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise Malformed(f"instance: {error}") from None
    return Instance(dims, values)


def _decode(raw: Any, symbol: Node, nodes: list[Node]) -> Any:
    where = f"instance.values.{symbol.name}"
    match symbol.sort.kind:
        case "real":
            return _rational(raw, where)
        case "int":
            return int(_rational(raw, where)) if "/" not in raw else _rational("", where)
        case "vec":
            return tuple(_rational(x, where) for x in raw)
        case "map":
            return tuple(tuple(_rational(x, where) for x in row) for row in raw)
        case "fn":
            return Lambda(pick(nodes, raw["bound"], where), pick(nodes, raw["body"], where))
    sort = "real" if symbol.sort.kind == "seq-real" else f"vec[{symbol.sort.spaces[0]}]"
    item = build("sym", (), ("item", sort, ""))
    tail = None if raw["tail"] is None else _decode(raw["tail"], item, nodes)
    return Sequence(tuple(_decode(x, item, nodes) for x in raw["prefix"]), tail)


def _rational(raw: Any, where: str) -> Fraction:
    if not isinstance(raw, str) or not re.fullmatch(r"-?[0-9]{1,4000}(/0*[1-9][0-9]{0,3999})?", raw):
        raise Malformed(f"{where}: no rational number: {raw!r:.60}")
    return Fraction(raw)
