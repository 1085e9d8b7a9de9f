"""What the user declares about teams: how many people, what they can do, when they come and what they are paid."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from opsim.scenario.parameter import Spec, parameter
from opsim.scenario.quantities import Duration, Flag, Id, Money, Share

#: The pace of a person against the standard times.
Level = Annotated[Share, Field(ge=0.1, le=3)]
BooksTo = Literal[
    "production", "planning", "inventory", "purchasing", "maintenance", "quality", "delivery", "market", "overheads"
]


class Overtime(Spec):
    """When a team works on after its shift: hour by hour, while lots wait for it."""

    function: ClassVar = "teams"
    above: int = parameter(
        0,
        title="Overtime above",
        help="The team stays while more lots than this wait at the stations that need it.",
        unit="lots",
        ge=0,
        le=1_000_000,
    )
    most: Duration = parameter(
        0, title="Most overtime", help="The longest overtime after one shift; 0 h means that nobody stays.", ge=0
    )
    premium: Share = parameter(
        0.25, title="Overtime premium", help="Paid on top of the wage for each hour of overtime.", ge=0, le=5
    )


class Training(Spec):
    """How a team gets a new skill or a higher level: its people leave the floor for it, some at a time."""

    function: ClassVar = "teams"
    lasts: Duration = parameter(
        0,
        title="Training lasts",
        help="How long each person is away; the new skill or level counts when the last one is back. At once if 0.",
        ge=0,
    )
    at_once: int = parameter(
        1, title="Trained at once", help="How many people are away at a time.", unit="people", ge=1, le=10_000
    )
    cost: Money = parameter(
        0, title="Cost of training", help="Paid for each person trained; wages go on.", unit="{currency}/person", ge=0
    )


class Team(Spec):
    """People with the same skills, paid by the hour of their shift."""

    function: ClassVar = "teams"
    title: str = parameter("", title="Title", help="What people call it.", timed=False, max_length=200)
    skill: Id | None = parameter(
        None, title="Skill", help="What they can do; the team's own name if left out.", timed=False
    )
    level: Level = parameter(
        1.0,
        title="Level",
        help="Their pace against the standard times, at work that a person sets the pace of: at 80 % it takes 1.25 "
        "times as long.",
    )
    skills: dict[Id, Level] = parameter(
        default_factory=dict,
        title="Further skills",
        help="Cross-training: a skill that some station needs -> the level in it.",
    )
    people: int = parameter(1, title="People", help="Head count.", unit="people", ge=0, le=10_000)
    wage: Money = parameter(
        title="Wage", help="Paid per person and hour of the shift, with all on-costs.", unit="{currency}/h", ge=0
    )
    shift: Id = parameter("always", title="Shift", help="When they work and are paid.", timed=False)
    absence: Share = parameter(
        0.0, title="Absence", help="Probability that a person who works at machines misses a shift.", ge=0, le=1
    )
    absence_paid: Flag = parameter(True, title="Absence is paid", help="Whether wages go on for those who are absent.")
    overtime: Overtime = parameter(
        default_factory=Overtime, title="Overtime", help="When they work on after the shift."
    )
    training: Training = parameter(
        default_factory=Training, title="Training", help="How they get a new skill or a higher level."
    )
    books_to: BooksTo = parameter(
        "production", title="Function", help="The function of the firm that the team's wages belong to.", timed=False
    )

    def levels(self, name: str) -> dict[str, float]:
        """Return skill -> level of the team called `name`, its main skill first."""
        return {self.skill or name: self.level, **self.skills}
