"""What the kernel takes for defined, and what it refuses: denominators, roots, logarithms, derivatives, ranges."""

import pytest
from proving import integer, knowing, sym, total
from verify.symbols import A, F, H, P, Q, X, a, h, i, j, k, m, n, p, q, r, v, w, x, y, z

from bnproof.statement.builder import (
    absolute,
    basis,
    both,
    eigmax,
    eigmin,
    either,
    eq,
    gradient,
    implies,
    injection,
    le,
    log,
    lt,
    maximum,
    ne,
    norm,
    spectral_radius,
    sqrt,
    stack,
    zero,
)
from bnproof.statement.calculus import Unsupported
from bnproof.statement.nodes import Node, build, free, lift, num
from bnproof.statement.sorts import REAL
from bnproof.verify.context import Refused

s, t = sym("s"), sym("t", "vec[d]")


def slope(body: Node, at: Node) -> Node:
    return build("grad", (s if at.sort is REAL else t, body, at))


DEFINED = [
    1 / p, 1 / z, 1 / (1 + x**2), 1 / norm(w), sqrt(r), sqrt(v @ v), log(p), log(1 + r), num(2) ** n, a[n], a[m + (-2)],
    P(w), P(2 * w), F(v), F(0 * v), gradient(F, v), gradient(P, w), basis("d", i) @ v, basis("d", integer(1)) @ v,
    slope(sqrt(s), p), slope(1 / s, z), slope(norm(t), w), slope(P(t), w), slope(sqrt(r) * s, x), slope(log(s), p),
    total(h, 1, n, 1 / lift(h, REAL)), total(j, 0, n, sqrt(lift(n, REAL) - lift(j, REAL))), total(h, 1, n, a[h + (-1)]),
    both(lt(0, x), lt(0, 1 / x)), implies(ne(x, 0), eq(x / x, 1)), build("forall", (p, lt(0, 1 / p))),
    build("every", (h, integer(1), n, lt(0, 1 / lift(h, REAL)))), eigmax(X.T @ X), eigmin(H - 2 * H**2),
    slope(slope(sqrt(s), s), p), slope(s * slope(log(s), s), p), Q(stack(v, w)), Q(stack(v + 0 * v, 2 * w)),
    build("hessian", (Q, stack(v, w))) @ stack(v, v),
]  # fmt: skip
UNDEFINED = [
    1 / x, 1 / r, 1 / (p - q), 1 / norm(v), sqrt(x), sqrt(-p), log(r), log(x), x ** (n + (-1)), a[n + (-1)], a[k],
    P(v), P(w - w), P(x * w), gradient(P, v), slope(sqrt(s), r), slope(sqrt(s), num(0)), slope(1 / s, x),
    slope(norm(t), v), slope(norm(t), zero("d")), slope(P(t), zero("d")), slope(sqrt(x) * s, y), slope(log(s), r),
    total(j, 0, n, 1 / lift(j, REAL)), total(j, 0, n, a[j + (-1)]), both(lt(0, 1 / x), lt(0, x)),
    either(eq(x, 0), lt(0, 1 / x)), implies(lt(0, 1 / x), lt(0, x)), build("forall", (x, lt(0, 1 / x))),
    build("exists", (x, lt(0, 1 / x))), build("every", (j, integer(0), n, lt(0, 1 / lift(j, REAL)))),
    build("not", (lt(0, 1 / x),)), eigmax(A), spectral_radius(A + H), slope(slope(sqrt(s), s), r),
    slope(sqrt(s**2), num(0)), slope(1 + s * sqrt(s), r), slope(F(sqrt(s) * v), num(0)),
    0 / x, slope(y, 1 / x),
    slope(build("grad", (y, y * sqrt(s), num(1))), r), v / x, Q(stack(w, v)),
    Q(stack(w, w) - stack(w, w)), Q(0 * stack(w, w)),
    Q(stack(w, w) + injection("d+d", 2) @ v), build("hessian", (Q, stack(w, v))) @ stack(v, v),
]  # fmt: skip
SILENT = [basis("d", integer(2)) @ v, slope(absolute(s), p), slope(maximum(s, x), p), slope(s**n, p)]


@pytest.mark.parametrize("node", DEFINED)
def test_what_is_defined(node):
    knowing().require_defined(node)


@pytest.mark.parametrize("node", UNDEFINED)
def test_what_may_be_undefined(node):
    with pytest.raises(Refused):
        knowing().require_defined(node)


@pytest.mark.parametrize("node", SILENT)
def test_what_is_not_decided(node):
    with pytest.raises(Unsupported):
        knowing().require_defined(node)


@pytest.mark.parametrize(
    ("fact", "node"),
    [
        (ne(x, 0), 1 / x),
        (lt(x, 0), 1 / x),
        (le(0, x), sqrt(x)),
        (lt(1, x), log(x - 1)),
        (lt(0, v @ v), P(v)),
        (lt(0, v @ v), slope(norm(t), v)),
        (lt(0, x), slope(sqrt(s), x)),
        (lt(2, lift(n, REAL)), a[n + (-2)]),
    ],
)
def test_facts_make_terms_defined(fact, node):
    with pytest.raises(Refused):
        knowing().require_defined(node)
    here = knowing(fact)
    here.require_defined(node)
    with pytest.raises(Refused):
        here.without(next(iter(free(fact)))).require_defined(node)
