"""The model of the data, the losses J_0 of least squares and J of BNGD, and what minimises them."""

from __future__ import annotations

from checks_cai.model import law_of_data, regression

from bnproof import both, claim, defined, eq, implies, le, lt, norm2


@claim("cai-ols-model")
def model(S, *, uncorrelated="u", centred=True):
    """x has a second moment H that is not degenerate. Then H is positive definite, u = H^-1 g is the one
    solution of H u = g, and y = x^T w + noise with a noise that is uncorrelated with x for w = u alone."""
    law, u = regression(S, centred)
    w, v = S.vector("w", "d"), S.vector("v", "d", "nonzero")
    correlation = law.X.T @ (law.y - law.X @ w)
    return both(
        lt(0, v @ (law.H @ v)),
        eq(law.H @ u, law.g),
        lt(0, v @ (law.H @ (u + v) - law.g)),
        eq(correlation, law.H @ (u - w) if uncorrelated == "u" else 0),
    )


@model.proof()
def _(p, o):
    image = o.law.X @ o.v
    p.rewrite(o.output)
    p.both(lambda q: q.sign(image @ image), None, lambda q: q.sign(image @ image), None)


model.mutant("the noise is uncorrelated with x for every w", uncorrelated="every")


@claim("cai-j0")
def least_squares(S, *, weight=1):
    """J_0 is a polynomial, so defined for every w; its one minimiser is u = H^-1 g."""
    law, u = regression(S)
    w, y = S.vector("w", "d"), law.y
    return both(
        eq(law.J0(w), (y @ y) / 2 - w @ law.g + w @ (law.H @ w) / 2),
        eq(law.J0(w), law.J0(u) + weight * norm2(w - u, law.H) / 2),
    )


@least_squares.proof()
def _(p, o):
    p.rewrite(o.output)
    p.both()


least_squares.mutant("without the factor 1/2", weight=2)


@claim("cai-J")
def normalized_loss(S, *, domain="nonzero", power=1):
    """N(x^T w) has mean 0 and variance 1, wherever x^T w is not constant: for every w but 0. The page asks for a
    minimiser over (a, w) with a in R, and excludes no w."""
    law = law_of_data(S)
    a, w = S.real("a"), S.vector("w", "d", domain)
    output = law.normalized(law.X @ w)
    return both(
        defined(law.J(a, w)),
        eq(law.one @ output, 0),
        eq(output @ output, 1),
        eq(law.J(a, w), (law.y @ law.y - 2 * a * law.best(w) ** power + a**2) / 2),
    )


@normalized_loss.proof()
def _(p, o):
    image = o.law.X @ o.w
    p.have(lt(0, image @ image))
    p.both(lambda q: q.sign(), None, None, None)


normalized_loss.reading("w != 0")
normalized_loss.reading("every w", domain="")
normalized_loss.mutant("w^T g / sigma squared", power=2)


def residual(law, u, w):
    """e = u - (w^T g / sigma^2) w."""
    return u - (w @ law.g) / law.sigma(w) ** 2 * w


@claim("cai-ek-zero")
def residual_of_minimizers(S, *, a_k="best"):
    """e = 0 makes J(a, w) least among all J(b, v); and where e is not 0, (a, w) does not, whatever a is: J is less at
    v = u, with the best b. The best a for given w is w^T g / sigma. For u = 0 every w is a minimiser, and e = 0.

    For J(b, v) = (E[noise^2] + |e(v)|_H^2 + (b - v^T g / sigma)^2) / 2."""
    law, u = regression(S)
    a, w, b, v = S.real("a"), S.vector("w", "d", "nonzero"), S.real("b"), S.vector("v", "d", "nonzero")
    e = residual(law, u, w)
    chosen = {"best": law.best(w), "any": a, "twice": 2 * law.best(w)}[a_k]
    return both(
        implies(eq(e, 0), le(law.J(chosen, w), law.J(b, v))),
        implies(lt(0, e @ e), lt(law.J(law.best(u), u), law.J(a, w))),
    )


@residual_of_minimizers.proof("w_k, with the best a")
def _(p, o):
    law, u, w = o.expanded, o.u, o.w
    e = residual(law, u, w)
    zero = eq(e, 0)

    def excess(b, v):
        """J(b, v) - E[noise^2] / 2."""
        return norm2(law.X @ residual(law, u, v)) / 2 + (b - law.best(v)) ** 2 / 2

    def least(q):
        q.assume()
        q.sign(excess(o.b, o.v), (-(law.H @ e) / 2, zero))

    def less(q):
        q.assume()
        there = law.X @ u
        q.have(lt(0, there @ there), lambda s: s.sign(norm2(law.X @ e) + law.best(w) ** 2))
        q.sign(excess(o.a, w))

    for x in (law.X @ w, law.X @ o.v):
        p.have(lt(0, x @ x))
    p.rewrite(o.output)
    p.both(least, less)


residual_of_minimizers.reading("w_k, with the best a", "as printed, of $w_k$ alone")
residual_of_minimizers.reading("(a_k, w_k)", "the pair is meant", a_k="any")
residual_of_minimizers.mutant("twice the best a", a_k="twice")
