"""Instances of Cai, Li and Shen on convergence, with the array formulas there."""

import re
from dataclasses import replace

import numpy as np
from transcription.builders.cai import State
from transcription.builders.cai_descent import Deflation
from transcription.formulas import cai, cai_descent, numerics
from transcription.formulas import cai_limits as f
from transcription.instances import Case, magnitude, plain, relation, signed, spd, step_size, vector

from bnproof.interpret.instance import Instance, Sequence

norm = np.linalg.norm
LIMIT = ("forall", "exists", "forall")  # tol, N, k
N, INDEX, LAST, ALL = 1, 2, 3, range(4)  # of the definition of a limit; along the orbits


def sequence(items):
    return Sequence(tuple(plain(x) for x in items))


def within(left, tol, size=0.0):
    """N <= k implies left < tol."""
    return relation("le", N, INDEX), relation("lt", left, tol, size)


class Run(State):
    """An orbit of (3), and the values of the symbols that bind in a limit."""

    def __init__(self, rng, d, eps_a=None):
        super().__init__(rng, d)
        self.eps_a = float(rng.uniform(0.2, 0.9)) if eps_a is None else eps_a
        self.orbit = f.bngd_run(self.H, self.u, self.a, self.w, self.eps_a, self.eps, 4)
        self.tol = step_size(rng)
        a, w = self.orbit
        self.values = {"H": plain(self.H), "u": plain(self.u), "eps": self.eps, "eps_a": self.eps_a}
        self.values |= {"a": sequence(a), "w": sequence(w), "tol#0": self.tol, "N#0": N, "k#0": INDEX}
        self.A, self.V = self.a * signed(rng), vector(rng, d, norm(self.w))
        self.ends = {"A": self.A, "V": plain(self.V)}

    def step(self, k=1):
        """(3) at k: 0 < |w_k|^2 implies both lines."""
        a, w = self.orbit
        size = norm(w[k]) + norm(w[k + 1])
        return (
            relation("lt", 0.0, w[k] @ w[k]),
            relation("eq", a[k + 1], a[k + 1]),
            relation("eq", w[k + 1], w[k + 1], size),
        )

    def goes_on(self):
        """w_K is not 0, so that (3), which divides by its norm, can go on."""
        w = self.orbit[1]
        return relation("lt", 0.0, w[LAST] @ w[LAST])

    def limit(self, kind="stationary"):
        """That (A, V) is of that kind, and |a_k - A| < tol, |w_k - V| < tol from N on."""
        a, w = self.orbit
        if kind == "stationary":
            slope_a, slope_w = f.cai_stationary(self.H, self.u, self.A, self.V)
            metric, size = norm(self.H, 2), abs(self.A) + np.sqrt(norm(self.H, 2)) * norm(self.u)
            steep = abs(self.A) / np.sqrt(self.V @ self.H @ self.V) * metric * norm(self.u)
            ends = relation("eq", slope_a, 0.0, size), relation("eq", slope_w, 0 * self.V, steep + norm(self.V))
        else:
            left, right, e = f.cai_minimizer(self.H, self.u, self.A, self.V)
            ends = relation("eq", left, right), relation("eq", e @ e, 0.0, norm(self.u) ** 2)
        near = within(abs(a[INDEX] - self.A), self.tol, abs(self.A))
        return *ends, *near, *within(norm(w[INDEX] - self.V), self.tol, norm(self.V))


def descent(H, u, w, eps, tol):
    """Gradient descent from w comes within tol of u."""
    orbit = f.gd_run(H, u, w, eps, 4)
    values = {"H": plain(H), "u": plain(u), "eps": eps, "w": sequence(orbit), "tol#0": tol, "N#0": N, "k#0": INDEX}
    printed = within(norm(orbit[INDEX] - u), tol, norm(u) + norm(w))
    return Case(Instance({"d": len(u)}, values), printed, LIMIT, samples={"k": ALL}, shape="0 implies 1")


def gd_conv_range(rng, d, variant):
    h = magnitude(rng)
    H, u, w, tol = spd(rng, d, h), vector(rng, d), vector(rng, d), step_size(rng)
    return descent(H, u, w, f.cai_gd_conv_range(H) * float(rng.uniform(0.2, 0.9)), tol)


