"""The vocabulary of claim files."""

from fractions import Fraction

import pytest
from proving import integer

from bnproof.statement.builder import (
    Scope,
    absolute,
    basis,
    both,
    dim,
    eigmax,
    eigmin,
    either,
    eq,
    gradient,
    identity,
    implies,
    le,
    log,
    lt,
    maximum,
    ne,
    norm,
    norm2,
    ones,
    spectral_radius,
    sqrt,
    zero,
)
from bnproof.statement.calculus import derivative
from bnproof.statement.nodes import free, num
from bnproof.statement.sorts import REAL, Malformed


def test_symbols_by_kind():
    S = Scope()
    made = {
        ("a", "real", ""): S.real("a"), ("p", "real", "pos"): S.positive("p"),
        ("q", "real", "nonneg"): S.nonnegative("q"), ("z", "real", "nonzero"): S.nonzero("z"),
        ("n", "int", ">=0"): S.natural("n"), ("m", "int", ">=-2"): S.natural("m", -2),
        ("i", "int", "index:d"): S.index("i", "d"), ("v", "vec[d]", ""): S.vector("v", "d"),
        ("w", "vec[d]", "unit"): S.vector("w", "d", "unit"), ("H", "map[d,d]", "spd"): S.spd("H", "d"),
        ("X", "map[d,m]", ""): S.map("X", "d", "m"), ("Y", "map[d,m]", "injective"): S.map("Y", "d", "m", "injective"),
        ("F", "fn[d]", ""): S.function("F", "d"), ("P", "fn[d]", "punctured"): S.function("P", "d", "punctured"),
        ("s", "seq-real", "nonneg"): S.reals("s", "nonneg"), ("u", "seq-vec[d]", ""): S.vectors("u", "d"),
    }  # fmt: skip
    for data, symbol in made.items():
        assert (symbol.op, symbol.data, free(symbol)) == ("sym", data, {symbol})


def test_a_name_is_given_once():
    S = Scope()
    S.real("x")
    for again in (lambda: S.real("x"), lambda: S.positive("x"), lambda: S.vector("x", "d"), lambda: S.spd("x", "d")):
        with pytest.raises(Malformed, match="two symbols"):
            again()
    assert Scope().real("x").name == "x"


def test_statements():
    S = Scope()
    x, y = S.real("x"), S.real("y")
    S.assume(lt(0, x), le(x, y))
    S.assume(ne(y, 1))
    statement = S.statement(lt(0, y))
    assert statement.hypotheses == (lt(0, x), le(x, y), ne(y, 1))
    assert statement.conclusion is lt(0, y)
    assert statement.symbols == (x, y)


def test_binders_take_new_names():
    S = Scope()
    x, n, a, v = S.real("x"), S.natural("n"), S.reals("a"), S.vector("v", "d")
    slope, again = S.grad(lambda t: t**2, at=x), S.grad(lambda t: t**2, at=x)
    assert [g.args[0].name for g in (slope, again)] == ["x#1", "x#2"]
    assert S.grad(lambda t: t**2, at=x + 1).args[0].name == "x#3"
    total, product = S.total(0, n, lambda i: a[i]), S.total(2, n, lambda i: a[i])
    assert [t.args[0].data for t in (total, product)] == [("i#1", "int", ">=0"), ("i#2", "int", ">=2")]
    assert S.total(n, n + 1, lambda i: a[i]).args[0].domain == ">=0"
    assert S.grad(lambda t: t @ t, at=v).args[0].data == ("v#1", "vec[d]", "")


def test_gradients_nest():
    S = Scope()
    x, v = S.real("x"), S.vector("v", "d")
    mixed = S.grad(lambda s: S.grad(lambda t: s * t**2, at=s), at=x)
    assert free(mixed) == {x}
    assert len({mixed.args[0], mixed.args[1].args[0]}) == 2
    assert free(S.grad(lambda w: w @ S.grad(lambda u: u @ u, at=w), at=v)) == {v}


def test_quantifiers():
    S = Scope()
    x, p = S.real("x"), S.positive("p")
    assert S.for_all(p, lt(x, p)).args == (p, lt(x, p))
    assert S.there_is(p, lt(x, p)).op == "exists"


def test_sentences():
    S = Scope()
    x, y, v, n = S.real("x"), S.real("y"), S.vector("v", "d"), S.natural("n")
    assert eq(x, 1).args == (x, num(1))
    assert eq(v, 0).args == (v, zero("d"))
    assert eq(n, 1).args[0].op == "cast"
    assert le(0, x).args == (num(0), x)
    assert lt(n, x).args[0].op == "cast"
    assert ne(x, y).args == (eq(x, y),)
    for op, made in (("and", both(le(0, x), le(0, y))), ("or", either(le(0, x), le(0, y)))):
        assert (made.op, len(made.args)) == (op, 2)
    assert implies(le(0, x), le(0, y)).op == "implies"
    with pytest.raises(Malformed):
        eq(v, 1)
    with pytest.raises(Malformed):
        le(v, x)


def test_terms():
    S = Scope()
    x, v, H, F = S.real("x"), S.vector("v", "d"), S.spd("H", "d"), S.function("F", "d")
    assert sqrt(2).args == (num(2),)
    assert log(x, base=2) is log(x) / log(2)
    assert norm(v) is sqrt(v @ v)
    assert norm(v, H) is sqrt(v @ (H @ v))
    assert norm2(v, H) is v @ (H @ v)
    assert norm2(v) is v @ v
    assert [t.op for t in (absolute(x), maximum(x, x), eigmin(H), eigmax(H), spectral_radius(H))] == [
        "abs", "max", "eigmin", "eigmax", "radius",
    ]  # fmt: skip
    assert (dim("d").sort, ones("d").data, identity("d").data) == (REAL, ("d",), ("d",))
    assert basis("d", integer(1)).args == (integer(1),)
    assert derivative(gradient(F, v)) is gradient(F, v)
    assert num(Fraction(1, 2)).data == ("1/2",)
