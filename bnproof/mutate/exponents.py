"""Exponentials before and after an edit, compared; with what that needs: means of spectra, signs of denominators."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from bnproof.interpret.gram import Gram
from bnproof.mutate.terms import collected
from bnproof.prove.assembly import Body
from bnproof.prove.script import Script
from bnproof.statement.calculus import Unsupported
from bnproof.statement.nodes import BINDERS, Node, Statement, build, num
from bnproof.statement.sorts import REAL, Malformed
from bnproof.verify.context import NONNEG, POS, Context, Refused
from bnproof.verify.kernel import opening

FAILURES = (Refused, Unsupported, Malformed, ValueError, ArithmeticError, LookupError, RuntimeError)
Fact = tuple[Node, Body]
ONE, THREE_HALVES, CUBE = num(1), num("3/2"), num("27/8")
SHARES = [num(k) for k in ("1/4", "1/2", "1")]


def compared(original: Statement, statement: Statement) -> list[Fact]:
    """Facts with their scripts, in an order in which each rests on those before it.

    Empty unless the conclusions differ inside an exponential.
    """
    places = list(_differing(original.conclusion, statement.conclusion))
    powers = [(a, b) for a, b in places if a.op == b.op == "exp"]
    if not powers:
        return []
    found: list[Fact] = []
    try:
        here = opening(original)
    except FAILURES:
        return []
    for fact, body in _spectra(statement):
        found.append((fact, body))
        here = here.assume(fact)
    for x, y in places:
        for fact, certificate in _signed(x, y):
            if _follows(here, fact, certificate):
                found.append((fact, _by(certificate)))
                here = here.assume(fact)
    for old, new in powers:
        for above in (True, False):
            gap = next(_larger(here, *(p.args[0] for p in (old, new)[:: 1 if above else -1])), None)
            if gap is not None:
                a, b = (old, new) if above else (new, old)
                found.append((build("le", (a, ONE * b)), _exponential(a.args[0], b.args[0], gap)))
                break
        found += _beside(old, new)
    return found


def of_identity(statement: Statement) -> Iterator[Fact]:
    """1 <= 8 d b and 7 d b/2 <= 1 for the mean b over the sphere that belongs to the identity of d dimensions."""
    for b in sorted(
        (n for n in _inside(statement.conclusion) if n.op == "exp" and n.args[0].op == "oblique"), key=repr
    ):
        mean = b.args[0]
        if mean.args[0].op == "identity":
            d = build("dim", (), mean.args[0].sort.spaces[:1])
            yield build("le", (ONE, 8 * d * b)), _mean_of_identity(mean, d, above=False)
            yield build("le", (num("7/2") * d * b, ONE)), _mean_of_identity(mean, d, above=True)


def _mean_of_identity(mean: Node, d: Node, above: bool) -> Body:
    def body(s: Script) -> None:
        bound = s.oblique_identity(mean.args[0].sort.spaces[0])[above]
        k = num(2) / 7 if above else ONE / 8
        gap = bound.args[1] - bound.args[0]
        order = s.exp_mono(mean, k / d, num(0), lambda q: q.sign(gap), above=above)
        s.sign(d / k * (order.args[1] - order.args[0]))

    return body


def _by(certificate: Node) -> Body:
    return lambda s: s.sign(certificate)


def _exponential(a: Node, b: Node, gap: Node) -> Body:
    def body(s: Script) -> None:
        s.exp_mono(a, ONE, b, lambda q: q.sign(gap))
        s.fact()

    return body


def _beside(old: Node, new: Node) -> Iterator[Fact]:
    """exp b <= 27/8 exp a where b - a = c log(x)/(x - 1) with 0 <= c <= 1, in either order: there log(x) <= x - 1."""
    gram = Gram()
    for log in sorted((n for n in _inside(old) | _inside(new) if n.op == "log"), key=repr):
        unit = log / (log.args[0] - 1)
        for a, b in ((old, new), (new, old)):
            for c in SHARES:
                with suppress(*FAILURES):
                    if gram.is_zero(gram.scalar(b.args[0] - a.args[0] - c * unit)):
                        yield build("le", (b, CUBE * a)), _within_one(a.args[0], b.args[0], c, log.args[0])


def _within_one(a: Node, b: Node, c: Node, x: Node) -> Body:
    """log(27/8) = 3 log(3/2) >= 1."""

    def body(s: Script) -> None:
        below, third = s.tangent(x, ONE), s.tangent(ONE, THREE_HALVES)
        powers = [s.log_product(x, THREE_HALVES) for x in (THREE_HALVES, num("9/4"))]
        gap = c * (below.args[1] - below.args[0]) / collected(x - 1) + (1 - c) + 3 * (third.args[1] - third.args[0])
        s.exp_mono(b, CUBE, a, lambda q: q.sign(gap, *((1, p) for p in powers)))
        s.fact()

    return body


def _follows(here: Context, fact: Node, certificate: Node) -> bool:
    try:
        here.require_defined(certificate)
        return here.holds(certificate, POS if fact.op == "lt" else NONNEG)
    except FAILURES:
        return False


def _differing(old: Node, new: Node) -> Iterator[tuple[Node, Node]]:
    """Reals that an edit changes, from the outside inwards."""
    while old is not new:
        if old.sort is REAL and new.sort is REAL:
            yield old, new
        if old.op != new.op or old.data != new.data or len(old.args) != len(new.args) or old.op in BINDERS:
            return
        places = [(a, b) for a, b in zip(old.args, new.args, strict=True) if a is not b]
        if len(places) != 1:
            return
        ((old, new),) = places


def _spectra(statement: Statement) -> Iterator[Fact]:
    """Of definite maps whose traces occur: the mean of the eigenvalues is between the least and the largest."""
    inside = _inside(statement.conclusion)
    apart = {h.args for h in statement.hypotheses if h.op == "lt"}
    for trace in sorted((n for n in inside if n.op == "trace"), key=repr):
        H = trace.args[0]
        if H.op != "sym" or H.domain != "spd":
            continue
        low, high, d = build("eigmin", (H,)), build("eigmax", (H,)), build("dim", (), H.sort.spaces[:1])
        for fact in (build("le", (d * low, trace)), build("le", (trace, d * high))):
            yield fact, lambda s, H=H: s.spectrum(H)  # type: ignore[misc]
        yield build("le", (ONE, trace / (d * low))), _by((trace - d * low) / (d * low))
        yield build("le", (trace / (d * high), ONE)), _by((d * high - trace) / (d * high))
        if (low, high) in apart:
            yield build("lt", (ONE, high / low)), _by((high - low) / low)


def _inside(node: Node) -> set[Node]:
    found, stack = set[Node](), [node]
    while stack:
        n = stack.pop()
        if n not in found:
            found.add(n)
            stack.extend(() if n.op in BINDERS else n.args)
    return found


def _signed(x: Node, y: Node) -> Iterator[tuple[Node, Node]]:
    """That y is positive or negative, with certificates: y = x + (y - x), or term by term."""
    zero = num(0)
    step = collected(y - x)
    yield from ((build("lt", (zero, y)), c) for c in (x + step, collected(y)))
    yield from ((build("lt", (y, zero)), c) for c in (-x - step, collected(-1 * y)))


def _larger(here: Context, a: Node, b: Node) -> Iterator[Node]:
    """Certificates of a <= b, from the inside outwards: c (y - x), where x in a became y in b."""
    certificates, factor = [], ONE
    while True:
        certificates += [factor * (b - a), factor * collected(b - a)]
        places = [i for i, (x, y) in enumerate(zip(a.args, b.args, strict=False)) if x is not y]
        if a.op != b.op or len(places) != 1 or len(a.args) != len(b.args):
            break
        (i,) = places
        match a.op:
            case "add":
                pass
            case "mul":
                for other in a.args[:i] + a.args[i + 1 :]:
                    factor = factor * other
            case "div" if i == 0:
                factor = factor / a.args[1]
            case "div":
                factor = factor * (-a.args[0]) / (a.args[1] * b.args[1])
            case _:
                break
        a, b = a.args[i], b.args[i]
    for certificate in reversed(certificates):
        if _follows(here, build("le", (a, b)), certificate):
            yield certificate
