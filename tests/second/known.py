"""What is known of signs, written a second time: from the parts of a term, and from facts about multiples of it."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from second.domains import Defined
from second.modular import Points
from second.shapes import core, factors, is_zero, linear, parts
from second.signs import ALL, NONNEGATIVE, NONZERO, POSITIVE, ZERO, Signs, plus, sign_of, times

from bnproof.statement.nodes import Node, build, free, num, substitute
from bnproof.statement.sorts import INT


class Known(Defined):
    """Facts that hold, and what follows."""

    def __init__(self, facts: Iterable[Node] = (), points: Points | None = None) -> None:
        self.points = points or Points()
        self.facts = tuple(dict.fromkeys(p for f in facts for p in parts(f)))
        self._signs: dict[Node, Signs] = {}
        self._busy: set[Node] = set()
        self.told: list[tuple[Node, Signs]] = []  # terms of which a fact tells the sign
        self.unequal: list[Node] = []  # vectors that a fact says are not 0
        for f in self.facts:
            self._tell(f)

    def _tell(self, fact: Node) -> None:
        negated = fact.op == "not"
        fact = fact.args[0] if negated else fact
        signs = {("le", False): NONNEGATIVE, ("lt", False): POSITIVE, ("eq", False): ZERO, ("eq", True): NONZERO,
                 ("le", True): frozenset((-1,)), ("lt", True): frozenset((-1, 0))}.get((fact.op, negated))  # fmt: skip
        if signs is None:
            return
        gap = fact.args[1] if is_zero(fact.args[0]) else fact.args[1] - fact.args[0]
        gap = -1 * fact.args[0] if is_zero(fact.args[1]) else gap
        if gap.sort.kind == "vec":
            if signs == NONZERO:
                self.unequal.append(gap)
            return
        self.told.append((gap, signs))
        if 0 not in signs:
            self.unequal.extend(factors(gap))

    def and_also(self, *facts: Node) -> Known:
        return Known((*self.facts, *facts), self.points) if facts else self

    def without(self, symbol: Node) -> Known:
        hidden = any(symbol in free(v) for v in self.points.nulls)
        return Known((f for f in self.facts if symbol not in free(f)), None if hidden else self.points)

    def holds(self, sentence: Node) -> bool:
        """Is it a fact, or does it follow from signs?"""
        if sentence in self.facts:
            return True
        args = sentence.args
        match sentence.op:
            case "and":
                return all(map(self.holds, args))
            case _ if not self.defined(sentence):
                return False
            case "or":
                return any(map(self.holds, args))
            case "le" | "lt":
                return self.signs(args[1] - args[0]) <= (POSITIVE if sentence.op == "lt" else NONNEGATIVE)
            case "not" if args[0].op == "eq":
                gap = args[0].args[0] - args[0].args[1]
                return self.nonzero(gap) if gap.sort.kind == "vec" else 0 not in self.signs(gap)
            case "eq":
                gap = args[0] - args[1]
                return self.points.same(*args) or (gap.sort.kind == "real" and self.signs(gap) <= ZERO)
        return False

    # ---- signs of real terms ---------------------------------------------------------------------
    def signs(self, term: Node) -> Signs:
        if term in self._busy:
            return ALL
        if term not in self._signs:
            self._busy.add(term)
            out = self._of_parts(term) & self._of_facts(term)
            self._busy.discard(term)
            self._signs[term] = out
        return self._signs[term]

    def _of_facts(self, term: Node) -> Signs:
        c = self.points.constant(term)
        if c is not None:
            return frozenset((sign_of(c),))
        out = ALL
        for gap, signs in self.told:
            c = self.points.ratio(term, gap)
            if c is not None:
                out &= times(signs, frozenset((sign_of(c),)))
        return out

    def _of_parts(self, term: Node) -> Signs:
        args = term.args
        match term.op:
            case "sym" | "item":
                domain = (term if term.op == "sym" else args[0]).domain
                return {"pos": POSITIVE, "nonneg": NONNEGATIVE, "nonzero": NONZERO}.get(domain, ALL)
            case "num":
                return frozenset((sign_of(Fraction(term.data[0])),))
            case "dim" | "pi" | "exp":
                return POSITIVE
            case "trace" if args[0].op in ("mpow", "identity") or (args[0].op == "sym" and args[0].domain == "spd"):
                return POSITIVE
            case "expect" | "total" if self.without(args[0]).signs(args[1]) <= NONNEGATIVE:
                return NONNEGATIVE
            case "cast":
                least = self.least(args[0])
                return ALL if least is None or least < 0 else NONNEGATIVE if least == 0 else POSITIVE
            case "add":
                out = ZERO
                for a in args:
                    out = plus(out, self.signs(a))
                return out
            case "mul":
                out = POSITIVE
                for a in args:
                    out = times(out, self.signs(a))
                return out
            case "div":
                return times(self.signs(args[0]), self.signs(args[1]) - ZERO)
            case "pow":
                return frozenset(s ** int(term.data[0]) for s in self.signs(args[0]))
            case "npow":
                base = self.signs(args[0])
                return base if base <= POSITIVE else NONNEGATIVE if base <= NONNEGATIVE else ALL
            case "sqrt":
                return self.signs(args[0]) & NONNEGATIVE
            case "log":
                return self.signs(args[0] - 1)
            case "abs":
                return frozenset(abs(s) for s in self.signs(args[0]))
            case "max" | "min":
                signs = [self.signs(a) for a in args]
                pick = max if term.op == "max" else min
                out = ZERO
                for k, s in enumerate(signs):
                    out = frozenset(pick(x, y) for x in out for y in s) if k else s
                return out
            case "radius":
                return NONNEGATIVE
            case "eigmin" | "eigmax":
                return POSITIVE if args[0].op == "sym" and args[0].domain == "spd" else ALL
            case "inner":
                return self._form(*args)
            case "sum":
                return self._sum(term)
        return ALL

    def _sum(self, term: Node) -> Signs:
        index, low, high, body = term.args
        inside = self.within(term).signs(body)
        if not inside <= NONNEGATIVE or not self.at_least(high + (-1 * low), -1):
            return ALL
        first = self.signs(substitute(body, {index: low})) if low.op == "int" else inside
        some = self.at_least(high + (-1 * low), 0)
        return POSITIVE if some and (inside <= POSITIVE or first <= POSITIVE) else NONNEGATIVE

    def _form(self, u: Node, v: Node) -> Signs:
        """<u, v> where both are powers of one definite map at the same vector, or v is a semidefinite map at u."""
        if self.points.same(u, v):
            return POSITIVE if self.nonzero(u) else NONNEGATIVE
        (h, a), (g, b) = core(u), core(v)
        if (h is g or h is None or g is None) and self.points.same(a, b):
            return POSITIVE if self.nonzero(a) else NONNEGATIVE
        for x, y in ((u, v), (v, u)):
            if y.op == "apply" and self.points.same(x, y.args[1]) and self._semidefinite(y.args[0]):
                return NONNEGATIVE
        return ALL

    def _semidefinite(self, m: Node) -> bool:
        match m.op:
            case "sym":
                return m.domain == "spd"
            case "mpow" | "identity":
                return True
            case "madd":
                return all(map(self._semidefinite, m.args))
            case "mscale":
                return self.signs(m.args[0]) <= NONNEGATIVE and self._semidefinite(m.args[1])
            case "compose":
                return self.points.same(m.args[0], m.args[1].T)
        return False

    def least(self, n: Node) -> int | None:
        """A lower bound of an integer."""
        total = 0
        for s, c in linear(n).items():
            if s is None or not c:
                total += c
            elif c < 0 or not s.domain:
                return None
            else:
                total += c * (1 if s.domain.startswith("index:") else int(s.domain[2:]))
        return total

    def at_least(self, n: Node, bound: int) -> bool:
        least = self.least(n)
        return (least is not None and least >= bound) or self.holds(build("le", (num(bound), build("cast", (n,)))))

    def within(self, ranged: Node) -> Known:
        """Inside a sum, or a sentence about every integer of a range."""
        index, low, high, _ = (build("cast", (a,)) if a.sort is INT else a for a in ranged.args)
        return self.without(ranged.args[0]).and_also(build("le", (low, index)), build("le", (index, high)))

    # ---- vectors ---------------------------------------------------------------------------------
    def nonzero(self, v: Node) -> bool:
        args = v.args
        if any(w.sort == v.sort and self.points.ratio(v, w) not in (None, 0) for w in self.unequal):
            return True
        if any(0 not in s and self.points.ratio(v @ v, t) not in (None, 0) for t, s in self.told):
            return True
        if self.points.constant(v @ v):
            return True
        match v.op:
            case "sym":
                return v.domain in ("nonzero", "unit")
            case "ones" | "basis":
                return True
            case "scale":
                return 0 not in self.signs(args[0]) and self.nonzero(args[1])
            case "apply":
                return self._injective(args[0]) and self.nonzero(args[1])
            case "vadd" if all(a.op == "apply" and a.args[0].op == "inject" for a in args):
                distinct = len({a.args[0] for a in args}) == len(args)
                return distinct and any(self.nonzero(a.args[1]) for a in args)
        return False

    def _injective(self, m: Node) -> bool:
        match m.op:
            case "sym":
                return m.domain in ("spd", "injective")
            case "mpow" | "identity" | "inject":
                return True
            case "mscale":
                return 0 not in self.signs(m.args[0]) and self._injective(m.args[1])
            case "compose":
                return all(map(self._injective, m.args))
        return False
