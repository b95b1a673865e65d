"""Section 3: gradient descent on the Rayleigh quotient (12), and its link to the iteration of Cai, Li and Shen."""

from __future__ import annotations

from checks_kohler.model import least_squares

from bnproof import absolute, both, claim, eigmax, eigmin, eq, implies, le, lemma, lt, ne, norm, norm2


@claim("kohler-eq13")
def gradient_step(S, *, factor=2, sign=1):
    """One step of gradient descent on rho of (12)."""
    m = least_squares(S)
    w, eta = S.vector("w", "d", "nonzero"), S.positive("eta")
    slope = S.grad(m.rho, at=w)
    S.let(slope=slope)
    printed = w + factor * eta * ((m.u @ w) * m.u + sign * m.rho(w) * (m.S @ w)) / (w @ (m.S @ w))
    return eq(w - eta * slope, printed)


@gradient_step.proof()
def _(p, o):
    p.derive(o.slope)
    p.ring()


gradient_step.mutant("no factor 2", factor=1)
gradient_step.mutant("minus rho", sign=-1)


@lemma("kohler-rho-negative", "where $\\rho(w)\\ne0$: $\\rho(w)<0$ and $u\\ne0$")
def rho_negative(S, *, relation=lt):
    m = least_squares(S)
    w = S.vector("w", "d", "nonzero")
    S.assume(ne(m.rho(w), 0))
    S.let(m=m)
    return both(relation(m.rho(w), 0), lt(0, m.u @ m.u))


@rho_negative.proof()
def _(p, o):
    m, w, u = o.m, o.w, o.u
    rho, quadratic, square = m.rho(w), w @ (o.S @ w), (u @ w) ** 2
    p.have(le(rho, 0), lambda q: q.sign(square / quadratic))
    p.have(lt(0, square), lambda q: q.sign(quadratic * -rho))
    product = (u @ u) * (w @ w)  # Cauchy-Schwarz
    p.have(lt(0, product), lambda q: q.sign((w @ w) * norm2(u - (u @ w) / (w @ w) * w) + square))
    p.both(None, lambda q: q.sign(product / (w @ w)))


rho_negative.mutant("positive", relation=lambda a, b: lt(b, a))


@lemma("kohler-rho-minimum", "$S^{-1}u$ minimises $\\rho$ of (12) over $w\\ne0$, where $u\\ne0$")
def rho_minimum(S, *, relation=le):
    m = least_squares(S)
    w = S.vector("w", "d", "nonzero")
    S.assume(lt(0, m.u @ m.u))
    S.let(m=m)
    return relation(m.rho(m.minimizer), m.rho(w))


@rho_minimum.proof()
def _(p, o):
    m, w = o.m, o.w
    p.sign(norm2(m.minimizer - (w @ o.u) / (w @ (o.S @ w)) * w, o.S))  # the S-orthogonal part


rho_minimum.mutant("strictly", relation=lt)


@lemma("kohler-cai-step", "(13) is (3) of Cai, Li and Shen with $a=w^Tg/\\sigma$, $g=-u$, $\\varepsilon=2\\eta$")
def link(S, *, ratio=2):
    m = least_squares(S)
    w, eta = S.vector("w", "d", "nonzero"), S.positive("eta")
    g, sigma = -m.u, norm(w, m.S)
    a, eps = (w @ g) / sigma, ratio * eta
    return eq(m.step(w, eta), w + eps * a / sigma * (g - (w @ g) / sigma**2 * (m.S @ w)))


link.mutant("eps = eta", ratio=1)


@lemma(
    "kohler-one-step",
    "one step of (13) with the step size of Theorem 1 contracts $\\Delta\\rho$ by $(1-\\mu/L)^2$",
)
def one_step(S, *, power=2):
    m = least_squares(S)
    w = S.vector("w", "d", "nonzero")
    S.assume(ne(m.rho(w), 0))
    new = m.step(w, m.step_size(w))
    S.let(m=m)
    rate = 1 - eigmin(m.S) / eigmax(m.S)
    return both(lt(0, new @ new), le(m.gap(new), rate**power * m.gap(w)), le(m.rho(new), m.rho(w)))


@one_step.proof()
def _(p, o):
    """In the notation of Cai, Li and Shen the effective learning rate is 1/L."""
    m, w, S = o.m, o.w, o.S
    rho, L, mu = m.rho(w), eigmax(S), eigmin(S)
    p.use("kohler-rho-negative", S=S, u=o.u, w=w)
    p.have(le(mu, L), lambda q: q.spectrum(S))
    size = p.have(eq(absolute(rho), -rho), lambda q: q.root())
    eta = (w @ (S @ w)) / (2 * L * -rho)
    new = m.step(w, eta)
    p.have(lt(0, new @ new), lambda q: q.sign(w @ w + (new - w) @ (new - w)))
    sigma, u = norm(w, S), -m.minimizer
    coefficient = (w @ -o.u) / sigma**2
    residual, moved = u - coefficient * w, u - coefficient * new

    # (5) of Cai, Li and Shen: first inequality, squared; second, with the eigenvalues of S
    nearest = p.use("cai-eq5a", H=S, u=u, a=(w @ -o.u) / sigma, w=w, eps=2 * eta)
    short, long = nearest.args
    p.have(le(short**2, long**2), lambda q: q.sign((long - short) * (long + short)))
    rate = (1 - mu / L) ** 2
    p.have(
        le(norm2(moved, S), rate * norm2(residual, S)),
        lambda q: q.spectral(
            S,
            residual,
            {1: rate - 1, 2: 2 / L, 3: -1 / L**2},
            lambda s, x: s.sign(x * (x - mu) * ((L - mu) + (L - x)) / L**2),
        ),
    )
    decrease = (rate * norm2(residual, S) - norm2(moved, S)) + (long**2 - short**2)
    p.rewrite(size)
    p.both(
        None,
        lambda q: q.sign(decrease),
        lambda q: q.sign(decrease + mu / L * ((L - mu) / L + 1) * norm2(residual, S)),
    )


