"""Claims and variants: one statement function, and keyword overrides of it."""

import pytest

from bnproof import Malformed, claim, eq, implies, le, lemma, lt
from bnproof.statement.codec import statement_hash
from bnproof.statement.nodes import Statement, num


@pytest.fixture
def square():
    @claim("toy-square")
    def square(S, *, power=2, relation=le):
        """A square is not negative."""
        x = S.real("x")
        S.let(power=power)
        return relation(0, x**power)

    return square


def test_a_claim_knows_its_id_and_what_its_docstring_says(square):
    assert (square.id, square.title, square.note, square.is_lemma) == (
        "toy-square",
        "",
        "A square is not negative.",
        False,
    )


def test_a_lemma_is_ours_and_has_a_title():
    @lemma("toy-lemma", "one is positive")
    def one(S):
        return lt(0, 1)

    assert (one.is_lemma, one.title, one.note) == (True, "one is positive", "")


def test_without_readings_there_is_a_printed_form(square):
    square.corrected("fourth power", "a note", power=4)
    assert [(v.name, v.role) for v in square.variants] == [
        ("printed", "printed"),
        ("fourth power", "corrected"),
    ]
    assert square.variant("fourth power").note == "a note"


def test_with_readings_there_is_none(square):
    square.reading("strict", relation=lt)
    assert [(v.name, v.role) for v in square.variants] == [("strict", "reading")]
    with pytest.raises(KeyError):
        square.variant("printed")


@pytest.mark.parametrize("role", ["reading", "factor", "corrected", "sharper", "mutant"])
def test_every_role_is_declared_by_the_method_of_its_name(square, role):
    getattr(square, role)("other", power=4)
    variant = square.variant("other")
    assert (variant.role, dict(variant.overrides)) == (role, {"power": 4})


@pytest.mark.parametrize("name", ["printed", "cube"])
def test_two_variants_of_one_name_are_refused(square, name):
    square.mutant("cube", power=3)
    with pytest.raises(ValueError, match=f"toy-square has two variants called '{name}'"):
        square.corrected(name, power=4)


def test_overrides_reach_the_function(square):
    square.mutant("cube, strictly", power=3, relation=lt)
    statement = square.variant("cube, strictly").trace().statement
    (x,) = statement.symbols
    assert statement == Statement((), lt(0, x**3))


def test_tracing_twice_gives_one_statement(square):
    first, second = (square.variant("printed").trace().statement for _ in range(2))
    assert statement_hash(first) == statement_hash(second)


def test_variants_with_other_trees_have_other_hashes(square):
    square.mutant("cube", power=3)
    assert len({statement_hash(v.trace().statement) for v in square.variants}) == 2


def test_a_trace_hands_out_symbols_and_what_was_named(square):
    objects = square.variant("printed").trace().objects
    assert (objects.x.name, objects.power) == ("x", 2)


def test_hypotheses_belong_to_the_statement():
    @claim("toy")
    def positive(S):
        x, y = S.real("x"), S.real("y")
        S.assume(lt(0, x), implies(lt(0, x), lt(0, y)))
        return lt(0, y)

    statement = positive.variant("printed").trace().statement
    assert [h.op for h in statement.hypotheses] == ["lt", "implies"]
    assert [s.name for s in statement.symbols] == ["x", "y"]


def test_a_statement_without_a_sort_is_malformed():
    @claim("toy")
    def mixed(S):
        return eq(S.real("a"), S.vector("v", "d"))

    with pytest.raises(Malformed, match="sides differ"):
        mixed.variant("printed").trace()


def test_two_symbols_of_one_name_are_malformed():
    @claim("toy")
    def twice(S):
        return eq(S.real("a"), S.positive("a"))

    with pytest.raises(Malformed, match="two symbols called a"):
        twice.variant("printed").trace()


def test_a_proof_without_names_serves_every_variant_that_has_none_of_its_own(square):
    square.mutant("cube", power=3)
    square.sharper("strict", relation=lt)

    @square.proof()
    def shared(p, o): ...

    @square.proof("strict")
    def own(p, o): ...

    scripts = {v.name: square.script(v) for v in square.variants}
    assert scripts == {"printed": shared, "cube": shared, "strict": own}


def test_without_a_proof_there_is_no_script(square):
    assert square.script(square.variant("printed")) is None


def test_a_disproof_keeps_its_further_hypotheses(square):
    square.reading("strict", relation=lt)

    @square.refutation("strict", where=lambda o: (eq(o.x, 0),))
    def at_zero(p, o): ...

    disproof = square.disproofs["strict"]
    objects = square.variant("strict").trace().objects
    assert disproof.script is at_zero
    assert disproof.where(objects) == (eq(objects.x, num(0)),)
