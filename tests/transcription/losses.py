"""Random smooth functions, each as an array function and as a term."""

from fractions import Fraction
from functools import reduce

import numpy as np
from transcription.instances import magnitude, signed, vector

from bnproof.interpret.instance import Lambda
from bnproof.statement.builder import basis, injection, log
from bnproof.statement.builder import norm as norm_of
from bnproof.statement.nodes import Node, build, lift, num
from bnproof.statement.sorts import INT

TOTAL = "d+e+p"  # two weights and further parameters
norm = np.linalg.norm


def point(space: str) -> Node:
    """The argument of a function of a vector."""
    return build("sym", (), ("z", f"vec[{space}]", ""))


def constant(space: str, values: np.ndarray) -> Node:
    """A vector of given numbers as a term."""
    first, *rest = (num(Fraction(float(v))) * basis(space, lift(i, INT)) for i, v in enumerate(values, 1))
    return sum(rest, first)


class BatchLoss:
    """A smooth function of a batch, as an array function and as a term."""

    def __init__(self, rng, m):
        self.p, self.q = vector(rng, m), vector(rng, m)
        self.c = magnitude(rng) * np.array([signed(rng) for _ in range(3)])

    def __call__(self, y):
        return float(self.c @ [self.p @ y, (self.q @ y) ** 3, np.log(4 + y @ y)])

    @property
    def term(self):
        z, p, q = point("m"), constant("m", self.p), constant("m", self.q)
        c0, c1, c2 = self.c
        return Lambda(z, c0 * (p @ z) + c1 * (q @ z) ** 3 + c2 * log(num(4) + z @ z))


class ScaleInvariant:
    """A function of the direction of a vector, as an array function and as a term."""

    def __init__(self, rng, d):
        self.p, self.q = vector(rng, d), vector(rng, d)
        self.c = magnitude(rng) * np.array([signed(rng) for _ in range(3)])
        self.size = float(np.abs(self.c) @ [self.p @ self.p, np.log1p(self.q @ self.q), norm(self.q)])

    def __call__(self, x):
        square = x @ x
        terms = [
            (self.p @ x) ** 2 / square,
            np.log(1 + (self.q @ x) ** 2 / square),
            self.q @ x / np.sqrt(square),
        ]
        return float(self.c @ terms)

    @property
    def term(self):
        z, p, q = point("d"), constant("d", self.p), constant("d", self.q)
        c0, c1, c2 = self.c
        ratio = (p @ z) ** 2 / (z @ z)
        return Lambda(z, c0 * ratio + c1 * log(num(1) + (q @ z) ** 2 / (z @ z)) + c2 * ((q @ z) / norm_of(z)))


class TwoWeights:
    """A function of the directions of two vectors and of a third vector, as an array function and as a term."""

    def __init__(self, rng, dims):
        d, e, p = dims
        self.first, self.second = [vector(rng, d) for _ in range(2)], [vector(rng, e) for _ in range(2)]
        self.third = vector(rng, p, 0.5)
        self.c = magnitude(rng) * np.array([signed(rng) for _ in range(4)])
        largest = max(map(norm, (*self.first, *self.second, self.third, [1.0])))
        self.size = float(np.sum(np.abs(self.c)) * largest**4)

    def __call__(self, ws, g):
        (w, v), (p1, p2), (q1, q2), r = ws, self.first, self.second, self.third
        x, y, a, b, z = p1 @ w / norm(w), p2 @ w / norm(w), q1 @ v / norm(v), q2 @ v / norm(v), r @ g
        return float(self.c @ [x**2 * a + y, y * b * z, np.log(1 + x**2 + b**2), x * z**2 + a * z])

    @property
    def term(self):
        whole = point(TOTAL)
        w, v, g = (injection(TOTAL, k).T @ whole for k in (1, 2, 3))
        x, y = (constant("d", p) @ w / norm_of(w) for p in self.first)
        a, b = (constant("e", q) @ v / norm_of(v) for q in self.second)
        z = constant("p", self.third) @ g
        terms = [x**2 * a + y, y * b * z, log(1 + x**2 + b**2), x * z**2 + a * z]
        scaled = [num(str(float(c))) * t for c, t in zip(self.c, terms, strict=True)]
        return Lambda(whole, reduce(lambda s, t: s + t, scaled))
