"""Canonical forms turned back into terms, so that they can be evaluated beside the terms they came from."""

from fractions import Fraction
from typing import Any

from bnproof.interpret.gram import Gram
from bnproof.interpret.ring import Ratio
from bnproof.statement.builder import basis, ones
from bnproof.statement.calculus import gradient_at
from bnproof.statement.nodes import Node, build, lift, num
from bnproof.statement.sorts import INT, REAL


class Reader:
    """Terms for the canonical forms of one ring."""

    def __init__(self, gram: Gram) -> None:
        self.gram = gram
        self.memo: dict[Any, Node] = {}

    def scalar(self, r: Ratio) -> Node:
        return self._quotient(self.gram.key_of(r))

    def vector(self, form: dict[Any, Ratio], space: str) -> Node:
        return self._combination([(k, self.gram.key_of(r)) for k, r in form.items()], space)

    def _quotient(self, key: Any) -> Node:
        if key not in self.memo:
            top, bottom = key
            out = self._polynomial(top)
            for f, power in bottom:
                factor = self._polynomial(self.gram.key_of(Ratio(self.gram.factors[f]))[0])
                out = out / factor**power
            self.memo[key] = out
        return self.memo[key]

    def _polynomial(self, key: Any) -> Node:
        products = []
        for exponents, (p, q) in key:
            powers = [self._atom(generator) ** power for generator, power in exponents]
            products.append(build("mul", (num(Fraction(p, q)), *powers)))
        return build("add", tuple(products)) if products else num(0)

    def _atom(self, generator: int) -> Node:
        key = self.gram.keys[generator]
        if generator in self.gram.roots and key[0] == "sqrt":
            return build("sqrt", (self.scalar(self.gram.roots[generator]),))
        match key:
            case ("sym", data):
                return build("sym", (), data)
            case ("int", data):
                return lift(build("sym", (), data), REAL)
            case ("dim", space):
                return build("dim", (), (space,))
            case ("item", data, index):
                return build("sym", (), data)[_integer(index)]
            case ("npow", base, data):
                return self._quotient(base) ** build("sym", (), data)
            case ("log" | "exp" as op, argument):
                return build(op, (self._quotient(argument),))
            case ("trace", word):
                return build("trace", (self._map([(word, self.gram.key_of(self.gram.constant(1)))]),))
            case ("pi",):
                return build("pi")
            case ("cos" | "sin" as op, argument):
                return build(op, (self._quotient(argument),))
            case ("max" | "min" as op, arguments):
                return build(op, tuple(self._quotient(a) for a in arguments))
            case ("call", data, point):
                function = build("sym", (), data)
                return function(self._combination(point, function.sort.spaces[0]))
            case ("oblique", words):
                return build("oblique", (self._map(words).args[0].args[1],))  # a symbol or the identity
            case ("at", data, order, argument):
                return build("sym", (), data)(self._quotient(argument), int(order))
            case ("expect" | "total" as op, data, inner):
                return build(op, (build("sym", (), data), self._quotient(inner)))
            case ("eigmin" | "eigmax" | "radius" as op, words):
                return build(op, (self._map(words),))
            case ("sum", data, high, inner):
                name = build("sym", (), data)
                low = lift(int(data[2][2:]), INT)
                return build("sum", (name, low, _integer(high), self._quotient(inner)))
            case ("moment", x, word, y):
                return self._vector(x) @ self._applied(word, self._vector(y))
        raise AssertionError(f"an atom of no known kind: {key}")

    def _vector(self, key: Any) -> Node:
        match key:
            case ("vec", data):
                return build("sym", (), data)
            case ("ones", space):
                return ones(space)
            case ("basis", space, index):
                return basis(space, _integer(index))
            case ("vecitem", data, index):
                return build("sym", (), data)[_integer(index)]
            case ("gradient", data, point):
                function = build("sym", (), data)
                return gradient_at(function, self._combination(point, function.sort.spaces[0]))
            case ("expect", data, coefficient, (word, x)):
                body = self._quotient(coefficient) * self._applied(word, self._vector(x))
                return build("expect", (build("sym", (), data), body))
        raise AssertionError(f"a vector of no known kind: {key}")

    def _combination(self, terms: Any, space: str) -> Node:
        parts = [self._quotient(c) * self._applied(word, self._vector(x)) for (word, x), c in terms]
        return build("vadd", (build("zero", (), (space,)), *parts))

    def _map(self, words: Any) -> Node:
        maps = []
        for word, c in words:
            letters = [self._letter(a) for a in word]
            product = letters[0] if letters else build("identity", (), ("d",))
            for m in letters[1:]:
                product = product @ m
            maps.append(self._quotient(c) * product)
        return build("madd", tuple(maps))

    def _applied(self, word: Any, v: Node) -> Node:
        for letter in reversed(word):
            v = self._letter(letter) @ v
        return v

    def _letter(self, letter: Any) -> Node:
        (operator, domain), power = letter
        if operator == "adj":
            return build("adjoint", (self._letter((domain, power)),))
        if domain == "inject":
            return build("inject", (), operator)
        if operator[0] == "hessian":
            function = build("sym", (), operator[1])
            return build("hessian", (function, self._combination(operator[2], function.sort.spaces[0])))
        symbol = build("sym", (), operator)
        return symbol if power == 1 else symbol**power


def _integer(form: Any) -> Node:
    coefficients, constant = form
    out = lift(constant, INT)
    for data, c in coefficients:
        symbol = build("sym", (), data)
        out = c * symbol if out.op == "int" and out.data == ("0",) and c != 1 else out + c * symbol
    if out.op == "iadd" and out.args[0].op == "int" and out.args[0].data == ("0",):
        return out.args[1].args[0] if out.args[1].op == "imul" and out.args[1].data == ("1",) else out.args[1]
    return out
