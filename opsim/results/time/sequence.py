"""Stories in the order in which things happened: each wait is cut wherever what the machines there did changed.

The sums of a wait's causes, which a `Teller` tells one after the other, are the same to some milliseconds; what they
hide is when in the wait each of them was. Where a station has several machines, a stretch in which they did different
things is still shared out in proportion.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsim.results.time.stories import Listener, Teller

if TYPE_CHECKING:
    from opsim.results.columns.intervals import Times


class InOrder(Teller):
    """Tells the stories of one run, waits cut in the order of time."""

    def __init__(self, teller: Teller) -> None:
        """Know what `teller` knows."""
        super().__init__(teller.history, teller.floor)
        self.clocks, self.receipts = teller.clocks, teller.receipts

    def _tell_waits(self, life: Times, station: Times, start: Times, end: Times, to: Listener) -> None:
        owner, begin, over = self.clocks.cut(station, start, end)
        super()._tell_waits(life[owner], station[owner], begin, over, to)
