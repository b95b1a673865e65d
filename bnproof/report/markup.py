"""Text and LaTeX inside Markdown: no formula may be taken for Markdown, and no prose for a formula.

Renderers differ in whether they look for emphasis, escapes and tags inside `$...$`: here are none.
"""

from __future__ import annotations

import re

_SPELLED = {
    r"\{": r"\lbrace ", r"\}": r"\rbrace ", r"\|": r"\Vert ", "|": r"\vert ", "<": r"\lt ", "*": r"\ast ",
    r"\,": r"\thinspace ", r"\:": r"\medspace ", r"\;": r"\thickspace ", r"\!": r"\negthinspace ",
    r"\\": r"\cr ", "~": r"\ ", "`": "'", "](": "] (",
}  # fmt: skip
_SPECIAL = re.compile(r"\\[{}|,:;!\\]|\\[A-Za-z]+|\\.|\]\(|<(?=[A-Za-z/!?])|[|*~`]", re.DOTALL)
_OPENER = re.compile(r"(?<![A-Za-z0-9\\])_(?=\S)")
_PROSE = re.compile(r"[\\`*\[\]~]|<(?=[A-Za-z/!?])|&(?=[A-Za-z#])|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")


def neutral(tex: str) -> str:
    """The same formula without what Markdown or HTML could take for its own.

    A subscript sign after a bracket or a space could open an emphasis; with a space behind it, it cannot.
    """
    text = _SPECIAL.sub(lambda m: _SPELLED.get(m[0], m[0]), tex)
    return _OPENER.sub("_ ", re.sub(r"[ \t]{2,}", " ", text)).strip()


def inline(tex: str) -> str:
    """A formula within a line."""
    return "$" + re.sub(r"\s+", " ", neutral(tex)) + "$"


def display(tex: str) -> str:
    """A formula on lines of its own, none of which looks like an item or a quotation."""
    lines = (line.strip() for line in neutral(tex).splitlines())
    return "$$\n" + "\n".join("{}" * (line[0] in ">#+-=") + line for line in lines if line) + "\n$$"


def text(words: str) -> str:
    """Plain words, within a line."""
    return _escaped(words).strip()


def _escaped(words: str) -> str:
    return _PROSE.sub(lambda m: "\\" + m[0], re.sub(r"\s+", " ", words))


def prose(words: str) -> str:
    """Words with formulas between `$` signs; a lone `$` is a dollar."""
    parts = words.split("$")
    if len(parts) % 2 == 0:
        return r"\$".join(map(_escaped, parts)).strip()
    return "".join(inline(p) if i % 2 else _escaped(p) for i, p in enumerate(parts)).strip()


def cell(markdown: str) -> str:
    """One cell of a table: on one line, without a bare `|`."""
    return re.sub(r"(?<!\\)\|", r"\\|", markdown.replace("\n", " "))


def listing(items: list[str]) -> str:
    """`a`, `b` and `c`: joined as in a sentence."""
    return ", ".join(items[:-1]) + (" and " if len(items) > 1 else "") + items[-1] if items else ""
