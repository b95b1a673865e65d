"""The smoothness section: gradients through the normalisation, and how near an optimum is to the initialisation."""

from __future__ import annotations

from bnproof import claim, dim, eq, gradient, le, lt, norm2, ones, sqrt


@claim("wiki-better-init")
def better_initialisation(S, *, optimum="every", correlated=False):
    """W* is an optimum of the plain network; those of the normalised one are k W* for k > 0, as its loss does not
    change when W is scaled by a positive number."""
    W0, W, k = S.vector("W0", "d"), S.vector("W", "d", "nonzero"), S.positive("k")
    product = W @ W0
    if correlated:
        S.assume(lt(0, product))
    bound = norm2(W0 - W) - 1 / norm2(W) * (norm2(W) - product) ** 2
    inequality = le(norm2(W0 - k * W), bound)
    return inequality if optimum == "every" else S.there_is(k, inequality)


@better_initialisation.proof("the nearest optimum, for <W*, W0> > 0")
def _(p, o):
    p.exists((o.W @ o.W0) / (o.W @ o.W))


@better_initialisation.refutation("some optimum", where=lambda o: (le(o.W @ o.W0, 0),))
def _(p, o):
    """The right side is the squared distance of W0 to the whole line of W*."""
    k = p.intro()
    product, length = o.W @ o.W0, o.W @ o.W
    p.sign(k**2 * length + 2 * k * -product + product**2 / length)


better_initialisation.reading("every optimum", "for every $k>0$")
better_initialisation.reading("some optimum", "for some $k>0$", optimum="some")
better_initialisation.factor("every optimum, for <W*, W0> > 0", correlated=True)
better_initialisation.corrected(
    "the nearest optimum, for <W*, W0> > 0",
    "some $k>0$, if $\\langle W^*,W_0\\rangle>0$: $k=\\langle W^*,W_0\\rangle/\\|W^*\\|^2$",
    optimum="some",
    correlated=True,
)


@claim("wiki-smooth-gradient-bound")
def gradient_bound(S, *, at="z", share=1, relation=le):
    """One unit's activations y over the batch, y_hat = (y - mu)/sigma, z = gamma y_hat + beta; sigma > 0.

    The indices i and j of the print name one unit. Which gradient of L is meant is not said: that of the plain
    network's loss at z, what the next layer sees in the normalised network, or at y, what it sees in the plain one.
    """
    y, one, m = S.vector("y", "m"), ones("m"), dim("m")
    gamma, beta, loss = S.real("gamma"), S.real("beta"), S.function("L", "m")

    def hat(v):
        centred = v - (one @ v) / m * one
        return centred / sqrt((centred @ centred) / m)

    def output(v):
        return gamma * hat(v) + beta * one

    centred = y - (one @ y) / m * one
    variance = (centred @ centred) / m
    S.assume(lt(0, variance))
    slope = S.grad(lambda v: loss(output(v)), at=y)
    plain = gradient(loss, output(y) if at == "z" else y)
    bound = norm2(plain) - 1 / m * (one @ plain) ** 2 - share / m * (plain @ hat(y)) ** 2
    S.let(centred=centred)
    return relation(norm2(slope), gamma**2 / sqrt(variance) ** 2 * bound)


@gradient_bound.proof()
def _(p, o):
    """Both sides are equal: the normalisation projects the gradient off 1 and y_hat."""
    p.have(lt(0, o.centred @ o.centred), lambda q: q.sign((o.centred @ o.centred) / dim("m") * dim("m")))
    p.sign()


gradient_bound.reading("gradient at z")
gradient_bound.reading("gradient at y", at="y")
gradient_bound.sharper("equality, gradient at z", relation=eq)
gradient_bound.mutant("strictly", relation=lt)
gradient_bound.mutant("twice the last term", share=2)
