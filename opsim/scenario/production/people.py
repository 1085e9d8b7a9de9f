"""What the user declares about the people at the machines and how they learn."""

from __future__ import annotations

from typing import ClassVar, Literal

from opsim.scenario.parameter import Spec, parameter
from opsim.scenario.quantities import Id, Share


class Operators(Spec):
    """Who must be at the machine, for which part of the work, and how many machines one person minds."""

    function: ClassVar = "teams"
    skill: Id = parameter(title="Skill", help="A skill that some team has.", timed=False)
    count: int = parameter(
        1, title="Operators per machine", help="People needed at one running machine.", unit="people", ge=1, le=50,
    )
    needed_for: Literal["all", "set-up", "run", "loading"] = parameter(
        "all", title="Needed for",
        help="all: the whole operation; set-up: setting up, loading and unloading; run: all but the set-up; loading: loading and unloading only. A machine that needs nobody runs on when the people's shift is over.",
        timed=False,
    )
    machines_per_person: int = parameter(
        1, title="Machines per person", help="How many machines one person minds at once: each takes up that part of a person.",
        unit="machines", ge=1, le=16,
    )


class Learning(Spec):
    """How the process times of a product fall as its units are made (Wright 1936, unit times after Crawford)."""

    function: ClassVar = "teams"
    rate: Share = parameter(
        1.0, title="Learning rate", help="Each doubling of the units made cuts the time of a unit to this share; at 100 % nobody learns.",
        ge=0.5, le=1,
    )
    model: Literal["unit", "cumulative-average"] = parameter(
        "unit", title="What falls", help="By unit (Crawford), the time of the n-th unit falls by the rate; by cumulative average (Wright), the mean time of the first n.",
    )
    floor: Share = parameter(
        0.0, title="Shortest time", help="Share of the declared time below which no practice leads.", ge=0, le=1,
    )
    experience: int = parameter(
        0, title="Made before", help="Units made before the run begins; the declared times are those of the very first unit.",
        unit="units", ge=0, le=1_000_000_000, timed=False,
    )
