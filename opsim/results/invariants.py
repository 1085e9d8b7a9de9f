"""What must hold in every run, checked at its end; a run that breaks one is reported and never shown as a result."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import numpy as np

from opsim.ledgers.history import DELIVERED, OPEN
from opsim.results.columns.intervals import Times
from opsim.results.columns.reading import CHUNK
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
    lots, reworks = Lots(run.history), run.history.tables["reworks"]
    left = np.asarray(lots["units"], np.int64) - lots["good"] - lots["scrapped"]
    np.subtract.at(left, reworks["parent"], lots["units"][reworks["lot"]])
    finished = lots["finished"] >= 0
    in_process = int(np.count_nonzero(~finished))
    return bool((left[finished] == 0).all() and (left >= 0).all()) and in_process == run.history.closing["wip_lots"]


def machine_states_tile_the_horizon(run: Run) -> bool:
    """On every machine operations, stops and blocking follow each other while it is there; it idles between."""
    return all(log.sound for log in run.floor.logs)


def lots_are_tiled(run: Run) -> bool:
    """No lot is held where it has not been, starts before its job, or vanishes between its last step and its end."""
    floor, lots = run.floor, Lots(run.history)
    held = int((floor.holds.end - floor.holds.start).sum())
    begun = lots["created"] <= lots["released"]
    return run.queues.all_finished and held == run.queues.held_ms and bool(begun.all())


def units_are_never_in_two_places(run: Run) -> bool:
    """A lot is at one operation at a time, and units split off from it live on while it is on the floor, no earlier."""
    lots, reworks = run.history.tables["lots"], run.history.tables["reworks"]
    split = lots["released"][reworks["lot"]]
    came, gone = (lots[name][reworks["parent"]] for name in ("released", "finished"))
    return run.queues.in_order and bool(((came <= split) & ((split <= gone) | (gone < 0))).all())


def orders_are_tiled(run: Run) -> bool:
    """The tiles of every delivered order add up to its life."""
    return run.attribution.untiled == 0


def orders_balance(run: Run) -> bool:
    """Orders received = delivered + lost + refused + left + open, against the engine's own counter of open ones."""
    orders = run.history.tables["orders"]
    open_now = int(np.count_nonzero(orders["status"] == OPEN))
    delivered = (orders["status"] == DELIVERED) == (orders["delivered"] >= 0)
    return open_now == run.history.closing["open_orders"] and bool(delivered.all())


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
    orders = run.history.tables["orders"]
    done = orders["status"] == DELIVERED
    sales, discounts = (int(orders[name][done].sum(dtype=np.int64)) for name in ("price", "discount"))
    return -run.money.balance("sales") == sales and run.money.balance("discounts") == discounts


def returns_balance(run: Run) -> bool:
    """Nobody brings back more than was defective, and the books hold what each return cost."""
    orders, returns = run.history.tables["orders"], run.history.tables["returns"]
    back = np.zeros(len(orders["units"]), np.int64)
    np.add.at(back, returns["order"], returns["units"])
    delivered = np.where(orders["status"] == DELIVERED, orders["defective"], 0)
    if run.scenario.operations.returns is None:
        return not len(returns["time"])
    paid = run.money.balance("warranty", "refunds") == int(returns["cents"].sum(dtype=np.int64))
    return bool((back <= delivered).all()) and paid


def quality_cost_adds_up(run: Run) -> bool:
    """The four classes of the cost of quality are the costs of the function quality and the goods of replacements."""
    lines = run.cost_of_quality
    replacements = sum(line.cents for line in lines if line.title == REPLACEMENTS)
    return sum(line.cents for line in lines) == run.cost_by_function["quality"] + replacements


def time_goes_forward(run: Run) -> bool:
    """Both ledgers are in the order of time and end with the run."""
    money, work = run.history.tables["money"]["time"], run.history.tables["operations"]["end"]
    end = run.history.end_ms
    return all(not len(times) or (int(times[-1]) <= end and _ascending(times)) for times in (money, work))


def little_holds(run: Run) -> bool:
    """The integral of the number in the system is the sum of the times in it: lots on the floor, orders in the firm."""
    lots, orders, end = run.history.tables["lots"], run.history.tables["orders"], run.history.end_ms
    served = np.isin(orders["status"], (OPEN, DELIVERED))
    return _little(lots["released"], lots["finished"], end) and _little(
        orders["arrived"][served], orders["delivered"][served], end
    )


def sums_agree(run: Run) -> bool:
    """Cost by function adds up to the total cost, lead time by function to the total lead time."""
    orders = run.history.tables["orders"]
    counted = (orders["status"] == DELIVERED) & (orders["arrived"] >= run.scenario.clock.warm_up)
    lead = int((orders["delivered"][counted] - orders["arrived"][counted]).sum(dtype=np.int64))
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


def _ascending(times: Times) -> bool:
    return bool((times[:-1] <= times[1:]).all())


def _little(came: Times, left: Times, end: int) -> bool:
    here = came >= 0
    entered, gone = int(np.count_nonzero(here)), here & (left >= 0)
    events = np.concatenate([came[here], left[gone], [end]])
    still = 2 * entered + 1 - len(events)
    stays = int(events[entered:-1].sum()) + end * still - int(events[:entered].sum())
    events *= 2
    events[entered:] += 1  # odd: one less from here on
    events.sort(kind="stable")  # two runs in order, or nearly: quickly merged
    number = area = 0
    for at in range(0, len(events) - 1, CHUNK):
        part = events[at : at + CHUNK + 1]
        numbers = np.cumsum(1 - 2 * (part[:-1] & 1)) + number
        area += int((np.diff(part >> 1) * numbers).sum())
        number = int(numbers[-1])
    return area == stays
