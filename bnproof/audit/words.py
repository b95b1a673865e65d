"""Rescalings in words."""

from __future__ import annotations

from fractions import Fraction

from bnproof.audit.forms import ARGUMENT
from bnproof.audit.rescalings import Rescaling


def power(k: Fraction | int, of: str = "") -> str:
    """c^k, or what is multiplied by it."""
    factor = "c" if k == 1 else f"c^{k}" if k > 0 and k == int(k) else f"c^({k})"
    return of or "1" if k == 0 else f"{factor} {of}".rstrip()


def shown(r: Rescaling) -> str:
    """What becomes of each symbol."""
    names = dict.fromkeys(n.partition(ARGUMENT)[0] for n in r)
    return ", ".join(f"{n} -> {power(r.get(n, 0), n)}{_divided(n + ARGUMENT, r)}" for n in names)


def _divided(argument: str, r: Rescaling) -> str:
    """The arguments of a function that are divided."""
    if argument in r:
        return f"(x/{power(r[argument])})"
    given = {int(n.removeprefix(argument)): k for n, k in r.items() if n.startswith(argument + " ")}
    several = (f"x_{i}/{power(given[i])}" if i in given else f"x_{i}" for i in range(1, max(given, default=0) + 1))
    return f"({', '.join(several)})" if given else ""
