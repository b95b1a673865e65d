"""Proofs that chosen functions satisfy the universal hypotheses of a statement, as a claim file says how."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from bnproof.prove.script import Script
from bnproof.statement.calculus import Unsupported
from bnproof.statement.codec import Table, decode
from bnproof.statement.nodes import Node, Statement
from bnproof.statement.sorts import Malformed
from bnproof.verify.context import Refused
from bnproof.verify.kernel import Kernel
from bnproof.verify.replay import alone

FAILURES = (Refused, Unsupported, Malformed, ValueError, TypeError, AttributeError, LookupError)


class Admission:
    """Raises `Refused` of a sentence that the script does not prove; remembers those it does."""

    def __init__(self, script: Callable[[Script, SimpleNamespace], None], objects: SimpleNamespace) -> None:
        self._script, self._objects = script, objects
        self._refused: dict[Node, str] = {}
        self._parts: set[Node] = set()  # of conjunctions that are proved

    def __call__(self, sentence: Node) -> None:
        if sentence.op == "and" and self._parts.issuperset(sentence.args):
            return
        if sentence not in self._refused:
            table = Table()
            try:
                proof = self.proof(sentence, table)
                Kernel(decode(table.rows), alone).check(Statement((), sentence), proof)
                self._refused[sentence] = ""
                self._parts.update(sentence.args if sentence.op == "and" else ())
            except FAILURES as error:  # a script made for one function may break on another
                self._refused[sentence] = str(error) or type(error).__name__
        if self._refused[sentence]:
            raise Refused(self._refused[sentence])

    def proof(self, sentence: Node, table: Table) -> dict[str, Any]:
        """With its nodes in the table. Raises what the script raises."""
        script = Script(sentence, alone, table=table)
        self._script(script, self._objects)
        return script.proof()
