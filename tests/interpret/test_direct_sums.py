"""Direct sums and functions of several vectors: values, canonical forms, spectra, and where nothing is defined."""

from fractions import Fraction

import numpy as np
import pytest

from bnproof.interpret.ball import truth
from bnproof.interpret.batch import Batch
from bnproof.interpret.evaluate import Evaluator
from bnproof.interpret.exact import Tower
from bnproof.interpret.fast import values
from bnproof.interpret.gram import Gram
from bnproof.interpret.instance import Instance, Lambda, Undefined
from bnproof.statement.builder import (
    Scope,
    basis,
    dim,
    eigmax,
    eigmin,
    eq,
    gradient,
    identity,
    injection,
    le,
    lt,
    norm,
    ones,
    sqrt,
    stack,
    zero,
)
from bnproof.statement.calculus import Unsupported
from bnproof.statement.nodes import Node, build, num
from bnproof.statement.sorts import REAL
from bnproof.statement.stacks import stacked

TOTAL = "d+m+d"
S = Scope()
v, w, s, x = S.vector("v", "d"), S.vector("w", "d"), S.vector("s", "m"), S.real("x")
F, K = S.function("F", TOTAL), S.function("K", TOTAL, "punctured:1,3")
FIRST, SECOND, THIRD = (injection(TOTAL, k) for k in (1, 2, 3))
here, whole = stack(v, s, w), build("sym", (), ("z#0", f"vec[{TOTAL}]", ""))
one, two, three = (j.T @ whole for j in (FIRST, SECOND, THIRD))


def exact(*items: int) -> tuple[Fraction, ...]:
    return tuple(map(Fraction, items))


AT = Instance(
    {"d": 2, "m": 1},
    {
        "v": exact(1, 2), "w": exact(3, -1), "s": exact(5), "x": Fraction(2),
        "F": Lambda(whole, (one @ one) * (two @ two) + one @ three), "K": Lambda(whole, (one @ three) / (one @ one)),
    },
)  # fmt: skip


def value(node: Node, at: Instance = AT):
    """A number, or nested tuples."""

    def plain(y):
        return tuple(map(plain, y)) if isinstance(y, list) else Fraction(int(y.p), int(y.q))

    return plain(Evaluator(Tower(), at).value(node))


def bent(j: Node, at: Node, k: Node) -> Node:
    return j.T @ build("hessian", (F, at)) @ k


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (here, (1, 2, 5, 3, -1)),
        (SECOND @ s, (0, 0, 5, 0, 0)),
        (FIRST.T @ here, (1, 2)),
        (SECOND.T @ here, (5,)),
        (THIRD.T @ here, (3, -1)),
        (THIRD.T @ (FIRST @ v), (0, 0)),
        (FIRST @ (FIRST.T @ here) + SECOND @ (SECOND.T @ here) + THIRD @ (THIRD.T @ here), (1, 2, 5, 3, -1)),
        (dim(TOTAL), 5),
        (ones(TOTAL), (1,) * 5),
        (zero(TOTAL), (0,) * 5),
        (identity(TOTAL) @ here, (1, 2, 5, 3, -1)),
        (basis(TOTAL, build("int", (), ("4",))) @ here, 3),
        (here @ here, 40),
        (F(here), 126),
        (K(here), Fraction(1, 5)),
        (FIRST.T @ gradient(F, here), (53, 99)),
        (SECOND.T @ gradient(F, here), (50,)),
        (THIRD.T @ gradient(F, here), (1, 2)),
        (bent(FIRST, here, FIRST) @ w, (150, -50)),
        (bent(FIRST, here, SECOND) @ s, (100, 200)),
        (bent(SECOND, here, FIRST) @ v, (100,)),
        (bent(THIRD, here, FIRST) @ v, (1, 2)),
        (bent(THIRD, here, THIRD) @ v, (0, 0)),
        (S.grad(lambda u: F(stack(u, s, w)), at=v), (53, 99)),
        (S.grad(lambda u: F(stack(v, u, w)), at=s), (50,)),
    ],
)  # fmt: skip
def test_values(node, expected):
    assert value(node) == expected
    found = values(node, Batch.of([AT, AT]))
    assert found == pytest.approx(np.array([expected, expected], float))


def test_stacks_are_taken_apart():
    assert stacked(here) == (v, s, w)
    for other in (v + w, FIRST @ v, FIRST @ v + THIRD @ w, FIRST @ v + THIRD @ w + SECOND @ s, whole, zero(TOTAL)):
        assert stacked(other) == ()
    assert stacked(stack(v, v) + stack(w, w)) == ()


