"""Uses of the rules of algebra."""

from verify.uses.use import FACT, RING, Use, p, q, r, v, w, x, y, z

from bnproof.statement.builder import eq, implies, le, lt, maximum, ne, norm2, sqrt
from bnproof.statement.nodes import num

ALGEBRA: dict[str, Use] = {
    "ring": Use(
        eq(x * z + y, y * (z + 1)), {"rule": "ring", "combine": [[z, eq(x, y)]]}, (eq(x, y), eq(x, z)),
        [(("combine", 0, 0), y), (("combine", 0, 0), -z), (("combine", 0, 1), eq(x, z)),
         (("combine", 0, 1), eq(y, x)), (("combine",), []), (("combine", 0, 1), le(x, y))],
        [eq(x * z + y, y * z + 1), le(x * z + y, y * (z + 1))],
    ),
    "sign": Use(
        le(2 * x * y, x**2 + y**2), {"rule": "sign", "as": (x - y) ** 2}, (),
        [(("as",), (x + y) ** 2), (("as",), x**2 + y**2), (("as",), 2 * (x - y) ** 2),
         (("as",), (x - y) ** 2 / x * x)],
        [lt(2 * x * y, x**2 + y**2), le(3 * x * y, x**2 + y**2), ne(2 * x * y, x**2 + y**2),
         eq(2 * x * y, x**2 + y**2), implies(lt(0, x), le(2 * x * y, x**2 + y**2))],
    ),
    "sqrt-mono": Use(
        le(x, r), {"rule": "sqrt-mono", "square": FACT}, (le(x**2, r**2), le(x**2, y**2)),
        [(("square",), RING)], [lt(x, r), le(r, x), le(x, r + 1), le(x, y)],
    ),
    "root": Use(
        eq(r, sqrt(p)), {"rule": "root", "combine": [[num(1), eq(r**2, p)]]}, (eq(r**2, p), eq(x**2, p)),
        [(("combine", 0, 0), num(2)), (("combine", 0, 1), eq(x**2, p)), (("combine",), [])],
        [eq(x, sqrt(p)), eq(r, -sqrt(p)), eq(r, p)],
    ),
    "definite": Use(
        eq(v, w), {"rule": "definite"}, (le(norm2(v - w), 0),), [], [eq(v, 2 * w), eq(x, y), le(norm2(v - w), 0)],
    ),
    "extremum": Use(
        le(maximum(x, y), p), {"rule": "extremum", "parts": [FACT, FACT]}, (le(x, p), le(y, p)),
        [(("parts",), [FACT]), (("parts",), []), (("parts", 1), RING), (("parts",), [FACT, FACT, FACT])],
        [le(maximum(x, q), p), lt(maximum(x, y), p), le(p, maximum(x, y)), eq(maximum(x, y), p)],
    ),
}  # fmt: skip
