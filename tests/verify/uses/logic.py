"""Uses of the rules on the form of sentences."""

from proving import sym
from verify.uses.use import FACT, RING, SIGN, Use, a, forall, n, p, q, r, v, x, y, z

from bnproof.statement.builder import absolute, both, either, eq, implies, le, lt, sqrt
from bnproof.statement.nodes import build, num

bounded = forall(x, implies(lt(0, x), le(x, a[n])))
above = build("exists", (p, lt(p, x)))

LOGIC: dict[str, Use] = {
    "fact": Use(lt(x, y), FACT, (lt(x, y),), goals=[lt(y, x), le(x, y), lt(x, z)]),
    "absurd": Use(
        lt(1, 0), {"rule": "absurd", "term": x - y}, (lt(x, y), le(y, x)),
        [(("term",), x), (("term",), y), (("term",), x + y), (("term",), sqrt(num(-1)) ** 2)],
    ),
    "have": Use(
        lt(0, x * q), {"rule": "have", "fact": lt(0, x), "proof": {"rule": "sign", "as": (x - p) + p},
                       "then": SIGN}, (lt(p, x),),
        [(("fact",), lt(0, y)), (("fact",), lt(1, x)), (("fact",), x), (("proof",), SIGN), (("then",), FACT)],
        [lt(0, x * y)],
    ),
    "both": Use(
        both(lt(0, x), le(0, x)), {"rule": "both", "parts": [FACT, SIGN]}, (lt(0, x),),
        [(("parts",), [FACT]), (("parts", 1), FACT), (("parts",), [FACT, SIGN, SIGN])],
        [both(lt(0, x), lt(1, x)), both(lt(0, y), le(0, x)), either(lt(0, x), le(0, x))],
    ),
    "either": Use(
        either(lt(x, 0), lt(0, p)), {"rule": "either", "index": 1, "then": SIGN}, (),
        [(("index",), 0), (("index",), 2), (("then",), FACT)], [either(lt(0, p), lt(x, 0)), both(lt(x, 0), lt(0, p))],
    ),
    "assume": Use(
        implies(lt(0, x), lt(0, x + p)), {"rule": "assume", "then": SIGN}, (),
        [(("then",), FACT)], [implies(lt(x, 0), lt(0, x + p)), implies(lt(0, 1 / x), lt(0, p)), lt(0, x)],
    ),
    "intro": Use(
        forall(p, lt(0, p * q)), {"rule": "intro", "symbol": sym("t", domain="pos"), "then": SIGN}, (),
        [(("symbol",), sym("t")), (("symbol",), q), (("symbol",), num(1)), (("then",), FACT)],
        [forall(x, lt(0, x * q)), forall(p, lt(q, p * q)), lt(0, p * q)],
    ),
    "exists": Use(
        build("exists", (r, le(x**2, r))),
        {"rule": "exists", "witness": x**2 + q, "then": {"rule": "sign", "as": q}}, (),
        [(("witness",), x), (("witness",), num(-1)), (("witness",), v), (("witness",), q), (("witness",), 1 / x)],
        [build("exists", (p, le(x**2 + 2 * q, p))), forall(r, le(x**2, r))],
    ),
    "instantiate": Use(
        le(p, a[n]), {"rule": "instantiate", "from": bounded, "at": [p], "then": FACT}, (bounded,),
        [(("from",), forall(x, le(x, a[n]))), (("at", 0), x), (("at", 0), q), (("at", 0), 1 / x),
         (("at",), [p, p]), (("at", 0), v), (("at",), [])],
        [le(x, a[n]), lt(p, a[n])],
    ),
    "use": Use(
        le(0, q * r), {"rule": "use", "claim": "product", "variant": "printed", "at": {"p": q, "x": r},
                       "then": FACT}, (),
        [(("claim",), "sum"), (("variant",), "mutant"), (("at",), {"p": q}), (("at", "x"), x), (("at", "p"), r),
         (("at",), {"p": q, "x": r, "y": r}), (("at", "x"), v), (("then",), RING)],
        [le(0, q * x), lt(0, q * r)],
    ),
    "obtain": Use(
        lt(0, x), {"rule": "obtain", "from": above, "symbol": sym("t", domain="pos"),
                   "then": {"rule": "sign", "as": (x - sym("t", domain="pos")) + sym("t", domain="pos")}}, (above,),
        [(("from",), build("exists", (p, lt(p, r)))), (("symbol",), q), (("symbol",), sym("t")), (("symbol",), p + q),
         (("then",), SIGN)],
        [lt(x, 0), lt(0, y)],
    ),
    "cases": Use(
        le(x, absolute(x)),
        {"rule": "cases", "on": x, "branches": [["<=", SIGN], [">", {"rule": "sqrt-mono", "square": SIGN}]]}, (),
        [(("branches", 0, 0), "<"), (("branches", 1, 0), "="), (("on",), y), (("on",), 1 / x),
         (("branches",), []), (("branches", 0, 1), FACT), (("branches", 1, 1), SIGN), (("branches", 1, 0), "!=")],
        [lt(x, absolute(x))],
    ),
    "decide": Use(
        le(0, x**2 + absolute(y)), {"rule": "decide", "on": forall(p, le(x, p)), "yes": SIGN, "no": SIGN}, (),
        [(("on",), x), (("on",), forall(x, le(1 / x, p))), (("yes",), FACT), (("no",), FACT)],
        [lt(0, x**2 + absolute(y))],
    ),
    "rewrite": Use(
        le(0, x**2 * y), {"rule": "rewrite", "fact": eq(y, p), "then": SIGN}, (eq(y, p), eq(p, q)),
        [(("fact",), eq(x, p)), (("fact",), eq(p, q)), (("fact",), eq(p, y)), (("then",), FACT)],
        [le(0, x * y), le(0, x**2 * z)],
    ),
}  # fmt: skip
