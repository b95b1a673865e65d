"""Instances of Arora, Li and Lyu for several weights, with the array formulas there."""

import numpy as np
from transcription.formulas import arora
from transcription.formulas import arora_weights as f
from transcription.instances import CENTRAL_DIFFERENCE, Case, Printed, Side, magnitude, plain, relation, vector
from transcription.losses import TwoWeights

from bnproof.interpret.instance import Instance

SECOND_DIFFERENCE = 1e-7  # central differences of central differences
norm = np.linalg.norm


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
    by_w, right_w, by_g, right_g = f.arora_eq5(F, ws, g, 0)
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
        left, right = f.arora_hess_ww(F, ws, g, i, 0)
        printed.append(relation("eq", left @ s, right @ s, F.size * norm(s) / (norm(ws[i]) * norm(ws[0]))))
    return Case(instance, tuple(printed), **options, tolerance=SECOND_DIFFERENCE)


def hess_wg(rng, d, variant):
    """The array formula has a row for each coordinate of the weight, the tree maps the weight's space."""
    F, ws, g, instance, options = loss(rng, d)
    s, instance = along(rng, d, instance)
    left, right = f.arora_hess_wg(F, ws, g, 0, {"j another weight": 1, "j = i": 0}[variant])
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
    samples |= {f"{x}'": [plain(arora.unit(samples[x][0]))] for x in "xy"}
    samples |= {f"s{j}{k}": [plain(vector(rng, sizes[k]))] for j in range(3) for k in range(j + 1)}
    bounds = {"L_11": L_11, "L_12": L_12, "L_22": L_22, "L_1": L_1, "L_2": L_2, "L_g": L_g}
    values = instance.values | bounds | {"c_g": c_g, "eta_w": eta_w, "eta_g": eta_g}
    left, right = f.arora_lemma3_2_eq12(F, ws, g, eta_w, eta_g, C, c_g)
    printed = Printed("eq", Side(left, F.size), Side(right))
    return Case(Instance(instance.dims, values), (printed,), **options, tolerance=CENTRAL_DIFFERENCE)


BUILDERS = {
    "arora-eq5-lemma2.2": eq5,
    "arora-hess-ww": hess_ww,
    "arora-hess-wg": hess_wg,
    "arora-lemma3.2-eq12": lemma3_2,
}
