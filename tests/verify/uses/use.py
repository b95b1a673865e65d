"""What a use of a rule is, and the symbols of which all speak."""

import copy
from dataclasses import dataclass, field
from typing import Any

from proving import sym

from bnproof.statement.builder import Scope, eigmax, eigmin, le
from bnproof.statement.nodes import Node, Statement, build
from bnproof.statement.sorts import Malformed

S = Scope()
x, y, z = S.real("x"), S.real("y"), S.real("z")
p, q, r = S.positive("p"), S.positive("q"), S.nonnegative("r")
v, w = S.vector("v", "d"), S.vector("w", "d", "nonzero")
H, G, A = S.spd("H", "d"), S.spd("G", "d"), S.map("A", "d", "d")
n, m = S.natural("n"), S.natural("m", 1)
a, P = S.reals("a"), S.function("P", "d", "punctured")
low, high = eigmin(H), eigmax(H)
new = sym("new")
RING, SIGN, FACT = {"rule": "ring"}, {"rule": "sign"}, {"rule": "fact"}
Path = tuple[Any, ...]


def forall(symbol: Node, body: Node) -> Node:
    return build("forall", (symbol, body))


def lookup(claim: str, variant: str) -> Statement:
    """One earlier claim: for p > 0 and 0 <= x: 0 <= p x."""
    if (claim, variant) != ("product", "printed"):
        raise Malformed(f"no variant {variant!r} of a claim {claim!r}")
    return Statement((le(0, x),), le(0, p * x))


@dataclass(frozen=True)
class Use:
    """A sound proof; fields whose change makes it unsound; goals and hypotheses with which it is unsound."""

    goal: Node
    proof: dict[str, Any]
    given: tuple[Node, ...] = ()
    altered: list[tuple[Path, Any]] = field(default_factory=list)
    goals: list[Node] = field(default_factory=list)


def replaced(proof: Any, path: Path, value: Any) -> Any:
    """The proof with one part replaced."""
    if not path:
        return value
    out = copy.copy(proof)
    out[path[0]] = replaced(proof[path[0]], path[1:], value)
    return out
