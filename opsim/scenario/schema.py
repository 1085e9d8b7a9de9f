"""The scenario's JSON Schema, for editors that complete and check while one writes."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, Final

from opsim.scenario.declared import REQUIRED, Declared, Form, declared_in
from opsim.scenario.distributions import COUNT_KINDS, KINDS
from opsim.scenario.firm import Scenario
from opsim.scenario.parameter import Spec
from opsim.scenario.quantities import COUNT, GAPS, TIME
from opsim.units import NUMBER, UNIT_MS

Schema = dict[str, Any]

_UNIT: Final = f"({'|'.join(UNIT_MS)})"
_DURATION: Final = rf"^\s*{NUMBER}\s*{_UNIT}\s*$"
_SHARE: Final = rf"^\s*{NUMBER}\s*%?\s*$"
_RATE: Final = rf"^\s*{NUMBER}\s*%?(\s*per\s+[a-z]+)?\s*$"
_CALL: Final = rf"({'|'.join([*KINDS, 'empirical'])})\s*\([^()]*\)"
_TIME: Final = rf"({NUMBER}|{_CALL})\s*{_UNIT}"
#: What the text of a distribution looks like, by what is drawn from it; numbers inside are checked on loading.
_DISTRIBUTIONS: Final = {
    TIME: rf"^\s*{_TIME}\s*$",
    GAPS: rf"^\s*(never|poisson\s*\([^()]*\)\s*per\s+{_UNIT}|every\s+{_TIME})\s*$",
    COUNT: rf"^\s*({NUMBER}|{_CALL}|({'|'.join(COUNT_KINDS)})\s*\([^()]*\))\s*$",
}


def json_schema() -> Schema:
    """Return the JSON Schema (2020-12) of a scenario file."""
    sections: dict[str, Schema] = {}
    root = _section(Scenario, sections)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "OpSim scenario",
        **root,
        "$defs": dict(sorted(sections.items())),
    }


def _section(section: type[Spec], sections: dict[str, Schema]) -> Schema:
    """Return the schema of a section; those inside it are added to `sections`."""
    declared = {key: each for key, (_, each) in declared_in(section).items()}
    return {
        "type": "object",
        "description": inspect.cleandoc(section.__doc__ or ""),
        "properties": {key: _property(each, sections) for key, each in declared.items()},
        "patternProperties": {"^x-": {"description": "A remark, kept and not read."}},
        "additionalProperties": False,
        "required": [key for key, each in declared.items() if each.default is REQUIRED],
    }


def _property(declared: Declared, sections: dict[str, Schema]) -> Schema:
    """Return the schema of one parameter or section with its title, help, unit and default."""
    schema = {"title": declared.title, "description": declared.help, **_of_form(declared.form, sections)}
    if declared.form.is_leaf and declared.default is not REQUIRED and declared.default is not None:
        default = declared.default
        schema["default"] = default if isinstance(default, str) else declared.form.quantity.plain(default)
    remarks = {"x-unit": declared.unit, "x-function": declared.function}
    return {**schema, **{key: value for key, value in remarks.items() if value}}


def _of_form(form: Form, sections: dict[str, Schema]) -> Schema:
    """Return the schema of what may stand at a place."""
    schema = _of_value(form) if form.is_leaf else _of_several(form, sections)
    return {"anyOf": [schema, {"type": "null"}]} if form.optional else schema


def _of_several(form: Form, sections: dict[str, Schema]) -> Schema:
    """Return the schema of a section, mapping or list."""
    if form.section is not None:
        name = form.section.__name__
        if name not in sections:
            sections[name] = {}  # a section that holds itself would else never end
            sections[name] = _section(form.section, sections)
        one = {"$ref": f"#/$defs/{name}"}
        return {"anyOf": [one, {"type": "array", "items": one}]} if form.is_list else one
    inside = _of_form(form.entries or Form(), sections)
    if form.is_list:
        return {"type": "array", "items": inside}
    names = {"propertyNames": {"pattern": r"^(x-.*|\w[\w-]*)$"}} if form.named else {}
    return {"type": "object", **names, "additionalProperties": inside}


def _of_value(form: Form) -> Schema:
    """Return the schema of a single value."""
    schema = _KINDS[form.quantity.kind](form)
    return {**schema, "examples": list(form.quantity.examples)} if form.quantity.examples else schema


def _number(type_: str) -> Callable[[Form], Schema]:
    """Return the schema of a plain number within its range."""

    def schema(form: Form) -> Schema:
        limits = {"minimum": form.minimum, "maximum": form.maximum}
        plain = form.quantity.plain
        return {"type": type_, **{key: plain(limit) for key, limit in limits.items() if limit is not None}}

    return schema


def _distribution(form: Form) -> Schema:
    """Return the schema of a distribution; a plain number is one only where units are counted."""
    text = {"type": "string", "pattern": _DISTRIBUTIONS[form.quantity]}
    return {"anyOf": [{"type": "number"}, text]} if form.quantity == COUNT else text


def _text(form: Form) -> Schema:
    """Return the schema of a text, or of a single value of any kind."""
    return {"type": "string"} if form.annotation is not Any else {"type": ["number", "string", "boolean"]}


_KINDS: Final[dict[str, Callable[[Form], Schema]]] = {
    "integer": _number("integer"),
    "number": _number("number"),
    "money": _number("number"),
    "share": lambda form: {"anyOf": [_number("number")(form), {"type": "string", "pattern": _SHARE}]},
    "rate": lambda form: {"anyOf": [_number("number")(form), {"type": "string", "pattern": _RATE}]},
    "duration": lambda _: {"anyOf": [{"type": "string", "pattern": _DURATION}, {"const": 0}]},
    "distribution": _distribution,
    "choice": lambda form: {"enum": list(form.choices)},
    "text": _text,
    "flag": lambda _: {"enum": [True, False, "yes", "no"]},
    "date": lambda _: {"type": "string", "format": "date"},
    "list": lambda _: {"type": "array", "items": {"type": "string"}},
}
