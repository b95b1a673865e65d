"""Instances of Cai, Li and Shen on gradient descent and on H*, with the array formulas there."""

from itertools import pairwise

import numpy as np
from transcription.formulas import cai_descent as f
from transcription.formulas import numerics
from transcription.instances import Case, magnitude, plain, relation, signed, spd, step_size, vector
from transcription.laws import Law

from bnproof.interpret.instance import Instance

norm = np.linalg.norm


def eq1(rng, d, variant, centred=True):
    o = Law(rng, d, centred)
    eps = step_size(rng) / norm(o.H, 2)
    size = norm(o.w) + eps * (norm(o.g) + norm(o.H, 2) * norm(o.w))
    values = {name: o.values[name] for name in ("X", "y", "one", "w")}
    sides = f.cai_eq1(o.x, o.y, o.p, o.w, eps)
    return Case(Instance(o.dims, {**values, "eps": eps}), (relation("eq", *sides, size),), size=o.size)


def eq2(rng, d, variant):
    h, u, w = (magnitude(rng) for _ in range(3))
    H, u, w, eps = spd(rng, d, h), vector(rng, d, u), vector(rng, d, w), step_size(rng) / h
    *euclidean, left, right = f.cai_eq2(H, u, w, eps)
    size = (1 + eps * norm(H, 2)) * (norm(u) + norm(w))
    printed = {
        "Euclidean norm": relation("le", *euclidean, size),
        "norm of H": relation("le", left, right, np.sqrt(norm(H, 2)) * size),
    }
    instance = Instance({"d": d}, {"H": plain(H), "u": plain(u), "w": plain(w), "eps": eps})
    return Case(instance, (printed[variant],))


def eps_opt(rng, d, variant):
    h = magnitude(rng)
    H, eps = spd(rng, d, h), step_size(rng) / h
    printed = relation("le", *f.cai_eps_opt(H, eps), 1 + eps * norm(H, 2))
    return Case(Instance({"d": d}, {"H": plain(H), "eps": eps}), (printed,))


class Deflation:
    """H, u, and the least and the largest eigenvalue of H* other than 0 with eigenvectors, in dimension d."""

    def __init__(self, rng, d):
        self.H, self.u = spd(rng, d, magnitude(rng)), vector(rng, d, magnitude(rng))
        star = f.cai_hstar(self.H, self.u)
        found, vectors = np.linalg.eigh((star + star.T) / 2)
        others = np.delete(np.arange(d), np.argmin(np.abs(found)))
        least, largest = (magnitude(rng) * vectors[:, others[k]] for k in (0, -1))
        low, high = f.cai_hstar_extremes(self.H, self.u)
        values = {"H": self.H, "u": self.u, "v": least, "z": largest, "low": low, "high": high}
        self.values = {name: plain(value) for name, value in values.items()}
        self.samples = {"x": [list(x) for x in (least, largest, vector(rng, d), vector(rng, d))]}
        self.size = norm(self.H, 2) * max(norm(least), norm(largest))

    def case(self, *printed, **further):
        values = {**self.values, **{name: plain(value) for name, value in further.items()}}
        return Case(Instance({"d": len(self.u)}, values), printed, samples=self.samples, size=self.size)


def interlacing(rng, d, variant):
    o = Deflation(rng, d + 1)
    four = f.cai_interlacing(o.H, o.u)
    return o.case(*(relation("le", *pair) for pair in pairwise(four)))


def rhostar(rng, d, variant):
    o = Deflation(rng, d + 1)
    rate = signed(rng) / norm(o.H, 2)
    return o.case(relation("le", *f.cai_rhostar(o.H, o.u, rate), 1 + abs(rate) * norm(o.H, 2)), rate=rate)


def eq6(rng, d, variant):
    """From states at which the left side of the condition on delta is of the size of 1/4, so below 1."""
    o = Deflation(rng, d + 1)
    w, a = o.u + vector(rng, d + 1, norm(o.u) * rng.uniform(0.1, 2)), magnitude(rng) * signed(rng)
    scale = f.cai_thm2_condition(o.H, o.u, a, w, 1.0)
    eps = step_size(rng) / (4 * scale)
    delta = f.cai_thm2_condition(o.H, o.u, a, w, eps) + rng.choice([0.0, 0.1])
    sides = f.cai_thm2_eq6(o.H, o.u, a, w, eps, delta)
    return o.case(relation("le", *sides, numerics.norm_in(o.H, o.u)), w=w, a=a, eps=eps, delta=delta)


def two_sources(rng, d, variant):
    o = Deflation(rng, d + 1)
    low, least, largest, high = f.cai_interlacing(o.H, o.u)
    return o.case(relation({"no worse": "le"}.get(variant, "lt"), largest / least, high / low))


def faster(rng, d, variant):
    """Best-case rates: of H* at its own best learning rate, of H at any."""
    o = Deflation(rng, d + 1)
    _, least, largest, _ = f.cai_interlacing(o.H, o.u)
    eps = signed(rng) / norm(o.H, 2)
    best, _ = f.cai_rhostar(o.H, o.u, 2 / (least + largest))
    radius = numerics.spectral_radius(np.eye(d + 1) - eps * o.H)
    return o.case(relation({"at least as fast": "le"}.get(variant, "lt"), best, radius, 1), eps=eps)


BUILDERS = {
    "cai-two-sources": two_sources,
    "cai-faster-than-gd": faster,
    "cai-eq1": eq1,
    "cai-eq2": eq2,
    "cai-eps-opt": eps_opt,
    "cai-interlacing": interlacing,
    "cai-rhostar": rhostar,
    "cai-thm2-eq6": eq6,
}
# These differ in a hypothesis that nearly every H and u satisfy.
SAME = {
    ("cai-two-sources", "strictly better", "strictly, where the two differ"),
    ("cai-faster-than-gd", "strictly faster", "strictly, where H* is better conditioned"),
}
