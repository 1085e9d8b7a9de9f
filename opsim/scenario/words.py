"""What is wrong with a value, in plain words: pydantic's errors become a fault and its remedy."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

from opsim.scenario.addresses import form_at
from opsim.scenario.declared import REQUIRED, Form, declared_in
from opsim.scenario.nearest import did_you_mean
from opsim.scenario.parameter import Spec
from opsim.scenario.scalars import plain_scalar
from opsim.scenario.tree import Path_, below
from opsim.units import quoted

#: What a model's own check of several fields is called (see `parameter.disagree`).
SENSE: Final = "sense"

#: What pydantic adds to a path to say which member of a union it tried.
_PLAIN_TAGS: Final = frozenset({"str", "int", "float", "bool"})
_UNION_TAGS: Final = _PLAIN_TAGS | {"one", "several"}


def path_of(entry: Any, data: Any) -> Path_:
    """Return where pydantic's error `entry` lies in `data`, without the names of union members and key marks."""
    path: list[str | int] = []
    for part in entry["loc"]:
        is_key = isinstance(data, dict) and part in data
        if part == "[key]" or (part in _UNION_TAGS and not is_key and not _may_lack(entry, part)):
            continue
        path.append(part)
        data = below(data, part)
    if entry["type"] == SENSE and entry["ctx"]["field"]:
        path.append(entry["ctx"]["field"])
    return tuple(path)


def _may_lack(entry: Any, part: str | int) -> bool:
    """Tell whether `part` is the key that is missing."""
    return bool(entry["type"] == "missing" and entry["loc"][-1] == part)


def in_words(  # noqa: PLR0911 - one return for each kind of fault reads best
    root: type[Spec], entry: Any, path: Path_, source: str
) -> tuple[str, str]:
    """Return fault and remedy of pydantic's error `entry`; `source` is how the file spells the value."""
    form = _form(root, path)
    if _is_beyond(entry["input"]):
        return f"{source} is beyond all reckoning", _remedy(form)
    if entry["input"] is None and entry["type"] not in _ABOUT_KEYS:
        out = ", or take the line out" if _may_be_left_out(root, path) else ""
        return "nothing stands here", f"{_remedy(form)}{out}"
    if entry["type"] in _SPEAKS_FOR_ITSELF:
        fault, _, remedy = str(entry["ctx"].get("error") or entry["ctx"]["message"]).partition("; ")
        return fault, remedy
    if entry["type"] == "extra_forbidden":
        return _unknown_key(root, path)
    if entry["type"] == "missing":
        return "is missing", f"write {_example(form, path)}"
    if entry["loc"][-1:] and entry["loc"][-1] in _PLAIN_TAGS:
        return f"{source} does not fit here", "write a number or a text"
    if entry["type"] in {"int_type", "float_type"} and _is_number(entry["input"]):
        return f"{source} is a text, because of its quotes", "leave the quotes out"
    if entry["type"] == "string_type" and isinstance(entry["input"], int | float):
        return f"{source} is not a text", "put it in quotes"
    describe = _FAULTS.get(entry["type"], _wrong_kind)
    return describe(source, entry.get("ctx", {})), _remedy(form)


def _form(root: type[Spec], path: Path_) -> Form | None:
    """Return what may stand at `path`; nothing if the models know no such place."""
    try:
        return form_at(root, path)
    except (KeyError, AttributeError):
        return None


def _may_be_left_out(root: type[Spec], path: Path_) -> bool:
    """Tell whether the scenario's shape does without the value at `path`."""
    above = _form(root, path[:-1])
    if above is None or above.section is None or isinstance(path[-1], int):
        return True
    return declared_in(above.section)[str(path[-1])][1].default is not REQUIRED


def _is_beyond(value: Any) -> bool:
    """Tell whether `value` is a number too large to reckon with, or none."""
    return isinstance(value, float) and not math.isfinite(value)


def _is_number(value: Any) -> bool:
    """Tell whether `value` is a text that would be a number without its quotes."""
    return isinstance(value, str) and isinstance(plain_scalar(value), int | float)


def _unknown_key(root: type[Spec], path: Path_) -> tuple[str, str]:
    """Return the fault of a key that no model knows."""
    form = _form(root, path[:-1])
    known = declared_in(form.section) if form and form.section else {}
    name = str(path[-1])
    return f"there is no parameter {quoted(name)}", f"{did_you_mean(name, known)} (x-{name} would keep a remark)"


def _example(form: Form | None, path: Path_) -> str:
    """Return how the missing value at `path` could be written."""
    key = path[-1] if path else ""
    if form is None or not form.is_leaf:
        return f"'{key}:' with what belongs to it"
    if form.choices:
        return f"'{key}: {form.choices[0]}'"
    examples = form.quantity.examples
    return f"for instance '{key}: {examples[0]}'" if examples else f"'{key}: …'"


def _wanted(form: Form | None) -> str:
    """Return in words what may stand at a place, with its range."""
    if form is None:
        return "something else"
    if form.is_leaf:
        return f"one of {', '.join(map(str, form.choices))}" if form.choices else f"{form.quantity.form}{_range(form)}"
    if form.is_list and form.section is None:
        return "a list, each entry on a line with a dash"
    return "a section with 'key: value' lines"


def _range(form: Form) -> str:
    """Return the range of a number in words: `, from 1 to 50`."""
    low, high = (None if limit is None else _limit(form, limit) for limit in (form.minimum, form.maximum))
    if low is not None and high is not None:
        return f", from {low} to {high}"
    return f", at least {low}" if low is not None else f", at most {high}" if high is not None else ""


def _limit(form: Form, limit: float) -> str:
    """Return a limit as people read it."""
    return f"{limit:,}" if form.quantity.kind == "integer" else form.quantity.shown(limit)


def _remedy(form: Form | None) -> str:
    """Return what would be right."""
    return f"write {_wanted(form)}"


def _wrong_kind(source: str, _context: dict[str, Any]) -> str:
    """Say that a value is of the wrong kind."""
    return f"{source} does not fit here"


#: Pydantic's type of error -> the fault in words, from the value's spelling and pydantic's context.
_FAULTS: Final[dict[str, Callable[[str, dict[str, Any]], str]]] = {
    "greater_than_equal": lambda source, _: f"{source} is too small",
    "less_than_equal": lambda source, _: f"{source} is too large",
    "string_too_long": lambda _, context: f"the text has more than {context['max_length']:,} characters",
    "string_too_short": lambda *_: "the text is empty",
    "too_short": lambda *_: "nothing stands here",
    "int_type": lambda source, _: f"{source} is not a whole number",
    "int_from_float": lambda source, _: f"{source} is not a whole number",
    "float_type": lambda source, _: f"{source} is not a number",
    "finite_number": lambda source, _: f"{source} is beyond all reckoning",
    "bool_type": lambda source, _: f"{source} is neither true nor false",
    "string_type": lambda source, _: f"{source} is not a text",
    "literal_error": lambda source, _: f"{source} is no choice here",
    "dict_type": lambda source, _: f"{source} stands where a section belongs",
    "model_type": lambda source, _: f"{source} stands where a section belongs",
    "list_type": lambda source, _: f"{source} stands where a list belongs",
}

#: Errors about a key, whatever its value.
_ABOUT_KEYS: Final = frozenset({"missing", "extra_forbidden"})

#: Errors raised by OpSim's own readers and checks, whose text is fault and remedy already.
_SPEAKS_FOR_ITSELF: Final = frozenset({"value_error", SENSE})
