"""How the floor is controlled: which work may enter it and move on, and which goes first by a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsim.simulation.production.release.kanban import Kanban, places_of
from opsim.simulation.production.release.plan import Plan
from opsim.simulation.production.release.release_rules import ByDate, Gate, Rope

if TYPE_CHECKING:
    from opsim.ledgers.rows import Rows
    from opsim.scenario.production import Production
    from opsim.scenario.production import Release as ReleaseSpec
    from opsim.simulation.kernel.clock import Clock
    from opsim.simulation.production.lot import Job, Lot
    from opsim.simulation.production.quality.control import QualityControl
    from opsim.simulation.production.release.release import Release
    from opsim.simulation.production.stations.station import Station


class Control:
    """The cards, the rope and the plan of one floor, as far as it has any; what it has not costs nothing."""

    def __init__(
        self, clock: Clock, tables: dict[str, Rows], stations: dict[str, Station], release: Release
    ) -> None:
        """Control nothing yet."""
        self.clock, self.tables, self.stations, self.release = clock, tables, stations, release
        self.plan: Plan | None = None
        self._kanban: Kanban | None = None
        self._rope: Rope | None = None
        self._watches = False

    def adopt(self, production: Production, quality: QualityControl) -> None:
        """Take the cards and the plan that hold now, before the stations look at themselves again."""
        rule = production.release
        self._adopt_cards(rule)
        for name, station in self.stations.items():
            is_drum = rule.rule == "drum-buffer-rope" and name == rule.drum
            station.on_done = self._drum_is_done if is_drum else None
        self._adopt_plan(production)
        if not self._watches and (self._kanban is not None or rule.rule == "drum-buffer-rope" or self.plan is not None):
            self._watch(quality)

    def gate(self, rule: ReleaseSpec) -> Gate | None:
        """Return what holds jobs back, if not a limit does; the steps of the routings have been adopted."""
        go, self._rope = self.release.go, None
        if rule.rule == "by-date":
            return ByDate(self.clock, go, rule.lead_time)
        if rule.rule == "drum-buffer-rope" and rule.drum is not None:
            drum = self.stations[rule.drum]
            self._rope = Rope(self.clock, go, drum, rule.buffer, self.release.on_floor)
        return self._rope

    def machines_changed(self) -> None:
        """There are more machines, or fewer."""
        if self._rope is not None:
            self._rope.count_anew()

    def _drum_is_done(self, lot: Lot) -> None:
        if self._rope is not None:
            self._rope.changed(lot)
        self.release.go()

    def _watch(self, quality: QualityControl) -> None:
        """Be told from now on when lots leave the floor or units are lost."""
        self._watches, hand_over, scrapped = True, self.release.handed_over, quality.scrapped

        def left(lot: Lot, good: int) -> None:
            hand_over(lot, good)
            for keeper in (self._kanban, self._rope):
                if keeper is not None:
                    keeper.left(lot)
            if self.plan is not None:
                self.plan.look_again()

        def lost(job: Job, units: int) -> None:
            scrapped(job, units)
            if self.plan is not None:
                self.plan.look_again()

        self.release.handed_over, quality.scrapped = left, lost

    def _adopt_cards(self, rule: ReleaseSpec) -> None:
        """Give the stages their cards, if they have any now."""
        if rule.rule != "kanban":
            self._kanban = None
            for station in self.stations.values():
                station.go_by(None, None)
        else:
            self._kanban = self._kanban or self._begun_kanban(rule)
            self._kanban.adopt(rule.cards)

    def _begun_kanban(self, rule: ReleaseSpec) -> Kanban:
        """Return a kanban in which every lot on the floor has a card of the stage where it is."""
        named = rule.all_stages(self.stations).items()
        kanban = Kanban(self.clock, {stage: [self.stations[name] for name in names] for stage, names in named})
        kanban.adopt({})
        kanban.give(places_of(self.stations, self.release.on_floor, self.tables))
        return kanban

    def _adopt_plan(self, production: Production) -> None:
        """Follow the plan that is written now."""
        if self.plan is None:
            if not any(production.plan.values()):
                return
            numbers = {station: number for number, station in enumerate(self.stations.values())}
            self.plan = Plan(self.release, self.tables["plan_waits"], numbers)
        lists = {self.stations[name]: entries for name, entries in production.plan.items()}
        self.plan.adopt(lists if production.follow_plan else {}, production.freeze)

    def close(self, end_ms: int) -> None:
        """At the end of the run, write what is not over."""
        if self.plan is not None:
            self.plan.close(end_ms)
