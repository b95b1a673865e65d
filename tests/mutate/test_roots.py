"""Lengths that an edit leaves as they are: proved equal by a known equation, and no others."""

import pytest
from proving import sym

from bnproof import eq, norm, norm2
from bnproof.mutate.roots import unchanged
from bnproof.mutate.scripts import accepted
from bnproof.statement.nodes import Statement

w, e, u = sym("w", "vec[d]", "nonzero"), sym("e", "vec[d]"), sym("u", "vec[d]")
apart = eq(w @ e, 0)
pythagoras = eq(norm2(w - e), norm2(w) + norm2(e))


def nothing(claim, variant):
    raise KeyError(claim)


def proved(old, new, known):
    """Where the old sentence is known, and the equation."""
    given = Statement((known, old), new)
    steps = unchanged(
        old, new, [known], lambda goal, fact, body: accepted(Statement((fact,), goal), body, nothing) is not None
    )
    return any(accepted(given, step, nothing) is not None for step in steps)


@pytest.mark.parametrize("known", [pythagoras, eq(norm2(w + e), norm2(w - e))])
def test_a_reflected_summand(known):
    assert proved(eq(u, norm(w - e) * w), eq(u, norm(w + e) * w), known)


@pytest.mark.parametrize("known", [apart, eq(norm2(u), 0), eq(u, w)])
def test_what_says_nothing_of_the_length(known):
    assert not proved(eq(u, norm(w - e) * w), eq(u, norm(w - 2 * e) * w), known)


def test_several_places_are_left_alone():
    assert not proved(eq(norm(w - e) * u, norm(w) * w), eq(norm(w + e) * u, norm(2 * w) * w), pythagoras)
