"""Means of logarithms over the unit sphere, by quadrature in floats, each with an error estimate.

For X > 0 and any s > 0, ln X = ln s + integral over t of (e^(-ts) - e^(-tX))/t. With Gaussian vectors in place of unit
ones the mean of e^(-tX) is a determinant; the lengths drop out against those of a second form, s times the identity.

That settles w'Aw and (w'Au)^2. For |Ae|^2, with the oblique residual e = u - (w'Au/w'Aw) w, it does given w: A e = M u
with M = A - Aww'A/w'Aw, and for tau^2 = 2t

    E_u exp(-t |Ae|^2) = det(1 + tau^2 A^2)^(-1/2) w'Aw/|Z|,   Z = w'A(1 + i tau A)^(-1) w = b - i c,   b, c > 0.

Now 1/|Z| is the mean over angles of 1/Q, Q = ((b + c) + i (b - c) cos(angle))/sqrt 2, as b^2 + c^2 is half the sum of
the squares of b + c and b - c. Since |b - c| <= b + c, equal steps converge geometrically, at a rate that does not
depend on A. And w'Aw/Q is the integral over x of w'Aw e^(-xQ), with a determinant for its mean over w. All is analytic
in ln t and ln x, so equal steps converge geometrically there too.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from flint import arb
from numpy.typing import NDArray

from bnproof.sphere.spectrum import Spectrum, log

Floats = NDArray[np.float64]
NEGLIGIBLE = 45.0  # e^-45 is below the rounding error of a sum of order 1
LEFT = 0.3  # bends ln x so that x falls doubly exponentially on the left
CHUNK = 1 << 20  # complex numbers in one array


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value, and how far the same quadrature with half as many points in every direction is from it."""

    value: float
    error: float

    def __add__(self, other: Estimate | float) -> Estimate:
        if isinstance(other, Estimate):
            return Estimate(self.value + other.value, self.error + other.error)
        return Estimate(self.value + other, self.error)

    def __rmul__(self, factor: float) -> Estimate:
        return Estimate(factor * self.value, abs(factor) * self.error)


