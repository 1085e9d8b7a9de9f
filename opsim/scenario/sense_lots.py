"""Whether what is said about transfer batches holds together with the steps and with a plan."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from opsim.scenario.references import Finding
from opsim.units import quoted

if TYPE_CHECKING:
    from opsim.scenario.firm import Scenario


def parts_are_parts_of_a_lot(scenario: Scenario) -> Iterator[Finding]:
    """Transfer batches of several units are parts of a lot whose size is said; else a lot is one unit."""
    production = scenario.production
    for name, units in production.transfer_batch.items():
        if units > 1 and name not in production.lot_size:
            fault = f"lots of {quoted(name)} are single units, so {units:,} of them never move on together"
            path = ("production", "transfer_batch", name)
            remedy = "say how many units a lot has (production.lot_size), or leave this out"
            yield Finding(path, fault, remedy, (("production", "lot_size"),))


def _in_parts(scenario: Scenario) -> list[str]:
    """Return the products whose lots move in transfer batches."""
    production = scenario.production
    return [name for name in production.transfer_batch if production.moves(name) < production.lot_size.get(name, 1)]


def times_hold_for_parts(scenario: Scenario) -> Iterator[Finding]:
    """A time for a whole lot says nothing about a part of it; only an oven takes as long for any load."""
    for name in _in_parts(scenario):
        for index, step in enumerate(scenario.products[name].routing if name in scenario.products else ()):
            station = scenario.production.stations.get(step.station)
            if step.per == "lot" and (station is None or station.oven is None):
                path = ("products", name, "routing", index, "per")
                fault = f"lots of {quoted(name)} move in transfer batches, but this time is for a whole lot"
                remedy = "say the time of a unit, or leave production.transfer_batch out for it"
                yield Finding(path, fault, remedy, (("production", "transfer_batch", name),))


def plans_move_whole_lots(scenario: Scenario) -> Iterator[Finding]:
    """A plan is a sequence of whole lots."""
    for name in _in_parts(scenario)[:1] if any(scenario.production.plan.values()) else ():
        fault = f"there is a plan, and it cannot say when parts of lots of {quoted(name)} are done"
        path = ("production", "transfer_batch", name)
        yield Finding(path, fault, "leave one of the two out", (("production", "plan"),), at_key=True)


CHECKS: Final[tuple[Callable[[Scenario], Iterator[Finding]], ...]] = (
    parts_are_parts_of_a_lot, times_hold_for_parts, plans_move_whole_lots,
)  # fmt: skip
