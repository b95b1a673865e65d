"""Proof scripts: what a claim file says to the kernel, in the order a person would.

A script is untrusted; it only assembles the tree that the kernel checks. Each `have` adds a fact; the last call closes
the goal. `proof()` returns the JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from bnproof.statement.calculus import derivative
from bnproof.statement.codec import Table
from bnproof.statement.limits import FROM, INDEX, converges
from bnproof.statement.nodes import Node, Statement, Vec, build, free, num, replace, substitute
from bnproof.verify.kernel import at_eigenvalue
from bnproof.verify.sphere import MOMENTS, moments_conclusion, moments_premise, pairs_conclusion, pairs_premise

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

    def extremum(self, *bodies: Body | None) -> None:
        """x <= max(x, ...), or max(x, ...) <= b from x <= b, ...; likewise of min."""
        left, right = self.goal.args
        if left.op == "max":
            goals = [build(self.goal.op, (a, right)) for a in left.args]
        else:
            goals = [build(self.goal.op, (left, a)) for a in right.args] if right.op == "min" else []
        bodies = bodies or (None,) * len(goals)
        self._close("extremum", parts=[self._sub(g, b) for g, b in zip(goals, bodies, strict=True)])

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

    def exists(self, witness: Node, body: Body | None = None) -> None:
        """There is: the witness."""
        if self.goal.op != "exists":
            raise ValueError("exists needs an existential sentence")
        goal = substitute(self.goal.args[1], {self.goal.args[0]: witness})
        self._close("exists", witness=self.table.index(witness), then=self._sub(goal, body))

    def definite(self) -> None:
        """v = 0 from |v|^2 = 0."""
        self._close("definite")

    def decide(self, on: Node, yes: Body | None, no: Body | None) -> None:
        """By a sentence or its negation."""
        parts = {"yes": self._sub(self.goal, yes), "no": self._sub(self.goal, no)}
        self._close("decide", on=self.table.index(on), **parts)

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
        """lambda_min <= lambda_max, or d lambda_min <= trace, or trace <= d lambda_max."""
        self._close("spectrum", map=self.table.index(operator))

    def termwise(self, name: str | None = None) -> Node:
        """Two expectations, or two sums, compare as their bodies; returns the new symbol of which these speak."""
        left, right = self.goal.args
        symbol = self.new(left.args[0], name)
        each = tuple(substitute(side.args[-1], {side.args[0]: symbol}) for side in (left, right))
        self._open.append({"rule": "termwise", "symbol": self.table.index(symbol)})
        self.goal = build(self.goal.op, each)
        return symbol

    def taylor(
        self,
        function: Callable[[Node], Node],
        start: Node | int,
        end: Node | int,
        bound: Node,
        second: Callable[[Script, Node], None],
        side: str = "above",
    ) -> Node:
        """f(b) <= f(a) + f'(a) (b - a) + c/2 (b - a)^2, or with `below` >=; returns the fact.

        `second` proves f''(t) <= c, or c <= f''(t), for t between a and b.
        """
        a, b = (n if isinstance(n, Node) else num(n) for n in (start, end))
        t = self.new(build("sym", (), ("t", "real", "")))
        f = function(t)
        slope = build("grad", (t, f, t))
        curvature = build("grad", (t, slope, t))
        at_a, at_b = (substitute(f, {t: end}) for end in (a, b))
        curve = at_a + build("grad", (t, f, a)) * (b - a) + bound / 2 * (b - a) ** 2
        sides = ((curve, at_b), (bound, curvature)) if side == "below" else ((at_b, curve), (curvature, bound))
        fact, goal = (build("le", pair) for pair in sides)
        given = {"symbol": t, "function": f, "from": a, "to": b, "bound": bound}
        data: dict[str, Any] = {k: self.table.index(n) for k, n in given.items()}
        proof = self._sub(goal, lambda s: second(s, t))
        return self.have(fact, lambda s: s._close("taylor", side=side, second=proof, **data))

    def pi_bounds(self, low: Fraction | int, high: Fraction | int) -> tuple[Node, Node]:
        """low < pi < high; returns the facts."""
        number = build("pi")
        facts = build("lt", (num(low), number)), build("lt", (number, num(high)))
        lower, upper = (self.have(fact, lambda s: s._close("pi")) for fact in facts)
        return lower, upper

    # ---- adding facts ---------------------------------------------------------------------------------------------
    def have(self, fact: Node, body: Body | None = None) -> Node:
        """A lemma on the way; returns it."""
        self._open.append({"rule": "have", "fact": self.table.index(fact), "proof": self._sub(fact, body)})
        return fact

    def chord(self, x: Node, y: Node, c: Node | int = 2) -> Node:
        """log y + (x/y - 1)/(c - 1) log c <= log x, for 0 < y <= x <= c y and 1 < c; returns the fact."""
        c = c if isinstance(c, Node) else num(c)
        log_x, log_y, log_c = (build("log", (t,)) for t in (x, y, c))
        fact = build("le", (log_y + (x / y - 1) / (c - 1) * log_c, log_x))
        data = {"x": self.table.index(x), "y": self.table.index(y), "c": self.table.index(c)}
        return self.have(fact, lambda s: s._close("log-chord", **data))

    def tangent(self, x: Node, y: Node) -> Node:
        """log x <= log y + x/y - 1, for x, y > 0; returns the fact."""
        log_x, log_y = (build("log", (t,)) for t in (x, y))
        data = {"x": self.table.index(x), "y": self.table.index(y)}
        return self.have(build("le", (log_x, log_y + x / y - 1)), lambda s: s._close("log-tangent", **data))

    def log_product(self, x: Node, y: Node) -> Node:
        """log(x y) = log x + log y, for x, y > 0; returns the fact."""
        log_x, log_y = (build("log", (t,)) for t in (x, y))
        data = {"x": self.table.index(x), "y": self.table.index(y)}
        fact = build("eq", (build("log", (x * y,)), log_x + log_y))
        return self.have(fact, lambda s: s._close("log-product", **data))

    def exp_mono(
        self, a: Node, c: Node, b: Node, body: Body | None = None, *, above: bool = True, strict: bool = False
    ) -> Node:
        """exp a <= c exp b from a <= log c + b, or both with >=, or with < or >, for c > 0; returns the fact."""
        order, op = 1 if above else -1, "lt" if strict else "le"
        fact = build(op, (build("exp", (a,)), c * build("exp", (b,)))[::order])
        below = build(op, (a, build("log", (c,)) + b)[::order])
        data = {"a": self.table.index(a), "b": self.table.index(b), "c": self.table.index(c)}
        return self.have(fact, lambda s: s._close("exp", **data, then=s._sub(below, body)))

    def oblique_moments(
        self, operator: Node, constant: Node, square: Node, left: Node, right: Node, body: Callable[..., None],
        *, strict: bool = False,
    ) -> Node:  # fmt: skip
        """An upper bound of an oblique mean from one by |Hw|^2, w'Hw and u'Hu; returns the fact.

        `body(script, w, u)` proves, for unit vectors w and u with He != 0, that ln(|Hw|^2 |He|^2/(w'Hw)^2) is at most
        `constant` plus multiples of those. On average (w'Hu)^2 is less than |Hw|^2 by a factor of 2d or more.
        `strict`: it proves that it is less, where w'Hu != 0.
        """
        w, u = self._unit_vectors(operator, "w", "u")
        coefficients = constant, square, left, right
        named = {"map": operator, "w": w, "u": u, **dict(zip(MOMENTS, coefficients, strict=True))}
        data = {k: self.table.index(n) for k, n in named.items()}
        pointwise = self._sub(moments_premise(operator, w, u, coefficients, strict), lambda s: body(s, w, u))
        fact = moments_conclusion(operator, coefficients, strict)
        return self.have(fact, lambda s: s._close("oblique-moments", **data, pointwise=pointwise))

    def oblique_pairs(self, operator: Node, c: Node, body: Callable[..., None], *, above: bool = True) -> Node:
        """oblique H <= oblique I + log c, or >=, from F(w, v) F(v, w) <= c^2, or >=; returns the fact.

        `body(script, w, v)` proves that for orthonormal w and v.
        """
        w, v = self._unit_vectors(operator, "w", "v")
        data = {k: self.table.index(n) for k, n in {"map": operator, "w": w, "v": v, "c": c}.items()}
        pointwise = self._sub(pairs_premise(operator, w, v, c, above), lambda s: body(s, w, v))
        fact = pairs_conclusion(operator, c, above)
        return self.have(fact, lambda s: s._close("oblique-pairs", **data, pointwise=pointwise))

    def oblique_identity(self, space: str) -> tuple[Node, Node]:
        """log(1/(8 d)) <= oblique I < log(2/(7 d)); returns both facts."""
        mean, d = build("oblique", (build("identity", (), (space,)),)), build("dim", (), (space,))
        low, high = (build("log", (c / d,)) for c in (num(1) / 8, num(2) / 7))
        facts = build("le", (low, mean)), build("lt", (mean, high))
        for fact in facts:
            self.have(fact, lambda s: s._close("oblique-identity", space=space))
        return facts

    def _unit_vectors(self, operator: Node, *names: str) -> list[Node]:
        space = Vec(operator.sort.spaces[0])
        return [self.new(build("sym", (), (name, str(space), "unit")), name) for name in names]

    def over(self, space: str, term: Callable[[Node], Node]) -> Node:
        """The sum of term(i) over the basis of a space."""
        index = self.new(build("sym", (), ("i", "int", f"index:{space}")))
        return build("total", (index, term(index)))

    def normal(self, space: str, name: str = "n") -> Node:
        """A new vector symbol, for expectations under its standard normal law."""
        return self.new(build("sym", (), (name, f"vec[{space}]", "")))

    def stein(self, n: Node, of: Node | int) -> Node:
        """E[F n] = E[grad F] for a term F in a vector n of standard normal law; returns the fact."""
        body = of if isinstance(of, Node) else num(of)
        sides = body * n, derivative(build("grad", (n, body, n)))
        data = {"symbol": self.table.index(n), "of": self.table.index(body)}
        fact = build("eq", tuple(build("expect", (n, side)) for side in sides))
        return self.have(fact, lambda s: s._close("stein", **data))

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
        self.have(there_is, lambda s: s.exists(term, Script.ring))
        return self.obtain(there_is)[0]

    def archimedes(self, term: Node) -> Node:
        """A natural number above a real one; `term < number` is known of it."""
        symbol = self.new(FROM, "N")
        self._open.append({"rule": "archimedes", "term": self.table.index(term), "symbol": self.table.index(symbol)})
        return symbol

    def offset(self, of: Node, start: Node) -> Node:
        """An integer symbol that is at least `start` written as start + n, in the goal and in what is known."""
        n = self.new(INDEX, "n")
        places = {"of": of, "from": start, "symbol": n}
        self._open.append({"rule": "offset", **{k: self.table.index(v) for k, v in places.items()}})
        self.goal = substitute(self.goal, {of: start + n})
        return n

    def complete(self, term: Callable[[Node], Node]) -> tuple[Node, Node]:
        """The limit of a known Cauchy sequence, and the sentence that it is one."""
        index = self.new(INDEX, "k")
        body = term(index)
        symbol = self.new(build("sym", (), ("limit", str(body.sort), "")))
        places = {"term": body, "index": index, "symbol": symbol}
        self._open.append({"rule": "complete", **{k: self.table.index(n) for k, n in places.items()}})
        return symbol, converges(term, symbol)

    def recursion(self, rule: Node, **starts: Node) -> None:
        """Sequences, by name, that start there and obey the rule; both are known of them."""
        driven = {s.name: s for s in free(rule) if s.name in starts}
        pairs = [[self.table.index(driven[name]), self.table.index(value)] for name, value in starts.items()]
        self._open.append({"rule": "recursion", "sentence": self.table.index(rule), "starts": pairs})

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
