"""Gradient descent on f(w) = <w, H w>/2, whose gradient is H w; m and L are the extreme eigenvalues."""

from __future__ import annotations

from bnproof import claim, eigmax, eigmin, eq, le, lt, norm, norm2, num


def ge(a, b):
    return le(b, a)


def f(H, w):
    return norm2(w, H) / 2


@claim("false-lipschitz-gradient")
def lipschitz(S, *, power=1):
    H, x, y = S.spd("H", "d"), S.vector("x", "d"), S.vector("y", "d")
    return le(norm2(H @ x - H @ y), eigmax(H) ** power * norm2(x - y))


@lipschitz.proof()
def _(p, o):
    H, b = o.H, eigmax(o.H)
    p.spectral(H, o.x - o.y, {0: b**2, 2: -1}, lambda s, x: s.sign((b - x) * (b + x)))


lipschitz.corrected("the constant squared", power=2)


@claim("false-cocoercive")
def cocoercive(S, *, bound=eigmin):
    H, x = S.spd("H", "d"), S.vector("x", "d")
    S.let(bound=bound(H))
    return le(norm2(H @ x) / bound(H), norm2(x, H))


@cocoercive.proof()
def _(p, o):
    p.spectral(o.H, o.x, {1: 1, 2: -1 / o.bound}, lambda s, x: s.sign(x * (o.bound - x) / o.bound))


cocoercive.corrected("the largest eigenvalue", bound=eigmax)


@claim("false-strong-convexity-gradient")
def strong_convexity(S, *, factor=2):
    """The inequality of Polyak and Lojasiewicz, with twice its constant."""
    H, w = S.spd("H", "d"), S.vector("w", "d")
    S.let(factor=factor)
    return le(factor * eigmin(H) * f(H, w), norm2(H @ w) / 2)


@strong_convexity.proof("once")
def _(p, o):
    a = eigmin(o.H)
    p.spectral(o.H, o.w, {1: -a / 2, 2: num(1) / 2}, lambda s, x: s.sign(x * (x - a) / 2))


strong_convexity.corrected("once", factor=1)


@claim("false-descent-lemma")
def descent(S, *, curvature=False):
    H, w, eta = S.spd("H", "d"), S.vector("w", "d"), S.positive("eta")
    slope = H @ w
    gain = eta * (1 - eta * eigmax(H) / 2) if curvature else eta
    return le(f(H, w - eta * slope), f(H, w) - gain * norm2(slope))


@descent.proof()
def _(p, o):
    b, c = eigmax(o.H), o.eta**2 / 2
    p.spectral(o.H, o.w, {2: c * b, 3: -c}, lambda s, x: s.sign(c * x**2 * (b - x)))


descent.corrected("less the curvature", curvature=True)


@claim("false-descent-step")
def contraction(S, *, relation=le):
    """At 2/L the iterate may keep its length."""
    H, w, eta = S.spd("H", "d"), S.vector("w", "d", "nonzero"), S.positive("eta")
    S.assume(relation(eta * eigmax(H), 2))
    return lt(norm2(w - eta * (H @ w)), norm2(w))


@contraction.proof()
def _(p, o):
    H, w, eta, b = o.H, o.w, o.eta, eigmax(o.H)
    new = w - eta * (H @ w)
    least = eta * (2 - eta * b) * norm2(w, H)
    p.have(
        le(norm2(new), norm2(w) - least),
        lambda q: q.spectral(H, w, {1: eta**2 * b, 2: -(eta**2)}, lambda s, x: s.sign(eta**2 * x * (b - x))),
    )
    p.sign((norm2(w) - least - norm2(new)) + least)


contraction.corrected("below 2/L", relation=lt)


@claim("false-descent-rate-twice")
def rate(S, *, power=2):
    """One step of size 1/L: the norm falls by 1 - m/L, its square by the square."""
    H, w = S.spd("H", "d"), S.vector("w", "d")
    return le(norm(w - 1 / eigmax(H) * (H @ w)), (1 - eigmin(H) / eigmax(H)) ** power * norm(w))


@rate.proof()
def _(p, o):
    H, w, a, b = o.H, o.w, eigmin(o.H), eigmax(o.H)
    q = 1 - a / b
    p.have(le(a, b), lambda s: s.spectrum(H))
    p.have(le(0, q), lambda s: s.sign((b - a) / b))
    p.sqrt_mono(
        lambda s: s.spectral(
            H,
            w,
            {0: q**2 - 1, 1: 2 / b, 2: -1 / b**2},
            lambda r, x: r.sign((x - a) * ((b - a) + (b - x)) / b**2),
        )
    )


rate.corrected("once", power=1)


@claim("false-descent-best-rate")
def best_rate(S, *, best=False):
    """The rate of the step 2/(L + m), claimed for the step 1/L."""
    H, w = S.spd("H", "d"), S.vector("w", "d")
    low, high = eigmin(H), eigmax(H)
    step = 2 / (high + low) if best else 1 / high
    return le(norm(w - step * (H @ w)), (high - low) / (high + low) * norm(w))


