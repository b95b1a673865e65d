"""The statement tree: sorted, interned, immutable nodes.

One class carries every term and sentence. Nodes are interned, so equality is identity and a DAG costs what it
shares. `build` checks sorts; it is the only door, for claim files and for JSON alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from weakref import WeakValueDictionary

from bnproof.statement.budget import spend
from bnproof.statement.signatures import SIGNATURES
from bnproof.statement.sorts import INT, REAL, Malformed, Sort, require, summands

MAX_DEPTH = 400  # of nesting; interpreters recurse
MAX_ARGS = 1000
BINDERS = {"grad", "sum", "total", "expect", "forall", "exists", "every"}  # the first argument is the bound symbol

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
    require(len(args) <= MAX_ARGS, f"more than {MAX_ARGS} arguments")
    node = object.__new__(Node)
    node.op, node.args, node.data = op, args, data
    node.depth = 1 + max((a.depth for a in args), default=0)
    if node.depth > MAX_DEPTH:
        raise Malformed(f"nested deeper than {MAX_DEPTH}")
    node.sort = rule(args, data)
    _interned[key] = node
    return node


def num(value: Number | str) -> Node:
    """An exact rational."""
    return build("num", (), (str(Fraction(value)),))


def lift(value: Node | Number, sort: Sort) -> Node:
    """The node, or the number as a node, of that sort; an integer term as a real where one is needed."""
    if isinstance(value, Node):
        return build("cast", (value,)) if value.sort is INT and sort is REAL else value
    if sort is not INT:
        return num(value)
    require(value == int(value), f"{value} is no integer")
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
                require(all(bound not in free(values[s]) for s in inside), f"{bound.name} would be captured")
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


def inside(*roots: Node) -> set[Node]:
    """The roots and all terms in them, under binders too."""
    found, stack = set[Node](), [*roots]
    while stack:
        n = stack.pop()
        if n not in found:
            found.add(n)
            stack.extend(n.args)
    return found


def spaces(node: Node) -> frozenset[str]:
    """The names of the spaces that occur, direct sums taken apart."""
    found: set[str] = set()
    for n in inside(node):
        found.update(part for s in n.sort.spaces for part in summands(s))
        if n.op == "dim":
            found.update(summands(n.data[0]))
        if n.op == "sym" and n.domain.startswith("index:"):
            found.add(n.domain[6:])
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
