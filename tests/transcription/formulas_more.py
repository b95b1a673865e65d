"""A second, independent transcription of displayed formulas of the source documents into plain NumPy.

Nothing is repaired here: a formula that is false in print is false below. Each function returns the sides
that are compared. Derivatives on a defining side are numerical, expectations over a normal law are
Gauss-Hermite quadratures. Indices into batches and lists start at 0. "Wikipedia" is its article "Batch
normalization".
"""

from collections.abc import Callable, Sequence
from itertools import combinations, product

import numpy as np
from scipy.optimize import minimize_scalar
from transcription.formulas import (
    CENTRAL_STEP,
    Floats,
    Numbers,
    Scalar,
    central_derivative,
    central_gradient,
    central_partial,
    complex_gradient,
    cross_moment,
    expectation,
    kohler_rho,
    kohler_rho_min,
    norm_in,
    second_moment,
    spectral_radius,
    wiki_mean,
    wiki_normalize,
    wiki_variance,
)

Loss = Callable[[Floats], float]  # of the outputs of one batch
Objective = Callable[[Sequence[Floats], Floats], float]  # F(W; g), W the list of w^(i)

HERMITE_NODES = 200  # exact to rounding for the sigmoid while the deviation of z^T w is at most 2, tanh: 1

# --- Cai, Li, Shen --------------------------------------------------------------------------------


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


# --- Kohler et al. --------------------------------------------------------------------------------


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


# --- normal laws ----------------------------------------------------------------------------------


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


def kohler_aux_gradient(
    dphi: Callable[[Floats], Floats], d2phi: Callable[[Floats], Floats], S: Floats, u: Floats, w: Floats
) -> tuple[Floats, Floats]:
    """Kohler et al., used by Lemma 1 and Eq. (18), unnumbered: gradient of f_lh and c_1 u + c_2 S w."""
    c_1 = halfspace_mean(dphi, S, u, w) - halfspace_mean(d2phi, S, u, w) * (u @ w)
    c_2 = halfspace_mean(d2phi, S, u, w)
    return halfspace_gradient(dphi, S, u, w), c_1 * u + c_2 * (S @ w)


def kohler_lemma1(S: Floats, u: Floats, w: Floats, g: float) -> float:
    """Kohler et al., Lemma 1: the squared distance of a critical point from g S^-1 u."""
    return float(np.sum((w - g * np.linalg.solve(S, u)) ** 2))


# --- Arora, Li, Lyu -------------------------------------------------------------------------------


def unit(w: Floats) -> Floats:
    """Pi(w) = w / ||w||_2 (Arora, Li, Lyu, after Eq. (9))."""
    return np.asarray(w / np.linalg.norm(w))


def replaced(ws: Sequence[Floats], i: int, w: Floats) -> list[Floats]:
    """The list of weights with w^(i) replaced."""
    return [w if k == i else other for k, other in enumerate(ws)]


def block_gradient_w(F: Objective, ws: Sequence[Floats], g: Floats, i: int) -> Floats:
    """Numerical gradient of F(W; g) in w^(i)."""
    return central_gradient(lambda w: F(replaced(ws, i, w), g), ws[i])


def block_gradient_g(F: Objective, ws: Sequence[Floats], g: Floats) -> Floats:
    """Numerical gradient of F(W; g) in g."""
    return central_gradient(lambda h: F(ws, h), g)


def central_jacobian(f: Callable[[Floats], Floats], x: Floats) -> Floats:
    """Central-difference Jacobian of sixth order: row a, column b is the derivative of f_a in x_b."""
    h = CENTRAL_STEP * (float(np.max(np.abs(x))) or 1.0)
    columns = []
    for step in h * np.eye(len(x)):
        pairs = [f(x + k * step) - f(x - k * step) for k in (1, 2, 3)]
        columns.append((45 * pairs[0] - 9 * pairs[1] + pairs[2]) / (60 * h))
    return np.stack(columns, axis=1)


