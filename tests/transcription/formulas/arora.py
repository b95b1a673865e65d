"""Arora, Li and Lyu: one scale-invariant weight, batch normalization as in appendix C, and a lemma on sums."""

from collections.abc import Callable

import numpy as np
from transcription.formulas.numerics import Floats, Numbers, Scalar, central_gradient, complex_gradient


def arora_lemma2_4_1(F: Callable[[Floats], float], w: Floats) -> tuple[float, float]:
    """Arora, Li, Lyu, Lemma 2.4, item 1: w and grad_w F(w) are perpendicular."""
    return float(w @ central_gradient(F, w)), 0.0


def arora_lemma2_4_2(F: Callable[[Floats], float], w: Floats, eta: float) -> tuple[float, float, float]:
    """Arora, Li, Lyu, Lemma 2.4, item 2: ||w_{t+1}||^2, the middle expression and the right expression."""
    grad_w = central_gradient(F, w)
    v = w / np.linalg.norm(w)
    grad_v = central_gradient(F, v)
    w_next = w - eta * grad_w
    middle = w @ w + eta**2 * (grad_w @ grad_w)
    right = w @ w + eta**2 / (w @ w) * (grad_v @ grad_v)
    return float(w_next @ w_next), float(middle), float(right)


def smoothed_norm(x: Numbers, w: Floats, eps: float) -> Scalar:
    """||w||_{S + eps I} with S the covariance of the batch x (Arora, Li, Lyu, Eq. (8))."""
    centred = x - np.mean(x, axis=0)
    S = centred.T @ centred / len(x)
    return np.sqrt(w @ (S + eps * np.eye(len(w))) @ w)


def smoothed_bn(x: Numbers, w: Floats, eps: float, gamma: float, beta: float) -> Numbers:
    """z_b = gamma w^T (x_b - u) / ||w||_{S + eps I} + beta (Arora, Li, Lyu, Lemma C.1)."""
    return np.asarray(gamma * ((x - np.mean(x, axis=0)) @ w) / smoothed_norm(x, w, eps) + beta)


def arora_C1_grad_z(
    x: Floats, w: Floats, eps: float, gamma: float, beta: float, b: int, b2: int
) -> tuple[Floats, Floats]:
    """Arora, Li, Lyu, proof of Lemma C.1, unnumbered: gradient of z_{b2} in x_b and the right side."""

    def z_of_row(row: Numbers) -> Scalar:
        batch = x.astype(row.dtype)
        batch[b] = row
        return smoothed_bn(batch, w, eps, gamma, beta)[b2]

    B = len(x)
    u = np.mean(x, axis=0)
    norm = smoothed_norm(x, w, eps)
    indicator = 1.0 if b == b2 else 0.0
    first = (indicator - 1 / B) * norm * w
    second = (w @ (x[b] - u)) * (1 / norm) * (2 / B) * (np.outer(w, w) @ (x[b] - u))
    return complex_gradient(z_of_row, x[b]), gamma * (first - second) / norm**2


def arora_lemmaB_1(a: Floats, B: float) -> tuple[float, float]:
    """Arora, Li, Lyu, Lemma B.1: the two sides for a_0, ..., a_T in [0, B] with a_0 > 0 and T >= 1."""
    T = len(a) - 1
    left = sum(float(a[t] / np.sum(a[:t])) for t in range(1, T + 1))
    right = np.log2(np.sum(a[:T] / a[0])) + 1 + 2 * B / a[0]
    return float(left), float(right)


def unit(w: Floats) -> Floats:
    """Pi(w) = w / ||w||_2 (Arora, Li, Lyu, after Eq. (9))."""
    return np.asarray(w / np.linalg.norm(w))


def arora_thm2_5_eq9(F: Callable[[Floats], float], w: Floats, eta: float) -> tuple[Floats, Floats, float, float]:
    """Arora, Li, Lyu, Theorem 2.5, Eq. (9): v_{t+1} and its right side, G_{t+1} and its right side."""
    w_next = w - eta * central_gradient(F, w)
    G = float(w @ w)
    v = unit(w)
    grad_v = central_gradient(F, v)
    right_v = unit(v - eta / G * grad_v)
    right_G = G + eta**2 / G * (grad_v @ grad_v)
    return unit(w_next), right_v, float(w_next @ w_next), float(right_G)


def arora_C2_equivalence(
    F: Callable[[Floats], float], w: Floats, eta: float, C: float, steps: int
) -> tuple[Floats, Floats]:
    """Arora, Li, Lyu, Section 2.5, unnumbered: v_t from C w_0 at rate eta and from w_0 at rate eta / C^2."""

    def run(start: Floats, rate: float) -> Floats:
        w_t = start
        for _ in range(steps):
            w_t = w_t - rate * central_gradient(F, w_t)
        return unit(w_t)

    return run(C * w, eta), run(w, eta / C**2)


def arora_lemmaA_1_eq18(F: Callable[[Floats], float], w: Floats, Lvv: float) -> tuple[float, float]:
    """Arora, Li, Lyu, Lemma A.1, Eq. (18): norm of the gradient and pi L^vv / ||w||."""
    return float(np.linalg.norm(central_gradient(F, w))), float(np.pi * Lvv / np.linalg.norm(w))
