"""Sequences that come again, symbols for sentences about them, and two judges of what these say."""

import random
from fractions import Fraction

import mpmath
from proving import sym
from second.forever import inside
from second.instances import Given, Judge
from second.refusal import Rejected
from second.values import Unsupported as UnknownThere

from bnproof.interpret.instance import Instance, Sequence
from bnproof.statement.builder import (
    Scope,
    both,
    either,
    eq,
    implies,
    le,
    lt,
)
from bnproof.statement.calculus import Unsupported
from bnproof.statement.codec import Table, decode
from bnproof.statement.limits import converges, for_every, there_are
from bnproof.statement.nodes import Node, Statement, build, lift, num
from bnproof.statement.sorts import INT, REAL
from bnproof.verify.decide import Decider
from bnproof.verify.instances import instance_json

S = Scope()
a, b, w, near = S.reals("a"), S.reals("b", "nonneg"), S.vectors("w", "d"), S.reals("near")
x, y, n, u, H = S.real("x"), S.real("y"), S.natural("n"), S.vector("u", "d"), S.spd("H", "d")
k, m, i = sym("k", "int", ">=0"), sym("m", "int", ">=0"), sym("i", "int", ">=0")
low = sym("low", "int", ">=-9")
late, third = sym("late", "int", ">=3"), sym("third", "int", "index:d")
c, pos, nonneg, q = (
    sym("c", "real", ""),
    sym("pos", "real", "pos"),
    sym("nonneg", "real", "nonneg"),
    sym("q", "real", "nonneg"),
)
A, V, unit = sym("A", "real", ""), sym("V", "vec[d]", "nonzero"), sym("unit", "vec[d]", "unit")
seq, seqs = sym("seq", "seq-real", ""), sym("seqs", "seq-vec[d]", "")
TOL, FROM, INDEX = sym("tol#0", "real", "pos"), sym("N#0", "int", ">=0"), sym("k#0", "int", ">=0")

TWO = Sequence((Fraction(5),), None, (Fraction(1), Fraction(-1)))
REST = Sequence((Fraction(3), Fraction(0)), Fraction(2))
ROUND = Sequence((), None, ((Fraction(3), Fraction(4)), (Fraction(0), Fraction(5)), (Fraction(-3), Fraction(4))))
STILL = Sequence(((Fraction(1), Fraction(1)),), (Fraction(3), Fraction(4)))


STEP = for_every(k, eq(seqs[k + 1], seqs[k] + c * (u - seqs[k])))


def of(index: Node) -> Node:
    return lift(index, REAL)


def ranged(index: Node, last: int, sentence: Node) -> Node:
    return build("every", (index, lift(0, INT), lift(last, INT), sentence))


def at(**values: object) -> Instance:
    given = {
        "a": TWO, "b": REST, "w": ROUND, "x": Fraction(2), "y": Fraction(-1), "n": 2, "u": (Fraction(3), Fraction(4)),
        "H": ((Fraction(1), Fraction(0)), (Fraction(0), Fraction(4))), **values,
    }  # fmt: skip
    return Instance({"d": 2}, given)


def known(sentence: Node, **values: object) -> bool | None:
    """None: nothing is decided."""
    try:
        return Decider(at(**values)).truth(sentence)
    except Unsupported:
        return None


def judged(sentence: Node, instance: Instance) -> bool | None:
    """By the second checker; None where it says nothing."""
    if any(n.op == "basis" or (n.op == "mul" and any(m.op == "cast" for m in n.args)) for n in inside(sentence)):
        return None
    statement, table = Statement((), sentence), Table()
    chosen = Instance(instance.dims, {s.name: instance.values[s.name] for s in statement.symbols})
    data = instance_json(chosen, table)
    with mpmath.workdps(60):
        try:
            return Judge(Given(data, decode(table.rows), statement)).truth(sentence)
        except (UnknownThere, Rejected, KeyError):
            return None


def limit_of(sequence: Node, value: Node) -> Node:
    return converges(lambda j: sequence[j], value)


def rate(size: Node, factor: Node = q**k, below: Node | None = None, beside: Node | None = None) -> Node:
    asked = lt(q, 1) if below is None else below
    asked = asked if beside is None else both(asked, beside)
    return there_are(q, nonneg, for_every(k, both(asked, le(size, nonneg * factor))))


class Chance:
    """Random sentences about integers and two sequences, with one tolerance in some."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)

    def sequence(self) -> Sequence:
        items = [Fraction(self.rng.choice((0, 1, 1, 2, -1))) for _ in range(self.rng.randint(0, 3))]
        turn = tuple(Fraction(self.rng.choice((0, 1, 2, -1))) for _ in range(self.rng.randint(2, 3)))
        return Sequence(tuple(items), None, turn) if self.rng.random() < 0.7 else Sequence(tuple(items), turn[0])

    def index(self, integers: list[Node]) -> Node:
        return self.rng.choice(integers) + lift(self.rng.choice((0, 0, 1, 2)), INT)

    def atom(self, integers: list[Node]) -> Node:
        one, two = (self.index(integers) for _ in range(2))
        relation = self.rng.choice((eq, le, lt))
        if self.rng.random() < 0.4:
            return relation(of(one), of(two) + self.rng.choice((0, 0, 1, -1)))
        s, r = (self.rng.choice((a, near)) for _ in range(2))
        return relation(s[one], self.rng.choice((r[two], num(1), num(0))))

    def body(self, integers: list[Node], depth: int) -> Node:
        if depth == 0:
            return self.atom(integers)
        parts = [self.body(integers, depth - 1) for _ in range(2)]
        match self.rng.randint(0, 3):
            case 0:
                return both(*parts)
            case 1:
                return either(*parts)
            case 2:
                return implies(*parts)
        return build("not", (parts[0],))

    def sentence(self) -> Node:
        integers = [sym(name, "int", ">=0") for name in ("j1", "j2", "j3")[: self.rng.randint(1, 3)]]
        found = self.body(integers, 2)
        for s in reversed(integers):
            found = build(self.rng.choice(("forall", "exists")), (s, found))
        return found
