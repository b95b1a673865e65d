"""What a script says about the form of sentences: connectives, quantifiers, cases, names, earlier claims."""

from __future__ import annotations

from bnproof.prove.assembly import Assembly, Body
from bnproof.statement.nodes import Node, build, free, replace, substitute


class Logic(Assembly):
    """For the rules of `verify.logic`, and `use`."""

    def fact(self) -> None:
        self._close("fact")

    def absurd(self, term: Node) -> None:
        """The facts leave the term no sign."""
        self._close("absurd", term=self.table.index(term))

    def both(self, *bodies: Body | None) -> None:
        bodies = bodies or (None,) * len(self.goal.args)
        self._close("both", parts=[self._sub(g, b) for g, b in zip(self.goal.args, bodies, strict=True)])

    def either(self, index: int) -> None:
        """What remains is this part of a disjunction, counted from 0."""
        if self.goal.op != "or":
            raise ValueError("either needs a disjunction")
        self._open.append({"rule": "either", "index": index})
        self.goal = self.goal.args[index]

    def cases(self, on: Node, **bodies: Body | None) -> None:
        """By the sign of a term: keywords lt, le, eq, ge, gt."""
        names = {"lt": "<", "le": "<=", "eq": "=", "ge": ">=", "gt": ">"}
        branches = [[names[k], self._sub(self.goal, b)] for k, b in bodies.items()]
        self._close("cases", on=self.table.index(on), branches=branches)

    def decide(self, on: Node, yes: Body | None, no: Body | None) -> None:
        """By a sentence or its negation."""
        parts = {"yes": self._sub(self.goal, yes), "no": self._sub(self.goal, no)}
        self._close("decide", on=self.table.index(on), **parts)

    def assume(self) -> Node:
        """Takes off the hypothesis of an implication; returns it."""
        hypothesis, self.goal = self.goal.args
        self._open.append({"rule": "assume"})
        return hypothesis

    def intro(self, name: str | None = None) -> Node:
        """Takes off a universal quantifier; returns the new symbol."""
        bound, body = self.goal.args[0], self.goal.args[-1]
        symbol = self.new(bound, name)
        self._open.append({"rule": "intro", "symbol": self.table.index(symbol)})
        self.goal = substitute(body, {bound: symbol})
        return symbol

    def instantiate(self, fact: Node, *at: Node) -> Node:
        """A known universal sentence at terms; returns the instance (guards included; evident ones are taken off)."""
        self._open.append(
            {"rule": "instantiate", "from": self.table.index(fact), "at": [self.table.index(t) for t in at]}
        )
        for term in at:
            fact = substitute(fact.args[-1], {fact.args[0]: term})
            while fact.op == "implies":
                fact = fact.args[1]
        return fact

    def exists(self, witness: Node, body: Body | None = None) -> None:
        """There is: the witness."""
        if self.goal.op != "exists":
            raise ValueError("exists needs an existential sentence")
        goal = substitute(self.goal.args[1], {self.goal.args[0]: witness})
        self._close("exists", witness=self.table.index(witness), then=self._sub(goal, body))

    def take(self, witness: Node) -> None:
        """A witness for the existence that is to be shown."""
        self._open.append({"rule": "exists", "witness": self.table.index(witness)})
        self.goal = substitute(self.goal.args[1], {self.goal.args[0]: witness})

    def obtain(self, fact: Node, name: str | None = None) -> tuple[Node, Node]:
        """A new symbol for what is known to exist, and what is known of it."""
        bound, body = fact.args
        symbol = self.new(bound, name)
        self._open.append({"rule": "obtain", "from": self.table.index(fact), "symbol": self.table.index(symbol)})
        return symbol, substitute(body, {bound: symbol})

    def name(self, term: Node, name: str = "t", domain: str = "") -> Node:
        """A new symbol for a term, so that canonical forms do not look inside; `symbol = term` is known."""
        bound = build("sym", (), (f"{name}#0", str(term.sort), domain))
        there_is = build("exists", (bound, build("eq", (bound, term))))
        self.have(there_is, lambda s: s.exists(term, lambda t: t.ring()))
        return self.obtain(there_is)[0]

    def rewrite(self, fact: Node) -> None:
        """The left side of a known equation replaced by the right one in the goal."""
        self._open.append({"rule": "rewrite", "fact": self.table.index(fact)})
        self.goal = replace(self.goal, *fact.args)

    def use(self, claim: str, variant: str = "printed", /, **at: Node) -> Node:
        """An earlier claim at terms, by the names of its symbols; returns the instance of its conclusion.

        What is not named is at the symbol of that name: here it may promise more than there.
        """
        statement = self.lookup(claim, variant)
        own = {s.name: s for h in (*self.hypotheses, self.goal) for s in free(h)}
        alike = {s: own.get(s.name, s) for s in statement.symbols if not s.domain}
        values = {s: at.get(s.name) or _same_sort(s, alike.get(s, s)) for s in statement.symbols}
        self._open.append(
            {"rule": "use", "claim": claim, "variant": variant,
             "at": {s.name: self.table.index(v) for s, v in values.items()}}
        )  # fmt: skip
        return substitute(statement.conclusion, values)


def _same_sort(symbol: Node, other: Node) -> Node:
    return other if other.sort == symbol.sort else symbol
