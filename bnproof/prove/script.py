"""Proof scripts: what a claim file says to the kernel, in the order a person would.

A script is untrusted; it only assembles the tree that the kernel checks. Each `have` adds a fact; the last call closes
the goal. `proof()` returns the JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from bnproof.statement.codec import Table
from bnproof.statement.nodes import Node, Statement, build, num, replace, substitute
from bnproof.verify.kernel import at_eigenvalue

Combination = Sequence[tuple[Node | int, Node]]  # (cofactor, known equation)
Body = Callable[["Script"], None]
Lookup = Callable[[str, str], Statement]


class Script:
    """Builds one proof. `goal` is what remains to be shown."""

    def __init__(
        self,
        goal: Node,
        lookup: Lookup,
        hypotheses: tuple[Node, ...] = (),
        table: Table | None = None,
        names: list[int] | None = None,
    ) -> None:
        self.goal, self.lookup, self.hypotheses = goal, lookup, hypotheses
        self.table = table or Table()
        self._fresh = names if names is not None else [0]
        self._open: list[dict[str, Any]] = []
        self._closed: dict[str, Any] | None = None

    # ---- assembling -----------------------------------------------------------------------------------------------
    def proof(self) -> dict[str, Any]:
        """The finished tree. Raises ValueError if the goal was not closed."""
        if self._closed is None:
            raise ValueError("the proof script does not close its goal")
        out = self._closed
        for step in reversed(self._open):
            out = {**step, "then": out}
        return out

    def _sub(self, goal: Node, body: Body | None) -> dict[str, Any]:
        script = Script(goal, self.lookup, self.hypotheses, self.table, self._fresh)
        (body or Script.auto)(script)
        return script.proof()

    def _close(self, rule: str, **data: Any) -> None:
        if self._closed is not None:
            raise ValueError("the goal is closed already")
        self._closed = {"rule": rule, **data}

    def _combination(self, combine: Combination) -> list[list[int]]:
        return [[self.table.index(c if isinstance(c, Node) else num(c)), self.table.index(f)] for c, f in combine]

    def new(self, like: Node, name: str | None = None) -> Node:
        """A new symbol of the same sort and domain."""
        self._fresh[0] += 1
        return build("sym", (), (f"{(name or like.name).split('#')[0]}#{1000 + self._fresh[0]}", *like.data[1:]))

    # ---- closing --------------------------------------------------------------------------------------------------
    def auto(self) -> None:
        """Equations by canonical form, inequalities by the sign of their parts, conjunctions in turn."""
        if self.goal.op == "and":
            self.both()
        elif self.goal.op == "eq":
            self.ring()
        else:
            self.sign()

    def ring(self, *combine: tuple[Node | int, Node]) -> None:
        """An equation, as canonical forms, up to a combination of known equations."""
        self._close("ring", combine=self._combination(combine))

    def sign(self, certificate: Node | None = None, *combine: tuple[Node | int, Node]) -> None:
        """An inequality: rhs - lhs equals the certificate, whose sign follows from its parts."""
        data: dict[str, Any] = {} if certificate is None else {"as": self.table.index(certificate)}
        self._close("sign", combine=self._combination(combine), **data)

    def fact(self) -> None:
        self._close("fact")

    def absurd(self, term: Node) -> None:
        """The facts leave the term no sign."""
        self._close("absurd", term=self.table.index(term))

    def sqrt_mono(self, square: Body | None = None) -> None:
        """a <= b from a^2 <= b^2."""
        a, b = self.goal.args
        self._close("sqrt-mono", square=self._sub(build(self.goal.op, (a**2, b**2)), square))

    def root(self, *combine: tuple[Node | int, Node]) -> None:
        """a = b from a, b >= 0 and a^2 = b^2."""
        self._close("root", combine=self._combination(combine))

    def both(self, *bodies: Body | None) -> None:
        bodies = bodies or (None,) * len(self.goal.args)
        self._close("both", parts=[self._sub(g, b) for g, b in zip(self.goal.args, bodies, strict=True)])

    def cases(self, on: Node, **bodies: Body | None) -> None:
        """By the sign of a term: keywords lt, le, eq, ge, gt."""
        names = {"lt": "<", "le": "<=", "eq": "=", "ge": ">=", "gt": ">"}
        branches = [[names[k], self._sub(self.goal, b)] for k, b in bodies.items()]
        self._close("cases", on=self.table.index(on), branches=branches)

    def exists(self, witness: Node, body: Body | None = None) -> None:
        goal = substitute(self.goal.args[1], {self.goal.args[0]: witness})
        self._close("exists", witness=self.table.index(witness), then=self._sub(goal, body))

    def induct(self, symbol: Node, base: Body | None = None, step: Body | None = None) -> None:
        least = build("int", (), (symbol.domain[2:],))
        first, following = (substitute(self.goal, {symbol: t}) for t in (least, symbol + 1))
        self._close(
            "induct",
            symbol=self.table.index(symbol),
            base=self._sub(first, base),
            step=self._sub(following, step),
        )

    def spectral(
        self,
        operator: Node,
        vector: Node,
        terms: Callable[[Node], dict[int, Node | int]] | dict[int, Node | int],
        scalar: Callable[[Script, Node], None],
        radii: Sequence[Node] = (),
    ) -> None:
        """0 <= <v, q(H) v>, with q given by the coefficients of its powers, from 0 <= q(x) on the spectrum."""
        base = build("sym", (), ("x", "real", "pos"))
        x = self.new(base, "x")
        given = terms(x) if callable(terms) else terms
        coefficients = {k: c if isinstance(c, Node) else num(c) for k, c in given.items()}
        polynomial = num(0)
        for k, c in coefficients.items():
            polynomial = polynomial + c * (x**k if k > 0 else num(1) / x**-k if k else num(1))
        goal = build("le", (num(0), polynomial))
        self._close(
            "spectral",
            map=self.table.index(operator),
            eigenvalue=self.table.index(x),
            vector=self.table.index(vector),
            terms=[[k, self.table.index(c)] for k, c in coefficients.items()],
            radii=[self.table.index(r) for r in radii],
            scalar=self._sub(goal, lambda s: scalar(s, x)),
        )

    def radius(self, operator: Node, scalar: Callable[[Script, Node], None]) -> None:
        """rho(q(H)) <= b from q(x)^2 <= b^2 on the spectrum."""
        x = self.new(build("sym", (), ("x", "real", "pos")), "x")
        radius, bound = self.goal.args
        goal = build("le", (at_eigenvalue(radius.args[0], operator, x) ** 2, bound**2))
        self._close(
            "radius",
            map=self.table.index(operator),
            eigenvalue=self.table.index(x),
            scalar=self._sub(goal, lambda s: scalar(s, x)),
        )

    def eigenvalue(self, operator: Node, radius: Node, which: str) -> Node:
        """q(x)^2 <= rho(q(H))^2 at x = eigmin or eigmax; returns the fact."""
        value = at_eigenvalue(radius.args[0], operator, build(which, (operator,)))
        data = {"map": self.table.index(operator), "radius": self.table.index(radius), "which": which}
        return self.have(build("le", (value**2, radius**2)), lambda s: s._close("eigenvalue", **data))

    def spectrum(self, operator: Node) -> None:
        """lambda_min <= lambda_max."""
        self._close("spectrum", map=self.table.index(operator))

    # ---- adding facts ---------------------------------------------------------------------------------------------
    def have(self, fact: Node, body: Body | None = None) -> Node:
        """A lemma on the way; returns it."""
        self._open.append({"rule": "have", "fact": self.table.index(fact), "proof": self._sub(fact, body)})
        return fact

    def chord(self, x: Node, y: Node, c: int = 2) -> Node:
        """log y + (x/y - 1)/(c - 1) log c <= log x, for 0 < y <= x <= c y; returns the fact."""
        log_x, log_y, log_c = (build("log", (t,)) for t in (x, y, num(c)))
        fact = build("le", (log_y + (x / y - 1) / (num(c) - 1) * log_c, log_x))
        data = {"x": self.table.index(x), "y": self.table.index(y), "c": self.table.index(num(c))}
        return self.have(fact, lambda s: s._close("log-chord", **data))

    def tangent(self, x: Node, y: Node) -> Node:
        """log x <= log y + x/y - 1, for x, y > 0; returns the fact."""
        log_x, log_y = (build("log", (t,)) for t in (x, y))
        data = {"x": self.table.index(x), "y": self.table.index(y)}
        return self.have(build("le", (log_x, log_y + x / y - 1)), lambda s: s._close("log-tangent", **data))

    def derive(self, gradient: Node) -> Node:
        """SymPy derives the closed form of a gradient node; the kernel's own chain rule must agree."""
        from bnproof.prove.derive import closed_form

        return self.have(build("eq", (gradient, closed_form(gradient, self.hypotheses))), Script.ring)

    def intro(self, name: str | None = None) -> Node:
        """Takes off a universal quantifier; returns the new symbol."""
        bound, body = self.goal.args[0], self.goal.args[-1]
        symbol = self.new(bound, name)
        self._open.append({"rule": "intro", "symbol": self.table.index(symbol)})
        self.goal = substitute(body, {bound: symbol})
        return symbol

    def assume(self) -> Node:
        """Takes off the hypothesis of an implication; returns it."""
        hypothesis, self.goal = self.goal.args
        self._open.append({"rule": "assume"})
        return hypothesis

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

    def rewrite(self, fact: Node) -> None:
        """The left side of a known equation replaced by the right one in the goal."""
        self._open.append({"rule": "rewrite", "fact": self.table.index(fact)})
        self.goal = replace(self.goal, *fact.args)

    def differentiate(self, fact: Node, by: Node) -> Node:
        """A known universal equation, differentiated by one of its symbols; returns the universal derivative."""
        new = self.new(build("sym", (), (by.name, by.data[1], "")), by.name)
        self._open.append(
            {"rule": "differentiate", "from": self.table.index(fact), "by": self.table.index(by),
             "new": self.table.index(new)}
        )  # fmt: skip
        binders, body = [], fact
        while body.op == "forall":
            binders.append(body.args[0])
            body = body.args[1]
        derived = build("eq", tuple(build("grad", (new, substitute(s, {by: new}), by)) for s in body.args))
        for bound in reversed(binders):
            derived = build("forall", (bound, derived))
        return derived

    def use(self, claim: str, variant: str = "printed", /, **at: Node) -> Node:
        """An earlier claim at terms, by the names of its symbols; returns the instance of its conclusion."""
        statement = self.lookup(claim, variant)
        values = {s: at.get(s.name, s) for s in statement.symbols}
        self._open.append(
            {"rule": "use", "claim": claim, "variant": variant,
             "at": {s.name: self.table.index(v) for s, v in values.items()}}
        )  # fmt: skip
        return substitute(statement.conclusion, values)
