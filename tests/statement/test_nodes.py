"""The statement tree: sorts are checked at the only door, nodes are interned, substitution never captures."""

import gc
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from interpret.trees import Trees
from proving import integer, sym, total

from bnproof.interpret.evaluate import Evaluator
from bnproof.interpret.exact import Tower
from bnproof.interpret.instance import Instance, Undefined
from bnproof.statement.builder import both, eq, le, lt, norm, sqrt, stack
from bnproof.statement.calculus import Unsupported
from bnproof.statement.nodes import MAX_DEPTH, Node, Statement, build, free, lift, num, replace, spaces, substitute
from bnproof.statement.signatures import SIGNATURES
from bnproof.statement.sorts import BOOL, INT, REAL, Malformed, Sort, Vec, parse_sort

x, y, p = sym("x"), sym("y"), sym("p", domain="pos")
v, w, s = sym("v", "vec[d]"), sym("w", "vec[d]"), sym("s", "vec[m]")
H, A, X = sym("H", "map[d,d]", "spd"), sym("A", "map[d,d]"), sym("X", "map[d,m]")
F, n, j, i = sym("F", "fn[d]"), sym("n", "int", ">=0"), sym("j", "int", ">=0"), sym("i", "int", "index:d")
phi = sym("phi", "fn-real")
a, f = sym("a", "seq-real"), sym("f", "seq-vec[d]")
true, one = le(x, y), integer(1)
Row = tuple[str, tuple[Node, ...], tuple[str, ...]]

