"""Canonical forms, exact, ball, mpmath and NumPy values of random trees and of every claim agree.

Broken interpreters are noticed; what an interpreter does not support is counted, and is no agreement.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flint import arb
from interpret.agreement import Tally, ask, compare, compare_truth
from interpret.symbols import SYMBOLS
from interpret.trees import Trees

from bnproof.interpret import arithmetic, ball, evaluate, exact, fast, mp, spectrum
from bnproof.registry import Registry
from bnproof.search.instances import Problem
from bnproof.statement.codec import decode
from bnproof.statement.nodes import BINDERS, Node
from bnproof.statement.signatures import SIGNATURES
from bnproof.verify.instances import instance_of

THOROUGH = os.environ.get("BNPROOF_PROFILE") == "thorough"
TERMS, SENTENCES = (range(10_000), range(5_000)) if THOROUGH else (range(1_000), range(500))
FEW_TERMS, FEW_SENTENCES = range(600), range(300)
EVIDENCE = Path(__file__).parents[2] / "reports" / "evidence"
NAMES = ("exact", "ball", "mp", "fast")


def compare_all(seeds: range, draw: Callable[[Trees], Node], compared: Callable[..., None]) -> Tally:
    tally = Tally()
    for seed in seeds:
        trees = Trees(seed)
        compared(draw(trees), trees.instances(2), tally)
    return tally


def compare_terms(seeds: range) -> Tally:
    return compare_all(seeds, Trees.term, compare)


def compare_sentences(seeds: range) -> Tally:
    return compare_all(seeds, Trees.sentence, compare_truth)


def agreed(tally: Tally, seeds: range, seldom: float, **often: str) -> None:
    """All were asked; each interpreter answered more than that share, these two in the most telling way."""
    assert tally.asked == 2 * len(seeds)
    for name in NAMES:
        assert tally.share(name) > seldom, f"{name} answers too seldom: {tally.answers}"
    for name, kind in often.items():
        assert tally.answers[f"{name}: {kind}"] > seldom * tally.asked, tally.answers


def test_terms(record_property):
    tally = compare_terms(TERMS)
    record_property("answers", dict(tally.answers))
    agreed(tally, TERMS, 0.8, mp="compared", fast="compared")
    assert tally.share("gram") > 0.5, tally.answers  # of maps it has no value


def test_sentences(record_property):
    tally = compare_sentences(SENTENCES)
    record_property("answers", dict(tally.answers))
    agreed(tally, SENTENCES, 0.6, ball="decided", mp="decided")


def test_the_trees_are_varied():
    """Every operator occurs; sorts and instances are many."""
    seen: set[str] = set()
    for seed in FEW_TERMS:
        trees = Trees(seed)
        stack: list[Node] = [trees.term(), trees.sentence()]
        while stack:
            node = stack.pop()
            seen.add(node.op)
            stack.extend(node.args)
    assert set(SIGNATURES) - seen <= {"iadd", "imul", "forall", "exists"}
    assert seen >= BINDERS - {"forall", "exists"}
    assert len({s.sort for s in SYMBOLS}) >= 9


def test_the_same_seed_gives_the_same_tree():
    first, second = Trees(7), Trees(7)
    assert first.term() is second.term()
    assert first.instances(2) == second.instances(2)


def test_claims(registry: Registry):
    """The sides of every formula of every variant, and the truth of its conclusion."""
    terms, sentences = Tally(), Tally()
    for _, claim in registry.claims.values():
        for variant in claim.variants:
            statement = variant.trace().statement
            problem = Problem(statement)
            found = filter(None, map(problem.complete, islice(problem.draws(1, 2), 30)))
            for instance in islice(found, 2):
                for side in _sides([statement.conclusion, *statement.hypotheses]):
                    compare(side, [instance], terms)
                compare_truth(statement.conclusion, [instance], sentences)
    for name in NAMES:
        assert terms.share(name) > 0.8, f"{name} answers too seldom: {terms.answers}"
    assert sentences.answers["mp: decided"] > 0.6 * sentences.asked, sentences.answers


def _sides(sentences: list[Node]) -> list[Node]:
    found = []
    while sentences:
        node = sentences.pop()
        if node.op in ("eq", "le", "lt"):
            found.extend(node.args)
        elif node.op in ("and", "or", "not"):
            sentences.extend(node.args)
    return found


@pytest.mark.parametrize("path", sorted(EVIDENCE.glob("*/*.json")), ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_every_committed_instance_is_confirmed_by_two(path, registry: Registry):
    """The conclusion fails at a witness, and holds where a proof was tried; the hypotheses hold at both."""
    data = json.loads(path.read_text(encoding="utf-8"))
    statement = registry.statement(data["claim"], data["variant"])
    nodes = decode(data["nodes"])
    instance = instance_of(data["instance"], nodes, statement)
    told = [(h, True) for h in (*statement.hypotheses, *(nodes[k] for k in data.get("where", ())))]
    if data["kind"] != "disproof":
        told.append((statement.conclusion, data["kind"] == "proof"))
    confirmed = 0
    for sentence, expected in told:
        if any(part.op in ("forall", "exists") for part in (sentence, *sentence.args)):
            continue  # no interpreter has an opinion; the second checker of proofs and instances has
        opinions = _opinions(sentence, instance)
        assert set(opinions.values()) == {expected}, opinions
        assert len(opinions) > 1 or _over_sphere(sentence), opinions
        assert expected or "ball" in opinions, (
            opinions
        )  # what fails is told by enclosures; equations that hold never are
        confirmed += 1
    assert confirmed or data["kind"] != "witness"


def _over_sphere(sentence: Node) -> bool:
    """Means over the sphere: enclosures know them in space, mpmath in the plane."""
    return sentence.op == "oblique" or any(map(_over_sphere, sentence.args))


def _opinions(sentence: Node, instance: Any) -> dict[str, bool]:
    """Of the interpreters that have one."""
    asked = {
        "exact": lambda: evaluate.Evaluator(exact.Tower(), instance).truth(sentence),
        "ball": lambda: ball.truth(sentence, instance),
        "mp": lambda: mp.opinion(sentence, instance),
    }
    answers = {name: ask(Tally(), name, question) for name, question in asked.items()}
    return {name: a.value for name, a in answers.items() if a.kind == "value" and a.value is not None}


# ---- broken interpreters -------------------------------------------------------------------------
WALK, FAST = evaluate.Evaluator, fast._Walk


def _after(owner: Any, name: str, change: Any) -> tuple[Any, str, Any]:
    """The function, with its result changed."""
    original = getattr(owner, name)
    return owner, name, lambda *args, **named: change(original(*args, **named))


def _swapped(owner: Any, name: str, other: str) -> tuple[Any, str, Any]:
    return owner, name, getattr(owner, other)


def _keeps(index: int) -> Any:
    """A rule that answers with one of its arguments."""
    return lambda *args: args[index]


def _half_a_product(self: Any, other: Any) -> Any:
    """Of duals, without one part of the product rule."""
    factor = other.value if isinstance(other, arithmetic.Dual) else other
    return arithmetic.Dual(self.value * factor, self.slope * factor, self.level)


_DERIVATIVE = WALK._derivative
BROKEN_TERMS = {
    # the walk that exact, ball and mp share; NumPy objects
    "walk: mul is add": _swapped(WALK, "_mul", "_add"),
    "walk: max is min": _swapped(WALK, "_max", "_min"),
    "walk: ones are zeros": _swapped(WALK, "_ones", "_zero"),
    "walk: add drops a term": (WALK, "_add", _keeps(2)),
    "walk: div keeps its numerator": (WALK, "_div", _keeps(2)),
    "walk: scale keeps its vector": (WALK, "_scale", _keeps(3)),
    "walk: compose": _after(WALK, "_compose", lambda m: [row[::-1] for row in m]),
    "walk: trace": _after(WALK, "_trace", lambda x: x + x),
    "walk: npow and pow": _after(WALK, "_power", lambda x: x + x),
    "walk: inner": _after(WALK, "_inner", lambda x: -x),
    "walk: vadd": _after(WALK, "_vadd", lambda v: v[::-1]),
    "walk: apply": _after(WALK, "_apply", lambda v: v[::-1]),
    "walk: a summand doubled": _after(WALK, "_inject", lambda m: [[x + x for x in row] for row in m]),
    "walk: inverse": _after(WALK, "_inverse", lambda m: [[-x for x in row] for row in m]),
    "walk: a shorter sum": _after(WALK, "_range", lambda r: r[:-1]),
    "walk: a derivative doubled": _after(WALK, "_slope_along", lambda x: 2 * x),
    "walk: a basis without its last vector": _after(WALK, "_range", lambda r: r[:-1] or r),
    "walk: a derivative of another order": (
        WALK,
        "_derivative",
        lambda self, f, at, k: _DERIVATIVE(self, f, at, k and k - 1),
    ),
    "walk: product rule": (arithmetic.Dual, "__mul__", _half_a_product),
    # one kind of number: the others object
    "exact: root": _after(exact.Tower, "sqrt", lambda x: 2 * x),
    "exact: product of surds": (exact.Surd, "__mul__", _keeps(0)),
    "exact: spectrum": (spectrum, "_quadratic", lambda b, c, tower: [b, b]),
    "ball: root": _after(ball.Balls, "sqrt", lambda x: x * (1 + arb(2) ** -50)),
    "ball: logarithm": _after(ball.Balls, "log", lambda x: x + 1),
    "ball: exponential": _after(ball.Balls, "exp", lambda x: x + 1),
    "ball: oblique mean": _after(ball.BallEvaluator, "_oblique", lambda x: x + 1),
    "ball: pi": _after(ball.Balls, "pi", lambda x: x + 1),
    "ball: cosine": _swapped(ball.Balls, "cos", "sin"),
    "mp: sine": _swapped(mp.HighPrecision, "sin", "cos"),
    "fast: sine": _swapped(FAST, "_sin", "_cos"),
    "ball: spectrum": _after(ball.Balls, "eigenvalues", lambda xs: [x + 1 for x in xs]),
    "ball: a radius too small": _after(ball, "_deviation", lambda x: x * 0),
    "ball: max is min": _swapped(ball.BallEvaluator, "_max", "_min"),
    "ball: abs": (ball.BallEvaluator, "_abs", _keeps(1)),
    "mp: root": _after(mp.HighPrecision, "sqrt", lambda x: 2 * x),
    "mp: number": _after(mp.HighPrecision, "number", lambda x: x + x * 1e-30),
    "mp: spectrum": _after(mp.HighPrecision, "eigenvalues", lambda xs: [-x for x in xs]),
    # NumPy; the walk objects
    "fast: mul is add": _swapped(FAST, "_mul", "_add"),
    "fast: add is mul": _swapped(FAST, "_add", "_mul"),
    "fast: min is max": _swapped(FAST, "_min", "_max"),
    "fast: eigmin is eigmax": _swapped(FAST, "_eigmin", "_eigmax"),
    "fast: div": _after(FAST, "_div", lambda x: 1 / x),
    "fast: inverse": _after(np.linalg, "inv", lambda m: m.swapaxes(1, 2) + 1),
    "fast: apply": _after(FAST, "_apply", lambda v: v[:, ::-1]),
    "fast: compose": _after(FAST, "_compose", lambda m: m[:, :, ::-1]),
    "fast: a shorter sum": _after(FAST, "_range", lambda r: r[:-1]),
    "fast: item": _after(FAST, "_item", lambda x: -x),
    "fast: function of a real variable": _after(FAST, "_at", lambda x: x + 1),
    "fast: sum over a basis": _after(FAST, "_total", lambda x: -x),
    "fast: expectation": _after(FAST, "_expect", lambda x: x + 1),
    "fast: gradient": _after(FAST, "_grad", lambda x: -x),
    "fast: a summand doubled": _after(FAST, "_inject", lambda m: 2 * m),
    "fast: hessian": _after(FAST, "_hessian", lambda x: 0 * x),
    "fast: single precision": _after(FAST, "_num", lambda x: x.astype(np.float32)),
}


@pytest.mark.parametrize("name", BROKEN_TERMS)
def test_a_broken_interpreter_of_terms_is_noticed(name, monkeypatch):
    monkeypatch.setattr(*BROKEN_TERMS[name])
    with pytest.raises(AssertionError):
        compare_terms(FEW_TERMS)


BROKEN_TRUTH = {
    "walk: all is any": (evaluate, "_all", lambda truths: any(list(truths))),
    "walk: le is lt": _after(WALK, "sign", lambda s: -1 if s == 0 else s),
    "ball: overlapping balls are ordered": _after(ball.Balls, "sign", lambda s: 1 if s is None else s),
    "mp: sign": _after(mp.HighPrecision, "sign", lambda s: s and -s),
    "fast: margins reversed": _after(FAST, "margin", lambda x: -x),
    "fast: not": (fast, "_not", _keeps(0)),
    "fast: and is or": (fast, "_both", np.fmax),
}


@pytest.mark.parametrize("name", BROKEN_TRUTH)
def test_a_broken_interpreter_of_sentences_is_noticed(name, monkeypatch):
    monkeypatch.setattr(*BROKEN_TRUTH[name])
    with pytest.raises(AssertionError):
        compare_sentences(FEW_SENTENCES)
