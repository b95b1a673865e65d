"""Terms for bound symbols: they must lie in the domain, and inside the range of a bounded quantifier."""

import pytest
from proving import check, integer, sym

from bnproof.statement.builder import Scope, both, eq, le, lt, norm, stack
from bnproof.statement.nodes import Node, Statement, build, lift, num
from bnproof.statement.sorts import REAL
from bnproof.verify.context import Refused

S = Scope()
x, p, q, r, z = S.real("x"), S.positive("p"), S.positive("q"), S.nonnegative("r"), S.nonzero("z")
v, w, e = S.vector("v", "d"), S.vector("w", "d", "nonzero"), S.vector("e", "d", "unit")
H, G, A, X, Y = S.spd("H", "d"), S.spd("G", "d"), S.map("A", "d", "d"), S.map("X", "d", "m"), S.map("Y", "d", "d")
F, K, P = S.function("F", "d"), S.function("K", "d"), S.function("P", "d", "punctured")
n, m, i, k = S.natural("n"), S.natural("m", 2), S.index("i", "d"), S.index("k", "d")
a, b, f = S.reals("a"), S.reals("b", "nonneg"), S.vectors("f", "d")
t, j = sym("t", "int", ">=0"), sym("j", "int", ">=1")
RING, SIGN, FACT = {"rule": "ring"}, {"rule": "sign"}, {"rule": "fact"}


def bound(symbol: Node) -> Node:
    return build("sym", (), ("bound", *symbol.data[1:]))


def trivial(symbol: Node) -> Node:
    """Something true of every value."""
    match symbol.sort.kind:
        case "real" | "int":
            return eq(lift(symbol, REAL) - lift(symbol, REAL), 0)
        case "vec":
            return eq(symbol @ symbol - symbol @ symbol, 0)
        case "map":
            return eq(symbol @ v - symbol @ v, 0)
        case "fn":
            return eq(symbol(w) - symbol(w), 0)
    return eq(symbol[0], symbol[0])


FITTING = [
    (x, [x, p, 1 / p, num(-3), v @ v], [v, n, 1 / x]),
    (p, [p, q, p + r, w @ w, num(1)], [x, r, z, num(0), p - q, v @ v]),
    (r, [r, p, x**2, num(0), v @ v], [x, z, -p, num(-1)]),
    (z, [z, p, -p, num(2), 1 / p], [x, r, num(0), p - q]),
    (n, [n, m, n + m, n + 2, integer(0), i], [n + (-1), integer(-1), x, -1 * n]),
    (m, [m, n + 2, integer(2)], [n, n + 1, integer(1), i]),
    (i, [i, k], [n, integer(1), i + 0]),
    (v, [v, w, v + w, A @ v, x * v], [S.vector("s", "m"), x, v / x]),
    (w, [w, e, 2 * w, H @ w, p * w, -w], [v, v + w, x * w, A @ w]),
    (e, [e, -e, w / norm(w)], [w, v, 2 * e, e + e, w / (w @ w), v / norm(v), A @ e]),
    (A, [A, Y, A + H, H**-1, A @ Y], [X, v]),
    (H, [H, G], [A, H + G, H**2, A.T @ A]),
    (F, [F, K], [P]),
    (P, [P], [F]),
    (a, [a, b], [f]),
    (b, [b], [a]),
]


@pytest.mark.parametrize(("symbol", "good", "bad"), FITTING)
def test_terms_fit_their_symbols(symbol, good, bad):
    """Both for an instance of a universal sentence and as a witness of an existential one."""
    name = bound(symbol)
    rule, claim = build("forall", (name, trivial(name))), build("exists", (name, trivial(name)))
    for term in good:
        check(lt(0, 1), {"rule": "instantiate", "from": rule, "at": [term], "then": SIGN}, rule)
        check(claim, {"rule": "exists", "witness": term, "then": RING})
    for term in bad:
        with pytest.raises(Refused):
            check(lt(0, 1), {"rule": "instantiate", "from": rule, "at": [term], "then": SIGN}, rule)
        with pytest.raises(Refused):
            check(claim, {"rule": "exists", "witness": term, "then": RING})


def test_facts_make_terms_fit():
    name = bound(p)
    claim = build("exists", (name, lt(0, name)))
    check(claim, {"rule": "exists", "witness": x, "then": SIGN}, lt(0, x))
    with pytest.raises(Refused):
        check(claim, {"rule": "exists", "witness": x, "then": SIGN}, le(0, x))
    unit = build("exists", (bound(e), lt(0, bound(e) @ bound(e))))
    check(unit, {"rule": "exists", "witness": v, "then": {"rule": "have", "fact": lt(0, v @ v), "proof":
        {"rule": "sign", "as": num(1), "combine": [[num(1), eq(v @ v, 1)]]}, "then": FACT}}, eq(v @ v, 1))  # fmt: skip
    for known in (le(v @ v, 1), eq(v @ w, 1), lt(0, v @ v)):
        with pytest.raises(Refused, match="unit"):
            check(unit, {"rule": "exists", "witness": v, "then": SIGN}, known)


# ---- bounded quantifiers ----------------------------------------------------------------------------------
EVERY = build("every", (t, integer(1), n, le(0, a[t])))


