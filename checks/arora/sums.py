"""Appendix B: the sum of a_t over its partial sums."""

from __future__ import annotations

from bnproof import INT, Sequence, claim, eq, le, lift, log, lt, num


@claim("arora-lemmaB.1")
def logarithmic_sum(S, *, constant=1, weight=2):
    """For T >= 1 (for T = 0 the right side is log2 of an empty sum). The a_t beyond T play no part."""
    a, B, t, T = S.reals("a", "nonneg"), S.real("B"), S.natural("t"), S.natural("T", 1)
    bounded = S.for_all(t, le(a[t], B))
    S.assume(lt(0, a[0]), bounded)

    def partial(n):
        """a_0 + ... + a_n."""
        return S.total(0, n, lambda tau: a[tau])

    left = S.total(1, T, lambda s: a[s] / partial(s - 1))
    ratio = S.total(0, T - 1, lambda s: a[s] / a[0])
    S.let(constant=num(constant), bounded=bounded, left=left, before=partial(T - 1), ratio=ratio)
    return le(left, log(ratio, base=2) + constant + weight * B / a[0])


@logarithmic_sum.proof()
def _(p, o):
    """By induction, with the potential log2 S - B / S, where S is the sum before a_T.

    With x = a_T / S the step is x <= log2(1 + x) + B (1/S - 1/(S + a_T)): for x <= 1 by the chord of the logarithm;
    for x >= 1 the logarithm is at least 1, and B >= a_T gives the rest.
    """
    a, B, T, first, S = o.a, o.B, o.T, o.a[0], o.before
    log2 = log(2)

    def potential(total, last):
        return log(total / first) / log2 + 2 * B / first - 1 - B / total + last / total

    def base(q):
        q.instantiate(o.bounded, lift(0, INT))
        q.sign((B - first) / first)

    def step(q):
        now, following = a[T], S + a[T]
        old, new = S / first, following / first
        q.instantiate(o.bounded, T)
        q.have(lt(0, following))
        growth = (log(new) - log(old)) / log2 + B / S - B / following - now / S

        def small(s):
            s.have(le(old, new), lambda r: r.sign(now / first))
            s.have(le(new, 2 * old), lambda r: r.sign((S - now) / first))
            chord = s.chord(new, old)
            s.sign((log(new) - chord.args[0]) / log2 + ((B - now) + now) * now / (S * following))

        def large(s):
            s.have(le(old, 2 * old), lambda r: r.sign(old))
            chord, tangent = s.chord(2 * old, old), s.tangent(2 * old, new)
            doubled = (log(2 * old) - chord.args[0]) + (tangent.args[1] - log(2 * old)) + (now - S) / following
            s.sign(doubled / log2 + ((B - now) * now + S**2) / (S * following))

        q.have(le(0, growth), lambda s: s.cases(S - now, ge=small, le=large))
        q.sign((potential(S, now) - o.left) + growth)

    p.have(le(o.left, potential(S, a[T])), lambda q: q.induct(T, base, step))
    factored = eq(o.ratio, S / first)
    p.rewrite(p.have(factored, lambda q: q.induct(T, None, lambda s: s.ring((1, factored)))))
    p.instantiate(o.bounded, T)
    p.sign((potential(S, a[T]) - o.left) + (B - a[T]) / S + (o.constant + 1))


logarithmic_sum.example({}, a=Sequence((1, 2)), B=2, T=2)
logarithmic_sum.example({}, a=Sequence((1,), 1), B=1, T=64)  # what a constant bound allows is used up
logarithmic_sum.sharper("- 1 for + 1", "equality at T = 1, a_0 = a_1 = B", constant=-1)
logarithmic_sum.mutant("- 2 for + 1", constant=-2)
logarithmic_sum.mutant("without 2B/a0", weight=0)
