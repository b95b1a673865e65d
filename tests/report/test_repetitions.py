"""What the report says once: repeated claims, forms that share much, long proofs, the dummies of the scaling audit."""

import re

import pytest

from bnproof.report.markdown import card, report
from bnproof.report.view import view
from bnproof.run import check

FORMS = """
LONG = 12

@claim("toy-a")
def first(S, *, start="positive", tail=0, domain="positive", other=False):
    "Sums that are long enough to be told once."
    x, y, a = getattr(S, domain)("x"), S.real("y"), S.reals("a")
    S.assume(le(0, y), *([lt(0, y)] if start == "positive" else []))
    terms = [(y + k + tail) ** 2 * (y + 2 * k) ** 2 * (x + k) ** 2 for k in range(LONG)]
    total = terms[0]
    for term in terms[1:]:
        total = total + term
    return lt(0, total) if not other else le(0, total)

first.reading("y > 0")
first.reading("y >= 0", start="any")
first.reading("x of either sign", domain="real")
first.sharper("weaker", other=True)
first.mutant("never", tail=-1, start="any")

second = same("toy-b", first)  # an inventory lists it as @claim("toy-b")
"""


@pytest.fixture
def forms(toy):
    registry = toy(FORMS)
    (result, twin) = check(registry, registry.select(["all"]))
    return registry, result, twin


def test_forms_are_told_by_their_difference(forms):
    registry, result, _ = forms
    told = {f.name: f for f in view(registry, result).forms}
    assert told["y > 0"].statement
    assert told["y > 0"].differs == ""
    assert told["y >= 0"].differs == "As reading “y > 0”, without $0 < y$."
    assert told["x of either sign"].differs == "As reading “y > 0”."
    assert told["x of either sign"].declarations == ("$x$: a real number",)
    assert told["weaker"].differs.startswith("With the hypotheses of reading “y > 0”:\n\n$$\n")
    assert not any(told[name].statement for name in ("y >= 0", "x of either sign", "weaker"))


def test_short_formulas_are_told_in_full(registry, results):
    forms = view(registry, results["cai-eq2"]).of("reading")
    assert [bool(f.statement) for f in forms] == [True, True]


def test_a_repeated_claim_refers_to_the_other(forms):
    registry, result, twin = forms
    text = report(registry, [result, twin])
    assert "It repeats [`toy-a`](#toy-a), with all its forms." in text
    assert text.count("Sums that are long enough") == 1
    assert "Sums that are long enough" in card(registry, twin), "a card stands alone"


def test_long_proofs_are_folded(registry, results):
    text = report(registry, list(results.values()))
    assert text.count("<details>") == text.count("</details>") > 0
    long = card(registry, results["cai-thm2-linear"])
    (lines, *_) = re.findall(r"<details><summary>Proof, in (\d+) lines</summary>", long)
    assert int(lines) > 150
    assert "<details>" not in card(registry, results["cai-eq5a"])


def test_dummies_of_a_limit_say_nothing_of_scales(registry, results):
    lines = view(registry, results["cai-thm1-convergence"]).scaling
    assert len(lines) == 3
    assert not any("#" in line or "the left side" in line for line in lines)
    (first, *_) = view(registry, results["cai-thm1-global"]).scaling
    assert "tol -> c tol, tol' -> c tol'" in first


def test_readings_that_hold_are_what_holds(registry, results):
    """Where nothing is corrected."""
    shown = view(registry, results["cai-thm1-convergence"])
    assert [f.name for f in shown.remedies] == ["w_0 != 0"]
    assert [f.name for f in view(registry, results["cai-scaling"]).remedies] == ["a changes sign with r"]
