"""Witnesses: does an instance satisfy the hypotheses and break the conclusion?

Decided in exact arithmetic, and where that has no value, by balls that are apart (see `decide`).
"""

from __future__ import annotations

import re
import reprlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from fractions import Fraction
from functools import lru_cache
from math import lcm
from operator import mul
from typing import Any

from bnproof.interpret.evaluate import Evaluator
from bnproof.interpret.gram import Gram
from bnproof.interpret.instance import Instance, Lambda, Sequence
from bnproof.interpret.polynomials import coefficients
from bnproof.statement.budget import spend
from bnproof.statement.builder import eq
from bnproof.statement.calculus import Unsupported
from bnproof.statement.codec import pick
from bnproof.statement.nodes import BINDERS, Node, Statement, build, free, num, substitute
from bnproof.statement.sorts import REAL, Malformed
from bnproof.verify.context import Refused, refusing
from bnproof.verify.decide import Decider
from bnproof.verify.kernel import opening
from bnproof.verify.quadratic import holds_for_all
from bnproof.verify.recursion import continued, items

Meets = Callable[[Node], None]  # raises `Refused` unless it has a proof of the sentence
MAX_DIM = 64
MAX_CYCLE, MAX_PERIOD = 24, 240  # of one sequence, of several together
MAX_WEIGHT = 2_000  # of a chosen function
POLYNOMIAL = {
    "num", "add", "mul", "pow", "inner", "sym", "vadd", "scale", "ones", "int", "apply", "adjoint", "inject",
}  # fmt: skip


def admits(statement: Statement, instance: Instance, meets: Meets | None = None) -> Evaluator:
    """An evaluator at the instance, if in every domain and meeting every hypothesis. Raises `Refused`.

    `meets`, where given, is asked for a proof of what `universal` says of the instance, unless canonical forms do.
    """
    evaluator = Decider(instance)
    with refusing():
        for symbol in statement.symbols:
            _in_domain(symbol, instance)
        if any(h.op == "forall" for h in statement.hypotheses):
            _defined(statement.hypotheses)
        driven = [s for h in statement.hypotheses if h.op == "forall" for s in _driven(h, instance)]
        if len(set(driven)) < len(driven):
            raise Unsupported("two rules for one sequence")
        proved = set(_universal(statement)) if meets else set()
        for h in statement.hypotheses:
            if h not in proved and not _hypothesis(h, instance, evaluator):
                raise Refused(f"a hypothesis fails: {h!r:.200}")
        if meets and not all(_met(h, instance) for h in proved):
            meets(universal(statement, instance))
    return evaluator


def _driven(rule: Node, instance: Instance) -> list[Node]:
    """The sequences that it continues beyond what is known of them."""
    with suppress(Unsupported):
        return [s for s in continued(*rule.args) if not instance.values[s.name].turn]
    return []


def universal(statement: Statement, instance: Instance) -> Node:
    """What the hypotheses say of all values of reals and vectors, with the chosen functions and numbers put in.

    A proof of it, in every dimension, shows that the instance meets them. Raises `Unsupported`, `Malformed`.
    """
    given = _universal(statement)
    if any(n.op in BINDERS and n.args[0].sort.kind not in ("real", "vec") for n in _nodes(given)):
        raise Unsupported("a universal hypothesis about other things than numbers and vectors")
    sentence = build("and", tuple(_insert(h, instance) for h in given))
    reals = {s: num(instance.values[s.name]) for s in free(sentence) if s.sort is REAL}
    closed = substitute(sentence, reals)
    if free(closed):
        raise Unsupported("a universal hypothesis about more than functions and numbers")
    return closed


def _universal(statement: Statement) -> tuple[Node, ...]:
    return tuple(h for h in statement.hypotheses if h.op == "forall" and h.args[0].sort.kind in ("real", "vec"))


def _nodes(roots: Iterable[Node]) -> set[Node]:
    seen: set[Node] = set()
    stack = list(roots)
    while stack:
        n = stack.pop()
        if n not in seen:
            seen.add(n)
            stack.extend(n.args)
    return seen


@lru_cache(maxsize=32)
def _defined(hypotheses: tuple[Node, ...]) -> None:
    """Universal hypotheses must be defined also beyond what an evaluation sees. Raises `Refused`."""
    opening(Statement(hypotheses, hypotheses[0]))


