"""Lemmas on one step of BNGD: the loss decreases once the weights are large."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace

from checks_cai.model import bngd, state

from bnproof import eigmax, eigmin, eq, le, lemma, lt, norm2, num


def projected(m, w):
    """s = w^T g / sigma."""
    return (w @ m.g) / m.sigma(w)


def excess(m, a, w):
    """a^2 - 2 a s + |u|_H^2 = (a - s)^2 + |e|_H^2: twice what J is above its least value."""
    return a**2 - 2 * a * projected(m, w) + norm2(m.u, m.H)


@lemma("cai-projection-step", r"$(s'-s)^2\le4\|u\|_H^2\,\lambda_{max}\|w'-w\|^2/(\lambda_{min}\|w\|^2)$")
def projection_step(S, *, factor=4):
    """How far s = w^T g / sigma moves when w does, to any w' other than 0."""
    m, w, new = bngd(S), S.vector("w", "d", "nonzero"), S.vector("v", "d", "nonzero")
    S.let(m=m)
    bound = eigmax(m.H) * norm2(new - w) / (eigmin(m.H) * norm2(w))
    return le((projected(m, new) - projected(m, w)) ** 2, factor * norm2(m.u, m.H) * bound)


@projection_step.proof()
def _(p, o):
    """(s' - s) sigma = delta^T g - s' (sigma' - sigma), and both products are at most |u|_H |delta|_H in size."""
    m, w, new = o.m, o.w, o.v
    H, size, least, most = m.H, norm2(m.u, m.H), eigmin(m.H), eigmax(m.H)
    spread(p, m, w, new)
    t, q = m.sigma(new) - m.sigma(w), norm2(new - w, H)
    s, s2 = projected(m, w), projected(m, new)
    along = (new - w) @ m.g
    # Cauchy and Schwarz for <., H .>
    p.have(le(0, q * size - along**2), lambda z: cauchy_schwarz(z, H, new - w, m.u))
    p.have(le(s2**2, size), lambda z: z.sign(norm2(m.residual(new), H)))
    p.have(le(0, size * q - s2**2 * t**2), lambda z: z.sign((size - s2**2) * q + s2**2 * (q - t**2)))
    square = (s2 - s) ** 2 * m.sigma(w) ** 2
    gap = 2 * (q * size - along**2) + 2 * (size * q - s2**2 * t**2) + (along + s2 * t) ** 2
    p.have(le(square, 4 * q * size), lambda z: z.sign(gap))
    variance, length, moved = norm2(w, H), norm2(w), norm2(new - w)
    rest = (4 * q * size - square) / variance
    rest = rest + 4 * size * (
        (most * moved - q) / variance + most * moved * (variance - least * length) / (variance * least * length)
    )
    p.sign(rest)


def _turned(p, m, w, v):
    """(s' - s)^2 sigma sigma' <= |u|_H^2 |w' - w|_H^2, by what is between the directions w/sigma and w'/sigma'."""
    one, other = m.sigma(w), m.sigma(v)
    turn, y = v / other - w / one, projected(m, v) - projected(m, w)
    size = norm2(m.u, m.H)
    p.have(le(0, norm2(turn, m.H) * size - y**2), lambda z: cauchy_schwarz(z, m.H, turn, m.u))
    p.sign(one * other * (norm2(turn, m.H) * size - y**2) + size * (other - one) ** 2)


def cauchy_schwarz(p, H, x, y):
    """0 <= |x|^2 |y|^2 - <x, y>^2 in the norm of H, or Euclidean; where |y| = 0, since |x - t y|^2 >= 0 for every t."""
    square, c = norm2(y, H), x @ (H @ y) if H is not None else x @ y

    def apart(q):
        q.sign(norm2(x - c / square * y, H) * square)

    def flat(q):
        none = eq(square, 0)

        def never(r):
            t = (norm2(x, H) + 1) / c
            r.have(lt(norm2(x - t * y, H), 0), lambda z: z.sign(norm2(x, H) + 2, (-(t**2), none)))
            r.absurd(norm2(x - t * y, H))

        q.cases(c, lt=never, gt=never, eq=lambda r: r.sign(num(0), (norm2(x, H), none), (-c, eq(c, 0))))

    p.cases(square, eq=flat, gt=apart)


