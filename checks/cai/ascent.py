"""A lemma on one step of BNGD with a negative step size, which climbs: what decreases then, where weights are large."""

from __future__ import annotations

from fractions import Fraction

from checks_cai.descent import one_step, projected
from checks_cai.model import bngd

from bnproof import eigmax, eigmin, le, lemma, lt, norm2


def lead(m, a, w):
    """(a - s)^2 - |e|_H^2 = (a - s)^2 + s^2 - |u|_H^2."""
    s = projected(m, w)
    return (a - s) ** 2 + s**2 - norm2(m.u, m.H)


def loss(eps_a):
    """c of the lemma."""
    return 4 + 2 / eps_a


@lemma(
    "cai-ascent",
    r"for $\varepsilon<0$, with $F=(a-s)^2-\|e\|_H^2$: "
    r"$F'+(2/|\varepsilon|-c\lambda_{max}A/(\lambda_{min}\|w\|^2))\|w'-w\|^2\le F$ "
    r"where $a^2,\|u\|_H^2\le A$, $0<\varepsilon_a<2$ and $c=4+2/\varepsilon_a$",
)
def ascent(S, *, rate=2):
    m, a, w, eps = bngd(S), S.real("a"), S.vector("w", "d", "nonzero"), S.real("eps")
    eps_a, top = S.positive("eps_a"), S.real("top")
    S.assume(lt(eps, 0), lt(eps_a, 2), le(a**2, top), le(norm2(m.u, m.H), top))
    S.let(m=m)
    gain = -rate / eps - loss(eps_a) * eigmax(m.H) * top / (eigmin(m.H) * norm2(w))
    after = lead(m, m.next_a(a, w, eps_a), m.next_w(a, w, eps))
    return le(after + gain * norm2(m.step(a, w, eps)), lead(m, a, w))


@ascent.proof()
def _(p, o):
    """With d = a - s, y = s' - s: F - F' = k d^2 + 2 (2 - eps_a) d y - 2 y^2 - 2 a y, where k = eps_a (2 - eps_a)."""
    m, a, w, eps, eps_a = o.m, o.a, o.w, o.eps, o.eps_a
    p.have(lt(0, -eps))
    x = one_step(p, m, a, w, eps, o.top)
    rest, d = p.have(lt(0, 2 - eps_a)).args[1], a - projected(m, w)
    gap = eps_a * rest * (d + x.y / eps_a) ** 2 + (1 + 2 / eps_a) * (x.bound * x.D - x.y**2) + x.room(-1)
    after = lead(m, a - eps_a * d, x.v)
    x.concluded(lead(m, a, w), after, -2 / eps - loss(eps_a) * x.bound, gap, -2)


SMALL = {"w": (1, 0), "eps": Fraction(-1, 10**4), "eps_a": 1}
ascent.example({"d": 2}, **SMALL, H=((1, 0), (0, 1)), u=(1, 1), a=1, top=2)
ascent.example({"d": 2}, **SMALL, H=((1, 0), (0, 16)), u=(1, 1), a=Fraction(641, 625), top=17)
ascent.example(
    {"d": 2}, H=((1, 0), (0, 1)), u=(0, 1), w=(1, 0), a=1, eps=Fraction(-1, 5), eps_a=Fraction(199, 100), top=1
)
ascent.mutant("4 / eps", rate=4)
