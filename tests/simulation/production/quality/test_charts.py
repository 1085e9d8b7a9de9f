"""Control charts: when they sample, what they signal, and what a stop for adjustment does; times in minutes."""

from __future__ import annotations

import json

import pytest

from opsim.errors import ScenarioError
from opsim.ledgers.history import RULES
from opsim.results.stations.charts import Charts

#: A chair every 10 minutes; one that is too thick to be right, since the saw is 2 off.
THICK = """
clock: {horizon: 100 min}
products:
  chair:
    routing: [{station: saw, time: 4 min, characteristic: {target: 12, sigma: 0, lower: 0, upper: 99}}]
production:
  quality: {charts: {thickness: {station: saw, kind: individuals, centre: 10, sigma: 0.5}}}
"""
CHART = "production.quality.charts.thickness"


def signals(run):
    """List the signals: time in minutes, rule, whether true."""
    samples, table = run.history.tables["samples"], run.history.tables["signals"]
    times = (samples["time"][table["sample"]] / 60_000).tolist()
    return list(zip(times, [RULES[rule] for rule in table["rule"]], (table["true"] == 1).tolist(), strict=True))


def sampled(run):
    return (run.history.tables["samples"]["time"] / 60_000).tolist()


def test_every_chair_beyond_a_limit_is_a_signal(shop, play):
    run = play(shop(THICK), until=40 * 60_000)
    assert signals(run) == [(14, "beyond a limit", True), (24, "beyond a limit", True), (34, "beyond a limit", True)]
    assert run.history.tables["measurements"]["value"].tolist() == [12, 12, 12]


def test_a_chart_that_only_warns_stops_nothing(shop, play):
    assert len(play(shop(THICK)).stops) == 0


def test_a_sample_of_several_comes_from_consecutive_lots(shop, play):
    run = play(shop(THICK).revised({f"{CHART}.kind": "x-bar", f"{CHART}.n": 3}))
    assert sampled(run) == [34, 64, 94]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"every": 3}, [14, 44, 74]),
        ({"every": 4, "counted_in": "units"}, [14, 54, 94]),
        ({"interval": "25 min"}, [14, 44, 74]),
    ],
    ids=["every third lot", "every fourth unit", "every 25 minutes at least"],
)
def test_samples_are_taken_as_often_as_it_is_said(shop, play, changes, expected):
    assert sampled(play(shop(THICK).revised({f"{CHART}.{name}": value for name, value in changes.items()}))) == expected


def test_a_signal_stops_the_machine_and_calls_an_adjustment(shop, play, tell, paid):
    run = play(shop(THICK).revised({
        f"{CHART}.action": "stop", f"{CHART}.adjustment": {"duration": "7 min", "cost": 20}, f"{CHART}.cost": 1.5,
    }), until=45 * 60_000)  # fmt: skip
    assert tell(run.stops, "start", "end") == [(14, 21), (25, 32), (36, 43)]
    assert run.stops.words("kind") == ["adjustment"] * 3
    assert tell(run.operations, "start", "end") == [(10, 14), (21, 25), (32, 36), (43, 45)]
    assert paid(run, "adjustments", 60_000) == [(14, 20), (25, 20), (36, 20)]
    assert paid(run, "quality", 60_000) == [(14, 1.5), (25, 1.5), (36, 1.5)]
    assert run.station_times["saw"]["adjustment"] == 21 * 60_000


DRIFTING = """
clock: {horizon: 3 h}
products:
  chair:
    routing: [{station: saw, time: 10 min, characteristic: {target: 10, sigma: 0, lower: 9, upper: 11}}]
production:
  stations: {saw: {wear: {drift_per_hour: 1}}}
  quality: {charts: {thickness: {station: saw, kind: individuals, sigma: 0.16}}}
operations: {market: {chair: {arrivals: every 25 min}}}
"""


def test_adjustment_sets_back_the_drift(shop, play):
    """The mean moves by 1/6 with each chair; the third one is beyond 10.48 and calls an adjustment."""
    run = play(shop(DRIFTING).revised({f"{CHART}.action": "stop", f"{CHART}.adjustment.duration": "1 min"}))
    values = [round(value, 2) for value in run.history.tables["measurements"]["value"].tolist()]
    assert values == [10.17, 10.33, 10.5, 10.17, 10.33, 10.5]
    assert [rule for _, rule, _ in signals(run)] == ["beyond a limit"] * 2


UPSET = """
production: {stations: {saw: {assignable_cause: {time_between: 60 min, size: 8, direction: up}}}}
"""


def test_an_assignable_cause_lasts_until_it_is_found(shop, play, tell):
    quiet = shop(DRIFTING, UPSET).revised({"production.stations.saw.wear.drift_per_hour": 0})
    values = play(quiet).history.tables["measurements"]["value"].tolist()
    assert values == [10, 10, 10, 10, 10, 10]  # sigma is 0, so nothing moves
    moved = quiet.revised({"products.chair.routing.0.characteristic.sigma": 1e-9, f"{CHART}.sigma": 1e-9})
    run = play(moved)
    assert [time for time, _, _ in signals(run)] == [60, 85, 110, 135, 160]
    assert all(true for _, _, true in signals(run))
    assert tell(run.assignable_causes, "time", "size") == [(60, 8)]
    mended = play(moved.revised({f"{CHART}.action": "stop", f"{CHART}.adjustment.duration": "5 min"}))
    assert [time for time, _, _ in signals(mended)] == [60, 135]
    assert tell(mended.stops, "start", "end") == [(60, 65), (135, 140)]


