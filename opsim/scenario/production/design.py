"""What the user declares about the design of a product: what it costs to make, and how much customers like it."""

from __future__ import annotations

from typing import ClassVar

from opsim.scenario.parameter import Spec, parameter
from opsim.scenario.production.quality import Characteristic
from opsim.scenario.quantities import Share


class Design(Spec):
    """Grade and tolerance, with what they do to material, time, defects and appeal; at 100 % each they do nothing."""

    function: ClassVar = "market"
    grade: Share = parameter(
        1.0, title="Grade", help="How fine its materials and finish are; 100 %: as its bill of materials says.", ge=0.5, le=2,
    )
    material_cost: Share = parameter(
        1.0, title="Materials by grade", help="By how much the materials of a unit get dearer when the grade doubles; paid when they go to the floor.",
        function="purchasing", ge=0, le=5,
    )
    grade_appeal: Share = parameter(
        0.3, title="Appeal of grade", help="By how much demand grows when the grade doubles.", ge=0, le=5,
    )
    tolerance: Share = parameter(
        1.0, title="Tolerance", help="How wide the limits of its characteristics are around their targets; 100 %: as declared.",
        function="quality", ge=0.2, le=2,
    )
    care: Share = parameter(
        0.3, title="Time by tolerance", help="By how much the steps that make a characteristic take longer when the tolerance is halved.",
        function="production", ge=0, le=1,
    )
    tolerance_appeal: Share = parameter(
        0.3, title="Appeal of tolerance", help="By how much demand would grow if the tolerance fell from 100 % to nothing.", ge=0, le=5,
    )

    @property
    def appeal(self) -> float:
        """Return the factor by which demand is multiplied: 1 + a (grade - 1) + b (1 - tolerance), never below 0."""
        liked = self.grade_appeal * (self.grade - 1) + self.tolerance_appeal * (1 - self.tolerance)
        return max(1.0 + liked, 0.0)

    @property
    def dearer(self) -> float:
        """Return the share of their price that its materials cost in addition (below 0: less)."""
        return max(self.material_cost * (self.grade - 1), -1.0)

    @property
    def slower(self) -> float:
        """Return the factor on the times of steps that make a characteristic."""
        return 1.0 + self.care * (1 / self.tolerance - 1)

    def limited(self, characteristic: Characteristic | None) -> Characteristic | None:
        """Return a characteristic with its limits as near to the target as the tolerance says."""
        if characteristic is None or self.tolerance == 1:
            return characteristic
        values, target = characteristic.model_dump(), characteristic.target
        values |= {name: target + (values[name] - target) * self.tolerance for name in ("lower", "upper")}
        return Characteristic(**values)
