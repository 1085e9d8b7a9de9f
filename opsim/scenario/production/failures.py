"""What the user declares about how machines fail, and what happens to the work in hand."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Discriminator, Tag, model_validator

from opsim.scenario.parameter import Spec, disagree, parameter
from opsim.scenario.quantities import Id, Money, Share, Time, Units


class Failures(Spec):
    """One way in which a machine breaks down."""

    function: ClassVar = "maintenance"
    mode: Id = parameter("failure", title="Failure mode", help="What fails, in a word.", timed=False)
    time_between: Time | None = parameter(
        None, title="Time between failures",
        help="Distribution of the time from repair to the next failure; left out where wear makes it fail.",
    )
    repair: Time = parameter(title="Repair time", help="Distribution of the repair, once the crew is there.")
    clock: Literal["operating", "calendar", "wear"] = parameter(
        "operating", title="Failure clock",
        help="operating: a machine ages only while it works; calendar: all the time; wear: it fails when its wear "
        "reaches the limit.",
        timed=False,
    )
    limit: float | None = parameter(
        None, title="Wear at failure", help="clock wear: the wear at which it fails.", timed=False, ge=1e-9, le=1e9,
    )
    cost: Money = parameter(
        0, title="Cost of a repair", help="Parts and outside help for one repair.", unit="{currency}", ge=0,
    )
    job: Literal["resume", "restart", "scrap-unit", "scrap-lot"] = parameter(
        "resume", title="Job in hand",
        help="resume: goes on after the repair; restart: its work begins anew; scrap-unit: the unit in hand is lost; "
        "scrap-lot: the whole lot is lost.",
        timed=False,
    )
    skill: Id | None = parameter(
        None, title="Skill for the repair", help="Which of the crews repairs it; the repair crew if left out.",
        timed=False,
    )
    parts: dict[Id, Units] = parameter(
        default_factory=dict, title="Spare parts", help="Units from the store that one repair takes.", timed=False,
    )
    age_left: Share = parameter(
        0.0, title="Age left by a repair",
        help="Share of the age that a repair leaves: 0 as good as new, 1 as bad as before (minimal repair).", ge=0,
        le=1,
    )
    age_left_of: Literal["whole-age", "last-stretch"] = parameter(
        "whole-age", title="Age left of",
        help="What that share is of: the whole age (Kijima II), or what was added since the last repair (Kijima I).",
    )
    renews: Literal["machine", "mode"] = parameter(
        "machine", title="A repair renews",
        help="machine: its wear and all its failure modes; mode: only what failed.", timed=False,
    )

    @model_validator(mode="after")
    def something_makes_it_fail(self) -> Self:
        """A machine fails by a distribution or by its wear; and not at once, again and again."""
        if self.clock == "wear":
            return self._by_wear()
        if self.time_between is None:
            raise disagree("time_between", "nothing says when it fails", "write a distribution, e.g. exponential(90) h")
        if self.time_between.mean < 1000:
            raise disagree("time_between", f"'{self.time_between.text}' is too short", "write at least 1 s on average")
        return self._ages()

    def _by_wear(self) -> Self:
        if self.limit is None:
            raise disagree("limit", "nothing says at which wear it fails", "write the limit")
        if self.renews == "mode":
            raise disagree("renews", "a machine that fails by wear must be rid of it", "write machine")
        if self.age_left == 1:
            raise disagree("age_left", "wear that is left whole would fail at once again", "stay below 1")
        return self

    def _ages(self) -> Self:
        if self.age_left and self.time_between is not None and self.time_between.kind not in LIVES_WITH_AGE:
            fault = f"what is left of '{self.time_between.text}' at an age is not known"
            raise disagree("age_left", fault, "write time_between as weibull(...) or exponential(...)")
        return self


#: Lives whose rest at any age can be drawn exactly.
LIVES_WITH_AGE = frozenset({"exponential", "weibull", "weibull(shape, scale)"})


def _how_many(failures: Any) -> str:
    """Tell whether one mode stands there, or several."""
    return "several" if isinstance(failures, list) else "one"


FailureModes = Annotated[
    Annotated[Failures, Tag("one")] | Annotated[list[Failures], Tag("several")], Discriminator(_how_many)
]
