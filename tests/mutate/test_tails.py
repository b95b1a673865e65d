"""Mutants inside the definition of a limit, or of linear convergence: those that follow, and neighbours that do not."""

import pytest

from bnproof.mutate.derive import mutants
from bnproof.mutate.proofs import AT_OTHERS, Origin, proves
from bnproof.mutate.run import holding
from bnproof.mutate.sort import sort
from bnproof.mutate.steps import spread
from bnproof.mutate.tails import tails
from bnproof.run import check
from bnproof.search.refute import Budget
from bnproof.statement.nodes import build, lift, num
from bnproof.statement.sorts import REAL

BUDGET = Budget(draws=3, shrinks=0, screens=0)
CLAIM = """
@claim("toy-tail")
def tail(S):
    u, w, x, c, e = S.vector("u", "d"), S.vectors("w", "d"), S.reals("x"), S.real("c"), S.positive("e")
    t, q, C, A = S.positive("t"), S.nonnegative("q"), S.nonnegative("C"), S.real("A")
    H, k, K = S.spd("H", "d"), S.natural("k"), S.natural("K")
    S.assume(le(0, norm2(u, H) + x[0] + c + e))
    said = {said}
    S.assume(said)
    return said


@tail.proof()
def _(p, o):
    p.fact()


STILL = {"w": Sequence((), (1, 0)), "x": Sequence((), 1)}
tail.example({"d": 2}, **STILL, u=(1, 0), c=0, e=1, t=1, q=0, C=1, A=1, H=((1, 0), (0, 1)), k=0, K=0)
"""
LIMIT = "converges(lambda k: w[k], u)"
IN_METRIC = "for_every(t, eventually(lambda k: lt(norm(w[k] - u, H), t)))"
LINEAR = "there_are(q, C, for_every(K, both(lt(q, 1), le(absolute(x[K]), C * q**K))))"
BOUND = "there_are(C, for_every(k, le(norm2(w[k]), C)))"
STILL = "for_every(k, eq(w[k], w[0]))"
IMPLIED = "for_every(A, implies(converges(lambda k: x[k], A), eventually(lambda k: lt(absolute(x[k] - A), 1))))"


@pytest.fixture
def found(toy):
    """Of the mutants of a sentence with one of these in their names, whether they are proved."""

    def of(said, *kinds):
        origin = _origin(toy(CLAIM.replace("{said}", said)))
        same = [m for m in mutants(origin.statement) if m.statement.hypotheses == origin.statement.hypotheses]
        chosen = [m for m in same if any(k in m.name for k in kinds)]
        return {m.name: any(proves(m.statement, b, origin) for b in tails(m.statement, origin)) for m in chosen}

    return of


def _origin(registry):
    (v,) = (v for claim, v in holding(check(registry, registry.select(["all"]))) if claim == "toy-tail")
    return Origin.of(registry.claims["toy-tail"][1], v, registry.statement)


def test_a_limit_in_other_words(found):
    told = found(
        LIMIT, "1.1.1.0: ", "1.1.1.1: \\lV", "1.1.1.1.0: ", "symbol", "norm", "index", "sign at 1.1.1.1.0.0.v: w"
    )
    wrong = {n for n, true in told.items() if not true}
    assert wrong == {
        "sign at 1.1.1.0: N -> -N",  # then nothing is said of N
        "symbol at 1.1.1.1.1: \\mathrm{tol} -> c",
        "sign at 1.1.1.1.0.0.v: w_k -> -w_k",
    }
    assert told["norm at 1.1.1.1.0.0: \\lVert w_k - u \\rVert^2 -> \\lVert w_k - u \\rVert_H^2"]
    assert told["exponent at 1.1.1.1.0: \\lVert w_k - u \\rVert -> \\lVert w_k - u \\rVert^2"]
    assert told["index at 1.1.1.1.0.0.v.0: w_k -> w_{k+1}"]
    assert told["relation at 1.1.1.0: < for <="]
    assert len(told) == 16


def test_a_limit_in_the_metric_of_a_definite_map(found):
    assert list(found(IN_METRIC, "norm").values()) == [True, True]  # without the map, and with its square


def test_linear_convergence_with_other_constants(found):
    told = found(LINEAR, "coefficient", "index", "C q^K -> -C q^K")
    faster = "coefficient at 1.1.1.0: q -> 2 q", "coefficient at 1.1.1.0.1: 1 -> \\frac{1}{2}"
    assert {n for n, true in told.items() if not true} == {*faster, "sign at 1.1.1.1: C q^K -> -C q^K"}
    assert told["index at 1.1.1.1.0.0: x_K -> x_{K+1}"]


