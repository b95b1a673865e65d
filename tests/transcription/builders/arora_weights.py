"""Instances of Arora, Li and Lyu for several weights, with the array formulas there."""

from functools import reduce

import numpy as np
from transcription import formulas_more as more
from transcription.instances import (
    CENTRAL_DIFFERENCE,
    Case,
    Printed,
    Side,
    constant,
    magnitude,
    plain,
    point,
    relation,
    signed,
    vector,
)

from bnproof.interpret.instance import Instance, Lambda
from bnproof.statement.builder import injection, log
from bnproof.statement.builder import norm as norm_of
from bnproof.statement.nodes import num

TOTAL = "d+e+p"
SECOND_DIFFERENCE = 1e-7  # central differences of central differences
norm = np.linalg.norm


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


def loss(rng, d):
    """F, the weights and the other parameters, the instance, and how the rule is sampled."""
    dims = d, int(rng.integers(1, 4)), int(rng.integers(1, 4))
    F, g = TwoWeights(rng, dims), vector(rng, dims[2])
    ws = [vector(rng, n, magnitude(rng)) for n in dims[:2]]
    values = {"F": F.term, "w": plain(ws[0]), "v": plain(ws[1]), "g": plain(g)}
    samples = {name: [magnitude(rng) for _ in range(2)] for name in "ab"}
    samples |= {name: [plain(vector(rng, n)) for _ in range(2)] for name, n in zip("xyz", dims, strict=True)}
    return F, ws, g, Instance(dict(zip("dep", dims, strict=True)), values), {"samples": samples, "size": F.size}


def eq5(rng, d, variant):
    F, ws, g, instance, options = loss(rng, d)
    by_w, right_w, by_g, right_g = more.arora_eq5(F, ws, g, 0)
    printed = relation("eq", by_w, right_w, F.size / norm(ws[0])), relation("eq", by_g, right_g, F.size)
    return Case(instance, printed, **options, tolerance=CENTRAL_DIFFERENCE)


def along(rng, d, instance):
    """A vector, and the instance with it: the tree applies the second derivatives."""
    s = vector(rng, d)
    return s, Instance(instance.dims, {**instance.values, "s": plain(s)})


def hess_ww(rng, d, variant):
    """Rows in the second weight, columns in the first; then both in the first."""
    F, ws, g, instance, options = loss(rng, d)
    s, instance = along(rng, d, instance)
    printed = []
    for i in (1, 0):
        left, right = more.arora_hess_ww(F, ws, g, i, 0)
        printed.append(relation("eq", left @ s, right @ s, F.size * norm(s) / (norm(ws[i]) * norm(ws[0]))))
    return Case(instance, tuple(printed), **options, tolerance=SECOND_DIFFERENCE)


def hess_wg(rng, d, variant):
    """The array formula has a row for each coordinate of the weight, the tree maps the weight's space."""
    F, ws, g, instance, options = loss(rng, d)
    s, instance = along(rng, d, instance)
    left, right = more.arora_hess_wg(F, ws, g, 0, {"j another weight": 1, "j = i": 0}[variant])
    sizes = (F.size * norm(s) / norm(ws[0])) * max(1.0, *(1 / norm(w) for w in ws))
    printed = relation("eq", s @ left, s @ right, sizes)
    return Case(instance, (printed,), **options, tolerance=SECOND_DIFFERENCE)


def lemma3_2(rng, d, variant):
    """With bounds far above what the second derivatives of F need, and C_i from them as Lemma 3.2 says."""
    F, ws, g, instance, options = loss(rng, d)
    sizes = [instance.dims[space] for space in "dep"]
    largest = 2 * np.sqrt(sizes[2])
    L_11, L_12, L_22, L_1, L_2, L_g = 50 * F.size * (1 + largest) ** 2 * rng.uniform(1, 2, 6)
    c_g = float(rng.uniform(0.1, 0.9))
    eta_g = {"eta_g of section 3.1": 1, "eta_g of Theorem 3.1": 2}[variant] * (1 - c_g) / L_g
    eta_w = float(min(map(norm, ws)) ** 2 / F.size * rng.uniform(0.1, 1))
    C = [1 / 2 * (L_11 + L_12) + L_1**2 * 2 / (c_g * L_g), 1 / 2 * (L_12 + L_22) + L_2**2 * 2 / (c_g * L_g)]
    samples = options["samples"]
    samples["z"] = samples["z"][:1]  # second derivatives take long
    samples |= {f"{x}'": [plain(more.unit(samples[x][0]))] for x in "xy"}
    samples |= {f"s{j}{k}": [plain(vector(rng, sizes[k]))] for j in range(3) for k in range(j + 1)}
    bounds = {"L_11": L_11, "L_12": L_12, "L_22": L_22, "L_1": L_1, "L_2": L_2, "L_g": L_g}
    values = instance.values | bounds | {"c_g": c_g, "eta_w": eta_w, "eta_g": eta_g}
    left, right = more.arora_lemma3_2_eq12(F, ws, g, eta_w, eta_g, C, c_g)
    printed = Printed("eq", Side(left, F.size), Side(right))
    return Case(Instance(instance.dims, values), (printed,), **options, tolerance=CENTRAL_DIFFERENCE)


BUILDERS = {
    "arora-eq5-lemma2.2": eq5,
    "arora-hess-ww": hess_ww,
    "arora-hess-wg": hess_wg,
    "arora-lemma3.2-eq12": lemma3_2,
}
