"""bnproof: published theory, each claim stated once as data, proved in every dimension or refuted exactly.

The names below are what claim files use; everything is loaded on first use, so that importing bnproof costs nothing.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_HOMES = {
    "bnproof.model": ("Claim", "cited", "claim", "lemma", "same"),
    "bnproof.statement.nodes": ("Node", "Statement", "build", "lift", "num", "substitute"),
    "bnproof.statement.sorts": ("INT", "Malformed"),
    "bnproof.statement.builder": (
        "Scope", "absolute", "basis", "both", "cos", "dim", "eigmax", "eigmin", "either", "eq", "exp", "gradient",
        "identity", "implies", "injection", "le", "log", "lt", "maximum", "ne", "norm", "norm2", "oblique_mean",
        "ones", "pi", "sin", "spectral_radius", "sqrt", "stack", "trace", "zero",
    ),
    "bnproof.interpret.instance": ("Lambda", "Sequence"),
    "bnproof.statement.limits": (
        "cauchy", "converges", "distance", "eventually", "for_every", "from_on", "there_are",
    ),
    "bnproof.statement.defined": ("defined",),
    "bnproof.registry": ("Registry",),
}  # fmt: skip
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}
__all__ = sorted(_HOME_OF)


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"bnproof has no {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
