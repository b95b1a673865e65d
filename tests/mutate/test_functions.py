"""Mutants of statements about chosen functions: with universal hypotheses, which instances meet by proof."""

from fractions import Fraction
from itertools import islice

import pytest

from bnproof import basis, eq, gradient, le, norm
from bnproof.interpret.instance import Instance, Lambda
from bnproof.mutate.derive import mutants
from bnproof.mutate.posed import find_undefined, undefined_at
from bnproof.mutate.proofs import Origin, known
from bnproof.mutate.run import holding
from bnproof.mutate.sort import sort
from bnproof.prove.admission import Admission
from bnproof.run import check
from bnproof.search.instances import Problem
from bnproof.search.refute import Budget
from bnproof.statement.builder import Scope
from bnproof.statement.nodes import build, lift, num
from bnproof.statement.sorts import INT

BUDGET = Budget(draws=60, shrinks=0, screens=0)
SOME = ("arora-lemmaA.1-eq18", "wiki-better-init", "arora-C2-equivalence", "arora-lemma3.2-one-weight")

S = Scope()
F, L, w = S.function("F", "d", "punctured"), S.nonnegative("L"), S.vector("w", "d", "nonzero")
x = S.vector("x", "d", "nonzero")
SLOPE = le(norm(gradient(F, w)), L * norm(w))
S.assume(S.for_all(x, le(norm(gradient(F, x)), L)))
STATEMENT = S.statement(SLOPE)
AT = build("sym", (), ("at", "vec[d]", ""))
E = basis("d", lift(1, INT))


def linear(k):
    return Lambda(AT, num(k) * (E @ AT))


def example(k, w=(1, 0), L=None):
    numbers = {"L": Fraction(abs(k) if L is None else L), "w": tuple(map(Fraction, w))}
    return Instance({"d": 2}, {"F": linear(k), **numbers})


def steepness(p, o):
    """The length of k e is |k|."""

    def script(q):
        q.intro()
        q.sqrt_mono()

    p.both(script)


MEETS = Admission([steepness], None)


# ---- draws ----------------------------------------------------------------------------------------------------
def test_only_examples_that_meet_the_hypotheses_are_drawn_beside():
    problem = Problem(STATEMENT, [example(1), example(2, L=1)], MEETS)
    assert [e.values["F"] for e in problem.meeting] == [linear(1)]
    drawn = list(islice(problem.draws(), 60))
    beside = [d for d in drawn[2:] if d.values["F"] == linear(1) and d.dims["d"] == 2]
    assert len(beside) >= 20
    assert {d.values["L"] for d in beside[:20]} <= {Fraction(1), *(d.values["L"] for d in drawn if d not in beside)}


def test_what_needs_no_proof_changes_beside_an_example():
    problem = Problem(STATEMENT, [example(1)], MEETS)
    odd = list(islice(problem.draws(), 1, 80))[1::2]
    assert all((d.values["F"], d.values["L"]) == (linear(1), 1) for d in odd)
    lengths = {sum(t * t for t in d.values["w"]) for d in odd}
    assert min(lengths - {0}) <= Fraction(1, 64)
    assert max(lengths) >= 64


def test_without_proofs_there_is_nothing_to_draw_beside():
    assert Problem(STATEMENT, [example(1)]).meeting == []


# ---- ill-posed ------------------------------------------------------------------------------------------------
def test_a_proof_of_the_hypotheses_before_it_is_asked_for():
    free = build("sym", (), ("w", "vec[d]", ""))
    (mutant,) = [m for m in mutants(STATEMENT) if m.renamed == {w: free}]
    at_zero = example(1, w=(0, 0))
    assert undefined_at(mutant.statement, at_zero) == ""  # nobody says that the hypothesis holds
    assert undefined_at(mutant.statement, at_zero, MEETS) == "F at the origin"
    assert undefined_at(mutant.statement, example(2, w=(0, 0), L=1), MEETS) == ""  # it does not hold
    found = find_undefined(mutant.statement, Problem(mutant.statement, [example(1)], MEETS))
    assert found is not None
    assert found[1] == "F at the origin"


def test_an_example_of_the_mutant_alone_is_known_by_its_other_parts():
    even = S.for_all(x, eq(F(-x), F(x)))
    statement = type(STATEMENT)((*STATEMENT.hypotheses, even), SLOPE)

    def own(p, o):
        p.both(lambda q: (q.intro(), q.sqrt_mono()), lambda q: (q.intro(), q.ring()))

    meets, odd = Admission([own], None), example(1, w=(Fraction(1, 2), 0))
    fewer = type(STATEMENT)(STATEMENT.hypotheses, SLOPE)
    known(meets, statement, odd)
    assert Problem(statement, [odd], meets).meeting == []
    assert Problem(fewer, [odd], meets).meeting == [odd]


# ---- real claims ----------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def hypotheses(registry):
    """What becomes of the mutants with a hypothesis less, by claim and form."""
    found = {}
    claims = {id: claim for id, (_, claim) in registry.claims.items()}
    for id, v in holding(check(registry, registry.select(SOME))):
        if id in SOME and (id != SOME[-1] or v.name == "printed"):
            origin = Origin.of(claims[id], v, registry.statement, claims)
            for m in mutants(origin.statement, 14):
                if m.says_more:
                    found[id, v.name, m.name.split(":")[0]] = sort(m, origin, BUDGET).status
    return found


def test_every_hypothesis_is_needed_or_implied(hypotheses):
    assert hypotheses
    assert "survived" not in hypotheses.values()


@pytest.mark.parametrize(
    ("claim", "form", "statuses"),
    [
        ("arora-lemmaA.1-eq18", "printed", ["killed", "killed", "unneeded", "ill-posed"]),
        (
            "arora-lemma3.2-one-weight",
            "printed",
            [
                *["killed"] * 4,
                "unneeded",
                "killed",
                *["unneeded"] * 2,
                "ill-posed",
                "killed",
                *["unneeded"] * 2,
                "ill-posed",
            ],
        ),
    ],
)
def test_what_each_hypothesis_is_for(claim, form, statuses, hypotheses):
    found = [s for (id, name, _), s in hypotheses.items() if (id, name) == (claim, form)]
    assert found == statuses


def test_a_positive_product_has_no_zero_factor(hypotheses):
    assert hypotheses["wiki-better-init", "the nearest optimum, for <W*, W0> > 0", "hypothesis W nonzero"] == "unneeded"
