"""Cai, Li and Shen: definitions and prose of the poster, and the slides. Laws are finite."""

import numpy as np
from transcription.formulas.cai import cai_J, eps_hat_of, normalize, step_a, step_w
from transcription.formulas.numerics import (
    Floats,
    complex_derivative,
    cross_moment,
    expectation,
    second_moment,
    spectral_radius,
)


def cai_ols_model(x: Floats, y: Floats, p: Floats) -> tuple[Floats, Floats, Floats]:
    """H := E[x x^T], g := E[x y], u := H^{-1} g (poster, OLS, first paragraph)."""
    H, g = second_moment(x, p), cross_moment(x, y, p)
    return H, g, np.linalg.inv(H) @ g


def cai_noise(x: Floats, y: Floats, w: Floats) -> Floats:
    """The noise of y = x^T w + noise (poster, OLS, first paragraph)."""
    return y - x @ w


def cai_correlation(x: Floats, noise: Floats, p: Floats) -> Floats:
    """E[x noise]."""
    return np.array([expectation(p, x[:, j] * noise) for j in range(x.shape[1])])


def cai_j0(x: Floats, y: Floats, p: Floats, w: Floats) -> float:
    """J_0(w) = E[(y - x^T w)^2 / 2], a sum over the law (poster, OLS)."""
    return float(sum(p[i] * (y[i] - sum(x[i, j] * w[j] for j in range(len(w)))) ** 2 / 2 for i in range(len(p))))


def cai_rho_def(H: Floats, eps: float) -> tuple[float, list[float]]:
    """rho(I - eps H), and |1 - eps lambda_i(H)| for all i (poster, before Eq. (2))."""
    return spectral_radius(np.eye(len(H)) - eps * H), [abs(1 - eps * x) for x in np.linalg.eigvalsh(H)]


def cai_gd_best_rate(H: Floats) -> tuple[float, float]:
    """rho(I - eps_opt H) and (kappa - 1)/(kappa + 1) with kappa = lambda_max / lambda_min."""
    eigenvalues = np.linalg.eigvalsh(H)
    low, high = eigenvalues[0], eigenvalues[-1]
    kappa = high / low
    return spectral_radius(np.eye(len(H)) - 2 / (high + low) * H), float((kappa - 1) / (kappa + 1))


def cai_eps_hat(H: Floats, u: Floats, a: float, w: Floats, eps: float) -> float:
    """eps_hat := eps (a / sigma) (w^T g / sigma^2) (poster, Eq. (4), right)."""
    return eps_hat_of(H, H @ u, a, w, eps)


def cai_best_a(x: Floats, y: Floats, p: Floats, w: Floats) -> float:
    """The a at which a -> J(a, w), a parabola with leading coefficient 1/2, is least: from its slope at 0."""
    return -complex_derivative(lambda t: cai_J(x, y, p, t, w), 0.0)


def cai_scaling_prose(
    H: Floats, u: Floats, a: float, w: Floats, eps_a: float, eps: float, k: int
) -> tuple[tuple[float, Floats], tuple[float, Floats], float]:
    """Results (i), end: k steps with rates eps_a for a and eps for w; k steps with one rate for both from weights of
    another norm; and the factor between the norms, which makes r^2 eps the rate eps_a."""
    g, r = H @ u, float(np.sqrt(eps_a / eps))

    def run(w0: Floats, rate: float) -> tuple[float, Floats]:
        a_k, w_k = float(a), w0
        for _ in range(k):
            a_k, w_k = step_a(H, g, a_k, w_k, eps_a), step_w(H, g, a_k, w_k, rate)
        return a_k, w_k

    return run(w, eps), run(r * w, eps_a), r


def slides_fc(W: Floats, b: Floats, u: Floats) -> Floats:
    """What the activation of z = sigma(W u + b) is applied to (slide 1)."""
    return np.array([sum(W[i, j] * u[j] for j in range(len(u))) + b[i] for i in range(len(b))])


def slides_bn(xi: Floats, p: Floats, gamma: float, beta: float) -> Floats:
    """gamma N(xi) + beta for one unit xi of W u, over a finite law (slide 1)."""
    return gamma * normalize(p, xi) + beta
