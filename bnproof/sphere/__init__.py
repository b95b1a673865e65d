"""Means of logarithms over the unit sphere: ln of quadratic forms of independent uniform unit vectors.

`spectrum` describes a positive definite matrix by its eigenvalues, `means` evaluates by quadrature (floats, with an
error estimate), `enclosures` in balls (rigorous), `sampling` by Monte Carlo (a second opinion). Everything depends on
the matrix through its eigenvalues only, because the law is invariant under rotations.
"""
