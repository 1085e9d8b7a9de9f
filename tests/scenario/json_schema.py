"""So much of JSON Schema (2020-12) as the exported schema uses, so that no other package is needed to try it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

TYPES: dict[str, Any] = {
    "object": dict, "array": list, "string": str, "boolean": bool, "null": type(None), "integer": int,
    "number": int | float,
}  # fmt: skip

#: Keyword -> whether a single value may stand there, by the value and what the keyword says.
SINGLE: dict[str, Any] = {
    "type": lambda value, names: _is_typed(value, [names] if isinstance(names, str) else names),
    "enum": lambda value, choices: any(type(value) is type(one) and value == one for one in choices),
    "const": lambda value, wanted: type(value) is type(wanted) and value == wanted,
    "pattern": lambda value, pattern: not isinstance(value, str) or re.search(pattern, value),
    "minimum": lambda value, least: not isinstance(value, int | float) or value >= least,
    "maximum": lambda value, most: not isinstance(value, int | float) or value <= most,
}


def misfits(value: Any, schema: Any, root: Any, path: str = "") -> Iterator[str]:
    """Yield what of `value` the `schema` does not allow, with its place; `root` holds the definitions."""
    yield from (
        f"{path}: {value!r} against {key}: {schema[key]!r}"
        for key, holds in SINGLE.items()
        if key in schema and not holds(value, schema[key])
    )
    if "$ref" in schema:
        yield from misfits(value, root["$defs"][schema["$ref"].removeprefix("#/$defs/")], root, path)
    if "anyOf" in schema and not any(not list(misfits(value, one, root, path)) for one in schema["anyOf"]):
        yield f"{path}: {value!r} fits none of {len(schema['anyOf'])} ways"
    if isinstance(value, list):
        for number, entry in enumerate(value):
            yield from misfits(entry, schema.get("items", {}), root, f"{path}.{number}")
    if isinstance(value, dict):
        yield from _of_mapping(value, schema, root, path)


def _is_typed(value: Any, names: list[str]) -> bool:
    """Tell whether `value` is of a type; true and false are no numbers."""
    return any(isinstance(value, TYPES[name]) for name in names if name == "boolean" or not isinstance(value, bool))


def _of_mapping(value: dict[str, Any], schema: Any, root: Any, path: str) -> Iterator[str]:
    """Yield what does not fit in a mapping."""
    yield from (f"{path}: {key} is required" for key in schema.get("required", ()) if key not in value)
    for key, inner in value.items():
        yield from misfits(key, schema.get("propertyNames", {}), root, f"{path} ({key})")
        known = [one for pattern, one in schema.get("patternProperties", {}).items() if re.search(pattern, key)]
        known += [schema["properties"][key]] if key in schema.get("properties", {}) else []
        other = schema.get("additionalProperties", {})
        if not known and other is False:
            yield f"{path}: there is no {key}"
        for one in known or ([other] if other else []):
            yield from misfits(inner, one, root, f"{path}.{key}")
