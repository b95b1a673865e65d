"""LaTeX of every operator, of names, and of brackets."""

from collections.abc import Iterator

import pytest
from interpret.latex_examples import SENTENCES, TERMS, G, H, S, T, W, a, balanced, first, i, k, q, small, t, u, v, x

from bnproof.interpret.latex.pieces import width
from bnproof.interpret.latex.printer import Printer, sentence, term
from bnproof.statement.builder import (
    basis,
    both,
    dim,
    lt,
    spectral_radius,
)
from bnproof.statement.nodes import Node, build
from bnproof.statement.signatures import SIGNATURES


def _operators(node: Node) -> Iterator[str]:
    yield node.op
    for argument in node.args:
        yield from _operators(argument)


@pytest.mark.parametrize(("node", "latex"), TERMS)
def test_terms(node: Node, latex: str) -> None:
    assert term(node) == latex
    assert balanced(latex)


@pytest.mark.parametrize(("node", "latex"), SENTENCES)
def test_sentences(node: Node, latex: str) -> None:
    assert sentence(node) == latex
    assert balanced(latex)


def test_every_operator_has_an_example() -> None:
    assert {op for node, _ in TERMS + SENTENCES for op in _operators(node)} == set(SIGNATURES)


@pytest.mark.parametrize(
    ("name", "latex"),
    [
        ("w", "w"),
        ("W0", "W_0"),
        ("eps", r"\varepsilon"),
        ("eps_a", r"\varepsilon_a"),
        ("lambda", r"\lambda"),
        ("Sigma2", r"\Sigma_2"),
        ("b'", "b'"),
        ("x_max", r"x_{\mathrm{max}}"),
        ("x_eta_1", r"x_{\eta,1}"),
        ("one", r"\mathrm{one}"),
        ("W*", r"W^{\ast}"),
        ("x'_1^+", "x_1'^+"),
        ("w#1", "w"),
    ],
)
def test_names(name: str, latex: str) -> None:
    symbol = build("sym", (), (name, "real", ""))
    assert term(symbol) == latex
    assert term(symbol**2) == (f"({latex})^2" if "^" in latex else f"{latex}^2")


def test_items_of_sequences_with_subscripts() -> None:
    rates = build("sym", (), ("eps_a", "seq-real", ""))
    assert term(rates[t + 1]) == r"\varepsilon_{a,t+1}"


def _real(name: str) -> Node:
    return build("sym", (), (name, "real", ""))


@pytest.mark.parametrize(
    ("node", "latex"),
    [
        (_real("W0") + _real("W_0"), "W_0 + W_0'"),
        (_real("w") + _real("w#1"), "w + w'"),
        (_real("b'") + _real("b") + _real("b#1"), "b' + b + b''"),
        (a[0] + _real("a0"), "a_0 + a_0'"),
        (dim("d") + _real("d"), r"\dim d + d"),
        (_real("e") * (basis("B", i) @ q), r"e \langle \mathbf e_i, q \rangle"),
        (_real("rho") * spectral_radius(H), r"\rho \varrho(H)"),
        (_real("iota_1") * (first.T @ W @ u), r"\iota_1 \langle \jmath_1^{\top} W, u \rangle"),
        (S.total(0, T, lambda s: a[s]) + _real("i"), r"\sum_{j=0}^T a_j + i"),
    ],
)
def test_different_things_look_different(node: Node, latex: str) -> None:
    assert term(node) == latex


def test_bound_symbols_shun_free_ones_and_spaces() -> None:
    free_and_bound = both(lt(0, k), S.for_all(k, lt(x, k)))
    assert sentence(free_and_bound) == r"0 < k \wedge (\forall k' > 0:\ x < k')"
    d = S.positive("d")
    assert sentence(S.there_is(d, lt(d, dim("d")))) == r"\exists d' > 0:\ d' < d"


def test_a_bound_symbol_that_meets_another_sort_takes_a_letter_of_its_own() -> None:
    slope = S.grad(lambda r: G(r * u), at=u @ v)
    assert term(slope * x) == r"\left. \partial_{x'} G(x' u) \right\rvert_{x' = \langle u, v \rangle} x"
    point = S.vector("x_0", "d")
    named = build("sym", (), ("x", "vec[d]", ""))
    assert term(slope * (named @ point)).startswith(r"\left. \partial_t G(t u) \right\rvert_{t = ")


def test_sentences_are_no_terms() -> None:
    with pytest.raises(ValueError, match="no term"):
        Printer(small).term(small)
    with pytest.raises(ValueError, match="no sentence"):
        Printer(x).sentence(x)


def test_width_counts_glyphs() -> None:
    assert width("x + y") == 3
    assert width(r"\frac{x + y}{\lVert w \rVert_H^2}") == 5
    assert width(r"\left(\frac{\frac{a}{b}}{c_{t+1}} \right)") == 6
