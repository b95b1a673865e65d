"""Cai, Li and Shen, poster: Definition 3 and Proposition 4. Means over the sphere are means over samples."""

import numpy as np


def uniform(rng, n, d):
    """Rows uniform on the unit sphere."""
    x = rng.normal(size=(n, d))
    return x / np.linalg.norm(x, axis=1, keepdims=True)


def cai_beta0(H, w0, u):
    """The argument of the logarithm in (7), for each pair of rows."""
    ratio = np.einsum("ni,ij,nj->n", w0, H, u) / np.einsum("ni,ij,nj->n", w0, H, w0)
    e0 = u - ratio[:, None] * w0
    return ratio**2 * np.einsum("ni,ij,nj->n", e0, H @ H, e0)


def cai_beta_bar(H, w0, u):
    """(7)."""
    return float(np.exp(np.mean(np.log(cai_beta0(H, w0, u)))))


def cai_eps_max(H):
    return 2 / np.linalg.eigvalsh(H)[-1]


def cai_omega(H, w0, u):
    return 1 / (cai_beta_bar(H, w0, u) * cai_eps_max(H) ** 2)


def cai_C(H):
    """(8)."""
    d, eigenvalues = len(H), np.linalg.eigvalsh(H)
    low, high = eigenvalues[0], eigenvalues[-1]
    kappa = high / low
    exponent = 2 * np.log(kappa) / (kappa - 1) * (1 - np.trace(H) / (d * low))
    return 4 * np.trace(H @ H) / (d * low**2) * np.trace(H) / (d * high) * np.exp(exponent)
