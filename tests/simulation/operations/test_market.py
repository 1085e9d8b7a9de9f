"""Who comes, and when: gaps, season, trend, reputation. Times in days."""

from __future__ import annotations

import pytest

DAY = 86_400_000
WEEK = 7 * DAY


@pytest.fixture
def arrivals(store, play, tell):
    def came(demand, decisions=(), **changes):
        run = play(store(f"operations: {{market: {{lamp: {demand}}}}}").revised(changes), decisions)
        return tell(run.orders, "arrived", per=DAY)

    return came


def test_the_first_customer_comes_after_one_gap(arrivals):
    assert arrivals("{arrivals: every 4 days}") == [4, 8]


def test_a_gap_that_has_begun_runs_out_as_it_is(arrivals):
    decisions = [(int(4.5 * DAY), "operations.market.lamp.arrivals", "every 1 day")]
    assert arrivals("{arrivals: every 4 days}", decisions) == [4, 8, 9, 10]


def test_nobody_comes_early_because_demand_stops_growing(arrivals):
    decisions = [(int(13.5 * DAY), "operations.market.lamp.trend", 0)]
    came = arrivals("{arrivals: every 10 days, trend: 0.001}", decisions, **{"clock.horizon": "40 days"})
    assert came == pytest.approx([10, 20, 30, 40], abs=0.05)


def test_customers_begin_and_stop_to_come(arrivals):
    decisions = [
        (int(2.5 * DAY), "operations.market.lamp.arrivals", "every 2 days"),
        (int(7.5 * DAY), "operations.market.lamp.arrivals", "never"),
    ]
    assert arrivals("{arrivals: never}", decisions)[:2] == [4.5, 6.5]
    assert len(arrivals("{arrivals: never}", decisions)) <= 3


def test_demand_doubles_at_the_peak_of_a_full_season(arrivals):
    first, second, *_ = arrivals("{arrivals: every 1 day, season: {amplitude: 1, peak: 2026-01-05}}")
    assert [first, second] == [0.5, pytest.approx(1, abs=1e-3)]


def test_demand_ends_half_a_year_from_the_peak(arrivals):
    assert arrivals("{arrivals: every 1 day, season: {amplitude: 1, peak: 2026-07-06}}") == []


def test_demand_that_grows_by_a_gap_a_week(arrivals):
    # each day brings (7 + day) / 49 of a gap of 7 days: 7 + 8 + 9 + 10 + 11 in five days, and 4 of the 12 of day 5
    assert arrivals("{arrivals: every 7 days, trend: 1}")[0] == pytest.approx(5 + 4 / 12, abs=1e-4)


def test_growth_ends_with_its_ramp(arrivals):
    # 7 + 8 + 9 + 9 + 9 in five days, and 7 of the 9 of day 5
    assert arrivals("{arrivals: every 7 days, trend: 1, ramp: 2 days}")[0] == pytest.approx(5 + 7 / 9, abs=1e-4)


def test_demand_that_shrinks_to_nothing(arrivals):
    assert arrivals("{arrivals: every 4 days, trend: -1}", **{"clock.horizon": "30 days"}) == []


def test_who_gets_nothing_tells_everybody(store, play, tell):
    run = play(
        store("""
        operations:
          orders: {patience: 0 h}
          inventory: {lamp: {S: 0, opening: 1}}
          reputation: {memory: 1 day, effect_on_demand: 1}
    """)
    )  # the second customer goes away with nothing; after that nobody comes
    assert tell(run.orders, "arrived", "status", per=DAY) == [(1, "delivered"), (2, "lost")]
    reputation = run.history.tables["reputation"]
    assert reputation["value"].tolist() == [1, 1] + [0] * 8
    assert (reputation["time"] // DAY).tolist() == list(range(1, 11))


def reputation_after(play, scenario):
    return play(scenario).history.tables["reputation"]["value"].tolist()


def test_half_a_week_late_is_half_satisfied(store, play):
    scenario = store("""
        clock: {horizon: 5 days}
        operations:
          inventory: {lamp: {S: 0, opening: 0}}
          purchasing: {lamp: {maker: {lead_time: 84 h}}}
          reputation: {memory: 1 day}
    """)
    assert reputation_after(play, scenario)[-1] == 0.5


def test_experience_is_averaged_over_the_memory(store, play):
    scenario = store("clock: {horizon: 4 days}\noperations: {reputation: {start: 0, memory: 2 days}}")
    assert reputation_after(play, scenario) == [0, 0.5, 0.75, 0.875]


def test_a_defective_unit_halves_the_joy_of_two(shop, play):
    scenario = shop("""
        clock: {horizon: 2 days}
        products: {chair: {routing: [{station: saw, time: 4 min, defects: 100 %}]}}
        operations: {market: {chair: {arrivals: every 20 h}}, orders: {promise: 1 day}, reputation: {memory: 1 day}}
    """)
    assert reputation_after(play, scenario) == [0, 0]
