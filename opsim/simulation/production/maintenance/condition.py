"""The condition of one machine, and the ways in which it may fail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from opsim.simulation.kernel.clock import FOREVER
from opsim.simulation.production.maintenance.ageing import Draws, Lives, Path
from opsim.simulation.production.maintenance.crew import Crew


@dataclass
class Mode:
    """One way to fail, as it holds from now on; `lives` is None where the wear decides, at its `limit`."""

    lives: Lives | None
    limit: float
    operating: bool
    repair: Draws
    cost: int
    parts: Mapping[str, int]
    crew: Crew
    job: str
    age_left: float
    whole_age: bool
    renews_all: bool


class Condition:
    """What is known of one machine. By failure mode: its age, and when it strikes; and how worn the machine is.

    Ages of modes that go by work are kept in `ages`, and `left` is the work until they strike; the others were `born`
    at a time and strike at a time (`strikes`). `kept` is the age that the last repair left. `seen` is how much the
    machine had worked when the ages were reckoned last, `since` its work since it was repaired or maintained, and
    `counted` what it had worked when it was maintained or inspected last; `planned` is the date, by the calendar, of
    the last maintenance. All in ms.
    """

    __slots__ = (
        "ages", "born", "counted", "kept", "left", "path", "planned", "seen", "since", "strikes", "wear_born",
        "wear_kept", "worked_kept",
    )  # fmt: skip

    def __init__(self, modes: int, worked: int, now_ms: int, path: Path | None) -> None:
        """Be as new at `now_ms`, with `worked` on the clock."""
        self.ages, self.left = [0] * modes, [FOREVER] * modes
        self.born, self.strikes = [now_ms] * modes, [FOREVER] * modes
        self.kept = [0] * modes
        self.seen = self.counted = worked
        self.since = self.worked_kept = self.wear_kept = 0
        self.planned = self.wear_born = now_ms
        self.path = path


def age_after(age: int, kept: int, share: float, *, whole: bool) -> int:
    """Return the age that a repair leaves, where the one before it had left `kept`.

    Kijima (1989): type II leaves a share of the whole age, type I a share of what was added since the last repair.
    """
    return round(share * age) if whole else kept + round(share * (age - kept))
