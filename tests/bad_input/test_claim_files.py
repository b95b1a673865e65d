"""Claim files: broken ones are named with their line, broken functions are a verdict among others."""

import json
import re

import pytest
from bad_input.texts import DIGITS, TRUE

from bnproof.cli import main

CLAIM_FILES = {
    "syntax": (b"def (:\n", r"claims\.py: SyntaxError: invalid syntax \(claims\.py, line 1\)"),
    "exception": (b"x = 1\n1 / 0\n", r"claims\.py: ZeroDivisionError: division by zero \(claims\.py, line 2\)"),
    "exit": (b"import sys\nsys.exit(0)\n", r"claims\.py: SystemExit: 0 \(claims\.py, line 2\)"),
    "not UTF-8": (b"x = 'caf\xe9'\n", r"claims\.py: SyntaxError: .*utf-8.*"),
    "null bytes": (b"a = 1\0\n", r"claims\.py: (SyntaxError|ValueError): .*null bytes.*"),
    "import": (b"from bnproof import nothing\n", r"claims\.py: ImportError: .*'nothing'.*line 1\)"),
    "endless message": (b"raise ValueError('many\\nlines ' * 1000)", r"claims\.py: ValueError: .{280,}\(claims.*"),
    "nested": (b"x = " + b"(" * 10_000 + b")" * 10_000, r"claims\.py: \w+Error: .*"),
    "recursion": (b"def f(): return f()\nf()\n", r"claims\.py: RecursionError: .*\(claims\.py, line 1\)"),
    "integer": (b"x = " + DIGITS.encode(), r"claims\.py: SyntaxError: .*digits.*"),
    "twice": (
        b'from bnproof import *\n@claim("toy-a")\ndef a(S): ...\n@claim("toy-a")\ndef b(S): ...\n',
        r"claims\.py: two claims called toy-a",
    ),
    "unlisted": (
        b'from bnproof import *\n@claim("toy-aa")\ndef a(S): ...\n',
        r"claims\.py: claim toy-aa is not in source\.toml; did you mean toy-a\?",
    ),
    "no id": (
        b'from bnproof import *\n@lemma("../a", "x")\ndef a(S): ...\n',
        r"claims\.py: '\.\./a' is no id: letters, digits and \. _ - only",
    ),
    "two variants": (
        b'from bnproof import *\n@claim("toy-a")\ndef a(S): ...\na.mutant("m")\na.mutant("m")\n',
        r"claims\.py: ValueError: toy-a has two variants called 'm' \(claims\.py, line 5\)",
    ),
}


@pytest.mark.parametrize("how", CLAIM_FILES)
def test_a_malformed_claim_file_is_named_with_its_line(refused, make_source, how):
    text, message = CLAIM_FILES[how]
    folder = make_source(TRUE)
    (folder / "claims.py").write_bytes(text)
    line = refused("check", "toy", "--checks", folder)
    assert re.fullmatch(re.escape(str(folder)) + "." + message, line), line


@pytest.mark.parametrize(
    ("body", "verdict", "reason"),
    [
        ("raise RuntimeError('many\\nlines')", "ERROR", "RuntimeError: many lines (claims.py, line 4)"),
        ("return None", "MALFORMED", "no sentence: None"),
        ("return S.real('x')", "MALFORMED", "no sentence: sym("),
        ("S.assume(3)\n    return eq(S.real('x'), 0)", "MALFORMED", "no sentence: 3"),
        ("x = S.real('x')\n    for _ in range(10_000): x = x + x\n    return eq(x, 0)", "MALFORMED", "nested deeper"),
        (
            "def f(k): return S.real('x') if k == 0 else f(k - 1) + 1\n    return eq(f(10_000), 0)",
            "ERROR",
            "RecursionError: ",
        ),
        ("return eq(S.real('x'), 10 ** 100_000)", "ERROR", "ValueError: Exceeds the limit (4300 digits)"),
        ("return eq(S.real('x'), float('nan'))", "ERROR", "ValueError: cannot convert NaN"),
        ("return eq(S.real('x'), float('inf'))", "ERROR", "OverflowError: cannot convert Infinity"),
        ("return eq(S.vector('v', 'no space'), 0)", "MALFORMED", "no such sort: 'vec[no space]'"),
    ],
)
def test_a_claim_function_that_fails_is_one_verdict_among_others(capfd, make_source, body, verdict, reason):
    text = f'@claim("toy-bad")\ndef bad(S):\n    {body}\n' + TRUE
    code = main(["check", "toy", "--checks", str(make_source(text)), "--json"])
    out, err = capfd.readouterr()
    bad, good = json.loads(out)["claims"]
    assert (code, good["verdict"]) == (2 if verdict == "ERROR" else 1, "PROVED")
    assert (bad["verdict"], bad["variants"][0]["reason"][: len(reason)]) == (verdict, reason)
    assert "\n" not in bad["variants"][0]["reason"]
    assert "Traceback" not in err
