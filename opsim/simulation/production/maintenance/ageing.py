"""Ageing: how long something lasts, also at an age, and how wear grows."""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import Final

from opsim.scenario.distributions import Distribution, weibull_scale
from opsim.scenario.production import Wear
from opsim.simulation.kernel.clock import FOREVER, MS_PER_HOUR
from opsim.simulation.kernel.portable import power
from opsim.simulation.kernel.streams import LONGEST, Streams

Draws = Iterator[int]


class Lives:
    """Draws of lives in ms, at least 1; what has an age already lasts as long as the age still lets it."""

    def __init__(self, new: Draws, at_an_age: Iterator[float], life: Distribution) -> None:
        """Take the draws of new lives, and standard exponential ones for the rest of a life (Weibull only)."""
        self._new, self._fates, self._life = new, at_an_age, life

    def after(self, age_ms: int) -> int:
        """Return how much longer it lasts at this age.

        A Weibull life has P(rest > x) = exp((age / scale)^k - ((age + x) / scale)^k); an exponential one does not age.
        The powers are the same on every machine, and so are the whole ms.
        """
        if age_ms <= 0 or not self._life.kind.startswith("weibull"):
            return max(next(self._new), 1)
        shape, scale = self._life.parameters
        if self._life.kind == "weibull":
            scale = weibull_scale(*self._life.parameters)
        else:
            shape, scale = scale, shape
        return self._rest(age_ms, shape, scale * self._life.unit_ms)

    def _rest(self, age_ms: int, shape: float, scale_ms: float) -> int:
        spent = power(age_ms / scale_ms, shape)
        at = scale_ms * power(spent + next(self._fates), 1 / shape)
        return min(max(round(at) - age_ms, 1), LONGEST)


class Path(ABC):
    """How the wear of one machine grows from new: reached at certain ages (ms), by certain amounts."""

    @abstractmethod
    def level(self, age_ms: int) -> float:
        """Return the wear at an age."""

    @abstractmethod
    def age_at(self, level: float) -> int:
        """Return the age at which the wear reaches a level."""

    def cut(self, age_ms: int) -> None:  # noqa: B027 - what grows evenly has no future to renew
        """Let what comes after this age be new."""


class Steady(Path):
    """Wear that grows evenly."""

    def __init__(self, rate: float) -> None:
        """Grow by `rate` in an hour."""
        self._rate = rate

    def level(self, age_ms: int) -> float:
        """Return the wear at an age."""
        return self._rate * age_ms / MS_PER_HOUR

    def age_at(self, level: float) -> int:
        """Return the age at which the wear reaches a level."""
        return min(max(round(level / self._rate * MS_PER_HOUR), 1), FOREVER)


class Drawn(Path):
    """Wear that grows at times: `draw()` gives the age that passes until it grows (ms), and by how much."""

    def __init__(self, pace: Iterator[tuple[int, float]]) -> None:
        """Draw from `pace` as far as anybody asks."""
        self._pace = pace
        self._ages, self._levels = [0], [0.0]

    def _grow(self) -> None:
        after, by = next(self._pace)
        self._ages.append(self._ages[-1] + after)
        self._levels.append(self._levels[-1] + by)

    def level(self, age_ms: int) -> float:
        """Return the wear at an age."""
        while self._ages[-1] <= age_ms:
            self._grow()
        return self._levels[bisect_right(self._ages, age_ms) - 1]

    def age_at(self, level: float) -> int:
        """Return the age at which the wear reaches a level."""
        while self._levels[-1] < level:
            self._grow()
        return max(self._ages[bisect_left(self._levels, level)], 1)

    def cut(self, age_ms: int) -> None:
        """Let what comes after this age be new."""
        known = bisect_right(self._ages, age_ms)
        del self._ages[known:], self._levels[known:]


def _gamma(wear: Wear, streams: Streams, entity: str) -> Iterator[tuple[int, float]]:
    """Yield the growth of each hour: a gamma process seen once an hour (van Noortwijk 2009)."""
    scale = wear.sd**2 / wear.rate
    for amount in streams.gammas(wear.rate / scale, entity, "wear"):
        yield MS_PER_HOUR, amount * scale


def _steps(wear: Wear, streams: Streams, entity: str) -> Iterator[tuple[int, float]]:
    """Yield steps of 1 after exponential times."""
    for gap in streams.exponentials(entity, "wear"):
        yield max(round(gap / wear.rate * MS_PER_HOUR), 1), 1.0


_PACES: Final = {"gamma": _gamma, "steps": _steps}


class Wearing:
    """How the machines of one station wear."""

    def __init__(self, wear: Wear, streams: Streams, entity: str) -> None:
        """Draw, where wear is a matter of chance, from the stream "wear" of `entity`."""
        self.spec = wear
        self.by_chance = wear.process != "steady"
        self._pace = _PACES[wear.process](wear, streams, entity) if self.by_chance else None

    def path(self) -> Path:
        """Return how the wear of a new machine grows."""
        return Steady(self.spec.rate) if self._pace is None else Drawn(self._pace)
