"""Weaker by monotony: proofs from the claim, and none of what is stronger."""

import pytest
from proving import sym, total

from bnproof import le, log, num
from bnproof.mutate.monotone import weaker
from bnproof.mutate.scripts import accepted
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
