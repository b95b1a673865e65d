"""The trusted kernel: accepts a proof of a sentence, or refuses it and says where.

A proof is a tree of rules with data; nodes are given by number in the evidence's table. Nothing is searched.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bnproof.interpret.gram import Gram
from bnproof.statement.calculus import derivative
from bnproof.statement.codec import pick, picks
from bnproof.statement.nodes import (
    REAL,
    Node,
    Statement,
    build,
    free,
    lift,
    num,
    replace,
    substitute,
)
from bnproof.verify.analysis import Analysis, Proof
from bnproof.verify.context import NEG, NONNEG, POS, ZERO, Context, Refused, null, refusing, shown
from bnproof.verify.limits import LimitRules
from bnproof.verify.sphere import OverSphere

Lookup = Callable[[str, str], Statement]  # an earlier claim and variant, by name


# Rules that prove the goal, or an equal one, by the rules below them.
PASSING = {
    "have", "instantiate", "differentiate", "use", "cases", "absurd", "rewrite", "obtain", "archimedes", "complete",
    "recursion", "offset", "decide",
}  # fmt: skip


class Kernel(Analysis, LimitRules, OverSphere):
    """Checks the proofs of one piece of evidence; `used` collects the earlier claims it rests on."""

    def __init__(self, nodes: list[Node], lookup: Lookup) -> None:
        self.nodes, self.lookup = nodes, lookup
        self.used: set[tuple[str, str]] = set()

    # ---- entry ---------------------------------------------------------------------------------------------
    def check(self, statement: Statement, proof: Proof) -> None:
        """Returns if the proof proves the statement. Raises `Refused`."""
        with refusing():
            self.prove(opening(statement), statement.conclusion, proof)

    def prove(self, here: Context, goal: Node, proof: Proof) -> None:
        rule = getattr(self, "_rule_" + str(proof["rule"]).replace("-", "_"), None)
        if rule is None:
            raise Refused(f"no such rule: {proof['rule']!r}")
        if goal.op in ("eq", "le", "lt", "not", "or") and proof["rule"] not in PASSING:
            here.require_defined(goal)
        rule(here, goal, proof)

    def node(self, index: Any) -> Node:
        return pick(self.nodes, index, "proof")

    # ---- closing rules -------------------------------------------------------------------------------------
    def _rule_fact(self, here: Context, goal: Node, proof: Proof) -> None:
        if not here.knows(goal):
            raise Refused(f"not known: {shown(goal)}")

    def _rule_absurd(self, here: Context, goal: Node, proof: Proof) -> None:
        term = self.node(proof["term"])
        here.require_defined(term)
        if here.sign(term):
            raise Refused(f"no contradiction about {shown(term)}")

    def _rule_ring(self, here: Context, goal: Node, proof: Proof) -> None:
        """lhs = rhs, where lhs - rhs is a combination of known equations, as canonical forms."""
        if goal.op != "eq":
            raise Refused(f"ring proves equations, not {goal.op}")
        self._vanishes(here, goal.args[0] - goal.args[1], proof)

    def _vanishes(self, here: Context, difference: Node, proof: Proof) -> None:
        for coefficient, fact in proof.get("combine", ()):
            difference = difference - self._multiple(here, self.node(coefficient), self.node(fact))
        gram = here.gram
        zero = gram.is_zero(gram.scalar(difference)) if difference.sort is REAL else not gram.vector(difference)
        if not zero:
            raise Refused(f"not identically zero: {shown(difference)}")

    def _multiple(self, here: Context, coefficient: Node, fact: Node) -> Node:
        if fact.op != "eq" or not here.knows(fact):
            raise Refused(f"no known equation: {shown(fact)}")
        here.require_defined(coefficient)
        here.require_defined(fact)
        gap = fact.args[0] - fact.args[1]
        if coefficient.sort.kind == "map" or coefficient.sort.kind == gap.sort.kind == "vec":
            return coefficient @ gap
        return coefficient * gap

    def _rule_sign(self, here: Context, goal: Node, proof: Proof) -> None:
        """An inequality by a certificate: rhs - lhs equals a term whose sign follows from its parts."""
        wanted, gap = _wanted(goal)
        if "as" in proof:
            certificate = self.node(proof["as"])
            here.require_defined(certificate)
            self._vanishes(here, gap - certificate, proof)
            gap = certificate
        if not here.holds(gap, wanted):
            raise Refused(f"the sign does not follow: {shown(gap)}")

    def _rule_sqrt_mono(self, here: Context, goal: Node, proof: Proof) -> None:
        """From 0 <= b and a^2 <= b^2: a <= b; likewise with <."""
        if goal.op not in ("le", "lt"):
            raise Refused("sqrt-mono proves inequalities")
        a, b = goal.args
        if not here.holds(b, NONNEG):
            raise Refused(f"may be negative: {shown(b)}")
        self.prove(here, build(goal.op, (a**2, b**2)), proof["square"])

    def _rule_root(self, here: Context, goal: Node, proof: Proof) -> None:
        """a = b from 0 <= a, 0 <= b and a^2 = b^2."""
        if goal.op != "eq" or goal.args[0].sort is not REAL:
            raise Refused("root proves equations of reals")
        a, b = goal.args
        if not (here.holds(a, NONNEG) and here.holds(b, NONNEG)):
            raise Refused("a side may be negative")
        self._vanishes(here, a**2 - b**2, proof)

    def _rule_spectral(self, here: Context, goal: Node, proof: Proof) -> None:
        """0 <= <v, q(H) v> from 0 <= q(x) for every x that may be an eigenvalue of H."""
        operator, x = self._eigenvalue_symbol(here, goal, proof)
        v = self.node(proof["vector"])
        terms = [(_index(k), self.node(c)) for k, c in proof["terms"]]
        if any(x in free(n) for n in (v, *(c for _, c in terms))):
            raise Refused("the eigenvalue symbol is not new")
        polynomial, form = num(0), num(0)
        for k, c in terms:
            here.require_defined(c)
            polynomial = polynomial + c * (x**k if k > 0 else num(1) / x**-k if k else num(1))
            form = form + c * (v @ (operator**k @ v))
        wanted, gap = _wanted(goal)
        if wanted & NONNEG != NONNEG:
            raise Refused("spectral proves <=")
        here.require_defined(form)
        self._vanishes(here, gap - form, proof)
        inside = _on_spectrum(here, operator, x)
        for index in proof.get("radii", ()):
            radius = self.node(index)
            if radius.op != "radius":
                raise Refused(f"no spectral radius: {shown(radius)}")
            here.require_defined(radius)
            value = at_eigenvalue(radius.args[0], operator, x)
            inside = inside.assume(build("le", (value**2, radius**2)))
        self.prove(inside, build("le", (num(0), polynomial)), proof["scalar"])

    def _rule_radius(self, here: Context, goal: Node, proof: Proof) -> None:
        """rho(q(H)) <= b from 0 <= b and q(x)^2 <= b^2 for every x that may be an eigenvalue of H."""
        if goal.op != "le" or goal.args[0].op != "radius":
            raise Refused("radius proves upper bounds of a spectral radius")
        operator, x = self._eigenvalue_symbol(here, goal, proof)
        radius, bound = goal.args
        if not here.holds(bound, NONNEG):
            raise Refused(f"may be negative: {shown(bound)}")
        value = at_eigenvalue(radius.args[0], operator, x)
        self.prove(_on_spectrum(here, operator, x), build("le", (value**2, bound**2)), proof["scalar"])

    def _rule_eigenvalue(self, here: Context, goal: Node, proof: Proof) -> None:
        """q(x)^2 <= rho(q(H))^2 at the least or the largest eigenvalue x of H."""
        operator, radius = self.node(proof["map"]), self.node(proof["radius"])
        if proof["which"] not in ("eigmin", "eigmax") or radius.op != "radius":
            raise Refused("eigenvalue needs eigmin or eigmax, and a spectral radius")
        value = at_eigenvalue(radius.args[0], operator, build(proof["which"], (operator,)))
        self._same(here, goal, build("le", (value**2, radius**2)))

    def _eigenvalue_symbol(self, here: Context, goal: Node, proof: Proof) -> tuple[Node, Node]:
        """A positive definite symbol, and a new symbol for its eigenvalues."""
        operator, x = self.node(proof["map"]), self.node(proof["eigenvalue"])
        if operator.op != "sym" or operator.domain != "spd" or x.op != "sym" or x.data[1:] != ("real", "pos"):
            raise Refused("needs a positive definite symbol and a positive eigenvalue symbol")
        if any(x in free(n) for n in (goal, *here.facts)):
            raise Refused("the eigenvalue symbol is not new")
        return operator, x

    def _rule_spectrum(self, here: Context, goal: Node, proof: Proof) -> None:
        """The least eigenvalue is at most the largest, and the mean of all lies between: their sum is the trace."""
        operator = self.node(proof["map"])
        low, high, whole = (build(op, (operator,)) for op in ("eigmin", "eigmax", "trace"))
        d = build("dim", (), operator.sort.spaces[:1])
        if goal not in (build("le", (d * low, whole)), build("le", (whole, d * high))):
            self._same(here, goal, build("le", (low, high)))

    def _rule_log_chord(self, here: Context, goal: Node, proof: Proof) -> None:
        """log y + (x/y - 1)/(c - 1) log c <= log x for 0 < y <= x <= c y: the logarithm is concave."""
        x, y, c = (self.node(proof[k]) for k in ("x", "y", "c"))
        ordered = here.holds(y, POS) and here.holds(x - y, NONNEG) and here.holds(c * y - x, NONNEG)
        if not here.holds(c - 1, POS) or not ordered:
            raise Refused("log-chord needs 0 < y <= x <= c y with c > 1")
        log_x, log_y, log_c = (build("log", (t,)) for t in (x, y, c))
        self._same(here, goal, build("le", (log_y + (x / y - 1) / (c - 1) * log_c, log_x)))

    def _rule_log_tangent(self, here: Context, goal: Node, proof: Proof) -> None:
        """log x <= log y + x/y - 1 for x, y > 0: the logarithm lies below its tangents."""
        x, y = (self.node(proof[k]) for k in ("x", "y"))
        if not (here.holds(x, POS) and here.holds(y, POS)):
            raise Refused("log-tangent needs positive arguments")
        log_x, log_y = (build("log", (t,)) for t in (x, y))
        self._same(here, goal, build("le", (log_x, log_y + x / y - 1)))

    def _rule_log_product(self, here: Context, goal: Node, proof: Proof) -> None:
        """log(x y) = log x + log y for x, y > 0."""
        x, y = (self.node(proof[k]) for k in ("x", "y"))
        if not (here.holds(x, POS) and here.holds(y, POS)):
            raise Refused("log-product needs positive factors")
        self._same(here, goal, build("eq", (build("log", (x * y,)), build("log", (x,)) + build("log", (y,)))))

    def _rule_exp(self, here: Context, goal: Node, proof: Proof) -> None:
        """exp a <= c exp b from a <= log c + b, and c exp b <= exp a from log c + b <= a; likewise with <."""
        a, b, c = (self.node(proof[k]) for k in ("a", "b", "c"))
        powers, logs = (build("exp", (a,)), c * build("exp", (b,))), (a, build("log", (c,)) + b)
        for order in (1, -1):
            if goal.op in ("le", "lt") and goal is build(goal.op, powers[::order]):
                return self.prove(here, build(goal.op, logs[::order]), proof["then"])
        raise Refused("exp compares exp a with c exp b")

    def _rule_extremum(self, here: Context, goal: Node, proof: Proof) -> None:
        """x <= max(x, ...); max(x, ...) <= b from x <= b, ...; likewise of min, and with < from <."""
        left, right = goal.args
        if goal.op not in ("le", "lt"):
            raise Refused("extremum proves inequalities")
        if left.op == "max":
            wanted = [build(goal.op, (a, right)) for a in left.args]
        elif right.op == "min":
            wanted = [build(goal.op, (left, a)) for a in right.args]
        elif goal.op == "le" and (
            (right.op == "max" and left in right.args) or (left.op == "min" and right in left.args)
        ):
            wanted = []
        else:
            raise Refused(f"neither side is the extremum: {shown(goal)}")
        for part, sub in zip(wanted, proof["parts"], strict=True):
            self.prove(here, part, sub)

    def _rule_stein(self, here: Context, goal: Node, proof: Proof) -> None:
        """E[F n] = E[grad F] under the standard normal law of n: integration by parts. The goal is defined, so both
        sides are of what grows at most polynomially, and no boundary term is left."""
        n, body = self.node(proof["symbol"]), self.node(proof["of"])
        gradient = derivative(build("grad", (n, body, n)))
        self._same(here, goal, build("eq", (build("expect", (n, body * n)), build("expect", (n, gradient)))))

    def _same(self, here: Context, goal: Node, conclusion: Node) -> None:
        if goal is not conclusion:
            raise Refused(f"the rule concludes {shown(conclusion)}")

    # ---- rules on the shape of the goal --------------------------------------------------------------------
    def _rule_both(self, here: Context, goal: Node, proof: Proof) -> None:
        if goal.op != "and" or len(proof["parts"]) != len(goal.args):
            raise Refused("both needs a conjunction and as many proofs")
        for part, sub in zip(goal.args, proof["parts"], strict=True):
            self.prove(here, part, sub)
            here = here.assume(part)

    def _rule_termwise(self, here: Context, goal: Node, proof: Proof) -> None:
        """Of two expectations, or two sums over the same range: from the relation for each value of what is bound."""
        left, right = goal.args if goal.op in ("eq", "le") else (goal, goal)
        alike = left.op == right.op in ("expect", "total", "sum") and left.args[1:-1] == right.args[1:-1]
        new = self.node(proof["symbol"])
        if not alike or any(side.args[0].data[1:] != new.data[1:] for side in (left, right)):
            raise Refused("termwise needs two sums or expectations of one kind, and a symbol like the bound ones")
        if new.op != "sym" or any(new in free(n) for n in (*here.facts, goal)):
            raise Refused(f"{shown(new)} is not a new symbol")
        if left.op == "sum":
            here = here.ranged(new, *left.args[1:3])
        each = (substitute(side.args[-1], {side.args[0]: new}) for side in (left, right))
        self.prove(here, build(goal.op, tuple(each)), proof["then"])

    def _rule_either(self, here: Context, goal: Node, proof: Proof) -> None:
        index = _index(proof["index"])
        if goal.op != "or" or not 0 <= index < len(goal.args):
            raise Refused("either needs a disjunction, and which of its parts holds")
        self.prove(here, goal.args[index], proof["then"])

    def _rule_intro(self, here: Context, goal: Node, proof: Proof) -> None:
        """For all: with a new symbol of the same sort and domain."""
        if goal.op not in ("forall", "every"):
            raise Refused("intro needs a universal sentence")
        bound, body = goal.args[0], goal.args[-1]
        new = self.node(proof["symbol"])
        alike = new.op == "sym" and new.data[1:] == bound.data[1:]
        if not alike or any(new in free(n) for n in (*here.facts, goal)):
            raise Refused(f"{shown(new)} is not a new symbol like {bound.name}")
        if goal.op == "every":
            here = here.ranged(new, goal.args[1], goal.args[2])
        self.prove(here, substitute(body, {bound: new}), proof["then"])

    def _rule_assume(self, here: Context, goal: Node, proof: Proof) -> None:
        if goal.op != "implies":
            raise Refused("assume needs an implication")
        here.require_defined(goal.args[0])
        self.prove(here.assume(goal.args[0]), goal.args[1], proof["then"])

    def _rule_exists(self, here: Context, goal: Node, proof: Proof) -> None:
        if goal.op != "exists":
            raise Refused("exists needs an existential sentence")
        bound, witness = goal.args[0], self.node(proof["witness"])
        _fits(here, bound, witness)
        self.prove(here, substitute(goal.args[1], {bound: witness}), proof["then"])

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

    def _rule_induct(self, here: Context, goal: Node, proof: Proof) -> None:
        """By an integer symbol from its least value upwards."""
        t = self.node(proof["symbol"])
        if t.op != "sym" or not t.domain.startswith(">="):
            raise Refused("induct needs an integer symbol with a least value")
        here = here.without(t)
        self.prove(here, substitute(goal, {t: lift(int(t.domain[2:]), t.sort)}), proof["base"])
        self.prove(here.assume(goal), substitute(goal, {t: t + 1}), proof["step"])

    def _rule_rewrite(self, here: Context, goal: Node, proof: Proof) -> None:
        """Equals for equals: the left side of a known equation replaced by the right one in the goal."""
        fact = self.node(proof["fact"])
        if fact.op != "eq" or not here.knows(fact):
            raise Refused(f"no known equation: {shown(fact)}")
        here.require_defined(fact)
        self.prove(here, replace(goal, *fact.args), proof["then"])

    # ---- rules that add a fact -----------------------------------------------------------------------------
    def _rule_have(self, here: Context, goal: Node, proof: Proof) -> None:
        fact = self.node(proof["fact"])
        if fact.sort.kind != "bool":
            raise Refused("have needs a sentence")
        self.prove(here, fact, proof["proof"])
        self.prove(here.assume(fact), goal, proof["then"])

    def _rule_instantiate(self, here: Context, goal: Node, proof: Proof) -> None:
        """A known universal sentence at terms; known or evident guards are taken off."""
        fact = self.node(proof["from"])
        if not here.knows(fact):
            raise Refused(f"not known: {shown(fact)}")
        for term in picks(self.nodes, proof["at"], "at"):
            if fact.op not in ("forall", "every"):
                raise Refused("more terms than quantifiers")
            _fits(here, fact.args[0], term)
            if fact.op == "every":
                _, low, high, _ = fact.args
                if not all(here.holds(lift(gap, REAL), NONNEG) for gap in (term - low, high - term)):
                    raise Refused(f"outside the range: {shown(term)}")
            fact = substitute(fact.args[-1], {fact.args[0]: term})
            while fact.op == "implies" and _evident(here, fact.args[0]):
                fact = fact.args[1]
        self.prove(here.assume(fact), goal, proof["then"])

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
        sides = [build("grad", (new, substitute(side, {by: new}), by)) for side in body.args]
        derived = build("eq", tuple(sides))
        for bound in reversed(binders):
            derived = build("forall", (bound, derived))
        here.require_defined(derived)
        self.prove(here.assume(derived), goal, proof["then"])

    def _rule_use(self, here: Context, goal: Node, proof: Proof) -> None:
        """An earlier claim at terms, once its hypotheses are known."""
        name = (str(proof["claim"]), str(proof["variant"]))
        statement = self.lookup(*name)
        self.used.add(name)
        symbols = {s.name: s for s in statement.symbols}
        if set(proof["at"]) != set(symbols):
            raise Refused(f"{name[0]} speaks of {sorted(symbols)}")
        values = {symbols[k]: self.node(v) for k, v in proof["at"].items()}
        for symbol, value in values.items():
            _fits(here, symbol, value)
        for hypothesis in statement.hypotheses:
            instance = substitute(hypothesis, values)
            if not _evident(here, instance):
                raise Refused(f"a hypothesis of {name[0]} is not known: {shown(instance)}")
        self.prove(here.assume(substitute(statement.conclusion, values)), goal, proof["then"])


def _index(value: Any) -> int:
    if type(value) is not int:
        raise Refused("no integer")
    return value


def opening(statement: Statement) -> Context:
    """The context in which a statement is proved: its hypotheses, which must themselves be defined."""
    here = Context(Gram(null(statement.hypotheses)))
    for h in statement.hypotheses:
        here.require_defined(h)
        here = here.assume(h)
    return here


def _wanted(goal: Node) -> tuple[int, Node]:
    """Which signs of which difference make the goal true."""
    if goal.op in ("le", "lt"):
        return (NONNEG if goal.op == "le" else POS), goal.args[1] - goal.args[0]
    if goal.op == "not" and goal.args[0].op == "eq" and goal.args[0].args[0].sort is REAL:
        return NEG | POS, goal.args[0].args[1] - goal.args[0].args[0]
    if goal.op == "eq" and goal.args[0].sort is REAL:
        return ZERO, goal.args[1] - goal.args[0]
    raise Refused(f"no inequality: {shown(goal)}")


def _evident(here: Context, sentence: Node) -> bool:
    """Known, or true by sign alone."""
    if here.knows(sentence):
        return True
    if sentence.op == "and":
        return all(_evident(here, a) for a in sentence.args)
    if sentence.op == "eq" and sentence.args[0].sort.kind == "vec":
        here.require_defined(sentence)
        return not here.gram.vector(sentence.args[0] - sentence.args[1])
    try:
        wanted, gap = _wanted(sentence)
        here.require_defined(gap)
    except Refused:
        return False
    return here.holds(gap, wanted)


def _fits(here: Context, symbol: Node, term: Node) -> None:
    """The term lies in the symbol's domain. Raises `Refused`."""
    here.require_defined(term)
    if term.sort != symbol.sort:
        raise Refused(f"{symbol.name} is a {symbol.sort}, not a {term.sort}")
    kind, domain = symbol.sort.kind, symbol.domain
    if domain == "" and kind in ("real", "vec", "map", "fn", "fn-real", "seq-real", "seq-vec"):
        fine = kind not in ("fn",) or (term.op == "sym" and term.domain == "")  # of `fn-real` all terms are symbols
    elif kind == "real":
        fine = here.holds(term, {"pos": POS, "nonneg": NONNEG, "nonzero": NEG | POS}[domain])
    elif kind == "vec":
        fine = here.nonzero(term) if domain == "nonzero" else here.holds(term @ term - 1, ZERO)
    elif kind == "int" and domain.startswith(">="):
        fine = here.holds(lift(term - int(domain[2:]), REAL), NONNEG)
    else:
        fine = term.op == "sym" and term.domain == domain
    if not fine:
        raise Refused(f"{shown(term)} is not known to be {domain or 'such'} as {symbol.name} is")


def _on_spectrum(here: Context, operator: Node, x: Node) -> Context:
    """With lambda_min <= x <= lambda_max."""
    return here.assume(build("le", (build("eigmin", (operator,)), x)), build("le", (x, build("eigmax", (operator,)))))


def at_eigenvalue(operator: Node, symbol: Node, x: Node) -> Node:
    """A polynomial in the symbol, at an eigenvalue."""
    match operator.op:
        case "identity":
            return num(1)
        case "madd":
            return build("add", tuple(at_eigenvalue(a, symbol, x) for a in operator.args))
        case "mscale":
            return operator.args[0] * at_eigenvalue(operator.args[1], symbol, x)
        case "compose":
            return at_eigenvalue(operator.args[0], symbol, x) * at_eigenvalue(operator.args[1], symbol, x)
    if operator is symbol:
        return x
    raise Refused("no polynomial in the map")
