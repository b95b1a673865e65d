"""Section 4: learning halfspaces on Gaussian data."""

from __future__ import annotations

from checks_kohler.normal import by_gradient, by_stein, halfspace, off_the_line, on_the_line, orthogonal

from bnproof import Lambda, build, claim, eq


@claim("kohler-aux-gradient")
def gradient(S, *, sign=-1, order=2, covariance=False):
    """For losses phi that grow at most polynomially, with each derivative.

    Assumption 3 asks for a smooth phi with bounded phi'. That alone does not give phi'' an expectation: that of
    phi' = sin(exp(t^2)) has none where z^T w has a variance of 1/2 or more. phi >= 0, its bound, and a definite S are
    not needed. The text before Assumption 2 calls S the covariance of z; with that the formula is wrong.
    """
    m, w = halfspace(S), S.vector("w", "d")
    S.let(m=m)
    slope = m.slope(w)
    c1, c2 = m.coefficients(w, sign, order)
    return eq(slope, c1 * m.u + c2 * (m.A @ (m.A.T @ w) if covariance else m.S(w)))


gradient.proof()(by_stein)
gradient.reading("derivatives of polynomial growth", "of the loss, such that the printed expectations exist")
gradient.mutant("plus in c1", sign=1)
gradient.mutant("c2 with the first derivative", order=1)
gradient.mutant("covariance S", covariance=True)


@claim("kohler-lemma1")
def critical_points(S, *, curved=False):
    """The lemma asks for Assumptions 1 and 2 alone, and for no property of the loss.

    It forgets critical points where E[phi'(q)] = E[phi''(q)] = 0 for q = z^T w: phi = (t^2 - 3)^2, with z = u + A n and
    w orthogonal to u, q standard normal. A bounded phi' does not help: phi' = sin t - (e^(3/2)/2) sin 2t does the same.
    """
    return on_the_line(S, curved=curved)


critical_points.proof("where E[phi''] is not 0")(by_gradient("kohler-aux-gradient", "derivatives of polynomial growth"))
critical_points.refutation("printed", where=orthogonal)(off_the_line)
critical_points.corrected("where E[phi''] is not 0", curved=True)
t = build("sym", (), ("t", "real", ""))
critical_points.example(
    {"d": 2, "k": 1}, phi=Lambda(t, (t**2 - 3) ** 2), u=(1, 0), A=((0,), (1,)), w=(0, 1), S=((1, 0), (0, 1))
)
critical_points.example(
    {"d": 2, "k": 2}, phi=Lambda(t, t**2 - 6 * t), u=(1, 1), A=((1, 0), (0, 1)), w=(1, 1), S=((2, 1), (1, 2))
)
for values in (
    {"phi": Lambda(t, t**2 + 6 * t), "u": (1, 0), "w": (-2, 1)},  # w is a negative multiple of S^-1 u
    {"phi": Lambda(t, t**2), "u": (1, 0), "w": (1, 0)},  # not critical
):
    critical_points.example({"d": 2, "k": 2}, A=((1, 0), (1, 1)), S=((2, 1), (1, 2)), **values)
critical_points.example({"d": 1, "k": 1}, phi=Lambda(t, t**2), u=(0,), A=((1,),), w=(0,), S=((1,),))
