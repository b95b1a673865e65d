"""Instances by free parameters: every list of numbers, of the kinds asked for, decodes to values in their domains.

The decoding is rational, so it serves fractions and arrays of floats alike: what a search in floats has found is
rationalised by rounding its parameters, and stays definite, of unit length, parallel or orthogonal.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from bnproof.interpret.instance import Instance, Lambda
from bnproof.search.instances import Problem, functions, functions_of_real, functions_of_several
from bnproof.statement.nodes import Node, Statement, build, num
from bnproof.statement.sorts import summands
from bnproof.verify.context import Refused
from bnproof.verify.witness import admits

SIZES = (2, 3, 1, 4, 2, 6, 3, 2, 8, 5, 2, 12, 4, 2, 3, 1, 4, 2, 7, 3, 2, 9, 5, 2, 10, 11)
LARGEST = 12  # of dimensions
STEPS, FAR = (
    (0, 1, 1, 2, 3, 5),
    (8, 20, 60),
)  # by which integers exceed their least value; far without sequences
Slot = str  # `pos`, `nonneg`, `any`, `angle` (of a rotation, about 1), `eigen` (positive, of one spectrum)


@dataclass(frozen=True)
class Relation:
    """Degenerate geometry: `target` made `zero`, `same`, `parallel` or `orthogonal` to `source` (under `metric`), or
    a map with `equal` or one `double` eigenvalue."""

    kind: str
    target: str
    source: str = ""
    metric: str = ""


@dataclass(frozen=True)
class Shape:
    """All of an instance but its parameters."""

    dims: dict[str, int]
    integers: dict[str, int]
    functions: dict[str, Lambda]
    length: int  # of the prefixes of sequences
    rotated: bool = True  # or definite maps are diagonal
    relations: tuple[Relation, ...] = ()
    driven: frozenset[str] = field(default_factory=frozenset)  # sequences of which only the first item is free


# ---- shapes -------------------------------------------------------------------------------------------------------
def shapes(problem: Problem, seed: int) -> Iterator[Shape]:
    """Without end; small dimensions first and oftener."""
    rng, k = random.Random(seed), 0
    while True:
        yield shape(problem, rng, SIZES[k % len(SIZES)])
        k += 1


def shape(problem: Problem, rng: random.Random, size: int) -> Shape:
    """One of about these dimensions."""
    symbols = problem.statement.symbols
    dims = {s: min(LARGEST, size + rng.choice((0, 0, 1))) for s in problem.statement.spaces}
    centred = {name for name, _ in problem.centred}
    for s in symbols:
        if s.domain == "injective":
            source, target = s.sort.spaces
            dims[target] = max(dims[target], dims[source] + (s.name in centred))
    steps = STEPS if any(s.sort.kind.startswith("seq") for s in symbols) else STEPS + FAR
    integers = {}
    for s in symbols:
        if s.sort.kind == "int":
            index = s.domain.startswith("index:")
            integers[s.name] = rng.randint(1, dims[s.domain[6:]]) if index else int(s.domain[2:]) + rng.choice(steps)
    chosen = _functions(problem, rng, dims)
    length = 2 + max(integers.values(), default=1)
    related = tuple(relations(problem, rng)) if rng.random() < 0.5 else ()
    driven = frozenset(s.name for s in problem.driven)
    return Shape(dims, integers, chosen, length, rng.random() < 0.75, related, driven)


def _functions(problem: Problem, rng: random.Random, dims: dict[str, int]) -> dict[str, Lambda]:
    """That satisfy what the hypotheses say of all their values, if some tries find such."""
    statement = problem.statement
    choice = {s.name: family(s, dims) for s in statement.symbols if s.sort.kind in ("fn", "fn-real")}
    universal = [h for h in statement.hypotheses if h.op == "forall" and h.args[0].sort.kind != "int"]
    for _ in range(24 if choice else 1):
        chosen = {name: rng.choice(bodies) for name, bodies in choice.items()}
        try:
            for h in universal:
                admits(Statement((h,), h), Instance(dims, chosen))
            break
        except (Refused, KeyError):
            continue
    return chosen


def relations(problem: Problem, rng: random.Random) -> Iterator[Relation]:
    """One or two, at random, of those that the symbols allow."""
    symbols = [s for s in problem.statement.symbols if s not in {target for target, _ in problem.equations}]
    found = [Relation("zero", s.name) for s in symbols if s.sort.kind in ("real", "vec") and not s.domain]
    vectors = [s for s in symbols if s.sort.kind == "vec"]
    for v in vectors:
        for u in vectors:
            if u is not v and v.domain != "unit" and u.sort == v.sort:
                found += [Relation(kind, v.name, u.name) for kind in ("same", "parallel", "orthogonal")]
                same = (m for m in symbols if m.domain == "spd" and m.sort.spaces[0] == v.sort.spaces[0])
                found += [Relation("orthogonal", v.name, u.name, m.name) for m in same]
    for m in symbols:
        if m.domain == "spd":
            found += [Relation("equal", m.name), Relation("double", m.name)]
    yield from rng.sample(found, min(len(found), rng.choice((1, 1, 2))))


def family(symbol: Node, dims: dict[str, int]) -> list[Lambda]:
    """Those of small draws; polynomials (or quotients by powers of |x|) of higher degree, ill conditioned or far from
    convex; and bounded, saturating, growing ones of the first coordinate (or of the first direction cosine)."""
    if symbol.sort.kind == "fn-real":
        return functions_of_real(symbol)
    space = symbol.sort.spaces[0]
    if len(summands(space)) > 1:
        return functions_of_several(symbol, dims)
    d = dims[space]
    x = build("sym", (), ("x#9", f"vec[{space}]", ""))
    first = build("basis", (build("int", (), ("1",)),), (space,)) @ x
    last = build("basis", (build("int", (), (str(d),)),), (space,)) @ x
    square = x @ x
    bodies = [
        num(1000) * square - num(999) * last**2,
        num(-1000) * first**2,
        first**3 - 3 * first * last**2,
        first**5 + 7 * last,
        first**4 - 2 * first**2 + last,
        square**2 - square,
        num(3) * first - num(2) * last,
    ]
    if symbol.domain == "punctured":
        root = build("sqrt", (square,))
        bodies = [first / root, (first + 2 * last) / root, first**3 * last / square**2, first**2 / root]
        bodies += [num(1000) * last**2 / square, first**4 / square**2]
        first, last, square = first / root, last / root, (first / root) ** 2
    bodies += [loss for t in (first, 3 * first - 2, first - 5 * last) for loss in losses(t)]
    bodies += [build("sqrt", (1 + square,)), square / (1 + square)]
    return [*functions(symbol, d), *(Lambda(x, b) for b in bodies)]


def losses(t: Node) -> list[Node]:
    """Of a real term: like softplus, like a sigmoid, of Cauchy, a bump, of Huber, and a double well."""
    positive = 1 + t**2
    root = build("sqrt", (positive,))
    return [t + root, t / root, build("log", (positive,)), 1 / positive, root - 1, (t**2 - 1) ** 2]


# ---- parameters ---------------------------------------------------------------------------------------------------
def slots(symbol: Node, shape: Shape) -> list[Slot]:
    """The kinds of the parameters of a symbol."""
    sizes = [_width(space, shape) for space in symbol.sort.spaces]
    length = 1 if symbol.name in shape.driven else shape.length
    signed = symbol.domain if symbol.domain in ("pos", "nonneg") else "any"
    match symbol.sort.kind:
        case "real":
            return [signed]
        case "vec":
            return ["angle"] * (sizes[0] - 1) if symbol.domain == "unit" else ["any"] * sizes[0]
        case "map" if symbol.domain == "spd":
            d = sizes[0]
            return ["eigen"] * d + (["angle"] * (d * (d - 1) // 2) if shape.rotated else [])
        case "map":
            return ["any"] * (sizes[0] * sizes[1])
        case "seq-real":
            return [signed] * length
        case "seq-vec":
            return ["any"] * (length * sizes[0])
    return []


def decode(symbols: Sequence[Node], shape: Shape, parameters: Sequence[Any]) -> dict[str, Any]:
    """Values of the real, vector, map and sequence symbols: numbers, and lists of (lists of) them.

    The numbers are fractions, or arrays of floats (one entry an instance). Raises `ZeroDivisionError`.
    """
    given, found = iter(parameters), {}
    kinds = {r.target: r.kind for r in shape.relations}
    for s in symbols:
        numbers = [next(given) for _ in slots(s, shape)]
        sizes = [_width(space, shape) for space in s.sort.spaces]
        match s.sort.kind:
            case "real" | "int" | "fn" | "fn-real":
                found[s.name] = numbers[0] if numbers else None
            case "vec":
                found[s.name] = _unit(numbers) if s.domain == "unit" else numbers
            case "map" if s.domain == "spd":
                found[s.name] = _definite(numbers, sizes[0], kinds.get(s.name, ""))
            case "map":
                found[s.name] = _rows(numbers, sizes[0])
            case "seq-real":
                found[s.name] = numbers
            case "seq-vec":
                found[s.name] = _rows(numbers, sizes[0])
    for r in shape.relations:
        if r.kind not in ("equal", "double"):
            found[r.target] = _related(r, found)
    return {name: value for name, value in found.items() if value is not None}


def _width(space: str, shape: Shape) -> int:
    return sum(shape.dims[part] for part in summands(space))


def _rows(numbers: list[Any], width: int) -> list[list[Any]]:
    return [numbers[i : i + width] for i in range(0, len(numbers), width)]


def _dot(u: list[Any], v: list[Any]) -> Any:
    return sum((a * b for a, b in zip(u, v, strict=True)), 0 * u[0])


def _related(r: Relation, found: dict[str, Any]) -> Any:
    target = found[r.target]
    if r.kind == "zero":
        return [0 * x for x in target] if isinstance(target, list) else 0 * target
    source = found[r.source]
    if r.kind == "same":
        return list(source)
    if r.kind == "parallel":
        return [target[0] * x for x in source]
    normal = [_dot(row, source) for row in found[r.metric]] if r.metric else source
    share = _dot(target, normal) / _dot(normal, normal)
    return [x - share * y for x, y in zip(target, normal, strict=True)]


def _unit(angles: list[Any]) -> list[Any]:
    """The stereographic projection; for no angles the vector (1)."""
    if not angles:
        return [1]
    square = _dot(angles, angles)
    return [*(2 * t / (1 + square) for t in angles), (1 - square) / (1 + square)]


def _definite(numbers: list[Any], d: int, kind: str) -> list[list[Any]]:
    """Q diag Q^T with Q = (I - A)(I + A)^-1, A antisymmetric (Cayley): as I + A is A-free of kernel, so is Q."""
    values, angles = numbers[:d], numbers[d:]
    if kind in ("equal", "double"):
        values = [values[0]] * (d if kind == "equal" else min(d, 2)) + (values[2:] if kind == "double" else [])
    if not angles:
        return [[values[i] if i == j else 0 * values[i] for j in range(d)] for i in range(d)]
    q = _rotation(angles, d)
    weighted = [[x * y for x, y in zip(row, values, strict=True)] for row in q]
    upper = {(i, j): _dot(weighted[i], q[j]) for i in range(d) for j in range(i, d)}
    return [[upper[min(i, j), max(i, j)] for j in range(d)] for i in range(d)]


def _rotation(angles: list[Any], d: int) -> list[list[Any]]:
    """2 (I + A)^-1 - I. Elimination without pivoting: the symmetric part of I + A is I."""
    given, zero = iter(angles), 0 * angles[0]
    rows = [[zero + (i == j) for j in range(d)] + [zero + (i == j) for j in range(d)] for i in range(d)]
    for i in range(d):
        for j in range(i):
            a = next(given)
            rows[i][j], rows[j][i] = a, -a
    for i in range(d):
        pivot = rows[i][i]
        rows[i] = [x / pivot for x in rows[i]]
        for j in range(d):
            if j != i:
                factor = rows[j][i]
                rows[j] = [x - factor * y for x, y in zip(rows[j], rows[i], strict=True)]
    return [[2 * x - (i == j) for j, x in enumerate(row[d:])] for i, row in enumerate(rows)]
