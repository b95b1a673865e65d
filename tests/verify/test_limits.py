"""Rules on limits: what exists may be named, but nothing more may be said of it; each attack proves a falsehood."""

import pytest
from proving import accepts, check, forall, integer, refuses, sym

from bnproof.statement.builder import Scope, absolute, both, either, eq, implies, le, lt, norm2
from bnproof.statement.limits import (
    FROM,
    INDEX,
    LATER,
    TOL,
    cauchy,
    converges,
    distance,
    eventually,
    for_every,
    from_on,
    there_are,
)
from bnproof.statement.nodes import Node, build, lift, num
from bnproof.verify.context import Refused
from bnproof.verify.logic import negation

S = Scope()
x, y, p, q = S.real("x"), S.real("y"), S.positive("p"), S.positive("q")
a, b, w, v = S.reals("a"), S.reals("b"), S.vectors("w", "d"), S.vector("v", "d")
n, m, k, j = S.natural("n"), S.natural("m"), S.natural("k"), S.natural("j")
new, count = sym("new"), sym("count", "int", ">=0")
SIGN, FACT = {"rule": "sign"}, {"rule": "fact"}
FALSE = lt(1, 0)


# ---- definitions ------------------------------------------------------------------------------------------
def test_a_limit_is_the_textbook_sentence():
    close = lt(absolute(a[INDEX] - x), TOL)
    tail = forall(INDEX, implies(le(FROM, INDEX), close))
    assert converges(lambda i: a[i], x) is forall(TOL, build("exists", (FROM, tail)))
    assert eventually(lambda i: close) is build("exists", (FROM, tail))
    assert distance(w[n], v).op == "sqrt"
    both_late = from_on(FROM, LATER, lt(absolute(a[INDEX] - a[LATER]), TOL))
    assert cauchy(lambda i: a[i]) is forall(TOL, eventually(lambda i: both_late))
    assert there_are(x, p, lt(x, p)) is build("exists", (x, build("exists", (p, lt(x, p)))))


def test_two_uses_of_a_definition_are_one_sentence():
    assert converges(lambda i: a[i], x) is converges(lambda i: a[i], x)
    check(converges(lambda i: a[i], x), FACT, converges(lambda i: a[i], x))


# ---- attacks ----------------------------------------------------------------------------------------------
def test_what_exists_is_no_known_number():
    """From `some t > x exists` it does not follow that the t at hand is one."""
    known = build("exists", (y, lt(x, y)))
    for symbol in (x, y, p):
        step = {"rule": "obtain", "from": known, "symbol": symbol, "then": FACT}
        with pytest.raises(Refused, match="not a new symbol"):
            check(lt(x, symbol), step, known, le(symbol, symbol**2 + 1))


def test_a_name_does_not_leave_its_scope():
    """For every x some y > x exists; no y is above every x."""
    known = forall(x, build("exists", (y, lt(x, y))))

    def body(s):
        bound = s.intro()
        t = s.instantiate(known, bound)
        symbol, _ = s.obtain(t)
        s.take(symbol)
        s.fact()

    accepts(forall(x, build("exists", (y, lt(x, y)))), body, known)

    def swapped(s):
        s.take(new)
        bound = s.intro()
        t = s.instantiate(known, bound)
        s._open.append({"rule": "obtain", "from": s.table.index(t), "symbol": s.table.index(new)})
        s.fact()

    refuses(build("exists", (y, forall(x, lt(x, y)))), swapped, known, match="not a new symbol")


def test_no_number_is_above_every_number():
    """The natural number above x depends on x."""
    goal = build("exists", (n, forall(x, lt(x, n))))
    inner = {"rule": "archimedes", "term": new, "symbol": count, "then": FACT}
    with pytest.raises(Refused, match="not a new symbol"):
        check(goal, {"rule": "exists", "witness": count, "then": {"rule": "intro", "symbol": new, "then": inner}})


def test_an_induction_does_not_renew_a_choice():
    """N was chosen above n; by induction on n it would be above every n."""

    def body(s):
        N = s.archimedes(lift(n, x.sort))
        s.have(lt(n, N), lambda t: t.induct(n, None, lambda r: r.sign()))
        s.fact()

    refuses(FALSE, body, match="does not follow")


