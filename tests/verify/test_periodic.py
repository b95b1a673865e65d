"""Quantified sentences at sequences that come again: what is decided is right, and nothing else is decided."""

import json
import random
from collections import Counter
from fractions import Fraction

import mpmath
import pytest
from proving import sym, total
from second.evidence import agree
from second.forever import inside
from second.instances import Given, Judge
from second.refusal import Rejected
from second.values import Unsupported as UnknownThere
from verify.corruptions import corruptions

from bnproof.interpret.instance import Instance, Sequence, Undefined
from bnproof.statement.builder import (
    Scope,
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
    norm2,
    sqrt,
)
from bnproof.statement.calculus import Unsupported
from bnproof.statement.codec import Table, decode, statement_hash
from bnproof.statement.limits import cauchy, converges, eventually, for_every, there_are
from bnproof.statement.nodes import Node, Statement, build, lift, num
from bnproof.statement.sorts import INT, REAL, Malformed
from bnproof.verify.context import Refused
from bnproof.verify.decide import Decider
from bnproof.verify.instances import MAX_CYCLE, instance_json, instance_of
from bnproof.verify.periodic import MOST, Periodic
from bnproof.verify.replay import SCHEMA, check_evidence
from bnproof.verify.witness import admits, breaks

S = Scope()
a, b, w, near = S.reals("a"), S.reals("b", "nonneg"), S.vectors("w", "d"), S.reals("near")
x, y, n, u, H = S.real("x"), S.real("y"), S.natural("n"), S.vector("u", "d"), S.spd("H", "d")
k, m, i = sym("k", "int", ">=0"), sym("m", "int", ">=0"), sym("i", "int", ">=0")
low = sym("low", "int", ">=-9")
late, third = sym("late", "int", ">=3"), sym("third", "int", "index:d")
c, pos, nonneg, q = (
    sym("c", "real", ""),
    sym("pos", "real", "pos"),
    sym("nonneg", "real", "nonneg"),
    sym("q", "real", "nonneg"),
)
A, V, unit = sym("A", "real", ""), sym("V", "vec[d]", "nonzero"), sym("unit", "vec[d]", "unit")
seq, seqs = sym("seq", "seq-real", ""), sym("seqs", "seq-vec[d]", "")
TOL, FROM, INDEX = sym("tol#0", "real", "pos"), sym("N#0", "int", ">=0"), sym("k#0", "int", ">=0")

TWO = Sequence((Fraction(5),), None, (Fraction(1), Fraction(-1)))
REST = Sequence((Fraction(3), Fraction(0)), Fraction(2))
ROUND = Sequence((), None, ((Fraction(3), Fraction(4)), (Fraction(0), Fraction(5)), (Fraction(-3), Fraction(4))))
STILL = Sequence(((Fraction(1), Fraction(1)),), (Fraction(3), Fraction(4)))


STEP = for_every(k, eq(seqs[k + 1], seqs[k] + c * (u - seqs[k])))


def of(index: Node) -> Node:
    return lift(index, REAL)


def ranged(index: Node, last: int, sentence: Node) -> Node:
    return build("every", (index, lift(0, INT), lift(last, INT), sentence))


def at(**values: object) -> Instance:
    given = {
        "a": TWO, "b": REST, "w": ROUND, "x": Fraction(2), "y": Fraction(-1), "n": 2, "u": (Fraction(3), Fraction(4)),
        "H": ((Fraction(1), Fraction(0)), (Fraction(0), Fraction(4))), **values,
    }  # fmt: skip
    return Instance({"d": 2}, given)


def known(sentence: Node, **values: object) -> bool | None:
    """None: nothing is decided."""
    try:
        return Decider(at(**values)).truth(sentence)
    except Unsupported:
        return None


def judged(sentence: Node, instance: Instance) -> bool | None:
    """By the second checker; None where it says nothing."""
    if any(n.op == "basis" or (n.op == "mul" and any(m.op == "cast" for m in n.args)) for n in inside(sentence)):
        return None
    statement, table = Statement((), sentence), Table()
    chosen = Instance(instance.dims, {s.name: instance.values[s.name] for s in statement.symbols})
    data = instance_json(chosen, table)
    with mpmath.workdps(60):
        try:
            return Judge(Given(data, decode(table.rows), statement)).truth(sentence)
        except (UnknownThere, Rejected, KeyError):
            return None


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


