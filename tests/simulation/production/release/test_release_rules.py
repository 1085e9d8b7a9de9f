"""Release by date, by rope and by cards; all times in minutes."""

from __future__ import annotations

import statistics

import pytest

import opsim
from opsim.errors import ScenarioError
from opsim.ledgers.history import Decision
from opsim.simulation.run import simulate

LINE = """
clock: {horizon: 199 min}
products: {chair: {routing: [{station: saw, time: 2 min}, {station: sand, time: 10 min}, {station: pack, time: 1 min}]}}
production: {stations: {sand: {}, pack: {}}}
operations: {market: {chair: {arrivals: every 100 min, size: 8}}}
"""


def together(run, station):
    """The most lots that were at a station, or done there and not yet begun at the next, at any time."""
    number = run.history.names.stations.index(station)
    rows = [row for row, machine in enumerate(run.operations["machine"]) if run.floor.station_of[machine] == number]
    lots, steps = (run.operations[name].tolist() for name in ("lot", "step"))
    start = dict(zip(zip(lots, steps, strict=True), run.operations["start"].tolist(), strict=True))
    edges = []
    for row in rows:
        come = run.lots["released"][lots[row]] if not steps[row] else run.operations["start"][row]
        gone = start.get((lots[row], steps[row] + 1), run.operations["end"][row])
        edges += [(int(come), 1), (int(gone), -1)]
    level = most = 0
    for _, change in sorted(edges):
        level += change
        most = max(most, level)
    return most


def test_a_lot_is_released_its_planned_lead_time_before_it_is_due(shop, play, tell):
    run = play(shop(LINE, """
        production: {release: {rule: by-date, lead_time: 20 min}}
        operations: {orders: {promise: 50 min}, market: {chair: {size: 1}}}
    """), until=190 * 60_000)  # fmt: skip
    assert tell(run.lots, "created", "released", "finished") == [(100, 130, 143)]


def test_what_is_due_sooner_than_its_planned_lead_time_goes_at_once(shop, play, tell):
    run = play(shop(LINE, "production: {release: {rule: by-date}}"), until=115 * 60_000)
    assert tell(run.lots, "released") == [100] * 8


def test_what_is_due_sooner_does_not_wait_behind_an_earlier_order_for_the_same(shop, play, tell):
    """Orders of 10, 20 and 30 min are due at 60, 40 and 50; each is released 15 minutes before."""
    run = play(shop("""
    production: {release: {rule: by-date, lead_time: 15 min}}
    operations: {orders: {promise: 50 min}}
    """), [(15 * 60_000, "operations.orders.promise", "20 min")], until=46 * 60_000)  # fmt: skip
    assert tell(run.lots, "created", "released") == [(20, 25), (30, 35), (10, 45), (40, 45)]


def test_the_rope_lets_in_what_the_drum_uses_up(shop, play, tell):
    """Twenty minutes of sanding are on their way: two chairs at once, then one whenever one has been sanded."""
    run = play(shop(LINE, "production: {release: {rule: drum-buffer-rope, drum: sand, buffer: 20 min}}"))
    assert tell(run.lots, "released") == [100, 100, 112, 122, 132, 142, 152, 162]
    assert tell(run.lots, "finished")[-1] == 100 + 2 + 8 * 10 + 1  # the drum never rests


def test_a_step_that_the_drum_may_do_counts_by_its_share_until_the_lot_has_chosen(shop, play, tell):
    """Grinder or sander: each chair counts half, 5 of 20 minutes, then 0 or 10. Chairs 0, 2, 4 and 6 go to the grinder.

    At 102 the first one does; at 114 and 124 the sander is done with the second and the fourth.
    """
    run = play(shop(LINE, """
    products:
      chair: {routing: [{station: saw, time: 2 min}, {station: grind, alternatives: [sand], time: 10 min}]}
    production: {stations: {grind: {}}, release: {rule: drum-buffer-rope, drum: sand, buffer: 20 min}}
    """))  # fmt: skip
    assert tell(run.lots, "released") == [100, 100, 100, 100, 102, 114, 114, 124]


def test_units_that_are_scrapped_make_way_on_the_rope(shop, play, tell):
    """Every chair is thrown away after sawing: the drum will never see it, so the next one enters."""
    run = play(shop(LINE, """
    products:
      chair: {routing: [{station: saw, time: 2 min, defects: 100 %}, {station: sand, time: 10 min}]}
    production:
      quality: {inspection: {saw: {plan: all}}}
      release: {rule: drum-buffer-rope, drum: sand, buffer: 20 min}
    """), until=107 * 60_000)  # fmt: skip
    assert tell(run.lots, "released") == [100, 100, 102, 104, 106]


def test_the_rope_counts_what_is_on_the_floor_when_it_is_tied(shop, play, tell):
    """At 103 seven chairs are left to be sanded; the eight of 120 wait until less than two of the fifteen are."""
    change = (103 * 60_000, "production.release.rule", "drum-buffer-rope")
    scenario = shop(LINE, """
    production: {release: {drum: sand, buffer: 20 min}}
    operations: {market: {chair: {arrivals: every 60 min, size: 8}}}
    """)
    run = play(scenario, [change], until=230 * 60_000)
    assert tell(run.lots, "released")[:10] == [60] * 8 + [132, 142]


