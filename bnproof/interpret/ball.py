"""Rigorous enclosures in Arb's balls, and three-valued truth.

A ball contains the exact value of its term. Where a ball cannot tell whether there is a value (it straddles
the end of a domain, or is not finite) the evaluation stops with `Undecided`; more precision may help.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from functools import reduce
from typing import Any

from flint import arb, arb_mat, ctx, fmpq

from bnproof.interpret.arithmetic import Dual
from bnproof.interpret.evaluate import Evaluator
from bnproof.interpret.instance import Instance, Undefined
from bnproof.interpret.integral import enclosed
from bnproof.interpret.lines import line
from bnproof.statement.calculus import Unsupported
from bnproof.statement.nodes import Node, free

SWEEPS = 40  # of Jacobi rotations: a work limit
SPECTRAL = ("eigmin", "eigmax", "radius")


class Undecided(ArithmeticError):
    """The balls of this precision are too wide."""


def truth(sentence: Node, instance: Instance, start: int = 64, cap: int = 4096) -> bool | None:
    """Is the sentence true at the instance? None where precision up to `cap` bits does not tell.

    An equation is decided only if it fails, or if its sides are exact binary numbers. Raises `Undefined`
    where the statement certainly has no value, `Unsupported`.
    """
    bits = start
    while bits <= cap:
        with precision(bits):
            try:
                decided = BallEvaluator(bits, instance).truth(sentence)
            except Undecided:
                decided = None
        if decided is not None:
            return decided
        bits *= 2
    return None


def enclose(term: Node, instance: Instance, bits: int = 64) -> Any:
    """Balls around the value: one, a list, or a list of rows.

    Raises `Undecided`, `Undefined`, `Unsupported`.
    """
    with precision(bits):
        return BallEvaluator(bits, instance).value(term)


@contextmanager
def precision(bits: int) -> Iterator[None]:
    """The working precision of python-flint, which is global, for one block."""
    before = ctx.prec
    ctx.prec = bits
    try:
        yield
    finally:
        ctx.prec = before


class Balls:
    """The field of balls. + - * / round at the precision in force: work inside `precision(field.bits)`."""

    def __init__(self, bits: int) -> None:
        self.bits = bits

    def number(self, value: Fraction | int) -> arb:
        with precision(self.bits):
            return arb(fmpq(value.numerator, value.denominator))

    def sign(self, x: arb) -> int | None:
        """None where the ball contains 0 and more. Raises `Undecided` where it is not finite."""
        if not x.is_finite():
            raise Undecided("a ball that is not finite")
        return 1 if x > 0 else -1 if x < 0 else 0 if x.is_zero() else None

    def sqrt(self, x: arb) -> arb:
        if not x >= 0:
            raise Undecided("a radicand around 0")
        with precision(self.bits):
            return x.sqrt()

    def log(self, x: arb) -> arb:
        if not x > 0:
            raise Undecided("the logarithm of a ball around 0")
        with precision(self.bits):
            return x.log()

    def exp(self, x: arb) -> arb:
        with precision(self.bits):
            return x.exp()

    def pi(self) -> arb:
        with precision(self.bits):
            return arb.pi()

    def cos(self, x: arb) -> arb:
        with precision(self.bits):
            return x.cos()

    def sin(self, x: arb) -> arb:
        with precision(self.bits):
            return x.sin()

    def eigenvalues(self, m: list[list[arb]]) -> list[arb]:
        """Of a symmetric matrix (the caller knows that it is), in ascending order, repeated ones included.

        Ostrowski: with Q'Q = I + F, the eigenvalues of Q'MQ are those of M, each times a number in 1 +- |F|.
        Weyl: those of Q'MQ = D + E, with D diagonal, are those of D, sorted, +- |E|.
        """
        with precision(self.bits):
            if not all(x.is_finite() for row in m for x in row):
                raise Undecided("a matrix that is not finite")
            basis = arb_mat(_jacobi(m, self.bits))
            turned = (basis.transpose() * arb_mat(m) * basis).tolist()
            diagonal = [turned[i][i].mid() for i in range(len(m))]
            stretch = _deviation((basis.transpose() * basis).tolist(), [arb(1)] * len(m))
            if not stretch < 1:
                raise Undecided("a basis that is not orthonormal")
            around, error = arb(0, 1), _deviation(turned, diagonal)
            return [(x + error * around) / (1 + stretch * around) for x in sorted(diagonal)]


def _deviation(m: list[list[arb]], diagonal: list[arb]) -> arb:
    """A bound on the spectral norm of a symmetric matrix minus a diagonal one: the largest row sum."""
    rows = (sum((abs(x - diagonal[i] if i == j else x) for j, x in enumerate(row)), arb(0)) for i, row in enumerate(m))
    return reduce(arb.max, rows).upper()


def _jacobi(m: list[list[arb]], bits: int) -> list[list[arb]]:
    """A matrix (of exact numbers) whose columns are about the eigenvectors, by cyclic rotations."""
    d = len(m)
    a = [[((m[i][j] + m[j][i]) / 2).mid() for j in range(d)] for i in range(d)]
    q = [[arb(int(i == j)) for j in range(d)] for i in range(d)]
    small = sum((x * x for row in a for x in row), arb(0)) * arb(2) ** (-2 * bits) * d**4
    for _ in range(SWEEPS):
        if sum((a[i][j] * a[i][j] for i in range(d) for j in range(i)), arb(0)).mid() <= small:
            break
        for j in range(d):
            for i in range(j):
                if not a[i][j].is_zero():
                    _rotate(a, q, i, j)
    return q


def _rotate(a: list[list[arb]], q: list[list[arb]], i: int, j: int) -> None:
    """Makes a[i][j] vanish, nearly; rows of midpoints throughout, so that nothing widens."""
    half = ((a[j][j] - a[i][i]) / (2 * a[i][j])).mid()
    t = (1 / (abs(half) + (half * half + 1).sqrt())).mid()
    t = -t if half < 0 else t
    c = (1 / (t * t + 1).sqrt()).mid()
    s = (t * c).mid()
    for row in (*a, *q):
        row[i], row[j] = (c * row[i] - s * row[j]).mid(), (s * row[i] + c * row[j]).mid()
    a[i], a[j] = (
        [(c * x - s * y).mid() for x, y in zip(a[i], a[j], strict=True)],
        [(s * x + c * y).mid() for x, y in zip(a[i], a[j], strict=True)],
    )


class BallEvaluator(Evaluator):
    """The walk over balls: every value is finite, and max, min, | | need no decided sign."""

    def __init__(self, bits: int, instance: Instance) -> None:
        super().__init__(Balls(bits), instance)

    def _value(self, node: Node) -> Any:
        if node.op in SPECTRAL and not all(map(self._self_adjoint, (node.args[0], *_definite(node)))):
            raise Unsupported("the spectrum of a map that is not visibly self-adjoint")
        out = super()._value(node)
        if not _finite(out):
            raise Undecided(f"the value of {node.op} is not finite")
        return out

    def truth(self, node: Node) -> bool | None:
        match node.op:
            case "and":
                return self._conjunction(self.truth(a) for a in node.args)
            case "every":
                return self._conjunction(self.bound_truth(node.args[0], i, node.args[3]) for i in self._range(node))
        return super().truth(node)

    def _conjunction(self, parts: Iterator[bool | None]) -> bool | None:
        """A false part ends it, so after an undecided one a part without a value decides nothing."""
        undecided = False
        try:
            for t in parts:
                if t is False:
                    return False
                undecided = undecided or t is None
        except Undefined:
            if undecided:
                raise Undecided("a part that may not be needed") from None
            raise
        return None if undecided else True

    def _certain(self, x: Any) -> int:
        if self.sign(x) is None:
            raise Undecided("a comparison")
        return super()._certain(x)  # a kink has no slope

    def _oblique(self, node: Node, m: Any) -> Any:
        """From the exact matrix: in dimension 2 from trace and determinant, else the matrix must be diagonal."""
        from bnproof.sphere.enclosures import mean_log_oblique, mean_log_oblique_in_plane
        from bnproof.sphere.spectrum import Spectrum

        symbol, d = node.args[0], len(m)
        if d == 1:
            raise Undefined("an oblique mean in one dimension")
        if symbol.op == "identity":
            return mean_log_oblique(Spectrum.counted({Fraction(1): d}), self.field.bits)
        rows = [[Fraction(x) for x in row] for row in self.instance.values[symbol.name]]
        if d == 2:
            trace, determinant = rows[0][0] + rows[1][1], rows[0][0] * rows[1][1] - rows[0][1] * rows[1][0]
            return mean_log_oblique_in_plane(trace, determinant, self.field.bits)
        if any(rows[i][j] for i in range(d) for j in range(d) if i != j):
            raise Unsupported("a mean over the sphere for a matrix that is not diagonal")
        return mean_log_oblique(
            Spectrum.of(rows[i][i] for i in range(d)), min(self.field.bits, 64)
        )  # no sharper by more

    def _abs(self, x: Any) -> Any:
        if type(x) is arb:
            return abs(x).nonnegative_part()
        self._certain(x)
        return super()._abs(x)

    def _max(self, node: Node, *xs: Any) -> Any:
        return reduce(arb.max, xs) if _balls(xs) else super()._max(node, *xs)

    def _min(self, node: Node, *xs: Any) -> Any:
        return reduce(arb.min, xs) if _balls(xs) else super()._min(node, *xs)

    def _call(self, function: Node, at: Any) -> Any:
        for part in self._away(function, at):
            signs = [self.sign(x) for x in part]
            if None in signs and not any(signs):
                raise Undecided(f"{function.name} around the origin")
        return super()._call(function, at)

    def _expectation(self, bound: Node, body: Node) -> Any:
        """By moments, or as an integral over a line."""
        try:
            return super()._expectation(bound, body)
        except Unsupported:
            along = line(bound, body, self.instance.values)

        def constant(node: Node) -> arb:
            if type(found := self.value(node)) is not arb:
                raise Unsupported("an integral that is differentiated")
            return found

        return enclosed(along.term, constant, constant(along.start), constant(along.length), self.field.bits)

    def _self_adjoint(self, node: Node) -> bool:
        """Is the map self-adjoint by its form, or as a symbol by its value? Balls cannot tell."""
        factors = _factors(node)
        if len(factors) > 1:
            mirrored = all(x is _adjoint(y) for x, y in zip(factors, reversed(factors), strict=True))
            middle = factors[len(factors) // 2]
            return mirrored and (len(factors) % 2 == 0 or self._self_adjoint(middle))
        match node.op:
            case "sym":
                rows = self.instance.values[node.name]
                return list(map(tuple, rows)) == list(zip(*rows, strict=True))
            case "madd" | "adjoint":
                return all(self._self_adjoint(a) for a in node.args)
            case "mscale":
                return self._self_adjoint(node.args[1])
        return node.op in ("identity", "mpow", "hessian")


def _definite(node: Node) -> list[Node]:
    """The symbols that are their own adjoints, if the instance keeps its promise."""
    return [s for s in free(node) if s.sort.kind == "map" and s.domain == "spd"]


def _factors(node: Node) -> list[Node]:
    """Of a composition, with adjoints of compositions left alone."""
    return [f for a in node.args for f in _factors(a)] if node.op == "compose" else [node]


def _adjoint(node: Node) -> Node:
    """The node that `.T` builds, also for what that leaves alone."""
    if node.op == "adjoint":
        return node.args[0]
    return node if node.op in ("identity", "mpow", "hessian") else node.T


def _balls(xs: tuple[Any, ...]) -> bool:
    return all(type(x) is arb for x in xs)


def _finite(value: Any) -> bool:
    if isinstance(value, list):
        return all(map(_finite, value))
    if type(value) is Dual:
        return _finite(value.value) and _finite(value.slope)
    return bool(value.is_finite())
