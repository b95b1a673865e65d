"""Wrong forms of the effective learning rate for large eps: where a_k grows, the weights turn again and again.

Where H w = w and H u = u, let R = |w|^2, M = <w, u>, X = (eps a |u| / R)^2 and Z = eps_hat^2. A step turns w towards u,
by an angle whose tangent is the root of y = X - Z, and R' = R (1 + y). If Z were tiny for all k >= 2, X could not be
between 1/64 and 1/4; but it is small at first, and grows by half at least at each step.
"""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace

from checks_cai.effective_rate import all_known, begin
from checks_cai.effective_rate_large import large_rates
from checks_cai.limits import number

from bnproof import INT, both, build, eq, for_every, implies, le, lift, lt, norm2, num, sqrt

K = build("sym", (), ("k", "int", ">=0"))
FEW, LEAST = Fraction(1, 64), Fraction(1, 160_000)
SMALL, TINY = num(FEW), num(LEAST)


def where(eps_a):
    """Of orthogonal unit vectors u and w_0, which H leaves as they are."""
    return lambda o: (
        eq(o.H @ o.u, o.u),
        eq(norm2(o.u), 1),
        eq(norm2(o.v), 1),
        eq(o.v @ o.u, 0),
        eq(o.b, 8),
        eq(o.eps_a, num(eps_a)),
        eq(o.H @ o.v, o.v),
    )


def turns(eps_a, kept, pull):
    """A refutation where a' = kept a + pull s, with s = M / R^(1/2)."""

    def script(p, o):
        C, E = p.intro("C"), p.intro("E")
        eps = p.name(E + 4 + 400 * C, "eps", "pos")
        named = eq(eps, E + 4 + 400 * C)
        a, w, rule = begin(p, o, eps)
        t = Turning(o, a, w, eps, rule, kept, pull, where(eps_a)(o))

        def too_large(q):
            """There is such a number, or all rates are small."""
            (k, bound), nonzero = q.goal.args, lt(0, norm2(w[q.goal.args[0]]))
            low, high = bound.args
            small, large = implies(nonzero, le(high, low)), both(nonzero, bound)

            def taken(s):
                s.take(s.obtain(build("exists", (k, large)))[0])
                s.fact()

            small = build("forall", (k, small))
            q.decide(small, lambda s: t.contradiction(s, small, C, E, named), taken)

        p.both(lambda q: q.both(lambda s: s.sign(4 + 400 * C, (1, named)), all_known), too_large)

    return script