def spread(p, m, w, new):
    """(sigma' - sigma)^2 <= |delta|_H^2 <= lambda_max |delta|^2, and sigma^2 >= lambda_min |w|^2."""
    H, delta = m.H, new - w
    least, most = eigmin(H), eigmax(H)
    across = w @ (H @ new)
    root = m.sigma(w) * m.sigma(new)
    p.have(
        le(across, root),
        lambda z: z.cases(
            across,
            le=lambda q: q.sign((0 - across) + root),
            gt=lambda q: q.sqrt_mono(lambda r: r.sign(norm2(new - across / norm2(w, H) * w, H) * norm2(w, H))),
        ),
    )
    t2 = (m.sigma(new) - m.sigma(w)) ** 2
    p.have(le(t2, norm2(delta, H)), lambda z: z.sign(2 * (root - across)))
    p.have(
        le(norm2(delta, H), most * norm2(delta)),
        lambda z: z.spectral(H, delta, {0: most, 1: -1}, lambda r, y: r.sign(most - y)),
    )
    p.have(
        le(least * norm2(w), norm2(w, H)),
        lambda z: z.spectral(H, w, {0: -least, 1: 1}, lambda r, y: r.sign(y - least)),
    )


projection_step.mutant("a quarter", factor=1 / 4)


def loss(eps_a):
    """c of the lemma."""
    return 3 + eps_a / (2 - eps_a)


@lemma(
    "cai-descent",
    r"with $V=(a-s)^2+\|e\|_H^2$: $V'+(2/\varepsilon-c\lambda_{max}A/(\lambda_{min}\|w\|^2))\|w'-w\|^2\le V$ "
    r"where $a^2,\|u\|_H^2\le A$, $\varepsilon_a<2$ and $c=3+\varepsilon_a/(2-\varepsilon_a)$",
)
def descent(S, *, rate=2):
    m, (a, w, eps), eps_a, top = bngd(S), state(S), S.positive("eps_a"), S.real("top")
    S.assume(lt(eps_a, 2), le(a**2, top), le(norm2(m.u, m.H), top))
    S.let(m=m)
    gain = rate / eps - loss(eps_a) * eigmax(m.H) * top / (eigmin(m.H) * norm2(w))
    after = excess(m, m.next_a(a, w, eps_a), m.next_w(a, w, eps))
    return le(after + gain * norm2(m.step(a, w, eps)), excess(m, a, w))


