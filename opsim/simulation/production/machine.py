"""One machine: what it has in hand, and how long it still lasts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from opsim.simulation.kernel.clock import FOREVER, Alarm, Clock

if TYPE_CHECKING:
    from opsim.simulation.production.lot import Lot
    from opsim.simulation.production.station import Station

NO_FAMILY: Final = ""


class Machine(Alarm):
    """One machine; as an alarm it rings when the work in hand ends.

    `until` is when that is, FOREVER while nobody knows; `left` the work that a breakdown left over; `life` how much
    more it works before it fails, `worked` how much it has worked since it was as new (imperfect repairs leave some of
    it), `renewed` when that was, all in ms.
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
        self.down = False
        self.blocked_since = -1
        self.leaving = False
        self.gone = -1
