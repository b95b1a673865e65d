"""Exact, ball, mpmath and NumPy values of random trees and of every claim agree; broken ones are noticed."""

from __future__ import annotations

from itertools import islice
from typing import Any

import numpy as np
import pytest
from flint import arb
from interpret.trees import SYMBOLS, Tally, Trees, compare, compare_truth

from bnproof.interpret import ball, evaluate, exact, fast, mp, spectrum
from bnproof.registry import Registry
from bnproof.search.instances import Problem
from bnproof.statement.nodes import BINDERS, SIGNATURES, Node

TERMS, SENTENCES = range(600), range(300)
NAMES = ("exact", "ball", "mp", "fast")


def compare_terms(seeds: range) -> Tally:
    tally = Tally()
    for seed in seeds:
        trees = Trees(seed)
        compare(trees.term(), trees.instances(3), tally)
    return tally


def compare_sentences(seeds: range) -> Tally:
    tally = Tally()
    for seed in seeds:
        trees = Trees(seed)
        compare_truth(trees.sentence(), trees.instances(2), tally)
    return tally


def test_terms(record_property):
    tally = compare_terms(TERMS)
    record_property("answers", dict(tally.answers))
    assert tally.asked == 3 * len(TERMS)
    for name in NAMES:
        assert tally.share(name) > 0.6, f"{name} answers too seldom: {tally.answers}"
    for name in ("mp", "fast"):
        assert tally.answers[f"{name}: compared"] > 0.6 * tally.asked, tally.answers


def test_sentences(record_property):
    tally = compare_sentences(SENTENCES)
    record_property("answers", dict(tally.answers))
    for name in NAMES:
        assert tally.share(name) > 0.6, f"{name} answers too seldom: {tally.answers}"
    for name in ("ball", "mp"):
        assert tally.answers[f"{name}: decided"] > 0.6 * tally.asked, tally.answers


def test_the_trees_are_varied():
    """Every operator occurs; sorts and instances are many."""
    seen: set[str] = set()
    for seed in TERMS:
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
    factor = other.value if isinstance(other, evaluate.Dual) else other
    return evaluate.Dual(self.value * factor, self.slope * factor, self.level)


BROKEN_TERMS = {
    # the walk that exact, ball and mp share; NumPy objects
    "walk: mul is add": _swapped(WALK, "_mul", "_add"),
    "walk: max is min": _swapped(WALK, "_max", "_min"),
    "walk: ones are zeros": _swapped(WALK, "_ones", "_zero"),
    "walk: add drops a term": (WALK, "_add", _keeps(2)),
    "walk: div keeps its numerator": (WALK, "_div", _keeps(2)),
    "walk: scale keeps its vector": (WALK, "_scale", _keeps(3)),
    "walk: compose": _after(WALK, "_compose", lambda m: [row[::-1] for row in m]),
    "walk: npow and pow": _after(WALK, "_power", lambda x: x + x),
    "walk: inner": _after(WALK, "_inner", lambda x: -x),
    "walk: vadd": _after(WALK, "_vadd", lambda v: v[::-1]),
    "walk: apply": _after(WALK, "_apply", lambda v: v[::-1]),
    "walk: a summand doubled": _after(WALK, "_inject", lambda m: [[x + x for x in row] for row in m]),
    "walk: inverse": _after(WALK, "_inverse", lambda m: [[-x for x in row] for row in m]),
    "walk: a shorter sum": _after(WALK, "_range", lambda r: r[:-1]),
    "walk: a derivative doubled": _after(WALK, "_slope_along", lambda x: 2 * x),
    "walk: product rule": (evaluate.Dual, "__mul__", _half_a_product),
    # one kind of number: the others object
    "exact: root": _after(exact.Tower, "sqrt", lambda x: 2 * x),
    "exact: product of surds": (exact.Surd, "__mul__", _keeps(0)),
    "exact: spectrum": (spectrum, "_quadratic", lambda b, c, tower: [b, b]),
    "ball: root": _after(ball.Balls, "sqrt", lambda x: x * (1 + arb(2) ** -50)),
    "ball: logarithm": _after(ball.Balls, "log", lambda x: x + 1),
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
    "fast: gradient": _after(FAST, "_grad", lambda x: -x),
    "fast: a summand doubled": _after(FAST, "_inject", lambda m: 2 * m),
    "fast: hessian": _after(FAST, "_hessian", lambda x: 0 * x),
    "fast: single precision": _after(FAST, "_num", lambda x: x.astype(np.float32)),
}


@pytest.mark.parametrize("name", BROKEN_TERMS)
def test_a_broken_interpreter_of_terms_is_noticed(name, monkeypatch):
    monkeypatch.setattr(*BROKEN_TERMS[name])
    with pytest.raises(AssertionError):
        compare_terms(TERMS)


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
        compare_sentences(SENTENCES)