@dataclass(frozen=True, slots=True)
class Steps:
    """Step in ln t and in ln x, the number of angles in (0, pi/2), and of eigenvalues that stand for more of them."""

    t: float = 0.25
    x: float = 0.125
    angles: int = 16
    nodes: int = 96

    def doubled(self) -> Steps:
        return Steps(2 * self.t, 2 * self.x, self.angles // 2, self.nodes // 2)


def digamma(x: float) -> float:
    return float(arb(x).digamma())


def mean_log_form(a: Spectrum, steps: Steps | None = None) -> Estimate:
    """E ln w'Aw, for w uniform on the unit sphere."""
    return _refined(_form, a, steps)


def mean_log_bilinear(a: Spectrum, steps: Steps | None = None) -> Estimate:
    """E ln (w'Au)^2, for independent w and u: given w it is |Aw|^2 times the square of a coordinate of u."""
    return mean_log_form(a.power(2), steps) + (digamma(0.5) - digamma(a.dim / 2))


def mean_log_residual(a: Spectrum, steps: Steps | None = None) -> Estimate:
    """E ln |Ae|^2 for e = u - (w'Au/w'Aw) w; minus infinity in dimension 1, where e = 0."""
    return Estimate(-math.inf, 0.0) if a.dim == 1 else _refined(_residual, a, steps)


@lru_cache(maxsize=256)
def mean_log_oblique(a: Spectrum, steps: Steps | None = None) -> Estimate:
    """E ln (w'Au/w'Aw)^2 |Ae|^2."""
    return mean_log_bilinear(a, steps) + -2.0 * mean_log_form(a, steps) + mean_log_residual(a, steps)


def _refined(mean: Callable[[Floats, Floats, Steps], float], a: Spectrum, steps: Steps | None) -> Estimate:
    """The mean for A/|A|, where nothing overflows, plus ln |A| or its double."""
    steps = steps or Steps()
    values = np.array([float(v / a.largest) for v in a.values])
    counts = np.array(a.counts, dtype=np.float64)
    fine, coarse = (mean(values, counts, s) for s in (steps, steps.doubled()))
    degree = 2 if mean is _residual else 1
    return Estimate(fine + degree * log(a.largest), abs(fine - coarse))


def _form(values: Floats, counts: Floats, steps: Steps) -> float:
    d, trace = float(counts.sum()), float(counts @ values)
    t, weight = _half_line(steps.t, trace, _decay(values, counts))
    means = np.exp(-0.5 * (counts @ np.log1p(2 * np.outer(values, t))))
    return float(math.log(trace / d) + (weight / t) @ (_round(t, trace, d) - means))


def _round(t: Floats, trace: float, d: float) -> Floats:
    """E e^(-t |g|^2 trace/d) for Gaussian g: the form that takes the length out."""
    return np.exp(-0.5 * d * np.log1p(2 * t * trace / d))


def _residual(values: Floats, counts: Floats, steps: Steps) -> float:
    d, trace = float(counts.sum()), float(counts @ values**2)
    # |Ae|^2 is a form of rank d - 1 in u; its least eigenvalues are not below those of A^2
    fewer = counts.copy()
    fewer[-1] -= 1
    t, weight = _half_line(steps.t, trace, _decay(values**2, fewer))
    values, counts = _gauss(values, counts, steps.nodes)
    means = np.array([_residual_transform(values, counts, tau, steps) for tau in np.sqrt(2 * t)])
    return float(math.log(trace / d) + (weight / t) @ (_round(t, trace, d) - means))


def _residual_transform(values: Floats, counts: Floats, tau: float, steps: Steps) -> float:
    """E exp(-tau^2/2 |Ae|^2), for Gaussian u and w."""
    spread = 1 + (tau * values) ** 2
    b, c = values / spread, tau * values**2 / spread
    cosines = np.cos((np.arange(steps.angles) + 0.5) * (math.pi / 2 / steps.angles))
    q = ((b + c) + 1j * (b - c) * cosines[:, None]) / math.sqrt(2)
    x, weight = _half_line(steps.x, float(counts @ (b + c)), _decay((b + c) / math.sqrt(2), counts))
    size = max(1, CHUNK // q.size)
    total = 0.0
    for k in range(0, len(x), size):
        factors = 1 + 2 * x[k : k + size, None, None] * q
        means = np.exp(-0.5 * (np.log(factors) @ counts)) * ((1 / factors) @ (counts * values))
        total += float((weight[k : k + size] @ means.real).mean())
    return total * math.exp(-0.5 * counts @ np.log(spread))


def _gauss(values: Floats, counts: Floats, nodes: int) -> tuple[Floats, Floats]:
    """The Gauss rule with so many nodes for sums of functions of ln value; by Lanczos, twice orthogonalised.

    It converges geometrically: ours are analytic in ln value on a strip whose width does not depend on A.
    """
    if len(values) <= nodes:
        return values, counts
    points, total = np.log(values), counts.sum()
    basis = np.zeros((nodes, len(values)))
    basis[0] = np.sqrt(counts / total)
    jacobi = np.zeros((nodes, nodes))
    for k in range(nodes):
        image = points * basis[k]
        jacobi[k, k] = image @ basis[k]
        for _ in range(2):
            image -= basis[: k + 1].T @ (basis[: k + 1] @ image)
        if k + 1 < nodes:
            jacobi[k, k + 1] = jacobi[k + 1, k] = size = math.sqrt(image @ image)
            basis[k + 1] = image / size
    found, vectors = np.linalg.eigh(jacobi)
    return np.exp(found), total * vectors[0] ** 2


def _half_line(step: float, scale: float, decay: Callable[[float], float]) -> tuple[Floats, Floats]:
    """Points x > 0 and weights for integrals over x: from where scale x is negligible to where e^-decay(x) is."""
    low, high = -math.log(NEGLIGIBLE / LEFT), 0.0
    while decay(math.exp(high) / scale) < NEGLIGIBLE:
        high += 1.0
    v = step * np.arange(math.floor(low / step), math.ceil((high + 1) / step) + 1)
    bend = LEFT * np.exp(-v)
    x = np.exp(v - bend) / scale
    return x, step * (1 + bend) * x


def _decay(values: Floats, counts: Floats) -> Callable[[float], float]:
    """-ln of det(1 + 2xA)^(-1/2)."""
    return lambda x: float(0.5 * (counts @ np.log1p(2 * x * values)))
