"""What `verify` rests on: which modules of bnproof it loads, and how many lines of code they are."""

import json
import subprocess
import sys
import tokenize

import pytest
from conftest import ROOT

GOAL = 1500  # lines of code
TODAY = 4338  # not there yet; it may only fall
LOADED = """
import json, sys
import bnproof.verify.__main__
from bnproof.registry import Registry
for _, claim in Registry.load().claims.values():
    for variant in claim.variants:
        variant.trace()
print(json.dumps({name: getattr(module, "__file__", None) for name, module in sys.modules.items()}))
"""
SKIPPED = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
}


@pytest.fixture(scope="module")
def loaded():
    """Modules of a process that loaded the verifier and traced all claims."""
    environment = {"PYTHONPATH": str(ROOT)}
    made = subprocess.run(
        [sys.executable, "-c", LOADED], cwd="/", env=environment, capture_output=True, text=True, check=True
    )
    return json.loads(made.stdout)


def code_lines(path):
    """Lines that hold code: not blank, no comment, no docstring."""
    lines, first = set(), True
    with open(path, "rb") as file:
        for token in tokenize.tokenize(file.readline):
            if token.type in (tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT):
                first = True
            if token.type in SKIPPED:
                continue
            if not (first and token.type == tokenize.STRING):  # a string that is a statement of its own
                lines |= set(range(token.start[0], token.end[0] + 1))
            first = False
    return len(lines)


def base(loaded):
    return {n: path for n, path in loaded.items() if n == "bnproof" or n.startswith("bnproof.")}


def test_the_verifier_loads_no_other_mathematics(loaded):
    assert {n.split(".")[0] for n in loaded} & {"sympy", "numpy", "scipy", "mpmath", "jinja2", "rich"} == set()
    assert "flint" in loaded


@pytest.mark.parametrize("finder", ["prove", "search", "report", "judge", "run", "cli", "commands", "expect"])
def test_the_verifier_loads_nothing_that_finds_or_judges(finder, loaded):
    assert [n for n in base(loaded) if f"{n}.".startswith(f"bnproof.{finder}.")] == []


def test_the_verifier_loads_the_kernel(loaded):
    verify = {f"bnproof.verify.{n}" for n in ("kernel", "witness", "membership", "instances")}
    assert set(base(loaded)) >= {*verify, "bnproof.statement.signatures"}


def test_lines_of_code_are_counted(tmp_path):
    path = tmp_path / "counted.py"
    path.write_text(
        '"""Doc\n\nstring."""\n\n# comment\nimport os  # one\n\n\ndef f(x):  # two\n    """Doc."""\n    return (\n'
        '        x,  # four\n        """not a\n        docstring""",\n    )\n',
        encoding="utf-8",
    )
    assert code_lines(path) == 7


def test_the_trusted_base_is_small(loaded):
    counts = {n: code_lines(path) for n, path in base(loaded).items()}
    told = "\n".join(f"{count:5} {n}" for n, count in sorted(counts.items(), key=lambda pair: -pair[1]))
    assert sum(counts.values()) <= TODAY, f"{sum(counts.values())} lines of code\n{told}"


BALLS = """
import json, sys
from fractions import Fraction
from bnproof.interpret.instance import Instance
from bnproof.statement.builder import Scope, exp, lt, oblique_mean
from bnproof.verify.decide import Decider
H = Scope().spd("H", "d")
rows = tuple(tuple(Fraction((i + 1) * (i == j)) for j in range(3)) for i in range(3))
assert Decider(Instance({"d": 3}, {"H": rows})).truth(lt(exp(oblique_mean(H)), 9)) is True
print(json.dumps({name: getattr(module, "__file__", None) for name, module in sys.modules.items()}))
"""


ORBIT = """
import json, sys
from fractions import Fraction
from bnproof.interpret.instance import Instance, Sequence
from bnproof.statement.builder import Scope
from bnproof.statement.limits import converges
from bnproof.verify.decide import Decider
x = Scope().reals("x")
orbit = Instance({}, {"x": Sequence((Fraction(3),), None, (Fraction(1), Fraction(2)))})
assert Decider(orbit).truth(converges(lambda k: x[k], 1)) is False
print(json.dumps({name: getattr(module, "__file__", None) for name, module in sys.modules.items()}))
"""


def added_by(script, loaded):
    """The modules of bnproof that it loads beside those of the verifier, with their lines of code."""
    environment = {"PYTHONPATH": str(ROOT)}
    made = subprocess.run(
        [sys.executable, "-c", script], cwd="/", env=environment, capture_output=True, text=True, check=True
    )
    found = json.loads(made.stdout)
    assert {n.split(".")[0] for n in found} & {"sympy", "numpy", "scipy", "mpmath"} == set()
    return {n: code_lines(found[n]) for n in set(base(found)) - set(base(loaded))}


def test_what_means_over_the_sphere_add_is_small_and_rigorous(loaded):
    """Loaded for witnesses that speak of them: balls of python-flint, and no quadrature in floats."""
    added = added_by(BALLS, loaded)
    assert set(added) == {f"bnproof.{n}" for n in ("sphere", "sphere.enclosures", "sphere.spectrum")}
    assert sum(added.values()) <= 150


def test_what_orbits_that_come_again_add(loaded):
    """Loaded where a witness says something of an orbit with quantifiers: no proof rests on it."""
    added = added_by(ORBIT, loaded)
    assert set(added) == {f"bnproof.verify.{n}" for n in ("alignment", "periodic", "shape", "occurrences")}
    assert sum(added.values()) <= 570, added
