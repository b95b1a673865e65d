"""Cai, Li and Shen, poster: the objective, the iteration (3), and what (4) and (5) say of it."""

import numpy as np
from transcription.formulas.numerics import (
    Floats,
    Numbers,
    Scalar,
    complex_derivative,
    complex_gradient,
    cross_moment,
    expectation,
    norm_in,
    second_moment,
    spectral_radius,
)


def normalize(p: Floats, xi: Numbers) -> Numbers:
    """N(xi) = (xi - E[xi]) / sqrt(Var[xi]) over a finite law (Cai, Li, Shen, slides)."""
    centred = xi - expectation(p, xi)
    return np.asarray(centred / np.sqrt(expectation(p, centred**2)))


def cai_J(x: Floats, y: Floats, p: Floats, a: Scalar, w: Numbers) -> Scalar:
    """J(a, w) = E[(y - a N(x^T w))^2 / 2] (Cai, Li, Shen, OLS+BNGD)."""
    return expectation(p, (y - a * normalize(p, x @ w)) ** 2 / 2)


def sigma_of(H: Floats, w: Floats) -> float:
    """sigma = sqrt(w^T H w)."""
    return float(np.sqrt(w @ H @ w))


def step_a(H: Floats, g: Floats, a: float, w: Floats, eps_a: float) -> float:
    """Right-hand side of Cai, Li, Shen, Eq. (3), first line."""
    return float(a + eps_a * (w @ g / np.sqrt(w @ H @ w) - a))


def step_w(H: Floats, g: Floats, a: float, w: Floats, eps: float) -> Floats:
    """Right-hand side of Cai, Li, Shen, Eq. (3), second line."""
    return np.asarray(w + eps * a / np.sqrt(w @ H @ w) * (g - (w @ g) / (w @ H @ w) * (H @ w)))


def eps_hat_of(H: Floats, g: Floats, a: float, w: Floats, eps: float) -> float:
    """eps_hat_k = eps (a_k / sigma_k) (w_k^T g / sigma_k^2) (Cai, Li, Shen, Eq. (4))."""
    sigma = sigma_of(H, w)
    return float(eps * (a / sigma) * ((w @ g) / sigma**2))


def modified_residual(H: Floats, u: Floats, w: Floats) -> Floats:
    """e = u - (w^T g / sigma^2) w (Cai, Li, Shen, before Eq. (5))."""
    g = H @ u
    return np.asarray(u - (w @ g) / sigma_of(H, w) ** 2 * w)


def mixed_residual(H: Floats, u: Floats, a: float, w: Floats, eps: float) -> Floats:
    """u - (w_k^T g / sigma_k^2) w_{k+1} (Cai, Li, Shen, Eq. (4), left side)."""
    g = H @ u
    return np.asarray(u - (w @ g) / sigma_of(H, w) ** 2 * step_w(H, g, a, w, eps))


def cai_eq3a(x: Floats, y: Floats, p: Floats, a: float, w: Floats, eps_a: float) -> tuple[float, float]:
    """Cai, Li, Shen (poster), Eq. (3), first line: a - eps_a dJ/da and the printed right side."""
    left = a - eps_a * complex_derivative(lambda s: cai_J(x, y, p, s, w), a)
    return float(left), step_a(second_moment(x, p), cross_moment(x, y, p), a, w, eps_a)


def cai_eq3w(x: Floats, y: Floats, p: Floats, a: float, w: Floats, eps: float) -> tuple[Floats, Floats]:
    """Cai, Li, Shen (poster), Eq. (3), second line: w - eps grad_w J and the printed right side."""
    left = w - eps * complex_gradient(lambda v: cai_J(x, y, p, a, v), w)
    return left, step_w(second_moment(x, p), cross_moment(x, y, p), a, w, eps)


def cai_orth(x: Floats, y: Floats, p: Floats, a: float, w: Floats) -> tuple[float, float]:
    """Cai, Li, Shen (poster), Results (ii), unnumbered: w is orthogonal to grad_w J."""
    return float(w @ complex_gradient(lambda v: cai_J(x, y, p, a, v), w)), 0.0


def cai_eq4(H: Floats, u: Floats, a: float, w: Floats, eps: float) -> tuple[Floats, Floats]:
    """Cai, Li, Shen (poster), Eq. (4): recursion of the residual with the printed eps_hat."""
    g = H @ u
    eps_hat = eps_hat_of(H, g, a, w, eps)
    right = (np.eye(len(w)) - eps_hat * H) @ (u - (w @ g) / sigma_of(H, w) ** 2 * w)
    return mixed_residual(H, u, a, w, eps), right


def cai_projection(H: Floats, u: Floats, w: Floats) -> tuple[Floats, Floats]:
    """Cai, Li, Shen (poster), after Eq. (4), unnumbered: the two printed forms of the projection of u."""
    g = H @ u
    return (w @ g) / sigma_of(H, w) ** 2 * w, (w @ H @ u) / (w @ H @ w) * w


def cai_eq5a(H: Floats, u: Floats, a: float, w: Floats, eps: float, eps_a: float) -> tuple[float, float]:
    """Cai, Li, Shen (poster), Eq. (5), first inequality (eps_a moves a_{k+1} only: on neither side)."""
    del eps_a
    w_next = step_w(H, H @ u, a, w, eps)
    return norm_in(H, modified_residual(H, u, w_next)), norm_in(H, mixed_residual(H, u, a, w, eps))


def cai_eq5b(H: Floats, u: Floats, a: float, w: Floats, eps: float) -> tuple[float, float]:
    """Cai, Li, Shen (poster), Eq. (5), second inequality."""
    eps_hat = eps_hat_of(H, H @ u, a, w, eps)
    rho = spectral_radius(np.eye(len(w)) - eps_hat * H)
    return norm_in(H, mixed_residual(H, u, a, w, eps)), rho * norm_in(H, modified_residual(H, u, w))


def cai_scaling(
    H: Floats, u: Floats, a: float, w: Floats, eps_a: float, eps: float, r: float, k: int
) -> tuple[float, Floats, float, Floats]:
    """Cai, Li, Shen (poster), Results (i), unnumbered: the two configurations after k steps of Eq. (3)."""
    g = H @ u

    def run(a0: float, w0: Floats, rate: float) -> tuple[float, Floats]:
        a_k, w_k = float(a0), w0
        for _ in range(k):
            a_k, w_k = step_a(H, g, a_k, w_k, eps_a), step_w(H, g, a_k, w_k, rate)
        return a_k, w_k

    return *run(a, w, eps), *run(a, r * w, r**2 * eps)


def cai_norm_monotone(H: Floats, u: Floats, a: float, w: Floats, eps: float) -> tuple[float, float]:
    """Cai, Li, Shen (poster), Results (ii), unnumbered: ||w_k|| and ||w_{k+1}||."""
    return float(np.linalg.norm(w)), float(np.linalg.norm(step_w(H, H @ u, a, w, eps)))
