"""Section 2: the variance of a centred linear form."""

from __future__ import annotations

from bnproof import both, claim, eq


@claim("kohler-eq7")
def variance(S, *, centred=True):
    """Random variables are vectors of L2 and E[f h] their inner product: X sends w to x^T w, `one` is the constant 1.

    E[x] = 0 reads X^T one = 0, and S = E[x x^T] is X^T X.
    """
    X, w, one = S.map("X", "d", "L2"), S.vector("w", "d"), S.vector("one", "L2", "unit")
    if centred:
        S.assume(eq(X.T @ one, 0))
    f = X @ w
    deviation = f - (one @ f) * one
    return both(eq(deviation @ deviation, f @ f), eq(f @ f, w @ ((X.T @ X) @ w)))


variance.mutant("without E[x] = 0", centred=False)
