"""What exact arithmetic cannot decide, balls decide if they are apart; and only then."""

from fractions import Fraction

import pytest
from proving import sym

from bnproof import Scope, absolute, both, eigmax, either, eq, implies, le, log, lt, maximum, ne, norm2, sqrt
from bnproof.interpret import ball
from bnproof.interpret.instance import Instance, Sequence, Undefined
from bnproof.statement.calculus import Unsupported
from bnproof.statement.nodes import Statement, build, num
from bnproof.verify import decide
from bnproof.verify.context import Refused
from bnproof.verify.decide import Decider
from bnproof.verify.witness import admits, breaks, nontrivial

S = Scope()
x, y, v, M = S.real("x"), S.real("y"), S.vector("v", "d"), S.spd("M", "d")
n, a = S.natural("n"), S.reals("a", "nonneg")
TWO, THREE = log(num(2)), log(num(3))
ZERO = 2 * TWO - log(num(4))  # hidden: no precision tells it from 0


def instance(**values):
    values = {name: Fraction(value) if isinstance(value, int) else value for name, value in values.items()}
    return Instance({"d": 3}, values)


HERE = instance(x=2, y=3)


def truth(sentence, given=HERE):
    return Decider(given).truth(sentence)


# ---- what lies apart ----
@pytest.mark.parametrize("relation", [le, lt])
def test_separated_balls_order(relation):
    assert truth(relation(log(x), log(y))) is True
    assert truth(relation(log(y), log(x))) is False


def test_separated_balls_refute_an_equation_and_confirm_none():
    assert truth(eq(log(x), log(y))) is False
    assert truth(ne(log(x), log(y))) is True
    assert truth(eq(log(x) + log(y), log(x * y))) is None
    assert truth(ne(log(x) + log(y), log(x * y))) is None
    assert truth(eq(ZERO * log(x), num(0) * log(y))) is None


def test_an_exact_ball_confirms_no_equation():
    """Not even where the ball is a point: maximum, root and logarithm are of the balls alone."""
    term = maximum(log(x), num(4))
    assert ball.truth(eq(term, num(4)), HERE) is True
    assert truth(eq(term, num(4))) is None


def test_the_same_term_is_equal_to_itself_if_it_has_a_value():
    assert truth(eq(log(x), log(x))) is True
    assert truth(eq(log(x) * v, log(x) * v), instance(x=2, v=(1, 2, 3))) is True
    with pytest.raises(Undefined):
        truth(eq(log(x), log(x)), instance(x=-1))
    with pytest.raises(Unsupported, match="whether there is a value"):
        truth(eq(log(x) / ZERO, log(x) / ZERO))


def test_one_separated_coordinate_tells_vectors_apart():
    given = instance(x=2, v=(0, 0, 1))
    assert truth(eq(log(x) * v, log(x + 1) * v), given) is False
    assert truth(eq((log(x) + log(x)) * v, log(x**2) * v), given) is None


def test_what_is_exact_stays_exact():
    assert truth(eq(sqrt(x) * sqrt(y), sqrt(x * y))) is True
    assert truth(lt(sqrt(x) * sqrt(y), sqrt(x * y))) is False


def test_irrational_spectra():
    path = tuple(tuple(map(Fraction, row)) for row in ((3, 1, 0), (1, 2, 1), (0, 1, 5)))
    given = instance(M=path)
    assert truth(lt(eigmax(M), num(6)), given) is True
    assert truth(le(eigmax(M), num(5)), given) is False
    assert truth(eq(eigmax(M), eigmax(M)), given) is True
    assert truth(eq(eigmax(M), eigmax(M) + 0), given) is None


# ---- what overlaps ----
@pytest.mark.parametrize("sentence", [le(ZERO, num(0)), lt(ZERO, num(0)), le(num(0), ZERO), eq(ZERO, num(0))])
def test_overlapping_balls_never_confirm(sentence):
    """Neither the sentence nor its negation; no witness, no hypothesis, no admitted instance."""
    assert truth(sentence) is None
    assert truth(build("not", (sentence,))) is None
    for conclusion in (sentence, build("not", (sentence,))):
        with pytest.raises(Refused, match="holds"):
            breaks(Statement((), both(conclusion, eq(x, x))), HERE)
        with pytest.raises(Refused, match="hypothesis"):
            admits(Statement((conclusion,), lt(x, 0)), HERE)
        assert not nontrivial(conclusion, admits(Statement((), lt(x, 0)), HERE))


