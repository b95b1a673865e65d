"""The published schemas: real outputs pass, tampered ones do not, and they list what the engine knows."""

import copy
import json
import typing

import pytest
from jsonschema import Draft202012Validator

from bnproof.judge import Verdict
from bnproof.model import Role
from bnproof.report.data import evidence_files, report_json
from bnproof.report.schemas import NAMES, schema
from bnproof.run import check
from bnproof.statement.codec import statement_json
from bnproof.verify.kernel import Kernel

HANDFUL = ("arora-lemma2.4-2", "arora-lemmaB.1", "cai-eq5b", "cai-scaling", "kohler-thm1-eq14", "wiki-better-init")


def validator(name):
    return Draft202012Validator(schema(name))


def errors(name, data):
    """Places and messages; the data are what a reader of the file would see."""
    return [(list(e.absolute_path), e.message) for e in validator(name).iter_errors(json.loads(json.dumps(data)))]


@pytest.fixture(scope="module")
def report(registry, results):
    return report_json(registry, list(results.values()))


@pytest.fixture(scope="module")
def evidence(results):
    return evidence_files([results[id] for id in HANDFUL])


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_one(name):
    Draft202012Validator.check_schema(schema(name))
    assert schema(name)["$id"] == f"urn:bnproof:schema:{name}:1"


def test_an_unknown_schema_is_an_error():
    with pytest.raises(KeyError):
        schema("../pyproject")


# ---- real outputs --------------------------------------------------------------------------------
def test_the_report_follows_its_schema(report):
    assert errors("report", report) == []


def test_a_report_of_what_is_not_settled_follows_its_schema(toy):
    registry = toy(
        'a = claim("toy-a")(lambda S: (lambda x, y: le(2 * x * y, x * x + y * y))(S.real("x"), S.real("y")))\n'
        'b = claim("toy-b")(lambda S: eq(S.real("x") + S.vector("v", "d"), 0))\n'
        'c = claim("toy-c")(lambda S: 1 / 0)\n'
        '# @claim("toy-a") @claim("toy-b") @claim("toy-c")'
    )
    told = report_json(registry, check(registry, registry.select(["all"])))
    assert [c["verdict"] for c in told["claims"]] == ["UNDECIDED", "MALFORMED", "ERROR"]
    assert errors("report", told) == []


def test_evidence_of_every_kind_follows_its_schema(evidence):
    assert {e["kind"] for e in evidence.values()} == {"proof", "witness", "disproof"}
    assert {path: found for path, e in evidence.items() if (found := errors("evidence", e))} == {}


@pytest.mark.parametrize("id", HANDFUL)
def test_statements_follow_their_schema(id, results):
    assert all(errors("statement", statement_json(v.statement)) == [] for v in results[id].variants)


def test_inventories_follow_their_schema(registry):
    for source in registry.sources:
        entries = [
            {"id": e.id, "where": e.where, "kind": e.kind, "out_of_scope": e.out_of_scope} for e in source.entries
        ]
        assert errors("inventory", entries) == []
    assert errors("inventory", [{"id": "only-an-id"}]) == []


# ---- what they list is what the engine knows ------------------------------------------------------
def test_the_schema_knows_every_rule_of_the_kernel():
    rules = {name.removeprefix("_rule_").replace("_", "-") for name in dir(Kernel) if name.startswith("_rule_")}
    proof = schema("evidence")["$defs"]["proof"]
    assert set(proof["properties"]["rule"]["enum"]) == rules
    assert {case["if"]["properties"]["rule"]["const"] for case in proof["allOf"]} == rules


def test_the_schema_knows_every_verdict_and_role():
    defs = schema("report")["$defs"]
    assert defs["verdict"]["enum"] == [str(v) for v in Verdict]
    assert {*defs["variant"]["properties"]["role"]["enum"], "mutant"} == set(typing.get_args(Role))


# ---- tampering -----------------------------------------------------------------------------------
def _claim(report, id):
    return next(c for c in report["claims"] if c["id"] == id)


