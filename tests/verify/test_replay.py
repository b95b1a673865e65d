"""Evidence is checked against the statement as the claim file states it now; all else is refused."""

import copy
import json
import random

import pytest

from bnproof.statement.builder import Scope, both, either, eq, implies, le, lt, ne
from bnproof.statement.nodes import Node, build, lift
from bnproof.statement.sorts import INT, Malformed
from bnproof.verify.context import Refused
from bnproof.verify.replay import check_evidence, negation, supported

PROOF = ("cai-eq5b", "printed")
WITNESS = ("arora-C1-grad-z", "printed")
DISPROOF = ("wiki-better-init", "some optimum")
ALL = [PROOF, WITNESS, DISPROOF]


@pytest.mark.parametrize(
    ("name", "kind", "uses"),
    [(PROOF, "proof", {("cai-eq4", "printed")}), (WITNESS, "witness", set()), (DISPROOF, "disproof", set())],
)
def test_evidence_passes_and_says_what_it_shows(name, kind, uses, evidence, registry):
    checked = check_evidence(evidence(*name), registry.statement)
    assert (checked.name, checked.kind, checked.uses) == (name, kind, uses)


@pytest.mark.parametrize("data", [None, [], 3, "x", {}, {"schema": "bnproof-evidence/2"}])
def test_what_is_no_evidence_is_malformed(data, registry):
    with pytest.raises(Malformed, match="schema: not bnproof-evidence/1"):
        check_evidence(data, registry.statement)


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("key", ["claim", "variant", "statement", "kind", "nodes", "instance"])
def test_a_missing_key_is_named(name, key, evidence, registry):
    data = evidence(*name)
    del data[key]
    with pytest.raises(Malformed, match=f"^{key}: "):
        check_evidence(data, registry.statement)


def test_a_missing_proof_is_refused(evidence, registry):
    for name in (PROOF, DISPROOF):
        data = evidence(*name)
        del data["proof"]
        with pytest.raises(Refused, match="'rule'"):
            check_evidence(data, registry.statement)


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("claim", "cai-eq4", "statement: the claim file states something else"),
        ("claim", "cai-eq99", "no variant 'printed' of a claim 'cai-eq99'"),
        ("claim", ["cai-eq5b"], "claim: missing or no text"),
        ("variant", "squared radius", "statement: the claim file states something else"),
        ("statement", "0" * 64, "statement: the claim file states something else"),
        ("kind", "opinion", "kind: 'opinion'"),
        ("kind", "witness", "the conclusion holds at the instance"),
        ("kind", "disproof", "where: not a list"),
        ("nodes", 3, "nodes: not a list"),
        ("nodes", [["frobnicate", []]], r"nodes\[0\]: no such operator: 'frobnicate'"),
        ("nodes", [["eigmin", [0]]], r"nodes\[0\]: arguments must be earlier rows"),
        ("instance", 3, "instance: "),
        ("proof", {"rule": "obvious"}, "no such rule: 'obvious'"),
        ("proof", [], "TypeError"),
    ],
)
def test_a_spoiled_proof_is_refused(key, value, message, evidence, registry):
    with pytest.raises((Refused, Malformed), match=message):
        check_evidence({**evidence(*PROOF), key: value}, registry.statement)


def test_evidence_for_one_side_is_none_for_the_other(evidence, registry):
    """A witness is no proof, and a proof of the negation none of the sentence."""
    with pytest.raises(Refused, match="'rule'"):
        check_evidence({**evidence(*WITNESS), "kind": "proof"}, registry.statement)
    with pytest.raises(Refused):
        check_evidence({**evidence(*DISPROOF), "kind": "proof"}, registry.statement)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (0, "instance.dims: a dimension is no integer"),
        (65, "instance.dims: a dimension is no integer"),
        (True, "instance.dims: a dimension is no integer"),
        ("2", "instance.dims: a dimension is no integer"),
        (3, "is outside its domain"),
    ],
)
def test_a_dimension_must_be_small_and_fit(value, message, evidence, registry):
    data = evidence(*PROOF)
    data["instance"]["dims"]["d"] = value
    with pytest.raises((Refused, Malformed), match=message):
        check_evidence(data, registry.statement)


@pytest.mark.parametrize("value", [1, 0.5, None, "", "x", "1/0", "1e3", "0x10", "½", "9" * 4001, ["1"], {"p": 1}])
def test_a_number_must_be_a_rational_written_as_text(value, evidence, registry):
    data = evidence(*PROOF)
    data["instance"]["values"]["a"] = value
    with pytest.raises(Malformed, match=r"instance\.values\.a: no rational number"):
        check_evidence(data, registry.statement)


def test_a_missing_value_is_named(evidence, registry):
    data = evidence(*PROOF)
    del data["instance"]["values"]["eps"]
    with pytest.raises(Malformed, match="instance: 'eps'"):
        check_evidence(data, registry.statement)


@pytest.mark.parametrize(("name", "value"), [("eps", "-1"), ("eps", "0"), ("w", ["0", "0"])])
def test_an_instance_outside_its_domain_is_refused(name, value, evidence, registry):
    data = evidence(*PROOF)
    data["instance"]["values"][name] = value
    with pytest.raises(Refused, match=f"{name} is outside its domain"):
        check_evidence(data, registry.statement)


