"""Counter-models at the level of moments, in no dimension: z3 finds inner products <x, H^k y>, and vectors with exactly
these are made from them over the rationals.

A Gram matrix G is L D L^T, and each pivot in D a sum of at most four rational squares (Lagrange), so every vector gets
up to four coordinates a pivot and no root is drawn. A definite H with H X = Y exists if X^T Y is definite:
Y (X^T Y)^-1 Y^T, plus the projection on what is orthogonal to X.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import isqrt
from typing import Any

from flint import fmpq, fmpq_mat, fmpq_mpoly

from bnproof.interpret.gram import Gram
from bnproof.interpret.instance import Instance
from bnproof.interpret.ring import Key, Ratio
from bnproof.search.instances import Problem
from bnproof.search.solver import Solver, Unknown
from bnproof.statement.calculus import Unsupported
from bnproof.statement.nodes import Node, substitute

CUTS = 12  # rounds in which a matrix that is not definite is forbidden
WORDS = 6  # at most, in one space
LONGEST = {1: 10_000, 2: 32, 3: 56, 4: 108}  # bits of numbers that are made sums of so many squares
Matrix = list[list[Fraction]]
Moment = tuple[str, str, int]  # names x and y, in order, and the power k of <x, H^k y>


def spanned(problem: Problem) -> Iterator[Instance]:
    """Instances that break the statement, if z3 finds such moments. Raises `Unsupported` for other statements."""
    asked = _Asked(problem)
    for _ in range(CUTS):
        found = next(asked.solver.model(asked.unknowns), None)
        if found is None:
            return
        values = dict(zip(asked.unknowns, found, strict=True))
        cuts = [(m, v) for m in asked.matrices() if (v := isotropic(_at(m, values))) is not None]
        if not cuts:
            yield asked.instance(values)
            return
        for m, v in cuts:
            asked.require_positive(_form(m, v))


class _Moments(Gram):
    """Canonical forms as conditions on unknowns, one for each generator."""

    def __init__(self, asked: _Asked) -> None:
        super().__init__()
        self._asked = asked
        self._unknown: dict[int, Any] = {}

    def generator(self, index: int) -> Any:
        if index not in self._unknown:
            root = self.roots.get(index)
            self._unknown[index] = self._root_of(root) if root else self._asked.generator(self.keys[index])
        return self._unknown[index]

    def _root_of(self, square: Ratio) -> Any:
        top, bottom = self.polynomial(square.top), self.denominator(square, 1)
        return self._asked.solver.root(top / bottom)

    def polynomial(self, p: fmpq_mpoly) -> Any:
        total: Any = Fraction(0)
        for exponents, c in p.terms():
            term: Any = Fraction(int(c.p), int(c.q))
            for index, power in enumerate(exponents):
                for _ in range(power):
                    term = term * self.generator(index)
            total = total + term
        return total

    def denominator(self, r: Ratio, parity: int) -> Any:
        """Of the powers of factors, or of those that are odd; none vanishes."""
        out: Any = Fraction(1)
        for f, power in r.bottom:
            factor = self.polynomial(self.factors[f])
            if isinstance(factor, Unknown):
                self._asked.solver.require(factor.expr != self._asked.solver.real(0))
            for _ in range(power if parity == 1 else power % 2):
                out = out * factor
        return out


class _Asked:
    """The question: a condition on the moments of the vectors that no hypothesis defines."""

    def __init__(self, problem: Problem) -> None:
        self.problem, self.solver = problem, Solver()
        self.unknowns: list[Unknown] = []
        self.reals: dict[str, Unknown] = {}
        self.moments: dict[Moment, Unknown] = {}
        self.names: dict[str, list[str]] = {}  # of the vectors of each space
        self.maps: dict[str, str] = {}  # the definite map of each space
        self.powers: dict[str, set[int]] = {}  # of it
        self._gram = _Moments(self)
        defined = {target: term for target, term in problem.equations if target.sort.kind == "vec"}
        for s in problem.statement.symbols:
            self._declare(s, s in defined)
        for h in problem.statement.hypotheses:
            if not (h.op == "eq" and h.args[0] in defined):
                self.solver.require(self.truth(_inserted(h, defined)))
        self.solver.require(self.solver.negation(self.truth(_inserted(problem.statement.conclusion, defined))))
        self._span = self._spans()
        self._first_conditions()

    # ---- unknowns -------------------------------------------------------------------------------------------------
    def _declare(self, s: Node, defined: bool) -> None:
        match s.sort.kind:
            case "real":
                self.reals[s.name] = self._new(s.domain)
            case "vec":
                self.names.setdefault(s.sort.spaces[0], [])
                if not defined:
                    self.names[s.sort.spaces[0]].append(s.name)
            case "map" if s.domain == "spd" and s.sort.spaces[0] not in self.maps:
                self.maps[s.sort.spaces[0]] = s.name
            case _:
                raise Unsupported(f"moments of a {s.sort}")

    def _new(self, domain: str = "") -> Unknown:
        found = self.solver.unknown(domain)
        self.unknowns.append(found)
        return found

    def generator(self, key: Key) -> Any:
        """The unknown of a generator of canonical forms. Raises `Unsupported` at what is no moment."""
        if key[0] == "sym":
            return self.reals[key[1][0]]
        if key[0] != "moment":
            raise Unsupported(f"no moment: {key[0]}")
        _, x, word, y = key
        letters = {letter[1] for (letter, _) in word}
        if x[0] != "vec" or y[0] != "vec" or letters - {"spd"}:
            raise Unsupported("a moment of other words")
        return self.moment(x[1][0], y[1][0], sum(power for _, power in word))

    def moment(self, x: str, y: str, power: int) -> Any:
        (space,) = (s for s, names in self.names.items() if x in names)
        self.powers.setdefault(space, set()).add(power)
        key = min(x, y), max(x, y), power
        if power == 0 and x == y and self._unit(x):
            return Fraction(1)
        if key not in self.moments:
            self.moments[key] = self._new()
        return self.moments[key]

    def _unit(self, name: str) -> bool:
        return any(s.name == name and s.domain == "unit" for s in self.problem.statement.symbols)

    # ---- definite matrices ----------------------------------------------------------------------------------------
    def _spans(self) -> dict[str, tuple[int, int]]:
        """The powers of the map of each space to be applied to its vectors: those whose products have the moments."""
        found = {}
        for space, names in self.names.items():
            powers = self.powers.get(space, {0}) | {0}
            low, high = min(powers) // 2, -(-max(powers) // 2)
            found[space] = (low, max(high, low + 1)) if space in self.maps else (0, 0)
            if (found[space][1] - found[space][0] + 1) * len(names) > WORDS:
                raise Unsupported("so many words")
        return found

    def words(self, space: str, short: int = 0) -> list[tuple[str, int]]:
        low, high = self._span[space]
        return [(name, k) for k in range(low, high + 1 - short) for name in self.names[space]]

    def matrix(self, space: str, shift: int) -> list[list[Any]]:
        """<H^j x, H^(k + shift) y>, for all words, or (shifted) for all but the highest powers."""
        words = self.words(space, shift)
        return [[self.moment(x, y, j + k + shift) for y, k in words] for x, j in words]

    def matrices(self) -> Iterator[list[list[Any]]]:
        """What must be positive definite."""
        for space in self.names:
            yield self.matrix(space, 0)
            if space in self.maps:
                yield self.matrix(space, 1)

    def _first_conditions(self) -> None:
        """Positive squares, and the inequality of Cauchy and Schwarz; the rest by cuts."""
        for m in self.matrices():
            for i, row in enumerate(m):
                for j in range(i):
                    self.require_positive(m[i][i] * m[j][j] - row[j] * row[j])
                self.require_positive(row[i])

    def require_positive(self, x: Any) -> None:
        self.solver.require(self.solver.real(x) > self.solver.real(0))

    # ---- sentences ------------------------------------------------------------------------------------------------
    def truth(self, node: Node) -> Any:
        solver = self.solver
        match node.op:
            case "eq":
                return solver.real(self._gap(node)) == solver.real(0)
            case "le":
                return solver.real(self._gap(node)) >= solver.real(0)
            case "lt":
                return solver.real(self._gap(node)) > solver.real(0)
            case "not":
                return solver.negation(self.truth(node.args[0]))
            case "and":
                return solver.conjunction(map(self.truth, node.args))
            case "or":
                return solver.disjunction(map(self.truth, node.args))
            case "implies":
                return solver.disjunction([solver.negation(self.truth(node.args[0])), self.truth(node.args[1])])
        raise Unsupported(f"the truth of {node.op}")

    def _gap(self, node: Node) -> Any:
        """Of the sign of right - left; for vectors the square of the difference."""
        difference = node.args[1] - node.args[0]
        form = self._gram.scalar(difference if difference.sort.kind == "real" else difference @ difference)
        return self._gram.polynomial(form.top) * self._gram.denominator(form, 2)

    # ---- vectors --------------------------------------------------------------------------------------------------
    def instance(self, values: dict[Unknown, Fraction]) -> Instance:
        """With exactly these moments. Symbols that hypotheses define are 0 until they do."""
        dims: dict[str, int] = {}
        found: dict[str, Any] = {name: values[u] for name, u in self.reals.items()}
        for space in self.names:
            words = self.words(space)
            vectors = dict(zip(words, vectors_of(_at(self.matrix(space, 0), values)), strict=True))
            dims[space] = max(1, len(next(iter(vectors.values()), ())))
            for name in self.names[space]:
                found[name] = vectors[name, 0]
            if space in self.maps:
                low = self.words(space, 1)
                pairs = [(vectors[w], vectors[w[0], w[1] + 1]) for w in low]
                found[self.maps[space]] = definite_map(pairs, dims[space])
        for s in self.problem.statement.symbols:
            if s.sort.kind == "map":
                dims.setdefault(s.sort.spaces[0], 1)
                found.setdefault(s.name, ((Fraction(1),),))
            elif s.sort.kind == "vec":
                found.setdefault(s.name, (Fraction(0),) * dims[s.sort.spaces[0]])
        return Instance(dims, found)


def _inserted(sentence: Node, defined: dict[Node, Node]) -> Node:
    """Without the vectors that hypotheses define by others."""
    for target, term in reversed(defined.items()):
        sentence = substitute(sentence, {target: term})
    return sentence


def _at(m: list[list[Any]], values: dict[Unknown, Fraction]) -> Matrix:
    return [[values[x] if isinstance(x, Unknown) else x for x in row] for row in m]


# ---- rational linear algebra --------------------------------------------------------------------------------------
def factored(g: Matrix) -> tuple[Matrix, list[Fraction]]:
    """L, with ones on its diagonal, and D of G = L D L^T; D ends with the first pivot that is not positive."""
    n = len(g)
    lower = [[Fraction(int(i == j)) for j in range(n)] for i in range(n)]
    pivots: list[Fraction] = []
    for j in range(n):
        pivots.append(g[j][j] - sum((lower[j][k] ** 2 * pivots[k] for k in range(j)), Fraction(0)))
        if pivots[j] <= 0:
            break
        for i in range(j + 1, n):
            known = sum((lower[i][k] * lower[j][k] * pivots[k] for k in range(j)), Fraction(0))
            lower[i][j] = (g[i][j] - known) / pivots[j]
    return lower, pivots


def isotropic(g: Matrix) -> list[Fraction] | None:
    """A vector v with <v, G v> <= 0, of few bits if possible; None where G is positive definite."""
    lower, pivots = factored(g)
    if not pivots or pivots[-1] > 0:
        return None
    j = len(pivots) - 1
    v = [Fraction(0)] * len(g)
    v[j] = Fraction(1)
    for k in reversed(range(j)):  # L^T v = e_j
        v[k] = -sum((lower[i][k] * v[i] for i in range(k + 1, j + 1)), Fraction(0))
    rounded = ([x.limit_denominator(1 << bits) for x in v] for bits in (2, 8, 32))
    return next((w for w in rounded if any(w) and _form(g, w) <= 0), v)


def _form(m: list[list[Any]], v: list[Fraction]) -> Any:
    return sum((a * b * x for a, row in zip(v, m, strict=True) for b, x in zip(v, row, strict=True)), Fraction(0))


def vectors_of(g: Matrix) -> list[tuple[Fraction, ...]]:
    """Rational vectors whose Gram matrix is the positive definite G."""
    lower, pivots = factored(g)
    roots = [squares(p) for p in pivots]
    return [tuple(x * r for x, rs in zip(row, roots, strict=True) for r in rs) for row in lower]


def squares(x: Fraction) -> list[Fraction]:
    """Rationals, few if those are soon found and at most four, whose squares add up to x > 0; for a number of very many
    digits one whose square is near."""
    n = x.numerator * x.denominator
    for k in (1, 2, 3, 4):
        found = _squares(n, k) if n.bit_length() <= LONGEST[k] else None
        if found is not None:
            return [Fraction(r, x.denominator) for r in found]
    return [Fraction(isqrt(n), x.denominator)]


def _squares(n: int, k: int) -> list[int] | None:
    """So many integers whose squares add up to n. What the largest square leaves is of the size of its root."""
    root = isqrt(n)
    if k == 1:
        return [root] if root * root == n else None
    if n and n % (8 if k == 4 else 4) == 0:  # then all are even
        half = _squares(n // 4, k)
        return half and [2 * r for r in half]
    if k == 3 and n % 8 == 7:  # Legendre
        return None
    for r in range(root, -1, -1):
        if k * r * r < n:
            return None
        rest = _squares(n - r * r, k - 1)
        if rest is not None:
            return [r, *rest]
    return None


def definite_map(pairs: list[tuple[tuple[Fraction, ...], tuple[Fraction, ...]]], d: int) -> tuple[Any, ...]:
    """A positive definite H of dimension d with H x = y for all pairs, where the x are independent and the matrix of
    the <x, y'> is symmetric and positive definite."""
    one = fmpq_mat([[fmpq(int(i == j)) for j in range(d)] for i in range(d)])
    if not pairs:
        return _rows(one)
    xs, ys = (fmpq_mat([[fmpq(c.numerator, c.denominator) for c in p[k]] for p in pairs]).transpose() for k in (0, 1))
    across = xs.transpose()
    projection = xs * (across * xs).inv() * across
    return _rows(ys * (across * ys).inv() * ys.transpose() + one - projection)


def _rows(m: fmpq_mat) -> tuple[tuple[Fraction, ...], ...]:
    return tuple(tuple(Fraction(int(x.p), int(x.q)) for x in row) for row in m.tolist())
