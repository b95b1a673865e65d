"""Rules about real functions: derivatives, logarithms, expectations, Taylor's theorem, bounds of pi."""

from __future__ import annotations

from fractions import Fraction

from flint import arb, fmpq

from bnproof.statement.calculus import derivative
from bnproof.statement.nodes import Node, build, free, substitute
from bnproof.statement.sorts import REAL
from bnproof.verify.context import NONNEG, POS, Context, Refused, shown
from bnproof.verify.rules import Proof, Rules, concludes


class Analysis(Rules):
    """Theorems of analysis, each at given terms."""

    def _rule_differentiate(self, here: Context, goal: Node, proof: Proof) -> None:
        """From `for all ..., x, ...: a = b` on an open domain: their derivatives by x agree."""
        fact, by = self.node(proof["from"]), self.node(proof["by"])
        new = self.node(proof["new"])
        binders, body = [], fact
        while body.op == "forall":
            binders.append(body.args[0])
            body = body.args[1]
        if not here.knows(fact) or by not in binders or body.op != "eq" or body.args[0].sort is not REAL:
            raise Refused("differentiate needs a known universal equation")
        if by.domain not in ("", "pos", "nonzero") or by.sort.kind not in ("real", "vec"):
            raise Refused("the domain is not open")
        if new.op != "sym" or new.sort != by.sort or new in free(body) or new in binders:
            raise Refused("not a new symbol of that sort")
        derived = build("eq", tuple(build("grad", (new, substitute(side, {by: new}), by)) for side in body.args))
        for bound in reversed(binders):
            derived = build("forall", (bound, derived))
        here.require_defined(derived)
        self.prove(here.assume(derived), goal, proof["then"])

    def _rule_taylor(self, here: Context, goal: Node, proof: Proof) -> None:
        """f(b) against f(a) + f'(a) (b - a) + c/2 (b - a)^2, from c against f''(t) for every t between a and b.

        The derivatives are those of the kernel's chain rule. Where the second one is defined at t, so are f and the
        first one, and all roots, quotients and functions in f are smooth at t; so f is as smooth as the theorem needs.
        """
        f, a, b, c = (self.node(proof[k]) for k in ("function", "from", "to", "bound"))
        t = self.new(proof["symbol"], ("real", ""), here, goal, a, b, c)
        at_a, at_b = (substitute(f, {t: end}) for end in (a, b))
        curve = at_a + build("grad", (t, f, a)) * (b - a) + c / 2 * (b - a) ** 2
        second = build("grad", (t, build("grad", (t, f, t)), t))
        below = proof["side"] == "below"
        conclusion, bound = ((curve, at_b), (c, second)) if below else ((at_b, curve), (second, c))
        concludes(goal, build("le", conclusion))
        low, high = (a, b) if here.holds(b - a, NONNEG) else (b, a)
        if not here.holds(high - low, NONNEG):
            raise Refused(f"not known to be ordered: {shown(a)} and {shown(b)}")
        between = here.assume(build("le", (low, t)), build("le", (t, high)))
        self.prove(between, build("le", bound), proof["second"])

    def _rule_log_chord(self, here: Context, goal: Node, proof: Proof) -> None:
        """log y + (x/y - 1)/(c - 1) log c <= log x for 0 < y <= x <= c y: the logarithm is concave."""
        x, y, c = (self.node(proof[k]) for k in ("x", "y", "c"))
        ordered = here.holds(y, POS) and here.holds(x - y, NONNEG) and here.holds(c * y - x, NONNEG)
        if not here.holds(c - 1, POS) or not ordered:
            raise Refused("log-chord needs 0 < y <= x <= c y with c > 1")
        log_x, log_y, log_c = (build("log", (t,)) for t in (x, y, c))
        concludes(goal, build("le", (log_y + (x / y - 1) / (c - 1) * log_c, log_x)))

    def _rule_log_tangent(self, here: Context, goal: Node, proof: Proof) -> None:
        """log x <= log y + x/y - 1 for x, y > 0: the logarithm lies below its tangents."""
        x, y = (self.node(proof[k]) for k in ("x", "y"))
        if not (here.holds(x, POS) and here.holds(y, POS)):
            raise Refused("log-tangent needs positive arguments")
        log_x, log_y = (build("log", (t,)) for t in (x, y))
        concludes(goal, build("le", (log_x, log_y + x / y - 1)))

    def _rule_log_product(self, here: Context, goal: Node, proof: Proof) -> None:
        """log(x y) = log x + log y for x, y > 0."""
        x, y = (self.node(proof[k]) for k in ("x", "y"))
        if not (here.holds(x, POS) and here.holds(y, POS)):
            raise Refused("log-product needs positive factors")
        concludes(goal, build("eq", (build("log", (x * y,)), build("log", (x,)) + build("log", (y,)))))

    def _rule_exp(self, here: Context, goal: Node, proof: Proof) -> None:
        """exp a <= c exp b from a <= log c + b, and c exp b <= exp a from log c + b <= a; likewise with <."""
        a, b, c = (self.node(proof[k]) for k in ("a", "b", "c"))
        powers, logs = (build("exp", (a,)), c * build("exp", (b,))), (a, build("log", (c,)) + b)
        for order in (1, -1):
            if goal.op in ("le", "lt") and goal is build(goal.op, powers[::order]):
                return self.prove(here, build(goal.op, logs[::order]), proof["then"])
        raise Refused("exp compares exp a with c exp b")

    def _rule_pi(self, here: Context, goal: Node, proof: Proof) -> None:
        """q < pi or pi < q for a rational q."""
        sides = [_enclosed(side) for side in goal.args] if goal.op == "lt" else []
        if not sides or not sides[0] < sides[1]:
            raise Refused(f"pi proves true bounds of pi by numbers, not {shown(goal)}")

    def _rule_stein(self, here: Context, goal: Node, proof: Proof) -> None:
        """E[F n] = E[grad F] under the standard normal law of n: integration by parts. The goal is defined, so both
        sides are of what grows at most polynomially, and no boundary term is left."""
        n, body = self.node(proof["symbol"]), self.node(proof["of"])
        gradient = derivative(build("grad", (n, body, n)))
        concludes(goal, build("eq", (build("expect", (n, body * n)), build("expect", (n, gradient)))))

    def _rule_termwise(self, here: Context, goal: Node, proof: Proof) -> None:
        """Of two expectations, or two sums over the same range: from the relation for each value of what is bound."""
        left, right = goal.args if goal.op in ("eq", "le") else (goal, goal)
        alike = left.op == right.op in ("expect", "total", "sum") and left.args[1:-1] == right.args[1:-1]
        if not alike or left.args[0].data[1:] != right.args[0].data[1:]:
            raise Refused("termwise needs two sums or expectations of one kind")
        new = self.new(proof["symbol"], left.args[0].data[1:], here, goal)
        if left.op == "sum":
            here = here.ranged(new, *left.args[1:3])
        each = (substitute(side.args[-1], {side.args[0]: new}) for side in (left, right))
        self.prove(here, build(goal.op, tuple(each)), proof["then"])


def _enclosed(side: Node) -> arb:
    """A rational number or pi as a ball."""
    if side.op == "num":
        q = Fraction(side.data[0])
        return arb(fmpq(q.numerator, q.denominator))
    if side.op != "pi":
        raise Refused(f"neither a number nor pi: {shown(side)}")
    return arb.pi()
