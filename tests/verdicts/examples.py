"""Claim files, and their verdicts."""

from bnproof.judge import Verdict
from bnproof.report.data import evidence_files
from bnproof.report.write import json_text, write
from bnproof.run import check
from bnproof.verify.__main__ import verify

V = Verdict
RATIO = """
@claim("toy-ratio")
def ratio(S, *, domain="nonzero"):
    v, u = S.vector("v", "d", domain), S.vector("u", "d")
    return defined((u @ v) / norm(v))

ratio.mutant("every v", domain="")
"""
YOUNG = """
@cited("toy-young", "W. H. Young, 1912")
def young(S, *, factor=2):
    x, y = S.real("x"), S.real("y")
    return le(factor * x * y, x**2 + y**2)

@lemma("toy-between", "Young's inequality with 1")
def between(S):
    a = S.real("a")
    return le(2 * a, a**2 + 1)

@between.proof()
def _(p, o):
    p.use("toy-young", x=o.a, y=num(1))
    p.sign(o.a**2 + 1 - 2 * o.a)

@claim("toy-user")
def user(S, *, relation=le):
    b = S.real("b")
    return relation(4 * b, 4 * b**2 + 1)

@user.proof()
def _(p, o):
    p.use("toy-between", a=2 * o.b)
    p.sign(4 * o.b**2 + 1 - 4 * o.b)

@claim("toy-alone")
def alone(S):
    return le(0, S.real("c") ** 2 + 1)
"""
NAME = ("toy-young", "printed")


def checked(registry):
    return {r.id: r for r in check(registry, registry.select(["all"]))}


def kinds(result):
    return {v.name: v.verdict for v in result.variants}


def verified(folder, registry, results, data):
    files = {**evidence_files(results), "report.json": data}
    write(folder, {path: json_text(d) for path, d in files.items()})
    return verify(folder, registry)


def told(found):
    return [line.removeprefix("report.json: ") for line in found["refused"]]
