"""Mutants that no instance refutes, by the refutations that a claim file has of its wrong forms."""

import copy
import json

import pytest
from conftest import ROOT
from jsonschema import Draft202012Validator
from second.evidence import agree
from second.refusal import Rejected

from bnproof.mutate.derive import mutants
from bnproof.mutate.disprove import disproved
from bnproof.mutate.proofs import Origin
from bnproof.mutate.recheck import unproved_in, wrong
from bnproof.mutate.report import data
from bnproof.mutate.run import holding, rows, settled_by
from bnproof.report.mutation import read
from bnproof.report.schemas import schema
from bnproof.report.write import files, write
from bnproof.run import check
from bnproof.search.refute import Budget
from bnproof.statement.codec import statement_hash

BUDGET = Budget(draws=30, shrinks=0, screens=0)
CLAIMS = '''
@claim("toy-more")
def more(S):
    t = S.real("t")
    return lt(t, t + 1)


@claim("toy-bounded")
def bounded(S, *, a="positive", above=1):
    """Some C bounds a x + 1 for all x up to 1."""
    a, C, x = getattr(S, a)("a"), S.nonnegative("C"), S.real("x")
    line = a * x + 1
    S.let(line=line)
    bound = le(line, C)
    return there_are(C, for_every(x, bound if above is None else implies(le(x, above), bound)))


@bounded.proof()
def _(p, o):
    p.take(o.a + 1)
    x = p.intro()
    p.assume()
    p.sign(o.a * (1 - x))


bounded.mutant("for every x", above=None)
bounded.mutant("for every a", a="real")


@bounded.refutation("for every x", lambda o: (lt(1, o.a),))
def _(p, o):
    C = p.intro()
    p.use("toy-more", t=C)
    p.take((C + 1) / o.a)
    above = lambda q: q.sign(num(2))
    above(p) if p.goal.op == "lt" else p.both(lambda q: q.sign((C + 1) / o.a + 1), above)


@bounded.refutation("for every a", lambda o: (lt(o.a, 0),))
def _(p, o):
    C = p.intro()
    p.take((C + 1) / o.a)
    p.both(lambda q: q.sign(1 + (C + 1) / -o.a), lambda q: q.sign(num(2)))
'''
DROPPED = "hypothesis at 1.1: x \\le 1 dropped"
UNSIGNED = "hypothesis a pos: dropped"
MADE = []  # the same for every test


@pytest.fixture
def small(toy):
    registry = toy(CLAIMS)
    results = check(registry, registry.select(["all"]))
    chosen = [(c, v) for c, v in holding(results) if c == "toy-bounded"]
    return registry, results, chosen


@pytest.fixture
def made(small):
    registry, results, chosen = small
    if not MADE:
        found = rows(registry, chosen, BUDGET, 0, None, settled=settled_by(results))
        MADE.append(data(list(found), BUDGET, 0, None))
    return json.loads(json.dumps(MADE[0]))


def by_name(made):
    (row,) = made["variants"]
    return {m["name"]: m for m in row["mutants"]}


def spoiled(made, name, **changes):
    """A copy in which the disproof of a mutant says something else."""
    other = copy.deepcopy(made)
    by_name(other)[name]["disproof"] |= changes
    return other


def test_a_refutation_of_a_wrong_form_kills_what_says_the_same(made):
    found = by_name(made)
    killed = {n: m["how"] for n, m in found.items() if "disproof" in m}
    assert killed[DROPPED] == "the negation is proved, as of 'for every x'"
    assert killed[UNSIGNED] == "the negation is proved, as of 'for every a'"
    for name in killed:
        m = found[name]
        assert (m["status"], m["disproof"]["statement"], "witness" in m) == ("killed", m["statement"], False)


def test_it_kills_mutants_that_nobody_declared(made):
    """Such as -x <= 1 for x <= 1: a script for the wrong form serves it too."""
    assert by_name(made)["sign at 1.1.0: x -> -x"]["how"] == "the negation is proved, as of 'for every x'"


def test_what_is_true_is_not_killed(small, made):
    true = ["coefficient at 1.1.0.1: 1 -> 2", "relation at 1.1.0: < for <=", "summand at 1.1.1.0: 1 dropped"]
    assert {by_name(made)[name]["status"] for name in true} <= {"weaker", "stronger", "survived"}
    registry, results, ((claim, v),) = small
    origin = Origin.of(registry.claims[claim][1], v, registry.statement, settled=settled_by(results))
    assert all(disproved(m, origin.statement, origin, BUDGET) is None for m in mutants(origin.statement))


def test_a_disproof_rests_on_what_is_proved(small):
    registry, _, chosen = small
    (row,) = rows(registry, chosen, BUDGET, 0, 2)
    statuses = {m["name"]: m["status"] for m in row["mutants"]}
    assert (statuses[DROPPED], statuses[UNSIGNED]) == ("survived", "killed")  # the second uses no claim