GOOD: dict[str, tuple[str, list[tuple]]] = {  # op: sort, and (arguments, *data)
    "sym": ("real", [((), "x", "real", ""), ((), "x#12", "real", "pos"), ((), "b'", "real", "nonzero")]),
    "num": ("real", [((), "0"), ((), "-7/3"), ((), "1" * 4000)]),
    "int": ("int", [((), "0"), ((), "-12")]),
    "add": ("real", [((x, y),), ((x,),), ((x, y, p),)]),
    "mul": ("real", [((x, y),)]),
    "div": ("real", [((x, y),)]),
    "pow": ("real", [((x,), "1"), ((x,), "1000")]),
    "npow": ("real", [((x, n),)]),
    "sqrt": ("real", [((x,),)]),
    "abs": ("real", [((x,),)]),
    "log": ("real", [((x,),)]),
    "exp": ("real", [((x,),)]),
    "pi": ("real", [((),)]),
    "cos": ("real", [((x,),)]),
    "sin": ("real", [((x,),)]),
    "max": ("real", [((x, y),), ((x,),)]),
    "min": ("real", [((x, y),)]),
    "cast": ("real", [((n,),)]),
    "iadd": ("int", [((n, j),)]),
    "imul": ("int", [((n,), "-3")]),
    "inner": ("real", [((v, w),)]),
    "call": ("real", [((F, v),)]),
    "at": ("real", [((phi, x), "0"), ((phi, x), "9")]),
    "item": ("real", [((a, n),)]),
    "dim": ("real", [((), "d")]),
    "eigmin": ("real", [((A,),)]),
    "eigmax": ("real", [((H,),)]),
    "radius": ("real", [((H,),)]),
    "trace": ("real", [((A,),)]),
    "oblique": ("real", [((H,),), ((build("identity", (), ("d",)),),)]),
    "grad": ("vec[d]", [((v, norm(v), w),)]),
    "sum": ("real", [((j, one, n, a[j]),)]),
    "total": ("real", [((i, x),)]),
    "expect": ("vec[d]", [((s, v),), ((w, w),)]),
    "zero": ("vec[d]", [((), "d")]),
    "ones": ("vec[d]", [((), "d")]),
    "basis": ("vec[d]", [((i,), "d"), ((one,), "d")]),
    "vadd": ("vec[d]", [((v, w),)]),
    "scale": ("vec[d]", [((x, v),)]),
    "apply": ("vec[m]", [((X, v),)]),
    "madd": ("map[d,d]", [((A, H),)]),
    "mscale": ("map[d,m]", [((x, X),)]),
    "compose": ("map[d,m]", [((X, A),)]),
    "mpow": ("map[d,d]", [((H,), "-2")]),
    "adjoint": ("map[m,d]", [((X,),)]),
    "identity": ("map[d,d]", [((), "d")]),
    "hessian": ("map[d,d]", [((F, v),)]),
    "inject": ("map[d,m+d]", [((), "m+d", "2")]),
    "eq": ("bool", [((x, y),), ((v, w),)]),
    "le": ("bool", [((x, y),)]),
    "lt": ("bool", [((x, y),)]),
    "not": ("bool", [((true,),)]),
    "and": ("bool", [((true, true),)]),
    "or": ("bool", [((true,),)]),
    "implies": ("bool", [((true, true),)]),
    "forall": ("bool", [((x, true),), ((F, true),)]),
    "exists": ("bool", [((n, true),)]),
    "every": ("bool", [((j, one, n, true),)]),
}
BAD: list[tuple] = [
    ("nonsense", (x,)), ("sym", (), "x", "real"), ("sym", (x,), "x", "real", ""), ("sym", (), "1x", "real", ""),
    ("sym", (), "x", "real", "spd"), ("sym", (), "x", "bool", ""), ("sym", (), "x", "vec", ""),
    ("sym", (), "x", "int", ">5"), ("sym", (), "x", "vec[d]", "pos"), ("sym", (), "H", "map[d,m]", "spd"),
    ("sym", (), "x y", "real", ""), ("sym", (), "x", "int", ">=1.5"), ("sym", (), "x\n", "real", ""),
    ("sym", (), "x", "map[d]", ""), ("num", (), "1.5"), ("num", (), "2/4"), ("num", (), "1/0"), ("num", (), "-0"),
    ("num", (), "+1"), ("num", (), "1e3"), ("num", (), "1" * 4001), ("num", (x,), "1"), ("num", ()),
    ("int", (), "1/2"), ("int", (), "1234567890"), ("int", (n,), "1"), ("add", ()), ("add", (x, v)), ("add", (x, n)),
    ("add", (v, w)), ("add", (x, y), "1"), ("mul", (x, n)), ("div", (x,)), ("div", (x, y, p)), ("pow", (x,), "0"),
    ("pow", (x,), "-1"), ("pow", (x,), "1001"), ("pow", (x,)), ("pow", (v,), "2"), ("npow", (x, y)), ("npow", (n, n)),
    ("sqrt", (n,)), ("abs", (v,)), ("log", (x, y)), ("pi", (x,)), ("pi", (), "1"),
    ("cos", (v,)), ("sin", ()), ("cos", (n,)), ("max", ()), ("cast", (x,)), ("iadd", (n, x)), ("imul", (n,)),
    ("imul", (x,), "2"), ("inner", (v,)), ("inner", (v, s)), ("inner", (v, w, w)), ("inner", (x, y)),
    ("call", (F, s)), ("call", (v, F)), ("call", (F, x)), ("item", (a, x)), ("item", (n, a)), ("dim", (), ""),
    ("dim", (x,), "d"), ("eigmin", (X,)), ("eigmax", (x,)), ("radius", (A, A)), ("grad", (v, norm(v), s)),
    ("grad", (v, w, w)), ("grad", (x + y, x, x)), ("grad", (n, x, n)), ("grad", (v, norm(v))),
    ("sum", (j, one, n, v)), ("sum", (x, one, n, x)), ("sum", (j + 1, one, n, x)), ("sum", (j, x, n, x)),
    ("sum", (j, one, n, true)), ("basis", (n,), "d"), ("basis", (i,), "m"), ("basis", (i + 1,), "d"),
    ("basis", (x,), "d"), ("zero", (), "d,m"), ("vadd", (v, s)), ("scale", (v, x)), ("scale", (n, v)),
    ("apply", (X, s)), ("apply", (v, X)), ("madd", (A, X)), ("mscale", (A, x)), ("compose", (A, X)),
    ("mpow", (A,), "2"), ("mpow", (H,), "x"), ("adjoint", (v,)), ("hessian", (F, s)), ("eq", (x, v)), ("eq", (v, s)),
    ("eq", (A, A)), ("eq", (n, n)), ("eq", (true, true)), ("le", (v, w)), ("lt", (n, n)), ("not", (x,)), ("and", ()),
    ("and", (x, y)), ("implies", (true,)), ("forall", (x, x)), ("forall", (x + y, true)), ("forall", (true, true)),
    ("exists", (x,)), ("every", (j, one, n, x)), ("forall", (sym("X", "map[d,m]", "injective"), true)),
    ("inject", (), "d", "1"), ("inject", (), "d+m", "3"), ("exp", (v,)), ("exp", (x, y)),
    ("trace", (X,)), ("trace", (x,)), ("oblique", (A,)), ("oblique", (H @ H,)), ("oblique", (2 * H,)),
    ("at", (phi, x)), ("at", (phi, x), "10"), ("at", (phi, x), "-1"), ("at", (phi, v), "0"), ("at", (F, x), "0"),
    ("sym", (), "f", "fn-real", "pos"), ("sym", (), "f", "fn-real[d]", ""), ("call", (phi, x)),
    ("total", (n, x)), ("total", (i, v)), ("total", (i,)), ("total", (i, one, one, x)), ("total", (i, true)),
    ("expect", (x, x)), ("expect", (v, true)), ("expect", (v, X)), ("expect", (v, n)), ("expect", (v,)),
    ("expect", (sym("v", "vec[d]", "unit"), x)), ("expect", (v + w, x)), ("expect", (v, x, x)),
    ("inject", (), "d", "1"), ("inject", (), "d+m", "3"),
    ("inject", (), "d+m", "0"), ("inject", (), "d++m", "1"), ("inject", (), "d+m"), ("inject", (x,), "d+m", "1"),
    ("sym", (), "P", "fn[d+m]", "punctured:3"), ("sym", (), "P", "fn[d+m]", "punctured:"),
    ("sym", (), "P", "vec[d+m]", "punctured:1"),
]  # fmt: skip


