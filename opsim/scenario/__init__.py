"""What the user declares: the scenario file, its models, its addresses and its faults."""

from opsim.scenario.files import Document, check, load, read
from opsim.scenario.firm import Scenario
from opsim.scenario.levers import Parameter
from opsim.scenario.schema import json_schema

__all__ = ["Document", "Parameter", "Scenario", "check", "json_schema", "load", "read"]
