"""Cai, Li and Shen, poster: gradient descent, (1) and (2), H* and Theorem 2."""

import numpy as np
from transcription.formulas.numerics import (
    Floats,
    Numbers,
    Scalar,
    complex_gradient,
    cross_moment,
    expectation,
    norm_in,
    second_moment,
    spectral_radius,
)


def cai_J0(x: Floats, y: Floats, p: Floats, w: Numbers) -> Scalar:
    """J_0(w) = E[(y - x^T w)^2 / 2] over a finite law (Cai, Li, Shen, poster, OLS)."""
    return expectation(p, (y - x @ w) ** 2 / 2)


def cai_hstar(H: Floats, u: Floats) -> Floats:
    """H* = H - H u u^T H / (u^T H u) (Cai, Li, Shen, poster, before Theorem 2)."""
    return np.asarray(H - H @ np.outer(u, u) @ H / (u @ H @ u))


def cai_hstar_extremes(H: Floats, u: Floats) -> tuple[float, float]:
    """lambda*_min and lambda*_max: extreme nonzero eigenvalues of H* in dimension at least 2."""
    M = cai_hstar(H, u)
    eigenvalues = np.linalg.eigvalsh((M + M.T) / 2)
    nonzero = np.delete(eigenvalues, np.argmin(np.abs(eigenvalues)))
    return float(np.min(nonzero)), float(np.max(nonzero))


def cai_eq1(x: Floats, y: Floats, p: Floats, w: Floats, eps: float) -> tuple[Floats, Floats]:
    """Cai, Li, Shen (poster), Eq. (1): w - eps grad J_0(w) and the printed right side."""
    left = w - eps * complex_gradient(lambda v: cai_J0(x, y, p, v), w)
    return left, w + eps * (cross_moment(x, y, p) - second_moment(x, p) @ w)


def cai_eq2(H: Floats, u: Floats, w: Floats, eps: float) -> tuple[float, float, float, float]:
    """Cai, Li, Shen (poster), Eq. (2): the sides in the Euclidean norm, then in the norm of H."""
    g = H @ u
    w_next = w + eps * (g - H @ w)
    rho = spectral_radius(np.eye(len(w)) - eps * H)
    euclidean = float(np.linalg.norm(u - w_next)), float(rho * np.linalg.norm(u - w))
    return *euclidean, norm_in(H, u - w_next), rho * norm_in(H, u - w)


def cai_eps_opt(H: Floats, eps: float) -> tuple[float, float]:
    """Cai, Li, Shen (poster), after Eq. (2), unnumbered: rho(I - eps_opt H) and rho(I - eps H)."""
    eigenvalues = np.linalg.eigvalsh(H)
    best = 2 / (eigenvalues[-1] + eigenvalues[0])
    eye = np.eye(len(H))
    return spectral_radius(eye - best * H), spectral_radius(eye - eps * H)


def cai_interlacing(H: Floats, u: Floats) -> tuple[float, float, float, float]:
    """Cai, Li, Shen (poster), after Theorem 2, unnumbered: the four eigenvalues in the printed order."""
    eigenvalues = np.linalg.eigvalsh(H)
    return float(eigenvalues[0]), *cai_hstar_extremes(H, u), float(eigenvalues[-1])


def cai_rhostar(H: Floats, u: Floats, rate: float) -> tuple[float, float]:
    """Cai, Li, Shen (poster), Theorem 2, after Eq. (6), unnumbered: rho*(I - rate H*) and rho(I - rate H)."""
    low, high = cai_hstar_extremes(H, u)
    return max(abs(1 - rate * low), abs(1 - rate * high)), spectral_radius(np.eye(len(H)) - rate * H)


def cai_residual(H: Floats, u: Floats, w: Floats) -> Floats:
    """e_k = u - (w_k^T g / sigma_k^2) w_k with g = H u (Cai, Li, Shen, poster, after Eq. (4))."""
    return np.asarray(u - (w @ H @ u) / (w @ H @ w) * w)


def cai_thm2_condition(H: Floats, u: Floats, a: float, w: Floats, eps: float) -> float:
    """lambda_max eps |a_k| / ||w_k||_H^2 * ||e_k||_H (Cai, Li, Shen, poster, Theorem 2)."""
    largest = np.linalg.eigvalsh(H)[-1]
    return float(largest * eps * abs(a) / norm_in(H, w) ** 2 * norm_in(H, cai_residual(H, u, w)))


def cai_thm2_eq6(H: Floats, u: Floats, a: float, w: Floats, eps: float, delta: float) -> tuple[float, float]:
    """Cai, Li, Shen (poster), Eq. (6): ||e_{k+1}||_H and (rho* + delta) / (1 - delta) ||e_k||_H."""
    sigma, g = np.sqrt(w @ H @ w), H @ u
    after = w + eps * a / sigma * (g - (w @ g) / sigma**2 * (H @ w))
    rate = eps * a / sigma * (w @ g) / sigma**2
    radius, _ = cai_rhostar(H, u, rate)
    left, right = norm_in(H, cai_residual(H, u, after)), norm_in(H, cai_residual(H, u, w))
    return left, (radius + delta) / (1 - delta) * right
