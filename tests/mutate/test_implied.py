"""Hypotheses that the others imply, and hypotheses that they do not."""

import pytest

from bnproof.mutate.derive import without_hypotheses
from bnproof.mutate.implied import implied
from bnproof.mutate.scripts import accepted
from bnproof.statement.builder import Scope, both, eq, gradient, le, lt, norm, norm2
from bnproof.statement.nodes import Statement


def bounded(S):
    """|grad F(v)| <= L |s| for unit v."""
    F, L = S.function("F", "d"), S.nonnegative("L")
    v, s = S.vector("v", "d", "unit"), S.vector("s", "d")
    S.assume(S.for_all(v, S.for_all(s, le(norm(gradient(F, v)) * norm(s), L * norm(s)))))
    return le(0, L)


def between(S):
    F, L, x = S.function("F", "d+e"), S.nonnegative("L"), S.vector("x", "d+e")
    S.assume(S.for_all(x, both(le(-L * norm2(x), F(x)), le(F(x), L * norm2(x)))))
    return le(0, L)


def quotient(S):
    a, b, c = S.positive("a"), S.positive("b"), S.real("c")
    S.assume(lt(c, 1), eq(a, (1 - c) / b))
    return lt(0, a)


def product(S):
    v, u = S.vector("v", "d", "nonzero"), S.vector("u", "d")
    S.assume(lt(0, v @ u))
    return lt(0, v @ v)


def of(build, name):
    """Is what the mutant lacks shown from the rest?"""
    S = Scope()
    statement = S.statement(build(S))
    (mutant,) = [m for m in without_hypotheses(statement) if m.name.startswith(f"hypothesis {name}")]

    def nothing(claim, variant):
        raise KeyError(claim)

    shown = implied(mutant, mutant.statement)
    given = [(Statement(mutant.statement.hypotheses, fact), body) for fact, body in shown]
    return any(accepted(s, body, nothing) is not None for s, body in given)


@pytest.mark.parametrize(
    ("build", "name"),
    [(bounded, "L nonneg"), (between, "L nonneg"), (quotient, "a pos"), (quotient, "0"), (product, "v nonzero")],
)
def test_what_follows(build, name):
    assert of(build, name)


@pytest.mark.parametrize(("build", "name"), [(quotient, "b pos"), (quotient, "1"), (product, "0")])
def test_what_does_not_follow(build, name):
    assert not of(build, name)


def test_a_weaker_bound_says_nothing():
    def loose(S):
        F, L, x = S.function("F", "d"), S.nonnegative("L"), S.vector("x", "d")
        S.assume(S.for_all(x, le(F(x), L * norm2(x))))
        return le(0, L)

    assert not of(loose, "L nonneg")
