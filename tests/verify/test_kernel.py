"""Every rule of the kernel: one sound use accepted, and the same proof with one thing altered refused."""

import copy
from dataclasses import dataclass, field
from typing import Any

import pytest
from proving import check, sym

from bnproof.statement.builder import (
    Scope,
    absolute,
    both,
    dim,
    eigmax,
    eigmin,
    either,
    eq,
    exp,
    identity,
    implies,
    le,
    log,
    lt,
    maximum,
    ne,
    norm2,
    oblique_mean,
    pi,
    spectral_radius,
    sqrt,
    trace,
)
from bnproof.statement.calculus import derivative
from bnproof.statement.limits import cauchy, converges
from bnproof.statement.nodes import REAL, Malformed, Node, Statement, build, lift, num
from bnproof.verify.context import Refused
from bnproof.verify.kernel import Kernel
from bnproof.verify.sphere import MOMENTS, moments_conclusion, moments_premise, pairs_conclusion

S = Scope()
x, y, z = S.real("x"), S.real("y"), S.real("z")
p, q, r = S.positive("p"), S.positive("q"), S.nonnegative("r")
v, w = S.vector("v", "d"), S.vector("w", "d", "nonzero")
H, G, A = S.spd("H", "d"), S.spd("G", "d"), S.map("A", "d", "d")
n, m = S.natural("n"), S.natural("m", 1)
a, P = S.reals("a"), S.function("P", "d", "punctured")
low, high = eigmin(H), eigmax(H)
lam = sym("lam", domain="pos")  # an eigenvalue
new = sym("new")
RING, SIGN, FACT = {"rule": "ring"}, {"rule": "sign"}, {"rule": "fact"}
Path = tuple[Any, ...]


def forall(symbol: Node, body: Node) -> Node:
    return build("forall", (symbol, body))


def lookup(claim: str, variant: str) -> Statement:
    """One earlier claim: for p > 0 and 0 <= x: 0 <= p x."""
    if (claim, variant) != ("product", "printed"):
        raise Malformed(f"no variant {variant!r} of a claim {claim!r}")
    return Statement((le(0, x),), le(0, p * x))


@dataclass(frozen=True)
class Use:
    """A sound proof; fields whose change makes it unsound; goals and hypotheses with which it is unsound."""

    goal: Node
    proof: dict[str, Any]
    given: tuple[Node, ...] = ()
    altered: list[tuple[Path, Any]] = field(default_factory=list)
    goals: list[Node] = field(default_factory=list)


bounded = forall(x, implies(lt(0, x), le(x, a[n])))
scaled = forall(p, forall(w, eq(P(p * w), P(w))))
slope = build("grad", (new, P(new * w), p))
rho, at_low = spectral_radius(identity("d") - H), num(1) - low
one, unit_w, unit_u = identity("d"), sym("w1", "vec[d]", "unit"), sym("u1", "vec[d]", "unit")
cosine, NOTHING = unit_w @ unit_u, [num(0)] * 4
inside = moments_premise(one, unit_w, unit_u, NOTHING).args[0].args[0]  # 1 - (w'u)^2
tangent = le(log(inside), log(1) + inside / num(1) - 1)
t = sym("t")
cubic = t**3 + t**2  # its second derivative is at least 2 from 0 on
start = num(0) ** 3 + num(0) ** 2
below = start + build("grad", (t, cubic, num(0))) * (p - 0) + num(2) / 2 * (p - 0) ** 2
above = build("exists", (p, lt(p, x)))
count, count2, b = sym("count", "int", ">=0"), sym("count2", "int", ">=1"), S.reals("b")
doubled = forall(n, eq(a[n + 1], 2 * a[n]))
flat = forall(p, forall(w, eq(slope, build("grad", (new, P(w), p)))))

g, phi, psi = sym("g", "vec[d]"), S.function_of_real("phi"), S.function_of_real("psi", "tempered")
drawn = psi(g @ v) * (g @ g)


def mean(body: Node) -> Node:
    return build("expect", (g, body))


def by_parts(body: Node, factor: int) -> Node:
    """Stein's lemma, if the factor is 1."""
    gradient = derivative(build("grad", (g, body, g)))
    return eq(mean(body * g), mean(gradient if factor == 1 else factor * gradient))


