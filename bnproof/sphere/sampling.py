"""Monte Carlo means over the unit sphere: an opinion that shares nothing with the quadrature but the definition."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from bnproof.sphere.means import Estimate
from bnproof.sphere.spectrum import Spectrum

Floats = NDArray[np.float64]
Integrand = Callable[[Floats, Floats, Floats], Floats]  # of eigenvalues (d,), w and u (n, d): values (n,)


def unit_vectors(rng: np.random.Generator, n: int, d: int) -> Floats:
    """Independent and uniform on the sphere, as rows: (n, d)."""
    g = rng.standard_normal((n, d))
    return np.asarray(g / np.linalg.norm(g, axis=1, keepdims=True))


def log_oblique(a: Floats, w: Floats, u: Floats) -> Floats:
    """ln (w'Au/w'Aw)^2 |Ae|^2 with e = u - (w'Au/w'Aw) w, row by row, for diagonal A."""
    ratio = np.sum(w * a * u, axis=1) / np.sum(w * a * w, axis=1)
    image = a * (u - ratio[:, None] * w)
    return np.asarray(np.log(ratio**2 * np.sum(image**2, axis=1)))


def sample_mean(integrand: Integrand, a: Spectrum, n: int, seed: int) -> Estimate:
    """The mean over n pairs (w, u), with its standard error; A is diagonal, without loss of generality."""
    rng = np.random.default_rng(seed)
    eigenvalues = np.repeat([float(v) for v in a.values], a.counts)
    size = max(1, (1 << 20) // a.dim)
    values = np.concatenate(
        [
            integrand(eigenvalues, unit_vectors(rng, k, a.dim), unit_vectors(rng, k, a.dim))
            for k in (min(size, n - start) for start in range(0, n, size))
        ]
    )
    return Estimate(float(values.mean()), float(values.std(ddof=1) / math.sqrt(n)))
