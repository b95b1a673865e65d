"""Proof scripts: what a claim file says becomes a proof that the kernel accepts."""

import pytest
from proving import accepts, forall, lookup_none, refuses, sym, total

from bnproof.prove.script import Script
from bnproof.statement.builder import (
    Scope,
    absolute,
    both,
    eigmax,
    eigmin,
    eq,
    gradient,
    identity,
    implies,
    le,
    log,
    lt,
    norm,
    norm2,
    spectral_radius,
    sqrt,
)
from bnproof.statement.codec import decode
from bnproof.statement.nodes import Statement, build, num
from bnproof.verify.context import Refused
from bnproof.verify.kernel import Kernel

S = Scope()
x, y, z, p, q, r = S.real("x"), S.real("y"), S.real("z"), S.positive("p"), S.positive("q"), S.nonnegative("r")
v, w, H, P = S.vector("v", "d"), S.vector("w", "d", "nonzero"), S.spd("H", "d"), S.function("P", "d", "punctured")
n, a = S.natural("n"), S.reals("a")
t, j = sym("t", "int", ">=0"), sym("j", "int", ">=0")


def test_auto_chooses_by_the_goal():
    assert accepts(eq(x + y, y + x), Script.auto)["rule"] == "ring"
    assert accepts(lt(0, p * q), Script.auto)["rule"] == "sign"
    parts = accepts(both(eq(x, 1 * x), lt(0, p)), Script.auto)["parts"]
    assert [part["rule"] for part in parts] == ["ring", "sign"]
    refuses(lt(0, x), Script.auto)


def test_ring_and_sign_take_combinations():
    given = eq(x, 2 * y)
    accepts(eq(x * z, 2 * y * z), lambda s: s.ring((z, given)), given)
    accepts(le(0, x**2), lambda s: s.sign(4 * y**2, (x + 2 * y, given)), given)
    accepts(eq(3 * x, 6 * y), lambda s: s.ring((3, given)), given)
    refuses(eq(x * z, 2 * y * z), lambda s: s.ring((y, given)), given)
    refuses(eq(x * z, 2 * y * z), lambda s: s.ring((z, given)), match="no known equation")


def test_squares_and_roots():
    accepts(le(x, absolute(x)), Script.sqrt_mono)
    accepts(eq(sqrt(p**2), p), Script.root)
    accepts(eq(absolute(x), r), lambda s: s.root((x + r, eq(x, r))), eq(x, r))
    refuses(eq(sqrt(x**2), x), Script.root)


def test_lemmas_are_facts_for_what_follows():
    def body(s: Script) -> None:
        positive = s.have(lt(0, x), lambda t: t.sign((x - p) + p))
        assert positive is lt(0, x)
        s.have(lt(0, x * q))
        s.fact()

    proof = accepts(lt(0, x * q), body, lt(p, x))
    assert [proof["rule"], proof["then"]["rule"], proof["then"]["then"]["rule"]] == ["have", "have", "fact"]


def test_cases_exists_both_absurd():
    accepts(le(x, absolute(x)), lambda s: s.cases(x, le=None, gt=lambda b: b.sqrt_mono()))
    accepts(
        build("exists", (p, lt(x, p))),
        lambda s: s.exists(x**2 + 1, lambda b: b.sign((x - num(1) / 2) ** 2 + num(3) / 4)),
    )
    accepts(both(lt(0, x), le(0, x)), lambda s: s.both(Script.fact, None), lt(0, x))
    accepts(lt(1, 0), lambda s: s.absurd(x), lt(x, 0), lt(0, x))
    with pytest.raises(ValueError, match="zip"):
        accepts(both(lt(0, x), le(0, x)), lambda s: s.both(Script.fact), lt(0, x))


def test_alternatives():
    accepts(build("or", (lt(x, 0), le(0, x))), lambda s: (s.either(1), s.fact()), le(0, x))
    refuses(build("or", (lt(x, 0), le(0, x))), lambda s: (s.either(0), s.fact()), le(0, x))


def test_quantifiers_and_implications():
    def body(s: Script) -> None:
        new = s.intro()
        assert new.data[1:] == p.data[1:]
        assert new is not p
        given = s.assume()
        assert given is lt(x, 0)
        assert s.goal is lt(x, new)
        s.sign((0 - x) + new)

    accepts(forall(p, implies(lt(x, 0), lt(x, p))), body)

    def twice(s: Script) -> None:
        one, other = s.intro("k"), s.intro("k")
        assert one.name.startswith("k#")
        assert one is not other
        s.sign(one * other)

    accepts(forall(p, q, lt(0, p * q)), twice)


def test_instantiation_takes_evident_guards_off():
    rule = forall(z, implies(lt(0, z), implies(lt(z, x), lt(z, y))))

    def body(s: Script) -> None:
        assert s.instantiate(rule, p) is lt(p, y)
        s.fact()

    accepts(lt(p, y), body, rule, lt(p, x))
    refuses(lt(p, y), body, rule)


