"""What the user declares about when work enters the floor, and which work is next."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from opsim.scenario.parameter import Spec, parameter
from opsim.scenario.quantities import Duration, Id

Cards = Annotated[int, Field(ge=1, le=100_000)]

Dispatch = Literal[
    "fifo", "edd", "spt", "lpt", "least-set-up", "slack", "slack-per-operation", "critical-ratio", "wspt", "atc",
    "priority", "first-step", "last-step", "most-work-left", "least-work-left", "most-operations-left",
]  # fmt: skip


class Release(Spec):
    """When work may enter the floor."""

    function: ClassVar = "planning"
    rule: Literal["push", "conwip", "kanban", "drum-buffer-rope", "by-date"] = parameter(
        "push", title="Release rule",
        help="push: at once; conwip: only while fewer lots than the limit are on the floor; kanban: only with a card of the "
        "first stage, and on to the next with one of its own; drum-buffer-rope: while less work than the buffer is on its "
        "way to the drum; by-date: its planned lead time before it is due.",
    )
    limit: int = parameter(
        1_000, title="CONWIP limit", help="Lots allowed on the floor.", unit="lots", ge=1, le=1_000_000,
    )
    cards: dict[Id, Cards] = parameter(
        default_factory=dict, title="Kanban cards",
        help="Station or stage -> lots that may be there: waiting, at work, or done and not yet taken by the next; no limit "
        "if left out.",
        unit="lots", function="scheduling",
    )
    stages: dict[Id, list[Id]] = parameter(
        default_factory=dict, title="Stages",
        help="Stage -> the stations that share its kanban cards: a lot keeps its card while it goes from one to the other. "
        "A station that is named in none is a stage by itself.",
        function="scheduling", timed=False,
    )
    drum: Id | None = parameter(
        None, title="Drum", help="The station that sets the pace.", function="scheduling",
    )
    buffer: Duration = parameter(
        "8 h", title="Buffer before the drum",
        help="Expected work for each machine of the drum that may be on its way to it.", function="scheduling", ge=1,
    )
    lead_time: Duration = parameter(
        "1 day", title="Planned lead time", help="So long before it is due a job is released by date.", ge=0,
    )

    def stage_of(self, station: str) -> str:
        """Return the stage that a station belongs to: one of several stations, or itself alone."""
        return next((stage for stage, members in self.stages.items() if station in members), station)

    def all_stages(self, stations: Iterable[str]) -> dict[str, list[str]]:
        """Return every stage with its stations, those of a single station among them, in the order of `stations`."""
        found: dict[str, list[str]] = {}
        for station in stations:
            found.setdefault(self.stage_of(station), []).append(station)
        return found
