"""Uses of the rules on spectra."""

from proving import sym
from verify.uses.use import FACT, RING, A, G, H, Use, high, low, p, v, w, x

from bnproof.statement.builder import dim, eigmax, eigmin, identity, le, lt, spectral_radius, trace
from bnproof.statement.nodes import num
from bnproof.verify.spectra import traces_conclusion

lam = sym("lam", domain="pos")  # an eigenvalue
rho, at_low = spectral_radius(identity("d") - H), num(1) - low
ABOVE_LOW = [(1, num(1)), (0, -low)]  # x - low

SPECTRA: dict[str, Use] = {
    "spectral": Use(
        le(low * (v @ v), v @ (H @ v)),
        {"rule": "spectral", "map": H, "eigenvalue": lam, "vector": v, "terms": [[0, -low], [1, num(1)]],
         "scalar": {"rule": "sign", "as": lam - low}}, (),
        [(("map",), G), (("map",), A), (("eigenvalue",), x), (("vector",), w), (("vector",), x * (v / x)),
         (("terms", 0, 1), low),
         (("terms", 1, 0), 2), (("terms", 0, 1), -lam), (("scalar",), FACT), (("scalar", "as"), high - lam),
         (("scalar", "as"), num(1))],
        [lt(low * (v @ v), v @ (H @ v)), le(high * (v @ v), v @ (H @ v)), le(low * (v @ v), v @ (G @ v))],
    ),
    "traces": Use(
        traces_conclusion(H, ABOVE_LOW, "eigmax"),
        {"rule": "traces", "map": H, "eigenvalue": lam, "which": "eigmax", "terms": [[1, num(1)], [0, -low]],
         "scalar": {"rule": "sign", "as": lam - low}}, (),
        [(("map",), G), (("map",), A), (("eigenvalue",), x), (("which",), "eigmin"), (("which",), "radius"),
         (("terms", 0, 0), 2), (("terms", 0, 0), -1), (("terms", 1, 1), low), (("terms", 1, 1), -lam), (("terms",), []),
         (("scalar",), FACT), (("scalar", "as"), high - lam)],
        [lt(*traces_conclusion(H, ABOVE_LOW, "eigmax").args), traces_conclusion(H, ABOVE_LOW[:1], "eigmax"),
         traces_conclusion(G, ABOVE_LOW, "eigmax"), le(*traces_conclusion(H, ABOVE_LOW, "eigmax").args[::-1])],
    ),
    "radius": Use(
        le(spectral_radius(identity("d") - p * H), 1 + p * high),
        {"rule": "radius", "map": H, "eigenvalue": lam,
         "scalar": {"rule": "sign", "as": (p * (high - lam) + 2 * p * lam) * (2 + p * (high - lam))}}, (),
        [(("map",), G), (("eigenvalue",), x), (("scalar",), RING), (("scalar", "as"), high - lam)],
        [le(spectral_radius(identity("d") - p * H), p * high),
         le(spectral_radius(identity("d") - p * G), 1 + p * high),
         lt(spectral_radius(identity("d") - p * H), 1 + p * high),
         le(spectral_radius(identity("d") - p * H), -(1 + p * high)),
         le(eigmax(identity("d") - p * H), 1 + p * high)],
    ),
    "eigenvalue": Use(
        le(at_low**2, rho**2), {"rule": "eigenvalue", "map": H, "radius": rho, "which": "eigmin"}, (),
        [(("map",), G), (("radius",), eigmax(identity("d") - H)), (("which",), "eigmax"), (("which",), "radius"),
         (("radius",), spectral_radius(identity("d") + H))],
        [lt(at_low**2, rho**2), le(at_low, rho), le(rho**2, at_low**2)],
    ),
    "spectrum": Use(
        le(low, high), {"rule": "spectrum", "map": H}, (),
        [(("map",), G), (("map",), A)],
        [lt(low, high), le(high, low), le(eigmin(G), high), le(low, trace(H)), le(trace(H), dim("m") * high),
         le(trace(H), dim("d") * low), le(dim("d") * high, trace(H)), lt(trace(H), dim("d") * high), le(2, dim("d"))],
    ),
}  # fmt: skip
