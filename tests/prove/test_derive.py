"""Closed forms of gradients by SymPy agree with the chain rule of the kernel and with infinitesimals."""

from fractions import Fraction

import pytest
from proving import slope, sym

from bnproof.interpret.evaluate import Evaluator
from bnproof.interpret.exact import Tower
from bnproof.interpret.gram import Gram
from bnproof.interpret.instance import Instance
from bnproof.prove.derive import closed_form
from bnproof.statement.builder import Scope, absolute, dim, eigmax, eq, identity, log, norm, ones, sqrt
from bnproof.statement.calculus import Unsupported
from bnproof.statement.nodes import Node, build, free, num
from bnproof.statement.sorts import REAL
from bnproof.verify.context import null

S = Scope()
x, y, p = S.real("x"), S.real("y"), S.positive("p")
v, w, u = S.vector("v", "d"), S.vector("w", "d"), S.vector("u", "m")
H, X, A, F = S.spd("H", "d"), S.map("X", "d", "m"), S.map("A", "d", "d"), S.function("F", "d")
s, r = sym("s"), sym("r", "vec[d]")
one = ones("m")
centred = X @ r - (one @ (X @ r)) / dim("m") * one


GRADIENTS = [
    slope(s, s**3 * y + 2, x),
    slope(s, (1 + s) / (1 + s**2), x),
    slope(s, sqrt(1 + s**2) * p, x),
    slope(s, y * p, x),
    slope(s, s * eigmax(H), x),
    slope(r, r @ w, v),
    slope(r, r @ (A @ r), v),
    slope(r, norm(r) ** 2 / (1 + (r @ w) ** 2), v),
    slope(r, (w @ (H @ r)) / norm(r, H), v),
    slope(r, (u - X @ r) @ (u - X @ r) / 2, v),
    slope(r, ((identity("d") - p * H) @ r) @ w, v),
    slope(r, (centred @ u) ** 2 / (1 + centred @ centred), v),
    slope(r, y * p, v),
    slope(r, sqrt(p * (r @ r) + 1), v + 2 * w),
]
AT = Instance(
    {"d": 2, "m": 3},
    {
        "x": Fraction(2, 3), "y": Fraction(-1), "p": Fraction(3), "v": (Fraction(1), Fraction(-2)),
        "w": (Fraction(1, 2), Fraction(1)), "u": (Fraction(1), Fraction(0), Fraction(4)),
        "H": ((Fraction(2), Fraction(1)), (Fraction(1), Fraction(3))),
        "A": ((Fraction(0), Fraction(1)), (Fraction(5), Fraction(2))),
        "X": ((Fraction(1), Fraction(2)), (Fraction(0), Fraction(1)), (Fraction(-1), Fraction(1))),
    },
)  # fmt: skip


@pytest.mark.parametrize("gradient", GRADIENTS)
def test_closed_forms(gradient):
    form, gram = closed_form(gradient), Gram()
    assert form.sort == gradient.sort
    assert free(form) <= free(gradient)
    assert gradient.args[0] not in free(form)
    difference = gradient - form
    assert gram.is_zero(gram.scalar(difference)) if form.sort is REAL else not gram.vector(difference)
    evaluator = Evaluator(Tower(), AT)
    gap = evaluator.value(difference)
    assert all(evaluator.sign(c) == 0 for c in (gap if isinstance(gap, list) else [gap]))


def test_closed_forms_use_known_zeros():
    """For centred data the mean drops out."""
    hypothesis = eq(X.T @ one, 0)
    gradient = slope(r, (centred @ u) / sqrt(1 + centred @ centred), v)
    form = closed_form(gradient, [hypothesis])
    assert one not in _terms(form)
    assert one in _terms(closed_form(gradient))
    gram = Gram(null([hypothesis]))
    assert not gram.vector(gradient - form)
    assert Gram().vector(gradient - form)


def _terms(node: Node) -> set[Node]:
    return {node}.union(*map(_terms, node.args))


@pytest.mark.parametrize(
    "body", [F(r), absolute(r @ w), r @ (H**2 @ r), build("max", (r @ w, num(0))), r @ (build("hessian", (F, w)) @ r)]
)
def test_what_sympy_does_not_derive(body):
    with pytest.raises(Unsupported):
        closed_form(slope(r, body, v))


def test_logarithms():
    gradient = slope(s, log(1 + s**2), x)
    gram = Gram()
    assert gram.is_zero(gram.scalar(closed_form(gradient) - 2 * x / (1 + x**2)))
