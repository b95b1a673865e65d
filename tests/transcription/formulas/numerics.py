"""Numerical derivatives, and means over finite laws: rows of x with probabilities p."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Numbers = NDArray[Any]  # float64, or complex128 inside a complex step
Scalar = Any  # float, or complex inside a complex step
COMPLEX_STEP = 1e-20
CENTRAL_STEP = 4e-3


def complex_derivative(f: Callable[[Scalar], Scalar], x: float) -> float:
    """Complex-step derivative of an analytic function of one number."""
    h = COMPLEX_STEP * (abs(x) or 1.0)
    return float(np.imag(f(complex(x, h))) / h)


def complex_gradient(f: Callable[[Numbers], Scalar], x: Floats) -> Floats:
    """Complex-step gradient of an analytic function of a vector."""
    h = COMPLEX_STEP * (float(np.max(np.abs(x))) or 1.0)
    gradient = np.empty(x.shape)
    for j in range(x.size):
        z = x.astype(complex)
        z[j] += 1j * h
        gradient[j] = np.imag(f(z)) / h
    return gradient


def central_derivative(f: Callable[[float], float], x: float, scale: float) -> float:
    """Central-difference derivative of sixth order, with steps of a small fraction of scale."""
    h = CENTRAL_STEP * scale
    pairs = [f(x + i * h) - f(x - i * h) for i in (1, 2, 3)]
    return float((45 * pairs[0] - 9 * pairs[1] + pairs[2]) / (60 * h))


def central_partial(f: Callable[[Floats], float], x: Floats, j: int, scale: float) -> float:
    """Central-difference partial derivative of sixth order in coordinate j."""

    def along(t: float) -> float:
        z = x.astype(float)
        z[j] = t
        return float(f(z))

    return central_derivative(along, float(x[j]), scale)


def central_gradient(f: Callable[[Floats], float], x: Floats) -> Floats:
    """Central-difference gradient of sixth order, with steps of a small fraction of max |x_j|."""
    scale = float(np.max(np.abs(x))) or 1.0
    return np.array([central_partial(f, x, j, scale) for j in range(x.size)])


def expectation(p: Floats, values: Numbers) -> Numbers:
    """E over a finite law: sum_i p_i values_i."""
    return np.asarray(np.tensordot(p, values, axes=1))


def second_moment(x: Floats, p: Floats) -> Floats:
    """H = E[x x^T] (Cai, Li, Shen, OLS)."""
    return expectation(p, x[:, :, None] * x[:, None, :])


def cross_moment(x: Floats, y: Floats, p: Floats) -> Floats:
    """g = E[x y] (Cai, Li, Shen, OLS)."""
    return expectation(p, x * y[:, None])


def norm_in(M: Floats, v: Floats) -> float:
    """||v||_M = sqrt(v^T M v)."""
    return float(np.sqrt(v @ M @ v))


def spectral_radius(M: Floats) -> float:
    """rho(M) = max_i |lambda_i(M)|."""
    return float(np.max(np.abs(np.linalg.eigvals(M))))


def central_jacobian(f: Callable[[Floats], Floats], x: Floats) -> Floats:
    """Central-difference Jacobian of sixth order: row a, column b is the derivative of f_a in x_b."""
    h = CENTRAL_STEP * (float(np.max(np.abs(x))) or 1.0)
    columns = []
    for step in h * np.eye(len(x)):
        pairs = [f(x + k * step) - f(x - k * step) for k in (1, 2, 3)]
        columns.append((45 * pairs[0] - 9 * pairs[1] + pairs[2]) / (60 * h))
    return np.stack(columns, axis=1)
