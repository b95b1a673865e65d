"""Displayed formulas of the source documents, transcribed as printed into plain NumPy.

Nothing is repaired here: a formula that is false in print is false below. Each function returns the sides
that are compared. Derivatives on a defining side are numerical. Indices into batches start at 0. "Wikipedia"
is its article "Batch normalization".
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Numbers = NDArray[Any]  # float64, or complex128 inside a complex step
Scalar = Any  # float, or complex inside a complex step

COMPLEX_STEP = 1e-20
CENTRAL_STEP = 4e-3

# --- numerical derivatives ------------------------------------------------------------------------


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


# --- Cai, Li, Shen: definitions -------------------------------------------------------------------


def expectation(p: Floats, values: Numbers) -> Numbers:
    """E over a finite law: sum_i p_i values_i."""
    return np.asarray(np.tensordot(p, values, axes=1))


def normalize(p: Floats, xi: Numbers) -> Numbers:
    """N(xi) = (xi - E[xi]) / sqrt(Var[xi]) over a finite law (Cai, Li, Shen, slides)."""
    centred = xi - expectation(p, xi)
    return np.asarray(centred / np.sqrt(expectation(p, centred**2)))


def cai_J(x: Floats, y: Floats, p: Floats, a: Scalar, w: Numbers) -> Scalar:
    """J(a, w) = E[(y - a N(x^T w))^2 / 2] (Cai, Li, Shen, OLS+BNGD)."""
    return expectation(p, (y - a * normalize(p, x @ w)) ** 2 / 2)


def second_moment(x: Floats, p: Floats) -> Floats:
    """H = E[x x^T] (Cai, Li, Shen, OLS)."""
    return expectation(p, x[:, :, None] * x[:, None, :])


def cross_moment(x: Floats, y: Floats, p: Floats) -> Floats:
    """g = E[x y] (Cai, Li, Shen, OLS)."""
    return expectation(p, x * y[:, None])


def norm_in(M: Floats, v: Floats) -> float:
    """||v||_M = sqrt(v^T M v)."""
    return float(np.sqrt(v @ M @ v))


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


def spectral_radius(M: Floats) -> float:
    """rho(M) = max_i |lambda_i(M)|."""
    return float(np.max(np.abs(np.linalg.eigvals(M))))


# --- Cai, Li, Shen: formulas ----------------------------------------------------------------------


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


# --- Kohler et al. --------------------------------------------------------------------------------


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


# --- Arora, Li, Lyu -------------------------------------------------------------------------------


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


# --- Wikipedia, Batch normalization ---------------------------------------------------------------


def wiki_mean(x: Floats) -> float:
    """mu_B = (1/m) sum_i x_i (Wikipedia, Transformation, first display)."""
    return float(np.sum(x) / len(x))


def wiki_variance(x: Floats, mu: float) -> float:
    """sigma_B^2 = (1/m) sum_i (x_i - mu_B)^2 (Wikipedia, Transformation, second display)."""
    return float(np.sum((x - mu) ** 2) / len(x))


def wiki_normalize(x: Floats, mu: float, sigma2: float, eps: float) -> Floats:
    """xhat_i = (x_i - mu_B) / sqrt(sigma_B^2 + eps) (Wikipedia, Transformation, third display)."""
    return np.asarray((x - mu) / np.sqrt(sigma2 + eps))


def wiki_dl_dx(
    l: Callable[[Floats], float],  # noqa: E741
    x: Floats,
    gamma: float,
    beta: float,
    eps: float,
    i: int,
) -> tuple[float, float]:
    """Wikipedia, Backpropagation, sixth display (unnumbered): dl/dx_i and the printed sum."""
    m = len(x)
    mu = wiki_mean(x)
    sigma2 = wiki_variance(x, mu)
    deviation = float(np.sqrt(sigma2 + eps))

    def of_xhat(xhat: Floats) -> float:
        return float(l(gamma * xhat + beta))

    def of_sigma2(s: float) -> float:
        return of_xhat(wiki_normalize(x, mu, s, eps))

    def of_mu(t: float) -> float:
        return of_xhat(wiki_normalize(x, t, wiki_variance(x, t), eps))

    def of_x(z: Floats) -> float:
        return of_xhat(wiki_normalize(z, wiki_mean(z), wiki_variance(z, wiki_mean(z)), eps))

    dl_dxhat = central_partial(of_xhat, wiki_normalize(x, mu, sigma2, eps), i, 1.0)
    dl_dsigma2 = central_derivative(of_sigma2, sigma2, deviation**2)
    dl_dmu = central_derivative(of_mu, mu, deviation)
    right = dl_dxhat * (1 / np.sqrt(sigma2 + eps)) + dl_dsigma2 * (2 * (x[i] - mu) / m) + dl_dmu * (1 / m)
    return central_partial(of_x, x, i, deviation), float(right)


def wiki_better_init(W0: Floats, W: Floats, What: Floats) -> tuple[float, float]:
    """Wikipedia, Smoothness, fourth inequality (unnumbered); W and What are W* and What*."""
    W_squared = np.sum(W**2)
    right = np.sum((W0 - W) ** 2) - 1 / W_squared * (W_squared - np.sum(W * W0)) ** 2
    return float(np.sum((W0 - What) ** 2)), float(right)
