"""NumPy batches: shapes, NaN where there is no value, margins, and what is lacking."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction

import numpy as np
import pytest

from bnproof.interpret.batch import Batch
from bnproof.interpret.fast import margins, values
from bnproof.interpret.instance import Instance, Lambda, Sequence
from bnproof.statement.builder import (
    Scope,
    absolute,
    both,
    dim,
    eigmax,
    eigmin,
    either,
    eq,
    gradient,
    implies,
    le,
    log,
    lt,
    maximum,
    ne,
    norm,
    norm2,
    ones,
    spectral_radius,
    sqrt,
    zero,
)  # fmt: skip
from bnproof.statement.calculus import Unsupported
from bnproof.statement.nodes import build, lift, num
from bnproof.statement.sorts import INT

S = Scope()
a, b, n = S.real("a"), S.real("b"), S.natural("n")
x, y, H, A, X = S.vector("x", "d"), S.vector("y", "d"), S.spd("H", "d"), S.map("A", "d", "d"), S.map("X", "d", "m")
F, P, c, v = S.function("F", "d"), S.function("P", "d", "punctured"), S.reals("c"), S.vectors("v", "d")
RNG = np.random.default_rng(5)
SIZE, D, M = 7, 3, 2


def batch(**given) -> Batch:
    root = RNG.normal(size=(SIZE, D, D))
    default = {
        "a": RNG.normal(size=SIZE), "b": RNG.normal(size=SIZE), "n": 2, "x": RNG.normal(size=(SIZE, D)),
        "y": RNG.normal(size=(SIZE, D)), "A": RNG.normal(size=(SIZE, D, D)), "X": RNG.normal(size=(SIZE, M, D)),
        "H": root @ root.swapaxes(1, 2) + np.eye(D), "c": Sequence(RNG.normal(size=(SIZE, 4)), np.ones(SIZE)),
        "v": Sequence(RNG.normal(size=(SIZE, 4, D)), None), "F": Lambda(x, norm2(x) * (x @ ones("d"))),
        "P": Lambda(x, (x @ ones("d")) ** 2 / norm2(x)),
    }  # fmt: skip
    return Batch({"d": D, "m": M}, {**default, **given}, SIZE)


# ---- terms ------------------------------------------------------------------------------------------
def test_shapes():
    here = batch()
    for term, shape in (
        (a, ()),
        (num(3), ()),
        (dim("d"), ()),
        (x, (D,)),
        (zero("m"), (M,)),
        (X, (M, D)),
        (X.T, (D, M)),
    ):
        assert values(term, here).shape == (SIZE, *shape)


def test_against_numpy():
    here = batch()
    at = here.values
    assert np.allclose(values(norm(x, H), here), np.sqrt(np.einsum("ni,nij,nj->n", at["x"], at["H"], at["x"])))
    assert np.allclose(values(X @ (H @ x), here), np.einsum("nij,njk,nk->ni", at["X"], at["H"], at["x"]))
    assert np.allclose(values(H**-2, here), np.linalg.inv(at["H"] @ at["H"]))
    assert np.allclose(values(eigmax(H), here), np.linalg.norm(at["H"], ord=2, axis=(1, 2)))
    assert np.allclose(values(spectral_radius(-1 * H), here), values(eigmax(H), here))
    assert np.allclose(values(S.total(0, n, lambda i: c[i]), here), at["c"].prefix[:, :3].sum(axis=1))
    assert np.allclose(values(c[9], here), 1)
    assert np.allclose(values(maximum(a, b) + absolute(a), here), np.maximum(at["a"], at["b"]) + abs(at["a"]))


def test_derivatives_against_differences():
    here, h = batch(), 1e-6
    term = S.grad(lambda t: sqrt(1 + norm2(t, H)) / (2 + (t @ y) ** 2), at=x)
    found = values(term, here)
    for j in range(D):
        step = np.zeros(D)
        step[j] = h
        up, down = (
            values(sqrt(1 + norm2(x, H)) / (2 + (x @ y) ** 2), batch(**{**here.values, "x": here.values["x"] + s}))
            for s in (step, -step)
        )
        assert np.allclose(found[:, j], (up - down) / (2 * h), atol=1e-7)


def test_function_symbols():
    here = batch()
    at = here.values["x"]
    total = at.sum(axis=1)
    assert np.allclose(values(F(x), here), (at**2).sum(axis=1) * total)
    expected = 2 * at * total[:, None] + (at**2).sum(axis=1)[:, None]
    assert np.allclose(values(gradient(F, x), here), expected)
    hessian = values(build("hessian", (F, x)), here)
    ones_at = np.ones((SIZE, D))
    product = 2 * np.einsum("ni,nj->nij", at, ones_at)
    assert np.allclose(hessian, product + product.swapaxes(1, 2) + 2 * total[:, None, None] * np.eye(D))


@pytest.mark.parametrize(
    "term",
    [sqrt(a), log(a), log(a - a), b / (a - a), P(0 * x), P((b / (a - a)) * x), eigmin(A), c[lift(-1, INT)],
     build("npow", (sqrt(a), lift(0, INT))), maximum(b, sqrt(a)), 0 * log(a), S.grad(sqrt, at=a - a),
     F(sqrt(a) * x)],
)  # fmt: skip
def test_what_has_no_value_is_nan(term):
    negative = batch(a=-np.ones(SIZE))
    assert np.isnan(values(term, negative)).all()


def test_one_bad_instance_does_not_spoil_the_others():
    here = batch(a=np.array([1.0, -1, 2, 0, 3, 4, 5]))
    assert np.isnan(values(log(a), here)).tolist() == [False, True, False, True, False, False, False]
    singular = here.values["H"].copy()
    singular[2] = 0
    found = values(H**-1, batch(H=singular))
    assert np.isnan(found).any(axis=(1, 2)).tolist() == [k == 2 for k in range(SIZE)]
    singular[2, 0, 0] = np.nan
    found = values(eigmax(H), batch(H=singular))
    assert np.isnan(found).tolist() == [k == 2 for k in range(SIZE)]


@pytest.mark.parametrize(
    ("term", "said"),
    [(v[7], "beyond its prefix"), (S.grad(lambda t: absolute(t), at=a), "derivative of abs"),
     (S.total(0, lift(10**6, INT), lambda i: c[i]), "so long a range")],
)  # fmt: skip
def test_unsupported_terms(term, said):
    with pytest.raises(Unsupported, match=said):
        values(term, batch())


def test_closed_terms_are_computed_once():
    here = batch()
    assert values(norm(x), here).base is values(norm(x), here).base


# ---- sentences --------------------------------------------------------------------------------------
def test_margins():
    here = batch(a=np.array([1.0, 2, 3, 4, 5, 6, np.nan]), b=np.full(SIZE, 3.0))
    gap = np.array([2.0, 1, 0, -1, -2, -3])
    assert np.allclose(margins(le(a, b), here)[:6], gap)
    assert np.allclose(margins(lt(a, b), here)[:6], gap)
    assert ((margins(le(a, b), here)[:6] >= 0) == (gap >= 0)).all()
    assert ((margins(lt(a, b), here)[:6] >= 0) == (gap > 0)).all()
    assert ((margins(ne(a, b), here)[:6] >= 0) == (gap != 0)).all()
    assert np.allclose(margins(both(le(a, b), le(a, num(2))), here)[:6], gap - 1)
    assert np.allclose(margins(either(le(a, b), le(a, num(2))), here)[:6], gap)
    assert all(np.isnan(margins(s, here)[6]) for s in (le(a, b), lt(a, b), ne(a, b), either(le(b, b), le(a, b))))


def test_equations_are_free_of_scale():
    here = batch()
    for scale in (1e-100, 1.0, 1e100):
        factor = num(Fraction(scale))
        assert np.allclose(margins(eq(factor * x, factor * (2 * x)), here), -1 / 3)
        assert np.allclose(margins(eq(factor * a, factor * (2 * a)), here), -1 / 3)
    assert (margins(eq(zero("d"), 0), here) == 0).all()
    assert (margins(eq(x + y, y + x), here) == 0).all()


def test_what_is_not_needed_may_lack_a_meaning():
    here = batch(a=-np.ones(SIZE))
    lost = le(log(a), num(0))
    assert (margins(implies(le(num(0), a), lost), here) > 0).all()
    assert (margins(both(le(num(0), a), lost), here) < 0).all()
    assert np.isnan(margins(both(le(a, num(0)), lost), here)).all()
    assert np.isnan(margins(implies(le(a, num(0)), lost), here)).all()


def test_every():
    t = S.natural("t")
    here = batch()
    bounded = build("every", (t, lift(0, INT), lift(3, INT), le(c[t], b)))
    assert np.allclose(margins(bounded, here), here.values["b"] - here.values["c"].prefix.max(axis=1))


def test_unsupported_sentences():
    with pytest.raises(Unsupported, match="the truth of exists"):
        margins(S.there_is(x, lt(num(0), norm(x))), batch())


# ---- batches ----------------------------------------------------------------------------------------
def instance(d=2, **values) -> Instance:
    default = {"a": Fraction(1, 3), "x": (Fraction(1), Fraction(2)), "n": 2, "F": Lambda(x, norm2(x))}
    tail = (Fraction(0),) * 2
    return Instance({"d": d}, {**default, "c": Sequence((Fraction(1),)), "v": Sequence((tail,), tail), **values})


def test_batches_of_instances():
    here = Batch.of([instance(), instance(a=Fraction(2, 3))])
    assert here.size == 2
    assert values(a, here).tolist() == [1 / 3, 2 / 3]
    assert values(x + v[5], here).shape == (2, 2)
    assert values(lift(n, a.sort), here).tolist() == [2, 2]
    assert values(c[0], here).tolist() == [1, 1]


@pytest.mark.parametrize(
    "other",
    [instance(d=3), instance(n=1), instance(F=Lambda(x, norm(x))), instance(x=(Fraction(1),)),
     instance(c=Sequence((Fraction(1),), Fraction(0))), instance(c=Sequence((Fraction(1), Fraction(2))))],
)  # fmt: skip
def test_instances_that_do_not_fit(other):
    with pytest.raises(ValueError):  # noqa: PT011
        Batch.of([instance(), other])


def test_numbers_beyond_doubles():
    here = Batch.of([instance(a=Fraction(10**400)), instance(a=Fraction(-(10**400)))])
    assert values(a, here).tolist() == [float("inf"), float("-inf")]


def test_numpy_is_loaded_only_here():
    code = (
        "import sys, bnproof.cli, bnproof.run, bnproof.interpret.ball, bnproof.interpret.mp, bnproof.interpret.floats;"
        "print('numpy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
