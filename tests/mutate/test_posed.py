"""Instances at which a statement has no meaning."""

from fractions import Fraction

from proving import sym

from bnproof import eigmin, eq, le, lt, norm
from bnproof.interpret.instance import Instance, Sequence
from bnproof.mutate.posed import degenerate, find_undefined, undefined_at
from bnproof.search.instances import Problem
from bnproof.statement.nodes import Statement, build

x, y = sym("x"), sym("y")
v = sym("v", "vec[d]")
M = sym("M", "map[d,d]")
a, t = sym("a", "seq-real"), sym("t", "int", ">=0")


def at(**values):
    return Instance({"d": 2}, values)


def number(n):
    return Fraction(n)


def test_a_vanishing_denominator_is_found():
    s = Statement((), eq(x / y, x * (1 / y)))
    assert undefined_at(s, at(x=number(1), y=number(0))) == "a denominator vanishes"
    assert undefined_at(s, at(x=number(1), y=number(2))) == ""
    instance, why = find_undefined(s, Problem(s))
    assert (instance.values["y"], why) == (0, "a denominator vanishes")


def test_a_hypothesis_before_it_must_hold():
    s = Statement((lt(0, y),), eq(x / y, x * (1 / y)))
    assert undefined_at(s, at(x=number(1), y=number(0))) == ""
    assert find_undefined(s, Problem(s)) is None


def test_a_hypothesis_itself_may_have_no_meaning():
    s = Statement((le(1 / y, 1), lt(0, y)), le(x, x + y))
    assert undefined_at(s, at(x=number(1), y=number(0))) == "a denominator vanishes"


def test_values_must_lie_in_their_domains():
    e = sym("e", "real", "pos")
    assert undefined_at(Statement((), eq(x / e, x)), at(x=number(1), e=number(0))) == ""


def test_a_spectrum_needs_a_self_adjoint_map():
    s = Statement((), le(eigmin(M), norm(v)))
    skew = ((number(0), number(1)), (number(0), number(0)))
    unit = ((number(1), number(0)), (number(0), number(1)))
    values = {"v": (number(1), number(0))}
    assert undefined_at(s, at(M=skew, **values)) == "a spectrum of a map that is not self-adjoint"
    assert undefined_at(s, at(M=unit, **values)) == ""


def test_a_recursion_may_have_no_first_step():
    rule = build("forall", (t, eq(a[t + 1], 1 / a[t])))
    s = Statement((rule,), eq(a[1] * a[0], 1))
    assert undefined_at(s, at(a=Sequence((number(0),)))) == "a denominator vanishes"


def test_what_is_said_of_every_vector_may_have_no_meaning():
    everywhere = build("forall", (v, le(v @ v / y, x * (v @ v))))
    s = Statement((everywhere,), le(x, x + y**2))
    assert undefined_at(s, at(x=number(1), y=number(0))) == "a denominator vanishes"
    assert undefined_at(s, at(x=number(1), y=number(1))) == ""


def test_degenerate_instances_change_one_symbol():
    s = Statement((), eq(x * norm(v), y))
    raw = at(x=number(2), y=number(3), v=(number(1), number(2)))
    found = list(degenerate(s.symbols, raw))
    assert all(sum(i.values[k] != raw.values[k] for k in raw.values) <= 1 for i in found)
    assert any(not any(i.values["v"]) for i in found)
    assert any(i.values["x"] == 0 for i in found)
