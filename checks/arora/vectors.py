"""Steps that several proofs share."""

from __future__ import annotations

from bnproof import Node, build, eq, le, norm, norm2


def for_all(sentence: Node, *symbols: Node) -> Node:
    for symbol in reversed(symbols):
        sentence = build("forall", (symbol, sentence))
    return sentence


def cauchy(p, space):
    """<u, v> <= |u| |v| for all u and v of the space."""
    u, v = (build("sym", (), (name, f"vec[{space}]", "")) for name in ("u", "u'"))

    def script(q):
        u, v = q.intro(), q.intro()
        product, square = u @ v, u @ u

        def degenerate(r):
            """If u vanishes and <u, v> > 0, then |u - c v|^2 < 0 for a small c."""

            def contradiction(s):
                k, size = product / (v @ v + 1), v @ v + 1
                s.have(
                    le(0, -(product**2 * (size + 1) / size**2)),
                    lambda z: z.sign(norm2(u - k * v), (-1, eq(square, 0))),
                )
                s.absurd(product**2 * (size + 1) / size**2)

            r.cases(product, le=lambda s: s.sign(norm(u) * norm(v) + -product), gt=contradiction)

        def proper(r):
            r.sqrt_mono(lambda s: s.sign(norm2(square * v - product * u) / square))

        q.cases(square, gt=proper, eq=degenerate)

    return p.have(for_all(le(u @ v, norm(u) * norm(v)), u, v), script)
