"""Instances that meet universal hypotheses by a proof: what is put in, and which proofs are none."""

from fractions import Fraction
from importlib import import_module

import pytest
from proving import forall, sym

from bnproof.interpret.instance import Instance, Lambda
from bnproof.model import claim
from bnproof.prove.admission import Admission
from bnproof.prove.script import Script
from bnproof.statement.builder import Scope, basis, eq, gradient, injection, le, lt, norm, norm2, stack
from bnproof.statement.calculus import Unsupported
from bnproof.statement.codec import Table, decode
from bnproof.statement.nodes import Node, Statement, build, lift, num
from bnproof.statement.sorts import INT, Malformed
from bnproof.verify.context import Refused
from bnproof.verify.kernel import Kernel
from bnproof.verify.replay import alone, check_evidence
from bnproof.verify.witness import admits, breaks, universal

S = Scope()
F, P, G = S.function("F", "d"), S.function("P", "d", "punctured"), S.function("G", "d+e", "punctured:1")
x, z, s, w = S.vector("x", "d"), S.vector("z", "d", "nonzero"), S.vector("s", "d"), S.vector("w", "d", "nonzero")
L, c, n = S.real("L"), S.positive("c"), S.natural("n")
at, e = sym("at", "vec[d]"), basis("d", lift(1, INT))
NEVER, HALF = lt(1, 0), num(Fraction(1, 2))
SQUARE = Lambda(at, HALF * (at @ at))


def instance(**values) -> Instance:
    return Instance({"d": 2, "e": 1}, values)


def said(hypothesis: Node, **values) -> Node:
    """What the hypothesis comes to at the instance."""
    return universal(Statement((hypothesis,), NEVER), instance(**values)).args[0]


def by(script) -> Admission:
    return Admission([lambda p, o: p.both(script)], None)


BENT = forall(x, s, le(s @ (build("hessian", (F, x)) @ s), L * norm2(s)))


def bent(q: Script) -> None:
    _, s = q.intro(), q.intro()
    q.sign(norm2(s))


# ---- what is put in ------------------------------------------------------------------------------------------
def test_functions_and_numbers_are_put_in():
    assert said(forall(x, le(0, F(x) + L)), F=SQUARE, L=Fraction(3)) is forall(x, le(0, HALF * (x @ x) + 3))
    slope = said(forall(x, eq(gradient(F, x), x)), F=SQUARE).args[1].args[0]
    bound, body, point = slope.args
    assert (body, point) == (HALF * (bound @ bound), x)


def test_second_derivatives_are_gradients_of_slopes():
    statement = Statement((BENT,), NEVER)
    admits(statement, instance(F=SQUARE, L=Fraction(2)), by(bent))
    with pytest.raises(Refused):
        admits(statement, instance(F=SQUARE, L=Fraction(1, 2)), by(bent))
    with pytest.raises(Refused):
        admits(statement, instance(F=Lambda(at, at @ at), L=Fraction(2)), by(bent))


def test_blocks_of_second_derivatives():
    """<e, x>^2 y^2 / |x|^2: the block of x and y at unit x, along a number."""
    two = sym("two", "vec[d+e]")
    first, second = (injection("d+e", k).T @ two for k in (1, 2))
    body = (e @ first) ** 2 * norm2(second) / norm2(first)
    u, y, r = sym("u", "vec[d]", "unit"), sym("y", "vec[e]"), sym("r", "vec[e]")
    block = injection("d+e", 1).T @ build("hessian", (G, stack(u, y))) @ injection("d+e", 2)
    hypothesis = forall(u, y, r, eq(block @ r, L * (y @ r) * (e @ u) * (e - (e @ u) * u)))

    def script(q):
        for _ in range(3):
            q.intro()
        q.ring()

    admits(Statement((hypothesis,), NEVER), instance(G=Lambda(two, body), L=Fraction(4)), by(script))
    with pytest.raises(Refused, match="not identically zero"):
        admits(Statement((hypothesis,), NEVER), instance(G=Lambda(two, body), L=Fraction(2)), by(script))


def test_symbols_of_second_derivatives_catch_nothing():
    for name in ("along#1", "along#2"):
        taken = sym(name, "vec[d]")
        with pytest.raises(Unsupported, match="of that name"):
            said(forall(taken, eq(build("hessian", (F, x)) @ taken, taken)), F=SQUARE)


