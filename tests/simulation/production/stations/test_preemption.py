"""Preemption: a lot that goes before the one in hand takes its machine; by hand, and against what theory says of it."""

from __future__ import annotations

import numpy as np
import pytest

import opsim

#: A long job every hour; a short one comes when it has been at work for 10 minutes.
TWO = """
clock: {horizon: 59 min}
products:
  chair: {price: 100, priority: 2, family: dark, routing: [{station: saw, time: 30 min}]}
  stool: {price: 50, priority: 1, family: light, routing: [{station: cut, time: 10 min}, {station: saw, time: 5 min}]}
production:
  stations: {saw: {preempt: resume}, cut: {}}
  dispatch: {saw: spt}
operations:
  market: {chair: {arrivals: never}}
  orders: {mode: to-stock}
  inventory:
    chair: {policy: base-stock, S: 1, cover: 1 day}
    stool: {policy: base-stock, S: 1, cover: 2 days}
"""


@pytest.fixture
def saw(shop, play, worked):
    """What the saw did, in minutes, in the shop of two products with changes."""

    def operations(changes=None):
        run = play(shop(TWO).revised(changes or {}))
        step = run.operations["machine"] == 0
        return [row for row, mine in zip(worked(run), step.tolist(), strict=True) if mine], run

    return operations


def test_the_displaced_lot_goes_on_with_the_rest(saw):
    done, run = saw()
    assert done == [("chair", 0, 10), ("stool", 10, 15), ("chair", 15, 35)]
    assert run.kpis["station.utilisation.saw"] == pytest.approx(35 / 59)


def test_or_it_begins_anew(saw):
    done, _ = saw({"production.stations.saw.preempt": "restart"})
    assert done == [("chair", 0, 10), ("stool", 10, 15), ("chair", 15, 45)]


def test_or_nothing_is_displaced(saw):
    done, _ = saw({"production.stations.saw.preempt": "never"})
    assert done == [("chair", 0, 30), ("stool", 30, 35)]


@pytest.mark.parametrize("rule", ["fifo", "lpt", "edd", "least-set-up", "atc"])
def test_what_goes_before_stays(saw, rule):
    done, _ = saw({"production.dispatch.saw": rule})
    assert done == [("chair", 0, 30), ("stool", 30, 35)]


def test_what_is_nearly_done_is_shorter_than_what_comes(saw):
    done, _ = saw({"products.chair.routing.0.time": "14 min"})
    assert done == [("chair", 0, 14), ("stool", 14, 19)]


def test_classes_of_priority_and_expediting_displace_too(saw):
    taken = [("chair", 0, 10), ("stool", 10, 15), ("chair", 15, 35)]
    assert saw({"production.dispatch.saw": "priority"})[0] == taken
    late = {"operations.inventory.stool.cover": "0 min", "production.expedite": "1 h"}
    assert saw({"production.dispatch.saw": "fifo", **late})[0] == taken


def test_the_displaced_lot_is_set_up_again(saw):
    change = {"dark": {"light": "2 min"}, "light": {"dark": "3 min"}}
    done, run = saw({"production.stations.saw.set_up": change, "products.chair.routing.0.set_up": "4 min"})
    assert done == [("chair", 0, 10), ("stool", 10, 17), ("chair", 17, 17 + 3 + 4 + 24)]
    set_ups = zip(run.history.tables["set_ups"]["start"], run.history.tables["set_ups"]["end"], strict=True)
    assert [(start / 60_000, end / 60_000) for start, end in set_ups] == [(0, 4), (10, 12), (17, 24)]


def test_a_set_up_that_was_displaced_is_for_nothing(saw):
    done, run = saw({"products.chair.routing.0.set_up": "12 min"})
    assert done == [("chair", 0, 10), ("stool", 10, 15), ("chair", 15, 57)]
    assert run.history.tables["set_ups"]["end"].tolist() == [10 * 60_000, 27 * 60_000]


def test_the_wait_of_a_displaced_lot_is_one_wait_and_tiles_its_story(saw):
    _, run = saw()
    assert run.kpis["station.wait_h.saw"] == pytest.approx(5 / 60 / 2)  # the chair waits five minutes, the stool never
    assert run.history.tables["displaced"]["left"].tolist() == [20 * 60_000]


def test_a_failure_of_the_machine_falls_on_whoever_is_there(saw):
    """It fails after 12 minutes of work, when the stool has had two of its five."""
    failing = {"time_between": "12 min", "repair": "3 min", "clock": "operating"}
    done, _ = saw({"production.stations.saw.failures": failing})
    assert done[:2] == [("chair", 0, 10), ("stool", 10, 18)]
    assert done[2][:2] == ("chair", 18)


