r"""Terms, sentences and statements as LaTeX, in the subset that KaTeX and MathJax share, without macros.

Exact up to laws that hold always: brackets of sums and products, signs of products, a summand 0, a factor 1,
<H v, v> for <v, H v>. Norms are `\lVert v \rVert`, without `\|`, `|`, `\,`, `\{`: Markdown would alter these.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from fractions import Fraction
from typing import NamedTuple

from bnproof.interpret.limits import limit
from bnproof.statement.limits import INDEX
from bnproof.statement.nodes import BINDERS, Node, Statement, free, spaces, summands
from bnproof.statement.stacks import stacked

LINE = 70  # glyphs of a formula on one line
LONG = 60  # characters of LaTeX that are worth an abbreviation

_LETTERS = """
alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi
omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega
"""
GREEK = {name: "\\" + name for name in _LETTERS.split()} | {"eps": r"\varepsilon"}


class Piece(NamedTuple):
    """LaTeX and how tightly it holds together."""

    text: str
    level: int


# Terms. OPEN takes all that follows (sums, gradients), CLOSED needs brackets only under an exponent.
ADD, OPEN, MUL, CLOSED, ATOM = range(5)
# Sentences.
QUANTIFIED, IMPLIES, OR, AND, RELATION = range(5)
SUMS = {"add", "iadd", "vadd", "madd"}
PRODUCTS = {"mul", "imul", "scale", "mscale", "apply", "compose", "cast", "num", "int"}
REALS = {"": r"\in \mathbb{R}", "pos": "> 0", "nonneg": r"\ge 0", "nonzero": r"\ne 0"}
RELATIONS = {"eq": "=", "le": r"\le", "lt": "<"}


# ---- names ---------------------------------------------------------------------------------------
class Spelling(NamedTuple):
    """A name in LaTeX: base, subscripts, primes, superscript."""

    base: str
    sub: tuple[str, ...] = ()
    primes: int = 0
    sup: tuple[str, ...] = ()

    def text(self, *index: str) -> str:
        """The name, with further subscripts; more than three primes are counted."""
        below, many = ",".join((*self.sub, *index)), self.primes > 3
        above = " ".join((*((f"({self.primes})",) if many else ()), *self.sup))
        return self.base + _below(below) + ("" if many else "'" * self.primes) + _above(above)


def spell(name: str) -> Spelling:
    """`eps_a`, `W0`, `b'`, `W*`, `w#1` as they are written by hand."""
    name = name.partition("#")[0]
    head, *rest = re.findall(r"\^[A-Za-z0-9]+|[A-Za-z]+(?=[0-9])|[A-Za-z0-9]+|['*+]", name)
    sub = tuple(_word(t) for t in rest if t[0] not in "'*+^")
    sup = tuple({"*": r"\ast", "+": "+"}.get(t) or _word(t[1:]) for t in rest if t[0] in "*+^")
    return Spelling(_word(head), sub, rest.count("'"), sup)


def _word(text: str) -> str:
    return GREEK.get(text) or (text if len(text) == 1 or text.isdigit() else rf"\mathrm{{{text}}}")


def _tight(text: str) -> str:
    return re.sub(r" ([+-]) ", r"\1", text)


def _below(text: str) -> str:
    return "_" * bool(text) + (text if len(text) < 2 else f"{{{_tight(text)}}}")


def _above(text: str) -> str:
    return "^" * bool(text) + (text if len(text) < 2 else f"{{{_tight(text)}}}")


# ---- brackets ------------------------------------------------------------------------------------
def _enclosed(left: str, text: str, right: str) -> str:
    """Between delimiters, stretched where the content is tall."""
    tall = any(mark in text for mark in (r"\frac", r"\sum", r"\left"))
    left, right = (r"\left" + left, r"\right" + right) if tall else (left, right)
    return left + " " * left[-1].isalpha() + text + " " * (right[0] == "\\") + right


def _parens(text: str) -> str:
    return _enclosed("(", text, ")")


def _at_least(piece: Piece, level: int) -> str:
    return piece.text if piece.level >= level else _parens(piece.text)


def _norm(text: str) -> str:
    return _enclosed(r"\lVert", text, r"\rVert")


def width(text: str) -> int:
    """About how many glyphs wide the formula is."""
    text = re.sub(r"\\(left|right|mathrm|mathbf|mathbb|text)(?![a-z])", "", text)
    text = re.sub(r"\\(?!frac\b)[A-Za-z]+", "x", text).replace(" ", "")
    before = ""
    while before != text:
        before = text
        text = re.sub(r"\\frac\{([^{}]*)\}\{([^{}]*)\}", lambda m: max(m[1], m[2], key=len), text)
        text = re.sub(r"(?<!\\frac)(?<!\})\{([^{}]*)\}", r"\1", text)
    return len(re.sub(r"[\^_{}\\]", "", text))


# ---- structure -----------------------------------------------------------------------------------
def _squared_norm(node: Node) -> tuple[Node, ...] | None:
    """(v,) of <v, v>; (v, H) of <v, H v> or <H v, v> for a positive definite symbol H, or a power of one."""
    if node.op != "inner":
        return None
    left, right = node.args
    if left is right:
        return (left,)
    for v, image in ((left, right), (right, left)):
        if image.op == "apply" and image.args[1] is v:
            metric = image.args[0]
            if metric.op == "mpow" or (metric.op == "sym" and metric.domain == "spd"):
                return v, metric
    return None


def _logarithm(node: Node) -> tuple[Node, Node] | None:
    """(x, b) of a quotient of logarithms that is log_b x."""
    if node.op == "div" and node.args[0].op == node.args[1].op == "log":
        x, base = node.args[0].args[0], node.args[1].args[0]
        if base.op in ("num", "sym"):
            return x, base
    return None


def _function(node: Node) -> Node | None:
    """F of a gradient of F(x) by x."""
    bound, body, _ = node.args
    return body.args[0] if body.op == "call" and body.args[1] is bound and body.args[0] is not bound else None


def _projects(node: Node) -> str:
    """The number of the summand on which the map projects a direct sum, if it is such a map."""
    return node.args[0].data[1] if node.op == "adjoint" and node.args[0].op == "inject" else ""


def _chain(node: Node, whole: Iterable[Node] = ()) -> list[Node]:
    """The factors of a product of maps, and the vector that it is applied to; some terms are left whole."""
    if node.op not in ("apply", "compose") or node in whole:
        return [node]
    return [factor for a in node.args for factor in _chain(a, whole)]


def _partial(chain: list[Node]) -> tuple[str, int]:
    """The derivative with which a chain starts: the arguments of the function by which it is, and its length."""
    j = _projects(chain[0])
    if j and len(chain) > 1 and chain[1].op == "grad" and _function(chain[1]):
        return j, 2
    if j and len(chain) > 2 and chain[1].op == "hessian" and chain[2].op == "inject":
        return j + chain[2].data[1], 3
    return "", 1


def _parts(node: Node) -> tuple[Node, ...]:
    """The terms that are printed within a node, each as often as it is."""
    if node.op == "grad":
        return (_function(node) or node.args[1], node.args[2])
    if node.op in ("apply", "compose"):
        chain = _chain(node)
        by, length = _partial(chain)
        return _parts(chain[1]) if by and length == len(chain) else node.args
    if node.op == "vadd" and stacked(node):
        return stacked(node)
    if node.op in BINDERS:
        return node.args[1:]
    return _squared_norm(node) or _logarithm(node) or node.args


def _nodes(roots: Iterable[Node]) -> list[Node]:
    """The roots and all below them, in reading order."""
    seen: dict[Node, None] = {}
    stack = [*roots][::-1]
    while stack:
        node = stack.pop()
        if node not in seen:
            seen[node] = None
            stack.extend(node.args[::-1])
    return list(seen)


def _is(node: Node, number: str) -> bool:
    return node.op in ("num", "int") and node.data[0] == number


def _number(value: Fraction) -> Piece:
    if value.denominator == 1:
        return Piece(str(value), ATOM)
    return Piece(rf"\frac{{{value.numerator}}}{{{value.denominator}}}", CLOSED)


def _is_sequence(symbol: Node) -> bool:
    return symbol.sort.kind.startswith("seq-")


class Printer:
    """Prints the nodes below `roots`; one printer, one choice of names."""

    def __init__(self, *roots: Node) -> None:
        self.roots = roots
        self.spaces = sorted(frozenset().union(*(spaces(r) for r in roots)))
        self._names: dict[Node, Spelling] = {}
        self._let: dict[Node, str] = {}
        self._used: set[Node] = set()
        self._binding: set[Node] = set()
        symbols = frozenset().union(*(free(r) for r in roots))
        for symbol in sorted(symbols, key=lambda s: (not _is_sequence(s), "#" in s.name, s.data)):
            self._names[symbol] = self._unused(spell(symbol.name), set())

    # ---- names -----------------------------------------------------------------------------------
    def _texts(self) -> set[str]:
        return {s.text() for s in self._names.values()}

    def _unused(self, name: Spelling, taken: set[str], allowed: str = "") -> Spelling:
        """The name, with as many primes as keep it apart from those in use, and from items of sequences."""
        sequences = {n.text() for s, n in self._names.items() if _is_sequence(s)}
        taken = (taken | self._texts()) - {allowed}
        while name.text() in taken or (name.sub and name._replace(sub=()).text() in sequences):
            name = name._replace(primes=name.primes + 1)
        return name

    @contextmanager
    def bound(self, symbol: Node, body: Node, point: Node | None = None) -> Iterator[str]:
        """The name of a bound symbol while its body is printed; the point's too, if the body lacks that."""
        outer = self._names
        shared = outer[point].text() if point in outer and point not in free(body) else ""
        name = spell(symbol.name)
        alike = [s for s, n in outer.items() if n.text() == name.text() != shared]
        if "#" in symbol.name and any(s.sort != symbol.sort for s in alike):
            name = Spelling({"real": "t", "int": "j", "vec": "v"}.get(symbol.sort.kind, name.base))
        letters = {spell(s).text() for s in self.spaces}
        name = self._unused(name, letters, shared)
        self._names = {**outer, symbol: name}
        try:
            yield name.text()
        finally:
            self._names = outer

    def dim(self, space: str) -> str:
        """The dimension of a space: its letter, where nothing else has it."""
        if len(summands(space)) > 1:
            return " + ".join(map(self.dim, summands(space)))
        letter = spell(space).text()
        return letter if len(space) == 1 and letter not in self._texts() else rf"\dim {letter}"

    def space(self, name: str) -> str:
        """A space as a set."""
        if len(summands(name)) > 1:
            return r" \times ".join(map(self.space, summands(name)))
        return rf"\mathbb{{R}}{_above(self.dim(name))}" if len(name) == 1 else spell(name).text()

    def _away(self, total: str, promise: str) -> str:
        """The points of a space that are not 0, or of a direct sum those of which some summands are not."""
        minus_zero, places = r" \setminus \lbrace 0 \rbrace", promise.partition(":")[2].split(",")
        if places == [""]:
            return (_parens(self.space(total)) if len(summands(total)) > 1 else self.space(total)) + minus_zero
        sets = [(self.space(s), str(k) in places) for k, s in enumerate(summands(total), 1)]
        return r" \times ".join(_parens(s + minus_zero) if away else s for s, away in sets)

    def domain(self, symbol: Node) -> str:
        """What a quantifier says of a symbol."""
        x, promise = self._names[symbol].text(), symbol.domain
        where, reals = [self.space(s) for s in symbol.sort.spaces], r"\mathbb{R}"
        if promise == "nonzero" or promise.startswith("punctured"):
            where = [self._away(s, promise) for s in symbol.sort.spaces]
        match symbol.sort.kind:
            case "real":
                return f"{x} {REALS[promise]}"
            case "int" if promise.startswith("index:"):
                return rf"1 \le {x} \le {self.dim(promise[6:])}"
            case "int":
                return rf"{x} \in \mathbb{{Z}}" + (rf"_{{\ge {promise[2:]}}}" if promise else "")
            case "vec":
                length = rf",\ {_norm(x)} = 1" if promise == "unit" else ""
                return rf"{x} \in {where[0]}{length}"
            case "map":
                arrow = r"\hookrightarrow" if promise == "injective" else r"\to"
                definite = rf",\ {x} \succ 0" if promise == "spd" else ""
                return rf"{x} \colon {where[0]} {arrow} {where[1]}{definite}"
            case "fn" | "fn-real":
                return rf"{x} \in C^{{\infty}}({where[0] if where else reals})"
        values = where[0] if where else reals + (r"_{\ge 0}" if promise == "nonneg" else "")
        return rf"{x} \colon \mathbb{{Z}}_{{\ge 0}} \to {values}"

    # ---- terms -----------------------------------------------------------------------------------
    def term(self, node: Node) -> str:
        return self.piece(node).text

    def piece(self, node: Node) -> Piece:
        """A term."""
        if node in self._let:
            return self._abbreviation(node)
        if node.op in SUMS and not stacked(node):
            return self._total(node)
        if node.op in PRODUCTS or (node.op == "div" and not _logarithm(node)):
            negative, piece = self._signed(node)
            return Piece("-" + _at_least(piece, OPEN), ADD) if negative else piece
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
                return Piece(r"\mathbf 1" + _below("+".join(spell(s).text() for s in summands(node.data[0]))), ATOM)
            case "basis":
                letter = r"\mathbf e" if any(s.base == "e" for s in self._names.values()) else "e"
                return Piece(letter + _below(self.term(args[0])), ATOM)
            case "identity":
                return Piece(r"\mathbf I" if "I" in self._texts() else "I", ATOM)
            case "inject":
                letter = r"\jmath" if any(s.base == r"\iota" for s in self._names.values()) else r"\iota"
                return Piece(letter + _below(node.data[1]), ATOM)
            case "vadd":
                return Piece(_parens(", ".join(map(self.term, stacked(node)))), ATOM)
            case "call":
                return Piece(self._value(args[0], args[1]), ATOM)
            case "at":
                function, k = self.term(args[0]), int(node.data[0])
                if k and re.search("['^]", function):
                    function = f"({function})^{{({k})}}"
                elif k:
                    function += "'" * k if k < 3 else f"^{{({k})}}"
                return Piece(function + _parens(self.term(args[1])), ATOM)
            case "abs":
                return Piece(_enclosed(r"\lvert", self.term(args[0]), r"\rvert"), ATOM)
            case "log":
                return Piece(r"\ln" + _parens(self.term(args[0])), CLOSED)
            case "div":
                x, base = _logarithm(node) or args
                return Piece(r"\log" + _below(self.term(base)) + _parens(self.term(x)), CLOSED)
            case "exp":
                return Piece(r"\exp" + _parens(self.term(args[0])), CLOSED)
            case "trace":
                return Piece(r"\operatorname{Tr}" + _parens(self.term(args[0])), CLOSED)
            case "oblique":
                return self._oblique(args[0])
            case "pi":
                return Piece(r"\boldsymbol{\pi}" if r"\pi" in self._texts() else r"\pi", ATOM)
            case "cos" | "sin":
                return Piece(rf"\{node.op}" + _parens(self.term(args[0])), CLOSED)
            case "max" | "min":
                return Piece(rf"\{node.op}" + _parens(", ".join(map(self.term, args))), CLOSED)
            case "eigmin" | "eigmax":
                return Piece(rf"\lambda_{{\{node.op[3:]}}}" + _parens(self.term(args[0])), ATOM)
            case "radius":
                letter = r"\varrho" if r"\rho" in self._texts() else r"\rho"
                return Piece(letter + _parens(self.term(args[0])), ATOM)
            case "hessian":
                return Piece(r"\nabla^2 " + self._value(args[0], args[1]), CLOSED)
            case "adjoint":
                return Piece(_at_least(self.piece(args[0]), ATOM) + r"^{\top}", CLOSED)
            case "mpow":
                return self._power(args[0], node.data[0])
            case "npow":
                return self._power(args[0], self.term(args[1]))
            case "pow" | "sqrt" | "inner":
                return self._root_or_power(node)
            case "sum":
                low, high = self.term(args[1]), self.term(args[2])
                with self.bound(args[0], args[3]) as i:
                    body = _at_least(self.piece(args[3]), OPEN)
                return Piece(rf"\sum{_below(f'{i}={_tight(low)}')}{_above(high)} {body}", OPEN)
            case "total":
                with self.bound(args[0], args[1]) as i:
                    body = _at_least(self.piece(args[1]), OPEN)
                return Piece(rf"\sum_{{{i}=1}}{_above(self.dim(args[0].domain[6:]))} {body}", OPEN)
            case "expect":
                with self.bound(args[0], args[1]) as n:
                    return Piece(rf"\mathbb{{E}}{_below(n)}" + _enclosed("[", self.term(args[1]), "]"), ATOM)
            case "grad":
                return self._gradient(node)
        raise ValueError(f"{node.op} is no term")

    def _oblique(self, operator: Node) -> Piece:
        """The mean over unit vectors, whose letters are not those of any symbol."""
        taken = {name.base for name in self._names.values()}
        w, u = [letter for letter in (*"wuvzxy", r"\zeta", r"\eta") if letter not in taken][:2]
        unit = operator.op == "identity"
        H = "" if unit else _at_least(self.piece(operator), ATOM) + " "
        ratio = rf"\frac{{{w}^{{\top}} {H}{u}}}{{{w}^{{\top}} {H}{w}}}"
        size = _norm(f"{u} - {ratio} {w}") + ("" if unit else f"_{{{H.strip()}^2}}")
        return Piece(rf"\mathbb E_{{{w},{u}}} \ln" + _parens(rf"{_parens(ratio)}^2 {size}^2"), CLOSED)

    def _value(self, function: Node, at: Node) -> str:
        """A function at a point, or at several vectors."""
        one = at in self._let or not stacked(at)
        return self.term(function) + (_parens(self.term(at)) if one else self.term(at))

    def _derivative(self, node: Node, by: str) -> Piece:
        """A part of a gradient or of a second derivative: by these arguments, named by their numbers."""
        operator = r"\nabla" if node.op == "grad" else r"\nabla^2"
        function, at = (_function(node), node.args[2]) if node.op == "grad" else node.args
        assert function
        return Piece(f"{operator}{_below(by)} {self._value(function, at)}", CLOSED)

    def _abbreviation(self, node: Node) -> Piece:
        self._used.add(node)
        given = ", ".join(self._names[s].text() for s in self._parameters(node))
        return Piece(self._let[node] + (f"({given})" if given else ""), ATOM)

    def _power(self, base: Node, exponent: str) -> Piece:
        if exponent == "1":
            return self.piece(base)
        return Piece(_at_least(self.piece(base), ATOM) + _above(exponent), CLOSED)

    def _root_or_power(self, node: Node) -> Piece:
        """Integer powers of norms collect in one exponent."""
        core, exponent = node, Fraction(1)
        while core.op in ("pow", "sqrt") and core not in self._let and (node is core or exponent):
            exponent *= int(core.data[0]) if core.op == "pow" else Fraction(1, 2)
            core = core.args[0]
        found = None if core in self._let else _squared_norm(core)
        if found and (2 * exponent).denominator == 1:
            text = _norm(self.term(found[0])) + "".join(_below(self.term(metric)) for metric in found[1:])
            power = int(2 * exponent)
            return Piece(text, ATOM) if power == 1 else Piece(text + _above(str(power)), CLOSED)
        match node.op:
            case "pow":
                return self._power(node.args[0], node.data[0])
            case "sqrt":
                return Piece(rf"\sqrt{{{self.term(node.args[0])}}}", CLOSED)
        return Piece(_enclosed(r"\langle", ", ".join(map(self.term, node.args)), r"\rangle"), ATOM)

    def _gradient(self, node: Node) -> Piece:
        symbol, body, point = node.args
        function = _function(node)
        if function:
            return self._derivative(node, "")
        at = self.term(point)
        with self.bound(symbol, body, point) as x:
            operator = (r"\partial" if symbol.sort.kind == "real" else r"\nabla") + _below(x)
            text = f"{operator} {_at_least(self.piece(body), CLOSED)}"
        if at == x:
            return Piece(text, OPEN)
        return Piece(rf"\left. {text} \right\rvert_{{{x} = {at}}}", CLOSED)

    def _total(self, node: Node) -> Piece:
        summands = [s for s in self._summands(node) if not _is(s, "0")]
        if len(summands) < 2:
            return self.piece(summands[0] if summands else node.args[0])
        text = ""
        for summand in summands:
            negative, piece = self._signed(summand)
            sign = (" - " if negative else " + ") if text else "-" * negative
            text += sign + _at_least(piece, OPEN)
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
            factor = _at_least(piece, OPEN if k == len(factors) else MUL)
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
                if scalar.op == "div" and _is(scalar.args[0], "1") and scalar not in self._let:
                    return self._fraction(rest, scalar.args[1], out)
                return self._factors(scalar, out) ^ self._factors(rest, out)
            case "div" if not _logarithm(node):
                return self._fraction(args[0], args[1], out)
            case "apply" | "compose" if self._differentiated(node):
                return self._derivatives(_chain(node, self._let), out)
            case "apply" | "compose":
                negative = self._factors(args[0], out)
                first = args[1]
                while first.op in ("apply", "compose") and first not in self._let:
                    first = first.args[0]
                if first.op in ("scale", "mscale") and first not in self._let:
                    out.append(Piece(_parens(self.term(args[1])), ATOM))
                    return negative
                return self._factors(args[1], out) ^ negative
            case "num" | "int":
                value = Fraction(node.data[0])
                out.append(_number(abs(value)))
                return value < 0
            case "imul":
                factor = int(node.data[0])
                out.append(Piece(str(abs(factor)), ATOM))
                return self._factors(args[0], out) ^ (factor < 0)
        out.append(self.piece(node))
        return False

    def _differentiated(self, node: Node) -> bool:
        """Is there a derivative by an argument in a product of maps?"""
        chain = _chain(node, self._let)
        return any(_partial(chain[k:])[0] for k in range(len(chain)))

    def _derivatives(self, chain: list[Node], out: list[Piece]) -> bool:
        negative, k = False, 0
        while k < len(chain):
            by, length = _partial(chain[k:])
            if by:
                out.append(self._derivative(chain[k + 1], by))
            elif k and chain[k].op in ("scale", "mscale") and chain[k] not in self._let:
                out.append(Piece(_parens(self.term(chain[k])), ATOM))
            else:
                negative ^= self._factors(chain[k], out)
            k += length
        return negative

    def _fraction(self, top: Node, bottom: Node, out: list[Piece]) -> bool:
        negative, numerator = self._signed(top)
        out.append(Piece(rf"\frac{{{numerator.text}}}{{{self.term(bottom)}}}", CLOSED))
        return negative

    # ---- sentences -------------------------------------------------------------------------------
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
                return Piece(r"\neg " + _parens(self.sentence(args[0])), RELATION)
            case "and" | "or":
                level = AND if node.op == "and" else OR
                if len(args) == 1:
                    return self.formula(args[0])
                sign = r" \wedge " if level == AND else r" \vee "
                return Piece(sign.join(_at_least(self.formula(a), level) for a in args), level)
            case "implies":
                sides = (_at_least(self.formula(a), OR) for a in args)
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
                left, right = (
                    self.layout(a) if (p := self.formula(a)).level >= OR else [_parens(p.text)] for a in args
                )
                return [*left, r"\quad \Rightarrow\ " + right[0], *(r"\quad " + line for line in right[1:])]
            case "forall" | "exists" | "every":
                with self.quantified(node) as (prefix, body):
                    first, *rest = self.layout(body)
                return [rf"{prefix}:\ {first}", *(r"\quad " + line for line in rest)]
        return [whole]

    def _enclosed(self, node: Node) -> list[str]:
        """In brackets, which stay small where there is more than one line."""
        first, *rest = self.layout(node)
        return ["(" + first, *rest[:-1], rest[-1] + ")"] if rest else [_parens(first)]

    # ---- abbreviations ---------------------------------------------------------------------------
    def _parameters(self, node: Node) -> list[Node]:
        """The symbols of a term that some quantifier or operator binds."""
        return sorted(free(node) & self._binding, key=lambda s: s.name)

    def repeated(self) -> list[Node]:
        """The long terms that are printed twice or more, from the inner to the outer."""
        times = dict.fromkeys(_nodes(self.roots), 0)
        found: set[Node] = set()
        for root in self.roots:
            times[root] += 1
        for node in sorted(times, key=lambda n: -n.depth):
            if times[node] >= 2 and _worthy(node) and len(Printer(node).term(node)) > LONG:
                found.add(node)
            for part in _parts(node):
                times[part] += 1 if node in found else times[node]
        return sorted((n for n in times if n in found), key=lambda n: n.depth)

    def let(self, terms: list[Node]) -> None:
        """Abbreviates terms from now on."""
        nodes = _nodes(self.roots)
        self._binding = {n.args[0] for n in nodes if n.op in BINDERS}
        bases = {spell(n.name).base for n in nodes if n.op == "sym"} | set(self.spaces)
        letter = next((x for x in "tsrqzpc" if x not in bases), r"\mathcal{T}")
        self._let = {node: f"{letter}{_below(str(k))}" for k, node in enumerate(terms, 1)}
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


