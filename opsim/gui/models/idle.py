"""Which levers have no effect while another one stands as it does: a limit that the rule in force does not read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from opsim.gui.models.wording import choice_word
from opsim.scenario.operations import READ_BY_POLICY

#: Section and name of a lever -> the one beside it that decides, and with which of its values the lever counts.
_READ_WITH: Final = {
    ("release", "limit"): ("rule", ("conwip",)),
    ("maintenance", "every"): ("policy", ("age",)),
    ("inspection", "n"): ("plan", ("sampling",)),
    ("inspection", "accept"): ("plan", ("sampling",)),
    ("forecasting", "window"): ("method", ("moving-average",)),
    ("forecasting", "alpha"): ("method", ("ses", "holt")),
    ("forecasting", "beta"): ("method", ("holt",)),
    **{
        ("inventory", name): ("policy", tuple(policy for policy, read in READ_BY_POLICY.items() if name in read))
        for name in sorted(frozenset[str]().union(*READ_BY_POLICY.values()))
    },
}


def why_idle(path: str, value_of: Callable[[str], Any]) -> str:
    """Return why the lever at `path` has no effect now, e.g. "Not used with “Push: at once”"; "" when it has one."""
    above, _, name = path.rpartition(".")
    decides = next((_READ_WITH[part, name] for part in above.split(".") if (part, name) in _READ_WITH), None)
    if decides is None:
        return ""
    beside, counts_with = decides
    try:
        value = value_of(f"{above}.{beside}")
    except KeyError:
        return ""
    return "" if value in counts_with else f"Not used with “{choice_word(str(value))}”"
