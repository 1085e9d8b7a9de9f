"""The key figures of a run, area by area; what each means is declared in `opsim.results.catalogue`."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from opsim.results.kpis.design import design
from opsim.results.kpis.flow import flow
from opsim.results.kpis.maintenance import maintenance
from opsim.results.kpis.money import money
from opsim.results.kpis.people import people
from opsim.results.kpis.planning import planning
from opsim.results.kpis.quality import quality
from opsim.results.kpis.service import service
from opsim.results.kpis.stations import stations
from opsim.results.kpis.stock import stock

if TYPE_CHECKING:
    from opsim.results.run import Run

AREAS: Final = (flow, stations, maintenance, people, service, design, quality, stock, planning, money)


def key_figures(run: Run) -> dict[str, float]:
    """Return every key figure that this run has: id -> value; what cannot be formed is left out."""
    found = {kpi: float(value) for area in AREAS for kpi, value in area(run).items()}
    return {kpi: value for kpi, value in found.items() if math.isfinite(value)}
