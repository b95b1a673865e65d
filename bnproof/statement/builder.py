"""The vocabulary of claim files: symbols from a `Scope`, and functions that build terms and sentences."""

from __future__ import annotations

from collections.abc import Callable

from bnproof.statement.nodes import Node, Number, Statement, build, lift, num
from bnproof.statement.sorts import INT, REAL, Malformed


class Scope:
    """Declares the symbols of one statement and collects its hypotheses.

    Every free symbol of the conclusion is universally quantified over its domain: real numbers, vectors of
    real inner product spaces of any finite dimension >= 1, linear maps, smooth functions, sequences.
    """

    def __init__(self) -> None:
        self.hypotheses: list[Node] = []
        self._names: set[str] = set()

    def _symbol(self, name: str, sort: str, domain: str = "") -> Node:
        if name in self._names:
            raise Malformed(f"two symbols called {name}")
        self._names.add(name)
        return build("sym", (), (name, sort, domain))

    # reals and integers
    def real(self, name: str) -> Node:
        return self._symbol(name, "real")

    def positive(self, name: str) -> Node:
        return self._symbol(name, "real", "pos")

    def nonnegative(self, name: str) -> Node:
        return self._symbol(name, "real", "nonneg")

    def nonzero(self, name: str) -> Node:
        """A real number other than 0."""
        return self._symbol(name, "real", "nonzero")

    def natural(self, name: str, least: int = 0) -> Node:
        """An integer >= least."""
        return self._symbol(name, "int", f">={least}")

    def index(self, name: str, space: str) -> Node:
        """The number 1 ... dim of a basis vector of the space."""
        return self._symbol(name, "int", f"index:{space}")

    # vectors, maps, functions, sequences; a space is its name
    def vector(self, name: str, space: str, domain: str = "") -> Node:
        """A vector; domain `nonzero` or `unit` where promised."""
        return self._symbol(name, f"vec[{space}]", domain)

    def spd(self, name: str, space: str) -> Node:
        """A symmetric positive definite map."""
        return self._symbol(name, f"map[{space},{space}]", "spd")

    def map(self, name: str, space: str, codomain: str, domain: str = "") -> Node:
        """A linear map; domain `injective` where promised."""
        return self._symbol(name, f"map[{space},{codomain}]", domain)

    def function(self, name: str, space: str, domain: str = "") -> Node:
        """A smooth real function of a vector; domain `punctured`: away from the origin.

        A function of several vectors is one on the direct sum `a+b+c` of their spaces, called at `stack(...)`;
        domain `punctured:1,2`: where the first and the second vector are not zero.
        """
        return self._symbol(name, f"fn[{space}]", domain)

    def function_of_real(self, name: str, domain: str = "") -> Node:
        """A smooth function phi of a real variable, with its derivatives phi(t, k).

        Domain `tempered`: it and each derivative grow at most polynomially.
        """
        return self._symbol(name, "fn-real", domain)

    def reals(self, name: str, domain: str = "") -> Node:
        """A sequence of real numbers, items from 0."""
        return self._symbol(name, "seq-real", domain)

    def vectors(self, name: str, space: str) -> Node:
        """A sequence of vectors, items from 0."""
        return self._symbol(name, f"seq-vec[{space}]")

    def assume(self, *sentences: Node) -> None:
        """Hypotheses of the statement."""
        self.hypotheses.extend(sentences)

    def statement(self, conclusion: Node) -> Statement:
        """Raises `Malformed` where a claim function returns or assumes what is no sentence."""
        for s in (*self.hypotheses, conclusion):
            if not isinstance(s, Node) or s.sort.kind != "bool":
                raise Malformed(f"no sentence: {s!r:.60}")
        return Statement(tuple(self.hypotheses), conclusion)

    # binders
    def grad(self, of: Callable[[Node], Node], at: Node) -> Node:
        """The gradient (or derivative, at a real point) of a function at a point."""
        sort = "real" if at.sort is REAL else str(at.sort)
        base = at.name if at.op == "sym" else "x"
        bound = self._fresh(base, sort)
        return build("grad", (bound, of(bound), at))

    def total(self, low: Node | int, high: Node | int, term: Callable[[Node], Node]) -> Node:
        """The sum of term(i) for low <= i <= high; empty where high = low - 1."""
        bound = self._fresh("i", "int", f">={int(low) if isinstance(low, int) else 0}")
        return build("sum", (bound, lift(low, INT), lift(high, INT), term(bound)))

    def over(self, space: str, term: Callable[[Node], Node]) -> Node:
        """The sum of term(i) over the numbers i = 1 ... dim of the basis vectors of a space."""
        bound = self._fresh("i", "int", f"index:{space}")
        return build("total", (bound, term(bound)))

    def expect(self, space: str, of: Callable[[Node], Node]) -> Node:
        """The expectation of of(n), a real or a vector, where n has the standard normal law on the space.

        The normal law of mean u and covariance A A^T is that of u + A n.
        """
        bound = self._fresh("n", f"vec[{space}]")
        return build("expect", (bound, of(bound)))

    def for_all(self, symbol: Node, sentence: Node) -> Node:
        return build("forall", (symbol, sentence))

    def there_is(self, symbol: Node, sentence: Node) -> Node:
        return build("exists", (symbol, sentence))

    def _fresh(self, base: str, sort: str, domain: str = "") -> Node:
        base, k = base.split("#")[0], 1
        while f"{base}#{k}" in self._names:
            k += 1
        return self._symbol(f"{base}#{k}", sort, domain)


