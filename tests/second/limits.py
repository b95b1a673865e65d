"""What exists may be named: choices, large natural numbers, limits, recursions; shifted integers; a sentence or not."""

from __future__ import annotations

from second.known import Known
from second.refusal import need
from second.rules import Proof, Rules
from second.signs import ZERO

from bnproof.statement.nodes import Node, build, free, replace, substitute
from bnproof.statement.sorts import INT, REAL


class Limits(Rules):
    """What exists may be named."""

    def named(self, goal: Node, known: Known, proof: Proof, kind: tuple[str, ...], *others: Node) -> Node:
        """A name of that sort and domain that is taken nowhere."""
        symbol = self.node(proof["symbol"])
        self.fresh(symbol, goal, known)
        need(symbol.data[1:] == kind, "another kind of symbol")
        need(all(symbol.name != s.name for other in others for s in free(other)), "not a new name")
        return symbol

    def _rule_obtain(self, goal: Node, known: Known, proof: Proof) -> None:
        fact = self.node(proof["from"])
        need(fact in known.facts and fact.op == "exists", "nothing that exists")
        bound, sentence = fact.args
        symbol = self.named(goal, known, proof, bound.data[1:])
        self.prove(goal, known.and_also(substitute(sentence, {bound: symbol})), proof["then"])

    def _rule_archimedes(self, goal: Node, known: Known, proof: Proof) -> None:
        term = self.node(proof["term"])
        need(term.sort is REAL and known.defined(term), "no number")
        symbol = self.named(goal, known, proof, ("int", ">=0"), term)
        self.prove(goal, known.and_also(build("lt", (term, build("cast", (symbol,))))), proof["then"])

    def _rule_complete(self, goal: Node, known: Known, proof: Proof) -> None:
        """The limit of what a fact says to be a Cauchy sequence; its symbols are read off the fact."""
        term, index = self.node(proof["term"]), self.node(proof["index"])
        need(index.op == "sym" and _natural(index), "no index")
        need(term.sort is REAL or term.sort.kind == "vec", "neither numbers nor vectors")
        limit = self.named(goal, known, proof, (str(term.sort), ""), term)
        found = [limits for f in known.facts if (limits := _limit_of_cauchy(f, term, index, limit))]
        need(found, "no Cauchy sequence")
        self.prove(goal, known.and_also(*found), proof["then"])

    def _rule_recursion(self, goal: Node, known: Known, proof: Proof) -> None:
        """Sequences one item after another: what says the next item sees nothing of them but the last items."""
        rule, starts = self.node(proof["sentence"]), [(self.node(s), self.node(x)) for s, x in proof["starts"]]
        sequences = [s for s, _ in starts]
        need(len({s.name for s in sequences}) == len(sequences), "a sequence starts twice")
        for s, first in starts:
            self.fresh(s, goal, known)
            need(not s.domain and s.sort.kind in ("seq-real", "seq-vec"), "no free sequence")
            need(known.defined(first), "a start is undefined")
            need(all(s.name != r.name for _, x in starts for r in free(x)), "a start speaks of the sequences")
        need(rule.op == "forall" and _natural(rule.args[0]), "no sentence about every index")
        t, body = rule.args
        continued = [_step(t, clause, sequences) for clause in _clauses(body, ())]
        need(len(set(continued)) == len(continued) and set(continued) == set(sequences), "not one rule for each")
        need(known.defined(rule), "the next item may be undefined")
        begin = [build("eq", (s[0], first)) for s, first in starts]
        self.prove(goal, known.and_also(rule, *begin), proof["then"])

    def _rule_offset(self, goal: Node, known: Known, proof: Proof) -> None:
        """k = start + n, in all that is known and in the goal."""
        k, start = self.node(proof["of"]), self.node(proof["from"])
        need(k.op == "sym" and k.sort is INT and k.domain.startswith(">="), "no integer symbol")
        need(start.sort is INT and k not in free(start), "no start")
        need(known.at_least(k + (-1 * start), 0), "may be less than the start")
        shift = self.named(goal, known, proof, ("int", ">=0"), start, k)
        now = {k: start + shift}
        least = build("le", (build("cast", (build("int", (), (k.domain[2:],)),)), build("cast", (start + shift,))))
        facts = [substitute(f, now) for f in known.facts]
        self.prove(substitute(goal, now), Known((*facts, least), known.points), proof["then"])

    def _rule_definite(self, goal: Node, known: Known, proof: Proof) -> None:
        need(goal.op == "eq" and goal.args[0].sort.kind == "vec" and known.defined(goal), "no equation of vectors")
        gap = goal.args[0] - goal.args[1]
        need(known.signs(gap @ gap) <= ZERO, "may not vanish")

    def _rule_decide(self, goal: Node, known: Known, proof: Proof) -> None:
        sentence = self.node(proof["on"])
        need(sentence.sort.kind == "bool", "no sentence")
        for said, sub in ((sentence, proof["yes"]), (negated(sentence), proof["no"])):
            need(known.defined(said), "neither true nor false")
            self.prove(goal, known.and_also(said), sub)


