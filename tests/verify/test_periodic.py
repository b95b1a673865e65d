"""Quantified sentences at sequences that come again: what is decided is right, and nothing else is decided."""

from collections import Counter
from fractions import Fraction

import pytest
from proving import total
from verify.repeating import (
    STEP,
    A,
    Chance,
    H,
    V,
    a,
    at,
    b,
    c,
    i,
    judged,
    k,
    known,
    late,
    limit_of,
    low,
    m,
    n,
    near,
    nonneg,
    of,
    pos,
    q,
    ranged,
    rate,
    seq,
    seqs,
    third,
    u,
    unit,
    w,
    x,
)

from bnproof.interpret.instance import Sequence, Undefined
from bnproof.statement.builder import (
    absolute,
    both,
    eigmax,
    either,
    eq,
    implies,
    le,
    log,
    lt,
    ne,
    norm,
    sqrt,
)
from bnproof.statement.calculus import Unsupported
from bnproof.statement.limits import eventually, for_every, there_are
from bnproof.statement.nodes import build, lift, num
from bnproof.statement.sorts import INT
from bnproof.verify.decide import Decider
from bnproof.verify.periodic import MOST, Periodic


# ---- integers ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("sentence", "true"),
    [
        (for_every(k, le(a[k], 5)), True),
        (for_every(k, le(a[k], 1)), False),
        (for_every(k, implies(le(1, of(k)), le(a[k], 1))), True),
        (for_every(late, le(a[late], 1)), True),
        (there_are(late, lt(1, a[late])), False),
        (for_every(k, eq(a[k] * a[k + 1], -1)), False),  # 5 * 1 at the seam
        (for_every(k, eq(a[k + 1] * a[k + 2], -1)), True),
        (for_every(late, eq(a[late + (-1)] * a[late], -1)), True),
        (eventually(lambda j: eq(a[j] ** 2, 1)), True),
        (eventually(lambda j: eq(a[j], 1)), False),
        (eventually(lambda j: eq(b[j], 2)), True),
        (for_every(k, there_are(m, both(lt(of(k), of(m)), eq(a[m], 1)))), True),
        (there_are(m, for_every(k, implies(le(of(m), of(k)), eq(a[k], 1)))), False),
        (for_every(k, m, implies(eq(of(m), of(k) + 2), either(eq(a[k], a[m]), le(of(k), 0)))), True),
        (for_every(k, m, implies(eq(of(m), of(k) + 3), eq(a[k], a[m]))), False),
        (for_every(k, there_are(m, both(eq(of(k), of(m) + 1)))), False),  # none before 0
        (for_every(k, implies(lt(0, of(k)), there_are(m, eq(of(k), of(m) + 1)))), True),
        (there_are(k, both(lt(of(n), of(k)), eq(a[k], a[n]))), True),
        (there_are(k, lt(of(k), -1)), False),
        (for_every(k, le(-of(k), of(k))), True),
        (for_every(k, le(of(k), of(k))), True),
        (for_every(k, i, implies(le(3, of(k) + of(i)), either(le(2, of(k)), le(2, of(i))))), True),
        (there_are(k, i, both(eq(2 * of(k) + of(i), 7), eq(a[k], 1), eq(a[i], 1))), True),  # 3 and 1
        (for_every(k, there_are(low, eq(of(k) + of(low), 3))), False),  # none for k > 12
        (for_every(k, implies(le(of(k), 12), there_are(low, eq(of(k) + of(low), 3)))), True),
        (there_are(k, for_every(low, ne(2 * of(k) + 3 * of(low), 3))), True),
        (there_are(k, for_every(low, le(of(low), of(k) + (-9)))), False),
        (for_every(k, eq(num(-1) ** k * num(-1) ** k, 1)), True),
        (for_every(k, eq(num(0) ** k, 0)), False),
        (eventually(lambda j: eq(num(0) ** j, 0)), True),
        (eventually(lambda j: eq(num(-1) ** j, 1)), False),
        (for_every(k, build("not", (eq(a[k], 0),))), True),
        (for_every(third, le(0, build("basis", (third,), ("d",)) @ u)), True),
        (for_every(third, le(4, build("basis", (third,), ("d",)) @ u)), False),
        (for_every(k, le(eigmax(H) * norm(w[k]), 20)), True),
        (for_every(k, lt(eigmax(H) * norm(w[k]), 20)), False),
        (there_are(k, i, c, le(0, 1)), True),  # nothing is said of them
        (both(eventually(lambda j: eq(a[j], 1)), for_every(k, le(of(k), 0))), False),
        (both(for_every(k, le(of(k) * of(k), 7)), eventually(lambda j: eq(a[j], 1))), False),  # one part is unknown
        (either(for_every(k, le(a[k], 1)), for_every(k, le(a[k], 5))), True),
        (implies(for_every(k, le(a[k], 1)), for_every(k, le(of(k) * of(k), 7))), True),
    ],
)
def test_integers(sentence, true):
    assert known(sentence) is true
    assert judged(sentence, at()) in (true, None)


