"""LaTeX of every operator, of names, of brackets, and of every claim."""

import re
from collections.abc import Iterator
from itertools import combinations

import pytest

from bnproof.interpret.latex.pieces import width
from bnproof.interpret.latex.printer import Printer, sentence, term
from bnproof.interpret.latex.statements import statement
from bnproof.interpret.words import declarations
from bnproof.model import Claim
from bnproof.registry import Registry
from bnproof.statement.builder import (
    Scope,
    absolute,
    basis,
    both,
    cos,
    dim,
    eigmax,
    eigmin,
    either,
    eq,
    exp,
    gradient,
    identity,
    implies,
    injection,
    le,
    log,
    lt,
    maximum,
    ne,
    norm,
    norm2,
    oblique_mean,
    ones,
    pi,
    sin,
    spectral_radius,
    sqrt,
    stack,
    trace,
    zero,
)
from bnproof.statement.nodes import SIGNATURES, Node, Statement, build, num

S = Scope()
x, y, z, k = S.real("x"), S.real("y"), S.real("z"), S.positive("k")
eps, gamma, rate = S.real("eps"), S.real("gamma"), S.nonnegative("eta_0")
t, T, i = S.natural("t"), S.natural("T", 1), S.index("i", "B")
n = build("sym", (), ("n", "int", ""))
u, v, w = S.vector("u", "d"), S.vector("v", "d"), S.vector("w", "d", "nonzero")
q = S.vector("q", "B", "unit")
H, M, X = S.spd("H", "d"), S.map("M", "d", "d"), S.map("X", "d", "B", "injective")
F, G = S.function("F", "d", "punctured"), S.function("G", "d")
a, b, p = S.reals("a", "nonneg"), S.reals("b"), S.vectors("p", "d")
K, L = S.function("K", "d+B+d", "punctured:1,3"), S.function("L", "d+m", "punctured")
here, W = stack(u, 2 * q, v / x), S.vector("W", "d+B+d")
first, second, third = (injection("d+B+d", c) for c in (1, 2, 3))
W_dB = S.vector("Z", "d+B")
bend = build("hessian", (K, here))
unit, one = identity("d"), ones("B")

