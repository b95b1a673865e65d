"""Entries of which no statement can be made."""

import pytest
from verdicts.examples import RATIO, checked

from bnproof.registry import Registry, UsageError, read_source
from bnproof.report.data import report_json
from bnproof.report.markdown import report

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
