"""Witnesses: exact instances of false sentences are accepted, anything else is refused."""

import json
from fractions import Fraction

import pytest
from proving import sym, total

from bnproof.interpret.instance import Instance, Lambda, Sequence
from bnproof.statement.builder import (
    Scope,
    absolute,
    basis,
    both,
    dim,
    eigmax,
    either,
    eq,
    exp,
    identity,
    implies,
    injection,
    le,
    log,
    lt,
    maximum,
    ne,
    norm,
    oblique_mean,
    sqrt,
    stack,
    zero,
)
from bnproof.statement.codec import Table, decode
from bnproof.statement.nodes import Node, Statement, build, lift, num
from bnproof.statement.sorts import INT, Malformed
from bnproof.verify.context import Refused
from bnproof.verify.instances import instance_json, instance_of
from bnproof.verify.witness import admits, breaks, nontrivial

S = Scope()
x, y, p, r, z = S.real("x"), S.real("y"), S.positive("p"), S.nonnegative("r"), S.nonzero("z")
v, w, e = S.vector("v", "d"), S.vector("w", "d", "nonzero"), S.vector("e", "d", "unit")
H, A, X = S.spd("H", "d"), S.map("A", "d", "e"), S.map("X", "d", "e", "injective")
n, m, i = S.natural("n"), S.natural("m", 3), S.index("i", "d")
a, b = S.reals("a"), S.reals("b", "nonneg")
F, P = S.function("F", "d"), S.function("P", "d", "punctured")
t = sym("t", "int", ">=0")
at = sym("z#0", "vec[d]")
ROWS = ((2, 1), (1, 1))


def instance(dims: dict[str, int] | None = None, **values: object) -> Instance:
    return Instance(dims or {"d": 2, "e": 2}, {s: exact(value) for s, value in values.items()})


def exact(value: object) -> object:
    if isinstance(value, tuple):
        return tuple(exact(x) for x in value)
    if isinstance(value, Sequence):
        return Sequence(exact(value.prefix), exact(value.tail))
    return Fraction(value) if isinstance(value, int) else value


def violated(conclusion: Node, given: Instance, *hypotheses: Node) -> None:
    """Accepted, also after a journey through JSON."""
    statement, table = Statement(hypotheses, conclusion), Table()
    breaks(statement, given)
    data = instance_json(given, table)
    rows, data = json.loads(json.dumps([table.rows, data]))
    breaks(statement, instance_of(data, decode(rows), statement))


def refused(conclusion: Node, given: Instance, *hypotheses: Node, match: str | None = None) -> None:
    with pytest.raises(Refused, match=match):
        breaks(Statement(hypotheses, conclusion), given)


# ---- true and false ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("false", "values"),
    [
        (le(x, y), {"x": 1, "y": 0}),
        (lt(x, y), {"x": 1, "y": 1}),
        (eq(x, y), {"x": 1, "y": 0}),
        (ne(x, y), {"x": 1, "y": 1}),
        (both(le(x, y), lt(x, y)), {"x": 1, "y": 1}),
        (either(lt(x, y), lt(y, x)), {"x": 1, "y": 1}),
        (implies(le(x, y), lt(x, y)), {"x": 1, "y": 1}),
        (eq(v, w), {"v": (1, 0), "w": (1, 1)}),
        (eq(norm(v), num(1)), {"v": (1, 1)}),
        (le(eigmax(H), num(2)), {"H": ROWS}),
        (le(a[n], a[n + 1]), {"n": 1, "a": Sequence((0, 5, 3), 0)}),
        (le(total(t, 0, n, a[t]), 3), {"n": 2, "a": Sequence((1, 1), 2)}),
    ],
)
def test_false_sentences_are_violated(false, values):
    violated(false, instance(**values))


def test_true_sentences_are_not():
    given = instance(x=1, y=2, v=(1, 2), H=ROWS)
    for true in (lt(x, y), le(x, y), ne(x, y), eq(v @ v, num(5)), either(lt(y, x), lt(x, y)), lt(eigmax(H), 3)):
        refused(true, given, match="holds")


def test_hypotheses_must_hold():
    violated(lt(x, y), instance(x=1, y=1), le(x, y))
    refused(lt(x, y), instance(x=2, y=1), le(x, y), match="hypothesis")
    violated(lt(v @ v, 2), instance(v=(1, 1), x=1), eq(x * v, v), eq(x, 1))


