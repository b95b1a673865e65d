"""Which long terms repeat, and lines with abbreviations for them."""

from __future__ import annotations

from collections.abc import Callable

from bnproof.interpret.latex.notation import is_number, nodes_below, printed_within, squared_norm
from bnproof.interpret.latex.printer import Printer
from bnproof.statement.nodes import Node

LONG = 60  # characters of LaTeX that are worth an abbreviation


def abbreviated(printer: Printer, lines: Callable[[], list[str]]) -> tuple[list[str], list[str]]:
    """Lines of a printer, made when asked for, with abbreviations; and what these stand for, as formulas."""
    terms = repeated(printer.roots)
    for _ in range(2):  # the second time without those that no line uses
        printer.let(terms)
        found = lines()
        where = printer.definitions()
        terms = list(where)
    return found, list(where.values())


def repeated(roots: tuple[Node, ...]) -> list[Node]:
    """The long terms that are printed twice or more, from the inner to the outer."""
    times = dict.fromkeys(nodes_below(roots), 0)
    found: set[Node] = set()
    for root in roots:
        times[root] += 1
    for node in sorted(times, key=lambda n: -n.depth):
        if times[node] >= 2 and _worthy(node) and len(Printer(node).term(node)) > LONG:
            found.add(node)
        for part in printed_within(node):
            times[part] += 1 if node in found else times[node]
    return sorted((n for n in times if n in found), key=lambda n: n.depth)


def _worthy(node: Node) -> bool:
    """No sentence, no negative, no power of a norm: in these it is the term inside that repeats."""
    if node.sort.kind == "bool" or (node.op in ("mul", "scale", "mscale") and is_number(node.args[0], "-1")):
        return False
    while node.op in ("pow", "sqrt"):
        node = node.args[0]
    return not squared_norm(node)