@pytest.mark.parametrize(
    "sentence",
    [
        for_every(k, le(a[2 * k], 5)),
        for_every(k, m, le(a[m], a[k + m])),
        for_every(k, le(a[k], of(k))),
        for_every(k, le(of(k) * of(k), 7)),
        for_every(k, le(of(2 * k), 7)),
        for_every(k, m, implies(le(2 * of(m), of(k)), le(a[k], 5))),
        for_every(k, le(num(2) ** k, 5)),
        for_every(c, k, le(c**k, 5)),
        for_every(k, le(near[k], 5)),
        for_every(k, le(total(i, 0, k, a[i]), 5)),
        for_every(k, there_are(third, le(a[k], build("basis", (third,), ("d",)) @ u))),
        for_every(H, le(0, eigmax(H))),
        for_every(k, for_every(k, le(a[k], 5))),
        for_every(n, le(a[n], 5)),
        there_are(seq, for_every(k, eq(seq[k], a[k]))),
        for_every(V, le(0, norm(V))),
        there_are(V, lt(norm(V), 0)),
        either(for_every(k, le(of(k) * of(k), 7)), lt(1, 0)),
        build("not", (for_every(k, le(of(k) * of(k), 7)),)),
        implies(for_every(k, le(of(k) * of(k), 7)), le(0, 1)),
    ],
)  # fmt: skip
def test_what_the_lemmas_do_not_cover_is_not_decided(sentence):
    assert known(sentence, near=Sequence((Fraction(1),))) is None


def test_a_comparison_may_need_balls_at_an_integer_but_not_at_a_chosen_real():
    assert known(for_every(k, lt(log(x), 6 + a[k]))) is True
    assert known(for_every(c, lt(log(x), c**2 + 6))) is None
    assert known(for_every(c, either(lt(c, 3), lt(log(x), c)))) is None


def test_what_is_undefined_is_not_decided():
    with pytest.raises(Undefined):
        known(for_every(k, le(1 / (a[k] - 1), 9)))
    assert known(for_every(k, implies(ne(a[k], 1), le(1 / (a[k] - 1), 9)))) is True
    assert known(for_every(pos, for_every(k, implies(ne(a[k], 1), lt(0, pos / (a[k] - 1) ** 2))))) is True
    with pytest.raises(Undefined):
        known(for_every(k, le(a[k + (-1)], 9)))


@pytest.mark.parametrize(
    "sentence",
    [
        for_every(k, ranged(n, 90, either(ne(of(k), of(n) + 5), lt(of(n), 80)))),  # it fails at 85
        for_every(k, le(build("sum", (n, lift(0, INT), lift(3, INT), b[n] ** k)), 99)),  # there is a power of 3
        for_every(k, ranged(i, 3, le(of(k), of(i) + 5))),
        for_every(k, there_are(seq, eq(seq[k], 1))),
    ],
)
def test_a_symbol_bound_inside_a_comparison_is_not_one_that_has_a_value(sentence):
    assert known(sentence, b=Sequence((Fraction(1),), Fraction(3)), n=0) is None


def test_a_symbol_without_a_value_has_none():
    """Whatever its name is elsewhere."""
    decider = Decider(at())
    with pytest.raises(Unsupported, match="unknown"):
        Periodic(decider, decider.truth)._value(a[n] + A)


def test_many_points_are_too_many():
    long = Sequence(tuple(map(Fraction, range(MOST))), Fraction(0))
    assert known(for_every(k, le(a[k], 5)), a=long) is None
    assert known(for_every(pos, for_every(k, lt(a[k], pos))), a=Sequence(long.prefix[:150], Fraction(0))) is False
    assert (
        known(for_every(pos, there_are(k, m, lt(a[k] - a[m], pos))), a=Sequence(long.prefix[:50], Fraction(0))) is None
    )