def effective_lr(rng, d, variant, eps_a=None, along=False):
    """There are C and E with |eps_hat_k| <= C eps for eps < E, or <= C / eps for eps > E. `along`: w_0 is along u."""
    small = variant.startswith("C for")
    o, K, k = (
        Run(rng, d if small else d + 1, eps_a),
        int(rng.integers(2, 4)),
        1,
    )  # for d = 1 all weights are multiples of u
    if along:
        o.w = 2 * o.u
    a, w = o.orbit = f.bngd_run(o.H, o.u, o.a, o.w, o.eps_a, o.eps, 4)
    C, E = step_size(rng), o.eps * (2 if small else 1 / 2)
    values = {**o.values, "a": sequence(a), "w": sequence(w), "b": o.a, "v": plain(o.w)}
    values |= {"C": C, "E": E, "K": K, "k": k}
    ends = (o.eps, E) if small else (E, o.eps)
    bound = C * o.eps if small else C / o.eps
    printed = (
        relation("lt", *ends),
        *o.step(k),
        relation("eq", a[0], o.a),
        relation("eq", w[0], o.w),
        relation("le", f.cai_effective_lr(o.H, o.u, a[K], w[K], o.eps), bound),
    )
    bound_symbols = ("exists", "exists", "forall", "forall", "forall", "forall")  # C, E, eps, a, w and the k of (3)
    uniform = variant != "C for each k, any eps_a"
    quantifiers = (*bound_symbols, "forall") if uniform else ("forall", *bound_symbols)
    shape = "(0 and (1 implies (2 and 3)) and 4 and 5) implies 6"
    return Case(Instance(o.dims, values), printed, quantifiers, shape=shape)


def bngd_converges(rng, d, variant, eps_a=None):
    o = Run(rng, d, eps_a)
    shape = "0 and (1 and 2 and (3 implies 4) and (5 implies 6))"
    instance = Instance(o.dims, {**o.values, **o.ends, "K": LAST})
    printed = (o.goes_on(), *o.limit())
    return Case(instance, printed, ("exists", "exists", *LIMIT, *LIMIT), samples={"k": ALL}, shape=shape)


def bngd_to_minimizer(rng, d, variant):
    """Near (b, v) a start (c, x) from which every orbit converges to a global minimizer, eps_a = 1."""
    o = Run(rng, d, eps_a=1.0)
    b, v, tol = o.a + signed(rng), o.w + vector(rng, d), step_size(rng)
    a, w = o.orbit
    values = {**o.values, **o.ends, "b": b, "v": plain(v), "c": o.a, "x": plain(o.w), "tol": tol, "k": 1}
    del values["eps_a"]
    printed = (
        relation("lt", abs(o.a - b), tol, abs(b)),
        relation("lt", norm(o.w - v), tol, norm(v)),
        *o.step(),
        relation("eq", a[0], o.a),
        relation("eq", w[0], o.w),
        *o.limit("minimizer"),
    )
    quantifiers = ("exists", "exists", "forall", "forall", "forall", "exists", "exists", *LIMIT, *LIMIT)
    orbit, ends = "((2 implies (3 and 4)) and 5 and 6)", "(7 and 8 and (9 implies 10) and (11 implies 12))"
    return Case(Instance(o.dims, values), printed, quantifiers, shape=f"0 and 1 and ({orbit} implies {ends})")


def table(rng, d, variant):
    """GD for eps < E, away from u for eps > F, and BNGD."""
    o, eta, k = Run(rng, d), step_size(rng), 1
    E, F, tol = eta * step_size(rng), eta * step_size(rng), step_size(rng)
    v = f.gd_run(o.H, o.u, vector(rng, d), eta / norm(o.H, 2), 4)
    eta = eta / norm(o.H, 2)
    values = {**o.values, **o.ends, "eta": eta, "v": sequence(v), "E": E, "F": F, "tol": tol, "k": k, "K": LAST}
    size = (norm(o.u) + norm(v[0])) * 2 + norm(v[k])
    step = relation("eq", v[k + 1], v[k + 1], size)
    printed = (
        relation("lt", eta, E),
        step,
        *within(norm(v[INDEX] - o.u), o.tol, norm(o.u) + norm(v[0])),
        relation("lt", F, eta),
        step,
        relation("lt", 0.0, (v[0] - o.u) @ (v[0] - o.u), norm(o.u) ** 2 + norm(v[0]) ** 2),
        relation("le", tol, norm(v[k] - o.u), norm(o.u) + norm(v[k])),
        o.goes_on(),
        *o.limit(),
    )
    quantifiers = (
        *("exists", "forall", "forall", "forall", *LIMIT),  # E, eta, v, k
        *("exists", "forall", "forall", "forall", "exists", "forall"),  # F, eta, v, k, tol, k
        *("exists", "exists", *LIMIT, *LIMIT),  # A, V
    )
    gd = "((0 and 1) implies (2 implies 3)) and ((4 and 5 and 6) implies 7)"
    shape = f"{gd} and 8 and (9 and 10 and (11 implies 12) and (13 implies 14))"
    return Case(Instance(o.dims, values), printed, quantifiers, samples={"k": ALL}, shape=shape)


