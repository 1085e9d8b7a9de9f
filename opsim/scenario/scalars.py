"""What an unquoted YAML 1.2 scalar stands for: the one grammar of numbers on disk."""

from __future__ import annotations

import math
import re
from typing import Any, Final

_WHOLE = re.compile(r"[-+]?(?:[0-9]+|[1-9][0-9]{0,2}(?:_[0-9]{3})+)", re.ASCII)
_REAL = re.compile(
    r"[-+]?(?:\.[0-9]+|(?:[0-9]+|[1-9][0-9]{0,2}(?:_[0-9]{3})+)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", re.ASCII
)
_WORDS: Final[dict[str, Any]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), math.inf),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -math.inf),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
}


def plain_scalar(text: str) -> Any:
    """Return what an unquoted YAML 1.2 scalar stands for: a number, true, false, nothing, or else its text.

    Thousands may be set off as in 48_000. A number beyond all reckoning becomes infinite, and is refused as such.
    """
    if text in _WORDS:
        return _WORDS[text]
    if len(text) > 40 and _REAL.fullmatch(text):
        return math.inf
    if _WHOLE.fullmatch(text):
        return int(text.replace("_", ""))
    if _REAL.fullmatch(text):
        return float(text.replace("_", ""))
    return text