class Turning:
    """The proof that small rates contradict each other, at numbers k."""

    def __init__(self, o, a, w, eps, rule, kept, pull, given):
        self.u, self.a, self.w, self.eps, self.rule = o.u, a, w, eps, rule
        self.kept, self.pull, self.given, self.o = kept, pull, given, o
        self.size = norm2(o.u)

    def at(self, k):
        """What is said of step k, next_R and next_M by (3), all in terms of (a_k, w_k)."""
        a, w, eps = self.a[k], self.w[k], self.eps
        R, M = norm2(w), w @ self.u
        turned = self.size - M**2 / R
        return SimpleNamespace(
            a=a, w=w, R=R, M=M, s=M / sqrt(R), turned=turned, residual=norm2(self.u - M / R * w),
            X=eps**2 * a**2 * self.size / R**2, Z=eps**2 * a**2 * M**2 / R**3, y=eps**2 * a**2 * turned / R**2,
            next_R=R + eps**2 * a**2 * turned / R, next_M=M + eps * a * turned / sqrt(R),
        )  # fmt: skip

    def large(self, k):
        return both(lt(0, norm2(self.w[k])), le(36 * self.size, self.a[k] ** 2), self.fixed(k))

    def fixed(self, k):
        return eq(self.o.H @ self.w[k], self.w[k])

    def plainly(self, p, k, *facts):
        """The goal with these facts, and without H."""
        for fact in (*facts, self.fixed(k), self.given[0]):
            p.rewrite(fact)

    def contradiction(self, p, small, C, E, named):
        at, fits = self.at, self.given
        p.have(lt(0, self.size), lambda q: (q.rewrite(fits[1]), q.sign()))
        p.have(le(4, self.eps), lambda q: q.sign(E + 400 * C, (1, named)))
        self.always = p.have(for_every(K, self.large(K)), self.grows)
        self.tiny = p.have(for_every(K, le(at(K + 2).Z, TINY)), lambda q: self.squared(q, small, C, E, named))
        self.slow = p.have(for_every(K, le(at(K + 2).X, SMALL)), self.stays_small)
        start = at(lift(0, INT) + 2).X
        p.instantiate(self.always, lift(0, INT) + 2)
        p.have(lt(0, start), lambda q: q.sign(eps_squared(self, lift(0, INT) + 2)))
        fast = p.have(for_every(K, le((number(K) + 2) * start, 2 * at(K + 2).X)), lambda q: self.doubles(q, start))
        k = p.archimedes(1 / start)
        for fact, place in ((self.always, k + 2), (self.slow, k), (fast, k)):
            p.instantiate(fact, place)
        X = at(k + 2).X
        above = (2 * X - (number(k) + 2) * start) / 2 + start * (number(k) - 1 / start) / 2 + start
        p.have(lt(SMALL, X), lambda q: q.sign(above + num(Fraction(1, 2) - FEW)))
        p.absurd(X - SMALL)

    def grows(self, p):
        """By induction the weights never vanish, and |a_k| is large."""
        k, (_, one, _, _, is_b, _, _), o = p.intro("k"), self.given, self.o
        a, w = self.a, self.w

        def base(q):
            q.both(
                lambda s: (s.rewrite(eq(w[0], o.v)), s.sign()),
                lambda s: (*map(s.rewrite, (eq(a[0], o.b), is_b, one)), s.sign()),
                lambda s: (s.rewrite(eq(w[0], o.v)), s.fact()),
            )

        def step(q):
            x, moves = self.at(k), self.moved(q, k)
            move_w, push = q.instantiate(self.rule, k).args[1], self.eps * x.a / sqrt(x.R)
            q.both(
                lambda s: (s.rewrite(moves[2]), s.sign(x.R + self.eps**2 * x.a**2 * x.residual / x.R)),
                lambda s: s.sign((a[k + 1] ** 2 - 2 * x.a**2) + 2 * (x.a**2 - 36 * self.size) + 36 * self.size),
                lambda s: (
                    self.plainly(s, k, move_w),
                    s.ring((1 - push * x.M / x.R, self.fixed(k)), (push, self.given[0])),
                ),
            )

        p.induct(k, base, step)

    def moved(self, p, k):
        """What one step does, where w_k is not 0 and a_k large."""
        x, after = self.at(k), self.at(k + 1)
        c, r = self.kept, self.pull
        move_a, move_w = p.instantiate(self.rule, k).args
        next_a = eq(after.a, num(c) * x.a + num(r) * x.s)
        p.have(next_a, lambda q: (self.plainly(q, k, move_a, self.given[5]), q.ring()))
        share = c**2 - 3
        large = (x.a**2 - 36 * self.size) + 36 * x.residual
        least = num(share) * large + (x.a + num(c * r) * x.s) ** 2
        least = least + num(r**2 + 36 * share - (c * r) ** 2) * x.s**2
        most = num(15 - c**2) * large + (x.a - num(c * r) * x.s) ** 2
        most = most + num(36 * (15 - c**2) - r**2 - (c * r) ** 2) * x.s**2
        return [
            p.have(le(2 * x.a**2, after.a**2), lambda q: (q.rewrite(next_a), q.sign(least))),
            p.have(le(after.a**2, 16 * x.a**2), lambda q: (q.rewrite(next_a), q.sign(most))),
            p.have(eq(after.R, x.next_R), lambda q: (self.plainly(q, k, move_w), q.ring())),
            p.have(eq(after.M, x.next_M), lambda q: (self.plainly(q, k, move_w), q.ring())),
        ]

    def known(self, p, k):
        """All that is known at k and of the step from there."""
        p.instantiate(self.always, k)
        p.instantiate(self.always, k + 1)
        return self.moved(p, k)

    def squared(self, p, small, C, E, named):
        """Z = eps_hat^2 <= (C / eps)^2 <= 1/400^2."""
        k = p.intro("k")
        p.instantiate(self.always, k + 2)
        bound = p.instantiate(small, k + 2)
        rate, most = bound.args
        room = p.have(
            le(0, num("1/400") - most), lambda q: q.sign((E + 4) / (400 * self.eps), (1 / (400 * self.eps), named))
        ).args[1]
        same = p.have(eq(rate**2, self.at(k + 2).Z), lambda q: (self.plainly(q, k + 2), q.ring()))
        p.sign((room + (most - rate)) * (num("1/400") + rate), (1, same))

    def turned(self, p, k):
        """X <= 1/64 at k, where X <= 1/4, and Z is tiny at k and k + 1."""
        x, after, eps = self.at(k), self.at(k + 1), self.eps
        _, _, longer, nearer = self.known(p, k)
        T = eps**2 * x.a**2 * x.next_M**2 / x.R**3
        V = eps**2 * after.a**2 * x.next_M**2 / x.R**3
        next_Z = eps**2 * after.a**2 * x.next_M**2 / x.next_R**3
        grown = (1 + x.y) ** 3
        p.have(le(0, x.y), lambda q: q.sign(eps**2 * x.a**2 * x.residual / x.R**2))
        p.have(lt(0, x.next_R), lambda q: q.sign(x.R + x.R * x.y))
        same = p.have(eq(after.Z, next_Z), lambda q: (q.rewrite(longer), q.rewrite(nearer), q.ring()))
        p.have(le(next_Z, TINY), lambda q: q.sign(TINY - after.Z, (1, same)))
        p.have(
            le(x.y**2, 2 * T + 2 * x.Z),
            lambda q: q.sign(eps**2 * x.a**2 / x.R**3 * (x.next_M + x.M) ** 2),
        )
        p.have(le(T, V), lambda q: q.sign(eps**2 * x.next_M**2 / x.R**3 * ((after.a**2 - 2 * x.a**2) + x.a**2)))
        p.have(le(V, TINY * grown), lambda q: q.sign(grown * (TINY - next_Z)))
        rest = p.have(le(0, num("1/4") - x.y), lambda q: q.sign((num("1/4") - x.X) + x.Z)).args[1]
        factor = x.y**2 + num("13/4") * x.y + num("61/16")
        p.have(le(grown, 2), lambda q: q.sign(num("3/64") + rest * factor))
        sixth = (2 * T + 2 * x.Z - x.y**2) + 2 * (V - T) + 2 * (TINY * grown - V)
        p.have(
            le(x.y**2, 6 * TINY),
            lambda q: q.sign(sixth + 2 * (TINY - x.Z) + 2 * TINY * (2 - grown)),
        )
        p.have(
            le(x.X, SMALL),
            lambda q: q.sqrt_mono(
                lambda s: s.sign(
                    2 * (6 * TINY - x.y**2)
                    + 2 * (TINY - x.Z) * (TINY + x.Z)
                    + (x.y - x.Z) ** 2
                    + num(FEW**2 - 12 * LEAST - 2 * LEAST**2)
                )
            ),
        )

    def follows(self, p, k):
        """X <= 1/4 at k + 1, where X <= 1/64 at k."""
        x, after, eps = self.at(k), self.at(k + 1), self.eps
        longer = self.known(p, k)[2]
        gap = p.have(
            le(0, after.R - x.R), lambda q: (q.rewrite(longer), q.sign(eps**2 * x.a**2 * x.residual / x.R))
        ).args[1]
        p.have(
            le(after.X, 16 * x.X),
            lambda q: q.sign(
                eps**2
                * self.size
                * ((16 * x.a**2 - after.a**2) / x.R**2 + after.a**2 * gap * (after.R + x.R) / (x.R**2 * after.R**2))
            ),
        )
        p.have(le(after.X, num("1/4")), lambda q: q.sign((16 * x.X - after.X) + 16 * (SMALL - x.X)))

    def stays_small(self, p):
        """X <= 1/64 at 1, so it is so at 2, and so on."""
        k, zero = p.intro("k"), lift(0, INT)

        def at(q, i):
            q.instantiate(self.tiny, i)
            q.instantiate(self.tiny, i + 1)
            self.turned(q, i + 2)
            q.fact()

        def base(q):
            self.first(q)
            self.follows(q, zero + 1)
            at(q, zero)

        def step(q):
            self.follows(q, k + 2)
            at(q, k + 1)

        p.instantiate(self.always, k + 2)
        p.induct(k, base, step)

    def first(self, p):
        """a_1 = 8 kept, R_1 = 1 + 64 eps^2."""
        o, (_, one, unit, right, is_b, _, _), zero = self.o, self.given, lift(0, INT)
        eps, c = self.eps, self.kept
        starts = (eq(self.w[0], o.v), eq(self.a[0], o.b), is_b, unit, right, one)
        p.instantiate(self.always, zero)
        move_a, _ = p.instantiate(self.rule, zero).args
        longer = self.moved(p, zero)[2]
        first = self.at(zero + 1)
        R = p.have(eq(first.R, 1 + 64 * eps**2), lambda q: (*map(q.rewrite, (longer, *starts)), q.ring()))
        a = p.have(
            eq(first.a, num(8 * c)),
            lambda q: (self.plainly(q, zero, move_a, self.given[5]), *map(q.rewrite, starts), q.ring()),
        )
        top = 1 + 128 * eps**2 + 4096 * eps**2 * ((eps - 4) * (eps + 4) + num(16 - c**2))
        p.have(
            le(first.X, SMALL),
            lambda q: (*map(q.rewrite, (R, a, one)), q.sign(top / (64 * (1 + 64 * eps**2) ** 2))),
        )

    def doubles(self, p, start):
        """X grows by half at each step at least."""
        k = p.intro("k")

        def step(q):
            x, after, eps = self.at(k + 2), self.at(k + 2 + 1), self.eps
            longer = self.known(q, k + 2)[2]
            q.instantiate(self.tiny, k)
            q.instantiate(self.slow, k)
            q.have(le(0, x.y), lambda s: s.sign(eps**2 * x.a**2 * x.residual / x.R**2))
            rest = q.have(le(0, SMALL - x.y), lambda s: s.sign((SMALL - x.X) + x.Z)).args[1]
            little = x.R**2 * (rest * (6 + 3 * x.y + num("3/64")) + num(1 - 6 * FEW - 3 * FEW**2))
            q.have(le(3 * after.R**2, 4 * x.R**2), lambda s: (s.rewrite(longer), s.sign(little)))
            more = (after.a**2 - 2 * x.a**2) / after.R**2
            more = more + x.a**2 * (4 * x.R**2 - 3 * after.R**2) / (2 * x.R**2 * after.R**2)
            q.have(le(3 * x.X, 2 * after.X), lambda s: s.sign(2 * eps**2 * self.size * more))
            known = (2 * after.X - 3 * x.X) + num("3/2") * (2 * x.X - (number(k) + 2) * start)
            q.sign(known + number(k) / 2 * start)

        p.instantiate(self.always, k + 2)
        p.induct(k, None, step)


def eps_squared(t, k):
    x = t.at(k)
    return t.eps**2 * t.size / x.R**2 * ((x.a**2 - 36 * t.size) + 36 * t.size)


for name, found in {
    "k >= 2, any eps_a": (Fraction(3), Fraction(-2), Fraction(3)),
    "k >= 2, eps_a <= 1 of either sign": (Fraction(-1), Fraction(2), Fraction(-1)),
    "k >= 2, 2 a_k for a_k in (3)": (Fraction(1, 4), Fraction(7, 4), Fraction(1, 4)),
}.items():
    large_rates.refutation(name, where(found[0]))(turns(*found))

PLANE = {"H": ((1, 0), (0, 1)), "u": (1, 0), "v": (0, 1), "b": 8}
for rate in (3, -1, Fraction(1, 4)):
    large_rates.example({"d": 2}, eps_a=rate, **PLANE)
