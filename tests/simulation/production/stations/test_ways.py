"""Alternative stations and travel between stations; all times in minutes."""

from __future__ import annotations

import statistics

import pytest

import opsim
from opsim.errors import ScenarioError

TWO = """
products: {chair: {routing: [{station: saw, alternatives: [old-saw], time: 4 min}]}}
production: {stations: {old-saw: {}}}
operations: {market: {chair: {arrivals: every 30 min, size: 3}}}
"""
TRAVEL = """
products: {chair: {routing: [{station: saw, time: 4 min}, {station: sand, time: 2 min}]}}
production: {stations: {sand: {}}, travel: {saw: {sand: 7 min}}}
"""


def test_lots_go_where_fewest_wait(shop, play, tell):
    run = play(shop(TWO))
    assert tell(run.operations, "machine", "start", "end") == [(0, 30, 34), (1, 30, 34), (0, 34, 38)]


def test_lots_go_where_they_expect_to_start_first(shop, play, tell):
    """The first lamp keeps the saw for an hour: one lot there is more than two on the other."""
    text = """
    products:
      chair: {routing: [{station: saw, alternatives: [old-saw], choose: earliest-free, time: 4 min}]}
      lamp: {price: 1, routing: [{station: saw, time: 60 min}]}
    production: {stations: {old-saw: {}}}
    operations: {market: {chair: {arrivals: every 30 min, size: 2}, lamp: {arrivals: every 29 min}}}
    """
    run = play(shop(text))
    assert tell(run.operations, "machine", "start", "end")[:2] == [(1, 30, 34), (1, 34, 38)]
    run = play(shop(text).revised({"products.chair.routing.0.choose": "shortest-queue"}))
    assert tell(run.operations, "machine", "start", "end")[0] == (1, 30, 34)
    assert len(run.operations["lot"]) == 2  # the lamp in hand among them; the second chair waits behind it


def test_a_lot_travels_before_it_joins_the_queue(shop, play, tell):
    run = play(shop(TRAVEL), until=24 * 60_000)
    assert tell(run.operations, "step", "start", "end") == [(0, 10, 14), (1, 21, 23), (0, 20, 24)]
    assert tell(run._table("travels"), "step", "start", "end") == [(0, 14, 21), (0, 24, 31)]


def test_travel_is_told_in_the_story_of_an_order(shop, play):
    run = play(shop(TRAVEL))
    served = int((run.orders["delivered"] >= 0).sum())
    assert served == 4
    assert {name: ms / served / 60_000 for name, ms in run.lead_time_by_function.items() if ms} == {
        "production": 6, "scheduling": 7,
    }  # fmt: skip


def test_travel_depends_on_the_station_that_was_chosen(shop, play, tell):
    run = play(
        shop(TWO, """
        products:
          chair: {routing: [{station: saw, alternatives: [old-saw], time: 4 min}, {station: sand, time: 1 min}]}
        production: {stations: {sand: {machines: 3}}, travel: {old-saw: {sand: 10 min}}}
        """)
    )  # fmt: skip
    assert sorted(tell(run.operations, "step", "start", "end")) == [
        (0, 30, 34), (0, 30, 34), (0, 34, 38), (1, 34, 35), (1, 38, 39), (1, 44, 45),
    ]  # fmt: skip


def test_a_lot_passes_a_full_station_for_one_with_room(shop, play, tell):
    run = play(
        shop(TWO, """
        production: {stations: {saw: {buffer: 0}, old-saw: {buffer: 0, machines: 2}}}
        operations: {market: {chair: {size: 4}}}
        """)
    )  # fmt: skip
    assert tell(run.lots, "released", "finished") == [(30, 34), (30, 34), (30, 34), (34, 38)]


def test_rework_goes_back_without_travel_and_may_choose_again(shop, play):
    run = play(
        shop(TWO, """
        production:
          travel: {saw: {pack: 3 min}, old-saw: {pack: 5 min}}
          stations: {pack: {}}
          quality: {inspection: {pack: {plan: all}}, on_defect: {rework_at: saw, limit: 2}}
        products:
          chair:
            routing: [{station: saw, alternatives: [old-saw], time: 4 min}, {station: pack, time: 1 min, defects: 0.5}]
        """)
    )  # fmt: skip
    assert len(run.history.tables["reworks"]["lot"]) > 0


def test_a_plan_says_which_station_takes_a_lot(shop, play, worked):
    scenario = shop(TWO).revised({"production.plan": {"old-saw": ["0/1", "0/1", "0/1"]}})
    run = play(scenario)
    assert set(run.operations["machine"].tolist()) == {1}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("products: {chair: {routing: [{station: saw, alternatives: [swa], time: 1 min}]}}", "did you mean 'saw'"),
        ("products: {chair: {routing: [{station: saw, alternatives: [saw], time: 1 min}]}}", "named twice"),
        ("production: {travel: {saw: {swa: 1 min}}}", "did you mean 'saw'"),
    ],
)
def test_what_is_not_there_is_told(shop, text, fault):
    with pytest.raises(ScenarioError, match=fault):
        shop(text)


