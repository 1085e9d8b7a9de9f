"""JSON on standard output."""

from __future__ import annotations

import json
import math
from typing import Any


def print_json(content: Any) -> None:
    """Print `content` as one JSON document, in ASCII so that it survives every pipe; NaN and infinity become null."""
    print(json.dumps(without_nan(content), indent=2, allow_nan=False))


def without_nan(content: Any) -> Any:
    """Return `content` with null in the place of each number that JSON does not have."""
    if isinstance(content, dict):
        return {str(key): without_nan(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [without_nan(value) for value in content]
    return None if isinstance(content, float) and not math.isfinite(content) else content
