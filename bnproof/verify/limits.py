"""Rules on integers and limits: induction, Archimedes, completeness, recursion."""

from __future__ import annotations

from bnproof.interpret.gram import Gram
from bnproof.statement.limits import FROM, INDEX, LATER, TOL, cauchy, converges
from bnproof.statement.nodes import Node, build, free, lift, substitute
from bnproof.statement.sorts import INT, REAL
from bnproof.verify.context import NONNEG, Context, Refused, null, shown
from bnproof.verify.recursion import continued
from bnproof.verify.rules import Proof, Rules, occurs


class Limits(Rules):
    """What the kernel knows of the natural and the real numbers."""

    def _rule_induct(self, here: Context, goal: Node, proof: Proof) -> None:
        """By an integer symbol from its least value upwards."""
        t = self.node(proof["symbol"])
        if t.op != "sym" or not t.domain.startswith(">="):
            raise Refused("induct needs an integer symbol with a least value")
        here = here.without(t)
        self.prove(here, substitute(goal, {t: lift(int(t.domain[2:]), t.sort)}), proof["base"])
        self.prove(here.assume(goal), substitute(goal, {t: t + 1}), proof["step"])

    def _rule_archimedes(self, here: Context, goal: Node, proof: Proof) -> None:
        """Above every real number there is a natural one."""
        term = self.node(proof["term"])
        if term.sort is not REAL:
            raise Refused("archimedes needs a real term")
        here.require_defined(term)
        symbol = self.new(proof["symbol"], ("int", ">=0"), here, goal, term)
        self.prove(here.assume(build("lt", (term, lift(symbol, REAL)))), goal, proof["then"])

    def _rule_complete(self, here: Context, goal: Node, proof: Proof) -> None:
        """A Cauchy sequence of reals, or of vectors of a space of finite dimension, has a limit."""
        term, index = self.node(proof["term"]), self.node(proof["index"])
        if index.op != "sym" or index.data[1:] != ("int", ">=0"):
            raise Refused("the index of a sequence is a natural number")
        if {TOL, FROM, INDEX, LATER} & (free(term) - {index}):
            raise Refused("a bound symbol of the definition is free in the term")

        def at(k: Node) -> Node:
            return substitute(term, {index: k})

        if not here.knows(cauchy(at)):
            raise Refused(f"not known to be a Cauchy sequence: {shown(term)}")
        symbol = self.new(proof["symbol"], (str(term.sort), ""), here, goal, term)
        self.prove(here.assume(converges(at, symbol)), goal, proof["then"])

    def _rule_recursion(self, here: Context, goal: Node, proof: Proof) -> None:
        """There are sequences that start anywhere and obey a recursion."""
        rule = self.node(proof["sentence"])
        starts = [(self.node(s), self.node(value)) for s, value in proof["starts"]]
        if rule.op != "forall" or not rule.args[0].domain.startswith(">=") or int(rule.args[0].domain[2:]) < 0:
            raise Refused("a recursion is for every natural index: it leaves the start alone")
        driven = continued(*rule.args)
        if not driven or len(set(driven)) < len(driven) or sorted(map(id, driven)) != sorted(id(s) for s, _ in starts):
            raise Refused("each sequence needs one rule and one start")
        for sequence in driven:
            if sequence.op != "sym" or occurs(sequence, here, goal, *(value for _, value in starts)):
                raise Refused(f"{shown(sequence)} is not a new symbol")
        for _, value in starts:
            here.require_defined(value)
        here.require_defined(rule)
        self.prove(here.assume(rule, *(build("eq", (s[0], value)) for s, value in starts)), goal, proof["then"])

    def _rule_offset(self, here: Context, goal: Node, proof: Proof) -> None:
        """An integer symbol k >= i is i + n for a natural n: everything is said of i + n instead."""
        k, i = self.node(proof["of"]), self.node(proof["from"])
        if k.op != "sym" or not k.domain.startswith(">=") or i.sort is not INT or k in free(i):
            raise Refused("offset needs an integer symbol and an integer term without it")
        here.require_defined(lift(i, REAL))
        if not here.holds(lift(k - i, REAL), NONNEG):
            raise Refused(f"may be less than {shown(i)}: {k.name}")
        n = self.new(proof["symbol"], ("int", ">=0"), here, goal, i)
        moved = [substitute(f, {k: i + n}) for f in (*here.facts, goal)]
        least = build("le", (lift(int(k.domain[2:]), REAL), lift(i + n, REAL)))
        self.prove(Context(Gram(null(moved[:-1]))).assume(least, *moved[:-1]), moved[-1], proof["then"])
