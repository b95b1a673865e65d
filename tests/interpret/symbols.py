"""The symbols of which random terms are made."""

from __future__ import annotations

from bnproof.statement.builder import Scope

S = Scope()
REALS = [S.real("a"), S.real("b"), S.positive("p"), S.nonnegative("q")]
INTEGERS = [S.natural("k"), S.natural("n", 1)]
INDEX = S.index("i", "d")
VECTORS = {"d": [S.vector("x", "d"), S.vector("y", "d", "nonzero")], "m": [S.vector("s", "m")]}
SPD = [S.spd("H", "d"), S.spd("G", "d")]
SQUARE, ACROSS = S.map("A", "d", "d"), S.map("X", "d", "m")
SMOOTH, PUNCTURED = S.function("F", "d"), S.function("P", "d", "punctured")
PAIR, TWIN = S.function("E", "m+d"), S.function("T", "d+d", "punctured:2")
PROFILES = [S.function_of_real("phi", "tempered"), S.function_of_real("psi")]
ITEMS, STEPS = S.reals("c"), S.vectors("v", "d")
SYMBOLS = [*REALS, *INTEGERS, INDEX, *VECTORS["d"], *VECTORS["m"], *SPD, SQUARE, ACROSS]
SYMBOLS += [SMOOTH, PUNCTURED, PAIR, TWIN, *PROFILES, ITEMS, STEPS]
LENGTH = 4  # of a sequence's prefix
