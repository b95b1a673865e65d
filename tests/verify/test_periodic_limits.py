"""Limits, equations and rates at sequences that come again."""

from fractions import Fraction

import pytest
from verify.repeating import (
    FROM,
    INDEX,
    TOL,
    A,
    V,
    a,
    at,
    b,
    c,
    i,
    judged,
    k,
    known,
    limit_of,
    n,
    nonneg,
    of,
    pos,
    q,
    rate,
    third,
    u,
    unit,
    w,
    x,
    y,
)

from bnproof.interpret.instance import Sequence, Undefined
from bnproof.statement.builder import (
    absolute,
    both,
    either,
    eq,
    implies,
    le,
    log,
    lt,
    ne,
    norm,
    norm2,
)
from bnproof.statement.limits import cauchy, converges, eventually, for_every, there_are
from bnproof.statement.nodes import Node, num


# ---- limits -----------------------------------------------------------------------------------------------------
def below_minus(value: Node) -> Node:
    """b_k is nearer than minus the tolerance."""
    return for_every(TOL, there_are(FROM, for_every(INDEX, lt(absolute(b[INDEX] - value), -TOL))))


@pytest.mark.parametrize(
    ("sentence", "true"),
    [
        (limit_of(b, num(2)), True),
        (limit_of(b, num(3)), False),
        (limit_of(a, num(1)), False),
        (limit_of(w, u), False),
        (cauchy(lambda j: b[j]), True),
        (cauchy(lambda j: a[j]), False),
        (cauchy(lambda j: a[j] ** 2), True),
        (cauchy(lambda j: w[j]), False),
        (there_are(A, limit_of(b, A)), True),
        (there_are(A, limit_of(a, A)), False),
        (there_are(A, both(limit_of(b, A), lt(A, 3))), True),
        (there_are(A, both(limit_of(b, A), lt(A, 2))), False),
        (there_are(A, both(lt(A, 2), limit_of(b, A))), False),
        (there_are(A, converges(lambda j: a[j] ** 2, A)), True),
        (there_are(A, converges(lambda j: b[j] / 2, 3 * A)), True),
        (there_are(A, converges(lambda j: b[j] / 2, A**2)), True),
        (there_are(A, converges(lambda j: b[j] - 1, -A)), True),
        (there_are(A, below_minus(A)), False),
        (there_are(V, limit_of(w, V)), False),
        (there_are(A, V, both(limit_of(b, A), limit_of(w, V))), False),
        (there_are(V, converges(lambda j: norm2(w[j]) * u, V)), True),
        (there_are(V, converges(lambda j: 0 * w[j], V)), False),  # V is not 0
        (there_are(unit, converges(lambda j: norm(w[j]) / 25 * u, unit)), True),
        (there_are(unit, converges(lambda j: norm(w[j]) * u, unit)), False),
        (there_are(pos, limit_of(b, pos)), True),
        (there_are(pos, converges(lambda j: b[j] - 2, pos)), False),
        (for_every(A, implies(limit_of(b, A), eq(A, 2))), True),
        (for_every(A, implies(both(limit_of(b, A), le(0, 1)), eq(A, 3))), False),
        (for_every(A, implies(limit_of(a, A), eq(A, 3))), True),  # there is none
        (for_every(A, pos, implies(limit_of(b, A), eventually(lambda j: lt(absolute(b[j] - A), pos)))), True),
        (for_every(A, V, implies(both(limit_of(b, A), limit_of(w, V)), lt(1, 0))), True),
        (there_are(A, for_every(TOL, for_every(INDEX, lt(absolute(b[INDEX] - A), TOL)))), False),
        (there_are(A, for_every(TOL, there_are(INDEX, le(2 * absolute(b[INDEX] - A) ** 2, TOL / 2)))), True),
        (
            there_are(
                A,
                for_every(
                    TOL,
                    there_are(
                        INDEX,
                        le(
                            2 * absolute(b[INDEX] - A) ** 2,
                            num(
                                1,
                            )
                            * TOL,
                        ),
                    ),
                ),
            ),
            True,
        ),
        (there_are(A, for_every(TOL, there_are(INDEX, implies(lt(absolute(b[INDEX] - A), TOL), lt(A, 0))))), None),
        (there_are(A, both(limit_of(b, A), for_every(TOL, lt(absolute(A), TOL)))), False),
        (there_are(A, for_every(TOL, lt(absolute(A), TOL))), True),
        (there_are(A, for_every(nonneg, le(absolute(A), nonneg))), True),
        (for_every(A, lt(absolute(A), 1)), False),
        (there_are(A, both(limit_of(b, A), lt(log(A), 1))), None),
        (there_are(A, both(limit_of(b, A), lt(log(x), 1))), True),
        (there_are(A, for_every(TOL, for_every(c, lt(absolute(A - c), TOL)))), None),
        (
            there_are(A, for_every(TOL, there_are(INDEX, either(le(0, b[INDEX]), lt(absolute(b[INDEX] - A), TOL))))),
            True,
        ),
        (there_are(A, converges(lambda j: A + (b[j] - 2 * A), num(0))), None),
        (there_are(A, for_every(TOL, both(ne(A, -TOL), for_every(INDEX, lt(absolute(b[INDEX] - A), TOL))))), None),
    ],
)
def test_limits(sentence, true):
    assert known(sentence) is true
    assert true is None or judged(sentence, at()) in (true, None)


