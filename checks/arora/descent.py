"""Lemma 3.2: the loss after one step of gradient descent, for one and for two scale-invariant weights."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from checks_arora import chosen
from checks_arora.vectors import cauchy, for_all

from bnproof import (
    Node,
    build,
    claim,
    eq,
    gradient,
    injection,
    le,
    lemma,
    lt,
    norm,
    norm2,
    num,
    stack,
)


@dataclass(frozen=True)
class Loss:
    """L(W; g), and bounds of the blocks of its second derivative at unit weights.

    `second[i, j]` is L^vv_ij for i <= j: the block of j and i is the adjoint of that of i and j. `mixed[i]` is L^vg_i.
    """

    F: Node
    weights: tuple[Node, ...]
    g: Node
    second: dict[tuple[int, int], Node]
    mixed: tuple[Node, ...]
    last: Node
    bounded: dict[tuple[int, int], Node]  # by blocks, numbered as the arguments are

    @property
    def total(self) -> str:
        return self.F.sort.spaces[0]

    @property
    def m(self) -> int:
        return len(self.weights)

    @property
    def here(self) -> Node:
        return stack(*self.weights, self.g)

    def slope(self, k: int) -> Node:
        """The gradient by the k-th argument, from 0."""
        return injection(self.total, k + 1).T @ gradient(self.F, self.here)

    def block(self, j: int, k: int, at: Node, s: Node) -> Node:
        """The second derivative by the j-th and the k-th argument, applied to a vector of the k-th."""
        image = build("hessian", (self.F, at)) @ (injection(self.total, k + 1) @ s)
        return injection(self.total, j + 1).T @ image

    def bound(self, j: int, k: int) -> Node:
        if self.m in (j, k):
            return self.last if j == k else self.mixed[min(j, k)]
        return self.second[min(j, k), max(j, k)]

    def constant(self, i: int, c: Node) -> Node:
        """C_i."""
        row = build("add", tuple(self.bound(i, j) for j in range(self.m)))
        return num(Fraction(1, 2)) * row + self.mixed[i] ** 2 * self.m / (c * self.last)


def loss(S, m: int) -> Loss:
    """Of m weights, scale-invariant in each, smooth where none vanishes, with the assumptions of section 2.4."""
    spaces = ("d", "e")[:m]
    total = "+".join((*spaces, "p"))
    F = S.function("F", total, "punctured:" + ",".join(str(k + 1) for k in range(m)))
    scales = [S.positive(name) for name in "ab"[:m]]
    xs = [S.vector(name, space, "nonzero") for name, space in zip("xy", spaces, strict=False)]
    z = S.vector("z", "p")
    rule = eq(F(stack(*(a * x for a, x in zip(scales, xs, strict=True)), z)), F(stack(*xs, z)))
    rule = for_all(rule, *scales, *xs, z)
    S.assume(rule)

    weights = tuple(S.vector(name, space, "nonzero") for name, space in zip("wv", spaces, strict=False))
    second = {(i, j): S.nonnegative(f"L_{i + 1}{j + 1}") for i in range(m) for j in range(i, m)}
    mixed = tuple(S.nonnegative(f"L_{i + 1}") for i in range(m))
    n = Loss(F, weights, S.vector("g", "p"), second, mixed, S.positive("L_g"), {})
    units = [S.vector(f"{x.name}'", x.sort.spaces[0], "unit") for x in xs]
    for j in range(m + 1):
        for k in range(j + 1):
            s = S.vector(f"s{j}{k}", (*spaces, "p")[k])
            image = n.block(j, k, stack(*units, z), s)
            n.bounded[j, k] = for_all(le(norm(image), n.bound(j, k) * norm(s)), *units, z, s)
    S.assume(*n.bounded.values())
    S.let(n=n, rule=rule, scales=scales, xs=xs, z=z, units=units)
    return n


@claim("arora-lemma3.2-eq12")
def descent(S, *, rate=1, relation=eq, share=1, curved=1, any_rate=False):
    """One step from any W and g. L_11, L_12, ... are L^vv_ij (L_12 is L_21 too: those blocks are adjoint), L_1, ... are
    L^vg_i, L_g is L^gg. The page has any number m of weights; here m = 2, and what is proved is proved for two weights
    only: that the space of parameters is a sum of any number of spaces cannot be said.
    Section 3.1 has eta_g = (1 - c_g)/L^gg, Theorem 3.1 twice that; the lemma does not say which."""
    return _descent(S, 2, rate, relation, share, curved, any_rate)


@lemma("arora-lemma3.2-one-weight", "Lemma 3.2 of Arora, Li and Lyu with <= for =, for one scale-invariant weight")
def descent_of_one(S, *, rate=1, relation=le, share=1, curved=1, any_rate=False):
    """As for two weights."""
    return _descent(S, 1, rate, relation, share, curved, any_rate)


def _descent(S, weights, rate, relation, share, curved, any_rate):
    n = loss(S, weights)
    c, eta, eta_g = S.positive("c_g"), S.positive("eta_w"), S.positive("eta_g")
    small = le((2 + c) * n.last * eta_g, 2 * (2 - c)) if any_rate else eq(eta_g, rate * (1 - c) / n.last)
    S.assume(lt(c, 1), small)
    after = [w - eta * n.slope(i) for i, w in enumerate(n.weights)]
    left = n.F(stack(*after, n.g - eta_g * n.slope(n.m))) - n.F(n.here)
    gains = [
        eta * norm2(n.slope(i)) * (1 - num(curved) * n.constant(i, c) * eta / norm2(w)) for i, w in enumerate(n.weights)
    ]
    right = -build("add", tuple(gains)) - num(Fraction(1, 2)) * num(share) * c * eta_g * norm2(n.slope(n.m))
    S.let(small=small, rate=rate, any_rate=any_rate, share=share)
    return relation(left, right)


def _steepness(p, o):
    """(2 + c) L eta <= 2 (2 - c)."""
    if not o.any_rate:
        c, gap = o.c_g, 2 - o.rate
        positive = num(gap) * (1 - c) * (2 + c) + 2 * c**2
        p.have(
            le((2 + c) * o.n.last * o.eta_g, 2 * (2 - c)),
            lambda q: q.sign(positive, (-(2 + c) * o.n.last, o.small)),
        )


def _form(p, o):
    """At unit weights the second derivative along q is at most the sum of 2 C_i |q_i|^2 and (1 + c/2) L^gg |q_g|^2."""
    n, c = o.n, o.c_g
    spaces = n.total.split("+")
    products = {space: cauchy(p, space) for space in spaces}
    qs = [build("sym", (), (f"q_{k}", f"vec[{space}]", "")) for k, space in enumerate(spaces)]

    def sentence(units, z, qs):
        whole = stack(*qs)
        form = whole @ (build("hessian", (n.F, stack(*units, z))) @ whole)
        bounds = [2 * n.constant(i, c) * norm2(q) for i, q in enumerate(qs[:-1])]
        return le(form, build("add", (*bounds, (1 + c / 2) * n.last * norm2(qs[-1]))))

    def script(p):
        units = [p.intro() for _ in o.units]
        z, qs = p.intro(), [p.intro() for _ in spaces]
        parts = []
        for (j, k), fact in n.bounded.items():
            image = n.block(j, k, stack(*units, z), qs[k])
            size = p.instantiate(fact, *units, z, qs[k])
            below = p.instantiate(products[spaces[j]], qs[j], image)
            gap = (below.args[1] - below.args[0]) + norm(qs[j]) * (size.args[1] - size.args[0])
            parts.append(gap if j == k else 2 * gap)
        lengths, last = [norm(q) for q in qs[:-1]], norm(qs[-1])
        for i, length in enumerate(lengths):
            parts += [n.bound(i, j) * (length - lengths[j]) ** 2 for j in range(i)]
            weight = c * n.last / (2 * n.m)
            parts.append(weight * (last - n.mixed[i] / weight * length) ** 2)
        p.sign(build("add", tuple(parts)))

    return p.have(for_all(sentence(o.units, o.z, qs), *o.units, o.z, *qs), script)


def _along(p, o):
    """The second derivatives of the rule: first by each argument, applied to a vector, then again by each."""
    arguments = [*o.xs, o.z]
    slopes = [p.differentiate(o.rule, x) for x in arguments]
    hs = [build("sym", (), (f"h_{k}", str(x.sort), "")) for k, x in enumerate(arguments)]
    symbols = [*o.scales, *arguments]

    def body(fact):
        while fact.op == "forall":
            fact = fact.args[1]
        return fact.args

    sides = zip(*(tuple(h @ side for side in body(s)) for h, s in zip(hs, slopes, strict=True)), strict=True)
    fact = for_all(eq(*(build("add", side) for side in sides)), *symbols, *hs)

    def script(q):
        at = [q.intro() for _ in symbols]
        hs = [q.intro() for _ in arguments]
        q.ring(*((h, q.instantiate(s, *at)) for h, s in zip(hs, slopes, strict=True)))

    p.have(fact, script)
    return [p.differentiate(fact, x) for x in arguments]


@descent_of_one.proof()
@descent.proof()
def _(p, o):
    """Taylor's theorem on the segment of the step. By orthogonality the weights do not shrink along it."""
    n, c, eta = o.n, o.c_g, o.eta_w
    if p.goal.op == "eq":
        return p.ring()  # there is no equation here
    _steepness(p, o)
    moves = [*(-eta * n.slope(i) for i in range(n.m)), -o.eta_g * n.slope(n.m)]
    shares = [2 * n.constant(i, c) * norm2(moves[i]) for i in range(n.m)]
    bound = build("add", tuple(s / norm2(w) for s, w in zip(shares, n.weights, strict=True)))
    bound = bound + (1 + c / 2) * n.last * norm2(moves[-1])
    first = build("add", tuple(move @ n.slope(k) for k, move in enumerate(moves)))
    size = o.eta_g / 4 * norm2(n.slope(n.m))
    if o.share == 2:
        slack, *more = (1 - c) * ((1 - c) + 1) * size, (-(2 + c) * n.last * size, o.small)
    else:
        slack, *more = ((2 * (2 - c) - (2 + c) * n.last * o.eta_g) * size,)
    enough = p.have(le(first + bound / 2, p.goal.args[1]), lambda q: q.sign(slack, *more))

    ones, orthogonal = [num(1)] * n.m, []
    for i, a in enumerate(o.scales):
        euler = p.instantiate(p.differentiate(o.rule, a), *ones, *n.weights, n.g)
        orthogonal.append(p.have(eq(n.weights[i] @ n.slope(i), 0), lambda q, e=euler: q.ring((1, e))))
    form, twice = _form(p, o), _along(p, o)
    starts = [*n.weights, n.g]

    def at(t):
        return [x + t * move for x, move in zip(starts, moves, strict=True)]

    def grown(q, t):
        for x, w, move, apart in zip(at(t), n.weights, moves, orthogonal, strict=False):
            turn = (-2 * t * eta, apart)
            q.have(lt(0, x @ x), lambda r, w=w, m=move, turn=turn: r.sign(norm2(w) + t**2 * norm2(m), turn))

    def second(q, t):
        grown(q, t)
        *xs, z = at(t)
        sizes = [norm(x) for x in xs]
        here = [*(1 / size for size in sizes), *xs, z, *moves]
        same = [(move, q.instantiate(fact, *here)) for fact, move in zip(twice, moves, strict=True)]
        turned = [*(move / size for move, size in zip(moves, sizes, strict=False)), moves[-1]]
        below = q.instantiate(form, *(x / size for x, size in zip(xs, sizes, strict=True)), z, *turned)
        curve = q.have(eq(q.goal.args[0], below.args[0]), lambda r: r.ring(*((-k, f) for k, f in same)))
        shrunk = [
            s * (t**2 * norm2(move)) / (norm2(w) * norm2(x))
            for s, move, w, x in zip(shares, moves, n.weights, xs, strict=False)
        ]
        turns = [
            (-2 * t * eta * s / (norm2(w) * norm2(x)), apart)
            for s, w, x, apart in zip(shares, n.weights, xs, orthogonal, strict=True)
        ]
        q.sign((below.args[1] - below.args[0]) + build("add", tuple(shrunk)), (-1, curve), *turns)

    for t in (num(0), num(1)):
        grown(p, t)
    taylor = p.taylor(lambda t: n.F(stack(*at(t))), 0, 1, bound, second)
    p.sign((taylor.args[1] - taylor.args[0]) + (enough.args[1] - enough.args[0]))