phi, phi_prime, fresh = S.function_of_real("phi"), S.function_of_real("phi'"), build("sym", (), ("n", "vec[d]", ""))
TERMS = [
    # functions of a real variable, expectations, sums over a basis
    (phi(x + y), r"\phi(x + y)"),
    (phi(x, 1) * phi(x / y, 2), r"\phi'(x) \phi''\left(\frac{x}{y} \right)"),
    (2 * phi(x, 3) ** 2, r"2 \phi^{(3)}(x)^2"),
    (phi_prime(x, 1), r"(\phi')^{(1)}(x)"),
    (x * S.expect("d", lambda n: phi(u @ n, 1) * n), r"x \mathbb{E}_n[\phi'(\langle u, n \rangle) n]"),
    (build("expect", (fresh, norm(fresh / x))), r"\mathbb{E}_n\left[\left\lVert \frac{n}{x} \right\rVert \right]"),
    (
        build("expect", (fresh, fresh @ S.expect("d", lambda n: (n @ fresh) * n))),
        r"\mathbb{E}_n[\langle n, \mathbb{E}_{n'}[\langle n', n \rangle n'] \rangle]",
    ),
    (2 * S.over("B", lambda i: x + q @ basis("B", i)) + y, r"2 \sum_{i=1}^B (x + \langle q, e_i \rangle) + y"),
    # sums, differences, products, signs
    (x + y + z, "x + y + z"),
    (x + (y - z), "x + y - z"),
    (x - (y - z), "x - (y - z)"),
    (x + -1 * y, "x - y"),
    (-x, "-x"),
    (-x - y, "-x - y"),
    (x * (-2 * y), r"-x \cdot 2 y"),
    (-(x + y), "-(x + y)"),
    ((x + y) * z, "(x + y) z"),
    (x + 0, "x"),
    (1 * x, "x"),
    (0 * x, r"0 \cdot x"),
    (2 * (3 * x), r"2 \cdot 3 x"),
    (x * num(2), r"x \cdot 2"),
    (2 * (x / 2), r"2 \frac{x}{2}"),
    (2 * (num("1/2") * x), r"2 \cdot \frac{1}{2} x"),
    (num("-3/4"), r"-\frac{3}{4}"),
    # quotients, powers, roots
    ((x + 1) / (y - 1), r"\frac{x + 1}{y - 1}"),
    (-x / y, r"-\frac{x}{y}"),
    (x / y * z, r"\frac{x}{y} z"),
    ((x + y) ** 2, "(x + y)^2"),
    ((-x) ** 3, "(-x)^3"),
    ((x / y) ** 2, r"\left(\frac{x}{y} \right)^2"),
    ((x**2) ** 3, "(x^2)^3"),
    (x**1, "x"),
    (x**10, "x^{10}"),
    (x**T, "x^T"),
    ((1 - x) ** (2 * T), "(1 - x)^{2 T}"),
    (x ** (T + -1), "x^{T-1}"),
    (sqrt(x), r"\sqrt{x}"),
    (sqrt(x + y) ** 2, r"(\sqrt{x + y})^2"),
    (absolute(x - y), r"\lvert x - y \rvert"),
    (log(x), r"\ln(x)"),
    (log(x) ** 2, r"(\ln(x))^2"),
    (log(x, base=2), r"\log_2(x)"),
    (log(x / y, base=10) * z, r"\log_{10}\left(\frac{x}{y} \right) z"),
    (log(x) / log(x + y), r"\frac{\ln(x)}{\ln(x + y)}"),
    (pi() / 2 * x, r"\frac{\pi}{2} x"),
    (cos(x / y) * z, r"\cos\left(\frac{x}{y} \right) z"),
    (sin(2 * x) ** 2, r"(\sin(2 x))^2"),
    (pi() * S.real("pi"), r"\boldsymbol{\pi} \pi"),
    (maximum(x, y), r"\max(x, y)"),
    (build("min", (x, y)), r"\min(x, y)"),
    # integers
    (1 + build("cast", (T,)), "1 + T"),
    (a[t], "a_t"),
    (p[t + 1], "p_{t+1}"),
    (b[2 * t + -3], "b_{2 t-3}"),
    (a[2 * (t + 1)], "a_{2 (t+1)}"),
    (a[-1 * t], "a_{-t}"),
    # vectors and maps
    (u @ v, r"\langle u, v \rangle"),
    (norm(v), r"\lVert v \rVert"),
    (norm2(v), r"\lVert v \rVert^2"),
    (norm2(v) ** 2, r"\lVert v \rVert^4"),
    (norm(v) ** 2, r"\lVert v \rVert^2"),
    (norm(v) ** 3, r"\lVert v \rVert^3"),
    (sqrt(norm(v)), r"\sqrt{\lVert v \rVert}"),
    (norm2(v) ** T, r"(\lVert v \rVert^2)^T"),
    (norm(v, H), r"\lVert v \rVert_H"),
    (norm2(v, H), r"\lVert v \rVert_H^2"),
    ((H @ v) @ v, r"\lVert v \rVert_H^2"),
    (norm(v, H**-1) ** 2, r"\lVert v \rVert_{H^{-1}}^2"),
    (v @ (M @ v), r"\langle v, M v \rangle"),
    (u @ (H @ v), r"\langle u, H v \rangle"),
    (norm(u / x), r"\left\lVert \frac{u}{x} \right\rVert"),
    (sqrt(u @ v), r"\sqrt{\langle u, v \rangle}"),
    (u - x * v, "u - x v"),
    (-u, "-u"),
    (x * (y * v), "x y v"),
    ((u + v) / x, r"\frac{u + v}{x}"),
    (2 * x * (u / y), r"2 x \frac{u}{y}"),
    (H @ u, "H u"),
    (H @ (u - v), "H (u - v)"),
    (H @ (x * u), "H (x u)"),
    (X.T @ (X @ w), r"X^{\top} X w"),
    ((X.T @ X) @ w, r"X^{\top} X w"),
    ((unit - x * H) @ u, "(I - x H) u"),
    ((M @ M).T, r"(M M)^{\top}"),
    (H.T, "H"),
    (H**-1 @ u, "H^{-1} u"),
    (H**2, "H^2"),
    (eigmin(H), r"\lambda_{\min}(H)"),
    (eigmax(H) ** 2, r"\lambda_{\max}(H)^2"),
    (spectral_radius(unit - H / x), r"\rho\left(I - \frac{H}{x} \right)"),
    (trace(H**2), r"\operatorname{Tr}(H^2)"),
    (
        oblique_mean(H),
        r"\mathbb E_{w,u} \ln\left(\left(\frac{w^{\top} H u}{w^{\top} H w} \right)^2 "
        r"\left\lVert u - \frac{w^{\top} H u}{w^{\top} H w} w \right\rVert_{H^2}^2 \right)",
    ),
    (
        oblique_mean(H) - (u @ w) * oblique_mean(unit),
        r"\mathbb E_{v,z} \ln\left(\left(\frac{v^{\top} H z}{v^{\top} H v} \right)^2 "
        r"\left\lVert z - \frac{v^{\top} H z}{v^{\top} H v} v \right\rVert_{H^2}^2 \right) - "
        r"\langle u, w \rangle \mathbb E_{v,z} \ln\left(\left(\frac{v^{\top} z}{v^{\top} v} \right)^2 "
        r"\left\lVert z - \frac{v^{\top} z}{v^{\top} v} v \right\rVert^2 \right)",
    ),
    (2 * exp(x / 2), r"2 \exp\left(\frac{x}{2} \right)"),
    (zero("d"), "0"),
    ((one @ q) / dim("B") * one, r"\frac{\langle \mathbf 1_B, q \rangle}{B} \mathbf 1_B"),
    (basis("B", i), "e_i"),
    (dim("m"), "m"),
    (dim("L2") * x, r"(\dim L_2) x"),
    # functions and binders
    (F(k * w), "F(k w)"),
    (F(w) ** 2, "F(w)^2"),
    (gradient(F, w), r"\nabla F(w)"),
    (gradient(F, w / x), r"\nabla F\left(\frac{w}{x} \right)"),
    (x * gradient(F, w) @ v, r"\langle x \nabla F(w), v \rangle"),
    (build("hessian", (F, w)) @ v, r"\nabla^2 F(w) v"),
    # direct sums and functions of several vectors
    (K(stack(u, q, v)), "K(u, q, v)"),
    (K(here), r"K\left(u, 2 q, \frac{v}{x} \right)"),
    (K(W), "K(W)"),
    (K(stack(u, q, v) + first @ u), r"K((u, q, v) + \iota_1 u)"),
    (K(second @ q + (first @ u + third @ v)), r"K(\iota_2 q + \iota_1 u + \iota_3 v)"),
    (x * stack(u, q), "x (u, q)"),
    (-stack(u, q) + W_dB, "-(u, q) + Z"),
    (first.T @ here, r"\iota_1^{\top} \left(u, 2 q, \frac{v}{x} \right)"),
    (norm(second.T @ W), r"\lVert \iota_2^{\top} W \rVert"),
    (gradient(K, stack(u, q, v)), r"\nabla K(u, q, v)"),
    (third.T @ gradient(K, stack(u, q, v)), r"\nabla_3 K(u, q, v)"),
    (-(x * (second.T @ gradient(K, W))), r"-x \nabla_2 K(W)"),
    (M @ (third.T @ gradient(K, W)), r"M \nabla_3 K(W)"),
    ((M @ third.T) @ gradient(K, W), r"M \nabla_3 K(W)"),
    ((2 * third.T) @ gradient(K, W), r"2 \iota_3^{\top} \nabla K(W)"),
    (third.T @ (x * gradient(K, W)), r"\iota_3^{\top} (x \nabla K(W))"),
    (third.T @ S.grad(lambda h: K(2 * h), at=W), r"\iota_3^{\top} \nabla_W K(2 W)"),
    (first.T @ (bend @ first), r"\nabla^2_{11} K\left(u, 2 q, \frac{v}{x} \right)"),
    ((third.T @ build("hessian", (K, W)) @ second) @ q, r"\nabla^2_{32} K(W) q"),
    (third.T @ (build("hessian", (K, W)) @ (second @ q)), r"\nabla^2_{32} K(W) q"),
    (third.T @ (build("hessian", (K, W)) @ (first @ (x * u))), r"\nabla^2_{31} K(W) (x u)"),
    (third.T @ (build("hessian", (K, W)) @ W), r"\iota_3^{\top} \nabla^2 K(W) W"),
    (build("hessian", (K, W)) @ (second @ q), r"\nabla^2 K(W) \iota_2 q"),
    (second @ (second.T @ W), r"\iota_2 \iota_2^{\top} W"),
    (dim("d+B") * x, "(d + B) x"),
    (ones("d+B"), r"\mathbf 1_{d+B}"),
    (S.grad(lambda h: h @ h, at=w), r"\nabla_w \lVert w \rVert^2"),
    (S.grad(lambda h: h @ h + x, at=w), r"\nabla_w (\lVert w \rVert^2 + x)"),
    (S.grad(lambda h: h @ w, at=w), r"\left. \nabla_{w'} \langle w', w \rangle \right\rvert_{w' = w}"),
    (S.grad(lambda h: h @ u, at=u + v), r"\left. \nabla_x \langle x, u \rangle \right\rvert_{x = u + v}"),
    (S.grad(lambda r: r**2, at=x), r"\partial_x x^2"),
    (S.grad(lambda r: r * y, at=x), r"\partial_x (x y)"),
    (S.grad(lambda r: r * x, at=x) * y, r"\left. \partial_{x'} (x' x) \right\rvert_{x' = x} y"),
    (x * S.grad(lambda h: h @ h, at=w) + v, r"x \nabla_w \lVert w \rVert^2 + v"),
    (S.total(0, T + -1, lambda s: a[s]), r"\sum_{i=0}^{T-1} a_i"),
    (S.total(t, T, lambda s: a[s] + b[s]), r"\sum_{i=t}^T (a_i + b_i)"),
    (x * S.total(0, T, lambda s: a[s] * b[s]), r"x \sum_{i=0}^T a_i b_i"),
    (S.total(0, T, lambda s: a[s]) * x, r"\left(\sum_{i=0}^T a_i \right) x"),
    (
        S.total(0, T, lambda s: a[s] / S.total(0, s, lambda r: b[r])),
        r"\sum_{i=0}^T \frac{a_i}{\sum_{i'=0}^i b_{i'}}",
    ),
]  # fmt: skip

