"""Instances of Cai, Li and Shen, with the array formulas there."""

import numpy as np
from transcription.formulas import cai as f
from transcription.formulas import numerics
from transcription.instances import Case, Printed, Side, magnitude, plain, relation, signed, spd, step_size, vector
from transcription.laws import Law

from bnproof.interpret.instance import Instance, Sequence

norm = np.linalg.norm


def eq3a(rng, d, variant, centred=True):
    o = Law(rng, d, centred)
    size = abs(o.a) + abs(o.eps_a) * (o.y_norm + abs(o.a))
    sides = f.cai_eq3a(o.x, o.y, o.p, o.a, o.w, o.eps_a)
    instance = Instance(o.dims, {**o.values, "eps_a": o.eps_a})
    return Case(instance, (relation("eq", *sides, size),), size=o.size)


def eq3w(rng, d, variant, centred=True):
    o = Law(rng, d, centred)
    size = norm(o.w) + abs(o.eps * o.a) / f.sigma_of(o.H, o.w) * norm(o.g)
    sides = f.cai_eq3w(o.x, o.y, o.p, o.a, o.w, o.eps)
    instance = Instance(o.dims, {**o.values, "eps": o.eps})
    return Case(instance, (relation("eq", *sides, size),), size=o.size)


def orth(rng, d, variant, centred=True):
    """w and the gradient are compared as well: their product is 0 for many a wrong gradient."""
    o = Law(rng, d, centred)
    left, right = f.cai_orth(o.x, o.y, o.p, o.a, o.w)
    gradient = numerics.complex_gradient(lambda v: f.cai_J(o.x, o.y, o.p, o.a, v), o.w)
    size = abs(o.a) / f.sigma_of(o.H, o.w) * norm(o.g)
    factors = Side(o.w), Side(gradient, size)
    printed = Printed("eq", Side(left, norm(o.w) * size, factors), Side(right))
    return Case(Instance(o.dims, o.values), (printed,), size=o.size)


class State:
    """H, u, a state (a, w) and steps of the size at which (3) neither stalls nor blows up."""

    def __init__(self, rng, d):
        h, u, w = (magnitude(rng) for _ in range(3))
        self.H, self.u, self.w = spd(rng, d, h), vector(rng, d, u), vector(rng, d, w)
        self.a = np.sqrt(h) * u * signed(rng)
        self.eps, self.eps_a = w**2 / (u**2 * h) * step_size(rng), step_size(rng)
        self.g = self.H @ self.u
        self.coefficient = (self.w @ self.g) / f.sigma_of(self.H, self.w) ** 2
        self.w_next = f.step_w(self.H, self.g, self.a, self.w, self.eps)
        self.moved = norm(self.u) + abs(self.coefficient) * norm(self.w_next)
        self.dims = {"d": d}
        self.values = {"H": plain(self.H), "u": plain(self.u), "a": self.a, "w": plain(self.w)}
        self.values["eps"] = self.eps

    @property
    def instance(self):
        return Instance(self.dims, self.values)


def eq4(rng, d, variant):
    o = State(rng, d)
    left, right = f.cai_eq4(o.H, o.u, o.a, o.w, o.eps)
    rate = abs(f.eps_hat_of(o.H, o.g, o.a, o.w, o.eps))
    size = (1 + rate * norm(o.H, 2)) * (norm(o.u) + abs(o.coefficient) * norm(o.w))
    return Case(o.instance, (Printed("eq", Side(left, o.moved), Side(right, size)),))


def projection(rng, d, variant):
    """Both printed forms; then a map that is linear, idempotent, self-adjoint and fixes w."""
    o = State(rng, d)
    v, s = vector(rng, d, norm(o.u)), signed(rng)

    def project(x):
        return f.cai_projection(o.H, x, o.w)[0]

    def inner(x, y):
        return x @ o.H @ y

    size, lengths = norm(o.u) + abs(s) * norm(v), numerics.norm_in(o.H, o.u) * numerics.norm_in(o.H, v)
    printed = (
        relation("eq", *f.cai_projection(o.H, o.u, o.w), norm(o.u)),
        relation("eq", project(o.u + s * v), project(o.u) + s * project(v), size),
        relation("eq", project(project(o.u)), project(o.u), norm(o.u)),
        relation("eq", inner(project(o.u), v), inner(o.u, project(v)), lengths),
        relation("eq", project(o.w), o.w),
    )
    return Case(Instance(o.dims, {**o.values, "v": plain(v), "s": s}), printed)


