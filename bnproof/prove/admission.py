"""Proofs that chosen functions satisfy the universal hypotheses of a statement, as a claim file says how."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

from bnproof.prove.assembly import Body
from bnproof.prove.script import Script
from bnproof.statement.calculus import Unsupported
from bnproof.statement.codec import Table, decode
from bnproof.statement.nodes import Node, Statement
from bnproof.statement.sorts import Malformed
from bnproof.verify.context import Refused
from bnproof.verify.kernel import Kernel
from bnproof.verify.replay import alone

FAILURES = (Refused, Unsupported, Malformed, ValueError, TypeError, AttributeError, LookupError)
Own = Callable[[Script, SimpleNamespace], None]


class Admission:
    """Raises `Refused` of a sentence that no script proves; remembers those that one does.

    Of a conjunction that no script proves whole, each part may be proved by another one. So what is known of a function
    serves statements with fewer hypotheses too, also where the function breaks those that they lack.
    """

    def __init__(self, scripts: Sequence[Own], objects: SimpleNamespace) -> None:
        self._scripts, self._objects = scripts, objects
        self._whole: dict[Node, Own] = {}
        self._parts: dict[Node, tuple[Node, Own]] = {}  # the conjunction in which a script proves it
        self._refused: dict[Node, str] = {}

    def __call__(self, sentence: Node) -> None:
        if sentence in self._whole or self._in_parts(sentence):
            return
        if sentence not in self._refused:
            self._refused[sentence] = self._tried(sentence)
        if self._refused[sentence] and not self._in_parts(sentence):
            raise Refused(self._refused[sentence])

    def proof(self, sentence: Node, table: Table) -> dict[str, Any]:
        """With its nodes in the table. Raises `Refused`."""
        self(sentence)
        if sentence in self._whole:
            return self._script(sentence, self._whole[sentence], table)
        return {"rule": "both", "parts": [self._part(part, table) for part in sentence.args]}

    def _in_parts(self, sentence: Node) -> bool:
        return sentence.op == "and" and self._parts.keys() >= set(sentence.args)

    def _tried(self, sentence: Node) -> str:
        """Why no script proves it whole; nothing where one does."""
        why = ""
        for own in self._scripts:
            table = Table()
            try:
                _confirmed(sentence, self._script(sentence, own, table), table)
            except FAILURES as error:  # a script made for one function may break on another
                why = why or str(error) or type(error).__name__
                if sentence.op == "and":
                    self._try_parts(sentence, own)
            else:
                self._whole[sentence] = own
                for part in sentence.args if sentence.op == "and" else ():
                    self._parts.setdefault(part, (sentence, own))
                return ""
        return why

    def _script(self, sentence: Node, own: Own, table: Table) -> dict[str, Any]:
        script = Script(sentence, alone, table=table)
        own(script, self._objects)
        return script.proof()

    def _try_parts(self, sentence: Node, own: Own) -> None:
        table = Table()
        for part, proof in self._shown(sentence, own, table).items():
            if part not in self._parts:
                try:
                    _confirmed(part, proof, table)
                    self._parts[part] = sentence, own
                except FAILURES:
                    continue

    def _part(self, part: Node, table: Table) -> dict[str, Any]:
        return self._shown(*self._parts[part], table)[part]

    def _shown(self, sentence: Node, own: Own, table: Table) -> dict[Node, dict[str, Any]]:
        """Proofs of parts, not yet confirmed."""
        script = _Apart(sentence, alone, table=table)
        script.shown = {}
        try:
            own(script, self._objects)
        except FAILURES:
            return {}
        return script.shown


class _Apart(Script):
    """Proves the parts of a conjunction one by one; those that a body does not close are left out."""

    shown: dict[Node, dict[str, Any]]

    def both(self, *bodies: Body | None) -> None:
        for goal, body in zip(self.goal.args, bodies or (None,) * len(self.goal.args), strict=False):
            before = list(self._open)
            try:
                self._closed = self._sub(goal, body)
            except FAILURES:
                continue
            self.shown[goal] = self.proof()
            self._open, self._closed = before, None
        self._close("both")


def _confirmed(sentence: Node, proof: dict[str, Any], table: Table) -> None:
    Kernel(decode(table.rows), alone).check(Statement((), sentence), proof)
