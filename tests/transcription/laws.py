"""Random finite laws of data and of batches; normal laws with a loss, and what both documents say of them."""

from fractions import Fraction
from itertools import permutations, product

import numpy as np
from transcription.formulas import numerics
from transcription.formulas.halfspaces import gradient_and_print
from transcription.instances import Case, magnitude, plain, relation, signed, step_size, vector

from bnproof.interpret.instance import Instance, Lambda
from bnproof.statement.nodes import build, num

norm = np.linalg.norm


class Law:
    """A finite law of (x, y), a state (a, w) and steps; `values` has the law as vectors of L2."""

    def __init__(self, rng, d, centred=True):
        n = d + int(rng.integers(1, 5))
        p = rng.uniform(0.5, 1.5, n)
        self.p = p / p.sum()
        x_scale, y_scale, w_scale = (magnitude(rng) for _ in range(3))
        x = x_scale * (rng.normal(size=(n, d)) + rng.normal(size=d))
        self.x = x - self.p @ x if centred else x
        self.y = y_scale * (rng.normal(size=n) + signed(rng))
        self.a, self.w = y_scale * signed(rng), vector(rng, d, w_scale)
        self.eps_a, self.eps = step_size(rng), (w_scale / y_scale) ** 2 * step_size(rng)
        self.H, self.g = numerics.second_moment(self.x, self.p), numerics.cross_moment(self.x, self.y, self.p)
        self.y_norm = float(np.sqrt(self.p @ self.y**2))
        self.dims = {"d": d, "L2": n}
        root = np.sqrt(self.p)
        law = {"X": plain(root[:, None] * self.x), "y": plain(root * self.y), "one": plain(root)}
        self.values = {**law, "a": self.a, "w": plain(self.w)}
        self.size = float(norm(root[:, None] * self.x))


class Halfspace:
    """z ~ N(u, A A^T), of full rank or not, a polynomial loss of z^T w, and S = E[z z^T]."""

    def __init__(self, rng, d, rank=None):
        k = rank or int(rng.integers(1, d + 2))
        scale = magnitude(rng, 0.5)
        self.u, self.w = vector(rng, d, scale), vector(rng, d, 1 / scale)
        self.A = scale * rng.uniform(0.2, 1.0) * rng.normal(size=(d, k))
        self.S = self.A @ self.A.T + np.outer(self.u, self.u)
        self.c = np.array([signed(rng) for _ in range(4)])
        t = build("sym", (), ("t", "real", ""))
        terms = [num(str(Fraction(float(c)))) * t**p for p, c in enumerate(self.c, 1)]
        values = {"u": plain(self.u), "w": plain(self.w), "A": plain(self.A), "phi": Lambda(t, sum(terms))}
        self.instance = Instance({"d": d, "k": k}, values)
        spread = norm(self.A.T @ self.w) + abs(self.u @ self.w)
        self.size = float(100 * (1 + spread) ** 3 * norm(self.S) * norm(self.w))

    def slope(self, q):
        return sum(p * c * q ** (p - 1) for p, c in enumerate(self.c, 1))

    def curvature(self, q):
        return sum(p * (p - 1) * c * q ** (p - 2) for p, c in enumerate(self.c, 1) if p > 1)


def gradient_of_halfspace(rng, d, variant):
    """A builder: the gradient of the expected loss."""
    o = Halfspace(rng, d)
    printed = relation("eq", *gradient_and_print(o.slope, o.curvature, o.S, o.u, o.w), o.size)
    return Case(o.instance, (printed,))


def on_the_line(distance):
    """A builder: a critical point and its squared distance, by the formula, from a multiple of S^-1 u."""

    def build_case(rng, d, variant):
        law = critical_point(rng, d)
        printed = relation("eq", distance(law.S, law.u, law.w, law.g), 0.0, law.distance)
        return Case(law.instance, (printed,), ("exists",), law.samples, size=law.size)

    return build_case


def critical_point(rng, d):
    """Of a quadratic loss, whose critical point w is known; or of one with E[phi'(q)] = E[phi''(q)] = 0 there.

    g is not the multiple that w is of S^-1 u; `distance` and `size` are what rounding is measured against.
    """
    o, v, t = Halfspace(rng, d, rank=d + 1), vector(rng, d), build("sym", (), ("t", "real", ""))
    o.g = signed(rng)
    if rng.integers(2):
        o.w = vector(rng, d)
        o.u, o.A = o.u - (o.u @ o.w) / (o.w @ o.w) * o.w, o.A / norm(o.A.T @ o.w)
        o.S, loss = o.A @ o.A.T + np.outer(o.u, o.u), (t**2 - 3) ** 2
    else:
        b = signed(rng)
        o.w, loss = b * np.linalg.solve(o.S, o.u), 3 * t**2 - num(str(Fraction(6 * b))) * t
    values = {"phi": Lambda(t, loss), "S": plain((o.S + o.S.T) / 2), "g": o.g}
    o.instance = Instance(o.instance.dims, values | {"A": plain(o.A), "u": plain(o.u), "w": plain(o.w)})
    o.distance = float(norm(o.w) ** 2 + norm(o.g * np.linalg.solve(o.S, o.u)) ** 2)
    o.samples = {"v": [list(plain(x)) for x in (v, o.w)]}
    o.size = 100 * float(norm(o.S) * (norm(o.w) + norm(v)) + norm(o.u))
    return o


def batches(rng, m, replaced=True):
    """A finite law of numbers, and m draws from it as random variables: with their joint law, or without replacement.

    Returns the numbers, their probabilities, and the vectors of L2.
    """
    n = 2 if replaced else m + int(rng.integers(0, 2))
    numbers = magnitude(rng) * (rng.normal(size=n) + signed(rng))
    p = rng.uniform(0.5, 1.5, n)
    p = p / p.sum() if replaced else np.full(n, 1 / n)
    outcomes = np.array(list(product(range(n), repeat=m) if replaced else permutations(range(n), m)))
    chances = np.prod(p[outcomes], axis=1) if replaced else np.full(len(outcomes), 1 / len(outcomes))
    root = np.sqrt(chances)
    law = {"X": plain(root[:, None] * numbers[outcomes]), "one": plain(root)}
    x = plain(root * numbers[outcomes[:, 0]]) if replaced else plain(numbers)
    return numbers, p, law | {"x": x}
