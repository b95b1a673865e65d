"""How interpreters must agree on a term or a sentence at instances."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from flint import arb
from interpret.readback import Reader

from bnproof.interpret import ball, fast
from bnproof.interpret.evaluate import Evaluator
from bnproof.interpret.exact import Surd, Tower
from bnproof.interpret.gram import Gram
from bnproof.interpret.instance import Instance, Undefined
from bnproof.interpret.mp import HighPrecisionEvaluator, opinion
from bnproof.interpret.ring import TooLarge, ZeroDenominator
from bnproof.statement.calculus import Unsupported
from bnproof.statement.nodes import Node


@dataclass
class Tally:
    """How often each interpreter answered, of how many questions; silence is never agreement."""

    asked: int = 0
    answers: Counter[str] = field(default_factory=Counter)

    def share(self, name: str) -> float:
        return self.answers[f"{name}: value"] / self.asked


@dataclass(frozen=True)
class Answer:
    """`kind` is value, undefined, undecided or unsupported."""

    kind: str
    value: Any = None


def ask(tally: Tally, name: str, question: Callable[[], Any]) -> Answer:
    try:
        answer = Answer("value", question())
    except (Undefined, ZeroDivisionError):
        answer = Answer("undefined")
    except ball.Undecided:
        answer = Answer("undecided")
    except Unsupported:
        answer = Answer("unsupported")
    tally.answers[f"{name}: {answer.kind}"] += 1
    return answer


def compare(node: Node, instances: list[Instance], tally: Tally) -> None:
    """Asserts that the interpreters agree on a term at instances that can be a batch."""
    try:
        rows = fast.values(node, fast.Batch.of(instances))
    except Unsupported:
        rows = None
    form = _form(node)
    for k, instance in enumerate(instances):
        tally.asked += 1
        exact = ask(tally, "exact", lambda at=instance: Evaluator(Tower(), at).value(node))
        enclosed = ask(tally, "ball", lambda at=instance: _enclosed(node, at))
        high = ask(tally, "mp", lambda at=instance: HighPrecisionEvaluator(50, at).value(node))
        kinds = {a.kind for a in (exact, enclosed, high)}
        assert not {"value", "undefined"} <= kinds, f"{exact} {enclosed} {high} for {node}"
        if exact.kind == "value":
            _compare_form(node, form, Evaluator(Tower(), instance), tally)
        if exact.kind == enclosed.kind == "value":
            with ball.precision(2048):
                _close(_leaves(exact.value, _arb), _leaves(enclosed.value), 1, node)
        if enclosed.kind == "value" and high.kind == "value":
            wide = ask(Tally(), "ball", lambda at=instance: ball.enclose(node, at, 140))
            if wide.kind == "value":
                tally.answers["mp: compared"] += 1
                _close(_leaves(high.value, _binary), _leaves(wide.value), 2, node, 1e-38)
        _compare_row(node, instance, None if rows is None else rows[k], enclosed, tally)


def _form(node: Node) -> Node | None:
    """The canonical form of a real or a vector, turned back into a term."""
    gram = Gram()
    try:
        if node.sort.kind == "real":
            return Reader(gram).scalar(gram.scalar(node))
        return Reader(gram).vector(gram.vector(node), *node.sort.spaces) if node.sort.kind == "vec" else None
    except (Unsupported, TooLarge, ZeroDenominator):
        return None


def _compare_form(node: Node, form: Node | None, evaluator: Evaluator, tally: Tally) -> None:
    """Where a term and its canonical form have values, they agree.

    The form may have none where the chain rule has none: of sqrt(f) where f is 0 all around.
    """
    if form is None:
        tally.answers["gram: unsupported"] += 1
        return
    found = ask(tally, "gram", lambda: evaluator.value(form))
    if found.kind == "value":
        pairs = zip(_leaves(found.value), _leaves(evaluator.value(node)), strict=True)
        assert all(evaluator.sign(x - y) == 0 for x, y in pairs), f"the form {form} of {node}"


def _compare_row(node: Node, instance: Instance, row: Any, enclosed: Answer, tally: Tally) -> None:
    """Doubles against balls of 40 bits: their radius says what rounding may do."""
    name = "unsupported" if row is None else "value" if np.isfinite(row).all() else "undefined"
    tally.answers[f"fast: {name}"] += 1
    wide = ask(Tally(), "ball", lambda: ball.enclose(node, instance, 40))
    if row is None or enclosed.kind != "value" or wide.kind != "value":
        return
    tally.answers["fast: compared"] += 1
    assert name == "value", f"fast has no value of {node}"
    leaves = [arb(float(x)) for x in np.ravel(row)]
    _close(leaves, _leaves(wide.value), 2, node, 1e-11)


def _enclosed(node: Node, instance: Instance) -> Any:
    for bits in (64, 256):
        try:
            return ball.enclose(node, instance, bits)
        except ball.Undecided:
            continue
    return ball.enclose(node, instance, 1024)


def _close(points: list[arb], balls: list[arb], slack: int, node: Node, relative: float = 0.0) -> None:
    """Each point in its ball, widened by a factor and a relative error."""
    assert len(points) == len(balls), f"shapes of {node}"
    for x, y in zip(points, balls, strict=True):
        room = slack * y.rad() + relative * (1 + abs(y.mid()))
        assert x.overlaps(y.mid() + room * arb(0, 1)), f"{x} outside {y} for {node}"


def _leaves(value: Any, convert: Callable[[Any], arb] = lambda x: x) -> list[arb]:
    return [y for x in value for y in _leaves(x, convert)] if isinstance(value, list) else [convert(value)]


def _arb(x: Any) -> arb:
    return _arb(x.a) + _arb(x.b) * _arb(x.c).sqrt() if isinstance(x, Surd) else arb(x)


def _binary(x: Any) -> arb:
    """A number of mpmath's, exactly."""
    if not x:
        return arb(0)
    with ball.precision(512):
        mantissa, exponent = x.man_exp
        return (-1 if x < 0 else 1) * arb(abs(int(mantissa))) * arb(2) ** int(exponent)


def compare_truth(sentence: Node, instances: list[Instance], tally: Tally) -> None:
    """Asserts that no two interpreters decide a sentence differently."""
    try:
        margins = fast.margins(sentence, fast.Batch.of(instances))
    except Unsupported:
        margins = None
    for k, instance in enumerate(instances):
        tally.asked += 1
        exact = ask(tally, "exact", lambda at=instance: Evaluator(Tower(), at).truth(sentence))
        certain = ask(tally, "ball", lambda at=instance: ball.truth(sentence, at, cap=256))
        second = ask(tally, "mp", lambda at=instance: opinion(sentence, at))
        rough = ask(Tally(), "ball", lambda at=instance: ball.truth(sentence, at, start=40, cap=40))
        kinds = {a.kind for a in (exact, certain, second) if a.value is not None or a.kind == "undefined"}
        assert not {"value", "undefined"} <= kinds, f"{exact} {certain} {second} for {sentence}"
        decided = {a.value for a in (exact, certain, second, rough)} - {None}
        assert len(decided) < 2, f"{exact} {certain} {second} {rough} for {sentence}"
        if margins is not None and rough.value is not None:
            tally.answers["fast: value"] += 1
            fits = margins[k] >= -1e-9 if rough.value else margins[k] <= 1e-9
            assert fits, f"margin {margins[k]}, truth {rough.value} of {sentence}"
        tally.answers["ball: decided"] += certain.value is not None
        tally.answers["mp: decided"] += second.value is not None
