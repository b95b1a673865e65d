"""Witnesses with sequences that come again: as orbits, as JSON, as evidence, corrupted."""

import json
import random
from fractions import Fraction

import pytest
from second.evidence import agree
from second.refusal import Rejected
from verify.corruptions import corruptions
from verify.repeating import (
    REST,
    STILL,
    A,
    a,
    at,
    b,
    k,
    limit_of,
    near,
    u,
    w,
)

from bnproof.interpret.instance import Instance, Sequence
from bnproof.statement.builder import (
    both,
    eq,
    le,
    lt,
)
from bnproof.statement.codec import Table, statement_hash
from bnproof.statement.limits import for_every, there_are
from bnproof.statement.nodes import Statement, num
from bnproof.statement.sorts import Malformed
from bnproof.verify.context import Refused
from bnproof.verify.instances import MAX_CYCLE, instance_json, instance_of
from bnproof.verify.replay import SCHEMA, check_evidence
from bnproof.verify.witness import admits, breaks

# ---- hypotheses and JSON ----------------------------------------------------------------------------------------
RULE = for_every(k, eq(a[k + 1], 2 - a[k]))


def cycle(*items: int, prefix: tuple[int, ...] = ()) -> Sequence:
    return Sequence(tuple(map(Fraction, prefix)), None, tuple(map(Fraction, items)))


@pytest.mark.parametrize(
    ("sequence", "fine"),
    [
        (cycle(0, 2), True),
        (cycle(0, 2, prefix=(0, 2)), True),
        (cycle(0, 2, prefix=(2,)), True),
        (cycle(0, 2, prefix=(0,)), False),  # at the seam
        (cycle(0, 1), False),
        (cycle(0, 2, 0), False),  # from the end to the beginning
        (cycle(0, 2, 0, 2), True),
        (cycle(0, 2, prefix=(5,)), False),
        (cycle(5, -3, prefix=(5, -3, 5, -3)), True),
    ],
)
def test_a_cycle_must_be_an_orbit(sequence, fine):
    statement = Statement((RULE,), there_are(A, limit_of(a, A)))
    if fine:
        breaks(statement, Instance({}, {"a": sequence}))
    else:
        with pytest.raises(Refused, match="hypothesis fails"):
            admits(statement, Instance({}, {"a": sequence}))


def test_cycles_of_different_lengths_and_prefixes():
    together = for_every(k, eq(a[k + 1] + near[k + 1], 4 - a[k] - near[k]))
    bound = for_every(k, lt(a[k], near[k] + 4))
    given = {"a": cycle(0, 4), "near": cycle(0, 0, prefix=(0, 0, 0))}
    for hypothesis in (together, bound):
        for values, fine in ((given, hypothesis is together), ({**given, "near": cycle(0, 1, 3)}, False)):
            try:
                admits(Statement((hypothesis,), le(a[0], near[0])), Instance({}, values))
                assert fine
            except Refused:
                assert not fine
    long = [Sequence((), None, (Fraction(1),) * (size - 1) + (Fraction(0),)) for size in (23, 24)]
    with pytest.raises(Refused, match="so long a period"):
        admits(Statement((bound,), le(a[0], near[0])), Instance({}, {"a": long[0], "near": long[1]}))


def test_a_premise_that_an_orbit_converges():
    statement = Statement((there_are(A, limit_of(a, A)), limit_of(b, num(2))), lt(a[0], 0))
    breaks(statement, at(a=REST))
    with pytest.raises(Refused, match="hypothesis"):
        breaks(statement, at())


def test_a_tail_and_a_cycle_are_too_much():
    double = Sequence((), Fraction(1), (Fraction(0), Fraction(2)))
    with pytest.raises(Refused, match="domain"):
        admits(Statement((), le(a[0], 1)), Instance({}, {"a": double}))


def test_cycles_have_domains():
    sentence = both(lt(b[0], 0), eq(w[0], u))
    for values in ({"b": cycle(0, -1)}, {"w": Sequence((), None, ((Fraction(1),), (Fraction(1),)))}):
        with pytest.raises(Refused, match="domain"):
            admits(Statement((), sentence), at(**values))


