"""Instances of definitions and prose of Cai, Li and Shen, with the array formulas there."""

import numpy as np
from transcription.builders.cai import State, eq3a, eq3w
from transcription.builders.cai_descent import eq1
from transcription.formulas import cai, cai_descent, numerics
from transcription.formulas import cai_definitions as f
from transcription.instances import Case, Printed, Side, magnitude, plain, relation, signed, spd, vector
from transcription.laws import Law

from bnproof.interpret.instance import Instance, Lambda, Sequence
from bnproof.statement.nodes import build

norm = np.linalg.norm


class Regression(Law):
    """A law with u = H^-1 g, and the noise of u as a vector of L2."""

    def __init__(self, rng, d, centred=True):
        super().__init__(rng, d, centred)
        _, _, self.u = f.cai_ols_model(self.x, self.y, self.p)
        self.root = np.sqrt(self.p)
        self.size = float(norm(self.H, 2) * norm(self.u) + norm(self.g) + norm(self.x))

    def instance(self, *names, **further):
        noise = f.cai_noise(self.x, self.y, self.u)
        values = {name: self.values[name] for name in ("X", "y", "one", *names)}
        values |= {"u": plain(self.u), "noise": plain(self.root * noise)}
        return Instance(self.dims, {**values, **further})


def ols_model(rng, d, variant, centred=True):
    o, v = Regression(rng, d, centred), vector(rng, d)
    H, g, u = f.cai_ols_model(o.x, o.y, o.p)
    correlation = f.cai_correlation(o.x, f.cai_noise(o.x, o.y, o.w), o.p)
    size = o.size + norm(H, 2) * norm(o.w)
    printed = (
        relation("lt", 0.0, v @ H @ v),
        relation("eq", H @ u, g, o.size),
        relation("lt", 0.0, v @ (H @ (u + v) - g), norm(v) * (o.size + norm(H, 2) * norm(v))),
        relation("eq", correlation, H @ (u - o.w), size),
    )
    return Case(o.instance("w", v=plain(v)), printed, size=o.size)


def j0(rng, d, variant):
    o = Regression(rng, d)
    value, least = (f.cai_j0(o.x, o.y, o.p, w) for w in (o.w, o.u))
    expanded = o.p @ o.y**2 / 2 - o.w @ o.g + o.w @ o.H @ o.w / 2
    size = o.p @ o.y**2 + norm(o.w) * o.size + o.w @ o.H @ o.w
    printed = (
        relation("eq", value, expanded, size),
        relation("eq", value, least + numerics.norm_in(o.H, o.w - o.u) ** 2 / 2, size),
    )
    return Case(o.instance("w"), printed, size=o.size)


def J(rng, d, variant):
    """N(x^T w) is compared as random variable: its mean and its square alone tell little."""
    o = Law(rng, d)
    output, one = cai.normalize(o.p, o.x @ o.w), np.sqrt(o.p)
    value = cai.cai_J(o.x, o.y, o.p, o.a, o.w)
    best = f.cai_best_a(o.x, o.y, o.p, o.w)
    expanded = (o.p @ o.y**2 - 2 * o.a * best + o.a**2) / 2
    mean = Side(o.p @ output, 1.0, (Side(one), Side(one * output, 1.0)))
    printed = (
        relation("ne", cai.sigma_of(o.H, o.w), 0.0),
        Printed("eq", mean, Side(0.0)),
        Printed("eq", Side(o.p @ output**2, 0.0, (Side(one * output, 1.0),) * 2), Side(1.0)),
        relation("eq", value, expanded, o.p @ o.y**2 + o.a**2),
    )
    return Case(Instance(o.dims, {name: o.values[name] for name in ("X", "y", "one", "a", "w")}), printed, size=o.size)


