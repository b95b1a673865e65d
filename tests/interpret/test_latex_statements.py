"""LaTeX of statements: lines, abbreviations, and every claim."""

import re
from itertools import combinations

import pytest
from interpret.latex_examples import H, K, S, T, a, balanced, k, large, other, p, q, small, t, u, v, w, x, y, z

from bnproof.interpret.latex.printer import term
from bnproof.interpret.latex.statements import statement
from bnproof.interpret.words import declarations
from bnproof.model import Claim
from bnproof.registry import Registry
from bnproof.statement.builder import (
    both,
    either,
    eq,
    gradient,
    implies,
    injection,
    le,
    lt,
    norm,
    norm2,
    sqrt,
    stack,
)
from bnproof.statement.nodes import Node, Statement


def test_short_statements_take_one_line() -> None:
    assert statement(Statement((), small)) == "x < y"
    assert statement(Statement((small, large), other)) == r"x < y \wedge y \le z \Rightarrow u = v"
    bounded = S.for_all(t, le(a[t], x))
    assert statement(Statement((bounded,), S.there_is(k, small))) == (
        r"(\forall t \in \mathbb{Z}_{\ge 0}:\ a_t \le x) \Rightarrow \exists k > 0:\ x < y"
    )
    assert statement(Statement((small,), implies(large, other))) == (r"x < y \Rightarrow (y \le z \Rightarrow u = v)")


def _long(symbol: Node) -> Node:
    """More than a line."""
    return S.total(0, T, lambda s: a[s]) * (symbol + 1111111111111111) + 2222222222222222 * symbol


def test_long_statements_take_a_line_for_every_hypothesis() -> None:
    given = Statement((small, S.for_all(y, implies(large, eq(_long(y), _long(x))))), both(large, small))
    left, right = (
        rf"\left(\sum_{{i=0}}^T a_i \right) ({n} + 1111111111111111) + 2222222222222222 {n}" for n in ("y'", "x")
    )
    assert statement(given).splitlines() == [
        r"\begin{aligned}",
        r"& x < y, \\",
        r"& \forall y' \in \mathbb{R}:\ y' \le z \\",
        rf"& \quad \quad \Rightarrow\ {left} \\",
        rf"& \quad \quad \quad = {right}, \\",
        r"& \Rightarrow\ y \le z \wedge x < y",
        r"\end{aligned}",
    ]


def test_long_conclusions_break() -> None:
    three = both(small, eq(_long(x), _long(y)), either(small, large))
    lines = statement(Statement((), three)).splitlines()
    assert [line.split()[1] for line in lines[1:-1]] == ["x", "\\wedge\\", "\\quad", "\\wedge\\"]
    assert lines[-2].endswith(r"\wedge\ (x < y \vee y \le z)")


def test_abbreviations() -> None:
    step = u - (w @ (H @ u)) / norm2(w, H) * (w + x / norm(w, H) * (H @ v))
    given = Statement((), le(norm(step, H), norm(step)))
    assert statement(given, let=True).splitlines() == [
        r"\begin{aligned}",
        r"& \lVert t_1 \rVert_H \le \lVert t_1 \rVert \\",
        rf"& \text{{where }}t_1 = {term(step)}",
        r"\end{aligned}",
    ]
    assert "where" not in statement(given)
    assert statement(Statement((), small), let=True) == "x < y"


def test_abbreviations_of_bound_symbols_are_functions_of_them() -> None:
    def long(n: Node) -> Node:
        return (p[n] @ u) * (p[n] @ v) * (p[n] @ w) / (norm2(p[n], H) + 1)

    rule = S.for_all(t, both(lt(0, long(t)), lt(long(t), long(t) ** 2)))
    lines = statement(Statement((), rule), let=True).splitlines()
    assert lines[1:3] == [
        r"& \forall t \in \mathbb{Z}_{\ge 0}:\ 0 < s_1(t) \wedge s_1(t) < s_1(t)^2 \\",
        rf"& \text{{where }}s_1(t) = {term(long(t))}",
    ]


def test_abbreviations_of_a_point_of_several_vectors() -> None:
    at = stack(u / norm(u) + v / norm(v), q, x * u + y * v + z * w)
    slopes = [injection("d+B+d", c).T @ gradient(K, at) for c in (1, 3)]
    lines = statement(Statement((), eq(slopes[0], slopes[1])), let=True).splitlines()
    assert lines[1:3] == [
        r"& \nabla_1 K(t_1) = \nabla_3 K(t_1) \\",
        rf"& \text{{where }}t_1 = {term(at)}",
    ]
    twice = statement(Statement((), eq(slopes[0], 2 * slopes[0])), let=True).splitlines()
    assert twice[1:3] == [r"& t_1 = 2 t_1 \\", rf"& \text{{where }}t_1 = {term(slopes[0])}"]


def test_abbreviations_use_each_other() -> None:
    inner = (u @ v) * (v @ w) / (norm2(w, H) * norm2(u, H)) + x / norm(v, H)
    outer = inner / (x + inner) + sqrt(1 + inner) * (x + y + z) ** 2
    lines = statement(Statement((), lt(outer, 1 + outer**2)), let=True).splitlines()
    assert lines[1] == r"& t_2 < 1 + t_2^2 \\"
    assert lines[3] == r"& \phantom{\text{where }}t_2 = \frac{t_1}{x + t_1} + \sqrt{1 + t_1} (x + y + z)^2"


CLAIMS = [claim for _, claim in Registry.load().claims.values()]


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.id)
def test_every_claim_prints(claim: Claim) -> None:
    for variant in claim.variants:
        given = variant.trace().statement
        for text in (statement(given), statement(given, let=True)):
            assert balanced(text), variant.name
            assert not re.search(r"#|\\\||\\,|(?<![rl])\\\{", text), variant.name


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.id)
@pytest.mark.parametrize("let", [False, True])
def test_variants_print_differently(claim: Claim, let: bool) -> None:
    printed = {}
    for variant in claim.variants:
        given = variant.trace().statement
        printed[variant.name] = (*declarations(given), statement(given, let=let))
    for one_name, other_name in combinations(printed, 2):
        assert printed[one_name] != printed[other_name], (one_name, other_name)