TAMPERED_REPORTS = {
    "another schema": lambda r: r.update(schema="bnproof-report/2"),
    "a date": lambda r: r.update(date="2020-01-01"),
    "no counts": lambda r: r.pop("counts"),
    "an unknown verdict": lambda r: _claim(r, "cai-orth").update(verdict="TRUE"),
    "PROVED without evidence": lambda r: _claim(r, "cai-orth")["variants"][0].update(evidence=[]),
    "PROVED of nothing": lambda r: _claim(r, "cai-orth")["variants"][0].update(instance=False),
    "CONDITIONAL on nothing": lambda r: _claim(r, "cai-orth")["variants"][0].update(verdict="CONDITIONAL"),
    "PROVED modulo": lambda r: _claim(r, "cai-orth")["variants"][0].update(modulo=[["toy", "printed"]]),
    "no word of what a proof rests on": lambda r: _claim(r, "cai-orth")["variants"][0].pop("modulo"),
    "out of scope without a reason": lambda r: r["out_of_scope"]["cai"].update({"cai-exp-top": ""}),
    "DEFINITION without evidence": lambda r: _claim(r, "cai-j0")["variants"][0].update(evidence=[]),
    "no hash": lambda r: _claim(r, "cai-orth")["variants"][0].update(statement="abc"),
    "a mutant among the variants": lambda r: _claim(r, "cai-orth")["variants"][0].update(role="mutant"),
    "a killed mutant that is PROVED": lambda r: _claim(r, "cai-orth")["mutants"][0].update(verdict="PROVED"),
    "a living mutant that is VIOLATED": lambda r: _claim(r, "cai-orth")["mutants"][0].update(killed=False),
    "evidence elsewhere": lambda r: _claim(r, "cai-orth")["variants"][0].update(evidence=["evidence/../x.json"]),
    "both formula and paraphrase": lambda r: _claim(r, "cai-orth")["printed"].update(formula="x", paraphrase="y"),
    "a use without variant": lambda r: _claim(r, "kohler-thm1-eq14")["uses"].append(["cai-eq4"]),
}  # fmt: skip


@pytest.mark.parametrize("tamper", TAMPERED_REPORTS.values(), ids=TAMPERED_REPORTS)
def test_a_tampered_report_fails(tamper, report):
    changed = copy.deepcopy(report)
    tamper(changed)
    assert errors("report", changed)


PROOF, WITNESS = "evidence/cai-scaling/r-gt-0.json", "evidence/cai-scaling/r-ne-0.json"
DISPROOF = "evidence/wiki-better-init/some-optimum.json"
TAMPERED_EVIDENCE = {
    "an unknown rule": (PROOF, lambda e: e["proof"].update(rule="trust-me")),
    "a rule without its data": (PROOF, lambda e: e["proof"].pop("fact")),
    "a rule with other data": (PROOF, lambda e: e["proof"].update(hint=1)),
    "a rule deep inside": (PROOF, lambda e: e["proof"]["proof"]["step"].update(rule="oops")),
    "a proof without proof": (PROOF, lambda e: e.pop("proof")),
    "a witness with proof": (WITNESS, lambda e: e.update(proof={"rule": "fact"})),
    "a witness with further hypotheses": (WITNESS, lambda e: e.update(where=[0])),
    "a disproof without hypotheses": (DISPROOF, lambda e: e.pop("where")),
    "a float": (WITNESS, lambda e: e["instance"]["values"].update(r=-1.0)),
    "a decimal": (WITNESS, lambda e: e["instance"]["values"].update(r="-1.0")),
    "a denominator 0": (WITNESS, lambda e: e["instance"]["values"].update(r="1/0")),
    "no dimension": (WITNESS, lambda e: e["instance"]["dims"].update(d=0)),
    "data that are no text": (WITNESS, lambda e: e["nodes"].append(["num", [], 1])),
    "a negative row": (WITNESS, lambda e: e["nodes"].append(["pow", [-1], "2"])),
    "another kind": (WITNESS, lambda e: e.update(kind="hearsay")),
}


@pytest.mark.parametrize(("path", "tamper"), TAMPERED_EVIDENCE.values(), ids=TAMPERED_EVIDENCE)
def test_tampered_evidence_fails(path, tamper, evidence):
    changed = copy.deepcopy(evidence[path])
    assert errors("evidence", changed) == []
    tamper(changed)
    assert errors("evidence", changed)


@pytest.mark.parametrize(
    "inventory",
    [
        {"id": "a"},
        ["a"],
        [{"where": "Eq. (1)"}],
        [{"id": "a b"}],
        [{"id": ""}],
        [{"id": "a", "formula": "x", "paraphrase": "y"}],
        [{"id": "a", "verdict": "PROVED"}],
    ],
)
def test_what_is_no_inventory_fails(inventory):
    assert errors("inventory", inventory)