def test_what_never_comes_to_the_drum_is_not_held_back(shop, play, tell):
    run = play(
        shop(LINE, """
        products: {lamp: {price: 1, routing: [{station: pack, time: 1 min}]}}
        production: {release: {rule: drum-buffer-rope, drum: sand, buffer: 1 min}}
        operations: {market: {lamp: {arrivals: every 100 min, size: 3}}}
        """)
    )  # fmt: skip
    lamps = run.lots["product"] == run.history.names.items.index("lamp")
    assert (run.lots["released"][lamps] / 60_000).tolist() == [100, 100, 100]


def test_cards_limit_every_stage_without_blocking_its_machine(shop, play, tell):
    run = play(shop(LINE, "production: {release: {rule: kanban, cards: {saw: 2, sand: 2, pack: 1}}}"))
    assert tell(run.lots, "released") == [100, 100, 102, 104, 112, 122, 132, 142]
    assert len(run.history.tables["blocked"]["start"]) == 0
    assert tell(run.lots, "finished")[-1] == 100 + 2 + 8 * 10 + 1
    assert together(run, "saw") <= 2 + 2  # those at the sander wait there with its cards


def test_lots_on_the_floor_get_cards_when_the_rule_changes(shop):
    scenario = shop(LINE, "production: {release: {cards: {saw: 1, sand: 1}}}")
    for rules in (["kanban"], ["kanban", "push"], ["kanban", "conwip", "kanban"]):
        decisions = [Decision((103 + 7 * n) * 60_000, "production.release.rule", rule) for n, rule in enumerate(rules)]
        run = opsim.Run(simulate(scenario, decisions)).verify()
        assert (run.lots["finished"] > 0).all()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("rule: drum-buffer-rope", "no drum"), ("rule: kanban", "no station has cards"), ("drum: swa", "did you mean"),
        ("cards: {swa: 1}", "did you mean"), ("cards: {saw: 0}", "from 1 to"),
    ],
)  # fmt: skip
def test_a_rule_that_lacks_something_is_told(shop, text, fault):
    with pytest.raises(ScenarioError, match=fault):
        shop(f"production: {{release: {{{text}}}}}")


# -- what the rules do to lead time, work in process and service -------------------------------------------------------

BUSY = """
clock: {horizon: 20 days, warm_up: 2 days}
products:
  chair:
    routing:
      - {station: saw, time: exponential(5) min}
      - {station: sand, time: exponential(9) min}
      - {station: pack, time: exponential(5) min}
production:
  stations: {sand: {}, pack: {}}
  release: {drum: sand, buffer: 40 min, cards: {saw: 2, sand: 4, pack: 4}, lead_time: 3 h}
operations: {market: {chair: {arrivals: every exponential(10) min}}, orders: {promise: 12 h}}
"""


@pytest.fixture(scope="module")
def change(shop):
    """Mean and half-width (95 %) of the change that changes bring about, over paired replications."""

    def measured(changes, kpi, base=None, pairs=10):
        one = shop(BUSY).revised(base or {})
        other = one.revised(changes)
        found = [
            opsim.simulate(other, replication=number).kpis[kpi] - opsim.simulate(one, replication=number).kpis[kpi]
            for number in range(pairs)
        ]
        return statistics.fmean(found), 2.3 * statistics.stdev(found) / pairs**0.5

    return measured


@pytest.mark.parametrize("rule", ["kanban", "drum-buffer-rope"])
def test_work_that_waits_outside_is_not_in_process(change, rule):
    mean, half_width = change({"production.release.rule": rule}, "flow.wip")
    assert -mean > half_width, (mean, half_width)


@pytest.mark.parametrize(
    ("lever", "value", "rule"),
    [
        ("cards", {"saw": 8, "sand": 16, "pack": 16}, "kanban"),
        ("buffer", "3 h", "drum-buffer-rope"),
    ],
)
def test_more_room_means_more_work_in_process(change, lever, value, rule):
    base = {"production.release.rule": rule}
    mean, half_width = change({f"production.release.{lever}": value}, "flow.wip", base)
    assert mean > half_width, (mean, half_width)


def test_a_tight_rope_starves_the_drum(change):
    base = {"production.release.rule": "drum-buffer-rope"}
    mean, half_width = change({"production.release.buffer": "1 min"}, "flow.lead_time_h", base)
    assert mean > half_width, (mean, half_width)


def test_release_by_date_ships_no_earlier_than_it_has_to(change):
    """The floor sees the same work nine hours later, so nothing but the lead time moves; with more lead it falls."""
    mean, half_width = change({"production.release.rule": "by-date"}, "flow.lead_time_h")
    assert mean == pytest.approx(9, abs=0.3)
    mean, half_width = change(
        {"production.release.lead_time": "6 h"}, "flow.lead_time_h", {"production.release.rule": "by-date"}
    )
    assert -mean > half_width


def test_planned_lead_times_that_are_too_short_make_orders_late(change):
    base = {"production.release.rule": "by-date"}
    mean, half_width = change({"production.release.lead_time": "20 min"}, "service.otif", base)
    assert -mean > half_width, (mean, half_width)
