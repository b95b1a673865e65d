"""Every committed proof and witness, corrupted in every field: what the kernel accepts, a second checker must, too."""

import json
import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from second.evidence import agree, agree_on_all_points
from second.refusal import Rejected
from verify.corruptions import Corrupted, corruptions

from bnproof.statement.sorts import Malformed
from bnproof.verify.context import Refused
from bnproof.verify.replay import check_evidence

EVIDENCE = Path(__file__).parents[2] / "reports" / "evidence"
THOROUGH = os.environ.get("BNPROOF_PROFILE") == "thorough"
EACH = 1_000 if THOROUGH else 16  # corruptions of each piece of evidence, at equal distances; long proofs have 80,000
KINDS = {
    "added", "argument", "depth", "dimension", "domain", "doubled", "huge number", "index", "index out of range",
    "label", "missing", "name", "number", "operator", "order", "relation", "rule", "sign", "sort", "step left out",
    "swapped", "swapped claim", "type", "value",
}  # fmt: skip
HOPELESS = (
    "index out of range",
)  # a swapped claim may be one that repeats the other: the hash of the statement says so


def committed(pattern: str = "*/*.json") -> dict[str, dict[str, Any]]:
    """Evidence by path; that of mutants has folders of its own."""
    return {str(p.relative_to(EVIDENCE)): json.loads(p.read_text()) for p in sorted(EVIDENCE.glob(pattern))}


@pytest.mark.parametrize("name", committed("**/*.json"))
def test_the_second_checker_accepts_all_that_is_committed(name, registry):
    agree(json.loads((EVIDENCE / name).read_text()), registry)


def test_the_second_checker_accepts_what_is_shown_of_all_points(registry):
    """That instances meet hypotheses about all points; in the thorough profile all such proofs, which take minutes."""
    given = [e for e in committed().values() if "meets" in e]
    for evidence in given if THOROUGH else given[-1:]:
        agree_on_all_points(evidence, registry)
    assert given


def test_nothing_corrupted_is_accepted_that_a_second_checker_refuses(registry, record_property):
    tried, accepted, disagreements, beyond = Counter[str](), Counter[str](), [], 0
    for name, corrupted in _of_every_kind():
        tried[corrupted.kind] += 1
        try:
            check_evidence(corrupted.evidence, registry.statement)
        except (Refused, Malformed):
            continue
        accepted[corrupted.kind] += 1
        try:
            agree(corrupted.evidence, registry)
        except Rejected as error:
            if "an oblique mean in space" in str(error):  # the second checker has such means in the plane alone
                beyond += 1
                continue
            disagreements.append(f"{name}: {corrupted.kind} at {corrupted.path}: {error}")
    record_property("tried", dict(tried))
    record_property("accepted by both", dict(accepted))
    assert not disagreements, "\n".join(disagreements)
    assert beyond < 0.01 * sum(tried.values())
    assert set(tried) == KINDS
    assert sum(tried.values()) > 0.9 * EACH * len(committed()) or THOROUGH
    assert sum(accepted.values()) < 0.1 * sum(tried.values())
    for kind in HOPELESS:  # whatever else is in the evidence, this is never right
        assert not accepted[kind], kind


def _of_every_kind() -> Iterator[tuple[str, Corrupted]]:
    """Those below, and the first of each kind that is not among them."""
    kinds = set()
    for name, corruption in _all():
        corrupted = corruption()
        kinds.add(corrupted.kind)
        yield name, corrupted
    everything = committed()
    for name, evidence in everything.items():
        if kinds >= KINDS:
            return
        for corruption in corruptions(evidence, list(everything.values()), random.Random(name)):
            corrupted = corruption()
            if corrupted.kind not in kinds:
                kinds.add(corrupted.kind)
                yield name, corrupted


def _all() -> Iterator[tuple[str, Callable[[], Corrupted]]]:
    everything = committed()
    for number, (name, evidence) in enumerate(everything.items()):
        listed = list(corruptions(evidence, list(everything.values()), random.Random(name)))
        step = -(-len(listed) // EACH)
        yield from ((name, corruption) for corruption in listed[number % step :: step])


def test_the_same_seed_gives_the_same_corruptions():
    first, second = ([(name, c().kind, c().path) for name, c in islice(_all(), 300)] for _ in range(2))
    assert first == second
