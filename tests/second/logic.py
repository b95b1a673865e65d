"""Connectives, quantifiers, cases, lemmas."""

from __future__ import annotations

from second.known import Known
from second.refusal import need
from second.rules import Proof, Rules

from bnproof.statement.nodes import Node, build, num, replace, substitute
from bnproof.statement.sorts import INT, REAL

SIGN_OF = {"<": {-1}, "<=": {-1, 0}, "=": {0}, ">=": {0, 1}, ">": {1}}


class Logic(Rules):
    """What the form of a sentence asks for."""

    def _rule_fact(self, goal: Node, known: Known, proof: Proof) -> None:
        need(goal in known.facts, "not known")

    def _rule_absurd(self, goal: Node, known: Known, proof: Proof) -> None:
        term = self.node(proof["term"])
        need(known.defined(term) and not known.signs(term), "no contradiction")

    def _rule_both(self, goal: Node, known: Known, proof: Proof) -> None:
        need(goal.op == "and" and len(proof["parts"]) == len(goal.args), "not its parts")
        for part, sub in zip(goal.args, proof["parts"], strict=True):
            self.prove(part, known, sub)
            known = known.and_also(part)

    def _rule_either(self, goal: Node, known: Known, proof: Proof) -> None:
        need(goal.op == "or" and type(proof["index"]) is int and 0 <= proof["index"] < len(goal.args), "no part")
        need(known.defined(goal), "an undefined part")
        self.prove(goal.args[proof["index"]], known, proof["then"])

    def _rule_intro(self, goal: Node, known: Known, proof: Proof) -> None:
        need(goal.op in ("forall", "every"), "nothing universal")
        bound, new = goal.args[0], self.node(proof["symbol"])
        self.fresh(new, goal, known)
        need(new.data[1:] == bound.data[1:], "another kind of symbol")
        body = substitute(goal.args[-1], {bound: new})
        if goal.op == "every":
            low, high, at = (build("cast", (n,)) for n in (*goal.args[1:3], new))
            need(known.at_least(goal.args[1], int(bound.domain[2:])), "a range beyond the domain")
            known = known.and_also(build("le", (low, at)), build("le", (at, high)))
        self.prove(body, known, proof["then"])

    def _rule_assume(self, goal: Node, known: Known, proof: Proof) -> None:
        need(goal.op == "implies" and known.defined(goal.args[0]), "no implication")
        self.prove(goal.args[1], known.and_also(goal.args[0]), proof["then"])

    def _rule_exists(self, goal: Node, known: Known, proof: Proof) -> None:
        need(goal.op == "exists", "nothing existential")
        bound, witness = goal.args[0], self.node(proof["witness"])
        self.belongs(witness, bound, known)
        self.prove(substitute(goal.args[1], {bound: witness}), known, proof["then"])

    def _rule_cases(self, goal: Node, known: Known, proof: Proof) -> None:
        term, zero = self.node(proof["on"]), num(0)
        need(term.sort is REAL and known.defined(term), "no real term")
        covered: set[int] = set()
        for relation, sub in proof["branches"]:
            covered |= SIGN_OF[relation]
            op, sides = {"<": ("lt", (term, zero)), "<=": ("le", (term, zero)), "=": ("eq", (term, zero)),
                         ">=": ("le", (zero, term)), ">": ("lt", (zero, term))}[relation]  # fmt: skip
            self.prove(goal, known.and_also(build(op, sides)), sub)
        need(known.signs(term) <= covered, "a case is missing")

    def _rule_induct(self, goal: Node, known: Known, proof: Proof) -> None:
        n = self.node(proof["symbol"])
        need(n.op == "sym" and n.sort is INT and n.domain.startswith(">="), "no integer symbol")
        apart = known.without(n)
        self.prove(substitute(goal, {n: build("int", (), (n.domain[2:],))}), apart, proof["base"])
        self.prove(substitute(goal, {n: n + 1}), apart.and_also(goal), proof["step"])

    def _rule_have(self, goal: Node, known: Known, proof: Proof) -> None:
        fact = self.node(proof["fact"])
        need(fact.sort.kind == "bool", "no sentence")
        self.prove(fact, known, proof["proof"])
        self.prove(goal, known.and_also(fact), proof["then"])

    def _rule_rewrite(self, goal: Node, known: Known, proof: Proof) -> None:
        fact = self.node(proof["fact"])
        need(fact in known.facts and fact.op == "eq", "no known equation")
        self.prove(replace(goal, *fact.args), known, proof["then"])

    def _rule_instantiate(self, goal: Node, known: Known, proof: Proof) -> None:
        fact = self.node(proof["from"])
        need(fact in known.facts, "not known")
        for index in proof["at"]:
            need(fact.op in ("forall", "every"), "nothing universal")
            bound, term = fact.args[0], self.node(index)
            self.belongs(term, bound, known)
            if fact.op == "every":
                low, high, at = (build("cast", (n,)) for n in (*fact.args[1:3], term))
                need(known.holds(build("le", (low, at))) and known.holds(build("le", (at, high))), "out of range")
            fact = substitute(fact.args[-1], {bound: term})
            while fact.op == "implies" and known.holds(fact.args[0]):
                fact = fact.args[1]
        self.prove(goal, known.and_also(fact), proof["then"])
