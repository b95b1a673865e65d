"""Uses of the rules about real functions."""

from proving import sym
from verify.uses.use import FACT, RING, P, S, Use, forall, new, p, q, r, v, w, x, y, z

from bnproof.statement.builder import absolute, eq, exp, le, log, lt, pi
from bnproof.statement.calculus import derivative
from bnproof.statement.nodes import Node, build, num

scaled = forall(p, forall(w, eq(P(p * w), P(w))))
slope = build("grad", (new, P(new * w), p))
flat = forall(p, forall(w, eq(slope, build("grad", (new, P(w), p)))))
t = sym("t")
cubic = t**3 + t**2  # its second derivative is at least 2 from 0 on
start = num(0) ** 3 + num(0) ** 2
below = start + build("grad", (t, cubic, num(0))) * (p - 0) + num(2) / 2 * (p - 0) ** 2
g, phi, psi = sym("g", "vec[d]"), S.function_of_real("phi"), S.function_of_real("psi", "tempered")
drawn = psi(g @ v) * (g @ g)


def mean(body: Node) -> Node:
    return build("expect", (g, body))


def by_parts(body: Node, factor: int) -> Node:
    """Stein's lemma, if the factor is 1."""
    gradient = derivative(build("grad", (g, body, g)))
    return eq(mean(body * g), mean(gradient if factor == 1 else factor * gradient))


ANALYSIS: dict[str, Use] = {
    "differentiate": Use(
        flat, {"rule": "differentiate", "from": scaled, "by": p, "new": new, "then": FACT}, (scaled,),
        [(("from",), forall(p, eq(p, p))), (("by",), w), (("by",), q), (("new",), w), (("new",), num(1))],
        [forall(w, forall(p, flat.args[1].args[1]))],
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
    "pi": Use(
        lt(num("333/106"), pi()), {"rule": "pi"}, (), [],
        [lt(pi(), num("333/106")), lt(num("22/7"), pi()), le(3, pi()), lt(3, x), lt(x, pi()), lt(pi(), pi()),
         lt(pi() - 1, 3), eq(pi(), pi())],
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
}  # fmt: skip
