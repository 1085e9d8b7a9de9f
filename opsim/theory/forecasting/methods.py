"""Forecasts that learn one observation at a time, cheap enough for every product in every period of a run.

Every forecaster has `update(observation)` and `forecast(steps)`, the forecast `steps` periods after the last
observation. Before any observation the forecast is 0. Only + - * / on plain floats in a fixed order: the same bits on
every machine.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from opsim.theory.numerics import require


class Forecaster(Protocol):
    """Anything that learns from observations and forecasts."""

    def update(self, observation: float) -> None:
        """Learn the observation of the period that has just ended."""

    def forecast(self, steps: int = 1) -> float:
        """Return the forecast for `steps` periods ahead."""


@dataclass(slots=True)
class Naive:
    """Tomorrow is like today."""

    last: float = 0.0

    def update(self, observation: float) -> None:
        """Remember the observation."""
        self.last = observation

    def forecast(self, steps: int = 1) -> float:  # noqa: ARG002 - the same for every step
        """Return the last observation, however far ahead."""
        return self.last


@dataclass(slots=True)
class SeasonalNaive:
    """The same as one season ago; naive until a whole season has been seen."""

    season: int
    recent: deque[float] = field(init=False)

    def __post_init__(self) -> None:
        """Make room for one season."""
        require(self.season >= 1, f"season {self.season} is below 1; give the number of periods in a season")
        self.recent = deque(maxlen=self.season)

    def update(self, observation: float) -> None:
        """Remember the observation, forgetting the one a season older."""
        self.recent.append(observation)

    def forecast(self, steps: int = 1) -> float:
        """Return the observation of the same place in the last season."""
        if not self.recent:
            return 0.0
        if len(self.recent) < self.season:
            return self.recent[-1]
        return self.recent[(steps - 1) % self.season]


@dataclass(slots=True)
class Drift:
    """The last observation plus the mean change so far: a line from the first through the last."""

    first: float = 0.0
    last: float = 0.0
    observations: int = 0

    def update(self, observation: float) -> None:
        """Remember the observation."""
        if self.observations == 0:
            self.first = observation
        self.last = observation
        self.observations += 1

    def forecast(self, steps: int = 1) -> float:
        """Return the point of the line `steps` periods ahead."""
        if self.observations < 2:
            return self.last
        return self.last + steps * (self.last - self.first) / (self.observations - 1)


@dataclass(slots=True)
class MovingAverage:
    """The mean of the last `window` observations, of fewer while there are fewer."""

    window: int
    recent: deque[float] = field(init=False)

    def __post_init__(self) -> None:
        """Make room for the window."""
        require(self.window >= 1, f"window {self.window} is below 1; average over one period or more")
        self.recent = deque(maxlen=self.window)

    def update(self, observation: float) -> None:
        """Remember the observation, forgetting the oldest of a full window."""
        self.recent.append(observation)

    def forecast(self, steps: int = 1) -> float:  # noqa: ARG002 - the same for every step
        """Return the mean of the window, however far ahead."""
        if not self.recent:
            return 0.0
        total = 0.0
        for observation in self.recent:
            total += observation
        return total / len(self.recent)


@dataclass(slots=True)
class SimpleExponentialSmoothing:
    """A level that moves a share `alpha` of the way to each observation (Brown 1959).

    l(t) = alpha y(t) + (1 - alpha) l(t-1). The level before the first observation is that observation, unless given.
    """

    alpha: float
    level: float | None = None

    def __post_init__(self) -> None:
        """Check the smoothing constant."""
        _require_share("alpha", self.alpha)

    def update(self, observation: float) -> None:
        """Move the level."""
        level = observation if self.level is None else self.level
        self.level = self.alpha * observation + (1.0 - self.alpha) * level

    def forecast(self, steps: int = 1) -> float:  # noqa: ARG002 - the same for every step
        """Return the level, however far ahead."""
        return 0.0 if self.level is None else self.level


@dataclass(slots=True)
class Holt:
    """A level and a trend, each smoothed (Holt 1957); with `damping` below 1 the trend fades (Gardner & McKenzie 1985).

    l(t) = alpha y(t) + (1 - alpha) (l(t-1) + b(t-1)); b(t) = beta (l(t) - l(t-1)) + (1 - beta) b(t-1). Unless given,
    the state before the first observation is level y1 and trend y2 - y1, so smoothing begins with the second
    observation; until then the forecast is naive.
    """

    alpha: float
    beta: float
    damping: float = 1.0
    level: float | None = None
    trend: float | None = None
    first: float | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        """Check the smoothing constants."""
        _require_share("alpha", self.alpha)
        _require_share("beta", self.beta)
        _require_share("damping", self.damping)

    def update(self, observation: float) -> None:
        """Move level and trend; from the first two observations, begin."""
        if self.level is not None and self.trend is not None:
            self._smooth(observation)
        elif self.first is None:
            self.first = observation
        else:
            self.level, self.trend = self.first, observation - self.first
            self._smooth(self.first)
            self._smooth(observation)

    def forecast(self, steps: int = 1) -> float:
        """Return the level plus `steps` trends, each damped once more than the one before."""
        if self.level is None or self.trend is None:
            return 0.0 if self.first is None else self.first
        reach, weight = 0.0, 1.0
        for _ in range(steps):
            weight *= self.damping
            reach += weight
        return self.level + reach * self.trend

    def _smooth(self, observation: float) -> None:
        before, trend = self.level or 0.0, self.damping * (self.trend or 0.0)
        self.level = self.alpha * observation + (1.0 - self.alpha) * (before + trend)
        self.trend = self.beta * (self.level - before) + (1.0 - self.beta) * trend


def one_step_forecasts(method: Forecaster, observations: Iterable[float]) -> list[float]:
    """Return the forecast made for each observation just before it was seen, teaching `method` on the way."""
    forecasts = []
    for observation in observations:
        forecasts.append(method.forecast())
        method.update(observation)
    return forecasts


@dataclass(frozen=True, slots=True)
class SmoothingFit:
    """The smoothing constant and first level of least squared error."""

    alpha: float
    initial_level: float
    squared_error: float


def fitted_smoothing(observations: Sequence[float], grid: int = 50) -> SmoothingFit:
    """Return the simple exponential smoothing of least squared one-step error over `alpha` and the first level.

    For a given alpha the best first level is a linear least-squares problem, solved exactly; alpha is searched on a
    grid over 0..1 that is refined around its best point.
    """
    low, high, best = 0.0, 1.0, _smoothing_fit(observations, 1.0)
    while high - low > 1e-10:
        step = (high - low) / grid
        for i in range(1, grid):
            candidate = _smoothing_fit(observations, low + i * step)
            if candidate.squared_error < best.squared_error:
                best = candidate
        low, high = max(0.0, best.alpha - step), min(1.0, best.alpha + step)
    return best


def _smoothing_fit(observations: Sequence[float], alpha: float) -> SmoothingFit:
    """Return the best first level for one alpha: errors are e(t) = a(t) - (1 - alpha)^t l0."""
    weight, level, cross, square = 1.0, 0.0, 0.0, 0.0
    parts = []
    for observation in observations:
        parts.append((observation - level, weight))
        cross += weight * (observation - level)
        square += weight * weight
        level = alpha * observation + (1.0 - alpha) * level
        weight *= 1.0 - alpha
    initial = cross / square
    error = 0.0
    for rest, weight in parts:
        error += (rest - weight * initial) * (rest - weight * initial)
    return SmoothingFit(alpha, initial, error)


def _require_share(name: str, value: float) -> None:
    """Raise `InputError` unless a smoothing constant lies in 0..1."""
    require(0.0 <= value <= 1.0, f"{name} {value:g} must lie between 0 and 1")
