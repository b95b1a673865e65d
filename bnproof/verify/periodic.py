"""Quantified sentences at an instance whose sequences are known for ever: a prefix, then a cycle.

Each quantifier is decided at finitely many points, by one of these lemmas; where none applies nothing is decided.

*Integers.* Let the bound integers occur only as indices k + c of items, as exponents k + c of 0, 1 or -1, and in
comparisons: of k with m + c, or of a sum with coefficients of one sign with a constant. (For sums as indices see
`alignment`.) Take P beyond all prefixes and constants, also at each k + c and where other integers of a sum are
negative, and L a multiple of all periods. Call two tuples of integers g-alike if the same of their members are below P
and these are equal, and if their differences, also from P, are equal, or have the same sign, the same remainder by L,
and at least the size g. If two tuples are (2g + L)-alike then for each integer beside the one there is one beside the
other with which they are g-alike: at the same distance from the nearest member if that is less than g, else one of L
next to each other in a gap. So with g = 1 + max |c| for comparisons, and 2g + L for each quantifier inside, a sentence
has the same value at alike tuples; and each integer is alike one that is not beyond P and the integers chosen before by
more than g + L - 1.

*Reals.* Let the bound reals occur only in comparisons of two of them, and in comparisons that are affine in one of
them, with coefficients that depend on integers as above. A coefficient takes finitely many values, so these
comparisons compare a real with finitely many numbers. A monotone map of the line that leaves those where they are
changes no comparison: so a sentence has the same value at all reals between two neighbours, and one of each suffices.

*Limits.* Let `for all tol > 0: S` be known, where tol and x occur only in comparisons t < c tol or t <= c tol, with
c != 0 and t a distance of x from finitely many values. If S is false where these comparisons are, and has a value with
theirs, then x is one of the values: else t > 0, and all are false for tol less than every t/|c|. So `there is x with
that and more` is decided at those.

*Equations.* `There is x with x = t and that`, and `for all x: if x = t and so on, then that`, with t free of x and of
what is chosen with x or after it, need only be tried at t; so too where p + c x is t, with a number c != 0.

*Rates.* If X_k <= C q^k for all k, with a C and 0 <= q < 1, then X_k is positive at no k of the cycle.

*Trials.* A sentence that holds for all sequences holds for constant ones, and one that holds for all vectors or reals
for some: so it may be refuted, never confirmed; what some have, may be confirmed and not refuted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from fractions import Fraction
from functools import cmp_to_key
from itertools import pairwise, product
from typing import Any, TypeVar

from bnproof.interpret.evaluate import Evaluator
from bnproof.interpret.instance import Sequence as Items
from bnproof.interpret.instance import Undefined
from bnproof.statement.budget import spend
from bnproof.statement.calculus import Unsupported
from bnproof.statement.nodes import Node, build, free
from bnproof.statement.sorts import INT, REAL
from bnproof.verify.occurrences import Occurrences
from bnproof.verify.shape import (
    affine,
    atoms,
    bound,
    chain,
    compared,
    conjuncts,
    depth,
    distance,
    less_than_one,
    multiple,
    nears,
    opened,
    vanishes,
)  # fmt: skip

MOST = 400  # points of one quantifier
Points = Sequence[Any]
T = TypeVar("T")


class Periodic:
    """Truth at one instance. `decide` is asked for comparisons, under the environment of the evaluator."""

    def __init__(self, evaluator: Evaluator, decide: Callable[[Node], bool | None]) -> None:
        self.evaluator, self.decide = evaluator, decide
        self._off: dict[Node, tuple[Node, Node]] = {}  # comparisons taken to be false: of what distance, from what

    def truth(self, sentence: Node) -> bool | None:
        """None where nothing is known. Raises `Undefined`."""
        spend()
        match sentence.op:
            case "not":
                known = self.truth(sentence.args[0])
                return None if known is None else not known
            case "implies":
                known = self.truth(sentence.args[0])
                return True if known is False else self.truth(sentence.args[1]) if known else None
            case "and":
                return _together(map(self.truth, sentence.args), False)
            case "or":
                return _together([self.truth(a) for a in sentence.args], True)  # all must be defined
            case "forall" | "exists":
                return self._quantified(sentence)
        if sentence in self._off:
            self._at_origin(*self._off[sentence])  # raises where it has no value
            return False
        try:
            return self.decide(sentence)
        except Unsupported:
            return None

    # ---- quantifiers ---------------------------------------------------------------------------------------
    def _quantified(self, sentence: Node) -> bool | None:
        try:
            if any(s in self.evaluator.env or s.name in self.evaluator.instance.values for s in bound(sentence)):
                raise Unsupported("a symbol bound where it has a value")
            if found := opened(sentence):
                return None if opened(found[1]) else self._at_constants(*found)
            symbols, body = chain(sentence)
            if sentence.op == "exists" and self._outgrown(symbols, body):
                return False
            return self._over(sentence.op == "forall", symbols, body)
        except Unsupported:
            return None

    def _over(self, universal: bool, symbols: list[Node], body: Node) -> bool | None:
        """In whichever order the points of the symbols can be told."""
        used = [s for s in symbols if s in free(body)]  # no domain is empty
        if not used:
            return self.truth(body)
        for s in used:
            rest = [x for x in used if x is not s]
            try:
                points = self._points(universal, s, rest, body)
            except Unsupported:
                continue
            return _together((self._with(s, p, universal, rest, body) for p in points), not universal)
        return self._tried(universal, used, body)

    def _tried(self, universal: bool, symbols: list[Node], body: Node) -> bool | None:
        """What some points of a vector, else of a real, decide where not all can be told."""
        for s in sorted((s for s in symbols if s.sort.kind in ("real", "vec")), key=lambda s: s.sort is REAL)[:1]:
            points = [p for p in map(self._point, self._simple(s)) if self._in_domain(s, p)]
            rest = [x for x in symbols if x is not s]
            for p in points:
                with suppress(Undefined):  # others may have a value
                    found = self._with(s, p, universal, rest, body)
                    if found is not None and found is not universal:
                        return found
        return None

    def _with(self, s: Node, value: Any, universal: bool, rest: list[Node], body: Node) -> bool | None:
        with self._bound({s: value}):
            return self._over(universal, rest, body)

    def _points(self, universal: bool, s: Node, rest: list[Node], body: Node) -> Points:
        """At which the body decides the quantifier."""
        if s.sort is INT:
            return self._integers(s, rest, body)
        if s.sort.kind not in ("real", "vec"):
            raise Unsupported("a quantifier over such things")
        given = body.args[0] if universal and body.op == "implies" else body
        for fact in conjuncts(given) if given is not body or not universal else ():
            if s in free(fact) and not free(fact) & set(rest):
                try:
                    return self._equated(s, fact) if fact.op == "eq" else self._limits(s, fact)
                except Unsupported:
                    continue
        if s.sort is not REAL:
            raise Unsupported("a vector that is no limit")
        return self._reals(s, rest, body)

    @contextmanager
    def _bound(self, values: dict[Node, Any]) -> Iterator[None]:
        outer = self.evaluator.env
        self.evaluator.env = {**outer, **values}
        try:
            yield
        finally:
            self.evaluator.env = outer

    def _value(self, term: Node) -> Any:
        if not all(map(self.evaluator.knows, free(term))):
            raise Unsupported("a term with an unknown")
        return self.evaluator.value(term)

    # ---- integers ------------------------------------------------------------------------------------------
    def _integers(self, s: Node, rest: list[Node], body: Node) -> Points:
        if s.domain.startswith("index:"):
            return range(1, self.evaluator.instance.dim(s.domain[6:]) + 1)
        inner = [x for x in (*rest, *bound(body)) if x.sort is INT]
        start, period, gap = self._period([s, *inner], body)
        for _ in range(depth(body) + sum(x.sort is INT for x in rest)):
            gap = 2 * gap + period
        chosen = [v for v in self.evaluator.env.values() if type(v) is int]
        return _few(range(int(s.domain[2:]), max(start, *chosen, 0) + gap + period))

    def _period(self, integers: list[Node], sentence: Node) -> tuple[int, int, int]:
        """P, L and g of the lemma, for what is said of the integers. Raises `Unsupported` where it says nothing."""
        if any(x.domain.startswith("index:") for x in integers):
            raise Unsupported("an index of a basis bound inside")
        found = Occurrences(self.evaluator, frozenset(integers))
        for atom in atoms(sentence):
            found.read(atom)
        return found.start, found.period, found.gap

    def _cases(self, integers: list[Node], sentence: Node) -> Iterator[dict[Node, int]]:
        """Values of the integers of a comparison, so many that its terms take all values that they have."""
        if not integers:
            return iter([{}])
        start, period, _ = self._period(integers, sentence)
        ranges = [range(int(x.domain[2:]), start + period) for x in integers]
        return (dict(zip(integers, chosen, strict=True)) for chosen in _few(list(product(*ranges))))

    # ---- reals ---------------------------------------------------------------------------------------------
    def _reals(self, x: Node, rest: list[Node], body: Node) -> Points:
        here = {x, *rest, *bound(body)}
        reals = {s for s in here if s.sort is REAL}
        known = [self.evaluator.field.number(Fraction(0))]
        for atom in atoms(body):
            inside = free(atom) & here
            if not inside & reals:
                continue
            if compared(atom):
                known += [self.evaluator.env[s] for s in free(atom) - reals if s in self.evaluator.env]
                known += [self.evaluator.value(s) for s in free(atom) - reals if s not in self.evaluator.env]
                continue
            if any(s.sort not in (REAL, INT) for s in inside) or len(inside & reals) > 1:
                raise Unsupported("a comparison of several unknowns")
            (y,) = inside & reals
            known += self._thresholds(y, atom, [s for s in inside if s.sort is INT])
        return [p for p in self._between(known) if self._in_domain(x, p)]

    def _thresholds(self, y: Node, atom: Node, integers: list[Node]) -> Iterator[Any]:
        """Where both sides of a comparison are equal."""
        if atom.op == "every" or not all(affine(side, y) for side in atom.args):
            raise Unsupported("a comparison that is not affine in an unknown")
        for case in self._cases(integers, atom):
            try:
                ends = [self._gaps(atom, {**case, y: self.evaluator.field.number(Fraction(k))}) for k in (0, 1)]
            except (Undefined, ZeroDivisionError):  # for all values of y
                continue
            for p, q in zip(*ends, strict=True):
                if self._sign(q - p):
                    yield p / (p - q)

    def _gaps(self, atom: Node, values: dict[Node, Any]) -> list[Any]:
        with self._bound(values):
            left, right = map(self._value, atom.args)
        return [b - a for a, b in zip(left, right, strict=True)] if isinstance(left, list) else [right - left]

    def _between(self, known: Points) -> Points:
        """The numbers, and one between each two neighbours and beyond each end."""
        apart: list[Any] = []
        for x in sorted(_few(known), key=cmp_to_key(self._order)):
            if not apart or self._sign(x - apart[-1]):
                apart.append(x)
        middles = [(a + b) / 2 for a, b in pairwise(apart)]
        return [apart[0] - 1, *apart, *middles, apart[-1] + 1]

    def _order(self, a: Any, b: Any) -> int:
        return self._sign(a - b)

    def _sign(self, x: Any) -> int:
        sign = self.evaluator.sign(x)
        assert sign is not None  # the numbers are exact
        return sign

    def _in_domain(self, s: Node, value: Any) -> bool:
        if s.sort is REAL:
            sign = self._sign(value)
            return {"": True, "pos": sign > 0, "nonneg": sign >= 0, "nonzero": sign != 0}[s.domain]
        square = sum((x * x for x in value), self.evaluator.field.number(Fraction(0)))
        return {"": True, "nonzero": self._sign(square) != 0, "unit": self._sign(square - 1) == 0}[s.domain]

    # ---- limits --------------------------------------------------------------------------------------------
    def _limits(self, x: Node, sentence: Node) -> Points:
        """The values that x may have where `for all tol > 0: ...` says that something comes as near to it."""
        if sentence.op != "forall" or sentence.args[0].data[1:] != ("real", "pos"):
            raise Unsupported("no limit")
        tol, body = sentence.args
        near = [a for a in atoms(body) if free(a) & {x, tol}]
        if not all(nears(a, x, tol) for a in near):
            raise Unsupported("no limit")
        gaps = {a: gap for a in near if (gap := distance(a.args[0])) is not None}
        outer, self._off = self._off, {**self._off, **{a: (gap, x) for a, gap in gaps.items()}}
        try:
            if self.truth(body) is not False:
                raise Unsupported("no limit")
        except Undefined:
            raise Unsupported("a distance that may have no value") from None
        finally:
            self._off = outer
        integers = [s for s in bound(body) if s.sort is INT]
        found: list[Any] = []
        for atom, gap in gaps.items():
            for case in self._cases([s for s in integers if s in free(gap)], atom):
                with suppress(Undefined, ZeroDivisionError):  # it is a distance where it has a value
                    value = self._root(gap, x, case)
                    if self._in_domain(x, value) and not any(self._same(value, y) for y in found):
                        found.append(value)
        return found or [self._one(x)]  # so that what is said beside has a value somewhere

    def _equated(self, x: Node, equation: Node) -> Points:
        """The one value that x may have. Raises `Undefined`."""
        gap = equation.args[0] - equation.args[1]
        if multiple(gap, x) is None:
            raise Unsupported("an equation that does not tell it")
        value = self._root(gap, x, {})
        return [value if self._in_domain(x, value) else self._one(x)]

    def _root(self, gap: Node, x: Node, case: dict[Node, int]) -> Any:
        """Where the gap vanishes."""
        factor, number = multiple(gap, x), self.evaluator.field.number
        assert factor is not None
        with self._bound(dict(case)):
            rest = self._at_origin(gap, x)
        return rest * number(-1 / factor) if x.sort is REAL else [y * number(-1 / factor) for y in rest]

    def _at_origin(self, term: Node, x: Node) -> Any:
        """Its value where x is 0."""
        one, zero = self._one(x), self.evaluator.field.number(0)
        with self._bound({x: zero if x.sort is REAL else [zero for _ in one]}):
            return self._value(term)

    def _one(self, x: Node) -> Any:
        """The number or a unit vector, which is in every domain."""
        if x.sort is REAL:
            return self.evaluator.field.number(1)
        return [self.evaluator.field.number(int(i == 0)) for i in range(self.evaluator.instance.dim(x.sort.spaces[0]))]

    def _same(self, a: Any, b: Any) -> bool:
        pairs = zip(a, b, strict=True) if isinstance(a, list) else [(a, b)]
        return all(self._sign(x - y) == 0 for x, y in pairs)

    # ---- rates ---------------------------------------------------------------------------------------------
    def _outgrown(self, symbols: list[Node], body: Node) -> bool:
        """Is X_k <= C q^k asked for all k, with symbols C and 0 <= q < 1, where some X_k > 0 comes again for ever?"""
        if body.op != "forall" or body.args[0].sort is not INT or body.args[0].domain.startswith("index:"):
            return False
        k, known = body.args[0], conjuncts(body.args[1])
        below = [q for q in symbols if q.domain in ("pos", "nonneg") and any(less_than_one(a, q) for a in known)]
        bounds = [a.args for a in known if a.op in ("le", "lt") and not free(a.args[0]) & set(symbols)]
        fading = [x for x, bound in bounds if any(vanishes(bound, k, q, symbols) for q in below)]
        sorts = {s.sort.kind for s in symbols}
        return sorts <= {"real", "vec"} and any(self._recurs(x, k, symbols, known) for x in fading)

    def _recurs(self, term: Node, k: Node, symbols: list[Node], beside: list[Node]) -> bool:
        """Is it positive at some k of the cycle? What is said beside must have a value there, at some symbols."""
        start, period, _ = self._period([k], build("lt", (build("num", (), ("0",)), term)))
        for i in _few(range(start, start + period)):
            with self._bound({k: i, **{s: self._one(s) for s in symbols}}):
                if self._sign(self._value(term)) > 0:
                    for sentence in beside:
                        self.truth(sentence)  # raises where it has no value
                    return True
        return False

    # ---- sequences -----------------------------------------------------------------------------------------
    def _at_constants(self, s: Node, body: Node) -> bool | None:
        """Of what is said for all sequences s: False, or not known."""
        for value in self._simple(s):
            with self._bound({s: Items((), value)}):
                if self.truth(body) is False:
                    return False
        return None

    def _simple(self, s: Node) -> list[Any]:
        """Some values for a real, a vector, or each item of a sequence."""
        if not s.sort.spaces:
            return [Fraction(0), Fraction(1)]
        dim, given = self.evaluator.instance.dim(s.sort.spaces[0]), self.evaluator.instance.values.values()
        alike = [v for v in given if type(v) is tuple and len(v) == dim and type(v[0]) is Fraction]
        multiples = [tuple(c * x for x in v) for v in alike for c in (-1, 2)]
        return [(Fraction(0),) * dim, (Fraction(1),) * dim, *multiples]

    def _point(self, value: Any) -> Any:
        number = self.evaluator.field.number
        return [number(x) for x in value] if type(value) is tuple else number(value)


def _together(truths: Iterable[bool | None], decisive: bool) -> bool | None:
    """Of a conjunction (decisive: False) or a disjunction (True), of what is known of its parts."""
    unknown = False
    for t in truths:
        if t is decisive:
            return decisive
        unknown = unknown or t is None
    return None if unknown else not decisive


def _few(points: Sequence[T]) -> Sequence[T]:
    if len(points) > MOST:
        raise Unsupported("so many points")
    spend(len(points))
    return points
