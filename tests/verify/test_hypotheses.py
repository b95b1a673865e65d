"""Universal hypotheses at a witness: sequences given by a prefix, and chosen functions."""

from fractions import Fraction

import pytest
from proving import forall, sym, total

from bnproof.interpret.instance import Instance, Lambda, Sequence
from bnproof.statement.builder import Scope, absolute, both, dim, eq, gradient, implies, le, lt, ne, ones
from bnproof.statement.nodes import Node, Statement, build, lift, num
from bnproof.statement.sorts import INT
from bnproof.verify.context import Refused
from bnproof.verify.witness import admits, breaks

S = Scope()
s, u, b = S.reals("s"), S.reals("u"), S.reals("b", "nonneg")
v, n, x, p = S.vectors("v", "d"), S.natural("n"), S.real("x"), S.positive("p")
t, t5, i, c = sym("t", "int", ">=0"), sym("t", "int", ">=5"), sym("i", "int", ">=0"), S.positive("c")
F, P, y, w = S.function("F", "d"), S.function("P", "d", "punctured"), S.vector("y", "d"), S.vector("w", "d", "nonzero")
at, unit = sym("z#0", "vec[d]"), sym("e", "vec[d]", "unit")
NEVER = lt(1, 0)


def prefix(*items: int | Fraction, tail: int | None = None) -> Sequence:
    return Sequence(tuple(map(Fraction, items)), None if tail is None else Fraction(tail))


def meets(hypothesis: Node | list[Node], **values: object) -> bool:
    hypotheses = tuple(hypothesis) if isinstance(hypothesis, list) else (hypothesis,)
    try:
        admits(Statement(hypotheses, NEVER), Instance({"d": 2}, values))
    except Refused:
        return False
    return True


# ---- bounds -----------------------------------------------------------------------------------------------
BOUND = forall(t, le(s[t], 3))


@pytest.mark.parametrize(
    ("sequence", "fine"),
    [
        (prefix(1, 2, tail=3), True),
        (prefix(3, tail=0), True),
        (prefix(tail=3), True),
        (prefix(1, 4, tail=3), False),
        (prefix(1, 2, tail=4), False),
        (prefix(1, 2), False),  # beyond the prefix nothing is known
    ],
)
def test_a_bound_is_checked_on_prefix_and_tail(sequence, fine):
    assert meets(BOUND, s=sequence) is fine


@pytest.mark.parametrize(("sequence", "fine"), [((1, 7, 1), False), ((9, 2), True), ((9,), True)])
def test_a_bound_from_a_later_index_on(sequence, fine):
    """The tail counts, also where the prefix is shorter than the first index."""
    assert meets(forall(t5, le(s[t5], 3)), s=prefix(*sequence, tail=3 if fine else 4)) is fine
    assert not meets(forall(t5, le(s[t5], 3)), s=prefix(tail=100))


def test_a_bound_on_several_sequences():
    together = forall(t, le(s[t], u[t] + s[0]))
    assert meets(together, s=prefix(1, 2, tail=0), u=prefix(0, 1, tail=0))
    assert not meets(together, s=prefix(1, 3, tail=0), u=prefix(0, 1, tail=0))
    assert not meets(together, s=prefix(1, 2, tail=0), u=prefix(0, tail=0))  # of different lengths


def test_bounds_of_other_shapes_are_refused():
    given = {"s": prefix(0, tail=0), "n": 0, "u": prefix(0, tail=0)}
    for body in (le(s[2 * t], 3), le(s[t], lift(t, x.sort)), le(total(i, 0, t, s[i]), 9)):
        assert not meets(forall(t, body), **given, x=Fraction(1))
    for body in (le(s[t + 1], s[t]), le(0, x), forall(i, le(s[t], s[i]))):  # everything comes again
        assert meets(forall(t, body), **given, x=Fraction(1))
    assert meets(forall(t, le(total(i, 0, 2, s[i]), s[t])), **given)


# ---- recursions -------------------------------------------------------------------------------------------
DOUBLE = forall(t, eq(s[t + 1], 2 * s[t]))


@pytest.mark.parametrize(
    ("sequence", "fine"),
    [
        (prefix(1, 2, 4), True),
        (prefix(3), True),
        (prefix(1, 2, 5), False),
        (prefix(1, 2, 4, tail=8), False),  # no tail goes on doubling
        (prefix(0, 0, tail=0), True),
    ],
)
def test_a_recursion_is_checked_along_the_prefix(sequence, fine):
    assert meets(DOUBLE, s=sequence) is fine


def test_recursions_of_several_sequences():
    both_at_once = forall(t, both(eq(s[t + 1], u[t]), eq(u[t + 1], s[t] + u[t])))
    assert meets(both_at_once, s=prefix(0, 1, 1, 2), u=prefix(1, 1, 2, 3))
    assert not meets(both_at_once, s=prefix(0, 1, 1, 2), u=prefix(1, 1, 2, 4))
    assert meets([DOUBLE, forall(t, eq(u[t + 1], u[t] + s[t]))], s=prefix(1, 2), u=prefix(0, 1))


def test_a_recursion_under_a_guard():
    guarded = forall(t, implies(ne(s[t], 0), eq(s[t + 1], 1 / s[t])))
    assert meets(guarded, s=prefix(2, Fraction(1, 2), 2))
    assert meets(guarded, s=prefix(0, 5, Fraction(1, 5)))
    assert not meets(guarded, s=prefix(2, 2))


def test_a_recursion_must_be_defined_for_ever():
    """s = 1, 0 goes no further: 1/0. So s_1 = 1 - s_0 is not refuted by it."""
    rule = forall(t, eq(s[t + 1], 1 - 1 / s[t]))
    assert not meets(rule, s=prefix(1, 0))
    claim = Statement((forall(t, eq(s[t + 1], s[t] - 1)),), ne(s[1], 0))
    breaks(claim, Instance({}, {"s": prefix(1, 0)}))


