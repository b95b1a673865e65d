"""Limits and orders of growth: definitions that expand to sentences, with every quantifier to be seen in its place.

The bound symbols are the same wherever a definition is used, so that two uses of it for one term are one sentence.
"""

from __future__ import annotations

from collections.abc import Callable

from bnproof.statement.nodes import Node, build, lift
from bnproof.statement.sorts import REAL

Of = Callable[[Node], Node]  # a term or a sentence that depends on an index

TOL = build("sym", (), ("tol#0", "real", "pos"))
FROM = build("sym", (), ("N#0", "int", ">=0"))
INDEX = build("sym", (), ("k#0", "int", ">=0"))
LATER = build("sym", (), ("m#0", "int", ">=0"))


def there_are(*parts: Node) -> Node:
    """There are values of the symbols with the sentence, which comes last."""
    *symbols, sentence = parts
    for symbol in reversed(symbols):
        sentence = build("exists", (symbol, sentence))
    return sentence


def for_every(*parts: Node) -> Node:
    """The sentence, which comes last, for all values of the symbols."""
    *symbols, sentence = parts
    for symbol in reversed(symbols):
        sentence = build("forall", (symbol, sentence))
    return sentence


def from_on(start: Node, index: Node, sentence: Node) -> Node:
    """For every index >= start."""
    return for_every(index, build("implies", (build("le", (lift(start, REAL), lift(index, REAL))), sentence)))


def distance(x: Node, y: Node) -> Node:
    """Of reals, or of vectors."""
    gap = x - y
    return build("abs", (gap,)) if gap.sort is REAL else build("sqrt", (gap @ gap,))


def eventually(of: Of) -> Node:
    """There is N such that for all k >= N."""
    return there_are(FROM, from_on(FROM, INDEX, of(INDEX)))


def converges(term: Of, limit: Node) -> Node:
    """For all tol > 0 there is N such that for all k >= N: |term(k) - limit| < tol."""
    return for_every(TOL, eventually(lambda k: build("lt", (distance(term(k), limit), TOL))))


def cauchy(term: Of) -> Node:
    """For all tol > 0 there is N such that for all k >= N and m >= N: |term(k) - term(m)| < tol."""
    close = build("lt", (distance(term(INDEX), term(LATER)), TOL))
    return for_every(TOL, eventually(lambda k: from_on(FROM, LATER, close)))
