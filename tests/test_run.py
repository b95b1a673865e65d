"""From a claim to a verdict: proofs, witnesses, what they use, and what goes wrong."""

import pytest
from toys import DISPROOF_BY_LEMMA, LEMMA, PROOF_OF_LEMMA

from bnproof.judge import HOLDS, Verdict
from bnproof.run import check
from bnproof.search.refute import Budget
from bnproof.verify.context import Refused
from bnproof.verify.replay import check_evidence

USED = f"""{LEMMA}
@claim("toy-user")
def user(S):
    a = S.real("a")
    return le(2 * a, a**2 + 1)

@user.proof()
def _(p, o):
    p.use("toy-lemma", x=o.a, y=num(1))
    p.sign(o.a**2 + 1 - 2 * o.a)
"""
PROVED = USED + PROOF_OF_LEMMA


@pytest.fixture
def checked(toy):
    """Checks claims of a claim file given by its text; results by id."""

    def run(text, *names, **options):
        registry = toy(text)
        found = check(registry, registry.select(names or ["all"]), **options)
        return {r.id: r for r in found}

    return run


def single(results):
    (result,) = results.values()
    return result


def claim_text(body):
    return f'@claim("toy-eq")\ndef stated(S):\n    {body}\n'


@pytest.mark.parametrize(
    ("body", "verdict", "reason"),
    [
        ("return le(0, S.real('x') ** 2)", "PROVED", ""),
        ("return lt(0, S.real('x') ** 2)", "VIOLATED", ""),
        ("x = S.real('x'); return eq(x - x, 0)", "VACUOUS", "proved, but no admitted instance in 400 draws"),
        (
            "x = S.positive('x'); S.assume(lt(x, 0)); return eq(2 * x, 3 * x)",
            "UNDECIDED",
            "not identically zero",
        ),
        ("return eq(S.real('x'), S.vector('v', 'd'))", "MALFORMED", "sides differ: (real, vec[d])"),
        (
            "return S.frobnicate()",
            "ERROR",
            "AttributeError: 'ClaimScope' object has no attribute 'frobnicate'",
        ),
        ("return le(2 * S.real('x') * S.real('y'), S.real('z') ** 2 + 5 * x)", "ERROR", "NameError"),
    ],
)
def test_each_fate_has_its_verdict(checked, body, verdict, reason):
    result = single(checked(claim_text(body)))
    (printed,) = result.variants
    assert (result.verdict, printed.verdict) == (verdict, verdict)
    assert printed.reason.startswith(reason)
    assert bool(printed.evidence) is (verdict in ("PROVED", "VIOLATED"))


def test_a_script_that_fails_leaves_the_question_open(checked):
    text = claim_text("S.real('x'); return le(0, norm2(S.vector('v', 'd')))") + (
        "@stated.proof()\ndef _(p, o):\n    p.sign(o.x)\n"
    )
    (printed,) = single(checked(text)).variants
    assert (printed.verdict, printed.draws) == ("UNDECIDED", 400)
    assert printed.reason.startswith("not identically zero")


def test_a_script_that_crashes_is_an_error(checked):
    text = claim_text("return le(0, S.real('x') ** 2)") + "@stated.proof()\ndef _(p, o):\n    p.sign(o.y)\n"
    (printed,) = single(checked(text)).variants
    assert (printed.verdict, printed.reason.split(":")[0]) == ("ERROR", "AttributeError")


@pytest.mark.parametrize("relation", ["le", "lt"])
def test_what_the_kernel_refuses_in_the_end_is_an_error(relation, checked, monkeypatch):
    def refuse(*arguments):
        raise Refused("on second thought")

    monkeypatch.setattr("bnproof.establish.check_evidence", refuse)
    (printed,) = single(checked(claim_text(f"return {relation}(0, S.real('x') ** 2)"))).variants
    assert (printed.verdict, printed.evidence) == ("ERROR", ())
    assert printed.reason == "Refused: on second thought"


def test_a_mutant_that_falls_vouches_for_the_search(checked):
    text = USED + 'lemma1.mutant("reversed", relation=lambda a, b: le(b, a))\n'
    alone, vouched = (checked(t, "toy-lemma")["toy-lemma"] for t in (USED, text))
    assert alone.verdict == "UNDECIDED"
    assert [v.verdict for v in vouched.variants] == ["SURVIVED", "VIOLATED"]


def test_a_small_budget_refutes_less(checked):
    text = claim_text("return le(S.real('x') ** 2, 1000)")  # small numbers are tried first
    few, many = (single(checked(text, budget=Budget(draws=n))).variants[0] for n in (1, 400))
    assert (few.verdict, few.draws) == ("UNDECIDED", 1)
    assert (many.verdict, many.draws > 1) == ("VIOLATED", True)


def test_what_a_proof_uses_is_checked_along(checked):
    results = checked(PROVED, "toy-user")
    assert {id: r.verdict for id, r in results.items()} == {"toy-lemma": "PROVED", "toy-user": "PROVED"}
    assert results["toy-user"].variants[0].uses == {("toy-lemma", "printed")}


def test_a_proof_that_uses_what_is_not_proved_proves_nothing(checked):
    (printed,) = checked(USED, "toy-user")["toy-user"].variants
    assert printed.verdict == "UNDECIDED"
    assert printed.reason == "uses [('toy-lemma', 'printed')], which are not proved"
    assert printed.evidence == ()


CIRCLE = """
@claim("toy-one")
def one(S):
    x = S.real("x")
    return le(x**4, x**2 + x**6)

@claim("toy-two")
def two(S):
    x = S.real("x")
    return le(x**4 - x**2, x**6)

@one.proof()
def _(p, o):
    p.use("toy-two")
    p.sign(o.x**6 - (o.x**4 - o.x**2))

@two.proof()
def _(p, o):
    p.use("toy-one")
    p.sign(o.x**2 + o.x**6 - o.x**4)
"""


def test_claims_that_prove_each_other_prove_nothing(checked):
    results = checked(CIRCLE)
    assert [r.verdict for r in results.values()] == ["UNDECIDED", "UNDECIDED"]
    assert all("which are not proved" in r.variants[0].reason for r in results.values())


def test_a_disproof_stands_on_what_it_uses(checked):
    stands, falls = (checked(text + DISPROOF_BY_LEMMA, "toy-false")["toy-false"].variants[0] for text in (PROVED, USED))
    assert (stands.verdict, stands.evidence[0]["kind"]) == ("VIOLATED", "disproof")
    assert (falls.verdict, falls.evidence) == ("UNDECIDED", ())


def test_results_come_in_the_order_of_the_registry(checked, toy):
    assert list(checked(PROVED, "toy-user", "toy-lemma")) == ["toy-lemma", "toy-user"]


def test_progress_is_told_of_every_claim(toy):
    registry, told = toy(PROVED), []
    found = check(registry, registry.select(["toy-user"]), progress=told.append)
    assert told == found
    assert len(told) == 2


def test_all_evidence_passes_the_kernel_once_more(registry, results):
    checked = [check_evidence(e, registry.statement) for r in results.values() for v in r.variants for e in v.evidence]
    judged = {(r.id, v.name): v.verdict for r in results.values() for v in r.variants if v.evidence}
    assert {c.name: c.kind == "proof" for c in checked} == {name: v in HOLDS for name, v in judged.items()}
    assert {v for v in judged.values() if v not in HOLDS} == {Verdict.VIOLATED}
    assert {c.kind for c in checked} == {"proof", "witness", "disproof"}