USES: dict[str, Use] = {
    "fact": Use(lt(x, y), FACT, (lt(x, y),), goals=[lt(y, x), le(x, y), lt(x, z)]),
    "absurd": Use(
        lt(1, 0), {"rule": "absurd", "term": x - y}, (lt(x, y), le(y, x)),
        [(("term",), x), (("term",), y), (("term",), x + y), (("term",), sqrt(num(-1)) ** 2)],
    ),
    "ring": Use(
        eq(x * z + y, y * (z + 1)), {"rule": "ring", "combine": [[z, eq(x, y)]]}, (eq(x, y), eq(x, z)),
        [(("combine", 0, 0), y), (("combine", 0, 0), -z), (("combine", 0, 1), eq(x, z)),
         (("combine", 0, 1), eq(y, x)), (("combine",), []), (("combine", 0, 1), le(x, y))],
        [eq(x * z + y, y * z + 1), le(x * z + y, y * (z + 1))],
    ),
    "sign": Use(
        le(2 * x * y, x**2 + y**2), {"rule": "sign", "as": (x - y) ** 2}, (),
        [(("as",), (x + y) ** 2), (("as",), x**2 + y**2), (("as",), 2 * (x - y) ** 2),
         (("as",), (x - y) ** 2 / x * x)],
        [lt(2 * x * y, x**2 + y**2), le(3 * x * y, x**2 + y**2), ne(2 * x * y, x**2 + y**2),
         eq(2 * x * y, x**2 + y**2), implies(lt(0, x), le(2 * x * y, x**2 + y**2))],
    ),
    "sqrt-mono": Use(
        le(x, r), {"rule": "sqrt-mono", "square": FACT}, (le(x**2, r**2), le(x**2, y**2)),
        [(("square",), RING)], [lt(x, r), le(r, x), le(x, r + 1), le(x, y)],
    ),
    "root": Use(
        eq(r, sqrt(p)), {"rule": "root", "combine": [[num(1), eq(r**2, p)]]}, (eq(r**2, p), eq(x**2, p)),
        [(("combine", 0, 0), num(2)), (("combine", 0, 1), eq(x**2, p)), (("combine",), [])],
        [eq(x, sqrt(p)), eq(r, -sqrt(p)), eq(r, p)],
    ),
    "spectral": Use(
        le(low * (v @ v), v @ (H @ v)),
        {"rule": "spectral", "map": H, "eigenvalue": lam, "vector": v, "terms": [[0, -low], [1, num(1)]],
         "scalar": {"rule": "sign", "as": lam - low}}, (),
        [(("map",), G), (("map",), A), (("eigenvalue",), x), (("vector",), w), (("vector",), x * (v / x)),
         (("terms", 0, 1), low),
         (("terms", 1, 0), 2), (("terms", 0, 1), -lam), (("scalar",), FACT), (("scalar", "as"), high - lam),
         (("scalar", "as"), num(1))],
        [lt(low * (v @ v), v @ (H @ v)), le(high * (v @ v), v @ (H @ v)), le(low * (v @ v), v @ (G @ v))],
    ),
    "spectrum": Use(
        le(low, high), {"rule": "spectrum", "map": H}, (),
        [(("map",), G), (("map",), A)],
        [lt(low, high), le(high, low), le(eigmin(G), high), le(low, trace(H)), le(trace(H), dim("m") * high),
         le(trace(H), dim("d") * low), le(dim("d") * high, trace(H)), lt(trace(H), dim("d") * high)],
    ),
    "radius": Use(
        le(spectral_radius(identity("d") - p * H), 1 + p * high),
        {"rule": "radius", "map": H, "eigenvalue": lam,
         "scalar": {"rule": "sign", "as": (p * (high - lam) + 2 * p * lam) * (2 + p * (high - lam))}}, (),
        [(("map",), G), (("eigenvalue",), x), (("scalar",), RING), (("scalar", "as"), high - lam)],
        [le(spectral_radius(identity("d") - p * H), p * high),
         le(spectral_radius(identity("d") - p * G), 1 + p * high),
         lt(spectral_radius(identity("d") - p * H), 1 + p * high),
         le(spectral_radius(identity("d") - p * H), -(1 + p * high)),
         le(eigmax(identity("d") - p * H), 1 + p * high)],
    ),
    "eigenvalue": Use(
        le(at_low**2, rho**2), {"rule": "eigenvalue", "map": H, "radius": rho, "which": "eigmin"}, (),
        [(("map",), G), (("radius",), eigmax(identity("d") - H)), (("which",), "eigmax"), (("which",), "radius"),
         (("radius",), spectral_radius(identity("d") + H))],
        [lt(at_low**2, rho**2), le(at_low, rho), le(rho**2, at_low**2)],
    ),
    "log-chord": Use(
        le(log(p) + (q / p - 1) / (num(2) - 1) * log(2), log(q)),
        {"rule": "log-chord", "x": q, "y": p, "c": num(2)}, (le(p, q), le(q, 2 * p)),
        [(("x",), p), (("y",), q), (("c",), num(3)), (("c",), p)],
        [lt(log(p) + (q / p - 1) / (num(2) - 1) * log(2), log(q)),
         le(log(q), log(p) + (q / p - 1) / (num(2) - 1) * log(2))],
    ),
    "log-tangent": Use(
        le(log(p), log(q) + p / q - 1), {"rule": "log-tangent", "x": p, "y": q}, (),
        [(("x",), q), (("y",), p), (("y",), r)],
        [le(log(q) + p / q - 1, log(p)), lt(log(p), log(q) + p / q - 1)],
    ),
    "log-product": Use(
        eq(log(p * q), log(p) + log(q)), {"rule": "log-product", "x": p, "y": q}, (),
        [(("x",), q), (("y",), r), (("x",), x)],
        [eq(log(p + q), log(p) + log(q)), eq(log(p * q), log(p) * log(q)), le(log(p * q), log(p) + log(q))],
    ),
    "exp": Use(
        le(exp(x), p * exp(y)), {"rule": "exp", "a": x, "b": y, "c": p, "then": FACT}, (le(x, log(p) + y),),
        [(("a",), y), (("b",), z), (("c",), q), (("c",), r), (("then",), RING)],
        [lt(exp(x), p * exp(y)), le(p * exp(y), exp(x)), le(exp(x), exp(y)), le(exp(y), p * exp(x)),
         eq(exp(x), p * exp(y))],
    ),
    "oblique-moments": Use(
        moments_conclusion(one, NOTHING),
        {"rule": "oblique-moments", "map": one, "w": unit_w, "u": unit_u,
         **dict(zip(MOMENTS, NOTHING, strict=True)), "pointwise": {
             "rule": "have", "fact": tangent, "proof": {"rule": "log-tangent", "x": inside, "y": num(1)},
             "then": {"rule": "sign", "as": (tangent.args[1] - log(inside)) + cosine**2}}}, (le(2, dim("d")),),
        [(("map",), H), (("w",), unit_u), (("w",), w), (("w",), num(1)), (("u",), sym("u", "vec[m]", "unit")),
         (("constant",), num(-1)), (("square",), num(1)), (("square",), unit_w @ (H @ unit_w)),
         (("pointwise",), SIGN), (("pointwise", "fact"), le(log(inside), -1)), (("pointwise", "then"), SIGN)],
        [eq(oblique_mean(one), moments_conclusion(one, NOTHING).args[1]), le(oblique_mean(one), -1),
         le(*moments_conclusion(one, NOTHING).args[::-1]), moments_conclusion(H, NOTHING)],
    ),
    "oblique-pairs": Use(
        pairs_conclusion(one, num(1), True),
        {"rule": "oblique-pairs", "map": one, "w": unit_w, "v": unit_u, "c": num(1), "pointwise": {
            "rule": "sign", "as": num(0), "combine": [[2 * cosine - cosine**3, eq(cosine, 0)]]}}, (le(2, dim("d")),),
        [(("map",), H), (("w",), unit_u), (("w",), w), (("v",), v), (("c",), num(2)), (("c",), num(-1)),
         (("c",), cosine), (("pointwise",), SIGN), (("pointwise", "combine"), [])],
        [pairs_conclusion(one, num(1), False), pairs_conclusion(H, num(1), True),
         lt(*pairs_conclusion(one, num(1), True).args), pairs_conclusion(one, num(1) / 2, True)],
    ),
    "oblique-identity": Use(
        le(oblique_mean(one), log(num(2) / 7 / dim("d"))), {"rule": "oblique-identity", "space": "d"},
        (le(2, dim("d")),), [(("space",), "m"), (("space",), "")],
        [lt(log(num(1) / 8 / dim("d")), oblique_mean(one)), le(log(num(2) / 7 / dim("d")), oblique_mean(one)),
         le(oblique_mean(one), log(num(1) / 4 / dim("d"))), le(oblique_mean(H), log(num(2) / 7 / dim("d"))),
         le(oblique_mean(one), log(num(1) / 8 / dim("d")))],
    ),
    "pi": Use(
        lt(num("333/106"), pi()), {"rule": "pi"}, (), [],
        [lt(pi(), num("333/106")), lt(num("22/7"), pi()), le(3, pi()), lt(3, x), lt(x, pi()), lt(pi(), pi()),
         lt(pi() - 1, 3), eq(pi(), pi())],
    ),
    "taylor": Use(
        le(below, p**3 + p**2),
        {"rule": "taylor", "symbol": t, "function": cubic, "from": num(0), "to": p, "bound": num(2),
         "side": "below", "second": {"rule": "sign", "as": 6 * t}}, (),
        [(("symbol",), x), (("symbol",), p), (("symbol",), sym("t", domain="pos")), (("symbol",), num(1)),
         (("symbol",), sym("t", "vec[d]")),
         (("function",), t**3), (("function",), absolute(t) ** 3 + t**2), (("from",), p), (("from",), num(-1)),
         (("to",), q), (("bound",), num(3)), (("bound",), t), (("bound",), 2 + 6 * t), (("side",), "above"),
         (("second",), FACT), (("second", "as"), 6 * t + 2), (("second", "as"), t)],
        [lt(below, p**3 + p**2), le(p**3 + p**2, below), le(below + (p - 0) ** 2, p**3 + p**2), le(0, p**3 + p**2)],
    ),
    "extremum": Use(
        le(maximum(x, y), p), {"rule": "extremum", "parts": [FACT, FACT]}, (le(x, p), le(y, p)),
        [(("parts",), [FACT]), (("parts",), []), (("parts", 1), RING), (("parts",), [FACT, FACT, FACT])],
        [le(maximum(x, q), p), lt(maximum(x, y), p), le(p, maximum(x, y)), eq(maximum(x, y), p)],
    ),
    "stein": Use(
        by_parts(drawn, 1), {"rule": "stein", "symbol": g, "of": drawn}, (),
        [(("symbol",), v), (("symbol",), x), (("of",), drawn + 1), (("of",), phi(g @ v)), (("of",), absolute(g @ v)),
         (("of",), g)],
        [by_parts(drawn, 2), by_parts(drawn + 1, 1), by_parts(phi(g @ v), 1), eq(mean(drawn * g), mean(v))],
    ),
    "termwise": Use(
        le(mean(g @ v), mean((g @ v) ** 2 + num("1/4"))),
        {"rule": "termwise", "symbol": sym("h", "vec[d]"),
         "then": {"rule": "sign", "as": (sym("h", "vec[d]") @ v - num("1/2")) ** 2}}, (),
        [(("symbol",), v), (("symbol",), sym("h", "vec[m]")), (("symbol",), sym("h")), (("symbol",), g + v),
         (("symbol",), sym("h", "vec[d]", "unit")), (("then",), RING), (("then", "as"), num(1))],
        [lt(mean(g @ v), mean((g @ v) ** 2 + num("1/4"))), le(mean(g @ v), mean((g @ v) ** 2)),
         le(mean(g @ v), (g @ v) ** 2 + num("1/4")), le(mean(g @ v), mean((g @ w) ** 2 + num("1/4")))],
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
    "intro": Use(
        forall(p, lt(0, p * q)), {"rule": "intro", "symbol": sym("t", domain="pos"), "then": SIGN}, (),
        [(("symbol",), sym("t")), (("symbol",), q), (("symbol",), num(1)), (("then",), FACT)],
        [forall(x, lt(0, x * q)), forall(p, lt(q, p * q)), lt(0, p * q)],
    ),
    "assume": Use(
        implies(lt(0, x), lt(0, x + p)), {"rule": "assume", "then": SIGN}, (),
        [(("then",), FACT)], [implies(lt(x, 0), lt(0, x + p)), implies(lt(0, 1 / x), lt(0, p)), lt(0, x)],
    ),
    "exists": Use(
        build("exists", (r, le(x**2, r))),
        {"rule": "exists", "witness": x**2 + q, "then": {"rule": "sign", "as": q}}, (),
        [(("witness",), x), (("witness",), num(-1)), (("witness",), v), (("witness",), q), (("witness",), 1 / x)],
        [build("exists", (p, le(x**2 + 2 * q, p))), forall(r, le(x**2, r))],
    ),
    "cases": Use(
        le(x, absolute(x)),
        {"rule": "cases", "on": x, "branches": [["<=", SIGN], [">", {"rule": "sqrt-mono", "square": SIGN}]]}, (),
        [(("branches", 0, 0), "<"), (("branches", 1, 0), "="), (("on",), y), (("on",), 1 / x),
         (("branches",), []), (("branches", 0, 1), FACT), (("branches", 1, 1), SIGN), (("branches", 1, 0), "!=")],
        [lt(x, absolute(x))],
    ),
    "induct": Use(
        le(0, a[n]), {"rule": "induct", "symbol": n, "base": FACT, "step": {
            "rule": "instantiate", "from": forall(n, eq(a[n + 1], a[n] + 1)), "at": [n],
            "then": {"rule": "sign", "as": a[n] + 1, "combine": [[num(1), eq(a[n + 1], a[n] + 1)]]}}},
        (le(0, a[0]), forall(n, eq(a[n + 1], a[n] + 1))),
        [(("symbol",), x), (("symbol",), m), (("base",), RING), (("step",), FACT), (("step",), SIGN)],
        [le(1, a[n]), lt(0, a[n])],
    ),
    "rewrite": Use(
        le(0, x**2 * y), {"rule": "rewrite", "fact": eq(y, p), "then": SIGN}, (eq(y, p), eq(p, q)),
        [(("fact",), eq(x, p)), (("fact",), eq(p, q)), (("fact",), eq(p, y)), (("then",), FACT)],
        [le(0, x * y), le(0, x**2 * z)],
    ),
    "have": Use(
        lt(0, x * q), {"rule": "have", "fact": lt(0, x), "proof": {"rule": "sign", "as": (x - p) + p},
                       "then": SIGN}, (lt(p, x),),
        [(("fact",), lt(0, y)), (("fact",), lt(1, x)), (("fact",), x), (("proof",), SIGN), (("then",), FACT)],
        [lt(0, x * y)],
    ),
    "instantiate": Use(
        le(p, a[n]), {"rule": "instantiate", "from": bounded, "at": [p], "then": FACT}, (bounded,),
        [(("from",), forall(x, le(x, a[n]))), (("at", 0), x), (("at", 0), q), (("at", 0), 1 / x),
         (("at",), [p, p]), (("at", 0), v), (("at",), [])],
        [le(x, a[n]), lt(p, a[n])],
    ),
    "differentiate": Use(
        flat, {"rule": "differentiate", "from": scaled, "by": p, "new": new, "then": FACT}, (scaled,),
        [(("from",), forall(p, eq(p, p))), (("by",), w), (("by",), q), (("new",), w), (("new",), num(1))],
        [forall(w, forall(p, flat.args[1].args[1]))],
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
    "decide": Use(
        le(0, x**2 + absolute(y)), {"rule": "decide", "on": forall(p, le(x, p)), "yes": SIGN, "no": SIGN}, (),
        [(("on",), x), (("on",), forall(x, le(1 / x, p))), (("yes",), FACT), (("no",), FACT)],
        [lt(0, x**2 + absolute(y))],
    ),
    "definite": Use(
        eq(v, w), {"rule": "definite"}, (le(norm2(v - w), 0),), [], [eq(v, 2 * w), eq(x, y), le(norm2(v - w), 0)],
    ),
}  # fmt: skip


def replaced(proof: Any, path: Path, value: Any) -> Any:
    """The proof with one part replaced."""
    if not path:
        return value
    out = copy.copy(proof)
    out[path[0]] = replaced(proof[path[0]], path[1:], value)
    return out


def test_the_table_speaks_of_every_rule():
    assert {f"_rule_{r.replace('-', '_')}" for r in USES} == {r for r in dir(Kernel) if r.startswith("_rule_")}


@pytest.mark.parametrize("rule", USES)
def test_a_sound_use_is_accepted(rule):
    use = USES[rule]
    assert use.proof["rule"] == rule
    check(use.goal, use.proof, *use.given, lookup=lookup)


ALTERED = [(rule, i) for rule, use in USES.items() for i in range(len(use.altered))]


@pytest.mark.parametrize(("rule", "i"), ALTERED)
def test_an_altered_proof_is_refused(rule, i):
    use = USES[rule]
    path, value = use.altered[i]
    with pytest.raises(Refused):
        check(use.goal, replaced(use.proof, path, value), *use.given, lookup=lookup)


OTHERS = [(rule, i) for rule, use in USES.items() for i in range(len(use.goals))]


@pytest.mark.parametrize(("rule", "i"), OTHERS)
def test_the_proof_of_one_goal_does_not_prove_another(rule, i):
    use = USES[rule]
    with pytest.raises(Refused):
        check(use.goals[i], use.proof, *use.given, lookup=lookup)


@pytest.mark.parametrize("rule", [rule for rule, use in USES.items() if use.given])
def test_a_proof_without_its_hypotheses_is_refused(rule):
    use = USES[rule]
    with pytest.raises(Refused):
        check(use.goal, use.proof, lookup=lookup)


@pytest.mark.parametrize("rule", USES)
def test_a_proof_that_lacks_a_part_is_refused(rule):
    """Every field but those with a default."""
    use = USES[rule]
    for part in set(use.proof) - {"combine", "as"}:
        with pytest.raises(Refused):
            check(use.goal, {k: v for k, v in use.proof.items() if k != part}, *use.given, lookup=lookup)
