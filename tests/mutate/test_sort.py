"""What becomes of mutants of small claims, and of a few real ones."""

import json

import pytest
from jsonschema import Draft202012Validator
from proving import sym

from bnproof import le, lt
from bnproof.mutate.derive import mutants
from bnproof.mutate.proofs import Origin
from bnproof.mutate.recheck import wrong
from bnproof.mutate.report import data, score, told
from bnproof.mutate.run import holding, mutated, rows
from bnproof.mutate.scripts import aligned
from bnproof.mutate.sort import STATUSES, sort
from bnproof.report.schemas import schema
from bnproof.run import check
from bnproof.search.refute import Budget
from bnproof.statement.nodes import Statement
from bnproof.verify.witness import breaks

BUDGET = Budget(draws=60, shrinks=0, screens=0)
CLAIMS = '''
@claim("toy-square")
def square(S):
    """Young's inequality."""
    x, y = S.real("x"), S.real("y")
    S.let(gap=x - y)
    return le(2 * x * y, x**2 + y**2)


@square.proof()
def _(p, o):
    p.sign(o.gap**2)


@claim("toy-inner")
def inner(S):
    H, v, w = S.spd("H", "d"), S.vector("v", "d", "nonzero"), S.vector("w", "d")
    return eq((v @ (H @ w)) / (v @ (H @ v)) + v @ w, w @ v + (w @ (H @ v)) / (v @ (H @ v)))


@claim("toy-centred")
def centred(S):
    x, y = S.vector("x", "d"), S.vector("y", "d")
    S.assume(eq(x, y))
    return eq(x @ x, x @ y)


@centred.proof()
def _(p, o):
    p.ring((o.x, eq(o.x, o.y)))


@claim("toy-strict")
def strict(S):
    x = S.positive("x")
    return lt(0, x + 1)


@claim("toy-hypothesis")
def hypothesis(S):
    x, y = S.real("x"), S.real("y")
    S.assume(le(0, x), le(0, y))
    return le(-x, 1)


@hypothesis.proof()
def _(p, o):
    p.sign(o.x + 1)


@claim("toy-some")
def some(S):
    x, k = S.positive("x"), S.positive("k")
    return S.there_is(k, le(k**2 - 2 * k * x + x**2, 0))


@some.proof()
def _(p, o):
    p.exists(o.x)
'''


USING = """
@claim("toy-first")
def first(S):
    e = S.positive("e")
    return eq((e + 1) ** 2, e**2 + 2 * e + 1)


@claim("toy-second")
def second(S):
    e = S.positive("e")
    return eq((e + 1) ** 2 - 1, e**2 + 2 * e)


@second.proof()
def _(p, o):
    p.ring((1, p.use("toy-first", e=o.e)))
"""


@pytest.fixture
def sorted_by_name(toy):
    registry = toy(CLAIMS)
    results = check(registry, registry.select(["all"]))

    def of(claim):
        (v,) = [v for c, v in holding(results) if c == claim]
        origin = Origin.of(registry.claims[claim][1], v, registry.statement)
        return {m.name: sort(m, origin, BUDGET) for m in mutants(origin.statement)}

    return of


def test_killed_mutants_have_a_witness(sorted_by_name):
    found = sorted_by_name("toy-square")
    killed = [s for s in found.values() if s.status == "killed"]
    assert len(killed) > 10
    for s in killed:
        breaks(s.mutant.statement, s.instance)
    assert found["relation at top: < for <="].status == "killed"


def test_a_mutant_with_equal_sides_is_equivalent(sorted_by_name):
    found = sorted_by_name("toy-inner")
    assert {s.status for n, s in found.items() if n.startswith("sign")} == {"killed"}
    swapped = sorted_by_name("toy-centred")
    equivalent = {n: s.how for n, s in swapped.items() if s.status == "equivalent"}
    assert equivalent["symbol at 1.1: y -> x"] == "by canonical forms and signs"
    assert equivalent["symbol at 0.v: x -> y"] == "from the claim"


def test_weaker_mutants_are_proved(sorted_by_name):
    strict = sorted_by_name("toy-strict")
    assert strict["relation at top: <= for <"].status == "weaker"
    assert strict["coefficient at 1.1: 1 -> 2"].status == "weaker"


def test_a_hypothesis_that_is_not_needed_makes_a_stronger_claim(sorted_by_name):
    found = sorted_by_name("toy-hypothesis")
    by_hypothesis = {n: s.status for n, s in found.items() if s.mutant.operator == "hypothesis"}
    assert by_hypothesis == {"hypothesis 0: 0 \\le x dropped": "killed", "hypothesis 1: 0 \\le y dropped": "unneeded"}