# ---- reals ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("sentence", "true"),
    [
        (there_are(c, for_every(k, le(a[k], c))), True),
        (there_are(c, for_every(k, lt(c, a[k]))), True),
        (there_are(c, for_every(k, eq(a[k], c))), False),
        (there_are(c, for_every(late, eq(a[late] ** 2, c))), True),
        (there_are(pos, for_every(k, le(pos, absolute(a[k])))), True),
        (there_are(pos, for_every(k, le(pos, b[k]))), False),
        (there_are(pos, for_every(late, le(pos, b[late]))), True),
        (there_are(nonneg, for_every(k, le(absolute(a[k]), nonneg * b[k]))), False),  # where b_k = 0
        (there_are(nonneg, for_every(late, le(absolute(a[late]), nonneg * b[late]))), True),
        (for_every(pos, le(0, pos)), True),
        (for_every(nonneg, lt(0, nonneg)), False),
        (for_every(c, either(le(c, 1), lt(1, c))), True),
        (for_every(c, either(lt(c, 1), lt(1, c))), False),
        (for_every(c, either(le(c, 1), le(2, c))), False),
        (for_every(c, there_are(pos, lt(c, pos))), True),
        (there_are(pos, for_every(c, lt(c, pos))), False),
        (for_every(c, pos, implies(lt(c, pos), there_are(q, both(lt(c, q), lt(q, pos))))), True),  # dense
        (there_are(c, both(lt(x, c), lt(c, x + 1))), True),
        (there_are(c, both(lt(x, c), lt(c, x))), False),
        (there_are(c, eq(2 * c + 1, x)), True),
        (there_are(pos, eq(2 * pos + 3, x)), False),
        (there_are(c, eq(c * u, 2 * u)), True),
        (there_are(c, eq(c * u, w[1])), False),
        (there_are(c, both(eq(c / 3, x), eq(c, 6))), True),
        (there_are(c, eq(c * norm(w[0] + w[1]), 9 * sqrt(num(10)))), True),  # |(3, 9)| = 3 sqrt 10
        (for_every(pos, there_are(k, lt(absolute(a[k] + pos), pos))), None),
        (there_are(c, eq(c**2, 2)), None),
        (there_are(c, eq(x, 1 / c)), None),
        (there_are(c, pos, lt(c + pos, x)), True),
        (there_are(c, eq(c, c)), True),
        (there_are(c, build("every", (k, lift(0, INT), lift(3, INT), lt(a[k], c)))), None),
    ],
)
def test_reals(sentence, true):
    assert known(sentence) is true


# ---- trials -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("sentence", "true"),
    [
        (for_every(V, limit_of(w, V)), False),
        (for_every(V, lt(norm(V), 5)), False),
        (for_every(unit, eq(unit, u)), None),  # no simple vector is one
        (there_are(V, lt(norm(V), 5)), True),
        (for_every(c, eq(c**2, 0)), False),
        (for_every(c, le(0, c**2)), None),
        (there_are(c, eq(c**2, 1)), True),
        (for_every(A, V, both(le(A, A**2), rate(norm(w[k] - V)))), False),
        (for_every(A, V, rate(absolute(a[k] - A) + norm(V))), False),
    ],
)
def test_some_points_may_be_enough(sentence, true):
    assert known(sentence) is true


# ---- sequences --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("sentence", "true"),
    [
        (for_every(seqs, limit_of(seqs, u)), False),
        (for_every(seq, limit_of(seq, num(0))), False),
        (for_every(seq, there_are(A, limit_of(seq, A))), None),
        (for_every(seq, for_every(k, le(seq[k], a[k]))), False),
        (there_are(pos, for_every(c, seqs, implies(both(lt(c, pos), lt(0, c)), limit_of(seqs, u)))), False),
        (there_are(pos, for_every(c, seqs, implies(both(lt(c, pos), STEP), limit_of(seqs, u)))), False),  # where c = 0
        (there_are(pos, for_every(c, seqs, implies(both(lt(0, c), lt(c, pos), STEP), limit_of(seqs, u)))), None),
        (for_every(seq, seqs, limit_of(seqs, u)), None),
        (both(le(0, 1), for_every(seq, eq(seq[0], 2)), for_every(seq, eq(seq[0], 2))), False),
        (for_every(c, both(for_every(seq, eq(seq[0], c)), there_are(seq, eq(seq[0], 9)))), None),
        (build("not", (for_every(seq, eq(seq[0], 2)),)), True),
        (for_every(k, build("not", (for_every(seq, eq(seq[0], 2)),))), True),
    ],
)  # fmt: skip
def test_sequences_are_tried_and_not_confirmed(sentence, true):
    assert known(sentence) is true


# ---- by chance --------------------------------------------------------------------------------------------------
def test_random_sentences_are_judged_alike(record_property):
    decided = Counter()
    for seed in range(150):
        chance = Chance(seed)
        sentence, given = chance.sentence(), at(a=chance.sequence(), near=chance.sequence())
        found = Decider(given).truth(sentence)
        assert found is judged(sentence, given), (seed, sentence)
        decided[found] += 1
    record_property("decided", decided)
    assert min(decided[True], decided[False]) > 30
