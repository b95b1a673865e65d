"""Rules on the form of sentences: connectives, quantifiers, cases, lemmas, equals for equals."""

from __future__ import annotations

from bnproof.statement.codec import picks
from bnproof.statement.nodes import Node, build, lift, num, replace, substitute
from bnproof.statement.sorts import REAL
from bnproof.verify.context import NEG, NONNEG, POS, ZERO, Context, Refused, shown
from bnproof.verify.rules import Proof, Rules, evident, integer, require_in_domain


class Logic(Rules):
    """What is known, what is to be shown, and how one becomes the other."""

    def _rule_fact(self, here: Context, goal: Node, proof: Proof) -> None:
        if not here.knows(goal):
            raise Refused(f"not known: {shown(goal)}")

    def _rule_absurd(self, here: Context, goal: Node, proof: Proof) -> None:
        term = self.node(proof["term"])
        here.require_defined(term)
        if here.sign(term):
            raise Refused(f"no contradiction about {shown(term)}")

    def _rule_have(self, here: Context, goal: Node, proof: Proof) -> None:
        fact = self.node(proof["fact"])
        if fact.sort.kind != "bool":
            raise Refused("have needs a sentence")
        self.prove(here, fact, proof["proof"])
        self.prove(here.assume(fact), goal, proof["then"])

    def _rule_both(self, here: Context, goal: Node, proof: Proof) -> None:
        if goal.op != "and" or len(proof["parts"]) != len(goal.args):
            raise Refused("both needs a conjunction and as many proofs")
        for part, sub in zip(goal.args, proof["parts"], strict=True):
            self.prove(here, part, sub)
            here = here.assume(part)

    def _rule_either(self, here: Context, goal: Node, proof: Proof) -> None:
        index = integer(proof["index"])
        if goal.op != "or" or not 0 <= index < len(goal.args):
            raise Refused("either needs a disjunction, and which of its parts holds")
        self.prove(here, goal.args[index], proof["then"])

    def _rule_assume(self, here: Context, goal: Node, proof: Proof) -> None:
        if goal.op != "implies":
            raise Refused("assume needs an implication")
        here.require_defined(goal.args[0])
        self.prove(here.assume(goal.args[0]), goal.args[1], proof["then"])

    def _rule_intro(self, here: Context, goal: Node, proof: Proof) -> None:
        """For all: with a new symbol of the same sort and domain."""
        if goal.op not in ("forall", "every"):
            raise Refused("intro needs a universal sentence")
        bound, body = goal.args[0], goal.args[-1]
        new = self.new(proof["symbol"], bound.data[1:], here, goal)
        if goal.op == "every":
            here = here.ranged(new, goal.args[1], goal.args[2])
        self.prove(here, substitute(body, {bound: new}), proof["then"])

    def _rule_exists(self, here: Context, goal: Node, proof: Proof) -> None:
        if goal.op != "exists":
            raise Refused("exists needs an existential sentence")
        bound, witness = goal.args[0], self.node(proof["witness"])
        require_in_domain(here, bound, witness)
        self.prove(here, substitute(goal.args[1], {bound: witness}), proof["then"])

    def _rule_instantiate(self, here: Context, goal: Node, proof: Proof) -> None:
        """A known universal sentence at terms; known or evident guards are taken off."""
        fact = self.node(proof["from"])
        if not here.knows(fact):
            raise Refused(f"not known: {shown(fact)}")
        for term in picks(self.nodes, proof["at"], "at"):
            if fact.op not in ("forall", "every"):
                raise Refused("more terms than quantifiers")
            require_in_domain(here, fact.args[0], term)
            if fact.op == "every":
                _, low, high, _ = fact.args
                if not all(here.holds(lift(gap, REAL), NONNEG) for gap in (term - low, high - term)):
                    raise Refused(f"outside the range: {shown(term)}")
            fact = substitute(fact.args[-1], {fact.args[0]: term})
            while fact.op == "implies" and evident(here, fact.args[0]):
                fact = fact.args[1]
        self.prove(here.assume(fact), goal, proof["then"])

    def _rule_obtain(self, here: Context, goal: Node, proof: Proof) -> None:
        """From `there is x with ...`: a name for such an x."""
        fact = self.node(proof["from"])
        if fact.op != "exists" or not here.knows(fact):
            raise Refused(f"not known to exist: {shown(fact)}")
        bound, body = fact.args
        symbol = self.new(proof["symbol"], bound.data[1:], here, goal)
        self.prove(here.assume(substitute(body, {bound: symbol})), goal, proof["then"])

    def _rule_cases(self, here: Context, goal: Node, proof: Proof) -> None:
        """By the sign of a real term; the branches must cover all signs still possible."""
        term = self.node(proof["on"])
        here.require_defined(term)
        zero, covered = num(0), 0
        for relation, sub in proof["branches"]:
            sign, fact = {
                "<": (NEG, build("lt", (term, zero))),
                "<=": (NEG | ZERO, build("le", (term, zero))),
                "=": (ZERO, build("eq", (term, zero))),
                ">=": (NONNEG, build("le", (zero, term))),
                ">": (POS, build("lt", (zero, term))),
            }[relation]
            covered |= sign
            self.prove(here.assume(fact), goal, sub)
        if not here.holds(term, covered):
            raise Refused("the cases do not cover every sign")

    def _rule_decide(self, here: Context, goal: Node, proof: Proof) -> None:
        """A sentence holds, or its negation does."""
        on = self.node(proof["on"])
        for sentence, sub in ((on, proof["yes"]), (negation(on), proof["no"])):
            here.require_defined(sentence)
            self.prove(here.assume(sentence), goal, sub)

    def _rule_rewrite(self, here: Context, goal: Node, proof: Proof) -> None:
        """Equals for equals: the left side of a known equation replaced by the right one in the goal."""
        fact = self.node(proof["fact"])
        if fact.op != "eq" or not here.knows(fact):
            raise Refused(f"no known equation: {shown(fact)}")
        here.require_defined(fact)
        self.prove(here, replace(goal, *fact.args), proof["then"])


def negation(sentence: Node) -> Node:
    """The negated sentence, with the negation pushed inwards."""
    args = sentence.args
    match sentence.op:
        case "le" | "lt":
            return build("lt" if sentence.op == "le" else "le", args[::-1])
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
