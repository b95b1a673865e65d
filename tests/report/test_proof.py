"""Proofs in outline: every fact that a proof establishes is told, whatever the rule."""

import re

import pytest

from bnproof.interpret.instance import Lambda
from bnproof.interpret.latex.printer import Printer
from bnproof.report.proof import outline
from bnproof.report.witness import _function, failure, instance
from bnproof.run import check
from bnproof.statement.builder import injection
from bnproof.statement.nodes import build


@pytest.fixture(scope="module")
def told(registry, results):
    """Outlines by claim and variant."""
    return {
        (r.id, v.name): outline(e, v.statement, registry.statement)
        for r in results.values()
        for v in r.variants
        for e in v.evidence
        if e["kind"] != "witness"
    }


def test_every_proof_has_an_outline(told):
    assert len(told) > 30
    for found in told.values():
        assert found.lines
        assert all(re.match(r" *[0-9]+\. \S", line) for line in found.lines)


def test_no_rule_is_without_words(told):
    assert not [name for name, o in told.items() if any("by the rule" in line.lower() for line in o.lines)]


def test_what_an_outline_uses_it_names(told, results):
    for (id, name), found in told.items():
        variant = next(v for v in results[id].variants if v.name == name)
        for claim, _ in variant.uses:
            assert f"`{claim}`" in "\n".join(found.lines)


def test_abbreviations_are_explained_and_used(told):
    for found in told.values():
        text = "\n".join((*found.lines, *found.where))
        for line in found.where:
            name = re.match(r"\$(.*?)(\(.*\))? = ", line)[1]
            assert len(re.findall(re.escape(name) + r"(?![0-9])", text)) > 1


def test_the_closed_form_of_a_gradient_is_told(told):
    text = "\n".join(told["kohler-eq13", "printed"].lines)
    assert r"\frac{2 \langle u, w \rangle^2}{\lVert w \rVert_S^4} S w$: the closed form, derived by SymPy" in text


def test_an_induction_has_its_base_and_its_step(told):
    text = "\n".join(told["kohler-thm1-eq14", "printed"].lines)
    assert "by induction on $T$" in text
    assert re.search(r"^ +1\. At the least value: .*w_0", text, re.MULTILINE)
    assert re.search(r"^ +2\. From \$T\$ to the next: .*w_\{T\+1\}", text, re.MULTILINE)


def test_a_witness_of_existence_and_a_certificate_are_told(told):
    name = "the nearest optimum, for <W*, W0> > 0"
    assert told["wiki-better-init", name].lines[0] == (
        r"1. Take $\frac{\langle W, W_0 \rangle}{\lVert W \rVert^2}$ for $k$."
    )
    (line,) = told["kohler-rho-minimum", "printed"].lines
    assert line.startswith(r"1. The difference of the sides is $\left\lVert S^{-1} u - ")


SIGN = "the sign of the difference of the sides follows from the signs of its parts."
CASES = "p.cases(o.x, lt=None, eq=None, gt=None)"
HAVE = "p.have(lt(0, o.x**2 + 1)); p.sign(o.x**2 + 1)"
REWRITE = "f = p.have(eq(o.x * o.x, o.x**2)); p.rewrite(f); p.sign()"
TOLD = {
    CASES: [
        "1. By the sign of $x$:",
        f"   1. If $x < 0$: {SIGN}",
        f"   2. If $x = 0$: {SIGN}",
        f"   3. If $0 < x$: {SIGN}",
    ],
    HAVE: [
        f"1. $0 < x^2 + 1$: {SIGN}",
        "2. The difference of the sides is $x^2 + 1$, whose sign follows from the signs of its parts.",
    ],
    REWRITE: [
        "1. $x x = x^2$: both sides have the same canonical form.",
        "2. Rewrite by $x x = x^2$.",
        f"3. {SIGN.capitalize()}",
    ],
}


@pytest.mark.parametrize(("proof", "lines"), TOLD.items())
def test_a_script_is_told_step_by_step(toy, proof, lines):
    registry = toy(
        '@claim("toy-a")\ndef a(S):\n    x = S.real("x")\n    return le(-1, x * x)\n\n'
        f"@a.proof()\ndef _(p, o):\n    {proof}\n"
    )
    (result,) = check(registry, registry.select(["all"]))
    (variant,) = result.variants
    (data,) = variant.evidence
    assert list(outline(data, variant.statement, registry.statement).lines) == lines


