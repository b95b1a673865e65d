"""Instances of the Wikipedia article, with the array formulas there."""

import numpy as np
from transcription.formulas import halfspaces, kohler, numerics
from transcription.formulas import wiki as f
from transcription.instances import (
    CENTRAL_DIFFERENCE,
    Case,
    Printed,
    Side,
    magnitude,
    plain,
    relation,
    signed,
    spd,
    vector,
)
from transcription.laws import batches, gradient_of_halfspace, on_the_line
from transcription.losses import BatchLoss

from bnproof.interpret.instance import Instance

norm = np.linalg.norm


class Batch:
    """A batch, the parameters of its normalisation, a loss, and sizes for rounding."""

    def __init__(self, rng, d):
        self.m = d + int(rng.choice([0, 2]))
        scale = magnitude(rng)
        self.x, self.eps = scale * (rng.normal(size=self.m) + rng.normal()), scale**2 * magnitude(rng, 1)
        self.gamma, self.beta, self.i = signed(rng), signed(rng), int(rng.integers(0, self.m))
        self.loss = BatchLoss(rng, self.m)
        mu = f.wiki_mean(self.x)
        self.deviation = np.sqrt(f.wiki_variance(self.x, mu) + self.eps)
        x_hat = f.wiki_xhat(self.x, self.eps)
        self.slope = norm(numerics.central_gradient(self.loss, self.gamma * x_hat + self.beta))  # by y
        self.by_x_hat = abs(self.gamma) * self.slope

    def instance(self, **index):
        values = {"x": plain(self.x), "l": self.loss.term}
        values |= {"gamma": self.gamma, "beta": self.beta, "eps": self.eps}
        return Instance({"m": self.m}, values | index)


def by_input(formula, size):
    """A builder for the derivative of the loss by one of m numbers."""

    def build(rng, d, variant):
        o = Batch(rng, d)
        printed = relation("eq", *formula(o.loss, o.x, o.gamma, o.beta, o.eps, o.i), size(o))
        return Case(o.instance(i=o.i + 1), (printed,), tolerance=CENTRAL_DIFFERENCE)

    return build


def by_number(formula, size):
    """A builder for the derivative of the loss by a number that all of the batch shares."""

    def build(rng, d, variant):
        o = Batch(rng, d)
        printed = relation("eq", *formula(o.loss, o.x, o.gamma, o.beta, o.eps), size(o))
        return Case(o.instance(), (printed,), tolerance=CENTRAL_DIFFERENCE)

    return build


def better_init(rng, d, variant):
    """The optima of the normalised network are k W* with k > 0."""
    scale = magnitude(rng)
    W0, W, k = vector(rng, d, scale * magnitude(rng, 0.5)), vector(rng, d, scale), abs(signed(rng))
    size = (norm(W0) + (1 + k) * norm(W)) ** 2
    printed = relation("le", *f.wiki_better_init(W0, W, k * W), size)
    quantifiers = {"every optimum": (), "some optimum": ("exists",)}[variant]
    return Case(Instance({"d": d}, {"W0": plain(W0), "W": plain(W), "k": k}), (printed,), quantifiers)


def ols_reparametrized(rng, d, variant):
    """Of the sizes at which both terms of the objective matter, and both of the printed denominator.

    Read as an equation of least values, the left side is the least value of the objective, found numerically.
    """
    S, u, w = spd(rng, d, magnitude(rng)), vector(rng, d, magnitude(rng)), vector(rng, d)
    best = np.sqrt(-kohler.kohler_rho_min(S, u))
    gamma = best * signed(rng)
    w *= gamma**2 * magnitude(rng, 0.5) / numerics.norm_in(S, w)
    values = {"S": plain(S), "u": plain(u), "w": plain(w), "gamma": gamma}
    sides = f.wiki_ols_reparametrized(S, u, w, gamma)
    size = 2 * abs(gamma) * best + gamma**2
    if variant == "minimum":
        return Case(Instance({"d": d}, values), (relation("le", kohler.kohler_rho_min(S, u), sides[1], size),))
    return Case(Instance({"d": d}, values), (relation("eq", *sides, size),))


def smooth_gradient_bound(rng, d, variant):
    """With m = 2 the left side vanishes: the gradient is a combination of 1 and y_hat."""
    m = d + 1
    y = magnitude(rng) * (rng.normal(size=m) + rng.normal())
    gamma, beta, loss = signed(rng), signed(rng), BatchLoss(rng, m)
    left, at_z, at_y = f.wiki_smooth_gradient_bound(loss, y, gamma, beta)
    z = gamma * f.wiki_xhat(y, 0.0) + beta
    size_z, size_y = ((gamma / np.std(y)) ** 2 * norm(numerics.central_gradient(loss, v)) ** 2 for v in (z, y))
    right = {"gradient at z": Side(at_z, size_z), "gradient at y": Side(at_y, size_y)}[variant]
    values = {"y": plain(y), "gamma": gamma, "beta": beta, "L": loss.term}
    printed = Printed("le", Side(left, size_z), right)
    return Case(Instance({"m": m}, values), (printed,), tolerance=CENTRAL_DIFFERENCE)


def pop_var(rng, d, variant):
    """Of batches of two numbers and more."""
    m = d + 1
    if variant == "parts of the training set":
        X = magnitude(rng) * (rng.normal(size=(d, m)) + signed(rng))
        printed = relation("eq", *f.wiki_pop_var_parts(X), float(np.mean(X**2)))
        return Case(Instance({"k": d, "m": m}, {"X": plain(X)}), (printed,))
    replaced = variant == "independent draws"
    numbers, p, values = batches(rng, m, replaced)
    sides = f.wiki_pop_var(numbers, p, m) if replaced else f.wiki_pop_var_subsets(numbers, m)
    dims = {"m": m, "L2": len(values["one"])} | ({} if replaced else {"N": len(numbers)})
    size = float(np.max(numbers**2))
    samples = {"z": [list(plain(rng.normal(size=m))) for _ in range(3)]}
    return Case(Instance(dims, values), (relation("eq", *sides, size),), samples=samples, size=np.sqrt(size))


BUILDERS = {
    "wiki-dl-dxhat": by_input(f.wiki_dl_dxhat, lambda o: o.by_x_hat),
    "wiki-dl-dgamma": by_number(f.wiki_dl_dgamma, lambda o: o.slope * np.sqrt(o.m)),
    "wiki-dl-dbeta": by_number(f.wiki_dl_dbeta, lambda o: o.slope * np.sqrt(o.m)),
    "wiki-dl-dsigma2": by_number(f.wiki_dl_dsigma2, lambda o: o.by_x_hat * np.sqrt(o.m) / o.deviation**2),
    "wiki-dl-dmu": by_number(f.wiki_dl_dmu, lambda o: o.by_x_hat * np.sqrt(o.m) / o.deviation),
    "wiki-dl-dx": by_input(f.wiki_dl_dx, lambda o: o.by_x_hat / o.deviation),
    "wiki-better-init": better_init,
    "wiki-ols-reparametrized": ols_reparametrized,
    "wiki-smooth-gradient-bound": smooth_gradient_bound,
    "wiki-lh-gradient": gradient_of_halfspace,
    "wiki-lh-critical-points": on_the_line(halfspaces.wiki_lh_critical_points),
    "wiki-pop-var": pop_var,
}
