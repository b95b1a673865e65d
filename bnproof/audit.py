"""The scaling audit: dimensional analysis of statements.

Every symbol gets an unknown weight under a rescaling by c > 0: w becomes c^k w, a function F becomes c^k
F(x/c^m), one of several vectors c^k F(x/c^m, y/c^n). Numbers, integers, unit, basis and all-ones vectors
stay. The weight of a term is a linear form in the unknowns; sums, comparisons and logarithms restrict them.
What a rescaling that keeps the hypotheses does to one side of a true equation it does to the other: sides
that scale differently show a formula that is wrong.

A finding is no refutation. An equation whose sides are 0 everywhere, or whose summands of a wrong degree
cancel by other laws, scales badly and is true; so is an inequality between a left side <= 0 and a right side
>= 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import count, product
from math import gcd, lcm
from typing import NamedTuple

from bnproof.statement.calculus import Unsupported
from bnproof.statement.nodes import Node, Statement, free, num
from bnproof.statement.sorts import INT, Sort, summands
from bnproof.statement.stacks import stacked

# Powers of c by name; `F argument` is that of the number that divides x in F(x), `F argument 2` y in F(x, y).
Rescaling = dict[str, int]


@dataclass(frozen=True)
class Part:
    """An equation or inequality of the conclusion.

    `left` and `right` generate what keeps the hypotheses and under which that side is homogeneous; `degrees`
    are the powers of c by which both sides scale under each of `Audit.group`.
    """

    left: tuple[Rescaling, ...]
    right: tuple[Rescaling, ...]
    degrees: tuple[Fraction, ...]


@dataclass(frozen=True)
class Audit:
    """`group` generates what keeps the hypotheses and does the same to both sides of each part."""

    group: tuple[Rescaling, ...] = ()
    parts: tuple[Part, ...] = ()
    findings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()  # what could not be compared, or need not scale alike

    @property
    def consistent(self) -> bool:
        return not self.findings


class Unknown(NamedTuple):
    """The weight of a symbol, or of the argument of a function; bound symbols are numbered."""

    symbol: Node
    role: str = ""
    number: int = 0

    @property
    def rank(self) -> tuple[int, str, int]:
        """Where there is a choice, what comes first follows from the rest."""
        kinds = [ARGUMENT, "real", "seq-real", "vec", "seq-vec", "fn-real", "fn", "map"]
        kind = ARGUMENT if self.role.startswith(ARGUMENT) else self.symbol.sort.kind
        return kinds.index(kind), self.symbol.name + self.role, self.number


ARGUMENT = " argument"
ONE = Fraction(1)
Form = dict[Unknown, Fraction]
Env = dict[Node, Unknown]
Index = tuple[int, ...]  # of summands: one for each space of a sort, 1 where the space is no direct sum
Slot = tuple[Node, int]  # an argument of a function
Atom = tuple[Node, Env, list[Form], bool]  # under given rules; False where another choice may hold instead


def _sum(*terms: tuple[Fraction | int, Form]) -> Form:
    out: Form = {}
    for k, form in terms:
        for u, x in form.items():
            out[u] = out.get(u, Fraction(0)) + k * x
    return {u: x for u, x in out.items() if x}


def _indices(sort: Sort) -> list[Index]:
    return list(product(*(range(1, 1 + len(summands(s))) for s in sort.spaces)))


def _role(symbol: Node, at: Index, role: str = "") -> str:
    """Tells the weights of the summands of one symbol apart."""
    return role + " " + ",".join(map(str, at)) if len(_indices(symbol.sort)) > 1 else role


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


class _Scale:
    """Weighs terms; `rules` are forms that have to vanish, `degrees` those of homogeneous functions."""

    def __init__(self, fresh: Iterator[int], degrees: dict[Slot, Fraction]) -> None:
        self.fresh, self.degrees, self.rules = fresh, degrees, list[Form]()
        self.soft = False  # homogeneous outside the rules, perhaps: log(x) - log(y), a gradient left as it is
        self._memo: dict[tuple[object, ...], Form] = {}

    def bind(self, symbol: Node, env: Env) -> Env:
        return {**env, symbol: Unknown(symbol, "", next(self.fresh))}

    def equal(self, *forms: Form) -> None:
        self.rules.extend(_sum((1, forms[0]), (-1, f)) for f in forms[1:])

    def any(self) -> Form:
        """The weight of 0, which has every weight."""
        return {Unknown(num(0), "", next(self.fresh)): ONE}

    def weigh(self, n: Node, env: Env, at: Index | None = None) -> Form:
        """The weight of a term, in direct sums that of its part between two summands."""
        at = _indices(n.sort)[0] if at is None else at
        if n is num(0) or _void(n, at):
            return self.any()
        key = (n, at, *((s, u) for s, u in env.items() if s in free(n)))
        if key not in self._memo:
            self._memo[key] = self._weigh(n, env, at)
        return self._memo[key]

    def _product(self, left: Node, right: Node, env: Env, pairs: Iterable[tuple[Index, Index]]) -> Form:
        """Of a sum of products of parts, all of one weight."""
        forms = [
            _sum((1, self.weigh(left, env, i)), (1, self.weigh(right, env, j)))
            for i, j in pairs
            if not _void(left, i) and not _void(right, j)
        ] or [self.any()]
        self.equal(*forms)
        return forms[0]

    def _argument(self, value: Unknown, k: int) -> Form:
        return {value._replace(role=_role(value.symbol, (k,), ARGUMENT)): ONE}

    def _called(self, n: Node, env: Env) -> tuple[Form, list[Form]]:
        """The weights of a function and of the vectors that it is evaluated at."""
        F, point = n.args
        value = env.get(F, Unknown(F))
        points = [self.weigh(v, env) for v in stacked(point)]
        points = points or [self.weigh(point, env, at) for at in _indices(point.sort)]
        for k, form in enumerate(points, 1):
            if (F, k) not in self.degrees:
                self.equal(form, self._argument(value, k))
        return _sum((1, {value: ONE}), *((self.degrees.get((F, k), 0), p) for k, p in enumerate(points, 1))), points

    def _weigh(self, n: Node, env: Env, at: Index) -> Form:
        if n.sort is INT or n.op in ("num", "pi", "cast", "dim", "ones", "basis", "identity"):
            return {}
        if n.op == "sym":
            found = env.get(n, Unknown(n))
            return {} if n.domain == "unit" else {found._replace(role=_role(n, at)): ONE}
        if n.op == "grad":
            inner = self.bind(n.args[0], env)
            variable, body, point = n.args
            self.soft |= body.op != "call" or body.args[1] is not variable
            for k, v in zip(_indices(point.sort), stacked(point), strict=False):
                self.equal(self.weigh(variable, inner, k), self.weigh(v, env))
            for k in [] if stacked(point) else _indices(point.sort):
                self.equal(self.weigh(variable, inner, k), self.weigh(point, env, k))
            return _sum((1, self.weigh(body, inner)), (-1, self.weigh(variable, inner, at)))
        if n.op == "call":
            return self._called(n, env)[0]
        if n.op == "at":
            phi, moved = env.get(n.args[0], Unknown(n.args[0])), self.weigh(n.args[1], env)
            self.equal(moved, self._argument(phi, 1))
            return _sum((1, {phi: ONE}), (-Fraction(n.data[0]), moved))
        if n.op == "expect":  # a standard normal vector is what it is
            inner = self.bind(n.args[0], env)
            for k in _indices(n.args[0].sort):
                self.equal(self.weigh(n.args[0], inner, k), {})
            return self.weigh(n.args[1], inner, at)
        if n.op == "total":
            return self.weigh(n.args[1], env)
        if n.op == "hessian":
            whole, points = self._called(n, env)
            return _sum((1, whole), *((-1, points[k - 1]) for k in at))
        if n.op in ("inner", "apply", "compose"):
            middle = _indices(Sort("vec", n.args[0].sort.spaces[:1]))
            pairs = {
                "inner": [(k, k) for k in middle],
                "apply": [((*k, *at), k) for k in middle],
                "compose": [((*k, *at[1:]), (*at[:1], *k)) for k in middle],
            }
            left, right = n.args
            return self._product(left, right, env, pairs[n.op])
        if n.op in ("eigmin", "eigmax", "radius", "trace", "oblique", "mpow") and len(_indices(n.args[0].sort)) > 1:
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
                return _sum(*((1, f) for f in forms))
            case "div":
                return _sum((1, forms[0]), (-1, forms[1]))
            case "abs" | "adjoint" | "eigmin" | "eigmax" | "radius" | "trace" | "item" | "sum":
                return forms[-1 if n.op == "sum" else 0]
            case "pow" | "mpow" | "sqrt":
                return _sum((Fraction(n.data[0]) if n.data else ONE / 2, forms[0]))
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
                return _sum((2, self.weigh(n.args[0], env, _indices(n.args[0].sort)[0])))
            case "add":
                parts = [self._logarithmic(a, env) for a in n.args]
                return None if None in parts else _sum(*((1, p) for p in parts if p is not None))
        return None

    def _part(self, n: Node, a: Node, at: Index) -> Index:
        """Where the part of an argument lies that makes this part of the term."""
        if len(a.sort.spaces) < len(at) or a.sort is INT:
            return ()
        return at[::-1] if n.op == "adjoint" else at or _indices(a.sort)[0]

    def symbols(self, found: Iterable[Node], env: Env) -> set[Unknown]:
        """The unknowns of the symbols found."""
        known = set[Unknown]()
        for s in found:
            u = env.get(s, Unknown(s))
            if s.sort.kind == "fn-real":
                known |= {u, *self._argument(u, 1)}
            elif s.sort.kind == "fn":
                slots = [k for (k,) in _indices(s.sort) if (s, k) not in self.degrees]
                known |= {u, *(key for k in slots for key in self._argument(u, k))}
            elif s.sort is not INT and s.domain != "unit":
                known |= {u._replace(role=_role(s, at)) for at in _indices(s.sort)}
        return known

    def keep(self, n: Node, env: Env) -> None:
        """Rules under which a sentence says the same after rescaling."""
        for atom, inner, rules, _ in self.atoms(n, env, []):
            self.rules.extend(rules)
            self.equal(*(self.weigh(a, inner) for a in atom.args))

    def atoms(self, n: Node, env: Env, rules: list[Form], sure: bool = True) -> Iterator[Atom]:
        """What a sentence asserts."""
        if n.op in ("eq", "le", "lt"):
            if len(_indices(n.args[0].sort)) > 1:
                raise Unsupported("an equation in a direct sum")
            yield n, env, rules, sure
            return
        if n.op == "implies":
            given = _Scale(self.fresh, self.degrees)
            given.keep(n.args[0], env)
            rules = rules + given.rules
        inner = self.bind(n.args[0], env) if n.op in ("forall", "exists") else env
        sure = sure and n.op in ("and", "implies", "forall", "every")
        for a in n.args[n.op == "implies" :]:
            if a.sort.kind == "bool":
                yield from self.atoms(a, inner, rules, sure)


def _homogeneous(hypotheses: Iterable[Node]) -> dict[Slot, Fraction]:
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
            scale = _Scale(count(), {})
            factor = _sum((1, scale.weigh(h.args[1], {})), (-1, {Unknown(F): ONE}))
            rules = [_sum((1, {Unknown(x): ONE}), (-1, scale._argument(Unknown(F), k))) for k, x in enumerate(plain, 1)]
            used = [*plain, *scaled.values()]
            powers = factor.keys() <= {Unknown(c) for c in scaled.values()}
            if scale.rules == rules and len(set(used) & bound) == len(used) and powers:
                found |= {(F, k): factor.get(Unknown(c), Fraction(0)) for k, c in scaled.items()}
    return found


class _Group:
    """The rescalings of the symbols `kept` that extend to the others so that all rows vanish."""

    def __init__(self, rows: Iterable[Form], kept: Iterable[Unknown]) -> None:
        self.kept = sorted(kept, key=lambda u: u.rank)
        self.echelon: dict[Unknown, Form] = {}
        for row in map(self.reduce, rows):
            if row:  # one whose pivot is kept has nothing else
                pivot = min(row, key=lambda u: (u in self.kept, u.rank))
                row = _sum((1 / row[pivot], row))
                for p, r in self.echelon.items():
                    self.echelon[p] = _sum((1, r), (-r.get(pivot, 0 * ONE), row))
                self.echelon[pivot] = row
        self.rows = {p: row for p, row in self.echelon.items() if p in self.kept}

    def reduce(self, row: Form) -> Form:
        return _sum((1, row), *((-x, self.echelon[u]) for u, x in row.items() if u in self.echelon))

    def degree(self, form: Form, at: Form) -> Fraction:
        return sum((x * at.get(u, 0) for u, x in self.reduce(form).items()), Fraction(0))

    def basis(self) -> list[Form]:
        """Generators, in small integers."""
        out = []
        for u in (u for u in self.kept if u not in self.rows):
            v = {u: ONE} | {p: -row[u] for p, row in self.rows.items() if u in row}
            top, below = ([getattr(x, part) for x in v.values()] for part in ("numerator", "denominator"))
            out.append(_sum((Fraction(lcm(*below), gcd(*top)), v)))
        return out

    def outside(self, other: _Group) -> Form | None:
        """A rescaling of few symbols that is in this group and not in the other, if there is one."""
        if not any(map(self.reduce, other.rows.values())):
            return None
        group = self
        for u in reversed(self.kept):
            smaller = _Group([*group.rows.values(), {u: ONE}], self.kept)
            group = smaller if any(map(smaller.reduce, other.rows.values())) else group
        return group.basis()[0]


def _power(k: Fraction | int, of: str = "") -> str:
    power = "c" if k == 1 else f"c^{k}" if k > 0 and k == int(k) else f"c^({k})"
    return of or "1" if k == 0 else f"{power} {of}".rstrip()


def _named(*vectors: Form) -> tuple[Rescaling, ...]:
    """By name, what follows from the rest last."""
    ordered = [sorted(v.items(), key=lambda item: (-item[0].rank[0], item[0].rank)) for v in vectors]
    return tuple({u.symbol.name + u.role: int(x) for u, x in items} for items in ordered)


def _shown(r: Rescaling) -> str:
    names = dict.fromkeys(n.partition(ARGUMENT)[0] for n in r)
    return ", ".join(f"{n} -> {_power(r.get(n, 0), n)}{_divided(n + ARGUMENT, r)}" for n in names)


def _divided(argument: str, r: Rescaling) -> str:
    """The arguments of a function that are divided."""
    if argument in r:
        return f"(x/{_power(r[argument])})"
    given = {int(n.removeprefix(argument)): k for n, k in r.items() if n.startswith(argument + " ")}
    several = (f"x_{i}/{_power(given[i])}" if i in given else f"x_{i}" for i in range(1, max(given, default=0) + 1))
    return f"({', '.join(several)})" if given else ""


def audit(statement: Statement) -> Audit:
    """Compares how the two sides of every equation and inequality of the conclusion scale."""
    try:
        given = _Scale(count(1), _homogeneous(statement.hypotheses))
        for h in statement.hypotheses:
            given.keep(h, {})
        atoms = list(given.atoms(statement.conclusion, {}, given.rules))
        return _compare(given, atoms, given.symbols(statement.symbols, {}))
    except Unsupported as missing:
        return Audit(notes=(f"not audited: {missing}",))


def _compare(given: _Scale, atoms: list[Atom], kept: set[Unknown]) -> Audit:
    findings, notes, common, found = list[str](), list[str](), given.rules, []
    for k, (n, env, rules, sure) in enumerate(atoms, 1):
        left, right = _Scale(given.fresh, given.degrees), _Scale(given.fresh, given.degrees)
        weights = left.weigh(n.args[0], env), right.weigh(n.args[1], env)
        gap, both = _sum((1, weights[0]), (-1, weights[1])), rules + left.rules + right.rules
        mine, yours = (given.symbols(free(a), env) for a in n.args)
        tied = (mine & yours) | ((mine | yours) & {u for rule in rules for u in rule})
        prefix, wrong = f"({k}) " if len(atoms) > 1 else "", False
        for here, side, there, other in (("left", left, "right", right), ("right", right, "left", left)):
            lost = _Group(rules + side.rules, tied).outside(_Group(both, tied))
            if lost and not wrong:
                wrong = sure and n.op == "eq" and not other.soft
                what = f"the {here} side is homogeneous, the {there} is not"
                (findings if wrong else notes).append(f"{prefix}under {_shown(*_named(lost))} {what}")
        whole = _Group(both, mine | yours)
        odd = whole.outside(_Group([*both, gap], mine | yours))
        if odd:
            a, b = (_power(whole.degree(w, odd)) for w in weights)
            what = f"the left side scales by {a}, the right side by {b}"
            (findings if sure else notes).append(f"{prefix}under {_shown(*_named(odd))} {what}")
        common, kept = [*common, *both, gap], kept | mine | yours
        found.append((weights[0], _Group(rules + left.rules, mine), _Group(rules + right.rules, yours)))
    group = _Group(common, kept)
    basis = group.basis()
    parts = []
    for weight, *sides in found:
        ours, theirs = (_named(*side.basis()) for side in sides)
        parts.append(Part(ours, theirs, tuple(group.degree(weight, v) for v in basis)))
    return Audit(_named(*basis), tuple(parts), tuple(findings), tuple(notes))


def audit_lines(audit: Audit) -> list[str]:
    """The audit for a card, a line each."""
    lines = []
    for k, rescaling in enumerate(audit.group):
        powers = " and ".join(dict.fromkeys(_power(part.degrees[k]) for part in audit.parts))
        lines.append(f"{_shown(rescaling)}: both sides scale by {powers}")
    return lines + [f"wrong somewhere: {f}" for f in audit.findings] + list(audit.notes)
