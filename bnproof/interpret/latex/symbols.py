"""The names of symbols and spaces side by side: different things look different, also inside binders."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from bnproof.interpret.latex.pieces import norm, parens
from bnproof.interpret.latex.spelling import Spelling, spell, superscript
from bnproof.statement.nodes import Node, free, spaces
from bnproof.statement.sorts import summands

REALS = {"": r"\in \mathbb{R}", "pos": "> 0", "nonneg": r"\ge 0", "nonzero": r"\ne 0"}


def _is_sequence(symbol: Node) -> bool:
    return symbol.sort.kind.startswith("seq-")


class Symbols:
    """The names of the symbols of some terms."""

    def __init__(self, roots: tuple[Node, ...]) -> None:
        self.spaces = sorted(frozenset().union(*(spaces(r) for r in roots)))
        self._names: dict[Node, Spelling] = {}
        symbols = frozenset().union(*(free(r) for r in roots))
        for symbol in sorted(symbols, key=lambda s: (not _is_sequence(s), "#" in s.name, s.data)):
            self._names[symbol] = self._unused(spell(symbol.name), set())

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
        return rf"\mathbb{{R}}{superscript(self.dim(name))}" if len(name) == 1 else spell(name).text()

    def _away(self, total: str, promise: str) -> str:
        """The points of a space that are not 0, or of a direct sum those of which some summands are not."""
        minus_zero, places = r" \setminus \lbrace 0 \rbrace", promise.partition(":")[2].split(",")
        if places == [""]:
            return (parens(self.space(total)) if len(summands(total)) > 1 else self.space(total)) + minus_zero
        sets = [(self.space(s), str(k) in places) for k, s in enumerate(summands(total), 1)]
        return r" \times ".join(parens(s + minus_zero) if away else s for s, away in sets)

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
                length = rf",\ {norm(x)} = 1" if promise == "unit" else ""
                return rf"{x} \in {where[0]}{length}"
            case "map":
                arrow = r"\hookrightarrow" if promise == "injective" else r"\to"
                definite = rf",\ {x} \succ 0" if promise == "spd" else ""
                return rf"{x} \colon {where[0]} {arrow} {where[1]}{definite}"
            case "fn" | "fn-real":
                return rf"{x} \in C^{{\infty}}({where[0] if where else reals})"
        values = where[0] if where else reals + (r"_{\ge 0}" if promise == "nonneg" else "")
        return rf"{x} \colon \mathbb{{Z}}_{{\ge 0}} \to {values}"
