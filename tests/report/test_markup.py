"""Formulas and prose inside Markdown, as a Markdown parser reads them; exact numbers as LaTeX."""

from fractions import Fraction

import pytest
from markdown_it import MarkdownIt

from bnproof.interpret.exact import Tower
from bnproof.report.markup import cell, display, inline, listing, neutral, prose, text
from bnproof.report.numbers import decimal, number, rational, shown

MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
FORMULAS = [
    r"\{a_1,b\}\sim\{a_{k+1}\}",
    r"\|w\|_{S}^2 \le \|w_{t}\|_{S}",
    r"a<b>c",
    r"W^* + V^* = {W}_{i} \cdot {W}_{j}",
    r"\begin{aligned} a \\ b \end{aligned}",
    r"E[f](x)",
    r"a~b~c",
    r"x\,y\;z\!w",
    r"`a`",
    r"a|b|c",
]


def parsed(markdown):
    """The kinds of inline tokens, and the text that they show."""
    children = [c for t in MARKDOWN.parse(markdown) for c in t.children or ()]
    return {c.type for c in children}, "".join("\n" if c.type == "softbreak" else c.content for c in children)


@pytest.mark.parametrize("tex", FORMULAS)
def test_markdown_takes_nothing_out_of_a_formula(tex):
    source = f"so {inline(tex)} and {inline(tex)} hold"
    assert parsed(source) == ({"text"}, source)
    kinds, seen = parsed(display(tex))
    assert kinds <= {"text", "softbreak"}
    assert seen == display(tex)


def test_a_formula_keeps_its_meaning():
    assert neutral(r"\{x\}") == r"\lbrace x\rbrace"
    assert neutral(r"\|x\| \\ |y|") == r"\Vert x\Vert \cr \vert y\vert"
    assert neutral(r"\left\lVert a_1 \right\rVert") == r"\left\lVert a_1 \right\rVert"
    assert neutral(r"a < b") == "a < b"


def test_a_formula_in_lines_begins_no_list():
    assert [t.type for t in MARKDOWN.parse(display("a\n- b\n\n> c"))] == ["paragraph_open", "inline", "paragraph_close"]


@pytest.mark.parametrize("words", ["x_1 ... x_B, *every* <b>one</b> [a](b) `c` ~~d~~ e\\_f &amp; _g_ |w|", "a * b * c"])
def test_words_stay_words(words):
    kinds, seen = parsed(text(words))
    assert kinds <= {"text", "text_special"}
    assert seen == words


def test_prose_has_formulas_between_dollars():
    assert prose("for *every* $w^*\\in W$, a_0 > 0") == r"for \*every\* $w^\ast \in W$, a_0 > 0"
    assert prose("it costs $5") == r"it costs \$5"


def test_a_cell_of_a_table_is_one_cell():
    row = f"| {cell(text('|w| is | odd'))} | {cell(inline('|w|'))} |"
    tokens = MARKDOWN.parse(f"| a | b |\n| --- | --- |\n{row}\n")
    cells = [tokens[i + 1] for i, t in enumerate(tokens) if t.type == "td_open"]
    assert [c.content for c in cells] == ["|w| is | odd", r"$\vert w\vert$"]


def test_listings():
    assert [listing(x) for x in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]


# ---- numbers -------------------------------------------------------------------------------------
def test_rationals():
    assert [rational(Fraction(x)) for x in ("3", "-1/2", "0")] == ["3", r"-\tfrac{1}{2}", "0"]


def test_roots_are_simplified_and_signed():
    t = Tower()
    one, two = t.number(1), t.sqrt(t.number(2))
    assert number(t.sqrt(t.number(Fraction(8, 9)))) == r"\tfrac{2\sqrt{2}}{3}"
    assert number(one - two) == r"1 - \sqrt{2}"
    assert number(-two) == r"-\sqrt{2}"
    assert number((one - two) / 4) == r"\tfrac{1}{4} - \tfrac{\sqrt{2}}{4}"
    assert number(t.sqrt(one + two)) == r"\sqrt{1 + \sqrt{2}}"
    assert number(-((one + two) * t.sqrt(t.number(3) + two))) == r"-(1 + \sqrt{2})\sqrt{3 + \sqrt{2}}"
    assert number(two - two) == "0"


def test_decimals_are_right_or_absent():
    t = Tower()
    root = t.sqrt(t.number(2))
    assert decimal(root) == "1.41421"
    assert decimal(t.number(Fraction(-1, 3 * 10**9))) == r"-3.33333 \cdot 10^{-10}"
    close = Fraction(14142135623730950488016887242096980785696718753769480731766797, 10**61)
    assert decimal(root - t.number(close)) in ("", r"3.79908 \cdot 10^{-62}")
    assert shown([root, t.number(1)]) == r"(\sqrt{2} \approx 1.41421,\ 1)"
    long = root
    for k in (3, 5, 7, 11, 13):
        long = long * (t.sqrt(t.number(k)) + 1)
    assert shown(long).startswith(r"\text{about } 906.222")