def rho_def(rng, d, variant):
    """For every eigenvalue; the one of them that attains the maximum is the least or the largest."""
    h = magnitude(rng)
    H, eps = spd(rng, d, h), signed(rng) / h
    radius, moved = f.cai_rho_def(H, eps)
    eigenvalues, vectors = np.linalg.eigh(H)
    assert np.isclose(max(moved), radius)
    size = 1 + abs(eps) * norm(H, 2)

    def case(k):
        v = magnitude(rng) * vectors[:, k]
        printed = (
            relation("eq", (np.eye(d) - eps * H) @ v, (1 - eps * eigenvalues[k]) * v, size * norm(v)),
            relation("le", moved[k], radius, size),
            relation("eq", radius, moved[0], size),
            relation("eq", radius, moved[-1], size),
        )
        values = {"H": plain(H), "eps": eps, "v": plain(v), "value": float(eigenvalues[k])}
        return Case(Instance({"d": d}, values), printed, size=norm(H, 2) * norm(v), shape="0 and 1 and (2 or 3)")

    return [case(k) for k in range(d)]


def gd_best_rate(rng, d, variant):
    H = spd(rng, d, magnitude(rng))
    return Case(Instance({"d": d}, {"H": plain(H)}), (relation("eq", *f.cai_gd_best_rate(H), 1.0),))


def eps_hat(rng, d, variant):
    o = State(rng, d)
    rate, sigma = f.cai_eps_hat(o.H, o.u, o.a, o.w, o.eps), cai.sigma_of(o.H, o.w)
    size = abs(o.eps * o.a) * norm(o.w) * norm(o.g) / sigma**3
    printed = (
        relation("le", 0.0, sigma**2),
        relation("ne", sigma, 0.0),
        relation("ne", sigma**2, 0.0),
        relation("eq", rate, o.eps * o.a * (o.w @ o.g) / sigma**3, size),
    )
    return Case(o.instance, printed)


def ek_zero(rng, d, variant):
    """At random states, at w = t u, where e = 0, and at u = 0."""
    out = []
    for along in (False, True):
        o = Regression(rng, d)
        if along:
            o.w = signed(rng) * o.u
        v, b = vector(rng, d), signed(rng) * o.y_norm
        e = cai.modified_residual(o.H, o.u, o.w)

        def loss(a, w, o=o):
            return cai.cai_J(o.x, o.y, o.p, a, w)

        def best(w, o=o):
            return f.cai_best_a(o.x, o.y, o.p, w)

        a = {"w_k, with the best a": best(o.w), "(a_k, w_k)": o.a}[variant]
        size = o.y_norm**2 + b**2 + o.a**2
        zero = Side(np.zeros(d))
        printed = (
            Printed("eq", Side(e, norm(o.u)), zero),
            relation("le", loss(a, o.w), loss(b, v), size),
            relation("lt", 0.0, e @ e, norm(o.u) ** 2),
            relation("lt", loss(best(o.u), o.u), loss(o.a, o.w), size),
        )
        instance = o.instance("a", w=plain(o.w), v=plain(v), b=b)
        out.append(Case(instance, printed, size=o.size, shape="(0 implies 1) and (2 implies 3)"))
    return out


def scaling_prose(rng, d, variant):
    o, K = State(rng, d), int(rng.integers(0, 5))
    runs = [f.cai_scaling_prose(o.H, o.u, o.a, o.w, o.eps_a, o.eps, k) for k in range(K + 1)]
    (a, w), (b, v) = (tuple(zip(*(run[i] for run in runs), strict=True)) for i in (0, 1))
    values = {"H": plain(o.H), "u": plain(o.u), "eps": o.eps, "eps_a": o.eps_a, "K": K}
    orbits = {"a": a, "w": w, "b": b, "v": v}
    values |= {name: Sequence(tuple(plain(x) for x in orbit)) for name, orbit in orbits.items()}
    printed = relation("eq", b[K], a[K]), relation("eq", v[K], runs[K][2] * w[K])
    return Case(Instance(o.dims, values), printed, samples={"k": range(K)})


