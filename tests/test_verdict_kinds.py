"""Definitions, cited theorems, entries out of scope, claims that repeat others."""

import json

import pytest

from bnproof import Malformed, defined, log, ne, norm, sqrt
from bnproof.judge import Verdict
from bnproof.model import ClaimScope, cited, claim
from bnproof.registry import Registry, UsageError, read_source
from bnproof.report.data import evidence_files, report_json
from bnproof.report.markdown import card, report
from bnproof.report.write import json_text, write
from bnproof.run import check
from bnproof.statement.builder import le, lt
from bnproof.verify.__main__ import verify
from bnproof.verify.replay import settled, supported

V = Verdict


@pytest.fixture
def sourced(make_source):
    """A registry of one claim file whose entries are of the kind given."""

    def make(text, kind="identity", more=""):
        folder = make_source(text)
        path = folder / "source.toml"
        told = path.read_text(encoding="utf-8").replace('kind = "identity"', f'kind = "{kind}"')
        path.write_text(told + more, encoding="utf-8")
        return Registry((read_source(folder),))

    return make


def checked(registry):
    return {r.id: r for r in check(registry, registry.select(["all"]))}


def kinds(result):
    return {v.name: v.verdict for v in result.variants}


# ---- definitions ----------------------------------------------------------------------------------
RATIO = """
@claim("toy-ratio")
def ratio(S, *, domain="nonzero"):
    v, u = S.vector("v", "d", domain), S.vector("u", "d")
    return defined((u @ v) / norm(v))

ratio.mutant("every v", domain="")
"""


def test_a_definition_that_is_well_posed_is_one(sourced):
    found = checked(sourced(RATIO, "definition"))["toy-ratio"]
    assert (found.verdict, kinds(found)) == (V.DEFINITION, {"printed": V.DEFINITION, "every v": V.VIOLATED})


def test_the_same_of_another_kind_is_proved(sourced):
    assert checked(sourced(RATIO))["toy-ratio"].verdict is V.PROVED


@pytest.mark.parametrize(
    "body",
    [
        "return defined((u @ v) / norm(v))",
        "return defined(sqrt(u @ v))",
        "return defined(log(v @ v))",
        "return eq(sqrt(v @ v), norm(u))",
        "return defined(1 / ((v @ v) * (u @ u) - (u @ v) ** 2))",
    ],
)
def test_a_broken_definition_is_violated(body, sourced):
    text = f'@claim("toy-bad")\ndef bad(S):\n    u, v = S.vector("u", "d"), S.vector("v", "d")\n    {body}\n'
    assert checked(sourced(text, "definition"))["toy-bad"].verdict is V.VIOLATED


def test_a_definition_with_an_undefined_term_is_never_accepted(sourced):
    text = '@claim("toy-bad")\ndef bad(S):\n    x = S.real("x")\n    return eq(1 / x, 1 / x)\n'
    assert checked(sourced(text, "definition"))["toy-bad"].verdict is V.UNDECIDED


def test_definitions_whose_domain_is_open_to_readings_depend_on_them(sourced):
    text = RATIO.replace('ratio.mutant("every v"', 'ratio.reading("v != 0")\nratio.reading("every v"')
    found = checked(sourced(text, "definition"))["toy-ratio"]
    assert (found.verdict, kinds(found)) == (V.DEPENDS, {"v != 0": V.DEFINITION, "every v": V.VIOLATED})


def test_a_report_of_a_definition_is_verified(sourced, tmp_path):
    registry = sourced(RATIO, "definition")
    results = list(checked(registry).values())
    data = report_json(registry, results)
    found = verified(tmp_path / "out", registry, results, data)
    assert (found["refused"], found["proofs"]) == ([], 1)
    data["claims"][0]["variants"][0]["verdict"] = data["claims"][0]["verdict"] = "PROVED"
    assert "toy-ratio/printed: verdict: PROVED where evidence says DEFINITION" in told(
        verified(tmp_path / "out", registry, results, data)
    )


# ---- conditions, read off the terms ---------------------------------------------------------------
def test_conditions_come_in_the_order_of_evaluation():
    S = ClaimScope()
    x, v = S.real("x"), S.vector("v", "d")
    root = sqrt(x)
    assert defined(log(root / norm(v)) + root).args == (
        le(0, x),
        ne(norm(v), 0),
        lt(0, root / norm(v)),
    )
    assert defined(1 / x) is ne(x, 0)


@pytest.mark.parametrize("term", [lambda x: x**2, lambda x: x / 2, lambda x: sqrt(x**2)])
def test_what_is_always_defined_has_no_conditions(term):
    with pytest.raises(Malformed, match="always defined"):
        defined(term(ClaimScope().real("x")))


def test_conditions_under_a_binder_are_refused():
    S = ClaimScope()
    with pytest.raises(Malformed, match="conditions under a grad"):
        defined(S.grad(lambda t: 1 / t, at=S.positive("x")))


