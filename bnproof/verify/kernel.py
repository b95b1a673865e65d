"""The trusted kernel: accepts a proof of a sentence, or refuses it and says where.

A proof is a tree of rules with data; nodes are given by number in the evidence's table. Nothing is searched. The
kernel walks the tree; the rules are in modules by family.
"""

from __future__ import annotations

from collections.abc import Callable

from bnproof.interpret.gram import Gram
from bnproof.statement.nodes import Node, Statement, substitute
from bnproof.verify.analysis import Analysis
from bnproof.verify.context import Context, Refused, null, refusing, shown
from bnproof.verify.limits import Limits
from bnproof.verify.logic import Logic
from bnproof.verify.rules import Proof, evident, require_in_domain
from bnproof.verify.spectra import Spectra
from bnproof.verify.sphere import OverSphere

Lookup = Callable[[str, str], Statement]  # an earlier claim and variant, by name

# Rules that prove the goal, or an equal one, by the rules below them.
PASSING = {
    "have", "instantiate", "differentiate", "use", "cases", "absurd", "rewrite", "obtain", "archimedes", "complete",
    "recursion", "offset", "decide",
}  # fmt: skip


class Kernel(Logic, Spectra, Analysis, Limits, OverSphere):
    """Checks the proofs of one piece of evidence; `used` collects the earlier claims it rests on."""

    def __init__(self, nodes: list[Node], lookup: Lookup) -> None:
        self.nodes, self.lookup = nodes, lookup
        self.used: set[tuple[str, str]] = set()

    def check(self, statement: Statement, proof: Proof) -> None:
        """Returns if the proof proves the statement. Raises `Refused`."""
        with refusing():
            self.prove(opening(statement), statement.conclusion, proof)

    def prove(self, here: Context, goal: Node, proof: Proof) -> None:
        rule = getattr(self, "_rule_" + str(proof["rule"]).replace("-", "_"), None)
        if rule is None:
            raise Refused(f"no such rule: {proof['rule']!r}")
        if goal.op in ("eq", "le", "lt", "not", "or") and proof["rule"] not in PASSING:
            here.require_defined(goal)
        rule(here, goal, proof)

    def _rule_use(self, here: Context, goal: Node, proof: Proof) -> None:
        """An earlier claim at terms, once its hypotheses are known."""
        name = (str(proof["claim"]), str(proof["variant"]))
        statement = self.lookup(*name)
        self.used.add(name)
        symbols = {s.name: s for s in statement.symbols}
        if set(proof["at"]) != set(symbols):
            raise Refused(f"{name[0]} speaks of {sorted(symbols)}")
        values = {symbols[k]: self.node(v) for k, v in proof["at"].items()}
        for symbol, value in values.items():
            require_in_domain(here, symbol, value)
        for hypothesis in statement.hypotheses:
            instance = substitute(hypothesis, values)
            if not evident(here, instance):
                raise Refused(f"a hypothesis of {name[0]} is not known: {shown(instance)}")
        self.prove(here.assume(substitute(statement.conclusion, values)), goal, proof["then"])


def opening(statement: Statement) -> Context:
    """The context in which a statement is proved: its hypotheses, which must themselves be defined."""
    here = Context(Gram(null(statement.hypotheses)))
    for h in statement.hypotheses:
        here.require_defined(h)
        here = here.assume(h)
    return here
