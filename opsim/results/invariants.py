"""What must hold in every run, checked at its end; a run that breaks one is reported and never shown as a result."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from opsim.ledgers.history import DELIVERED, OPEN
from opsim.results.columns.intervals import Times
from opsim.results.columns.reading import CHUNK, Column, Reader
from opsim.results.columns.sums import sums_by
from opsim.results.money.balances import ACCOUNTS, ASSETS, EQUITY, EXPENSES, INCOME, LIABILITIES
from opsim.results.money.quality_cost import REPLACEMENTS
from opsim.results.time.lots import Lots
from opsim.scenario.parameter import FUNCTIONS

if TYPE_CHECKING:
    from opsim.results.run import Run


def stock_balances(run: Run) -> bool:
    """Opening + received = issued + shipped + closing, for every item, against the engine's own counters."""
    closing = run.history.closing["stock"]
    return all(level.closing == closing[name] for level, name in zip(run.levels, run.history.names.items, strict=True))


def stock_is_never_negative(run: Run) -> bool:
    """After every instant there are at least zero units of every item."""
    return all(level.lowest >= 0 for level in run.levels)


def lots_balance(run: Run) -> bool:
    """Units started = good + scrapped + reworked, lot by lot; lots released = finished + in process."""
    lots, tables = Reader(run.history.tables["lots"]), run.history.tables
    scraps, reworks = tables["scraps"], tables["reworks"]
    taken = np.zeros(lots.rows, np.int32)
    np.add.at(taken, scraps["lot"], scraps["units"])
    np.add.at(taken, reworks["parent"], lots["units"][reworks["lot"]])
    kept, in_process, row = True, 0, 0
    for finished, good, units in lots.parts("finished", "good", "units"):
        left = units.astype(np.int64) - good - taken[row : row + len(units)]
        kept &= bool((left[finished >= 0] == 0).all() and (left >= 0).all())
        in_process += int(np.count_nonzero(finished < 0))
        row += len(units)
    return kept and in_process == run.history.closing["wip_lots"]


def machine_states_tile_the_horizon(run: Run) -> bool:
    """On every machine operations, stops and blocking follow each other while it is there; it idles between."""
    return all(log.sound for log in run.floor.logs)


def lots_are_tiled(run: Run) -> bool:
    """No lot is held where it has not been, starts before its job, or vanishes between its last step and its end."""
    lots, row = Lots(run.history), 0
    for (released,) in Reader(run.history.tables["lots"]).parts("released"):
        if (lots.of("created", np.arange(row, row + len(released))) > released).any():
            return False
        row += len(released)
    holds = run.floor.holds
    return run.queues.all_finished and int((holds.end - holds.start).sum()) == run.queues.held_ms


def units_are_never_in_two_places(run: Run) -> bool:
    """A lot is at one operation at a time, and units split off from it live on while it is on the floor, no earlier."""
    lots, reworks = Reader(run.history.tables["lots"]), run.history.tables["reworks"]
    split = lots["released"][reworks["lot"]]
    came, gone = (lots[name][reworks["parent"]] for name in ("released", "finished"))
    return run.queues.in_order and bool(((came <= split) & ((split <= gone) | (gone < 0))).all())


def orders_are_tiled(run: Run) -> bool:
    """The tiles of every delivered order add up to its life."""
    return run.attribution.untiled == 0


def orders_balance(run: Run) -> bool:
    """Orders received = delivered + lost + refused + left + open, against the engine's own counter of open ones."""
    open_now, kept = 0, True
    for status, delivered in Reader(run.history.tables["orders"]).parts("status", "delivered"):
        open_now += int(np.count_nonzero(status == OPEN))
        kept &= bool(((status == DELIVERED) == (delivered >= 0)).all())
    return kept and open_now == run.history.closing["open_orders"]