descent_of_one.admission(chosen.admission)
descent.admission(chosen.admission)


def _example(m, loss, given, **values):
    """With bounds of the second derivatives by name, the others 0; elsewhere where steps in w and in g are too long."""
    names = ("L_11", "L_1") if m == 1 else ("L_11", "L_12", "L_22", "L_1", "L_2")
    elsewhere = {"w": (1, 1), "v": (1, 0), "g": (1, 0), "eta_w": 2, "eta_g": 1, "c_g": Fraction(1, 2), "L_g": 1}
    found = {**dict.fromkeys(names, 0), **elsewhere, **given, **values, "F": loss}
    if m == 1:
        del found["v"]
    (descent_of_one if m == 1 else descent).example(dict.fromkeys((*"de"[:m], "p"), 2), **found)


PLAIN = {"L_11": 2}
for given in ({}, {"w": (1, 0)}, {"w": (1, 0), "c_g": Fraction(1, 4)}, {"g": (0, 0)}):
    for m in (1, 2):
        _example(m, chosen.plain(m), PLAIN, **given)
NEAR = {"g": (Fraction(-7, 4), 0), "eta_w": Fraction(1, 8), "c_g": Fraction(1, 8)}  # the bottom of a ridge
for m in (1, 2):
    _example(m, chosen.plain(m), PLAIN, w=(1, 0), g=(0, 0))  # nothing moves
    _example(m, chosen.plain(m), PLAIN, w=(1, 0), eta_g=Fraction(6, 5))  # as large as may be
    _example(m, chosen.plain(m), PLAIN, w=(1, 0), c_g=Fraction(3, 4))
    _example(m, chosen.plain(m), PLAIN, w=(1, 0), L_g=4, eta_g=Fraction(1, 8))  # a bound that is not tight
