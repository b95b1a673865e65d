"""How many draws does a first exact witness take? Run `python benchmarks/search.py [--seeds N] [--most N]`.

Over the false formulas of the claims (mutants, factors, what is violated) and harder ones (`tests/hard_formulas.py`),
the medians over seeds of: Hypothesis with strategies as one writes them at first, and `bnproof.search`. A draw is an
instance evaluated exactly, admitted or not; beside it are the instances that the guided search looks at in floats, and
seconds. Hypothesis is helped: hypotheses that define a symbol define it here too, and what strategies filter does not
count. Examples of the claims are left out.
"""

from __future__ import annotations

import argparse
import sys
import time
from fractions import Fraction
from pathlib import Path
from statistics import geometric_mean, median
from typing import Any

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from hard_formulas import false_formulas

from bnproof.interpret.evaluate import Instance, Sequence
from bnproof.registry import Registry
from bnproof.run import check
from bnproof.search.instances import Problem, functions
from bnproof.search.refute import Budget, _breaks, find_witness
from bnproof.statement.nodes import Statement
from bnproof.verify.witness import _definite


class Found(Exception):
    pass


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
            return st.lists(vectors(sizes[0]), min_size=sizes[0], max_size=sizes[0]).map(gram).filter(_definite)
        case "map":
            return st.lists(vectors(sizes[0]), min_size=sizes[1], max_size=sizes[1]).map(tuple)
        case "fn":
            return st.sampled_from(functions(s, sizes[0]))
    item = st.fractions(min_value=0 if s.domain else None) if s.sort.kind == "seq-real" else vectors(sizes[0])
    tail = None if driven else Fraction(0) if s.sort.kind == "seq-real" else (Fraction(0),) * sizes[0]
    n = 1 if driven else length
    return st.lists(item, min_size=n, max_size=n).map(lambda items: Sequence(tuple(items), tail))


def gram(rows: list[tuple[Fraction, ...]]) -> Any:
    return tuple(tuple(sum(a * b for a, b in zip(u, v, strict=True)) for v in rows) for u in rows)


def naive(problem: Problem) -> Any:
    @st.composite
    def instances(draw: Any) -> Instance:
        dims = {space: draw(st.integers(1, 4)) for space in problem.statement.spaces}
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
def of_claims() -> list[tuple[str, Statement]]:
    """Without their examples."""
    registry = Registry.load()
    results = check(registry, registry.select(["all"]))
    return [
        (f"{r.id}/{v.name}", v.statement)
        for r in results
        for v in r.variants
        if v.verdict == "VIOLATED" and v.statement and v.evidence[0]["kind"] == "witness"
    ]


def shown(x: float, most: int) -> str:
    return f"> {most}" if x == float("inf") else f"{x:g}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--most", type=int, default=1000, help="draws after which a search gives up")
    parser.add_argument("--only", default="", help="formulas with this in their name")
    options = parser.parse_args()
    kinds = {
        "claims": of_claims(),
        "hard": false_formulas(),
    }
    medians: dict[str, list[tuple[float, float]]] = {kind: [] for kind in kinds}
    seconds = [0.0, 0.0]
    print(f"{'formula':58} {'Hypothesis':>11} {'s':>6} {'bnproof':>8} {'floats':>7} {'s':>6}")
    for kind, formulas in kinds.items():
        for name, statement in formulas:
            if options.only not in name:
                continue
            rows = []
            for k in range(options.seeds):
                t0 = time.perf_counter()
                theirs = plain(statement, options.most, k)
                t1 = time.perf_counter()
                found = find_witness(statement, Budget(options.most, shrinks=0), k)
                t2 = time.perf_counter()
                ours = found.draws if found.instance else float("inf")
                rows.append((theirs, t1 - t0, ours, found.screened, t2 - t1))
            a, ta, b, floats, tb = (median(column) for column in zip(*rows, strict=True))
            medians[kind].append((a, b))
            seconds = [seconds[0] + ta, seconds[1] + tb]
            left, right = shown(a, options.most), shown(b, options.most)
            print(f"{name:58.58} {left:>11} {ta:6.2f} {right:>8} {floats:7g} {tb:6.2f}", flush=True)
    print(f"\nmedian seconds, summed over the formulas: {seconds[0]:.1f} and {seconds[1]:.1f}")
    medians["all"] = [p for pairs in medians.values() for p in pairs]
    for kind, pairs in medians.items():
        if pairs:
            summary(kind, pairs, options.most)


def summary(kind: str, pairs: list[tuple[float, float]], most: int) -> None:
    """What was not found counts as `most` draws in means and ratios."""
    a, b = zip(*pairs, strict=True)
    capped = [[min(x, most) for x in column] for column in (a, b)]
    missed = [sum(x == float("inf") for x in column) for column in (a, b)]
    means = [sum(column) / len(column) for column in capped]
    print(
        f"{kind}: {len(pairs)} formulas; median {shown(median(a), most)} and {shown(median(b), most)}; "
        f"mean {means[0]:.1f} and {means[1]:.1f} (ratio {means[0] / means[1]:.3g}); "
        f"geometric mean of the ratios {geometric_mean(x / y for x, y in zip(*capped, strict=True)):.3g}; "
        f"not found {missed[0]} and {missed[1]}"
    )


if __name__ == "__main__":
    main()