def _real(value: Node | Number) -> Node:
    return lift(value, REAL)


def eq(a: Node, b: Node | Number) -> Node:
    """a = b, of reals or of vectors; the number 0 stands for the zero vector too."""
    if a.sort.kind == "vec" and b == 0:
        b = build("zero", (), a.sort.spaces)
    return build("eq", (_real(a), _real(b)))


def ne(a: Node, b: Node | Number) -> Node:
    return build("not", (eq(a, b),))


def le(a: Node | Number, b: Node | Number) -> Node:
    return build("le", (_real(a), _real(b)))


def lt(a: Node | Number, b: Node | Number) -> Node:
    return build("lt", (_real(a), _real(b)))


def both(*sentences: Node) -> Node:
    return build("and", sentences)


def either(*sentences: Node) -> Node:
    return build("or", sentences)


def implies(a: Node, b: Node) -> Node:
    return build("implies", (a, b))


def sqrt(x: Node | Number) -> Node:
    return build("sqrt", (_real(x),))


def absolute(x: Node) -> Node:
    return build("abs", (x,))


def maximum(*terms: Node) -> Node:
    return build("max", terms)


def log(x: Node | Number, base: Number | None = None) -> Node:
    """The natural logarithm, or the one to a base."""
    natural = build("log", (_real(x),))
    return natural if base is None else natural / build("log", (num(base),))


def exp(x: Node | Number) -> Node:
    """The exponential function."""
    return build("exp", (_real(x),))


def pi() -> Node:
    """The number pi."""
    return build("pi")


def cos(x: Node | Number) -> Node:
    return build("cos", (_real(x),))


def sin(x: Node | Number) -> Node:
    return build("sin", (_real(x),))


def norm(v: Node, metric: Node | None = None) -> Node:
    """The Euclidean norm, or the norm <v, H v>^(1/2) of a positive definite map."""
    return sqrt(v @ v if metric is None else v @ (metric @ v))


def norm2(v: Node, metric: Node | None = None) -> Node:
    """The squared norm."""
    return v @ v if metric is None else v @ (metric @ v)


def eigmin(operator: Node) -> Node:
    return build("eigmin", (operator,))


def eigmax(operator: Node) -> Node:
    return build("eigmax", (operator,))


def spectral_radius(operator: Node) -> Node:
    """The largest absolute value of an eigenvalue of a self-adjoint map."""
    return build("radius", (operator,))


def trace(operator: Node) -> Node:
    """The trace of a map of a space to itself."""
    return build("trace", (operator,))


def oblique_mean(operator: Node) -> Node:
    """E ln (t^2 |H(u - t w)|^2), t = w'Hu/w'Hw, for independent w and u, uniform on the unit sphere.

    H is a positive definite symbol or the identity, of a space of dimension 2 or more: in dimension 1 the argument of
    the logarithm is 0. Above that it vanishes on a null set only, and the mean is finite.
    """
    return build("oblique", (operator,))


def identity(space: str) -> Node:
    return build("identity", (), (space,))


def ones(space: str) -> Node:
    """The all-ones vector of a batch."""
    return build("ones", (), (space,))


def zero(space: str) -> Node:
    """The zero vector."""
    return build("zero", (), (space,))


def basis(space: str, index: Node) -> Node:
    """The basis vector e_i."""
    return build("basis", (index,), (space,))


def stack(*vectors: Node) -> Node:
    """Vectors as one vector of the direct sum of their spaces."""
    total = "+".join(v.sort.spaces[0] for v in vectors)
    return build("vadd", tuple(injection(total, k) @ v for k, v in enumerate(vectors, 1)))


def injection(total: str, summand: int) -> Node:
    """The map of a summand (1, 2, ...) into a direct sum `a+b+c`; its adjoint is the projection."""
    return build("inject", (), (total, str(summand)))


def dim(space: str) -> Node:
    """The dimension of a space, as a real number."""
    return build("dim", (), (space,))


def gradient(function: Node, at: Node) -> Node:
    """The gradient of a function symbol."""
    from bnproof.statement.calculus import gradient_at

    return gradient_at(function, at)
