"""What the user declares about the factory floor as a whole."""

from __future__ import annotations

from typing import ClassVar

from opsim.scenario.parameter import Spec, parameter
from opsim.scenario.production.control import Dispatch, Release
from opsim.scenario.production.maintenance import MaintenancePolicy, RepairCrew
from opsim.scenario.production.quality import Quality
from opsim.scenario.production.stations import Station
from opsim.scenario.quantities import Duration, Flag, Id, Units


class Production(Spec):
    """The factory floor."""

    function: ClassVar = "production"
    stations: dict[Id, Station] = parameter(default_factory=dict, title="Stations", help="The work centres.")
    travel: dict[Id, dict[Id, Duration]] = parameter(
        default_factory=dict, title="Travel times",
        help="From station -> to station -> how long a lot is on its way, also back for rework; no time if left out.",
        function="scheduling",
        timed=False,
    )
    release: Release = parameter(
        default_factory=Release, title="Release", help="When work may enter the floor.", function="planning",
    )
    dispatch: dict[Id, Dispatch] = parameter(
        default_factory=dict, title="Dispatching",
        help="Station (or 'default') -> which waiting lot is next: fifo; edd (due date); spt, lpt (shortest, longest work); "
        "least-set-up; slack (time to the due date less the work left), slack-per-operation, critical-ratio (time to the "
        "due date / work left); wspt (work / weight); atc (apparent tardiness cost); priority (class of the product, or of the customer's contract); "
        "first-step, last-step (of the routing); most-work-left, least-work-left, most-operations-left.",
        function="scheduling",
    )
    expedite: Duration | None = parameter(
        None, title="Expedite",
        help="Lots due within this time, and late ones, go before all others at every station; none if left out.",
        function="scheduling", ge=0,
    )
    plan: dict[Id, list[str]] = parameter(
        default_factory=dict, title="Plan",
        help="Station -> the order in which it takes lots, as 'production order/step' (the first order is 0, the first step "
        "1); it waits for the next one. When its list is done its rule of dispatching holds.",
        function="scheduling",
    )
    follow_plan: Flag = parameter(
        True, title="Follow the plan", help="Whether stations keep to the plan, where there is one.",
        function="scheduling",
    )
    freeze: Duration = parameter(
        0, title="Freeze window",
        help="When the plan changes, what was to start within this time is left as it was.", function="scheduling", ge=0,
    )
    lot_size: dict[Id, Units] = parameter(
        default_factory=dict, title="Lot size", help="Product -> units that go through the floor together.",
        unit="units", function="planning",
    )
    transfer_batch: dict[Id, Units] = parameter(
        default_factory=dict, title="Transfer batch",
        help="Product -> units of a lot that move on to the next step by themselves, before the rest of the lot is done; "
        "a machine is set up once for all of them that follow each other. The whole lot if left out.",
        unit="units", function="planning",
    )
    maintenance: dict[Id, MaintenancePolicy] = parameter(
        default_factory=dict, title="Maintenance", help="Station -> preventive maintenance.", function="maintenance",
    )
    repair_crew: RepairCrew = parameter(
        default_factory=RepairCrew, title="Repair crew", help="Those who repair and maintain.", function="maintenance",
    )
    crews: dict[Id, RepairCrew] = parameter(
        default_factory=dict, title="Crews with a skill",
        help="Skill -> those who have it; failure modes and maintenance name the skill that they need.",
        function="maintenance",
    )
    quality: Quality = parameter(
        default_factory=Quality, title="Quality", help="Inspection, rework and scrap.", function="quality",
    )

    def moves(self, product: str) -> int:
        """Return how many units of a product move together: a transfer batch, or a whole lot."""
        size = self.lot_size.get(product, 1)
        return min(size, self.transfer_batch.get(product, size))