def test_completeness_needs_the_very_sentence():
    index = sym("i", "int", ">=0")
    known = cauchy(lambda i: a[i])
    rule = {"rule": "complete", "term": a[index], "index": index, "symbol": new, "then": FACT}
    goal = build("exists", (x, converges(lambda i: a[i], x)))
    check(goal, rule | {"then": {"rule": "exists", "witness": new, "then": FACT}}, known)
    for wrong in (eventually(lambda i: lt(absolute(a[i]), TOL)), converges(lambda i: a[i] - a[i], num(0))):
        with pytest.raises(Refused, match="Cauchy"):
            check(FALSE, rule, wrong)


@pytest.mark.parametrize("captured", [TOL, FROM, INDEX, LATER])
def test_a_term_may_not_speak_of_the_symbols_of_the_definition(captured):
    """a_k - a_k for k = m would be Cauchy in m whatever a is."""
    index = sym("i", "int", ">=0")
    other = lift(captured, x.sort)
    term = a[index] * other
    proof = {"rule": "complete", "term": term, "index": index, "symbol": new, "then": FACT}
    with pytest.raises(Refused, match="bound symbol"):
        check(FALSE, proof, cauchy(lambda i: a[i]))


def test_vectors_have_limits_too():
    known = cauchy(lambda i: w[i])

    def body(s):
        limit, fact = s.complete(lambda i: w[i])
        assert fact is converges(lambda i: w[i], limit)
        s.take(limit)
        s.fact()

    vector = sym("vector", "vec[d]")
    accepts(build("exists", (vector, converges(lambda i: w[i], vector))), body, known)


# ---- recursions -------------------------------------------------------------------------------------------
def recursion(sentence: Node, starts: list[list[Node]], then: object = FACT) -> dict[str, object]:
    return {"rule": "recursion", "sentence": sentence, "starts": starts, "then": then}


@pytest.mark.parametrize(
    ("sentence", "starts"),
    [
        (forall(n, eq(a[n + 1], a[n + 1] + 1)), [[a, x]]),  # no sequence does
        (forall(n, both(eq(a[n + 1], 0), eq(a[n + 1], 1))), [[a, x]]),
        (forall(n, eq(a[n], a[n] + 1)), [[a, x]]),
        (forall(n, eq(a[n + 1], a[n + 2] + 1)), [[a, x]]),
        (forall(n, eq(a[n + 1], a[0] + 1)), [[a, x]]),
        (forall(n, lt(a[n + 1], a[n])), [[a, x]]),
        (forall(n, implies(lt(a[n + 1], 0), eq(a[n + 1], 1))), [[a, x]]),
        (forall(n, either(eq(a[n + 1], 0), eq(a[n + 1], 1))), [[a, x]]),
        (forall(n, eq(a[n + 1], 1 / a[n])), [[a, x]]),
        (forall(n, eq(a[n + 1], b[n])), [[a, x], [b, x]]),
        (forall(n, eq(a[n + 1], a[n])), [[a, x], [a, y]]),
        (forall(n, eq(a[n + 1], a[n])), [[a, a[0] + 1]]),
        (forall(n, eq(a[n + 1], a[n])), []),
        (forall(x, eq(x, x)), []),
    ],
)
def test_what_is_no_recursion_is_refused(sentence, starts):
    with pytest.raises(Refused):
        check(FALSE, recursion(sentence, starts, SIGN))


def test_a_recursion_speaks_of_new_sequences():
    rule = forall(n, eq(a[n + 1], a[n] + 1))
    check(eq(x, 1 * x), recursion(rule, [[a, x]], {"rule": "ring"}))
    for known in (eq(a[0], 5), forall(n, eq(a[n], 0))):
        with pytest.raises(Refused, match="not a new symbol"):
            check(FALSE, recursion(rule, [[a, x]], SIGN), known)


def test_a_guard_makes_a_recursion_defined():
    rule = forall(n, implies(lt(0, a[n]), eq(a[n + 1], 1 / a[n])))
    check(eq(x, 1 * x), recursion(rule, [[a, x]], {"rule": "ring"}))


def test_sequences_driven_together():
    goal = build("exists", (a, build("exists", (b, both(eq(a[1], y), eq(a[0], x))))))

    def body(s):
        one, two = s.new(a), s.new(b)
        driven = forall(n, both(eq(one[n + 1], two[n]), eq(two[n + 1], one[n])))
        s.recursion(driven, **{one.name: x, two.name: y})
        s.take(one)
        s.take(two)
        step = s.instantiate(driven, integer(0)).args[0]
        s.both(lambda t: t.ring((1, step), (1, eq(two[0], y))), lambda t: t.fact())

    accepts(goal, body)


