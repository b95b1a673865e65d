"""Texts of small claim files that several tests are made from."""

LEMMA = """
@claim("toy-lemma")
def lemma1(S, *, relation=le):
    x, y = S.real("x"), S.real("y")
    return relation(2 * x * y, x**2 + y**2)
"""
PROOF_OF_LEMMA = """
@lemma1.proof()
def _(p, o):
    p.sign((o.x - o.y) ** 2)
"""
DISPROOF_BY_LEMMA = """
@claim("toy-false")
def false(S):
    a = S.positive("a")
    return lt(a**2 + 1, 2 * a)

@false.refutation("printed")
def _(p, o):
    p.use("toy-lemma", x=o.a, y=num(1))
    p.sign(o.a**2 + 1 - 2 * o.a)
"""
