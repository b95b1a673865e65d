"""Canonical forms in every dimension: polynomials in moments.

A vector is a combination of words of operators applied to symbols (`H H x`), an inner product a polynomial
in moments <x, W y>; a real term is a quotient of polynomials over python-flint's rationals. Square roots are
taken modulo their squares. A canonical form of zero proves an identity in every dimension; another refutes
nothing. A cosine is taken modulo its square likewise.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import count, pairwise
from typing import Any

from flint import Ordering, fmpq, fmpq_mpoly, fmpq_mpoly_ctx
from flint.utils.flint_exceptions import DomainError

from bnproof.statement.budget import spend
from bnproof.statement.calculus import Unsupported, derivative
from bnproof.statement.nodes import BINDERS, Node, build, free, substitute

Letter = tuple[Any, int]  # an operator and its power; the adjoint of X is the letter (("adj", X), 1)
Word = tuple[Letter, ...]
Key = tuple[Any, ...]
Data = tuple[str, ...]  # of a symbol: name, sort, domain; a name alone may stand for two symbols
MAX_TERMS = 60_000  # of a polynomial: a work limit, not a time limit
MAX_DEGREE = 2_000  # of a polynomial
MAX_BITS = 200_000  # of a coefficient
MAX_WORK = 20_000_000  # of a product: pairs of terms, times the words of their coefficients


class Undefined(ArithmeticError):
    """A denominator is identically zero."""


class TooLarge(ArithmeticError):
    """The work limit on polynomials was reached."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """`top` over the product of base factors to their powers."""

    top: fmpq_mpoly
    bottom: tuple[tuple[int, int], ...] = ()


class Name(tuple[Any, ...]):
    """The name of a canonical form, which speaks of generators and factors by number; else a key like any other."""

    __slots__ = ()


Vector = dict[tuple[Word, Key], Ratio]
Powers = dict[int, int]  # of factors, by number


class Gram:
    """Canonical forms over one growing polynomial ring.

    `null` lists (word, atom) pairs known to be the zero vector, such as X* 1 = 0 for centred data.
    """

    def __init__(self, null: Iterable[tuple[Word, Key]] = ()) -> None:
        self._null = frozenset(null)
        self._mentioned: dict[tuple[int, Data], bool] = {}
        self._coefficients: dict[Key, Ratio] = {}  # of vectors under an expectation
        self._atoms: dict[Key, int] = {}
        self._keys: list[Key] = []
        self._roots: dict[int, Ratio] = {}
        self._factors: list[fmpq_mpoly] = []
        self._factor_index: dict[Key, int] = {}
        self._memo: dict[Node, Any] = {}
        self._grow(16)

    # ---- the ring ------------------------------------------------------------------------------------------
    def _grow(self, size: int) -> None:
        self._ctx = fmpq_mpoly_ctx.get([f"g{i}" for i in range(size)], Ordering.degrevlex)
        self._gens = self._ctx.gens()

    def _lift(self, p: fmpq_mpoly) -> fmpq_mpoly:
        return p if p.context() is self._ctx else p.project_to_context(self._ctx)

    def constant(self, value: Fraction | int) -> Ratio:
        value = Fraction(value)
        return Ratio(self._ctx.constant(fmpq(value.numerator, value.denominator)))

    def atom(self, key: Key) -> Ratio:
        """The generator that stands for `key`."""
        if key not in self._atoms:
            self._atoms[key] = len(self._keys)
            self._keys.append(key)
            if len(self._keys) > len(self._gens):
                self._grow(2 * len(self._gens))
        return Ratio(self._gens[self._atoms[key]])

    def key_of(self, r: Ratio) -> Key:
        """A hashable name of a canonical form; equal names mean equal terms."""
        return Name((_poly_key(r.top), r.bottom))

    def _reduced(self, top: fmpq_mpoly, bottom: dict[int, int]) -> Ratio:
        """Roots modulo their squares, factors of the denominator cancelled where they divide."""
        top = self._lift(top)
        degrees = top.degrees() if len(top) else ()  # of every generator: not to be asked for each root
        for index in sorted(self._roots, reverse=True):  # later roots may contain earlier ones
            if len(top) and degrees[index] > 1:
                top, bottom = self._modulo_square(top, bottom, index)
                degrees = top.degrees()
        if len(top) > MAX_TERMS:
            raise TooLarge(f"a polynomial of {len(top)} terms")
        kept: dict[int, int] = {}
        for f, power in bottom.items():
            factor = self._lift(self._factors[f])
            while power and 0 < len(top) * top.total_degree() < MAX_WORK:
                try:
                    top, power = top / factor, power - 1
                except DomainError:  # no factor of it
                    break
            if power and len(top):
                kept[f] = power
        return Ratio(top, tuple(sorted(kept.items())))

    def _modulo_square(self, top: fmpq_mpoly, bottom: Powers, index: int) -> tuple[fmpq_mpoly, Powers]:
        square = self._roots[index]
        parts: dict[int, dict[tuple[int, ...], fmpq]] = {}
        for exponents, coefficient in top.terms():
            half, odd = divmod(exponents[index], 2)
            parts.setdefault(half, {})[(*exponents[:index], odd, *exponents[index + 1 :])] = coefficient
        most = max(parts)
        down = self._product(square.bottom)
        total = self._ctx.constant(0)
        for half, terms in parts.items():
            factor = self._times(self._raised(square.top, half), self._raised(down, most - half))
            total += self._times(self._ctx.from_dict(terms), factor)
        merged = dict(bottom)
        for f, power in square.bottom:
            merged[f] = merged.get(f, 0) + power * most
        return total, merged

    def _product(self, bottom: Iterable[tuple[int, int]]) -> fmpq_mpoly:
        out = self._ctx.constant(1)
        for f, power in bottom:
            out = self._times(out, self._raised(self._factors[f], power))
        return out

    def _times(self, p: fmpq_mpoly, q: fmpq_mpoly) -> fmpq_mpoly:
        """The product, if that is within the limits: they are checked before."""
        p, q = self._lift(p), self._lift(q)
        bits = _bits(p) + _bits(q)
        work = len(p) * len(q) * (1 + bits // 64)
        if work > MAX_WORK or bits > MAX_BITS or p.total_degree() + q.total_degree() > MAX_DEGREE:
            raise TooLarge("a product beyond the limits")
        spend(1 + work // 1000)
        return p * q

    def _raised(self, p: fmpq_mpoly, power: int) -> fmpq_mpoly:
        if power < 2:
            return self._lift(p) if power else self._ctx.constant(1)
        half = self._raised(p, power // 2)
        square = self._times(half, half)
        return self._times(square, p) if power % 2 else square

    def _factor(self, p: fmpq_mpoly) -> int:
        key = _poly_key(p)
        if key not in self._factor_index:
            self._factor_index[key] = len(self._factors)
            self._factors.append(p)
        return self._factor_index[key]

    def add(self, terms: list[Ratio]) -> Ratio:
        common: dict[int, int] = {}
        for t in terms:
            for f, power in t.bottom:
                common[f] = max(common.get(f, 0), power)
        top = self._ctx.constant(0)
        for t in terms:
            own = dict(t.bottom)
            top += self._times(t.top, self._product((f, p - own.get(f, 0)) for f, p in common.items()))
        return self._reduced(top, common)

    def mul(self, *factors: Ratio) -> Ratio:
        top, bottom = self._ctx.constant(1), dict[int, int]()
        for r in factors:
            top = self._times(top, r.top)
            for f, power in r.bottom:
                bottom[f] = bottom.get(f, 0) + power
        return self._reduced(top, bottom)

    def inverse(self, r: Ratio) -> Ratio:
        """1/r, with lone roots rationalised and monomials split, so that equal denominators look equal."""
        if r.top.is_zero():
            raise Undefined("a denominator is identically zero")
        p = self._lift(r.top)
        monomial = p.term_content()
        rest = p / monomial
        scale = rest.leading_coefficient() * monomial.leading_coefficient()
        rest /= rest.leading_coefficient()
        out = [Ratio(self._ctx.constant(1 / scale) * self._product(r.bottom))]
        if not rest.is_constant():
            out.append(Ratio(self._ctx.constant(1), ((self._factor(rest), 1),)))
        for index, power in enumerate(monomial.monoms()[0]):
            if power and index in self._roots:
                out += [Ratio(self._gens[index]), self.inverse(self._roots[index])] * power
            elif power:
                out.append(Ratio(self._ctx.constant(1), ((self._factor(self._gens[index]), power),)))
        return self.mul(*out)

    def is_zero(self, r: Ratio) -> bool:
        return r.top.is_zero()

    # ---- real terms ----------------------------------------------------------------------------------------
    def scalar(self, node: Node) -> Ratio:
        """The canonical form of a real term."""
        if node not in self._memo:
            self._memo[node] = self._scalar(node)
        found: Ratio = self._memo[node]
        return found

    def _scalar(self, node: Node) -> Ratio:
        args = node.args
        match node.op:
            case "num":
                return self.constant(Fraction(node.data[0]))
            case "sym":
                return self.atom(("sym", node.data))
            case "add":
                return self.add([self.scalar(a) for a in args])
            case "mul":
                return self.mul(*(self.scalar(a) for a in args))
            case "div":
                return self.mul(self.scalar(args[0]), self.inverse(self.scalar(args[1])))
            case "pow":
                return self._power(self.scalar(args[0]), int(node.data[0]))
            case "npow":
                return self._symbolic_power(args[0], args[1])
            case "sqrt":
                return self._root(self.scalar(args[0]))
            case "abs":  # |x| is the root of x^2
                return self._root(self._power(self.scalar(args[0]), 2))
            case "log":
                argument = self.scalar(args[0])
                one = self.is_zero(self.add([argument, self.constant(-1)]))
                return self.constant(0) if one else self.atom(("log", self.key_of(argument)))
            case "exp":
                argument = self.scalar(args[0])
                return self.constant(1) if self.is_zero(argument) else self.atom(("exp", self.key_of(argument)))
            case "trace":
                return self._trace(args[0])
            case "pi":
                return self.atom(("pi",))
            case "cos" | "sin":
                return self._circular(node.op, self.scalar(args[0]))
            case "max" | "min":
                return self.atom((node.op, frozenset(self.key_of(self.scalar(a)) for a in args)))
            case "cast":
                coefficients, constant = linear(args[0])
                parts = [self.mul(self.constant(c), self.atom(("int", s))) for s, c in coefficients]
                return self.add([*parts, self.constant(constant)])
            case "inner":
                return self.pair(self.vector(args[0]), self.vector(args[1]))
            case "call":
                return self.atom(("call", args[0].data, self.vector_key(args[1])))
            case "at":
                return self.atom(("at", args[0].data, node.data[0], self.key_of(self.scalar(args[1]))))
            case "item":
                return self.atom(("item", args[0].data, linear(args[1])))
            case "dim":
                return self.atom(("dim", node.data[0]))
            case "eigmin" | "eigmax" | "radius" | "oblique":
                return self.atom((node.op, self.map_key(args[0])))
            case "sum":
                return self._sum(node)
            case "expect" | "total":
                name, inner = self._open(node)
                return self._drawn(node.op, name, self.scalar(inner))
            case "grad":
                return self.scalar(derivative(node))
        raise Unsupported(f"no canonical form of {node.op}")

    def _trace(self, node: Node) -> Ratio:
        """Linear in the words; a word and its adjoint have one trace."""
        parts = [self.constant(0)]
        for word, c in self.operator(node).items():
            key = ("trace", min(word, _reverse(word), key=repr)) if word else ("dim", node.sort.spaces[0])
            parts.append(self.mul(c, self.atom(key)))
        return self.add(parts)

    def _power(self, r: Ratio, k: int) -> Ratio:
        half = self._power(r, k // 2) if k > 1 else self.constant(1)
        return self.mul(half, half, r) if k % 2 else self.mul(half, half)

    def _symbolic_power(self, base: Node, exponent: Node) -> Ratio:
        coefficients, constant = linear(exponent)
        b = self.scalar(base)
        out = [self._power(self.atom(("npow", self.key_of(b), s)), c) for s, c in coefficients if c > 0]
        least = sum(c * least_value(s) for s, c in coefficients)
        if any(c < 0 for _, c in coefficients) or constant < 0 or least < 0:  # 0^(n+1) is not 0 for n = -1
            raise Unsupported("a power whose exponent has negative parts")
        return self.mul(*out, self._power(b, constant) if constant else self.constant(1))

    def _root(self, r: Ratio) -> Ratio:
        key = ("sqrt", self.key_of(r))
        if r.top.is_constant() and not r.bottom:
            value = r.top.leading_coefficient() if len(r.top) else fmpq(0)
            p, q = int(value.p), int(value.q)
            if p >= 0 and _isqrt(p) is not None and _isqrt(q) is not None:
                return self.constant(Fraction(_isqrt(p) or 0, _isqrt(q) or 1))
        root = self.atom(key)
        self._roots[self._atoms[key]] = r
        return root

    def _circular(self, op: str, angle: Ratio) -> Ratio:
        """cos or sin: one of opposite angles, known values at multiples of pi/2, and cos^2 modulo sin^2."""
        quarters = self.mul(self.constant(2), angle, self.inverse(self.atom(("pi",))))
        if quarters.top.is_constant() and not quarters.bottom:
            turns = quarters.top.leading_coefficient() if len(quarters.top) else fmpq(0)
            if turns.q == 1:
                return self.constant((1, 0, -1, 0)[(int(turns.p) + (3 if op == "sin" else 0)) % 4])
        odd = angle.top.leading_coefficient() < 0
        if odd:
            angle = self.mul(self.constant(-1), angle)
        sine, key = self.atom(("sin", self.key_of(angle))), ("cos", self.key_of(angle))
        if op == "sin":
            return self.mul(self.constant(-1), sine) if odd else sine
        cosine = self.atom(key)
        self._roots[self._atoms[key]] = self.add([self.constant(1), self.mul(self.constant(-1), sine, sine)])
        return cosine

    def _sum(self, node: Node) -> Ratio:
        """Sums unrolled down to the shortest that the index may have, so that equal sums look equal."""
        bound, low, high, body = node.args
        (low_symbols, lo), (high_symbols, hi) = linear(low), linear(high)
        if low_symbols:
            raise Unsupported("a sum from a symbolic bound")
        least = hi + sum(c * least_value(s) for s, c in high_symbols)
        if any(c < 0 for _, c in high_symbols) or least - lo > 64:
            raise Unsupported("a sum over such a range")
        steps = max(0, least - lo + 1)
        terms = [self.scalar(substitute(body, {bound: high + (-j) if j else high})) for j in range(steps)]
        if high_symbols:
            if least < lo - 1:
                raise Unsupported("a sum whose range may be negative")
            names = (build("sym", (), (f"sum#{k}", "int", f">={lo}")) for k in count())
            name = next(n for n in names if n not in free(body))
            inner = self.scalar(substitute(body, {bound: name}))
            terms.append(self.atom(("sum", name.data, (high_symbols, hi - steps), self.key_of(inner))))
        return self.add(terms) if terms else self.constant(0)

    # ---- expectations, and sums over a basis: linear in what depends on the bound symbol --------------------
    def _open(self, node: Node) -> tuple[Node, Node]:
        """A name for the bound symbol of which nothing is known, the same for terms that are alike; the body."""
        bound, body = node.args
        names = (build("sym", (), (f"{node.op}#{k}", *bound.data[1:])) for k in count())
        known = (free(body) - {bound}, self._null)
        name = next(n for n in names if n not in known[0] and not self._mentions(known[1], n.data))
        return name, substitute(body, {bound: name})

    def _drawn(self, op: str, name: Node, r: Ratio) -> Ratio:
        """The expectation, or the sum, of r."""
        parts = [self.mul(outer, self._drawn_alone(op, name, inner)) for inner, outer in self._separated(r, name.data)]
        return self.add(parts) if parts else self.constant(0)

    def _drawn_alone(self, op: str, name: Node, r: Ratio) -> Ratio:
        if not r.top.is_one():
            return self.atom((op, name.data, self.key_of(r)))
        return self.atom(("dim", name.domain[6:])) if op == "total" else self.constant(1)

    def _drawn_vector(self, name: Node, word: Word, x: Key, r: Ratio) -> Vector:
        """The expectation of r times a word applied to an atom: letters before the symbol go outside."""
        known = next((k for k, letter in enumerate(word) if self._mentions(letter, name.data)), len(word))
        if known == len(word) and not self._mentions(x, name.data):
            return {(word, x): self._drawn("expect", name, r)}
        out: Vector = {}
        for inner, outer in self._separated(r, name.data):
            atom = ("expect", name.data, self.key_of(inner), (word[known:], x))
            self._coefficients[atom] = inner
            out[word[:known], atom] = outer
        return out

    def _drawn_moment(self, x: Key, word: Word, y: Key) -> Ratio | None:
        """<x, W E[r v]> as E[r <x, W v>]; None where y is no expectation, or x or W speak of what it binds."""
        if y not in self._coefficients or x in self._coefficients or self._mentions((x, word), y[1]):
            return None
        inner = self._moment(join(word, y[3][0]), x, y[3][1])
        return self._drawn("expect", build("sym", (), y[1]), self.mul(self._coefficients[y], inner))

    def _separated(self, r: Ratio, symbol: Data) -> list[tuple[Ratio, Ratio]]:
        """r as a sum of products of a monomial that depends on the symbol and of what does not."""
        if any(self._factor_mentions(f, symbol) for f, _ in r.bottom):
            raise Unsupported("a denominator that depends on a bound symbol")
        top = self._lift(r.top)
        dependent = [used > 0 and self._generator_mentions(i, symbol) for i, used in enumerate(top.degrees())]
        parts: dict[tuple[int, ...], dict[tuple[int, ...], fmpq]] = {}
        for exponents, c in top.terms():
            inner = tuple(e if d else 0 for e, d in zip(exponents, dependent, strict=True))
            outer = tuple(0 if d else e for e, d in zip(exponents, dependent, strict=True))
            parts.setdefault(inner, {})[outer] = c
        one, ring = fmpq(1), self._ctx
        return [(Ratio(ring.from_dict({m: one})), Ratio(ring.from_dict(c), r.bottom)) for m, c in parts.items()]

    def _mentions(self, key: Any, symbol: Data) -> bool:
        """Does the canonical form of that name, or a part of a key, depend on the symbol?"""
        if isinstance(key, Name):
            numbers = {i for exponents, _ in key[0] for i, _ in exponents}
            return any(self._generator_mentions(i, symbol) for i in numbers) or any(
                self._factor_mentions(f, symbol) for f, _ in key[1]
            )
        if isinstance(key, tuple | frozenset):
            bound = isinstance(key, tuple) and len(key) > 1 and key[0] in BINDERS and key[1] == symbol
            return key == symbol or (not bound and any(self._mentions(part, symbol) for part in key))
        return False

    def _generator_mentions(self, index: int, symbol: Data) -> bool:
        if (index, symbol) not in self._mentioned:
            self._mentioned[index, symbol] = self._mentions(self._keys[index], symbol)
        return self._mentioned[index, symbol]

    def _factor_mentions(self, factor: int, symbol: Data) -> bool:
        return any(
            used > 0 and self._generator_mentions(i, symbol) for i, used in enumerate(self._factors[factor].degrees())
        )

    # ---- vectors -------------------------------------------------------------------------------------------
    def vector(self, node: Node) -> Vector:
        """The canonical form of a vector: coefficients of words applied to atoms."""
        if node not in self._memo:
            raw = self._vector(node)
            self._memo[node] = {k: v for k, v in raw.items() if not self.is_zero(v) and not self._vanishes(k)}
        found: Vector = self._memo[node]
        return found

    def _vector(self, node: Node) -> Vector:
        args = node.args
        match node.op:
            case "sym":
                return {((), ("vec", node.data)): self.constant(1)}
            case "zero":
                return {}
            case "ones":
                return {((), ("ones", node.data[0])): self.constant(1)}
            case "basis":
                return {((), ("basis", node.data[0], linear(args[0]))): self.constant(1)}
            case "item":
                return {((), ("vecitem", args[0].data, linear(args[1]))): self.constant(1)}
            case "vadd":
                return self.combine([self.vector(a) for a in args])
            case "scale":
                s = self.scalar(args[0])
                return {k: self.mul(s, v) for k, v in self.vector(args[1]).items()}
            case "apply":
                letters = self.operator(args[0])
                images = [
                    {(join(word, w), x): self.mul(c, v) for (w, x), v in self.vector(args[1]).items()}
                    for word, c in letters.items()
                ]
                return self.combine(images)
            case "expect":
                name, inner = self._open(node)
                drawn = self.vector(inner).items()
                return self.combine([self._drawn_vector(name, word, x, r) for (word, x), r in drawn])
            case "grad":
                explicit = derivative(node)
                if explicit is not node:
                    return self.vector(explicit)
                function, point = node.args[1].args[0], node.args[2]
                return {((), ("gradient", function.data, self.vector_key(point))): self.constant(1)}
        raise Unsupported(f"no canonical form of {node.op}")

    def combine(self, parts: list[Vector]) -> Vector:
        gathered: dict[tuple[Word, Key], list[Ratio]] = {}
        for part in parts:
            for k, v in part.items():
                gathered.setdefault(k, []).append(v)
        return {k: self.add(v) if len(v) > 1 else v[0] for k, v in gathered.items()}

    def _vanishes(self, key: tuple[Word, Key]) -> bool:
        word, x = key
        return _is_void(word) or any(x == y and (not n or word[-len(n) :] == n) for n, y in self._null)

    def vector_key(self, node: Node) -> Key:
        return tuple(sorted(((k, self.key_of(v)) for k, v in self.vector(node).items()), key=repr))

    def operator(self, node: Node) -> dict[Word, Ratio]:
        """A map as a combination of words."""
        args = node.args
        match node.op:
            case "sym":
                return {(((node.data, node.domain), 1),): self.constant(1)}
            case "identity":
                return {(): self.constant(1)}
            case "inject":
                return {(((node.data, "inject"), 1),): self.constant(1)}
            case "mpow":
                power = int(node.data[0])
                return {(((args[0].data, args[0].domain), power),) if power else (): self.constant(1)}
            case "adjoint":
                return {_reverse(w): c for w, c in self.operator(args[0]).items()}
            case "hessian":
                name = ("hessian", args[0].data, self.vector_key(args[1]))
                return {(((name, "sym"), 1),): self.constant(1)}
            case "madd" | "mscale" | "compose":
                out: dict[Word, list[Ratio]] = {}
                for word, c in self._operator_terms(node):
                    out.setdefault(word, []).append(c)
                return {w: self.add(cs) for w, cs in out.items()}
        raise Unsupported(f"no canonical form of {node.op}")

    def _operator_terms(self, node: Node) -> list[tuple[Word, Ratio]]:
        args = node.args
        if node.op == "madd":
            return [item for a in args for item in self.operator(a).items()]
        if node.op == "mscale":
            s = self.scalar(args[0])
            return [(w, self.mul(s, c)) for w, c in self.operator(args[1]).items()]
        left, right = self.operator(args[0]), self.operator(args[1])
        return [(join(w, v), self.mul(c, k)) for w, c in left.items() for v, k in right.items()]

    def map_key(self, node: Node) -> Key:
        return tuple(sorted(((w, self.key_of(c)) for w, c in self.operator(node).items()), key=repr))

    def pair(self, left: Vector, right: Vector) -> Ratio:
        """The inner product of two canonical vectors."""
        products = [
            self.mul(a, b, self._moment(join(_reverse(v), w), x, y))
            for (v, x), a in left.items()
            for (w, y), b in right.items()
        ]
        return self.add(products) if products else self.constant(0)

    def _moment(self, word: Word, x: Key, y: Key) -> Ratio:
        if self._vanishes((word, y)) or self._vanishes((_reverse(word), x)):
            return self.constant(0)
        if not word:
            kinds = {x[0], y[0]}
            unit = x == y and (x[0] == "basis" or (x[0] == "vec" and x[1][2] == "unit"))
            if unit or kinds == {"basis", "ones"}:
                return self.constant(1)
            if kinds == {"ones"}:
                return self.atom(("dim", x[1]))
            literal = x[0] == y[0] == "basis" and not x[2][0] and not y[2][0]
            if literal:
                return self.constant(0)
        flipped = _reverse(word)
        for drawn in (self._drawn_moment(x, word, y), self._drawn_moment(y, flipped, x)):
            if drawn is not None:
                return drawn
        key = min((x, word, y), (y, flipped, x), key=repr)
        return self.atom(("moment", *key))


def _isqrt(n: int) -> int | None:
    from math import isqrt

    root = isqrt(n)
    return root if root * root == n else None


def _bits(p: fmpq_mpoly) -> int:
    """Of its largest coefficient."""
    return max((int(c.p.bit_length() + c.q.bit_length()) for c in p.coeffs()), default=0)


def _poly_key(p: fmpq_mpoly) -> Key:
    """Exponents by generator, so that the name survives a growing ring."""
    spend(len(p))
    terms = ((tuple((i, e) for i, e in enumerate(exps) if e), (int(c.p), int(c.q))) for exps, c in p.terms())
    return tuple(sorted(terms))


def linear(node: Node) -> tuple[tuple[tuple[Data, int], ...], int]:
    """An integer term as coefficients of symbols, named by their data, and a constant."""
    if node.op == "int":
        return (), int(node.data[0])
    if node.op == "sym":
        return ((node.data, 1),), 0
    parts = [(linear(a), int(node.data[0]) if node.op == "imul" else 1) for a in node.args]
    total: dict[Data, int] = {}
    for (coefficients, _), k in parts:
        for s, c in coefficients:
            total[s] = total.get(s, 0) + k * c
    constant = sum(k * c for (_, c), k in parts)
    return tuple(sorted((s, c) for s, c in total.items() if c)), constant


def least_value(symbol: Data) -> int:
    """The least value that an integer symbol may take: `>=k`, or 1 for an index. Raises `Unsupported`."""
    name, _, domain = symbol
    if domain.startswith(">="):
        return int(domain[2:])
    if domain.startswith("index:"):
        return 1
    raise Unsupported(f"{name} has no least value")


def join(left: Word, right: Word) -> Word:
    """Words composed: powers of one positive definite map merge, a summand is undone by its own projection."""
    spend(len(left) + len(right))
    if left and right and left[-1][0] == right[0][0] and left[-1][0][1] == "spd":
        power = left[-1][1] + right[0][1]
        return (*left[:-1], (left[-1][0], power), *right[1:]) if power else join(left[:-1], right[1:])
    if left and right and left[-1] == _flip(right[0]) and right[0][0][1] == "inject":
        return join(left[:-1], right[1:])
    return left + right


def _is_void(word: Word) -> bool:
    """Is a summand projected on another one of its sum?"""
    for left, right in pairwise(word):
        (_, onto), (from_, kind) = left[0], right[0]
        if kind == "inject" and isinstance(onto, tuple) and onto[1] == "inject" and onto[0] != from_:
            return True
    return False


def _reverse(word: Word) -> Word:
    """The adjoint word."""
    return tuple(letter if letter[0][1] in ("spd", "sym") else _flip(letter) for letter in reversed(word))


def _flip(letter: Letter) -> Letter:
    operator, power = letter
    return (operator[1], power) if isinstance(operator[1], tuple) else (("adj", operator), power)
