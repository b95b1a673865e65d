"""Learning halfspaces on Gaussian data: Kohler et al., section 4, and Wikipedia.

Expectations over a normal law are Gauss-Hermite quadratures.
"""

from collections.abc import Callable

import numpy as np
from transcription.formulas.numerics import Floats

HERMITE_NODES = 200  # exact to rounding for the sigmoid while the deviation of z^T w is at most 2, tanh: 1


def normal_expectation(f: Callable[[Floats], Floats], mean: Floats, covariance: Floats) -> float:
    """E[f] over N(mean, covariance) by tensor Gauss-Hermite quadrature; f maps rows to numbers."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(HERMITE_NODES)
    weights = weights / np.sum(weights)
    eigenvalues, vectors = np.linalg.eigh(covariance)
    root = vectors * np.sqrt(np.clip(eigenvalues, 0, None))
    d = len(mean)
    grid = np.stack([axis.ravel() for axis in np.meshgrid(*[nodes] * d, indexing="ij")], axis=1)
    masses = np.prod(np.stack([a.ravel() for a in np.meshgrid(*[weights] * d, indexing="ij")]), axis=0)
    return float(masses @ f(mean + grid @ root.T))


def halfspace_gradient(dphi: Callable[[Floats], Floats], S: Floats, u: Floats, w: Floats) -> Floats:
    """E[phi'(z^T w) z] for z ~ N(u, S - u u^T): entry j over the bivariate normal law of (z^T w, z_j)."""
    covariance = S - np.outer(u, u)
    gradient = np.empty(len(w))
    for j in range(len(w)):
        pair = np.stack([w, np.eye(len(w))[j]])
        gradient[j] = normal_expectation(
            lambda rows: np.asarray(dphi(rows[:, 0]) * rows[:, 1]), pair @ u, pair @ covariance @ pair.T
        )
    return gradient


def halfspace_mean(f: Callable[[Floats], Floats], S: Floats, u: Floats, w: Floats) -> float:
    """E[f(z^T w)] for z ~ N(u, S - u u^T), over the normal law of the number z^T w."""
    variance = w @ (S - np.outer(u, u)) @ w
    return normal_expectation(lambda rows: f(rows[:, 0]), np.array([u @ w]), np.array([[variance]]))


def gradient_and_print(
    dphi: Callable[[Floats], Floats], d2phi: Callable[[Floats], Floats], S: Floats, u: Floats, w: Floats
) -> tuple[Floats, Floats]:
    """The gradient of the expected loss, and c_1 u + c_2 S w: printed without a number by Kohler et al., who use it in
    Lemma 1 and Eq. (18), and by Wikipedia, Learning halfspace problem."""
    c_1 = halfspace_mean(dphi, S, u, w) - halfspace_mean(d2phi, S, u, w) * (u @ w)
    c_2 = halfspace_mean(d2phi, S, u, w)
    return halfspace_gradient(dphi, S, u, w), c_1 * u + c_2 * (S @ w)


def kohler_lemma1(S: Floats, u: Floats, w: Floats, g: float) -> float:
    """Kohler et al., Lemma 1: the squared distance of a critical point from g S^-1 u."""
    return float(np.sum((w - g * np.linalg.solve(S, u)) ** 2))


def wiki_lh_critical_points(S: Floats, u: Floats, w: Floats, g: float) -> float:
    """Wikipedia, Learning halfspace problem, critical points: the squared distance of w from g_* S^-1 u."""
    residual = w - g * (np.linalg.inv(S) @ u)
    return float(residual @ residual)
