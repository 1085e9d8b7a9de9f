"""`opsim schema`: the JSON Schema of the scenario file."""

from __future__ import annotations

import argparse

from opsim.cli.output import print_json
from opsim.scenario import json_schema


def run(_wishes: argparse.Namespace) -> int:
    """Print the schema; editors use it to complete and check what is typed."""
    print_json(json_schema())
    return 0
