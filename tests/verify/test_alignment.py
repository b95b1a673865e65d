"""Sums of bound integers as indices: what is aligned says the same, and what may not be is left alone."""

from collections import Counter
from fractions import Fraction

import pytest
from proving import sym, total
from verify.repeating import Chance, at, judged, known, of

from bnproof.interpret.instance import Sequence
from bnproof.statement.builder import Scope, absolute, both, either, eq, implies, le, lt, norm2
from bnproof.statement.limits import for_every, there_are
from bnproof.statement.nodes import Node, build, lift, num
from bnproof.statement.sorts import REAL
from bnproof.verify.alignment import aligned

S = Scope()
a, b, w = S.reals("a"), S.reals("b", "nonneg"), S.vectors("w", "d")
k, m, n = (sym(s, "int", ">=0") for s in ("k", "m", "n1"))
late, early, third = sym("late", "int", ">=3"), sym("early", "int", ">=-2"), sym("third", "int", "index:d")
free, tol, A = S.natural("free"), sym("tol", "real", "pos"), sym("A", "real", "")
M, K, LATE = sym("m#0", "int", ">=0"), sym("k#0", "int", ">=0"), sym("late#0", "int", ">=3")


def from_on(start: Node, index: Node, sentence: Node) -> Node:
    """For every index >= start."""
    return for_every(index, implies(le(lift(start, REAL), lift(index, REAL)), sentence))


def some_from(start: Node, index: Node, sentence: Node) -> Node:
    return there_are(index, both(le(lift(start, REAL), lift(index, REAL)), sentence))


@pytest.mark.parametrize(
    ("sentence", "same"),
    [
        (for_every(k, m, le(a[k + m], 5)), for_every(k, from_on(k, M, le(a[M], 5)))),
        (there_are(k, m, le(a[k + m], 5)), there_are(k, some_from(k, M, le(a[M], 5)))),
        (
            for_every(k, m, le(a[m + k + 2], a[k + (m + 1)] + a[k])),
            for_every(k, from_on(k, M, le(a[M + 2], a[M + 1] + a[k]))),
        ),
        (for_every(m, le(a[free + m], 5)), from_on(free, M, le(a[M], 5))),
        (for_every(k, late, le(a[late + k], 5)), for_every(k, from_on(k + 3, LATE, le(a[LATE], 5)))),
        (for_every(early, late, le(a[late + early], 5)), None),  # as below
        (
            there_are(free, for_every(k, m, le(a[free + k], a[m + k + free]))),
            there_are(free, from_on(free, K, from_on(K, M, le(a[K], a[M])))),
        ),
        (
            for_every(k, m, le(num(-1) ** (k + m), of(m + k))),
            for_every(k, from_on(k, M, le(num(-1) ** M, lift(M, REAL)))),
        ),
        (
            both(for_every(k, le(a[k], 5)), build("not", (for_every(k, m, le(a[k + m], 5)),))),
            both(for_every(k, le(a[k], 5)), build("not", (for_every(k, from_on(k, M, le(a[M], 5))),))),
        ),
        (
            for_every(k, m, le(total(n, 0, k + m, a[n]), 5)),  # a bound of a sum is a term like others
            for_every(k, from_on(k, M, le(total(n, 0, M, a[n]), 5))),
        ),
        (
            for_every(k, m, le(a[k + m], sym("m#0", "real"))),  # a name that is taken
            for_every(k, from_on(k, sym("m#1", "int", ">=0"), le(a[sym("m#1", "int", ">=0")], sym("m#0", "real")))),
        ),
    ],
)
def test_what_is_aligned(sentence, same):
    if same is None:
        new = sym("late#0", "int", ">=1")  # from -2 + 3 on
        same = for_every(early, from_on(early + 3, new, le(a[new], 5)))
    assert aligned(sentence) is same
    assert aligned(same) is same


@pytest.mark.parametrize(
    "sentence",
    [
        for_every(k, m, le(a[k], a[m])),
        for_every(k, m, le(a[m], a[k + m])),  # alone, and in a sum
        for_every(k, m, le(of(m), a[k + m])),
        for_every(k, m, le(num(-1) ** m, a[k + m])),
        for_every(k, n, m, le(a[n + m], a[k + m])),  # in two sums
        for_every(k, m, le(a[k + 2 * m], 5)),
        for_every(k, m, le(a[2 * k + m], 5)),
        for_every(k, m, le(a[k + (m + (-1) * m)], 5)),
        for_every(k, m, le(a[k + (-1) * m], 5)),
        for_every(k, third, le(a[k + third], 5)),  # its values end
        for_every(k, m, both(le(a[k + m], 5), for_every(m, le(a[m], 5)))),  # bound again
        for_every(k, m, le(total(m, 0, k, a[m]), a[k + m])),
        for_every(m, le(total(k, 0, 5, a[k + m]), 5)),  # with what is bound inside alone
        le(a[free + free], 5),
    ],
)
def test_what_is_not(sentence):
    assert aligned(sentence) is sentence


def test_what_a_body_binds_again_is_left_to_it():
    """The k of the sum inside is another one than that in the index."""
    sentence = for_every(k, m, le(a[k + m], total(k, 0, 3, a[k + m])))
    assert aligned(sentence) is sentence


