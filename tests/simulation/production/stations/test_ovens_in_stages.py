"""Ovens in kanban stages of several stations: who may still come decides whether a load waits for more; in minutes."""

from __future__ import annotations

import pytest

from opsim.errors import ScenarioError

#: A saw of an hour, then a kiln for two chairs at once, with two cards for both.
CELL = """
clock: {horizon: 399 min}
products: {chair: {routing: [{station: saw, time: 60 min}, {station: kiln, time: 30 min}]}}
production:
  stations: {kiln: {oven: {maximum: 2, minimum: 2}}}
  release: {rule: kanban, stages: {cell: [saw, kiln]}, cards: {cell: 2}}
"""
#: Chairs go to the kiln and lamps to the bench, which share two cards.
APART = """
clock: {horizon: 399 min}
products:
  chair: {routing: [{station: kiln, time: 30 min}]}
  lamp: {price: 1, routing: [{station: bench, time: 600 min}]}
production:
  stations: {bench: {}, kiln: {oven: {maximum: 2, minimum: 2}}}
  release: {rule: kanban, stages: {cell: [kiln, bench]}, cards: {cell: 2}}
operations: {market: {chair: {arrivals: every 70 min}, lamp: {arrivals: every 90 min}}}
"""
#: Chairs go from the kiln to the furnace, and lamps from the furnace to the kiln; both want two lots at once.
CROSS = """
clock: {horizon: 399 min}
products:
  chair: {routing: [{station: kiln, time: 30 min}, {station: furnace, time: 20 min}]}
  lamp: {price: 1, routing: [{station: furnace, time: 20 min}, {station: kiln, time: 30 min}]}
production:
  stations: {kiln: {oven: {maximum: 2, minimum: 2}}, furnace: {oven: {maximum: 2, minimum: 2}}}
  release: {rule: kanban, stages: {cell: [kiln, furnace]}, cards: {cell: 2}}
operations: {market: {chair: {arrivals: every 100 min}, lamp: {arrivals: every 100 min}}}
"""


def test_a_load_waits_for_a_lot_of_the_stage_that_is_on_its_way(shop, play, worked):
    """The saw takes an hour for each of the two chairs that have cards; then both go into the kiln."""
    assert worked(play(shop(CELL))) == [
        ("chair", 10, 70), ("chair", 70, 130), ("chair", 130, 160), ("chair", 130, 160),
        ("chair", 160, 220), ("chair", 220, 280), ("chair", 280, 310), ("chair", 280, 310), ("chair", 310, 370),
        ("chair", 370, 399),
    ]  # fmt: skip


def test_a_load_starts_as_soon_as_nobody_else_can_come(shop, play, worked):
    """At 90 a lamp takes the second card; it never comes to the kiln, and keeps the card for ten hours."""
    done = worked(play(shop(APART)))
    assert [row for row in done if row[0] == "chair"][:2] == [("chair", 90, 120), ("chair", 140, 170)]


def test_two_ovens_of_a_stage_do_not_wait_for_each_other(shop, play, worked):
    """The chair and the lamp have both cards; the chair starts alone and fills the furnace.

    At 150 it gives its card back: the lamp waits in the kiln for the next chair, which comes at 200.
    """
    done = worked(play(shop(CROSS)))
    assert done[:4] == [("chair", 100, 130), ("lamp", 130, 150), ("chair", 130, 150), ("lamp", 200, 230)]


def test_a_load_waits_no_longer_for_a_lot_that_has_chosen_another_station(shop, play, worked):
    """At 110 the lamp leaves the saw for the bench, where it arrives at 140; it could have gone to the kiln."""
    done = worked(play(shop("""
    clock: {horizon: 179 min}
    products:
      chair: {routing: [{station: kiln, time: 30 min}]}
      lamp:
        price: 1
        routing:
          - {station: saw, time: 20 min}
          - {station: bench, alternatives: [kiln], time: 10 min, travel: 30 min}
    production:
      stations: {bench: {}, kiln: {oven: {maximum: 2, minimum: 2}}}
      release: {rule: kanban, stages: {cell: [saw, bench, kiln]}, cards: {cell: 2}}
    operations: {market: {chair: {arrivals: every 100 min}, lamp: {arrivals: every 90 min}}}
    """)))  # fmt: skip
    assert done[:3] == [("lamp", 90, 110), ("chair", 110, 140), ("lamp", 140, 150)]


def test_the_smallest_load_fits_into_the_cards_of_the_stage(shop):
    with pytest.raises(ScenarioError, match=r"2 lots allowed at 'cell' a load of 3 lots never comes together"):
        shop(CELL, "production: {stations: {kiln: {oven: {maximum: 3, minimum: 3}}}}")
