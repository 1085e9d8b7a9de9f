"""Chance: one stream of random numbers for each seed, replication, entity and purpose, keyed by name.

Adding, removing or renaming one thing leaves the streams of all others alone. Draws come in batches, as whole
milliseconds or whole units, rounded once; only `Generator` methods, and plain arithmetic on what they return, are used,
since these give the same bits on every machine.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Callable, Iterator
from itertools import accumulate, chain, repeat
from typing import Final

import numpy as np
import numpy.typing as npt

from opsim.errors import ModelError
from opsim.scenario.distributions import (
    Distribution,
    lognormal_mu_sigma,
    pert_shapes,
    weibull_scale,
    with_weights,
)

Sampler = Callable[[np.random.Generator, int], npt.NDArray[np.float64]]
FIRST_BATCH: Final = 64
LARGEST_BATCH: Final = 512
LONGEST: Final = 200 * 366 * 86_400_000


def _lognormal(mu: float, sigma: float) -> Sampler:
    return lambda rng, n: rng.lognormal(mu, sigma, n)


def _gamma(mean: float, sd: float) -> Sampler:
    shape = (mean / sd) ** 2
    return lambda rng, n: rng.gamma(shape, mean / shape, n)


def _triangular(low: float, mode: float, high: float) -> Sampler:
    if low == high:
        return lambda _rng, n: np.full(n, low)
    return lambda rng, n: rng.triangular(low, mode, high, n)


def _weibull(shape: float, scale: float) -> Sampler:
    return lambda rng, n: rng.weibull(shape, n) * scale


def _beta(a: float, b: float, low: float, high: float) -> Sampler:
    return lambda rng, n: low + (high - low) * rng.beta(a, b, n)


def _pert(low: float, mode: float, high: float) -> Sampler:
    if low == high:
        return lambda _rng, n: np.full(n, low)
    return _beta(*pert_shapes(low, mode, high), low, high)


def _hyperexponential(p: float, mean1: float, mean2: float) -> Sampler:
    choice: list[np.random.Generator] = []  # a stream of its own, so that the size of batches does not matter

    def sample(rng: np.random.Generator, n: int) -> npt.NDArray[np.float64]:
        if not choice:
            choice.append(np.random.Generator(np.random.PCG64(int.from_bytes(rng.bytes(16), "big"))))
        return np.where(choice[0].random(n) < p, mean1, mean2) * rng.standard_exponential(n)

    return sample


def _empirical(*values: float) -> Sampler:
    column = np.array(values)
    return lambda rng, n: column[rng.integers(0, len(column), n)]


def _weighted(*parameters: float) -> Sampler:
    pairs = with_weights(parameters)
    column, edges = np.array([value for value, _ in pairs]), np.array(list(accumulate(weight for _, weight in pairs)))
    # The last edge is left out: whatever lies beyond the others is the last value.
    last = max(place for place, (_, weight) in enumerate(pairs) if weight)
    return lambda rng, n: column[np.searchsorted(edges[:last], rng.random(n) * edges[-1], "right")]


SAMPLERS: Final[dict[str, Callable[..., Sampler]]] = {
    "exponential": lambda mean: lambda rng, n: rng.standard_exponential(n) * mean,
    "triangular": _triangular,
    "normal": lambda mean, sd: lambda rng, n: rng.normal(mean, sd, n),
    "lognormal": lambda mean, sd: _lognormal(*lognormal_mu_sigma(mean, sd)),
    "lognormal(mu, sigma)": _lognormal,
    "gamma": _gamma,
    "gamma(shape, scale)": lambda shape, scale: lambda rng, n: rng.gamma(shape, scale, n),
    "erlang": lambda k, mean: lambda rng, n: rng.gamma(k, mean / k, n),
    "weibull": lambda shape, mean: _weibull(shape, weibull_scale(shape, mean)),
    "weibull(shape, scale)": _weibull,
    "uniform": lambda low, high: lambda rng, n: rng.uniform(low, high, n),
    "pert": _pert,
    "beta": _beta,
    "hyperexponential": _hyperexponential,
    "empirical": _empirical,
    "weighted": _weighted,
    "poisson": lambda mean: lambda rng, n: rng.poisson(mean, n).astype(np.float64),
    "geometric": lambda mean: lambda rng, n: rng.geometric(1 / max(mean, 1.0), n).astype(np.float64),
}


class Streams:
    """All the streams of one run; `clamped` counts samples that had to be cut to 0, by entity and purpose."""

    def __init__(self, seed: int, replication: int) -> None:
        """Take the seed (any whole number) and the replication (0, 1, ...)."""
        self.seed, self.replication = seed, replication
        self.clamped: dict[str, int] = {}

    def generator(self, entity: str, purpose: str) -> np.random.Generator:
        """Return the generator that belongs to `entity` and `purpose`, from its beginning."""
        name = f"{self.seed}\x1f{self.replication}\x1f{entity}\x1f{purpose}".encode()
        return np.random.Generator(np.random.PCG64(int.from_bytes(hashlib.sha256(name).digest(), "big")))

    def whole(self, distribution: Distribution, entity: str, purpose: str) -> Iterator[int]:
        """Return draws of whole ms (or units) from `distribution`, never below 0."""
        if distribution.kind == "never":
            raise ModelError(f"{entity}: nothing can be drawn from 'never'")
        if distribution.kind == "constant":
            return repeat(round(distribution.parameters[0] * distribution.unit_ms))
        sample = SAMPLERS[distribution.kind](*distribution.parameters)
        return chain.from_iterable(self._batches(sample, distribution.unit_ms, entity, purpose))

    def _batches(self, sample: Sampler, unit: float, entity: str, purpose: str) -> Iterator[array[int]]:
        rng, size = self.generator(entity, purpose), FIRST_BATCH
        while True:
            values = np.rint(sample(rng, size) * unit)
            if values.min() < 0 or values.max() > LONGEST:
                values = self._cut(values, f"{entity} {purpose}")
            yield array("q", values.astype(np.int64).tobytes())  # packed: they stay in the cache
            size = min(4 * size, LARGEST_BATCH)

    def _cut(self, values: npt.NDArray[np.float64], name: str) -> npt.NDArray[np.float64]:
        below = int(np.count_nonzero(values < 0))
        if below:
            self.clamped[name] = self.clamped.get(name, 0) + below
        return np.clip(values, 0, LONGEST)

    def uniforms(self, entity: str, purpose: str) -> Iterator[float]:
        """Return draws of numbers in [0, 1)."""
        return chain.from_iterable(self._plain(lambda rng, n: rng.random(n), entity, purpose))

    def normals(self, entity: str, purpose: str) -> Iterator[float]:
        """Return draws of standard normal numbers."""
        return chain.from_iterable(self._plain(lambda rng, n: rng.standard_normal(n), entity, purpose))

    def exponentials(self, entity: str, purpose: str) -> Iterator[float]:
        """Return draws of exponential numbers with mean 1."""
        return chain.from_iterable(self._plain(lambda rng, n: rng.standard_exponential(n), entity, purpose))

    def gammas(self, shape: float, entity: str, purpose: str) -> Iterator[float]:
        """Return draws of gamma numbers with this shape and scale 1."""
        return chain.from_iterable(self._plain(lambda rng, n: rng.standard_gamma(shape, n), entity, purpose))

    def _plain(self, sample: Sampler, entity: str, purpose: str) -> Iterator[array[float]]:
        rng, size = self.generator(entity, purpose), FIRST_BATCH
        while True:
            yield array("d", sample(rng, size).tobytes())
            size = min(4 * size, LARGEST_BATCH)