@pytest.fixture(scope="module")
def lead_time_change(shop):
    """Mean and half-width (95 %) of the change of the mean lead time in h, over paired replications."""

    def measured(changes, base, pairs=10):
        one = shop(BUSY).revised(base)
        other = one.revised(changes)
        found = [
            opsim.simulate(other, replication=number).kpis["flow.lead_time_h"]
            - opsim.simulate(one, replication=number).kpis["flow.lead_time_h"]
            for number in range(pairs)
        ]
        return statistics.fmean(found), 2.3 * statistics.stdev(found) / pairs**0.5

    return measured


BUSY = """
clock: {horizon: 10 days, warm_up: 1 day}
products:
  chair: {routing: [{station: saw, time: exponential(8) min}, {station: sand, time: exponential(2) min}]}
production: {stations: {old-saw: {}, sand: {}}}
operations: {market: {chair: {arrivals: every exponential(10) min}}}
"""


def test_an_alternative_shortens_lead_time_and_travel_lengthens_it(lead_time_change):
    mean, half_width = lead_time_change({"products.chair.routing.0.alternatives": ["old-saw"]}, {})
    assert -mean > half_width
    mean, half_width = lead_time_change({"production.travel": {"saw": {"sand": "30 min"}}}, {})
    assert mean - 0.5 == pytest.approx(0, abs=2 * half_width + 0.02)
    assert mean > half_width


def test_work_ahead_is_a_better_guide_than_lots_ahead(lead_time_change):
    """Where some lots are ten times as much work as others, a long queue of short ones is the better one."""
    base = {
        "products": {
            "chair": {"price": 1, "routing": [{"station": "saw", "alternatives": ["old-saw"], "time": "2 min"}]},
            "table": {"price": 1, "routing": [{"station": "saw", "alternatives": ["old-saw"], "time": "40 min"}]},
        },
        "operations.market": {
            "chair": {"arrivals": "every exponential(4) min"}, "table": {"arrivals": "every exponential(45) min"},
        },
    }  # fmt: skip
    mean, half_width = lead_time_change({"products.*.routing.0.choose": "earliest-free"}, base)
    assert -mean > half_width, (mean, half_width)


BACK = """
clock: {horizon: 99 min}
products: {chair: {routing: [{station: saw, time: 4 min}, {station: sand, time: 2 min, defects: 1}]}}
production:
  stations: {sand: {}}
  travel: {saw: {sand: 7 min}, sand: {saw: 5 min}}
  quality: {inspection: {sand: {plan: all}}, on_defect: {rework_at: saw, limit: 1}}
operations: {market: {chair: {arrivals: every 50 min}}}
"""


def test_rejects_travel_back_to_where_they_start_again(shop, play, tell):
    run = play(shop(BACK))
    assert tell(run._table("travels"), "lot", "step", "start", "end")[:3] == [
        (0, 0, 54, 61), (1, -1, 63, 68), (1, 0, 72, 79)
    ]  # fmt: skip
    assert [(tile.cause, tile.place, tile.start / 60_000) for tile in run.lot_story(1)] == [
        ("travel between stations", "saw", 63), ("rework", "saw", 68), ("travel between stations", "saw", 72),
        ("rework", "sand", 79),
    ]  # fmt: skip


def test_rejects_on_their_way_are_in_no_queue(shop, play):
    run = play(shop(BACK), until=65 * 60_000)
    assert run.kpis["station.queue.saw"] == 0
    assert len(run.lots["job"]) == 2


def test_rework_that_has_a_time_of_its_own_travels_as_well(shop, play, tell):
    text = "production: {quality: {on_defect: {time: 9 min}}}"
    assert tell(play(shop(BACK, text)).operations, "lot", "step", "start", "end")[:3] == [
        (0, 0, 50, 54), (0, 1, 61, 63), (1, 0, 68, 77)
    ]  # fmt: skip


def test_a_step_may_have_a_way_of_its_own(shop, play, tell):
    text = """
    products:
      chair:
        routing:
          - {station: saw, time: 4 min, travel: 1 min}
          - {station: sand, time: 2 min, travel: 3 min, defects: 1}
    """
    assert tell(play(shop(BACK, text))._table("travels"), "start", "end")[:3] == [(54, 57), (59, 60), (64, 67)]


def test_rework_here_has_no_way_to_go(shop, play, tell):
    text = "production: {quality: {on_defect: {rework_at: here}}}"
    run = play(shop(BACK, text, "products: {chair: {routing: [{station: saw, time: 4 min}, "
                                "{station: sand, time: 2 min, travel: 3 min, defects: 1}]}}"))  # fmt: skip
    assert tell(run._table("travels"), "start", "end")[:1] == [(54, 57)]
    assert tell(run.operations, "start", "end")[:3] == [(50, 54), (57, 59), (59, 61)]
