"""Symbols of every sort and domain: free ones, and indices to be bound."""

from proving import sym

from bnproof.statement.builder import Scope

S = Scope()
x, y, p, q, r, z = S.real("x"), S.real("y"), S.positive("p"), S.positive("q"), S.nonnegative("r"), S.nonzero("z")
u, v, w, e = S.vector("u", "d"), S.vector("v", "d"), S.vector("w", "d", "nonzero"), S.vector("e", "d", "unit")
H, A, X = S.spd("H", "d"), S.map("A", "d", "d"), S.map("X", "d", "m", "injective")
n, m, i = S.natural("n"), S.natural("m", 2), S.index("i", "d")
a, b = S.reals("a"), S.reals("b", "nonneg")
F, P, Q = S.function("F", "d"), S.function("P", "d", "punctured"), S.function("Q", "d+d", "punctured:2")
j, k, h = sym("j", "int", ">=0"), sym("k", "int", ">=-2"), sym("h", "int", ">=1")
