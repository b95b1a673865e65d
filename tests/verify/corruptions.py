"""Evidence corrupted in one place: every field of the table of nodes, of the proof and of the instance."""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from bnproof.statement.signatures import SIGNATURES
from bnproof.statement.sorts import DOMAINS
from bnproof.verify.kernel import Kernel

Evidence = dict[str, Any]
Path = tuple[Any, ...]
RULES = sorted(name[6:].replace("_", "-") for name in dir(Kernel) if name.startswith("_rule_"))
RELATIONS = ("<", "<=", "=", ">=", ">")
OPERATORS = (  # those of a group take the same arguments
    {"add", "mul", "max", "min"}, {"div", "inner", "npow"}, {"sqrt", "abs", "log"}, {"eq", "le", "lt"},
    {"and", "or"}, {"forall", "exists"}, {"eigmin", "eigmax", "radius"}, {"zero", "ones", "dim"},
    {"madd", "compose"}, {"sum", "every"}, {"grad", "sum"}, {"pow", "imul", "mpow"},
)  # fmt: skip
HUGE = "9" * 60
WRONG_TYPES = (None, True, 1.5, -1, 10**30, "0", "", [], {}, [[]], {"rule": "fact"})


@dataclass(frozen=True)
class Corrupted:
    """One piece of evidence with one change."""

    kind: str
    path: Path
    evidence: Evidence


def leaves(tree: Any, at: Path = ()) -> Iterator[Path]:
    items = tree.items() if isinstance(tree, dict) else enumerate(tree)
    for key, value in items:
        if isinstance(value, dict | list) and value:
            yield from leaves(value, (*at, key))
        else:
            yield (*at, key)


def containers(tree: Any, at: Path = ()) -> Iterator[Path]:
    if isinstance(tree, dict | list):
        yield at
        for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree):
            yield from containers(value, (*at, key))


def found(tree: Any, path: Path) -> Any:
    for key in path:
        tree = tree[key]
    return tree


def put(evidence: Evidence, path: Path, value: Any) -> Evidence:
    """A copy with another value at the path; what lies beside the path is shared."""
    if not path:
        return value
    out: Any = dict(evidence) if isinstance(evidence, dict) else list(evidence)
    out[path[0]] = put(out[path[0]], path[1:], value) if path[1:] else value
    return out


def without(evidence: Evidence, path: Path) -> Evidence:
    holder = copy.copy(found(evidence, path[:-1]))
    del holder[path[-1]]
    return put(evidence, path[:-1], holder)


# ---- what can be done at one place ---------------------------------------------------------------
def values(e: Evidence, path: Path, rng: random.Random) -> Iterator[tuple[str, Any]]:
    """(kind, another value) for a leaf."""
    old, holder = found(e, path), found(e, path[:-1])
    count = len(e["nodes"])
    yield "type", rng.choice(WRONG_TYPES)
    if path[0] == "proof" and isinstance(old, int):
        power = path[-3:-2] == ("terms",) and path[-1] == 0
        near = (old + 1, old - 1) if power else ((old + 1) % count, rng.randrange(count), rng.randrange(count))
        for new in near:
            yield ("value" if power else "index"), new
        yield "index out of range", rng.choice((-1, count, 10**20))
    elif path[-1] == "rule":
        for new in rng.sample(RULES, 2):
            yield "rule", new
    elif path[0] == "proof" and isinstance(old, str):
        yield "relation", rng.choice(RELATIONS if old in RELATIONS else ("eigmin", "eigmax", "printed", old + "x"))
    elif path[0] == "nodes" and len(path) == 4:
        yield "argument", rng.randrange(path[1]) if path[1] else 0
        yield "argument", old - 1
        yield "index out of range", rng.choice((path[1], count, -1))
    elif path[0] == "nodes" and path[-1] == 0:
        same = next((group for group in OPERATORS if old in group), set(SIGNATURES))
        yield "operator", rng.choice(sorted(same - {old}) or sorted(SIGNATURES))
    elif path[0] == "nodes" and len(path) == 3 and isinstance(old, str):
        yield from _data(holder, path[2], old, rng)
    elif path[0] == "instance" and isinstance(old, str):
        yield from _numbers(old, rng)
    elif path[0] == "instance" and isinstance(old, int):
        yield "dimension" if path[1] == "dims" else "index", rng.choice((old + 1, old - 1, 64, 65))
    elif isinstance(old, str):
        yield "label", rng.choice((old + "x", old[:-1], old[::-1], "proof", "witness", "disproof"))


