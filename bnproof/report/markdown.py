"""REPORT.md, a referee's report for a mathematician, and the card of one claim."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from bnproof import __version__
from bnproof.judge import Verdict
from bnproof.registry import Entry, Registry
from bnproof.report.data import counts, uncovered
from bnproof.report.markup import cell, display, prose, text
from bnproof.report.mutation import mutation
from bnproof.report.view import View, view

if TYPE_CHECKING:
    from jinja2 import Environment

    from bnproof.result import ClaimResult

MEANINGS = {
    Verdict.PROVED: "a proof that the kernel accepted, in every dimension, and an instance it speaks of.",
    Verdict.CONDITIONAL: "proved from a theorem of the literature, which is named and not proved here.",
    Verdict.CERTIFIED: "a rigorous enclosure, over the finite or compact family that is stated.",
    Verdict.DEFINITION: "a definition that is well-posed on its domain: proved, as above, with what it implies.",
    Verdict.REPRODUCED: "an experiment whose result was found again.",
    Verdict.SURVIVED: "searched with the stated budget, which does refute mutants; not called true.",
    Verdict.UNDECIDED: "neither proved nor refuted within the limits of the work; the reason is given.",
    Verdict.OUT_OF_SCOPE: "prose or an experiment that bnproof cannot state; what is missing is given.",
    Verdict.VACUOUS: "proved, but no instance of the hypotheses was found.",
    Verdict.DEPENDS: "the readings of an ambiguous print have different verdicts.",
    Verdict.MALFORMED: "the print has no type, or a symbol that is not declared.",
    Verdict.NOT_REPRODUCED: "an experiment whose result was not found again.",
    Verdict.VIOLATED: "false: an exact witness, or a proof of the negation and an instance it speaks of.",
    Verdict.CONFLICT: "proved and violated, which is a bug of bnproof.",
    Verdict.ERROR: "a bug of bnproof.",
}
SETTLED = {Verdict.PROVED, Verdict.CONDITIONAL, Verdict.CERTIFIED, Verdict.DEFINITION, Verdict.REPRODUCED}


def report(registry: Registry, results: Sequence[ClaimResult], mutated: Mapping[str, Any] | None = None) -> str:
    """REPORT.md. Deterministic: no dates, no times, nothing of the machine. `mutated`: what mutation testing wrote."""
    views = {r.id: view(registry, r) for r in results}
    claims = [r for r in results if not r.claim.is_lemma]
    theorems = [v for v in views.values() if v.cited]
    sources = [_source(registry, s.id, results, views) for s in registry.sources]
    total = counts(claims)
    mutants = [m for v in views.values() for m in v.mutants]
    return _render(
        "report.md.j2",
        version=__version__,
        sources=sources,
        titles={s.id: s.title for s in registry.sources},
        verdicts=list(total),
        totals={
            "entries": sum(s["entries"] for s in sources),
            "claims": len(claims),
            "lemmas": len(results) - len(claims) - len(theorems),
            "counts": total,
            "outside": sum(len(s["outside"]) for s in sources),
            "missing": sum(len(s["missing"]) for s in sources),
            "mutants": len(mutants),
            "killed": sum(m.verdict == Verdict.VIOLATED for m in mutants),
        },
        theorems=theorems,
        findings=[v for v in views.values() if v.adverse],
        undecided=[v for v in views.values() if not v.adverse and v.verdict not in SETTLED],
        mutation=mutation(mutated, results),
        meanings=[(str(verdict), meaning) for verdict, meaning in MEANINGS.items()],
    )


def card(registry: Registry, result: ClaimResult) -> str:
    """One claim with its proofs in outline and its witnesses, as Markdown that reads well as plain text."""
    return _render("card.md.j2", claim=view(registry, result, proofs=True), source=result.source)


def _source(registry: Registry, id: str, results: Sequence[ClaimResult], views: dict[str, View]) -> dict[str, Any]:
    """A document with the views of its claims."""
    source = next(s for s in registry.sources if s.id == id)
    own = [r for r in results if r.source.id == id]
    claims = [r for r in own if not r.claim.is_lemma]
    return {
        "id": id,
        "title": source.title,
        "authors": source.authors,
        "venue": source.venue,
        "entries": len(source.entries),
        "claims": len(claims),
        "counts": counts(claims),
        "outside": [_outside(e) for e in source.entries if e.out_of_scope],
        "missing": [e.id for e in uncovered(source, views)],
        "views": [views[r.id] for r in own],
    }


def _outside(entry: Entry) -> dict[str, str]:
    """An entry that is out of scope: what is printed, and why there is no claim of it."""
    printed = display(entry.formula) if entry.formula else prose(entry.paraphrase)
    return {"id": entry.id, "where": text(entry.where), "printed": printed, "reason": prose(entry.out_of_scope)}


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("bnproof.report"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,
    )
    made.filters |= {"text": text, "cell": cell, "capitalised": lambda s: s[:1].upper() + s[1:]}
    return made


def _render(template: str, **values: Any) -> str:
    """The text with single blank lines and a newline at the end."""
    made = _environment().get_template(template).render(**values)
    lines = (line.rstrip() for line in made.strip().splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)) + "\n"
