"""Do the two sides of each part of a conclusion scale alike?"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import count

from bnproof.audit.forms import Unknown, combined
from bnproof.audit.rescalings import Group, Rescaling, named
from bnproof.audit.weights import Atom, Scale, homogeneous
from bnproof.audit.words import power, shown
from bnproof.statement.calculus import Unsupported
from bnproof.statement.nodes import Statement, free


@dataclass(frozen=True)
class Part:
    """An equation or inequality of the conclusion.

    `left` and `right` generate what keeps the hypotheses and under which that side is homogeneous; `degrees`
    are the powers of c by which both sides scale under each of `Audit.group`.
    """

    left: tuple[Rescaling, ...]
    right: tuple[Rescaling, ...]
    degrees: tuple[Fraction, ...]


@dataclass(frozen=True)
class Audit:
    """`group` generates what keeps the hypotheses and does the same to both sides of each part."""

    group: tuple[Rescaling, ...] = ()
    parts: tuple[Part, ...] = ()
    findings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()  # what could not be compared, or need not scale alike

    @property
    def consistent(self) -> bool:
        return not self.findings


def audit(statement: Statement) -> Audit:
    """Compares how the two sides of every equation and inequality of the conclusion scale."""
    try:
        given = Scale(count(1), homogeneous(statement.hypotheses))
        for h in statement.hypotheses:
            given.keep(h, {})
        atoms = list(given.atoms(statement.conclusion, {}, given.rules))
        return _compare(given, atoms, given.symbols(statement.symbols, {}))
    except Unsupported as missing:
        return Audit(notes=(f"not audited: {missing}",))


def _compare(given: Scale, atoms: list[Atom], kept: set[Unknown]) -> Audit:
    findings, notes, common, found = list[str](), list[str](), given.rules, []
    for k, (n, env, rules, sure) in enumerate(atoms, 1):
        left, right = Scale(given.fresh, given.degrees), Scale(given.fresh, given.degrees)
        weights = left.weigh(n.args[0], env), right.weigh(n.args[1], env)
        gap, both = combined((1, weights[0]), (-1, weights[1])), rules + left.rules + right.rules
        mine, yours = (given.symbols(free(a), env) for a in n.args)
        tied = (mine & yours) | ((mine | yours) & {u for rule in rules for u in rule})
        prefix, wrong = f"({k}) " if len(atoms) > 1 else "", False
        for here, side, there, other in (("left", left, "right", right), ("right", right, "left", left)):
            lost = Group(rules + side.rules, tied).outside(Group(both, tied))
            if lost and not wrong:
                wrong = sure and n.op == "eq" and not other.soft
                what = f"the {here} side is homogeneous, the {there} is not"
                (findings if wrong else notes).append(f"{prefix}under {shown(*named(lost))} {what}")
        whole = Group(both, mine | yours)
        odd = whole.outside(Group([*both, gap], mine | yours))
        if odd:
            a, b = (power(whole.degree(w, odd)) for w in weights)
            what = f"the left side scales by {a}, the right side by {b}"
            (findings if sure else notes).append(f"{prefix}under {shown(*named(odd))} {what}")
        common, kept = [*common, *both, gap], kept | mine | yours
        found.append((weights[0], Group(rules + left.rules, mine), Group(rules + right.rules, yours)))
    group = Group(common, kept)
    basis = group.basis()
    parts = []
    for weight, *sides in found:
        ours, theirs = (named(*side.basis()) for side in sides)
        parts.append(Part(ours, theirs, tuple(group.degree(weight, v) for v in basis)))
    return Audit(named(*basis), tuple(parts), tuple(findings), tuple(notes))


def audit_lines(audit: Audit) -> list[str]:
    """The audit for a card, a line each."""
    lines = []
    for k, rescaling in enumerate(audit.group):
        powers = " and ".join(dict.fromkeys(power(part.degrees[k]) for part in audit.parts))
        lines.append(f"{shown(rescaling)}: both sides scale by {powers}")
    return lines + [f"wrong somewhere: {f}" for f in audit.findings] + list(audit.notes)
