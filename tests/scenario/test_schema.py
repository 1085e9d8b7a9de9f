"""The JSON Schema says what the models say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from json_schema import misfits

import opsim
from opsim.scenario import json_schema
from opsim.scenario.library import bundled
from opsim.scenario.reading import text_of_file, tree_of

SCHEMA = json_schema()


def test_it_is_json_and_names_its_dialect() -> None:
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA
    assert SCHEMA["$schema"].startswith("https://json-schema.org/draft/2020-12")


def test_every_reference_leads_somewhere() -> None:
    names = {part.split('"')[0] for part in json.dumps(SCHEMA).split("#/$defs/")[1:]}
    assert names == set(SCHEMA["$defs"])


def test_the_needful_is_required() -> None:
    assert SCHEMA["required"] == ["opsim", "id", "title", "clock", "products", "operations"]
    assert SCHEMA["$defs"]["Shift"]["required"] == ["days", "from", "to"]


def test_a_parameter_carries_title_help_unit_range_and_example() -> None:
    machines = SCHEMA["$defs"]["Station"]["properties"]["machines"]
    assert (machines["type"], machines["minimum"], machines["maximum"], machines["default"]) == ("integer", 1, 1000, 1)
    assert machines["title"] == "Machines"
    time = SCHEMA["$defs"]["Step"]["properties"]["time"]
    assert "triangular(3, 4, 6) min" in time["examples"]
    assert SCHEMA["$defs"]["Team"]["properties"]["wage"]["x-unit"] == "{currency}/h"


def test_remarks_are_allowed_and_other_keys_are_not() -> None:
    for section in (SCHEMA, *SCHEMA["$defs"].values()):
        assert "^x-" in section["patternProperties"]
        assert section["additionalProperties"] is False


def test_shifts_may_stand_alone_or_in_a_list() -> None:
    shift = SCHEMA["$defs"]["Clock"]["properties"]["shifts"]["additionalProperties"]
    assert shift == {"anyOf": [{"$ref": "#/$defs/Shift"}, {"type": "array", "items": {"$ref": "#/$defs/Shift"}}]}


def data_of(file: Path) -> Any:
    return tree_of(text_of_file(file), str(file)).data


@pytest.mark.parametrize("file", [*bundled(), Path(__file__).parent / "data/joinery.yaml"], ids=lambda file: file.stem)
def test_a_sound_file_fits_as_it_is_written_and_with_nothing_left_out(file: Path) -> None:
    assert list(misfits(data_of(file), SCHEMA, SCHEMA)) == []
    assert list(misfits(opsim.load(file).plain, SCHEMA, SCHEMA)) == []


WRONG = {
    "goals": "many",
    "kindd": "service",
    "opsim": 2,
    "clock.horizon": 12,
    "clock.warm_up": "5 parsecs",
    "materials": [],
    "products.candle": None,
    "products.candle.price": -1,
    "products.candle.routing": {},
    "products.candle.routing.0.time": "triangle(5, 6, 9) min",
    "products.candle.routing.0.defects": "many %",
    "production.stations.workshop.machines": 1.5,
    "production.stations.workshop.machine": 2,
    "production.dispatch": {"workshop": "fast"},
    "operations.market.candle.arrivals": "poisson(420)",
    "operations.market.candle.size": "2 min",
    "shocks": [{"at": "soon", "set": {}}],
}


@pytest.mark.parametrize("address", WRONG)
def test_a_wrong_file_does_not_fit(address: str) -> None:
    data: Any = data_of(bundled()[1])
    assert data["id"] == "first-shop"
    *above, last = address.split(".")
    section = data
    for part in above:
        section = section[int(part) if part.isdigit() else part]
    section[last] = WRONG[address]
    assert list(misfits(data, SCHEMA, SCHEMA))


def test_a_shock_names_parameters_by_their_addresses_and_what_is_done_or_not_in_words() -> None:
    changes = SCHEMA["$defs"]["Shock"]["properties"]["set"]
    assert list(misfits({"operations.market.candle.arrivals": "never"}, changes, SCHEMA)) == []
    paid = SCHEMA["$defs"]["Break"]["properties"]["paid"]
    assert [list(misfits(word, paid, SCHEMA)) for word in ("yes", "no", True, False)] == [[], [], [], []]
    assert list(misfits(1, paid, SCHEMA))
