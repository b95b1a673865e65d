"""Random quantified sentences: what the lemmas decide is so at all points of a grid; broken lemmas are noticed."""

import os
from collections import Counter
from collections.abc import Callable
from fractions import Fraction

import pytest
from proving import sym
from verify.brute import Brute
from verify.sentences import TOL, Chance, a, of

from bnproof.interpret.instance import Instance, Sequence, Undefined
from bnproof.statement.builder import absolute, both, either, eq, le, lt, ne
from bnproof.statement.calculus import Unsupported
from bnproof.statement.limits import for_every, there_are
from bnproof.statement.nodes import Node, build, num, substitute
from bnproof.verify import periodic
from bnproof.verify.decide import Decider
from bnproof.verify.occurrences import Occurrences
from bnproof.verify.periodic import Periodic

MANY = 1_500 if os.environ.get("BNPROOF_PROFILE") == "thorough" else 120

KINDS = ("of_integers", "of_orders", "of_reals", "of_limits", "of_equations")


def decided(sentence: Node, given: dict[str, object]) -> bool | None:
    try:
        return Decider(Instance({}, given)).truth(sentence)
    except (Unsupported, Undefined):
        return None


def disagreements(kind: str, seeds: range) -> tuple[list[tuple[int, Node, bool]], Counter[bool | None]]:
    found, known = [], Counter[bool | None]()
    for seed in seeds:
        chance = Chance(seed)
        sentence = getattr(chance, kind)()
        truth = decided(sentence, chance.given)
        known[truth] += 1
        if truth is not None and truth is not Brute(chance.given).truth(sentence):
            found.append((seed, sentence, truth))
    return found, known


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_decided_is_so(kind, record_property):
    found, known = disagreements(kind, range(MANY))
    record_property(kind, known)
    assert not found
    assert min(known[True], known[False]) > MANY / 8


# ---- rates ------------------------------------------------------------------------------------------------------
def test_a_rate_is_refuted_of_what_comes_again_and_of_nothing_else(record_property):
    known, k = Counter[bool | None](), sym("k", "int", ">=0")
    q, c = sym("q", "real", "nonneg"), sym("c", "real", "")
    for seed in range(MANY):
        chance = Chance(seed)
        size = chance.item([k]) - chance.one(0, 1, 2)
        size = chance.one(size, absolute(size), -size)
        bound = chance.one(le, lt)(size, chance.one(1, 2) * c * q ** (k + chance.one(0, 1, 3)))
        sentence = there_are(q, c, for_every(k, both(lt(q, chance.one(1, num("1/2"))), bound)))
        truth = decided(sentence, chance.given)
        known[truth] += 1
        late = sym("late", "int", ">=12")  # after all prefixes
        comes_again = Brute(chance.given).truth(there_are(late, lt(0, substitute(size, {k: late}))))
        assert (truth is False) is (comes_again is True), (seed, sentence)
    record_property("rates", known)
    assert MANY / 8 < known[False] < 7 * MANY / 8


# ---- broken lemmas ----------------------------------------------------------------------------------------------
def items(*prefix: int, turn: tuple[int, ...] = (0,)) -> Sequence:
    start, again = tuple(map(Fraction, prefix)), tuple(map(Fraction, turn))
    return Sequence(start, again[0]) if len(again) == 1 else Sequence(start, None, again)


def after_reading(**values: int) -> Callable[[Occurrences, Node], None]:
    read = Occurrences.read

    def then(self: Occurrences, term: Node) -> None:
        read(self, term)
        vars(self).update(values)

    return then


K, M, J, LATE = (sym(name, "int", domain) for name, domain in (("k", ">=0"), ("m", ">=0"), ("j", ">=0"), ("l", ">=3")))
X, POS = sym("x", "real", ""), sym("p", "real", "pos")
FAR_APART = for_every(M, either(ne(of(K), of(M) + 8), for_every(J, ne(of(M), of(J) + 8))))
DOUBLE = both(le(a[0], 2 * X), le(2 * X, a[0]))
LATE_TWO, REST, TURN = items(0, 0, 0, 2), items(2, turn=(2,)), items(turn=(0, 0, 0, 0, 3))


def close(factor: int) -> Node:
    return lt(absolute(factor * X - a[K]), TOL)


BROKEN = {
    "g": (Occurrences, "read", after_reading(gap=1), there_are(K, M, eq(of(K), of(M) + 8)), LATE_TWO),
    "g inside": (periodic, "depth", lambda s: 0, there_are(K, build("not", (FAR_APART,))), LATE_TWO),
    "L": (Occurrences, "read", after_reading(period=1), there_are(K, eq(a[K], 3)), TURN),
    "P of prefixes": (Occurrences, "read", after_reading(_start=1), there_are(K, eq(a[K], 2)), LATE_TWO),
    "P of constants": (Occurrences, "read", after_reading(_start=1), there_are(K, lt(7, of(K))), LATE_TWO),
    "P of indices": (Occurrences, "_offset", lambda *_: None, there_are(LATE, eq(a[LATE + (-3)], 2)), LATE_TWO),
    "fewer points": (periodic, "_few", lambda p: p[: len(p) // 2], there_are(K, eq(a[K], 2)), LATE_TWO),
    "between": (periodic, "pairwise", lambda _: [], for_every(X, either(le(X, 0), le(1, X))), REST),
    "thresholds": (Periodic, "_thresholds", lambda *_: iter(()), there_are(X, DOUBLE), items(3)),
    "domains": (Periodic, "_in_domain", lambda *_: True, there_are(POS, lt(POS, 0)), REST),
    "limits": (
        periodic,
        "multiple",
        lambda *_: Fraction(1),
        there_are(X, for_every(TOL, for_every(K, close(2)))),
        REST,
    ),
    "cases": (
        Periodic,
        "_cases",
        lambda self, integers, sentence: iter([dict.fromkeys(integers, 0)]),
        there_are(X, both(lt(2, X), for_every(TOL, there_are(K, close(1))))),
        TURN,
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_lemma_is_noticed(name, monkeypatch):
    owner, attribute, broken, sentence, sequence = BROKEN[name]
    given = {"a": sequence}
    truth = Brute(given).truth(sentence)
    assert decided(sentence, given) is truth
    monkeypatch.setattr(owner, attribute, broken)
    assert decided(sentence, given) is (not truth)
