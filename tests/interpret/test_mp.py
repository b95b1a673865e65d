"""The second opinion: independent of python-flint and of mpmath's global context."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction

import mpmath
import pytest

from bnproof.interpret.evaluate import Evaluator
from bnproof.interpret.instance import Instance, Undefined
from bnproof.interpret.mp import HighPrecision, opinion
from bnproof.statement.builder import Scope, eigmax, eigmin, eq, le, log, lt, ne, sqrt
from bnproof.statement.calculus import Unsupported
from bnproof.statement.nodes import num

S = Scope()
a, A = S.real("a"), S.map("A", "d", "d")
HERE = Instance({"d": 1}, {"a": Fraction(-1, 3)})


def matrix(*rows) -> Instance:
    return Instance({"d": len(rows)}, {"A": tuple(tuple(map(Fraction, row)) for row in rows)})


def test_opinions():
    root = sqrt(num(2)) * sqrt(num(3))
    assert opinion(eq(root, sqrt(num(6))), HERE) is True
    assert opinion(ne(root, sqrt(num(6))), HERE) is False
    assert opinion(lt(a, num(0)), HERE) is True
    assert opinion(le(sqrt(num(2)), num(Fraction(7, 5))), HERE) is False


def test_no_opinion_where_the_precisions_disagree():
    assert opinion(eq(a + Fraction(1, 3), num(Fraction(1, 10**70))), HERE) is None
    assert opinion(eq(a + Fraction(1, 3), num(Fraction(1, 10**70))), HERE, digits=200) is False


def test_undefined():
    for term in (sqrt(a), log(a), 1 / (sqrt(num(2)) * sqrt(num(2)) - 2)):
        with pytest.raises(Undefined):
            opinion(le(term, num(1)), HERE)


def test_mpmath_is_left_alone():
    before = mpmath.mp.dps
    with mpmath.workdps(5):
        value = Evaluator(HighPrecision(60), HERE).value(sqrt(num(2)))
        assert mpmath.mp.dps == 5
    assert mpmath.mp.dps == before
    assert abs(value * value - 2) < value.context.mpf(10) ** -58


def test_contexts_do_not_share():
    low, high = HighPrecision(20), HighPrecision(80)
    assert (low.context.dps, high.context.dps) == (20, 80)
    error = high.number(Fraction(1, 3)) * 3 - 1
    assert abs(error) < high.context.mpf(10) ** -78


def test_no_flint_in_the_arithmetic():
    """Nor in the modules that it loads."""
    assert mpmath.libmp.BACKEND in ("python", "gmpy")
    code = "import sys; import bnproof.interpret.mp; print('flint' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_spectra():
    repeated = matrix((2, 1, 1), (1, 2, 1), (1, 1, 2))
    assert opinion(eq(eigmin(A), num(1)), repeated) is True
    assert opinion(eq(eigmax(A), num(4)), repeated) is True
    with pytest.raises(Unsupported):
        opinion(eq(eigmax(A), num(1)), matrix((1, 2), (3, 4)))


def test_sign():
    field = HighPrecision(50)
    assert [field.sign(field.context.mpf(v)) for v in (2, 0, -1, "1e-30")] == [1, 0, -1, 0]
    assert field.sign(field.context.nan) is None