def test_inside_a_bounded_quantifier():
    goal = build("every", (t, integer(1), n, le(lift(t, REAL), lift(n, REAL))))
    proof = {"rule": "intro", "symbol": bound(t), "then": SIGN}
    check(goal, proof)
    with pytest.raises(Refused):
        check(build("every", (t, integer(1), n, lt(lift(t, REAL), lift(n, REAL)))), proof)
    with pytest.raises(Refused):
        check(build("forall", (t, le(lift(t, REAL), lift(n, REAL)))), proof)
    with pytest.raises(Refused, match="not a new symbol"):
        check(goal, {**proof, "symbol": n})
    check(build("every", (t, integer(0), n, le(0, lift(t, REAL)))), proof)
    with pytest.raises(Refused, match="range"):
        check(build("every", (t, integer(-1), n, le(0, lift(t, REAL)))), proof)


def test_instances_of_a_bounded_quantifier_lie_in_its_range():
    def instance(term: Node, *more: Node) -> None:
        check(le(0, a[term]), {"rule": "instantiate", "from": EVERY, "at": [term], "then": FACT}, EVERY, *more)

    instance(n, le(1, lift(n, REAL)))
    instance(m, le(lift(m, REAL), lift(n, REAL)))
    for term in (n, m, n + 1, integer(0), integer(1)):
        with pytest.raises(Refused):
            instance(term)
    with pytest.raises(Refused):
        instance(n + 1, le(1, lift(n, REAL)))


def test_more_terms_than_quantifiers():
    rule = build("forall", (t, le(0, a[t])))
    with pytest.raises(Refused, match="more terms"):
        check(le(0, a[n]), {"rule": "instantiate", "from": rule, "at": [n, n], "then": FACT}, rule)


# ---- hypotheses of earlier claims -------------------------------------------------------------------------
u = S.vector("u", "d")
CLAIM = Statement((eq(u, v), both(lt(0, p), le(0, x))), le(0, p * x))


@pytest.mark.parametrize(
    ("values", "given", "fine"),
    [
        ({"u": v, "v": 1 * v}, (le(0, x),), True),
        ({"u": H @ (A @ v), "v": (H @ A) @ v}, (le(0, x),), True),
        ({"u": v, "v": w}, (le(0, x),), False),
        ({"u": v, "v": -v}, (le(0, x),), False),
        ({"u": v, "v": w}, (le(0, x), eq(v, w)), True),
        ({"u": v / x * x, "v": v}, (le(0, x),), False),
        ({"u": v, "v": v}, (), False),
        ({"u": v, "v": v, "x": r}, (), True),
        ({"u": v, "v": v, "x": -p}, (), False),
    ],
)
def test_hypotheses_of_an_earlier_claim_must_be_known_or_evident(values, given, fine):
    at = {"u": u, "v": v, "p": p, "x": x, **values}
    proof = {"rule": "use", "claim": "c", "variant": "printed", "at": at, "then": FACT}
    goal = le(0, p * at["x"])
    if fine:
        assert check(goal, proof, *given, lookup=lambda *name: CLAIM).used == {("c", "printed")}
    else:
        with pytest.raises(Refused):
            check(goal, proof, *given, lookup=lambda *name: CLAIM)


# ---- new symbols ------------------------------------------------------------------------------------------
def test_a_new_symbol_is_free_in_no_fact_and_not_in_the_goal():
    name = bound(x)
    goal = build("forall", (name, le(name, x**2 + name)))
    proof = {"rule": "intro", "symbol": x, "then": {"rule": "sign", "as": x**2}}
    with pytest.raises(Refused, match="not a new symbol"):
        check(goal, proof)
    fresh = sym("fresh")
    check(goal, {**proof, "symbol": fresh})
    with pytest.raises(Refused, match="not a new symbol"):
        check(goal, {**proof, "symbol": fresh}, lt(0, fresh))
    check(goal, {**proof, "symbol": fresh}, build("forall", (fresh, eq(fresh, fresh))))


def test_induction_forgets_what_is_known_of_its_symbol():
    """From a_0 = 0 and 0 <= a_n for the n at hand, nothing follows for the others."""
    rule = build("forall", (t, eq(a[t + 1], a[t] - 1)))
    step = {
        "rule": "instantiate", "from": rule, "at": [n],
        "then": {"rule": "sign", "as": a[n] - 1, "combine": [[num(1), eq(a[n + 1], a[n] - 1)]]},
    }  # fmt: skip
    known = (eq(a[0], 2), rule, le(1, a[n]))
    check(le(0, a[n + 1]), step, *known)
    with pytest.raises(Refused):
        check(le(0, a[n]), {"rule": "induct", "symbol": n, "base": SIGN, "step": step}, *known)


def test_an_induction_starts_at_the_least_value():
    goal = le(2, lift(m, REAL))
    step = {"rule": "sign", "as": (lift(m, REAL) - 2) + 1}
    check(goal, {"rule": "induct", "symbol": m, "base": SIGN, "step": step})
    with pytest.raises(Refused):
        check(le(2, lift(n, REAL)), {"rule": "induct", "symbol": n, "base": SIGN, "step": step})


def test_direct_sums_are_vectors():
    name = sym("bound", "vec[d+d]")
    claim = build("exists", (name, eq(name @ name, v @ v + w @ w)))
    check(claim, {"rule": "exists", "witness": stack(v, w), "then": RING})
    with pytest.raises(Refused):
        check(claim, {"rule": "exists", "witness": stack(v, v), "then": RING})
