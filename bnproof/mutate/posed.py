"""Is a statement well posed? An instance that satisfies what is said before, at which a term has no value, says no."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import islice
from typing import Any

from bnproof.interpret.evaluate import Evaluator
from bnproof.interpret.instance import Instance, Undefined
from bnproof.search.instances import Problem
from bnproof.statement.builder import basis
from bnproof.statement.calculus import Unsupported
from bnproof.statement.nodes import BINDERS, Node, Statement, build, free, lift, substitute
from bnproof.statement.sorts import INT
from bnproof.verify.context import Refused, refusing
from bnproof.verify.decide import Decider, quantified
from bnproof.verify.shape import conjuncts
from bnproof.verify.witness import Meets, admits

LOOKS, TWISTED = 40, 8  # draws looked at beside the examples; of these, with a symbol made degenerate
SPECTRAL = ("eigmin", "eigmax", "radius")


def undefined_at(statement: Statement, instance: Instance, meets: Meets | None = None) -> str:
    """Why a hypothesis or the conclusion has no value there, though all hypotheses before it hold; "" if none."""
    evaluator = Decider(instance)
    for k, sentence in enumerate((*statement.hypotheses, statement.conclusion)):
        if sentence.op == "forall" and sentence.args[0].sort.kind != "int" and not _valued(sentence):
            continue  # has no value anywhere
        try:
            with refusing():
                why = _undefined(sentence, evaluator)
                if why:
                    return why if _admitted(statement, k, instance, evaluator, meets) else ""
        except Refused:
            return ""
    return ""


def _admitted(statement: Statement, k: int, instance: Instance, evaluator: Evaluator, meets: Meets | None) -> bool:
    """Does the instance meet the first k hypotheses? Raises `Refused`.

    What is said for all values of something must be known to be defined; the last ones have a value here."""
    given = statement.hypotheses[:k]
    last = max((i + 1 for i, h in enumerate(given) if h.op == "forall"), default=0)
    rest = build("and", (*statement.hypotheses[last:], statement.conclusion))  # names all symbols, for their domains
    admits(Statement(given[:last], rest), instance, meets)
    return all(evaluator.truth(h) is True for h in given[last:])


def _about_vectors(sentence: Node) -> bool:
    """Of each vector, and not of chosen functions, which are smooth wherever they are looked at."""
    return sentence.args[0].sort.kind == "vec" and not any(s.sort.kind.startswith("fn") for s in free(sentence))


def _about_orbits(sentence: Node) -> bool:
    """Of sequences, and not of chosen functions: it has a value where the sequences are known for ever."""
    kinds = {s.sort.kind for s in free(sentence)}
    return bool(kinds & {"seq-real", "seq-vec"}) and not any(kind.startswith("fn") for kind in kinds)


def _valued(sentence: Node) -> bool:
    return _about_vectors(sentence) or _about_orbits(sentence)


def opened(statement: Statement) -> list[Statement]:
    """What it says of each value of the symbols that its conclusion binds, part by part: it has a meaning where all
    that always has. (Of a conjunction: where an earlier part fails, there is no truth in it either.)

    Without the quantifiers, and with the conditions of the conclusion among the hypotheses. A conjunction about what
    exists stays whole, as its first parts choose it. None where the conclusion binds nothing, or a name again, or
    speaks of functions, which are chosen smooth only where they are looked at.
    """
    if any(s.sort.kind.startswith("fn") for s in statement.symbols):
        return []
    parts = _parts(statement.hypotheses, statement.conclusion, {s.name for s in statement.symbols}, True)
    return [s for s in parts or () if s != statement]


def _parts(given: tuple[Node, ...], body: Node, names: set[str], split: bool) -> list[Statement] | None:
    while body.op in ("forall", "exists", "implies"):
        if body.op == "implies":
            given += tuple(conjuncts(body.args[0]))
        elif body.args[0].name in names:
            return None
        else:
            names, split = names | {body.args[0].name}, split and body.op == "forall"
        body = body.args[1]
    if body.op != "and" or not split or not quantified(body):
        return [Statement(given, body)]
    return [s for part in body.args for s in _parts(given, part, names, split) or ()]


def chooses(sentence: Node) -> bool:
    """Does it say anywhere that something exists?"""
    joined = sentence.op in ("forall", "implies", "and", "or", "not")
    return sentence.op == "exists" or (joined and any(map(chooses, sentence.args)))


def find_undefined(
    statement: Statement, problem: Problem, seed: int = 0, twisted: int = TWISTED
) -> tuple[Instance, str] | None:
    """Such an instance among a few draws; the examples and so many draws also made degenerate."""
    examples = len(problem.examples)
    for k, raw in enumerate(islice(problem.draws(seed), examples + LOOKS)):
        odd = k < examples + twisted
        drawn = [raw, *(degenerate(statement.symbols, raw) if odd else ())]
        made = problem.complete(raw) or raw
        whole = (problem.complete(x) or x for x in drawn)
        against = degenerate(statement.symbols, made) if odd else ()  # an equation of the hypotheses
        for found in (raw, *whole, *against):
            if why := undefined_at(statement, found, problem.meets):
                return found, why
    return None


def degenerate(symbols: Iterable[Node], raw: Instance) -> Iterator[Instance]:
    """With one of the symbols zero, negative, or the same as another; not all lie in their domains."""
    for s in (s for s in symbols if s.name in raw.values):
        for value in _odd(s, raw):
            yield replace(raw, values={**raw.values, s.name: value})


def stretched(symbols: Iterable[Node], raw: Instance) -> Iterator[Instance]:
    """With one of the real symbols much larger or smaller."""
    for s in (s for s in symbols if s.sort.kind == "real"):
        for k in (16, Fraction(1, 16)):
            yield replace(raw, values={**raw.values, s.name: k * raw.values[s.name]})


def _odd(s: Node, raw: Instance) -> Iterator[Any]:
    value = raw.values[s.name]
    match s.sort.kind:
        case "real":
            yield from map(Fraction, (0, 1, -1, -9))
        case "vec":
            yield (Fraction(0),) * len(value)
            alike = (o for o in raw.values.values() if type(o) is tuple and len(o) == len(value) and o != value)
            yield from (o for o in alike if isinstance(o[0], Fraction))
        case "map":
            rows, columns = len(value), len(value[0])
            for x in (0, -1):
                yield tuple(tuple(Fraction(x * (i == j)) for j in range(columns)) for i in range(rows))
        case "seq-real":
            yield replace(value, prefix=(Fraction(0),) * len(value.prefix))
        case "seq-vec":
            yield replace(value, prefix=tuple((Fraction(0),) * len(v) for v in value.prefix))


def _undefined(sentence: Node, evaluator: Evaluator) -> str:
    try:
        if sentence.op != "forall":
            evaluator.truth(sentence)
        elif sentence.args[0].sort.kind == "int":
            _first_step(sentence.args[0], sentence.args[1], evaluator)
            evaluator.truth(sentence)  # where its sequences are known for ever
        elif _about_orbits(sentence):
            evaluator.truth(sentence)
        elif sentence.args[0].sort.kind == "vec":
            v, body = sentence.args
            return _undefined(substitute(body, {v: basis(v.sort.spaces[0], lift(1, INT))}), evaluator)
    except Undefined as error:
        return str(error)
    except Unsupported:
        return _asymmetric(sentence, evaluator)
    return ""


def _first_step(t: Node, body: Node, evaluator: Evaluator) -> None:
    """Of a recursion: what it says of the items after the first. Raises `Undefined`."""
    evaluator.env = {t: int(t.domain[2:])}
    try:
        if body.op == "implies":
            if evaluator.truth(body.args[0]) is not True:
                return
            body = body.args[1]
        for part in body.args if body.op == "and" else (body,):
            if part.op == "eq" and part.args[0].op == "item":
                evaluator.value(part.args[1])
    finally:
        evaluator.env = {}


def _asymmetric(sentence: Node, evaluator: Evaluator) -> str:
    """Is the spectrum of a map asked for that is not self-adjoint?"""
    stack = [sentence]
    while stack:
        n = stack.pop()
        if n.op in SPECTRAL:
            try:
                m = evaluator.value(n.args[0])
            except (Undefined, Unsupported, KeyError):
                continue
            if any(evaluator.sign(m[i][j] - m[j][i]) for i in range(len(m)) for j in range(i)):
                return "a spectrum of a map that is not self-adjoint"
        stack.extend(() if n.op in BINDERS else n.args)
    return ""
