"""What a script says of real functions: derivatives, logarithms, expectations and sums, Taylor's theorem."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from bnproof.prove.assembly import Assembly, Body
from bnproof.statement.calculus import derivative
from bnproof.statement.nodes import Node, build, num, substitute

if TYPE_CHECKING:
    from bnproof.prove.script import Script


class Analysis(Assembly):
    """For the rules of `verify.analysis`."""

    def derive(self, gradient: Node) -> Node:
        """SymPy derives the closed form of a gradient node; the kernel's own chain rule must agree."""
        from bnproof.prove.derive import closed_form

        return self.have(build("eq", (gradient, closed_form(gradient, self.hypotheses))), lambda s: s.ring())

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

    def pi_bounds(self, low: Fraction | int, high: Fraction | int) -> tuple[Node, Node]:
        """low < pi < high; returns the facts."""
        number = build("pi")
        facts = build("lt", (num(low), number)), build("lt", (number, num(high)))
        lower, upper = (self.have(fact, lambda s: s._close("pi")) for fact in facts)
        return lower, upper

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

    def over(self, space: str, term: Callable[[Node], Node]) -> Node:
        """The sum of term(i) over the basis of a space."""
        index = self.new(build("sym", (), ("i", "int", f"index:{space}")))
        return build("total", (index, term(index)))

    def termwise(self, name: str | None = None) -> Node:
        """Two expectations, or two sums, compare as their bodies; returns the new symbol of which these speak."""
        left, right = self.goal.args
        symbol = self.new(left.args[0], name)
        each = tuple(substitute(side.args[-1], {side.args[0]: symbol}) for side in (left, right))
        self._open.append({"rule": "termwise", "symbol": self.table.index(symbol)})
        self.goal = build(self.goal.op, each)
        return symbol