# ---- offsets, cases ---------------------------------------------------------------------------------------
def test_an_offset_needs_the_order():
    goal = le(lift(m, x.sort), lift(n, x.sort))
    step = {"rule": "offset", "of": n, "from": m, "symbol": count, "then": SIGN}
    with pytest.raises(Refused, match="less than"):
        check(goal, step)
    with pytest.raises(Refused, match="less than"):
        check(goal, step, lt(n, m))
    check(goal, {**step, "then": {"rule": "sign", "as": lift(count, x.sort)}}, le(m, n))


def test_an_offset_keeps_what_is_known():
    goal = le(a[m], a[n])
    known = le(m, n), lt(a[n], x), forall(k, forall(j, le(a[k], a[k + j])))

    def body(s):
        shift = s.offset(n, m)
        s.instantiate(known[2], m, shift)
        s.have(lt(a[m + shift], x), lambda t: t.fact())
        s.sign()

    accepts(goal, body, *known)


def test_a_sentence_or_its_negation():
    fact = forall(p, le(x, p))
    goal = either(le(x, 0), there_are(p, lt(p, x)))

    def no(s):
        s.either(1)
        s.fact()

    def yes(s):
        s.either(0)

        def positive(t):
            small = t.instantiate(fact, x / 2)
            t.sign(2 * (small.args[1] - small.args[0]))

        s.cases(x, le=None, gt=positive)

    accepts(goal, lambda s: s.decide(fact, yes, no))
    assert negation(fact) is there_are(p, lt(p, x))
    refuses(goal, lambda s: s.decide(forall(x, le(1 / x, p)), yes, no), match="denominator")
    refuses(goal, lambda s: s.decide(fact, no, yes))


def test_only_the_zero_vector_has_norm_0():
    accepts(eq(v, 0), lambda s: s.definite(), eq(norm2(v), 0))
    accepts(eq(w[n], v), lambda s: s.definite(), le(norm2(w[n] - v), 0))
    for fact in (le(0, norm2(v)), le(norm2(v), 1), eq(v @ w[n], 0)):
        refuses(eq(v, 0), lambda s: s.definite(), fact, match="may not vanish")
    refuses(eq(x, 0), lambda s: s.definite(), eq(x**2, 0), match="vectors")


def test_a_term_may_be_named():
    def body(s):
        t = s.name(x**2 + 1, "t", "pos")
        s.have(lt(0, t))
        s.sign(t, (-1, eq(t, x**2 + 1)))

    accepts(lt(0, x**2 + 1), body)
    refuses(lt(0, x + 1), lambda s: (s.name(x + 1, "t", "pos"), s.sign()))


def test_a_geometric_sequence_tends_to_0():
    """1/2^k, from (1/2)^k (1 + k/2) <= 1."""
    half = num(1) / 2

    def growth(i: Node) -> Node:
        return 1 + lift(i, x.sort) / 2

    known = for_every(k, le(half**k * growth(k), 1))

    def body(s):
        tol = s.intro()
        N = s.archimedes(2 / tol)
        s.take(N)
        i = s.intro()
        s.assume()
        s.instantiate(known, i)
        size = absolute(half**i - 0)
        same = s.have(eq(size, half**i), lambda t: t.root())
        after, above = lift(i, x.sort) - lift(N, x.sort), lift(N, x.sort) - 2 / tol
        gap = (1 - half**i * growth(i)) + tol / 2 * after + tol / 2 * above + tol
        s.sign(gap / growth(i), (-1, same))

    accepts(converges(lambda i: half**i, num(0)), body, known)
    refuses(converges(lambda i: half**i, num(1)), body, known)


# ---- falsehoods, each one step away from a proof ------------------------------------------------------------
NONE = eq(num(0), num(1))
T, ones, signed = sym("t", "int", ">=-1"), sym("s", "seq-real"), sym("s", "seq-real", "nonneg")


def from_first(rule: Node, sequence: Node, fact: Node, factor: Node | int = 1) -> dict[str, object]:
    """By the first instance of a recursion, of which a multiple says that 0 = 1."""
    close = {"rule": "ring", "combine": [[num(factor) if isinstance(factor, int) else factor, fact]]}
    step = {"rule": "instantiate", "from": rule, "at": [integer(0)], "then": close}
    return recursion(rule, [[sequence, num(0)]], step)


def itself(sequence: Node, index: Node, value: Node) -> Node:
    return forall(index, eq(sequence[index + 1], value))


