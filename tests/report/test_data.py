"""The report as data: file names, what it counts, and that it says the same thing twice."""

import pytest

from bnproof.judge import Verdict
from bnproof.report.data import environment_json, evidence_files, evidence_paths, report_json, slug, slugs, used
from bnproof.report.write import json_text
from bnproof.run import check

UNSETTLED = """
@claim("toy-a")
def a(S):
    "A claim that bnproof cannot settle: true, with a proof script that does not show it."
    x, y = S.real("x"), S.real("y")
    return le(2 * x * y, x * x + y * y)

@a.proof()
def _(p, o):
    p.fact()

a.mutant("strictly")

@claim("toy-b")
def b(S):
    return eq(S.real("x") + S.vector("v", "d"), 0)
"""


@pytest.fixture(scope="session")
def report(registry, results):
    return report_json(registry, list(results.values()))


# ---- file names ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("printed", "printed"),
        ("r != 0", "r-ne-0"),
        ("r > 0", "r-gt-0"),
        ("- 1 for + 1", "minus-1-for-plus-1"),
        ("|w| not squared", "w-not-squared"),
        ("<W*, W0> >= 0", "lt-w-star-w0-gt-ge-0"),
        ("index b' in ε", "index-b-prime-in-epsilon"),
        ("../../etc/passwd", "over-over-etc-over-passwd"),
        ("", "variant"),
        ("∥", "variant"),
    ],
)
def test_a_slug_is_a_safe_file_name_that_can_be_read(name, expected):
    assert slug(name) == expected


def test_slugs_of_different_names_differ():
    names = ["a b", "a-b", "A b", "a  b", "a b 2", "a-b-2", "∥", "", "x" * 90, "x" * 91]
    found = slugs(names)
    assert len(set(found)) == len(names)
    assert all(0 < len(s) < 80 for s in found)
    assert found[0] == "a-b"


def test_each_piece_of_evidence_has_a_file_of_its_own(results):
    pieces = [(r.id, v.role, e) for r in results.values() for v in r.variants for e in v.evidence]
    files = evidence_files(results.values())
    assert len(files) == len(pieces)
    assert len({path.lower() for path in files}) == len(files)
    for (claim, role, _), path in zip(pieces, _paths(results), strict=True):
        assert path.startswith(f"evidence/{claim}/")
        assert path.startswith(f"evidence/{claim}/mutants/") == (role == "mutant")


def _paths(results):
    for r in results.values():
        paths = evidence_paths(r)
        for v in r.variants:
            yield from paths[v.name]


def test_a_file_holds_the_evidence_of_its_variant(results):
    files = evidence_files(results.values())
    for r in results.values():
        for v in r.variants:
            for path in evidence_paths(r)[v.name]:
                assert (files[path]["claim"], files[path]["variant"]) == (r.id, v.name)


# ---- the report ----------------------------------------------------------------------------------
def test_claims_and_variants_are_told_as_they_were_found(report, results):
    assert [c["id"] for c in report["claims"]] == list(results)
    for told in report["claims"]:
        result = results[told["id"]]
        assert told["verdict"] == result.verdict
        forms = [v for v in result.variants if v.role != "mutant"]
        assert [(v["name"], v["verdict"], v["statement"]) for v in told["variants"]] == [
            (v.name, v.verdict, v.hash) for v in forms
        ]
        mutants = [v for v in result.variants if v.role == "mutant"]
        assert [(m["name"], m["killed"]) for m in told["mutants"]] == [
            (v.name, v.verdict is Verdict.VIOLATED) for v in mutants
        ]


def test_counts_add_up(report, registry, results):
    sources = report["sources"]
    documents = [r for r in results.values() if not r.claim.is_lemma]
    assert sum(report["counts"]["claims"].values()) == len(documents) == sum(s["claims"] for s in sources)
    assert sum(report["counts"]["lemmas"].values()) + report["counts"]["cited"] == len(results) - len(documents)
    assert sum(report["counts"]["mutants"].values()) == sum(len(c["mutants"]) for c in report["claims"])
    outside = {id for s in report["out_of_scope"].values() for id in s}
    assert report["counts"]["out_of_scope"] == len(outside)
    assert report["counts"]["missing"] + len(outside) == sum(s["entries"] - s["claims"] for s in sources)
    for source in registry.sources:
        missing = report["missing"][source.id]
        told = {c["id"] for c in report["claims"]}
        entries = {e.id for e in source.entries}
        assert set(missing) | (told & entries) | set(report["out_of_scope"][source.id]) == entries
        assert not told & set(missing)
        assert not outside & (told | set(missing))


def test_uses_name_claims_in_registry_order(report, registry, results):
    order = list(registry.claims)
    assert used(registry, results["kohler-thm1-eq14"]) == [
        ("kohler-rho-negative", "printed"),
        ("kohler-one-step", "printed"),
    ]
    for claim in report["claims"]:
        places = [order.index(name) for name, _ in claim["uses"]]
        assert places == sorted(places)


def test_the_report_says_nothing_of_times_or_machines(registry, results):
    names = ["cai-orth", "wiki-better-init"]
    first, second = (check(registry, registry.select(names)) for _ in range(2))
    assert [r.seconds for r in first] != [r.seconds for r in second]
    assert json_text(report_json(registry, first)) == json_text(report_json(registry, second))
    assert json_text(evidence_files(first)) == json_text(evidence_files(second))


def test_the_environment_has_what_the_report_has_not(results):
    data = environment_json(list(results.values()), date="2020-01-02")
    assert data["date"] == "2020-01-02"
    assert set(data["seconds"]) == set(results)
    assert all(data["libraries"].values())


def test_what_is_not_settled_has_a_reason_and_no_evidence(toy):
    registry = toy(UNSETTLED)
    results = check(registry, registry.select(["all"]))
    a, b = report_json(registry, results)["claims"]
    assert (a["verdict"], a["variants"][0]["evidence"], a["mutants"][0]["killed"]) == ("UNDECIDED", [], False)
    assert a["variants"][0]["reason"].startswith("not known")
    assert a["variants"][0]["draws"] == 400
    assert (b["verdict"], b["variants"][0]["statement"]) == ("MALFORMED", None)
    assert "mixed sorts" in b["variants"][0]["reason"]


def test_entries_without_a_claim_are_missing(registry):
    report = report_json(registry, [])
    outside = sum(bool(e.out_of_scope) for s in registry.sources for e in s.entries)
    entries = sum(len(s.entries) for s in registry.sources)
    assert report["counts"] == {
        "claims": {}, "lemmas": {}, "cited": 0, "mutants": {}, "out_of_scope": outside, "missing": entries - outside
    }  # fmt: skip
