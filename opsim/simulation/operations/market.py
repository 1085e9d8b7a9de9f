"""The market: when customers come, and how much they ask for."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, Final

from opsim.scenario import Scenario
from opsim.scenario.distributions import Distribution
from opsim.scenario.operations import Demand
from opsim.simulation.kernel.clock import FOREVER, MS_PER_DAY, Alarm, Clock
from opsim.simulation.kernel.streams import Streams
from opsim.simulation.operations.finance import PPM
from opsim.simulation.operations.orders import Offer, OrderDesk
from opsim.simulation.operations.reputation import Reputation

DAYS_PER_YEAR: Final = 365.25


class Customers(Alarm):
    """Those who buy one product; the alarm rings when the next one comes.

    Gaps between customers are drawn at the declared rate. Trend, season and reputation set the pace: where it is not
    1, a gap runs off faster or slower, and the pace is looked at anew each midnight.
    """

    def __init__(self, clock: Clock, offer: Offer, desk: OrderDesk, streams: Streams, reputation: Reputation) -> None:
        """Ask `desk` for `offer`."""
        super().__init__(clock, f"customers of '{offer.name}'")
        self.clock, self.offer, self.desk, self.reputation, self._streams = clock, offer, desk, reputation, streams
        self._drawn: dict[str, tuple[Distribution, Iterator[int]]] = {}
        self._rings: list[Callable[[Any], None]] = [self._ring]
        self.callbacks = self._rings
        self._silent = True
        self._left = 0  # of the gap, at the declared pace
        self._comes = False

    def adopt(self, scenario: Scenario) -> None:
        """Take the demand that holds from now on; a gap that has begun runs out as it is."""
        self.spec: Demand = scenario.operations.market[self.offer.name]
        self._first_day = scenario.clock.start
        spec = self.spec
        self._appeal = scenario.products[self.offer.name].design.appeal
        moves = spec.trend or spec.season or scenario.operations.reputation.effect_on_demand or self._appeal != 1
        self.steady = not moves
        self._never = spec.arrivals.kind == "never"
        if not self._never:
            self._gap = self._draw(spec.arrivals, "arrivals")
        self._size = self._draw(spec.size, "size")
        patience = scenario.operations.orders.patience
        self._patience = self._draw(patience, "patience") if patience is not None else None
        bears = scenario.operations.orders.bears
        self.offer.bears = self._draw(bears, "longest quote borne") if bears is not None else None
        if self._silent and not self._never:
            self._silent = False
            self._next()

    def _draw(self, distribution: Distribution, purpose: str) -> Iterator[int]:
        known = self._drawn.get(purpose)
        if known is not None and known[0] == distribution:
            return known[1]
        since = "" if known is None else f" from {self.clock.now_ms}"
        draw = self._streams.whole(distribution, f"customers of {self.offer.name}", purpose + since)
        self._drawn[purpose] = distribution, draw
        return draw

    def _ring(self, _alarm: Customers) -> None:
        if not self._comes:
            self._run_off()
            return
        units, patience = next(self._size), self._patience
        if units:  # a customer may want nothing after all
            self.desk.receive(self.offer, units, None if patience is None else next(patience))
        if self._never:
            self._silent = True
        elif self.steady:
            clock = self.clock
            key, keys = ~(4 * (clock.now_ms + next(self._gap))), clock.keys
            at = bisect_left(keys, key)
            keys.insert(at, key)
            clock.alarms.insert(at, self)
        else:
            self._next()

    def _next(self) -> None:
        self._left = next(self._gap)
        self._comes = self.steady
        if self.steady:
            self.clock.set_alarm(self, self.clock.now_ms + self._left, self._rings)
        else:
            self._run_off()

    def _run_off(self) -> None:
        """Ring when the gap has run off, or at midnight when the pace changes."""
        now = self.clock.now_ms
        pace = self._pace_ppm(now)
        midnight = (now // MS_PER_DAY + 1) * MS_PER_DAY
        reach = (midnight - now) * pace // PPM
        self._comes = self._left < reach
        if self._comes:
            at = now + self._left * PPM // pace
        else:
            at, self._left = midnight, self._left - reach
        self.clock.set_alarm(self, at, self._rings)

    def _pace_ppm(self, now: int) -> int:
        """Return how fast customers come just now, in millionths of the declared rate."""
        spec, day = self.spec, now // MS_PER_DAY
        pace = self.reputation.on_demand() * self._appeal
        if spec.trend:
            until = min(now, spec.ramp if spec.ramp is not None else FOREVER) // MS_PER_DAY
            pace *= max(1.0 + spec.trend * until / 7, 0.0)
        if spec.season is not None:
            days = (self._first_day + timedelta(days=day) - spec.season.peak).days
            pace *= 1.0 + spec.season.amplitude * math.cos(2 * math.pi * days / DAYS_PER_YEAR)
        return max(round(pace * PPM), 0)
