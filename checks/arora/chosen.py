"""Losses that are put into Lemma 3.2, and proofs of what it assumes of them."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

from checks_arora.vectors import cauchy

from bnproof import INT, Lambda, Node, basis, build, injection, lift, lt, norm2, num, sqrt
from bnproof.statement.nodes import substitute

ONE = Fraction(1)
STEEP = 4  # of a ridge, in the weights on which it depends


def first(space) -> Node:
    return basis(space, lift(1, INT))


def _loss(m: int, of) -> Lambda:
    """A function of m weights and of the other parameters."""
    total = "+".join((*"de"[:m], "p"))
    x = build("sym", (), ("x#9", f"vec[{total}]", ""))
    return Lambda(x, of(*(injection(total, k + 1).T @ x for k in range(m + 1))))


def cosine(x: Node) -> Node:
    """The square of that of the angle to the first axis."""
    (space,) = x.sort.spaces
    return (first(space) @ x) ** 2 / norm2(x)


def plain(m: int) -> Lambda:
    """With L^vv_11 = 2 and L^gg = 1; it does not depend on further weights."""
    return _loss(m, lambda w, *rest: cosine(w) + (first("p") @ rest[-1]) ** 2 / 2)


def square(m: int) -> Lambda:
    """Not scale-invariant; L^vv_11 = 1."""
    return _loss(m, lambda w, *rest: norm2(w) / 2)


def ridge(*steep: int, size: Fraction = ONE) -> Lambda:
    """size (1 + T^2)^(1/2), where T is a sum of the squared cosines of the weights and of the first other parameter."""

    def of(*parts):
        *weights, g = parts
        terms = [num(k) * cosine(x) for k, x in zip(steep, weights, strict=False)] + [num(steep[-1]) * (first("p") @ g)]
        return num(size) * sqrt(1 + build("add", tuple(terms)) ** 2)

    return _loss(len(steep) - 1, of)


SIZES = (ONE, Fraction(1, 1024), Fraction(1024))
RIDGES = {1: [(STEEP, 1), (STEEP, 0)], 2: [(STEEP, 0, 1), (0, STEEP, 1), (STEEP, -STEEP, 0), (0, STEEP, 0)]}


def bounds(*steep: int, size: Fraction = ONE) -> dict[str, Fraction]:
    """Of the second derivatives of a ridge, by the names of the lemma."""
    *weights, g = map(abs, steep)
    found = {"L_g": g}
    for i, k in enumerate(weights, 1):
        found |= {f"L_{i}": k * g, f"L_{i}{i}": k**2 + 2 * k}
    found |= {"L_12": weights[0] * weights[1]} if len(weights) == 2 else {}
    return {name: size * bound for name, bound in found.items()}


# ---- what the lemma assumes ---------------------------------------------------------------------------------------
def admission(p, o):
    """Scale invariance, then the blocks of the second derivative."""
    scripts = _known(p, o)
    p.both(lambda q: _invariant(q, o.n.m), *(scripts.get(block, _nothing(o.n.m)) for block in o.n.bounded))


def _known(p, o):
    """The scripts for the loss that was put in; those of no other one are tried."""
    m, body = o.n.m, p.goal.args[0]
    while body.op == "forall":
        body = body.args[1]

    def is_put_in(loss):
        return body.op == "eq" and body.args[1] is substitute(loss.body, {loss.bound: _stack(o.n, *o.xs, o.z)})

    if is_put_in(plain(m)):
        return {(0, 0): _curved(m), (m, m): _along_first(m)}
    if is_put_in(square(m)):
        return {(0, 0): _unchanged(m)}
    for steep, size in product(RIDGES[m], SIZES):
        if is_put_in(ridge(*steep, size=size)):
            return {(j, k): _ridge_block(steep, size, j, k) for j, k in o.n.bounded if steep[j] and steep[k]}
    raise ValueError("another loss")


def _stack(n, *parts):
    return build("vadd", tuple(injection(n.total, k + 1) @ x for k, x in enumerate(parts)))


def _invariant(q, m):
    given = [q.intro() for _ in range(2 * m + 1)]
    for a, x in zip(given[:m], given[m : 2 * m], strict=True):
        q.have(lt(0, norm2(x)))
        q.have(lt(0, norm2(a * x)))
    q.ring()


def _nothing(m):
    def script(q):
        for _ in range(m + 2):
            q.intro()
        q.sign()

    return script


def _unchanged(m):
    """The second derivative takes s to s."""

    def script(q):
        for _ in range(m + 2):
            q.intro()
        q.sqrt_mono(lambda r: r.sign())

    return script


def _turned(x, s):
    """What is left of 4 |s|^2 when the second derivative of the squared cosine at a unit x takes s to
    2 k u - 2 a^2 s, where u = e - 2 a x is a unit vector too."""
    e = first(x.sort.spaces[0])
    a = e @ x
    u, short = e - 2 * a * x, norm2(e - a * x)
    k = u @ s
    return 4 * (norm2(s - k * u) * short * (1 + a**2) + k**2 * a**2 * (1 + short)), 2 * k * u - 2 * a**2 * s


def _curved(m):
    def script(q):
        x, *_, s = [q.intro() for _ in range(m + 2)]
        q.sqrt_mono(lambda r: r.sign(_turned(x, s)[0]))

    return script


def _along_first(m):
    """With any bound from 1."""

    def script(q):
        s, e = [q.intro() for _ in range(m + 2)][-1], first("p")
        bound = q.goal.args[1].args[0]
        q.sqrt_mono(lambda r: r.sign(norm2(s - (e @ s) * e) + num(Fraction(bound.data[0]) ** 2 - 1) * norm2(s)))

    return script


def _ridge_block(steep, size, j, k):
    """f'' <t_k, s> t_j, and on the diagonal f' times the second derivative of T; t are the derivatives of T.

    Here f' = T/R and f'' = 1/R^3, with R = (1 + T^2)^(1/2). Each t is `steep` times a vector of a square G <= 1.
    """
    m = len(steep) - 1

    def script(q):
        apart = _beside_cosine(q, "de"[k]) if k < m else _beside_first
        *parts, s = [q.intro() for _ in range(m + 2)]
        terms = [num(c) * cosine(x) for c, x in zip(steep, parts[:m], strict=False)]
        T = build("add", (*terms, num(steep[m]) * (first("p") @ parts[m])))
        R = 1 + T**2
        (here, missing), (other, lost) = (_size(parts[i], i < m) for i in (j, k))
        flat = (3 * T**2 + 3 * T**4 + T**6) / R**3  # 1 - f''^2
        ranked = here / R**3 * apart(q, parts[k], s) + norm2(s) * (missing + here * lost + here * other * flat)
        if j != k or j == m:
            q.sqrt_mono(lambda r: r.sign(num(size * steep[j] * steep[k]) ** 2 * ranked))
            return
        x, c, root = parts[j], num(steep[j]), sqrt(R)
        rest, turned = _turned(x, s)
        A, B = c**2 / (R * root) * (_slope(x) @ s) * _slope(x), c * T / root * turned
        bent = c**2 * (T**2 / R * rest + 4 / R * norm2(s))  # 4 c^2 |s|^2 - |B|^2
        ratio = num(Fraction(2, abs(steep[j])))  # of what bounds |B| to what bounds |A|
        total = ratio * norm2(A - B / ratio) + (1 + ratio) * c**4 * ranked + (1 + 1 / ratio) * bent
        q.sqrt_mono(lambda r: r.sign(num(size) ** 2 * total))

    return script


def _slope(x):
    """The derivative of the squared cosine at a unit x."""
    a = first(x.sort.spaces[0]) @ x
    return 2 * a * (first(x.sort.spaces[0]) - a * x)


def _size(x, is_weight):
    """G, the square of that derivative, and 1 - G; of a coordinate, 1 and 0."""
    if not is_weight:
        return num(1), num(0)
    a = first(x.sort.spaces[0]) @ x
    return 4 * a**2 * norm2(first(x.sort.spaces[0]) - a * x), (1 - 2 * a**2) ** 2


def _beside_first(q, x, s):
    return norm2(s - (first("p") @ s) * first("p"))


def _beside_cosine(q, space):
    """G |s|^2 - <t, s>^2, by the inequality of Cauchy and Schwarz."""
    general = cauchy(q, space)

    def apart(q, x, s):
        a = first(space) @ x
        low, high = (q.instantiate(general, first(space) - a * x, sign * s) for sign in (-1, 1))
        return 4 * a**2 * (low.args[1] - low.args[0]) * (high.args[1] - high.args[0])

    return apart
