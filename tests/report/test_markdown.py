"""REPORT.md and the cards: what a mathematician must find there."""

import re
from dataclasses import replace

import pytest
from markdown_it import MarkdownIt

from bnproof.judge import ADVERSE, Verdict
from bnproof.report.markdown import MEANINGS, card, report
from bnproof.report.markup import display, inline, prose
from bnproof.report.witness import failure, instance
from bnproof.run import check

MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
UNSETTLED = """
@claim("toy-a")
def a(S, *, relation=le):
    "True, but not by the script; |x| and *y* are $a|b$."
    x, y = S.real("x"), S.real("y")
    return relation(2 * x * y, x * x + y * y)

@a.proof()
def _(p, o):
    p.fact()

a.mutant("2|x|y", relation=lt)
a.mutant("no mutant at all")

@claim("toy-b")
def b(S):
    return eq(S.real("x") + S.vector("v", "d"), 0)

@claim("toy-c")
def c(S, *, lower=1, strict=False):
    x = S.vector("x", "d")
    return le(lower, x @ x)

c.factor("half | of it", "$|x|$ or 1", lower=Fraction(1, 2))
c.factor("a third", lower=Fraction(1, 3))
c.corrected("zero", "$0\\\\le|x|^2$", lower=0)
"""


@pytest.fixture(scope="module")
def text(registry, results):
    return report(registry, list(results.values()))


@pytest.fixture
def small(toy):
    registry = toy("from fractions import Fraction\n" + UNSETTLED)
    return registry, check(registry, registry.select(["all"]))


def section(text, start, end="\n### "):
    """From a heading to the next one."""
    at = text.index(start)
    stop = text.find(end, at + len(start))
    return text[at : stop if stop > 0 else len(text)]


# ---- the report ----------------------------------------------------------------------------------
def test_the_front_page_counts(text, registry, results):
    front = text[: text.index("\n## Findings")]
    claims = [r for r in results.values() if not r.claim.is_lemma]
    entries = sum(len(s.entries) for s in registry.sources)
    assert f"covers {len(claims)} claims of {len(registry.sources)} documents" in front
    outside = sum(bool(e.out_of_scope) for s in registry.sources for e in s.entries)
    assert f"**{entries - len(claims) - outside}** of the {entries} entries" in front
    assert f"**{outside}** entries are OUT_OF_SCOPE" in front
    (total,) = re.findall(r"\| \*\*Total\*\* \|(.*)\|", front)
    (head,) = re.findall(r"\| Document \|(.*)\|", front)
    counted = dict(zip(map(str.strip, head.split("|")), map(int, total.split("|")), strict=True))
    for verdict in {r.verdict for r in claims}:
        assert counted[verdict] == sum(r.verdict is verdict for r in claims)
    assert (counted["Entries"], counted["Out of scope"]) == (entries, outside)


def test_every_finding_has_its_witness_and_both_sides(text, results):
    refuted = [(r, v) for r in results.values() for v in r.variants if v.verdict is Verdict.VIOLATED]
    shown = [(r, v) for r, v in refuted if v.role in ("printed", "reading", "factor") and r.verdict in ADVERSE]
    assert len(shown) > 5
    for r, v in shown:
        part = section(text, f'<a id="finding-{r.id}"></a>', "\n<a id=")
        (data,) = v.evidence
        assert ", ".join(map(inline, instance(data, v.statement))) in part
        found = failure(data, v.statement) if data["kind"] == "witness" else None
        if found:
            assert f"the left side is {inline(found.left)} and the right side {inline(found.right)}" in part


def test_every_finding_has_its_print_and_its_correction(text, results):
    adverse = [r for r in results.values() if r.verdict in ADVERSE]
    for k, r in enumerate(adverse, 1):
        part = section(text, f"### {k}. `{r.id}`", "\n<a id=")
        entry = r.source.entry(r.claim)
        assert (display(entry.formula) if entry.formula else prose(entry.paraphrase)) in part
        for v in r.variants:
            if v.role == "corrected":
                assert re.search(rf"\*\*Correction .*{v.verdict}\*\*", part)
                assert v.verdict is not Verdict.PROVED or "in every dimension" in part


def test_the_values_of_the_known_errors(text):
    part = section(text, '<a id="finding-arora-C1-grad-z"></a>', "\n<a id=")
    assert r"X = \begin{pmatrix} 0 \cr 1 \end{pmatrix}" in part
    assert r"\tfrac{4\sqrt{5}}{25} \approx 0.357771" in part
    assert "No single edit suffices" in part
    assert "its negation is proved wherever" in section(text, '<a id="finding-wiki-better-init"></a>', "\n<a id=")


def test_every_claim_has_a_section_and_every_link_an_end(text, results):
    anchors = re.findall(r'<a id="([^"]+)"></a>', text)
    assert len(set(anchors)) == len(anchors)
    assert set(results) <= set(anchors)
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= set(anchors)