def _worthy(node: Node) -> bool:
    """No sentence, no negative, no power of a norm: in these it is the term inside that repeats."""
    if node.sort.kind == "bool" or (node.op in ("mul", "scale", "mscale") and _is(node.args[0], "-1")):
        return False
    while node.op in ("pow", "sqrt"):
        node = node.args[0]
    return not _squared_norm(node)


def term(node: Node) -> str:
    """A term."""
    return Printer(node).term(node)


def sentence(node: Node) -> str:
    """A sentence."""
    return Printer(node).sentence(node)


def statement(given: Statement, *, let: bool = False) -> str:
    """Hypotheses and conclusion, in lines if they are long. `let` abbreviates long terms that repeat."""
    printer = Printer(*given.hypotheses, given.conclusion)
    where: dict[Node, str] = {}
    if let:
        terms = printer.repeated()
        for _ in range(2):  # the second time without those that no line uses
            printer.let(terms)
            _lines(printer, given)
            where = printer.definitions()
            terms = list(where)
    lines = _lines(printer, given)
    for k, line in enumerate(where.values()):
        lines.append((r"\phantom{\text{where }}" if k else r"\text{where }") + line)
    if len(lines) == 1:
        return lines[0]
    return "\\begin{aligned}\n" + " \\\\\n".join(f"& {line}" for line in lines) + "\n\\end{aligned}"


def _lines(printer: Printer, given: Statement) -> list[str]:
    if not given.hypotheses:
        return printer.layout(given.conclusion)
    assumed = r" \wedge ".join(_at_least(printer.formula(h), AND) for h in given.hypotheses)
    conclusion = printer.formula(given.conclusion)
    concluded = _parens(conclusion.text) if conclusion.level == IMPLIES else conclusion.text
    whole = rf"{assumed} \Rightarrow {concluded}"
    if width(whole) <= LINE:
        return [whole]
    lines: list[str] = []
    for hypothesis in given.hypotheses:
        new = printer.layout(hypothesis)
        lines += [*new[:-1], new[-1] + ","]
    first, *rest = printer.layout(given.conclusion, LINE // 2)
    return [*lines, rf"\Rightarrow\ {first}", *(r"\quad " + line for line in rest)]
