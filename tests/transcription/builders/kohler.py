"""Instances of Kohler et al., with the array formulas there."""

import numpy as np
from transcription.formulas import halfspaces
from transcription.formulas import kohler as f
from transcription.instances import Case, magnitude, plain, relation, signed, spd, step_size, vector
from transcription.laws import Law, gradient_of_halfspace, on_the_line

from bnproof.interpret.instance import Instance, Sequence

norm = np.linalg.norm


def least_squares(rng, d):
    """S, u, a start and a step size that moves it by about its own length."""
    s, u, w = (magnitude(rng) for _ in range(3))
    return spd(rng, d, s), vector(rng, d, u), vector(rng, d, w), w**2 * s / u**2 * step_size(rng)


def eq13(rng, d, variant):
    S, u, w, eta = least_squares(rng, d)
    size = norm(w) + 2 * abs(eta) * norm(u) ** 2 * norm(w) / (w @ S @ w)
    instance = Instance({"d": d}, {"S": plain(S), "u": plain(u), "w": plain(w), "eta": eta})
    return Case(instance, (relation("eq", *f.kohler_eq13(S, u, w, eta), size),))


def thm1_eq14(rng, d, variant):
    """The hypotheses compare the iterations, the conclusion where they lead."""
    S, u, w, _ = least_squares(rng, d)
    T = int(rng.integers(0, 5))
    orbit = [w]
    for _ in range(T):
        eta = (w @ S @ w) / (2 * np.linalg.eigvalsh(S)[-1] * abs(f.kohler_rho(S, u, w)))
        w = f.kohler_step(S, u, w, eta)
        orbit.append(w)
    values = {"S": plain(S), "u": plain(u), "w": Sequence(plain(orbit)), "T": T}
    size = abs(f.kohler_rho_min(S, u))
    printed = relation("le", *f.kohler_thm1_eq14(S, u, orbit[0], T), size)
    return Case(Instance({"d": d}, values), (printed,), samples={"t": range(T)})


def eq7(rng, d, variant, centred=True):
    o = Law(rng, d, centred)
    variance, square, quadratic = f.kohler_eq7(o.x, o.p, o.w)
    printed = relation("eq", variance, square), relation("eq", square, quadratic)
    instance = Instance(o.dims, {name: o.values[name] for name in ("X", "w", "one")})
    return Case(instance, printed, size=o.size)


def with_length(rng, d):
    """S, u, w and a length of the size of the best one, with the size of the objective there."""
    S, u, w, _ = least_squares(rng, d)
    best = np.sqrt(-f.kohler_rho_min(S, u))
    g = best * signed(rng)
    instance = Instance({"d": d}, {"S": plain(S), "u": plain(u), "w": plain(w), "g": g})
    return S, u, w, g, instance, 2 * abs(g) * best + g**2


def eq11(rng, d, variant):
    S, u, w, g, instance, size = with_length(rng, d)
    return Case(instance, (relation("eq", *f.kohler_eq11(S, u, w, g), size),))


def eq12(rng, d, variant):
    """The least value is attained, and a lower bound of the objective at any other length."""
    S, u, w, g, instance, size = with_length(rng, d)
    least, rho = f.kohler_eq12(S, u, w)
    bound = relation("le", rho, f.kohler_objective(S, u, w, g), size)
    return Case(instance, (relation("eq", least, rho, size), bound))


def eq15(rng, d, variant):
    S, u, w, _ = least_squares(rng, d)
    printed = relation("eq", *f.kohler_eq15(S, u, w), abs(f.kohler_rho_min(S, u)))
    return Case(Instance({"d": d}, {"S": plain(S), "u": plain(u), "w": plain(w)}), (printed,))


BUILDERS = {
    "kohler-eq13": eq13,
    "kohler-thm1-eq14": thm1_eq14,
    "kohler-eq7": eq7,
    "kohler-eq11": eq11,
    "kohler-eq12": eq12,
    "kohler-eq15": eq15,
    "kohler-aux-gradient": gradient_of_halfspace,
    "kohler-lemma1": on_the_line(halfspaces.kohler_lemma1),
}
# A hypothesis less, and the sides are those printed.
SAME = {("kohler-eq7", "printed", "without E[x] = 0")}
