"""Which step spoiled the units that an inspection rejects: inspection finds defects, it does not make them.

The ledger knows where a unit was rejected, not where it was spoiled. It is charged to the only step so far that can
have spoiled it; where several can, to the step at which it starts again (`rework_at`), since that is where the firm
holds such defects to be made; else to the step at which it was found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from opsim.results.columns.reading import Reader
from opsim.results.columns.sums import sums_by
from opsim.results.kpis.window import ratio, window_of
from opsim.results.time.journeys import first_steps

if TYPE_CHECKING:
    import numpy.typing as npt

    from opsim.results.columns.intervals import Times, Whole
    from opsim.results.run import Run
    from opsim.scenario import Scenario
    from opsim.scenario.production import Inspection, Step


def spoiled_at(scenario: Scenario, product: str, found_at: int) -> int:
    """Return the step that rejects of a product found after step `found_at` are charged to."""
    steps, quality = scenario.products[product].routing[: found_at + 1], scenario.production.quality
    plans = [quality.inspection.get(step.station) for step in steps]
    clean = [number for number, plan in enumerate(plans[:-1]) if plan is not None and _lets_none_pass(plan)]
    first = clean[-1] + 1 if clean else 0
    spoilers = [number for number, step in enumerate(steps) if number >= first and _can_spoil(scenario, step)]
    if len(spoilers) == 1:
        return spoilers[0]
    plan = plans[found_at]
    fate = quality.on_defect if plan is None or plan.on_defect is None else plan.on_defect
    again = [number for number, step in enumerate(steps) if step.station == fate.rework_at]
    return again[-1] if again else found_at


def _lets_none_pass(plan: Inspection) -> bool:
    """Say whether no defective unit gets past an inspection."""
    return plan.plan == "all" and plan.miss == 0


def _can_spoil(scenario: Scenario, step: Step) -> bool:
    """Say whether units can become defective at a step."""
    station = scenario.production.stations[step.station]
    worn = station.wear is not None and station.wear.defects_per_hour > 0
    upset = station.assignable_cause is not None and station.assignable_cause.defects > 0
    return step.defects > 0 or step.characteristic is not None or worn or upset


def charged(run: Run, lots: Whole, found_at: Whole) -> npt.NDArray[np.int32]:
    """Return the operation that what is rejected of each of these lots, after this step, is charged to.

    What was split off for rework after the step that spoiled it has no such operation: it counts where it was found.
    """
    floor, lots, found_at = run.floor, np.asarray(lots, np.int64), np.asarray(found_at, np.int64)
    spoiled = _spoiled_at(run)[floor.lots["product"][lots], found_at]
    return floor.operation_at(lots, np.where(spoiled < first_steps(run.history, lots), found_at, spoiled))


def _spoiled_at(run: Run) -> Times:
    """Return for each item and step the step that rejects found there are charged to."""
    products, names = run.scenario.products, run.history.names.items
    longest = max((len(product.routing) for product in products.values()), default=0)
    table = np.tile(np.arange(longest), (len(names), 1))
    for item, name in enumerate(names):
        for step in range(len(products[name].routing) if name in products else 0):
            table[item, step] = spoiled_at(run.scenario, name, step)
    return table


def passed_by_machine(run: Run) -> list[float]:
    """Return for each machine the share of the units it made, of those judged later, that were not charged to it.

    1 where nothing is charged to a machine. A lot that is judged more than once counts once.
    """
    count = len(run.floor.machines)
    return _passed(run, np.arange(count), count)


def passed_by_station(run: Run) -> list[float]:
    """Return the same for each station."""
    return _passed(run, run.floor.station_of, len(run.history.names.stations))


def _passed(run: Run, place_of: Times, count: int) -> list[float]:
    """Return the shares of `count` places; `place_of` gives that of each machine."""
    floor, window = run.floor, window_of(run)
    units, bad, judged = np.zeros(count, np.int64), np.zeros(count, np.int64), np.zeros(len(floor), np.bool_)
    table = Reader(run.history.tables["inspections"])
    for end, seen, rejected, lot, step in table.parts("end", "inspected", "rejected", "lot", "step"):
        rows = np.flatnonzero(window.has(end) & (seen > 0))  # 0: it waits for an inspector
        operation = charged(run, lot[rows], step[rows])
        bad += sums_by(place_of[floor.operations["machine"][operation]], rejected[rows], count)
        judged[operation] = True
    row = 0
    for machine, lot in floor.operations.parts("machine", "lot"):
        mine = np.flatnonzero(judged[row : row + len(lot)])
        units += sums_by(place_of[machine[mine]], floor.lots["units"][lot[mine]], count)
        row += len(lot)
    each = zip(bad.tolist(), units.tolist(), strict=True)
    return [1 - ratio(part, whole) if whole else 1.0 for part, whole in each]
