"""What the user declares about when work enters the floor, and which work is next."""

from __future__ import annotations

from typing import ClassVar, Literal

from opsim.scenario.parameter import Spec, parameter

Dispatch = Literal[
    "fifo", "edd", "spt", "lpt", "least-set-up", "slack", "slack-per-operation", "critical-ratio", "wspt", "atc",
    "priority", "first-step", "last-step", "most-work-left", "least-work-left", "most-operations-left",
]  # fmt: skip


class Release(Spec):
    """When work may enter the floor."""

    function: ClassVar = "planning"
    rule: Literal["push", "conwip"] = parameter(
        "push", title="Release rule",
        help="push: at once; conwip: only while fewer lots than the limit are on the floor.",
    )
    limit: int = parameter(
        1_000, title="CONWIP limit", help="Lots allowed on the floor.", unit="lots", ge=1, le=1_000_000,
    )