def test_the_second_may_be_aligned_where_the_first_may_not():
    sentence = for_every(k, n, m, le(a[n], a[k + n + m]))  # n alone and in a sum: k + n + m has two symbols before
    assert aligned(sentence).args[1].args[1].args[0] is M
    assert known(sentence) is None  # three integers compared
    assert aligned(for_every(n, k, m, le(a[n], a[k + n + m]))) is not sentence
    assert known(for_every(n, k, m, le(a[n], a[k + n + m]))) is False


# ---- truth ------------------------------------------------------------------------------------------------------
def near(index: Node, value: Node) -> Node:
    return lt(absolute(b[index] - value), tol)


@pytest.mark.parametrize(
    ("sentence", "true"),
    [
        (for_every(k, m, le(a[k + m], 5)), True),
        (for_every(k, m, le(a[k + m + 1], 1)), True),
        (for_every(k, m, le(a[k + m], 1)), False),
        (for_every(k, there_are(m, eq(a[k + m], 1))), True),
        (for_every(k, there_are(m, eq(a[k + m], 5))), False),  # only at first
        (there_are(k, for_every(m, eq(a[k + m], 1))), False),
        (there_are(k, for_every(m, eq(b[k + m], 2))), True),
        (for_every(k, m, eq(a[k + m + 1] * a[k + m + 2], -1)), True),
        (for_every(k, m, implies(eq(a[k], 1), le(a[k + m], 1))), True),
        (for_every(k, m, le(a[k], a[k + m])), False),
        (for_every(k, late, le(a[k + late], 1)), True),
        (there_are(k, late, lt(1, a[k + late])), False),
        (for_every(late, early, le(a[late + early], 1)), True),  # from 1 on
        (there_are(early, late, eq(a[early + late + (-1)], 5)), True),  # at 0
        (for_every(k, m, le(of(k + m), of(k))), False),
        (for_every(tol, there_are(k, for_every(m, near(k + m, num(2))))), True),
        (for_every(tol, there_are(k, for_every(m, near(k + m, num(3))))), False),
        (there_are(A, for_every(tol, there_are(k, for_every(m, near(k + m, A))))), True),
        (there_are(A, both(lt(A, 2), for_every(tol, there_are(k, for_every(m, near(k + m, A)))))), False),
        (there_are(A, for_every(k, m, le(norm2(w[k + m] - w[k]), A))), True),
        (there_are(A, for_every(k, m, le(norm2(w[k + m] - w[k]), A * norm2(w[k + m + 1] - w[k])))), False),
        (for_every(k, m, n, le(a[k], a[k + m] + a[k + m + n] + 7)), True),
        (for_every(k, m, n, either(le(a[k + m], a[k + m + n]), lt(a[k + m + n], a[k]))), False),
        (for_every(m, le(a[free + m], 1)), True),
        (for_every(k, for_every(m, for_every(m, le(a[k + m], 5)))), True),
        (for_every(k, m, le(a[k + 2 * m], 5)), None),
    ],
)
def test_sums_as_indices(sentence, true):
    assert known(sentence, free=1) is true
    assert true is None or judged(sentence, at(free=1)) in (true, None)


# ---- by chance --------------------------------------------------------------------------------------------------
class Sums(Chance):
    """Random sentences whose indices are sums: mostly of an integer and those before it, some of any."""

    def index(self, integers: list[Node]) -> Node:
        last = self.rng.randint(1, len(integers))
        chosen = integers[:last] if self.rng.random() < 0.9 else self.rng.sample(integers, last)
        return sum(chosen[1:], chosen[0]) + lift(self.rng.choice((0, 0, 1, 2)), integers[0].sort)


def least(sentence: Node, values: dict[Node, int], given: dict[str, Sequence], far: int) -> bool:
    """By its definition, with all integers below a bound that grows inwards."""
    match sentence.op:
        case "not":
            return not least(sentence.args[0], values, given, far)
        case "implies":
            return not least(sentence.args[0], values, given, far) or least(sentence.args[1], values, given, far)
        case "and" | "or":
            return (all if sentence.op == "and" else any)(least(s, values, given, far) for s in sentence.args)
        case "forall" | "exists":
            s, body = sentence.args
            tried = (least(body, {**values, s: i}, given, far + GROWN) for i in range(far))
            return (all if sentence.op == "forall" else any)(tried)
    left, right = (number(t, values, given) for t in sentence.args)
    return {"eq": left == right, "le": left <= right, "lt": left < right}[sentence.op]


FAR, GROWN = 12, 10


def number(term: Node, values: dict[Node, int], given: dict[str, Sequence]) -> Fraction:
    match term.op:
        case "sym":
            return Fraction(values[term])
        case "item":
            return given[term.args[0].name].item(int(number(term.args[1], values, given)))
        case "cast":
            return number(term.args[0], values, given)
        case "add" | "iadd":
            return sum((number(t, values, given) for t in term.args), Fraction(0))
    return Fraction(term.data[0])


def test_random_sentences_with_sums_are_judged_alike(record_property):
    decided = Counter()
    for seed in range(90):
        chance = Sums(seed)
        sentence, values = chance.sentence(), {"a": chance.sequence(), "near": chance.sequence()}
        found = known(sentence, **values)
        moved = aligned(sentence) is not sentence
        decided[found, moved] += 1
        if found is None:
            continue
        assert found is judged(sentence, at(**values)), (seed, sentence)
        assert found is least(sentence, {}, values, FAR), (seed, sentence)
        assert found is known(aligned(sentence), **values), (seed, sentence)
        assert least(aligned(sentence), {}, values, FAR) is found, (seed, sentence)
    record_property("decided", decided)
    assert min(decided[True, True], decided[False, True]) > 20, decided