# ---- canonical forms ------------------------------------------------------------------------------------
def same(left: Node, right: Node) -> bool:
    gram, difference = Gram(), left - right
    return gram.is_zero(gram.scalar(difference)) if left.sort is REAL else not gram.vector(difference)


@pytest.mark.parametrize("j", [1, 2, 3])
@pytest.mark.parametrize("k", [1, 2, 3])
def test_a_summand_projected_is_itself_or_nothing(j, k):
    u = s if k == 2 else v
    image = injection(TOTAL, j).T @ (injection(TOTAL, k) @ u)
    assert same(image, u if j == k else zero("m" if j == 2 else "d"))
    assert same(image @ image, u @ u if j == k else num(0))
    assert value(image) == (value(u) if j == k else value(zero("m" if j == 2 else "d")))


def test_the_sum_of_the_projections_is_not_simplified():
    """It is the identity, but no rule needs that: different forms prove and refute nothing."""
    parts = [j @ (j.T @ whole) for j in (FIRST, SECOND, THIRD)]
    assert not same(parts[0] + parts[1] + parts[2], whole)


def test_summands_of_one_space_are_told_apart():
    assert not same(stack(v, s, w), stack(w, s, v))
    assert not same(FIRST @ v, THIRD @ v)
    assert not same(FIRST.T @ gradient(F, here), THIRD.T @ gradient(F, here))
    assert not same(injection("d+m", 1) @ v @ stack(v, s), injection("d+m", 1) @ w @ stack(v, s))
    assert same(F(stack(v + w, s, x * w - x * w)), F(FIRST @ w + (SECOND @ s + FIRST @ v)))


def test_second_derivatives_are_symmetric():
    assert same(w @ (bent(FIRST, here, THIRD) @ v), v @ (bent(THIRD, here, FIRST) @ w))
    assert not same(w @ (bent(FIRST, here, THIRD) @ v), w @ (bent(THIRD, here, FIRST) @ v))


# ---- where nothing is defined ---------------------------------------------------------------------------
def placed(a, b, c) -> Instance:
    return Instance(AT.dims, {**AT.values, "v": exact(*a), "s": exact(*b), "w": exact(*c), "K": Lambda(whole, num(3))})


@pytest.mark.parametrize(
    ("at", "fine"),
    [
        (placed((1, 0), (0,), (0, 2)), True),
        (placed((0, 0), (1,), (1, 1)), False),
        (placed((1, 1), (1,), (0, 0)), False),
        (placed((0, 0), (0,), (0, 0)), False),
    ],
)
def test_all_the_summands_that_are_listed_must_not_vanish(at, fine):
    assert np.isfinite(values(K(here), Batch.of([at]))).all() == fine
    if fine:
        assert value(K(here), at) == 3
        assert truth(eq(K(here), 3), at) is True
    for term in (K(here), FIRST.T @ gradient(K, here) @ v, build("hessian", (K, here)) @ here @ here):
        if not fine:
            with pytest.raises(Undefined):
                Evaluator(Tower(), at).value(term)
            with pytest.raises(Undefined):
                truth(lt(term, 5), at)


def test_a_ball_around_a_puncture_decides_nothing():
    hidden = sqrt(num(2)) * sqrt(num(3)) - sqrt(num(6))  # 0, which no ball can see
    at = placed((1, 0), (0,), (0, 2))
    assert truth(eq(K(stack(v, hidden * s, w)), 3), at) is True
    assert truth(eq(K(stack(v, s, hidden * w)), 3), at, cap=256) is None
    assert truth(eq(K(stack(hidden * v, s, w)), 3), at, cap=256) is None


def test_spectra_of_parts_of_second_derivatives():
    """2 |s|^2 on the first summand; a part between two summands need not be self-adjoint."""
    part = bent(FIRST, here, FIRST)
    assert truth(le(eigmin(part), 50), AT) is not False
    assert truth(lt(eigmax(part), 51), AT) is True
    assert truth(lt(49, eigmin(part)), AT) is True
    assert value(eigmax(part)) == 50
    with pytest.raises(Unsupported):
        truth(lt(eigmax(bent(FIRST, here, THIRD)), 51), AT)


def test_a_whole_sum_may_be_punctured_at_its_origin():
    P = S.function("P", "d+m", "punctured")
    point = build("sym", (), ("y#0", "vec[d+m]", ""))
    at = Instance({"d": 1, "m": 1}, {"P": Lambda(point, norm(point)), "v": exact(0), "s": exact(4)})
    assert value(P(stack(v, s)), at) == 4
    assert values(P(stack(v, s)), Batch.of([at])) == pytest.approx([4])
    with pytest.raises(Undefined):
        value(P(stack(v, 0 * s)), at)
