"""Certificates of weaker inequalities: non-negative combinations of what is known, of squares and of norms.

The weights are suggested by floats (`fit`); the kernel decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations_with_replacement, islice, permutations

from bnproof.mutate.edits import squared_norm
from bnproof.mutate.exponents import compared, of_identity
from bnproof.mutate.levels import levels, vectors_apart
from bnproof.mutate.scripts import conjoined, seen
from bnproof.mutate.terms import ordered
from bnproof.prove.assembly import Body
from bnproof.prove.script import Script
from bnproof.statement.budget import Exhausted, budget
from bnproof.statement.calculus import Unsupported
from bnproof.statement.nodes import BINDERS, Node, Statement, build, free, num
from bnproof.statement.sorts import REAL, Malformed
from bnproof.verify.context import NONNEG, Context, Refused
from bnproof.verify.kernel import opening
from bnproof.verify.spectra import at_eigenvalue

FEW = 60
TRIED, MOST = 1500, 350  # terms, and those of them with an evident sign, to choose from
EACH = 5  # terms tried for one that is chosen from
WORK = 300_000  # steps for their signs; of heavy terms few are tried
VECTORS, SIMPLE = 6, 4  # whose norms are among them
UNKNOWN = (Refused, Unsupported, Malformed, ValueError, ArithmeticError, LookupError, RuntimeError)


class Lemmas:
    """Facts that need no claim: ordered spectra, bounds by a spectral radius, extrema, powers between 0 and 1,
    exponentials, bounds of pi, the mean over the sphere for the identity.
    """

    def __init__(self, original: Statement, statement: Statement) -> None:
        nodes = _inside(statement.conclusion)
        self.radii = [n for n in nodes if n.op == "radius" and n not in _inside(original.conclusion)]
        spectral = {n.args[0] for n in nodes if n.op in ("eigmin", "eigmax")}
        definite = [n for n in nodes if n.op == "sym" and n.domain == "spd"]
        self.operators = [H for H in definite if self.radii or H in spectral]
        self.powers = list(self._powers(n.args[0] for n in nodes if n.op == "npow"))
        self.exponentials = [*compared(original, statement), *of_identity(original)]
        self.extrema = [n for n in dict.fromkeys([*_inside(original.conclusion), *nodes]) if n.op in ("max", "min")]
        self.circle = any(n.op == "pi" for n in nodes)
        self.counters = [s for s in statement.symbols if s.sort.kind == "int" and s.domain == ">=0"]

    def _powers(self, bases: Iterable[Node]) -> Iterator[tuple[Node, Node]]:
        """Of 1 - a/b, with the least and the largest eigenvalue of a map: the base, and the map."""
        for base in dict.fromkeys(bases):
            for H in self.operators:
                low, high = build("eigmin", (H,)), build("eigmax", (H,))
                if base is 1 - low / high:
                    yield base, H

    def state(self, s: Script) -> list[Node]:
        """Adds them to a script; returns them."""
        facts = []
        for H in self.operators:
            low, high = build("eigmin", (H,)), build("eigmax", (H,))
            facts.append(s.have(build("le", (low, high)), lambda q, H=H: q.spectrum(H)))  # type: ignore[misc]
            for radius in self.radii:
                for which, x in (("eigmin", low), ("eigmax", high)):
                    try:
                        value = at_eigenvalue(radius.args[0], H, x)
                    except Refused:
                        continue
                    facts.append(s.eigenvalue(H, radius, which))
                    for signed in (value, -1 * value):
                        facts.append(s.have(build("le", (signed, radius)), Script.sqrt_mono))
        for extreme in self.extrema:
            for x in extreme.args:
                sides = (x, extreme) if extreme.op == "max" else (extreme, x)
                facts.append(s.have(build("le", sides), Script.extremum))
        for base, H in self.powers:
            low, high = build("eigmin", (H,)), build("eigmax", (H,))
            facts.append(s.have(build("le", (num(0), base)), lambda q, c=(high - low) / high: q.sign(c)))  # type: ignore[misc]
            facts += [s.have(build("le", (base**n, num(1))), _below_one(base, n, low / high)) for n in self.counters]
        facts += s.pi_bounds(3, 4) if self.circle else ()
        return [*facts, *(s.have(*fact) for fact in self.exponentials)]

    @property
    def ratios(self) -> list[Node]:
        """Of eigenvalues, and powers, none negative."""
        found = []
        for H in self.operators:
            low, high = build("eigmin", (H,)), build("eigmax", (H,))
            found += [low / high, (high - low) / high]
            if self.radii:
                found += [x / (low + high) for x in (low, high, high - low)]
        for base, _ in self.powers:
            for n in self.counters:
                found += [base**n, base ** (2 * n), base**n * (1 - base**n)]
        return found


def _below_one(base: Node, n: Node, rest: Node) -> Body:
    """base^n <= 1, where 0 <= base = 1 - rest."""
    return lambda s: s.induct(n, None, lambda q: q.sign((1 - base**n) * base + rest))


def certificate(
    statement: Statement, original: Statement, facts: Sequence[Node], lemmas: Lemmas, most: int = MOST
) -> Iterator[Body]:
    """Scripts that close the inequalities that were edited, where the facts and the lemmas are known.

    `most`: terms of a combination.
    """
    try:
        from bnproof.mutate.fit import fitted
    except ModuleNotFoundError:  # no NumPy
        return
    facts = [*facts, *original.hypotheses]
    ratios = [*lemmas.ratios, *_numbers(facts)]
    for was, now, given in _differing(original.conclusion, statement.conclusion):
        old, new = _bound(was), _bound(now)
        if new.op not in ("le", "lt") or old.op not in ("le", "lt"):
            continue
        here = _known(original, facts, old, given)
        if here is None:
            continue
        yield from _by_roots(old, new, original, here)
        for squared in (False, True):
            terms = _evident(here, _terms(old, new, facts, ratios, squared), most)
            for known in (num(0), _gap(old, squared)) if new.op == "lt" else (num(0),):  # which is positive itself
                try:
                    weights = fitted(original, _gap(new, squared) - known, terms, new.op == "lt" and known is num(0))
                except UNKNOWN:
                    continue
                if weights:
                    body = _script(old, squared, sum((num(k) * t for k, t in weights), known))
                    yield body if new is now else lambda s, f=new, body=body: (s.have(f, body), s.sign())  # type: ignore[misc]


def _by_roots(old: Node, new: Node, original: Statement, here: Context) -> Iterator[Body]:
    """Where one root became a larger one (or a smaller one, where that counts), somewhere inside."""
    from bnproof.mutate.fit import fitted

    for factor, a, b in levels(old, new):
        if a.op != "sqrt" or b.op != "sqrt":
            continue
        for sign, small, large in ((1, a, b), (-1, b, a)):
            try:
                if not here.holds(sign * factor, NONNEG):
                    continue
                x, y = small.args[0], large.args[0]
                found = [*vectors_apart(num(1), x, y), *_squares((x, y))]
                weights = fitted(original, y - x, _evident(here, map(ordered, found), FEW), strict=False)
            except UNKNOWN:
                continue
            if weights:
                square = sum((num(k) * t for k, t in weights), num(0))
                gap = _gap(old) + sign * factor * (large - small)
                yield _rooted(build("le", (small, large)), square, gap)


def _rooted(fact: Node, square: Node, gap: Node) -> Body:
    def body(s: Script) -> None:
        s.have(fact, lambda q: q.sqrt_mono(lambda z: z.sign(square)))
        s.sign(gap)

    return body


def _numbers(facts: Iterable[Node]) -> Iterator[Node]:
    """What is known to be positive of numbers alone, as pi - 3."""
    known = (f for f in conjuncts(facts) if f.op in ("le", "lt"))
    yield from dict.fromkeys(_gap(f) for f in known if not free(f) and any(a.op == "pi" for a in f.args))


def _bound(sentence: Node) -> Node:
    """0 < x, in place of `x is not 0` or of `the root of x is not 0`."""
    if sentence.op != "not" or sentence.args[0].op != "eq" or sentence.args[0].args[1] is not num(0):
        return sentence
    x = sentence.args[0].args[0]
    return build("lt", (num(0), x.args[0] if x.op == "sqrt" else x)) if x.sort is REAL else sentence


def _script(old: Node, squared: bool, certificate: Node) -> Body:
    def body(s: Script) -> None:
        told = seen(s, certificate)
        if not squared:
            s.sign(told)
            return
        a, b = seen(s, old).args
        s.have(build(old.op, (a**2, b**2)), lambda q: q.sign((b - a) * (b + a)))
        s.sqrt_mono(lambda q: q.sign(told))

    return body


def differing(old: Node, new: Node) -> Iterator[tuple[Node, Node]]:
    """The conjuncts that differ, before and after, and what they say where they are conditional alike."""
    yield from ((a, b) for a, b, _ in _differing(old, new))


def _differing(old: Node, new: Node, given: tuple[Node, ...] = ()) -> Iterator[tuple[Node, Node, tuple[Node, ...]]]:
    """With the conditions under which they are said."""
    if old.op == new.op == "and" and len(old.args) == len(new.args):
        for a, b in zip(old.args, new.args, strict=True):
            yield from _differing(a, b, given) if a is not b else ()
    elif old.op == new.op == "implies" and old.args[0] is new.args[0]:
        yield from _differing(old.args[1], new.args[1], (*given, old.args[0]))
    else:
        yield old, new, given


def _known(original: Statement, facts: Sequence[Node], old: Node, given: Sequence[Node]) -> Context | None:
    """What the signs are read from."""
    told = (f.args[1] for fact in facts for f in conjoined(fact) if f.op == "implies" and f.args[0] in given)
    try:
        here = opening(original).assume(*facts, original.conclusion, *given, *told, old)
        return here.assume(build("le", tuple(a**2 for a in old.args)))
    except UNKNOWN:
        return None


def _evident(here: Context, terms: Iterable[Node], most: int) -> list[Node]:
    found: dict[Node, None] = {}
    with budget(WORK):
        for term in islice(terms, min(TRIED, EACH * most)):
            try:
                here.require_defined(term)
                if here.holds(term, NONNEG):
                    found[term] = None
            except Exhausted:
                break
            except UNKNOWN:
                continue
            if len(found) == most:
                break
    return list(found)


def _gap(sentence: Node, squared: bool = False) -> Node:
    a, b = sentence.args
    return b**2 - a**2 if squared else b - a


# ---- terms --------------------------------------------------------------------------------------------------------
def _terms(old: Node, new: Node, facts: Sequence[Node], ratios: list[Node], squared: bool) -> Iterator[Node]:
    """Of unknown sign, most likely ones first."""
    plain = [f for f in conjuncts(facts) if f.op in ("le", "lt")]
    yield _gap(old, squared)
    factors = [num(1)]
    steps = list(levels(old, new, squared))
    for factor, before, after in steps:
        factors.append(factor)
        for x in (after - before, before, after):
            yield from (ordered(factor * x), ordered(factor * -x))
    for x in vectors_apart(*steps[-1]) if steps else ():
        yield from (ordered(x), ordered(-x))
    yield num(1)
    yield from (*old.args, *new.args)
    yield from (_gap(f) for f in plain)
    yield from ratios
    yield from (r * _gap(f) for f in plain for r in ratios)
    a, b = steps[-1][1:] if steps else (old, new)
    lengths = list(dict.fromkeys(map(ordered, _squares((a, b, old, new, *plain)))))
    beside = list(dict.fromkeys(map(ordered, _beside((a, b, old, new)))))
    for factor in reversed(factors):
        yield from (signed * x for x in (*lengths, *beside) for signed in (factor, -factor))
    yield from (x * y for x in ratios for y in beside)
    yield from (x * r * y for x, r in combinations_with_replacement(ratios, 2) for y in beside)
    yield from (x * _gap(f) for f in plain for level in steps for x in level[1:] if x.sort is REAL)
    for factor in reversed(factors):
        yield from (signed * _gap(f) for f in plain for signed in (factor, -factor))
        yield from (factor * r for r in ratios)
    yield from (signed * x * r for f, *xs in steps for x in xs if x.sort is REAL for r in ratios for signed in (f, -f))
    yield from (x * y for x in ratios for y in lengths)
    for side in dict.fromkeys((*old.args, *new.args)):
        yield from (side * r for r in ratios)
        yield from (side * _gap(f) for f in plain)


def conjuncts(facts: Iterable[Node]) -> Iterator[Node]:
    """What is said, be it under conditions."""
    for f in facts:
        yield from conjuncts(f.args if f.op == "and" else f.args[1:]) if f.op in ("and", "implies") else (f,)


def _inside(node: Node) -> list[Node]:
    """The node and all below it that are not bound, nearest first."""
    found: dict[Node, None] = {}
    todo = [node]
    for n in todo:
        if n not in found:
            found[n] = None
            todo.extend(() if n.op in BINDERS else n.args)
    return list(found)


def _metrics(inside: Iterable[Node]) -> list[Node]:
    """Positive definite maps, and those of norms."""
    found: dict[Node, None] = {}
    for n in inside:
        if n.op == "mpow" or (n.op == "sym" and n.domain == "spd"):
            found[n] = None
        elif len(squared_norm(n)) == 2:
            found[squared_norm(n)[1]] = None
    return list(found)


def _squares(nodes: Iterable[Node]) -> Iterator[Node]:
    """Norms of the vectors that occur, in the metrics that occur; squares of reals."""
    inside = list(dict.fromkeys(n for node in nodes for n in _inside(node)))
    metrics = _metrics(inside)
    vectors = [n for n in inside if n.sort.kind == "vec" and n.op != "zero"]
    for v in dict.fromkeys([*vectors[:VECTORS], *_simple(vectors)]):
        yield v @ v
        yield from (v @ (M @ v) for M in metrics if M.sort.spaces == v.sort.spaces * 2)
    reals = [n for n in inside if n.sort is REAL and n.op not in ("num", "mul", "div", "pow")]
    yield from (x**2 for x in reals)
    yield from reals


def _simple(vectors: Iterable[Node]) -> list[Node]:
    found = [v for v in vectors if v.op in ("sym", "item") or (v.op == "apply" and v.args[0].op == "mpow")]
    return found[:SIMPLE]


def _beside(nodes: Iterable[Node]) -> Iterator[Node]:
    """Norms of what simple vectors have beside each other: the terms of the inequality of Cauchy and Schwarz."""
    inside = list(dict.fromkeys(n for node in nodes for n in _inside(node)))
    for v, u in permutations(_simple(n for n in inside if n.sort.kind == "vec"), 2):
        if u.sort == v.sort:
            for M in (None, *_metrics(inside)):
                if M is None:
                    rest = v - (u @ v) / (u @ u) * u
                    yield rest @ rest
                elif M.sort.spaces == v.sort.spaces * 2:
                    rest = v - (u @ (M @ v)) / (u @ (M @ u)) * u
                    yield rest @ (M @ rest)