@pytest.mark.parametrize(
    "hypothesis",
    [
        forall(z, le(0, F(z) + w @ w)),  # of a vector
        forall(z, le(0, F(z) + lift(n, L.sort))),  # of an integer
        forall(z, le(0, sym("F", "fn[d]", "punctured")(z) + S.reals("a")[0])),  # of a sequence
        forall(z, forall(F, eq(F(z), F(z)))),  # of all functions
        forall(z, eq(build("hessian", (F, z)).T @ z, z)),  # of a map that is not applied
    ],
)
def test_what_cannot_be_put_in(hypothesis):
    values = {"F": SQUARE, "w": (Fraction(1), Fraction(0)), "n": 1, "a": None}
    with pytest.raises((Unsupported, KeyError)):
        said(hypothesis, **values)


# ---- which proofs ---------------------------------------------------------------------------------------------
def test_a_proof_is_asked_for_only_where_needed():
    even = Statement((forall(x, eq(F(-x), F(x))),), NEVER)
    admits(even, instance(F=SQUARE), by(lambda q: q.fact()))
    with pytest.raises(Refused, match="shape"):
        admits(Statement((BENT,), NEVER), instance(F=SQUARE, L=Fraction(2)))


def test_other_hypotheses_are_checked_all_the_same():
    statement = Statement((BENT, lt(L, 1)), NEVER)
    admits(statement, instance(F=SQUARE, L=Fraction(1) - Fraction(1, 7)), lambda sentence: None)
    with pytest.raises(Refused, match="a hypothesis fails"):
        admits(statement, instance(F=SQUARE, L=Fraction(2)), by(bent))
    with pytest.raises(Refused, match="outside its domain"):
        admits(statement, instance(F=Lambda(at, norm(at)), L=Fraction(0)), lambda sentence: None)


def test_hypotheses_must_be_defined():
    """Of a function that is smooth only away from the origin, at all points."""
    everywhere = forall(x, le(0, P(x)))
    with pytest.raises(Refused, match="may be undefined"):
        admits(Statement((everywhere,), NEVER), instance(P=Lambda(at, num(1))), lambda sentence: None)


def test_a_conclusion_must_fail():
    met = by(bent)
    breaks(Statement((BENT,), le(norm(w), L)), instance(F=SQUARE, L=Fraction(2), w=(Fraction(3), Fraction(0))), met)
    with pytest.raises(Refused, match="the conclusion holds"):
        breaks(Statement((BENT,), le(norm(w), L)), instance(F=SQUARE, L=Fraction(2), w=(Fraction(2), Fraction(0))), met)


def test_a_script_that_breaks_refuses():
    for script in (lambda q: q.nonsense(), lambda q: None, lambda q: q.both(None, None), lambda q: {}["x"], bent):
        with pytest.raises(Refused):
            by(script)(build("and", (le(1, 0),)))


def test_proofs_are_remembered():
    calls = []
    admission = Admission([lambda p, o: (calls.append(o), p.auto())], "objects")
    for sentence in (le(0, 1), le(0, 1), le(1, 0), le(0, 1)):
        try:
            admission(sentence)
        except Refused:
            assert sentence is le(1, 0)
    assert calls == ["objects"] * 2
    assert admission.proof(le(0, 1), Table())["rule"] == "sign"


def test_no_earlier_claim_is_used():
    with pytest.raises(Refused, match="no claim about an instance"):
        by(lambda q: q.use("arora-lemma2.4-1"))(build("and", (le(0, 1),)))


def test_a_claim_without_a_script_has_no_admission():
    assert claim("toy")(lambda S: le(0, 1)).meets(None) is None


# ---- several scripts, and parts -------------------------------------------------------------------------------
FLAT = forall(x, le(F(x), L * norm2(x) / 2))


def either(*scripts) -> Admission:
    """Each script has two bodies, for what `BENT` and `FLAT` say."""
    return Admission([lambda p, o, s=script: p.both(*s) for script in scripts], None)


def flat(q: Script) -> None:
    x = q.intro()
    q.sign(norm2(x) / 2)


def broken(q: Script) -> None:
    q.nonsense()


BOTH = build("and", tuple(said(h, F=SQUARE, L=Fraction(2)) for h in (BENT, FLAT)))


