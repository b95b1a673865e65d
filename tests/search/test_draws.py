"""How soon the false formulas of the tests fall: a guard against a slower search. `benchmarks/search.py` compares."""

from pathlib import Path
from statistics import mean, median

import pytest
from hard_formulas import false_formulas

from bnproof.registry import Registry, read_source
from bnproof.search.refute import Budget, find_witness

CLAIMS = Path(__file__).parent.parent / "falsehoods" / "claims"
WITHOUT = {"false-mean-value-vector", "false-multiple"}  # false of every number: a disproof and no witness


@pytest.fixture(scope="module")
def draws():
    """Exact draws to a first witness, without the examples of the claims; None where there is none in 300."""
    registry = Registry((read_source(CLAIMS),))
    stated = [(id, c.variants[0].trace().statement) for id, (_, c) in registry.claims.items() if id not in WITHOUT]
    found = {name: find_witness(s, Budget(300, shrinks=0)) for name, s in [*stated, *false_formulas()]}
    return {name: o.draws if o.instance else None for name, o in found.items()}


def test_every_false_formula_falls(draws):
    assert [name for name, n in draws.items() if n is None] == []


def test_most_fall_at_once(draws):
    assert median(draws.values()) <= 2
    assert mean(draws.values()) <= 5
    assert sorted(draws.values())[-5] <= 20
