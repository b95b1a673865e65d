"""Claims and their variants: what a claim file declares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Literal

from bnproof.interpret.instance import Instance, Sequence
from bnproof.statement.builder import Scope
from bnproof.statement.nodes import Node, Statement
from bnproof.statement.sorts import Malformed

if TYPE_CHECKING:
    from bnproof.prove.admission import Admission
    from bnproof.prove.script import Script

Role = Literal["printed", "reading", "factor", "corrected", "sharper", "mutant"]
Build = Callable[..., Node]
ProofScript = Callable[["Script", SimpleNamespace], None]


@dataclass(frozen=True)
class Traced:
    """A statement and the objects a proof script may speak of: symbols by name, and what the claim named with `let`."""

    statement: Statement
    objects: SimpleNamespace


class ClaimScope(Scope):
    """The scope handed to a claim function; `let` names objects for its proof scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.named: dict[str, Node] = {}

    def _symbol(self, name: str, sort: str, domain: str = "") -> Node:
        symbol = super()._symbol(name, sort, domain)
        self.named[name] = symbol
        return symbol

    def let(self, **objects: Any) -> None:
        self.named.update(objects)

    def include(self, claim: Claim, **overrides: Any) -> Node:
        """What another claim states: its conclusion, with its hypotheses assumed and its symbols shared by name.

        Raises `Malformed` where one name stands for two symbols.
        """
        traced = Variant("", "printed", overrides=tuple(overrides.items()), build=claim.build).trace()
        for s in traced.statement.symbols:
            if s.name in self._names and self.named[s.name] is not s:
                raise Malformed(f"two symbols called {s.name}")
            self._names.add(s.name)
        self.named.update(vars(traced.objects))
        self.assume(*(h for h in traced.statement.hypotheses if h not in self.hypotheses))
        return traced.statement.conclusion


@dataclass(frozen=True)
class Variant:
    """One form of a claim: the claim function with keyword overrides."""

    name: str
    role: Role
    note: str = ""
    overrides: tuple[tuple[str, Any], ...] = ()
    build: Build = field(compare=False, kw_only=True)

    def trace(self) -> Traced:
        """The statement, built anew. Raises `Malformed`."""
        scope = ClaimScope()
        conclusion = self.build(scope, **dict(self.overrides))
        return Traced(scope.statement(conclusion), SimpleNamespace(**scope.named))


@dataclass(frozen=True)
class Disproof:
    """A proof of the negation under further hypotheses that some instance satisfies."""

    where: Callable[[SimpleNamespace], tuple[Node, ...]]
    script: ProofScript


