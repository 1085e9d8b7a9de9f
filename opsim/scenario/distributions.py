"""Distributions of durations, gaps and numbers of units: their kinds, parameters, mean and spread."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

#: Kind -> its parameters, in their one order. `empirical` takes any number of values instead.
KINDS: Final[dict[str, tuple[str, ...]]] = {
    "constant": ("value",),
    "exponential": ("mean",),
    "triangular": ("low", "mode", "high"),
    "normal": ("mean", "sd"),
    "lognormal": ("mean", "sd"),
    "gamma": ("mean", "sd"),
    "erlang": ("k", "mean"),
    "weibull": ("shape", "mean"),
    "uniform": ("low", "high"),
    "hyperexponential": ("p", "mean1", "mean2"),
    "empirical": (),
}
#: Kinds of whole numbers only; `geometric` counts from 1.
COUNT_KINDS: Final[dict[str, tuple[str, ...]]] = {"poisson": ("mean",), "geometric": ("mean",)}


@dataclass(frozen=True)
class Distribution:
    """A random (or constant) duration, gap between arrivals, or number of units.

    `parameters` stand in the order of `KINDS`, in units of `unit_ms` milliseconds (shape parameters are pure numbers);
    for a number of units `unit_ms` is 1. `text` is what the person wrote. The kind `never` has no parameters.
    """

    kind: str
    parameters: tuple[float, ...]
    unit_ms: float
    text: str = field(compare=False)

    @property
    def mean(self) -> float:
        """Return the mean in milliseconds (or units); infinite for `never`."""
        return MEANS[self.kind](*self.parameters) * self.unit_ms

    @property
    def sd(self) -> float:
        """Return the standard deviation in milliseconds (or units); 0 for `never`."""
        return SDS[self.kind](*self.parameters) * self.unit_ms


def _triangular_sd(low: float, mode: float, high: float) -> float:
    """Return the standard deviation of a triangular distribution."""
    return math.sqrt(max(0.0, low**2 + mode**2 + high**2 - low * mode - low * high - mode * high) / 18)


def _weibull_sd(shape: float, mean: float) -> float:
    """Return the standard deviation of a Weibull distribution: mean x sqrt(G(1+2/k)/G(1+1/k)^2 - 1)."""
    return mean * math.sqrt(math.expm1(math.lgamma(1 + 2 / shape) - 2 * math.lgamma(1 + 1 / shape)))


def _hyper_sd(p: float, mean1: float, mean2: float) -> float:
    """Return the standard deviation of a mixture of two exponentials."""
    mean = p * mean1 + (1 - p) * mean2
    return math.sqrt(2 * p * mean1**2 + 2 * (1 - p) * mean2**2 - mean**2)


def _mean_of(*values: float) -> float:
    """Return the mean of the values."""
    return math.fsum(values) / len(values)


def _sd_of(*values: float) -> float:
    """Return the standard deviation of drawing one of the values."""
    mean = _mean_of(*values)
    return math.sqrt(math.fsum((value - mean) ** 2 for value in values) / len(values))


MEANS: Final[dict[str, Callable[..., float]]] = {
    "constant": lambda value: value,
    "exponential": lambda mean: mean,
    "triangular": lambda low, mode, high: (low + mode + high) / 3,
    "normal": lambda mean, _sd: mean,
    "lognormal": lambda mean, _sd: mean,
    "gamma": lambda mean, _sd: mean,
    "erlang": lambda _k, mean: mean,
    "weibull": lambda _shape, mean: mean,
    "uniform": lambda low, high: (low + high) / 2,
    "hyperexponential": lambda p, mean1, mean2: p * mean1 + (1 - p) * mean2,
    "empirical": _mean_of,
    "poisson": lambda mean: mean,
    "geometric": lambda mean: mean,
    "never": lambda: math.inf,
}

SDS: Final[dict[str, Callable[..., float]]] = {
    "constant": lambda _value: 0.0,
    "exponential": lambda mean: mean,
    "triangular": _triangular_sd,
    "normal": lambda _mean, sd: sd,
    "lognormal": lambda _mean, sd: sd,
    "gamma": lambda _mean, sd: sd,
    "erlang": lambda k, mean: mean / math.sqrt(k),
    "weibull": _weibull_sd,
    "uniform": lambda low, high: (high - low) / math.sqrt(12),
    "hyperexponential": _hyper_sd,
    "empirical": _sd_of,
    "poisson": math.sqrt,
    "geometric": lambda mean: math.sqrt(mean * (mean - 1)),
    "never": lambda: 0.0,
}
