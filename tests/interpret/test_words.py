"""English for every kind of symbol and of sentence."""

import pytest

from bnproof.interpret.words import declarations, explain
from bnproof.registry import Registry
from bnproof.statement.builder import Scope, basis, both, either, eq, implies, le, lt, ne, stack
from bnproof.statement.nodes import Node, Statement, build

S = Scope()
j = build("sym", (), ("j", "int", ""))
x, y, k, n = S.real("x"), S.real("y"), S.positive("k"), S.nonzero("n_0")
eta, t, T, b = S.nonnegative("eta"), S.natural("t"), S.natural("T", 1), S.index("b", "B")
u, w, e = S.vector("u", "d"), S.vector("w", "d", "nonzero"), S.vector("e", "B", "unit")
H, X, Y, M = S.spd("H", "d"), S.map("X", "d", "L2", "injective"), S.map("Y", "d", "B"), S.map("M", "d", "d")
F, G = S.function("F", "d", "punctured"), S.function("G", "B")
K, L = S.function("K", "d+B+L2", "punctured:1,2"), S.function("L", "d+B", "punctured")
phi, psi = S.function_of_real("phi"), S.function_of_real("psi", "tempered")
N, f = S.function("N", "d+B"), S.vector("f", "d+B")
a, r, p = S.reals("a", "nonneg"), S.reals("r"), S.vectors("p", "d")


@pytest.mark.parametrize(
    ("symbol", "line"),
    [
        (x, "x: a real number"),
        (k, "k: a positive real number"),
        (n, "n_0: a non-zero real number"),
        (eta, "eta: a non-negative real number"),
        (T, "T: an integer >= 1"),
        (j, "j: an integer"),
        (b, "b: an index of a basis vector of B"),
        (u, "u: a vector of the space d"),
        (w, "w: a non-zero vector of the space d"),
        (e, "e: a unit vector of the space B"),
        (H, "H: a symmetric positive definite map of d"),
        (X, "X: an injective linear map from d to L2"),
        (Y, "Y: a linear map from d to B"),
        (M, "M: a linear map from d to d"),
        (F, "F: a smooth real function on the space d away from the origin"),
        (G, "G: a smooth real function on the space B"),
        (
            K,
            "K: a smooth real function of vectors of d, B and L2, where the first and the second are not zero",
        ),
        (L, "L: a smooth real function of vectors of d and B, where they are not all zero"),
        (N, "N: a smooth real function of vectors of d and B"),
        (f, "f: a vector of the space d+B"),
        (phi, "phi: a smooth real function of a real variable"),
        (psi, "psi: a smooth real function of a real variable, which with each derivative grows at most polynomially"),
        (a, "a: a sequence of non-negative real numbers"),
        (r, "r: a sequence of real numbers"),
        (p, "p: a sequence of vectors of the space d"),
    ],
    ids=lambda value: value.name if isinstance(value, Node) else "",
)
def test_every_kind_of_symbol(symbol: Node, line: str) -> None:
    speaks_of_it = S.there_is(y, _about(symbol))
    assert declarations(Statement((), speaks_of_it))[0] == line


def _about(s: Node) -> Node:
    """Some sentence in which the symbol is the first of the free ones."""
    match s.sort.kind:
        case "real":
            return lt(s, 0)
        case "int":
            return eq(basis("B", s), 0) if s is b else lt(build("cast", (s,)), 0)
        case "vec":
            return eq(s, 0)
        case "map":
            return eq(s @ build("zero", (), s.sort.spaces[:1]), 0)
        case "fn":
            return lt(s(build("zero", (), s.sort.spaces)), 0)
        case "fn-real":
            return lt(s(x), 0)
        case "seq-real":
            return lt(s[0], 0)
    return eq(s[0], 0)


def test_spaces_come_last() -> None:
    assert declarations(Statement((), lt(x, y))) == ["x: a real number", "y: a real number"]
    assert declarations(Statement((), eq(u, 0)))[-1] == "d: a real inner product space of any finite dimension >= 1"
    given = Statement((eq(X @ u, 0),), eq(Y @ u, 0))
    assert declarations(given)[-1] == "B, L2, d: real inner product spaces of any finite dimension >= 1"


