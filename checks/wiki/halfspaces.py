"""The learning halfspace problem."""

from __future__ import annotations

from checks_kohler.normal import by_gradient, by_stein, halfspace, off_the_line, on_the_line, orthogonal

from bnproof import Lambda, build, claim, eq, num


@claim("wiki-lh-gradient")
def gradient(S, *, sign=-1, order=2, label=1):
    """Of the expected loss, at every w."""
    m, w = halfspace(S), S.vector("w", "d")
    S.let(m=m)
    c1, c2 = m.coefficients(w, sign, order)
    return eq(m.slope(w), c1 * m.u + c2 * (m.S(w) / label**2))


gradient.proof()(by_stein)
gradient.reading("derivatives of polynomial growth", "of the loss, such that the printed expectations exist")
gradient.mutant("plus in c1", sign=1)
gradient.mutant("c2 with the first derivative", order=1)
gradient.mutant("labels 2 and -2", label=2)


@claim("wiki-lh-critical-points")
def critical_points(S, *, curved=False):
    """The page concludes from c1 u + c2 S w = 0 as if c2 were never 0.

    Of a constant loss, which has all the properties that the page asks for, every point is critical. Nor is it that
    alone: phi' = sin t - (e^(3/2)/2) sin 2t is bounded, and c1 = c2 = 0 wherever z^T w is standard normal.
    """
    return on_the_line(S, curved=curved)


critical_points.proof("where E[phi''] is not 0")(by_gradient("wiki-lh-gradient", "derivatives of polynomial growth"))
critical_points.refutation("printed", where=orthogonal)(off_the_line)
critical_points.corrected("where E[phi''] is not 0", curved=True)
t = build("sym", (), ("t", "real", ""))
critical_points.example({"d": 2, "k": 1}, phi=Lambda(t, num(1)), u=(1, 0), A=((0,), (1,)), w=(0, 1), S=((1, 0), (0, 1)))
critical_points.example(
    {"d": 2, "k": 2}, phi=Lambda(t, t**2 - 6 * t), u=(1, 1), A=((1, 0), (0, 1)), w=(1, 1), S=((2, 1), (1, 2))
)
for values in (
    {"phi": Lambda(t, t**2 + 6 * t), "u": (1, 0), "w": (-2, 1)},  # w is a negative multiple of S^-1 u
    {"phi": Lambda(t, t**2), "u": (1, 0), "w": (1, 0)},  # not critical
):
    critical_points.example({"d": 2, "k": 2}, A=((1, 0), (1, 1)), S=((2, 1), (1, 2)), **values)
critical_points.example({"d": 1, "k": 1}, phi=Lambda(t, t**2), u=(0,), A=((1,),), w=(0,), S=((1,),))