def test_a_condition_changes_sides(found):
    told = found(IMPLIED, "1.0.1.1.1.1: ", "1.0.1.1.1: N", "1.0.1.1.1.1.0.0: -A dropped")
    wrong = {n for n, true in told.items() if not true}
    assert told["hypothesis at 1.0.1.1.1: N \\le k dropped"]  # a condition that says more
    assert "summand at 1.0.1.1.1.1.0.0: -A dropped" in wrong
    assert not any(n.startswith(("coefficient", "relation")) for n in wrong)


def test_a_bound_in_another_metric(found):
    told = found(BOUND, "norm", "index")
    assert list(told.values()) == [True, True]


def test_what_holds_of_each_index_holds_of_another(found):
    told = found(STILL, "index at 1.1.1: 0 -> 1", "index at 1.0: ", "coefficient at 1: ")
    assert told == {
        "index at 1.1.1: 0 -> 1": True,
        "index at 1.0: w_k -> w_{k+1}": True,
        "coefficient at 1: w_0 -> 2 w_0": False,
        "coefficient at 1: w_0 -> \\frac{1}{2} w_0": False,
    }


def test_they_are_sorted_as_weaker(toy):
    origin = _origin(toy(CLAIM.replace("{said}", IMPLIED)))
    wanted = "hypothesis at 1.0.1.1.1: N \\le k dropped", "coefficient at 1.0.1.1.1.1: \\mathrm{tol} -> 2 \\mathrm{tol}"
    found = [sort(m, origin, BUDGET) for m in mutants(origin.statement) if m.name in wanted]
    assert [(s.status, s.how) for s in found] == [("weaker", AT_OTHERS)] * 2


TENDS = """
@lemma("toy-sized", "the weights are not 0")
def sized(S):
    w, K, k = S.vectors("w", "d"), S.natural("K"), S.natural("k")
    S.assume(for_every(k, le(1, norm2(w[k]))))
    return both(lt(0, norm2(w[K])), le(1, norm2(w[K])))


@sized.proof()
def _(p, o):
    p.instantiate(p.hypotheses[0], o.K)
    p.both(lambda q: q.sign((norm2(o.w[o.K]) - 1) + 1), lambda q: q.fact())


@claim("toy-tail")
def tail(S):
    v, w, c, H = S.vectors("v", "d"), S.vectors("w", "d"), S.real("c"), S.spd("H", "d")
    t, N, n, k = S.positive("t"), S.natural("N"), S.natural("n"), S.natural("k")
    S.assume(for_every(k, le(1, norm2(w[k]))), for_every(t, there_are(N, for_every(n, lt(norm2(v[N + n]), t)))))
    S.assume(le(0, c + norm2(w[0], H)))
    return for_every(t, there_are(N, for_every(n, lt(norm2(1 / norm2(w[N + n]) * v[N + n]), t))))


@tail.proof()
def _(p, o):
    t = p.intro()
    N, close = p.obtain(p.instantiate(p.hypotheses[1], t))
    p.take(N)
    k = N + p.intro()
    p.use("toy-sized", K=k)
    p.instantiate(close, k.args[1])
    size, square = norm2(o.v[k]), norm2(o.w[k])
    p.sign((t - size) + size * (square - 1) * (square + 1) / square**2)


for known in (sized, tail):
    known.example({"d": 2}, v=Sequence((), (0, 0)), w=Sequence((), (1, 0)), c=0, K=0, H=((1, 0), (0, 4)))
"""


def test_what_makes_terms_defined_is_told_at_their_indices(toy):
    """That w_{N+n} is not 0 is known by a lemma that the proof uses."""
    origin = _origin(toy(TENDS))
    kinds = "relation", "coefficient at 1.1.1: ", "norm at 1.1.1.0: ", "index at 1.1.1.0.0.v.1", "sign at 1.1.1: "
    chosen = [m for m in mutants(origin.statement) if m.name.startswith(kinds)]
    told = {m.name: any(proves(m.statement, b, origin) for b in tails(m.statement, origin)) for m in chosen}
    wrong = {n for n, true in told.items() if not true}
    assert len(told) - len(wrong) >= 4, told
    assert wrong == {n for n in told if n.startswith("sign") and n.endswith("-> -t")}, told


def test_integers_are_numbers_of_their_own():
    k, N = (build("sym", (), (name, "int", ">=0")) for name in "kN")
    gap = lift(k + 1, REAL) - lift(N + N, REAL)
    x, y = lift(k, REAL), lift(N, REAL)
    assert spread(gap - x) is spread(num(1) + -2 * y)
