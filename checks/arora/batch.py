"""Appendix C: the derivative of batch normalization by one input."""

from __future__ import annotations

from bnproof import basis, claim, dim, eq, ones, sqrt, zero


@claim("arora-C1-grad-z")
def gradient_by_input(S, *, twice=True, same_index=True):
    """z_b' as a function of the input x_b of the batch x_1 ... x_B, the rows of X.

    Moving x_b by h moves the scores X w by <w, h> e_b; the gradient is by h at 0. 1_{b=b'} is <e_b, e_b'>.
    """
    X, w, eps = S.map("X", "d", "B"), S.vector("w", "d", "nonzero"), S.positive("eps")
    gamma, beta = S.real("gamma"), S.real("beta")
    b, b2 = S.index("b", "B"), S.index("b'", "B")
    B, one, e, e2 = dim("B"), ones("B"), basis("B", b), basis("B", b2)

    def scores(h):
        return X @ w + (w @ h) * e

    def centred(s):
        """w^T (x_c - u) for all c."""
        return s - (one @ s) / B * one

    def length(s):
        """|w| in the metric S + eps I."""
        return sqrt((centred(s) @ centred(s)) / B + eps * (w @ w))

    def z(s, index):
        return gamma * ((index @ centred(s)) / length(s)) + beta

    slope = S.grad(lambda h: z(scores(h), e2), at=zero("d"))
    s = X @ w
    N = length(s)
    deviation, other = e @ centred(s), (e if same_index else e2) @ centred(s)
    slope_of_square = (2 if twice else 1) / B * deviation * w
    printed = gamma / N**2 * ((e @ e2 - 1 / B) * N * w - other * (1 / N) * slope_of_square)
    return eq(slope, printed)


gradient_by_input.factor("half the derivative of the norm", "$1/B$ for $2/B$", twice=False)
gradient_by_input.factor("index b' in the first factor", "$w^\\top(x_{b'}-u)$ for $w^\\top(x_b-u)$", same_index=False)
gradient_by_input.corrected("both", "$1/B$ for $2/B$, and $w^\\top(x_{b'}-u)$", twice=False, same_index=False)
