"""Scripts for mutants that are weaker by monotony: inside a sum, a logarithm, a quotient, a product."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bnproof.interpret.integers import linear
from bnproof.mutate.certify import differing
from bnproof.mutate.derive import Mutant
from bnproof.mutate.terms import collected, ordered
from bnproof.prove.assembly import Body
from bnproof.prove.script import Script
from bnproof.statement.nodes import Node, Statement, build, num, substitute
from bnproof.statement.sorts import REAL, Malformed


def weaker(old: Statement, new: Statement, use: Callable[[Script], None]) -> Iterator[Body]:
    """Where one side of one inequality differs: from the claim, which `use` makes known, and an order of the two."""
    pairs = list(differing(old.conclusion, new.conclusion))
    if len(pairs) != 1 or new.conclusion.op not in ("le", "lt"):
        return
    ((before, after),) = pairs
    if before.op not in ("le", "lt"):
        return
    for side in (0, 1):
        if before.args[1 - side] is after.args[1 - side]:
            small, large = (before.args[1], after.args[1]) if side else (after.args[0], before.args[0])

            def body(s: Script, low: Node = small, high: Node = large) -> None:
                use(s)
                fact = _at_most(s, low, high)
                s.sign((before.args[1] - before.args[0]) + (fact.args[1] - fact.args[0]))

            yield body


def _at_most(s: Script, low: Node, high: Node) -> Node:
    return s.have(build("le", (low, high)), _by_parts)


def _by_parts(s: Script) -> None:
    """low <= high, by what differs in them. Raises ValueError where nothing is known."""
    low, high = s.goal.args
    place = _place(low, high)
    if place is None:
        s.sign(collected(ordered(_leftover(low, high))))
        return
    x, y = low.args[place], high.args[place]
    match low.op:
        case "sum" if place == 3:
            s.termwise()
            _by_parts(s)
        case "sum" if place == 2 and linear(y - x)[0]:
            _further(s)
        case "sum":
            s.sign(_one_more(low, high, place))
        case "log":
            gap = _gap(_at_most(s, x, y))
            s.sign(_gap(s.tangent(x, y)) + gap / y)
        case "div" if place == 1:
            s.sign(low.args[0] * _gap(_at_most(s, y, x)) / (x * y))
        case "div":
            s.sign(_gap(_at_most(s, x, y)) / low.args[1])
        case "add":
            s.sign(_gap(_at_most(s, x, y)))
        case "mul":
            _in_product(s, [a for i, a in enumerate(low.args) if i != place], x, y)
        case _:
            s.sign(collected(ordered(high - low)))


def _in_product(s: Script, others: list[Node], x: Node, y: Node) -> None:
    """With a negative number among the factors the order is the other one."""
    rest = num(1)
    for a in others:
        rest = rest * a
    negative = any(a.op == "num" and a.data[0].startswith("-") for a in others)
    s.sign(-1 * rest * _gap(_at_most(s, y, x)) if negative else rest * _gap(_at_most(s, x, y)))


def _place(low: Node, high: Node) -> int | None:
    """Where the two differ, if they differ in one place."""
    if low.op != high.op or low.data != high.data or len(low.args) != len(high.args):
        return None
    places = [i for i, (x, y) in enumerate(zip(low.args, high.args, strict=True)) if x is not y]
    return places[0] if len(places) == 1 and low.op not in ("num", "pow", "sqrt") else None


def _one_more(low: Node, high: Node, place: int) -> Node:
    """The term that one sum has more than the other."""
    coefficients, constant = linear(high.args[place] - low.args[place])
    if coefficients or constant != (1 if place == 2 else -1):
        raise Malformed("sums over other ranges")
    return substitute(high.args[3], {high.args[0]: high.args[place]})


def _further(s: Script) -> None:
    """Of two sums of what is not negative, the one that ends at another symbol: by induction on how far that is."""
    low, high = (side.args[2] for side in s.goal.args)
    coefficients, constant = linear(high)
    if [c for _, c in coefficients] != [1]:
        raise Malformed("a sum that ends at no symbol")
    ((end, _),) = coefficients
    n = s.offset(build("sym", (), end), low - constant)
    shorter = s.goal

    def step(q: Script) -> None:
        longer = q.goal.args[1]
        q.sign(_gap(shorter) + substitute(longer.args[3], {longer.args[0]: longer.args[2]}))

    s.induct(n, None, step)


def _leftover(low: Node, high: Node) -> Node:
    """high - low, without the summands that they share."""
    more, fewer = (list(n.args) if n.op == "add" else [n] for n in (high, low))
    for part in list(more):
        if part in fewer:
            more.remove(part)
            fewer.remove(part)
    return build("add", (num(0), *more, *(-1 * part for part in fewer)))


def _gap(fact: Node) -> Node:
    return fact.args[1] - fact.args[0]


# ---- equations that hold for all scales ---------------------------------------------------------------------------
def rescaled(mutant: Mutant, old: Statement, use: Callable[[Script], None]) -> Iterator[Body]:
    """Where a vector is k times what it was: from the claim, and a universal equation with k for one of its reals."""
    before, new = old.conclusion, mutant.edit.new
    if before.op not in ("le", "lt") or new is None or new.op != "scale" or new.args[1] is not mutant.edit.old:
        return
    for h in old.hypotheses:
        bound = []
        body = h
        while body.op == "forall":
            bound.append(body.args[0])
            body = body.args[1]
        reals = [x for x in bound if x.sort is REAL]
        at: dict[Node, Node] = {x: num(1) for x in reals}
        for x in bound:
            if x not in at:
                free = (s for s in old.symbols if s.sort == x.sort and s not in at.values())
                at[x] = next(free, x)
        for x in reals:
            terms = [new.args[0] if y is x else at[y] for y in bound]
            for sign in (1, -1) if body.op == "eq" else ():

                def script(s: Script, h: Node = h, terms: list[Node] = terms, sign: int = sign) -> None:
                    use(s)
                    for w in (w for w in terms if w.sort.kind == "vec" and w.domain == "nonzero"):
                        s.have(build("lt", (num(0), w @ w)))
                    s.sign(_gap(before), (sign, s.instantiate(h, *terms)))

                yield script