# ---- cited theorems -------------------------------------------------------------------------------
YOUNG = """
@cited("toy-young", "W. H. Young, 1912")
def young(S, *, factor=2):
    x, y = S.real("x"), S.real("y")
    return le(factor * x * y, x**2 + y**2)

@lemma("toy-between", "Young's inequality with 1")
def between(S):
    a = S.real("a")
    return le(2 * a, a**2 + 1)

@between.proof()
def _(p, o):
    p.use("toy-young", x=o.a, y=num(1))
    p.sign(o.a**2 + 1 - 2 * o.a)

@claim("toy-user")
def user(S, *, relation=le):
    b = S.real("b")
    return relation(4 * b, 4 * b**2 + 1)

@user.proof()
def _(p, o):
    p.use("toy-between", a=2 * o.b)
    p.sign(4 * o.b**2 + 1 - 4 * o.b)

@claim("toy-alone")
def alone(S):
    return le(0, S.real("c") ** 2 + 1)
"""
NAME = ("toy-young", "printed")


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


# ---- cited theorems in reports --------------------------------------------------------------------
def verified(folder, registry, results, data):
    files = {**evidence_files(results), "report.json": data}
    write(folder, {path: json_text(d) for path, d in files.items()})
    return verify(folder, registry)


def told(found):
    return [line.removeprefix("report.json: ") for line in found["refused"]]


@pytest.fixture
def young(toy, tmp_path):
    """Spoils the report of a conditional claim; returns the lines of refusal."""
    registry = toy(YOUNG)
    results = list(checked(registry).values())

    def spoiled(change):
        data = json.loads(json.dumps(report_json(registry, results)))
        change({c["id"]: c for c in data["claims"]}, data)
        return told(verified(tmp_path / "out", registry, results, data))

    return spoiled


def test_a_conditional_report_is_verified(young):
    assert young(lambda claims, data: None) == []


def test_a_report_cannot_hide_that_a_proof_is_conditional(young):
    def change(claims, data):
        for part in (claims["toy-user"], claims["toy-user"]["variants"][0]):
            part["verdict"] = "PROVED"

    lines = young(change)
    assert "toy-user/printed: verdict: PROVED without evidence that passes" in lines
    assert "toy-user/printed: verdict: PROVED where evidence says CONDITIONAL" in lines


def test_a_report_cannot_hide_on_what(young):
    lines = young(lambda claims, data: claims["toy-user"]["variants"][0].update(modulo=[]))
    assert lines == ["toy-user/printed: modulo: the proof rests on ['toy-young']"]


def test_a_report_cannot_leave_out_the_theorem(young):
    lines = young(lambda claims, data: data.update(claims=[c for c in data["claims"] if c["id"] != "toy-young"]))
    assert lines == ["toy-young/printed: evidence of what the report does not list"]


def test_evidence_cannot_say_that_it_uses_nothing(toy, tmp_path):
    """What a proof uses is what the kernel saw it use; a `use` that is taken out leaves a proof that fails."""
    registry = toy(YOUNG)
    results = checked(registry)
    (data,) = results["toy-between"].variants[0].evidence
    assert data["proof"]["rule"] == "use"
    data["proof"] = data["proof"]["then"]
    lines = verified(tmp_path / "out", registry, list(results.values()), report_json(registry, list(results.values())))
    assert any("toy-between" in line and "the sign does not follow" in line for line in lines["refused"])


def test_the_report_names_what_is_cited(toy):
    registry = toy(YOUNG)
    results = checked(registry)
    text = report(registry, list(results.values()))
    assert "theorems of the literature, which are cited and not proved: [`toy-young`](#toy-young)" in text
    assert "| as printed | CONDITIONAL, modulo [`toy-young`](#toy-young) |" in text
    assert "W. H. Young, 1912" in text
    assert "modulo [`toy-young`](#toy-young)" in card(registry, results["toy-user"])
    assert "modulo" not in card(registry, results["toy-alone"])
    assert "## Cited from\n\nW. H. Young, 1912\n" in card(registry, results["toy-young"])
    assert "not proved here" in card(registry, results["toy-young"])


# ---- out of scope ---------------------------------------------------------------------------------
OUTSIDE = """
[[entry]]
id = "toy-run"
where = "Fig. 1"
kind = "experiment"
paraphrase = "It converges in ten runs."
out_of_scope = "an experiment: its data are not printed"
"""


def test_an_entry_out_of_scope_is_told_apart(sourced, cli, tmp_path):
    registry = sourced(RATIO, "definition", OUTSIDE)
    results = list(checked(registry).values())
    data = report_json(registry, results)
    assert data["out_of_scope"] == {"toy": {"toy-run": "an experiment: its data are not printed"}}
    assert (data["counts"]["out_of_scope"], data["counts"]["missing"], data["missing"]) == (1, 0, {"toy": []})
    text = report(registry, results)
    assert "**1** entries are OUT_OF_SCOPE" in text
    assert "#### `toy-run`, Fig. 1: OUT_OF_SCOPE\n\nIt converges in ten runs.\n" in text
    assert "What is missing: an experiment: its data are not printed." in text
    code, out, _ = cli("coverage", "--checks", registry.sources[0].folder)
    assert code == 0
    assert "toy: 1 of 2 entries have a claim, 1 are out of scope\n  out of scope toy-run: an experiment" in out


