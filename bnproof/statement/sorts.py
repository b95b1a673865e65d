"""Sorts: which kinds of terms there are, over which spaces, and what a symbol of each may promise."""

from __future__ import annotations

import re
from dataclasses import dataclass


class Malformed(ValueError):
    """A term or sentence that has no sort, or data that is none."""


@dataclass(frozen=True, slots=True)
class Sort:
    """`real`, `int`, `bool`, `vec[space]`, `map[from,to]`, `fn[space]`, `fn-real`, `seq-real`, `seq-vec[space]`."""

    kind: str
    spaces: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.kind + (f"[{','.join(self.spaces)}]" if self.spaces else "")


REAL, INT, BOOL = Sort("real"), Sort("int"), Sort("bool")
SPACES_OF = {"real": 0, "int": 0, "bool": 0, "vec": 1, "map": 2, "fn": 1, "fn-real": 0, "seq-real": 0, "seq-vec": 1}
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_'*^+]*(?:#[0-9]+)?")

# What a symbol may promise beyond its sort. Integers say `>=k`; an index of a basis vector says its space.
DOMAINS = {
    "real": {"", "pos", "nonneg", "nonzero"},
    "int": {""},
    "vec": {"", "nonzero", "unit"},
    "map": {"", "spd", "injective"},
    "fn": {"", "punctured"},  # smooth everywhere, or away from the origin; `punctured:1,2`: of these summands
    "fn-real": {"", "tempered"},  # smooth; tempered: it and every derivative grow at most polynomially
    "seq-real": {"", "nonneg"},
    "seq-vec": {""},
}


def Vec(space: str) -> Sort:
    return Sort("vec", (space,))


def summands(space: str) -> tuple[str, ...]:
    """The spaces of which a direct sum `a+b+c` is made; a space that is no sum is its own only summand."""
    return tuple(space.split("+"))


def parse_sort(text: str) -> Sort:
    """The sort that `str` printed. Raises `Malformed`."""
    match = re.fullmatch(r"([a-z-]+)(?:\[([^\[\]]*)\])?", text)
    spaces = tuple(match[2].split(",")) if match and match[2] else ()
    if not match or SPACES_OF.get(match[1]) != len(spaces) or not all(NAME.fullmatch(s) for s in spaces):
        raise Malformed(f"no such sort: {text!r}")
    return next((s for s in (REAL, INT, BOOL) if s.kind == match[1]), Sort(match[1], spaces))


def require(condition: object, message: str) -> None:
    """Raises `Malformed` unless the condition holds."""
    if not condition:
        raise Malformed(message)
