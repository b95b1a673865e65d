"""Instances of Arora, Li and Lyu, with the array formulas there."""

import numpy as np
from transcription.formulas import arora as f
from transcription.formulas import numerics
from transcription.instances import (
    CENTRAL_DIFFERENCE,
    Case,
    Printed,
    Side,
    magnitude,
    plain,
    relation,
    signed,
    step_size,
    vector,
)
from transcription.losses import ScaleInvariant

from bnproof.interpret.instance import Instance, Sequence

norm = np.linalg.norm


def loss(rng, d):
    F, w = ScaleInvariant(rng, d), vector(rng, d, magnitude(rng))
    samples = {"c": [magnitude(rng) for _ in range(3)]}
    samples["x"] = samples["y"] = [plain(vector(rng, d)) for _ in range(3)]
    values = {"F": F.term, "w": plain(w)}
    return F, w, values, {"samples": samples, "tolerance": CENTRAL_DIFFERENCE, "size": F.size}


def lemma2_4_1(rng, d, variant):
    """w and the gradient are compared as well: their product is 0 for many a wrong gradient."""
    F, w, values, options = loss(rng, d)
    left, right = f.arora_lemma2_4_1(F, w)
    factors = Side(w), Side(numerics.central_gradient(F, w), F.size / norm(w))
    printed = Printed("eq", Side(left, F.size, factors), Side(right))
    return Case(Instance({"d": d}, values), (printed,), **options)


def lemma2_4_2(rng, d, variant):
    F, w, values, options = loss(rng, d)
    eta = 3 * w @ w / F.size * step_size(rng)
    left, middle, right = f.arora_lemma2_4_2(F, w, eta)
    instance = Instance({"d": d}, {**values, "eta": eta})
    return Case(instance, (relation("eq", left, middle), relation("eq", middle, right)), **options)


def thm2_5_eq9(rng, d, variant):
    F, w, values, options = loss(rng, d)
    eta = 3 * w @ w / F.size * step_size(rng)
    v, right_v, G, right_G = f.arora_thm2_5_eq9(F, w, eta)
    instance = Instance({"d": d}, {**values, "eta": eta})
    return Case(instance, (relation("eq", v, right_v), relation("eq", G, right_G)), **options)


def two_starts(rng, d, variant="C > 0"):
    """A start w and C w, and learning rates for both."""
    F, w, values, options = loss(rng, d)
    C = {"C > 0": step_size, "C != 0": signed}[variant](rng)
    eta = 3 * C**2 * (w @ w) / F.size * step_size(rng)
    return F, w, eta, C, {**values, "eta": eta, "C": C}, options


def C2_equivalence(rng, d, variant):
    """The array formula gives the direction of the left side, and that of which the right side is C times."""
    F, w, eta, C, values, options = two_starts(rng, d, variant)
    left, right = f.arora_C2_equivalence(F, w, eta, C, 1)
    sides = Side(left, through=f.unit), Side(right, through=lambda x: f.unit(np.asarray(x) / C))
    return Case(Instance({"d": d}, values), (Printed("eq", *sides),), **options)


def lemmaA_1_eq18(rng, d, variant):
    """L is far above what the second derivative of F needs; v and s stand for all directions and vectors."""
    F, w, values, options = loss(rng, d)
    L = F.size * rng.uniform(10, 20)
    options["samples"] |= {"v": [plain(f.unit(vector(rng, d))) for _ in range(3)]}
    options["samples"] |= {"s": [plain(vector(rng, d, magnitude(rng))) for _ in range(3)]}
    printed = relation("le", *f.arora_lemmaA_1_eq18(F, w, L), F.size / norm(w))
    return Case(Instance({"d": d}, {**values, "L": L}), (printed,), **options)


def grad_z(rng, d, variant):
    B = int(rng.integers(1, 6))
    x_scale = magnitude(rng)
    x = x_scale * (rng.normal(size=(B, d)) + rng.normal(size=d))
    w, eps = vector(rng, d, magnitude(rng)), x_scale**2 * magnitude(rng, 1)
    gamma, beta = signed(rng), signed(rng)
    b, b2 = (int(i) for i in rng.integers(0, B, 2))
    length = f.smoothed_norm(x, w, eps)
    deviation = max(abs((x - x.mean(axis=0)) @ w)) / length
    size = abs(gamma) * norm(w) / length * (1 + 2 / B * deviation**2)
    values = {"X": plain(x), "w": plain(w), "eps": eps, "gamma": gamma, "beta": beta}
    values |= {"b": b + 1, "b'": b2 + 1}
    printed = relation("eq", *f.arora_C1_grad_z(x, w, eps, gamma, beta, b, b2), size)
    return Case(Instance({"d": d, "B": B}, values), (printed,))


def lemmaB_1(rng, d, variant):
    T = int(rng.integers(1, 7))
    a = magnitude(rng) * rng.uniform(0.1, 1, T + 1) * np.append(1, rng.integers(0, 3, T))
    B = float(max(a) * rng.uniform(1, 2))
    values = {"a": Sequence(plain(a), 0.0), "B": B, "T": T}
    return Case(Instance({}, values), (relation("le", *f.arora_lemmaB_1(a, B)),), samples={"t": range(T + 3)})


BUILDERS = {
    "arora-lemma2.4-1": lemma2_4_1,
    "arora-lemma2.4-2": lemma2_4_2,
    "arora-thm2.5-eq9": thm2_5_eq9,
    "arora-C2-equivalence": C2_equivalence,
    "arora-lemmaA.1-eq18": lemmaA_1_eq18,
    "arora-C1-grad-z": grad_z,
    "arora-lemmaB.1": lemmaB_1,
}
# The shift beta drops out of the derivative.
IDLE = {("arora-C1-grad-z", "printed", "beta")}