@pytest.mark.parametrize("undefined", [1 / x, sqrt(x - 1), log(x) / log(2), a[n + (-1)], basis("d", lift(3, INT)) @ v])
def test_what_is_undefined_is_not_refuted(undefined):
    given = instance(x=0, n=0, a=Sequence((1,), 1), v=(1, 1))
    refused(lt(undefined, undefined), given, match="Undefined")
    refused(lt(1, 0), given, lt(undefined, 1), match="Undefined")
    refused(lt(1, 0), given, either(le(0, 1), lt(undefined, 1)), match="Undefined")


# ---- domains ----------------------------------------------------------------------------------------------
LINEAR, RATIONAL = Lambda(at, at @ at), Lambda(at, num(1) / (at @ at))


@pytest.mark.parametrize(
    ("symbol", "inside", "outside"),
    [
        (p, [1], [0, -1]),
        (r, [0, 1], [-1]),
        (z, [1, -1], [0]),
        (n, [0, 7], [-1, Fraction(1, 2)]),
        (m, [3], [2]),
        (i, [1, 2], [0, 3, Fraction(3, 2)]),
        (v, [(0, 0)], [(0,), (0, 0, 0)]),
        (w, [(0, 1)], [(0, 0)]),
        (e, [(0, 1), (Fraction(3, 5), Fraction(4, 5))], [(1, 1), (0, 0)]),
        (H, [ROWS], [((1, 2), (2, 1)), ((1, 2), (0, 5)), ((1, 0), (0, 0)), ((1,),), ((1, 0, 0), (0, 1, 0))]),
        (A, [((0, 0), (0, 0))], [((0, 0),), ((0,), (0,))]),
        (X, [((1, 1), (0, 1))], [((1, 1), (1, 1)), ((0, 0), (0, 0))]),
        (a, [Sequence((-1,), None), Sequence((), 1)], [3]),
        (b, [Sequence((0, 1), 1)], [Sequence((0, -1), 1), Sequence((0,), -1)]),
        (F, [LINEAR], [RATIONAL, Lambda(at, x), 3]),
        (P, [LINEAR, RATIONAL, Lambda(at, sqrt(at @ at))], [Lambda(at, num(1) / (1 - at @ at))]),
    ],
)
def test_values_lie_in_their_domains(symbol, inside, outside):
    statement = Statement((), about(symbol))
    for value in inside:
        assert admits(statement, instance(**{symbol.name: value})).instance.values[symbol.name] == exact(value)
    for value in outside:
        with pytest.raises(Refused):
            admits(statement, instance(**{symbol.name: value}))


def about(symbol: Node) -> Node:
    """A sentence in which nothing else occurs."""
    match symbol.sort.kind:
        case "real" | "int":
            return le(0, lift(symbol, x.sort))
        case "vec":
            return eq(symbol, 0)
        case "map":
            return eq(symbol @ zero("d"), 0)
        case "fn":
            return eq(symbol(zero("d")), 0)
    return eq(symbol[0], 0)


def test_a_function_value_is_a_number():
    """With vectors for values, F(v) + F(w) would be a list put behind another."""
    sentence = eq(F(v) + F(w), F(w) + F(v))
    refused(sentence, instance(v=(1, 0), w=(0, 1), F=Lambda(at, at)))
    refused(sentence, instance(v=(1, 0), w=(0, 1), F=LINEAR), match="holds")


def test_functions_of_several_vectors():
    """Of degree 0 in the second; the first may vanish."""
    Q, space = S.function("Q", "d+e", "punctured:2"), sym("z#0", "vec[d+e]")
    one, two = (injection("d+e", k).T @ space for k in (1, 2))
    smooth = Lambda(space, (one @ one) * (basis("e", lift(1, INT)) @ two) / sqrt(two @ two))
    u = sym("u", "vec[e]")
    violated(le(Q(stack(v, u)), 1), instance(v=(1, 1), u=(1, 0), Q=smooth))
    refused(le(Q(stack(v, u)), 2), instance(v=(1, 1), u=(1, 0), Q=smooth), match="holds")
    refused(le(Q(stack(v, u)), 1), instance(v=(1, 1), u=(0, 0), Q=smooth), match="Undefined")
    refused(le(Q(stack(v, u)), 1), instance(v=(1, 1), u=(1, 0), Q=Lambda(space, 1 / (one @ one))), match="domain")


def test_a_function_has_no_parameters():
    refused(lt(F(v), 0), instance(v=(1, 0), x=1, F=Lambda(at, x * (at @ at))), match="domain")
    violated(lt(F(v), 0), instance(v=(1, 0), F=LINEAR))


