"""Section 2.5: a scale-invariant weight grows under gradient descent."""

from __future__ import annotations

from bnproof import INT, Lambda, basis, both, build, claim, eq, gradient, lift, lt, norm, num

ONE = lift(1, INT)


def scale_invariant(S, degree=0):
    """A smooth function F of w != 0 with F(c w) = F(w) for all c > 0: the loss in one weight, the others held fixed.

    The other weights may be normalised or not: by their own scale invariance F is the same function.
    """
    F = S.function("F", "d", "punctured")
    c, x = S.positive("c"), S.vector("x", "d", "nonzero")
    rule = S.for_all(c, S.for_all(x, eq(F(c * x), c**degree * F(x) if degree else F(x))))
    S.assume(rule)
    S.let(rule=rule)
    return F


@claim("arora-lemma2.4-1")
def orthogonality(S, *, degree=0):
    """Euler's identity for degree 0."""
    F, w = scale_invariant(S, degree), S.vector("w", "d", "nonzero")
    return eq(w @ gradient(F, w), 0)


@orthogonality.proof()
def _(p, o):
    by_scale = p.differentiate(o.rule, o.c)
    at_one = p.instantiate(by_scale, num(1), o.w)
    p.ring((1, at_one))


@claim("arora-lemma2.4-2")
def growth(S, *, rate_power=2, norm_power=2):
    """One step of gradient descent from any w != 0; v = w/|w|."""
    F, w, eta = scale_invariant(S), S.vector("w", "d", "nonzero"), S.positive("eta")
    slope = gradient(F, w)
    v = w / norm(w)
    new = w - eta * slope
    length = w @ w
    S.let(slope=slope, at_direction=gradient(F, v))
    return both(
        eq(new @ new, length + eta**rate_power * (slope @ slope)),
        eq(
            length + eta**2 * (slope @ slope),
            length + eta**2 / norm(w) ** norm_power * (gradient(F, v) @ gradient(F, v)),
        ),
    )


@growth.proof()
def _(p, o):
    orthogonal = p.use("arora-lemma2.4-1", F=o.F, w=o.w)
    by_point = p.differentiate(o.rule, o.x)
    unit = 1 / norm(o.w)
    related = p.instantiate(by_point, unit, o.w)  # grad F(v) / |w| = grad F(w)
    p.both(
        lambda q: q.ring((-2 * o.eta, orthogonal)),
        lambda q: q.ring((-(o.eta**2) * (o.slope + unit * o.at_direction), related)),
    )


@claim("arora-thm2.5-eq9")
def intrinsic_step(S, *, length_power=2, gain_power=2):
    """One step from any w != 0, in terms of the direction v = w/|w| and G = |w|^2; Pi(x) = x/|x|."""
    F, w, eta = scale_invariant(S), S.vector("w", "d", "nonzero"), S.positive("eta")
    v, G = w / norm(w), w @ w
    slope = gradient(F, v)
    new = w - eta * gradient(F, w)
    moved = v - eta / norm(w) ** length_power * slope
    S.let(v=v, slope=slope, new=new, moved=moved)
    return both(
        eq(new / norm(new), moved / norm(moved)),
        eq(new @ new, G + eta**gain_power / G * (slope @ slope)),
    )


@intrinsic_step.proof()
def _(p, o):
    size, new, moved = norm(o.w), o.new, o.moved
    by_point = p.differentiate(o.rule, o.x)
    related = p.instantiate(by_point, 1 / size, o.w)  # grad F(v) / |w| = grad F(w)
    first, second = p.use("arora-lemma2.4-2", F=o.F, w=o.w, eta=o.eta).args
    same = p.have(eq(new, size * moved), lambda q: q.ring((o.eta, related)))
    p.have(lt(0, new @ new), lambda q: q.sign(first.args[1], (1, first)))
    length = moved @ moved
    p.have(
        lt(0, length),
        lambda q: q.sign((new @ new) / size**2, (-(new + size * moved) / size**2, same)),
    )
    scaled = p.have(eq(norm(new), size * norm(moved)), lambda q: q.root((new + size * moved, same)))
    p.both(
        lambda q: (q.rewrite(scaled), q.ring((1 / (size * norm(moved)), same))),
        lambda q: q.ring((1, first), (1, second)),
    )


@claim("arora-C2-equivalence")
def initial_scale(S, *, power=2, positive=True, even=False):
    """One step from C w with learning rate eta is C times the step from w with eta / C^2, for every F and w: so the
    directions agree after any number of steps, whatever losses are drawn. The page says "constant C"."""
    F, w = scale_invariant(S), S.vector("w", "d", "nonzero")
    eta, C = S.positive("eta"), S.positive("C") if positive else S.nonzero("C")
    if even:
        x = S.vector("y", "d", "nonzero")
        mirrored = S.for_all(x, eq(F(-x), F(x)))
        S.assume(mirrored)
        S.let(mirrored=mirrored)
    return eq(C * w - eta * gradient(F, C * w), C * (w - eta / C**power * gradient(F, w)))


@initial_scale.proof()
def _(p, o):
    by_point = p.differentiate(o.rule, o.x)
    related = p.instantiate(by_point, o.C, o.w)  # C grad F(C w) = grad F(w)
    p.ring((-o.eta / o.C, related))


@initial_scale.proof("C != 0, for even F")
def _(p, o):
    """A step with C < 0 is one with -C, from -w."""
    by_point = p.differentiate(o.rule, o.x)
    by_mirrored = p.differentiate(o.mirrored, o.y)

    def negative(q):
        q.have(lt(0, -o.C))
        related = q.instantiate(by_point, -o.C, o.w)
        turned = q.instantiate(by_mirrored, o.C * o.w)  # - grad F(- C w) = grad F(C w)
        q.ring((-o.eta / o.C, related), (o.eta, turned))

    def positive(q):
        q.ring((-o.eta / o.C, q.instantiate(by_point, o.C, o.w)))

    p.cases(o.C, lt=negative, gt=positive)


@initial_scale.admission
def _(p, o):
    """<e, x>/|x|."""

    def invariant(q):
        c, x = q.intro(), q.intro()
        stretched = q.have(eq(norm(c * x), c * norm(x)), lambda r: r.root())
        q.ring((-(basis("d", ONE) @ x) / (norm(c * x) * norm(x)), stretched))

    p.both(invariant)


def _coordinate():
    """The first coordinate of the direction: the simplest function of a direction that is not even."""
    x = build("sym", (), ("x#9", "vec[d]", ""))
    return Lambda(x, (basis("d", ONE) @ x) / norm(x))


initial_scale.example({"d": 2}, F=_coordinate(), w=(0, 1), eta=1, C=-1)
initial_scale.reading("C > 0", "the scale of weights")
initial_scale.reading("C != 0", "a constant", positive=False)
initial_scale.corrected("C != 0, for even F", "$F(-w)=F(w)$ beside $C\\ne0$", positive=False, even=True)


intrinsic_step.mutant("|w| for G in the step", length_power=1)
intrinsic_step.mutant("eta not squared", gain_power=1)
initial_scale.mutant("C for C^2", power=1)
orthogonality.mutant("homogeneous of degree 1", degree=1)
growth.mutant("eta not squared", rate_power=1)
growth.mutant("|w| not squared", norm_power=1)
