"""Gradients by SymPy: the chain rule over moments, in closed form for people.

Untrusted and independent of the kernel's own chain rule, which must agree before the closed form becomes a fact.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sympy as sp

from bnproof.statement.calculus import Unsupported
from bnproof.statement.nodes import Node, build, num, substitute

Word = tuple[Node, ...]
Vector = dict[tuple[Word, Node], Any]


class _Moments:
    """Real terms as SymPy expressions in moments <x, W y>, and back."""

    def __init__(self, null: Iterable[tuple[Word, Node]]) -> None:
        self.null = list(null)
        self.symbols: dict[tuple[Any, ...], Any] = {}
        self.nodes: dict[Any, Node] = {}
        self.pairs: dict[Any, tuple[Node, Word, Node]] = {}

    def _symbol(self, key: tuple[Any, ...], node: Node) -> Any:
        if key not in self.symbols:
            positive = node.op in ("dim", "pi") or (node.op == "sym" and node.domain == "pos")
            symbol = sp.Symbol(f"m{len(self.symbols)}", real=True, positive=True if positive else None)
            self.symbols[key] = symbol
            self.nodes[symbol] = node
        return self.symbols[key]

    def scalar(self, n: Node) -> Any:
        args = n.args
        match n.op:
            case "num":
                return sp.Rational(n.data[0])
            case "sym" | "dim" | "item" | "eigmin" | "eigmax":
                return self._symbol((n,), n)
            case "add":
                return sp.Add(*map(self.scalar, args))
            case "mul":
                return sp.Mul(*map(self.scalar, args))
            case "div":
                return self.scalar(args[0]) / self.scalar(args[1])
            case "pow":
                return self.scalar(args[0]) ** int(n.data[0])
            case "sqrt":
                return sp.sqrt(self.scalar(args[0]))
            case "pi":
                return self._symbol((n,), n)
            case "log":
                return sp.log(self.scalar(args[0]))
            case "inner":
                u, v = map(self.vector, args)
                return sp.Add(*(a * b * self._moment(x, s, t, y) for (s, x), a in u.items() for (t, y), b in v.items()))
        raise Unsupported(f"SymPy derives nothing from {n.op}")

    def _moment(self, x: Node, left: Word, right: Word, y: Node) -> Any:
        word = tuple(m.args[0] if m.op == "adjoint" else m.T for m in reversed(left)) + right
        back = tuple(m.args[0] if m.op == "adjoint" else m.T for m in reversed(word))
        if self._vanishes(word, y) or self._vanishes(back, x):
            return sp.Integer(0)
        if not word and x is y and x.op == "sym" and x.domain == "unit":
            return sp.Integer(1)
        key = min((x, word, y), (y, back, x), key=repr)
        symbol = self._symbol(key, build("inner", (key[0], _applied(key[1], key[2]))))
        self.pairs[symbol] = key
        return symbol

    def _vanishes(self, word: Word, atom: Node) -> bool:
        return any(atom is y and (not w or word[-len(w) :] == w) for w, y in self.null)

    def vector(self, n: Node) -> Vector:
        args = n.args
        match n.op:
            case "sym" | "ones" | "basis" | "item":
                return {((), n): sp.Integer(1)}
            case "zero":
                return {}
            case "vadd":
                return _combined(map(self.vector, args))
            case "scale":
                s = self.scalar(args[0])
                return {k: s * v for k, v in self.vector(args[1]).items()}
            case "apply":
                return _combined(
                    {((*word, *w), x): c * v for (w, x), v in self.vector(args[1]).items()}
                    for word, c in self.operator(args[0])
                )
        raise Unsupported(f"SymPy derives nothing from {n.op}")

    def operator(self, n: Node) -> list[tuple[Word, Any]]:
        match n.op:
            case "sym":
                return [((n,), sp.Integer(1))]
            case "adjoint" if n.args[0].op == "sym":
                return [((n,), sp.Integer(1))]
            case "identity":
                return [((), sp.Integer(1))]
            case "madd":
                return [item for a in n.args for item in self.operator(a)]
            case "mscale":
                s = self.scalar(n.args[0])
                return [(w, s * c) for w, c in self.operator(n.args[1])]
            case "compose":
                left, right = map(self.operator, n.args)
                return [((*w, *v), c * k) for w, c in left for v, k in right]
        raise Unsupported(f"SymPy derives nothing from {n.op}")

    def node(self, e: Any) -> Node:
        """A SymPy expression as a term."""
        if e in self.nodes:
            return self.nodes[e]
        if e.is_Rational:
            return num(str(e))
        if e.is_Add:
            return build("add", tuple(map(self.node, e.args)))
        if e.is_Mul:
            top, bottom = sp.fraction(e)
            if bottom != 1:
                return self.node(top) / self.node(bottom)
            return build("mul", tuple(map(self.node, e.args)))
        if e.is_Pow and e.exp.is_Rational:
            base, k = self.node(e.base), abs(e.exp)
            root = build("sqrt", (base,)) if k.q == 2 else base
            power = root ** int(k.p) if k.p > 1 else root
            return num(1) / power if e.exp < 0 else power
        raise Unsupported(f"no term for {e}")


def _applied(word: Word, atom: Node) -> Node:
    for m in reversed(word):
        atom = m @ atom
    return atom


def _combined(parts: Iterable[Vector]) -> Vector:
    total: Vector = {}
    for part in parts:
        for k, v in part.items():
            total[k] = total.get(k, 0) + v
    return total


def closed_form(gradient: Node, hypotheses: Iterable[Node] = ()) -> Node:
    """The gradient (or derivative) node in closed form. Raises `Unsupported`."""
    bound, body, point = gradient.args
    moments = _Moments(_null(hypotheses))
    f = moments.scalar(body)
    if bound.sort.kind == "real":
        x = moments.scalar(bound)
        return substitute(moments.node(sp.factor(sp.diff(f, x))), {bound: point})
    total: Vector = {}
    for symbol in sorted(f.free_symbols & set(moments.pairs), key=str):
        slope = sp.diff(f, symbol)
        x, word, y = moments.pairs[symbol]
        back = tuple(m.args[0] if m.op == "adjoint" else m.T for m in reversed(word))
        for hit, w, other in ((x, word, y), (y, back, x)):
            if hit is bound:
                total[w, other] = total.get((w, other), 0) + slope
    parts = [moments.node(sp.factor(c)) * _applied(w, y) for (w, y), c in total.items() if c != 0]
    if not parts:
        return build("zero", (), bound.sort.spaces)
    return substitute(parts[0] if len(parts) == 1 else build("vadd", tuple(parts)), {bound: point})


def _null(hypotheses: Iterable[Node]) -> list[tuple[Word, Node]]:
    plain = _Moments(())
    found: list[tuple[Word, Node]] = []
    for h in hypotheses:
        if h.op == "eq" and h.args[1].op == "zero":
            try:
                vector = plain.vector(h.args[0])
            except Unsupported:
                continue
            if len(vector) == 1:
                found.extend(vector)
    return found
