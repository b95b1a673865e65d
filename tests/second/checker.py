"""A second checker of proofs: one rule at a time, with identities tried at random points of a prime field.

It shares with the kernel the tree of statements and nothing else. It may refuse what the kernel accepts; a proof that
both accept is right in two ways.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from second.limits import Limits
from second.modular import Points
from second.refusal import Rejected, need
from second.signs import ALL, NONNEGATIVE, NONZERO, POSITIVE, ZERO, Known, tempered
from second.spheres import Spheres
from second.values import Unsupported

from bnproof.statement.codec import pick
from bnproof.statement.nodes import INT, REAL, Malformed, Node, Statement, build, free, num, replace, substitute

Proof = dict[str, Any]
Lookup = Callable[[str, str], Statement]
SIGN_OF = {"<": {-1}, "<=": {-1, 0}, "=": {0}, ">=": {0, 1}, ">": {1}}


def accepts(statement: Statement, nodes: list[Node], proof: Any, lookup: Lookup) -> None:
    """Raises `Rejected` unless the proof shows the statement."""
    try:
        known = established(statement)
        Checker(nodes, lookup).prove(statement.conclusion, known, proof)
    except (
        Malformed,
        Unsupported,
        KeyError,
        TypeError,
        ValueError,
        AttributeError,
        IndexError,
        RecursionError,
    ) as error:
        raise Rejected(f"{type(error).__name__}: {error}") from error


def established(statement: Statement) -> Known:
    """The hypotheses, each defined where those before it in some order hold."""
    known, waiting = Known((), Points(statement.hypotheses)), list(statement.hypotheses)
    while waiting:
        ready = [h for h in waiting if known.defined(h)]
        need(ready, "a hypothesis may be undefined")
        known = known.and_also(*ready)
        waiting = [h for h in waiting if h not in ready]
    return known


class Checker(Limits, Spheres):
    def __init__(self, nodes: list[Node], lookup: Lookup) -> None:
        self.nodes, self.lookup = nodes, lookup

    def node(self, index: Any) -> Node:
        return pick(self.nodes, index, "proof")

    def prove(self, goal: Node, known: Known, proof: Proof) -> None:
        rule = getattr(self, "_" + proof["rule"].replace("-", "_"), None)
        need(rule, f"no rule {proof['rule']}")
        rule(goal, known, proof)

    # ---- equations and inequalities --------------------------------------------------------------
    def _rest(self, gap: Node, known: Known, proof: Proof) -> Node:
        """A term without multiples of known equations."""
        for index, fact_index in proof.get("combine", ()):
            c, fact = self.node(index), self.node(fact_index)
            need(fact in known.facts and fact.op == "eq", "no known equation")
            need(known.defined(c) and known.defined(fact), "an undefined multiple")
            side = fact.args[0] - fact.args[1]
            gap = gap - (
                side @ c if c.sort.kind == side.sort.kind == "vec" else c @ side if c.sort.kind == "map" else c * side
            )
        return gap

    def _ring(self, goal: Node, known: Known, proof: Proof) -> None:
        need(goal.op == "eq", "no equation")
        need(known.defined(goal), "an undefined side")
        need(known.points.vanishes(self._rest(goal.args[0] - goal.args[1], known, proof)), "no identity")

    def _sign(self, goal: Node, known: Known, proof: Proof) -> None:
        negation = goal.op == "not"
        sentence = goal.args[0] if negation else goal
        wanted = {("le", False): NONNEGATIVE, ("lt", False): POSITIVE, ("eq", True): NONZERO, ("eq", False): ZERO}.get(
            (sentence.op, negation)
        )
        need(wanted, "no inequality")
        need(known.defined(goal), "an undefined side")
        gap = sentence.args[1] - sentence.args[0]
        if "as" in proof:
            certificate = self.node(proof["as"])
            need(known.defined(certificate), "an undefined certificate")
            need(known.points.vanishes(self._rest(gap, known, proof) - certificate), "not the difference")
            gap = certificate
        if gap.sort.kind == "vec":
            need(negation and known.nonzero(gap), "may vanish")
        else:
            need(known.signs(gap) <= wanted, f"sign of {gap!r:.80}")

    def _fact(self, goal: Node, known: Known, proof: Proof) -> None:
        need(goal in known.facts, "not known")

    def _absurd(self, goal: Node, known: Known, proof: Proof) -> None:
        term = self.node(proof["term"])
        need(known.defined(term) and not known.signs(term), "no contradiction")

    def _sqrt_mono(self, goal: Node, known: Known, proof: Proof) -> None:
        need(goal.op in ("le", "lt") and known.defined(goal), "no inequality")
        a, b = goal.args
        need(known.signs(b) <= NONNEGATIVE, "the larger side may be negative")
        self.prove(build(goal.op, (a**2, b**2)), known, proof["square"])

    def _root(self, goal: Node, known: Known, proof: Proof) -> None:
        need(goal.op == "eq" and goal.args[0].sort is REAL and known.defined(goal), "no equation")
        a, b = goal.args
        need(known.signs(a) <= NONNEGATIVE and known.signs(b) <= NONNEGATIVE, "a side may be negative")
        need(known.points.vanishes(self._rest(a * a - b * b, known, proof)), "the squares differ")

    # ---- logic -----------------------------------------------------------------------------------
    def _both(self, goal: Node, known: Known, proof: Proof) -> None:
        need(goal.op == "and" and len(proof["parts"]) == len(goal.args), "not its parts")
        for part, sub in zip(goal.args, proof["parts"], strict=True):
            self.prove(part, known, sub)
            known = known.and_also(part)

    def _either(self, goal: Node, known: Known, proof: Proof) -> None:
        need(goal.op == "or" and type(proof["index"]) is int and 0 <= proof["index"] < len(goal.args), "no part")
        need(known.defined(goal), "an undefined part")
        self.prove(goal.args[proof["index"]], known, proof["then"])

    def _fresh(self, symbol: Node, goal: Node, known: Known) -> None:
        need(symbol.op == "sym", "no symbol")
        taken = {s.name for f in (goal, *known.facts) for s in free(f)}
        need(symbol.name not in taken, "not a new name")

    def _intro(self, goal: Node, known: Known, proof: Proof) -> None:
        need(goal.op in ("forall", "every"), "nothing universal")
        bound, new = goal.args[0], self.node(proof["symbol"])
        self._fresh(new, goal, known)
        need(new.data[1:] == bound.data[1:], "another kind of symbol")
        body = substitute(goal.args[-1], {bound: new})
        if goal.op == "every":
            low, high, at = (build("cast", (n,)) for n in (*goal.args[1:3], new))
            need(known.at_least(goal.args[1], int(bound.domain[2:])), "a range beyond the domain")
            known = known.and_also(build("le", (low, at)), build("le", (at, high)))
        self.prove(body, known, proof["then"])

    def _assume(self, goal: Node, known: Known, proof: Proof) -> None:
        need(goal.op == "implies" and known.defined(goal.args[0]), "no implication")
        self.prove(goal.args[1], known.and_also(goal.args[0]), proof["then"])

    def _exists(self, goal: Node, known: Known, proof: Proof) -> None:
        need(goal.op == "exists", "nothing existential")
        bound, witness = goal.args[0], self.node(proof["witness"])
        self._belongs(witness, bound, known)
        self.prove(substitute(goal.args[1], {bound: witness}), known, proof["then"])

    def _belongs(self, term: Node, symbol: Node, known: Known) -> None:
        """May the symbol stand for the term?"""
        need(term.sort == symbol.sort and known.defined(term), "another sort, or undefined")
        domain = symbol.domain
        if term.op == "sym" and term.data[1:] == symbol.data[1:]:
            return
        if term.sort is INT:
            need(not domain.startswith("index:") and known.at_least(term, int(domain[2:])), "below its least value")
        elif term.sort is REAL:
            wanted = {"pos": POSITIVE, "nonneg": NONNEGATIVE, "nonzero": NONZERO, "": ALL}[domain]
            need(known.signs(term) <= wanted, "outside the domain")
        elif domain == "nonzero":
            need(known.nonzero(term), "may vanish")
        elif domain == "unit":
            need(known.signs(term @ term - 1) <= ZERO, "no unit vector")
        else:
            smooth = term.sort.kind != "fn" or term.domain == ""
            need(domain == "" and smooth, f"outside the domain {domain}")

    def _cases(self, goal: Node, known: Known, proof: Proof) -> None:
        term, zero = self.node(proof["on"]), num(0)
        need(term.sort is REAL and known.defined(term), "no real term")
        covered: set[int] = set()
        for relation, sub in proof["branches"]:
            covered |= SIGN_OF[relation]
            op, sides = {"<": ("lt", (term, zero)), "<=": ("le", (term, zero)), "=": ("eq", (term, zero)),
                         ">=": ("le", (zero, term)), ">": ("lt", (zero, term))}[relation]  # fmt: skip
            self.prove(goal, known.and_also(build(op, sides)), sub)
        need(known.signs(term) <= covered, "a case is missing")

    def _induct(self, goal: Node, known: Known, proof: Proof) -> None:
        n = self.node(proof["symbol"])
        need(n.op == "sym" and n.sort is INT and n.domain.startswith(">="), "no integer symbol")
        apart = known.without(n)
        self.prove(substitute(goal, {n: build("int", (), (n.domain[2:],))}), apart, proof["base"])
        self.prove(substitute(goal, {n: n + 1}), apart.and_also(goal), proof["step"])

    # ---- facts -----------------------------------------------------------------------------------
    def _have(self, goal: Node, known: Known, proof: Proof) -> None:
        fact = self.node(proof["fact"])
        need(fact.sort.kind == "bool", "no sentence")
        self.prove(fact, known, proof["proof"])
        self.prove(goal, known.and_also(fact), proof["then"])

    def _rewrite(self, goal: Node, known: Known, proof: Proof) -> None:
        fact = self.node(proof["fact"])
        need(fact in known.facts and fact.op == "eq", "no known equation")
        self.prove(replace(goal, *fact.args), known, proof["then"])

    def _instantiate(self, goal: Node, known: Known, proof: Proof) -> None:
        fact = self.node(proof["from"])
        need(fact in known.facts, "not known")
        for index in proof["at"]:
            need(fact.op in ("forall", "every"), "nothing universal")
            bound, term = fact.args[0], self.node(index)
            self._belongs(term, bound, known)
            if fact.op == "every":
                low, high, at = (build("cast", (n,)) for n in (*fact.args[1:3], term))
                need(known.holds(build("le", (low, at))) and known.holds(build("le", (at, high))), "out of range")
            fact = substitute(fact.args[-1], {bound: term})
            while fact.op == "implies" and known.holds(fact.args[0]):
                fact = fact.args[1]
        self.prove(goal, known.and_also(fact), proof["then"])

    def _differentiate(self, goal: Node, known: Known, proof: Proof) -> None:
        fact, by, new = (self.node(proof[k]) for k in ("from", "by", "new"))
        need(fact in known.facts, "not known")
        body, binders = fact, []
        while body.op == "forall":
            binders.append(body.args[0])
            body = body.args[1]
        need(body.op == "eq" and body.args[0].sort is REAL and by in binders, "no equation for every value")
        need(by.domain in ("", "pos", "nonzero") and (by.sort is REAL or by.sort.kind == "vec"), "no open domain")
        self._fresh(new, goal, known)
        need(new.sort == by.sort and new not in free(body), "another kind of symbol")
        derived = build("eq", tuple(build("grad", (new, substitute(s, {by: new}), by)) for s in body.args))
        need(Known().defined(derived), "no derivative somewhere")
        for bound in reversed(binders):
            derived = build("forall", (bound, derived))
        self.prove(goal, known.and_also(derived), proof["then"])

    def _use(self, goal: Node, known: Known, proof: Proof) -> None:
        statement = self.lookup(proof["claim"], proof["variant"])
        need(set(proof["at"]) == {s.name for s in statement.symbols}, "not its symbols")
        values = {s: self.node(proof["at"][s.name]) for s in statement.symbols}
        for s, term in values.items():
            self._belongs(term, s, known)
        for h in statement.hypotheses:
            need(known.holds(substitute(h, values)), "a hypothesis does not hold")
        self.prove(goal, known.and_also(substitute(statement.conclusion, values)), proof["then"])

    # ---- spectra ---------------------------------------------------------------------------------
    def _operator(self, proof: Proof) -> Node:
        h = self.node(proof["map"])
        need(h.op == "sym" and h.domain == "spd", "no positive definite symbol")
        return h

    def _on_spectrum(self, goal: Node, known: Known, proof: Proof) -> tuple[Node, Node, Known]:
        """The map, a symbol for its eigenvalues, and what is known of them."""
        h, x = self._operator(proof), self.node(proof["eigenvalue"])
        self._fresh(x, goal, known)
        need(x.sort is REAL and x.domain in ("pos", ""), "no symbol for an eigenvalue")
        ends = build("eigmin", (h,)), build("eigmax", (h,))
        known = known.and_also(build("le", (ends[0], x)), build("le", (x, ends[1])))
        for index in proof.get("radii", ()):
            radius = self.node(index)
            need(radius.op == "radius" and known.defined(radius), "no spectral radius")
            known = known.and_also(build("le", (polynomial_at(radius.args[0], h, x) ** 2, radius**2)))
        return h, x, known

    def _spectral(self, goal: Node, known: Known, proof: Proof) -> None:
        need(goal.op == "le" and known.defined(goal), "no inequality")
        h, x, inside = self._on_spectrum(goal, known, proof)
        v, form, q = self.node(proof["vector"]), num(0), num(0)
        need(v.sort.kind == "vec" and known.defined(v) and x not in free(v), "no vector")
        for k, index in proof["terms"]:
            c = self.node(index)
            need(type(k) is int and x not in free(c) and known.defined(c), "no coefficient")
            form = form + c * (v @ (h**k @ v))
            q = q + c * (x**k if k > 0 else num(1) / x**-k if k else num(1))
        need(known.points.vanishes(goal.args[1] - goal.args[0] - form), "not the quadratic form")
        self.prove(build("le", (num(0), q)), inside, proof["scalar"])

    def _radius(self, goal: Node, known: Known, proof: Proof) -> None:
        need(goal.op == "le" and goal.args[0].op == "radius" and known.defined(goal), "no bound of a radius")
        radius, bound = goal.args
        h, x, inside = self._on_spectrum(goal, known, proof)
        need(known.signs(bound) <= NONNEGATIVE, "the bound may be negative")
        value = polynomial_at(radius.args[0], h, x)
        self.prove(build("le", (value**2, bound**2)), inside, proof["scalar"])

    def _eigenvalue(self, goal: Node, known: Known, proof: Proof) -> None:
        h, radius = self._operator(proof), self.node(proof["radius"])
        need(radius.op == "radius" and proof["which"] in ("eigmin", "eigmax"), "no spectral radius")
        value = polynomial_at(radius.args[0], h, build(proof["which"], (h,)))
        need(goal.op == "le" and known.defined(goal) and known.defined(radius), "no inequality")
        need(
            known.points.same(goal.args[0], value**2) and known.points.same(goal.args[1], radius**2),
            "another inequality",
        )

    def _spectrum(self, goal: Node, known: Known, proof: Proof) -> None:
        h = self._operator(proof)
        low, high, trace = (build(op, (h,)) for op in ("eigmin", "eigmax", "trace"))
        d = build("dim", (), h.sort.spaces[:1])
        known_ones = [build("le", pair) for pair in ((low, high), (d * low, trace), (trace, d * high))]
        need(goal in known_ones, "another inequality")

    # ---- logarithms ------------------------------------------------------------------------------
    def _log_chord(self, goal: Node, known: Known, proof: Proof) -> None:
        x, y, c = (self.node(proof[k]) for k in "xyc")
        log_x, log_y, log_c = (build("log", (t,)) for t in (x, y, c))
        need(goal.op == "le" and known.defined(goal) and x.sort is REAL, "no inequality")
        need(known.signs(y) <= POSITIVE and known.signs(c - 1) <= POSITIVE, "no chord")
        need(known.signs(x - y) <= NONNEGATIVE and known.signs(c * y - x) <= NONNEGATIVE, "outside the chord")
        chord = log_y + (x / y - 1) / (c - 1) * log_c
        need(known.points.vanishes(goal.args[1] - goal.args[0] - (log_x - chord)), "another inequality")

    def _log_tangent(self, goal: Node, known: Known, proof: Proof) -> None:
        x, y = self.node(proof["x"]), self.node(proof["y"])
        need(goal.op == "le" and known.defined(goal), "no inequality")
        need(known.signs(x) <= POSITIVE and known.signs(y) <= POSITIVE, "no logarithm")
        tangent = build("log", (y,)) + x / y - 1
        need(known.points.vanishes(goal.args[1] - goal.args[0] - (tangent - build("log", (x,)))), "another inequality")

    # ---- extrema, sums and expectations, functions of a real ------------------------------------
    def _extremum(self, goal: Node, known: Known, proof: Proof) -> None:
        need(goal.op in ("le", "lt") and known.defined(goal), "no inequality")
        a, b = goal.args
        if goal.op == "le" and ((b.op == "max" and a in b.args) or (a.op == "min" and b in a.args)):
            return
        need(a.op == "max" or b.op == "min", "no extremum")
        parts = [(x, b) for x in a.args] if a.op == "max" else [(a, x) for x in b.args]
        need(len(parts) == len(proof["parts"]), "not its parts")
        for part, sub in zip(parts, proof["parts"], strict=True):
            self.prove(build(goal.op, part), known, sub)

    def _termwise(self, goal: Node, known: Known, proof: Proof) -> None:
        need(goal.op in ("eq", "le") and known.defined(goal), "no relation")
        (a, b), new = goal.args, self.node(proof["symbol"])
        need(a.op == b.op in ("sum", "total", "expect") and a.args[1:-1] == b.args[1:-1], "two kinds of sums")
        self._fresh(new, goal, known)
        need(new.data[1:] == a.args[0].data[1:] == b.args[0].data[1:], "another kind of symbol")
        each = [substitute(side.args[-1], {side.args[0]: new}) for side in (a, b)]
        inside = known.within(build("sum", (new, *a.args[1:3], each[0]))) if a.op == "sum" else known
        self.prove(build(goal.op, tuple(each)), inside, proof["then"])

    def _stein(self, goal: Node, known: Known, proof: Proof) -> None:
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

    def _pi(self, goal: Node, known: Known, proof: Proof) -> None:
        need(goal.op == "lt" and {a.op for a in goal.args} == {"num", "pi"}, "no bound of pi")
        pi = Fraction("3.14159265358979323846264338327950288419716939937510")
        a, b = (Fraction(x.data[0]) if x.op == "num" else pi for x in goal.args)
        need(b - a > Fraction(1, 10**40), "no bound of pi")

    def _taylor(self, goal: Node, known: Known, proof: Proof) -> None:
        """f(b) and f(a) + f'(a) (b - a) + c/2 (b - a)^2, by a bound c of the second derivative in between."""
        t, f, a, b, c = (self.node(proof[k]) for k in ("symbol", "function", "from", "to", "bound"))
        need(goal.op == "le" and known.defined(goal), "no inequality")
        self._fresh(t, goal, known)
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


def polynomial_at(m: Node, h: Node, x: Node) -> Node:
    """The eigenvalue of a polynomial of a map that belongs to the eigenvalue x."""
    args = m.args
    if m is h:
        return x
    match m.op:
        case "identity" if m.sort == h.sort:
            return num(1)
        case "mpow" if args[0] is h:
            k = int(m.data[0])
            return x**k if k > 0 else num(1) / x**-k if k else num(1)
        case "madd":
            out = polynomial_at(args[0], h, x)
            for a in args[1:]:
                out = out + polynomial_at(a, h, x)
            return out
        case "mscale":
            return args[0] * polynomial_at(args[1], h, x)
        case "compose":
            return polynomial_at(args[0], h, x) * polynomial_at(args[1], h, x)
    raise Rejected("no polynomial of the map")
