"""Uses of the rules on integers and limits."""

from proving import sym
from verify.uses.use import FACT, RING, SIGN, S, Use, a, forall, m, n, p, v, x, y

from bnproof.statement.builder import both, eq, le, lt
from bnproof.statement.limits import cauchy, converges
from bnproof.statement.nodes import build, lift, num
from bnproof.statement.sorts import REAL

count, count2, b = sym("count", "int", ">=0"), sym("count2", "int", ">=1"), S.reals("b")
doubled = forall(n, eq(a[n + 1], 2 * a[n]))

LIMITS: dict[str, Use] = {
    "induct": Use(
        le(0, a[n]), {"rule": "induct", "symbol": n, "base": FACT, "step": {
            "rule": "instantiate", "from": forall(n, eq(a[n + 1], a[n] + 1)), "at": [n],
            "then": {"rule": "sign", "as": a[n] + 1, "combine": [[num(1), eq(a[n + 1], a[n] + 1)]]}}},
        (le(0, a[0]), forall(n, eq(a[n + 1], a[n] + 1))),
        [(("symbol",), x), (("symbol",), m), (("base",), RING), (("step",), FACT), (("step",), SIGN)],
        [le(1, a[n]), lt(0, a[n])],
    ),
    "archimedes": Use(
        build("exists", (n, lt(x, n))),
        {"rule": "archimedes", "term": x, "symbol": count, "then": {"rule": "exists", "witness": count, "then": FACT}},
        (),
        [(("term",), 1 / x), (("term",), v), (("term",), x + 1), (("symbol",), m), (("symbol",), x)],
        [build("exists", (n, lt(x + 1, n)))],
    ),
    "complete": Use(
        build("exists", (x, converges(lambda k: a[k], x))),
        {"rule": "complete", "term": a[n], "index": n, "symbol": sym("limit"),
         "then": {"rule": "exists", "witness": sym("limit"), "then": FACT}},
        (cauchy(lambda k: a[k]),),
        [(("term",), a[n] + 1), (("term",), b[n]), (("index",), m), (("index",), x), (("symbol",), p),
         (("symbol",), a)],
        [build("exists", (x, converges(lambda k: b[k], x)))],
    ),
    "recursion": Use(
        build("exists", (a, both(eq(a[0], x), doubled))),
        {"rule": "recursion", "sentence": forall(n, eq(b[n + 1], 2 * b[n])), "starts": [[b, x]],
         "then": {"rule": "exists", "witness": b, "then": {"rule": "both", "parts": [FACT, FACT]}}}, (),
        [(("starts",), []), (("starts",), [[b, x], [b, y]]), (("starts", 0, 1), b[0]), (("starts", 0, 1), y),
         (("starts", 0, 0), a), (("sentence",), forall(n, eq(b[n], 2 * b[n]))),
         (("sentence",), forall(n, eq(b[n + 1], 2 * b[n + 1]))), (("sentence",), forall(n, eq(b[n + 1], 1 / b[n]))),
         (("sentence",), forall(n, both(eq(b[n + 1], b[n]), eq(b[n + 1], 2 * b[n])))),
         (("sentence",), forall(n, eq(b[n + 1], n))), (("sentence",), forall(n, le(b[n + 1], b[n])))],
        [build("exists", (a, both(eq(a[0], y), doubled)))],
    ),
    "offset": Use(
        le(lift(m, REAL), n), {"rule": "offset", "of": n, "from": m, "symbol": count,
                               "then": {"rule": "sign", "as": lift(count, REAL)}}, (le(m, n),),
        [(("of",), m), (("of",), x), (("from",), n), (("from",), n + (-1)), (("from",), m + 1), (("symbol",), count2),
         (("symbol",), m), (("symbol",), n)],
        [lt(m, n)],
    ),
}  # fmt: skip
