"""What is known at a point of a proof: facts, the signs that follow from them, what is therefore defined."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction

from bnproof.interpret.gram import Gram
from bnproof.interpret.integers import least_value, linear
from bnproof.interpret.operators import Word
from bnproof.interpret.ring import Key, Name, Ratio
from bnproof.statement.budget import spend
from bnproof.statement.calculus import Unsupported, derivative
from bnproof.statement.nodes import Node, build, free, lift, substitute
from bnproof.statement.sorts import INT, REAL
from bnproof.verify.domains import away_from_zero, untempered

NEG, ZERO, POS = 1, 2, 4  # a sign is the set of signs still possible
NONNEG, NONZERO, ANY = ZERO | POS, NEG | POS, NEG | ZERO | POS
RELATION = {"le": NONNEG, "lt": POS, "eq": ZERO}


class Refused(ValueError):
    """The kernel does not accept a step; the message says which and why."""


@contextmanager
def refusing() -> Iterator[None]:
    """What goes wrong with data is a refusal of the data."""
    try:
        yield
    except Refused:
        raise
    except (ArithmeticError, LookupError, RuntimeError, TypeError, AttributeError, ValueError) as error:
        raise Refused(f"{type(error).__name__}: {error}") from None


def null(facts: Iterable[Node]) -> list[tuple[Word, Key]]:
    """Words that the facts say are the zero vector, such as X* 1 = 0."""
    plain = Gram()
    found: list[tuple[Word, Key]] = []
    for f in facts:
        if f.op == "eq" and f.args[0].sort.kind == "vec" and f.args[1].op == "zero":
            try:
                vector = plain.vector(f.args[0])
            except Unsupported:
                continue
            if len(vector) == 1 and all(c.number() is not None for c in vector.values()):
                found.extend(filter(_portable, vector))
    return found


def _portable(key: object) -> bool:
    """Does a key mean the same in every ring? The names of canonical forms speak of generators by number."""
    if isinstance(key, Name):
        return not key[1] and all(not exponents for exponents, _ in key[0])
    return not isinstance(key, tuple | frozenset) or all(map(_portable, key))


def _flip(sign: int) -> int:
    return (sign & ZERO) | (NEG if sign & POS else 0) | (POS if sign & NEG else 0)


def _product(a: int, b: int) -> int:
    out = ZERO if (a | b) & ZERO else 0
    for x in (NEG, POS):
        for y in (NEG, POS):
            if a & x and b & y:
                out |= POS if x == y else NEG
    return out


def _total(a: int, b: int) -> int:
    if (a & NEG and b & POS) or (a & POS and b & NEG):
        return ANY
    out = a | b
    return out if out == ZERO or (a & ZERO and b & ZERO) else out & ~ZERO


@dataclass
class Context:
    """Known sentences over one ring of canonical forms. Extended by copies, never in place."""

    gram: Gram
    facts: frozenset[Node] = frozenset()
    signs: dict[Key, int] = field(default_factory=dict)
    _sign_memo: dict[Node, int] = field(default_factory=dict)
    _defined: set[Node] = field(default_factory=set)

    def knows(self, sentence: Node) -> bool:
        return sentence in self.facts

    def assume(self, *sentences: Node) -> Context:
        """With these facts added."""
        spend(len(self.facts) + len(self._defined))
        signs = dict(self.signs)
        facts = set(self.facts)
        todo = list(sentences)
        while todo:
            s = todo.pop()
            facts.add(s)
            if s.op == "and":
                todo.extend(s.args)
            if s.op == "eq" and s.args[0].sort.kind == "vec":
                continue
            negated = s.op == "not" and s.args[0].op in RELATION and s.args[0].args[0].sort.kind == "real"
            if s.op in RELATION or negated:
                a, b = (s.args[0] if negated else s).args
                possible = ANY & ~RELATION[s.args[0].op] if negated else RELATION[s.op]
                key, flipped = self._key(b - a)
                signs[key] = signs.get(key, ANY) & (_flip(possible) if flipped else possible)
        return Context(self.gram, frozenset(facts), signs, {}, set(self._defined))

    def without(self, symbol: Node) -> Context:
        """Only the facts that do not mention the symbol."""
        kept = [f for f in self.facts if symbol not in free(f)]
        return Context(Gram(null(kept))).assume(*kept)

    def _key(self, node: Node) -> tuple[Key, bool]:
        """A name of the term up to a positive rational factor, and whether its sign was flipped."""
        r = self.gram.scalar(node)
        if self.gram.is_zero(r):
            return ("zero",), False
        lead = r.top.leading_coefficient()
        return self.gram.key_of(Ratio(r.top / lead, r.bottom)), bool(lead < 0)

    # ---- signs ---------------------------------------------------------------------------------------------
    def sign(self, node: Node) -> int:
        """The set of signs that a real term may have."""
        if node not in self._sign_memo:
            self._sign_memo[node] = self._structural(node) & self._recorded(node)
        return self._sign_memo[node]

    def holds(self, node: Node, wanted: int) -> bool:
        return not self.sign(node) & ~wanted

    def _recorded(self, node: Node) -> int:
        """From the facts, and of constants."""
        value = self.gram.scalar(node).number()
        if value is not None:
            return POS if value > 0 else NEG if value < 0 else ZERO
        key, flipped = self._key(node)
        found = self.signs.get(key, ANY)
        return _flip(found) if flipped else found

    def _structural(self, node: Node) -> int:
        args = node.args
        match node.op:
            case "num":
                value = Fraction(node.data[0])
                return POS if value > 0 else NEG if value < 0 else ZERO
            case "sym":
                return {"pos": POS, "nonneg": NONNEG, "nonzero": NONZERO}.get(node.domain, ANY)
            case "item":
                return NONNEG if args[0].domain == "nonneg" else ANY
            case "add":
                out = ZERO
                for a in args:
                    out = _total(out, self.sign(a))
                return out
            case "mul":
                return self._multiplied(args)
            case "div":
                return _product(self.sign(args[0]), self.sign(args[1]))
            case "pow":
                base = self.sign(args[0])
                return base if int(node.data[0]) % 2 else _product(base, base) & NONNEG
            case "npow":
                base = self.sign(args[0])
                return base | (POS if base & ZERO else 0) if not base & NEG else ANY  # 0^0 = 1
            case "sqrt" | "abs":
                return NONNEG & ~(0 if self.sign(args[0]) & ZERO else ZERO)
            case "cast":
                return self._integer(args[0])
            case "dim" | "pi" | "exp":
                return POS
            case "trace":
                symbol = args[0].args[0] if args[0].op == "mpow" else args[0]
                return POS if symbol.op == "identity" or (symbol.op == "sym" and symbol.domain == "spd") else ANY
            case "eigmin" | "eigmax":
                return POS if args[0].op == "sym" and args[0].domain == "spd" else ANY
            case "radius":
                return NONNEG
            case "log":
                return self._logarithm(args[0])
            case "inner":
                return self._inner(*args)
            case "sum":
                return self._summed(node)
            case "expect" | "total":
                return self._drawn(node)
        return ANY

    def _multiplied(self, args: tuple[Node, ...]) -> int:
        out, rest = POS, list(args)
        while rest:
            a = rest.pop()
            if a in rest:  # a square
                rest.remove(a)
                s = self.sign(a)
                out = _product(out, (POS if s & NONZERO else 0) | (s & ZERO))
            else:
                out = _product(out, self.sign(a))
        return out

    def _integer(self, node: Node) -> int:
        coefficients, constant = linear(node)
        if not coefficients:
            return POS if constant > 0 else NEG if constant else ZERO
        if any(c < 0 or not domain for (_, _, domain), c in coefficients):
            return ANY
        least = constant + sum(c * least_value(s) for s, c in coefficients)
        return POS if least > 0 else ANY if least else NONNEG

    def _logarithm(self, argument: Node) -> int:
        above = self.sign(argument - 1)
        return above if not above & NEG or not above & NONNEG else ANY

    def _inner(self, left: Node, right: Node) -> int:
        """<v, v>, <v, P v> for a positive definite P, <X v, X v>."""
        if left is right:
            return POS if self.nonzero(left) else NONNEG
        for v, image in ((left, right), (right, left)):
            if image.op == "apply" and image.args[1] is v:
                operator = image.args[0]
                if operator.op == "mpow" or (operator.op == "sym" and operator.domain == "spd"):
                    return POS if self.nonzero(v) else NONNEG
        return ANY

    def nonzero(self, vector: Node) -> bool:
        """Is the vector known not to vanish?"""
        if vector.op in ("ones", "basis") or (vector.op == "sym" and vector.domain in ("nonzero", "unit")):
            return True
        if vector.op == "apply":
            operator = vector.args[0]
            symbol = operator.args[0] if operator.op == "mpow" else operator
            injective = symbol.op == "sym" and symbol.domain in ("spd", "injective")
            if injective and self.nonzero(vector.args[1]):
                return True
        if vector.op == "scale" and self.nonzero(vector.args[1]) and self.holds(vector.args[0], NONZERO):
            return True
        return not self._recorded(vector @ vector) & ZERO

    def _summed(self, node: Node) -> int:
        bound, low, high, body = node.args
        inside = self.ranged(bound, low, high)
        each = inside.sign(body)
        if not each & NEG and self.holds(lift(high - low, REAL), NONNEG):
            first = substitute(body, {bound: low})
            return POS if not self.sign(first) & ~POS else NONNEG
        return NONNEG if not each & NEG else ANY

    def _drawn(self, node: Node) -> int:
        """Of an expectation, or a sum over a basis, of what has one sign."""
        bound, body = node.args
        each = self.apart(bound).sign(body)
        return ANY if each & NEG and each & POS else each

    def ranged(self, bound: Node, low: Node, high: Node) -> Context:
        """Inside a range: low <= bound <= high, whatever was said before of a symbol of that name."""
        i, lo, hi = (lift(n, REAL) for n in (bound, low, high))
        if bound in free(low) | free(high):
            raise Refused(f"the range of {bound.name} depends on it")
        if not bound.domain.startswith(">=") or not self.holds(lift(low - least_value(bound.data), REAL), NONNEG):
            raise Refused(f"the range of {bound.name} may leave its domain")
        return self.apart(bound).assume(build("le", (lo, i)), build("le", (i, hi)))

    def apart(self, bound: Node) -> Context:
        """With the symbol new: nothing known of it."""
        return self.without(bound) if any(bound in free(f) for f in self.facts) else self

    # ---- definedness ---------------------------------------------------------------------------------------
    def require_defined(self, node: Node) -> None:
        """No denominator vanishes, no radicand is negative, no point outside a domain. Raises `Refused`."""
        if node in self._defined:
            return
        spend()
        args = node.args
        match node.op:
            case "grad":
                self.require_defined(args[2])
                self._differentiable(node)
            case "forall" | "exists" | "total":
                self.apart(args[0]).require_defined(args[1])
            case "expect":
                self.apart(args[0]).require_defined(args[1])
                if term := untempered(*args):
                    raise Refused(f"may grow too fast, or not be smooth, with {args[0].name}: {shown(term)}")
            case "sum" | "every":
                self.ranged(*args[:3]).require_defined(args[3])
            case "and":
                here = self
                for a in args:
                    here.require_defined(a)
                    here = here.assume(a)
            case "implies":
                self.require_defined(args[0])
                self.assume(args[0]).require_defined(args[1])
            case _:
                for a in args:
                    self.require_defined(a)
        if node.op == "div":
            self._require(args[1], NONZERO, "a denominator may vanish")
        elif node.op == "sqrt":
            self._require(args[0], NONNEG, "a radicand may be negative")
        elif node.op == "log":
            self._require(args[0], POS, "a logarithm of what may not be positive")
        elif node.op == "npow" and self._integer(args[1]) & NEG:
            raise Refused("an exponent may be negative")
        elif node.op in ("call", "hessian") and not all(map(self.nonzero, away_from_zero(*args))):
            raise Refused(f"{args[0].name} is evaluated where it may be undefined")
        elif node.op == "item":
            self._require(lift(args[1], REAL), NONNEG, "an index may be negative")
        elif node.op in ("eigmin", "eigmax", "radius"):
            if self.gram.map_key(args[0]) != self.gram.map_key(build("adjoint", args)):
                raise Refused(f"a spectrum of what may not be self-adjoint: {shown(args[0])}")
        elif node.op == "oblique":
            self._require_plane(args[0])
        elif node.op == "basis" and args[0].op == "int" and args[0].data != ("1",):
            raise Unsupported("a basis vector beyond the first needs a dimension")
        self._defined.add(node)

    def _require(self, node: Node, wanted: int, message: str) -> None:
        if not self.holds(node, wanted):
            raise Refused(f"{message}: {shown(node)}")

    def _require_plane(self, operator: Node) -> None:
        """The space has two dimensions: by a fact about its dimension, or as two eigenvalues differ."""
        dim = build("dim", (), operator.sort.spaces[:1])
        apart = build("eigmax", (operator,)) - build("eigmin", (operator,))
        if not (self.holds(dim - 2, NONNEG) or self.holds(dim - 1, POS) or self.holds(apart, POS)):
            raise Refused(f"an oblique mean in what may be one dimension: {shown(operator)}")

    def _differentiable(self, node: Node) -> None:
        """At the point: roots strictly inside their domain, functions inside theirs."""
        bound, body, point = node.args
        derivative(node)  # raises where the chain rule has no answer
        stack, seen = [body], set[Node]()
        while stack:
            n = stack.pop()
            if n in seen or bound not in free(n):
                continue
            seen.add(n)
            if n.op == "sqrt":
                self._require(substitute(n.args[0], {bound: point}), POS, "a root is differentiated at 0")
            elif n.op == "sum":
                self.ranged(*n.args[:3])._differentiable(build("grad", (bound, n.args[3], point)))
                continue
            elif n.op == "grad":
                stack.append(n.args[2] if derivative(n) is n else derivative(n))
                continue
            stack.extend(a for a in n.args if a.sort is not INT)
        self.require_defined(substitute(body, {bound: point}))


def shown(node: Node) -> str:
    """A term on one short line, for messages."""
    text = repr(node)
    return text if len(text) < 200 else text[:197] + "..."
