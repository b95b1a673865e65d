"""The second checker: what it says of terms is so, its values are those of canonical forms, it refuses falsehoods."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st
from interpret.readback import Reader
from interpret.trees import Trees
from proving import encoded
from second.checker import accepts
from second.known import Known
from second.modular import Points
from second.refusal import Rejected
from second.values import Undefined, Unsupported
from verify.test_context import closed
from verify.test_kernel import USES
from verify.test_limits import FALSEHOODS
from verify.test_mutated_proofs import attempts
from verify.uses.use import lookup, replaced

from bnproof.interpret import evaluate
from bnproof.interpret.exact import Tower
from bnproof.interpret.gram import Gram
from bnproof.interpret.instance import Undefined as NoValue
from bnproof.interpret.ring import TooLarge, ZeroDenominator
from bnproof.statement.builder import Scope, absolute, basis, dim, eq, ones, sqrt
from bnproof.statement.calculus import Unsupported as NoForm
from bnproof.statement.codec import Table, decode
from bnproof.statement.nodes import Node, Statement, build, num

FORMS = range(5_000 if os.environ.get("BNPROOF_PROFILE") == "thorough" else 400)
S = Scope()
x, y, p, q = S.real("x"), S.real("y"), S.positive("p"), S.positive("q")
u, v, e, H = S.vector("u", "d"), S.vector("v", "d", "nonzero"), S.vector("e", "d", "unit"), S.spd("H", "d")
A, i, j, n = S.map("A", "d", "d"), S.index("i", "d"), S.index("j", "d"), S.natural("n")


def test_canonical_forms_have_the_values_of_their_terms(record_property):
    """At random points of a prime field, in spaces of 1 to 8 dimensions."""
    compared = 0
    for seed in FORMS:
        trees, gram = Trees(seed), Gram()
        trees.roots = 3
        node = trees.real(4) if seed % 2 else trees.vector("d", 4)
        reader = Reader(gram)
        try:
            real = node.sort.kind == "real"
            form = reader.scalar(gram.scalar(node)) if real else reader.vector(gram.vector(node), "d")
            for value, other in Points().values(node, form):
                assert value == other, node
            compared += 1
        except (NoForm, ZeroDenominator, TooLarge, Undefined, Unsupported):
            continue
    record_property("compared", compared)
    assert compared > 0.9 * len(FORMS)


@given(st.integers(0, 10**6), st.randoms(use_true_random=False))
def test_signs_and_definedness_agree_with_exact_values(seed, random):
    trees = Trees(seed)
    trees.roots = 3
    terms, instance = closed(trees.real(4)), trees.instances(1)[0]
    evaluator, known = evaluate.Evaluator(Tower(), instance), Known()
    for term in terms:
        if random.random() < 0.5:
            continue
        try:
            sign = evaluator.sign(evaluator.value(term))
        except (NoForm, ArithmeticError):
            continue
        relation = "eq" if sign == 0 else random.choice(("le", "lt"))
        fact = build(relation, (num(0), term) if sign >= 0 else (term, num(0)))
        known = known.and_also(fact) if known.defined(fact) else known
    for term in terms:
        if not known.defined(term):
            continue
        try:
            assert evaluator.sign(evaluator.value(term)) in known.signs(term), term
        except NoValue:
            raise AssertionError(f"called defined: {term}") from None
        except NoForm:
            continue


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (x * y, y * x),
        (sqrt(p * q), sqrt(p) * sqrt(q)),
        (sqrt(p**2), p),
        (sqrt(x**2), absolute(x)),
        (absolute(num(-3)), num(3)),
        (e @ e, num(1)),
        (u @ (H @ v), v @ (H @ u)),
        (H**-1 @ (H @ u), 1 * u),
        (ones("d") @ ones("d"), dim("d")),
        (basis("d", i) @ basis("d", i), num(1)),
        (num(2) ** (n + 1), 2 * num(2) ** n),
    ],
)
def test_equal_terms(a, b):
    assert Points().same(a, b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (x, y),
        (sqrt(x**2), x),
        (absolute(x + y), absolute(x) + absolute(y)),
        (u @ u, num(1)),
        (u @ (A @ v), v @ (A @ u)),
        (u @ (H @ (A @ v)), v @ (H @ (A @ u))),
        (ones("d") @ u, dim("d")),
        (basis("d", i) @ basis("d", j), num(0)),
        (basis("d", i) @ basis("d", j), num(1)),
        (dim("d"), num(5)),
        (num(2) ** n, num(2)),
        ((u @ v) ** 2, (u @ u) * (v @ v)),  # true in one dimension
    ],
)
def test_unequal_terms(a, b):
    assert not Points().same(a, b)


def opinion(goal: Node, proof, *given: Node) -> None:
    table = Table()
    data = encoded(proof, table)
    accepts(Statement(given, goal), decode(table.rows), data, lookup)


@pytest.mark.parametrize("rule", USES)
def test_a_sound_use_of_each_rule_is_accepted(rule):
    use = USES[rule]
    opinion(use.goal, use.proof, *use.given)


@pytest.mark.parametrize("rule", USES)
def test_unsound_uses_are_rejected(rule):
    use = USES[rule]
    for goal in use.goals:
        with pytest.raises(Rejected):
            opinion(goal, use.proof, *use.given)
    for path, value in use.altered:
        with pytest.raises(Rejected):
            opinion(use.goal, replaced(use.proof, path, value), *use.given)


@pytest.mark.parametrize("helper", ["rest", "fresh", "belongs", "named", "operator", "prove", "node"])
def test_what_helps_the_rules_is_no_rule(helper):
    with pytest.raises(Rejected, match="no rule"):
        opinion(eq(num(1), num(0)), {"rule": helper})


@pytest.mark.parametrize("name", FALSEHOODS)
def test_falsehoods_about_limits_are_rejected(name):
    goal, proof, given, _ = FALSEHOODS[name]
    with pytest.raises(Rejected):
        opinion(goal, proof, *given)


def test_scripts_prove_no_mutant(registry):
    tried = 0
    for statement, nodes, proof in attempts(registry):
        with pytest.raises(Rejected):
            accepts(statement, nodes, proof, registry.statement)
        tried += 1
    assert tried > 20
