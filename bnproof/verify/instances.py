"""Instances as JSON, and back: read by the sorts of the symbols of a statement."""

from __future__ import annotations

import re
import reprlib
from fractions import Fraction
from typing import Any

from bnproof.interpret.instance import Instance, Lambda, Sequence
from bnproof.statement.budget import spend
from bnproof.statement.codec import pick
from bnproof.statement.nodes import Node, Statement, build
from bnproof.statement.sorts import Malformed

MAX_DIM, MAX_CYCLE = 64, 24  # of a space; of what a sequence repeats


def instance_json(instance: Instance, table: Any) -> dict[str, Any]:
    def encode(value: Any) -> Any:
        if isinstance(value, Sequence):
            prefix = [encode(x) for x in value.prefix]
            if value.cycle:
                return {"prefix": prefix, "cycle": [encode(x) for x in value.cycle]}
            return {"prefix": prefix, "tail": None if value.tail is None else encode(value.tail)}
        if isinstance(value, Lambda):
            return {"bound": table.index(value.bound), "body": table.index(value.body)}
        return [encode(x) for x in value] if isinstance(value, tuple) else str(value)

    return {
        "dims": dict(sorted(instance.dims.items())),
        "values": {k: encode(v) for k, v in sorted(instance.values.items())},
    }


def instance_of(data: Any, nodes: list[Node], statement: Statement) -> Instance:
    """An instance from JSON, read by the sorts of the statement's symbols. Raises `Malformed`."""
    try:
        dims = {str(k): v for k, v in data["dims"].items()}
        if not all(type(v) is int and 1 <= v <= MAX_DIM for v in dims.values()):
            raise Malformed("instance.dims: a dimension is no integer from 1 to 64")
        values = {s.name: _decode(data["values"][s.name], s, nodes) for s in statement.symbols}
    except Malformed:
        raise
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise Malformed(f"instance: {error}") from None
    return Instance(dims, values)


def _decode(raw: Any, symbol: Node, nodes: list[Node]) -> Any:
    where = f"instance.values.{symbol.name}"
    match symbol.sort.kind:
        case "real":
            return _rational(raw, where)
        case "int":
            return int(_rational(raw, where)) if "/" not in raw else _rational("", where)
        case "vec":
            return tuple(_rational(x, where) for x in raw)
        case "map":
            return tuple(tuple(_rational(x, where) for x in row) for row in raw)
        case "fn" | "fn-real":
            return Lambda(pick(nodes, raw["bound"], where), pick(nodes, raw["body"], where))
    sort = "real" if symbol.sort.kind == "seq-real" else f"vec[{symbol.sort.spaces[0]}]"
    item = build("sym", (), ("item", sort, ""))
    if set(raw) not in ({"prefix", "tail"}, {"prefix", "cycle"}):
        raise Malformed(f"{where}: a sequence is a prefix and a tail, or a prefix and a cycle")
    prefix = tuple(_decode(x, item, nodes) for x in raw["prefix"])
    if "cycle" in raw:
        if type(raw["cycle"]) is not list or not 1 < len(raw["cycle"]) <= MAX_CYCLE:
            raise Malformed(f"{where}: no cycle of 2 to {MAX_CYCLE} items")
        return Sequence(prefix, None, tuple(_decode(x, item, nodes) for x in raw["cycle"]))
    return Sequence(prefix, None if raw["tail"] is None else _decode(raw["tail"], item, nodes))


def _rational(raw: Any, where: str) -> Fraction:
    if not isinstance(raw, str) or not re.fullmatch(r"-?[0-9]{1,4000}(/0*[1-9][0-9]{0,3999})?", raw):
        raise Malformed(f"{where}: no rational number: {reprlib.repr(raw)}")
    spend(50 * len(raw))  # so instances of many digits are refused
    return Fraction(raw)