def eventually(rng, d, variant):
    o, delta = Run(rng, d, eps_a=step_size(rng)), step_size(rng)
    a, w = o.orbit
    left = cai_descent.cai_thm2_condition(o.H, o.u, a[INDEX], w[INDEX], o.eps)
    size = norm(o.H, 2) ** 1.5 * o.eps * abs(a[INDEX]) / (w[INDEX] @ o.H @ w[INDEX]) * norm(o.u)
    printed = (*o.limit("minimizer"), relation("le", N, INDEX), relation("le", left, delta, size))
    quantifiers = ("forall", "forall", "forall", *LIMIT, *LIMIT, "exists", "forall")
    shape = "(0 and 1 and (2 implies 3) and (4 implies 5)) implies (6 implies 7)"
    instance = Instance(o.dims, {**o.values, **o.ends, "delta": delta})
    return Case(instance, printed, quantifiers, samples={"k": ALL}, shape=shape)


def linear(rng, d, variant, step=1.0):
    """From dimension 2 on, with the eigenpairs of H* that belong to lambda*_min and lambda*_max; no orbit with another
    `step`."""
    o, star = Run(rng, d + 1, eps_a=step_size(rng)), Deflation(rng, d + 1)
    o.H, o.u = star.H, star.u
    o.orbit = a, w = f.bngd_run(o.H, o.u, o.a, o.w, o.eps_a, step * o.eps, 4)
    rate, q, C, K, tol = step_size(rng), step_size(rng), step_size(rng), 3, step_size(rng)
    values = {**o.values, **o.ends, **star.values, "a": sequence(a), "w": sequence(w)}
    values |= {"rate": rate, "q": q, "C": C, "K": K, "tol": tol}
    residual, largest = f.cai_thm2_linear(o.H, o.u, w[K])
    scale, weights = (abs(a[K] - o.A), abs(a[K]) + abs(o.A)), (norm(w[K] - o.V), norm(w[K]) + norm(o.V))
    sizes = {
        "of the residual e_k in the norm of H, as in (6)": [(residual, np.sqrt(norm(o.H, 2)) * norm(o.u))],
        "of the weights w_k": [weights],
        "of (a_k, w_k)": [scale, weights],
    }[variant]
    hat = cai.eps_hat_of(o.H, o.H @ o.u, a[INDEX], w[INDEX], o.eps)
    printed = (
        *o.limit("minimizer"),
        relation("le", N, INDEX),
        relation("lt", 0.0, w[INDEX] @ w[INDEX]),
        relation("lt", abs(hat - rate), tol, abs(hat) + rate),
        relation("lt", rate, largest),
        relation("lt", q, 1.0),
        *(relation("le", value, C * q**K, size) for value, size in sizes),
    )
    quantifiers = ("forall", "forall", "forall", *LIMIT, *LIMIT, *LIMIT, "exists", "exists", "forall")
    end = " and ".join(map(str, range(10, 11 + len(sizes))))
    shape = f"(0 and 1 and (2 implies 3) and (4 implies 5) and (6 implies (7 and 8)) and 9) implies ({end})"
    samples = {"k": ALL, **star.samples}
    return Case(Instance(o.dims, values), printed, quantifiers, samples=samples, shape=shape, size=star.size)