@pytest.mark.parametrize(
    ("body", "smooth", "punctured"),
    [
        (at @ at, True, True),
        ((at @ at) ** 3 + 2 * (basis("d", lift(1, INT)) @ at), True, True),
        ((at @ at) / 2, True, True),
        ((at @ at) / 0, False, False),
        ((at @ at) / sqrt(num(-1)), False, False),
        (sqrt(at @ at), False, True),
        (num(1) / sqrt(at @ at) ** 3, False, True),
        (sqrt((at @ at) ** 3), False, True),
        (sqrt(1 + at @ at), True, True),
        (sqrt(-1 + at @ at), False, False),
        (sqrt(1 - at @ at), False, False),
        (sqrt(at @ (2 * at)), False, False),
        (log(1 + (at @ at) ** 2 / 2), True, True),
        (log(num(2)) * (at @ at), True, True),
        (log(at @ at + sqrt(1 + at @ at)), True, True),
        (log(1 + (basis("d", lift(1, INT)) @ at) ** 3), False, False),
        (1 / (1 + 3 * (basis("d", lift(1, INT)) @ at) ** 2), True, True),
        (1 / (1 + (basis("d", lift(1, INT)) @ at) / sqrt(at @ at)), False, False),
        (1 / (1 + ((basis("d", lift(1, INT)) @ at) / sqrt(at @ at)) ** 2), False, True),
        (sqrt(1 + 1 / (at @ at)), False, True),
        (sqrt(2 + (num(0) - 1) ** 3), False, False),
        (sqrt((1 + at @ at) ** 3), True, True),
        (log(absolute(1 + at @ at)), False, False),
        (num(1) / (basis("d", lift(1, INT)) @ at), False, False),
        (absolute(at @ at), False, False),
        (maximum(at @ at, num(1)), False, False),
        (log(at @ at), False, False),
        (1 + 2 * absolute(at @ at), False, False),
        (num(1) / (at @ at) + num(1) / (1 + at @ at), False, True),
        ((at @ at) * sqrt(at @ at) ** 2 / (at @ at), False, True),
    ],
)
def test_functions_are_visibly_smooth(body, smooth, punctured):
    for function, fine in ((F, smooth), (P, punctured)):
        given, statement = instance(**{function.name: Lambda(at, body)}), Statement((), about(function))
        if fine:
            admits(statement, given)
        else:
            with pytest.raises(Refused):
                admits(statement, given)


# ---- derivatives ------------------------------------------------------------------------------------------
def test_a_kink_has_no_slope():
    """max(x, 0) - max(-x, 0) is x."""
    s = sym("s")
    slope = build("grad", (s, maximum(s, num(0)) - maximum(-s, num(0)), x))
    refused(eq(slope, 1), instance(x=0), match="undecided")
    refused(eq(slope, 1), instance(x=2), match="holds")
    violated(eq(slope, 2), instance(x=2))


def test_a_spectrum_is_not_differentiated():
    """The largest eigenvalue of ((1, s), (s, 1)) is 1 + |s|."""
    s, M, N = sym("s"), S.spd("M", "d"), S.map("N", "d", "d")
    slope = build("grad", (s, eigmax(M + s * N), num(0)))
    refused(eq(slope, 1), instance(M=((1, 0), (0, 1)), N=((0, 1), (1, 0))), match="Unsupported")


# ---- odd numbers ------------------------------------------------------------------------------------------
def test_a_root_of_a_hidden_zero_is_zero():
    hidden = sqrt(x) * sqrt(y) - sqrt(x * y)
    given = instance(x=2, y=3)
    refused(eq(sqrt(hidden), 0), given, match="holds")
    refused(lt(1 / (1 + hidden), 1 / hidden), given, match="Undefined")


# ---- refusals, JSON, triviality ---------------------------------------------------------------------------
def test_an_instance_that_lacks_a_part_is_refused():
    for values in ({}, {"x": 1}, {"x": "one", "y": 2}, {"x": (1,), "y": 2}, {"x": None, "y": 2}):
        refused(lt(x, y), Instance({}, values))
    refused(lt(v @ v, 0), Instance({}, {"v": exact((1, 1))}))
    deep = x
    for _ in range(398):
        deep = 1 + deep
    refused(lt(deep, deep), instance(x=1))