def test_what_needs_a_hypothesis_for_its_meaning_is_ill_posed(sorted_by_name):
    found = sorted_by_name("toy-inner")
    s = found["hypothesis v nonzero: dropped"]
    assert (s.status, s.how) == ("ill-posed", "a denominator vanishes")
    assert not any(s.instance.values["v"])


def test_existences_are_refuted_and_proved(sorted_by_name):
    found = sorted_by_name("toy-some")
    by_name = {n: s.status for n, s in found.items()}
    assert by_name["relation at 1: < for <="] == "killed"
    assert by_name["summand at 1.0.0: -2 k x dropped"] == "killed"
    assert by_name["coefficient at 1.1: 0 -> 1"] == "weaker"


def test_what_a_used_claim_does_not_need_is_not_needed_here(toy):
    registry = toy(USING)
    results = check(registry, registry.select(["all"]))
    chosen = [(c, v) for c, v in holding(results) if c == "toy-second"]
    (row,) = rows(registry, chosen, BUDGET, 0, None)
    assert {m["status"] for m in row["mutants"] if m["operator"] == "hypothesis"} == {"unneeded"}


def test_earlier_claims_are_met_at_the_symbols_at_hand(toy):
    """The first claim needs no promise at all, the second still has one of its two."""
    registry = toy(
        '@claim("toy-first")\ndef first(S):\n    e, f = S.positive("e"), S.positive("f")\n'
        "    return eq((e + f) ** 2, e**2 + 2 * e * f + f**2)\n\n\n"
        '@claim("toy-second")\ndef second(S):\n    e, f = S.positive("e"), S.positive("f")\n'
        "    return eq((e + f) ** 2 - f**2, e**2 + 2 * e * f)\n\n\n"
        '@second.proof()\ndef _(p, o):\n    p.ring((1, p.use("toy-first")))\n'
    )
    results = check(registry, registry.select(["all"]))
    chosen = [(c, v) for c, v in holding(results) if c == "toy-second"]
    (row,) = rows(registry, chosen, BUDGET, 0, None)
    assert [m["status"] for m in row["mutants"] if m["operator"] == "hypothesis"] == ["unneeded"] * 2


def test_a_promise_that_a_claim_needs_is_not_lent_to_it():
    e, weak = sym("e", "real", "pos"), sym("e")
    needy, free = Statement((), lt(0, e)), Statement((), le(0, weak**2))
    lookup = {"needy": needy, "free": free}
    mine = aligned(lambda claim, variant: lookup[claim], Statement((), le(weak, weak)))
    assert mine("needy", "") is needy
    assert mine("free", "") is free
    mine = aligned(lambda claim, variant: lookup[claim], Statement((), le(e, e)))
    assert mine("free", "") == Statement((), le(0, e**2))


def test_a_symbol_of_which_a_claim_never_promised_anything_stays_its_own():
    """A script names it, with whatever value."""

    class Lessened:
        def plain(self, claim, variant):
            return Statement((), le(0, (sym("e") if claim == "of reals" else sym("e", "real", "pos")) ** 2))

        def __call__(self, claim, variant):
            return Statement((), le(0, sym("e") ** 2))

    e = sym("e", "real", "pos")
    mine = aligned(Lessened(), Statement((), le(e, e)))
    assert mine("of reals", "") == Statement((), le(0, sym("e") ** 2))
    assert mine("of positive numbers", "") == Statement((), le(0, e**2))


def test_a_condition_that_two_statements_share_is_met_once(toy):
    registry = toy(
        '@claim("toy-when")\ndef when(S):\n    x, y = S.real("x"), S.real("y")\n'
        "    return implies(lt(0, x), le(x, x + x * y**2))\n\n\n"
        "@when.proof()\ndef _(p, o):\n    p.assume()\n    p.sign(o.x * o.y**2)\n"
    )
    (result,) = check(registry, registry.select(["all"]))
    found = mutated(registry, result.variants[0], "toy-when", BUDGET, 0, None)["mutants"]
    status = {m["name"]: m["status"] for m in found}
    assert status["coefficient at 1.1: x y^2 -> 2 x y^2"] == "weaker"
    assert status["sign at 1.1: x y^2 -> -x y^2"] == "killed"


