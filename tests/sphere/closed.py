"""Closed forms and independent integrals, from which the quadrature takes nothing."""

import math

from mpmath import mp, mpf


def oblique_identity(d):
    """E ln (w'u)^2 (1 - (w'u)^2): a beta law of parameters 1/2 and (d - 1)/2."""
    return float(mp.digamma(mpf(1) / 2) + mp.digamma(mpf(d - 1) / 2) - 2 * mp.digamma(mpf(d) / 2))


def elementary_identity(d):
    """The same without special functions, by the values of the digamma function at halves."""
    odd = math.fsum(1 / (2 * k - 1) for k in range(1, d // 2 + (d % 2)))
    if d % 2:
        odd, whole = (
            math.fsum(1 / (2 * k - 1) for k in range(1, d // 2 + 1)),
            math.fsum(1 / k for k in range(1, d // 2)),
        )
        return 2 * math.log(2) + whole - 4 * odd
    return 2 * odd - 2 * math.fsum(1 / k for k in range(1, d // 2)) - 4 * math.log(2)


def oblique_plane(a, b):
    """In two dimensions, of eigenvalues a and b."""
    return 2 * math.log(2 * (a + b) * a * b) - 8 * math.log(math.sqrt(a) + math.sqrt(b))


def form_plane(a, b):
    """E ln(a cos^2 + b sin^2)."""
    return 2 * math.log((math.sqrt(a) + math.sqrt(b)) / 2)


def oblique_space(a, b, c):
    """In three dimensions: an integral over the sphere of w, by mpmath.

    M = A - Aww'A/w'Aw has the eigenvalue 0 and two others p, q; on a circle E ln(p^2 cos^2 + q^2 sin^2) is
    2 ln((p + q)/2), and p + q is the trace.
    """

    def at(z, angle):
        x2, y2, z2 = (1 - z * z) * mp.cos(angle) ** 2, (1 - z * z) * mp.sin(angle) ** 2, z * z
        form, square = a * x2 + b * y2 + c * z2, a * a * x2 + b * b * y2 + c * c * z2
        return mp.log(square) - 2 * mp.log(form) + 2 * mp.log((a + b + c - square / form) / 2)

    return oblique_identity(3) + float(2 / mp.pi * mp.quad(at, [0, 1], [0, mp.pi / 2]))
