"""Signatures: what each operator takes, and the sort of what it makes."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from bnproof.statement.sorts import BOOL, DOMAINS, INT, NAME, REAL, Malformed, Sort, Vec, parse_sort, require, summands

if TYPE_CHECKING:
    from bnproof.statement.nodes import Node

Rule = Callable[[tuple["Node", ...], tuple[str, ...]], Sort]  # of arguments and literal data
NUMBER = re.compile(r"-?[0-9]{1,4000}(/[0-9]{1,4000})?")


def _plain(result: Sort, *kinds: str) -> Rule:
    def rule(args: tuple[Node, ...], data: tuple[str, ...]) -> Sort:
        require(not data and _kinds(args) == kinds, f"needs arguments {kinds}, has {_shown(args)}")
        return result

    return rule


def _many(kind: str) -> Rule:
    def rule(args: tuple[Node, ...], data: tuple[str, ...]) -> Sort:
        require(not data and args and len({a.sort for a in args}) == 1, f"mixed sorts {_shown(args)}")
        require(args[0].sort.kind == kind, f"needs {kind}, has {_shown(args)}")
        return args[0].sort

    return rule


def _kinds(args: tuple[Node, ...]) -> tuple[str, ...]:
    return tuple(a.sort.kind for a in args)


def _shown(args: tuple[Node, ...]) -> str:
    return "(" + ", ".join(str(a.sort) for a in args) + ")"


def _symbol(args: tuple[Node, ...], data: tuple[str, ...]) -> Sort:
    require(not args and len(data) == 3 and NAME.fullmatch(data[0]), f"no symbol: {data}")
    sort = parse_sort(data[1])
    known = data[2] in DOMAINS.get(sort.kind, ())
    if sort is INT:
        known = known or re.fullmatch(r">=-?[0-9]{1,9}|index:[A-Za-z][A-Za-z0-9_]*", data[2]) is not None
    elif sort.kind == "fn" and re.fullmatch(r"punctured:[1-9](,[1-9])*", data[2]):
        parts, places = len(summands(sort.spaces[0])), list(map(int, data[2][10:].split(",")))
        known = parts > 1 and places[-1] <= parts and places == sorted(set(places))
    require(known, f"no domain {data[2]!r} for {data[1]}")
    require(data[2] != "spd" or sort.spaces[0] == sort.spaces[1], "definite from a space to another")
    return sort


def _number(args: tuple[Node, ...], data: tuple[str, ...]) -> Sort:
    require(not args and len(data) == 1 and NUMBER.fullmatch(data[0]), "no number")
    try:
        require(str(Fraction(data[0])) == data[0], "a number is not in lowest terms")
    except ZeroDivisionError:
        raise Malformed("a number with denominator 0") from None
    return REAL


def _integer(args: tuple[Node, ...], data: tuple[str, ...]) -> None:
    require(len(data) == 1 and re.fullmatch(r"-?[0-9]{1,9}", data[0]), f"no integer: {data}")


def _int_literal(args: tuple[Node, ...], data: tuple[str, ...]) -> Sort:
    _integer(args, data)
    require(not args, "an integer takes no arguments")
    return INT


def _imul(args: tuple[Node, ...], data: tuple[str, ...]) -> Sort:
    _integer(args, data)
    return _plain(INT, "int")(args, ())


def _pow(args: tuple[Node, ...], data: tuple[str, ...]) -> Sort:
    _integer(args, data)
    require(1 <= int(data[0]) <= 1000, "an exponent is outside 1 ... 1000")
    return _plain(REAL, "real")(args, ())


def _mpow(args: tuple[Node, ...], data: tuple[str, ...]) -> Sort:
    _integer(args, data)
    definite = len(args) == 1 and args[0].op == "sym" and args[0].domain == "spd"
    require(definite, "powers need a positive definite symbol")
    return args[0].sort


def _spectral(args: tuple[Node, ...], data: tuple[str, ...]) -> Sort:
    require(not data and len(args) == 1 and args[0].sort.kind == "map", "needs a map")
    require(args[0].sort.spaces[0] == args[0].sort.spaces[1], "needs a map of a space to itself")
    return REAL


def _oblique(args: tuple[Node, ...], data: tuple[str, ...]) -> Sort:
    _spectral(args, data)
    definite = args[0].op == "identity" or (args[0].op == "sym" and args[0].domain == "spd")
    require(definite, "an oblique mean needs a positive definite symbol, or the identity")
    return REAL


def _space_data(result: Callable[[str], Sort]) -> Rule:
    def rule(args: tuple[Node, ...], data: tuple[str, ...]) -> Sort:
        require(not args and len(data) == 1 and NAME.fullmatch(data[0]), f"no space: {data}")
        return result(data[0])

    return rule


def _basis(args: tuple[Node, ...], data: tuple[str, ...]) -> Sort:
    require(_kinds(args) == ("int",) and len(data) == 1, "a basis vector needs a space and an index")
    index = args[0]
    fits = index.op == "int" or (index.op == "sym" and index.domain == f"index:{data[0]}")
    require(fits, f"{index} is no index of {data[0]}")
    return Vec(data[0])


def _inner(args: tuple[Node, ...], data: tuple[str, ...]) -> Sort:
    _many("vec")(args, data)
    require(len(args) == 2, "an inner product has two arguments")
    return REAL


def _apply(args: tuple[Node, ...], data: tuple[str, ...]) -> Sort:
    require(not data and _kinds(args) == ("map", "vec"), _shown(args))
    require(args[0].sort.spaces[0] == args[1].sort.spaces[0], f"map and vector do not fit: {_shown(args)}")
    return Vec(args[0].sort.spaces[1])


def _compose(args: tuple[Node, ...], data: tuple[str, ...]) -> Sort:
    require(not data and _kinds(args) == ("map", "map"), f"no maps: {_shown(args)}")
    require(args[0].sort.spaces[0] == args[1].sort.spaces[1], f"maps do not fit: {_shown(args)}")
    return Sort("map", (args[1].sort.spaces[0], args[0].sort.spaces[1]))


def _adjoint(args: tuple[Node, ...], data: tuple[str, ...]) -> Sort:
    require(not data and len(args) == 1 and args[0].sort.kind == "map", "needs a map")
    return Sort("map", args[0].sort.spaces[::-1])


def _scale(kind: str) -> Rule:
    def rule(args: tuple[Node, ...], data: tuple[str, ...]) -> Sort:
        require(not data and _kinds(args) == ("real", kind), _shown(args))
        return args[1].sort

    return rule


def _inject(args: tuple[Node, ...], data: tuple[str, ...]) -> Sort:
    require(not args and len(data) == 2 and NAME.fullmatch(data[0]), f"no direct sum: {data}")
    parts = summands(data[0])
    require(len(parts) > 1 and all(parts) and re.fullmatch("[1-9]", data[1]), f"no summand {data}")
    require(int(data[1]) <= len(parts), f"no summand {data}")
    return Sort("map", (parts[int(data[1]) - 1], data[0]))


def _call(args: tuple[Node, ...], data: tuple[str, ...]) -> Sort:
    require(not data and _kinds(args) == ("fn", "vec"), _shown(args))
    require(args[0].sort.spaces == args[1].sort.spaces, f"function and argument do not fit: {_shown(args)}")
    return REAL


def _at(args: tuple[Node, ...], data: tuple[str, ...]) -> Sort:
    require(_kinds(args) == ("fn-real", "real"), _shown(args))
    require(len(data) == 1 and re.fullmatch("[0-9]", data[0]), "no order of a derivative from 0 to 9")
    return REAL


def _hessian(args: tuple[Node, ...], data: tuple[str, ...]) -> Sort:
    _call(args, data)
    return Sort("map", args[0].sort.spaces * 2)


def _item(args: tuple[Node, ...], data: tuple[str, ...]) -> Sort:
    require(not data and _kinds(args) in (("seq-real", "int"), ("seq-vec", "int")), _shown(args))
    return REAL if args[0].sort.kind == "seq-real" else Vec(args[0].sort.spaces[0])


def _derivative(args: tuple[Node, ...], data: tuple[str, ...]) -> Sort:
    require(not data and len(args) == 3 and args[0].op == "sym", "a derivative needs variable, body, point")
    require(args[0].sort == args[2].sort and args[1].sort is REAL, f"no derivative: {_shown(args)}")
    require(args[0].sort is REAL or args[0].sort.kind == "vec", "derivatives are by reals or vectors")
    return args[0].sort


def _expectation(args: tuple[Node, ...], data: tuple[str, ...]) -> Sort:
    require(not data and len(args) == 2 and args[0].op == "sym", "an expectation needs variable and body")
    require(args[0].sort.kind == "vec" and not args[0].domain, "the standard normal law is one of vectors")
    require(args[1].sort is REAL or args[1].sort.kind == "vec", f"no expectation: {_shown(args)}")
    return args[1].sort


def _total(args: tuple[Node, ...], data: tuple[str, ...]) -> Sort:
    require(not data and len(args) == 2 and args[0].op == "sym", "a sum over a basis needs index and body")
    require(args[0].domain.startswith("index:") and args[1].sort is REAL, f"no sum over a basis: {_shown(args)}")
    return REAL


def _ranged(result: Sort) -> Rule:
    def rule(args: tuple[Node, ...], data: tuple[str, ...]) -> Sort:
        require(not data and len(args) == 4 and args[0].op == "sym", "needs variable, bounds, body")
        require(all(a.sort is INT for a in args[:3]) and args[3].sort is result, _shown(args))
        return result

    return rule


def _equation(args: tuple[Node, ...], data: tuple[str, ...]) -> Sort:
    require(not data and len(args) == 2 and args[0].sort == args[1].sort, f"sides differ: {_shown(args)}")
    require(args[0].sort.kind in ("real", "vec"), f"no equation between {args[0].sort}")
    return BOOL


def _quantified(args: tuple[Node, ...], data: tuple[str, ...]) -> Sort:
    require(not data and len(args) == 2 and args[0].op == "sym", "a quantifier needs a variable")
    require(args[1].sort is BOOL, "a quantifier needs a sentence")
    require(args[0].domain != "injective", "such maps need not exist: no quantifier")
    return BOOL


SIGNATURES: dict[str, Rule] = {
    "sym": _symbol, "num": _number, "int": _int_literal,
    "add": _many("real"), "mul": _many("real"), "div": _plain(REAL, "real", "real"),
    "pow": _pow, "npow": _plain(REAL, "real", "int"), "sqrt": _plain(REAL, "real"),
    "abs": _plain(REAL, "real"), "log": _plain(REAL, "real"), "exp": _plain(REAL, "real"),
    "pi": _plain(REAL), "cos": _plain(REAL, "real"), "sin": _plain(REAL, "real"),
    "max": _many("real"), "min": _many("real"), "cast": _plain(REAL, "int"),
    "iadd": _many("int"), "imul": _imul,
    "inner": _inner, "call": _call, "at": _at, "item": _item, "dim": _space_data(lambda s: REAL),
    "eigmin": _spectral, "eigmax": _spectral, "radius": _spectral, "trace": _spectral, "oblique": _oblique,
    "grad": _derivative, "sum": _ranged(REAL), "total": _total, "expect": _expectation,
    "zero": _space_data(Vec), "ones": _space_data(Vec), "basis": _basis,
    "vadd": _many("vec"), "scale": _scale("vec"), "apply": _apply,
    "madd": _many("map"), "mscale": _scale("map"), "compose": _compose, "mpow": _mpow, "adjoint": _adjoint,
    "identity": _space_data(lambda s: Sort("map", (s, s))), "hessian": _hessian, "inject": _inject,
    "eq": _equation, "le": _plain(BOOL, "real", "real"), "lt": _plain(BOOL, "real", "real"),
    "not": _plain(BOOL, "bool"), "and": _many("bool"), "or": _many("bool"),
    "implies": _plain(BOOL, "bool", "bool"),
    "forall": _quantified, "exists": _quantified, "every": _ranged(BOOL),
}  # fmt: skip
