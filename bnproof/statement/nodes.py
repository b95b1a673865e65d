"""The statement tree: sorted, interned, immutable nodes.

One class carries every term and sentence. Nodes are interned, so equality is identity and a DAG costs what it
shares. `build` checks sorts; it is the only door, for claim files and for JSON alike.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from weakref import WeakValueDictionary

from bnproof.statement.budget import spend

MAX_DEPTH = 400  # of nesting; interpreters recurse
MAX_ARGS = 1000


class Malformed(ValueError):
    """A term or sentence that has no sort, or data that is none."""


@dataclass(frozen=True, slots=True)
class Sort:
    """`real`, `int`, `bool`, `vec[space]`, `map[from,to]`, `fn[space]`, `fn-real`, `seq-real`, `seq-vec[space]`."""

    kind: str
    spaces: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.kind + (f"[{','.join(self.spaces)}]" if self.spaces else "")


REAL, INT, BOOL = Sort("real"), Sort("int"), Sort("bool")
SPACES_OF = {"real": 0, "int": 0, "bool": 0, "vec": 1, "map": 2, "fn": 1, "fn-real": 0, "seq-real": 0, "seq-vec": 1}
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_'*^+]*(?:#[0-9]+)?")
NUMBER = re.compile(r"-?[0-9]{1,4000}(/[0-9]{1,4000})?")

# What a symbol may promise beyond its sort. Integers say `>=k`; an index of a basis vector says its space.
DOMAINS = {
    "real": {"", "pos", "nonneg", "nonzero"},
    "int": {""},
    "vec": {"", "nonzero", "unit"},
    "map": {"", "spd", "injective"},
    "fn": {"", "punctured"},  # smooth everywhere, or away from the origin; `punctured:1,2`: of these summands
    "fn-real": {"", "tempered"},  # smooth; tempered: it and every derivative grow at most polynomially
    "seq-real": {"", "nonneg"},
    "seq-vec": {""},
}


def Vec(space: str) -> Sort:
    return Sort("vec", (space,))


def summands(space: str) -> tuple[str, ...]:
    """The spaces of which a direct sum `a+b+c` is made; a space that is no sum is its own only summand."""
    return tuple(space.split("+"))


def parse_sort(text: str) -> Sort:
    """The sort that `str` printed. Raises `Malformed`."""
    match = re.fullmatch(r"([a-z-]+)(?:\[([^\[\]]*)\])?", text)
    spaces = tuple(match[2].split(",")) if match and match[2] else ()
    if not match or SPACES_OF.get(match[1]) != len(spaces) or not all(NAME.fullmatch(s) for s in spaces):
        raise Malformed(f"no such sort: {text!r}")
    return Sort(match[1], spaces)


Number = int | Fraction


class Node:
    """A term or a sentence: operator, arguments, literal data, sort."""

    __slots__ = ("__weakref__", "args", "data", "depth", "op", "sort")
    op: str
    args: tuple[Node, ...]
    data: tuple[str, ...]
    sort: Sort
    depth: int

    def __repr__(self) -> str:
        if self.depth > 12:  # a DAG may have more leaves than there is memory
            return f"{self.op}(...)"
        return f"{self.op}({', '.join([*map(repr, self.args), *self.data])})"

    def __add__(self, other: Node | Number) -> Node:
        other = lift(other, self.sort)
        return build({"vec": "vadd", "map": "madd", "int": "iadd"}.get(self.sort.kind, "add"), (self, other))

    def __radd__(self, other: Number) -> Node:
        return lift(other, self.sort) + self

    def __neg__(self) -> Node:
        return -1 * self

    def __sub__(self, other: Node | Number) -> Node:
        return self + (-lift(other, self.sort))

    def __rsub__(self, other: Number) -> Node:
        return lift(other, self.sort) + (-self)

    def __mul__(self, other: Node | Number) -> Node:
        if not isinstance(other, Node):
            return other * self
        if self.sort is not REAL and other.sort is REAL:
            return other * self
        return build({"vec": "scale", "map": "mscale"}.get(other.sort.kind, "mul"), (self, other))

    def __rmul__(self, other: Number) -> Node:
        if self.sort is INT:
            return build("imul", (self,), lift(other, INT).data)
        return num(other) * self

    def __truediv__(self, other: Node | Number) -> Node:
        other = lift(other, REAL)
        return build("div", (self, other)) if self.sort is REAL else build("div", (num(1), other)) * self

    def __rtruediv__(self, other: Number) -> Node:
        return build("div", (num(other), self))

    def __pow__(self, exponent: int | Node) -> Node:
        """Real to a positive integer, real to an integer term, or a positive definite map to any integer."""
        if isinstance(exponent, Node):
            return build("npow", (self, exponent))
        return build("mpow" if self.sort.kind == "map" else "pow", (self,), (str(exponent),))

    def __matmul__(self, other: Node) -> Node:
        match self.sort.kind, other.sort.kind:
            case "vec", "vec":
                return build("inner", (self, other))
            case "map", "vec":
                return build("apply", (self, other))
            case "vec", "map":
                return build("apply", (other.T, self))
        return build("compose", (self, other))

    def __getitem__(self, index: Node | int) -> Node:
        """The item of a sequence."""
        return build("item", (self, lift(index, INT)))

    def __call__(self, at: Node, order: int = 0) -> Node:
        """The value of a function; of a function of a real variable also a derivative of some order."""
        if self.sort.kind == "fn-real":
            return build("at", (self, lift(at, REAL)), (str(order),))
        return build("call", (self, at))

    @property
    def T(self) -> Node:
        """The adjoint of a map (itself where it is positive definite)."""
        return self if self.op == "sym" and self.domain == "spd" else build("adjoint", (self,))

    @property
    def name(self) -> str:
        return self.data[0]

    @property
    def domain(self) -> str:
        return self.data[2]


_interned: WeakValueDictionary[tuple[object, ...], Node] = WeakValueDictionary()


def build(op: str, args: tuple[Node, ...] = (), data: tuple[str, ...] = ()) -> Node:
    """The node, sort-checked and interned. Raises `Malformed`."""
    spend()
    key = (op, tuple(map(id, args)), data)
    found = _interned.get(key)
    if found is not None:
        return found
    rule = SIGNATURES.get(op)
    if rule is None:
        raise Malformed(f"no such operator: {op!r}")
    _check(len(args) <= MAX_ARGS, f"more than {MAX_ARGS} arguments")
    node = object.__new__(Node)
    node.op, node.args, node.data = op, args, data
    node.depth = 1 + max((a.depth for a in args), default=0)
    if node.depth > MAX_DEPTH:
        raise Malformed(f"nested deeper than {MAX_DEPTH}")
    node.sort = rule(args, data)
    _interned[key] = node
    return node


def _check(condition: object, message: str) -> None:
    if not condition:
        raise Malformed(message)


def _plain(result: Sort, *kinds: str) -> Callable[..., Sort]:
    def rule(args: tuple[Node, ...], data: tuple[str, ...]) -> Sort:
        _check(not data and _kinds(args) == kinds, f"needs arguments {kinds}, has {_shown(args)}")
        return result

    return rule


def _many(kind: str) -> Callable[..., Sort]:
    def rule(args: tuple[Node, ...], data: tuple[str, ...]) -> Sort:
        _check(not data and args and len({a.sort for a in args}) == 1, f"mixed sorts {_shown(args)}")
        _check(args[0].sort.kind == kind, f"needs {kind}, has {_shown(args)}")
        return args[0].sort

    return rule


def _kinds(args: tuple[Node, ...]) -> tuple[str, ...]:
    return tuple(a.sort.kind for a in args)


def _shown(args: tuple[Node, ...]) -> str:
    return "(" + ", ".join(str(a.sort) for a in args) + ")"


def _symbol(args: tuple[Node, ...], data: tuple[str, ...]) -> Sort:
    _check(not args and len(data) == 3 and NAME.fullmatch(data[0]), f"no symbol: {data}")
    sort = parse_sort(data[1])
    known = data[2] in DOMAINS.get(sort.kind, ())
    if sort is INT or sort == INT:
        known = known or re.fullmatch(r">=-?[0-9]{1,9}|index:[A-Za-z][A-Za-z0-9_]*", data[2]) is not None
        sort = INT
    elif sort.kind == "fn" and re.fullmatch(r"punctured:[1-9](,[1-9])*", data[2]):
        parts, places = len(summands(sort.spaces[0])), list(map(int, data[2][10:].split(",")))
        known = parts > 1 and places[-1] <= parts and places == sorted(set(places))
    _check(known, f"no domain {data[2]!r} for {data[1]}")
    _check(data[2] != "spd" or sort.spaces[0] == sort.spaces[1], "definite from a space to another")
    return {"real": REAL, "bool": BOOL}.get(sort.kind, sort)


def _number(args: tuple[Node, ...], data: tuple[str, ...]) -> Sort:
    _check(not args and len(data) == 1 and NUMBER.fullmatch(data[0]), "no number")
    try:
        _check(str(Fraction(data[0])) == data[0], "a number is not in lowest terms")
    except ZeroDivisionError:
        raise Malformed("a number with denominator 0") from None
    return REAL


def _integer(args: tuple[Node, ...], data: tuple[str, ...]) -> None:
    _check(len(data) == 1 and re.fullmatch(r"-?[0-9]{1,9}", data[0]), f"no integer: {data}")


def _int_literal(args: tuple[Node, ...], data: tuple[str, ...]) -> Sort:
    _integer(args, data)
    _check(not args, "an integer takes no arguments")
    return INT


def _imul(args: tuple[Node, ...], data: tuple[str, ...]) -> Sort:
    _integer(args, data)
    return _plain(INT, "int")(args, ())


def _pow(args: tuple[Node, ...], data: tuple[str, ...]) -> Sort:
    _integer(args, data)
    _check(1 <= int(data[0]) <= 1000, "an exponent is outside 1 ... 1000")
    return _plain(REAL, "real")(args, ())


def _mpow(args: tuple[Node, ...], data: tuple[str, ...]) -> Sort:
    _integer(args, data)
    definite = len(args) == 1 and args[0].op == "sym" and args[0].domain == "spd"
    _check(definite, "powers need a positive definite symbol")
    return args[0].sort


def _spectral(args: tuple[Node, ...], data: tuple[str, ...]) -> Sort:
    _check(not data and len(args) == 1 and args[0].sort.kind == "map", "needs a map")
    _check(args[0].sort.spaces[0] == args[0].sort.spaces[1], "needs a map of a space to itself")
    return REAL


def _oblique(args: tuple[Node, ...], data: tuple[str, ...]) -> Sort:
    _spectral(args, data)
    definite = args[0].op == "identity" or (args[0].op == "sym" and args[0].domain == "spd")
    _check(definite, "an oblique mean needs a positive definite symbol, or the identity")
    return REAL


def _space_data(result: Callable[[str], Sort]) -> Callable[..., Sort]:
    def rule(args: tuple[Node, ...], data: tuple[str, ...]) -> Sort:
        _check(not args and len(data) == 1 and NAME.fullmatch(data[0]), f"no space: {data}")
        return result(data[0])

    return rule


def _basis(args: tuple[Node, ...], data: tuple[str, ...]) -> Sort:
    _check(_kinds(args) == ("int",) and len(data) == 1, "a basis vector needs a space and an index")
    index = args[0]
    fits = index.op == "int" or (index.op == "sym" and index.domain == f"index:{data[0]}")
    _check(fits, f"{index} is no index of {data[0]}")
    return Vec(data[0])


def _inner(args: tuple[Node, ...], data: tuple[str, ...]) -> Sort:
    _many("vec")(args, data)
    _check(len(args) == 2, "an inner product has two arguments")
    return REAL


def _apply(args: tuple[Node, ...], data: tuple[str, ...]) -> Sort:
    _check(not data and _kinds(args) == ("map", "vec"), _shown(args))
    _check(args[0].sort.spaces[0] == args[1].sort.spaces[0], f"map and vector do not fit: {_shown(args)}")
    return Vec(args[0].sort.spaces[1])


def _compose(args: tuple[Node, ...], data: tuple[str, ...]) -> Sort:
    _check(not data and _kinds(args) == ("map", "map"), f"no maps: {_shown(args)}")
    _check(args[0].sort.spaces[0] == args[1].sort.spaces[1], f"maps do not fit: {_shown(args)}")
    return Sort("map", (args[1].sort.spaces[0], args[0].sort.spaces[1]))


def _adjoint(args: tuple[Node, ...], data: tuple[str, ...]) -> Sort:
    _check(not data and len(args) == 1 and args[0].sort.kind == "map", "needs a map")
    return Sort("map", args[0].sort.spaces[::-1])


def _scale(kind: str) -> Callable[..., Sort]:
    def rule(args: tuple[Node, ...], data: tuple[str, ...]) -> Sort:
        _check(not data and _kinds(args) == ("real", kind), _shown(args))
        return args[1].sort

    return rule


def _inject(args: tuple[Node, ...], data: tuple[str, ...]) -> Sort:
    _check(not args and len(data) == 2 and NAME.fullmatch(data[0]), f"no direct sum: {data}")
    parts = summands(data[0])
    _check(len(parts) > 1 and all(parts) and re.fullmatch("[1-9]", data[1]), f"no summand {data}")
    _check(int(data[1]) <= len(parts), f"no summand {data}")
    return Sort("map", (parts[int(data[1]) - 1], data[0]))


def _call(args: tuple[Node, ...], data: tuple[str, ...]) -> Sort:
    _check(not data and _kinds(args) == ("fn", "vec"), _shown(args))
    _check(args[0].sort.spaces == args[1].sort.spaces, f"function and argument do not fit: {_shown(args)}")
    return REAL


def _at(args: tuple[Node, ...], data: tuple[str, ...]) -> Sort:
    _check(_kinds(args) == ("fn-real", "real"), _shown(args))
    _check(len(data) == 1 and re.fullmatch("[0-9]", data[0]), "no order of a derivative from 0 to 9")
    return REAL


def _hessian(args: tuple[Node, ...], data: tuple[str, ...]) -> Sort:
    _call(args, data)
    return Sort("map", args[0].sort.spaces * 2)


def _item(args: tuple[Node, ...], data: tuple[str, ...]) -> Sort:
    _check(not data and _kinds(args) in (("seq-real", "int"), ("seq-vec", "int")), _shown(args))
    return REAL if args[0].sort.kind == "seq-real" else Vec(args[0].sort.spaces[0])


def _derivative(args: tuple[Node, ...], data: tuple[str, ...]) -> Sort:
    _check(not data and len(args) == 3 and args[0].op == "sym", "a derivative needs variable, body, point")
    _check(args[0].sort == args[2].sort and args[1].sort is REAL, f"no derivative: {_shown(args)}")
    _check(args[0].sort is REAL or args[0].sort.kind == "vec", "derivatives are by reals or vectors")
    return args[0].sort


def _expectation(args: tuple[Node, ...], data: tuple[str, ...]) -> Sort:
    _check(not data and len(args) == 2 and args[0].op == "sym", "an expectation needs variable and body")
    _check(args[0].sort.kind == "vec" and not args[0].domain, "the standard normal law is one of vectors")
    _check(args[1].sort is REAL or args[1].sort.kind == "vec", f"no expectation: {_shown(args)}")
    return args[1].sort


def _total(args: tuple[Node, ...], data: tuple[str, ...]) -> Sort:
    _check(not data and len(args) == 2 and args[0].op == "sym", "a sum over a basis needs index and body")
    _check(args[0].domain.startswith("index:") and args[1].sort is REAL, f"no sum over a basis: {_shown(args)}")
    return REAL


def _ranged(result: Sort) -> Callable[..., Sort]:
    def rule(args: tuple[Node, ...], data: tuple[str, ...]) -> Sort:
        _check(not data and len(args) == 4 and args[0].op == "sym", "needs variable, bounds, body")
        _check(all(a.sort is INT for a in args[:3]) and args[3].sort is result, _shown(args))
        return result

    return rule


def _equation(args: tuple[Node, ...], data: tuple[str, ...]) -> Sort:
    _check(not data and len(args) == 2 and args[0].sort == args[1].sort, f"sides differ: {_shown(args)}")
    _check(args[0].sort.kind in ("real", "vec"), f"no equation between {args[0].sort}")
    return BOOL


def _quantified(args: tuple[Node, ...], data: tuple[str, ...]) -> Sort:
    _check(not data and len(args) == 2 and args[0].op == "sym", "a quantifier needs a variable")
    _check(args[1].sort is BOOL, "a quantifier needs a sentence")
    _check(args[0].domain != "injective", "such maps need not exist: no quantifier")
    return BOOL


SIGNATURES: dict[str, Callable[..., Sort]] = {
    "sym": _symbol, "num": _number, "int": _int_literal,
    "add": _many("real"), "mul": _many("real"), "div": _plain(REAL, "real", "real"),
    "pow": _pow, "npow": _plain(REAL, "real", "int"), "sqrt": _plain(REAL, "real"),
    "abs": _plain(REAL, "real"), "log": _plain(REAL, "real"), "exp": _plain(REAL, "real"),
    "pi": _plain(REAL), "cos": _plain(REAL, "real"), "sin": _plain(REAL, "real"),
    "max": _many("real"), "min": _many("real"), "cast": _plain(REAL, "int"),
    "iadd": _many("int"), "imul": _imul,
    "inner": _inner, "call": _call, "at": _at, "item": _item, "dim": _space_data(lambda s: REAL),
    "eigmin": _spectral, "eigmax": _spectral, "radius": _spectral, "trace": _spectral, "oblique": _oblique,
    "grad": _derivative, "sum": _ranged(REAL), "total": _total, "expect": _expectation,
    "zero": _space_data(Vec), "ones": _space_data(Vec), "basis": _basis,
    "vadd": _many("vec"), "scale": _scale("vec"), "apply": _apply,
    "madd": _many("map"), "mscale": _scale("map"), "compose": _compose, "mpow": _mpow, "adjoint": _adjoint,
    "identity": _space_data(lambda s: Sort("map", (s, s))), "hessian": _hessian, "inject": _inject,
    "eq": _equation, "le": _plain(BOOL, "real", "real"), "lt": _plain(BOOL, "real", "real"),
    "not": _plain(BOOL, "bool"), "and": _many("bool"), "or": _many("bool"),
    "implies": _plain(BOOL, "bool", "bool"),
    "forall": _quantified, "exists": _quantified, "every": _ranged(BOOL),
}  # fmt: skip
BINDERS = {"grad", "sum", "total", "expect", "forall", "exists", "every"}  # the first argument is the bound symbol


def num(value: Number | str) -> Node:
    """An exact rational."""
    return build("num", (), (str(Fraction(value)),))


def lift(value: Node | Number, sort: Sort) -> Node:
    """The node, or the number as a node, of that sort; an integer term as a real where one is needed."""
    if isinstance(value, Node):
        return build("cast", (value,)) if value.sort is INT and sort is REAL else value
    if sort is not INT:
        return num(value)
    _check(value == int(value), f"{value} is no integer")
    return build("int", (), (str(int(value)),))


@cache
def free(node: Node) -> frozenset[Node]:
    """The free symbols."""
    if node.op == "sym":
        return frozenset((node,))
    if node.op in BINDERS:
        body = _body(node)
        outer = (free(a) for k, a in enumerate(node.args) if k not in (0, body))
        return (free(node.args[body]) - {node.args[0]}).union(*outer)
    return frozenset().union(*(free(a) for a in node.args))


def _body(binder: Node) -> int:
    """Which argument is under the binder."""
    return 1 if binder.op == "grad" else len(binder.args) - 1


def substitute(node: Node, values: dict[Node, Node]) -> Node:
    """Free symbols replaced. Raises `Malformed` where a binder would capture."""
    memo: dict[tuple[Node, frozenset[Node]], Node] = {}

    def go(n: Node, symbols: frozenset[Node]) -> Node:
        here = symbols & free(n)
        if not here:
            return n
        if n.op == "sym":
            return values[n]
        if (n, here) not in memo:
            scopes = [here] * len(n.args)
            if n.op in BINDERS:
                bound, body = n.args[0], _body(n)
                scopes[0], scopes[body] = frozenset(), here - {bound}
                inside = scopes[body] & free(n.args[body])
                _check(all(bound not in free(values[s]) for s in inside), f"{bound.name} would be captured")
            memo[n, here] = build(n.op, tuple(map(go, n.args, scopes)), n.data)
        return memo[n, here]

    return go(node, frozenset(values))


def replace(node: Node, old: Node, new: Node) -> Node:
    """Every occurrence of a term replaced, except under binders of its symbols."""
    memo: dict[Node, Node] = {}
    symbols = free(old) | free(new)

    def go(n: Node) -> Node:
        if n is old:
            return new
        if n not in memo:
            shielded = n.op in BINDERS and n.args[0] in symbols
            memo[n] = n if shielded else build(n.op, tuple(go(a) for a in n.args), n.data)
        return memo[n]

    return go(node)


def spaces(node: Node) -> frozenset[str]:
    """The names of the spaces that occur, direct sums taken apart."""
    seen: set[Node] = set()
    found: set[str] = set()
    stack = [node]
    while stack:
        n = stack.pop()
        if n not in seen:
            seen.add(n)
            found.update(part for s in n.sort.spaces for part in summands(s))
            if n.op == "dim":
                found.update(summands(n.data[0]))
            if n.op == "sym" and n.domain.startswith("index:"):
                found.add(n.domain[6:])
            stack.extend(n.args)
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Statement:
    """For all values of the free symbols in their domains: the hypotheses imply the conclusion."""

    hypotheses: tuple[Node, ...]
    conclusion: Node

    @property
    def symbols(self) -> tuple[Node, ...]:
        """The universally quantified symbols, by name."""
        found = frozenset().union(*(free(n) for n in (*self.hypotheses, self.conclusion)))
        return tuple(sorted(found, key=lambda s: s.name))

    @property
    def spaces(self) -> tuple[str, ...]:
        found = frozenset().union(*(spaces(n) for n in (*self.hypotheses, self.conclusion)))
        return tuple(sorted(found))