for ridge in chosen.RIDGES:
    rates = {"eta_w": NEAR["eta_w"] / ridge.size, "eta_g": (1 - NEAR["c_g"]) / ridge.size}
    _example(ridge.m, ridge.loss, ridge.bounds, **NEAR | rates)
STEEP = {1: (4, 1), 2: (4, 0, 1)}
SQUARED, SIGNED = ({m: chosen.Ridge(STEEP[m], of=of) for m in STEEP} for of in (chosen.Squared, chosen.Cosine))
for m in (1, 2):  # the bottom itself
    _example(m, SQUARED[m].loss, SQUARED[m].bounds, g=(-2, 0))
    _example(m, SIGNED[m].loss, SIGNED[m].bounds, w=(3, 4), g=(Fraction(-12, 5), 0), eta_w=Fraction(1, 8))
for m in (1, 2):  # each breaks one hypothesis, and the bound
    _example(m, chosen.square(m), {"L_11": 1}, w=(2, 0))
    _example(m, chosen.plain(m), {}, g=(0, 0))
    _example(m, chosen.plain(m), PLAIN, w=(1, 0), L_g=Fraction(1, 8), eta_g=4)
    _example(m, SQUARED[m].loss, SQUARED[m].bounds, L_1=0, **NEAR)
OTHER, OPPOSITE, ALONE = (chosen.Ridge(steep) for steep in ((0, 4, 1), (4, -4, 0), (0, 4, 0)))
_example(2, OTHER.loss, OTHER.bounds, L_2=0, v=(1, 1), **NEAR)
_example(2, OPPOSITE.loss, OPPOSITE.bounds, L_12=0, v=(1, Fraction(3, 4)), eta_w=Fraction(1, 8), L_g=1)
_example(2, ALONE.loss, {}, v=(1, 1), eta_w=4)


