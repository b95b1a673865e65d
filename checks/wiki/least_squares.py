"""The least-square problem after reparametrisation."""

from __future__ import annotations

from bnproof import both, claim, eq, le, lemma, norm, norm2


def problem(S):
    return S.spd("S", "d"), S.vector("u", "d"), S.vector("w", "d", "nonzero"), S.real("gamma")


def plain(H, u, v):
    """2 u^T v + v^T S v."""
    return 2 * (u @ v) + v @ (H @ v)


@lemma("wiki-ols-minimum", "the least value of $2u^T\\tilde w+\\tilde w^TS\\tilde w$ is $-u^TS^{-1}u$")
def minimum(S, *, factor=1):
    H, u, w, gamma = problem(S)
    best = -(u @ (H**-1 @ u))
    S.let(moved=gamma * w / norm(w, H))
    return both(le(factor * best, plain(H, u, gamma * w / norm(w, H))), eq(plain(H, u, -(H**-1 @ u)), factor * best))


@minimum.proof()
def _(p, o):
    p.both(lambda q: q.sign(norm2(o.moved + o.S**-1 @ o.u, o.S)), None)


minimum.mutant("half", factor=1 / 2)


@claim("wiki-ols-reparametrized")
def objective(S, *, of="objective", apart=False):
    """The print puts gamma^2 into the denominator. Read as the objective itself, in which w~ = gamma w/|w|_S, or as
    its least value, which is -u^T S^-1 u by the lemma wiki-ols-minimum: the printed fraction falls below it."""
    H, u, w, gamma = problem(S)
    length = norm(w, H)
    printed = 2 * gamma * ((u @ w) / length) + gamma**2 if apart else 2 * gamma * ((u @ w) / (length + gamma**2))
    if of == "minimum":
        return le(-(u @ (H**-1 @ u)), printed)
    return eq(plain(H, u, gamma * w / length), printed)


objective.reading("objective", "the two expressions are equal")
objective.reading("minimum", "their least values are equal", of="minimum")
objective.corrected("gamma^2 added to the fraction", apart=True)