def test_an_entry_is_out_of_scope_or_a_claim(sourced):
    more = OUTSIDE.replace("toy-run", "toy-ratio-2")
    registry = sourced(RATIO.replace("toy-ratio", "toy-ratio-1"), more=more)
    assert len(registry.claims) == 1
    path = registry.sources[0].folder / "source.toml"
    text = path.read_text(encoding="utf-8").replace('"toy-ratio-1"', '"x"').replace('"toy-ratio-2"', '"toy-ratio-1"')
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"claim toy-ratio-1 is out of scope in source\.toml: one or the other"):
        Registry((read_source(registry.sources[0].folder),)).claims.keys()


@pytest.mark.parametrize(
    ("reason", "message"), [('""', "what is missing"), ('" "', "what is missing"), ("3", "no text")]
)
def test_an_entry_out_of_scope_says_why(reason, message, sourced):
    with pytest.raises(UsageError, match=rf"entry\[1\] \(toy-run\)\.out_of_scope: {message}"):
        sourced(RATIO, more=OUTSIDE.replace('"an experiment: its data are not printed"', reason))


# ---- claims that repeat others --------------------------------------------------------------------
TWICE = """
@claim("toy-square")
def square(S, *, power=2, relation=le):
    x = S.real("x")
    return relation(0, x**power)

row = same("toy-row", square)
square.mutant("cube", power=3)
square.sharper("strict", relation=lt)

@claim("toy-sum")
def total(S, *, least=1):
    x = S.real("x")
    S.assume(le(1, x))
    return le(least, x**2)

@total.proof()
def _(p, o):
    p.sign((o.x - 1) ** 2 + 2 * (o.x - 1))

@claim("toy-both")
def together(S, *, least=1):
    return both(S.include(square), S.include(total, least=least))

@together.proof()
def _(p, o):
    def repeated(id):
        return lambda q: (q.use(id), q.fact())
    p.both(repeated("toy-square"), repeated("toy-sum"))

together.mutant("at least 2", least=2)
"""


def test_a_claim_that_repeats_another_has_all_its_forms(sourced):
    registry = sourced(TWICE, more='\n[[entry]]\nid = "toy-row"\nwhere = "Row 1"\nkind = "prose"\nparaphrase = "x"\n')
    found = checked(registry)
    assert kinds(found["toy-row"]) == kinds(found["toy-square"]) == {
        "printed": V.PROVED, "cube": V.VIOLATED, "strict": V.VIOLATED,
    }  # fmt: skip
    assert registry.statement("toy-row", "printed") == registry.statement("toy-square", "printed")
    assert found["toy-row"].claim.note == "The same statement as toy-square."


def test_a_claim_may_be_made_of_others(sourced):
    found = checked(sourced(TWICE.replace('row = same("toy-row", square)', "")))["toy-both"]
    assert found.verdict is V.PROVED
    assert found.variants[0].uses == {("toy-square", "printed"), ("toy-sum", "printed")}
    assert kinds(found)["at least 2"] is V.VIOLATED
    assert len(found.variants[0].statement.hypotheses) == 1


def test_what_is_included_shares_symbols_by_name():
    other = claim("toy-other")(lambda S: le(0, S.positive("x")))
    S = ClaimScope()
    S.real("x")
    with pytest.raises(Malformed, match="two symbols called x"):
        S.include(other)
    T = ClaimScope()
    assert T.include(other) is le(0, T.named["x"])
    with pytest.raises(Malformed, match="two symbols called x"):
        T.positive("x")


def test_two_claim_functions_of_one_name_are_refused(toy):
    text = TWICE.replace("def together", "def square")
    with pytest.raises(UsageError, match=r"claims\.py: .*toy-both: a second function called square.* toy-square "):
        toy(text).claims.keys()


@pytest.mark.parametrize("attached", ["total.proof()", 'total.refutation("printed")'])
def test_a_script_may_not_take_the_name_of_a_claim(attached, toy):
    text = TWICE + f"@{attached}\ndef square(p, o):\n    p.auto()\n"
    with pytest.raises(UsageError, match=r"claims\.py: .*toy-sum: a second function called square.* toy-square "):
        toy(text).claims.keys()


def test_scripts_may_share_a_name(toy):
    text = TWICE + "@total.proof()\ndef _(p, o):\n    p.sign((o.x - 1) ** 2 + 2 * (o.x - 1))\n"
    assert "toy-sum" in toy(text.replace('row = same("toy-row", square)', "")).claims