def block_hessian_ww(F: Objective, ws: Sequence[Floats], g: Floats, i: int, j: int) -> Floats:
    """Numerical second derivatives of F(W; g): rows in w^(i), columns in w^(j)."""
    return central_jacobian(lambda w: block_gradient_w(F, replaced(ws, j, w), g, i), ws[j])


def block_hessian_wg(F: Objective, ws: Sequence[Floats], g: Floats, i: int) -> Floats:
    """Numerical second derivatives of F(W; g): rows in w^(i), columns in g."""
    return central_jacobian(lambda h: block_gradient_w(F, ws, h, i), g)


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


def arora_eq5(F: Objective, ws: Sequence[Floats], g: Floats, i: int) -> tuple[Floats, Floats, Floats, Floats]:
    """Arora, Li, Lyu, Lemma 2.2, Eq. (5): both sides of the first identity, then of the second."""
    vs = [unit(w) for w in ws]
    right_w = 1 / np.linalg.norm(ws[i]) * block_gradient_w(F, vs, g, i)
    return block_gradient_w(F, ws, g, i), right_w, block_gradient_g(F, ws, g), block_gradient_g(F, vs, g)


def arora_hess_ww(F: Objective, ws: Sequence[Floats], g: Floats, i: int, j: int) -> tuple[Floats, Floats]:
    """Arora, Li, Lyu, Appendix A, first display, first identity (unnumbered)."""
    vs = [unit(w) for w in ws]
    factor = 1 / (np.linalg.norm(ws[i]) * np.linalg.norm(ws[j]))
    return block_hessian_ww(F, ws, g, i, j), factor * block_hessian_ww(F, vs, g, i, j)


def arora_hess_wg(F: Objective, ws: Sequence[Floats], g: Floats, i: int, j: int) -> tuple[Floats, Floats]:
    """Arora, Li, Lyu, Appendix A, first display, second identity (unnumbered), w^(j) on the right only."""
    vs = [unit(w) for w in ws]
    factor = 1 / (np.linalg.norm(ws[i]) * np.linalg.norm(ws[j]))
    return block_hessian_wg(F, ws, g, i), factor * block_hessian_wg(F, vs, g, i)


def arora_lemma3_2_eq12(
    F: Objective, ws: Sequence[Floats], g: Floats, eta_w: float, eta_g: float, C: Sequence[float], c_g: float
) -> tuple[float, float]:
    """Arora, Li, Lyu, Lemma 3.2, Eq. (12), printed with "=": change of L in a step of Eq. (4), right side."""
    grads = [block_gradient_w(F, ws, g, i) for i in range(len(ws))]
    grad_g = block_gradient_g(F, ws, g)
    after = [w - eta_w * grad for w, grad in zip(ws, grads, strict=True)]
    left = F(after, g - eta_g * grad_g) - F(ws, g)
    right = 0.0
    for w, grad, C_i in zip(ws, grads, C, strict=True):
        right -= float(eta_w * (grad @ grad) * (1 - C_i * eta_w / (w @ w)))
    return float(left), float(right - 1 / 2 * c_g * eta_g * (grad_g @ grad_g))


def arora_lemmaA_1_eq18(F: Callable[[Floats], float], w: Floats, Lvv: float) -> tuple[float, float]:
    """Arora, Li, Lyu, Lemma A.1, Eq. (18): norm of the gradient and pi L^vv / ||w||."""
    return float(np.linalg.norm(central_gradient(F, w))), float(np.pi * Lvv / np.linalg.norm(w))


# --- Wikipedia, Batch normalization ---------------------------------------------------------------


def wiki_dl_dy(l: Loss, xhat: Floats, gamma: float, beta: float) -> Floats:  # noqa: E741
    """Numerical dl/dy_i at y = gamma xhat + beta (Wikipedia, Transformation, fourth display)."""
    y = gamma * xhat + beta
    return np.array([central_partial(l, y, i, abs(gamma) or 1.0) for i in range(len(y))])


