"""The weight of a term under a rescaling: a linear form in the unknown weights of its symbols."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import count, product

from bnproof.audit.forms import ARGUMENT, ONE, Form, Unknown, combined
from bnproof.statement.calculus import Unsupported
from bnproof.statement.nodes import Node, free, num
from bnproof.statement.sorts import INT, Sort, summands
from bnproof.statement.stacks import stacked

Env = dict[Node, Unknown]
Index = tuple[int, ...]  # of summands: one for each space of a sort, 1 where the space is no direct sum
Slot = tuple[Node, int]  # an argument of a function
Atom = tuple[Node, Env, list[Form], bool]  # under given rules; False where another choice may hold instead


def places(sort: Sort) -> list[Index]:
    return list(product(*(range(1, 1 + len(summands(s))) for s in sort.spaces)))


def role_at(symbol: Node, at: Index, role: str = "") -> str:
    """Tells the weights of the summands of one symbol apart."""
    return role + " " + ",".join(map(str, at)) if len(places(symbol.sort)) > 1 else role


def _void(n: Node, at: Index) -> bool:
    """Is that part of a vector or a map 0 by its form?"""
    match n.op:
        case "inject":
            return at[1] != int(n.data[1])
        case "adjoint":
            return _void(n.args[0], at[::-1])
        case "identity":
            return at[0] != at[1]
        case "apply" if n.args[0].op == "inject":
            return _void(n.args[0], (1, *at))
    return n.op == "zero"


class Scale:
    """Weighs terms; `rules` are forms that have to vanish, `degrees` those of homogeneous functions."""

    def __init__(self, fresh: Iterator[int], degrees: dict[Slot, Fraction]) -> None:
        self.fresh, self.degrees, self.rules = fresh, degrees, list[Form]()
        self.soft = False  # homogeneous outside the rules, perhaps: log(x) - log(y), a gradient left as it is
        self._memo: dict[tuple[object, ...], Form] = {}

    def bind(self, symbol: Node, env: Env) -> Env:
        return {**env, symbol: Unknown(symbol, "", next(self.fresh))}

    def equal(self, *forms: Form) -> None:
        self.rules.extend(combined((1, forms[0]), (-1, f)) for f in forms[1:])

    def any(self) -> Form:
        """The weight of 0, which has every weight."""
        return {Unknown(num(0), "", next(self.fresh)): ONE}

    def weigh(self, n: Node, env: Env, at: Index | None = None) -> Form:
        """The weight of a term, in direct sums that of its part between two summands."""
        at = places(n.sort)[0] if at is None else at
        if n is num(0) or _void(n, at):
            return self.any()
        key = (n, at, *((s, u) for s, u in env.items() if s in free(n)))
        if key not in self._memo:
            self._memo[key] = self._weigh(n, env, at)
        return self._memo[key]

    def _product(self, left: Node, right: Node, env: Env, pairs: Iterable[tuple[Index, Index]]) -> Form:
        """Of a sum of products of parts, all of one weight."""
        forms = [
            combined((1, self.weigh(left, env, i)), (1, self.weigh(right, env, j)))
            for i, j in pairs
            if not _void(left, i) and not _void(right, j)
        ] or [self.any()]
        self.equal(*forms)
        return forms[0]

    def _argument(self, value: Unknown, k: int) -> Form:
        return {value._replace(role=role_at(value.symbol, (k,), ARGUMENT)): ONE}

    def _called(self, n: Node, env: Env) -> tuple[Form, list[Form]]:
        """The weights of a function and of the vectors that it is evaluated at."""
        F, point = n.args
        value = env.get(F, Unknown(F))
        points = [self.weigh(v, env) for v in stacked(point)]
        points = points or [self.weigh(point, env, at) for at in places(point.sort)]
        for k, form in enumerate(points, 1):
            if (F, k) not in self.degrees:
                self.equal(form, self._argument(value, k))
        return combined((1, {value: ONE}), *((self.degrees.get((F, k), 0), p) for k, p in enumerate(points, 1))), points

    def _weigh(self, n: Node, env: Env, at: Index) -> Form:
        if n.sort is INT or n.op in ("num", "pi", "cast", "dim", "ones", "basis", "identity"):
            return {}
        if n.op == "sym":
            found = env.get(n, Unknown(n))
            return {} if n.domain == "unit" else {found._replace(role=role_at(n, at)): ONE}
        if n.op == "grad":
            inner = self.bind(n.args[0], env)
            variable, body, point = n.args
            self.soft |= body.op != "call" or body.args[1] is not variable
            for k, v in zip(places(point.sort), stacked(point), strict=False):
                self.equal(self.weigh(variable, inner, k), self.weigh(v, env))
            for k in [] if stacked(point) else places(point.sort):
                self.equal(self.weigh(variable, inner, k), self.weigh(point, env, k))
            return combined((1, self.weigh(body, inner)), (-1, self.weigh(variable, inner, at)))
        if n.op == "call":
            return self._called(n, env)[0]
        if n.op == "at":
            phi, moved = env.get(n.args[0], Unknown(n.args[0])), self.weigh(n.args[1], env)
            self.equal(moved, self._argument(phi, 1))
            return combined((1, {phi: ONE}), (-Fraction(n.data[0]), moved))
        if n.op == "expect":  # a standard normal vector is what it is
            inner = self.bind(n.args[0], env)
            for k in places(n.args[0].sort):
                self.equal(self.weigh(n.args[0], inner, k), {})
            return self.weigh(n.args[1], inner, at)
        if n.op == "total":
            return self.weigh(n.args[1], env)
        if n.op == "hessian":
            whole, points = self._called(n, env)
            return combined((1, whole), *((-1, points[k - 1]) for k in at))
        if n.op in ("inner", "apply", "compose"):
            middle = places(Sort("vec", n.args[0].sort.spaces[:1]))
            pairs = {
                "inner": [(k, k) for k in middle],
                "apply": [((*k, *at), k) for k in middle],
                "compose": [((*k, *at[1:]), (*at[:1], *k)) for k in middle],
            }
            left, right = n.args
            return self._product(left, right, env, pairs[n.op])
        if n.op in ("eigmin", "eigmax", "radius", "trace", "oblique", "mpow") and len(places(n.args[0].sort)) > 1:
            raise Unsupported(f"the weight of {n.op} in a direct sum")
        if n.op == "exp" and (inside := self._logarithmic(n.args[0], env)) is not None:
            return inside
        if n.op == "vadd" and stacked(n):
            return self.weigh(stacked(n)[at[0] - 1], env)
        if n.op == "inject":
            return {}
        forms = [self.weigh(a, env, self._part(n, a, at)) for a in n.args]
        match n.op:
            case "add" | "vadd" | "madd" | "max" | "min":
                self.equal(*forms)
                return forms[0]
            case "mul" | "scale" | "mscale":
                return combined(*((1, f) for f in forms))
            case "div":
                return combined((1, forms[0]), (-1, forms[1]))
            case "abs" | "adjoint" | "eigmin" | "eigmax" | "radius" | "trace" | "item" | "sum":
                return forms[-1 if n.op == "sum" else 0]
            case "pow" | "mpow" | "sqrt":
                return combined((Fraction(n.data[0]) if n.data else ONE / 2, forms[0]))
            case "log" | "exp" | "oblique" | "npow" | "cos" | "sin":
                self.soft |= n.op not in ("cos", "sin") and bool(forms[0])
                self.equal(forms[0], {})
                return {}
        raise Unsupported(f"the weight of {n.op}")

    def _logarithmic(self, n: Node, env: Env) -> Form | None:
        """The weight of the exponential of a sum of logarithms; the mean of a logarithm is one."""
        match n.op:
            case "log":
                return self.weigh(n.args[0], env)
            case "oblique":
                return combined((2, self.weigh(n.args[0], env, places(n.args[0].sort)[0])))
            case "add":
                parts = [self._logarithmic(a, env) for a in n.args]
                return None if None in parts else combined(*((1, p) for p in parts if p is not None))
        return None

    def _part(self, n: Node, a: Node, at: Index) -> Index:
        """Where the part of an argument lies that makes this part of the term."""
        if len(a.sort.spaces) < len(at) or a.sort is INT:
            return ()
        return at[::-1] if n.op == "adjoint" else at or places(a.sort)[0]

    def symbols(self, found: Iterable[Node], env: Env) -> set[Unknown]:
        """The unknowns of the symbols found."""
        known = set[Unknown]()
        for s in found:
            u = env.get(s, Unknown(s))
            if s.sort.kind == "fn-real":
                known |= {u, *self._argument(u, 1)}
            elif s.sort.kind == "fn":
                slots = [k for (k,) in places(s.sort) if (s, k) not in self.degrees]
                known |= {u, *(key for k in slots for key in self._argument(u, k))}
            elif s.sort is not INT and s.domain != "unit":
                known |= {u._replace(role=role_at(s, at)) for at in places(s.sort)}
        return known

    def keep(self, n: Node, env: Env) -> None:
        """Rules under which a sentence says the same after rescaling."""
        for atom, inner, rules, _ in self.atoms(n, env, []):
            self.rules.extend(rules)
            self.equal(*(self.weigh(a, inner) for a in atom.args))

    def atoms(self, n: Node, env: Env, rules: list[Form], sure: bool = True) -> Iterator[Atom]:
        """What a sentence asserts."""
        if n.op in ("eq", "le", "lt"):
            if len(places(n.args[0].sort)) > 1:
                raise Unsupported("an equation in a direct sum")
            yield n, env, rules, sure
            return
        if n.op == "implies":
            given = Scale(self.fresh, self.degrees)
            given.keep(n.args[0], env)
            rules = rules + given.rules
        inner = self.bind(n.args[0], env) if n.op in ("forall", "exists") else env
        sure = sure and n.op in ("and", "implies", "forall", "every")
        for a in n.args[n.op == "implies" :]:
            if a.sort.kind == "bool":
                yield from self.atoms(a, inner, rules, sure)


def homogeneous(hypotheses: Iterable[Node]) -> dict[Slot, Fraction]:
    """Functions assumed to satisfy F(c x) = c^k F(x), or F(c x, y) = c^k F(x, y), for all c and x, with k."""
    found: dict[Slot, Fraction] = {}
    for h in hypotheses:
        bound = set()
        while h.op == "forall":
            bound.add(h.args[0])
            h = h.args[1]
        if h.op == "eq" and h.args[0].op == "call":
            F, point = h.args[0].args
            parts = stacked(point) or (point,)
            scaled = {k: v.args[0] for k, v in enumerate(parts, 1) if v.op == "scale"}
            plain = [v.args[1] if v.op == "scale" else v for v in parts]
            scale = Scale(count(), {})
            factor = combined((1, scale.weigh(h.args[1], {})), (-1, {Unknown(F): ONE}))
            rules = [
                combined((1, {Unknown(x): ONE}), (-1, scale._argument(Unknown(F), k))) for k, x in enumerate(plain, 1)
            ]
            used = [*plain, *scaled.values()]
            powers = factor.keys() <= {Unknown(c) for c in scaled.values()}
            if scale.rules == rules and len(set(used) & bound) == len(used) and powers:
                found |= {(F, k): factor.get(Unknown(c), Fraction(0)) for k, c in scaled.items()}
    return found
