"""Weaker by monotony: proofs from the claim, and none of what is stronger."""

import pytest
from proving import sym, total

from bnproof import eq, le, log, num, stack
from bnproof.mutate.derive import mutants
from bnproof.mutate.monotone import rescaled, weaker
from bnproof.mutate.scripts import accepted
from bnproof.statement.builder import Scope
from bnproof.statement.nodes import Statement

a, B, x = sym("a", "seq-real", "nonneg"), sym("B"), sym("x", "real", "pos")
T, i, j = sym("T", "int", ">=1"), sym("i", "int", ">=1"), sym("j", "int", ">=0")


def nothing(claim, variant):
    raise KeyError(claim)


def proved(old, new):
    """Is the new inequality proved where the old one is known?"""
    given = Statement((old,), new)
    steps = weaker(Statement((), old), Statement((), new), lambda s: None)
    return any(accepted(given, step, nothing) is not None for step in steps)


def partial(k):
    return total(j, 0, k, a[j])


def ratios(last, shift=0):
    """Of a_i to a sum before it."""
    return total(i, 1, last, a[i] / (x + partial(i - 1 + shift)))


WEAKER = [
    (le(ratios(T), B), le(ratios(T, 1), B)),  # in a denominator, in a sum
    (le(ratios(T), B), le(ratios(T - 1), B)),
    (le(ratios(T), B), le(total(i, 1, T, a[i] / (x + partial(T - 1))), B)),  # of a sum that ends later
    (le(B, partial(T)), le(B, partial(T + 1))),
    (le(B, log(x + partial(T))), le(B, log(x + partial(T + 1)))),
    (le(B, 2 * log(x + partial(T)) / x), le(B, 2 * log(x + partial(T + 1)) / x)),
    (le(B, -2 * log(x + partial(T + 1))), le(B, -2 * log(x + partial(T)))),
    (le(B + x, 1), le(B, 1)),
    (le(B, 1 - x), le(B, num(1))),
]


@pytest.mark.parametrize(("old", "new"), WEAKER)
def test_weaker(old, new):
    assert proved(old, new)


@pytest.mark.parametrize(("old", "new"), [pair[::-1] for pair in WEAKER])
def test_stronger(old, new):
    assert not proved(old, new)


def test_two_places_are_left_alone():
    assert not proved(le(B, partial(T)), le(B - x, partial(T + 1)))


# ---- rescaled -------------------------------------------------------------------------------------------------
S = Scope()
F, w, y = S.function("F", "d+e", "punctured:1"), S.vector("w", "d", "nonzero"), S.vector("y", "e")
c, z, v = S.positive("c"), S.vector("z", "d", "nonzero"), S.vector("v", "e")
SIDES = F(stack(c * z, v)), F(stack(z, v))
INVARIANT, GROWING = (S.for_all(c, S.for_all(z, S.for_all(v, eq(SIDES[0], k * SIDES[1])))) for k in (num(1), c))


@pytest.mark.parametrize(("rule", "follows"), [(INVARIANT, True), (GROWING, False)])
def test_an_argument_of_another_length(rule, follows):
    old = Statement((rule,), le(x, F(stack(w, y))))
    longer = next(m for m in mutants(old) if m.name == r"coefficient at 1.1: \iota_1 w -> 2 \iota_1 w")
    given = Statement((rule, old.conclusion), longer.statement.conclusion)
    steps = rescaled(longer, old, lambda s: None)
    assert any(accepted(given, step, nothing) is not None for step in steps) == follows
