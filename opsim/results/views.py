"""What happened in a run: its ledgers seen from the side of money, of the floor, of stock, and of each order."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from opsim.errors import InputError
from opsim.results.columns.intervals import Times
from opsim.results.known import check_lot, check_order
from opsim.results.money.balances import Money, after_each_instant
from opsim.results.stock import Stock
from opsim.results.table import Table
from opsim.results.tables import Tables
from opsim.results.time.floor import Floor
from opsim.results.time.lateness import Attribution, attribute
from opsim.results.time.listeners import Tile, Tiles
from opsim.results.time.lots import Lots
from opsim.results.time.sequence import InOrder
from opsim.results.time.stories import Lives, Teller

if TYPE_CHECKING:
    from opsim.ledgers.history import History


class Views(Tables):
    """Views on `history`, each put together when it is first asked for."""

    history: History

    @cached_property
    def money(self) -> Money:
        """The money ledger, summed."""
        return Money(self.history)

    @cached_property
    def floor(self) -> Floor:
        """The time ledger, by lot and by machine."""
        return Floor(self.history)

    @cached_property
    def teller(self) -> Teller:
        """Tells stories."""
        return Teller(self.history, self.floor)

    @cached_property
    def stock_view(self) -> Stock:
        """Stock moves."""
        return Stock(self.history, self.teller.receipts)

    @cached_property
    def attribution(self) -> Attribution:
        """Lead time by cause and cost of lateness by function."""
        return attribute(self.history, self.teller)

    # -- quantities and states over time ------------------------------------------------------------------------------

    def machine_states(self) -> Table:
        """Return what each machine did and when; idle times are left out."""
        machines, states, starts, ends = [], [], [], []
        for index, log in enumerate(self.floor.logs):
            for state, spans in (log.states | {"processing": self.floor.machines[index].processing()}).items():
                machines.append(np.full(len(spans.start), index))
                states.append(np.full(len(spans.start), state, "<U19"))
                starts.append(spans.start)
                ends.append(spans.end)
        columns = {"machine": machines, "state": states, "start": starts, "end": ends}
        return Table({name: np.concatenate(parts) if parts else np.empty(0) for name, parts in columns.items()})

    def stock(self, item: str) -> tuple[Times, Times]:
        """Return the units on hand after each instant at which they changed: times (ms), units."""
        return self.stock_view.steps(self._item(item))

    def backlog(self, product: str) -> tuple[Times, Times]:
        """Return the units that customers wait for, after each instant at which they changed."""
        return self.stock_view.backlog(self._item(product))

    def cash(self) -> tuple[Times, Times]:
        """Return the cash in the bank after each instant at which it changed: times (ms), cents."""
        return self.money.steps("cash")

    def wip(self) -> tuple[Times, Times]:
        """Return the lots on the floor after each instant at which their number changed."""
        lots = self.history.tables["lots"]
        came, left = (times[times >= 0] for times in (lots["released"], lots["finished"]))
        change = np.r_[np.ones(len(came), np.int64), -np.ones(len(left), np.int64)]
        return after_each_instant(np.r_[came, left], change)

    def _item(self, item: str) -> int:
        if item not in self.history.names.items:
            raise InputError(f"there is no item '{item}'; there are {', '.join(self.history.names.items)}")
        return self.history.names.items.index(item)

    # -- stories ------------------------------------------------------------------------------------------------------

    def order_story(self, order: int) -> list[Tile]:
        """Return what an order's life was spent on; the tiles cover arrived .. delivered without gap or overlap."""
        check_order(self.history, order)
        tiles = Tiles(self.history)
        self.teller.tell_orders(np.array([order]), tiles)
        return tiles.tiles()

    def order_timeline(self, order: int) -> list[Tile]:
        """Return the same in the order in which it happened: the causes of a wait when they were, not added up."""
        check_order(self.history, order)
        tiles = Tiles(self.history)
        InOrder(self.teller).tell_orders(np.array([order]), tiles)
        return tiles.tiles()

    def lot_story(self, lot: int) -> list[Tile]:
        """Return what a lot's life was spent on, from its job's creation to its end (or the end of the run)."""
        check_lot(self.history, lot)
        lots, tiles = Lots(self.history), Tiles(self.history)
        created, finished = (int(lots.of(name, np.array([lot]))[0]) for name in ("created", "finished"))
        end = finished if finished >= 0 else self.history.end_ms
        self.teller.tell_lots(Lives(*(np.array([value]) for value in (0, lot, created, end))), tiles)
        if finished < 0:
            self.teller.tell_waiting(lot, tiles)
        return tiles.tiles()
