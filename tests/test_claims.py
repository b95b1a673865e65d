"""Every claim through the registry: verdicts as expected, wrong forms refuted, corrections smallest."""

import json
import os
import subprocess
import sys
from fractions import Fraction

import pytest
from conftest import ROOT

from bnproof import expect
from bnproof.interpret.instance import Sequence
from bnproof.judge import HOLDS, Verdict
from bnproof.registry import Registry
from bnproof.run import check
from bnproof.search.instances import Problem
from bnproof.search.refute import _breaks, _smaller
from bnproof.statement.codec import canonical, decode
from bnproof.verify.instances import instance_of
from bnproof.verify.replay import check_evidence, shown_by
from bnproof.verify.witness import admits, breaks, nontrivial

REGISTRY = Registry.load()
CLAIMS = [pytest.param(c, id=id) for id, (_, c) in REGISTRY.claims.items()]
VARIANTS = [pytest.param(c, v, id=f"{id}/{v.name}") for id, (_, c) in REGISTRY.claims.items() for v in c.variants]
MUTANTS = [p for p in VARIANTS if p.values[1].role == "mutant"]
FACTORS = [p for p in VARIANTS if p.values[1].role == "factor"]
AGAIN = ("cai-norm-monotone", "wiki-better-init", "kohler-eq13")  # proofs, witnesses, a disproof, SymPy


@pytest.fixture(scope="module")
def found(results):
    """Results of variants, by claim and name."""
    return {(r.id, v.name): v for r in results.values() for v in r.variants}


@pytest.fixture(scope="module")
def expected():
    return {key: v for s in REGISTRY.sources for key, v in expect.read(s.folder).items()}


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_claim_has_the_expected_verdict(claim, results, expected):
    result = results[claim.id]
    assert result.verdict is expected.get(claim.id, expect.usual(result))


@pytest.mark.parametrize(("claim", "variant"), VARIANTS)
def test_a_variant_has_the_expected_verdict(claim, variant, found, results, expected):
    usual = expect.usual(results[claim.id], variant.role == "mutant")
    result = found[claim.id, variant.name]
    assert result.verdict is expected.get(f"{claim.id}/{variant.name}", usual)
    assert (result.reason == "") == (result.verdict is not Verdict.UNDECIDED)


def test_nothing_is_expected_of_what_does_not_exist(found, expected):
    assert set(expected) - {id for id, _ in found} - {f"{id}/{name}" for id, name in found} == set()


@pytest.mark.parametrize(("claim", "variant"), MUTANTS)
def test_a_wrong_form_falls_to_evidence(claim, variant, found):
    (evidence,) = found[claim.id, variant.name].evidence
    assert evidence["kind"] in ("witness", "disproof")
    assert check_evidence(evidence, REGISTRY.statement).name == (claim.id, variant.name)


@pytest.mark.parametrize(("claim", "variant"), [p for p in VARIANTS if not p.values[0].cited])
def test_a_variant_speaks_of_something(claim, variant, found):
    """What is proved holds at an instance of at least two dimensions; what is violated fails at one."""
    result = found[claim.id, variant.name]
    if result.verdict is Verdict.UNDECIDED:
        assert result.evidence == ()
        return
    (evidence,) = result.evidence
    statement = REGISTRY.statement(claim.id, variant.name)
    nodes = decode(evidence["nodes"])
    instance = instance_of(evidence["instance"], nodes, statement)
    meets = shown_by(nodes, evidence["meets"]) if "meets" in evidence else None
    assert set(instance.dims) == set(statement.spaces)
    if evidence["kind"] == "proof":
        assert all(d >= 2 for d in instance.dims.values())
        assert nontrivial(statement.conclusion, admits(statement, instance, meets))
    elif evidence["kind"] == "witness":
        breaks(statement, instance, meets)
    else:
        admits(statement, instance, meets)


@pytest.mark.parametrize("claim", CLAIMS)
def test_what_is_false_comes_with_what_is_true(claim, found):
    """Printed forms and readings that fail, beside a correction that is proved or a reading that is."""
    told = [v for v in claim.variants if v.role in ("printed", "reading")]
    remedies = [v for v in claim.variants if v.role in ("corrected", "reading")]
    verdict = {v.name: found[claim.id, v.name].verdict for v in claim.variants}
    fails = any(verdict[v.name] is Verdict.VIOLATED for v in told)
    assert not fails or any(verdict[v.name] in HOLDS for v in remedies)


