"""Wikipedia, the article "Batch normalization", but for its halfspaces."""

from collections.abc import Callable
from itertools import combinations, product

import numpy as np
from transcription.formulas.numerics import Floats, central_derivative, central_partial, norm_in

Loss = Callable[[Floats], float]  # of the outputs of one batch


def wiki_mean(x: Floats) -> float:
    """mu_B = (1/m) sum_i x_i (Wikipedia, Transformation, first display)."""
    return float(np.sum(x) / len(x))


def wiki_variance(x: Floats, mu: float) -> float:
    """sigma_B^2 = (1/m) sum_i (x_i - mu_B)^2 (Wikipedia, Transformation, second display)."""
    return float(np.sum((x - mu) ** 2) / len(x))


def wiki_normalize(x: Floats, mu: float, sigma2: float, eps: float) -> Floats:
    """xhat_i = (x_i - mu_B) / sqrt(sigma_B^2 + eps) (Wikipedia, Transformation, third display)."""
    return np.asarray((x - mu) / np.sqrt(sigma2 + eps))


def wiki_dl_dx(l: Loss, x: Floats, gamma: float, beta: float, eps: float, i: int) -> tuple[float, float]:  # noqa: E741
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


def wiki_dl_dxhat(l: Loss, x: Floats, gamma: float, beta: float, eps: float, i: int) -> tuple[float, float]:  # noqa: E741
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
