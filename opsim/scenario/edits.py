"""One value changed in the text of a scenario, everything else left as it stands: comments, blanks and order."""

from __future__ import annotations

import json
import re
from typing import Any

from opsim.scenario.scalars import plain_scalar
from opsim.scenario.tree import Path_, Place, Tree
from opsim.units import tidy_number


def with_value(tree: Tree, path: Path_, value: Any) -> str:
    """Return the text of `tree` with `value` at `path`: in the old one's place, or as a new line of its section."""
    held = path
    while held and held not in tree.places:
        held = held[:-1]
    missing = path[len(held) :]
    for part in reversed(missing[1:]):
        value = {str(part): value}
    if missing and _has_entries(tree, held):
        return _added(tree, held, str(missing[0]), value)
    return _replaced(tree, held, {str(missing[0]): value} if missing else value)


def _has_entries(tree: Tree, path: Path_) -> bool:
    """Tell whether a mapping with something in it stands at `path`."""
    data = tree.data
    for part in path:
        data = data[part]
    return isinstance(data, dict) and bool(data)


def _replaced(tree: Tree, path: Path_, value: Any) -> str:
    """Return the text with the value at `path` written anew."""
    place = tree.places[path]
    start, end = place.start, _end(tree, path)
    before = tree.text[:start]
    if place.key_end >= 0:
        before = tree.text[: place.key_end] + ": "
    tail = tree.text[end:]
    return before + yaml_text(value) + ("" if not tail or tail[0] in " \r\n,]}" else " ") + tail


def _added(tree: Tree, path: Path_, key: str, value: Any) -> str:
    """Return the text with a new entry behind the last one of the mapping at `path`."""
    place, end = tree.places[path], _end(tree, path)
    line = f"{yaml_text(key)}: {yaml_text(value)}"
    if place.flow:
        last = max(_end(tree, child) for child in _children(tree, path))
        return f"{tree.text[:last]}, {line}{tree.text[last:]}"
    indent = " " * (min(tree.places[child].key_column for child in _children(tree, path)) - 1)
    newline = "\r\n" if "\r\n" in tree.text else "\n"
    end_of_line = re.compile(r"[^\r\n]*").match(tree.text, end)
    at = end_of_line.end() if end_of_line else end
    return f"{tree.text[:at]}{newline}{indent}{line}{tree.text[at:]}"


def _children(tree: Tree, path: Path_) -> list[Path_]:
    """Return the paths of the entries of the section at `path`."""
    return [each for each in tree.places if len(each) == len(path) + 1 and each[: len(path)] == path]


def _end(tree: Tree, path: Path_) -> int:
    """Return the offset behind the last character of what stands at `path`; comments below it do not belong to it."""
    place = tree.places[path]
    children = _children(tree, path)
    if children and not place.flow:
        return max(_end(tree, child) for child in children)
    return place.start + len(_own_text(tree, place))


def _own_text(tree: Tree, place: Place) -> str:
    """Return the text of a single value or a flow section, without the blank lines that follow a block of text."""
    return tree.text[place.start : place.end].rstrip()


#: Texts that need no quotes wherever they stand, inside brackets too.
_BARE = re.compile(r"\w(?:[\w .()=/%+*-]*[\w)%])?")


def yaml_text(value: Any) -> str:
    """Return plain data as YAML on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{yaml_text(str(key))}: {yaml_text(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(yaml_text(inner) for inner in value) + "]"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int | float):
        return tidy_number(value)
    text = str(value)
    if _BARE.fullmatch(text) and plain_scalar(text) == text:
        return text
    return json.dumps(text, ensure_ascii=not text.isprintable())