class Claim:
    """A claim of a document, a lemma of ours, or a theorem that is cited, with its variants and proof scripts.

    A claim has a variant `printed` unless it has readings: the print is then ambiguous.
    """

    def __init__(self, id: str, build: Build, title: str = "", cited: bool = False) -> None:
        self.id, self.build, self.title, self.cited = id, build, title, cited
        self.note, self.original = (build.__doc__ or "").strip(), ""  # original: the claim that this one repeats
        self._declared: list[Variant] = []
        self._proofs: dict[str, ProofScript] = {}
        self.disproofs: dict[str, Disproof] = {}
        self.examples: list[Instance] = []
        self._admissions: list[ProofScript] = []

    @property
    def is_lemma(self) -> bool:
        """Not the document's: ours, or cited."""
        return bool(self.title)

    @property
    def variants(self) -> tuple[Variant, ...]:
        ambiguous = any(v.role == "reading" for v in self._declared)
        printed = () if ambiguous else (Variant("printed", "printed", build=self.build),)
        return (*printed, *self._declared)

    def variant(self, name: str) -> Variant:
        """Raises KeyError."""
        return {v.name: v for v in self.variants}[name]

    def _declare(self, role: Role, name: str, note: str, overrides: dict[str, Any]) -> None:
        if any(v.name == name for v in self._declared) or name == "printed":
            raise ValueError(f"{self.id} has two variants called {name!r}")
        if self.cited and role != "mutant":
            raise ValueError(f"{self.id} is cited: it has one form, and mutants")
        self._declared.append(Variant(name, role, note, tuple(overrides.items()), build=self.build))

    def reading(self, name: str, note: str = "", **overrides: Any) -> None:
        """One way to read an ambiguous print. It may settle a quantifier or a sign, never change the formula."""
        self._declare("reading", name, note, overrides)

    def factor(self, name: str, note: str = "", **overrides: Any) -> None:
        """One edit of a correction alone: with each of them refuted, the correction is the smallest."""
        self._declare("factor", name, note, overrides)

    def corrected(self, name: str, note: str = "", **overrides: Any) -> None:
        self._declare("corrected", name, note, overrides)

    def sharper(self, name: str, note: str = "", **overrides: Any) -> None:
        self._declare("sharper", name, note, overrides)

    def mutant(self, name: str, note: str = "", **overrides: Any) -> None:
        """A wrong form made on purpose: it must be refuted."""
        self._declare("mutant", name, note, overrides)

    def example(self, dims: dict[str, int], **values: Any) -> None:
        """An instance to try first, where hypotheses are hard to meet by chance. It is verified like any other."""
        self.examples.append(Instance(dims, {k: _exact(v) for k, v in values.items()}))

    def admission(self, script: ProofScript) -> ProofScript:
        """Attaches a proof of what the universal hypotheses say, in turn, of the functions of the examples.

        Of several, each hypothesis may be proved by another one.
        """
        self._admissions.append(script)
        return script

    def meets(self, objects: SimpleNamespace) -> Admission | None:
        """What proves that an instance meets universal hypotheses, if the claim file says how."""
        from bnproof.prove.admission import Admission

        return Admission(self._admissions, objects) if self._admissions else None

    def proof(self, *variants: str) -> Callable[[ProofScript], ProofScript]:
        """Attaches a proof script to the variants named, or to all that have none of their own."""
        if self.cited:
            raise ValueError(f"{self.id} is cited: what has a proof is a lemma")

        def attach(script: ProofScript) -> ProofScript:
            _own_name(script, self.id)
            for name in variants or ("*",):
                self._proofs[name] = script
            return script

        return attach

    def refutation(
        self, variant: str, where: Callable[[SimpleNamespace], tuple[Node, ...]] = lambda o: ()
    ) -> Callable[[ProofScript], ProofScript]:
        """Attaches a proof of the negation, under the further hypotheses `where`."""

        def attach(script: ProofScript) -> ProofScript:
            _own_name(script, self.id)
            self.disproofs[variant] = Disproof(where, script)
            return script

        return attach

    def script(self, variant: Variant) -> ProofScript | None:
        """Mutants are only attacked with the script of the true form: a proof that still passes is a finding."""
        return self._proofs.get(variant.name, self._proofs.get("*"))


def _exact(value: Any) -> Any:
    """Integers and nested tuples of them as rationals."""
    if isinstance(value, tuple):
        return tuple(_exact(x) for x in value)
    if isinstance(value, Sequence):
        return Sequence(*(_exact(part) for part in (value.prefix, value.tail, value.cycle)))
    return Fraction(value) if isinstance(value, int | Fraction) else value


def claim(id: str) -> Callable[[Build], Claim]:
    """Declares a claim of a document by the id of its inventory; the function builds the statement."""
    return lambda build: _named(Claim(id, build))


def lemma(id: str, title: str) -> Callable[[Build], Claim]:
    """Declares a lemma of ours on which claims rest."""
    return lambda build: _named(Claim(id, build, title))


def cited(id: str, source: str) -> Callable[[Build], Claim]:
    """Declares a theorem of the literature, stated here and not proved; what uses it is CONDITIONAL.

    It is searched for counterexamples like any claim.
    """
    return lambda build: _named(Claim(id, build, source, cited=True))


def same(id: str, original: Claim) -> Claim:
    """Declares a claim of a document that repeats another one, in a table or on a slide: it shares all of its forms."""
    twin, told = Claim(id, original.build), f"\n\n{original.note}" if original.note else ""
    twin.original, twin.note = original.id, f"The same statement as {original.id}." + told
    twin._declared, twin._proofs = original._declared, original._proofs
    twin.disproofs, twin.examples = original.disproofs, original.examples
    return twin


def _named(claim: Claim) -> Claim:
    _own_name(claim.build, claim.id)
    return claim


def _own_name(function: Callable[..., Any], id: str) -> None:
    """Raises ValueError where a function takes the name of a claim of its file, which would be lost."""
    name = getattr(function, "__name__", "")
    earlier = getattr(function, "__globals__", {}).get(name)
    if isinstance(earlier, Claim):
        raise ValueError(f"{id}: a second function called {name}, which is the claim {earlier.id} already")
