"""Order back what was sold: base stock, one-for-one replenishment, safety stock, and the bullwhip it makes."""

from __future__ import annotations

import math
from dataclasses import dataclass

from opsim.theory.inventory.newsvendor import newsvendor_normal, normal_stock
from opsim.theory.probability import normal_loss, normal_quantile, poisson_cdf, poisson_loss


@dataclass(frozen=True, slots=True)
class BaseStock:
    """A base-stock level and its long-run averages."""

    level: float
    cost_rate: float
    """Holding and backorder cost per period."""
    cycle_service: float
    """Probability that a period ends without backorders."""
    fill_rate: float
    """Share of demand served at once from stock; not the same as cycle service."""
    mean_on_hand: float
    mean_backorders: float


def best_base_stock(
    holding_cost: float, backorder_cost: float, mean: float, deviation: float, lead_time: int
) -> BaseStock:
    """Return the best base stock under periodic review, normal demand per period, lead time in whole periods.

    Order up to S at the start of a period, receive what was ordered `lead_time` periods ago, then meet demand; costs
    are charged on what is left. So stock must cover L + 1 periods. Snyder & Shen, section 4.3.4.
    """
    periods = lead_time + 1
    cover = newsvendor_normal(holding_cost, backorder_cost, periods * mean, math.sqrt(periods) * deviation)
    return base_stock(cover.level, holding_cost, backorder_cost, mean=mean, deviation=deviation, lead_time=lead_time)


def base_stock(
    level: float, holding_cost: float, backorder_cost: float, *, mean: float, deviation: float, lead_time: int
) -> BaseStock:
    """Return what any base stock leads to, in the sequence of events of `best_base_stock`.

    New backorders of a period are those at its end less those at its start: the fill rate is exact.
    """
    periods = lead_time + 1
    end = normal_stock(level, holding_cost, backorder_cost, periods * mean, math.sqrt(periods) * deviation)
    at_start = 0.0
    if lead_time > 0:
        spread = math.sqrt(lead_time) * deviation
        at_start = spread * normal_loss((level - lead_time * mean) / spread)
    return BaseStock(
        level=level,
        cost_rate=end.cost,
        cycle_service=end.cycle_service,
        fill_rate=1.0 - (end.mean_shortage - at_start) / mean,
        mean_on_hand=end.mean_leftover,
        mean_backorders=end.mean_shortage,
    )


@dataclass(frozen=True, slots=True)
class OneForOne:
    """Long-run averages of one-for-one replenishment."""

    fill_rate: float
    """Share of demands served at once; for Poisson demand also the share of time with stock on hand (ready rate)."""
    mean_on_hand: float
    mean_backorders: float
    mean_wait: float
    """Time from a demand to its unit, averaged over all demands."""


def one_for_one(level: int, demand_rate: float, mean_lead_time: float) -> OneForOne:
    """Return the averages of (S - 1, S) replenishment with Poisson demand and backorders.

    Units on order are Poisson with mean lambda L whatever the lead-time distribution (Palm 1938; Sherbrooke 1968).
    """
    on_order = demand_rate * mean_lead_time
    backorders = poisson_loss(level, on_order)
    return OneForOne(
        fill_rate=poisson_cdf(level - 1, on_order),
        mean_on_hand=level - on_order + backorders,
        mean_backorders=backorders,
        mean_wait=backorders / demand_rate,
    )


@dataclass(frozen=True, slots=True)
class LeadTimeDemand:
    """Mean and standard deviation of the demand during a lead time."""

    mean: float
    deviation: float

    def reorder_point(self, cycle_service: float) -> float:
        """Return the stock at which to order so that a share `cycle_service` of cycles has no shortage (normal)."""
        return self.mean + self.safety_stock(cycle_service)

    def safety_stock(self, cycle_service: float) -> float:
        """Return the stock held above the mean demand of a lead time, z sd."""
        return normal_quantile(cycle_service) * self.deviation


def lead_time_demand(
    mean_demand: float, demand_deviation: float, mean_lead_time: float, lead_time_deviation: float = 0.0
) -> LeadTimeDemand:
    """Return the demand during a random lead time: sd = sqrt(L sd_D^2 + D^2 sd_L^2) (Silver, Pyke & Thomas).

    Demand is per period, independent between periods and of the lead time, which is in periods.
    """
    variance = mean_lead_time * demand_deviation**2 + (mean_demand * lead_time_deviation) ** 2
    return LeadTimeDemand(mean_demand * mean_lead_time, math.sqrt(variance))


def bullwhip_moving_average(protection_periods: float, window: int) -> float:
    """Return Var(orders) / Var(demand) of order-up-to with a moving-average forecast of independent demand.

    1 + 2 L / p + 2 L^2 / p^2 (Chen, Drezner, Ryan & Simchi-Levi 2000). L multiplies the forecast in the order-up-to
    level: the supplier's lead time plus one review period. Orders may be negative; the safety stock is constant.
    """
    share = protection_periods / window
    return 1.0 + 2.0 * share + 2.0 * share * share


def bullwhip_smoothing(protection_periods: float, smoothing: float) -> float:
    """Return the same ratio with simple exponential smoothing: 1 + 2 L a + 2 L^2 a^2 / (2 - a) (Chen et al. 2000)."""
    step = protection_periods * smoothing
    return 1.0 + 2.0 * step + 2.0 * step * step / (2.0 - smoothing)
