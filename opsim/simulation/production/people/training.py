"""Training: people leave the floor first, a few at a time; when the last one is back, the team can do more."""

from __future__ import annotations

from collections.abc import Callable

from opsim.scenario.teams import Team as TeamSpec
from opsim.simulation.kernel.clock import URGENT, Clock
from opsim.simulation.production.people.team import Team


class Course:
    """The training of one team; `pay` books so many cents, `learnt` is told when the team can do more."""

    def __init__(self, clock: Clock, team: Team, pay: Callable[[int], None], learnt: Callable[[], None]) -> None:
        """Train nobody yet."""
        self.clock, self.team, self.pay, self.learnt = clock, team, pay, learnt
        self.left = 0
        self.running = False

    def adopt(self, spec: TeamSpec) -> None:
        """Begin a course if the team shall be able to do more than it can."""
        self.spec = spec
        if self.running:
            return
        wanted, can = spec.levels(self.team.name), self.team.levels
        more = any(round(level * 1_000_000) > can.get(skill, 0) for skill, level in wanted.items())
        if more and can and spec.training.lasts and self.team.people:
            self.running, self.left = True, self.team.people
            self._next()
        else:
            self.team.learn(wanted)

    def _next(self) -> None:
        team, training = self.team, self.spec.training
        away = min(self.left, training.at_once)
        self.left -= away
        team.become(team.people, team.absent, away)
        if away:
            self.pay(away * training.cost)
            self.clock.call_at(self.clock.now_ms + training.lasts, self._next, f"training of '{team.name}'", URGENT)
        else:
            self.running = False
            team.learn(self.spec.levels(team.name))
        self.learnt()