def test_what_no_script_proves_whole_is_proved_in_parts():
    met = either((bent, broken), (broken, flat))
    met(BOTH)
    table = Table()
    proof = met.proof(BOTH, table)
    assert [part["rule"] for part in proof["parts"]] == ["intro", "intro"]
    Kernel(decode(table.rows), alone).check(Statement((), BOTH), proof)


def test_of_a_function_that_breaks_one_hypothesis_the_others_are_known():
    met = either((bent, flat))
    low = build("and", tuple(said(h, F=Lambda(at, HALF * (at @ at) + 1), L=Fraction(2)) for h in (BENT, FLAT)))
    with pytest.raises(Refused):
        met(low)  # 1 > 0 at the origin
    met(build("and", low.args[:1]))
    with pytest.raises(Refused):
        met(build("and", low.args[1:]))


def test_what_stands_before_the_parts_is_kept_with_each():
    def own(p, o):
        p.have(lt(0, 1))
        p.both(lambda q: q.fact(), broken)

    met = Admission([own], None)
    with pytest.raises(Refused):
        met(build("and", (lt(0, 1), le(1, 0))))
    met(build("and", (lt(0, 1),)))
    assert met.proof(build("and", (lt(0, 1),)), Table())["parts"][0]["rule"] == "have"


def test_a_part_may_not_rest_on_another_one():
    met = either((broken, lambda q: q.fact()))
    with pytest.raises(Refused):
        met(build("and", (le(1, 0), le(1, 0))))
    with pytest.raises(Refused):
        met(build("and", (le(1, 0),)))


@pytest.mark.parametrize("number", range(12))
def test_bounds_of_ridges(number, registry):
    """Each with its true bounds, and none with a smaller one."""
    assert registry.claims
    ridges = import_module("checks_arora.chosen").RIDGES
    assert len(ridges) == 12
    ridge = ridges[number]
    found = registry.claims["arora-lemma3.2-one-weight" if ridge.m == 1 else "arora-lemma3.2-eq12"][1]
    traced = found.variants[-1].trace()
    numbers = {"L_g": 1, "L_1": 0, "L_11": 0, "L_2": 0, "L_12": 0, "L_22": 0, **ridge.bounds}
    given = {"F": ridge.loss, "eta_g": Fraction(1), "c_g": HALF}

    def sentence(**other):
        values = {k: Fraction(v) for k, v in (numbers | other).items()}
        return universal(traced.statement, Instance(dict.fromkeys(("d", "e", "p"), 2), given | values))

    met = found.meets(traced.objects)
    met(sentence())
    for name, bound in ridge.bounds.items():
        if bound:
            with pytest.raises(Refused):
                met(sentence(**{name: Fraction(999, 1000) * bound}))


# ---- evidence -------------------------------------------------------------------------------------------------
WITNESS, PROOF = ("arora-C2-equivalence", "C != 0"), ("arora-lemmaA.1-eq18", "printed")


@pytest.mark.parametrize("name", [WITNESS, PROOF])
def test_evidence_with_a_proof_of_its_hypotheses(name, evidence, registry):
    data = evidence(*name)
    assert data["meets"]["rule"] == "both"
    assert check_evidence(data, registry.statement).name == name


@pytest.mark.parametrize("name", [WITNESS, PROOF])
@pytest.mark.parametrize(
    "tamper",
    [
        lambda e: e.pop("meets"),
        lambda e: e.update(meets=None),
        lambda e: e.update(meets={"rule": "fact"}),
        lambda e: e.update(meets={"rule": "absurd", "term": 0}),
        lambda e: e["meets"]["parts"].pop(),
        lambda e: e["meets"]["parts"].append({"rule": "sign"}),
        lambda e: e["meets"].update(parts=[{"rule": "sign"}] * len(e["meets"]["parts"])),
        lambda e: e["instance"]["values"]["F"].update(body=e["instance"]["values"]["F"]["bound"]),
        lambda e: e["nodes"].__setitem__(e["instance"]["values"]["F"]["body"], ["num", [], "1"]),
    ],
)
def test_tampered_evidence_is_refused(name, tamper, evidence, registry):
    data = evidence(*name)
    tamper(data)
    with pytest.raises((Refused, Malformed)):
        check_evidence(data, registry.statement)


def test_a_number_of_the_hypotheses_may_not_change(evidence, registry):
    data = evidence(*PROOF)
    data["instance"]["values"]["L"] = "1"  # below 6/5, and below what the second derivative needs
    with pytest.raises(Refused):
        check_evidence(data, registry.statement)