def test_some_claims_fail(results):
    """Else the test above could not."""
    assert {r.verdict for r in results.values()} >= {Verdict.PROVED, Verdict.VIOLATED, Verdict.DEPENDS}


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_correction_is_smallest(claim, found):
    """Against each form that fails: with any one of its edits undone, it fails too."""
    by_overrides = {frozenset(v.overrides): found[claim.id, v.name].verdict for v in claim.variants}
    told = [dict(v.overrides) for v in claim.variants if v.role in ("printed", "reading")]
    wrong = [form for form in told if by_overrides[frozenset(form.items())] is Verdict.VIOLATED]
    for corrected in (dict(v.overrides) for v in claim.variants if v.role == "corrected"):
        edits = [(form, key) for form in wrong for key in corrected if form.get(key) != corrected[key]]
        assert edits
        for form, key in edits:
            undone = {k: v for k, v in corrected.items() if k != key} | {k: v for k, v in form.items() if k == key}
            assert by_overrides.get(frozenset(undone.items())) is Verdict.VIOLATED, f"without {key}"


@pytest.mark.parametrize(("claim", "variant"), FACTORS)
def test_a_single_edit_of_a_correction_is_refuted(claim, variant, found):
    assert found[claim.id, variant.name].verdict is Verdict.VIOLATED
    assert any(set(variant.overrides) < set(v.overrides) for v in claim.variants if v.role == "corrected")


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_claim_that_holds_has_a_mutant(claim, results):
    mutants = [v for v in claim.variants if v.role == "mutant"]
    assert mutants or results[claim.id].verdict not in HOLDS


@pytest.mark.parametrize(("claim", "variant"), VARIANTS)
def test_no_instance_a_step_smaller_breaks_what_a_witness_breaks(claim, variant, found):
    result = found[claim.id, variant.name]
    statement, meets = result.statement, claim.meets(variant.trace().objects)
    problem = Problem(statement, meets=meets)
    for evidence in (e for e in result.evidence if e["kind"] == "witness"):
        witness = instance_of(evidence["instance"], decode(evidence["nodes"]), statement)
        assert _breaks(problem, witness)
        for smaller in _smaller(statement, witness):
            assert not _breaks(problem, smaller) or _size(problem.complete(smaller)) >= _size(witness)


def _size(value):
    """Of an instance, what is determined in it included: dimensions, then numbers other than 0, then bits."""
    numbers = [x for x in _numbers(list(value.values.values())) if x]
    bits = sum(x.numerator.bit_length() + x.denominator.bit_length() for x in numbers)
    return sum(value.dims.values()), len(numbers), bits


def _numbers(value):
    if isinstance(value, tuple | list):
        return [x for part in value for x in _numbers(part)]
    if isinstance(value, Sequence):
        return _numbers((value.prefix, value.tail))
    return [value] if isinstance(value, int | Fraction) else []


PRINT_EVIDENCE = """
import sys
from bnproof.registry import Registry
from bnproof.run import check
from bnproof.search.instances import Problem
from bnproof.search.refute import _breaks, _smaller
from bnproof.statement.codec import canonical
registry = Registry.load()
for result in check(registry, registry.select(sys.argv[1:])):
    print(result.id, canonical([[v.name, v.verdict, list(v.evidence)] for v in result.variants]))
"""


@pytest.mark.parametrize("seed", ["0", "1"])
def test_another_process_finds_the_same_bytes(seed, results):
    """Whatever the order of its sets and the claims it checked before."""
    out = subprocess.run(
        [sys.executable, "-c", PRINT_EVIDENCE, *AGAIN],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for line in out.splitlines():
        id, text = line.split(" ", 1)
        here = [[v.name, v.verdict, list(v.evidence)] for v in results[id].variants]
        assert text == canonical(here)
    assert {line.split(" ")[0] for line in out.splitlines()} >= set(AGAIN)


def test_evidence_survives_json(results):
    for evidence in (e for id in AGAIN for v in results[id].variants for e in v.evidence):
        assert json.loads(json.dumps(evidence)) == evidence


def test_checking_a_claim_alone_finds_the_same(results):
    (alone,) = [r for r in check(REGISTRY, REGISTRY.select(["cai-eq5b"])) if r.id == "cai-eq5b"]
    assert [v.evidence for v in alone.variants] == [v.evidence for v in results["cai-eq5b"].variants]