# ---- limits -----------------------------------------------------------------------------------------------------
def limit_of(sequence: Node, value: Node) -> Node:
    return converges(lambda j: sequence[j], value)


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
def rate(size: Node, factor: Node = q**k, below: Node | None = None, beside: Node | None = None) -> Node:
    asked = lt(q, 1) if below is None else below
    asked = asked if beside is None else both(asked, beside)
    return there_are(q, nonneg, for_every(k, both(asked, le(size, nonneg * factor))))


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
class Chance:
    """Random sentences about integers and two sequences, with one tolerance in some."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)

    def sequence(self) -> Sequence:
        items = [Fraction(self.rng.choice((0, 1, 1, 2, -1))) for _ in range(self.rng.randint(0, 3))]
        turn = tuple(Fraction(self.rng.choice((0, 1, 2, -1))) for _ in range(self.rng.randint(2, 3)))
        return Sequence(tuple(items), None, turn) if self.rng.random() < 0.7 else Sequence(tuple(items), turn[0])

    def index(self, integers: list[Node]) -> Node:
        return self.rng.choice(integers) + lift(self.rng.choice((0, 0, 1, 2)), INT)

    def atom(self, integers: list[Node]) -> Node:
        one, two = (self.index(integers) for _ in range(2))
        relation = self.rng.choice((eq, le, lt))
        if self.rng.random() < 0.4:
            return relation(of(one), of(two) + self.rng.choice((0, 0, 1, -1)))
        s, r = (self.rng.choice((a, near)) for _ in range(2))
        return relation(s[one], self.rng.choice((r[two], num(1), num(0))))

    def body(self, integers: list[Node], depth: int) -> Node:
        if depth == 0:
            return self.atom(integers)
        parts = [self.body(integers, depth - 1) for _ in range(2)]
        match self.rng.randint(0, 3):
            case 0:
                return both(*parts)
            case 1:
                return either(*parts)
            case 2:
                return implies(*parts)
        return build("not", (parts[0],))

    def sentence(self) -> Node:
        integers = [sym(name, "int", ">=0") for name in ("j1", "j2", "j3")[: self.rng.randint(1, 3)]]
        found = self.body(integers, 2)
        for s in reversed(integers):
            found = build(self.rng.choice(("forall", "exists")), (s, found))
        return found


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


# ---- hypotheses and JSON ----------------------------------------------------------------------------------------
RULE = for_every(k, eq(a[k + 1], 2 - a[k]))


def cycle(*items: int, prefix: tuple[int, ...] = ()) -> Sequence:
    return Sequence(tuple(map(Fraction, prefix)), None, tuple(map(Fraction, items)))


@pytest.mark.parametrize(
    ("sequence", "fine"),
    [
        (cycle(0, 2), True),
        (cycle(0, 2, prefix=(0, 2)), True),
        (cycle(0, 2, prefix=(2,)), True),
        (cycle(0, 2, prefix=(0,)), False),  # at the seam
        (cycle(0, 1), False),
        (cycle(0, 2, 0), False),  # from the end to the beginning
        (cycle(0, 2, 0, 2), True),
        (cycle(0, 2, prefix=(5,)), False),
        (cycle(5, -3, prefix=(5, -3, 5, -3)), True),
    ],
)
def test_a_cycle_must_be_an_orbit(sequence, fine):
    statement = Statement((RULE,), there_are(A, limit_of(a, A)))
    if fine:
        breaks(statement, Instance({}, {"a": sequence}))
    else:
        with pytest.raises(Refused, match="hypothesis fails"):
            admits(statement, Instance({}, {"a": sequence}))


def test_cycles_of_different_lengths_and_prefixes():
    together = for_every(k, eq(a[k + 1] + near[k + 1], 4 - a[k] - near[k]))
    bound = for_every(k, lt(a[k], near[k] + 4))
    given = {"a": cycle(0, 4), "near": cycle(0, 0, prefix=(0, 0, 0))}
    for hypothesis in (together, bound):
        for values, fine in ((given, hypothesis is together), ({**given, "near": cycle(0, 1, 3)}, False)):
            try:
                admits(Statement((hypothesis,), le(a[0], near[0])), Instance({}, values))
                assert fine
            except Refused:
                assert not fine
    long = [Sequence((), None, (Fraction(1),) * (size - 1) + (Fraction(0),)) for size in (23, 24)]
    with pytest.raises(Refused, match="so long a period"):
        admits(Statement((bound,), le(a[0], near[0])), Instance({}, {"a": long[0], "near": long[1]}))


def test_a_premise_that_an_orbit_converges():
    statement = Statement((there_are(A, limit_of(a, A)), limit_of(b, num(2))), lt(a[0], 0))
    breaks(statement, at(a=REST))
    with pytest.raises(Refused, match="hypothesis"):
        breaks(statement, at())


def test_a_tail_and_a_cycle_are_too_much():
    double = Sequence((), Fraction(1), (Fraction(0), Fraction(2)))
    with pytest.raises(Refused, match="domain"):
        admits(Statement((), le(a[0], 1)), Instance({}, {"a": double}))


def test_cycles_have_domains():
    sentence = both(lt(b[0], 0), eq(w[0], u))
    for values in ({"b": cycle(0, -1)}, {"w": Sequence((), None, ((Fraction(1),), (Fraction(1),)))}):
        with pytest.raises(Refused, match="domain"):
            admits(Statement((), sentence), at(**values))


def test_json_of_sequences():
    statement = Statement((), both(eq(a[0], b[0]), eq(w[0], u)))
    for given in (at(), at(a=Sequence((Fraction(1),)), b=REST, w=STILL)):
        used = Instance(given.dims, {s.name: given.values[s.name] for s in statement.symbols})
        assert instance_of(json.loads(json.dumps(instance_json(used, Table()))), [], statement) == used
    data = instance_json(Instance({"d": 2}, {s.name: at().values[s.name] for s in statement.symbols}), Table())
    assert data["values"]["a"] == {"prefix": ["5"], "cycle": ["1", "-1"]}
    assert data["values"]["b"] == {"prefix": ["3", "0"], "tail": "2"}
    for wrong in (
        {"prefix": ["5"], "cycle": ["1", "-1"], "tail": None},
        {"prefix": ["5"], "cycle": ["1", "-1"], "tail": "1"},
        {"prefix": ["5"], "cycle": []},
        {"prefix": ["5"], "cycle": ["1"]},
        {"prefix": ["5"], "cycle": ["1"] * (MAX_CYCLE + 1)},
        {"prefix": ["5"], "cycle": "11"},
        {"prefix": ["5"], "cycle": {"0": "1", "1": "2"}},
        {"prefix": ["5"], "cycle": ["1", None]},
        {"prefix": ["5"], "cycle": ["1", ["1"]]},
        {"prefix": ["5"], "cycle": None},
        {"prefix": ["5"]},
        {"cycle": ["1", "-1"]},
    ):
        with pytest.raises(Malformed):
            instance_of({**data, "values": {**data["values"], "a": wrong}}, [], statement)


# ---- evidence ---------------------------------------------------------------------------------------------------
CLAIM = "cai-thm1-convergence", "eps_a = 2 too"


@pytest.fixture(scope="module")
def evidence(registry):
    """At w parallel to u and eps_a = 2 the weights rest, and a_k goes to and fro."""
    statement, table = registry.statement(*CLAIM), Table()
    values = {
        "H": ((Fraction(4),),), "u": (Fraction(1),), "eps": Fraction(1), "eps_a": Fraction(2), "K": 0,
        "a": cycle(1, 3), "w": Sequence((), (Fraction(2),)),
    }  # fmt: skip
    head = {"schema": SCHEMA, "claim": CLAIM[0], "variant": CLAIM[1], "statement": statement_hash(statement)}
    return {
        **head,
        "kind": "witness",
        "instance": instance_json(Instance({"d": 1}, values), table),
        "nodes": table.rows,
    }


def test_a_cycle_refutes_a_claim_about_limits(evidence, registry):

    check_evidence(evidence, registry.statement)
    agree(evidence, registry)


def altered(evidence, **values):
    instance = evidence["instance"]
    return {**evidence, "instance": {**instance, "values": {**instance["values"], **values}}}


@pytest.mark.parametrize(
    "values",
    [
        {"a": {"prefix": [], "cycle": ["1", "2"]}},  # no orbit
        {"a": {"prefix": ["1"], "cycle": ["1", "3"]}},  # a turn that begins too late
        {"a": {"prefix": [], "cycle": ["1", "3", "1"]}},
        {"a": {"prefix": ["1", "3"], "tail": "1"}},
        {"a": {"prefix": ["1", "3"], "tail": None}},  # an orbit of which nobody knows the end
        {"a": {"prefix": [], "cycle": ["1", "3"], "tail": "1"}},
        {"a": {"prefix": [], "cycle": []}},
        {"a": {"prefix": [], "cycle": ["1", "3"] * 100}},
        {"a": {"prefix": [], "tail": "2"}},  # converges
        {"eps_a": "1"},
        {"w": {"prefix": [["2"]], "tail": None}},
        {"w": {"prefix": [["2"]], "cycle": [["2"], ["4"]]}},
        {"w": {"prefix": [], "tail": ["0"]}},
    ],
)
def test_other_cycles_do_not(values, evidence, registry):

    wrong = altered(evidence, **values)
    with pytest.raises((Refused, Malformed)):
        check_evidence(wrong, registry.statement)
    with pytest.raises(Rejected):
        agree(wrong, registry)


def test_cycles_longer_than_their_period_and_prefixes_of_whole_turns_are_fine(evidence, registry):
    for a_k in ({"prefix": ["1"], "cycle": ["3", "1"]}, {"prefix": [], "cycle": ["1", "3"] * 6}):
        check_evidence(altered(evidence, a=a_k), registry.statement)


def test_no_corrupted_cycle_is_accepted_that_a_second_checker_refuses(evidence, registry):

    accepted = 0
    for made in corruptions(evidence, [], random.Random(0)):
        corrupted = made()
        if corrupted.kind in ("depth", "huge number"):  # the other tests try them
            continue
        try:
            check_evidence(corrupted.evidence, registry.statement)
        except (Refused, Malformed):
            continue
        accepted += 1
        agree(corrupted.evidence, registry)
    assert accepted