@best_rate.proof()
def _(p, o):
    H, w, a, b = o.H, o.w, eigmin(o.H), eigmax(o.H)
    total = a + b
    p.have(le(a, b), lambda s: s.spectrum(H))
    p.sqrt_mono(
        lambda s: s.spectral(
            H,
            w,
            {0: (b - a) ** 2 / total**2 - 1, 1: 4 / total, 2: -4 / total**2},
            lambda r, x: r.sign(4 * (x - a) * (b - x) / total**2),
        )
    )


best_rate.corrected("the step 2/(L + m)", best=True)


@claim("false-steepest-descent")
def steepest(S, *, power=4):
    """With exact line search the loss falls by the square of (L - m)/(L + m)."""
    H, w = S.spd("H", "d"), S.vector("w", "d", "nonzero")
    low, high, slope = eigmin(H), eigmax(H), H @ w
    new = w - norm2(slope) / norm2(slope, H) * slope
    S.let(slope=slope)
    return le(f(H, new), ((high - low) / (high + low)) ** power * f(H, w))


@steepest.proof()
def _(p, o):
    H, a, b, slope = o.H, eigmin(o.H), eigmax(o.H), o.slope
    bound = p.use("false-kantorovich", "squared", H=H, x=slope)
    p.sign((bound.args[1] - bound.args[0]) * 2 * a * b / ((a + b) ** 2 * norm2(slope, H)))


steepest.corrected("squared", power=2)


@claim("false-steepest-descent-euclidean")
def steepest_euclidean(S, *, metric=False):
    """The rate of exact line search holds in the norm of H."""
    H, w = S.spd("H", "d"), S.vector("w", "d", "nonzero")
    low, high, slope = eigmin(H), eigmax(H), H @ w
    new = w - norm2(slope) / norm2(slope, H) * slope
    weight = H if metric else None
    return le(norm(new, weight), (high - low) / (high + low) * norm(w, weight))


@steepest_euclidean.proof("in the norm of H")
def _(p, o):
    H, w = o.H, o.w
    p.have(le(eigmin(H), eigmax(H)), lambda q: q.spectrum(H))
    bound = p.use("false-steepest-descent", "squared", H=H, w=w)
    p.sqrt_mono(lambda q: q.sign(2 * (bound.args[1] - bound.args[0])))


steepest_euclidean.corrected("in the norm of H", metric=True)


@claim("false-descent-orbit")
def orbit(S, *, ahead=1):
    """After T steps of size 1/L the squared norm has fallen T times, not T + 1 times."""
    H, w, t, T = S.spd("H", "d"), S.vectors("w", "d"), S.natural("t"), S.natural("T")
    rule = S.for_all(t, eq(w[t + 1], w[t] - 1 / eigmax(H) * (H @ w[t])))
    S.assume(rule)
    ratio = (1 - eigmin(H) / eigmax(H)) ** 2
    S.let(rule=rule, ratio=ratio)
    return le(norm2(w[T]), ratio ** (T + ahead) * norm2(w[0]))


@orbit.proof()
def _(p, o):
    H, w, T, a, b = o.H, o.w, o.T, eigmin(o.H), eigmax(o.H)
    bound = p.goal.args[1]

    def step(q):
        q.have(le(a, b), lambda s: s.spectrum(H))
        move = q.instantiate(o.rule, T)
        new = move.args[1]
        q.rewrite(move)
        q.have(
            le(norm2(new), o.ratio * norm2(w[T])),
            lambda s: s.spectral(
                H,
                w[T],
                {0: o.ratio - 1, 1: 2 / b, 2: -1 / b**2},
                lambda r, x: r.sign((x - a) * ((b - a) + (b - x)) / b**2),
            ),
        )
        q.sign((o.ratio * norm2(w[T]) - norm2(new)) + o.ratio * (bound - norm2(w[T])))

    p.induct(T, None, step)


orbit.corrected("T times", ahead=0)


@claim("false-minimiser")
def minimiser(S, *, inverse=False):
    """Of <w, H w>/2 - <u, w>: the gradient of the first term is u at H^-1 u."""
    H, u = S.spd("H", "d"), S.vector("u", "d")
    return eq(S.grad(lambda v: f(H, v), at=H**-1 @ u if inverse else H @ u), u)


minimiser.corrected("the inverse", inverse=True)


@claim("false-gradients-orthogonal")
def successive(S, *, exact=False):
    """Successive gradients are orthogonal for exact line search, not for the step 1/L."""
    H, w = S.spd("H", "d"), S.vector("w", "d", "nonzero")
    slope = H @ w
    size = norm2(slope) / norm2(slope, H) if exact else 1 / eigmax(H)
    return eq((H @ (w - size * slope)) @ slope, 0)


successive.corrected("for exact line search", exact=True)
