"""Every rule of the kernel: one sound use accepted, and the same proof with one thing altered refused."""

import pytest
from proving import check
from verify.uses.algebra import ALGEBRA
from verify.uses.analysis import ANALYSIS
from verify.uses.limits import LIMITS
from verify.uses.logic import LOGIC
from verify.uses.spectra import SPECTRA
from verify.uses.sphere import SPHERE
from verify.uses.use import lookup, replaced

from bnproof.verify.context import Refused
from bnproof.verify.kernel import Kernel

USES = {**LOGIC, **ALGEBRA, **SPECTRA, **ANALYSIS, **LIMITS, **SPHERE}


def test_the_table_speaks_of_every_rule():
    assert {f"_rule_{r.replace('-', '_')}" for r in USES} == {r for r in dir(Kernel) if r.startswith("_rule_")}


@pytest.mark.parametrize("rule", USES)
def test_a_sound_use_is_accepted(rule):
    use = USES[rule]
    assert use.proof["rule"] == rule
    check(use.goal, use.proof, *use.given, lookup=lookup)


ALTERED = [(rule, i) for rule, use in USES.items() for i in range(len(use.altered))]


@pytest.mark.parametrize(("rule", "i"), ALTERED)
def test_an_altered_proof_is_refused(rule, i):
    use = USES[rule]
    path, value = use.altered[i]
    with pytest.raises(Refused):
        check(use.goal, replaced(use.proof, path, value), *use.given, lookup=lookup)


OTHERS = [(rule, i) for rule, use in USES.items() for i in range(len(use.goals))]


@pytest.mark.parametrize(("rule", "i"), OTHERS)
def test_the_proof_of_one_goal_does_not_prove_another(rule, i):
    use = USES[rule]
    with pytest.raises(Refused):
        check(use.goals[i], use.proof, *use.given, lookup=lookup)


@pytest.mark.parametrize("rule", [rule for rule, use in USES.items() if use.given])
def test_a_proof_without_its_hypotheses_is_refused(rule):
    use = USES[rule]
    with pytest.raises(Refused):
        check(use.goal, use.proof, lookup=lookup)


@pytest.mark.parametrize("rule", USES)
def test_a_proof_that_lacks_a_part_is_refused(rule):
    """Every field but those with a default."""
    use = USES[rule]
    for part in set(use.proof) - {"combine", "as"}:
        with pytest.raises(Refused):
            check(use.goal, {k: v for k, v in use.proof.items() if k != part}, *use.given, lookup=lookup)
