"""Evidence that a statement is false: a proof of the negation, as a claim file says it, and an instance; as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from bnproof.interpret.instance import Instance
from bnproof.model import Disproof
from bnproof.prove.script import Script
from bnproof.statement.codec import Table
from bnproof.statement.nodes import Statement
from bnproof.verify.context import Refused
from bnproof.verify.instances import instance_json
from bnproof.verify.kernel import Lookup
from bnproof.verify.logic import negation
from bnproof.verify.witness import admits, universal

if TYPE_CHECKING:
    from bnproof.prove.admission import Admission


@dataclass(frozen=True)
class Opposed:
    """`asked`: the statement under the further hypotheses, of which an instance is needed. `opposite`: what the proof
    proves, its negation under these."""

    asked: Statement
    opposite: Statement
    table: Table
    data: dict[str, Any]

    @property
    def proof(self) -> dict[str, Any]:
        found: dict[str, Any] = self.data["proof"]
        return found

    def evidence(self, head: dict[str, Any], instance: Instance, meets: Admission | None) -> dict[str, Any]:
        """`head`: what is refuted. Raises `Refused`."""
        return evidence({**head, **self.data}, self.asked, instance, meets, self.table)


def opposed(statement: Statement, declared: Disproof, objects: SimpleNamespace, lookup: Lookup) -> Opposed:
    """What the script makes of the statement; nothing is checked. Raises whatever the script does."""
    where = declared.where(objects)
    given = (*statement.hypotheses, *where)
    opposite = Statement(given, negation(statement.conclusion))
    script = Script(opposite.conclusion, lookup, given)
    declared.script(script, objects)
    data = {"kind": "disproof", "where": [script.table.index(h) for h in where], "proof": script.proof()}
    return Opposed(Statement(given, statement.conclusion), opposite, script.table, data)


def evidence(
    data: dict[str, Any], statement: Statement, instance: Instance, meets: Admission | None, table: Table
) -> dict[str, Any]:
    """With an instance of the hypotheses, the proof that it meets the universal ones where it needs one, and the table
    of nodes. Raises `Refused`."""
    data = data | {"instance": instance_json(instance, table)}
    try:
        admits(statement, instance)
    except Refused:
        data |= {"meets": meets.proof(universal(statement, instance), table)} if meets else {}
    return data | {"nodes": table.rows}
