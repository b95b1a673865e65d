"""Where gradient descent (1) converges, and how fast."""

from __future__ import annotations

from bnproof import (
    both,
    claim,
    converges,
    eigmax,
    eigmin,
    eq,
    for_every,
    identity,
    le,
    lemma,
    lt,
    norm,
    norm2,
    num,
    spectral_radius,
    sqrt,
)  # fmt: skip


def descent(S):
    """An orbit of (1) with g = H u, from any w_0."""
    H, u, eps, w = S.spd("H", "d"), S.vector("u", "d"), S.positive("eps"), S.vectors("w", "d")
    k = S.natural("k")
    rule = S.for_all(k, eq(w[k + 1], w[k] + eps * (H @ u - H @ w[k])))
    radius = spectral_radius(identity("d") - eps * H)
    S.assume(rule)
    S.let(rule=rule, radius=radius)
    return H, u, eps, w, radius


@lemma("cai-gd-radius", r"$\rho(I-\varepsilon H)<1$ for $0<\varepsilon<2/\lambda_{max}$")
def radius_below_one(S, *, relation=lt):
    H, eps = S.spd("H", "d"), S.positive("eps")
    S.assume(relation(eps, 2 / eigmax(H)))
    return lt(spectral_radius(identity("d") - eps * H), 1)


@radius_below_one.proof()
def _(p, o):
    """1 - (1 - eps x)^2 = eps x (2 - eps x) >= eps lambda_min (2 - eps lambda_max) =: m on the spectrum."""
    H, eps = o.H, o.eps
    low, high = eigmin(H), eigmax(H)
    radius = p.goal.args[0]
    p.have(le(low, high), lambda q: q.spectrum(H))
    slack = p.have(lt(0, 2 - eps * high), lambda q: q.sign(high * (2 / high - eps))).args[1]
    square = 1 - eps * low * slack
    p.have(le(0, square), lambda q: q.sign((1 - eps * low) ** 2 + eps**2 * low * (high - low)))
    bound = sqrt(square)
    p.have(
        le(radius, bound),
        lambda q: q.radius(H, lambda s, x: s.sign(eps * (x - low) * slack + eps**2 * x * (high - x))),
    )
    p.have(lt(bound, 1), lambda q: q.sqrt_mono(lambda s: s.sign(eps * low * slack)))
    p.sign((1 - bound) + (bound - radius))


radius_below_one.mutant("eps_max itself", relation=le)


@claim("cai-gd-conv-range")
def gd_converges(S, *, relation=lt, bound=2, linear=False):
    """From every w_0 to u. That rho determines the rate of convergence is (2), and the sharper form: |w_K - u| <=
    rho^K |w_0 - u| for every K, and rho < 1."""
    H, u, eps, w, radius = descent(S)
    S.assume(relation(eps, bound / eigmax(H)))
    if linear:
        K = S.natural("K")
        return both(lt(radius, 1), le(norm(w[K] - u), radius**K * norm(w[0] - u)))
    return converges(lambda k: w[k], u)


@gd_converges.proof("linear")
def _(p, o):
    H, u, eps, w, K, radius = o.H, o.u, o.eps, o.w, o.K, o.radius

    def step(q):
        contraction = q.use("cai-eq2", "Euclidean norm", H=H, u=u, w=w[K], eps=eps)
        move = q.instantiate(o.rule, K)
        after, shown = norm(w[K + 1] - u), contraction.args[0]
        q.have(eq(after, shown), lambda s: (s.rewrite(move), s.root()))
        flipped = q.have(eq(norm(u - w[K]), norm(w[K] - u)), lambda s: s.root())
        start = norm(w[0] - u)
        room = (radius * norm(u - w[K]) - shown) + radius * (radius**K * start - norm(w[K] - u))
        q.sign(room, (-1, eq(after, shown)), (-radius, flipped))

    p.use("cai-gd-radius", H=H, eps=eps)
    p.both(lambda q: q.fact(), lambda q: q.induct(K, None, step))


@gd_converges.proof()
def _(p, o):
    u, w, radius = o.u, o.w, o.radius
    tol, start = p.intro("tol"), norm(w[0] - u)
    p.use("cai-gd-radius", H=o.H, eps=o.eps)
    decay = p.use("cai-geometric-decay", q=radius, C=start, tol=tol)
    N, small = p.obtain(decay)
    p.take(N)
    k = p.intro("k")
    p.assume()
    p.use("cai-gd-conv-range", "linear", K=k)
    small = p.instantiate(small, k)
    p.sign((tol - start * radius**k) + (radius**k * start - norm(w[k] - u)))


