"""The JSON Schema says what the models say."""

from __future__ import annotations

import json

from opsim.scenario import json_schema

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
