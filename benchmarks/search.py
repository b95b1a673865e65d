"""How many draws does a first exact witness take? Run `python benchmarks/search.py [--seeds N] [--most N]`.

Over the false formulas of the claims (mutants, factors, what is violated), of `tests/falsehoods`, and harder ones
(`tests/hard_formulas.py`), the medians over seeds of two searches:

- plain Hypothesis: integers and fractions for coordinates, A^T A + I for definite maps, dimensions from 1 to 12, simple
  functions, and nothing else. Every run of the test body is a draw, also one whose hypotheses fail. It is helped in one
  point: a hypothesis `x = ...` defines x, which an `assume` would hardly ever meet.
- bnproof.search. A draw is an instance that is evaluated exactly, admitted or not. Instances looked at in floats and
  questions to z3 are no draws; they are printed beside, and `all` adds them up.

Examples that claims give are left out. A formula that is not found counts as `--most` draws.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from statistics import geometric_mean, mean, median
from typing import Any

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from hard_formulas import false_formulas

from bnproof.interpret.instance import Instance, Sequence
from bnproof.registry import Registry, read_source
from bnproof.run import check
from bnproof.search.instances import Problem, functions, functions_of_several
from bnproof.search.refute import Budget, _breaks, find_witness
from bnproof.statement.nodes import Statement
from bnproof.statement.sorts import summands

NEVER = float("inf")
FALSEHOODS = Path(__file__).parent.parent / "tests" / "falsehoods" / "claims"


class Found(Exception):
    """Ends the search that found it."""


# ---- plain Hypothesis ---------------------------------------------------------------------------------------------
def vectors(d: int) -> Any:
    return st.lists(st.integers().map(Fraction), min_size=d, max_size=d).map(tuple)


def naive_value(s: Any, dims: dict[str, int], length: int, driven: bool) -> Any:
    sizes = [sum(dims[part] for part in space.split("+")) for space in s.sort.spaces]
    reals = st.fractions()
    match s.sort.kind:
        case "real":
            return {
                "pos": st.fractions(min_value=0).filter(bool),
                "nonneg": st.fractions(min_value=0),
                "nonzero": reals.filter(bool),
            }.get(s.domain, reals)
        case "int":
            index = s.domain.startswith("index:")
            return st.integers(1, dims[s.domain[6:]]) if index else st.integers(int(s.domain[2:]), 6)
        case "vec" if s.domain == "unit":
            basis = [tuple(Fraction(int(i == j)) for j in range(sizes[0])) for i in range(sizes[0])]
            return st.sampled_from(basis)
        case "vec":
            return vectors(sizes[0]).filter(any) if s.domain == "nonzero" else vectors(sizes[0])
        case "map" if s.domain == "spd":
            return st.lists(vectors(sizes[0]), min_size=sizes[0], max_size=sizes[0]).map(gram)
        case "map":
            return st.lists(vectors(sizes[0]), min_size=sizes[1], max_size=sizes[1]).map(tuple)
        case "fn":
            several = len(summands(s.sort.spaces[0])) > 1
            return st.sampled_from(functions_of_several(s, dims) if several else functions(s, sizes[0]))
    item = st.fractions(min_value=0 if s.domain else None) if s.sort.kind == "seq-real" else vectors(sizes[0])
    tail = None if driven else Fraction(0) if s.sort.kind == "seq-real" else (Fraction(0),) * sizes[0]
    n = 1 if driven else length
    return st.lists(item, min_size=n, max_size=n).map(lambda items: Sequence(tuple(items), tail))


def gram(rows: list[tuple[Fraction, ...]]) -> Any:
    """A^T A + I, of the columns of A: positive definite."""
    d = len(rows)
    products = [[sum(a * b for a, b in zip(u, v, strict=True)) for v in rows] for u in rows]
    return tuple(tuple(products[i][j] + (i == j) for j in range(d)) for i in range(d))


def naive(problem: Problem) -> Any:
    @st.composite
    def instances(draw: Any) -> Instance:
        dims = {space: draw(st.integers(1, 12)) for space in problem.statement.spaces}
        values: dict[str, Any] = {}
        for s in sorted(problem.statement.symbols, key=lambda s: s.sort.kind != "int"):
            length = 2 + max((v for v in values.values() if type(v) is int), default=1)
            values[s.name] = draw(naive_value(s, dims, length, s in problem.driven))
        return Instance(dims, values)

    return instances()


def plain(statement: Statement, most: int, number: int) -> float:
    """Draws until Hypothesis breaks the statement; infinite where it does not."""
    problem, count = Problem(statement), 0

    @seed(number)
    @settings(
        max_examples=most,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
        report_multiple_bugs=False,
    )
    @given(naive(problem))
    def attempt(raw: Instance) -> None:
        nonlocal count
        count += 1
        if _breaks(problem, raw):
            raise Found

    try:
        attempt()
    except Found:
        return count - 1  # it runs the witness once more, to tell of it
    return float("inf")


# ---- measuring ----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Row:
    """Medians over seeds: draws and seconds of both, and what else ours looked at."""

    plain: float
    plain_seconds: float
    ours: float
    floats: float
    questions: float
    seconds: float


def refuted(registry: Registry) -> list[tuple[str, Statement]]:
    """What falls to a witness, without the examples of the claims."""
    results = check(registry, registry.select(["all"]))
    return [
        (f"{r.id}/{v.name}", v.statement)
        for r in results
        for v in r.variants
        if v.verdict == "VIOLATED" and v.statement and v.evidence[0]["kind"] == "witness"
    ]


def measured(statement: Statement, seeds: int, most: int) -> Row:
    rows = []
    for k in range(seeds):
        t0 = time.perf_counter()
        theirs = plain(statement, most, k)
        t1 = time.perf_counter()
        found = find_witness(statement, Budget(most, shrinks=0), k)
        t2 = time.perf_counter()
        ours = found.draws if found.instance else NEVER
        rows.append((theirs, t1 - t0, ours, found.screened, found.asked or 0, t2 - t1))
    return Row(*(median(column) for column in zip(*rows, strict=True)))


def shown(x: float, most: int) -> str:
    return f"> {most}" if x == NEVER else f"{x:g}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--most", type=int, default=1000, help="draws after which a search gives up")
    parser.add_argument("--only", default="", help="formulas with this in their name")
    options = parser.parse_args()
    kinds = {
        "claims": refuted(Registry.load()),
        "falsehoods": refuted(Registry((read_source(FALSEHOODS),))),
        "hard": false_formulas(),
    }
    table: dict[str, list[Row]] = {kind: [] for kind in kinds}
    print(f"{'formula':58} {'Hypothesis':>11} {'s':>6} {'bnproof':>8} {'floats':>7} {'z3':>4} {'s':>6}")
    for kind, formulas in kinds.items():
        for name, statement in formulas:
            if options.only not in name:
                continue
            row = measured(statement, options.seeds, options.most)
            table[kind].append(row)
            left, right = shown(row.plain, options.most), shown(row.ours, options.most)
            work = f"{row.floats:7g} {row.questions:4g} {row.seconds:6.2f}"
            print(f"{name:58.58} {left:>11} {row.plain_seconds:6.2f} {right:>8} {work}", flush=True)
    table["all"] = [row for rows in table.values() for row in rows]
    table["all where Hypothesis needs over 10"] = [row for row in table["all"] if row.plain > 10]
    print(f"\ndraws: Hypothesis, and bnproof; at most {options.most}, medians of {options.seeds} seeds")
    for kind, rows in table.items():
        if rows:
            summary(kind, rows, options.most)


def summary(kind: str, rows: list[Row], most: int) -> None:
    """In draws; then with the floats and the questions counted as draws too, which they are not."""
    theirs, ours = ([min(x, most) for x in column] for column in zip(*((r.plain, r.ours) for r in rows), strict=True))
    every = [x + r.floats + r.questions for x, r in zip(ours, rows, strict=True)]
    missed = [sum(x == NEVER for x in column) for column in ([r.plain for r in rows], [r.ours for r in rows])]
    print(f"{kind}: {len(rows)} formulas, not found {missed[0]} and {missed[1]}")
    for label, column in (("exact draws", ours), ("all looked at", every)):
        each = [a / b for a, b in zip(theirs, column, strict=True)]
        print(
            f"  {label:14} mean {mean(theirs):.4g} and {mean(column):.4g} (ratio {mean(theirs) / mean(column):.3g}); "
            f"median {median(theirs):g} and {median(column):g} (ratio {median(theirs) / median(column):.3g}); "
            f"of each formula: median ratio {median(each):.3g}, geometric mean {geometric_mean(each):.3g}"
        )
    seconds = [sum(column) for column in zip(*((r.plain_seconds, r.seconds) for r in rows), strict=True)]
    print(f"  seconds        {seconds[0]:.1f} and {seconds[1]:.1f}, summed over the formulas")


if __name__ == "__main__":
    main()
