"""Instances of Cai, Li and Shen on (7), (8), Definition 3 and Proposition 4, with array formulas and samples there."""

import numpy as np
from transcription.formulas import cai_insensitivity as f
from transcription.instances import Case, magnitude, plain, relation, spd

from bnproof.interpret.instance import Instance

SAMPLES = 20_000
SAMPLED = 0.1  # more than six standard errors


class Setting:
    """H in two dimensions or more, and samples of w0 and u."""

    def __init__(self, rng, d):
        self.d = d + 1
        self.H = spd(rng, self.d, magnitude(rng))
        self.w0, self.u = f.uniform(rng, SAMPLES, self.d), f.uniform(rng, SAMPLES, self.d)
        eigenvalues = np.linalg.eigvalsh(self.H)
        self.kappa = eigenvalues[-1] / eigenvalues[0]

    @property
    def omega(self):
        return f.cai_omega(self.H, self.w0, self.u)

    def case(self, *printed):
        return Case(Instance({"d": self.d}, {"H": plain(self.H)}), printed, tolerance=SAMPLED)


def eq7(rng, d, variant):
    o = Setting(rng, d)
    return o.case(relation("lt", 0.0, f.cai_beta_bar(o.H, o.w0, o.u)))


def def3(rng, d, variant):
    o = Setting(rng, d)
    return o.case(relation("lt", 0.0, o.omega))


def geometric_mean(rng, d, variant):
    o = Setting(rng, d)
    scaled = f.cai_beta0(o.H, o.w0, o.u) * f.cai_eps_max(o.H) ** 2
    return o.case(relation("eq", 1 / o.omega, float(np.exp(np.mean(np.log(scaled))))))


def eq8(rng, d, variant):
    """The bounds are ours: they say that C is positive, and 4 in the limit."""
    o = Setting(rng, d)
    C = f.cai_C(o.H)
    bounds = relation("lt", 4 / o.kappa, C), relation("lt", C, 4 * o.kappa**2)
    return Case(Instance({"d": o.d}, {"H": plain(o.H)}), bounds)


def prop4(rng, d, variant):
    o = Setting(rng, d)
    return o.case(relation("le", o.d / f.cai_C(o.H), o.omega))


def bounds(o):
    """7d/8 from below, 2 kappa^2 d from above: O(d) names no factors; these are ours."""
    return relation("le", 7 / 8 * o.d, o.omega), relation("le", o.omega, 2 * o.kappa**2 * o.d)


def order(rng, d, variant):
    o = Setting(rng, d)
    low, high = bounds(o)
    return o.case(high if variant == "at most" else low)


def growth(rng, d, variant):
    if variant == "within constant factors of d":
        o = Setting(rng, d)
        return o.case(*bounds(o))
    sides = []
    for k in (d + 1, d + 2):
        sides.append(f.cai_omega(np.eye(k), f.uniform(rng, SAMPLES, k), f.uniform(rng, SAMPLES, k)))
    values = {"H": plain(np.eye(d + 1))}  # which only the other reading speaks of
    return Case(Instance({"d": d + 1, "m": d + 2}, values), (relation("le", *sides),), tolerance=SAMPLED)


BUILDERS = {
    "cai-eq7": eq7,
    "cai-def3": def3,
    "cai-def3-average-prose": geometric_mean,
    "cai-eq8": eq8,
    "cai-prop4": prop4,
    "cai-omega-Od": order,
    "cai-linear-in-d": growth,
    "cai-table-4": growth,
    "slides-table-4": growth,
}
