"""What the user declares: the scenario file, its models, its addresses and its faults."""

from opsim.scenario.document import Document
from opsim.scenario.firm import Scenario
from opsim.scenario.levers import Parameter
from opsim.scenario.loading import check, load, read
from opsim.scenario.schema import json_schema

__all__ = ["Document", "Parameter", "Scenario", "check", "json_schema", "load", "read"]
