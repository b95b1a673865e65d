"""Claim files, and a number that is too long."""

TRUE = '@claim("toy-a")\ndef a(S):\n    return le(0, S.real("x") ** 2)\n'
FALSE = """
@claim("toy-f")
def f(S):
    H, v, n = S.spd("H", "d"), S.vector("v", "d"), S.natural("n")
    return lt(norm2(v) + n, v @ (H @ v))
"""
DIGITS = "7" * 10_000_000
