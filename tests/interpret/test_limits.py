"""Sentences about limits are told as limits, and no others."""

import pytest

from bnproof.interpret.latex.printer import sentence
from bnproof.interpret.latex.statements import statement
from bnproof.interpret.limits import Limit, limit
from bnproof.interpret.words import explain
from bnproof.statement.builder import Scope, both, lt, norm, num, sqrt
from bnproof.statement.limits import FROM, INDEX, TOL, cauchy, converges, eventually, for_every, there_are
from bnproof.statement.nodes import Statement, build
from bnproof.verify.logic import negation

S = Scope()
a, w, x, v = S.reals("a"), S.vectors("w", "d"), S.real("x"), S.vector("v", "d")
SEQUENCES = [
    (lambda k: a[k], x, "a_k", "x"),
    (lambda k: w[k], v, "w_k", "v"),
    (lambda k: a[k] * a[k + 1], x**2, "a_k a_{k+1}", "x^2"),
    (lambda k: w[k] - v, 2 * v, "w_k - v", "2 v"),
    (lambda k: norm(w[k]), num(1), r"\lVert w_k \rVert", "1"),
]


@pytest.mark.parametrize(("term", "to", "left", "right"), SEQUENCES)
def test_a_limit_is_told_by_an_arrow(term, to, left, right):
    there = converges(term, to)
    assert limit(there) == Limit(term(INDEX), to, True)
    assert limit(negation(there)) == Limit(term(INDEX), to, False)
    assert sentence(there) == rf"{left} \to {right}"
    assert sentence(negation(there)) == rf"{left} \nrightarrow {right}"
    assert explain(both(there, lt(x, 1))) == rf"${left} \to {right}$ and $x < 1$"


def abs_gap(k):
    return build("abs", (a[k] - x,))


def others():
    yield for_every(TOL, eventually(lambda k: lt(sqrt(x), TOL)))
    yield cauchy(lambda k: a[k])
    yield eventually(lambda k: lt(a[k], x))
    yield for_every(TOL, eventually(lambda k: lt(a[k], TOL)))
    yield for_every(TOL, eventually(lambda k: build("le", (abs_gap(k), TOL))))
    yield for_every(TOL, eventually(lambda k: lt(abs_gap(k), 2 * TOL)))
    yield for_every(TOL, eventually(lambda k: lt(build("abs", (a[k] + x,)), TOL)))
    yield for_every(TOL, eventually(lambda k: lt(build("abs", (a[FROM] - x,)), TOL)))
    yield for_every(TOL, there_are(INDEX, for_every(FROM, lt(abs_gap(INDEX), TOL))))
    yield lt(x, 1)


@pytest.mark.parametrize("other", list(others()))
def test_what_is_no_limit_keeps_its_quantifiers(other):
    assert limit(other) is None
    assert r"\to " not in sentence(other)


def test_a_limit_beside_other_sentences_needs_no_brackets():
    there = S.there_is(x, both(lt(0, x), converges(lambda k: a[k], x)))
    assert statement(Statement((), there)) == r"\exists x \in \mathbb{R}:\ 0 < x \wedge a_k \to x"
