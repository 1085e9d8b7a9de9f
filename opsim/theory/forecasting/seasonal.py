"""Holt-Winters: a level, a trend and a season, each smoothed (Winters 1960)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from opsim.theory.numerics import require

SeasonKind = Literal["additive", "multiplicative"]
SeasonUpdate = Literal["before", "after"]


@dataclass(frozen=True, slots=True)
class SeasonalStart:
    """State before the first observation that is smoothed: its season index is `seasonals[0]`."""

    level: float
    trend: float
    seasonals: tuple[float, ...]


def start_from_seasons(observations: Sequence[float], season: int, kind: SeasonKind) -> SeasonalStart:
    """Return the start for smoothing from the very first observation, from the first two seasons.

    Level: mean of season 1. Trend: mean of season 2 less mean of season 1, per period. Indices: season 1 over (or less)
    the level. Hyndman & Athanasopoulos, Forecasting: Principles and Practice.
    """
    first, second = _mean(observations[:season]), _mean(observations[season : 2 * season])
    return SeasonalStart(
        first, (second - first) / season, tuple(_detrended(y, first, kind) for y in observations[:season])
    )


def start_from_decomposition(observations: Sequence[float], season: int, kind: SeasonKind) -> SeasonalStart:
    """Return the start for smoothing from the second season on, as R's HoltWinters does.

    The first two seasons are decomposed by a centred moving average; level and trend are the least-squares line through
    it, the indices are the means of what is left over, scaled to average one (or zero).
    """
    half = season // 2
    smooth = [_centred(observations[: 2 * season], i, season) for i in range(half, 2 * season - half)]
    level, trend = _line(smooth)
    found: list[list[float]] = [[] for _ in range(season)]
    for i, base in enumerate(smooth):
        found[(i + half) % season].append(_detrended(observations[i + half], base, kind))
    figure = [_mean(values) for values in found]
    centre = _mean(figure)
    return SeasonalStart(level, trend, tuple(_detrended(index, centre, kind) for index in figure))


@dataclass(slots=True)
class HoltWinters:
    """Level, trend and seasonal indices.

    l(t) = alpha (y(t) less s) + (1 - alpha) (l + b); b(t) = beta (l(t) - l) + (1 - beta) b;
    s(t) = gamma (y(t) less base) + (1 - gamma) s, where "less" divides when multiplicative. The base is l + b from
    before the observation (`season_update` "before", the component form of Hyndman & Athanasopoulos) or the new level
    ("after", as in R's HoltWinters). Without a start, two whole seasons are collected, `start_from_seasons` is
    applied and both are smoothed; until then the forecast is naive.
    """

    season: int
    alpha: float
    beta: float
    gamma: float
    kind: SeasonKind = "additive"
    season_update: SeasonUpdate = "before"
    start: SeasonalStart | None = None
    level: float = field(default=0.0, init=False)
    trend: float = field(default=0.0, init=False)
    seasonals: list[float] = field(default_factory=list, init=False)
    """Indices in the order of the coming periods: the first is the next period's."""
    early: list[float] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        """Check the constants and take up a given start."""
        require(self.season >= 2, f"season {self.season} is below 2; without a season use Holt")
        shares = (self.alpha, self.beta, self.gamma)
        require(all(0.0 <= share <= 1.0 for share in shares), "alpha, beta and gamma must lie between 0 and 1")
        if self.start is not None:
            self._begin(self.start)

    def update(self, observation: float) -> None:
        """Move level, trend and the index of the season just seen."""
        if self.seasonals:
            self._smooth(observation)
            return
        self.early.append(observation)
        if len(self.early) == 2 * self.season:
            self._begin(start_from_seasons(self.early, self.season, self.kind))
            for early in self.early:
                self._smooth(early)
            self.early = []

    def forecast(self, steps: int = 1) -> float:
        """Return level plus `steps` trends, with the index of that season."""
        if not self.seasonals:
            return self.early[-1] if self.early else 0.0
        return self._seasoned(self.level + steps * self.trend, self.seasonals[(steps - 1) % self.season])

    def _begin(self, start: SeasonalStart) -> None:
        self.level, self.trend, self.seasonals = start.level, start.trend, list(start.seasonals)

    def _smooth(self, observation: float) -> None:
        index = self.seasonals.pop(0)
        base = self.level + self.trend
        level = self.alpha * _detrended(observation, index, self.kind) + (1.0 - self.alpha) * base
        self.trend = self.beta * (level - self.level) + (1.0 - self.beta) * self.trend
        self.level = level
        season_base = base if self.season_update == "before" else level
        seen = _detrended(observation, season_base, self.kind)
        self.seasonals.append(self.gamma * seen + (1.0 - self.gamma) * index)

    def _seasoned(self, base: float, index: float) -> float:
        return base * index if self.kind == "multiplicative" else base + index


def _detrended(observation: float, base: float, kind: SeasonKind) -> float:
    """Return the observation over the base, or less the base; a multiplicative base of 0 leaves the observation."""
    if kind == "additive":
        return observation - base
    return observation / base if base != 0.0 else observation


def _centred(observations: Sequence[float], middle: int, season: int) -> float:
    """Return the moving average of one season around `middle`; an even season takes half of both ends."""
    half = season // 2
    if season % 2:
        return _mean(observations[middle - half : middle + half + 1])
    total = 0.5 * (observations[middle - half] + observations[middle + half])
    for i in range(middle - half + 1, middle + half):
        total += observations[i]
    return total / season


def _line(values: Sequence[float]) -> tuple[float, float]:
    """Return (intercept at 0, slope) of the least-squares line through values at 1, 2, 3, ..."""
    centre, mean = 0.5 * (len(values) + 1), _mean(values)
    cross, square = 0.0, 0.0
    for i, value in enumerate(values):
        cross += (i + 1 - centre) * (value - mean)
        square += (i + 1 - centre) * (i + 1 - centre)
    slope = cross / square
    return mean - slope * centre, slope


def _mean(values: Sequence[float]) -> float:
    total = 0.0
    for value in values:
        total += value
    return total / len(values)