def eq5a(rng, d, variant):
    o = State(rng, d)
    size = np.sqrt(norm(o.H, 2)) * o.moved
    sides = f.cai_eq5a(o.H, o.u, o.a, o.w, o.eps, o.eps_a)
    return Case(o.instance, (relation("le", *sides, size),))


def eq5b(rng, d, variant):
    o = State(rng, d)
    left, right = f.cai_eq5b(o.H, o.u, o.a, o.w, o.eps)
    rate = abs(f.eps_hat_of(o.H, o.g, o.a, o.w, o.eps))
    metric = np.sqrt(norm(o.H, 2))
    size = (1 + rate * norm(o.H, 2)) * metric * (norm(o.u) + abs(o.coefficient) * norm(o.w))
    return Case(o.instance, (Printed("le", Side(left, metric * o.moved), Side(right, size)),))


def scaling(rng, d, variant):
    """The orbits are those of the array formula: that they obey the hypotheses compares the iterations."""
    o = State(rng, d)
    K, r = int(rng.integers(0, 5)), signed(rng)
    r = abs(r) if variant == "r > 0" else r
    states = [f.cai_scaling(o.H, o.u, o.a, o.w, o.eps_a, o.eps, r, k) for k in range(K + 1)]
    a, w, b, v = zip(*states, strict=True)
    values = {"H": plain(o.H), "u": plain(o.u), "eps": o.eps, "eps_a": o.eps_a, "r": r, "K": K}
    orbits = {"a": a, "w": w, "b": b, "v": v}
    values |= {name: Sequence(tuple(plain(x) for x in orbit)) for name, orbit in orbits.items()}
    printed = relation("eq", b[K], a[K]), relation("eq", v[K], r * w[K])
    return Case(Instance(o.dims, values), printed, samples={"k": range(K)})


def norm_monotone(rng, d, variant):
    o = State(rng, d)
    sides = f.cai_norm_monotone(o.H, o.u, o.a, o.w, o.eps)
    op = {"non-decreasing": "le", "strictly increasing": "lt"}[variant]
    return Case(o.instance, (relation(op, *sides),))


def strict_saddles(rng, d, variant):
    """At a saddle or a minimum: J there and elsewhere, and the curvature of J along a line."""
    o = Law(rng, d + 1)
    if rng.integers(2):
        a, w = 0.0, o.w - (o.w @ o.g) / (o.g @ o.g) * o.g
    else:
        w = np.linalg.solve(o.H, o.g) * signed(rng)
        a = (w @ o.g) / f.sigma_of(o.H, w)
    b, v, alpha, x = o.y_norm * signed(rng), vector(rng, d + 1), o.y_norm * signed(rng), vector(rng, d + 1, norm(w))

    def slope(t):
        return numerics.complex_derivative(lambda s: f.cai_J(o.x, o.y, o.p, a + s * alpha, w + s * x), t)

    curvature = numerics.central_derivative(slope, 0.0, 0.1)
    values = {**o.values, "a": a, "w": plain(w), "b": b, "v": plain(v), "alpha": alpha, "x": plain(x)}
    printed = (
        relation("le", f.cai_J(o.x, o.y, o.p, a, w), f.cai_J(o.x, o.y, o.p, b, v)),
        relation("lt", curvature, 0.0, o.y_norm**2),
    )
    size = max(o.size, o.y_norm, norm(o.g) / norm(w))
    return Case(Instance(o.dims, values), printed, ("exists", "exists"), shape="0 or 1", tolerance=1e-8, size=size)


BUILDERS = {
    "cai-strict-saddles": strict_saddles,
    "cai-eq3a": eq3a,
    "cai-eq3w": eq3w,
    "cai-orth": orth,
    "cai-eq4": eq4,
    "cai-projection": projection,
    "cai-eq5a": eq5a,
    "cai-eq5b": eq5b,
    "cai-scaling": scaling,
    "cai-norm-monotone": norm_monotone,
}
# For r > 0 the corrected form is the printed one.
SAME = {("cai-scaling", "r > 0", "a changes sign with r")}
