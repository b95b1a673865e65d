"""Cited theorems: what rests on them is conditional, and they on nothing."""

import pytest
from verdicts.examples import NAME, YOUNG, V, checked, kinds

from bnproof.model import cited
from bnproof.statement.builder import le
from bnproof.verify.replay import settled, supported


def test_what_rests_on_a_citation_is_conditional_through_whatever_it_uses(toy):
    found = checked(toy(YOUNG))
    assert {id: r.verdict for id, r in found.items()} == {
        "toy-young": V.CONDITIONAL, "toy-between": V.CONDITIONAL, "toy-user": V.CONDITIONAL, "toy-alone": V.PROVED,
    }  # fmt: skip
    assert all(v.modulo == {NAME} for id in ("toy-young", "toy-between", "toy-user") for v in found[id].variants)
    assert found["toy-user"].variants[0].uses == {("toy-between", "printed")}
    assert found["toy-alone"].variants[0].modulo == frozenset()


def test_a_conditional_definition_is_conditional(sourced):
    assert checked(sourced(YOUNG, "definition"))["toy-user"].verdict is V.CONDITIONAL


def test_a_cited_theorem_that_is_false_supports_nothing(toy):
    found = checked(toy(YOUNG.replace("factor=2", "factor=3").replace("le(2 * a,", "le(3 * a,")))
    assert (found["toy-young"].verdict, found["toy-young"].variants[0].evidence[0]["kind"]) == (V.VIOLATED, "witness")
    assert {found[id].verdict for id in ("toy-between", "toy-user")} <= {V.UNDECIDED, V.SURVIVED, V.VIOLATED}


def test_a_mutant_of_a_cited_theorem_is_searched_like_any_other(toy):
    found = checked(toy(YOUNG + 'young.mutant("more", factor=3)\n'))["toy-young"]
    assert kinds(found) == {"printed": V.CONDITIONAL, "more": V.VIOLATED}


def test_a_disproof_that_rests_on_a_citation_refutes_nothing(toy):
    text = (
        YOUNG
        + """
@claim("toy-false")
def false(S):
    a = S.positive("a")
    return lt(a**2 + 1, 2 * a)

@false.refutation("printed")
def _(p, o):
    p.use("toy-between", a=o.a)
    p.sign(o.a**2 + 1 - 2 * o.a)
"""
    )
    found = checked(toy(text))["toy-false"]
    assert (found.verdict, found.variants[0].evidence) == (V.UNDECIDED, ())


def test_a_cited_theorem_has_one_form_and_no_proof():
    for spoil in (
        lambda c: c.reading("other"),
        lambda c: c.corrected("other"),
        lambda c: c.proof()(lambda p, o: p.ring()),
    ):
        made = cited("toy-young", "W. H. Young, 1912")(lambda S: le(0, S.real("x") ** 2))
        with pytest.raises(ValueError, match="toy-young is cited"):
            spoil(made)


def test_a_cited_theorem_needs_no_entry_and_says_where_it_is_from(toy):
    registry = toy(YOUNG)
    source, young = registry.claims["toy-young"]
    assert source.entry(young).paraphrase == "W. H. Young, 1912"
    assert registry.cited == {NAME}


@pytest.mark.parametrize(
    ("proofs", "cited_names", "expected"),
    [
        ({"a": "t"}, "t", {"a": "t", "t": "t"}),
        ({"a": "b", "b": "t", "c": ""}, "t", {"a": "t", "b": "t", "c": "", "t": "t"}),
        ({"a": "bc", "b": "t", "c": "s"}, "ts", {"a": "ts", "b": "t", "c": "s", "t": "t", "s": "s"}),
        ({"a": "t"}, "", {}),
        ({"a": "b", "b": "at"}, "t", {"t": "t"}),
        ({"t": ""}, "t", {"t": "t"}),
    ],
)
def test_citations_are_handed_on(proofs, cited_names, expected):
    named = {(c, "p"): frozenset((u, "p") for u in uses) for c, uses in proofs.items()}
    found = supported(named, {(c, "p") for c in cited_names})
    assert {c: {u for u, _ in uses} for (c, _), uses in found.items()} == {c: set(u) for c, u in expected.items()}


def test_a_refuted_citation_is_none_and_a_conditional_refutation_neither():
    t, a, b = (("t", "p"), ("a", "p"), ("b", "p"))
    proofs = {a: frozenset([t])}
    assert settled(proofs, {t: frozenset()}, [t]) == ({}, {t})
    assert settled(proofs, {b: frozenset([a])}, [t]) == ({t: frozenset([t]), a: frozenset([t])}, set())
