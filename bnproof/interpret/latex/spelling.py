"""How the name of a symbol is written: letters, subscripts, primes and superscripts."""

from __future__ import annotations

import re
from typing import NamedTuple

_LETTERS = """
alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi
omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega
"""
GREEK = {name: "\\" + name for name in _LETTERS.split()} | {"eps": r"\varepsilon"}


class Spelling(NamedTuple):
    """A name in LaTeX: base, subscripts, primes, superscript."""

    base: str
    sub: tuple[str, ...] = ()
    primes: int = 0
    sup: tuple[str, ...] = ()

    def text(self, *index: str) -> str:
        """The name, with further subscripts; more than three primes are counted."""
        below, many = ",".join((*self.sub, *index)), self.primes > 3
        above = " ".join((*((f"({self.primes})",) if many else ()), *self.sup))
        return self.base + subscript(below) + ("" if many else "'" * self.primes) + superscript(above)


def spell(name: str) -> Spelling:
    """`eps_a`, `W0`, `b'`, `W*`, `w#1` as they are written by hand."""
    name = name.partition("#")[0]
    head, *rest = re.findall(r"\^[A-Za-z0-9]+|[A-Za-z]+(?=[0-9])|[A-Za-z0-9]+|['*+]", name)
    sub = tuple(_word(t) for t in rest if t[0] not in "'*+^")
    sup = tuple({"*": r"\ast", "+": "+"}.get(t) or _word(t[1:]) for t in rest if t[0] in "*+^")
    return Spelling(_word(head), sub, rest.count("'"), sup)


def _word(text: str) -> str:
    return GREEK.get(text) or (text if len(text) == 1 or text.isdigit() else rf"\mathrm{{{text}}}")


def tight(text: str) -> str:
    """Without spaces around signs, as in exponents."""
    return re.sub(r" ([+-]) ", r"\1", text)


def subscript(text: str) -> str:
    return "_" * bool(text) + (text if len(text) < 2 else f"{{{tight(text)}}}")


def superscript(text: str) -> str:
    return "^" * bool(text) + (text if len(text) < 2 else f"{{{tight(text)}}}")