def test_what_is_a_limit_comes_first_and_the_rest_from_it():
    to_V = converges(lambda j: norm2(w[j]) * u, V)
    assert known(there_are(A, V, both(eq(A, norm(V)), to_V))) is True
    assert known(there_are(A, V, both(eq(A, norm(V) + 1), eq(A, 1), to_V))) is False


def test_a_limit_is_found_where_terms_have_values():
    """1 / (b_k - 2) has none in the end, and there the sentence asks nothing."""
    early = for_every(TOL, there_are(INDEX, both(ne(b[INDEX], 2), lt(absolute(1 / (b[INDEX] - 2) - A), TOL))))
    assert known(there_are(A, early)) is True
    assert known(there_are(A, both(early, lt(1, A)))) is False


NEAR = lt(absolute(1 / a[INDEX] - A), TOL)


@pytest.mark.parametrize(
    ("sentence", "true"),
    [
        (there_are(A, converges(lambda j: 1 / a[j], A)), None),  # a_k rests at 0: there is nothing to converge
        (for_every(A, implies(converges(lambda j: 1 / a[j], A), lt(1, 0))), None),
        (there_are(A, for_every(TOL, lt(absolute(1 / a[7] - A), TOL))), None),
        (there_are(V, converges(lambda j: 1 / a[j] * u, V)), None),
        (there_are(A, for_every(TOL, there_are(INDEX, NEAR))), None),
        (
            there_are(A, for_every(TOL, FROM, there_are(INDEX, both(le(of(FROM), of(INDEX)), ne(a[INDEX], 0), NEAR)))),
            False,
        ),
    ],
)
def test_no_limit_is_refuted_of_terms_without_values(sentence, true):
    assert known(sentence, a=Sequence((Fraction(2),), Fraction(0))) is true


def test_no_limit_is_refuted_beside_what_has_no_value():
    never = lt(1 / (x - 2), 9)
    for sentence in (
        there_are(A, both(never, limit_of(a, A))),
        there_are(V, both(never, limit_of(w, V))),
        for_every(A, implies(both(never, limit_of(a, A)), le(0, 1))),
        rate(absolute(a[k]), beside=never),
    ):
        assert known(sentence, x=Fraction(3)) is (sentence.op == "forall")
        with pytest.raises(Undefined):
            known(sentence)


