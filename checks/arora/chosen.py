"""Losses that are put into Lemma 3.2, and proofs of what it assumes of them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from checks_arora.vectors import cauchy

from bnproof import INT, Lambda, Node, basis, build, eq, injection, lift, lt, norm, norm2, num, sqrt
from bnproof.statement.nodes import substitute


def first(space) -> Node:
    return basis(space, lift(1, INT))


def _axis(x: Node) -> Node:
    return first(x.sort.spaces[0])


def _loss(m: int, of) -> Lambda:
    """A function of m weights and of the other parameters."""
    total = "+".join((*"de"[:m], "p"))
    x = build("sym", (), ("x#9", f"vec[{total}]", ""))
    return Lambda(x, of(*(injection(total, k + 1).T @ x for k in range(m + 1))))


# ---- functions of a direction -------------------------------------------------------------------------------------
class Squared:
    """The squared cosine of the angle to the first axis. Below, x is a unit vector, a = <e, x> and q = e - a x."""

    @staticmethod
    def value(x):
        return (_axis(x) @ x) ** 2 / norm2(x)

    @staticmethod
    def slope(x):
        """The derivative, a multiple of q."""
        return 2 * (_axis(x) @ x) * (_axis(x) - (_axis(x) @ x) * x)

    @staticmethod
    def sizes(x):
        """G, the square of the derivative, which is at most 1; 1 - G; G / |q|^2."""
        a = _axis(x) @ x
        return 4 * a**2 * norm2(_axis(x) - a * x), (1 - 2 * a**2) ** 2, 4 * a**2

    @staticmethod
    def turned(x, s):
        """The second derivative along s, 2 k u - 2 a^2 s with a unit vector u; 4 |s|^2 less its square."""
        a = _axis(x) @ x
        u, short = _axis(x) - 2 * a * x, norm2(_axis(x) - a * x)
        k = u @ s
        rest = 4 * (norm2(s - k * u) * short * (1 + a**2) + k**2 * a**2 * (1 + short))
        return 2 * k * u - 2 * a**2 * s, rest


class Cosine:
    """The cosine itself, which is not even."""

    @staticmethod
    def value(x):
        return (_axis(x) @ x) / norm(x)

    @staticmethod
    def slope(x):
        return _axis(x) - (_axis(x) @ x) * x

    @staticmethod
    def sizes(x):
        a = _axis(x) @ x
        return norm2(_axis(x) - a * x), a**2, num(1)

    @staticmethod
    def turned(x, s):
        """s = sigma x + r, with r orthogonal to x, becomes - (<q, s> x + sigma q + a r)."""
        a, sigma = _axis(x) @ x, x @ s
        q, r = _axis(x) - a * x, s - sigma * x
        t, y = q @ s, norm2(q)
        rest = (sigma - a * t) ** 2 + (2 + a**2) * sigma**2 + (1 + 2 * y) * norm2(r)
        return -(t * x + sigma * q + a * r), rest + (1 + a**2) * (norm2(r - t * q) + a**2 * t**2)


# ---- losses -------------------------------------------------------------------------------------------------------
def plain(m: int) -> Lambda:
    """With L^vv_11 = 2 and L^gg = 1; it does not depend on further weights."""
    return _loss(m, lambda w, *rest: Squared.value(w) + (first("p") @ rest[-1]) ** 2 / 2)


def square(m: int) -> Lambda:
    """Not scale-invariant; L^vv_11 = 1."""
    return _loss(m, lambda w, *rest: norm2(w) / 2)


@dataclass(frozen=True)
class Ridge:
    """size (1 + T^2)^(1/2), where T is a sum of functions of the weights and of the first other parameter."""

    steep: tuple[int, ...]  # by which each of them is multiplied
    size: Fraction = Fraction(1)
    of: type[Squared] | type[Cosine] = Squared

    @property
    def m(self) -> int:
        return len(self.steep) - 1

    def height(self, *parts: Node) -> Node:
        """T."""
        terms = [num(k) * self.of.value(x) for k, x in zip(self.steep, parts[:-1], strict=False)]
        return build("add", (*terms, num(self.steep[-1]) * (first("p") @ parts[-1])))

    @property
    def loss(self) -> Lambda:
        return _loss(self.m, lambda *parts: num(self.size) * sqrt(1 + self.height(*parts) ** 2))

    @property
    def bounds(self) -> dict[str, Fraction]:
        """Of the second derivatives, by the names of the lemma."""
        *weights, g = map(abs, self.steep)
        found = {"L_g": g}
        for i, k in enumerate(weights, 1):
            found |= {f"L_{i}": k * g, f"L_{i}{i}": k**2 + 2 * k}
        found |= {"L_12": weights[0] * weights[1]} if len(weights) == 2 else {}
        return {name: self.size * bound for name, bound in found.items()}


SMALL, LARGE = Fraction(1, 1024), Fraction(1024)
RIDGES = [
    *(Ridge((4, 1), size) for size in (Fraction(1), SMALL, LARGE)),
    *(Ridge((4, 0, 1), size) for size in (Fraction(1), SMALL, LARGE)),
    *(Ridge(steep) for steep in ((4, 0), (0, 4, 1), (4, -4, 0), (0, 4, 0))),
    *(Ridge(steep, of=Cosine) for steep in ((4, 1), (4, 0, 1))),
]


# ---- what the lemma assumes ---------------------------------------------------------------------------------------
def admission(p, o):
    """Scale invariance, then the blocks of the second derivative."""
    invariant, scripts = _known(p, o)
    p.both(invariant, *(scripts.get(block, _nothing(o.n.m)) for block in o.n.bounded))


def _known(p, o):
    """The scripts for the loss that was put in; those of no other one are tried."""
    m, body = o.n.m, p.goal.args[0]
    while body.op == "forall":
        body = body.args[1]
    here = build("vadd", tuple(injection(o.n.total, k + 1) @ x for k, x in enumerate((*o.xs, o.z))))

    def is_put_in(loss):
        return body.op == "eq" and body.args[1] is substitute(loss.body, {loss.bound: here})

    if is_put_in(plain(m)):
        return _invariant(m), {(0, 0): _curved(m), (m, m): _along_first(m)}
    if is_put_in(square(m)):
        return _invariant(m), {(0, 0): _unchanged(m)}
    for ridge in RIDGES:
        if ridge.m == m and is_put_in(ridge.loss):
            blocks = ((j, k) for j, k in o.n.bounded if ridge.steep[j] and ridge.steep[k])
            return _invariant(m, ridge), {(j, k): _ridge_block(ridge, j, k) for j, k in blocks}
    raise ValueError("another loss")


def _invariant(m, ridge=None):
    def script(q):
        given = [q.intro() for _ in range(2 * m + 1)]
        stretched = []
        for a, x in zip(given[:m], given[m : 2 * m], strict=True):
            q.have(lt(0, norm2(x)))
            q.have(lt(0, norm2(a * x)))
            if ridge and ridge.of is Cosine:
                length = q.have(eq(norm(a * x), a * norm(x)), lambda r: r.root())
                stretched.append((-(_axis(x) @ x) / (norm(a * x) * norm(x)), length))
        if stretched:
            sides = [_height_in(side) for side in q.goal.args]
            combined = [(k * c, fact) for k, (c, fact) in zip(ridge.steep, stretched, strict=False)]
            q.rewrite(q.have(eq(*sides), lambda r: r.ring(*combined)))
        q.ring()

    return script


def _height_in(value):
    """T, in size (1 + T^2)^(1/2)."""
    _, root = value.args
    _, square = root.args[0].args
    return square.args[0]


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


def _curved(m):
    def script(q):
        x, *_, s = [q.intro() for _ in range(m + 2)]
        q.sqrt_mono(lambda r: r.sign(Squared.turned(x, s)[1]))

    return script


def _along_first(m):
    """With any bound from 1."""

    def script(q):
        s = [q.intro() for _ in range(m + 2)][-1]
        bound = Fraction(q.goal.args[1].args[0].data[0])
        q.sqrt_mono(lambda r: r.sign(_beside_first(s) + num(bound**2 - 1) * norm2(s)))

    return script


def _beside_first(s):
    """|s|^2 - <e, s>^2."""
    return norm2(s - (_axis(s) @ s) * _axis(s))


def _ridge_block(ridge, j, k):
    """f'' <t_k, s> t_j, and on the diagonal f' times the second derivative of T; t are the derivatives of T.

    Here f' = T/R and f'' = 1/R^3, with R = (1 + T^2)^(1/2). Each t is `steep` times a vector of a square G <= 1.
    """
    m, steep, size = ridge.m, ridge.steep, num(ridge.size)

    def script(q):
        general = cauchy(q, "de"[k]) if k < m else None
        *parts, s = [q.intro() for _ in range(m + 2)]
        (here, missing, _), (other, lost, share) = (
            ridge.of.sizes(parts[i]) if i < m else (num(1), num(0), num(1)) for i in (j, k)
        )
        if k < m:  # G_k |s|^2 - <t_k, s>^2, by the inequality of Cauchy and Schwarz
            beside = _axis(s) - (_axis(s) @ parts[k]) * parts[k]
            low, high = (q.instantiate(general, beside, sign * s) for sign in (-1, 1))
            apart = share * (low.args[1] - low.args[0]) * (high.args[1] - high.args[0])
        else:
            apart = _beside_first(s)
        T = ridge.height(*parts)
        R = 1 + T**2
        flat = (3 * T**2 + 3 * T**4 + T**6) / R**3  # 1 - f''^2
        ranked = here / R**3 * apart + norm2(s) * (missing + here * lost + here * other * flat)
        if j != k or j == m:
            q.sqrt_mono(lambda r: r.sign((size * steep[j] * steep[k]) ** 2 * ranked))
            return
        x, c, root = parts[j], num(steep[j]), sqrt(R)
        turned, rest = ridge.of.turned(x, s)
        A, B = c**2 / (R * root) * (ridge.of.slope(x) @ s) * ridge.of.slope(x), c * T / root * turned
        bent = c**2 * (T**2 / R * rest + 4 / R * norm2(s))  # 4 c^2 |s|^2 - |B|^2
        ratio = num(Fraction(2, abs(steep[j])))  # of what bounds |B| to what bounds |A|
        total = ratio * norm2(A - B / ratio) + (1 + ratio) * c**4 * ranked + (1 + 1 / ratio) * bent
        q.sqrt_mono(lambda r: r.sign(size**2 * total))

    return script