one_step.mutant("cubed", power=3)


@claim("kohler-thm1-eq14")
def linear_rate(S, *, power=2):
    """Along every orbit of (13) with the step size of Theorem 1, as long as the step size is defined: for all t.

    w* is S^-1 u, by the lemma kohler-rho-minimum.
    """
    m = least_squares(S)
    w, t, T = S.vectors("w", "d"), S.natural("t"), S.natural("T")
    rule = S.for_all(t, implies(m.may_step(w[t]), eq(w[t + 1], m.step(w[t], m.step_size(w[t])))))
    S.assume(lt(0, w[0] @ w[0]), ne(m.rho(w[0]), 0), rule)
    rate = 1 - eigmin(m.S) / eigmax(m.S)
    S.let(m=m, rule=rule, rate=rate)
    return le(m.gap(w[T]), rate ** (power * T) * m.gap(w[0]))


@linear_rate.proof()
def _(p, o):
    m, w, T, S = o.m, o.w, o.T, o.S
    now, first, shrink = w[T], m.rho(w[0]), o.rate**2
    p.use("kohler-rho-negative", S=S, u=o.u, w=w[0])
    bound = o.rate ** (2 * T) * m.gap(w[0])

    def step(q):
        q.have(ne(m.rho(now), 0), lambda s: s.sign((first - m.rho(now)) - first))
        move = q.instantiate(o.rule, T)
        q.use("kohler-one-step", S=S, u=o.u, w=now)
        new = move.args[1]
        q.rewrite(move)
        q.both(
            lambda s: s.fact(),
            lambda s: s.sign((shrink * m.gap(now) - m.gap(new)) + shrink * (bound - m.gap(now))),
            lambda s: s.sign((first - m.rho(now)) + (m.rho(now) - m.rho(new))),
        )

    p.have(both(lt(0, now @ now), p.goal, le(m.rho(now), first)), lambda q: q.induct(T, None, step))
    p.fact()


linear_rate.mutant("exponent 3t", power=3)


@lemma("kohler-rho-slope", "the gradient of $\\rho$ is $-2/(w^TSw)$ times what (13) prints")
def slope(S, *, factor=2):
    m = least_squares(S)
    w = S.vector("w", "d", "nonzero")
    gradient = S.grad(m.rho, at=w)
    S.let(gradient=gradient)
    return eq(gradient, -factor * m.direction(w))


@slope.proof()
def _(p, o):
    p.derive(o.gradient)
    p.ring()


slope.mutant("no factor 2", factor=1)


@claim("kohler-eq15")
def gradient_norm(S, *, factor=4):
    """At every w != 0 with rho(w) != 0; w* is S^-1 u, by the lemma kohler-rho-minimum."""
    m = least_squares(S)
    w = S.vector("w", "d", "nonzero")
    S.assume(ne(m.rho(w), 0))
    gradient = S.grad(m.rho, at=w)
    S.let(m=m, gradient=gradient)
    size = norm(w, m.S) ** 2 * (gradient @ (m.S**-1 @ gradient))
    return eq(size / absolute(factor * m.rho(w)), m.gap(w))


@gradient_norm.proof()
def _(p, o):
    rho = o.m.rho(o.w)
    p.use("kohler-rho-negative", S=o.S, u=o.u, w=o.w)
    p.rewrite(p.have(eq(absolute(4 * rho), -4 * rho), lambda q: q.root()))
    p.rewrite(p.use("kohler-rho-slope", S=o.S, u=o.u, w=o.w))
    p.ring()


gradient_norm.mutant("2 for 4", factor=2)


@claim("kohler-eq11")
def objective(S, *, power=2):
    """The objective of (10) at g w / |w|_S is the one printed; every vector is of that form, 0 with g = 0."""
    m = least_squares(S)
    w, g = S.vector("w", "d", "nonzero"), S.real("g")
    moved = g * w / norm(w, m.S)
    return eq(2 * (m.u @ moved) + moved @ (m.S @ moved), 2 * g * ((m.u @ w) / norm(w, m.S)) + g**power)


objective.mutant("g for g^2", power=1)


@claim("kohler-eq12")
def minimum_over_length(S, *, factor=1):
    """rho(w) is the least value over g of the objective (11): attained at g*, and a lower bound."""
    m = least_squares(S)
    w, g = S.vector("w", "d", "nonzero"), S.real("g")

    def f(g):
        return 2 * g * ((m.u @ w) / norm(w, m.S)) + g**2

    best = -(m.u @ w) / norm(w, m.S)
    rho = -((w @ m.u) * (m.u @ w)) / (w @ (m.S @ w))
    S.let(best=best)
    return both(eq(f(best), factor * rho), le(factor * rho, f(g)))


@minimum_over_length.proof()
def _(p, o):
    p.both(None, lambda q: q.sign((o.g - o.best) ** 2))


minimum_over_length.mutant("twice", factor=2)