def debits_equal_credits(run: Run) -> bool:
    """Every posting has two known accounts and a known function, so that all balances cancel out."""
    known = all({kind[0], kind[1]} <= set(ACCOUNTS) and kind[2] in FUNCTIONS for kind in run.money.kinds)
    return known and run.money.balance(*ACCOUNTS) == 0


def assets_equal_claims(run: Run) -> bool:
    """Assets = liabilities + equity, the profit of the run included."""
    claims = run.money.balance(*LIABILITIES, *EQUITY, *INCOME, *EXPENSES)
    return run.money.balance(*ASSETS) + claims == 0


def cash_balances(run: Run) -> bool:
    """Cash at the end = receipts - payments, and agrees with the bank's own counter and the cash flow statement."""
    cash = run.money.balance("cash")
    return bool(cash == run.history.closing["cash"] == run.cash_flow[-1].cents)


def stock_accounts_equal_stock(run: Run) -> bool:
    """The inventory accounts hold, item by item, what the stores and the floor say their units are worth."""
    values = run.history.closing["stock_value"]
    stores = ("inventory_materials", "inventory_products")
    items = all(run.money.balance(*stores, item=name) == value for name, value in values.items())
    return items and run.money.balance("wip") == run.history.closing["wip_value"]


def invoices_equal_orders(run: Run) -> bool:
    """Sales and discounts in the books are those of the orders delivered."""
    sales = discounts = 0
    for status, price, discount in Reader(run.history.tables["orders"]).parts("status", "price", "discount"):
        done = status == DELIVERED
        sales, discounts = sales + int(price[done].sum()), discounts + int(discount[done].sum())
    return -run.money.balance("sales") == sales and run.money.balance("discounts") == discounts


def returns_balance(run: Run) -> bool:
    """Nobody brings back more than was defective, and the books hold what each return cost."""
    orders, returns = Reader(run.history.tables["orders"]), run.history.tables["returns"]
    if run.scenario.operations.returns is None:
        return not len(returns["time"])
    order, number = np.unique(returns["order"], return_inverse=True)
    back = sums_by(number, returns["units"], len(order))
    delivered = np.where(orders["status"][order] == DELIVERED, orders["defective"][order], 0)
    paid = run.money.balance("warranty", "refunds") == int(returns["cents"].sum(dtype=np.int64))
    return bool((back <= delivered).all()) and paid


def quality_cost_adds_up(run: Run) -> bool:
    """The four classes of the cost of quality are the costs of the function quality and the goods of replacements."""
    lines = run.cost_of_quality
    replacements = sum(line.cents for line in lines if line.title == REPLACEMENTS)
    return sum(line.cents for line in lines) == run.cost_by_function["quality"] + replacements


def time_goes_forward(run: Run) -> bool:
    """Both ledgers are in the order of time and end with the run."""
    ledgers = (("money", "time"), ("operations", "end"))
    return all(_goes_forward(Reader(run.history.tables[name])[column], run.history.end_ms) for name, column in ledgers)


def little_holds(run: Run) -> bool:
    """The integral of the number in the system is the sum of the times in it: lots on the floor, orders in the firm."""
    lots, orders = Reader(run.history.tables["lots"]), Reader(run.history.tables["orders"])
    served = ((status == OPEN) | (status == DELIVERED) for (status,) in orders.parts("status"))
    in_firm = zip(served, orders.parts("arrived", "delivered"), strict=True)
    return _little(lots.rows, lots.parts("released", "finished"), run.history.end_ms) and _little(
        orders.rows, ((came[here], left[here]) for here, (came, left) in in_firm), run.history.end_ms
    )


def sums_agree(run: Run) -> bool:
    """Cost by function adds up to the total cost, lead time by function to the total lead time."""
    lead = 0
    for status, arrived, delivered in Reader(run.history.tables["orders"]).parts("status", "arrived", "delivered"):
        counted = (status == DELIVERED) & (arrived >= run.scenario.clock.warm_up)
        lead += int((delivered[counted] - arrived[counted]).sum())
    cost = sum(run.cost_by_function.values()) == run.money.balance(*EXPENSES)
    return cost and sum(run.lead_time_by_function.values()) == lead


