"""Wild regimes for the parameters of instances: as NumPy generators, and as Hypothesis strategies.

Condition numbers 1 to 1e8, scales 1e-8 to 1e8, sparse and integer vectors. Both libraries are optional, and imported
when needed.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence as Several
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from bnproof.interpret.instance import Instance, Sequence
from bnproof.search.instances import Problem
from bnproof.search.regimes import LARGEST, Shape, decode, shape, slots
from bnproof.statement.nodes import Node, Statement

if TYPE_CHECKING:
    import numpy as np
    from hypothesis.strategies import SearchStrategy
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

DECADES = 8  # of scales up and down, and of condition numbers


# ---- exact instances ----------------------------------------------------------------------------------------------
def instance(symbols: Several[Node], shape: Shape, parameters: Several[Fraction]) -> Instance:
    """Rational, not yet completed. Raises `ZeroDivisionError` where a relation is degenerate itself."""
    decoded = decode(symbols, shape, parameters)
    values: dict[str, Any] = {**shape.integers, **shape.functions}
    for s in symbols:
        if s.name not in decoded:
            continue
        value = _tuples(decoded[s.name])
        if s.sort.kind.startswith("seq"):
            last = Fraction(0) if s.sort.kind == "seq-real" else (Fraction(0),) * shape.dims[s.sort.spaces[0]]
            value = Sequence(value, None if s.name in shape.driven else last)
        elif s.domain == "nonzero":
            value = _nonzero(value)
        values[s.name] = value
    return Instance(shape.dims, values)


def _nonzero(value: Any) -> Any:
    if isinstance(value, tuple):
        return value if any(value) else (Fraction(1), *value[1:])
    return value or Fraction(1)


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list) else Fraction(value)


def simplified(x: float, bits: int) -> Fraction:
    """A nearby rational of about so many bits; tiny and huge numbers are a power of ten times one."""
    if x == 0 or not math.isfinite(x):
        return Fraction(0)
    power = math.floor(math.log10(abs(x)))
    if -2 <= power <= 2:
        near = Fraction(x).limit_denominator(1 << bits)
        if near and (bits > 4 or abs(near) < 1 << (bits + 3)):
            return near
    scale = Fraction(10) ** power
    return (Fraction(x) / scale).limit_denominator(1 << bits) * scale


def generic(problem: Problem, rng: random.Random, size: int) -> Instance | None:
    """Small numbers, no two related: an equation that is not an identity hardly holds there."""
    symbols, given = problem.statement.symbols, replace(shape(problem, rng, size), relations=())

    def number(kind: str) -> Fraction:
        x = Fraction(rng.randint(1, 9), rng.choice((1, 1, 1, 2, 3)))
        return -x if kind in ("any", "angle") and rng.random() < 0.4 else x

    try:
        return instance(symbols, given, [number(kind) for s in symbols for kind in slots(s, given)])
    except (ZeroDivisionError, KeyError):
        return None


# ---- NumPy --------------------------------------------------------------------------------------------------------
def sample(symbols: Several[Node], shape: Shape, rng: np.random.Generator, n: int) -> Array:
    """Parameters of n instances, (n, number of slots). Half of the instances are of scale about 1."""
    import numpy as np

    wild = rng.random(n) < 0.5
    columns: list[Array] = []
    for s in symbols:
        kinds = slots(s, shape)
        if not kinds:
            continue
        scale = np.where(wild, 10.0 ** rng.uniform(-DECADES, DECADES, n), 1.0)
        plain = np.where(rng.random(n) < 0.7, 1.0, 0.0)
        scale = np.where(plain * wild > 0, 10.0 ** rng.uniform(-2, 2, n), scale)
        for kind in dict.fromkeys(kinds):
            k = kinds.count(kind)
            columns.append(_entries(kind, scale, rng, n, k))
    return np.concatenate(columns, axis=1) if columns else np.zeros((n, 0))


def _entries(kind: str, scale: Array, rng: np.random.Generator, n: int, k: int) -> Array:
    import numpy as np

    if kind == "eigen":
        return scale[:, None] * spectra(rng, n, k)
    found = rng.normal(size=(n, k))
    if kind == "angle":
        flat = rng.random(n) < 0.2  # few angles: nearly diagonal
        return np.where(flat[:, None] & (rng.random((n, k)) < 0.7), 0.0, found)
    whole = rng.random(n) < 0.3
    found = np.where(whole[:, None], np.round(2 * found), found)
    sparse = rng.random(n) < 0.25
    found = np.where(sparse[:, None] & (rng.random((n, k)) < 0.5), 0.0, found)
    spiked = rng.random(n) < 0.15  # one entry far larger than the others
    found = np.where(spiked[:, None] & (rng.random((n, k)) < 0.7), found * 1e-4, found)
    level = rng.random(n) < 0.15  # all entries alike, for sums and means
    found = np.where(level[:, None], found[:, :1], found) * scale[:, None]
    if kind == "any":
        return found
    size = np.abs(found)
    return np.where(size == 0, scale[:, None], size) if kind == "pos" else size


def spectra(rng: np.random.Generator, n: int, d: int) -> Array:
    """Spectra between 1 and a condition number: equal, geometric, one outlier above or below, clustered, random."""
    import numpy as np

    condition = 10.0 ** (rng.uniform(0, 1, n) * np.where(rng.random(n) < 0.5, DECADES, 1))
    ramp = np.linspace(0, 1, d) if d > 1 else np.zeros(1)
    kinds = np.stack(
        [
            np.broadcast_to(ramp * 0, (n, d)),
            np.broadcast_to(ramp, (n, d)),
            np.broadcast_to(ramp == 1, (n, d)).astype(float),
            np.broadcast_to(ramp > 0, (n, d)).astype(float),
            (rng.random((n, d)) < 0.5).astype(float),
            rng.random((n, d)),
        ]
    )
    kind = rng.choice(len(kinds), n, p=[0.05, 0.2, 0.15, 0.15, 0.15, 0.3])
    exponents = kinds[kind, np.arange(n)]
    found: Array = condition[:, None] ** exponents
    return found


def moved(theta: Array, kinds: Several[str], rng: np.random.Generator) -> Array:
    """Each row a random step away: few or all coordinates, small or large, now and then to 0, to 1 or to another."""
    import numpy as np

    n, k = theta.shape
    signed = np.array([kind in ("any", "angle") for kind in kinds])
    positive = np.array([kind in ("pos", "eigen") for kind in kinds])
    reach = 10.0 ** rng.uniform(-3, 0.5, (n, 1))
    step = reach * rng.normal(size=(n, k))
    size = np.abs(theta).max(axis=1, keepdims=True)
    shifted = theta + np.where(rng.random((n, k)) < 0.7, np.abs(theta), size) * step
    found = np.where(signed, shifted, theta * np.exp(np.clip(step, -5, 5)))
    one, two = theta[rng.permutation(n)], theta[rng.permutation(n)]
    along = theta + rng.uniform(0, 1.5, (n, 1)) * (one - two)  # along the valley in which the rows lie
    valley = rng.random((n, 1)) < 0.3
    found = np.where(valley & (signed | (along > 0)), along, found)
    special = rng.random((n, k))
    found = np.where((special < 0.03) & ~positive, 0.0, found)
    found = np.where((special > 0.97) & signed, -found, found)
    other = np.take_along_axis(theta, rng.integers(0, k, (n, k)), axis=1)
    found = np.where((special > 0.03) & (special < 0.05) & (signed | (other > 0)), other, found)
    chosen = rng.random((n, k)) < np.where(rng.random((n, 1)) < 0.5, 1.0, 1.5 / k)
    return np.where(chosen, found, theta)


# ---- Hypothesis ---------------------------------------------------------------------------------------------------
def numbers(kind: str, decades: int = DECADES) -> SearchStrategy[Fraction]:
    """A parameter of this kind. Integers mapped to rationals: they shrink faster than fractions."""
    from hypothesis import strategies as st

    small = st.integers(-12, 12) if kind in ("any", "angle") else st.integers(kind != "nonneg", 24)
    ratio = st.builds(Fraction, small, st.integers(1, 8))
    if kind == "angle":
        return ratio
    powers = st.one_of(st.just(0), st.integers(-decades, decades))
    return st.builds(lambda x, p: x * Fraction(10) ** p, ratio, powers)


def definite(d: int) -> SearchStrategy[tuple[tuple[Fraction, ...], ...]]:
    """Symmetric positive definite d x d matrices with a rational spectrum, of condition numbers 1 to 1e8 and beyond."""
    from hypothesis import strategies as st

    from bnproof.search.regimes import _definite

    extremes = st.sampled_from((Fraction(1), Fraction(10) ** DECADES))
    kinds_of_value = (numbers("eigen", DECADES // 2), extremes)
    values = st.one_of(*(st.lists(kind, min_size=d, max_size=d) for kind in kinds_of_value))
    count = d * (d - 1) // 2
    none: list[Fraction] = []
    angles = st.one_of(st.just(none), st.lists(numbers("angle"), min_size=count, max_size=count))
    kinds = st.sampled_from(("", "", "", "equal", "double"))
    return st.builds(lambda v, a, k: _tuples(_definite([*v, *a], d, k)), values, angles, kinds)


def instances(statement: Statement, sizes: Several[int] = range(1, LARGEST + 1)) -> SearchStrategy[Instance]:
    """Instances in their domains, degenerate geometry included, not yet completed by hypotheses.

    Dimensions are about the `sizes`, which shrink to the first.
    """
    from hypothesis import assume
    from hypothesis import strategies as st

    problem = Problem(statement)
    symbols = statement.symbols

    @st.composite
    def build(draw: Any) -> Instance:
        given: Shape = shape(problem, draw(st.randoms(use_true_random=False)), draw(st.sampled_from(list(sizes))))
        kinds = [kind for s in symbols for kind in slots(s, given)]
        try:
            return instance(symbols, given, [draw(numbers(kind)) for kind in kinds])
        except ZeroDivisionError:
            assume(False)
            raise

    return build()
