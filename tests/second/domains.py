"""Where terms have a value, and derivatives."""

from __future__ import annotations

from abc import ABC, abstractmethod

from second.modular import Points
from second.shapes import summand, tempered
from second.signs import NONNEGATIVE, POSITIVE, Signs

from bnproof.statement.nodes import Node, build, free, substitute
from bnproof.statement.sorts import Malformed


class Defined(ABC):
    """The part of `Known` about terms that have a value, and derivatives."""

    points: Points

    @abstractmethod
    def signs(self, term: Node) -> Signs: ...

    @abstractmethod
    def nonzero(self, v: Node) -> bool: ...

    @abstractmethod
    def at_least(self, n: Node, bound: int) -> bool: ...

    @abstractmethod
    def and_also(self, *facts: Node) -> Defined: ...

    @abstractmethod
    def without(self, symbol: Node) -> Defined: ...

    @abstractmethod
    def within(self, ranged: Node) -> Defined: ...

    def defined(self, node: Node) -> bool:
        """Has a term or sentence a value wherever the facts hold?"""
        args = node.args
        match node.op:
            case "implies":
                return self.defined(args[0]) and self.and_also(args[0]).defined(args[1])
            case "and":
                known = self
                for a in args:
                    if not known.defined(a):
                        return False
                    known = known.and_also(a)
                return True
            case "forall" | "exists" | "total":
                return self.without(args[0]).defined(args[1])
            case "expect":
                return self.without(args[0]).defined(args[1]) and tempered(args[1], args[0])
            case "every" | "sum":
                return self._range(node) and self.within(node).defined(args[3])
            case "grad":
                return self.defined(args[2]) and self.smooth(args[1], {args[0]: args[2]})
        if not all(map(self.defined, args)):
            return False
        match node.op:
            case "div":
                return 0 not in self.signs(args[1])
            case "sqrt":
                return self.signs(args[0]) <= NONNEGATIVE
            case "log":
                return self.signs(args[0]) <= POSITIVE
            case "npow" | "item":
                return self.at_least(args[1], 0)
            case "eigmin" | "eigmax" | "radius":
                return self.points.same(args[0], build("adjoint", args))
            case "oblique":
                return self._two_dimensions(args[0])
            case "basis":
                return args[0].op == "sym" or args[0].data[0] == "1"
            case "call" | "hessian":
                return self._smooth_at(*args)
        return True

    def _two_dimensions(self, h: Node) -> bool:
        """Has the space of a map two dimensions, as is known of its dimension or as two eigenvalues differ?"""
        d = build("dim", (), h.sort.spaces[:1])
        apart = build("eigmax", (h,)) - build("eigmin", (h,))
        return self.signs(d - 1) <= POSITIVE or self.signs(d - 2) <= NONNEGATIVE or self.signs(apart) <= POSITIVE

    def _range(self, node: Node) -> bool:
        """Has a sum defined bounds, within the domain of its index?"""
        index, low, high, _ = node.args
        return self.defined(low) and self.defined(high) and self.at_least(low, int(index.domain[2:]))

    def _smooth_at(self, function: Node, point: Node) -> bool:
        domain, _, places = function.domain.partition(":")
        if not places:
            return not domain or self.nonzero(point)
        (total,) = function.sort.spaces
        return all(self.nonzero(summand(point, total, k)) for k in places.split(","))

    def smooth(self, body: Node, at: dict[Node, Node]) -> bool:
        """Has the term derivatives at that point?"""
        try:
            here = substitute(body, at)
        except Malformed:
            return False
        if not set(at) & free(body):
            return self.defined(here)
        args = body.args
        match body.op:
            case "grad":
                inner = {**at, args[0]: here.args[2]}
                return self.smooth(args[2], at) and self.smooth(args[1], inner)
            case "sum":
                return self._range(here) and self.within(here).smooth(args[3], at)
            case "total" | "expect":
                return self.defined(here) and self.without(args[0]).smooth(args[1], at)
            case "npow" | "radius" | "eigmin" | "eigmax" | "max" | "min" | "abs" | "hessian" | "trace" | "oblique":
                return False
        if not all(self.smooth(a, at) for a in args):
            return False
        match body.op:
            case "div":
                return 0 not in self.signs(here.args[1])
            case "sqrt" | "log":
                return self.signs(here.args[0]) <= POSITIVE
            case "call":
                return self._smooth_at(*here.args)
        return True
