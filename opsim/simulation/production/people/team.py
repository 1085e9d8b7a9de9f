"""One team at the floor: how many of its people are there, what they can do, and what they have not been paid for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from opsim.ledgers.rows import Rows
from opsim.simulation.kernel.calendar import Calendar
from opsim.simulation.kernel.clock import Clock

#: Parts of one person: as many machines as a person may mind (1 to 16) share one without remainder.
PERSON: Final = 720_720
PPM: Final = 1_000_000


class Team:
    """People who do the same work; `free` of their parts stand ready, and fewer than none while some finish a job.

    `levels`: skill -> pace against the standard times, in millionths. `on_duty` says whether their shift is on.
    `late_ms` and `unpaid_ms` are person-ms of overtime and of unpaid absence since `settle` was last asked.
    """

    def __init__(self, clock: Clock, index: int, name: str, rows: Rows, paid: Calendar) -> None:
        """Begin with nobody; `index` is the team's position in the scenario, `paid` the hours it is paid for."""
        self.clock, self.index, self.name, self._rows, self._paid = clock, index, name, rows, paid
        self.people = self.absent = self.away = self.free = 0
        self.levels: dict[str, int] = {}
        self.on_duty = True
        self.late_ms = self.unpaid_ms = 0
        self._since = 0

    @property
    def at_hand(self) -> int:
        """How many people are neither absent nor in training."""
        return max(self.people - self.absent - self.away, 0)

    def learn(self, levels: Mapping[str, float]) -> None:
        """Have these skills from now on."""
        self.levels = {skill: round(level * PPM) for skill, level in levels.items()}

    def become(self, people: int, absent: int, away: int) -> None:
        """Change in number; those at a machine finish what they have in hand."""
        self._note_absence()
        before, known = self.at_hand, (self.people, self.absent, self.away)
        self.people, self.absent, self.away = people, absent, away
        self.free += (self.at_hand - before) * PERSON
        if (people, absent, away) != known:
            self._rows.add(self.clock.now_ms, people, absent, away, self.index)

    def stay(self, length_ms: int) -> None:
        """Work on for so long after the shift."""
        self.late_ms += self.at_hand * length_ms

    def _note_absence(self) -> None:
        now = self.clock.now_ms
        if self.absent:
            self.unpaid_ms += min(self.absent, self.people) * self._paid.open_ms(self._since, now)
        self._since = now

    def settle(self) -> tuple[int, int]:
        """Return the person-ms of overtime and of absence since the last time."""
        self._note_absence()
        found = self.late_ms, self.unpaid_ms
        self.late_ms = self.unpaid_ms = 0
        return found
