"""Mutants that follow from the claim: from what it says exists, from a part of a disjunction, from other hypotheses."""

import pytest

from bnproof.mutate.derive import mutants
from bnproof.mutate.proofs import Origin
from bnproof.mutate.run import holding
from bnproof.mutate.sort import sort
from bnproof.run import check
from bnproof.search.refute import Budget

BUDGET = Budget(draws=40, shrinks=0, screens=0)
CLAIMS = '''
@claim("toy-multiple")
def multiple(S):
    """w is a multiple of u."""
    u, w, c, k = S.vector("u", "d"), S.vector("w", "d"), S.real("c"), S.real("k")
    H = S.spd("H", "d")
    S.assume(eq(H @ w, c * (H @ u)))
    S.let(given=eq(H @ w, c * (H @ u)))
    return S.there_is(k, eq(norm2(w - k * u), 0))


@multiple.proof()
def _(p, o):
    inverse = o.H**-1
    line = p.have(eq(o.w, o.c * o.u), lambda q: q.ring((inverse, o.given)))
    p.exists(o.c, lambda q: q.ring((o.w - o.c * o.u, line)))


multiple.example({"d": 2}, u=(1, 0), w=(-2, 0), c=-2, H=((1, 0), (0, 2)))
multiple.example({"d": 1}, u=(0,), w=(0,), c=1, H=((1,),))


@claim("toy-either")
def one_of_two(S):
    x, y = S.real("x"), S.real("y")
    S.let(gap=(x - y) ** 2)
    return either(le(2 * x * y, x**2 + y**2), lt(x, x - 1))


@one_of_two.proof()
def _(p, o):
    p.either(0)
    p.sign(o.gap)


@claim("toy-chain")
def chain(S):
    x, y, z = S.real("x"), S.real("y"), S.real("z")
    S.assume(lt(x, y), lt(0, z - x), le(y, z))
    return lt(x - z, 0)


@chain.proof()
def _(p, o):
    p.sign(o.z - o.x)
'''


@pytest.fixture
def found(toy):
    registry = toy(CLAIMS)
    results = check(registry, registry.select(["all"]))

    def of(claim):
        (v,) = [v for c, v in holding(results) if c == claim]
        origin = Origin.of(registry.claims[claim][1], v, registry.statement)
        return {m.name: sort(m, origin, BUDGET) for m in mutants(origin.statement)}

    return of


def test_what_exists_solves_other_equations(found):
    sorted_ = found("toy-multiple")
    by_name = {n: s.status for n, s in sorted_.items()}
    assert by_name["sign at 1.0.v: w -> -w"] == "weaker"
    assert by_name["coefficient at 1.0.v: w -> 2 w"] == "weaker"
    assert by_name["norm at 1.0: \\lVert w - k u \\rVert^2 -> \\lVert w - k u \\rVert_H^2"] == "weaker"
    assert by_name["summand at 1.0.v: w dropped"] == "weaker"  # of k = 0
    killed = {n for n, s in by_name.items() if s == "killed"}
    assert killed >= {"factor at 1.0.v.1.1: k -> k^2", "summand at 1.0.v: -k u dropped", "coefficient at 1.1: 0 -> 1"}
    assert "survived" not in by_name.values()


def test_examples_are_not_scaled(found):
    """The one that kills `|w - k u|^2 = 1` is u = w = 0; the one that kills `w = k^2 u` is w = -2 u."""
    killed = found("toy-multiple")["factor at 1.0.v.1.1: k -> k^2"]
    assert killed.instance.values["w"] == (-2, 0)


def test_a_part_of_a_disjunction_is_weakened_where_it_is_shown(found):
    by_name = {n: s for n, s in found("toy-either").items()}
    doubled = by_name["coefficient at 0.1: x^2 -> 2 x^2"]
    assert (doubled.status, doubled.how) == ("weaker", "from the claim")
    assert by_name["relation at 0: < for <="].status == "killed"


def test_a_hypothesis_that_two_others_imply_is_unneeded(found):
    by_hypothesis = {n: s for n, s in found("toy-chain").items() if s.mutant.operator == "hypothesis"}
    told = {n.split(":")[0]: (s.status, s.how) for n, s in by_hypothesis.items()}
    assert told["hypothesis 1"] == ("unneeded", "from the claim: the hypothesis follows from others")
    assert told["hypothesis 0"][0] == told["hypothesis 2"][0] == "unneeded"  # the proof does not need them
