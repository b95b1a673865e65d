"""The trees of all claims against the array formulas: they agree, and a wrong tree or a wrong value does not."""

import numpy as np
import pytest
from transcription.claims import IDLE, SAME, cases, printed_variants, statement, symbols, wrong_variants
from transcription.instances import disagreements, misfits, spoiled


@pytest.mark.parametrize(("claim", "variant"), printed_variants())
def test_the_tree_is_the_array_formula(claim, variant):
    for case in cases(claim, variant):
        assert misfits(statement(claim, variant), case) == []
        assert disagreements(statement(claim, variant), case) == []


@pytest.mark.parametrize(("claim", "variant", "wrong"), wrong_variants())
def test_a_wrong_tree_is_noticed(claim, variant, wrong):
    noticed = any(disagreements(statement(claim, wrong), case) for case in cases(claim, variant))
    assert noticed == ((claim, variant, wrong) not in SAME)


@pytest.mark.parametrize(("claim", "variant", "name"), symbols())
def test_a_wrong_value_is_noticed(claim, variant, name):
    tree, rng = statement(claim, variant), np.random.default_rng(1)
    noticed = any(disagreements(tree, spoiled(case, tree, name, rng)) for case in cases(claim, variant))
    assert noticed == ((claim, variant, name) not in IDLE)


def test_the_exceptions_exist():
    assert set(wrong_variants()) >= SAME
    assert set(symbols()) >= IDLE
