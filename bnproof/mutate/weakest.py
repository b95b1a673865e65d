"""Claims with no more hypotheses than their own proofs need: what the proof of a mutant may rest on."""

from __future__ import annotations

from collections.abc import Mapping

from bnproof.model import Claim
from bnproof.mutate.derive import without_hypotheses
from bnproof.mutate.scripts import accepted, automatic, renamed
from bnproof.statement.nodes import Statement
from bnproof.verify.kernel import Lookup

Name = tuple[str, str]


class Weakest:
    """Looks statements up, each without the hypotheses that its proof script does not need.

    The kernel proves each of them here, so it may be used where the statement may.
    """

    def __init__(self, lookup: Lookup, claims: Mapping[str, Claim]) -> None:
        self.plain, self._claims = lookup, claims
        self._known: dict[Name, Statement] = {}

    def __call__(self, claim: str, variant: str) -> Statement:
        name = (claim, variant)
        if name not in self._known:
            self._known[name] = self.plain(*name)  # what asks for itself on the way gets itself
            if claim in self._claims:
                self._known[name] = self._least(*name)
        return self._known[name]

    def _least(self, id: str, name: str) -> Statement:
        claim = self._claims[id]
        variant = claim.variant(name)
        best, objects = self.plain(id, name), variant.trace().objects
        script = claim.script(variant) or automatic
        for i in reversed(range(sum(1 for _ in without_hypotheses(best)))):
            m = list(without_hypotheses(best))[i]  # the last first: the others keep their places
            if m.statement is None:
                continue
            fewer = renamed(objects, m.renamed, inside=True)
            if accepted(m.statement, lambda s, o=fewer: script(s, o), self) is not None:  # type: ignore[misc]
                best, objects = m.statement, fewer
        return best
