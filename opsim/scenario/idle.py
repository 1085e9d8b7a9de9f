"""Which parameters have no effect while another one stands as it does: a limit that the rule in force does not read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from opsim.scenario.operations import READ_BY_POLICY

#: Section of the levers, the one in it that decides, and which levers count with which of its values only.
_DECIDED: Final = (
    ("release", "rule", {
        "limit": ("conwip",), "cards": ("kanban",), "stages": ("kanban",), "drum": ("drum-buffer-rope",),
        "buffer": ("drum-buffer-rope",), "lead_time": ("by-date",),
    }),
    ("maintenance", "policy", {
        "every": ("age", "calendar", "condition"), "opportune": ("age", "calendar", "condition"),
        "starts": ("age", "calendar", "condition"), "duration": ("age", "calendar", "condition"),
        "cost": ("age", "calendar", "condition"), "threshold": ("condition",), "inspection": ("condition",),
        "inspection_cost": ("condition",),
    }),
    ("inspection", "plan", {
        "n": ("sampling",), "accept": ("sampling",), "aql": ("aql",), "rejectable": ("aql",),
        "producer_risk": ("aql",), "consumer_risk": ("aql",), "time": ("all", "sampling", "aql"),
        "cost": ("all", "sampling", "aql"), "miss": ("all", "sampling", "aql"),
        "false_alarm": ("all", "sampling", "aql"), "inspectors": ("all", "sampling", "aql"),
        "team": ("all", "sampling", "aql"),
    }),
    ("charts", "action", {"adjustment": ("stop",)}),
    ("charts", "kind", {"weight": ("ewma",), "slack": ("cusum",), "decision": ("cusum",)}),
    ("orders", "quoting", {"quote_factor": ("total-work", "queue"), "quote_per_order": ("queue",)}),
    ("forecasting", "method", {"window": ("moving-average",), "alpha": ("ses", "holt"), "beta": ("holt",)}),
    ("inventory", "policy", {
        name: tuple(policy for policy, read in READ_BY_POLICY.items() if name in read)
        for name in sorted(frozenset[str]().union(*READ_BY_POLICY.values()))
    }),
)  # fmt: skip


def decided_by(path: str) -> tuple[str, tuple[str, ...]] | None:
    """Return the address of the lever that decides whether the one at `path` is read, and with which of its values."""
    parts = path.split(".")
    for section, decides, read_with in _DECIDED:
        if section not in parts[:-1]:
            continue
        for place in range(parts.index(section) + 1, len(parts)):
            if parts[place] in read_with:
                return ".".join((*parts[:place], decides)), read_with[parts[place]]
    return None


def idle_beside(path: str, value_of: Callable[[str], Any]) -> tuple[str, str]:
    """Return the address and value of the choice that leaves the parameter at `path` unread; nothing if it is read."""
    found = decided_by(path)
    if found is None:
        return "", ""
    beside, counts_with = found
    try:
        value = value_of(beside)
    except KeyError:
        return "", ""
    return ("", "") if value in counts_with else (beside, str(value))
