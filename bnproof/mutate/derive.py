"""Mutants of a statement: one edit each, at one place of the tree, or one hypothesis less."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from bnproof.interpret.latex.printer import sentence, term
from bnproof.mutate.edits import Edit, edits, squared_norm, weaker_domain
from bnproof.statement.nodes import BINDERS, Node, Statement, build, substitute
from bnproof.statement.sorts import Malformed

MAX_PLACES = 4000  # of a tree, nearest to the root first: a DAG may have more paths than there is memory
TWICE, METRIC = -1, -2  # steps into a squared norm: to the vector, at both its places, and to the map
RELATION = {"le": "<=", "lt": "<"}
SHOWN = 72  # characters of LaTeX in a name


@dataclass(frozen=True)
class Mutant:
    """`statement` is None where the edit has no sort. `renamed`: symbols that lost a promise."""

    name: str
    operator: str
    statement: Statement | None
    edit: Edit
    renamed: dict[Node, Node] = field(default_factory=dict)
    path: tuple[int, ...] = ()

    @property
    def says_more(self) -> bool:
        """It differs in a hypothesis less."""
        return self.operator == "hypothesis"


def mutants(statement: Statement, limit: int | None = None) -> tuple[Mutant, ...]:
    """Different ones, in the order of the tree; at most so many, spread evenly over the operators."""
    found: dict[Statement, Mutant] = {}
    broken: dict[str, Mutant] = {}
    for m in _all(statement):
        if m.statement is None:
            broken.setdefault(m.name, m)
        elif m.statement != statement:
            found.setdefault(m.statement, m)
    return _chosen([*found.values(), *broken.values()], limit)


def _all(statement: Statement) -> Iterator[Mutant]:
    yield from without_hypotheses(statement)
    for path in _places(statement.conclusion):
        node, bound = statement.conclusion, set[Node]()
        for i in path:
            if node.op in BINDERS:
                bound.add(node.args[0])
            node = _child(node, i)
        scope = [s for s in statement.symbols if s not in bound]
        for edit in edits(node, scope):
            name = f"{edit.operator} at {_place(path)}: {_told(edit)}"
            made: Statement | None
            try:
                made = Statement(statement.hypotheses, _rebuilt(statement.conclusion, path, edit.result))
            except Malformed:
                made = None
            yield Mutant(name, edit.operator, made, edit, path=path)


def around(mutant: Mutant, conclusion: Node) -> dict[Node, Node]:
    """What lies around the edit, from the outside inwards: as it was, and with the edit."""
    found, old = {}, conclusion
    for k in range(len(mutant.path) + 1):
        found[old] = _rebuilt(old, mutant.path[k:], mutant.edit.result)
        if k < len(mutant.path):
            old = _child(old, mutant.path[k])
    return found


def _places(root: Node) -> Iterator[tuple[int, ...]]:
    """Paths to all nodes but bound symbols, breadth first."""
    queue: deque[tuple[Node, tuple[int, ...]]] = deque([(root, ())])
    for _ in range(MAX_PLACES):
        if not queue:
            return
        node, path = queue.popleft()
        yield path
        if squared_norm(node):
            steps = [TWICE, METRIC][: len(squared_norm(node))]
        else:
            steps = list(range(1 if node.op in BINDERS else 0, len(node.args)))
        queue.extend((_child(node, i), (*path, i)) for i in steps)


def _child(node: Node, step: int) -> Node:
    return squared_norm(node)[-1 - step] if step < 0 else node.args[step]


def _rebuilt(node: Node, path: tuple[int, ...], new: Node) -> Node:
    if not path:
        return new
    step, *rest = path
    changed = _rebuilt(_child(node, step), tuple(rest), new)
    if step < 0:
        parts = list(squared_norm(node))
        parts[-1 - step] = changed
        v, *metric = parts
        return v @ (metric[0] @ v) if metric else v @ v
    return build(node.op, (*node.args[:step], changed, *node.args[step + 1 :]), node.data)


def without_hypotheses(statement: Statement) -> Iterator[Mutant]:
    """Of each hypothesis, then of each symbol with a promise, the statement without it."""
    for i, h in enumerate(statement.hypotheses):
        kept = statement.hypotheses[:i] + statement.hypotheses[i + 1 :]
        edit = Edit("hypothesis", statement.conclusion, h)
        yield Mutant(f"hypothesis {i}: {_told(edit)}", "hypothesis", Statement(kept, statement.conclusion), edit)
    for s in statement.symbols:
        free = weaker_domain(s)
        if free is None:
            continue
        edit = Edit("hypothesis", free, s, free)
        name = f"hypothesis {s.name} {s.domain}: {f'{free.domain}' if free.domain else 'dropped'}"
        made: Statement | None
        try:
            hypotheses = tuple(substitute(h, {s: free}) for h in statement.hypotheses)
            made = Statement(hypotheses, substitute(statement.conclusion, {s: free}))
        except Malformed:
            made = None
        yield Mutant(name, "hypothesis", made, edit, {s: free})


def _chosen(found: list[Mutant], limit: int | None) -> tuple[Mutant, ...]:
    """All hypotheses first, then operators in turn, of each those with the least hash of the name."""
    if limit is None or len(found) <= limit:
        return tuple(found)
    groups: dict[str, list[Mutant]] = {}
    for m in sorted(found, key=lambda m: hashlib.sha256(m.name.encode()).digest()):
        groups.setdefault(m.operator, []).append(m)
    kept = groups.pop("hypothesis", [])[:limit]
    queues = [groups[operator] for operator in sorted(groups)]
    while len(kept) < limit and any(queues):
        for queue in queues:
            if queue and len(kept) < limit:
                kept.append(queue.pop(0))
    names = {m.name for m in kept}
    return tuple(m for m in found if m.name in names)


# ---- names --------------------------------------------------------------------------------------------------------
def _place(path: tuple[int, ...]) -> str:
    return ".".join({TWICE: "v", METRIC: "M"}.get(i, str(i)) for i in path) or "top"


def _told(edit: Edit) -> str:
    if edit.operator == "relation":
        return f"{RELATION[edit.result.op]} for {RELATION[edit.old.op]}"
    if edit.new is None:
        return f"{_shown(edit.old)} dropped"
    old, new = _shown(edit.old), _shown(edit.new)
    if old == new and edit.old.op == edit.new.op == "sym":
        old, new = edit.old.name, edit.new.name
    return f"{old} -> {new}"


def _shown(node: Node) -> str:
    text = sentence(node) if node.sort.kind == "bool" else term(node)
    return text if len(text) <= SHOWN else text[: SHOWN - 3] + "..."
