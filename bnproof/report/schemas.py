"""The JSON Schemas (draft 2020-12) of what bnproof reads and writes."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

NAMES = ("evidence", "inventory", "mutation", "report", "statement")


def schema(name: str) -> dict[str, Any]:
    """The schema of that name. Raises KeyError."""
    if name not in NAMES:
        raise KeyError(name)
    text = files("bnproof").joinpath("schemas", f"{name}.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found
