"""What a script says of integers and limits: induction, Archimedes, completeness, recursion."""

from __future__ import annotations

from collections.abc import Callable

from bnproof.prove.assembly import Assembly, Body
from bnproof.statement.limits import FROM, INDEX, converges
from bnproof.statement.nodes import Node, build, free, substitute


class Limits(Assembly):
    """For the rules of `verify.limits`."""

    def induct(self, symbol: Node, base: Body | None = None, step: Body | None = None) -> None:
        least = build("int", (), (symbol.domain[2:],))
        first, following = (substitute(self.goal, {symbol: t}) for t in (least, symbol + 1))
        self._close(
            "induct",
            symbol=self.table.index(symbol),
            base=self._sub(first, base),
            step=self._sub(following, step),
        )

    def archimedes(self, term: Node) -> Node:
        """A natural number above a real one; `term < number` is known of it."""
        symbol = self.new(FROM, "N")
        self._open.append({"rule": "archimedes", "term": self.table.index(term), "symbol": self.table.index(symbol)})
        return symbol

    def complete(self, term: Callable[[Node], Node]) -> tuple[Node, Node]:
        """The limit of a known Cauchy sequence, and the sentence that it is one."""
        index = self.new(INDEX, "k")
        body = term(index)
        symbol = self.new(build("sym", (), ("limit", str(body.sort), "")))
        places = {"term": body, "index": index, "symbol": symbol}
        self._open.append({"rule": "complete", **{k: self.table.index(n) for k, n in places.items()}})
        return symbol, converges(term, symbol)

    def recursion(self, rule: Node, **starts: Node) -> None:
        """Sequences, by name, that start there and obey the rule; both are known of them."""
        driven = {s.name: s for s in free(rule) if s.name in starts}
        pairs = [[self.table.index(driven[name]), self.table.index(value)] for name, value in starts.items()]
        self._open.append({"rule": "recursion", "sentence": self.table.index(rule), "starts": pairs})

    def offset(self, of: Node, start: Node) -> Node:
        """An integer symbol that is at least `start` written as start + n, in the goal and in what is known."""
        n = self.new(INDEX, "n")
        places = {"of": of, "from": start, "symbol": n}
        self._open.append({"rule": "offset", **{k: self.table.index(v) for k, v in places.items()}})
        self.goal = substitute(self.goal, {of: start + n})
        return n