small, large, other = lt(x, y), le(y, z), eq(u, v)
SENTENCES = [
    (small, "x < y"),
    (large, r"y \le z"),
    (eq(u, 0), "u = 0"),
    (ne(u, v), r"u \ne v"),
    (build("not", (small,)), r"\neg (x < y)"),
    (both(small, large, other), r"x < y \wedge y \le z \wedge u = v"),
    (both(small), "x < y"),
    (both(small, either(large, other)), r"x < y \wedge (y \le z \vee u = v)"),
    (either(small, both(large, other)), r"x < y \vee y \le z \wedge u = v"),
    (implies(small, large), r"x < y \Rightarrow y \le z"),
    (implies(both(small, large), other), r"x < y \wedge y \le z \Rightarrow u = v"),
    (implies(small, implies(large, other)), r"x < y \Rightarrow (y \le z \Rightarrow u = v)"),
    (S.for_all(k, lt(k, x)), r"\forall k > 0:\ k < x"),
    (S.for_all(rate, lt(rate, x)), r"\forall \eta_0 \ge 0:\ \eta_0 < x"),
    (S.for_all(x, S.there_is(y, lt(x, y))), r"\forall x \in \mathbb{R},\ \exists y \in \mathbb{R}:\ x < y"),
    (S.for_all(t, le(a[t], x)), r"\forall t \in \mathbb{Z}_{\ge 0}:\ a_t \le x"),
    (S.for_all(n, lt(b[n], x)), r"\forall n \in \mathbb{Z}:\ b_n < x"),
    (S.for_all(i, eq(basis("B", i), q)), r"\forall 1 \le i \le B:\ e_i = q"),
    (S.for_all(u, eq(u, 0)), r"\forall u \in \mathbb{R}^d:\ u = 0"),
    (S.for_all(w, ne(w, 0)), r"\forall w \in \mathbb{R}^d \setminus \lbrace 0 \rbrace:\ w \ne 0"),
    (S.for_all(q, eq(q, 0)), r"\forall q \in \mathbb{R}^B,\ \lVert q \rVert = 1:\ q = 0"),
    (S.for_all(H, eq(H @ u, v)), r"\forall H \colon \mathbb{R}^d \to \mathbb{R}^d,\ H \succ 0:\ H u = v"),
    (S.there_is(G, eq(G(u), x)), r"\exists G \in C^{\infty}(\mathbb{R}^d):\ G(u) = x"),
    (
        S.there_is(F, eq(F(u), x)),
        r"\exists F \in C^{\infty}(\mathbb{R}^d \setminus \lbrace 0 \rbrace):\ F(u) = x",
    ),
    (
        S.there_is(K, eq(K(W), x)),
        r"\exists K \in C^{\infty}((\mathbb{R}^d \setminus \lbrace 0 \rbrace) \times \mathbb{R}^B"
        r" \times (\mathbb{R}^d \setminus \lbrace 0 \rbrace)):\ K(W) = x",
    ),
    (
        S.there_is(L, eq(L(stack(u, zero("m"))), x)),
        r"\exists L \in C^{\infty}((\mathbb{R}^d \times \mathbb{R}^m) \setminus \lbrace 0 \rbrace):\ L(u, 0) = x",
    ),
    (S.for_all(W_dB, eq(W_dB, 0)), r"\forall Z \in \mathbb{R}^d \times \mathbb{R}^B:\ Z = 0"),
    (S.there_is(a, lt(x, a[0])), r"\exists a \colon \mathbb{Z}_{\ge 0} \to \mathbb{R}_{\ge 0}:\ x < a_0"),
    (S.there_is(p, eq(p[0], u)), r"\exists p \colon \mathbb{Z}_{\ge 0} \to \mathbb{R}^d:\ p_0 = u"),
    (
        build("every", (t, build("int", (), ("0",)), T, lt(a[t], x))),
        r"\forall 0 \le t \le T:\ a_t < x",
    ),
    (both(S.for_all(k, lt(k, x)), small), r"(\forall k > 0:\ k < x) \wedge x < y"),
]


def _operators(node: Node) -> Iterator[str]:
    yield node.op
    for argument in node.args:
        yield from _operators(argument)


def _balanced(text: str) -> bool:
    braces = 0
    for mark in re.findall(r"(?<!\\)[{}]", text):
        braces += 1 if mark == "{" else -1
        if braces < 0:
            return False
    open_delimiters = 0
    for mark in re.findall(r"\\(left|right)(?![a-z])", text):
        open_delimiters += 1 if mark == "left" else -1
        if open_delimiters < 0:
            return False
    return not braces and not open_delimiters and text.count(r"\begin") == text.count(r"\end")


@pytest.mark.parametrize(("node", "latex"), TERMS)
def test_terms(node: Node, latex: str) -> None:
    assert term(node) == latex
    assert _balanced(latex)


@pytest.mark.parametrize(("node", "latex"), SENTENCES)
def test_sentences(node: Node, latex: str) -> None:
    assert sentence(node) == latex
    assert _balanced(latex)


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
            assert _balanced(text), variant.name
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