def test_two_rules_for_one_sequence_may_disagree_later():
    """s_0 = 2, s_1 = 4 doubles and squares; s_2 would be 8 and 16."""
    square = forall(t, eq(s[t + 1], s[t] ** 2))
    assert meets(DOUBLE, s=prefix(2, 4))
    assert meets(square, s=prefix(2, 4))
    assert not meets([DOUBLE, square], s=prefix(2, 4))
    assert not meets(forall(t, both(eq(s[t + 1], 2 * s[t]), eq(s[t + 1], s[t] ** 2))), s=prefix(2, 4))


def test_a_recursion_may_leave_the_domain_of_its_sequence():
    """No sequence of numbers >= 0 falls by 1 for ever."""
    assert not meets(forall(t, eq(b[t + 1], b[t] - 1)), b=prefix(1, 0))
    assert meets(forall(t, eq(s[t + 1], s[t] - 1)), s=prefix(1, 0))


def test_a_recursion_may_not_look_ahead():
    """s_(t+1) = s_3 + 1 has no solution at all; s_(t+1) = s_(t+1) + u_t none but for u = 0."""
    for term in (s[3] + 1, s[t + 1] + 1, total(i, 0, 3, s[i]), s[t + 2]):
        assert not meets(forall(t, eq(s[t + 1], term)), s=prefix(0))


def test_recursions_of_other_shapes_are_refused():
    sequences = {"s": prefix(1, 1), "u": prefix(1, 1)}
    for body in (
        eq(s[t] + 0, s[t + 1]),
        le(s[t + 1], s[t]),
        both(eq(s[t + 1], s[t]), le(s[t], 1)),
        implies(eq(s[t + 1], 1), eq(u[t + 1], 1)),
    ):
        assert not meets(forall(t, body), **sequences)
    assert not meets(forall(t5, eq(s[t5 + 1], s[t5])), **sequences)
    assert meets(forall(t, both(eq(s[t + 1], s[t]), implies(le(s[t], 1), eq(u[t + 1], u[t])))), **sequences)


def test_recursions_of_vectors():
    def vectors(*items: tuple[int, int]) -> Sequence:
        return Sequence(tuple(tuple(map(Fraction, item)) for item in items))

    rule = forall(t, eq(v[t + 1], 2 * v[t]))
    assert meets(rule, v=vectors((1, 0), (2, 0)))
    assert not meets(rule, v=vectors((1, 0), (2, 1)))


# ---- functions --------------------------------------------------------------------------------------------
first = build("basis", (lift(1, INT),), ("d",)) @ at
HOMOGENEOUS = forall(c, w, eq(P(c * w), P(w)))


@pytest.mark.parametrize(
    ("body", "fine"),
    [
        (first**2 / (at @ at), True),
        (num(7), True),
        (at @ at, False),
        (first / (at @ at), False),
        (1 + first, False),
    ],
)
def test_a_chosen_function_satisfies_an_identity(body, fine):
    assert meets(HOMOGENEOUS, P=Lambda(at, body)) is fine


def test_identities_with_gradients():
    euler = forall(y, eq(y @ gradient(F, y), 2 * F(y)))
    assert meets(euler, F=Lambda(at, at @ at))
    assert not meets(euler, F=Lambda(at, first))


def test_identities_must_be_defined_for_all_values():
    """At c = 0 the function is not defined."""
    assert not meets(forall(x, w, eq(P(x * w), P(w))), P=Lambda(at, num(1)))
    assert not meets(forall(y, eq(P(y), P(y))), P=Lambda(at, num(1)))


def test_an_identity_for_all_functions_is_not_checked_on_one():
    even = forall(F, eq(F(y), F(-y)))
    given = {"y": (Fraction(1), Fraction(0)), "F": Lambda(at, at @ at)}
    assert not meets([even, eq(F(y), F(y))], **given)


def test_a_function_uses_no_coordinate_beyond_the_dimension():
    """F grows by 1 along the ones and stays along e_1: then the dimension is at least 2."""
    e1, all_ones = build("basis", (lift(1, INT),), ("d",)), ones("d")
    rules = (forall(y, eq(F(y + all_ones), F(y) + 1)), forall(y, eq(F(y + e1), F(y))))
    second = Lambda(at, build("basis", (lift(2, INT),), ("d",)) @ at)
    breaks(Statement(rules, lt(2, dim("d"))), Instance({"d": 2}, {"F": second}))
    with pytest.raises(Refused, match="domain"):
        breaks(Statement(rules, lt(1, dim("d"))), Instance({"d": 1}, {"F": second}))


def test_identities_hold_on_their_domains():
    assert meets(forall(unit, eq(F(unit), 1)), F=Lambda(at, at @ at))
    assert not meets(forall(y, eq(F(y), 1)), F=Lambda(at, at @ at))


def test_universal_hypotheses_of_other_shapes_are_refused():
    square = Lambda(at, at @ at)
    for hypothesis in (
        forall(y, le(0, F(y))),
        forall(y, implies(le(0, F(y)), eq(F(y), F(y)))),
        forall(y, n, eq(F(y), F(y) + lift(n, x.sort) - lift(n, x.sort))),
        forall(y, eq(F(y) * s[0], F(y) * s[0])),
        both(forall(y, eq(F(y), F(y))), le(0, 1)),
        build("exists", (y, eq(F(y), 0))),
        forall(y, eq(absolute(F(y)) * y, F(y) * y)),
    ):
        assert not meets(hypothesis, F=square, s=prefix(1, tail=1))
    assert meets(forall(y, eq(F(y), F(-y))), F=square)