def test_the_table_speaks_of_every_operator():
    assert set(GOOD) == set(SIGNATURES)


@pytest.mark.parametrize("op", GOOD)
def test_sorts(op):
    sort, rows = GOOD[op]
    for args, *data in rows:
        node = build(op, args, tuple(data))
        assert str(node.sort) == sort
        assert parse_sort(str(node.sort)) == node.sort


@pytest.mark.parametrize(("op", "args", "data"), [(op, args, tuple(data)) for op, args, *data in BAD])
def test_what_has_no_sort(op, args, data):
    with pytest.raises(Malformed):
        build(op, args, data)


def test_sorts_are_read_back():
    for text in ("real", "int", "vec[d]", "map[a,b]", "fn[d]", "seq-real", "seq-vec[L2]"):
        assert str(parse_sort(text)) == text
    for text in (
        "",
        "vec",
        "vec[]",
        "vec[d,e]",
        "map[d]",
        "real[d]",
        "vec[d]x",
        "VEC[d]",
        "map[d,]",
        "vec[[d]]",
        "set[d]",
    ):
        with pytest.raises(Malformed):
            parse_sort(text)
    assert (Vec("d"), REAL, INT, BOOL) == (Sort("vec", ("d",)), x.sort, n.sort, true.sort)


# ---- interning --------------------------------------------------------------------------------------------
def test_equal_terms_are_one_node():
    assert (x + y) * 2 is 2 * (x + y)
    assert num(Fraction(2, 4)) is num("1/2")
    assert x + y is not y + x
    assert sym("x") is not sym("x", domain="pos")


def test_a_forgotten_node_is_built_anew():
    """Its address may be used again: the table must not answer with what is gone."""
    for k in range(200):
        node = build("add", (num(k), num(k + 1)))
        assert [a.data[0] for a in node.args] == [str(k), str(k + 1)]
        del node
        gc.collect(0)


def test_depth_is_limited():
    deep = x
    for _ in range(MAX_DEPTH - 1):
        deep = sqrt(deep)
    assert deep.depth == MAX_DEPTH
    with pytest.raises(Malformed, match="deep"):
        sqrt(deep)
    assert len(repr(deep)) < 10


def test_shared_terms_are_printed_short():
    term = x
    for _ in range(100):
        term = term + term
    assert repr(term + 1) == "add(...)"
    assert repr(x + 1) == "add(sym(x, real, ), num(1))"


# ---- operators --------------------------------------------------------------------------------------------
def test_operators_choose_by_sort():
    ops = {
        "add": x + 1, "vadd": v - w, "madd": A + H, "iadd": n + 1, "mul": 2 * x, "scale": x * v, "mscale": x * A,
        "imul": 3 * n, "div": x / 2, "pow": x**3, "npow": x**n, "mpow": H**-1, "inner": v @ w, "apply": A @ v,
        "compose": A @ A, "item": a[n], "call": F(v), "adjoint": A.T,
    }  # fmt: skip
    for op, node in ops.items():
        assert node.op == op
    assert v * x is x * v
    assert s @ X is X.T @ s
    assert H.T is H
    assert (v / 2).op == "scale"
    assert 1 / x is num(1) / x
    assert 1 - x is num(1) + -x
    assert a[3] is a[integer(3)]