def rates(rng, d, variant):
    """The row on rates: BNGD can be faster, GD is linear, BNGD is linear in the residual."""
    residual = linear(rng, d, "of the residual e_k in the norm of H, as in (6)")
    values = residual.instance.values
    H, u = np.array(values["H"]), np.array(values["u"])
    low, least, largest, high = cai_descent.cai_interlacing(H, u)
    mu, eta, k = signed(rng) / high, step_size(rng) / high, 1
    best, _ = cai_descent.cai_rhostar(H, u, 2 / (least + largest))
    y = f.gd_run(H, u, vector(rng, d + 1), eta, 4)
    q, C, K = values["q"], values["C"], values["K"]
    size = norm(u) + norm(y[0]) + norm(y[K])
    faster = (
        relation("ne", largest * low, least * high),
        relation("lt", best, numerics.spectral_radius(np.eye(d + 1) - mu * H), 1),
    )
    gd = (
        relation("lt", eta, f.cai_gd_conv_range(H)),
        relation("eq", y[k + 1], y[k + 1], size),
        relation("lt", q, 1.0),
        relation("le", norm(y[K] - u), C * q**K, size),
    )
    later = re.sub(r"\d+", lambda m: str(int(m[0]) + 6), residual.shape)
    instance = Instance(residual.instance.dims, {**values, "mu": mu, "eta": eta, "y": sequence(y), "k": k})
    return replace(
        residual,
        instance=instance,
        printed=(*faster, *gd, *residual.printed),
        quantifiers=("forall", "forall", "forall", "exists", "exists", "forall", *residual.quantifiers),
        shape=f"(0 implies 1) and ((2 and 3) implies (4 and 5)) and ({later})",
    )


BUILDERS = {
    "cai-table-2": rates,
    "slides-table-2": rates,
    "cai-gd-conv-range": gd_conv_range,
    "cai-effective-lr-small": effective_lr,
    "cai-effective-lr-large": effective_lr,
    "cai-thm1-convergence": bngd_converges,
    "cai-converges-any-eps": bngd_converges,
    "cai-thm1-global": bngd_to_minimizer,
    "cai-table-1": table,
    "slides-table-1": table,
    "cai-table-3": table,
    "slides-table-3": table,
    "cai-thm2-eventually": eventually,
    "cai-thm2-linear": linear,
}
# These differ in a hypothesis, or in the domain of a symbol, that the instances above satisfy in both forms.
THEOREM_1 = ("w_0 != 0", "w_0 = 0 too")
ROW_1 = ("0 < eps_a <= 1, from w_0 != 0", "eps_a <= 1, of either sign")
ANY_EPS = ("where 0 < eps_a <= 1 and w_0 != 0", "for every eps_a > 0")
SILENT = {
    "cai-table-1": ROW_1,
    "slides-table-1": ROW_1,
    "cai-table-3": ("the learning rates at which it converges",),
    "slides-table-3": ("the learning rates at which it converges",),
    "cai-converges-any-eps": ANY_EPS,
}
LATER = "k >= 2, w_0 no multiple of u"
BEYOND = {
    ("cai-gd-conv-range", "printed", "eps_max itself"): {"eps": 1.0},
    ("cai-gd-conv-range", "printed", "3 / lambda_max"): {"eps": 1.25},
    **{("cai-thm1-convergence", reading, "eps_a = 2 too"): {"eps_a": 1.5} for reading in THEOREM_1},
    **{("cai-thm1-convergence", reading, "every eps_a < 2"): {"eps_a": 1.5} for reading in THEOREM_1},
    **{("cai-thm1-convergence", reading, "eps_a = 0 too"): {"eps_a": 0.0} for reading in THEOREM_1},
    **{
        (claim, reading, "w_0 = 0 too" if claim == "cai-converges-any-eps" else "BNGD from w_0 = 0 too"): {"w_0": 0.0}
        for claim, readings in SILENT.items()
        for reading in readings
    },
    ("cai-effective-lr-small", "C for all k, eps_a <= 1", "C for all k, any eps_a"): {"eps_a": 1.5},
    ("cai-effective-lr-small", "C for all k, eps_a <= 1", "C for all k, eps_a <= 1 of either sign"): {"eps_a": 0.0},
    ("cai-effective-lr-large", LATER, "k >= 1, w_0 no multiple of u"): {"K": 1},
    ("cai-effective-lr-large", LATER, "k >= 2, every start"): {"along": True},
    ("cai-effective-lr-large", LATER, "k >= 2, any eps_a"): {"eps_a": 1.5},
    ("cai-effective-lr-large", LATER, "k >= 2, eps_a <= 1 of either sign"): {"eps_a": 0.0},
    ("cai-thm2-linear", "of the weights w_k", "of any sequences"): {"step": 2.0},
}
EARLIER = ("k = 0 too", "every k >= 1, every start", "k >= 1, a_0 != 0, w_0 no multiple of u")
SAME = {
    *BEYOND,
    ("cai-thm2-linear", "of the weights w_k", "of any sequences"),  # a hypothesis less
    *((claim, reading, wrong) for claim, later, wrong in BEYOND if later is LATER for reading in EARLIER),
}
