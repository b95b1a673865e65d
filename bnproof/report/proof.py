"""A proof as an outline for people: which facts it establishes, from what, and by which rule.

What is told follows the tree that the kernel checked; nothing here decides whether it is a proof.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bnproof.interpret.latex.abbreviations import abbreviated
from bnproof.interpret.latex.printer import Printer
from bnproof.interpret.latex.spelling import spell
from bnproof.report.markup import inline
from bnproof.statement.codec import decode
from bnproof.statement.nodes import Node, Statement, build, num, replace, substitute
from bnproof.statement.sorts import Malformed
from bnproof.verify.logic import negation
from bnproof.verify.spectra import at_eigenvalue, at_number
from bnproof.verify.sphere import MOMENTS, moments_premise, pairs_premise

Proof = dict[str, Any]
Lookup = Callable[[str, str], Statement]
Piece = str | Node  # words, or a term or sentence to be printed


@dataclass(frozen=True, slots=True)
class Step:
    """One step in pieces, and the steps by which it is shown."""

    pieces: tuple[Piece, ...]
    inner: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Outline:
    """Markdown: what the abbreviations stand for, as formulas, and the lines of nested numbered lists."""

    where: tuple[str, ...]
    lines: tuple[str, ...]


def outline(data: dict[str, Any], statement: Statement, lookup: Lookup) -> Outline:
    """Of evidence of kind `proof` or `disproof` that passed. `lookup` gives the statements it uses."""
    nodes = decode(data["nodes"])
    goal = statement.conclusion if data["kind"] == "proof" else negation(statement.conclusion)
    steps = tuple(_Reader(nodes, lookup).steps(goal, data["proof"]))
    printer = Printer(*statement.hypotheses, statement.conclusion, *dict.fromkeys(_printed(steps)))
    lines, where = abbreviated(printer, lambda: list(_lines(steps, printer, 0)))
    return Outline(tuple(map(inline, where)), tuple(lines))


def _printed(steps: Sequence[Step]) -> Iterator[Node]:
    for s in steps:
        yield from (p for p in s.pieces if isinstance(p, Node))
        yield from _printed(s.inner)


def _lines(steps: Sequence[Step], printer: Printer, depth: int) -> Iterator[str]:
    for k, s in enumerate(steps, 1):
        text = "".join(p if isinstance(p, str) else _formula(printer, p) for p in s.pieces)
        yield "   " * depth + f"{k}. {text if text[0] in '$`' else text[0].upper() + text[1:]}"
        yield from _lines(s.inner, printer, depth + 1)


def _formula(printer: Printer, node: Node) -> str:
    return inline(printer.sentence(node) if node.sort.kind == "bool" else printer.term(node))


def _name(symbol: Node) -> str:
    """A bound symbol, which no printer knows."""
    return inline(spell(symbol.name).text())


class _Reader:
    """Follows a proof with its goals."""

    def __init__(self, nodes: list[Node], lookup: Lookup) -> None:
        self.nodes, self.lookup = nodes, lookup

    def node(self, index: int) -> Node:
        return self.nodes[index]

    def steps(self, goal: Node, proof: Proof) -> list[Step]:
        """The chain of facts, then the rule that closes the goal."""
        out: list[Step] = []
        while True:
            name = proof["rule"].replace("-", "_")
            if "then" not in proof:
                out.append(getattr(self, f"_close_{name}", self._unknown)(goal, proof))
                return out
            step, goal = getattr(self, f"_add_{name}", self._further)(goal, proof)
            if name == "rewrite" and out and out[-1].pieces[0] == step.pieces[0]:
                out[-1] = Step((*out[-1].pieces[:-1], ", then ", *step.pieces[1:]))
            else:
                out.append(step)
            proof = proof["then"]

    def _proved(self, head: tuple[Piece, ...], goal: Node, proof: Proof) -> Step:
        """A sentence with its proof: in the same line where that is one step."""
        inner = self.steps(goal, proof)
        if len(inner) == 1:
            return Step((*head, ": ", *inner[0].pieces), inner[0].inner)
        return Step((*head, ":"), tuple(inner))

    # ---- rules that close a goal -----------------------------------------------------------------
    def _close_fact(self, goal: Node, proof: Proof) -> Step:
        return Step(("known by now.",))

    def _close_absurd(self, goal: Node, proof: Proof) -> Step:
        return Step(("what is known leaves ", self.node(proof["term"]), " no sign, so the case is empty."))

    def _close_ring(self, goal: Node, proof: Proof) -> Step:
        return Step(("both sides have the same canonical form", *self._combined(proof), "."))

    def _close_sign(self, goal: Node, proof: Proof) -> Step:
        if "as" not in proof:
            return Step(("the sign of the difference of the sides follows from the signs of its parts.",))
        end = ", whose sign follows from the signs of its parts."
        return Step(("the difference of the sides is ", self.node(proof["as"]), *self._combined(proof), end))

    def _combined(self, proof: Proof) -> tuple[Piece, ...]:
        """The multiples of known equations that were taken off."""
        out: list[Piece] = []
        for coefficient, fact in ((self.node(c), self.node(f)) for c, f in proof.get("combine", ())):
            out.append(" and " if out else ", up to ")
            out += ["the known "] if coefficient is num(1) else [coefficient, " times the known "]
            out.append(fact)
        return tuple(out)

    def _close_sqrt_mono(self, goal: Node, proof: Proof) -> Step:
        a, b = goal.args
        head = ("both sides are at least 0, and so are compared by their squares",)
        return self._proved(head, build(goal.op, (a**2, b**2)), proof["square"])

    def _close_root(self, goal: Node, proof: Proof) -> Step:
        return Step(("both sides are at least 0, and their squares agree", *self._combined(proof), "."))

    def _close_spectral(self, goal: Node, proof: Proof) -> Step:
        operator, x, v = (self.node(proof[k]) for k in ("map", "eigenvalue", "vector"))
        polynomial = num(0)
        for k, c in ((int(k), self.node(c)) for k, c in proof["terms"]):
            polynomial = polynomial + c * (x**k if k > 0 else num(1) / x**-k if k else num(1))
        scalar = build("le", (num(0), polynomial))
        form = ("the difference of the sides is the quadratic form of a polynomial in ", operator, " at ", v)
        enough = (", so it suffices that ", scalar, " at every eigenvalue ", x, " of ", operator)
        head = (*form, *enough)
        return self._proved(head, scalar, proof["scalar"])

    def _close_traces(self, goal: Node, proof: Proof) -> Step:
        operator, x = (self.node(proof[k]) for k in ("map", "eigenvalue"))
        scalar = build("le", (num(0), at_number([(int(k), self.node(c)) for k, c in proof["terms"]], x)))
        head = ("a trace is a sum over the eigenvalues of ", operator, ", so it suffices that ", scalar, " at each ", x)
        return self._proved(head, scalar, proof["scalar"])

    def _close_radius(self, goal: Node, proof: Proof) -> Step:
        operator, x = self.node(proof["map"]), self.node(proof["eigenvalue"])
        radius, bound = goal.args
        scalar = build("le", (at_eigenvalue(radius.args[0], operator, x) ** 2, bound**2))
        head = ("it suffices that ", scalar, " at every eigenvalue ", x, " of ", operator)
        return self._proved(head, scalar, proof["scalar"])

    def _close_eigenvalue(self, goal: Node, proof: Proof) -> Step:
        which = {"eigmin": "least", "eigmax": "largest"}[proof["which"]]
        end = f" is at least the absolute value that belongs to the {which} eigenvalue of "
        return Step(("the spectral radius ", self.node(proof["radius"]), end, self.node(proof["map"]), "."))

    def _close_spectrum(self, goal: Node, proof: Proof) -> Step:
        if goal.args[0].op == "eigmin":
            return Step(("the least eigenvalue is at most the largest.",))
        if goal.args[0].op == "num":
            return Step(("two eigenvalues differ.",))
        return Step(("the trace is the sum of the eigenvalues.",))

    def _close_log_chord(self, goal: Node, proof: Proof) -> Step:
        y, c = self.node(proof["y"]), self.node(proof["c"])
        return Step(("the logarithm is concave, so above its chord from ", y, " to ", c * y, "."))

    def _close_log_tangent(self, goal: Node, proof: Proof) -> Step:
        return Step(("the logarithm is concave, so below its tangent at ", self.node(proof["y"]), "."))

    def _close_log_product(self, goal: Node, proof: Proof) -> Step:
        return Step(("the logarithm of a product is the sum of those of its factors.",))

    def _close_oblique_moments(self, goal: Node, proof: Proof) -> Step:
        w, v = (self.node(proof[k]) for k in ("w", "v"))
        coefficients = [self.node(proof[k]) for k in MOMENTS]
        below = moments_premise(self.node(proof["map"]), w, v, coefficients)
        head = ("by the means over the unit sphere, it suffices that ", below)
        return self._proved((*head, " for orthonormal ", w, " and ", v), below, proof["pointwise"])

    def _close_oblique_pairs(self, goal: Node, proof: Proof) -> Step:
        w, v = (self.node(proof[k]) for k in ("w", "v"))
        below = pairs_premise(self.node(proof["map"]), w, v, self.node(proof["c"]), goal.args[0].op == "oblique")
        head = ("by the symmetry of the unit sphere, it suffices that ", below)
        return self._proved((*head, " for orthonormal ", w, " and ", v), below, proof["pointwise"])

    def _close_oblique_identity(self, goal: Node, proof: Proof) -> Step:
        return Step(("the mean is a sum of digamma functions, bounded by its recursion.",))

    def _close_stein(self, goal: Node, proof: Proof) -> Step:
        return Step(("integration by parts under the standard normal law (Stein's lemma).",))

    def _close_pi(self, goal: Node, proof: Proof) -> Step:
        return Step(("a bound of ", build("pi"), "."))

    def _close_taylor(self, goal: Node, proof: Proof) -> Step:
        t, f, a, b, c = (self.node(proof[k]) for k in ("symbol", "function", "from", "to", "bound"))
        second = build("grad", (t, build("grad", (t, f, t)), t))
        bound = build("le", (c, second) if proof["side"] == "below" else (second, c))
        head = ("by Taylor's theorem from ", a, " to ", b, ", if ", bound, " for every ", t, " between them")
        return self._proved(head, bound, proof["second"])

    def _close_both(self, goal: Node, proof: Proof) -> Step:
        parts = [self._proved((g,), g, p) for g, p in zip(goal.args, proof["parts"], strict=True)]
        return Step(("each part in turn:",), tuple(parts))

    def _close_extremum(self, goal: Node, proof: Proof) -> Step:
        left, right = goal.args
        if not proof["parts"]:
            return Step(("one of the values of which the extremum is taken.",))
        goals = [(a, right) for a in left.args] if left.op == "max" else [(left, a) for a in right.args]
        built = [build(goal.op, pair) for pair in goals]
        parts = [self._proved((g,), g, p) for g, p in zip(built, proof["parts"], strict=True)]
        return Step(("each value of which the extremum is taken:",), tuple(parts))

    def _close_cases(self, goal: Node, proof: Proof) -> Step:
        term, zero = self.node(proof["on"]), num(0)
        made = {"<": ("lt", term, zero), "<=": ("le", term, zero), "=": ("eq", term, zero),
                ">=": ("le", zero, term), ">": ("lt", zero, term)}  # fmt: skip
        cases = []
        for relation, sub in proof["branches"]:
            op, *sides = made[relation]
            cases.append(self._proved(("if ", build(op, tuple(sides))), goal, sub))
        return Step(("by the sign of ", term, ":"), tuple(cases))

    def _close_definite(self, goal: Node, proof: Proof) -> Step:
        return Step(("the difference of the sides has norm 0.",))

    def _close_decide(self, goal: Node, proof: Proof) -> Step:
        on = self.node(proof["on"])
        cases = ((on, proof["yes"]), (negation(on), proof["no"]))
        return Step(("whether or not ", on, ":"), tuple(self._proved(("if ", f), goal, sub) for f, sub in cases))

    def _close_induct(self, goal: Node, proof: Proof) -> Step:
        t = self.node(proof["symbol"])
        first, following = (substitute(goal, {t: n}) for n in (build("int", (), (t.domain[2:],)), t + 1))
        base = self._proved(("at the least value: ", first), first, proof["base"])
        step = self._proved(("from ", t, " to the next: ", following), following, proof["step"])
        return Step(("by induction on ", t, ":"), (base, step))

    def _unknown(self, goal: Node, proof: Proof) -> Step:
        """A rule without words of its own: its name and the proofs inside it."""
        inner = [v for v in proof.values() if isinstance(v, dict) and "rule" in v]
        steps = tuple(s for p in inner for s in self.steps(goal, p))
        return Step((f"by the rule `{proof['rule']}`.",), steps)

    # ---- rules after which the proof goes on -----------------------------------------------------
    def _add_have(self, goal: Node, proof: Proof) -> tuple[Step, Node]:
        fact, sub = self.node(proof["fact"]), proof["proof"]
        if fact.op == "eq" and fact.args[0].op == "grad" and sub["rule"] == "ring" and not sub["combine"]:
            closed = ": the closed form, derived by SymPy and confirmed by the kernel's own chain rule."
            return Step((fact, closed)), goal
        return self._proved((fact,), fact, sub), goal

    def _add_either(self, goal: Node, proof: Proof) -> tuple[Step, Node]:
        chosen = goal.args[int(proof["index"])]
        return Step(("of the alternatives, ", chosen, " holds.")), chosen

    def _add_intro(self, goal: Node, proof: Proof) -> tuple[Step, Node]:
        new = self.node(proof["symbol"])
        return Step(("let ", new, " be arbitrary.")), substitute(goal.args[-1], {goal.args[0]: new})

    def _add_assume(self, goal: Node, proof: Proof) -> tuple[Step, Node]:
        return Step(("assume ", goal.args[0], ".")), goal.args[1]

    def _add_exists(self, goal: Node, proof: Proof) -> tuple[Step, Node]:
        bound, witness = goal.args[0], self.node(proof["witness"])
        return Step(("take ", witness, f" for {_name(bound)}.")), substitute(goal.args[1], {bound: witness})

    def _add_exp(self, goal: Node, proof: Proof) -> tuple[Step, Node]:
        a, logarithms = self.node(proof["a"]), build("log", (self.node(proof["c"]),)) + self.node(proof["b"])
        upper = goal.args[0] is build("exp", (a,))
        below = build(goal.op, (a, logarithms) if upper else (logarithms, a))
        return Step(("the exponential function increases, so it suffices that ", below, ".")), below

    def _add_termwise(self, goal: Node, proof: Proof) -> tuple[Step, Node]:
        new = self.node(proof["symbol"])
        left, right = (substitute(side.args[-1], {side.args[0]: new}) for side in goal.args)
        each = build(goal.op, (left, right))
        return Step(("it suffices that ", each, " for each ", new, ".")), each

    def _add_rewrite(self, goal: Node, proof: Proof) -> tuple[Step, Node]:
        fact = self.node(proof["fact"])
        return Step(("rewrite by ", fact, ".")), replace(goal, *fact.args)

    def _add_instantiate(self, goal: Node, proof: Proof) -> tuple[Step, Node]:
        fact = general = self.node(proof["from"])
        for index in proof["at"]:
            while fact.op == "implies":
                fact = fact.args[1]
            fact = substitute(fact.args[-1], {fact.args[0]: self.node(index)})
        return Step((fact, ": a case of ", general, ".")), goal

    def _add_differentiate(self, goal: Node, proof: Proof) -> tuple[Step, Node]:
        by = _name(self.node(proof["by"]))
        return Step(("differentiate ", self.node(proof["from"]), f" by {by}.")), goal

    def _add_obtain(self, goal: Node, proof: Proof) -> tuple[Step, Node]:
        fact, new = self.node(proof["from"]), self.node(proof["symbol"])
        return Step(("let ", new, " be such that ", substitute(fact.args[1], {fact.args[0]: new}), ".")), goal

    def _add_archimedes(self, goal: Node, proof: Proof) -> tuple[Step, Node]:
        term, new = self.node(proof["term"]), self.node(proof["symbol"])
        return Step(("let ", new, " be a natural number above ", term, ".")), goal

    def _add_complete(self, goal: Node, proof: Proof) -> tuple[Step, Node]:
        term, new = self.node(proof["term"]), self.node(proof["symbol"])
        return Step(("let ", new, " be the limit of the Cauchy sequence ", term, ".")), goal

    def _add_recursion(self, goal: Node, proof: Proof) -> tuple[Step, Node]:
        starts = [build("eq", (self.node(s)[0], self.node(value))) for s, value in proof["starts"]]
        told: list[Piece] = [piece for start in starts for piece in (" and ", start)][1:]
        return Step(("let sequences obey ", self.node(proof["sentence"]), " from ", *told, " on.")), goal

    def _add_offset(self, goal: Node, proof: Proof) -> tuple[Step, Node]:
        k, i, n = (self.node(proof[part]) for part in ("of", "from", "symbol"))
        step = Step(("write ", build("cast", (k,)), " as ", build("cast", (i + n,)), "."))
        return step, substitute(goal, {k: i + n})

    def _add_use(self, goal: Node, proof: Proof) -> tuple[Step, Node]:
        name = f"`{proof['claim']}`" + ("" if proof["variant"] == "printed" else f" ({proof['variant']})")
        statement = self.lookup(proof["claim"], proof["variant"])
        values = {s: self.node(proof["at"][s.name]) for s in statement.symbols}
        try:
            return Step((substitute(statement.conclusion, values), f": by {name}.")), goal
        except Malformed:  # a name would be captured: the kernel renames, the outline need not
            return Step((f"by {name}.",)), goal

    def _further(self, goal: Node, proof: Proof) -> tuple[Step, Node]:
        return Step((f"by the rule `{proof['rule']}`.",)), goal