# ---- equations --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("sentence", "true"),
    [
        (there_are(A, both(eq(A, x), lt(A**2, 5))), True),
        (there_are(A, both(lt(A**2, 4), eq(A, x))), False),
        (there_are(A, both(eq(x, 2 * A + 5), eq(4 * A**2, 9))), True),
        (there_are(A, both(eq(-A / 3 + y, x), lt(A**2, 81))), None),  # a quotient is not looked into
        (for_every(A, implies(eq(2 * A + 1, b[4]), eq(A**2, num(1) / 4))), True),
        (for_every(A, implies(both(eq(2 * A + 1, b[4]), le(0, 1)), lt(A**2, num(1) / 4))), False),
        (there_are(V, both(eq(V, u), lt(norm(V), 5))), False),
        (there_are(V, both(eq(u, V + w[1]), eq(norm2(V), 10))), True),
        (there_are(V, both(eq(V, u - u), lt(norm(V), 5))), False),  # V is not 0
        (there_are(pos, both(eq(pos, y), lt(pos**2, 5))), False),
        (for_every(pos, implies(eq(pos, y), lt(pos**2, 0))), True),
        (there_are(A, c, both(eq(A, c), eq(c, x), lt(A**2, 5))), True),
        (there_are(A, c, both(eq(A, c), lt(A**2 + 5, 5))), None),  # and none is known
        (there_are(A, for_every(k, both(eq(A, b[k + 2]), lt(A**2, 5)))), None),  # for each k another
        (for_every(k, there_are(A, both(eq(A, b[k]), le(A**2, 9)))), True),
        (for_every(k, there_are(A, both(eq(A, b[k]), lt(A**2, 9)))), False),
        (there_are(A, both(eq(A, A**2), lt(5, A))), None),
        (there_are(A, both(eq(A - A, 0), lt(5, A**2))), None),
        (there_are(A, both(eq(0 * A, 0), lt(5, A**2))), None),
        (there_are(A, both(eq(A, log(x)), lt(5, A**2))), None),
        (there_are(A, implies(eq(A, x), lt(A**2, 0))), True),  # where A is not x
        (for_every(A, both(eq(A, x), lt(A**2, 5))), False),
    ],
)
def test_equations(sentence, true):
    assert known(sentence) is true
    assert true is None or judged(sentence, at()) in (true, None)


def test_an_equation_that_has_no_value_tells_none():
    with pytest.raises(Undefined):
        known(there_are(A, both(eq(A, 1 / (x - 2)), lt(A**2, 5))))


# ---- rates ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("sentence", "true"),
    [
        (rate(absolute(a[k])), False),
        (rate(norm(w[k] - u)), False),
        (rate(a[k]), False),
        (rate(absolute(b[k]), q ** (k + 1)), False),
        (rate(absolute(b[k]), 2 * q**k), False),
        (there_are(q, for_every(k, both(lt(q, 1), le(b[k], q**k)))), False),
        (rate(absolute(a[k]), below=lt(q, 2)), True),
        (rate(absolute(a[k]), below=le(q, 1)), True),
        (rate(absolute(b[k] - 2)), None),  # it holds, and nobody says so
        (rate(-absolute(a[k])), True),
        (rate(absolute(a[k]), q**k + 1), True),
        (rate(absolute(a[k]), q**n), None),
        (rate(q * absolute(a[k])), True),
        (there_are(c, nonneg, for_every(k, both(lt(c, 1), le(absolute(a[k]), nonneg * c**k)))), None),
        (there_are(q, nonneg, for_every(third, both(lt(q, 1), le(num(1), nonneg * q)))), None),
        (there_are(q, nonneg, both(lt(q, 1), le(x, nonneg * q**n))), None),
        (there_are(q, nonneg, i, for_every(k, both(lt(q, 1), le(absolute(a[k]), nonneg * q**k)))), None),
    ],
)
def test_rates(sentence, true):
    assert known(sentence) is true
