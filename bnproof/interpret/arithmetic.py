"""Elementary functions over any field of numbers, of numbers that carry derivatives, and of polynomials."""

from __future__ import annotations

from typing import Any

from bnproof.interpret.instance import Undefined
from bnproof.interpret.polynomials import Polynomial
from bnproof.statement.calculus import Unsupported

MAX_POWER = 10_000


class Dual:
    """value + slope * infinitesimal; the level tells the infinitesimals of nested derivatives apart."""

    __slots__ = ("level", "slope", "value")
    __array_ufunc__ = None  # NumPy's arrays are values and slopes

    def __init__(self, value: Any, slope: Any, level: int) -> None:
        self.value, self.slope, self.level = value, slope, level

    def __add__(self, o: Any) -> Dual:
        if type(o) is Dual and o.level >= self.level:
            if o.level > self.level:
                return Dual(self + o.value, o.slope, o.level)
            return Dual(self.value + o.value, self.slope + o.slope, self.level)
        return Dual(self.value + o, self.slope, self.level)

    __radd__ = __add__

    def __neg__(self) -> Dual:
        return Dual(-self.value, -self.slope, self.level)

    def __sub__(self, o: Any) -> Any:
        return self + (-o)

    def __rsub__(self, o: Any) -> Any:
        return -self + o

    def __mul__(self, o: Any) -> Dual:
        if type(o) is Dual and o.level >= self.level:
            if o.level > self.level:
                return Dual(self * o.value, self * o.slope, o.level)
            return Dual(self.value * o.value, self.value * o.slope + self.slope * o.value, self.level)
        return Dual(self.value * o, self.slope * o, self.level)

    __rmul__ = __mul__

    def inverse(self) -> Dual:
        unit = 1 / self.value
        return Dual(unit, -(self.slope * unit * unit), self.level)

    def __truediv__(self, o: Any) -> Any:
        return self * (o.inverse() if type(o) is Dual else 1 / o)

    def __rtruediv__(self, o: Any) -> Any:
        return self.inverse() * o


class Arithmetic:
    """What the field does for numbers, for duals and polynomials as well. All raise `Undefined`, `Unsupported`."""

    def __init__(self, field: Any) -> None:
        self.field = field

    def sign(self, x: Any) -> int | None:
        while type(x) is Dual:
            x = x.value
        if type(x) is Polynomial:
            raise Unsupported("the sign of what depends on a bound vector")
        found: int | None = self.field.sign(x)
        return found

    def _sqrt(self, x: Any) -> Any:
        s = self.sign(x)
        if s == -1:
            raise Undefined("a negative radicand")
        if type(x) is Dual:
            if s == 0:
                raise Undefined("a root differentiated at 0")
            root = self._sqrt(x.value)
            return Dual(root, x.slope / (2 * root), x.level)
        return self.field.sqrt(x)

    def _log(self, x: Any) -> Any:
        if self.sign(x) in (0, -1):
            raise Undefined("a logarithm of a number <= 0")
        return Dual(self._log(x.value), x.slope / x.value, x.level) if type(x) is Dual else self.field.log(x)

    def _exp(self, x: Any) -> Any:
        if type(x) is Polynomial:
            raise Unsupported("the exponential of what depends on a bound vector")
        if type(x) is not Dual:
            return self.field.exp(x)
        power = self._exp(x.value)
        return Dual(power, x.slope * power, x.level)

    def _cos(self, x: Any) -> Any:
        if type(x) is Dual:
            return Dual(self._cos(x.value), -(self._sin(x.value) * x.slope), x.level)
        return self.field.cos(x)

    def _sin(self, x: Any) -> Any:
        if type(x) is Dual:
            return Dual(self._sin(x.value), self._cos(x.value) * x.slope, x.level)
        return self.field.sin(x)

    def _abs(self, x: Any) -> Any:
        s = self.sign(x)
        if s is None or (s == 0 and type(x) is Dual):
            raise Unsupported("an undecided absolute value")
        return -x if s < 0 else x

    def _power(self, x: Any, k: int) -> Any:
        if k < 0 or k > MAX_POWER:
            raise Undefined("a negative exponent") if k < 0 else Unsupported("so high a power")
        out = self.field.number(1)
        for _ in range(k):
            out = out * x
        return out

    def _certain(self, x: Any) -> int:
        s = self.sign(x)
        if s is None or (s == 0 and type(x) is Dual):
            raise Unsupported("an undecided comparison")
        return s
