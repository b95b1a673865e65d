"""The slides: layers with and without normalization, and what they repeat of the poster."""

from __future__ import annotations

from checks_cai.bngd import gradient_step_a, gradient_step_w
from checks_cai.gradient_descent import gradient_step
from checks_cai.losses import model
from checks_cai.model import law_of_data, normalized

from bnproof import both, claim, defined, eq, gradient, lt, norm2, sqrt


@claim("slides-fc")
def layer(S, *, bias=1):
    """A component of z is a function of W u + b, of its own component if the activation acts on each alone. Where the
    activation is smooth, z has gradients by u and by b, as gradient descent needs."""
    W, b, u = S.map("W", "d", "m"), S.vector("b", "m"), S.vector("u", "d")
    activation = S.function("s", "m")
    slope = gradient(activation, W @ u + bias * b)
    return both(
        eq(S.grad(lambda x: activation(W @ x + b), at=u), W.T @ slope),
        eq(S.grad(lambda x: activation(W @ u + x), at=b), slope),
    )


@claim("slides-bn")
def normalized_layer(S, *, constant=False, power=2):
    """One unit xi of W u, a random variable: gamma N(xi) + beta, to which the activation is applied, has mean beta and
    variance gamma^2. Where xi is constant, for W = 0 say, N(xi) is not defined; the slide says nothing of that."""
    xi, one = S.vector("xi", "L2"), S.vector("one", "L2", "unit")
    gamma, beta = S.real("gamma"), S.real("beta")
    centred = xi - (one @ xi) * one
    if not constant:
        S.assume(lt(0, centred @ centred))
    output = gamma * normalized(xi, one) + beta * one
    return both(
        defined(normalized(xi, one)),
        eq(one @ output, beta),
        eq(norm2(output - beta * one), gamma**power),
    )


@normalized_layer.proof()
def _(p, o):
    p.both(lambda q: q.sign(), None, None)


@claim("slides-model")
def linear_model(S, *, uncorrelated="u"):
    """As on the poster, which however assumes E[x] = 0: it makes no difference here."""
    return S.include(model, uncorrelated=uncorrelated, centred=False)


@linear_model.proof()
def _(p, o):
    image = o.law.X @ o.v
    p.rewrite(o.output)
    p.both(lambda q: q.sign(image @ image), None, lambda q: q.sign(image @ image), None)


@claim("slides-gd")
def gradient_descent(S, *, sign=-1):
    """Equation (1), which holds for laws with any mean of x. The slide also names c = E[y^2], which it does not use."""
    return S.include(gradient_step, sign=sign, centred=False)


@gradient_descent.proof()
def _(p, o):
    p.derive(o.slope)
    p.ring()


@claim("slides-bngd")
def bngd(S, *, sign=1, power=1, centred=True, covariances=False):
    """Both lines of (3). The poster assumes E[x] = 0; the slides do not, and N subtracts the mean: sigma^2 is then the
    variance of x^T w, and not w^T H w with H = E[x x^T], as the slides have it too."""
    if covariances:
        return _with_covariances(S)
    first = S.include(gradient_step_a, sign=sign, centred=centred)
    return both(first, S.include(gradient_step_w, power=power, centred=centred))


def _with_covariances(S):
    law = law_of_data(S, centred=False)
    a, w, eps_a, eps = S.real("a"), S.vector("w", "d", "nonzero"), S.positive("eps_a"), S.positive("eps")
    mean = law.X.T @ law.one
    g, image = law.g - (law.one @ law.y) * mean, law.H @ w - (mean @ w) * mean
    variance = w @ image
    S.assume(lt(0, variance))
    by_a, by_w = S.grad(lambda t: law.J(t, w), at=a), S.grad(lambda v: law.J(a, v), at=w)
    S.let(slopes=(by_a, by_w), variance=variance)
    return both(
        eq(a - eps_a * by_a, a + eps_a * ((w @ g) / sqrt(variance) - a)),
        eq(w - eps * by_w, w + eps * a / sqrt(variance) * (g - (w @ g) / variance * image)),
    )


@bngd.proof("covariances")
def _(p, o):
    output = o.law.X @ o.w
    centred = output - (o.law.one @ output) * o.law.one
    p.have(lt(0, centred @ centred), lambda q: q.sign(o.variance))
    for slope in o.slopes:
        p.derive(slope)
    p.both()


@bngd.proof()
def _(p, o):
    def repeated(id):
        return lambda q: (q.use(id), q.fact())

    image = o.law.X @ o.w
    p.have(lt(0, image @ image))
    p.both(repeated("cai-eq3a"), repeated("cai-eq3w"))


layer.mutant("the slope without b", bias=0)
normalized_layer.reading("xi is not constant")
normalized_layer.reading("every xi", constant=True)
normalized_layer.mutant("standard deviation gamma^2", power=4)
linear_model.mutant("the noise is uncorrelated with x for every w", uncorrelated="every")
gradient_descent.mutant("+ H w", sign=1)
bngd.reading("E[x] = 0", "as on the poster")
bngd.reading("any E[x]", "as the slides leave it", centred=False)
bngd.corrected(
    "covariances", "covariances in place of $H$ and $g$, where $x^Tw$ varies", centred=False, covariances=True
)
bngd.mutant("sign of a", sign=-1)
bngd.mutant("w^T H w squared", power=2)
