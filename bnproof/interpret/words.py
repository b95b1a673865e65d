"""What a statement speaks of, and what it says, in English for a referee."""

from __future__ import annotations

from bnproof.interpret.latex.printer import Printer
from bnproof.interpret.latex.spelling import spell
from bnproof.interpret.limits import limit
from bnproof.statement.nodes import Node, Statement
from bnproof.statement.sorts import summands

PROMISES = {
    "pos": "positive",
    "nonneg": "non-negative",
    "nonzero": "non-zero",
    "unit": "unit",
    "injective": "injective",
    "spd": "symmetric positive definite",
}
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")


def _noun(symbol: Node, math: bool) -> tuple[str, str]:
    """What a symbol is, before and after its name: ("non-zero vector", "of the space d")."""
    kind, promise = symbol.sort.kind, symbol.domain
    names = [_space(s, math) for s in symbol.sort.spaces]
    quality = PROMISES[promise] + " " if promise in PROMISES else ""
    match kind:
        case "real":
            return f"{quality}real number", ""
        case "int" if promise.startswith("index:"):
            return "index", f"of a basis vector of {_space(promise[6:], math)}"
        case "int":
            return "integer", _least(promise[2:], math) if promise else ""
        case "vec":
            return f"{quality}vector", f"of the space {names[0]}"
        case "map" if promise == "spd":
            return f"{quality}map", f"of {names[0]}"
        case "map":
            return f"{quality}linear map", f"from {names[0]} to {names[1]}"
        case "fn":
            parts = summands(symbol.sort.spaces[0])
            if len(parts) > 1:
                spaces = _listed([_space(s, math) for s in parts])
                return "smooth real function", f"of vectors of {spaces}{_where(promise)}"
            away = " away from the origin" if promise == "punctured" else ""
            return "smooth real function", f"on the space {names[0]}{away}"
        case "fn-real":
            growth = ", which with each derivative grows at most polynomially" if promise else ""
            return "smooth real function", f"of a real variable{growth}"
        case "seq-real":
            return "sequence", f"of {quality}real numbers"
        case "seq-vec":
            return "sequence", f"of vectors of the space {names[0]}"
    raise ValueError(f"no words for a {symbol.sort}")


def _where(promise: str) -> str:
    """Where a function of several vectors is smooth."""
    if not promise:
        return ""
    places = promise.partition(":")[2]
    if not places:
        return ", where they are not all zero"
    which = [f"the {ORDINALS[int(k) - 1]}" for k in places.split(",")]
    return f", where {_listed(which)} {'are' if len(which) > 1 else 'is'} not zero"


def _listed(names: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _space(name: str, math: bool) -> str:
    return "$" + r" \oplus ".join(spell(s).text() for s in summands(name)) + "$" if math else name


def _least(value: str, math: bool) -> str:
    return rf"$\ge {value}$" if math else f">= {value}"


def _article(noun: str) -> str:
    return ("an " if noun[0] in "aeiou" and not noun.startswith("unit") else "a ") + noun


def declarations(statement: Statement, *, math: bool = False) -> list[str]:
    """A line for every symbol, then one for the spaces; `math` writes names as LaTeX between dollars."""
    printer = Printer(*statement.hypotheses, statement.conclusion)
    lines = []
    for symbol in statement.symbols:
        name = f"${printer.term(symbol)}$" if math else symbol.name
        lines.append(f"{name}: {_article(' '.join(_noun(symbol, math)).strip())}")
    if statement.spaces:
        names = ", ".join(_space(s, math) for s in statement.spaces)
        what = "real inner product spaces" if len(statement.spaces) > 1 else "a real inner product space"
        lines.append(f"{names}: {what} of any finite dimension {_least('1', math)}")
    return lines


def explain(sentence: Node) -> str:
    """The sentence in English, with its terms as LaTeX between dollars."""
    return _read(Printer(sentence), sentence)


def _read(printer: Printer, node: Node) -> str:
    match node.op:
        case "and" | "or":
            parts = [_grouped(printer, a) for a in node.args]
            word = f" {node.op} "
            if len(parts) <= 2:
                return word.join(parts)
            return ", ".join(parts[:-1]) + f",{word}{parts[-1]}"
        case "implies":
            condition, consequence = node.args
            return f"if {_grouped(printer, condition)}, then {_grouped(printer, consequence)}"
        case "not" if node.args[0].op != "eq":
            return f"it is not true that {_grouped(printer, node.args[0])}"
        case "forall" | "exists" | "every":
            return _quantified(printer, node) if limit(node) is None else f"${printer.sentence(node)}$"
    return f"${printer.sentence(node)}$"


def _grouped(printer: Printer, node: Node) -> str:
    """A part of a larger sentence; in brackets if it has parts itself."""
    plain = node.op in ("eq", "le", "lt") or (node.op == "not" and node.args[0].op == "eq") or limit(node) is not None
    text = _read(printer, node)
    return text if plain else f"({text})"


def _quantified(printer: Printer, node: Node) -> str:
    """A block of quantifiers of one kind, then its body."""
    exists = node.op == "exists"
    symbol, *limits, body = node.args
    low, high = [printer.term(a) for a in limits] or ("", "")
    with printer.bound(symbol, body) as name:
        head, tail = _noun(symbol, math=True)
        if limits:
            head, name, tail = "integer", rf"{low} \le {name} \le {high}", ""
        elif symbol.domain.startswith(">="):
            name, tail = rf"{name} \ge {symbol.domain[2:]}", ""
        thing = f"{_article(head) if exists else head} ${name}$ {tail}".rstrip()
        rest = _read(printer, body)
    if exists:
        return f"there is {thing} such that {rest}"
    if body.op in ("forall", "every"):
        return f"for every {thing} and {rest.removeprefix('for ')}"
    return f"for every {thing}: {rest}"
