"""Mutants that follow from the claim at other values, and neighbours that do not."""

import pytest

from bnproof.mutate.derive import mutants
from bnproof.mutate.instances import _fact, _instance, _opening, _use
from bnproof.mutate.proofs import Origin, proves
from bnproof.mutate.run import holding
from bnproof.mutate.scripts import opened
from bnproof.mutate.sort import sort
from bnproof.prove.script import Script
from bnproof.run import check
from bnproof.search.refute import Budget
from bnproof.statement.nodes import Statement

BUDGET = Budget(draws=10, shrinks=0, screens=0)
CLAIMS = '''
@claim("toy-still")
def still(S):
    w, K = S.vectors("w", "d"), S.natural("K")
    k = S.natural("k")
    rule = for_every(k, eq(w[k + 1], w[k]))
    S.assume(rule)
    S.let(rule=rule)
    return eq(w[K], w[0])


@still.proof()
def _(p, o):
    K, w = o.K, o.w

    def step(q):
        q.rewrite(q.instantiate(o.rule, K))
        q.fact()

    p.induct(K, None, step)


@claim("toy-nearest")
def nearest(S):
    """What is orthogonal to an image is no longer than what is between y and a point of the image."""
    X, u, v = S.map("X", "d", "m", "injective"), S.vector("u", "d"), S.vector("v", "d", "nonzero")
    y, z, b = S.vector("y", "m"), S.vector("z", "m"), S.real("b")
    there = eq(y, X @ u + z)
    S.assume(eq(X.T @ z, 0), there)
    S.let(image=X @ v, there=there)
    return le(norm2(z), norm2(y - b / norm(X @ v) * (X @ v)))


@nearest.proof()
def _(p, o):
    p.have(lt(0, norm2(o.image)))
    p.have(le(0, norm2(o.y)))
    p.rewrite(o.there)
    p.sign(norm2(o.X @ o.u - o.b / norm(o.image) * o.image))


@claim("toy-steep")
def steep(S):
    x, b, c = S.real("x"), S.real("b"), S.real("c")
    S.let(below=x**2 + 2 * x + 2)
    return le(0, (b / (x**2 + 2 * x + 2)) ** 2 + c**2)


@steep.proof()
def _(p, o):
    p.have(lt(0, o.below), lambda q: q.sign((o.x + 1) ** 2 + 1))
    p.have(le(0, o.c**2))
    p.sign()
'''


@pytest.fixture
def origin(toy):
    registry = toy(CLAIMS)
    results = check(registry, registry.select(["all"]))

    def of(claim):
        (v,) = [v for c, v in holding(results) if c == claim]
        return Origin.of(registry.claims[claim][1], v, registry.statement)

    return of


def _status(origin, *kinds):
    chosen = [m for m in mutants(origin.statement) if any(k in m.name for k in kinds)]
    return {m.name: (s.status, s.how) for m in chosen for s in [sort(m, origin, BUDGET)]}


def test_an_index_is_another_one(origin):
    told = _status(origin("toy-still"), "index")
    assert told == {
        "index at 0: w_K -> w_{K+1}": ("equivalent", "from the claim"),
        "index at 1.1: 0 -> 1": ("equivalent", "from the claim"),
    }


def test_a_factor_is_made_good_and_others_add_up(origin):
    """Without the length, at b |X v|; of 2 y, four times what it is at b/2. What divides is shown to be positive."""
    told = _status(origin("toy-nearest"), "\\rVert dropped", "y -> 2 y", "y -> \\frac")
    assert sorted(told.values()) == [("weaker", "from the claim")] * 2


def test_no_more_of_a_proof_is_begun_than_is_enough(origin):
    known = origin("toy-steep")
    s = Script(known.statement.conclusion, known.lookup, known.statement.hypotheses)
    assert len(opened(s, known.script, known.objects)) == 2
    s = Script(known.statement.conclusion, known.lookup, known.statement.hypotheses)
    assert len(_opening(known)(s)) == 1


def test_roots_are_those_of_the_claim(origin):
    """At 2 w the length is 2 |w|."""
    known = origin("toy-nearest")
    v = next(s for s in known.statement.symbols if s.name == "v")
    place = (v, 2 * v)
    fact = _fact(place, known)
    assert fact is not _instance(place, known)

    def body(s):
        _opening(known)(s)
        _use(s, place, known)
        s.fact()

    assert proves(Statement(known.statement.hypotheses, fact), body, known)
