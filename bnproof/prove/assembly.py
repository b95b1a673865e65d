"""What every proof script does: it assembles the tree of rules that the kernel checks, and the table of its nodes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from bnproof.statement.codec import Table
from bnproof.statement.nodes import Node, build, num
from bnproof.verify.kernel import Lookup

if TYPE_CHECKING:
    from bnproof.prove.script import Script

Combination = Sequence[tuple[Node | int, Node]]  # (cofactor, known equation)
Body = Callable[["Script"], None]


class Assembly(ABC):
    """Builds one proof. `goal` is what remains to be shown."""

    def __init__(
        self,
        goal: Node,
        lookup: Lookup,
        hypotheses: tuple[Node, ...] = (),
        table: Table | None = None,
        names: list[int] | None = None,
    ) -> None:
        self.goal, self.lookup, self.hypotheses = goal, lookup, hypotheses
        self.table = table or Table()
        self._fresh = names if names is not None else [0]
        self._open: list[dict[str, Any]] = []
        self._closed: dict[str, Any] | None = None

    def proof(self) -> dict[str, Any]:
        """The finished tree. Raises ValueError if the goal was not closed."""
        if self._closed is None:
            raise ValueError("the proof script does not close its goal")
        out = self._closed
        for step in reversed(self._open):
            out = {**step, "then": out}
        return out

    @abstractmethod
    def _sub(self, goal: Node, body: Body | None) -> dict[str, Any]:
        """The proof of another goal under the same roof; without a body, by itself."""

    def _close(self, rule: str, **data: Any) -> None:
        if self._closed is not None:
            raise ValueError("the goal is closed already")
        self._closed = {"rule": rule, **data}

    def _combination(self, combine: Combination) -> list[list[int]]:
        return [[self.table.index(c if isinstance(c, Node) else num(c)), self.table.index(f)] for c, f in combine]

    def new(self, like: Node, name: str | None = None) -> Node:
        """A new symbol of the same sort and domain."""
        self._fresh[0] += 1
        return build("sym", (), (f"{(name or like.name).split('#')[0]}#{1000 + self._fresh[0]}", *like.data[1:]))

    def have(self, fact: Node, body: Body | None = None) -> Node:
        """A lemma on the way; returns it."""
        self._open.append({"rule": "have", "fact": self.table.index(fact), "proof": self._sub(fact, body)})
        return fact