#: Name -> check; the name is what people read when it fails.
INVARIANTS: Final[dict[str, Callable[[Run], bool]]] = {
    "stock balances": stock_balances,
    "stock is never negative": stock_is_never_negative,
    "lots balance": lots_balance,
    "machine states tile the horizon": machine_states_tile_the_horizon,
    "lots are tiled": lots_are_tiled,
    "units are never in two places": units_are_never_in_two_places,
    "orders are tiled": orders_are_tiled,
    "orders balance": orders_balance,
    "debits equal credits": debits_equal_credits,
    "assets equal claims": assets_equal_claims,
    "cash balances": cash_balances,
    "stock accounts equal stock": stock_accounts_equal_stock,
    "invoices equal orders": invoices_equal_orders,
    "returns balance": returns_balance,
    "cost of quality adds up": quality_cost_adds_up,
    "time goes forward": time_goes_forward,
    "Little's law holds": little_holds,
    "sums agree": sums_agree,
}


def check(run: Run) -> dict[str, bool]:
    """Return for each invariant whether the run keeps it."""
    return {name: bool(holds(run)) for name, holds in INVARIANTS.items()}


def last_events(run: Run, count: int = 5) -> str:
    """Return the last few operations and postings, for the report of a run that contradicts itself."""
    tables = run.history.tables
    texts = []
    for name in ("operations", "money"):
        columns = {column: values[-count:].tolist() for column, values in tables[name].items()}
        texts += [f"{name} {dict(zip(columns, row, strict=True))}" for row in zip(*columns.values(), strict=True)]
    return "\n".join(texts)


def _goes_forward(times: Column, end: int) -> bool:
    """Say whether times are in order, and none is after the end."""
    latest = -1
    for at in range(0, len(times), CHUNK):
        part = times[at : at + CHUNK]
        if part[0] < latest or (part[1:] < part[:-1]).any():
            return False
        latest = int(part[-1])
    return latest <= end


def _little(count: int, stays: Iterable[tuple[Times, ...]], end: int) -> bool:
    """Say whether the number of those who are there, over time, covers as much as their stays, of at most `count`.

    A stay is from when somebody came (-1: never) until they left (-1: not yet).
    """
    entered, gone, here, away, together = np.empty(count, np.int64), np.empty(count, np.int64), 0, 0, 0
    for came, left in stays:
        since = came[came >= 0]
        until = left[(came >= 0) & (left >= 0)]
        entered[here : here + len(since)], gone[away : away + len(until)] = since, until
        here, away = here + len(since), away + len(until)
        together += int(until.sum()) + end * (len(since) - len(until)) - int(since.sum())
    return _area(_sorted(entered[:here]), _sorted(gone[:away]), end) == together


def _sorted(times: Times) -> Times:
    if (times[1:] < times[:-1]).any():
        times.sort(kind="stable")  # nearly in order: quick
    return times


def _area(entered: Times, gone: Times, end: int) -> int:
    """Return the integral of the number of those who are there up to the end; when they came and left is in order."""
    firsts = np.arange(CHUNK, len(entered), CHUNK)
    leavers = np.searchsorted(gone, entered[firsts])
    came, left = ([0, *inner.tolist(), count] for inner, count in ((firsts, len(entered)), (leavers, len(gone))))
    area = number = latest = 0
    for (first, last), (low, high) in zip(pairwise(came), pairwise(left), strict=True):
        events = np.concatenate([entered[first:last] * 2, gone[low:high] * 2 + 1])  # odd: one less from here on
        events.sort(kind="stable")  # two runs in order: quickly merged
        times = np.append(latest, np.minimum(events >> 1, end))
        numbers = np.append(0, np.cumsum(1 - 2 * (events & 1))) + number
        area += int((np.diff(times) * numbers[:-1]).sum())
        number, latest = int(numbers[-1]), int(times[-1])
    return area + (end - latest) * number
