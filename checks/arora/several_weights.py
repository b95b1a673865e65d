"""Lemma 2.2 and the derivatives of Appendix A: a loss of two scale-invariant weights and further parameters g.

With more weights, the others enter like the second one.
"""

from __future__ import annotations

from dataclasses import dataclass

from bnproof import Lambda, Node, basis, both, build, claim, eq, gradient, injection, lt, norm, stack

TOTAL = "d+e+p"


@dataclass(frozen=True)
class Loss:
    """F(w, v; g), smooth for w, v != 0 and scale-invariant in w and in v. V are the normalised weights."""

    F: Node
    w: Node
    v: Node
    g: Node

    @property
    def here(self) -> Node:
        return stack(self.w, self.v, self.g)

    @property
    def normalized(self) -> Node:
        return stack(self.w / norm(self.w), self.v / norm(self.v), self.g)

    def slope(self, k: int, at: Node) -> Node:
        """The gradient by the k-th argument."""
        return injection(TOTAL, k).T @ gradient(self.F, at)

    def curvature(self, j: int, k: int, at: Node) -> Node:
        """The second derivative by the j-th and the k-th argument, a map."""
        return injection(TOTAL, j).T @ build("hessian", (self.F, at)) @ injection(TOTAL, k)


def loss(S) -> Loss:
    F = S.function("F", TOTAL, "punctured:1,2")
    a, b = S.positive("a"), S.positive("b")
    x, y, z = S.vector("x", "d", "nonzero"), S.vector("y", "e", "nonzero"), S.vector("z", "p")
    body = eq(F(stack(a * x, b * y, z)), F(stack(x, y, z)))
    rule = body
    for symbol in (z, y, x, b, a):
        rule = S.for_all(symbol, rule)
    S.assume(rule)
    n = Loss(F, S.vector("w", "d", "nonzero"), S.vector("v", "e", "nonzero"), S.vector("g", "p"))
    S.let(rule=rule, n=n)
    return n


@claim("arora-eq5-lemma2.2")
def gradients(S, *, power=1):
    """For two weights: the number m of weights is fixed in a tree. More of them are dealt with one by one, the rest
    held fixed as part of g."""
    n = loss(S)
    return both(
        eq(n.slope(1, n.here), 1 / norm(n.w) ** power * n.slope(1, n.normalized)),
        eq(n.slope(3, n.here), n.slope(3, n.normalized)),
    )


@gradients.proof()
def _(p, o):
    at = (1 / norm(o.n.w), 1 / norm(o.n.v), o.n.w, o.n.v, o.n.g)
    by_w = p.instantiate(p.differentiate(o.rule, o.x), *at)
    by_g = p.instantiate(p.differentiate(o.rule, o.z), *at)
    p.both(lambda q: q.ring((-1, by_w)), lambda q: q.ring((-1, by_g)))


gradients.reading("m = 2 weights", "one of them, and the other in the place of the rest")
gradients.mutant("|w| squared", power=2)


@claim("arora-hess-ww")
def curvature(S, *, power=1):
    """For two weights and for one twice, applied to any vector s."""
    n, s = loss(S), S.vector("s", "d")
    return both(
        eq(
            n.curvature(2, 1, n.here) @ s,
            1 / (norm(n.v) ** power * norm(n.w)) * (n.curvature(2, 1, n.normalized) @ s),
        ),
        eq(
            n.curvature(1, 1, n.here) @ s,
            1 / (norm(n.w) ** power * norm(n.w)) * (n.curvature(1, 1, n.normalized) @ s),
        ),
    )


@claim("arora-hess-wg")
def mixed_curvature(S, *, extra="v"):
    """Applied to any vector s. The print divides by the norm of w^(j), but j occurs nowhere else."""
    n, s = loss(S), S.vector("s", "d")
    length = {"v": norm(n.v), "w": norm(n.w), "": 1}[extra]
    return eq(n.curvature(3, 1, n.here) @ s, 1 / (norm(n.w) * length) * (n.curvature(3, 1, n.normalized) @ s))


def _differentiated_twice(p, o, by):
    """The rule, differentiated by x along s, then by another argument, at the point that normalises the weights."""
    symbols = (o.a, o.b, o.x, o.y, o.z)
    slope = p.differentiate(o.rule, o.x)
    sides = slope
    while sides.op == "forall":
        sides = sides.args[1]
    along = eq(o.s @ sides.args[0], o.s @ sides.args[1])
    for symbol in reversed(symbols):
        along = build("forall", (symbol, along))

    def script(q):
        at = [q.intro() for _ in symbols]
        q.ring((o.s, q.instantiate(slope, *at)))

    p.have(along, script)
    n = o.n
    return p.instantiate(p.differentiate(along, by), 1 / norm(n.w), 1 / norm(n.v), n.w, n.v, n.g)


@curvature.proof()
def _(p, o):
    other, same = _differentiated_twice(p, o, o.y), _differentiated_twice(p, o, o.x)
    p.both(lambda q: q.ring((-1, other)), lambda q: q.ring((-1, same)))


@mixed_curvature.proof()
def _(p, o):
    p.ring((-1, _differentiated_twice(p, o, o.z)))


curvature.reading("m = 2 weights", "the two of them, or one twice")
curvature.mutant("a norm squared", power=2)
mixed_curvature.reading("j another weight")
mixed_curvature.reading("j = i", extra="w")
mixed_curvature.corrected("the norm of w^(i) alone", extra="")


# ---- a function that is odd in both weights -----------------------------------------------------------------------
def _cosine(x, space):
    return (_first(space) @ x) / norm(x)


def _first(space):
    return basis(space, build("int", (), ("1",)))


def _odd():
    """cos cos (1 + g_1), of the angles between the weights and the first basis vectors."""
    x = build("sym", (), ("x#9", f"vec[{TOTAL}]", ""))
    w, v, g = (injection(TOTAL, k).T @ x for k in (1, 2, 3))
    return Lambda(x, _cosine(w, "d") * _cosine(v, "e") * (1 + _first("p") @ g))


@gradients.admission
@curvature.admission
@mixed_curvature.admission
def _(p, o):
    def invariant(q):
        a, b, x, y, z = (q.intro() for _ in range(5))
        for w, v in ((a * x, b * y), (x, y)):
            for k, part in ((1, w), (2, v)):
                here = injection(TOTAL, k).T @ stack(w, v, z)
                q.have(lt(0, here @ here), lambda r, part=part: r.sign(part @ part))
        same = []
        for factor, part, space in ((a, x, "d"), (b, y, "e")):
            stretched = q.have(eq(norm(factor * part), factor * norm(part)), lambda r: r.root())
            share = -(_first(space) @ part) / (norm(factor * part) * norm(part))
            turned = eq(_cosine(factor * part, space), _cosine(part, space))
            same.append(q.have(turned, lambda r, k=share, f=stretched: r.ring((k, f))))
        slope = 1 + _first("p") @ z
        q.ring((slope * _cosine(b * y, "e"), same[0]), (slope * _cosine(x, "d"), same[1]))

    p.both(invariant)


for _each in (gradients, curvature, mixed_curvature):
    more = {} if _each is gradients else {"s": (1, 2)}
    _each.example({"d": 2, "e": 1, "p": 1}, F=_odd(), w=(3, 4), v=(2,), g=(1,), **more)