def test_json_of_instances_is_read_by_the_sorts_of_the_statement():
    statement = Statement((), both(lt(x, lift(n, x.sort)), eq(v, 0), lt(F(v), a[n])))
    given = instance(x=Fraction(-1, 3), n=2, v=(1, 2), F=LINEAR, a=Sequence((1,), None))
    table = Table()
    data = instance_json(given, table)
    nodes = decode(table.rows)
    assert instance_of(data, nodes, statement) == given
    for key, value in [
        ("x", "1.5"), ("x", "1/0"), ("x", 1), ("x", "1" * 4001), ("n", "1/2"), ("n", ["1"]), ("v", ["1", 2]),
        ("v", "oo"), ("F", {"bound": 0}), ("F", {"bound": 0, "body": 99}), ("a", {"prefix": ["1"]}), ("a", []),
    ]:  # fmt: skip
        with pytest.raises(Malformed):
            instance_of({**data, "values": {**data["values"], key: value}}, nodes, statement)
    for dims in ({"d": 0}, {"d": 65}, {"d": True}, {"d": "2"}, []):
        with pytest.raises(Malformed):
            instance_of({**data, "dims": dims}, nodes, statement)


def test_triviality():
    given = instance(x=0, y=1, v=(0, 0), w=(1, 0))
    evaluator = admits(Statement((), both(eq(v, w), lt(x, y))), given)
    assert nontrivial(lt(x, y), evaluator)
    assert nontrivial(eq(x + 1, y), evaluator)
    assert nontrivial(both(lt(x, y), eq(y, 1)), evaluator)
    assert nontrivial(build("exists", (p, lt(x, p))), evaluator)
    assert not nontrivial(eq(v, v), evaluator)
    assert not nontrivial(both(lt(x, y), le(x, x)), evaluator)
    assert not nontrivial(eq(v @ w, num(0)), evaluator)
    orthogonal = admits(Statement((), eq(v, w)), instance(v=(0, 1), w=(1, 0)))
    assert nontrivial(eq(v @ w, num(0)), orthogonal)
    assert not nontrivial(eq(v @ w - v @ w, num(0)), orthogonal)
    assert not nontrivial(lt(y, x), evaluator)
    with pytest.raises(Refused):
        nontrivial(lt(1 / x, y), evaluator)


# ---- what has no exact value --------------------------------------------------------------------------------------
def diagonal(*entries: int) -> Instance:
    rows = tuple(tuple(k if i == j else 0 for j in range(len(entries))) for i, k in enumerate(entries))
    return instance({"d": len(entries)}, H=rows)


mean, unit = oblique_mean(H), oblique_mean(identity("d"))
four = 1 / (4 * exp(unit))  # 4 in dimension 2, e^4/16 = 3.41... in dimension 3


@pytest.mark.parametrize(
    ("conclusion", "at"),
    [
        (lt(exp(mean), Fraction(185, 1000)), diagonal(1, 3)),  # 0.18557...
        (lt(mean, unit), diagonal(1, 1000)),
        (le(4 * dim("d") / 3, four), diagonal(1, 1, 1)),
        (lt(log(50), unit - mean), diagonal(2, 2, 2, 2)),
        (lt(mean, unit), diagonal(50, 51, 52)),
        (le(exp(num(1)), 2), instance()),
    ],
)
def test_balls_that_lie_apart_refute(conclusion: Node, at: Instance) -> None:
    violated(conclusion, at)


@pytest.mark.parametrize(
    ("conclusion", "at"),
    [
        (lt(exp(mean), Fraction(186, 1000)), diagonal(1, 3)),  # true
        (le(mean, unit), diagonal(1, 1)),  # true, but balls cannot tell
        (lt(mean, unit), diagonal(1, 1)),  # false, but balls cannot tell
        (lt(mean, -1), diagonal(1, 2, 3)),  # true inside a wide enclosure
        (lt(mean, -Fraction(13, 10)), diagonal(1, 2, 3)),  # false inside it
        (lt(mean, unit), diagonal(5)),  # undefined
        (lt(mean, unit), instance({"d": 3}, H=((2, 1, 0), (1, 2, 0), (0, 0, 1)))),  # beyond the enclosures
    ],
)
def test_what_balls_leave_open_is_no_witness(conclusion: Node, at: Instance) -> None:
    with pytest.raises(Refused):
        breaks(Statement((), conclusion), at)


def test_an_equation_that_balls_cannot_tell_is_not_trivial() -> None:
    same = eq(exp(mean) / exp(mean), exp(unit) / exp(unit))
    assert admits(Statement((), same), diagonal(1, 2, 3)).truth(same) is None
    assert nontrivial(same, admits(Statement((), same), diagonal(1, 2, 3)))
    other = eq(exp(mean), exp(unit))
    assert not nontrivial(other, admits(Statement((), other), diagonal(1, 2, 3)))
