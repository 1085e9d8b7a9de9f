"""Lives of machines and parts: how likely they survive an age, for replacement policies of every kind.

Times are in any one unit. `life_of` makes a life from a distribution as a scenario names it.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from opsim.theory.numerics import bisected_root, integral, require
from opsim.theory.probability import gamma_cdf, normal_cdf, normal_tail
from opsim.theory.reliability import Weibull


class Life(Protocol):
    """A life of random length."""

    def reliability(self, time: float) -> float:
        """Return the probability of surviving `time`."""
        ...

    def mean(self) -> float:
        """Return the mean life."""
        ...

    def mean_until(self, age: float) -> float:
        """Return E[min(life, age)], the integral of the reliability up to `age`."""
        ...


@dataclass(frozen=True, slots=True)
class ContinuousLife:
    """A life given by its survival function and its mean."""

    survival: Callable[[float], float]
    mean_life: float

    def reliability(self, time: float) -> float:
        """Return the probability of surviving `time`."""
        return self.survival(time) if time > 0.0 else 1.0

    def mean(self) -> float:
        """Return the mean life."""
        return self.mean_life

    def mean_until(self, age: float) -> float:
        """Return E[min(life, age)], the integral of the reliability up to `age`."""
        # u = (t / age)^(1/3) smooths what happens near 0.
        return integral(lambda u: 3.0 * u * u * age * self.reliability(age * u**3), 0.0, 1.0, panels=24)


@dataclass(frozen=True, slots=True)
class RecordedLife:
    """The life of which a sample was recorded, every value as likely as any other."""

    values: tuple[float, ...]
    """In ascending order."""

    def reliability(self, time: float) -> float:
        """Return the share of the sample that survived `time`."""
        return 1.0 - bisect_right(self.values, time) / len(self.values)

    def mean(self) -> float:
        """Return the mean of the sample."""
        return math.fsum(self.values) / len(self.values)

    def mean_until(self, age: float) -> float:
        """Return the mean of the sample, each value cut at `age`."""
        return math.fsum(min(value, age) for value in self.values) / len(self.values)


def exponential_life(mean: float) -> ContinuousLife:
    """Return a life that does not age: R(t) = exp(-t / mean)."""
    return ContinuousLife(lambda t: math.exp(-t / mean), mean)


def weibull_life(shape: float, mean: float) -> Weibull:
    """Return the Weibull life of this shape and mean."""
    return Weibull(mean / math.gamma(1.0 + 1.0 / shape), shape)


def lognormal_life(mean: float, deviation: float) -> ContinuousLife:
    """Return a lognormal life: R(t) = P(Z > (ln t - mu) / sigma)."""
    variance = math.log1p((deviation / mean) ** 2)
    mu, sigma = math.log(mean) - variance / 2.0, math.sqrt(variance)
    return ContinuousLife(lambda t: normal_tail((math.log(t) - mu) / sigma), mean)


def gamma_life(mean: float, deviation: float) -> ContinuousLife:
    """Return a gamma life."""
    shape = (mean / deviation) ** 2
    return ContinuousLife(lambda t: 1.0 - gamma_cdf(t, shape, mean / shape), mean)


def uniform_life(low: float, high: float) -> ContinuousLife:
    """Return a life that ends at any time from `low` to `high`."""
    return ContinuousLife(lambda t: min(1.0, max(0.0, (high - t) / (high - low))), 0.5 * (low + high))


def triangular_life(low: float, mode: float, high: float) -> ContinuousLife:
    """Return a triangular life, low < high."""

    def survival(t: float) -> float:
        if t <= mode:
            return 1.0 - ((t - low) ** 2 / ((high - low) * (mode - low)) if t > low else 0.0)
        return (high - t) ** 2 / ((high - low) * (high - mode)) if t < high else 0.0

    return ContinuousLife(survival, (low + mode + high) / 3.0)


def hyperexponential_life(p: float, mean1: float, mean2: float) -> ContinuousLife:
    """Return a life of one of two exponential kinds: early failures and the others."""
    mean = p * mean1 + (1.0 - p) * mean2
    return ContinuousLife(lambda t: p * math.exp(-t / mean1) + (1.0 - p) * math.exp(-t / mean2), mean)


def normal_life(mean: float, deviation: float) -> ContinuousLife:
    """Return a normal life; what lies below 0 counts as a failure at once."""
    cut = mean * normal_cdf(mean / deviation) + deviation * math.exp(-0.5 * (mean / deviation) ** 2) / _ROOT_TWO_PI
    return ContinuousLife(lambda t: normal_tail((t - mean) / deviation), cut)


def recorded_life(values: Sequence[float]) -> RecordedLife:
    """Return the life of a recorded sample."""
    require(len(values) > 0, "a recorded life needs at least one value")
    return RecordedLife(tuple(sorted(values)))


_ROOT_TWO_PI: Final = math.sqrt(2.0 * math.pi)

#: Kind of distribution, as scenarios name it -> the life that it describes.
LIVES: Final[dict[str, Callable[..., Life]]] = {
    "constant": lambda value: recorded_life([value]),
    "exponential": exponential_life,
    "normal": normal_life,
    "lognormal": lognormal_life,
    "lognormal(mu, sigma)": lambda mu, sigma: ContinuousLife(
        lambda t: normal_tail((math.log(t) - mu) / sigma), math.exp(mu + sigma * sigma / 2.0)
    ),
    "gamma": gamma_life,
    "gamma(shape, scale)": lambda shape, scale: gamma_life(shape * scale, math.sqrt(shape) * scale),
    "erlang": lambda k, mean: gamma_life(mean, mean / math.sqrt(k)),
    "weibull": weibull_life,
    "weibull(shape, scale)": lambda shape, scale: Weibull(scale, shape),
    "uniform": uniform_life,
    "triangular": triangular_life,
    "hyperexponential": hyperexponential_life,
    "empirical": lambda *values: recorded_life(values),
}


def life_of(kind: str, parameters: Sequence[float]) -> Life | None:
    """Return the life of a distribution of this kind; None for a kind whose survival is not worked out here."""
    make = LIVES.get(kind)
    return make(*parameters) if make else None


def age_survived_by(life: Life, share: float) -> float:
    """Return the age that only this share survives."""
    high = life.mean()
    while life.reliability(high) > share:
        high *= 2.0
    return bisected_root(lambda t: life.reliability(t) - share, 0.0, high)
