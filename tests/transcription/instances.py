"""Random instances at which a statement tree and an array formula are compared.

A builder makes a `Case` of one claim, or several: values of the symbols, and what the array formula gives
for the sides of the conclusion. `disagreements` evaluates the tree there in floating point and lists every
difference.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

import numpy as np

from bnproof.interpret import instance as chosen
from bnproof.interpret.evaluate import Evaluator
from bnproof.interpret.floats import Floats
from bnproof.interpret.instance import Instance, Lambda
from bnproof.statement.nodes import Node, Statement, num
from bnproof.statement.sorts import REAL

CLOSED_FORM = 1e-11  # closed forms and complex steps on the array side
CENTRAL_DIFFERENCE = 1e-9


@dataclass(frozen=True)
class Side:
    """A value of the array formula; `size` is what rounding is measured against where terms cancel."""

    value: Any
    size: float = 0.0
    factors: tuple["Side", ...] = ()  # of an inner product that vanishes: its value alone would tell nothing
    through: Callable[[Any], Any] = np.asarray  # what of the side in the tree the array formula gives


@dataclass(frozen=True)
class Printed:
    """One relation as the document prints it: `eq`, `ne`, `le` or `lt`."""

    relation: str
    left: Side
    right: Side


@dataclass(frozen=True)
class Case:
    """An instance, and the relations that the conclusion must consist of there."""

    instance: Instance
    printed: tuple[Printed, ...]
    quantifiers: tuple[str, ...] = ()  # in front of the conclusion or its parts; the instance has their symbols' values
    samples: Mapping[str, Sequence[Any]] = field(default_factory=dict)  # for symbols bound in hypotheses
    tolerance: float = CLOSED_FORM
    size: float = 0.0  # what rounding is measured against in hypotheses `... = 0`
    shape: str = ""  # how the relations, numbered from 0, are connected: "0 and (1 or 2)"; all hold unless given


Builder = Callable[[np.random.Generator, int, str], Case | list[Case]]


def relation(op: str, left: Any, right: Any, size: float = 0.0) -> Printed:
    return Printed(op, Side(left, size), Side(right, size))


# --- comparison -----------------------------------------------------------------------------------


def misfits(tree: Statement, case: Case) -> list[str]:
    """Symbols whose value is outside their domain: there the tree says nothing."""
    *_, binders = _relations(tree.conclusion)
    unfit = (s for s in (*tree.symbols, *(b.args[0] for b in binders)) if not _in_domain(s, case.instance))
    return [f"{s.name} is not {s.domain}" for s in unfit]


def disagreements(tree: Statement, case: Case) -> list[str]:
    """Where the tree differs from the array formula at this instance: empty if it does not."""
    evaluator = Evaluator(Floats(), case.instance)
    found = [f"hypothesis {i}" for i, h in enumerate(tree.hypotheses) if not _holds(evaluator, h, case)]

    relations, shape, binders = _relations(tree.conclusion)
    numbers = [b.args[0] for b in binders if not b.args[0].sort.kind.startswith("seq")]
    evaluator.env = {s: evaluator.integer(s) if s.sort.kind == "int" else evaluator.value(s) for s in numbers}
    quantifiers = tuple(b.op for b in binders)
    if quantifiers != case.quantifiers:
        found.append(f"quantifiers: {quantifiers} in the tree, {case.quantifiers} printed")
    expected = case.shape or " and ".join(str(k) for k in range(len(case.printed)))
    if shape != expected:
        found.append(f"connected as {shape} in the tree, {expected} printed")
    ops, printed = ["ne" if r.op == "not" else r.op for r in relations], [p.relation for p in case.printed]
    if ops != printed:
        return [*found, f"relations: {ops} in the tree, {printed} printed"]
    for i, (r, p) in enumerate(zip(relations, case.printed, strict=False)):
        sides = r.args[0].args if r.op == "not" else r.args
        for name, node, side in zip(("left", "right"), sides, (p.left, p.right), strict=True):
            for text in _differences(evaluator, node, side, case.tolerance):
                found.append(f"relation {i}, {name}{text}")
    return found


def _relations(sentence: Node) -> tuple[list[Node], str, list[Node]]:
    """Equations and inequalities in order, how they are connected, and quantified sentences on the way.

    `not` stays with its equation.
    """
    found: list[Node] = []
    binders: list[Node] = []

    def told(s: Node) -> str:
        while s.op in ("forall", "exists"):
            binders.append(s)
            s = s.args[1]
        if s.op not in ("and", "or", "implies"):
            found.append(s)
            return str(len(found) - 1)
        parts = [(a.op, told(a)) for a in s.args]
        return f" {s.op} ".join(t if t.isdigit() or s.op == op == "and" else f"({t})" for op, t in parts)

    shape = told(sentence)
    return found, shape, binders


def _differences(evaluator: Evaluator, node: Node, side: Side, tolerance: float) -> Iterator[str]:
    value = side.through(evaluator.value(node))
    if not _near(value, side.value, tolerance, side.size):
        yield f": {value} in the tree, {side.value} in the array formula"
    if side.factors:
        if node.op != "inner":
            yield f": {node.op} in the tree, an inner product in the array formula"
        else:
            for k, (argument, factor) in enumerate(zip(node.args, side.factors, strict=True)):
                for text in _differences(evaluator, argument, factor, tolerance):
                    yield f", factor {k}{text}"


def _near(x: Any, y: Any, tolerance: float, size: float = 0.0) -> bool:
    a, b = np.asarray(x, float), np.asarray(y, float)
    measure = max(float(np.linalg.norm(a)), float(np.linalg.norm(b)), size)
    return a.shape == b.shape and bool(np.linalg.norm(a - b) <= tolerance * measure)


def _holds(evaluator: Evaluator, sentence: Node, case: Case) -> bool:
    args = sentence.args
    match sentence.op:
        case "eq":
            return _near(evaluator.value(args[0]), evaluator.value(args[1]), case.tolerance, case.size)
        case "le" | "lt":
            low, high = evaluator.value(args[0]), evaluator.value(args[1])
            return low < high or (sentence.op == "le" and _near(low, high, case.tolerance))
        case "not":
            return not _holds(evaluator, args[0], case)
        case "and":
            return all(_holds(evaluator, a, case) for a in args)
        case "implies":
            return not _holds(evaluator, args[0], case) or _holds(evaluator, args[1], case)
        case "forall":
            return all(_holds_at(evaluator, args[0], x, args[1], case) for x in case.samples[args[0].name])
    raise ValueError(f"hypotheses of {sentence.op} are not sampled")


def _holds_at(evaluator: Evaluator, bound: Node, value: Any, body: Node, case: Case) -> bool:
    outer = evaluator.env
    evaluator.env = {**outer, bound: value}
    try:
        return _holds(evaluator, body, case)
    finally:
        evaluator.env = outer


def _in_domain(symbol: Node, instance: Instance) -> bool:
    value, domain = instance.values[symbol.name], symbol.domain
    if domain.startswith(">="):
        return isinstance(value, int) and value >= int(domain[2:])
    if domain.startswith("index:"):
        return isinstance(value, int) and 1 <= value <= instance.dims[domain[6:]]
    if symbol.sort.kind in ("fn", "fn-real", "seq-vec"):
        return isinstance(value, chosen.Sequence if symbol.sort.kind == "seq-vec" else Lambda)
    numbers = np.asarray(value.prefix if symbol.sort.kind == "seq-real" else value, float)
    shape = tuple(instance.dims[s] for s in reversed(symbol.sort.spaces))
    if symbol.sort.kind != "seq-real" and numbers.shape != shape:
        return False
    match domain:
        case "pos":
            return bool(numbers > 0)
        case "nonneg":
            return bool(np.all(numbers >= 0))
        case "nonzero":
            return bool(np.any(numbers != 0))
        case "unit":
            return _near(np.linalg.norm(numbers), 1.0, CLOSED_FORM)
        case "injective":
            return int(np.linalg.matrix_rank(numbers)) == shape[1]
        case "spd":
            return bool(np.array_equal(numbers, numbers.T) and np.linalg.eigvalsh(numbers)[0] > 0)
    return domain == ""


# --- random values --------------------------------------------------------------------------------


def magnitude(rng: np.random.Generator, decades: float = 1.5) -> float:
    """A positive number of any size within the decades around 1."""
    return float(10 ** rng.uniform(-decades, decades))


def signed(rng: np.random.Generator) -> float:
    """A number of either sign, away from 0 and from the sizes 0 and 1."""
    return float(rng.choice([-1.0, 1.0]) * rng.choice([rng.uniform(0.3, 0.8), rng.uniform(1.3, 2.5)]))


def step_size(rng: np.random.Generator) -> float:
    return abs(signed(rng))


def vector(rng: np.random.Generator, d: int, scale: float = 1.0) -> np.ndarray:
    return scale * rng.choice([-1.0, 1.0], d) * rng.uniform(0.2, 2.0, d)


def spd(rng: np.random.Generator, d: int, scale: float = 1.0) -> np.ndarray:
    """A symmetric positive definite matrix, not close to a singular one."""
    root = rng.normal(size=(d, d))
    matrix = scale * (root @ root.T + rng.uniform(0.1, 1.0) * np.eye(d))
    return (matrix + matrix.T) / 2


def plain(values: Any) -> Any:
    """An array as nested tuples of floats."""
    array = np.asarray(values, float)
    return float(array) if array.ndim == 0 else tuple(plain(row) for row in array)


# --- spoiled instances ----------------------------------------------------------------------------


def with_values(case: Case, **values: Any) -> Case:
    """The same case with other values for the tree alone."""
    return replace(case, instance=Instance(case.instance.dims, {**case.instance.values, **values}))


def spoiled(case: Case, tree: Statement, name: str, rng: np.random.Generator) -> Case:
    """The same case with another value of one symbol for the tree alone."""
    symbol = next(s for s in tree.symbols if s.name == name)
    other = _another(case.instance.values[name], symbol, case.instance.dims, rng)
    return with_values(case, **{name: other})


def _another(value: Any, symbol: Node, dims: Mapping[str, int], rng: np.random.Generator) -> Any:
    domain = symbol.domain
    if domain.startswith("index:"):
        return value % dims[domain[6:]] + 1
    if domain.startswith(">="):
        return max(value - 1, int(domain[2:]))
    if isinstance(value, Lambda):
        tilt = value.bound if value.bound.sort is REAL else num(0)  # what scales alike has the same critical points
        return Lambda(value.bound, num(Fraction(11, 10)) * value.body + tilt)
    if isinstance(value, chosen.Sequence):
        last = np.asarray(value.prefix[-1])
        return chosen.Sequence((*value.prefix[:-1], plain(last * _factors(rng, last.shape))), value.tail)
    numbers = np.asarray(value)
    if not numbers.any():
        return plain(numbers + 1)  # no factor changes it
    if domain == "spd":
        factors = _factors(rng, (len(numbers),))
        return plain(np.outer(factors, factors) * numbers)
    return plain(numbers * _factors(rng, numbers.shape))


def _factors(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    return np.asarray(rng.uniform(0.7, 0.95, shape))
