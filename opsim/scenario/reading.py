"""From the bytes of a scenario file to plain data, remembering where everything stands.

The YAML parser delivers events, and the tree is built from them here: so size, depth and number of nodes are capped
while reading, anchors, aliases, tags and merge keys are refused, and YAML 1.2 numbers are the only numbers.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from opsim.errors import Fault, InputError, ScenarioError
from opsim.scenario.scalars import plain_scalar
from opsim.scenario.tree import Path_, Place, Tree, address
from opsim.units import quoted

LARGEST_BYTES: Final = 1_000_000
DEEPEST: Final = 40
MOST_NODES: Final = 50_000

#: How a saved run begins: as a zip archive, which names its first member, the manifest, at this place.
_ZIP: Final = b"PK\x03\x04"
_NAME_AT: Final = 30
_SAVED_RUN: Final = b"manifest.json"


def text_of_file(file: Path) -> str:
    """Return the text of a scenario file; refuse one that is too large, cannot be read or is not UTF-8."""
    try:
        with file.open("rb") as stream:
            content = stream.read(LARGEST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"{file}: cannot be read ({reason}); check the name and the permissions") from error
    return text_of(content, str(file))


def is_saved_run(content: bytes) -> bool:
    """Say whether a file that begins so is a saved run; whether it is sound, only reading it can tell."""
    return content.startswith(_ZIP) and content[_NAME_AT:].startswith(_SAVED_RUN)


def text_of(content: bytes, file: str) -> str:
    """Return the text in `content`; refuse a saved run, and what is too large or not UTF-8."""
    if is_saved_run(content):
        raise InputError(
            f"{file}: this is a saved run, not a scenario; run its scenario file instead, or open the saved run in the "
            "app or in Python (opsim.reopen)"
        )
    if len(content) > LARGEST_BYTES:
        fault = Fault("", f"larger than {LARGEST_BYTES:,} bytes", "a scenario is a few pages long", 1, 1, file)
        raise ScenarioError([fault])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8", "replace")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        fault = Fault("", f"byte 0x{content[error.start]:02x} is not UTF-8", "save as UTF-8", line, column, file)
        raise ScenarioError([fault]) from error


def tree_of(text: str, file: str) -> Tree:
    """Return the plain data in `text` with places; raise `ScenarioError` where it cannot be read at all."""
    if len(text.encode("utf-8", "replace")) > LARGEST_BYTES:
        text_of(text.encode("utf-8", "replace"), file)
    tree = Tree(file, text)
    if sum(map(text.count, _SEPARATORS)) > 2 * MOST_NODES:
        fault = Fault("", f"more than {MOST_NODES:,} values", "a scenario is a few pages long", 1, 1, file)
        raise ScenarioError([fault])
    try:
        _Builder(tree).build()
    except ReaderError as error:
        raise ScenarioError([_unreadable(error, text, file)]) from error
    except MarkedYAMLError as error:
        raise ScenarioError([_syntax(error, file)]) from error
    except (YAMLError, ValueError, IndexError, AttributeError, TypeError, AssertionError) as error:
        # The parser has paths that end in an error of Python's own; for a person the file is simply not YAML.
        reason = quoted(str(error))
        fault = Fault("", f"not readable as YAML ({reason})", "compare with a bundled scenario", 1, 1, file)
        raise ScenarioError([fault]) from error
    return tree


#: Every value has one of these beside it; counting them is quick.
_SEPARATORS: Final = (": ", ":\n", ",", "- ", "{", "[")


def _syntax(error: MarkedYAMLError, file: str) -> Fault:
    """Return the fault for text that is not YAML."""
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    context = f" {error.context}" if error.context else ""
    remedy = "check the indentation, colons, quotes and brackets here and in the line above"
    return Fault("", f"not readable as YAML: {error.problem or 'broken off'}{context}", remedy, line, column, file)


def _unreadable(error: ReaderError, text: str, file: str) -> Fault:
    """Return the fault for a character that must not stand in a text."""
    before = text[: error.position]
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    character = ascii(text[error.position : error.position + 1])
    return Fault("", f"control character {character}", "delete it", line, column, file)


class _Builder:
    """Builds a `Tree` from the parser's events."""

    def __init__(self, tree: Tree) -> None:
        """Start at the beginning of the tree's text."""
        self.tree = tree
        self.nodes = 0
        parser = YAML(typ="safe", pure=True)
        self.events: Iterator[Any] = parser.parse(tree.text)

    def build(self) -> None:
        """Read the one document."""
        documents = 0
        for event in self.events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.stop(event, (), "a second document begins", "keep one scenario in a file, without a --- line")
            elif isinstance(event, NodeEvent):
                self.tree.data = self.node(event, (), None)

    def node(self, event: Any, path: Path_, key: ScalarEvent | None) -> Any:
        """Return the value that begins with `event`."""
        self.nodes += 1
        if self.nodes > MOST_NODES:
            self.stop(event, path, f"more than {MOST_NODES:,} values", "a scenario is a few pages long")
        if len(path) > DEEPEST:
            self.stop(event, path[:3], f"nested more than {DEEPEST} deep", "a scenario needs less than ten levels")
        self.refuse_tricks(event, path)
        if isinstance(event, ScalarEvent):
            self.place(event, event, path, key)
            return plain_scalar(event.value) if event.implicit[0] else event.value
        if isinstance(event, MappingStartEvent):
            return self.mapping(event, path, key)
        return self.sequence(event, path, key)

    def mapping(self, start: MappingStartEvent, path: Path_, key: ScalarEvent | None) -> dict[str, Any]:
        """Return the mapping that begins with `start`."""
        made: dict[str, Any] = {}
        while not isinstance(event := next(self.events), MappingEndEvent):
            self.refuse_tricks(event, path)
            if not isinstance(event, ScalarEvent):
                self.stop(event, path, "a key is a list or a section", "write keys as plain names")
            name = unicodedata.normalize("NFC", event.value)
            if name == "<<" and event.implicit[0]:
                self.stop(event, path, "merge keys (<<) are not used here", "write the values out")
            value = self.node(next(self.events), (*path, name), event)
            if name in made:
                remedy = "keep one of them (names that only look alike count as equal)"
                self.report(event, (*path, name), f"{quoted(name)} stands here twice", remedy)
            made[name] = value
        self.place(start, event, path, key)
        return made

    def sequence(self, start: Event, path: Path_, key: ScalarEvent | None) -> list[Any]:
        """Return the list that begins with `start`."""
        made: list[Any] = []
        while not isinstance(event := next(self.events), SequenceEndEvent):
            made.append(self.node(event, (*path, len(made)), None))
        self.place(start, event, path, key)
        return made

    def place(self, first: Event, last: Event, path: Path_, key: ScalarEvent | None) -> None:
        """Remember where the value at `path` stands."""
        start, end = first.start_mark, last.end_mark
        flow = bool(getattr(first, "flow_style", False))
        of_key = (key.end_mark.index, key.start_mark.line + 1, key.start_mark.column + 1) if key else (-1, 0, 0)
        self.tree.places[path] = Place(start.index, end.index, start.line + 1, start.column + 1, flow, *of_key)

    def refuse_tricks(self, event: Any, path: Path_) -> None:
        """Refuse anchors, aliases and tags: they can hide what a file says."""
        if isinstance(event, AliasEvent):
            self.stop(event, path, f"alias *{event.anchor} is not used here", "write the value out")
        if getattr(event, "anchor", None):
            self.stop(event, path, f"anchor &{event.anchor} is not used here", "delete it and write values out")
        if isinstance(event, ScalarEvent | MappingStartEvent | SequenceStartEvent) and event.tag is not None:
            self.stop(event, path, f"tag {quoted(str(event.tag))} is not used here", "delete it")

    def report(self, event: Event, path: Path_, message: str, remedy: str) -> None:
        """Note a fault and read on."""
        mark = event.start_mark
        self.tree.faults.append(Fault(address(path), message, remedy, mark.line + 1, mark.column + 1, self.tree.file))

    def stop(self, event: Event, path: Path_, message: str, remedy: str) -> None:
        """Give up with a fault."""
        self.report(event, path, message, remedy)
        raise ScenarioError(self.tree.faults)
