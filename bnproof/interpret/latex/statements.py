"""Statements as LaTeX, in lines, with abbreviations for long terms that repeat."""

from __future__ import annotations

from bnproof.interpret.latex.abbreviations import abbreviated
from bnproof.interpret.latex.pieces import AND, IMPLIES, at_least, parens, width
from bnproof.interpret.latex.printer import LINE, Printer
from bnproof.statement.nodes import Statement


def statement(given: Statement, *, let: bool = False) -> str:
    """Hypotheses and conclusion, in lines if they are long. `let` abbreviates long terms that repeat."""
    printer = Printer(*given.hypotheses, given.conclusion)
    lines, where = abbreviated(printer, lambda: _lines(printer, given)) if let else (_lines(printer, given), [])
    for k, line in enumerate(where):
        lines.append((r"\phantom{\text{where }}" if k else r"\text{where }") + line)
    if len(lines) == 1:
        return lines[0]
    return "\\begin{aligned}\n" + " \\\\\n".join(f"& {line}" for line in lines) + "\n\\end{aligned}"


def _lines(printer: Printer, given: Statement) -> list[str]:
    if not given.hypotheses:
        return printer.layout(given.conclusion)
    assumed = r" \wedge ".join(at_least(printer.formula(h), AND) for h in given.hypotheses)
    conclusion = printer.formula(given.conclusion)
    concluded = parens(conclusion.text) if conclusion.level == IMPLIES else conclusion.text
    whole = rf"{assumed} \Rightarrow {concluded}"
    if width(whole) <= LINE:
        return [whole]
    lines: list[str] = []
    for hypothesis in given.hypotheses:
        new = printer.layout(hypothesis)
        lines += [*new[:-1], new[-1] + ","]
    first, *rest = printer.layout(given.conclusion, LINE // 2)
    return [*lines, rf"\Rightarrow\ {first}", *(r"\quad " + line for line in rest)]
