"""One machine: what it has in hand, and how long it still lasts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from opsim.simulation.kernel.clock import FOREVER, Alarm, Clock

if TYPE_CHECKING:
    from opsim.simulation.production.lot import Lot
    from opsim.simulation.production.stations.station import Station

NO_FAMILY: Final = ""
#: No process batch at no step.
NO_BATCH: Final = (-1, -1)


class Machine(Alarm):
    """One machine; as an alarm it rings when the work in hand ends.

    `until` is when that is, FOREVER while nobody knows; `left` the work that a breakdown left over; `life` how much
    more it works before it fails, `worked` how much it has worked since it was as new (imperfect repairs leave some of
    it), `renewed` when that was, all in ms. `set_for` is the process batch, and the step, that its set-up was for.
    """

    def __init__(self, clock: Clock, station: Station, index: int) -> None:
        """Stand idle at `station`; `index` is its row in the table of machines."""
        super().__init__(clock, f"a machine of station '{station.id}'")
        self.station, self.index = station, index
        self.lot: Lot | None = None
        self.start = 0
        self.until = 0
        self.left = 0
        self.life = FOREVER
        self.worked = 0
        self.renewed = clock.now_ms
        self.family = NO_FAMILY
        self.set_for = NO_BATCH
        self.down = False
        self.blocked_since = -1
        self.leaving = False
        self.gone = -1

    @property
    def lots(self) -> int:
        """How many lots it has in hand."""
        return len(self.lot.members) if self.lot is not None else 0

    def write_work(self, rows: bytearray, pack: Callable[..., bytes], end_ms: int) -> int:
        """Write to the operations that it has worked on what it has in hand, lot by lot; return how many these are."""
        lots: Sequence[Lot] = self.lot.members  # type: ignore[union-attr]
        for lot in lots:
            rows += pack(lot.id, lot.step.index, self.index, self.start, end_ms)  # type: ignore[union-attr]
        return len(lots)
