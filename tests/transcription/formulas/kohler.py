"""Kohler et al.: least squares, (7) to (15)."""

import numpy as np
from scipy.optimize import minimize_scalar
from transcription.formulas.numerics import (
    Floats,
    Numbers,
    Scalar,
    complex_gradient,
    expectation,
    norm_in,
    second_moment,
)


def kohler_rho(S: Floats, u: Floats, w: Numbers) -> Scalar:
    """rho(w) = -(w^T u u^T w) / (w^T S w) (Kohler et al., Eq. (12))."""
    return -((w @ u) * (u @ w)) / (w @ S @ w)


def kohler_step(S: Floats, u: Floats, w: Floats, eta: float) -> Floats:
    """Right-hand side of Kohler et al., Eq. (13)."""
    return np.asarray(w + 2 * eta * ((u @ w) * u + kohler_rho(S, u, w) * (S @ w)) / (w @ S @ w))


def kohler_rho_min(S: Floats, u: Floats) -> float:
    """rho(w*): the least eigenvalue of the pencil (-u u^T, S) (Kohler et al., Eq. (12))."""
    C = np.linalg.cholesky(S)
    half = np.linalg.solve(C, -np.outer(u, u))
    reduced = np.linalg.solve(C, half.T)
    return float(np.linalg.eigvalsh((reduced + reduced.T) / 2)[0])


def kohler_eq13(S: Floats, u: Floats, w: Floats, eta: float) -> tuple[Floats, Floats]:
    """Kohler et al., Eq. (13): w - eta grad rho(w) and the printed right side."""
    left = w - eta * complex_gradient(lambda v: kohler_rho(S, u, v), w)
    return left, kohler_step(S, u, w, eta)


def kohler_thm1_eq14(S: Floats, u: Floats, w0: Floats, t: int) -> tuple[float, float]:
    """Kohler et al., Theorem 1, Eq. (14): Delta rho_t and (1 - mu/L)^(2t) Delta rho_0."""
    eigenvalues = np.linalg.eigvalsh(S)
    mu, L = eigenvalues[0], eigenvalues[-1]
    rho_star = kohler_rho_min(S, u)
    w = w0
    for _ in range(t):
        eta = (w @ S @ w) / (2 * L * abs(kohler_rho(S, u, w)))
        w = kohler_step(S, u, w, eta)
    delta_t = kohler_rho(S, u, w) - rho_star
    delta_0 = kohler_rho(S, u, w0) - rho_star
    return float(delta_t), float((1 - mu / L) ** (2 * t) * delta_0)


def kohler_w_tilde(S: Floats, w: Floats, g: float) -> Floats:
    """g w / ||w||_S (Kohler et al., Eq. (9))."""
    return np.asarray(g * (w / norm_in(S, w)))


def kohler_ols(S: Floats, u: Floats, w_tilde: Floats) -> float:
    """2 u^T wt + wt^T S wt (Kohler et al., Eq. (10), second line)."""
    return float(2 * (u @ w_tilde) + w_tilde @ S @ w_tilde)


def kohler_objective(S: Floats, u: Floats, w: Floats, g: float) -> float:
    """2 g u^T w / ||w||_S + g^2 (Kohler et al., Eq. (11))."""
    return float(2 * g * (u @ w / norm_in(S, w)) + g**2)


def kohler_eq7(x: Floats, p: Floats, w: Floats) -> tuple[float, float, float]:
    """Kohler et al., Eq. (7): var[x^T w], E[(x^T w)^2] and w^T S w over a finite law."""
    values = x @ w
    variance = expectation(p, (values - expectation(p, values)) ** 2)
    return float(variance), float(expectation(p, values**2)), float(w @ second_moment(x, p) @ w)


def kohler_eq11(S: Floats, u: Floats, w: Floats, g: float) -> tuple[float, float]:
    """Kohler et al., Eq. (11): the objective of Eq. (10) under Eq. (9) and the printed objective."""
    return kohler_ols(S, u, kohler_w_tilde(S, w, g)), kohler_objective(S, u, w, g)


def kohler_eq12(S: Floats, u: Floats, w: Floats) -> tuple[float, float]:
    """Kohler et al., Eq. (12): the least value over g of the objective of Eq. (11), and rho(w)."""
    least = minimize_scalar(lambda g: kohler_objective(S, u, w, g), method="brent")
    return float(least.fun), float(kohler_rho(S, u, w))


def kohler_eq15(S: Floats, u: Floats, w: Floats) -> tuple[float, float]:
    """Kohler et al., Theorem 1, Eq. (15): the printed left side and Delta rho."""
    gradient = complex_gradient(lambda v: kohler_rho(S, u, v), w)
    rho = float(kohler_rho(S, u, w))
    left = norm_in(S, w) ** 2 * (gradient @ np.linalg.solve(S, gradient)) / abs(4 * rho)
    return float(left), rho - kohler_rho_min(S, u)