def _data(row: list[Any], place: int, old: str, rng: random.Random) -> Iterator[tuple[str, Any]]:
    """Of a node: a number, the name, the sort or the domain of a symbol."""
    if row[0] == "sym" and place == 4:
        kind = row[3].split("[")[0]
        yield "domain", rng.choice(sorted(DOMAINS[kind] | {">=0", ">=1", "index:d", "punctured:1"} - {old}))
    elif row[0] == "sym" and place == 3:
        yield "sort", rng.choice(("real", "int", "vec[d]", "vec[m]", "map[d,d]", "fn[d]", "seq-real", "bool"))
    elif re.fullmatch(r"-?[0-9]+(/[0-9]+)?", old):
        yield from _numbers(old, rng)
    else:
        yield "name", old + "'"


def _numbers(old: str, rng: random.Random) -> Iterator[tuple[str, Any]]:
    if not re.fullmatch(r"-?[0-9]+(/[0-9]+)?", old):
        return
    x = Fraction(old)
    yield "sign", str(-x)
    yield "number", str(rng.choice((x + 1, x * 2, x / 3, x - Fraction(1, 7), Fraction(0))))
    yield "huge number", rng.choice((HUGE, "-" + HUGE, f"1/{HUGE}", "9" * 5000, "1" + "0" * 60))


def shapes(e: Evidence, path: Path, rng: random.Random) -> Iterator[tuple[str, Any]]:
    """(kind, another value) for a list or an object: parts dropped, doubled, turned around, nested."""
    old = found(e, path)
    if isinstance(old, list):
        if len(old) > 1:
            yield "order", old[::-1]
        if old:
            k = rng.randrange(len(old))
            yield "missing", old[:k] + old[k + 1 :]
            yield "doubled", old[: k + 1] + old[k:]
    elif old:
        gone = rng.choice(sorted(old))
        yield "missing", {k: v for k, v in old.items() if k != gone}
        yield "added", {**old, "combine": [[rng.randrange(len(e["nodes"]) or 1)] * 2], "as": 0}
    inner = [v for v in old.values() if isinstance(v, dict) and "rule" in v] if isinstance(old, dict) else []
    if inner:
        yield "step left out", rng.choice(inner)
    yield "depth", _nested(old, rng.choice((3, 200, 2_000)))


def _nested(inner: Any, depth: int) -> Any:
    for _ in range(depth):
        rule = isinstance(inner, dict) and "rule" in inner
        inner = {"rule": "either", "index": 0, "then": inner} if rule else [inner]
    return inner


def corruptions(e: Evidence, others: list[Evidence], rng: random.Random) -> Iterator[Callable[[], Corrupted]]:
    """Every corruption of one piece of evidence, made when asked for."""

    def at(path: Path, kind: str, value: Any) -> Callable[[], Corrupted]:
        return lambda: Corrupted(kind, path, put(e, path, value))

    for path in leaves(e):
        if found(e, path) not in ([], {}):
            for kind, value in values(e, path, rng):
                yield at(path, kind, value)
    for path in containers(e):
        for kind, value in shapes(e, path, rng) if path else ():
            yield at(path, kind, value)
    for key in ("claim", "variant", "statement", "proof", "instance", "nodes", "kind"):
        for other in rng.sample(others, min(len(others), 2)):
            if key in other:
                yield at((key,), "swapped", other[key])
    for other in rng.sample(others, min(len(others), 3)):
        named = {k: other[k] for k in ("claim", "variant", "statement")}
        yield lambda named=named: Corrupted("swapped claim", ("claim",), {**e, **named})
    yield from (lambda d=d: _deep(e, d) for d in (300, 3_000, 60_000))


def _deep(e: Evidence, depth: int) -> Corrupted:
    """A tower of squares above a row, put where the proof names it."""
    rows = list(e["nodes"]) or [["num", [], "2"]]
    top = len(rows)
    rows.append(["num", [], "3"])
    rows += [["pow", [top + k], "1000"] for k in range(depth)]
    places = [p for p in leaves(e.get("proof", {})) if isinstance(found(e["proof"], p), int)]
    out = {**e, "nodes": rows}
    return Corrupted("depth", ("nodes",), put(out, ("proof", *places[0]), len(rows) - 1) if places else out)