def test_a_cause_may_spoil_units_without_moving_a_mean(shop, play):
    run = play(shop("""
        clock: {horizon: 4 h}
        production:
          stations: {saw: {assignable_cause: {time_between: 1 h, defects: 100 %}}}
          quality:
            charts: {bad: {station: saw, kind: p, n: 2, centre: 0.1, action: stop, adjustment: {duration: 0 h}}}
    """))  # fmt: skip
    hours = (run.orders["delivered"] / 3_600_000).tolist()
    assert [round(hour, 2) for hour, bad in zip(hours, run.orders["defective"].tolist(), strict=True) if bad] == [
        1.07, 1.23, 1.4, 2.4, 2.57, 2.73, 3.73, 3.9,
    ]  # fmt: skip


def test_limits_are_estimated_from_the_first_samples(shop, play):
    run = play(shop(THICK).revised({
        "clock.horizon": "40 h", "products.chair.routing.0.characteristic.sigma": 0.5, f"{CHART}.kind": "x-bar-r",
        f"{CHART}.n": 4, f"{CHART}.limits_from": "samples", f"{CHART}.first": 20,
    }))  # fmt: skip
    chart = Charts(run).chart("thickness", 0)
    means, ranges = chart.lines
    assert (means.centre[:20] != means.centre[:20]).all()  # no limits yet
    assert means.centre[-1] == pytest.approx(means.values[:20].mean())
    assert means.upper[-1] - means.centre[-1] == pytest.approx(0.729 * ranges.values[:20].mean(), rel=1e-3)  # A2
    assert ranges.upper[-1] == pytest.approx(2.282 * ranges.values[:20].mean(), rel=1e-3)  # D4
    assert min((signal.point for signal in chart.signals), default=99) >= 20


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"station": "paint"}, "no product passes 'paint'"),
        ({"station": "sow"}, "there is no station 'sow'"),
        ({"product": "lamp"}, "there is no product 'lamp'"),
        ({"kind": "p"}, "no defect rate is declared"),
        ({"kind": "p", "centre": 1.5}, "1.5 is no share of"),
        ({"kind": "x-bar-r", "n": 1}, "a single unit has no range"),
        ({"sigma": 0}, "all limits lie on the centre line"),
    ],
)
def test_a_chart_that_could_not_be_kept_is_refused(shop, changes, fault):
    chart = {"station": "saw", "kind": "x-bar", **changes}
    with pytest.raises(ScenarioError, match=fault):
        shop(
            """
            products: {chair: {routing: [
              {station: saw, time: 4 min, characteristic: {target: 12, sigma: 0.1, lower: 0, upper: 99}}]}}
            production: {stations: {paint: {}}}
            """,
            json.dumps({"production": {"quality": {"charts": {"one": chart}}}}),
        )


def test_a_chart_of_values_needs_something_that_is_measured(shop):
    with pytest.raises(ScenarioError, match="nothing is measured of what leaves 'saw'"):
        shop("production: {quality: {charts: {one: {station: saw, kind: ewma}}}}")


def test_products_on_one_chart_share_their_target(shop):
    step = "{station: saw, time: 1 min, characteristic: {target: %d, sigma: 1, lower: -9, upper: 99}}"
    products = f"{{chair: {{routing: [{step % 1}]}}, stool: {{price: 1, routing: [{step % 2}]}}}}"
    with pytest.raises(ScenarioError, match="differ in target or sigma"):
        shop(f"products: {products}", "production: {quality: {charts: {one: {station: saw}}}}")
    shop(f"products: {products}", "production: {quality: {charts: {one: {station: saw, product: stool}}}}")


def test_a_failure_that_comes_due_during_an_adjustment_strikes_after_it(shop, play, tell):
    run = play(shop(THICK).revised({
        f"{CHART}.action": "stop", f"{CHART}.adjustment.duration": "30 min",
        "production.stations.saw.failures": {"time_between": "20 min", "repair": "5 min", "clock": "calendar"},
    }), until=60 * 60_000)  # fmt: skip
    kinds = run.stops.words("kind")
    assert list(zip(kinds, *zip(*tell(run.stops, "start", "end"), strict=True), strict=True))[:2] == [
        ("adjustment", 14, 44), ("failure", 44, 49),
    ]  # fmt: skip


@pytest.mark.parametrize(("adjusting", "third"), [(3, 62), (27, 88)], ids=["over before there is room", "over after"])
def test_a_machine_that_is_stopped_keeps_a_lot_for_which_there_is_no_room(shop, play, tell, adjusting, third):
    """The first chair goes to packing at 32, the second is done in two minutes and has to wait there until 62."""
    run = play(shop(THICK, f"""
    clock: {{horizon: 119 min}}
    products:
      chair:
        routing:
        - {{station: saw, time: 2 min, characteristic: {{target: 12, sigma: 0, lower: 0, upper: 99}}}}
        - {{station: pack, time: 30 min}}
    production:
      stations: {{pack: {{buffer: 0}}}}
      quality: {{charts: {{thickness: {{action: stop, adjustment: {{duration: {adjusting} min}}}}}}}}
    operations: {{market: {{chair: {{arrivals: every 30 min, size: 3}}}}}}
    """))  # fmt: skip
    first, second = 32, 32 + adjusting + 2
    assert tell(run.history.tables["blocked"], "start", "end")[0] == (second, 62)
    assert tell(run.stops, "start", "end")[:2] == [(first, first + adjusting), (second, second + adjusting)]
    assert third in tell(run.operations, "start")
