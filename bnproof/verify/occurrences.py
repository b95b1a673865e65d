"""Where integers occur, and when what is said of them comes again: P, L and g of `periodic`."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, lcm

from bnproof.interpret.evaluate import Evaluator
from bnproof.interpret.integers import least_value
from bnproof.statement.calculus import Unsupported
from bnproof.statement.nodes import BINDERS, Node, free
from bnproof.verify.shape import difference, shifted


class Occurrences:
    """Where integers occur in comparisons. Raises `Unsupported` where the lemma says nothing of that."""

    def __init__(self, evaluator: Evaluator, integers: frozenset[Node]) -> None:
        self.evaluator, self.integers = evaluator, integers
        self._start, self.period, self._shift, self.gap = 1, 1, 0, 1

    @property
    def start(self) -> int:
        """P: items and powers come again also at k + c from there on."""
        return max([self._start, *(least_value(s.data) for s in self.integers)]) + self._shift

    def read(self, term: Node) -> None:
        if not free(term) & self.integers:
            return
        if term.op in BINDERS and (term.args[0] in self.integers or self.evaluator.knows(term.args[0])):
            raise Unsupported("a symbol bound where it has a value")
        gap = difference(term)
        if gap is not None:
            self._compared(gap)
        elif term.op == "item":
            self._known(term.args[0])
            sequence = self.evaluator.sequence(term.args[0])
            if not sequence.turn:
                raise Unsupported("a sequence that is not known for ever")
            self._offset(term.args[1])
            self._start = max(self._start, len(sequence.prefix))
            self.period = lcm(self.period, len(sequence.turn))
        elif term.op == "npow" and not free(term.args[0]) & self.integers:
            self._known(*free(term.args[0]))
            base = self.evaluator.value(term.args[0])
            if not any(self.evaluator.sign(base - x) == 0 for x in (0, 1, -1)):
                raise Unsupported("a power that does not come again")
            self._offset(term.args[1])
            self.period = lcm(self.period, 2)
        elif term.op in ("sym", "cast", "imul"):
            raise Unsupported("an integer that is more than an index")
        else:
            for part in term.args:
                self.read(part)

    def _compared(self, gap: dict[Node | None, Fraction]) -> None:
        """0 <= sum of c n + constant: of two that say n <= m + constant, else of one sign or of one integer only."""
        chosen = {s: c for s, c in gap.items() if s in self.integers}
        self._known(*(s for s in gap if s and s not in chosen))
        others = (c * (self.evaluator.integer(s) if s else 1) for s, c in gap.items() if s not in chosen)
        rest = abs(sum(others, Fraction(0)))
        if not chosen:
            return
        least = min(map(abs, chosen.values()))
        if len(chosen) == 2 and sum(chosen.values()) == 0:
            self.gap = max(self.gap, 1 + ceil(rest / least))
        elif len({c > 0 for c in chosen.values()}) == 1:
            below = sum(abs(c) * -min(0, least_value(s.data)) for s, c in chosen.items())  # by the other integers
            self._start = max(self._start, 1 + ceil((rest + below) / least))
        else:
            raise Unsupported("a comparison of multiples of integers")

    def _known(self, *symbols: Node) -> None:
        if not all(map(self.evaluator.knows, symbols)):
            raise Unsupported("a term with an unknown")

    def _offset(self, index: Node) -> None:
        self._shift = max(self._shift, abs(shifted(index)[1]))