def test_the_cap_on_precision_is_kept(monkeypatch):
    """A gap of 2^-3000 is beyond it; asked with more bits, it is seen."""
    gap = lt(log(x), log(x) + Fraction(1, 2**3000))
    assert truth(gap) is None
    monkeypatch.setattr(decide, "BITS", (4096,))
    assert truth(gap) is True


def test_more_precision_is_used_before_the_cap():
    assert truth(lt(log(x), log(x) + Fraction(1, 2**500))) is True


def test_an_open_comparison_does_not_decide_a_sentence():
    open_ = le(ZERO, num(0))
    assert truth(both(open_, lt(x, y))) is None
    assert truth(both(open_, lt(y, x))) is False
    assert truth(either(open_, lt(x, y))) is True
    assert truth(either(open_, lt(y, x))) is None
    assert truth(implies(open_, lt(y, x))) is None
    assert truth(implies(lt(log(y), log(x)), lt(y, x))) is True


# ---- what has no value ----
def test_no_value_is_no_truth_value():
    for undefined in (log(x - 2), log(x - 3), sqrt(log(x) - 1), 1 / (log(x - 1)), log(x) / log(x - 1)):
        with pytest.raises(Undefined):
            truth(lt(undefined, log(y)))


@pytest.mark.parametrize("lost", [1 / ZERO, sqrt(ZERO), log(ZERO), log(x) / ZERO**2, ZERO / ZERO])
def test_what_may_have_no_value_is_refused(lost):
    """No NaN, no infinity becomes a truth value, in a part of a sentence either."""
    for sentence in (lt(lost, lost + 1), eq(lost, num(1)), both(lt(x, y), le(lost, lost))):
        with pytest.raises(Unsupported):
            truth(sentence)
    for sentence in (either(lt(x, y), le(lost, lost)), either(lt(y, x), le(lost, lost))):
        with pytest.raises(Refused):
            breaks(Statement((), sentence), HERE)


def test_a_kink_has_no_slope_in_balls_either():
    """max(x, 0) - max(-x, 0) is x; at the kink no rule of max is right."""
    s = sym("s")
    slope = build("grad", (s, maximum(s, num(0)) - maximum(-s, num(0)), x))
    for kink in (slope, build("grad", (s, absolute(s), x))):
        with pytest.raises(Refused, match="undecided"):
            breaks(Statement((), eq(kink * log(y), 7 * log(y))), instance(x=0, y=3))
    breaks(Statement((), eq(slope * log(y), 2 * log(y))), instance(x=2, y=3))


def test_what_no_field_evaluates_stays_unsupported():
    for sentence in (build("forall", (x, lt(log(x), y))), lt(log(a[n]), y)):
        with pytest.raises((Unsupported, KeyError)):
            truth(sentence, instance(n=1, y=1))


# ---- witnesses, hypotheses, triviality ----
def test_a_false_statement_of_logarithms_has_a_witness():
    breaks(Statement((), le(x, log(x) + 1)), instance(x=2))
    with pytest.raises(Refused, match="holds"):
        breaks(Statement((), le(x, log(x) + 1)), instance(x=1))


def test_hypotheses_may_be_of_logarithms():
    admits(Statement((lt(log(x), 1),), lt(x, 0)), instance(x=2))
    with pytest.raises(Refused, match="hypothesis"):
        admits(Statement((lt(log(x), 1),), lt(x, 0)), instance(x=3))


def test_logarithms_under_bound_indices():
    t = S.natural("t")
    rising = S.for_all(t, lt(log(1 + a[t]), num(2)))
    given = instance(a=Sequence((Fraction(1), Fraction(2)), Fraction(3)), n=1)
    admits(Statement((rising,), lt(a[n], 0)), given)
    with pytest.raises(Refused, match="hypothesis"):
        admits(Statement((rising,), lt(a[n], 0)), instance(a=Sequence((Fraction(9),), Fraction(1)), n=0))


def test_triviality_of_what_is_not_exact():
    given = admits(Statement((), lt(x, 0)), instance(x=2, y=3, v=(1, 0, 0)))
    assert nontrivial(lt(log(x), log(y)), given)
    assert nontrivial(eq(log(x), log(x)), given)
    assert not nontrivial(eq(log(num(1)) * log(x), log(num(1)) * log(x)), given)
    assert not nontrivial(eq(ZERO, ZERO), given)  # for all that balls tell, 0 = 0
    assert not nontrivial(eq(log(x) * v, log(y) * v), given)
    assert nontrivial(lt(log(x) * norm2(v), num(1)), given)