def wiki_xhat(x: Floats, eps: float) -> Floats:
    """xhat of the batch (Wikipedia, Transformation, third display)."""
    mu = wiki_mean(x)
    return wiki_normalize(x, mu, wiki_variance(x, mu), eps)


def wiki_numeric_dl_dsigma2(l: Loss, x: Floats, gamma: float, beta: float, eps: float) -> float:  # noqa: E741
    """Numerical dl/dsigma_B^2 at fixed x and mu_B."""
    mu = wiki_mean(x)
    sigma2 = wiki_variance(x, mu)

    def of_sigma2(s: float) -> float:
        return float(l(gamma * wiki_normalize(x, mu, s, eps) + beta))

    return central_derivative(of_sigma2, sigma2, sigma2 + eps)


def wiki_dl_dxhat(
    l: Loss,  # noqa: E741
    x: Floats,
    gamma: float,
    beta: float,
    eps: float,
    i: int,
) -> tuple[float, float]:
    """Wikipedia, Backpropagation, first display (unnumbered): dl/dxhat_i and (dl/dy_i) gamma."""
    xhat = wiki_xhat(x, eps)
    left = central_partial(lambda t: float(l(gamma * t + beta)), xhat, i, 1.0)
    return left, float(wiki_dl_dy(l, xhat, gamma, beta)[i] * gamma)


def wiki_dl_dgamma(l: Loss, x: Floats, gamma: float, beta: float, eps: float) -> tuple[float, float]:  # noqa: E741
    """Wikipedia, Backpropagation, second display (unnumbered): dl/dgamma and the printed sum."""
    xhat = wiki_xhat(x, eps)
    left = central_derivative(lambda t: float(l(t * xhat + beta)), gamma, abs(gamma) or 1.0)
    return left, float(np.sum(wiki_dl_dy(l, xhat, gamma, beta) * xhat))


def wiki_dl_dbeta(l: Loss, x: Floats, gamma: float, beta: float, eps: float) -> tuple[float, float]:  # noqa: E741
    """Wikipedia, Backpropagation, third display (unnumbered): dl/dbeta and the printed sum."""
    xhat = wiki_xhat(x, eps)
    left = central_derivative(lambda t: float(l(gamma * xhat + t)), beta, abs(gamma) or 1.0)
    return left, float(np.sum(wiki_dl_dy(l, xhat, gamma, beta)))


def wiki_dl_dsigma2(l: Loss, x: Floats, gamma: float, beta: float, eps: float) -> tuple[float, float]:  # noqa: E741
    """Wikipedia, Backpropagation, fourth display (unnumbered): dl/dsigma_B^2 and the printed sum."""
    mu = wiki_mean(x)
    sigma2 = wiki_variance(x, mu)
    dl_dy = wiki_dl_dy(l, wiki_xhat(x, eps), gamma, beta)
    right = np.sum(dl_dy * (x - mu) * (-gamma / 2 * (sigma2 + eps) ** (-3 / 2)))
    return wiki_numeric_dl_dsigma2(l, x, gamma, beta, eps), float(right)


def wiki_dl_dmu(l: Loss, x: Floats, gamma: float, beta: float, eps: float) -> tuple[float, float]:  # noqa: E741
    """Wikipedia, Backpropagation, fifth display (unnumbered): dl/dmu_B with sigma_B^2 moving, and the sum."""
    m = len(x)
    mu = wiki_mean(x)
    sigma2 = wiki_variance(x, mu)

    def of_mu(t: float) -> float:
        return float(l(gamma * wiki_normalize(x, t, wiki_variance(x, t), eps) + beta))

    dl_dy = wiki_dl_dy(l, wiki_xhat(x, eps), gamma, beta)
    dl_dsigma2 = wiki_numeric_dl_dsigma2(l, x, gamma, beta, eps)
    right = np.sum(dl_dy * (-gamma / np.sqrt(sigma2 + eps))) + dl_dsigma2 * (1 / m) * np.sum(-2 * (x - mu))
    return central_derivative(of_mu, mu, float(np.sqrt(sigma2 + eps))), float(right)


