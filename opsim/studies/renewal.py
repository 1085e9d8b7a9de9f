"""The theory of age replacement for a station as it is declared, and whether its assumptions hold in a run.

The theory is that of Barlow & Proschan (1965): maintain at an age or repair at failure, whichever comes first, and be
as new after both. Costs are per hour of work, in currency units.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from opsim.results.stations.stops import stops
from opsim.theory.lives import Life, life_of
from opsim.theory.replacement import AgePolicy, Intervention, age_policy, best_age_policy
from opsim.units import HOUR_MS

if TYPE_CHECKING:
    from opsim.results.run import Run
    from opsim.scenario import Scenario

_CENTS: Final = 100.0
#: Work that a lot may take at most, as a share of the interval, if maintenance is to be on time: it waits for the lot.
_ON_TIME: Final = 0.05


class Renewal(NamedTuple):
    """What is declared about failure and maintenance of a station: lives in hours of work, costs in currency units."""

    life: Life
    planned: Intervention
    failure: Intervention

    @property
    def costs_anything(self) -> bool:
        """Whether failure or maintenance has a price, so that there is a cost to draw."""
        return bool(self.planned.cost or self.failure.cost)

    def at(self, age_h: float) -> AgePolicy:
        """Return what maintenance at this age does: cost per hour of work, availability, failures."""
        costs = age_policy(age_h, self.life, Intervention(self.planned.cost), Intervention(self.failure.cost))
        times = age_policy(age_h, self.life, self.planned, self.failure)
        return AgePolicy(age_h, costs.cost_rate, times.availability, costs.failures)

    def best(self) -> AgePolicy:
        """Return the age of least cost; infinite where no maintenance is best."""
        found = best_age_policy(self.life, Intervention(self.planned.cost), Intervention(self.failure.cost))
        return self.at(found.age)


def failure_modes(scenario: Scenario, station: str) -> list[Any]:
    """Return the ways in which a station's machines fail."""
    spec = scenario.production.stations.get(station)
    declared = None if spec is None else spec.failures
    return [] if declared is None else list(declared) if isinstance(declared, list) else [declared]


def renewal(scenario: Scenario, station: str) -> Renewal | None:
    """Return what the theory needs to know; None where nothing fails or the life's survival is not worked out."""
    modes, policy = failure_modes(scenario, station), scenario.production.maintenance.get(station)
    if not modes or modes[0].time_between is None or policy is None:
        return None
    first, life = modes[0], modes[0].time_between
    unit_h = life.unit_ms / HOUR_MS
    found = life_of(life.kind, life.parameters)
    if found is None:
        return None
    return Renewal(
        found if unit_h == 1 else _Scaled(found, unit_h),
        Intervention(policy.cost / _CENTS, policy.duration.mean / HOUR_MS),
        Intervention(first.cost / _CENTS, first.repair.mean / HOUR_MS),
    )


@dataclass(frozen=True, slots=True)
class _Scaled:
    """A life in hours that is declared in another unit of time."""

    life: Life
    unit_h: float

    def reliability(self, time: float) -> float:
        """Return the probability of surviving `time`."""
        return self.life.reliability(time / self.unit_h)

    def mean(self) -> float:
        """Return the mean life."""
        return self.life.mean() * self.unit_h

    def mean_until(self, age: float) -> float:
        """Return E[min(life, age)]."""
        return self.life.mean_until(age / self.unit_h) * self.unit_h


class Condition(NamedTuple):
    """One assumption of the theory at one station: whether it holds, and the fact that says so, with its figures."""

    title: str
    holds: bool
    fact: str
    figures: tuple[object, ...] = ()


def conditions(run: Run, station: str) -> list[Condition]:
    """Return what the theory assumes and whether it holds at a station."""
    scenario = run.scenario
    modes, crew = failure_modes(scenario, station), scenario.production.repair_crew
    first = modes[0]
    lots = [
        step.time.mean * (1 if step.per == "lot" else scenario.production.lot_size.get(name, 1)) / HOUR_MS
        for name, product in scenario.products.items()
        for step in product.routing
        if step.station == station
    ]
    policy, longest = scenario.production.maintenance[station], max(lots, default=0.0)
    every = policy.every / HOUR_MS
    left = max(policy.age_left, *(mode.age_left for mode in modes))
    on_time = longest <= _ON_TIME * every and not policy.opportune and policy.starts == "when-due"
    waited = [hours for hours in waits_h(run, station) if hours > 0]
    return [
        Condition("One way to fail", len(modes) == 1, "failure modes declared: {0}", (len(modes),)),
        Condition("It ages by work", first.clock == "operating", "failure clock: {0}", (first.clock,)),
        Condition(
            "As new after repair and maintenance", left == 0,
            "share of the age that is left: {0} %", (f"{100 * left:g}",),
        ),
        Condition(
            "Maintained on time", on_time,
            "it waits for the lot in hand, up to about {0} h against an interval of {1} h; taken early by up to {2} h",
            (f"{longest:.3g}", f"{every:.4g}", f"{policy.opportune / HOUR_MS:.3g}"),
        ),
        Condition(
            "The crew comes at once", not waited,
            "stops of this run that waited for the crew: {0}, {1} h in all; crew: {2}",
            (len(waited), f"{sum(waited):.3g}", crew.people if crew.people is not None else "no limit"),
        ),
        Condition(
            "Nothing else costs", False,
            "lost production, the crew's wages and parts from the store are in the profit, but not in curve and points",
        ),
    ]  # fmt: skip


def waits_h(run: Run, station: str) -> list[float]:
    """Return how long each stop at a station waited for the crew, in hours."""
    happened, place = stops(run), run.history.names.stations.index(station)
    mine = run.floor.station_of[happened.machine] == place
    waits: list[float] = ((happened.served - happened.start)[mine] / HOUR_MS).tolist()
    return waits