def test_workers_know_what_is_proved(small, made):
    registry, results, chosen = small
    (row,) = rows(registry, chosen, BUDGET, 0, 4, 2, settled_by(results))
    assert {m["name"] for m in row["mutants"]} >= {DROPPED, UNSIGNED}
    assert all(m == by_name(made)[m["name"]] for m in json.loads(json.dumps(row["mutants"])))


def test_disproofs_follow_their_schemas(made):
    validator = Draft202012Validator(schema("mutation"))
    assert [e.message for e in validator.iter_errors(made)] == []
    evidence = by_name(made)[DROPPED]["disproof"]
    assert Draft202012Validator(schema("evidence")).is_valid(evidence)
    by_name(made)[DROPPED]["witness"] = {"dims": {}, "values": {}}
    assert not validator.is_valid(made)  # one or the other
    assert not validator.is_valid(spoiled(made, UNSIGNED, kind="witness"))


# ---- checked again ----------------------------------------------------------------------------------------------
def complaints(small, made, unproved=lambda uses: frozenset()):
    return list(wrong(made, small[0].statement, unproved=unproved))


def test_disproofs_are_checked_again(small, made):
    assert complaints(small, made) == []
    other = by_name(made)[UNSIGNED]["disproof"]
    step = {"rule": "fact"}
    wanted = {
        "no such operator": dict(nodes=[["rat", []]]),
        "not known": dict(proof=step),
        "statement: the claim file states something else": dict(statement=other["statement"]),
        "kind: 'none'": dict(kind="none"),
        "intro needs a universal sentence": dict(kind="proof"),
        "a hypothesis fails": dict(instance={"dims": {}, "values": {"a": "1"}}),
        "where": dict(where=[10**6]),
        "schema": dict(schema="bnproof-evidence/0"),
    }
    for told, changes in wanted.items():
        (line,) = complaints(small, spoiled(made, DROPPED, **changes))
        assert line.startswith(f"toy-bounded/printed: {DROPPED}: "), told
        assert told in line


def test_evidence_against_one_mutant_is_none_against_another(small, made):
    spoilt = copy.deepcopy(made)
    found = by_name(spoilt)
    found[DROPPED]["disproof"] = found[UNSIGNED]["disproof"]
    assert len(complaints(small, spoilt)) == 1
    true = next(m for m in found.values() if m["status"] == "weaker")
    true |= {"status": "killed", "disproof": found[UNSIGNED]["disproof"] | {"statement": true["statement"]}}
    assert any(true["name"] in line for line in complaints(small, spoilt))


def test_a_witness_under_the_name_of_a_disproof_is_none(small, made):
    spoilt = copy.deepcopy(made)
    by_name(spoilt)[UNSIGNED]["status"] = "ill-posed"
    assert any("no proof of the negation" in line for line in complaints(small, spoilt))


def test_what_a_disproof_uses_is_proved_by_the_report(small, made, tmp_path):
    registry, results, _ = small
    told = f"toy-bounded/printed: {DROPPED}: its disproof uses [('toy-more', 'printed')], which are not proved"
    assert told in complaints(small, made, unproved_in(tmp_path, registry.statement))
    write(tmp_path, files(registry, results))
    assert complaints(small, made, unproved_in(tmp_path, registry.statement)) == []
    path = tmp_path / "evidence" / "toy-more" / "printed.json"
    proof = json.loads(path.read_text())
    path.write_text(json.dumps(proof | {"proof": {"rule": "fact"}}))
    assert any("not known" in line for line in complaints(small, made, unproved_in(tmp_path, registry.statement)))


def test_hashes_are_those_of_mutants(small, made):
    """So a row says which statement is refuted."""
    hashes = {statement_hash(m.statement) for m in mutants(small[2][0][1].statement) if m.statement}
    assert {m["disproof"]["statement"] for m in by_name(made).values() if "disproof" in m} <= hashes


# ---- a second opinion -------------------------------------------------------------------------------------------
def test_the_second_checker_agrees(small, made):
    derived = {statement_hash(m.statement): m.statement for m in mutants(small[2][0][1].statement) if m.statement}
    found = [m["disproof"] for m in by_name(made).values() if "disproof" in m]
    for evidence in found:
        agree(evidence, small[0], derived[evidence["statement"]])
        with pytest.raises(Rejected):
            agree(evidence, small[0], small[2][0][1].statement)  # what holds
    assert len(found) > 2


def test_the_second_checker_accepts_the_disproofs_that_are_committed(registry):
    made = read(ROOT / "reports") or {"variants": []}
    for row in made["variants"]:
        told = [m["disproof"] for m in row["mutants"] if "disproof" in m]
        derived = {statement_hash(m.statement): m.statement for m in _all_mutants(registry, row)} if told else {}
        for evidence in told:
            agree(evidence, registry, derived[evidence["statement"]])


def _all_mutants(registry, row):
    return [m for m in mutants(registry.statement(row["claim"], row["variant"])) if m.statement]