NORMAL = """
@claim("toy-a")
def a(S):
    v = S.vector("v", "d")
    moments = eq(S.expect("d", lambda n: (n @ v) * n), v)
    twice, squares = (lambda x: 2 * x), (lambda x: 1 + x**2)
    sides = (S.over("d", lambda i: of(basis("d", i) @ v)) for of in (twice, squares))
    return both(moments, le(*sides))


@a.proof()
def _(p, o):
    def squares(q):
        e = basis("d", q.termwise())
        q.sign((1 - e @ o.v) ** 2)

    n = p.normal("d")
    fact = p.stein(n, n @ o.v)
    p.both(lambda q: q.ring((1, fact)), squares)
"""


def test_expectations_and_sums_are_told(toy):
    (result,) = check(registry := toy(NORMAL), registry.select(["all"]))
    (variant,) = result.variants
    (data,) = variant.evidence
    lines = outline(data, variant.statement, registry.statement).lines
    by_parts = "integration by parts under the standard normal law (Stein's lemma)."
    assert lines[0] == rf"1. $\mathbb{{E}}_ n[\langle n, v \rangle n] = \mathbb{{E}}_ n[v]$: {by_parts}"
    assert (
        r"      1. It suffices that $2 \langle e_i, v \rangle \le 1 + \langle e_i, v \rangle^2$ for each $i$." in lines
    )


# ---- witnesses -----------------------------------------------------------------------------------
def _violated(registry):
    (result,) = check(registry, registry.select(["all"]))
    (variant,) = result.variants
    (data,) = variant.evidence
    return instance(data, variant.statement), failure(data, variant.statement)


def test_the_part_that_fails_is_named(toy):
    registry = toy(
        '@claim("toy-a")\ndef a(S):\n    x = S.positive("x")\n    return both(lt(0, x), implies(lt(0, x), ne(x, 1)))\n'
    )
    where, found = _violated(registry)
    assert where == ["x = 1"]
    assert (found.part, found.relation, found.left, found.right, found.sign) == (2, r"x \ne 1", "1", "1", r"\ne")


def test_sides_without_an_exact_form_are_told_to_some_digits(toy):
    registry = toy(
        '@claim("toy-a")\ndef a(S):\n    x, v = S.real("x"), S.vector("v", "d", "unit")\n'
        "    return both(le(x, x), implies(eq(x, 2), eq(log(x) * v, (x / 3) * v)))\n"
    )
    _, found = _violated(registry)
    assert found.left.startswith(r"(\text{about } 0.693147") or found.left.startswith(r"(\text{about } -0.693147")
    assert r"\tfrac{2}{3}" in found.right


def test_functions_and_sequences_are_written_out(toy):
    registry = toy(
        '@claim("toy-a")\ndef a(S):\n'
        '    F, v, s = S.function("F", "d"), S.vector("v", "d"), S.reals("s", "nonneg")\n'
        "    return le(F(v), s[0])\n"
    )
    where, found = _violated(registry)
    assert where[0].startswith("d = ")
    assert any(re.match(r"F\(x\) = .*x", line) for line in where)
    assert any(line.startswith("s_0 = ") for line in where)
    assert (found.part, found.sign) == (0, r"\le")


def test_a_function_of_several_vectors_is_written_with_a_letter_for_each(toy):
    registry = toy(
        "from bnproof import stack\n"
        '@claim("toy-a")\ndef a(S):\n'
        '    F = S.function("F", "d+e", "punctured:1")\n'
        '    return le(F(stack(S.vector("v", "d", "nonzero"), S.vector("w", "e"))), 0)\n'
    )
    where, found = _violated(registry)
    (written,) = (line for line in where if line.startswith("F"))
    assert written.startswith("F(x_1, x_2) = ")
    assert not re.search("iota|top|x(?!_)", written)
    assert found.relation == r"F(v, w) \le 0"


def test_a_function_of_a_whole_sum_is_written_too():
    z, e1 = (build("sym", (), (name, f"vec[{s}]", "")) for name, s in (("z#0", "d+e"), ("y", "d")))
    body = z @ z + e1 @ (injection("d+e", 1).T @ z)
    assert _function("F", Lambda(z, body)) == (r"F(x_1, x_2) = \lVert (x_1, x_2) \rVert^2 + \langle y, x_1 \rangle")


def test_names_are_those_of_the_statement(results):
    for r in results.values():
        for v in r.variants:
            for e in v.evidence:
                printer = Printer(*v.statement.hypotheses, v.statement.conclusion)
                names = [printer.term(s) for s in v.statement.symbols if s.sort.kind in ("real", "vec", "map")]
                told = instance(e, v.statement)
                assert all(any(line.startswith(f"{n} = ") for line in told) for n in names)
