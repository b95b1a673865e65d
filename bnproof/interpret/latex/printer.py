"""Sentences as LaTeX, on one line or on several."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from bnproof.interpret.latex.pieces import AND, IMPLIES, OR, QUANTIFIED, RELATION, Piece, at_least, parens, width
from bnproof.interpret.latex.terms import Terms
from bnproof.interpret.limits import limit
from bnproof.statement.limits import INDEX
from bnproof.statement.nodes import Node

LINE = 70  # glyphs of a formula on one line
RELATIONS = {"eq": "=", "le": r"\le", "lt": "<"}


class Printer(Terms):
    """Prints the nodes below `roots`; one printer, one choice of names."""

    def sentence(self, node: Node) -> str:
        return self.formula(node).text

    def formula(self, node: Node) -> Piece:
        """A sentence."""
        args, short = node.args, self._limit(node)
        if short is not None:
            return short
        match node.op:
            case "eq" | "le" | "lt":
                return Piece(f"{self.term(args[0])} {RELATIONS[node.op]} {self.term(args[1])}", RELATION)
            case "not":
                if args[0].op == "eq":
                    return Piece(r" \ne ".join(map(self.term, args[0].args)), RELATION)
                return Piece(r"\neg " + parens(self.sentence(args[0])), RELATION)
            case "and" | "or":
                level = AND if node.op == "and" else OR
                if len(args) == 1:
                    return self.formula(args[0])
                sign = r" \wedge " if level == AND else r" \vee "
                return Piece(sign.join(at_least(self.formula(a), level) for a in args), level)
            case "implies":
                sides = (at_least(self.formula(a), OR) for a in args)
                return Piece(r" \Rightarrow ".join(sides), IMPLIES)
            case "forall" | "exists" | "every":
                with self.quantified(node) as (prefix, body):
                    return Piece(rf"{prefix}:\ {self.sentence(body)}", QUANTIFIED)
        raise ValueError(f"{node.op} is no sentence")

    def _limit(self, node: Node) -> Piece | None:
        r"""`x_k \to x` for what says so with all its quantifiers, and with a stroke for its negation."""
        found = limit(node)
        if found is None:
            return None
        with self.bound(INDEX, found.term):
            arrow = r"\to" if found.holds else r"\nrightarrow"
            return Piece(f"{self.term(found.term)} {arrow} {self.term(found.to)}", RELATION)

    @contextmanager
    def quantified(self, node: Node) -> Iterator[tuple[str, Node]]:
        """The quantifiers at the head of a sentence, and what they stand before."""
        found = []
        with ExitStack() as stack:
            while node.op in ("forall", "exists", "every") and limit(node) is None:
                symbol, *limits, body = node.args
                low, high = [self.term(a) for a in limits] or ("", "")
                x = stack.enter_context(self.bound(symbol, body))
                sign = r"\exists" if node.op == "exists" else r"\forall"
                found.append(f"{sign} " + (rf"{low} \le {x} \le {high}" if limits else self.domain(symbol)))
                node = body
            yield r",\ ".join(found), node

    def layout(self, node: Node, wide: int = LINE) -> list[str]:
        """A sentence on as many lines as it needs; conjunctions wider than the limit are split."""
        whole, args = self.formula(node).text, node.args
        if width(whole) <= (wide if node.op == "and" else LINE):
            return [whole]
        match node.op:
            case "eq" | "le" | "lt":
                return [self.term(args[0]), rf"\quad {RELATIONS[node.op]} {self.term(args[1])}"]
            case "and":
                lines: list[str] = []
                for a in args:
                    piece = self.formula(a)
                    new = self.layout(a) if piece.level >= AND else self._enclosed(a)
                    lines += [(r"\wedge\ " if lines else "") + new[0], *new[1:]]
                return lines
            case "implies":
                left, right = (self.layout(a) if (p := self.formula(a)).level >= OR else [parens(p.text)] for a in args)
                return [*left, r"\quad \Rightarrow\ " + right[0], *(r"\quad " + line for line in right[1:])]
            case "forall" | "exists" | "every":
                with self.quantified(node) as (prefix, body):
                    first, *rest = self.layout(body)
                return [rf"{prefix}:\ {first}", *(r"\quad " + line for line in rest)]
        return [whole]

    def _enclosed(self, node: Node) -> list[str]:
        """In brackets, which stay small where there is more than one line."""
        first, *rest = self.layout(node)
        return ["(" + first, *rest[:-1], rest[-1] + ")"] if rest else [parens(first)]


def term(node: Node) -> str:
    """A term."""
    return Printer(node).term(node)


def sentence(node: Node) -> str:
    """A sentence."""
    return Printer(node).sentence(node)
