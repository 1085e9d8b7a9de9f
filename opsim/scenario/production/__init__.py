"""What the user declares about the factory floor."""

from opsim.scenario.production.charts import Adjustment, AssignableCause, Chart
from opsim.scenario.production.control import Dispatch, Release
from opsim.scenario.production.design import Design
from opsim.scenario.production.failures import Failures
from opsim.scenario.production.maintenance import MaintenancePolicy, RepairCrew, Wear
from opsim.scenario.production.ovens import Oven
from opsim.scenario.production.people import Learning, Operators
from opsim.scenario.production.quality import Characteristic, Inspection, OnDefect, Quality
from opsim.scenario.production.stations import Station, Step
from opsim.scenario.production.whole import Production

__all__ = [
    "Adjustment",
    "AssignableCause",
    "Characteristic",
    "Chart",
    "Design",
    "Dispatch",
    "Failures",
    "Inspection",
    "Learning",
    "MaintenancePolicy",
    "OnDefect",
    "Operators",
    "Oven",
    "Production",
    "Quality",
    "Release",
    "RepairCrew",
    "Station",
    "Step",
    "Wear",
]