def test_names_as_latex() -> None:
    given = Statement((eq(X @ u, 0),), le(a[T], n))
    assert declarations(given, math=True) == [
        "$T$: an integer $\\ge 1$",
        "$X$: an injective linear map from $d$ to $L_2$",
        "$a$: a sequence of non-negative real numbers",
        "$n_0$: a non-zero real number",
        "$u$: a vector of the space $d$",
        "$L_2$, $d$: real inner product spaces of any finite dimension $\\ge 1$",
    ]


def test_functions_of_several_vectors() -> None:
    third = S.function("R", "d+B+d", "punctured:3")
    assert declarations(Statement((), lt(third(build("zero", (), ("d+B+d",))), 0)), math=True) == [
        "$R$: a smooth real function of vectors of $d$, $B$ and $d$, where the third is not zero",
        "$B$, $d$: real inner product spaces of any finite dimension $\\ge 1$",
    ]
    assert explain(S.for_all(f, eq(f, 0))) == "for every vector $f$ of the space $d \\oplus B$: $f = 0$"
    assert explain(S.there_is(N, lt(N(stack(u, e)), 0))) == (
        "there is a smooth real function $N$ of vectors of $d$ and $B$ such that $N(u, e) < 0$"
    )


small, large, other = lt(x, y), le(y, x), ne(u, 0)


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        (small, "$x < y$"),
        (other, r"$u \ne 0$"),
        (build("not", (small,)), "it is not true that $x < y$"),
        (both(small, large), r"$x < y$ and $y \le x$"),
        (both(small), "$x < y$"),
        (both(small, large, other), r"$x < y$, $y \le x$, and $u \ne 0$"),
        (either(small, both(large, other)), r"$x < y$ or ($y \le x$ and $u \ne 0$)"),
        (implies(small, large), r"if $x < y$, then $y \le x$"),
        (implies(implies(small, large), other), r"if (if $x < y$, then $y \le x$), then $u \ne 0$"),
        (
            S.for_all(k, S.for_all(w, eq(F(k * w), F(w)))),
            "for every positive real number $k$ and every non-zero vector $w$ of the space $d$: $F(k w) = F(w)$",
        ),
        (
            S.there_is(psi, lt(psi(x, 1), 0)),
            (
                "there is a smooth real function $\\psi$ of a real variable, which with each derivative grows at most "
                "polynomially such that $\\psi'(x) < 0$"
            ),
        ),
        (S.for_all(j, lt(a[j], x)), "for every integer $j$: $a_j < x$"),
        (S.for_all(t, le(a[t], x)), r"for every integer $t \ge 0$: $a_t \le x$"),
        (
            S.for_all(b, eq(basis("B", b), e)),
            "for every index $b$ of a basis vector of $B$: $\\mathbf e_b = e$",
        ),
        (S.there_is(k, lt(k, x)), "there is a positive real number $k$ such that $k < x$"),
        (
            S.for_all(x, S.there_is(y, small)),
            "for every real number $x$: there is a real number $y$ such that $x < y$",
        ),
        (
            S.there_is(k, S.for_all(eta, lt(eta, k))),
            "there is a positive real number $k$ such that "
            r"for every non-negative real number $\eta$: $\eta < k$",
        ),
        (
            build("every", (t, build("int", (), ("0",)), T, lt(a[t], x))),
            r"for every integer $0 \le t \le T$: $a_t < x$",
        ),
        (
            both(lt(0, k), S.for_all(k, lt(x, k))),
            "$0 < k$ and (for every positive real number $k'$: $x < k'$)",
        ),
    ],
)
def test_sentences(sentence: Node, words: str) -> None:
    assert explain(sentence) == words


def test_every_claim_is_explained() -> None:
    for _, claim in Registry.load().claims.values():
        for variant in claim.variants:
            given = variant.trace().statement
            assert len(declarations(given)) >= len(given.symbols)
            for sentence in (*given.hypotheses, given.conclusion):
                assert explain(sentence).count("$") % 2 == 0
