"""Terms as LaTeX."""

from __future__ import annotations

import re
from contextlib import ExitStack
from fractions import Fraction

from bnproof.interpret.latex.notation import (
    composed,
    gradient_of,
    is_number,
    logarithm,
    nodes_below,
    partial,
    squared_norm,
)
from bnproof.interpret.latex.pieces import ADD, ATOM, CLOSED, MUL, OPEN, Piece, at_least, enclosed, norm, number, parens
from bnproof.interpret.latex.spelling import spell, subscript, superscript, tight
from bnproof.interpret.latex.symbols import Symbols
from bnproof.statement.nodes import BINDERS, Node, free
from bnproof.statement.sorts import summands
from bnproof.statement.stacks import stacked

SUMS = {"add", "iadd", "vadd", "madd"}
PRODUCTS = {"mul", "imul", "scale", "mscale", "apply", "compose", "cast", "num", "int"}


class Terms(Symbols):
    """Prints the terms below `roots`."""

    def __init__(self, *roots: Node) -> None:
        super().__init__(roots)
        self.roots = roots
        self._let: dict[Node, str] = {}
        self._used: set[Node] = set()
        self._binding: set[Node] = set()

    def term(self, node: Node) -> str:
        return self.piece(node).text

    def piece(self, node: Node) -> Piece:
        """A term."""
        if node in self._let:
            return self._abbreviation(node)
        if node.op in SUMS and not stacked(node):
            return self._total(node)
        if node.op in PRODUCTS or (node.op == "div" and not logarithm(node)):
            negative, piece = self._signed(node)
            return Piece("-" + at_least(piece, OPEN), ADD) if negative else piece
        return self._primitive(node)

    def _primitive(self, node: Node) -> Piece:
        args = node.args
        match node.op:
            case "sym":
                name = self._names[node]
                return Piece(name.text(), CLOSED if name.sup else ATOM)
            case "item":
                name = self._names[args[0]]
                return Piece(name.text(self.term(args[1])), CLOSED if name.sup else ATOM)
            case "dim":
                text = self.dim(node.data[0])
                level = ADD if len(summands(node.data[0])) > 1 else OPEN if text.startswith(r"\dim") else ATOM
                return Piece(text, level)
            case "zero":
                return Piece("0", ATOM)
            case "ones":
                return Piece(r"\mathbf 1" + subscript("+".join(spell(s).text() for s in summands(node.data[0]))), ATOM)
            case "basis":
                letter = r"\mathbf e" if any(s.base == "e" for s in self._names.values()) else "e"
                return Piece(letter + subscript(self.term(args[0])), ATOM)
            case "identity":
                return Piece(r"\mathbf I" if "I" in self._texts() else "I", ATOM)
            case "inject":
                letter = r"\jmath" if any(s.base == r"\iota" for s in self._names.values()) else r"\iota"
                return Piece(letter + subscript(node.data[1]), ATOM)
            case "vadd":
                return Piece(parens(", ".join(map(self.term, stacked(node)))), ATOM)
            case "call":
                return Piece(self._value(args[0], args[1]), ATOM)
            case "at":
                function, k = self.term(args[0]), int(node.data[0])
                if k and re.search("['^]", function):
                    function = f"({function})^{{({k})}}"
                elif k:
                    function += "'" * k if k < 3 else f"^{{({k})}}"
                return Piece(function + parens(self.term(args[1])), ATOM)
            case "abs":
                return Piece(enclosed(r"\lvert", self.term(args[0]), r"\rvert"), ATOM)
            case "log":
                return Piece(r"\ln" + parens(self.term(args[0])), CLOSED)
            case "div":
                x, base = logarithm(node) or args
                return Piece(r"\log" + subscript(self.term(base)) + parens(self.term(x)), CLOSED)
            case "exp":
                return Piece(r"\exp" + parens(self.term(args[0])), CLOSED)
            case "trace":
                return Piece(r"\operatorname{Tr}" + parens(self.term(args[0])), CLOSED)
            case "oblique":
                return self._oblique(args[0])
            case "pi":
                return Piece(r"\boldsymbol{\pi}" if r"\pi" in self._texts() else r"\pi", ATOM)
            case "cos" | "sin":
                return Piece(rf"\{node.op}" + parens(self.term(args[0])), CLOSED)
            case "max" | "min":
                return Piece(rf"\{node.op}" + parens(", ".join(map(self.term, args))), CLOSED)
            case "eigmin" | "eigmax":
                return Piece(rf"\lambda_{{\{node.op[3:]}}}" + parens(self.term(args[0])), ATOM)
            case "radius":
                letter = r"\varrho" if r"\rho" in self._texts() else r"\rho"
                return Piece(letter + parens(self.term(args[0])), ATOM)
            case "hessian":
                return Piece(r"\nabla^2 " + self._value(args[0], args[1]), CLOSED)
            case "adjoint":
                return Piece(at_least(self.piece(args[0]), ATOM) + r"^{\top}", CLOSED)
            case "mpow":
                return self._power(args[0], node.data[0])
            case "npow":
                return self._power(args[0], self.term(args[1]))
            case "pow" | "sqrt" | "inner":
                return self._root_or_power(node)
            case "sum":
                low, high = self.term(args[1]), self.term(args[2])
                with self.bound(args[0], args[3]) as i:
                    body = at_least(self.piece(args[3]), OPEN)
                return Piece(rf"\sum{subscript(f'{i}={tight(low)}')}{superscript(high)} {body}", OPEN)
            case "total":
                with self.bound(args[0], args[1]) as i:
                    body = at_least(self.piece(args[1]), OPEN)
                return Piece(rf"\sum_{{{i}=1}}{superscript(self.dim(args[0].domain[6:]))} {body}", OPEN)
            case "expect":
                with self.bound(args[0], args[1]) as n:
                    return Piece(rf"\mathbb{{E}}{subscript(n)}" + enclosed("[", self.term(args[1]), "]"), ATOM)
            case "grad":
                return self._gradient(node)
        raise ValueError(f"{node.op} is no term")

    def _oblique(self, operator: Node) -> Piece:
        """The mean over unit vectors, whose letters are not those of any symbol."""
        taken = {name.base for name in self._names.values()}
        w, u = [letter for letter in (*"wuvzxy", r"\zeta", r"\eta") if letter not in taken][:2]
        unit = operator.op == "identity"
        H = "" if unit else at_least(self.piece(operator), ATOM) + " "
        ratio = rf"\frac{{{w}^{{\top}} {H}{u}}}{{{w}^{{\top}} {H}{w}}}"
        size = norm(f"{u} - {ratio} {w}") + ("" if unit else f"_{{{H.strip()}^2}}")
        return Piece(rf"\mathbb E_{{{w},{u}}} \ln" + parens(rf"{parens(ratio)}^2 {size}^2"), CLOSED)

    def _value(self, function: Node, at: Node) -> str:
        """A function at a point, or at several vectors."""
        one = at in self._let or not stacked(at)
        return self.term(function) + (parens(self.term(at)) if one else self.term(at))

    def _derivative(self, node: Node, by: str) -> Piece:
        """A part of a gradient or of a second derivative: by these arguments, named by their numbers."""
        operator = r"\nabla" if node.op == "grad" else r"\nabla^2"
        function, at = (gradient_of(node), node.args[2]) if node.op == "grad" else node.args
        assert function
        return Piece(f"{operator}{subscript(by)} {self._value(function, at)}", CLOSED)

    def _power(self, base: Node, exponent: str) -> Piece:
        if exponent == "1":
            return self.piece(base)
        return Piece(at_least(self.piece(base), ATOM) + superscript(exponent), CLOSED)

    def _root_or_power(self, node: Node) -> Piece:
        """Integer powers of norms collect in one exponent."""
        core, exponent = node, Fraction(1)
        while core.op in ("pow", "sqrt") and core not in self._let and (node is core or exponent):
            exponent *= int(core.data[0]) if core.op == "pow" else Fraction(1, 2)
            core = core.args[0]
        found = None if core in self._let else squared_norm(core)
        if found and (2 * exponent).denominator == 1:
            text = norm(self.term(found[0])) + "".join(subscript(self.term(metric)) for metric in found[1:])
            power = int(2 * exponent)
            return Piece(text, ATOM) if power == 1 else Piece(text + superscript(str(power)), CLOSED)
        match node.op:
            case "pow":
                return self._power(node.args[0], node.data[0])
            case "sqrt":
                return Piece(rf"\sqrt{{{self.term(node.args[0])}}}", CLOSED)
        return Piece(enclosed(r"\langle", ", ".join(map(self.term, node.args)), r"\rangle"), ATOM)

    def _gradient(self, node: Node) -> Piece:
        symbol, body, point = node.args
        function = gradient_of(node)
        if function:
            return self._derivative(node, "")
        at = self.term(point)
        with self.bound(symbol, body, point) as x:
            operator = (r"\partial" if symbol.sort.kind == "real" else r"\nabla") + subscript(x)
            text = f"{operator} {at_least(self.piece(body), CLOSED)}"
        if at == x:
            return Piece(text, OPEN)
        return Piece(rf"\left. {text} \right\rvert_{{{x} = {at}}}", CLOSED)

    def _total(self, node: Node) -> Piece:
        summands = [s for s in self._summands(node) if not is_number(s, "0")]
        if len(summands) < 2:
            return self.piece(summands[0] if summands else node.args[0])
        text = ""
        for summand in summands:
            negative, piece = self._signed(summand)
            sign = (" - " if negative else " + ") if text else "-" * negative
            text += sign + at_least(piece, OPEN)
        return Piece(text, ADD)

    def _summands(self, node: Node) -> list[Node]:
        if node.op in SUMS and node not in self._let and not stacked(node):
            return [s for a in node.args for s in self._summands(a)]
        return [node]

    def _signed(self, node: Node) -> tuple[bool, Piece]:
        """Whether a minus sign stands before a product, and what it stands before."""
        found: list[Piece] = []
        negative = self._factors(node, found)
        factors = [p for p in found if p.text != "1"] or found[:1]
        if len(factors) == 1:
            return negative, factors[0]
        text = numeral = ""
        for k, piece in enumerate(factors, 1):
            factor = at_least(piece, OPEN if k == len(factors) else MUL)
            dotted = factor[0].isdigit() or numeral == "0" or (numeral and re.match(r"\\frac\{\d", factor))
            text += (r" \cdot " if dotted else " ") * (k > 1) + factor
            numeral = factor if factor.isdigit() else ""
        return negative, Piece(text, MUL)

    def _factors(self, node: Node, out: list[Piece]) -> bool:
        """Appends the factors of a product without their signs; says whether the signs make a minus."""
        args = node.args
        if node in self._let:
            out.append(self.piece(node))
            return False
        match node.op:
            case "mul" | "cast":
                return sum([self._factors(a, out) for a in args]) % 2 == 1
            case "scale" | "mscale":
                scalar, rest = args
                if scalar.op == "div" and is_number(scalar.args[0], "1") and scalar not in self._let:
                    return self._fraction(rest, scalar.args[1], out)
                return self._factors(scalar, out) ^ self._factors(rest, out)
            case "div" if not logarithm(node):
                return self._fraction(args[0], args[1], out)
            case "apply" | "compose" if self._differentiated(node):
                return self._derivatives(composed(node, self._let), out)
            case "apply" | "compose":
                negative = self._factors(args[0], out)
                first = args[1]
                while first.op in ("apply", "compose") and first not in self._let:
                    first = first.args[0]
                if first.op in ("scale", "mscale") and first not in self._let:
                    out.append(Piece(parens(self.term(args[1])), ATOM))
                    return negative
                return self._factors(args[1], out) ^ negative
            case "num" | "int":
                value = Fraction(node.data[0])
                out.append(number(abs(value)))
                return value < 0
            case "imul":
                factor = int(node.data[0])
                out.append(Piece(str(abs(factor)), ATOM))
                return self._factors(args[0], out) ^ (factor < 0)
        out.append(self.piece(node))
        return False

    def _differentiated(self, node: Node) -> bool:
        """Is there a derivative by an argument in a product of maps?"""
        chain = composed(node, self._let)
        return any(partial(chain[k:])[0] for k in range(len(chain)))

    def _derivatives(self, chain: list[Node], out: list[Piece]) -> bool:
        negative, k = False, 0
        while k < len(chain):
            by, length = partial(chain[k:])
            if by:
                out.append(self._derivative(chain[k + 1], by))
            elif k and chain[k].op in ("scale", "mscale") and chain[k] not in self._let:
                out.append(Piece(parens(self.term(chain[k])), ATOM))
            else:
                negative ^= self._factors(chain[k], out)
            k += length
        return negative

    def _fraction(self, top: Node, bottom: Node, out: list[Piece]) -> bool:
        negative, numerator = self._signed(top)
        out.append(Piece(rf"\frac{{{numerator.text}}}{{{self.term(bottom)}}}", CLOSED))
        return negative

    # ---- abbreviations ---------------------------------------------------------------------------
    def _abbreviation(self, node: Node) -> Piece:
        self._used.add(node)
        given = ", ".join(self._names[s].text() for s in self._parameters(node))
        return Piece(self._let[node] + (f"({given})" if given else ""), ATOM)

    def _parameters(self, node: Node) -> list[Node]:
        """The symbols of a term that some quantifier or operator binds."""
        return sorted(free(node) & self._binding, key=lambda s: s.name)

    def let(self, terms: list[Node]) -> None:
        """Abbreviates terms from now on."""
        nodes = nodes_below(self.roots)
        self._binding = {n.args[0] for n in nodes if n.op in BINDERS}
        bases = {spell(n.name).base for n in nodes if n.op == "sym"} | set(self.spaces)
        letter = next((x for x in "tsrqzpc" if x not in bases), r"\mathcal{T}")
        self._let = {node: f"{letter}{subscript(str(k))}" for k, node in enumerate(terms, 1)}
        self._used.clear()

    def definitions(self) -> dict[Node, str]:
        """What the abbreviations used so far stand for, from the inner to the outer."""
        found: dict[Node, str] = {}
        names = self._let
        for node in reversed(names):
            if node in self._used:
                with ExitStack() as stack:
                    for symbol in self._parameters(node):
                        stack.enter_context(self.bound(symbol, node))
                    left = self._abbreviation(node).text
                    self._let = {n: name for n, name in names.items() if n is not node}
                    found[node] = f"{left} = {self.term(node)}"
                    self._let = names
        return dict(reversed(found.items()))
