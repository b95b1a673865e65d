"""Random finite laws of data."""

import numpy as np
from transcription import formulas as f
from transcription.instances import magnitude, plain, signed, step_size, vector

norm = np.linalg.norm


class Law:
    """A finite law of (x, y), a state (a, w) and steps; `values` has the law as vectors of L2."""

    def __init__(self, rng, d, centred=True):
        n = d + int(rng.integers(1, 5))
        p = rng.uniform(0.5, 1.5, n)
        self.p = p / p.sum()
        x_scale, y_scale, w_scale = (magnitude(rng) for _ in range(3))
        x = x_scale * (rng.normal(size=(n, d)) + rng.normal(size=d))
        self.x = x - self.p @ x if centred else x
        self.y = y_scale * (rng.normal(size=n) + signed(rng))
        self.a, self.w = y_scale * signed(rng), vector(rng, d, w_scale)
        self.eps_a, self.eps = step_size(rng), (w_scale / y_scale) ** 2 * step_size(rng)
        self.H, self.g = f.second_moment(self.x, self.p), f.cross_moment(self.x, self.y, self.p)
        self.y_norm = float(np.sqrt(self.p @ self.y**2))
        self.dims = {"d": d, "L2": n}
        root = np.sqrt(self.p)
        law = {"X": plain(root[:, None] * self.x), "y": plain(root * self.y), "one": plain(root)}
        self.values = {**law, "a": self.a, "w": plain(self.w)}
        self.size = float(norm(root[:, None] * self.x))
