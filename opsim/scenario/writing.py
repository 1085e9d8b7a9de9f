"""A scenario as the text of a file that nobody has written yet: sections on lines of their own, small things in one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from opsim.scenario.edits import yaml_text

if TYPE_CHECKING:
    from opsim.scenario.firm import Scenario

_WIDEST: Final = 110


def text_of(scenario: Scenario) -> str:
    """Return YAML that reads back as `scenario`; what was left out stays out."""
    plain = scenario.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return "\n".join(_lines(plain, "")) + "\n"


def _lines(section: dict[str, Any], indent: str) -> list[str]:
    """Return the lines of a section."""
    lines = []
    for key, value in section.items():
        name, flow = yaml_text(str(key)), yaml_text(value)
        is_small = len(indent) + len(name) + len(flow) < _WIDEST and indent
        if isinstance(value, dict) and value and not is_small:
            lines += [f"{indent}{name}:", *_lines(value, indent + "  ")]
        elif isinstance(value, list) and any(isinstance(entry, dict) for entry in value):
            lines += [f"{indent}{name}:", *(f"{indent}  - {yaml_text(entry)}" for entry in value)]
        else:
            lines.append(f"{indent}{name}: {flow}")
    return lines
