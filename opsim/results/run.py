"""A run and what it means: everything here is read from the history, computed when it is first asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from opsim.errors import InvariantError
from opsim.results import invariants
from opsim.results.as_of import as_of
from opsim.results.digest import digest
from opsim.results.goals import GoalResult, judged, score, stopped
from opsim.results.kpis import key_figures
from opsim.results.kpis.stations import Queues, station_times
from opsim.results.kpis.stock import Level, levels
from opsim.results.money import statements
from opsim.results.money.quality_cost import Cost, cost_of_quality
from opsim.results.stations.blame import passed_by_station
from opsim.results.stations.charts import Charts
from opsim.results.stations.losses import losses
from opsim.results.stations.quality import Failures, pareto
from opsim.results.stations.stations import Stations
from opsim.results.time.explain import explain
from opsim.results.time.lateness import by_function
from opsim.results.views import Views
from opsim.scenario.parameter import FUNCTIONS

if TYPE_CHECKING:
    from opsim.ledgers.history import Decision, History
    from opsim.results.money.statements import Line
    from opsim.scenario import Scenario
    from opsim.scenario.firm import Goal
    from opsim.theory.equipment import PlannedTime


class Run(Views):
    """What one run means. Times are ms since the start, money is in whole cents, key figures in their own units."""

    def __init__(self, history: History) -> None:
        """Read `history`; nothing is computed yet."""
        self.history = history

    def __reduce__(self) -> tuple[type[Run], tuple[History]]:
        """Travel to another process as the history alone."""
        return Run, (self.history,)

    def __repr__(self) -> str:
        """Return what was run."""
        return f"Run({self.scenario.id!r}, seed={self.seed}, replication={self.replication})"

    # -- what was run -------------------------------------------------------------------------------------------------

    @property
    def scenario(self) -> Scenario:
        """The scenario at the start of the run."""
        return self.history.scenario

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """What people changed while it ran."""
        return self.history.decisions

    @property
    def seed(self) -> int:
        """The seed of all noise."""
        return self.history.seed

    @property
    def replication(self) -> int:
        """The number of this run among those of one seed."""
        return self.history.replication

    @property
    def partial(self) -> str:
        """Why the run stopped early, or since when nothing could move on its floor; or nothing."""
        return self.history.partial

    @property
    def stopped(self) -> str:
        """When and why a run stopped early, or that it stands still, for people; nothing for one that goes on."""
        return stopped(self.partial, self.history.end_ms, self.scenario.clock.horizon) if self.partial else ""

    @cached_property
    def digest(self) -> str:
        """The fingerprint of everything that happened."""
        return digest(self.history)

    # -- figures ------------------------------------------------------------------------------------------------------

    @cached_property
    def kpis(self) -> dict[str, float]:
        """Key figures: id -> value; see `opsim.results.catalogue`. A figure that cannot be formed has no entry."""
        return key_figures(self)

    @cached_property
    def station_kpis(self) -> dict[str, dict[str, float]]:
        """Key figures of the stations: station -> name (utilisation, oee, ...) -> value."""
        found: dict[str, dict[str, float]] = {name: {} for name in self.history.names.stations}
        for kpi, value in self.kpis.items():
            area, name, *station = kpi.split(".", 2)
            if area == "station":
                found[station[0]][name] = value
        return found

    @property
    def cost_by_function(self) -> dict[str, int]:
        """Total cost by the function that caused it, in cents."""
        return self.money.cost_by_function

    @cached_property
    def lead_time_by_function(self) -> dict[str, int]:
        """Lead time of all delivered orders that arrived after the warm-up, by the function it is due to, in ms."""
        return by_function(self.attribution.lead_ms)

    @cached_property
    def late_cost_by_function(self) -> dict[str, int]:
        """Discounts for lateness and margin lost with customers, by the function that caused the delay, in cents."""
        return dict(zip(FUNCTIONS, self.attribution.cents.tolist(), strict=True))

    @cached_property
    def income_statement(self) -> list[Line]:
        """Revenue, costs and profit of the run."""
        return statements.income_statement(self.money)

    @cached_property
    def balance_sheet(self) -> list[Line]:
        """What the firm owns and owes at the end."""
        return statements.balance_sheet(self.money)

    @cached_property
    def cash_flow(self) -> list[Line]:
        """Where cash came from and went to."""
        return statements.cash_flow(self.money)

    @cached_property
    def goals(self) -> list[GoalResult]:
        """Every goal of the scenario, judged at its date; a run that stopped meets none."""
        return judged(self.scenario.goals, self._value_for, stopped=bool(self.partial))

    @property
    def score(self) -> float:
        """Progress over all goals, 0 to 1."""
        return score(self.goals)

    def _value_for(self, goal: Goal) -> float | None:
        at = self.history.end_ms if goal.by is None else goal.by
        return self.as_of(at).kpis.get(goal.kpi)

    def as_of(self, at_ms: int) -> Run:
        """Return this run as it stood at `at_ms`."""
        if at_ms >= self.history.end_ms:
            return self
        return self._earlier.setdefault(at_ms, Run(as_of(self.history, at_ms)))

    @cached_property
    def _earlier(self) -> dict[int, Run]:
        return {}

    # -- checks -------------------------------------------------------------------------------------------------------

    @cached_property
    def invariants(self) -> dict[str, bool]:
        """For each law that every run must keep, whether this one does."""
        return invariants.check(self)

    def verify(self) -> Run:
        """Return this run if it keeps every invariant; raise InvariantError, naming those that it breaks, if not."""
        broken = [name for name, holds in self.invariants.items() if not holds]
        if broken:
            raise InvariantError(
                f"the run of '{self.scenario.id}' with seed {self.seed}, replication {self.replication}, contradicts "
                f"itself: {', '.join(broken)}; please report it with the scenario. Last events:\n"
                f"{invariants.last_events(self)}"
            )
        return self

    def explain(self, order: int) -> str:
        """Return in words why an order took as long as it did."""
        return explain(self, order)

    # -- figures that others are made of -------------------------------------------------------------------------------

    @cached_property
    def levels(self) -> list[Level]:
        """The stock of each item in a few numbers."""
        return levels(self)

    @cached_property
    def queues(self) -> Queues:
        """Waiting in front of the stations."""
        return Queues(self)

    @cached_property
    def stations(self) -> Stations:
        """Machine states, queues and bottlenecks, station by station."""
        return Stations(self)

    @cached_property
    def charts(self) -> Charts:
        """Control charts and what they say about capability."""
        return Charts(self)

    @property
    def cost_of_quality(self) -> list[Cost]:
        """Cost of quality, line by line in its four classes."""
        return cost_of_quality(self)

    @property
    def defects_by_place(self) -> list[Failures]:
        """Where units failed, most of them first."""
        return pareto(self)

    @cached_property
    def losses(self) -> dict[str, PlannedTime]:
        """Station -> where the planned time of its machines went, in machine hours: the losses of its OEE."""
        return losses(self, passed_by_station(self))

    @cached_property
    def station_times(self) -> dict[str, dict[str, int]]:
        """Station -> state -> machine time in the window, in ms."""
        return station_times(self)
