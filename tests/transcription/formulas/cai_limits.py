"""Cai, Li and Shen, poster: convergence.

A limit is said of an orbit; each function returns the quantities that the sentence compares at one index.
"""

import numpy as np
from transcription.formulas.cai import eps_hat_of, modified_residual, step_a, step_w
from transcription.formulas.cai_descent import cai_hstar_extremes
from transcription.formulas.numerics import Floats, norm_in


def gd_run(H: Floats, u: Floats, w: Floats, eps: float, steps: int) -> list[Floats]:
    """w_0, ..., w_steps of w_{k+1} = w_k + eps (g - H w_k) (Cai, Li, Shen, poster, Eq. (1))."""
    orbit = [w]
    for _ in range(steps):
        orbit.append(orbit[-1] + eps * (H @ u - H @ orbit[-1]))
    return orbit


def bngd_run(
    H: Floats, u: Floats, a: float, w: Floats, eps_a: float, eps: float, steps: int
) -> tuple[list[float], list[Floats]]:
    """a_0, ..., a_steps and w_0, ..., w_steps of both lines of Eq. (3) (Cai, Li, Shen, poster)."""
    scales, weights = [float(a)], [w]
    for _ in range(steps):
        last, x = scales[-1], weights[-1]
        scales.append(step_a(H, H @ u, last, x, eps_a))
        weights.append(step_w(H, H @ u, last, x, eps))
    return scales, weights


def cai_gd_conv_range(H: Floats) -> float:
    """eps_max := 2 / lambda_max (Cai, Li, Shen, poster, after Eq. (1), unnumbered)."""
    return float(2 / np.max(np.linalg.eigvalsh(H)))


def cai_stationary(H: Floats, u: Floats, a: float, w: Floats) -> tuple[float, Floats]:
    """Both gradients of J at (a, w): what Eq. (3) subtracts at step size 1 (Cai, Li, Shen, poster, Theorem 1)."""
    return a - step_a(H, H @ u, a, w, 1.0), w - step_w(H, H @ u, a, w, 1.0)


def cai_minimizer(H: Floats, u: Floats, a: float, w: Floats) -> tuple[float, float, Floats]:
    """a, the a at which the first line of (3) rests, and e (Cai, Li, Shen, poster, after Eq. (4))."""
    return a, float(w @ H @ u / np.sqrt(w @ H @ w)), modified_residual(H, u, w)


def cai_effective_lr(H: Floats, u: Floats, a: float, w: Floats, eps: float) -> float:
    """The size of eps_hat_k (Cai, Li, Shen, poster, Results, asymptotic orders)."""
    return abs(eps_hat_of(H, H @ u, a, w, eps))


def cai_thm2_linear(H: Floats, u: Floats, w: Floats) -> tuple[float, float]:
    """||e_k||_H, and eps*_max := 2 / lambda*_max (Cai, Li, Shen, poster, Theorem 2)."""
    return norm_in(H, modified_residual(H, u, w)), 2 / cai_hstar_extremes(H, u)[1]
