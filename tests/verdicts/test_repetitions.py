"""Claims that repeat others, or are made of them."""

import pytest
from verdicts.examples import V, checked, kinds

from bnproof import Malformed
from bnproof.model import ClaimScope, claim
from bnproof.registry import UsageError
from bnproof.statement.builder import le

TWICE = """
@claim("toy-square")
def square(S, *, power=2, relation=le):
    x = S.real("x")
    return relation(0, x**power)

row = same("toy-row", square)
square.mutant("cube", power=3)
square.sharper("strict", relation=lt)

@claim("toy-sum")
def total(S, *, least=1):
    x = S.real("x")
    S.assume(le(1, x))
    return le(least, x**2)

@total.proof()
def _(p, o):
    p.sign((o.x - 1) ** 2 + 2 * (o.x - 1))

@claim("toy-both")
def together(S, *, least=1):
    return both(S.include(square), S.include(total, least=least))

@together.proof()
def _(p, o):
    def repeated(id):
        return lambda q: (q.use(id), q.fact())
    p.both(repeated("toy-square"), repeated("toy-sum"))

together.mutant("at least 2", least=2)
"""


def test_a_claim_that_repeats_another_has_all_its_forms(sourced):
    registry = sourced(TWICE, more='\n[[entry]]\nid = "toy-row"\nwhere = "Row 1"\nkind = "prose"\nparaphrase = "x"\n')
    found = checked(registry)
    assert kinds(found["toy-row"]) == kinds(found["toy-square"]) == {
        "printed": V.PROVED, "cube": V.VIOLATED, "strict": V.VIOLATED,
    }  # fmt: skip
    assert registry.statement("toy-row", "printed") == registry.statement("toy-square", "printed")
    assert found["toy-row"].claim.note == "The same statement as toy-square."


def test_a_claim_may_be_made_of_others(sourced):
    found = checked(sourced(TWICE.replace('row = same("toy-row", square)', "")))["toy-both"]
    assert found.verdict is V.PROVED
    assert found.variants[0].uses == {("toy-square", "printed"), ("toy-sum", "printed")}
    assert kinds(found)["at least 2"] is V.VIOLATED
    assert len(found.variants[0].statement.hypotheses) == 1


def test_what_is_included_shares_symbols_by_name():
    other = claim("toy-other")(lambda S: le(0, S.positive("x")))
    S = ClaimScope()
    S.real("x")
    with pytest.raises(Malformed, match="two symbols called x"):
        S.include(other)
    T = ClaimScope()
    assert T.include(other) is le(0, T.named["x"])
    with pytest.raises(Malformed, match="two symbols called x"):
        T.positive("x")


def test_two_claim_functions_of_one_name_are_refused(toy):
    text = TWICE.replace("def together", "def square")
    with pytest.raises(UsageError, match=r"claims\.py: .*toy-both: a second function called square.* toy-square "):
        toy(text).claims.keys()


@pytest.mark.parametrize("attached", ["total.proof()", 'total.refutation("printed")'])
def test_a_script_may_not_take_the_name_of_a_claim(attached, toy):
    text = TWICE + f"@{attached}\ndef square(p, o):\n    p.auto()\n"
    with pytest.raises(UsageError, match=r"claims\.py: .*toy-sum: a second function called square.* toy-square "):
        toy(text).claims.keys()


def test_scripts_may_share_a_name(toy):
    text = TWICE + "@total.proof()\ndef _(p, o):\n    p.sign((o.x - 1) ** 2 + 2 * (o.x - 1))\n"
    assert "toy-sum" in toy(text.replace('row = same("toy-row", square)', "")).claims
