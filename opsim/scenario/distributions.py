"""Distributions of durations, gaps and numbers of units: their kinds, parameters, mean and spread.

What is sampled is never below 0: a normal draw below 0 counts as 0, and the mean and the spread given here are those of
what is left, so a little more than its `mean` and a little less than its `sd` where 0 is near.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from opsim.theory.probability import normal_cdf, normal_density

#: Kind -> its parameters, in the order in which they may stand without names. `empirical` takes any number of values;
#: `geometric` is a whole number of its unit, from 1 on.
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
    "pert": ("low", "mode", "high"),
    "beta": ("a", "b", "low", "high"),
    "hyperexponential": ("p", "mean1", "mean2"),
    "geometric": ("mean",),
    "empirical": (),
}
#: Kinds of numbers of units only.
COUNT_KINDS: Final[dict[str, tuple[str, ...]]] = {"poisson": ("mean",)}


@dataclass(frozen=True)
class Distribution:
    """A random (or constant) duration, gap between arrivals, or number of units.

    `parameters` stand in the order of `KINDS`, in units of `unit_ms` milliseconds (shape parameters are pure numbers);
    for a number of units `unit_ms` is 1. `text` is what the person wrote. Besides the kinds that people write there are
    those named after their parameters, such as `gamma(shape, scale)`; `weighted`, with all values and then their
    weights; and `never`, with nothing.
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


def _rectified_moments(mean: float, sd: float) -> tuple[float, float]:
    """Return mean and standard deviation of max(0, X) for a normal X."""
    above, density = normal_cdf(mean / sd), normal_density(mean / sd)
    first = mean * above + sd * density
    second = (mean * mean + sd * sd) * above + mean * sd * density
    return first, math.sqrt(max(0.0, second - first * first))


def _triangular_sd(low: float, mode: float, high: float) -> float:
    """Return the standard deviation of a triangular distribution."""
    return math.sqrt(max(0.0, low**2 + mode**2 + high**2 - low * mode - low * high - mode * high) / 18)


def weibull_cv(shape: float) -> float:
    """Return the coefficient of variation of a Weibull distribution: sqrt(G(1+2/k) / G(1+1/k)^2 - 1)."""
    return math.sqrt(math.expm1(math.lgamma(1 + 2 / shape) - 2 * math.lgamma(1 + 1 / shape)))


def weibull_scale(shape: float, mean: float) -> float:
    """Return the scale (the 63.2 % point) of a Weibull distribution: mean / G(1 + 1/k)."""
    return mean / math.gamma(1 + 1 / shape)


def lognormal_mu_sigma(mean: float, sd: float) -> tuple[float, float]:
    """Return mean and standard deviation of the logarithm: sigma^2 = ln(1 + cv^2), mu = ln(mean) - sigma^2 / 2."""
    variance = math.log1p((sd / mean) ** 2)
    return math.log(mean) - variance / 2, math.sqrt(variance)


def pert_shapes(low: float, mode: float, high: float) -> tuple[float, float]:
    """Return both shapes of the beta behind a PERT estimate, whose mean is (low + 4 mode + high) / 6.

    a = 1 + 4 (mode - low) / (high - low), b = 1 + 4 (high - mode) / (high - low) (Vose 2008).
    """
    return 1 + 4 * (mode - low) / (high - low), 1 + 4 * (high - mode) / (high - low)


def _pert_sd(low: float, mode: float, high: float) -> float:
    """Return the standard deviation of a PERT distribution."""
    return _beta_sd(*pert_shapes(low, mode, high), low, high) if high > low else 0.0


def _beta_sd(a: float, b: float, low: float, high: float) -> float:
    """Return the standard deviation of a beta distribution stretched over low..high."""
    return (high - low) * math.sqrt(a * b / (a + b + 1)) / (a + b)


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


def with_weights(parameters: tuple[float, ...]) -> list[tuple[float, float]]:
    """Return the (value, weight) pairs of a `weighted` distribution."""
    half = len(parameters) // 2
    return list(zip(parameters[:half], parameters[half:], strict=True))


def _weighted_mean(*parameters: float) -> float:
    """Return the mean of values with weights."""
    pairs = with_weights(parameters)
    return math.fsum(value * weight for value, weight in pairs) / math.fsum(weight for _, weight in pairs)


def _weighted_sd(*parameters: float) -> float:
    """Return the standard deviation of values with weights."""
    pairs, mean = with_weights(parameters), _weighted_mean(*parameters)
    squares = math.fsum(weight * (value - mean) ** 2 for value, weight in pairs)
    return math.sqrt(squares / math.fsum(weight for _, weight in pairs))


MEANS: Final[dict[str, Callable[..., float]]] = {
    "constant": lambda value: value,
    "exponential": lambda mean: mean,
    "triangular": lambda low, mode, high: (low + mode + high) / 3,
    "normal": lambda mean, sd: _rectified_moments(mean, sd)[0],
    "lognormal": lambda mean, _sd: mean,
    "lognormal(mu, sigma)": lambda mu, sigma: math.exp(mu + sigma * sigma / 2),
    "gamma": lambda mean, _sd: mean,
    "gamma(shape, scale)": lambda shape, scale: shape * scale,
    "erlang": lambda _k, mean: mean,
    "weibull": lambda _shape, mean: mean,
    "weibull(shape, scale)": lambda shape, scale: scale * math.gamma(1 + 1 / shape),
    "uniform": lambda low, high: (low + high) / 2,
    "pert": lambda low, mode, high: (low + 4 * mode + high) / 6,
    "beta": lambda a, b, low, high: low + (high - low) * a / (a + b),
    "hyperexponential": lambda p, mean1, mean2: p * mean1 + (1 - p) * mean2,
    "empirical": _mean_of,
    "weighted": _weighted_mean,
    "poisson": lambda mean: mean,
    "geometric": lambda mean: mean,
    "never": lambda: math.inf,
}

SDS: Final[dict[str, Callable[..., float]]] = {
    "constant": lambda _value: 0.0,
    "exponential": lambda mean: mean,
    "triangular": _triangular_sd,
    "normal": lambda mean, sd: _rectified_moments(mean, sd)[1],
    "lognormal": lambda _mean, sd: sd,
    "lognormal(mu, sigma)": lambda mu, sigma: math.exp(mu + sigma * sigma / 2) * math.sqrt(math.expm1(sigma * sigma)),
    "gamma": lambda _mean, sd: sd,
    "gamma(shape, scale)": lambda shape, scale: math.sqrt(shape) * scale,
    "erlang": lambda k, mean: mean / math.sqrt(k),
    "weibull": lambda shape, mean: mean * weibull_cv(shape),
    "weibull(shape, scale)": lambda shape, scale: scale * math.gamma(1 + 1 / shape) * weibull_cv(shape),
    "uniform": lambda low, high: (high - low) / math.sqrt(12),
    "pert": _pert_sd,
    "beta": _beta_sd,
    "hyperexponential": _hyper_sd,
    "empirical": _sd_of,
    "weighted": _weighted_sd,
    "poisson": math.sqrt,
    "geometric": lambda mean: math.sqrt(mean * (mean - 1)),
    "never": lambda: 0.0,
}