def test_numbers_become_nodes_of_the_sort_that_is_needed():
    assert lift(2, REAL) is num(2)
    assert lift(2, INT) is integer(2)
    assert lift(n, REAL).op == "cast"
    assert lift(n, INT) is n
    assert lift(x, REAL) is x
    for wrong in (Fraction(1, 2), 10**10):
        with pytest.raises(Malformed):
            lift(wrong, INT)


# ---- free symbols, substitution ---------------------------------------------------------------------------
slope = build("grad", (x, x * y, x + p))
series = total(j, 0, n, a[j] * x)


def test_free_symbols():
    assert free(x + y * x) == {x, y}
    assert free(slope) == {x, y, p}
    assert free(series) == {n, a, x}
    assert free(build("forall", (x, true))) == {y}
    assert free(total(j, 0, j, x)) == {j, x}


def test_substitution_is_simultaneous_and_spares_bound_symbols():
    assert substitute(x / y, {x: y, y: x}) is y / x
    assert substitute(slope, {x: p}) is build("grad", (x, x * y, p + p))
    assert substitute(series, {j: integer(5), n: n + 1}) is total(j, 0, n + 1, a[j] * x)
    assert substitute(build("forall", (x, true)), {x: p}) is build("forall", (x, true))
    assert substitute(slope, {v: w}) is slope


def test_substitution_captures_nothing():
    for node, values in [
        (slope, {y: x}),
        (series, {x: lift(j, REAL)}),
        (build("forall", (x, true)), {y: x + 1}),
        (build("exists", (x, build("forall", (p, lt(x, y + p))))), {y: p}),
        (build("every", (j, integer(0), n, le(0, a[j] * x))), {x: a[j]}),
    ]:
        with pytest.raises(Malformed, match="captured"):
            substitute(node, values)
    assert substitute(slope, {p: x * x}) is build("grad", (x, x * y, x + x * x))
    assert substitute(series, {n: j + 1}) is total(j, 0, j + 1, a[j] * x)


def test_replacing_a_term_spares_binders_of_its_symbols():
    assert replace((x + y) * (x + y) + x, x + y, p) is p * p + x
    assert replace(series + a[j], a[j], p) is series + p
    assert replace(series, x, y) is total(j, 0, n, a[j] * y)
    assert replace(series, x, lift(j, REAL)) is series
    assert replace(slope + x, x, p) is slope + p
    assert replace(build("forall", (x, true)), y, x) is build("forall", (x, true))
    assert replace(both(true, eq(x, y)), y, num(0)) is both(le(x, 0), eq(x, 0))


def test_direct_sums():
    P = sym("P", "fn[d+m+d]", "punctured:1,3")
    stacked = stack(v, s, w)
    assert stacked.sort == Vec("d+m+d")
    assert P(stacked).sort is REAL
    assert [part.args[1] for part in stacked.args] == [v, s, w]
    assert spaces(P(stacked)) == {"d", "m"}


def test_spaces_and_symbols():
    assert spaces(X @ v) == {"d", "m"}
    assert spaces(build("dim", (), ("k",))) == {"k"}
    statement = Statement((eq(X @ v, 0), build("forall", (p, lt(0, p)))), le(x, build("dim", (), ("k",))))
    assert statement.symbols == (X, v, x)
    assert statement.spaces == ("d", "k", "m")


@given(st.integers(0, 10**6))
def test_substitution_means_evaluation(seed):
    """A symbol replaced by its value changes nothing."""
    trees = Trees(seed)
    trees.roots = 2
    node, number, instance = trees.real(3), trees._number(), trees.instances(1)[0]
    evaluator = Evaluator(Tower(), Instance(instance.dims, {**instance.values, "a": number}))
    try:
        expected = evaluator.value(node)
    except (Undefined, Unsupported) as error:
        with pytest.raises(type(error)):
            evaluator.value(substitute(node, {sym("a"): num(number)}))
    else:
        assert evaluator.sign(evaluator.value(substitute(node, {sym("a"): num(number)})) - expected) == 0
