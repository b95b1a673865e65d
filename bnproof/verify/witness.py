"""Witnesses: does an instance satisfy the hypotheses and break the conclusion?

Decided in exact arithmetic, and where that has no value, by balls that are apart (see `decide`).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from math import lcm

from bnproof.interpret.evaluate import Evaluator
from bnproof.interpret.gram import Gram
from bnproof.interpret.instance import Instance
from bnproof.interpret.polynomials import coefficients
from bnproof.statement.builder import eq
from bnproof.statement.calculus import Unsupported
from bnproof.statement.nodes import BINDERS, Node, Statement, build, free, inside, num, substitute
from bnproof.statement.sorts import REAL
from bnproof.verify.context import Refused, refusing
from bnproof.verify.decide import Decider
from bnproof.verify.kernel import opening
from bnproof.verify.membership import in_domain
from bnproof.verify.quadratic import holds_for_all
from bnproof.verify.recursion import continued, items

Meets = Callable[[Node], None]  # raises `Refused` unless it has a proof of the sentence
MAX_PERIOD = 240  # of several sequences together


def admits(statement: Statement, instance: Instance, meets: Meets | None = None) -> Evaluator:
    """An evaluator at the instance, if in every domain and meeting every hypothesis. Raises `Refused`.

    `meets`, where given, is asked for a proof of what `universal` says of the instance, unless canonical forms do.
    """
    evaluator = Decider(instance)
    with refusing():
        for symbol in statement.symbols:
            in_domain(symbol, instance)
        if any(h.op == "forall" for h in statement.hypotheses):
            _defined(statement.hypotheses)
        driven = [s for h in statement.hypotheses if h.op == "forall" for s in _driven(h, instance)]
        if len(set(driven)) < len(driven):
            raise Unsupported("two rules for one sequence")
        proved = set(_universal(statement)) if meets else set()
        for h in statement.hypotheses:
            if h not in proved and not _hypothesis(h, instance, evaluator):
                raise Refused(f"a hypothesis fails: {h!r:.200}")
        if meets and not all(_met(h, instance) for h in proved):
            meets(universal(statement, instance))
    return evaluator


def _driven(rule: Node, instance: Instance) -> list[Node]:
    """The sequences that it continues beyond what is known of them."""
    with suppress(Unsupported):
        return [s for s in continued(*rule.args) if not instance.values[s.name].turn]
    return []


def universal(statement: Statement, instance: Instance) -> Node:
    """What the hypotheses say of all values of reals and vectors, with the chosen functions and numbers put in.

    A proof of it, in every dimension, shows that the instance meets them. Raises `Unsupported`, `Malformed`.
    """
    given = _universal(statement)
    if any(n.op in BINDERS and n.args[0].sort.kind not in ("real", "vec") for n in inside(*given)):
        raise Unsupported("a universal hypothesis about other things than numbers and vectors")
    sentence = build("and", tuple(_insert(h, instance) for h in given))
    reals = {s: num(instance.values[s.name]) for s in free(sentence) if s.sort is REAL}
    closed = substitute(sentence, reals)
    if free(closed):
        raise Unsupported("a universal hypothesis about more than functions and numbers")
    return closed


def _universal(statement: Statement) -> tuple[Node, ...]:
    return tuple(h for h in statement.hypotheses if h.op == "forall" and h.args[0].sort.kind in ("real", "vec"))


@lru_cache(maxsize=32)
def _defined(hypotheses: tuple[Node, ...]) -> None:
    """Universal hypotheses must be defined also beyond what an evaluation sees. Raises `Refused`."""
    opening(Statement(hypotheses, hypotheses[0]))


def breaks(statement: Statement, instance: Instance, meets: Meets | None = None) -> None:
    """Returns if the instance is a counterexample. Raises `Refused`."""
    evaluator = admits(statement, instance, meets)
    with refusing():
        if evaluator.truth(statement.conclusion) is not False:
            raise Refused("the conclusion holds at the instance")


def nontrivial(sentence: Node, evaluator: Evaluator) -> bool:
    """Is it true at the instance, with no equation or inequality between two zeros? Raises `Refused`."""
    if sentence.op == "and":
        return all(nontrivial(a, evaluator) for a in sentence.args)
    if sentence.op in ("forall", "exists"):
        return True
    if sentence.op == "or" and any(a.op in ("forall", "exists") for a in sentence.args):
        return True
    with refusing():
        known = evaluator.truth(sentence)
        if known is False or (known is None and sentence.op != "eq"):  # balls cannot tell an equation
            return False
        return sentence.op not in ("eq", "le", "lt") or not _both_zero(sentence, evaluator)


def _both_zero(sentence: Node, evaluator: Evaluator) -> bool:
    """Of `<u, v> = 0`, whether u or v vanishes."""
    left, right = sentence.args
    if sentence.op == "eq" and left.op == "inner" and right.op == "num":
        return any(_is_zero(v, evaluator) for v in left.args)
    return _is_zero(left, evaluator) and _is_zero(right, evaluator)


def _is_zero(term: Node, evaluator: Evaluator) -> bool:
    """So too where nothing tells it from zero."""
    return evaluator.truth(eq(term, 0)) is not False


# ---- hypotheses --------------------------------------------------------------------------------------------
def _hypothesis(sentence: Node, instance: Instance, evaluator: Evaluator) -> bool:
    if sentence.op != "forall":
        return evaluator.truth(sentence) is True
    try:
        return _universal_hypothesis(sentence, instance, evaluator)
    except Unsupported:
        of_orbits = any(s.sort.kind.startswith("seq") for s in free(sentence))
        if sentence.args[0].sort.kind == "vec" and not of_orbits:  # never confirmed
            raise
        with suppress(Unsupported):
            return evaluator.truth(sentence) is True
        raise


def _universal_hypothesis(sentence: Node, instance: Instance, evaluator: Evaluator) -> bool:
    if sentence.args[0].sort.kind == "int":
        return _for_all_integers(sentence, instance, evaluator)
    v, body = sentence.args
    if body.op in ("le", "and"):
        return holds_for_all(v, body, evaluator)
    if any(s.sort.kind == "map" for s in free(sentence)):
        return _polynomial_identity(sentence, evaluator)
    return _identity(sentence, instance)


def _polynomial_identity(sentence: Node, evaluator: Evaluator) -> bool:
    """A universal equation between polynomials in the bound vectors: coefficients compared."""
    outer = evaluator.env
    try:
        while sentence.op == "forall" and sentence.args[0].sort.kind == "vec" and not sentence.args[0].domain:
            evaluator.env = {**evaluator.env, sentence.args[0]: evaluator.variables(sentence.args[0])}
            sentence = sentence.args[1]
        if sentence.op != "eq":
            raise Unsupported("a universal hypothesis of that shape")
        left, right = map(evaluator.value, sentence.args)
    finally:
        evaluator.env = outer
    pairs = zip(left, right, strict=True) if isinstance(left, list) else [(left, right)]
    return all(evaluator.sign(c) == 0 for a, b in pairs for c in coefficients(a - b))


def _met(sentence: Node, instance: Instance) -> bool:
    """Without a proof?"""
    with suppress(Unsupported):
        return _identity(sentence, instance)
    return False


def _identity(sentence: Node, instance: Instance) -> bool:
    """A universal equation about chosen functions: they are put in, and canonical forms compared."""
    while sentence.op == "forall" and sentence.args[0].sort.kind in ("real", "vec"):
        sentence = sentence.args[1]
    if sentence.op != "eq" or any(s.sort.kind not in ("fn", "real", "vec") for s in free(sentence)):
        raise Unsupported("a universal hypothesis of that shape")
    difference = _insert(sentence.args[0] - sentence.args[1], instance)
    gram = Gram()
    return difference.sort is REAL and gram.is_zero(gram.scalar(difference))


def _insert(node: Node, instance: Instance) -> Node:
    """Calls of function symbols replaced by their bodies, second derivatives applied to vectors by gradients."""
    if node.op == "call" and node.args[0].op == "sym":
        given = instance.values[node.args[0].name]
        return substitute(given.body, {given.bound: _insert(node.args[1], instance)})
    if node.op == "apply" and node.args[0].op == "compose":
        (left, right), v = node.args[0].args, node.args[1]
        return _insert(left @ (right @ v), instance)
    if node.op == "apply" and node.args[0].op == "hessian":
        function, point = node.args[0].args
        return _along(function, _insert(point, instance), _insert(node.args[1], instance), instance)
    return build(node.op, tuple(_insert(a, instance) for a in node.args), node.data)


def _along(function: Node, point: Node, v: Node, instance: Instance) -> Node:
    """The second derivative of a chosen function along a vector: the gradient of <grad F, v>."""
    x, y = (build("sym", (), (name, str(point.sort), "")) for name in ("along#1", "along#2"))
    if {x, y} & (free(point) | free(v)):
        raise Unsupported("a symbol of that name")
    slope = build("grad", (x, _insert(function(x), instance), y))
    return build("grad", (y, slope @ v, point))


def _for_all_integers(sentence: Node, instance: Instance, evaluator: Evaluator) -> bool:
    """For all t >= k: items of sequences at t (a bound on each), or at t and t + 1 (a recursion).

    Where all these sequences are known for ever it is checked along the prefixes and one turn of all cycles: then
    everything comes again. Else a recursion is checked along the prefix, beyond which it defines the sequence, so
    some sequence with this prefix satisfies it.
    """
    t, body = sentence.args
    used = [instance.values[s.name] for s, shift in items(body, t) if shift is not None]
    lengths = {len(s.prefix) for s in used}
    least = int(t.domain[2:])
    if used and all(s.turn for s in used):
        start = max(least, *lengths)
        period = lcm(*(len(s.turn) for s in used))
        if period > MAX_PERIOD:
            raise Unsupported("so long a period")
        return all(evaluator.bound_truth(t, k, body) is True for k in range(least, start + period))
    if len(lengths) != 1:
        raise Unsupported("a universal hypothesis of that shape")
    (length,) = lengths
    if not continued(t, body):
        raise Unsupported("a bound beyond a prefix")
    if least != 0 or any(s.turn for s in used):
        raise Unsupported("a recursion of that shape")
    return all(evaluator.bound_truth(t, k, body) is True for k in range(length - 1))
