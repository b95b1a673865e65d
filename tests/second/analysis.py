"""Derivatives, logarithms, sums and expectations, Taylor's theorem, bounds of pi."""

from __future__ import annotations

from fractions import Fraction

from second.known import Known
from second.refusal import need
from second.rules import Proof, Rules
from second.shapes import tempered
from second.signs import NONNEGATIVE, POSITIVE

from bnproof.statement.nodes import Node, build, free, substitute
from bnproof.statement.sorts import REAL


class Analysis(Rules):
    """Theorems of analysis, each at given terms."""

    def _rule_differentiate(self, goal: Node, known: Known, proof: Proof) -> None:
        fact, by, new = (self.node(proof[k]) for k in ("from", "by", "new"))
        need(fact in known.facts, "not known")
        body, binders = fact, []
        while body.op == "forall":
            binders.append(body.args[0])
            body = body.args[1]
        need(body.op == "eq" and body.args[0].sort is REAL and by in binders, "no equation for every value")
        need(by.domain in ("", "pos", "nonzero") and (by.sort is REAL or by.sort.kind == "vec"), "no open domain")
        self.fresh(new, goal, known)
        need(new.sort == by.sort and new not in free(body), "another kind of symbol")
        derived = build("eq", tuple(build("grad", (new, substitute(s, {by: new}), by)) for s in body.args))
        need(Known().defined(derived), "no derivative somewhere")
        for bound in reversed(binders):
            derived = build("forall", (bound, derived))
        self.prove(goal, known.and_also(derived), proof["then"])

    def _rule_log_chord(self, goal: Node, known: Known, proof: Proof) -> None:
        x, y, c = (self.node(proof[k]) for k in "xyc")
        log_x, log_y, log_c = (build("log", (t,)) for t in (x, y, c))
        need(goal.op == "le" and known.defined(goal) and x.sort is REAL, "no inequality")
        need(known.signs(y) <= POSITIVE and known.signs(c - 1) <= POSITIVE, "no chord")
        need(known.signs(x - y) <= NONNEGATIVE and known.signs(c * y - x) <= NONNEGATIVE, "outside the chord")
        chord = log_y + (x / y - 1) / (c - 1) * log_c
        need(known.points.vanishes(goal.args[1] - goal.args[0] - (log_x - chord)), "another inequality")

    def _rule_log_tangent(self, goal: Node, known: Known, proof: Proof) -> None:
        x, y = self.node(proof["x"]), self.node(proof["y"])
        need(goal.op == "le" and known.defined(goal), "no inequality")
        need(known.signs(x) <= POSITIVE and known.signs(y) <= POSITIVE, "no logarithm")
        tangent = build("log", (y,)) + x / y - 1
        need(known.points.vanishes(goal.args[1] - goal.args[0] - (tangent - build("log", (x,)))), "another inequality")

    def _rule_termwise(self, goal: Node, known: Known, proof: Proof) -> None:
        need(goal.op in ("eq", "le") and known.defined(goal), "no relation")
        (a, b), new = goal.args, self.node(proof["symbol"])
        need(a.op == b.op in ("sum", "total", "expect") and a.args[1:-1] == b.args[1:-1], "two kinds of sums")
        self.fresh(new, goal, known)
        need(new.data[1:] == a.args[0].data[1:] == b.args[0].data[1:], "another kind of symbol")
        each = [substitute(side.args[-1], {side.args[0]: new}) for side in (a, b)]
        inside = known.within(build("sum", (new, *a.args[1:3], each[0]))) if a.op == "sum" else known
        self.prove(build(goal.op, tuple(each)), inside, proof["then"])

    def _rule_stein(self, goal: Node, known: Known, proof: Proof) -> None:
        """E[F n] = E[grad F], integration by parts under the standard normal law."""
        need(goal.op == "eq" and known.defined(goal), "no equation")
        n, f = self.node(proof["symbol"]), self.node(proof["of"])
        a, b = goal.args
        need(a.op == b.op == "expect" and n.op == "sym", "no expectations")
        need(a.args[0].sort == b.args[0].sort == n.sort, "expectations under other laws")
        left, right = (substitute(side.args[1], {side.args[0]: n}) for side in (a, b))
        inside = known.without(n)
        need(tempered(f, n) and inside.smooth(f, {n: n}), "may grow, or have no derivative")
        need(inside.points.same(left, f * n), "not F n")
        need(inside.points.same(right, build("grad", (n, f, n))), "not the gradient")

    def _rule_pi(self, goal: Node, known: Known, proof: Proof) -> None:
        need(goal.op == "lt" and {a.op for a in goal.args} == {"num", "pi"}, "no bound of pi")
        pi = Fraction("3.14159265358979323846264338327950288419716939937510")
        a, b = (Fraction(x.data[0]) if x.op == "num" else pi for x in goal.args)
        need(b - a > Fraction(1, 10**40), "no bound of pi")

    def _rule_taylor(self, goal: Node, known: Known, proof: Proof) -> None:
        """f(b) and f(a) + f'(a) (b - a) + c/2 (b - a)^2, by a bound c of the second derivative in between."""
        t, f, a, b, c = (self.node(proof[k]) for k in ("symbol", "function", "from", "to", "bound"))
        need(goal.op == "le" and known.defined(goal), "no inequality")
        self.fresh(t, goal, known)
        need(t.data[1:] == ("real", "") and not any(t in free(x) for x in (a, b, c)), "no new real symbol")
        slope = build("grad", (t, f, t))
        curve = substitute(f, {t: a}) + substitute(slope, {t: a}) * (b - a) + c / 2 * (b - a) ** 2
        end, bend = substitute(f, {t: b}), build("grad", (t, slope, t))
        below = proof["side"] == "below"
        low, high = (curve, end) if below else (end, curve)
        need(known.points.same(goal.args[0], low) and known.points.same(goal.args[1], high), "another inequality")
        gap = known.signs(b - a)
        need(gap <= NONNEGATIVE or gap <= {-1, 0}, "in which order is not known")
        first, last = (a, b) if gap <= NONNEGATIVE else (b, a)
        between = known.and_also(build("le", (first, t)), build("le", (t, last)))
        self.prove(build("le", (c, bend) if below else (bend, c)), between, proof["second"])
