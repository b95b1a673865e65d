"""How bound symbols occur in sentences: what the lemmas of `periodic` ask before they are used."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from bnproof.statement.calculus import Unsupported
from bnproof.statement.nodes import Node, build, free
from bnproof.statement.sorts import INT, REAL

ATOMS = ("eq", "le", "lt", "every")
QUANTIFIERS = ("forall", "exists")


def atoms(sentence: Node) -> Iterator[Node]:
    """The comparisons of which it is made, in order."""
    if sentence.op in ATOMS:
        yield sentence
    else:
        for part in sentence.args[1:] if sentence.op in QUANTIFIERS else sentence.args:
            yield from atoms(part)


def bound(sentence: Node) -> list[Node]:
    """The symbols of its quantifiers. Raises `Unsupported` where one stands for two things."""
    if sentence.op in ATOMS:
        return []
    if sentence.op not in QUANTIFIERS:
        return [s for part in sentence.args for s in bound(part)]
    inner = bound(sentence.args[1])
    if sentence.args[0] in inner:
        raise Unsupported("a symbol bound again where it is bound")
    return [sentence.args[0], *inner]


def depth(sentence: Node) -> int:
    """How many quantifiers over integers are nested."""
    if sentence.op in ATOMS:
        return 0
    if sentence.op in QUANTIFIERS:
        return int(sentence.args[0].sort is INT) + depth(sentence.args[1])
    return max(map(depth, sentence.args), default=0)


def chain(sentence: Node) -> tuple[list[Node], Node]:
    """The symbols of the quantifiers of one kind that it begins with, and what they are about."""
    symbols, body = [], sentence
    while body.op == sentence.op:
        symbols.append(body.args[0])
        body = body.args[1]
    return symbols, body


def conjuncts(sentence: Node) -> list[Node]:
    return [c for part in sentence.args for c in conjuncts(part)] if sentence.op == "and" else [sentence]


def shifted(index: Node) -> tuple[Node | None, int]:
    """(k, c) of an integer term k + c with a symbol k, or (None, c). Raises `Unsupported` of others."""
    match index.op:
        case "int":
            return None, int(index.data[0])
        case "sym":
            return index, 0
        case "iadd":
            parts = [shifted(a) for a in index.args]
            symbols = [s for s, _ in parts if s is not None]
            if len(symbols) <= 1:
                return (symbols[0] if symbols else None), sum(c for _, c in parts)
    raise Unsupported("an index of that shape")


def counted(term: Node) -> dict[Node | None, Fraction] | None:
    """The coefficients of a real term that is a sum of multiples of integer symbols by its form, and its constant
    (of None); None of other terms."""
    match term.op:
        case "num":
            return {None: Fraction(term.data[0])}
        case "cast":
            try:
                symbol, offset = shifted(term.args[0])
            except Unsupported:
                return None
            return {None: Fraction(offset), **({symbol: Fraction(1)} if symbol else {})}
        case "add":
            return _summed([counted(a) for a in term.args])
        case "mul" if len(term.args) == 2 and term.args[0].op == "num":
            inside, factor = counted(term.args[1]), Fraction(term.args[0].data[0])
            return None if inside is None else {s: factor * c for s, c in inside.items()}
    return None


def _summed(parts: list[dict[Node | None, Fraction] | None]) -> dict[Node | None, Fraction] | None:
    total: dict[Node | None, Fraction] = {}
    for part in parts:
        if part is None:
            return None
        for s, c in part.items():
            total[s] = total.get(s, Fraction(0)) + c
    return total


def difference(atom: Node) -> dict[Node | None, Fraction] | None:
    """As `counted`, of the right side of a comparison less the left one; without symbols that cancel."""
    if atom.op not in ("eq", "le", "lt"):
        return None
    left, right = map(counted, atom.args)
    minus = None if left is None else {s: -c for s, c in left.items()}
    total = _summed([right, minus])
    return None if total is None else {s: c for s, c in total.items() if c or s is None}


def affine(term: Node, x: Node) -> bool:
    """Is it p + q x, with p and q defined without x, by its form?"""
    if x not in free(term) or term is x:
        return True
    with_x = [a for a in term.args if x in free(a)]
    match term.op:
        case "add" | "vadd":
            return all(affine(a, x) for a in with_x)
        case "mul" | "scale":
            return len(with_x) == 1 and affine(with_x[0], x)
        case "div":
            return x not in free(term.args[1]) and affine(term.args[0], x)
    return False


def compared(atom: Node) -> bool:
    """Are two symbols for reals compared, and nothing else?"""
    return atom.op != "every" and all(a.op == "sym" and a.sort is REAL for a in atom.args)


def distance(term: Node) -> Node | None:
    """The y of |y| or of a positive multiple or power of it; None of other terms."""
    match term.op:
        case "abs":
            return term.args[0]
        case "sqrt":
            return distance(term.args[0]) if term.args[0].op == "inner" else None
        case "inner":
            return term.args[0] if term.args[0] is term.args[1] else None
        case "pow":
            return distance(term.args[0]) if int(term.data[0]) > 0 else None
        case "mul":
            rest = [a for a in term.args if not (a.op == "num" and Fraction(a.data[0]) > 0)]
            return distance(rest[0]) if len(rest) == 1 else None
    return None


def multiple(term: Node, x: Node) -> Fraction | None:
    """The c of c x + p, c != 0, with p free of x; None of other terms."""
    if term is x:
        return Fraction(1)
    with_x = [a for a in term.args if x in free(a)]
    if len(with_x) != 1:
        return None
    inside = multiple(with_x[0], x)
    if term.op in ("add", "vadd"):
        return inside
    if term.op in ("mul", "scale") and inside is not None:
        for a in term.args:
            if a is not with_x[0]:
                inside *= Fraction(a.data[0]) if a.op == "num" else 0
        return inside or None
    return None


def nears(atom: Node, x: Node, tol: Node) -> bool:
    """Is it t < c tol or t <= c tol, c != 0, with a distance t from x?"""
    if atom.op not in ("lt", "le"):
        return False
    gap, right = distance(atom.args[0]), atom.args[1]
    factors = _factors(right)
    others = [f for f in factors if f is not tol]
    small = len(others) == len(factors) - 1 and all(f.op == "num" and Fraction(f.data[0]) for f in others)
    return small and gap is not None and tol not in free(gap) and multiple(gap, x) is not None


def less_than_one(atom: Node, q: Node) -> bool:
    right = atom.args[-1]
    return atom.op == "lt" and atom.args[0] is q and right.op == "num" and Fraction(right.data[0]) <= 1


def vanishes(term: Node, k: Node, q: Node, symbols: list[Node]) -> bool:
    """Is it a product of numbers, of chosen reals, and of at least one q^(k + c)?"""
    factors = _factors(term)
    powers = [f for f in factors if f.op == "npow" and f.args[0] is q and shifted(f.args[1])[0] is k]
    plain = [f for f in factors if f.op == "num" or f in symbols]
    return bool(powers) and len(powers) + len(plain) == len(factors)


def _factors(term: Node) -> list[Node]:
    return [f for part in term.args for f in _factors(part)] if term.op == "mul" else [term]


def opened(sentence: Node) -> tuple[Node, Node] | None:
    """A sequence for all of which the sentence says something, and the sentence without that quantifier."""
    if sentence.op == "forall" and sentence.args[0].sort.kind.startswith("seq"):
        return sentence.args[0], sentence.args[1]
    if sentence.op in ATOMS or sentence.op not in (*QUANTIFIERS, "and", "implies"):
        return None
    for i in range(0 if sentence.op == "and" else 1, len(sentence.args)):
        if found := opened(sentence.args[i]):
            args = (*sentence.args[:i], found[1], *sentence.args[i + 1 :])
            return found[0], build(sentence.op, args, sentence.data)
    return None