TWO = "$m=2$ weights"
descent.reading("eta_g of section 3.1", f"{TWO}, $\\eta_g=(1-c_g)/L^{{gg}}$")
descent.reading("eta_g of Theorem 3.1", f"{TWO}, $\\eta_g=2(1-c_g)/L^{{gg}}$", rate=2)
descent.corrected("<= for =, for two weights", TWO, relation=le)
descent.sharper("c_g for c_g/2, for two weights", f"{TWO}, $\\eta_g=(1-c_g)/L^{{gg}}$", relation=le, share=2)
descent.sharper(
    "<=, for any small eta_g, for two weights",
    f"{TWO}, $(2+c_g)L^{{gg}}\\eta_g\\le2(2-c_g)$: both choices of $\\eta_g$ satisfy it",
    relation=le,
    any_rate=True,
)
descent.mutant("<=, with a quarter of C_i", relation=le, curved=Fraction(1, 4))
descent.mutant("<=, with 2 c_g for c_g/2", relation=le, share=4)
descent.mutant("<=, with eta_g of Theorem 3.1 and 3/2 c_g for c_g/2", relation=le, rate=2, share=3)
descent.mutant("<=, with 3 (1 - c_g) / L^gg for eta_g", relation=le, rate=3)
descent_of_one.sharper("any small eta_g", "$(2+c_g)L^{gg}\\eta_g\\le2(2-c_g)$", any_rate=True)
descent_of_one.sharper("c_g for c_g/2", "$\\eta_g=(1-c_g)/L^{gg}$; no more than $c_g$, as $c_g\\to1$ shows", share=2)
descent_of_one.mutant("3/2 c_g for c_g/2", share=3)
descent_of_one.mutant("a quarter of C_i", curved=Fraction(1, 4))
descent_of_one.mutant("3 (1 - c_g) / L^gg for eta_g", rate=3)
