"""Instances at which a statement has no meaning."""

import json
from fractions import Fraction

from proving import sym

from bnproof import converges, eigmin, eq, for_every, implies, le, lt, norm, there_are
from bnproof.interpret.instance import Instance, Sequence
from bnproof.mutate.posed import chooses, degenerate, find_undefined, opened, undefined_at
from bnproof.mutate.recheck import wrong
from bnproof.mutate.report import data
from bnproof.mutate.run import holding, rows
from bnproof.run import check
from bnproof.search.instances import Problem
from bnproof.search.refute import Budget
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


def test_a_conclusion_has_a_meaning_where_what_it_says_of_each_value_has():
    e, big, s = sym("e", "real", "pos"), sym("big", "real", "pos"), sym("s")
    k = sym("k", "int", ">=0")

    def bounded(guard):
        rule = build("forall", (t, build("implies", (guard, eq(a[t + 1], 1 / a[t])))))
        along = build("and", (lt(e, big), rule, eq(a[0], x)))
        body = build("forall", (k, le(a[k], s)))
        bound = build("forall", (e, build("forall", (a, build("implies", (along, body))))))
        return Statement((lt(0, x),), build("exists", (s, build("exists", (big, bound)))))

    (guarded,), (open_to_zero,) = (opened(bounded(relation(0, a[t]))) for relation in (lt, le))
    assert [h.op for h in guarded.hypotheses] == ["lt", "lt", "forall", "eq"]
    assert guarded.conclusion is le(a[k], s)
    assert find_undefined(guarded, Problem(guarded), 0, 40) is None
    instance, why = find_undefined(open_to_zero, Problem(open_to_zero), 0, 40)
    assert why == "a denominator vanishes" == undefined_at(open_to_zero, instance)
    assert instance.values["a"].prefix[0] == 0
    assert instance.values["e"] < instance.values["big"]


def _where_it_tends(conclusion):
    return for_every(x, implies(converges(lambda k: a[k], x), conclusion))


def test_what_is_said_of_limits_is_looked_at_along_orbits():
    s = Statement((), _where_it_tends(le(1 / (x - y), 1 + 1 / (x - y))))
    known = Sequence((number(1),), number(2))
    assert undefined_at(s, at(a=known, y=number(2))) == "a denominator vanishes"
    assert undefined_at(s, at(a=known, y=number(1))) == ""
    assert undefined_at(s, at(a=Sequence((number(2),)), y=number(2))) == ""  # nobody knows where that one tends


def test_an_orbit_that_is_known_is_looked_at_as_it_is():
    rule = for_every(t, implies(lt(0, a[t]), eq(a[t + 1], a[t])))
    s = Statement((rule,), _where_it_tends(le(1 / (x - 7), 1 + 1 / (x - 7))))
    leaves = at(a=Sequence((number(0),), number(7)))  # where the rule says nothing
    instance, why = find_undefined(s, Problem(s, [leaves]))
    assert (instance.values, why) == (leaves.values, "a denominator vanishes")


def test_parts_are_opened_one_by_one_but_not_what_they_choose():
    n, z = sym("n"), sym("z")
    first, second = le(y, y), le(1 / z, 1)
    parts = opened(Statement((), for_every(x, build("and", (for_every(n, first), for_every(z, second))))))
    assert [s.conclusion for s in parts] == [first, second]
    chosen = there_are(x, build("and", (for_every(n, le(n**2, x**2)), for_every(z, second))))
    (whole,) = opened(Statement((), chosen))
    assert whole.conclusion.op == "and"
    assert chooses(chosen)
    assert chooses(for_every(y, implies(lt(0, y), chosen)))
    assert not chooses(for_every(z, second))


def test_what_some_values_make_true_is_not_ill_posed(toy):
    """1/s has no value for s = 0, and there is another s."""
    registry = toy(
        '@claim("toy-below")\ndef below(S):\n    y, s = S.positive("y"), S.real("s")\n'
        "    return for_every(y, there_are(s, le(1 / s, S.positive('c') ** 2 * y**2)))\n\n\n"
        "@below.proof()\ndef _(p, o):\n    y = p.intro()\n    p.take(num(-1))\n    p.sign(1 + o.c**2 * y**2)\n"
    )
    results = check(registry, registry.select(["all"]))
    (row,) = rows(registry, holding(results), Budget(draws=20, shrinks=0, screens=0), 0, None)
    status = {m["name"]: m["status"] for m in row["mutants"]}
    assert status["hypothesis c pos: dropped"] == "unneeded"
    assert "ill-posed" in status.values()  # no proof shows those to be true


def test_a_name_that_is_bound_again_is_not_opened():
    s = Statement((lt(0, x),), build("forall", (x, le(x, 1 / x))))
    assert opened(s) == []


def test_what_speaks_of_functions_is_not_opened():
    F = sym("F", "fn[d]")
    s = Statement((), build("forall", (v, le(F(v), x))))
    assert opened(s) == []


def test_an_ill_posed_condition_inside_a_conclusion_is_checked_again(toy):
    registry = toy(
        '@claim("toy-reciprocal")\ndef reciprocal(S):\n    x, y = S.real("x"), S.real("y")\n'
        "    return for_every(y, implies(lt(x, y), le(1 / (1 + (y - x)), 1)))\n\n\n"
        "@reciprocal.proof()\ndef _(p, o):\n    y = p.intro()\n    given = p.assume()\n    x = given.args[0]\n"
        "    p.sign((y - x) / (1 + (y - x)))\n"
    )
    results = check(registry, registry.select(["all"]))
    (row,) = rows(registry, holding(results), Budget(draws=20, shrinks=0, screens=0), 0, None)
    ill = next(m for m in row["mutants"] if m["status"] == "ill-posed" and "y" in m["witness"]["values"])
    made = json.loads(json.dumps(data([row], Budget(), 0, None)))
    assert list(wrong(made, registry.statement)) == []
    again = next(m for m in made["variants"][0]["mutants"] if m["name"] == ill["name"])
    again["witness"]["values"] |= {"x": "0", "y": "2"}
    told = f"toy-reciprocal/printed: {ill['name']}: every term has a value at the instance"
    assert list(wrong(made, registry.statement)) == [told]


def test_a_term_without_a_value_behind_a_quantifier_over_steps():
    """Where the sequence is known for ever."""
    s = Statement((), build("forall", (t, le(1 / (a[t] - x), y))))
    known = Sequence((number(3),), number(2))
    assert undefined_at(s, at(a=known, x=number(2), y=number(1))) == "a denominator vanishes"
    assert undefined_at(s, at(a=known, x=number(1), y=number(0))) == ""
    assert undefined_at(s, at(a=Sequence((number(3),)), x=number(2), y=number(1))) == ""
