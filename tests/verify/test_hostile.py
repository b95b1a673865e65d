"""Evidence made to be slow is refused after few steps: counted, not timed."""

import json
from fractions import Fraction

import pytest
from proving import integer, sym, total

from bnproof.interpret.evaluate import Evaluator
from bnproof.interpret.exact import Tower
from bnproof.interpret.gram import Gram
from bnproof.interpret.instance import Instance
from bnproof.interpret.ring import TooLarge
from bnproof.statement import budget
from bnproof.statement.builder import lt, sqrt
from bnproof.statement.calculus import derivative
from bnproof.statement.codec import Table, statement_hash
from bnproof.statement.nodes import Node, Statement, build, lift, num
from bnproof.statement.sorts import Malformed
from bnproof.verify import replay
from bnproof.verify.context import Context, Refused
from bnproof.verify.replay import check_evidence

x, y, z, w = (sym(c) for c in "xyzw")
A, H, v = sym("A", "map[d,d]"), sym("H", "map[d,d]", "spd"), sym("v", "vec[d]")
F = sym("F", "fn[d]")


def steps(work) -> int:
    """So many steps it takes, up to a million; then `Exhausted`."""
    with budget.budget(10**6):
        before = budget._left
        work()
        return int(before - budget._left)


def tower(base: Node, height: int, power: int = 1000) -> Node:
    for _ in range(height):
        base = base**power
    return base


# ---- polynomials ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "term",
    [
        build("add", tuple(sym(f"t{k}") for k in range(40))) ** 10,  # terms
        (x + y + z + w + 1) ** 100,
        (x + 1) ** 1000 * (y + 1) ** 1000,
        tower(x, 3),  # degrees
        tower(sqrt(1 + x), 3),
        num("9" * 4000) ** 1000,  # digits of one coefficient
        tower(x + num("9" * 4000), 2, 100),
        tower(num(3), 3),
        1 / tower(x + y, 2, 100) + 1 / tower(x - y, 2, 100),
    ],
)
def test_a_product_beyond_the_limits_is_refused_before_it_is_made(term):
    made = []

    class Counting(Gram):
        def _times(self, p, q):
            out = super()._times(p, q)
            made.append(len(out))
            return out

    with pytest.raises(TooLarge), budget.budget(10**6):
        Counting().scalar(term)
    assert max(made, default=0) < 2_000_000
    assert len(made) < 1_000


def test_division_by_what_is_no_factor_is_short():
    """Division with a remainder would have millions of terms."""
    powers = x**300 + y**300 + z**300 + 3 * w**300 + x * y
    assert steps(lambda: Gram().scalar(powers / (x - y - z - w))) < 5_000


def test_words_are_not_doubled_without_end():
    m = A
    for _ in range(60):
        m = m @ m
    with pytest.raises(budget.Exhausted):
        steps(lambda: Gram().vector(m @ v))


# ---- derivatives ---------------------------------------------------------------------------------
def shared(step, levels: int, base: Node = x) -> Node:
    """A term that names the one before it twice, level by level: few nodes, 2^levels leaves."""
    for _ in range(levels):
        base = step(base)
    return base


@pytest.mark.parametrize(
    "step",
    [
        lambda t: t * t,
        lambda t: t + t,
        lambda t: t / (1 + t**2),
        lambda t: sqrt(t**2 + t + 1),
        lambda t: (t * v) @ (t * v),
        lambda t: F(t * v) + t,
        lambda t: build("sum", (sym("i", "int", ">=0"), integer(0), integer(1), t)) + t,
        lambda t: build("grad", (y, y * t + t, num(1))),
    ],
)
def test_the_chain_rule_passes_a_shared_term_once(step):
    """Twice the levels take about twice the steps, or, with sums, four times."""
    few, many = (steps(lambda n=n: derivative(build("grad", (x, shared(step, n), y)))) for n in (10, 20))
    assert many < 5 * few < 50_000


def test_derivatives_of_derivatives_without_end_are_refused():
    body = x * y
    for k in range(60):
        bound = sym(f"s{k}")
        body = build("grad", (bound, body * build("grad", (y, bound * body * y, bound)) + bound, x))
    with pytest.raises((budget.Exhausted, Malformed, RecursionError)):
        steps(lambda: Gram().scalar(body))


def test_what_is_defined_in_nested_ranges_is_not_asked_without_end():
    body = x
    for k in range(60):
        i, j = sym(f"i{k}", "int", ">=0"), sym(f"j{k}", "int", ">=0")
        body = total(i, 0, 1, body + body**2) + total(j, 0, 1, body + body**3)
    with pytest.raises(budget.Exhausted):
        steps(lambda: Context(Gram()).require_defined(body))