def wiki_ols_reparametrized(S: Floats, u: Floats, w: Floats, gamma: float) -> tuple[float, float]:
    """Wikipedia, Least-square problem, second display (unnumbered): f_OLS and the printed objective."""
    norm = norm_in(S, w)
    w_tilde = gamma * (w / norm)
    left = 2 * (u @ w_tilde) + w_tilde @ S @ w_tilde
    return float(left), float(2 * gamma * (u @ w / (norm + gamma**2)))


def wiki_smooth_gradient_bound(l: Loss, y: Floats, gamma: float, beta: float) -> tuple[float, float, float]:  # noqa: E741
    """Wikipedia, Smoothness, first inequality (unnumbered): left, right with grad L at z, and at y."""
    m = len(y)
    mean = np.sum(y) / m
    sigma = float(np.sqrt(np.sum((y - mean) ** 2) / m))
    yhat = (y - mean) / sigma

    def L_hat(t: Floats) -> float:
        centred = t - np.sum(t) / m
        return float(l(gamma * (centred / np.sqrt(np.sum(centred**2) / m)) + beta))

    def gradient(f: Loss, t: Floats, scale: float) -> Floats:
        return np.array([central_partial(f, t, j, scale) for j in range(m)])

    def right(grad: Floats) -> float:
        inner = grad @ grad - 1 / m * np.sum(grad) ** 2 - 1 / m * (grad @ yhat) ** 2
        return float(gamma**2 / sigma**2 * inner)

    left = gradient(L_hat, y, sigma)
    at_z = right(gradient(l, gamma * yhat + beta, abs(gamma) or 1.0))
    return float(left @ left), at_z, right(gradient(l, y, sigma))


def wiki_pop_var(values: Floats, probs: Floats, m: int) -> tuple[float, float]:
    """Wikipedia, Inference, second display (unnumbered): Var[x] and m/(m-1) E_B[sigma_B^2], m at least 2."""
    mean = probs @ values
    total = 0.0
    for batch in product(range(len(values)), repeat=m):
        chosen = list(batch)
        x = values[chosen]
        total += float(np.prod(probs[chosen])) * wiki_variance(x, wiki_mean(x))
    return float(probs @ (values - mean) ** 2), m / (m - 1) * total


def wiki_pop_var_subsets(values: Floats, m: int) -> tuple[float, float]:
    """The same where B is a random subset of the finite training set, all subsets of m being equally likely."""
    batches = [wiki_variance(values[list(b)], wiki_mean(values[list(b)])) for b in combinations(range(len(values)), m)]
    return float(np.mean((values - np.mean(values)) ** 2)), float(m / (m - 1) * np.mean(batches))


def wiki_pop_var_parts(batches: Floats) -> tuple[float, float]:
    """The same where the rows are the mini-batches into which the training set is split, and E_B is their mean."""
    m = batches.shape[1]
    variances = [wiki_variance(x, wiki_mean(x)) for x in batches]
    return float(np.mean((batches - np.mean(batches)) ** 2)), float(m / (m - 1) * np.mean(variances))


def wiki_lh_gradient(
    dphi: Callable[[Floats], Floats], d2phi: Callable[[Floats], Floats], S: Floats, u: Floats, w: Floats
) -> tuple[Floats, Floats]:
    """Wikipedia, Learning halfspace problem, gradient of f_LH (unnumbered): its value and c_1 u + c_2 S w."""
    c_1 = halfspace_mean(dphi, S, u, w) - halfspace_mean(d2phi, S, u, w) * (u @ w)
    c_2 = halfspace_mean(d2phi, S, u, w)
    return halfspace_gradient(dphi, S, u, w), c_1 * u + c_2 * (S @ w)


def wiki_lh_critical_points(S: Floats, u: Floats, w: Floats, g: float) -> float:
    """Wikipedia, Learning halfspace problem, critical points: the squared distance of w from g_* S^-1 u."""
    residual = w - g * (np.linalg.inv(S) @ u)
    return float(residual @ residual)
