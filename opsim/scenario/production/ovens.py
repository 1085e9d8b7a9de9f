"""What the user declares about ovens: machines that work on several lots at once."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from pydantic import model_validator

from opsim.scenario.parameter import Spec, disagree, parameter
from opsim.scenario.quantities import Duration


class Oven(Spec):
    """How much goes into a machine at once, and how long it waits for that; the process time is that of a whole load."""

    function: ClassVar = "planning"
    maximum: int = parameter(
        title="Largest load", help="What a machine holds at once, in lots or units, as 'counted_in' says.",
        unit="{counted_in}", function="production", ge=1, le=1_000_000,
    )
    minimum: int = parameter(
        1, title="Smallest load",
        help="A machine waits for so much, in lots or units; it starts with less when the wait limit has passed, or when "
        "no further lot finds room in front.",
        unit="{counted_in}", ge=1, le=1_000_000,
    )
    counted_in: Literal["lots", "units"] = parameter(
        "lots", title="Loads are counted in", help="What the largest and the smallest load are numbers of.",
        function="production", timed=False,
    )
    wait_limit: Duration | None = parameter(
        None, title="Wait limit",
        help="A load smaller than the smallest starts once its oldest lot has waited so long; never if left out.", ge=0,
    )
    together: Literal["any", "family", "product"] = parameter(
        "any", title="Goes in together", help="Which lots may share a load: any, those of one set-up family, or of one product.",
        function="production",
    )

    @model_validator(mode="after")
    def holds_its_smallest_load(self) -> Self:
        """The smallest load fits in."""
        if self.minimum > self.maximum:
            fault = f"the smallest load ({self.minimum:,}) is more than the machine holds ({self.maximum:,})"
            raise disagree("minimum", fault, f"stay at {self.maximum:,} or below, or raise 'maximum'")
        return self