def test_what_is_neither_refuted_nor_proved_survives(toy):
    registry = toy(
        '@claim("toy-a")\ndef a(S):\n    x = S.real("x")\n    return le(-1, x**4 - x)\n\n\n'
        "@a.proof()\ndef _(p, o):\n    h = num('1/2')\n    p.sign((o.x**2 - h) ** 2 + (o.x - h) ** 2 + h)\n"
    )
    (result,) = check(registry, registry.select(["all"]))
    row = mutated(registry, result.variants[0], "toy-a", BUDGET, 0, None)
    statuses = {m["name"]: m["status"] for m in row["mutants"]}
    assert "killed" in statuses.values()
    assert statuses["coefficient at 0: -1 -> -2"] == "weaker"
    assert statuses["coefficient at 0: -1 -> -\\frac{1}{2}"] == "survived"  # true, by squares that nobody tried
    assert row["counts"]["survived"] == sum(s == "survived" for s in statuses.values())
    survived = [m for m in row["mutants"] if m["status"] == "survived"]
    assert all(m["how"].startswith("true at ") and m["draws"] == BUDGET.draws for m in survived)


# ---- reports -------------------------------------------------------------------------------------
SOME = ("cai-eq1", "kohler-eq7", "kohler-eq12", "cai-norm-monotone", "wiki-dl-dbeta", "arora-lemma2.4-1")


@pytest.fixture(scope="module")
def real(registry, results):
    chosen = holding(results[id] for id in SOME)
    return list(rows(registry, chosen, BUDGET, 0, 12))


def test_real_claims_have_killed_mutants(real):
    assert {r["claim"] for r in real} == set(SOME)
    assert all(r["counts"]["killed"] for r in real)
    assert data(real, BUDGET, 0, 12)["score"] > 0.8


def test_the_report_follows_its_schema(real):
    made = json.loads(json.dumps(data(real, BUDGET, 0, 12)))
    validator = Draft202012Validator(schema("mutation"))
    assert [e.message for e in validator.iter_errors(made)] == []
    assert schema("mutation")["$defs"]["status"]["enum"] == list(STATUSES)
    made["variants"][0]["mutants"][0]["status"] = "true"
    assert not validator.is_valid(made)


def test_counts_add_up(real):
    made = data(real, BUDGET, 0, 12)
    assert sum(made["counts"].values()) == sum(len(r["mutants"]) for r in real)
    assert sum(n for by in made["operators"].values() for n in by.values()) == sum(made["counts"].values())


def test_the_same_seed_gives_the_same_bytes(registry, results, real):
    chosen = holding(results[id] for id in SOME[:2])
    again = list(rows(registry, chosen, BUDGET, 0, 12, jobs=2))
    assert json.dumps(again) == json.dumps([r for r in real if r["claim"] in SOME[:2]])


def test_witnesses_are_checked_again(registry, real):
    made = json.loads(json.dumps(data(real, BUDGET, 0, 12)))
    assert list(wrong(made, registry.statement)) == []
    row = next(r for r in made["variants"] if r["claim"] == "cai-eq1")
    killed = next(m for m in row["mutants"] if m["status"] == "killed")
    values = killed["witness"]["values"]
    values["w"] = ["0"] * len(values["w"])
    values["y"] = ["0"] * len(values["y"])
    told = f"cai-eq1/printed: {killed['name']}: the conclusion holds at the instance"
    assert list(wrong(made, registry.statement)) == [told]
    killed["status"] = "survived"
    assert list(wrong(made, registry.statement)) == ["cai-eq1/printed: the counts are others"]
    row["statement"] = "0" * 64
    assert list(wrong(made, registry.statement)) == ["cai-eq1/printed: the claim file states something else"]


def test_the_table_names_what_survived(real):
    lines = told(real)
    assert lines[0].split()[:3] == ["score", "survived", "killed"]
    survived = [m["name"] for r in real for m in r["mutants"] if m["status"] == "survived"]
    assert all(any(name in line for line in lines if line.startswith("survived")) for name in survived)


def test_scores():
    assert score({"killed": 19, "survived": 1}) == 0.95
    assert score({"weaker": 3}) is None


def test_the_command(cli, tmp_path):
    code, out, _ = cli("mutate", "kohler-eq7", "--limit", "6", "--draws", "40", "--json", "--write", "--to", tmp_path)
    assert code == 0
    assert json.loads((tmp_path / "mutation.json").read_text()) == json.loads(out)
    code, out, _ = cli("mutate", "--check", "--to", tmp_path)
    assert (code, out.split(", ")[1]) == (0, "0 complaints\n")
    code, _, err = cli("mutate", "--check", "--to", tmp_path / "nowhere")
    assert code == 2
    assert "mutation.json is missing" in err
