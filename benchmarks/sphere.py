"""What does the quadrature of oblique means cost? Run `python benchmarks/sphere.py`.

By spectrum: seconds, the estimated error, and how many times as long Monte Carlo would take to a standard error of the
same size, from its standard error and seconds on a small sample in the same run. Then a rigorous ball of E ln w'Aw.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from bnproof.sphere import enclosures, means
from bnproof.sphere.sampling import log_oblique, sample_mean
from bnproof.sphere.spectrum import Spectrum

SAMPLES = 20_000
SPECTRA = {
    "d = 2, kappa = 1e8": Spectrum.of([1, 10**8]),
    "d = 3, kappa = 100": Spectrum.of([1, 10, 100]),
    "d = 10, geometric to 1e8": Spectrum.of(np.geomspace(1, 1e8, 10)),
    "d = 100, linear to 1e4": Spectrum.of(np.linspace(1, 1e4, 100)),
    "d = 2000, linear to 1e4": Spectrum.of(np.linspace(1, 1e4, 2000)),
    "d = 2000, one of 1e8": Spectrum.counted({Fraction(1): 1999, Fraction(10**8): 1}),
}


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    start = time.perf_counter()
    return work(), time.perf_counter() - start


def main() -> int:
    print(f"{'spectrum':26} {'seconds':>8} {'error':>8} {'Monte Carlo takes':>18} {'ball: seconds':>14}")
    for name, a in SPECTRA.items():
        means.mean_log_oblique.cache_clear()
        found, seconds = timed(lambda a=a: means.mean_log_oblique(a))
        sampled, sampling = timed(lambda a=a: sample_mean(log_oblique, a, SAMPLES, seed=0))
        ratio = (sampled.error / found.error) ** 2 * sampling / seconds
        _, rigorous = timed(lambda a=a: enclosures.mean_log_form(a))
        print(f"{name:26} {seconds:8.3f} {found.error:8.1e} {ratio:16.1e} x {rigorous:14.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
