"""Rules of the kernel on quantifiers and limits: choosing what exists, Archimedes, completeness, recursion."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from bnproof.interpret.gram import Gram
from bnproof.statement.limits import FROM, INDEX, LATER, TOL, cauchy, converges
from bnproof.statement.nodes import Node, build, free, lift, substitute
from bnproof.statement.sorts import INT, REAL
from bnproof.verify.context import NONNEG, ZERO, Context, Refused, null, shown
from bnproof.verify.recursion import continued

Proof = dict[str, Any]


class LimitRules(ABC):
    """A part of the kernel."""

    @abstractmethod
    def node(self, index: Any) -> Node: ...

    @abstractmethod
    def prove(self, here: Context, goal: Node, proof: Proof) -> None: ...

    def _new(self, here: Context, goal: Node, proof: Proof, like: tuple[str, ...], *others: Node) -> Node:
        """A symbol of that sort and domain that occurs nowhere yet."""
        symbol = self.node(proof["symbol"])
        if symbol.op != "sym" or symbol.data[1:] != like or _occurs(symbol, here, goal, *others):
            raise Refused(f"{shown(symbol)} is not a new symbol of that kind")
        return symbol

    def _rule_obtain(self, here: Context, goal: Node, proof: Proof) -> None:
        """From `there is x with ...`: a name for such an x."""
        fact = self.node(proof["from"])
        if fact.op != "exists" or not here.knows(fact):
            raise Refused(f"not known to exist: {shown(fact)}")
        bound, body = fact.args
        symbol = self._new(here, goal, proof, bound.data[1:])
        self.prove(here.assume(substitute(body, {bound: symbol})), goal, proof["then"])

    def _rule_archimedes(self, here: Context, goal: Node, proof: Proof) -> None:
        """Above every real number there is a natural one."""
        term = self.node(proof["term"])
        if term.sort is not REAL:
            raise Refused("archimedes needs a real term")
        here.require_defined(term)
        symbol = self._new(here, goal, proof, ("int", ">=0"), term)
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
        symbol = self._new(here, goal, proof, (str(term.sort), ""), term)
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
            if sequence.op != "sym" or _occurs(sequence, here, goal, *(value for _, value in starts)):
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
        n = self._new(here, goal, proof, ("int", ">=0"), i)
        moved = [substitute(f, {k: i + n}) for f in (*here.facts, goal)]
        least = build("le", (lift(int(k.domain[2:]), REAL), lift(i + n, REAL)))
        self.prove(Context(Gram(null(moved[:-1]))).assume(least, *moved[:-1]), moved[-1], proof["then"])

    def _rule_definite(self, here: Context, goal: Node, proof: Proof) -> None:
        """v = 0 from |v|^2 = 0."""
        if goal.op != "eq" or goal.args[0].sort.kind != "vec":
            raise Refused("definite proves equations of vectors")
        gap = goal.args[0] - goal.args[1]
        if not here.holds(gap @ gap, ZERO):
            raise Refused(f"may not vanish: {shown(gap)}")

    def _rule_decide(self, here: Context, goal: Node, proof: Proof) -> None:
        """A sentence holds, or its negation does."""
        on = self.node(proof["on"])
        for sentence, sub in ((on, proof["yes"]), (negation(on), proof["no"])):
            here.require_defined(sentence)
            self.prove(here.assume(sentence), goal, sub)


def _occurs(symbol: Node, here: Context, *nodes: Node) -> bool:
    return any(symbol in free(n) for n in (*here.facts, *nodes))


def negation(sentence: Node) -> Node:
    """The negated sentence, with the negation pushed inwards."""
    args = sentence.args
    match sentence.op:
        case "le":
            return build("lt", args[::-1])
        case "lt":
            return build("le", args[::-1])
        case "not":
            return args[0]
        case "and" | "or":
            return build("or" if sentence.op == "and" else "and", tuple(negation(a) for a in args))
        case "implies":
            return build("and", (args[0], negation(args[1])))
        case "forall" | "exists":
            return build("exists" if sentence.op == "forall" else "forall", (args[0], negation(args[1])))
        case "eq":
            return build("not", (sentence,))
    raise Refused(f"the negation of {sentence.op}")
