"""Terms and sentences of every operator, each with its LaTeX."""

import re

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
from bnproof.statement.nodes import build, num

S = Scope()
x, y, z, k = S.real("x"), S.real("y"), S.real("z"), S.positive("k")
rate = S.nonnegative("eta_0")
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


def balanced(text: str) -> bool:
    """Does every brace, delimiter and environment of the LaTeX close?"""
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
