"""Proof scripts: what a claim file says to the kernel, in the order a person would.

A script is untrusted; it only assembles the tree that the kernel checks. Each `have` adds a fact; the last call closes
the goal. `proof()` returns the JSON. What a script can say is in modules by family, as the kernel's rules are.
"""

from __future__ import annotations

from typing import Any

from bnproof.prove.algebra import Algebra
from bnproof.prove.analysis import Analysis
from bnproof.prove.assembly import Body
from bnproof.prove.limits import Limits
from bnproof.prove.logic import Logic
from bnproof.prove.spectra import Spectra
from bnproof.prove.sphere import OverSphere
from bnproof.statement.nodes import Node


class Script(Logic, Algebra, Spectra, Analysis, Limits, OverSphere):
    """All that a script can say."""

    def auto(self) -> None:
        """Equations by canonical form, inequalities by the sign of their parts, conjunctions in turn."""
        if self.goal.op == "and":
            self.both()
        elif self.goal.op == "eq":
            self.ring()
        else:
            self.sign()

    def _sub(self, goal: Node, body: Body | None) -> dict[str, Any]:
        script = Script(goal, self.lookup, self.hypotheses, self.table, self._fresh)
        (body or Script.auto)(script)
        return script.proof()
