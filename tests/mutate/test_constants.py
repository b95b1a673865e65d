"""Mutants that ask for constants, as the claim does: proved with other constants, or with lemmas at other values."""

import pytest

from bnproof.mutate.constants import from_constants
from bnproof.mutate.derive import mutants
from bnproof.mutate.proofs import Origin, follows, proves
from bnproof.mutate.run import holding
from bnproof.run import check

CLAIMS = '''
def doubling(S):
    a, e = S.reals("a"), S.positive("e")
    k = build("sym", (), ("k", "int", ">=0"))
    return a, e, for_every(k, implies(le(0, a[k]), eq(a[k + 1], e * a[k] / (1 + a[k]))))


@lemma("toy-one-step", "$0\\\\le a_1\\\\le e$ from $0\\\\le a_0$")
def one_step(S):
    a, e, rule = doubling(S)
    S.assume(rule, le(0, a[0]))
    S.let(a=a, e=e, rule=rule)
    return le(a[1], e)


@one_step.proof()
def _(p, o):
    moved = p.instantiate(o.rule, lift(0, INT))
    now = o.a[0]
    p.have(eq(o.a[1], moved.args[1]), lambda q: q.ring((1, moved)))
    p.rewrite(eq(o.a[1], moved.args[1]))
    p.sign(o.e / (1 + now))


one_step.example({}, a=Sequence((1,)), e=1)


@claim("toy-growth")
def growth(S):
    """There are C and E such that a_1 <= C e for every e < E, from a_0 = b."""
    b, r = S.nonnegative("b"), S.positive("r")
    S.assume(eq(b, 1))
    a, e, rule = doubling(S)
    C, E = S.nonnegative("C"), S.positive("E")
    orbit = both(lt(e, E), rule, eq(a[0], b))
    S.let(r=r)
    return there_are(C, E, for_every(e, a, implies(orbit, le(a[1], C * e))))


@growth.proof()
def _(p, o):
    p.take(num(1))
    p.take(num(1))
    e, a = p.intro("e"), p.intro("a")
    start = p.assume().args[-1]
    p.have(le(0, a[0]), lambda q: (q.rewrite(start), q.sign()))
    p.use("toy-one-step", a=a, e=e)
    p.sign(e - a[1])


@lemma("toy-not-negative", "$0\\\\le a_1$ from $0\\\\le a_0$")
def not_negative(S):
    a, e, rule = doubling(S)
    S.assume(rule, le(0, a[0]))
    S.let(a=a, e=e, rule=rule)
    return le(0, a[1])


@not_negative.proof()
def _(p, o):
    moved = p.instantiate(o.rule, lift(0, INT))
    p.have(eq(o.a[1], moved.args[1]), lambda q: q.ring((1, moved)))
    p.rewrite(eq(o.a[1], moved.args[1]))
    p.sign(o.e * o.a[0] / (1 + o.a[0]))


not_negative.example({}, a=Sequence((1,)), e=1)


@claim("toy-floor")
def floor(S):
    b = S.nonnegative("b")
    a, e, rule = doubling(S)
    C, E = S.nonnegative("C"), S.positive("E")
    orbit = both(lt(e, E), rule, eq(a[0], b))
    return there_are(C, E, for_every(e, a, implies(orbit, le(-a[1], C * e))))


@floor.proof()
def _(p, o):
    p.take(num(1))
    p.take(num(1))
    e, a = p.intro("e"), p.intro("a")
    start = p.assume().args[-1]
    p.have(le(0, a[0]), lambda q: (q.rewrite(start), q.sign()))
    p.use("toy-not-negative", a=a, e=e)
    p.sign(e + a[1])
'''
OTHER_CONSTANTS = {
    r"coefficient at 1.1.1.1.1: a_1 -> 2 a_1",
    r"coefficient at 1.1.1.1.1: C e -> \frac{1}{2} C e",
    r"coefficient at 1.1.1.1.0.0: e -> \frac{1}{2} e",
    r"coefficient at 1.1.1.1.0.0: E -> 2 E",
    r"factor at 1.1.1.1.1.1: e dropped",
    r"coefficient at 1.1.1.1.0.2: b -> 2 b",
}
FALSE = {
    r"factor at 1.1.1.1.1.1: e -> e^2",
    r"sign at 1.1.1.1.1: C e -> -C e",
    r"factor at 1.1.1.1.0.1.1.1.1.0: e dropped",
    r"index at 1.1.1.1.1.0.1: 1 -> 0",
}
OTHER_VALUES = {
    r"coefficient at 1.1.1.1.0.1.1.1: \frac{e a_k}{1 + a_k} -> 2 \frac{e a_k}{1 + a_k}",
    r"factor at 1.1.1.1.0.1.1.1.1.0: e -> e^2",
    r"factor at 1.1.1.1.0.1.1.1.1.0: e dropped",
}


@pytest.fixture
def tried(toy):
    """Of a claim, which of the mutants named its constants prove."""
    registry = toy(CLAIMS)
    results = check(registry, registry.select(["all"]))
    claims = {id: found for id, (_, found) in registry.claims.items()}

    def shown(claim, names):
        (result,) = [v for c, v in holding(results) if c == claim]
        assert result.findings.proved
        origin = Origin.of(claims[claim], result, registry.statement, claims)
        chosen = [m for m in mutants(origin.statement) if m.name in names]
        assert {m.name for m in chosen} == set(names)
        return {
            m.name for m in chosen if any(proves(m.statement, b, origin) for b in from_constants(m.statement, origin))
        }

    return shown


def test_a_bound_of_growth_follows_with_other_constants(tried):
    assert tried("toy-growth", OTHER_CONSTANTS) == OTHER_CONSTANTS


def test_no_constants_prove_what_is_false(tried):
    assert tried("toy-growth", FALSE) == set()
    assert tried("toy-floor", {"sign at 1.1.1.1.0.2: b -> -b"}) == set()


def test_lemmas_are_used_at_other_values(tried):
    assert tried("toy-floor", OTHER_VALUES) == OTHER_VALUES


def test_other_existences_are_left_alone(toy):
    registry = toy(
        '@claim("toy-some")\ndef some(S):\n    x, k = S.real("x"), S.real("k")\n'
        "    return S.there_is(k, le(x, k))\n\n\n"
        "@some.proof()\ndef _(p, o):\n    p.exists(p.goal.args[1].args[0], lambda q: q.sign())\n"
    )
    (result,) = check(registry, registry.select(["all"]))
    origin = Origin.of(registry.claims["toy-some"][1], result.variants[0], registry.statement)
    assert not any(list(from_constants(m.statement, origin)) for m in mutants(origin.statement))


def test_the_search_asks_for_them(toy):
    registry = toy(CLAIMS)
    results = check(registry, registry.select(["all"]))
    ((claim, result),) = [(c, v) for c, v in holding(results) if c == "toy-growth"]
    origin = Origin.of(registry.claims[claim][1], result, registry.statement)
    m = next(m for m in mutants(origin.statement) if m.name == r"factor at 1.1.1.1.1.1: e dropped")
    assert follows(m, m.statement, origin) == "from the claim"
