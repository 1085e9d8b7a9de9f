"""OpSim: a small firm, its factory floor, and what every function does to cost and service.

The public names are imported when they are first used, so `import opsim` is quick and brings in neither Qt nor
matplotlib nor SciPy:

    scenario = opsim.load("chair-factory")
    run = opsim.simulate(scenario, seed=7)
    run.kpis["service.otif"]
    opsim.plots.cost_by_function(run)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from opsim import errors, plots, results, scenario, studies, theory
    from opsim.results.run import Run
    from opsim.results.saved import reopen, save
    from opsim.scenario import Scenario, load, read
    from opsim.studies import compare, replicate
    from opsim.studies.single import simulate

__version__ = "0.1.0"

__all__ = [
    "Run",
    "Scenario",
    "__version__",
    "compare",
    "errors",
    "load",
    "plots",
    "read",
    "reopen",
    "replicate",
    "results",
    "save",
    "scenario",
    "simulate",
    "studies",
    "theory",
]

#: Public name -> the module that it comes from; a package stands for itself.
_HOME = {
    "Run": "opsim.results.run",
    "Scenario": "opsim.scenario",
    "compare": "opsim.studies",
    "load": "opsim.scenario",
    "read": "opsim.scenario",
    "reopen": "opsim.results.saved",
    "replicate": "opsim.studies",
    "save": "opsim.results.saved",
    "simulate": "opsim.studies.single",
}
_PACKAGES = frozenset({"errors", "plots", "results", "scenario", "studies", "theory"})


def __getattr__(name: str) -> Any:
    """Import and keep the public name that is asked for."""
    if name in _PACKAGES:
        return import_module(f"opsim.{name}")
    if name not in _HOME:
        raise AttributeError(f"module 'opsim' has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return the public names, also those that nobody has asked for yet."""
    return sorted({*globals(), *__all__})