def breaks(statement: Statement, instance: Instance, meets: Meets | None = None) -> None:
    """Returns if the instance is a counterexample. Raises `Refused`."""
    evaluator = admits(statement, instance, meets)
    with refusing():
        if evaluator.truth(statement.conclusion) is not False:
            raise Refused("the conclusion holds at the instance")


def nontrivial(sentence: Node, evaluator: Evaluator) -> bool:
    """Is it true at the instance, with no equation or inequality between two zeros? Raises `Refused`."""
    if sentence.op == "and":
        return all(nontrivial(a, evaluator) for a in sentence.args)
    if sentence.op in ("forall", "exists"):
        return True
    if sentence.op == "or" and any(a.op in ("forall", "exists") for a in sentence.args):
        return True
    with refusing():
        known = evaluator.truth(sentence)
        if known is False or (known is None and sentence.op != "eq"):  # balls cannot tell an equation
            return False
        return sentence.op not in ("eq", "le", "lt") or not _both_zero(sentence, evaluator)


def _both_zero(sentence: Node, evaluator: Evaluator) -> bool:
    """Of `<u, v> = 0`, whether u or v vanishes."""
    left, right = sentence.args
    if sentence.op == "eq" and left.op == "inner" and right.op == "num":
        return any(_is_zero(v, evaluator) for v in left.args)
    return _is_zero(left, evaluator) and _is_zero(right, evaluator)


def _is_zero(term: Node, evaluator: Evaluator) -> bool:
    """So too where nothing tells it from zero."""
    return evaluator.truth(eq(term, 0)) is not False


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
            fine = fine and value.bound.data[1:] == (f"vec[{symbol.sort.spaces[0]}]", "")
            fine = fine and _smooth(value, domain, instance)
        case "fn-real":
            fine = isinstance(value, Lambda) and value.body.sort is REAL and free(value.body) <= {value.bound}
            fine = fine and value.bound.data[1:] == ("real", "") and _tempered(value.body)
        case _:  # a sequence
            fine = isinstance(value, Sequence) and (value.tail is None or not value.cycle)
            if kind == "seq-real":
                fine = fine and all(x >= 0 or domain == "" for x in value.told)
            else:
                fine = fine and all(len(x) == dim(symbol.sort.spaces[0]) for x in value.told)
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


# ---- hypotheses --------------------------------------------------------------------------------------------
def _hypothesis(sentence: Node, instance: Instance, evaluator: Evaluator) -> bool:
    if sentence.op != "forall":
        return evaluator.truth(sentence) is True
    try:
        return _universal_hypothesis(sentence, instance, evaluator)
    except Unsupported:
        of_orbits = any(s.sort.kind.startswith("seq") for s in free(sentence))
        if sentence.args[0].sort.kind == "vec" and not of_orbits:  # never confirmed
            raise
        with suppress(Unsupported):
            return evaluator.truth(sentence) is True
        raise


def _universal_hypothesis(sentence: Node, instance: Instance, evaluator: Evaluator) -> bool:
    if sentence.args[0].sort.kind == "int":
        return _for_all_integers(sentence, instance, evaluator)
    v, body = sentence.args
    if body.op in ("le", "and"):
        return holds_for_all(v, body, evaluator)
    if any(s.sort.kind == "map" for s in free(sentence)):
        return _polynomial_identity(sentence, evaluator)
    return _identity(sentence, instance)


def _polynomial_identity(sentence: Node, evaluator: Evaluator) -> bool:
    """A universal equation between polynomials in the bound vectors: coefficients compared."""
    outer = evaluator.env
    try:
        while sentence.op == "forall" and sentence.args[0].sort.kind == "vec" and not sentence.args[0].domain:
            evaluator.env = {**evaluator.env, sentence.args[0]: evaluator.variables(sentence.args[0])}
            sentence = sentence.args[1]
        if sentence.op != "eq":
            raise Unsupported("a universal hypothesis of that shape")
        left, right = map(evaluator.value, sentence.args)
    finally:
        evaluator.env = outer
    pairs = zip(left, right, strict=True) if isinstance(left, list) else [(left, right)]
    return all(evaluator.sign(c) == 0 for a, b in pairs for c in coefficients(a - b))


