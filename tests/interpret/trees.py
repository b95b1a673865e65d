"""Random well-sorted terms and sentences."""

from __future__ import annotations

from interpret.reals import Reals
from interpret.symbols import ACROSS, INDEX, PUNCTURED, SMOOTH, SPD, SQUARE, STEPS, TWIN, VECTORS

from bnproof.statement.builder import injection
from bnproof.statement.calculus import gradient_at
from bnproof.statement.nodes import Node, build, lift
from bnproof.statement.sorts import INT, summands

LOGIC = ("not", "and", "or", "implies", "every")


class Trees(Reals):
    """A stream of terms; the same seed gives the same stream."""

    def term(self) -> Node:
        """A real, a vector or a map."""
        self.roots = 3  # at most: exact arithmetic doubles with each
        kind = self.rng.choice(("real", "real", "real", "vector", "map"))
        if kind == "real":
            return self.real(5)
        return self.vector("d", 5) if kind == "vector" else self.map("d", "d", 4)

    def sentence(self, depth: int = 2) -> Node:
        if depth == 2:
            self.roots = 3
        op = self.rng.choice(("le", "lt", "eq", "le", "lt") if depth == 0 else ("le", "lt", "eq", *LOGIC))
        if op in ("le", "lt", "eq"):
            return build(op, (self.real(3), self.real(3)))
        if op == "every":
            index = self._fresh("int", ">=0")
            return build("every", (index, lift(0, INT), lift(2, INT), self._under(index, self.sentence, depth - 1)))
        count = {"not": 1, "implies": 2}.get(op, self.rng.choice((2, 3)))
        return build(op, tuple(self.sentence(depth - 1) for _ in range(count)))

    def vector(self, space: str, depth: int) -> Node:
        if depth <= 0 or self.rng.random() < 0.1:
            return self.vector_leaf(space)
        if space == "m":
            return self.rng.choice((self._image, self._vadd, self._scale, self._partial, self._mean))(space, depth - 1)
        rules = (self._image, self._vadd, self._scale) * 2 + (self._gradient, self._partial, self._mean)
        return self.rng.choice(rules)(space, depth - 1)

    def vector_leaf(self, space: str) -> Node:
        mine = [s for s in self.bound if s.sort.kind == "vec" and s.sort.spaces == (space,)]
        if mine and self.rng.random() < 0.7:
            return self.rng.choice(mine)
        other = [build("zero", (), (space,)), build("ones", (), (space,))]
        if space == "d":
            indices = [INDEX, lift(1, INT), *(s for s in self.bound if s.domain == "index:d")]
            other += [STEPS[self.integer()], build("basis", (self.rng.choice(indices),), ("d",))]
        return self.rng.choice([*VECTORS[space] * 3, *other])

    def _vadd(self, space: str, depth: int) -> Node:
        return build("vadd", (self.vector(space, depth), self.vector(space, depth)))

    def _scale(self, space: str, depth: int) -> Node:
        return build("scale", (self.real(depth), self.vector(space, depth)))

    def _image(self, space: str, depth: int) -> Node:
        source = self.rng.choice("dm") if space == "m" else "d"
        return build("apply", (self.map(source, space, depth), self.vector(source, depth)))

    def _gradient(self, space: str, depth: int) -> Node:
        if self.rng.random() < 0.3:
            x = self._fresh("vec[d]", "")
            function = self.rng.choice((SMOOTH, PUNCTURED))
            return build("grad", (x, build("call", (function, x)), self.vector("d", depth - 1)))
        if self._differentiated() and self.rng.random() < 0.6:
            return self.vector_leaf(space)
        x = self._fresh("vec[d]", "")
        return build("grad", (x, self._under(x, self.real, depth), self.vector("d", depth - 2)))

    def map(self, source: str, target: str, depth: int) -> Node:
        if source == target == "d":
            if depth <= 0 or self.rng.random() < 0.4:
                return self.rng.choice((SQUARE, *SPD))
            if self.rng.random() < 0.4:
                return self.self_adjoint(depth)
        elif source != target:
            across = ACROSS if source == "d" else build("adjoint", (ACROSS,))
            if depth <= 0 or self.rng.random() < 0.6:
                return across
        elif depth <= 0:
            return build("identity", (), (target,))
        match self.rng.choice(("madd", "mscale", "compose", "adjoint", "block")):
            case "block" if self.rng.random() < 0.4:
                return self._block(source, target, depth - 1)
            case "madd":
                return build("madd", (self.map(source, target, depth - 1), self.map(source, target, depth - 1)))
            case "mscale":
                return build("mscale", (self.real(depth - 1), self.map(source, target, depth - 1)))
            case "compose":
                middle = self.rng.choice("dm")
                return build("compose", (self.map(middle, target, depth - 1), self.map(source, middle, depth - 1)))
        return build("adjoint", (self.map(target, source, depth - 1),))

    def self_adjoint(self, depth: int) -> Node:
        """A self-adjoint map of d, visibly so."""
        rules = ("spd", "mpow", "identity") if depth <= 0 else ("spd", "mpow", "square", "shift", "scale", "hessian")
        match self.rng.choice(rules):
            case "mpow":
                return build("mpow", (self.rng.choice(SPD),), (str(self.rng.choice((-1, 2, -2, 0))),))
            case "identity":
                return build("identity", (), ("d",))
            case "square":
                return build("compose", (build("adjoint", (ACROSS,)), ACROSS))
            case "shift":
                return build("madd", (self.self_adjoint(0), self.self_adjoint(depth - 1)))
            case "scale":
                return build("mscale", (self.real(depth - 2), self.self_adjoint(depth - 1)))
            case "hessian" if self.rng.random() < 0.3:
                total = TWIN.sort.spaces[0]
                whole = build("hessian", (TWIN, self._stack(TWIN, depth - 1)))
                return injection(total, 2).T @ whole @ injection(total, 2)
            case "hessian":
                return build("hessian", (self.rng.choice((SMOOTH, PUNCTURED)), self.vector("d", depth - 1)))
        return self.rng.choice(SPD)

    def _partial(self, space: str, depth: int) -> Node:
        """Of a gradient, or of a point."""
        function, (k,) = self._summands(space)
        point = self._stack(function, depth)
        whole = gradient_at(function, point) if self.rng.random() < 0.7 else point
        (total,) = function.sort.spaces
        if self.rng.random() < 0.3:  # with a summand doubled: two words that become one under the projection
            j = self.rng.randint(1, len(summands(total)))
            whole = whole + injection(total, j) @ (injection(total, j).T @ whole)
        return build("apply", (injection(total, k).T, whole))

    def _block(self, source: str, target: str, depth: int) -> Node:
        """Of a second derivative."""
        function, (j, k) = self._summands(target, source)
        (total,) = function.sort.spaces
        whole = build("hessian", (function, self._stack(function, depth)))
        return injection(total, j).T @ whole @ injection(total, k)

    def _mean(self, space: str, depth: int) -> Node:
        """The expectation of a vector."""
        if self.drawn:
            return self.vector_leaf(space)
        n = self._fresh(f"vec[{space}]", "")
        vector = self.rng.choice(
            (lambda: n, lambda: n + self.vector_leaf(space), lambda: self.map(space, space, 1) @ n)
        )
        return build("expect", (n, self._polynomial(n, depth - 1) * vector()))