rebound = itself(ones, n, 1 + build("sum", (n, integer(1), integer(1), ones[n])))
summed = itself(ones, n, 1 + build("sum", (k, integer(1), integer(1), ones[k])))
ahead = itself(ones, n, 1 + ones[integer(1)])
below = forall(T, eq(ones[T + 1], num(1)))
guarded = forall(n, both(eq(ones[n + 1], ones[n]), eq(a[n + 1], 1 / (1 + ones[n + 1] - ones[n]))))
above_all = build("exists", (y, forall(new, le(new, y))))
taken = build("exists", (y, lt(x, y)))
less = build("exists", (y, lt(y, x)))
CONTRARY = {"rule": "absurd", "term": new - x}
DEFINED = both(lt(0, x), le(1 / x, 1))
FALSEHOODS = {
    "a sum that binds the index again": (
        NONE, from_first(rebound, ones, eq(ones[integer(1)], rebound.args[1].args[1])), (), "outside an item"),
    "a sum over other items": (
        NONE, from_first(summed, ones, eq(ones[integer(1)], summed.args[1].args[1])), (), "recursion of that shape"),
    "the first item of itself": (
        NONE, from_first(ahead, ones, eq(ones[integer(1)], ahead.args[1].args[1])), (), "recursion of that shape"),
    "a rule that says the start, too": (
        NONE, recursion(below, [[ones, num(0)]], {"rule": "instantiate", "from": below, "at": [integer(-1)], "then": {
            "rule": "ring", "combine": [
                [num(1), eq(ones[integer(-1) + 1], num(1))], [num(-1), eq(ones[integer(0)], num(0))]]}}),
        (), "leaves the start alone"),
    "a sequence of negative items that has none": (
        FALSE, recursion(itself(signed, n, num(-1)), [[signed, num(0)]], {
            "rule": "instantiate", "from": itself(signed, n, num(-1)), "at": [integer(0)],
            "then": {"rule": "absurd", "term": signed[integer(1)]}}), (), "recursion of that shape"),
    "a start without a value": (
        eq(1 / x, 1 / x), recursion(itself(ones, n, num(1)), [[ones, 1 / x]], {"rule": "ring"}), (), "denominator"),
    "a denominator that its own rule makes good": (
        eq(x, 1 * x), recursion(guarded, [[ones, num(0)], [a, num(0)]], {"rule": "ring"}), (),
        "recursion of that shape"),
    "a choice with the name of a bound symbol": (
        FALSE, {"rule": "obtain", "from": above_all, "symbol": new, "then": {
            "rule": "instantiate", "from": forall(new, le(new, new)), "at": [x], "then": SIGN}}, (above_all,),
        "captured"),
    "one name for two choices": (
        FALSE, {"rule": "obtain", "from": taken, "symbol": new, "then": {
            "rule": "obtain", "from": less, "symbol": new, "then": CONTRARY}}, (taken, less), "not a new symbol"),
    "a natural number above itself": (
        FALSE, {"rule": "archimedes", "term": lift(count, x.sort), "symbol": count, "then": {
            "rule": "absurd", "term": num(0)}}, (), "not a new symbol"),
    "a shift by a number that is known": (
        FALSE, {"rule": "offset", "of": n, "from": m, "symbol": count, "then": {
            "rule": "absurd", "term": lift(count, x.sort) - 5}},
        (le(m, n), lt(count, 5), le(m + 5, n)), "not a new symbol"),
    "a shift that a fact binds": (
        le(a[n], x), {"rule": "offset", "of": n, "from": m, "symbol": count, "then": {
            "rule": "instantiate", "from": forall(count, le(a[m + count], x)), "at": [count], "then": FACT}},
        (le(m, n), forall(count, implies(le(count, n), le(a[m], x)))), "captured"),
    "neither true nor false: a guard": (
        either(le(x, 0), lt(1, 1 / x), le(1 / x, 1)), {
            "rule": "decide", "on": DEFINED, "no": {"rule": "either", "index": 0, "then": SIGN},
            "yes": {"rule": "either", "index": 2, "then": FACT}}, (), "denominator"),
    "neither true nor false: some value": (
        le(0, x**2), {"rule": "decide", "on": build("exists", (x, eq(1 / x, y))), "yes": SIGN, "no": SIGN}, (),
        "denominator"),
}  # fmt: skip


@pytest.mark.parametrize("name", FALSEHOODS)
def test_a_falsehood_is_refused_for_its_own_reason(name):
    goal, proof, given, reason = FALSEHOODS[name]
    with pytest.raises(Refused, match=reason):
        check(goal, proof, *given)