def test_the_evidence_is_linked(text, results):
    linked = set(re.findall(r"\]\((evidence/[^)]+)\)", text))
    assert len(linked) == sum(len(v.evidence) for r in results.values() for v in r.variants if v.role != "mutant")


def test_every_verdict_is_explained(text):
    assert set(MEANINGS) == set(Verdict)
    assert all(f"- **{v}**: " in text for v in Verdict)


def test_markdown_reads_what_was_meant(text):
    tokens = MARKDOWN.parse(text)
    children = [c for t in tokens for c in t.children or ()]
    assert not {"em_open", "s_open", "image"} & {c.type for c in children}
    assert all(c.content.startswith(("<a id", "</a>")) for c in children if c.type == "html_inline")
    for t in tokens:
        if t.type == "inline" and "$" in t.content:
            seen = "".join("\n" if c.type == "softbreak" else c.content for c in t.children)
            assert all(f in seen for f in re.findall(r"\$\$.*?\$\$|\$[^$]+\$", t.content, re.DOTALL))


def test_the_text_is_tidy(text):
    assert text == text.strip() + "\n"
    assert "\n\n\n" not in text
    assert not [line for line in text.splitlines() if line != line.rstrip()]
    assert not re.search(r"\b20[2-9][0-9]-[01][0-9]", text)


# ---- verdicts that the shipped claims do not have -------------------------------------------------
def test_what_is_not_settled_is_listed_with_its_reason(small):
    text = report(*small)
    listed = section(text, "### Not decided")
    assert re.search(r"\| \[`toy-a`\].* SURVIVED \| not known: .* draws\) \|", listed)
    assert "**As printed has no meaning**: " in section(text, '<a id="finding-toy-b">', "\n<a id=")
    assert "**Mutants not refuted**" in section(text, '<a id="toy-a">', "\n<a id=")


def test_pipes_in_tables_are_escaped(small):
    text = report(*small)
    part = section(text, '<a id="toy-c"></a>', "\n<a id=")
    tokens = MARKDOWN.parse(part)
    cells = [tokens[i + 1].content for i, t in enumerate(tokens) if t.type in ("th_open", "td_open")]
    rows = [cells[i : i + 4] for i in range(0, len(cells), 4)]
    assert [row[:3] for row in rows] == [
        ["Variant", "Verdict", "Note"],
        ["as printed", "VIOLATED", ""],
        ["single edit “half | of it”", "VIOLATED", r"$\vert x\vert$ or 1"],
        ["single edit “a third”", "VIOLATED", ""],
        ["correction “zero”", "PROVED", r"$0\le\vert x\vert ^2$"],
    ]


def test_a_correction_is_called_needed_only_if_each_edit_fails(small):
    registry, results = small
    words = "No single edit suffices"
    assert words in report(registry, results)
    c = results[2]
    for verdict in (Verdict.PROVED, Verdict.UNDECIDED):
        spared = [replace(v, verdict=verdict) if v.name == "a third" else v for v in c.variants]
        assert words not in report(registry, [*results[:2], replace(c, variants=tuple(spared))])


# ---- cards ---------------------------------------------------------------------------------------
def test_what_is_said_in_words_is_no_mutant_whatever_was_declared_first(toy):
    text = """
@claim("toy-d")
def d(S, *, factor=1, domain=""):
    x = S.vector("x", "d", domain)
    S.assume(lt(0, x @ x))
    return lt(0, factor * (x @ x))

d.mutant("seven times less", factor=-7)
d.reading("nonzero", domain="nonzero")
"""
    registry = toy(text)
    (result,) = check(registry, registry.select(["all"]))
    told = card(registry, result)
    assert "- Then $0 <" in told or "a non-zero vector" in told
    assert "7" not in told


def test_the_card_of_every_claim_renders(registry, results):
    for r in results.values():
        told = card(registry, r)
        entry = r.source.entry(r.claim)
        assert told.startswith(f"# {r.id} — ")
        assert (display(entry.formula) if entry.formula else prose(entry.paraphrase)) in told
        for v in r.variants:
            if v.role != "mutant" and v.verdict is Verdict.PROVED:
                assert "proof\n\n" in told
                assert re.search(r"^1\. ", told, re.MULTILINE)
            if v.role != "mutant" and v.verdict is Verdict.VIOLATED:
                assert ", ".join(map(inline, instance(v.evidence[0], v.statement))) in told


def test_cards_of_what_is_not_settled(small):
    registry, results = small
    survived, malformed, violated = (card(registry, r) for r in results)
    assert re.search(r"### As printed: SURVIVED\n\nnot known: .*\(no counterexample in 400 draws\)", survived)
    assert "MALFORMED" in malformed
    assert "At $d = 1$, $x = (0)$: the left side is $1$ and the right side $0$" in violated