def _natural(symbol: Node) -> bool:
    return symbol.sort is INT and symbol.domain.startswith(">=") and int(symbol.domain[2:]) >= 0


def _limit_of_cauchy(fact: Node, term: Node, index: Node, limit: Node) -> Node | None:
    """For tol there is N: for k >= N: |x_k - x| < tol. From the same with |x_k - x_m| for k >= N and m >= N.

    None where the fact does not say so of that term.
    """
    binders, body = [], fact
    for shape in ("forall", "exists", "forall", "implies", "forall", "implies"):
        if body.op != shape:
            return None
        binders.append(body.args[0])
        body = body.args[1]
    tol, start, k, late, m, later = binders
    if tol.data[1:] != ("real", "pos") or not all(i.data[1:] == ("int", ">=0") for i in (start, k, m)):
        return None
    if len({tol, start, k, m}) < 4 or {tol, start, k, m} & (free(term) - {index}) or limit in (tol, start, k, m):
        return None
    n, i, j = (build("cast", (x,)) for x in (start, k, m))
    here, there = (substitute(term, {index: x}) for x in (k, m))
    said = late is build("le", (n, i)) and later is build("le", (n, j))
    if not said or body is not build("lt", (_distance(here, there), tol)):
        return None
    close = build("implies", (late, build("lt", (_distance(here, limit), tol))))
    return build("forall", (tol, build("exists", (start, build("forall", (k, close))))))


def _distance(x: Node, y: Node) -> Node:
    gap = x - y
    return build("abs", (gap,)) if gap.sort is REAL else build("sqrt", (gap @ gap,))


def _clauses(body: Node, guards: tuple[Node, ...]) -> list[tuple[tuple[Node, ...], Node]]:
    """The equations of a recursion, each with what it is conditional on."""
    match body.op:
        case "and":
            return [clause for part in body.args for clause in _clauses(part, guards)]
        case "implies":
            return _clauses(body.args[1], (*guards, body.args[0]))
    return [(guards, body)]


def _step(t: Node, clause: tuple[tuple[Node, ...], Node], sequences: list[Node]) -> Node:
    """The sequence whose next item a clause says, from items at t alone."""
    guards, equation = clause
    need(equation.op == "eq" and equation.args[0].op == "item", "no equation for an item")
    (sequence, index), value = equation.args[0].args, equation.args[1]
    need(index is t + 1, "not the next item")
    for given in (*guards, value):
        for number, s in enumerate(sequences):
            sort = "real" if s.sort.kind == "seq-real" else f"vec[{s.sort.spaces[0]}]"
            last = build("sym", (), (f"last{number}", sort, ""))
            given = replace(given, s[t], last)
        need(not free(given) & set(sequences), "speaks of other items than the last")
    return sequence


def negated(s: Node) -> Node:
    """What holds where a sentence fails."""
    flip = {"and": "or", "or": "and", "forall": "exists", "exists": "forall"}
    if s.op in ("le", "lt"):
        return build("lt" if s.op == "le" else "le", (s.args[1], s.args[0]))
    if s.op in ("and", "or"):
        return build(flip[s.op], tuple(map(negated, s.args)))
    if s.op in ("forall", "exists"):
        return build(flip[s.op], (s.args[0], negated(s.args[1])))
    if s.op == "implies":
        return build("and", (s.args[0], negated(s.args[1])))
    if s.op == "not":
        return s.args[0]
    need(s.op == "eq", f"a negated {s.op}")
    return build("not", (s,))
