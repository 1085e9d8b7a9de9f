"""Forecasting: what was asked for in each period, what is expected next, and the stock that follows from it."""

from __future__ import annotations

import math
from collections.abc import Callable
from statistics import NormalDist
from typing import Final

from opsim.ledgers.rows import Rows
from opsim.scenario.operations import Forecasting
from opsim.simulation.kernel.clock import Clock
from opsim.simulation.operations.inventory import Stock
from opsim.theory.forecasting import Forecaster, Holt, MovingAverage, Naive, SimpleExponentialSmoothing

METHODS: Final[dict[str, Callable[[Forecasting], Forecaster]]] = {
    "naive": lambda _spec: Naive(),
    "moving-average": lambda spec: MovingAverage(spec.window),
    "ses": lambda spec: SimpleExponentialSmoothing(spec.alpha),
    "holt": lambda spec: Holt(spec.alpha, spec.beta),
}

#: Weight of the newest squared error, and how many errors it takes before they set a safety stock.
ERROR_MEMORY: Final = 0.15
ERRORS_NEEDED: Final = 3


NO_METHOD: Final = Forecasting()


class Outlook:
    """The forecast of one item; with a service target it sets the stock's reorder point or level."""

    def __init__(self, clock: Clock, stock: Stock, rows: Rows) -> None:
        """Watch what is asked of `stock`."""
        self.clock, self.stock, self.rows = clock, stock, rows
        self._seen: list[int] = []
        self._forecast: float | None = None
        self._square_error = 0.0
        self._errors = 0
        self._spec: Forecasting = NO_METHOD

    def adopt(self, spec: Forecasting) -> None:
        """Take the method that holds from now on; a new one learns from the whole past first."""
        if spec is self._spec:
            return
        self._spec = spec
        self._forecaster = METHODS[spec.method](spec)
        for actual in self._seen:
            self._forecaster.update(float(actual))

    def close_period(self) -> None:
        """Compare what was expected with what came, look ahead, and let the stock follow."""
        actual, self.stock.used = self.stock.used, 0
        if self._forecast is not None:
            self.rows.add(self.stock.item, self.clock.now_ms, self._forecast, actual)
            error = actual - self._forecast
            self._errors += 1
            weight = max(ERROR_MEMORY, 1.0 / self._errors)
            self._square_error += (error * error - self._square_error) * weight
        self._seen.append(actual)
        self._forecaster.update(float(actual))
        self._forecast = max(self._forecaster.forecast(), 0.0)
        self._set_level()

    def _set_level(self) -> None:
        replenishment = self.stock.spec
        if replenishment is None or replenishment.service_target is None or self._errors < ERRORS_NEEDED:
            return
        ahead = replenishment.cover + (replenishment.review if replenishment.policy == "periodic" else 0)
        periods = ahead / self._spec.review
        z = NormalDist().inv_cdf(max(replenishment.service_target, 0.0001))
        expected = (self._forecast or 0.0) * periods
        self.stock.follow(max(math.ceil(expected + z * math.sqrt(self._square_error * periods)), 0))
        self.stock.reorder()
