"""Witnesses for people: the instance as mathematics, and what each side of the refuted relation comes to."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from bnproof.interpret.ball import BallEvaluator, precision
from bnproof.interpret.instance import Instance, Lambda, Sequence, Undefined
from bnproof.interpret.latex.printer import Printer
from bnproof.interpret.latex.spelling import spell
from bnproof.report.numbers import enclosed, rational, shown
from bnproof.statement.builder import injection, stack
from bnproof.statement.calculus import Unsupported
from bnproof.statement.codec import decode
from bnproof.statement.nodes import Node, Statement, build, replace, substitute
from bnproof.statement.sorts import summands
from bnproof.verify.decide import Decider
from bnproof.verify.instances import instance_of

BITS = 256  # of decimals for people
SIGNS = {"eq": "=", "le": r"\le", "lt": "<"}


@dataclass(frozen=True, slots=True)
class Failure:
    """The relation that fails at an instance, and the values of its sides, all in LaTeX.

    `part`: which conjunct of the conclusion, from 1; 0 where the conclusion is the relation. `at`: the values
    of bound indices. `sign`: what is claimed of left and right.
    """

    relation: str
    part: int
    at: tuple[str, ...]
    left: str
    right: str
    sign: str


def instance(data: dict[str, Any], statement: Statement) -> list[str]:
    """The instance of a piece of evidence, one equation in LaTeX for each dimension and each symbol."""
    given = instance_of(data["instance"], decode(data["nodes"]), statement)
    printer = Printer(*statement.hypotheses, statement.conclusion)
    out = [f"{printer.dim(space)} = {d}" for space, d in sorted(given.dims.items())]
    for s in statement.symbols:
        out += _assigned(printer, s, given.values[s.name])
    return out


def _assigned(printer: Printer, symbol: Node, value: Any) -> list[str]:
    name = printer.term(symbol)
    match symbol.sort.kind:
        case "fn" | "fn-real":
            return [_function(name, value)]
        case "seq-real" | "seq-vec":
            return _sequence(printer, symbol, value)
    return [f"{name} = {_value(value)}"]


def _function(name: str, value: Lambda) -> str:
    """With a letter for its argument, or for each of its arguments."""
    x, body = value.bound, value.body
    total = "".join(x.sort.spaces)
    parts = summands(total) if total else ()
    several = [build("sym", (), (f"x_{k}", f"vec[{s}]", "")) for k, s in enumerate(parts, 1)]
    if len(several) > 1:
        for k, part in enumerate(several, 1):
            body = replace(body, injection(total, k).T @ x, part)
        body = substitute(body, {x: stack(*several)})
    arguments = several if len(several) > 1 else [x]
    printer = Printer(body, *arguments)
    return f"{name}({', '.join(map(printer.term, arguments))}) = {printer.term(body)}"


def _sequence(printer: Printer, symbol: Node, value: Sequence) -> list[str]:
    """Item by item; those of a constant tail are written once, each of a cycle with the next that is the same."""

    def item(k: int) -> str:
        return printer.term(build("item", (symbol, build("int", (), (str(k),)))))

    prefix, tail = list(value.prefix), value.tail
    while tail is not None and prefix and prefix[-1] == tail:
        prefix.pop()
    out = [f"{item(k)} = {_value(x)}" for k, x in enumerate(prefix)]
    for k, x in enumerate(value.cycle, len(prefix)):
        out.append(rf"{item(k)} = {item(k + len(value.cycle))} = \dots = {_value(x)}")
    if tail is not None:
        out.append(rf"{item(len(prefix))} = {item(len(prefix) + 1)} = \dots = {_value(tail)}")
    return out


def _value(value: Any) -> str:
    """A number, a tuple of numbers (a vector), or a tuple of rows (a matrix)."""
    if not isinstance(value, tuple):
        return rational(Fraction(value))
    if value and isinstance(value[0], tuple):
        rows = r" \\ ".join(" & ".join(rational(x) for x in row) for row in value)
        return rf"\begin{{pmatrix}} {rows} \end{{pmatrix}}"
    return "(" + r",\ ".join(map(rational, value)) + ")"


def failure(data: dict[str, Any], statement: Statement) -> Failure | None:
    """Where and how the conclusion fails at the witness. None where it cannot be computed."""
    given = instance_of(data["instance"], decode(data["nodes"]), statement)
    try:
        return _failing(statement, given)
    except (Unsupported, Undefined, ArithmeticError, KeyError):
        return None


def _failing(statement: Statement, given: Instance) -> Failure | None:
    evaluator = Decider(given)
    printer = Printer(*statement.hypotheses, statement.conclusion)
    sentence, part, at = statement.conclusion, 0, []
    while sentence.op in ("and", "implies", "every"):
        if sentence.op == "and":
            k = next(k for k, a in enumerate(sentence.args) if evaluator.truth(a) is False)
            part, sentence = part or k + 1, sentence.args[k]
        elif sentence.op == "implies":
            sentence = sentence.args[1]
        else:
            bound, body = sentence.args[0], sentence.args[3]
            low, high = (evaluator.integer(n) for n in sentence.args[1:3])
            i = next(i for i in range(low, high + 1) if evaluator.bound_truth(bound, i, body) is False)
            evaluator.env = {**evaluator.env, bound: i}
            at.append(f"{spell(bound.name).text()} = {i}")
            sentence = body
    negated = sentence.op == "not"
    atom = sentence.args[0] if negated else sentence
    if atom.op not in SIGNS or evaluator.truth(sentence) is not False or (negated and atom.op != "eq"):
        return None
    left, right = (_side(a, evaluator) for a in atom.args)
    text = Printer(sentence).sentence(sentence) if at else printer.sentence(sentence)
    return Failure(text, part, tuple(at), left, right, r"\ne" if negated else SIGNS[atom.op])


def _side(term: Node, evaluator: Decider) -> str:
    """Its value, exactly, or to some digits where there is no exact form."""
    try:
        return shown(evaluator.value(term))
    except Unsupported:
        balls = BallEvaluator(BITS, evaluator.instance)
        balls.env = evaluator.env
        with precision(BITS):
            return enclosed(balls.value(term))