def _met(sentence: Node, instance: Instance) -> bool:
    """Without a proof?"""
    try:
        return _identity(sentence, instance)
    except Unsupported:
        return False


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
    """Calls of function symbols replaced by their bodies, second derivatives applied to vectors by gradients."""
    if node.op == "call" and node.args[0].op == "sym":
        given = instance.values[node.args[0].name]
        return substitute(given.body, {given.bound: _insert(node.args[1], instance)})
    if node.op == "apply" and node.args[0].op == "compose":
        (left, right), v = node.args[0].args, node.args[1]
        return _insert(left @ (right @ v), instance)
    if node.op == "apply" and node.args[0].op == "hessian":
        function, point = node.args[0].args
        return _along(function, _insert(point, instance), _insert(node.args[1], instance), instance)
    return build(node.op, tuple(_insert(a, instance) for a in node.args), node.data)


def _along(function: Node, point: Node, v: Node, instance: Instance) -> Node:
    """The second derivative of a chosen function along a vector: the gradient of <grad F, v>."""
    x, y = (build("sym", (), (name, str(point.sort), "")) for name in ("along#1", "along#2"))
    if {x, y} & (free(point) | free(v)):
        raise Unsupported("a symbol of that name")
    slope = build("grad", (x, _insert(function(x), instance), y))
    return build("grad", (y, slope @ v, point))


def _for_all_integers(sentence: Node, instance: Instance, evaluator: Evaluator) -> bool:
    """For all t >= k: items of sequences at t (a bound on each), or at t and t + 1 (a recursion).

    Where all these sequences are known for ever it is checked along the prefixes and one turn of all cycles: then
    everything comes again. Else a recursion is checked along the prefix, beyond which it defines the sequence, so
    some sequence with this prefix satisfies it.
    """
    t, body = sentence.args
    used = [instance.values[s.name] for s, shift in items(body, t) if shift is not None]
    lengths = {len(s.prefix) for s in used}
    least = int(t.domain[2:])
    if used and all(s.turn for s in used):
        start = max(least, *lengths)
        period = lcm(*(len(s.turn) for s in used))
        if period > MAX_PERIOD:
            raise Unsupported("so long a period")
        return all(evaluator.bound_truth(t, k, body) is True for k in range(least, start + period))
    if len(lengths) != 1:
        raise Unsupported("a universal hypothesis of that shape")
    (length,) = lengths
    if not continued(t, body):
        raise Unsupported("a bound beyond a prefix")
    if least != 0 or any(s.turn for s in used):
        raise Unsupported("a recursion of that shape")
    return all(evaluator.bound_truth(t, k, body) is True for k in range(length - 1))


# ---- JSON --------------------------------------------------------------------------------------------------
def instance_json(instance: Instance, table: Any) -> dict[str, Any]:
    def encode(value: Any) -> Any:
        if isinstance(value, Sequence):
            prefix = [encode(x) for x in value.prefix]
            if value.cycle:
                return {"prefix": prefix, "cycle": [encode(x) for x in value.cycle]}
            return {"prefix": prefix, "tail": None if value.tail is None else encode(value.tail)}
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
        case "fn" | "fn-real":
            return Lambda(pick(nodes, raw["bound"], where), pick(nodes, raw["body"], where))
    sort = "real" if symbol.sort.kind == "seq-real" else f"vec[{symbol.sort.spaces[0]}]"
    item = build("sym", (), ("item", sort, ""))
    if set(raw) not in ({"prefix", "tail"}, {"prefix", "cycle"}):
        raise Malformed(f"{where}: a sequence is a prefix and a tail, or a prefix and a cycle")
    prefix = tuple(_decode(x, item, nodes) for x in raw["prefix"])
    if "cycle" in raw:
        if type(raw["cycle"]) is not list or not 1 < len(raw["cycle"]) <= MAX_CYCLE:
            raise Malformed(f"{where}: no cycle of 2 to {MAX_CYCLE} items")
        return Sequence(prefix, None, tuple(_decode(x, item, nodes) for x in raw["cycle"]))
    return Sequence(prefix, None if raw["tail"] is None else _decode(raw["tail"], item, nodes))


def _rational(raw: Any, where: str) -> Fraction:
    if not isinstance(raw, str) or not re.fullmatch(r"-?[0-9]{1,4000}(/0*[1-9][0-9]{0,3999})?", raw):
        raise Malformed(f"{where}: no rational number: {reprlib.repr(raw)}")
    spend(50 * len(raw))  # so instances of many digits are refused
    return Fraction(raw)
