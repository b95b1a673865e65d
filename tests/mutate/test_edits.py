"""Single edits of small terms, and mutants of small statements."""

import pytest
from proving import sym, total

from bnproof import basis, eigmax, eigmin, eq, le, lt, maximum, norm, num
from bnproof.mutate.derive import around, mutants
from bnproof.mutate.edits import edits, negated, squared_norm, weaker_domain
from bnproof.mutate.terms import collected, ordered
from bnproof.statement.codec import statement_hash
from bnproof.statement.nodes import Statement, build

x, y, e = sym("x"), sym("y"), sym("e", "real", "pos")
v, w = sym("v", "vec[d]"), sym("w", "vec[d]", "nonzero")
H, K = sym("H", "map[d,d]", "spd"), sym("K", "map[d,d]", "spd")
phi = sym("phi", "fn-real")
a, n, i = sym("a", "seq-real"), sym("n", "int", ">=0"), sym("i", "int", ">=1")


def made(node, operator, symbols=()):
    return [m.result for m in edits(node, symbols) if m.operator == operator]


@pytest.mark.parametrize(
    ("node", "operator", "expected"),
    [
        (num(3), "coefficient", [num(6), num("3/2")]),
        (num(0), "coefficient", [num(1)]),
        (x**3, "exponent", [x**4, x**2]),
        (x**2, "exponent", [x**3, x]),
        (norm(v), "exponent", [v @ v]),
        (H**-1, "exponent", [H**0, H**-2]),
        (x + y, "summand", [y, x]),
        (x + y, "sign", [-x + y, x + -y]),
        (x - y, "sign", [-x - y, x + y]),
        (x + y, "coefficient", [2 * x + y, x + 2 * y]),
        (x * y, "factor", [y, x**2 * y, x, x * y**2]),
        (x / y, "factor", [1 / y, x**2 / y, x, x / y**2]),
        (x * v, "factor", [v, x**2 * v]),
        (H @ v, "factor", [v]),
        (H @ v, "exponent", [H**2 @ v]),
        (v @ v, "norm", [v @ (H @ v)]),
        (v @ (H @ v), "norm", [v @ v, v @ (H**2 @ v)]),
        (v @ w, "norm", []),
        (eigmin(H), "eigenvalue", [eigmax(H)]),
        (maximum(x, y), "extremum", [build("min", (x, y))]),
        (le(x, y), "relation", [lt(x, y)]),
        (le(x, y), "sign", [le(-x, y), le(x, -y)]),
        (eq(x, y), "sign", [eq(x, -y)]),
        (eq(x, 0), "sign", []),
        (eq(x, y), "coefficient", [eq(x, 2 * y), eq(x, num("1/2") * y)]),
        (a[n], "index", [a[n + 1]]),
        (phi(x, 1), "order", [phi(x, 0), phi(x, 2)]),
        (phi(x), "order", [phi(x, 1)]),
        (phi(x, 9), "order", [phi(x, 8)]),
    ],
)
def test_edits(node, operator, expected):
    assert made(node, operator, [H]) == expected


def test_bounds_of_a_sum_stay_in_the_domain_of_its_index():
    node = total(i, 1, n, a[i])
    assert made(node, "bound") == [total(i, 2, n, a[i]), total(i, 1, n + 1, a[i]), total(i, 1, n + -1, a[i])]


def test_symbols_are_swapped_with_those_of_one_sort():
    assert made(x, "symbol", [e, v, x, y]) == [e, y]
    assert made(H, "symbol", [H, K, sym("M", "map[d,d]")]) == [K]


def test_a_sign_is_not_written_twice():
    assert negated(-x) is x
    assert negated(num(2)) is num(-2)
    assert negated(x) is -x


def test_squared_norms_are_seen():
    assert squared_norm(v @ v) == (v,)
    assert squared_norm((H @ v) @ v) == (v, H)
    assert squared_norm(v @ w) == ()


def test_domains_are_weakened():
    assert weaker_domain(e) is sym("e")
    assert weaker_domain(i) is sym("i", "int", ">=0")
    assert [weaker_domain(s) for s in (x, n, sym("F", "fn[d]", "punctured"), sym("b", "int", "index:d"))] == [None] * 4


def test_like_terms_are_collected():
    assert collected(x + y - (x + 2 * (y - 1))) is num(0) + num(-1) * y + num(2)
    assert collected(x - x) is num(0)
    assert ordered((w @ v) * (v @ w)).args[0] is ordered(v @ w)


# ---- of statements -------------------------------------------------------------------------------
S = Statement((le(x, y),), le(e * norm(v, H), maximum(x, y) * norm(v)))


def test_mutants_are_single_edits_of_the_conclusion_or_a_hypothesis_less():
    for m in mutants(S):
        if m.operator == "hypothesis":
            assert m.statement.conclusion is S.conclusion or m.renamed
        else:
            assert m.statement.hypotheses == S.hypotheses
            assert around(m, S.conclusion)[S.conclusion] is m.statement.conclusion


def test_mutants_differ_from_each_other_and_from_the_statement():
    hashes = [statement_hash(m.statement) for m in mutants(S)]
    assert len({statement_hash(S), *hashes}) == len(hashes) + 1
    names = [m.name for m in mutants(S)]
    assert len(set(names)) == len(names)


def test_what_is_edited_in_a_norm_is_edited_at_both_places():
    doubled = Statement((), le(norm(v + w), x))
    conclusions = {m.statement.conclusion for m in mutants(doubled)}
    assert le(norm(v), x) in conclusions
    assert not any(c.args[0].op == "sqrt" and c.args[0].args[0] is v @ (v + w) for c in conclusions)


def test_hypotheses_are_dropped_one_by_one():
    dropped = [m for m in mutants(S) if m.operator == "hypothesis"]
    names = ["hypothesis 0: x \\le y dropped", "hypothesis H spd: dropped", "hypothesis e pos: dropped"]
    assert [m.name for m in dropped] == names
    assert dropped[0].statement == Statement((), S.conclusion)


def test_what_has_no_sort_is_malformed():
    s = Statement((), eq(v @ (H**2 @ v), x))
    assert [m.name for m in mutants(s) if m.statement is None] == ["hypothesis H spd: dropped"]


def test_bound_symbols_are_left_alone():
    t = sym("t#1", "int", ">=1")
    s = Statement((), le(total(t, 1, n, a[t]), y))
    assert all(m.statement is None or t not in m.statement.symbols for m in mutants(s))


def test_a_limit_keeps_hypotheses_and_some_of_each_operator():
    everything, few = mutants(S), mutants(S, 12)
    assert len(few) == 12
    names = [m.name for m in few]
    assert [m.name for m in everything if m.name in names] == names
    assert {m.operator for m in few} == {m.operator for m in everything}
    assert mutants(S, 12) == few


def test_an_index_of_a_basis_vector_is_swapped():
    j, k = sym("j", "int", "index:d"), sym("k", "int", "index:d")
    s = Statement((), eq(basis("d", j) @ v, basis("d", k) @ w))
    assert eq(basis("d", k) @ v, basis("d", k) @ w) in {m.statement.conclusion for m in mutants(s)}
