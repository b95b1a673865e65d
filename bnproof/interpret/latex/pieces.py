"""Pieces of LaTeX: how tightly they hold together, the brackets they need, and how wide they are."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple


class Piece(NamedTuple):
    """LaTeX and how tightly it holds together."""

    text: str
    level: int


# Terms. OPEN takes all that follows (sums, gradients), CLOSED needs brackets only under an exponent.
ADD, OPEN, MUL, CLOSED, ATOM = range(5)
# Sentences.
QUANTIFIED, IMPLIES, OR, AND, RELATION = range(5)


def enclosed(left: str, text: str, right: str) -> str:
    """Between delimiters, stretched where the content is tall."""
    tall = any(mark in text for mark in (r"\frac", r"\sum", r"\left"))
    left, right = (r"\left" + left, r"\right" + right) if tall else (left, right)
    return left + " " * left[-1].isalpha() + text + " " * (right[0] == "\\") + right


def parens(text: str) -> str:
    return enclosed("(", text, ")")


def at_least(piece: Piece, level: int) -> str:
    return piece.text if piece.level >= level else parens(piece.text)


def norm(text: str) -> str:
    return enclosed(r"\lVert", text, r"\rVert")


def number(value: Fraction) -> Piece:
    if value.denominator == 1:
        return Piece(str(value), ATOM)
    return Piece(rf"\frac{{{value.numerator}}}{{{value.denominator}}}", CLOSED)


def width(text: str) -> int:
    """About how many glyphs wide the formula is."""
    text = re.sub(r"\\(left|right|mathrm|mathbf|mathbb|text)(?![a-z])", "", text)
    text = re.sub(r"\\(?!frac\b)[A-Za-z]+", "x", text).replace(" ", "")
    before = ""
    while before != text:
        before = text
        text = re.sub(r"\\frac\{([^{}]*)\}\{([^{}]*)\}", lambda m: max(m[1], m[2], key=len), text)
        text = re.sub(r"(?<!\\frac)(?<!\})\{([^{}]*)\}", r"\1", text)
    return len(re.sub(r"[\^_{}\\]", "", text))