def hstar(rng, d, variant):
    H, u, v, x = spd(rng, d, magnitude(rng)), *(vector(rng, d, magnitude(rng)) for _ in range(3))
    star, size = cai_descent.cai_hstar(H, u), norm(H, 2)
    printed = (
        relation("ne", u @ H @ u, 0.0),
        relation("eq", x @ star @ v, (star @ x) @ v, size * norm(x) * norm(v)),
        relation("le", 0.0, v @ star @ v, size * norm(v) ** 2),
        relation("eq", H @ u, H @ u - star @ u, size * norm(u)),
    )
    values = {"H": plain(H), "u": plain(u), "v": plain(v), "x": plain(x)}
    return Case(Instance({"d": d}, values), printed)


def fc(rng, d, variant):
    """One output, the activation a quadratic function of what it is applied to."""
    m = d + int(rng.integers(0, 2))
    W, b, u = rng.normal(size=(m, d)), vector(rng, m), vector(rng, d)
    z = build("sym", (), ("z", "vec[m]", ""))
    first = build("basis", (build("int", (), ("1",)),), ("m",))
    activation = Lambda(z, (first @ z) * (z @ z))

    def output(weights, bias, inputs):
        t = f.slides_fc(weights, bias, inputs)
        return t[0] * (t @ t)

    by_u = numerics.complex_gradient(lambda t: output(W, b, t), u)
    by_b = numerics.complex_gradient(lambda t: output(W, t, u), b)
    values = {"W": plain(W), "b": plain(b), "u": plain(u), "s": activation}
    printed = relation("eq", by_u, W.T @ by_b), relation("eq", by_b, by_b)
    return Case(Instance({"d": d, "m": m}, values), printed)


def bn(rng, d, variant):
    n = d + 1
    p = rng.uniform(0.5, 1.5, n)
    p, xi = p / p.sum(), magnitude(rng) * (rng.normal(size=n) + rng.normal())
    gamma, beta = signed(rng), signed(rng)
    output = f.slides_bn(xi, p, gamma, beta)
    mean, size = p @ output, abs(gamma) + abs(beta)
    root = np.sqrt(p)
    printed = (
        relation("ne", np.sqrt(p @ (xi - p @ xi) ** 2), 0.0),
        Printed("eq", Side(mean, size, (Side(root), Side(root * output, size))), Side(beta)),
        relation("eq", p @ (output - mean) ** 2, gamma**2, size**2),
    )
    values = {"xi": plain(root * xi), "one": plain(root), "gamma": gamma, "beta": beta}
    return Case(Instance({"L2": n}, values), printed)


def bngd(rng, d, variant):
    """Both lines of (3), at one state; with E[x] other than 0 where it is not excluded."""
    seed, centred = int(rng.integers(1 << 30)), variant == "E[x] = 0"
    first, second = (one(np.random.default_rng(seed), d, "printed", centred) for one in (eq3a, eq3w))
    values = {**first.instance.values, **second.instance.values}
    return Case(Instance(first.instance.dims, values), (*first.printed, *second.printed), size=first.size)


BUILDERS = {
    "cai-ols-model": ols_model,
    "cai-j0": j0,
    "cai-J": J,
    "cai-rho-def": rho_def,
    "cai-gd-best-rate": gd_best_rate,
    "cai-eps-hat-def": eps_hat,
    "cai-ek-zero": ek_zero,
    "cai-scaling-prose": scaling_prose,
    "cai-hstar": hstar,
    "slides-fc": fc,
    "slides-bn": bn,
    "slides-gd": lambda rng, d, variant: eq1(rng, d, variant, centred=False),
    "slides-model": lambda rng, d, variant: ols_model(rng, d, variant, centred=False),
    "slides-bngd": bngd,
}
# Where E[x] = 0 the covariances are the second moments.
SAME = {("slides-bngd", "E[x] = 0", "covariances")}