def test_induction():
    rule = forall(t, eq(a[t + 1], 2 * a[t]))

    def step(s: Script) -> None:
        move = s.instantiate(rule, n)
        s.sign(2 * a[n], (1, move))

    accepts(le(0, a[n]), lambda s: s.induct(n, Script.fact, step), rule, le(0, a[0]))
    closed = eq(total(j, 0, n, num(2) ** j), num(2) ** (n + 1) - 1)
    accepts(closed, lambda s: s.induct(n, None, lambda b: b.ring((1, closed))))
    refuses(le(1, a[n]), lambda s: s.induct(n, Script.fact, step), rule, le(0, a[0]))


def test_rewriting():
    given = eq(x, p)

    def body(s: Script) -> None:
        s.rewrite(given)
        assert s.goal is lt(0, p * q)
        s.sign()

    accepts(lt(0, x * q), body, given)


def test_spectra():
    low, high = eigmin(H), eigmax(H)
    accepts(le(low, high), lambda s: s.spectrum(H))
    accepts(
        le(v @ (H**2 @ v), (low + high) * (v @ (H @ v)) - low * high * (v @ v)),
        lambda s: s.spectral(
            H, v, {0: -low * high, 1: low + high, 2: -1}, lambda b, lam: b.sign((lam - low) * (high - lam))
        ),
    )
    operator = identity("d") - p * H
    rho = spectral_radius(operator)
    squared = (1 - p * high) ** 2

    def bounded(s: Script) -> None:
        fact = s.eigenvalue(H, rho, "eigmax")
        assert fact.args[1] is rho**2
        s.sign(rho**2 - fact.args[0], (0, eq(x, x)))

    accepts(le(squared, rho**2), bounded, eq(x, x))
    accepts(
        le(rho, 1 + p * high),
        lambda s: s.radius(H, lambda b, lam: b.sign((p * (high - lam) + 2 * p * lam) * (2 + p * (high - lam)))),
    )
    accepts(
        le(v @ (H**-1 @ v), (v @ v) / low),
        lambda s: s.spectral(H, v, lambda lam: {0: 1 / low, -1: -1}, lambda b, lam: b.sign((lam - low) / (low * lam))),
    )
    accepts(
        le(norm(operator @ v, H), rho * norm(v, H)),
        lambda s: s.sqrt_mono(
            lambda b: b.spectral(
                H, v, {1: rho**2 - 1, 2: 2 * p, 3: -(p**2)},
                lambda c, lam: c.sign(lam * (rho**2 - (1 - p * lam) ** 2)), radii=[rho],
            )
        ),
    )  # fmt: skip


def test_derivatives():
    rule = forall(p, w, eq(P(p * w), P(w)))

    def body(s: Script) -> None:
        by_scale = s.differentiate(rule, p)
        assert by_scale.args[0] is p
        at_one = s.instantiate(by_scale, num(1), w)
        s.ring((1, at_one))

    accepts(eq(w @ gradient(P, w), 0), body, rule)
    scope = Scope()
    u = scope.vector("u", "d", "nonzero")
    slope = scope.grad(lambda s: norm(s), at=u)

    def derived(s: Script) -> None:
        fact = s.derive(slope)
        assert fact.args[0] is slope
        s.ring((u, fact))

    accepts(eq(slope @ u, norm(u)), derived)


def test_logarithms():
    accepts(le(log(x), log(p) + x / p - 1), lambda s: (s.tangent(x, p), s.fact()), lt(0, x))
    chord = le(log(p) + (q / p - 1) / (num(2) - 1) * log(2), log(q))
    accepts(chord, lambda s: (s.chord(q, p), s.fact()), le(p, q), le(q, 2 * p))
    refuses(chord, lambda s: (s.chord(q, p), s.fact()), le(p, q))
    refuses(le(log(x), log(p) + x / p - 1), lambda s: (s.tangent(x, p), s.fact()))


def test_an_earlier_claim():
    claim = Statement((lt(x, y),), lt(x + z, y + z))

    def lookup(name: str, variant: str) -> Statement:
        assert (name, variant) == ("shift", "printed")
        return claim

    goal = lt(p + q, 2 * p + q)
    script = Script(goal, lookup, ())
    script.have(lt(p, 2 * p), lambda s: s.sign(p))
    fact = script.use("shift", x=p, y=2 * p, z=q)
    assert fact is lt(p + q, 2 * p + q)
    script.fact()
    kernel = Kernel(decode(script.table.rows), lookup)
    kernel.check(Statement((), goal), script.proof())
    assert kernel.used == {("shift", "printed")}
    with pytest.raises(Refused, match="hypothesis of shift"):
        kernel.check(Statement((), goal), script.proof()["then"])


def test_an_earlier_claim_is_at_the_symbols_of_those_names():
    """Which may promise more; of another sort they are not meant."""
    U = Scope()
    other, number, vector = U.real("p"), U.real("n"), U.vector("v", "m")
    known = Statement((), le(0, other**2 + number**2 + norm2(vector)))
    script = Script(le(0, p + norm2(v)), lambda name, variant: known)
    assert script.use("squares", n=x) is le(0, p**2 + x**2 + norm2(vector))


def test_a_script_closes_its_goal_once():
    script = Script(le(0, r), lookup_none)
    with pytest.raises(ValueError, match="does not close"):
        script.proof()
    script.sign()
    assert script.proof() == {"rule": "sign", "combine": []}
    with pytest.raises(ValueError, match="closed already"):
        script.sign()
