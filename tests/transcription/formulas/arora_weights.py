"""Arora, Li and Lyu: several scale-invariant weights beside a parameter g."""

from collections.abc import Callable, Sequence

import numpy as np
from transcription.formulas.arora import unit
from transcription.formulas.numerics import Floats, central_gradient, central_jacobian

Objective = Callable[[Sequence[Floats], Floats], float]  # F(W; g), W the list of w^(i)


def replaced(ws: Sequence[Floats], i: int, w: Floats) -> list[Floats]:
    """The list of weights with w^(i) replaced."""
    return [w if k == i else other for k, other in enumerate(ws)]


def block_gradient_w(F: Objective, ws: Sequence[Floats], g: Floats, i: int) -> Floats:
    """Numerical gradient of F(W; g) in w^(i)."""
    return central_gradient(lambda w: F(replaced(ws, i, w), g), ws[i])


def block_gradient_g(F: Objective, ws: Sequence[Floats], g: Floats) -> Floats:
    """Numerical gradient of F(W; g) in g."""
    return central_gradient(lambda h: F(ws, h), g)


def block_hessian_ww(F: Objective, ws: Sequence[Floats], g: Floats, i: int, j: int) -> Floats:
    """Numerical second derivatives of F(W; g): rows in w^(i), columns in w^(j)."""
    return central_jacobian(lambda w: block_gradient_w(F, replaced(ws, j, w), g, i), ws[j])


def block_hessian_wg(F: Objective, ws: Sequence[Floats], g: Floats, i: int) -> Floats:
    """Numerical second derivatives of F(W; g): rows in w^(i), columns in g."""
    return central_jacobian(lambda h: block_gradient_w(F, ws, h, i), g)


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