def test_rows_are_of_bounded_length():
    build("add", (x,) * 1000)
    with pytest.raises(Malformed, match="arguments"):
        build("add", (x,) * 1001)


# ---- whole pieces of evidence --------------------------------------------------------------------
def evidence(statement: Statement, proof=None, instance=None, *nodes: Node):
    table = Table()
    for n in nodes:
        table.index(n)
    return json.loads(
        json.dumps(
            {
                "schema": replay.SCHEMA,
                "claim": "c",
                "variant": "v",
                "statement": statement_hash(statement),
                "kind": "proof" if proof else "witness",
                "nodes": table.rows,
                **({"proof": proof} if proof else {}),
                "instance": instance or {"dims": {}, "values": {s.name: "1" for s in statement.symbols}},
            }
        )
    )


def test_evidence_that_asks_for_too_much_is_refused():
    claim = Statement((), lt(x, x + 1))
    body = x
    for k in range(60):
        body = total(sym(f"i{k}", "int", ">=0"), 0, 1, body + body**2) + total(
            sym(f"j{k}", "int", ">=0"), 0, 1, body + body**3
        )
    table = Table()
    index = table.index(body)
    data = evidence(claim, {"rule": "sign", "as": index})
    data["nodes"] = table.rows
    with pytest.raises(Refused, match="more work"):
        check_evidence(data, lambda c, v: claim)


def test_a_deep_proof_is_refused():
    claim = Statement((), lt(x, x + 1))
    proof = {"rule": "sign"}
    for _ in range(5_000):
        proof = {"rule": "cases", "on": 0, "branches": [["<=", proof], [">", {"rule": "sign"}]]}
    with pytest.raises(Refused):
        check_evidence({**evidence(claim, {"rule": "sign"}, None, x), "proof": proof}, lambda c, v: claim)


def test_deep_junk_in_an_instance_is_refused():
    claim = Statement((), lt(x, x + 1))
    junk = "1"
    for _ in range(5_000):
        junk = [junk]
    with pytest.raises(Malformed):
        check_evidence(evidence(claim) | {"instance": {"dims": {}, "values": {"x": junk}}}, lambda c, v: claim)


def test_instances_have_a_bounded_number_of_digits():
    claim = Statement((), lt(v @ (H @ v), 0))
    rows = [["9" * 400 if i == j else "0" for j in range(64)] for i in range(64)]
    with pytest.raises(Refused, match="more work"):
        check_evidence(
            evidence(claim, None, {"dims": {"d": 64}, "values": {"v": ["1"] * 64, "H": rows}}), lambda c, v: claim
        )


def of_function(body: Node, bound: Node):
    """Evidence that F(v) < 0 fails for this F."""
    claim = Statement((), lt(F(v), 0))
    table = Table()
    at = {"bound": table.index(bound), "body": table.index(body)}
    data = evidence(claim, None, {"dims": {"d": 1}, "values": {"v": ["2"], "F": at}})
    return claim, {**data, "nodes": table.rows}


BOUND = sym("t", "vec[d]")


def test_a_chosen_function_of_moderate_size_is_read():
    claim, data = of_function(tower(BOUND @ BOUND, 1, 400), BOUND)
    assert check_evidence(data, lambda c, v: claim).kind == "witness"


@pytest.mark.parametrize(
    "body",
    [
        tower(BOUND @ BOUND, 2, 400),
        tower(num(3), 3) * (BOUND @ BOUND),
        shared(lambda t: t + t, 300, BOUND @ BOUND),
        shared(lambda t: t * t, 300, BOUND @ BOUND),
    ],
)
def test_chosen_functions_are_of_bounded_size(body):
    claim, data = of_function(body, BOUND)
    with pytest.raises(Refused, match="outside its domain"):
        check_evidence(data, lambda c, v: claim)


@pytest.mark.parametrize("body", [tower(num(3), 3), shared(lambda t: t + t, 300)])
def test_further_hypotheses_are_of_bounded_size(body):
    claim = Statement((), lt(x, 0))
    table = Table()
    index = table.index(build("or", (lt(0, x), lt(0, body))))
    data = evidence(claim, {"rule": "sign"})
    with pytest.raises(Refused, match="too much"):
        check_evidence({**data, "kind": "disproof", "nodes": table.rows, "where": [index]}, lambda c, v: claim)


def test_ranges_in_ranges_are_not_walked_without_end():
    i, j = sym("i", "int", ">=0"), sym("j", "int", ">=0")
    body = total(i, 0, 9_999, total(j, 0, 9_999, x * lift(i, x.sort) * lift(j, x.sort)))
    with pytest.raises(budget.Exhausted):
        steps(lambda: Evaluator(Tower(), Instance({}, {"x": Fraction(1)})).value(body))