def one_step(p, m, a, w, eps, top):
    """A step of w to v, of size D = |delta|^2, where a^2, |u|_H^2 <= A: y = s' - s, of which y^2 is at most
    |u|_H^2 |delta|_H^2/(sigma sigma') <= B D with B = lambda_max A/(lambda_min |w|^2). It is tau = <delta, H e>/sigma,
    of which a tau = D/eps, up to r = (s ((sigma' - sigma)^2 - |delta|_H^2)/(2 sigma) - tau (sigma' - sigma))/sigma'.
    `room`: certificates of 0 <= 3 B D + 2 a r and, for -1, of 0 <= 3 B D - 2 a r."""
    H, size, least, most = m.H, norm2(m.u, m.H), eigmin(m.H), eigmax(m.H)
    moved = m.step(a, w, eps)
    p.have(lt(0, norm2(w + moved)), lambda z: z.sign(norm2(w) + norm2(moved)))
    p.have(le(norm2(w), norm2(w + moved)), lambda z: z.sign(norm2(moved)))
    v = p.name(m.next_w(a, w, eps), "v", "nonzero")
    new = eq(v, m.next_w(a, w, eps))
    p.have(le(norm2(w), norm2(v)), lambda z: (z.rewrite(new), z.fact()))
    spread(p, m, w, v)
    delta, image = v - w, H @ m.residual(w)
    sigma, sigma2, s = m.sigma(w), m.sigma(v), projected(m, w)
    D, q, t, tau = norm2(delta), norm2(delta, H), sigma2 - sigma, (delta @ image) / sigma
    slope = p.have(eq(a * tau, D / eps), lambda z: z.ring((-delta / eps, new)))
    straight = p.have(
        eq(tau**2 * norm2(w, H), D * norm2(image)),
        lambda z: (z.rewrite(new), z.ring()),
    )
    p.have(le(s**2, size), lambda z: z.sign(norm2(m.residual(w), H)))
    p.have(le(s**2, top), lambda z: z.sign((size - s**2) + (top - size)))
    p.have(le(0, top), lambda z: z.sign(s**2 + (top - s**2)))
    # |H e|^2 <= lambda_max |e|_H^2 <= lambda_max A, and sigma sigma' >= lambda_min |w|^2
    e = m.residual(w)
    p.have(
        le(norm2(image), most * norm2(e, H)),
        lambda z: z.spectral(H, e, {1: most, 2: -1}, lambda r, y: r.sign(y * (most - y))),
    )
    p.have(
        le(norm2(image), most * top),
        lambda z: z.sign((most * norm2(e, H) - norm2(image)) + most * ((top - size) + s**2)),
    )
    floor, root = least * norm2(w), sigma * sigma2
    p.have(
        le(least * norm2(v), norm2(v, H)),
        lambda z: z.spectral(H, v, {0: -least, 1: 1}, lambda r, y: r.sign(y - least)),
    )
    p.have(le(floor, norm2(v, H)), lambda z: z.sign((norm2(v, H) - least * norm2(v)) + least * (norm2(v) - norm2(w))))
    p.have(
        le(floor, root),
        lambda z: z.sqrt_mono(lambda r: r.sign((norm2(w, H) - floor) * norm2(v, H) + floor * (norm2(v, H) - floor))),
    )
    bound = most * top / floor
    p.have(
        le(top * q / root, bound * D),
        lambda z: z.sign(top * ((most * D - q) / root + most * D * (root - floor) / (root * floor))),
    )
    y = projected(m, v) - s
    # |v/sigma' - w/sigma|_H^2 = (|delta|_H^2 - (sigma' - sigma)^2)/(sigma sigma')
    p.have(le(y**2 * root, size * q), lambda z: _turned(z, m, w, v))
    p.have(
        le(y**2, bound * D),
        lambda z: z.sign((bound * D - top * q / root) + (top - size) * q / root + (size * q - y**2 * root) / root),
    )
    p.have(
        le(tau**2 * sigma / sigma2, bound * D),
        lambda z: z.sign(
            D * ((most * top - norm2(image)) / root + most * top * (root - floor) / (root * floor)),
            (-1 / root, straight),
        ),
    )

    def room(sign=1):
        one = ((top - a**2) / 2 + (top - s**2) / 2 + (a - sign * s) ** 2 / 2) * (q - t**2) / root + top * t**2 / root
        two = ((top - a**2) * q + a**2 * (q - t**2) + (a * t - sign * tau * sigma) ** 2) / root
        return 2 * (bound * D - top * q / root) + (bound * D - tau**2 * sigma / sigma2) + one + two

    def concluded(before, after, gain, certificate, slopes):
        """The goal, `after + gain D <= before` with the step written out."""
        left = p.goal.args[0]
        p.have(le(after + gain * D, before), lambda z: z.sign(certificate, (slopes, slope)))
        back = p.have(eq(m.next_w(a, w, eps), v), lambda z: z.ring((-1, new)))
        same = p.have(eq(norm2(moved), D), lambda z: (z.rewrite(new), z.ring()))
        p.have(eq(left, after + gain * D), lambda z: (z.rewrite(back), z.rewrite(same), z.ring()))
        p.sign(before - (after + gain * D), (-1, eq(left, after + gain * D)))

    return SimpleNamespace(v=v, y=y, D=D, bound=bound, room=room, concluded=concluded)


@descent.proof()
def _(p, o):
    """V - V' = eps_a (2 - eps_a) d^2 - 2 eps_a d y + 2 a y with d = a - s."""
    m, a, w, eps, eps_a = o.m, o.a, o.w, o.eps, o.eps_a
    x = one_step(p, m, a, w, eps, o.top)
    rest, d = p.have(lt(0, 2 - eps_a)).args[1], a - projected(m, w)
    gap = eps_a * rest * (d - x.y / rest) ** 2 + eps_a / rest * (x.bound * x.D - x.y**2) + x.room()
    after = excess(m, a - eps_a * d, x.v)
    x.concluded(excess(m, a, w), after, 2 / eps - loss(eps_a) * x.bound, gap, 2)


descent.example({"d": 2}, H=((1, 0), (0, 1)), u=(0, 1), w=(2, 0), a=1, eps=1, eps_a=Fraction(1, 10_000), top=1)
descent.example(
    {"d": 2}, H=((1, 0), (0, 16)), u=(1, Fraction(1, 16)), w=(1, 0), a=1, eps=Fraction(1, 10**4),
    eps_a=Fraction(1, 10**9), top=Fraction(17, 16),
)  # fmt: skip
descent.mutant("4 / eps", rate=4)
