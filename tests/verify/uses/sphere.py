"""Uses of the rules on means over the sphere."""

from proving import sym
from verify.uses.use import SIGN, H, Use, v, w

from bnproof.statement.builder import dim, eq, identity, le, log, lt, oblique_mean
from bnproof.statement.nodes import num
from bnproof.verify.sphere import MOMENTS, moments_conclusion, moments_premise, pairs_conclusion

one, unit_w, unit_u = identity("d"), sym("w1", "vec[d]", "unit"), sym("u1", "vec[d]", "unit")
cosine, NOTHING = unit_w @ unit_u, [num(0)] * 4
inside = moments_premise(one, unit_w, unit_u, NOTHING).args[0].args[0]  # 1 - (w'u)^2
tangent = le(log(inside), log(1) + inside / num(1) - 1)

SPHERE: dict[str, Use] = {
    "oblique-moments": Use(
        moments_conclusion(one, NOTHING),
        {"rule": "oblique-moments", "map": one, "w": unit_w, "v": unit_u,
         **dict(zip(MOMENTS, NOTHING, strict=True)), "pointwise": {
             "rule": "have", "fact": tangent, "proof": {"rule": "log-tangent", "x": inside, "y": num(1)},
             "then": {"rule": "sign", "as": (tangent.args[1] - log(inside)) + cosine**2}}}, (le(2, dim("d")),),
        [(("map",), H), (("w",), unit_u), (("w",), w), (("w",), num(1)), (("v",), sym("u", "vec[m]", "unit")),
         (("constant",), num(-1)), (("square",), num(1)), (("square",), unit_w @ (H @ unit_w)),
         (("pointwise",), SIGN), (("pointwise", "fact"), le(log(inside), -1)), (("pointwise", "then"), SIGN)],
        [eq(oblique_mean(one), moments_conclusion(one, NOTHING).args[1]), le(oblique_mean(one), -1),
         le(*moments_conclusion(one, [num(1)] * 4).args[::-1]), lt(*moments_conclusion(one, NOTHING).args),
         moments_conclusion(H, NOTHING)],
    ),
    "oblique-pairs": Use(
        pairs_conclusion(one, num(1), True),
        {"rule": "oblique-pairs", "map": one, "w": unit_w, "v": unit_u, "c": num(1), "pointwise": {
            "rule": "sign", "as": num(0), "combine": [[2 * cosine - cosine**3, eq(cosine, 0)]]}}, (le(2, dim("d")),),
        [(("map",), H), (("w",), unit_u), (("w",), w), (("v",), v), (("c",), num(2)), (("c",), num(-1)),
         (("c",), cosine), (("pointwise",), SIGN), (("pointwise", "combine"), [])],
        [pairs_conclusion(one, num(1), False), pairs_conclusion(H, num(1), True),
         lt(*pairs_conclusion(one, num(1), True).args), pairs_conclusion(one, num(1) / 2, True)],
    ),
    "oblique-identity": Use(
        le(oblique_mean(one), log(num(2) / 7 / dim("d"))), {"rule": "oblique-identity", "space": "d"},
        (le(2, dim("d")),), [(("space",), "m"), (("space",), "")],
        [lt(log(num(1) / 8 / dim("d")), oblique_mean(one)), le(log(num(2) / 7 / dim("d")), oblique_mean(one)),
         le(oblique_mean(one), log(num(1) / 4 / dim("d"))), le(oblique_mean(H), log(num(2) / 7 / dim("d"))),
         le(oblique_mean(one), log(num(1) / 8 / dim("d")))],
    ),
}  # fmt: skip