def _diverges(p, o):
    """From u + v, with H v = lambda_max v and eps lambda_max = 2: w_k = u + v or u - v."""
    H, u, w, eps = o.H, o.u, o.w, o.eps
    high, start = eigmax(H), norm(w[0] - u)

    def invariant(k):
        return both(eq(H @ (w[k] - u), high * (w[k] - u)), eq(norm2(w[k] - u), norm2(w[0] - u)))

    def induction(s):
        k = s.intro("k")

        def step(t):
            move = t.instantiate(o.rule, k)
            aligned, size = invariant(k).args
            flip = t.have(
                eq(w[k + 1], u - (w[k] - u)), lambda x: x.ring((1, move), (-eps, aligned), (scaled, critical))
            )
            t.both(
                lambda x: (x.rewrite(flip), x.ring((-1, aligned))),
                lambda x: (x.rewrite(flip), x.ring((1, size))),
            )

        critical, scaled = eq(eps, 2 / high), -high * (w[k] - u)
        s.induct(k, lambda t: t.both(lambda x: x.fact(), None), step)

    k = o.k
    always = p.have(for_every(k, invariant(k)), induction)
    p.take(start)
    N = p.intro("N")
    p.take(N)
    kept = p.instantiate(always, N)
    p.both(None, lambda q: q.sqrt_mono(lambda s: s.sign(None, (-1, kept.args[1]))))


for _name in ("eps_max itself", "3 / lambda_max"):
    gd_converges.refutation(
        _name,
        lambda o: (
            eq(o.eps, 2 / eigmax(o.H)),
            lt(0, norm2(o.w[0] - o.u)),
            eq(o.H @ (o.w[0] - o.u), eigmax(o.H) * (o.w[0] - o.u)),
        ),
    )(_diverges)


gd_converges.sharper("linear", linear=True)
gd_converges.mutant("eps_max itself", relation=le)
gd_converges.mutant("3 / lambda_max", bound=3)


@lemma("cai-gd-away", r"$\|w_k-u\|\ge\|w_0-u\|$ for every $k$ along (1) where $\varepsilon\lambda_{min}\ge2$")
def never_nearer(S, *, bound=2):
    H, u, eps, w, _radius = descent(S)
    S.assume(le(bound, eps * eigmin(H)))
    K = S.natural("K")
    return le(norm(w[0] - u), norm(w[K] - u))


@never_nearer.proof()
def _(p, o):
    """(1 - eps x)^2 - 1 = eps x (eps x - 2) >= 0 on the spectrum."""
    H, u, eps, w, K, low = o.H, o.u, o.eps, o.w, o.K, eigmin(o.H)
    p.have(lt(0, eps), lambda q: q.sign(((eps * low - 2) + 2) / low))

    def step(q):
        move, e = q.instantiate(o.rule, K), w[K] - u
        after = norm2(w[K + 1] - u)
        moved = q.have(eq(after, norm2(e - eps * (H @ e))), lambda s: (s.rewrite(move), s.ring()))
        q.have(
            le(norm2(e), moved.args[1]),
            lambda s: s.spectral(
                H, e, {1: -2 * eps, 2: eps**2}, lambda t, x: t.sign(eps * x * ((eps * low - 2) + eps * (x - low)))
            ),
        )
        first, now = norm(w[0] - u), norm(e)
        gap = (now - first) * (now + first) + (moved.args[1] - norm2(e))
        q.sqrt_mono(lambda s: s.sign(gap, (1, moved)))

    p.induct(K, None, step)


never_nearer.mutant("1 for 2", bound=1)


@lemma(
    "cai-gd-diverges",
    r"from $w_0=u+v$, $Hv=\lambda v$, $\|w_k-u\|\ge\|v\|$ for every $k$ where $\varepsilon\lambda\ge2$: so for "
    r"$\varepsilon\ge2/\lambda_{max}$ gradient descent does not converge from everywhere",
)
def stays_away(S, *, bound=2):
    H, u, eps, w, _radius = descent(S)
    v, value, K = S.vector("v", "d", "nonzero"), S.positive("value"), S.natural("K")
    S.assume(eq(H @ v, value * v), eq(w[0], u + v), le(bound, eps * value))
    return le(norm(v), norm(w[K] - u))


@stays_away.proof()
def _(p, o):
    H, u, v, eps, w, K, value = o.H, o.u, o.v, o.eps, o.w, o.K, o.value
    start = eq(w[0], u + v)

    def state(k):
        return both(eq(H @ (w[k] - u), value * (w[k] - u)), le(norm2(v), norm2(w[k] - u)))

    def base(q):
        q.both(
            lambda s: (s.rewrite(start), s.ring((1, eq(H @ v, value * v)))),
            lambda s: (s.rewrite(start), s.sign(num(0))),
        )

    def step(q):
        aligned = state(K).args[0]
        move = q.instantiate(o.rule, K)
        e = w[K] - u
        turned = q.have(eq(w[K + 1], u + (1 - eps * value) * e), lambda s: s.ring((1, move), (-eps, aligned)))
        spare = eps * value - 2
        gap = (norm2(e) - norm2(v)) + (spare**2 + 2 * spare) * norm2(e)
        q.both(
            lambda s: (s.rewrite(turned), s.ring((1 - eps * value, aligned))),
            lambda s: (s.rewrite(turned), s.sign(gap)),
        )

    p.have(state(K), lambda q: q.induct(K, base, step))
    p.sqrt_mono()


stays_away.mutant("1 for 2", bound=1)