def test_a_set_up_that_was_cut_short_is_done_anew(shop, play, worked):
    """From light to dark takes an hour, of which a shelf has had 5 minutes when a table, as dark, takes its place."""
    run = play(shop("""
    clock: {horizon: 500 min}
    products:
      chair: {priority: 3, family: light, routing: [{station: saw, time: 10 min}]}
      shelf: {price: 1, priority: 2, family: dark, routing: [{station: saw, time: 30 min}]}
      table: {price: 1, priority: 1, family: dark, routing: [{station: saw, time: 10 min}]}
    production: {stations: {saw: {preempt: resume, set_up: {light: {dark: 60 min}}}}, dispatch: {saw: priority}}
    operations:
      market: {chair: {arrivals: every 300 min}, shelf: {arrivals: every 310 min}, table: {arrivals: every 315 min}}
    """))
    assert worked(run) == [("chair", 300, 310), ("shelf", 310, 315), ("table", 315, 385), ("shelf", 385, 415)]


def test_transfer_batches_that_come_together_are_set_up_for_once(shop, play):
    """The shortest of the three displaces what has started at the same instant: nothing has been set up by then."""
    run = play(shop("""
    clock: {horizon: 199 min}
    products: {chair: {routing: [{station: saw, set_up: 60 min, time: exponential(10) min}]}}
    production:
      stations: {saw: {preempt: resume}}
      dispatch: {saw: spt}
      lot_size: {chair: 6}
      transfer_batch: {chair: 1}
    operations: {market: {chair: {arrivals: every 100 min, size: 6}}}
    """))
    set_ups = run.history.tables["set_ups"]
    assert [set_ups[name].tolist() for name in ("start", "end")] == [[100 * 60_000], [160 * 60_000]]


#: A chair comes to the saw twice, for 10 and for 60 minutes; a stool is at the other saw for 50 minutes.
RETURN = """
clock: {horizon: 239 min}
products:
  stool: {price: 1, routing: [{station: saw, time: 50 min}]}
  chair: {routing: [{station: saw, time: 10 min}, {station: saw, time: 60 min}]}
production: {stations: {saw: {machines: 2, preempt: resume}}, dispatch: {saw: spt}}
operations: {market: {chair: {arrivals: every 2 h}, stool: {arrivals: STOOLS}}}
"""


@pytest.mark.parametrize("stools", [115, 120])
def test_a_lot_that_comes_back_to_the_machine_that_sends_it_displaces_nobody(shop, play, worked, stools):
    """It is the longest work of all; the machine that it leaves is free for it."""
    run = play(shop(RETURN.replace("STOOLS", f"every {stools} min")))
    assert worked(run)[:3] == [("chair", 120, 130), ("stool", stools, stools + 50), ("chair", 130, 190)]


def test_wear_adds_to_what_is_done_and_not_to_what_was_displaced(saw):
    """The chair has had 10 minutes when the first stool comes, and some more when the second one does."""
    wear = {"production.stations.saw.wear": {"slow_per_hour": 1}, "operations.inventory.stool.S": 2}
    done, run = saw({**wear, "products.stool.routing.0.time": "12 min"})
    assert done[:2] == [("chair", 0, 12), ("stool", 12, 12 + 5 * (1 + 12 / 60))]
    assert [product for product, _, _ in done] == ["chair", "stool", "chair", "stool", "chair"]
    took = sum(end - start for _, start, end in done)
    slowed = run.history.tables["slowed"]["ms"].sum() / 60_000
    assert took - slowed == pytest.approx(40, abs=1e-3)


STREAMS = """
clock: {horizon: 300 h, warm_up: 20 h}
products:
  chair: {price: 100, priority: 2, routing: [{station: saw, time: exponential(40) min}]}
  stool: {price: 50, priority: 1, routing: [{station: saw, time: exponential(20) min}]}
production: {stations: {saw: {preempt: resume}}, dispatch: {saw: priority}}
operations:
  market: {chair: {arrivals: poisson(0.5) per h}, stool: {arrivals: poisson(1) per h}}
  orders: {mode: to-order, promise: 5 h}
"""


def test_a_class_that_displaces_does_not_see_the_other(shop):
    """Whatever the chairs do, the stools are made at the same times."""
    stools = []
    for changes in ({}, {"operations.market.chair.arrivals": "never"}):
        run = opsim.simulate(shop(STREAMS).revised(changes)).verify()
        mine = run.orders["product"] == 1
        stools.append(run.orders["delivered"][mine])
    assert len(stools[0]) > 250
    assert np.array_equal(*stools)