def test_json_of_sequences():
    statement = Statement((), both(eq(a[0], b[0]), eq(w[0], u)))
    for given in (at(), at(a=Sequence((Fraction(1),)), b=REST, w=STILL)):
        used = Instance(given.dims, {s.name: given.values[s.name] for s in statement.symbols})
        assert instance_of(json.loads(json.dumps(instance_json(used, Table()))), [], statement) == used
    data = instance_json(Instance({"d": 2}, {s.name: at().values[s.name] for s in statement.symbols}), Table())
    assert data["values"]["a"] == {"prefix": ["5"], "cycle": ["1", "-1"]}
    assert data["values"]["b"] == {"prefix": ["3", "0"], "tail": "2"}
    for wrong in (
        {"prefix": ["5"], "cycle": ["1", "-1"], "tail": None},
        {"prefix": ["5"], "cycle": ["1", "-1"], "tail": "1"},
        {"prefix": ["5"], "cycle": []},
        {"prefix": ["5"], "cycle": ["1"]},
        {"prefix": ["5"], "cycle": ["1"] * (MAX_CYCLE + 1)},
        {"prefix": ["5"], "cycle": "11"},
        {"prefix": ["5"], "cycle": {"0": "1", "1": "2"}},
        {"prefix": ["5"], "cycle": ["1", None]},
        {"prefix": ["5"], "cycle": ["1", ["1"]]},
        {"prefix": ["5"], "cycle": None},
        {"prefix": ["5"]},
        {"cycle": ["1", "-1"]},
    ):
        with pytest.raises(Malformed):
            instance_of({**data, "values": {**data["values"], "a": wrong}}, [], statement)


# ---- evidence ---------------------------------------------------------------------------------------------------
CLAIM = "cai-thm1-convergence", "eps_a = 2 too"


@pytest.fixture(scope="module")
def evidence(registry):
    """At w parallel to u and eps_a = 2 the weights rest, and a_k goes to and fro."""
    statement, table = registry.statement(*CLAIM), Table()
    values = {
        "H": ((Fraction(4),),), "u": (Fraction(1),), "eps": Fraction(1), "eps_a": Fraction(2), "K": 0,
        "a": cycle(1, 3), "w": Sequence((), (Fraction(2),)),
    }  # fmt: skip
    head = {"schema": SCHEMA, "claim": CLAIM[0], "variant": CLAIM[1], "statement": statement_hash(statement)}
    return {
        **head,
        "kind": "witness",
        "instance": instance_json(Instance({"d": 1}, values), table),
        "nodes": table.rows,
    }


def test_a_cycle_refutes_a_claim_about_limits(evidence, registry):

    check_evidence(evidence, registry.statement)
    agree(evidence, registry)


def altered(evidence, **values):
    instance = evidence["instance"]
    return {**evidence, "instance": {**instance, "values": {**instance["values"], **values}}}


@pytest.mark.parametrize(
    "values",
    [
        {"a": {"prefix": [], "cycle": ["1", "2"]}},  # no orbit
        {"a": {"prefix": ["1"], "cycle": ["1", "3"]}},  # a turn that begins too late
        {"a": {"prefix": [], "cycle": ["1", "3", "1"]}},
        {"a": {"prefix": ["1", "3"], "tail": "1"}},
        {"a": {"prefix": ["1", "3"], "tail": None}},  # an orbit of which nobody knows the end
        {"a": {"prefix": [], "cycle": ["1", "3"], "tail": "1"}},
        {"a": {"prefix": [], "cycle": []}},
        {"a": {"prefix": [], "cycle": ["1", "3"] * 100}},
        {"a": {"prefix": [], "tail": "2"}},  # converges
        {"eps_a": "1"},
        {"w": {"prefix": [["2"]], "tail": None}},
        {"w": {"prefix": [["2"]], "cycle": [["2"], ["4"]]}},
        {"w": {"prefix": [], "tail": ["0"]}},
    ],
)
def test_other_cycles_do_not(values, evidence, registry):

    wrong = altered(evidence, **values)
    with pytest.raises((Refused, Malformed)):
        check_evidence(wrong, registry.statement)
    with pytest.raises(Rejected):
        agree(wrong, registry)


def test_cycles_longer_than_their_period_and_prefixes_of_whole_turns_are_fine(evidence, registry):
    for a_k in ({"prefix": ["1"], "cycle": ["3", "1"]}, {"prefix": [], "cycle": ["1", "3"] * 6}):
        check_evidence(altered(evidence, a=a_k), registry.statement)


def test_no_corrupted_cycle_is_accepted_that_a_second_checker_refuses(evidence, registry):

    accepted = 0
    for made in corruptions(evidence, [], random.Random(0)):
        corrupted = made()
        if corrupted.kind in ("depth", "huge number"):  # the other tests try them
            continue
        try:
            check_evidence(corrupted.evidence, registry.statement)
        except (Refused, Malformed):
            continue
        accepted += 1
        agree(corrupted.evidence, registry)
    assert accepted