def test_a_proof_at_a_trivial_instance_is_refused(evidence, registry):
    data = evidence("cai-eq4", "printed")
    values = data["instance"]["values"]
    values["u"] = ["0"] * len(values["u"])  # both sides vanish
    with pytest.raises(Refused, match="instance: trivial"):
        check_evidence(data, registry.statement)


def test_a_proof_at_an_instance_of_one_dimension_is_refused(evidence, registry):
    data = evidence("kohler-eq13", "printed")
    one = {"dims": {"d": 1}, "values": {"S": [["1"]], "eta": "1", "u": ["1"], "w": ["1"]}}
    with pytest.raises(Refused, match="instance: trivial"):
        check_evidence({**data, "instance": one}, registry.statement)


def test_a_witness_that_breaks_nothing_is_refused(evidence, registry):
    data = evidence(*WITNESS)
    data["instance"]["values"]["gamma"] = "0"
    with pytest.raises(Refused, match="the conclusion holds at the instance"):
        check_evidence(data, registry.statement)


def test_a_disproof_needs_an_instance_of_what_it_assumes(evidence, registry):
    data = evidence(*DISPROOF)
    data["instance"]["values"]["W0"] = data["instance"]["values"]["W"]  # their product is positive
    with pytest.raises(Refused, match="a hypothesis fails"):
        check_evidence(data, registry.statement)


def test_a_disproof_may_not_assume_things_about_other_symbols(evidence, registry):
    data = evidence(*DISPROOF)
    k = len(data["nodes"])
    data["nodes"] += [["sym", [], "q", "real", ""], ["num", [], "0"], ["lt", [k, k + 1]], ["lt", [k + 1, k]]]
    data["where"] += [k + 2, k + 3]  # a contradiction
    with pytest.raises(Refused, match="where: speaks of other symbols"):
        check_evidence(data, registry.statement)


def test_a_disproof_assumes_sentences_that_exist(evidence, registry):
    data = evidence(*DISPROOF)
    for where in ([10**6], [-1], ["0"], [True]):
        with pytest.raises(Malformed, match="where: no node"):
            check_evidence({**data, "where": where}, registry.statement)


def leaves(data, path=()):
    """Paths of everything inside."""
    for key, value in data.items() if isinstance(data, dict) else enumerate(data):
        yield (*path, key)
        if isinstance(value, dict | list):
            yield from leaves(value, (*path, key))


JUNK = [
    None,
    True,
    -1,
    0,
    1,
    7,
    10**30,
    0.5,
    "",
    "0",
    "-1",
    "1/2",
    "x",
    "9" * 3000,
    [],
    [0],
    [[]],
    {},
    {"rule": "ring"},
]


@pytest.mark.parametrize("name", [*ALL, ("arora-lemma2.4-1", "printed"), ("kohler-thm1-eq14", "printed")])
def test_junk_in_any_place_is_refused_or_harmless(name, evidence, registry):
    """No other exception than a refusal, whatever stands where."""
    rng, good = random.Random(1), evidence(*name)
    places, refused = list(leaves(good)), 0
    for _ in range(200):
        bad = copy.deepcopy(good)
        *path, last = rng.choice(places)
        inside = bad
        for key in path:
            inside = inside[key]
        inside[last] = rng.choice(JUNK)
        try:
            check_evidence(json.loads(json.dumps(bad)), registry.statement)
        except (Refused, Malformed):
            refused += 1
    assert refused > 100


# ---- negation ----
S = Scope()
X, Y, K = S.real("x"), S.real("y"), S.natural("k")
A, B = le(X, Y), lt(X, 0)


@pytest.mark.parametrize(
    ("sentence", "negated"),
    [
        (le(X, Y), lt(Y, X)),
        (lt(X, Y), le(Y, X)),
        (eq(X, Y), ne(X, Y)),
        (ne(X, Y), eq(X, Y)),
        (both(A, B), either(lt(Y, X), le(0, X))),
        (either(A, B), both(lt(Y, X), le(0, X))),
        (implies(A, B), both(A, le(0, X))),
        (S.for_all(X, A), S.there_is(X, lt(Y, X))),
        (S.there_is(X, implies(A, B)), S.for_all(X, both(A, le(0, X)))),
    ],
)
def test_a_negation_is_pushed_inwards(sentence, negated):
    assert negation(sentence) is negated


def test_negating_twice_gives_the_sentence_back():
    for sentence in (A, B, eq(X, Y), both(A, B), either(A, B), S.for_all(X, A), S.there_is(X, both(A, B))):
        assert isinstance(negation(sentence), Node)
        assert negation(negation(sentence)) is sentence


def test_a_range_has_no_negation_yet():
    with pytest.raises(Refused, match="the negation of every"):
        negation(build("every", (K, lift(0, INT), lift(3, INT), A)))


# ---- what proofs rest on ----
@pytest.mark.parametrize(
    ("proofs", "sound"),
    [
        ({}, ""),
        ({"a": ""}, "a"),
        ({"a": "b", "b": "c", "c": ""}, "abc"),
        ({"a": "bc", "b": "", "c": "d"}, "b"),
        ({"a": "a"}, ""),
        ({"a": "b", "b": "a", "c": ""}, "c"),
        ({"a": "b", "b": "c", "c": "b", "d": "a"}, ""),
    ],
)
def test_a_proof_rests_on_proofs_without_circles(proofs, sound):
    named = {(c, "printed"): frozenset((u, "printed") for u in uses) for c, uses in proofs.items()}
    assert set(supported(named)) == {(c, "printed") for c in sound}
